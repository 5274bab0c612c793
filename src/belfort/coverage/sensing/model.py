"""The nouns: what one sensor can do against one target, and the look that asks it."""

from dataclasses import dataclass
from math import inf, nan, pi
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.coverage.sensing.priors import Assumption

Floats = NDArray[np.float64]
P_NEGLIGIBLE = 1e-3
"""Where a look's probability falls under this, a detector's reach ends: its `p_look` is 0 beyond."""


class Look(NamedTuple):
    """Where the target is in each of n looks: (n,) read-only arrays."""

    slant_range_m: Floats
    height_agl_m: Floats
    """NaN where not said: no ground effect, and the whole path in the rain."""
    antenna_above_ground_m: Floats
    """Height of the antenna over the ground under the target."""
    radial_speed_mps: Floats
    bearing_rad: Floats | None
    """None: away from every jammer."""


class Curve(Protocol):
    """The physics of one kind of sensor: probability of n looks."""

    def p_look(self, look: Look) -> Floats:
        """Return (n,) probabilities."""
        ...


@dataclass(frozen=True, slots=True)
class Detector:
    """How well one sensor sees one target under given conditions, in one world.

    Whoever computes coverage knows the ground: line of sight, elevation and azimuth are asked apart
    (`needs_line_of_sight`, `is_in_beam`, `is_in_sector`) and are not in `p_look`.
    """

    sensor: str
    target: str
    antenna_height_m: float
    """Above the ground; for an aircraft without a stated altitude, its usual one."""
    min_elevation_rad: float
    max_elevation_rad: float
    """Above it the blind cone."""
    azimuth_width_rad: float
    """Seen at once, centred on where the unit faces; a full turn where it sees all round."""
    update_interval_s: float
    """Between looks that count."""
    confirm_m: int
    confirm_n: int
    """A target is confirmed by m hits in the last n looks."""
    max_range_m: float
    """Beyond it nothing is seen: the instrumented range, or where a look is worth less than `P_NEGLIGIBLE`."""
    needs_line_of_sight: bool
    """False where sound or waves of low frequency come round a hill well enough for the range told."""
    delay_s: float
    """From a confirmed detection to an entry in the picture, beyond the network's own delay."""
    p_available: float
    """Share of situations in which it sees at all, drawn once for all its looks; 1 where the weather is told."""
    target_speed_mps: float
    """Radial speed taken where a look does not say: the target's cruise, straight at the sensor."""
    curve: Curve
    assumptions: tuple[Assumption, ...] = ()

    def p_look(
        self,
        slant_range_m: ArrayLike,
        height_agl_m: ArrayLike = nan,
        *,
        antenna_above_ground_m: ArrayLike | None = None,
        radial_speed_mps: ArrayLike | None = None,
        bearing_rad: ArrayLike | None = None,
    ) -> Floats:
        """Return the probability that one look shows the target, in sight and in the beam.

        Parameters
        ----------
        slant_range_m
            Any shape; all arguments are broadcast against each other.
        height_agl_m
            Of the target over the ground under it. Not said: the ground is not in the way.
        antenna_above_ground_m
            Height of the antenna over the ground under the target, where it stands higher or lower than
            there; its own height above ground unless said.
        radial_speed_mps
            Towards or away from the sensor; the target's cruise speed unless said.
        bearing_rad
            From the sensor to the target. Not said: away from every jammer.

        Raises
        ------
        ValueError
            A range is negative or NaN.
        """
        given = (
            slant_range_m,
            height_agl_m,
            self.antenna_height_m if antenna_above_ground_m is None else antenna_above_ground_m,
            self.target_speed_mps if radial_speed_mps is None else radial_speed_mps,
            0.0 if bearing_rad is None else bearing_rad,
        )
        shaped = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in given))
        slant_m, height_m, antenna_m, speed_mps, bearing = (_column(v) for v in shaped)
        if not np.all(slant_m >= 0.0):
            raise ValueError("a slant range is at least 0, found less or NaN")
        p = self.curve.p_look(
            Look(slant_m, height_m, antenna_m, speed_mps, None if bearing_rad is None else bearing)
        )
        p[slant_m > self.max_range_m] = 0.0
        return p.reshape(shaped[0].shape)

    def p_look_table(self, n: int = 256, height_agl_m: float = nan) -> tuple[Floats, Floats]:
        """Return n ranges, evenly spaced from 0 to the longest, and the probability of a look at each.

        Interpolated in between it is off by up to 0.02 for 256 rows, most at the step where a range ends.
        """
        range_m = np.linspace(0.0, self.max_range_m, n)
        return range_m, self.p_look(range_m, height_agl_m)

    def range_at(self, p: float, height_agl_m: float = nan) -> float:
        """Return the longest range at which a look is worth at least `p`, in m; 0 where there is none."""
        if not 0.0 < p < 1.0:
            raise ValueError(f"a probability between 0 and 1 is needed, found {p}")
        low_m, high_m = _bracket(self, p, height_agl_m)
        for _ in range(60):
            middle_m = 0.5 * (low_m + high_m)
            if self.p_look(middle_m, height_agl_m) >= p:
                low_m = middle_m
            else:
                high_m = middle_m
        return low_m

    def is_in_beam(self, elevation_rad: ArrayLike) -> NDArray[np.bool_]:
        """Return whether elevations, seen from the antenna over the horizontal, lie between the beam's edges."""
        angle = np.asarray(elevation_rad)
        return (angle >= self.min_elevation_rad) & (angle <= self.max_elevation_rad)

    def is_in_sector(self, bearing_rad: ArrayLike, facing_rad: float | None) -> NDArray[np.bool_]:
        """Return whether bearings lie in what is seen at once; all do for a unit that faces nowhere."""
        bearing = np.asarray(bearing_rad, dtype=np.float64)
        if facing_rad is None or self.azimuth_width_rad >= 2.0 * pi:
            return np.ones(bearing.shape, dtype=np.bool_)
        off_rad = np.abs(np.remainder(bearing - facing_rad + pi, 2.0 * pi) - pi)
        return off_rad <= 0.5 * self.azimuth_width_rad


def _column(values: Floats) -> Floats:
    """Return a flat, contiguous, read-only view or copy."""
    flat = np.ascontiguousarray(values).reshape(-1).view()
    flat.flags.writeable = False
    return flat


def _bracket(detector: Detector, p: float, height_agl_m: float) -> tuple[float, float]:
    """Return a range at which a look is worth `p` and one beyond, or two zeros: farthest first on a fine scale."""
    range_m = detector.max_range_m * np.geomspace(1.0, 1e-4, 400)
    good = np.flatnonzero(detector.p_look(range_m, height_agl_m) >= p)
    if good.size == 0:
        return 0.0, 0.0
    first = int(good[0])
    return float(range_m[first]), float(range_m[max(first - 1, 0)])


ALL_ROUND_RAD = 2.0 * pi
ZENITH_RAD = 0.5 * pi
NEVER_SLOW_MPS = inf
"""Speed of a target whose speed nobody told: no filter takes it for clutter."""

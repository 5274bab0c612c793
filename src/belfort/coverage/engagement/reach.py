"""What a fire unit reaches around itself: at rest, and against a threat that comes in.

At rest: at each point of the ground the lowest and the highest height at which a target lies in the envelope
and in sight, whatever the time line says. Against a threat that flies in straight at the unit: by azimuth, the
farthest point at which it can be met after it has been found and the delays have run, and the nearest. The
first is the catalogue's circle cut by the ground, the second is what is left of it in time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.coverage.case import CASES, Case
from belfort.coverage.engagement.envelope import Envelope
from belfort.coverage.engagement.kernels import Paths, Reach
from belfort.coverage.engagement.ladder import Site, ladder
from belfort.terrain.frame import Frame
from belfort.terrain.model import Heights, Terrain, TerrainError, Window

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Volume:
    """The air a fire unit reaches: a band of heights above each point of a part of a grid."""

    frame: Frame
    row0: int
    col0: int
    """Row and column in `frame` of the first point."""
    floor_agl_m: Heights
    """(rows, cols): lowest height above ground that can be engaged; infinite where none can."""
    ceiling_agl_m: Heights
    """(rows, cols): highest; minus infinite where none can."""

    def holds(self, height_agl_m: float) -> NDArray[np.bool_]:
        """Return where a target at a height above the ground can be engaged."""
        return (self.floor_agl_m <= height_agl_m) & (height_agl_m <= self.ceiling_agl_m)


@dataclass(frozen=True, slots=True)
class InboundReach:
    """Where a threat that flies straight at a unit can be met, by azimuth; (n_azimuths,), NaN where it cannot."""

    azimuth_rad: Floats
    """True bearings from the unit, ascending, evenly spaced."""
    farthest_m: Floats
    """Ground range of the first meeting."""
    nearest_m: Floats
    """Ground range of the last sample at which a meeting is possible: later by up to one step in truth."""
    n_looks: NDArray[np.int64]

    def covers(self, bearing_rad: ArrayLike, range_m: ArrayLike) -> NDArray[np.bool_]:
        """Return whether points lie between the nearest and the farthest meeting of their nearest azimuth."""
        n = len(self.azimuth_rad)
        i = np.floor(np.asarray(bearing_rad) * n / (2.0 * pi) + 0.5).astype(np.intp) % n
        range_m = np.asarray(range_m)
        return (self.nearest_m[i] <= range_m) & (range_m <= self.farthest_m[i])


def volume_of(site: Site, envelope: Envelope, terrain: Terrain, window: Window) -> Volume:
    """Return the band of heights a unit reaches at rest, on the grid of its lowest heights in sight.

    Parameters
    ----------
    site, envelope
        The unit and what it fires.
    terrain
        The ground the window was made from.
    window
        Lowest height in sight, of the sensor that guides the engagement. For a unit that needs no sight
        give one filled with 0.

    Raises
    ------
    TerrainError
        The window was not made from this terrain.
    """
    frame = window.frame
    stride = round(frame.cell_m / terrain.frame.cell_m)
    if terrain.frame.every(stride) != frame:
        raise TerrainError("the window was not made from this terrain: their grids differ")
    n_rows, n_cols = window.height_agl_m.shape
    rows, cols = window.row0 + np.arange(n_rows), window.col0 + np.arange(n_cols)
    ground_m = terrain.height_msl_m[np.ix_(rows * stride, cols * stride)].astype(np.float64)
    x_m = frame.west_m + (cols + 0.5) * frame.cell_m - site.x_m
    y_m = frame.north_m - (rows + 0.5) * frame.cell_m - site.y_m
    bottom_m, top_m = heights_in_envelope(envelope, np.hypot(x_m[None, :], y_m[:, None]))
    lift_m = site.alt_msl_m - ground_m
    floor_m = np.maximum(np.maximum(window.height_agl_m, envelope.min_height_agl_m), bottom_m + lift_m)
    ceiling_m = top_m + lift_m
    is_none = ~(floor_m <= ceiling_m)
    floor_m, ceiling_m = np.where(is_none, np.inf, floor_m), np.where(is_none, -np.inf, ceiling_m)
    return Volume(frame, window.row0, window.col0, floor_m.astype(np.float32), ceiling_m.astype(np.float32))


def heights_in_envelope(envelope: Envelope, ground_m: Floats) -> tuple[Floats, Floats]:
    """Return the lowest and highest height in m above the unit in the envelope at ground ranges.

    NaN beyond the longest reach. Inside the shortest reach the lowest is that of the shell above the unit.
    """
    with np.errstate(invalid="ignore"):
        half_m = np.sqrt(envelope.max_range_m**2 - ground_m**2)
        shell_m = np.sqrt(envelope.min_range_m**2 - ground_m**2)
    bottom_m = np.where(ground_m < envelope.min_range_m, shell_m, -half_m)
    return bottom_m, np.minimum(half_m, envelope.max_height_m)


def inbound_reach(
    reach: Reach,
    paths: Paths,
    delays_s: tuple[float, float],
    found_m: ArrayLike,
    is_visible: ArrayLike | None = None,
    most_looks: int = 8,
) -> InboundReach:
    """Return where a threat that flies straight at the unit can be met, by azimuth.

    Parameters
    ----------
    reach
        Of the unit.
    paths
        Approaches from all round, evenly spaced from north, to the unit itself (an asset without radius there).
    delays_s
        From the find to the first order, and from one look to the next order.
    found_m
        (n_azimuths,): ground range at which the threat is found; NaN where it never is.
    is_visible
        (n_azimuths, n_samples): where the unit has it in sight; None: everywhere.
    most_looks
        Where counting stops.

    Raises
    ------
    ValueError
        Shapes that do not go together or a delay out of range.
    """
    n_paths = paths.x_m.shape[0]
    found_m = np.broadcast_to(np.asarray(found_m, dtype=np.float64), (n_paths,))
    found_to_go_s = np.interp(found_m, paths.distance_to_go_m[::-1], (paths.time_s[-1] - paths.time_s)[::-1])
    found_to_go_s = np.where(np.isnan(found_m), np.nan, found_to_go_s)
    met = ladder(reach, paths, *delays_s, found_to_go_s, is_visible, most_looks)
    farthest_m = met.distance_to_go_m[:, 0]
    is_in = _in_envelope(reach, paths)
    if is_visible is not None:
        is_in &= np.asarray(is_visible, dtype=np.bool_)
    last = paths.x_m.shape[1] - 1 - is_in[:, ::-1].argmax(axis=1)
    nearest_m = np.where(met.n_looks > 0, np.minimum(paths.distance_to_go_m[last], farthest_m), np.nan)
    return InboundReach(2.0 * pi * np.arange(n_paths) / n_paths, farthest_m, nearest_m, met.n_looks)


def _in_envelope(reach: Reach, paths: Paths) -> NDArray[np.bool_]:
    height_m = paths.alt_msl_m - reach.alt_msl_m
    range_m = np.sqrt((paths.x_m - reach.x_m) ** 2 + (paths.y_m - reach.y_m) ** 2 + height_m**2)
    is_near = (range_m >= reach.min_range_m) & (range_m <= reach.max_range_m)
    return is_near & (paths.height_agl_m >= reach.min_height_agl_m) & (height_m <= reach.max_height_m)


def worst_and_best(by_case: Mapping[Case, InboundReach]) -> tuple[Floats, Floats, Floats]:
    """Return the farthest meeting at low, mode and high, 0 where there is none: a band around the mode.

    Raises
    ------
    ValueError
        A case is missing.
    """
    missing = [case for case in CASES if case not in by_case]
    if missing:
        raise ValueError(f"a band needs the cases {', '.join(CASES)}; missing {', '.join(missing)}")
    low, mode, high = (np.nan_to_num(by_case[case].farthest_m) for case in CASES)
    return low, mode, high

"""The engagement ladder: how often, when and where one unit can try before a threat arrives.

Find, wait out the delays, order, meet, assess, order again. The first order comes `first_s` after the find,
the next ones `again_s` after the work of the one before. An order is given as soon as the meeting it leads to
lies in the envelope and in sight: the earliest meeting that any order from then on can reach. What is slower
than its target, or chases it, meets it at the first root of

    |p(t) - unit| / speed = t - order - dwell        (for a jammer: t = order + dwell)

Samples are joined by straight lines; roots lie between two of them and are halved in to a billionth of the step.
Sight holds between two samples that are both in sight. A window in the envelope shorter than one step of the
path may be missed, and so may a gap in it while a burst or a jammer works. Distances are those of the map
(0.12 % on the Benelux) over a flat earth: the height of a target 100 km away is 785 m too high against the
unit's horizontal, its slant range right to 0.2 %.

Not counted: channels, magazines and salvos (`n_looks` are chances to fire at one threat that comes alone).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.coverage.approach import Approach
from belfort.coverage.engagement.envelope import Envelope
from belfort.coverage.engagement.kernels import Paths, Reach, Rungs, ladder_rows
from belfort.numeric.readonly import locked
from belfort.scenario.resolved import ResolvedUnit
from belfort.terrain.model import Terrain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a unit stands, on the map."""

    name: str
    x_m: float
    y_m: float
    alt_msl_m: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """The looks of one unit and effector at a bundle of approaches; (n_paths, most_looks), NaN where none."""

    n_looks: NDArray[np.int64]
    """(n_paths,): how many, at most `most_looks`."""
    launch_to_go_s: Floats
    """Time from the order (missile away, first round, jammer on) to the impact of the threat."""
    intercept_to_go_s: Floats
    """Time from the meeting, or the end of burst and jamming, to the impact of the threat."""
    distance_to_go_m: Floats
    """Of the threat at that moment, over the ground, to the edge of the asset."""
    range_m: Floats
    """Slant range from the unit to the threat at that moment."""
    alt_msl_m: Floats
    """Of the threat at that moment."""


def site_of(unit: ResolvedUnit, terrain: Terrain) -> Site:
    """Return where a unit stands: on the ground, or at its own altitude on patrol.

    Raises
    ------
    TerrainError
        The terrain does not reach there.
    """
    at = unit.position
    x_m, y_m = terrain.frame.xy_m(at.lat_rad, at.lon_rad)
    if unit.altitude_msl_m is not None:
        return Site(unit.name, float(x_m), float(y_m), unit.altitude_msl_m)
    return Site(unit.name, float(x_m), float(y_m), terrain.height_at(at.lat_rad, at.lon_rad))


def paths_of(approaches: Sequence[Approach]) -> Paths:
    """Return approaches stacked for the kernel; they share distances and times.

    Raises
    ------
    ValueError
        There are none, or they differ in distances, times or frame.
    """
    if not approaches:
        raise ValueError("a ladder needs at least one approach, found none")
    first = approaches[0]
    for other in approaches[1:]:
        if other.frame != first.frame or not (
            np.array_equal(other.distance_to_go_m, first.distance_to_go_m)
            and np.array_equal(other.time_to_go_s, first.time_to_go_s)
        ):
            raise ValueError(
                f"approaches of '{first.asset}' by '{first.threat}' and of '{other.asset}' by '{other.threat}' "
                f"do not share frame, distances and times; stack them apart"
            )
    return Paths(
        locked(np.stack([a.x_m for a in approaches])),
        locked(np.stack([a.y_m for a in approaches])),
        locked(np.stack([a.alt_msl_m for a in approaches])),
        locked(np.stack([a.height_agl_m for a in approaches])),
        first.distance_to_go_m,
        locked(first.time_to_go_s[0] - first.time_to_go_s),
    )


def reach_of(site: Site, envelope: Envelope, standoff_m: float = 0.0) -> Reach:
    """Return the ten numbers of a unit's place and its envelope."""
    numbers = (
        site.x_m,
        site.y_m,
        site.alt_msl_m,
        envelope.min_range_m,
        envelope.max_range_m,
        envelope.min_height_agl_m,
        envelope.max_height_m,
        envelope.speed_mps,
        envelope.dwell_s,
        standoff_m,
    )
    return Reach(*(float(n) for n in numbers))


def comes_within(site: Site, paths: Paths, range_m: float) -> bool:
    """Return whether any of these straight paths comes within a ground range of a place: skip it if not."""
    x0_m, y0_m = paths.x_m[:, 0] - site.x_m, paths.y_m[:, 0] - site.y_m
    dx_m, dy_m = paths.x_m[:, -1] - paths.x_m[:, 0], paths.y_m[:, -1] - paths.y_m[:, 0]
    share = np.clip(-(x0_m * dx_m + y0_m * dy_m) / (dx_m**2 + dy_m**2), 0.0, 1.0)
    return bool(np.min(np.hypot(x0_m + share * dx_m, y0_m + share * dy_m)) <= range_m)


def ladder(
    reach: Reach,
    paths: Paths,
    first_s: float,
    again_s: float,
    found_to_go_s: ArrayLike | None = None,
    is_visible: ArrayLike | None = None,
    most_looks: int = 8,
) -> Ladder:
    """Return how often, when and where one effector can meet a threat before it arrives.

    Parameters
    ----------
    reach
        Of the unit, from `reach_of`.
    paths
        From `paths_of`.
    first_s, again_s
        Seconds from the find to the first order, and from one look's work to the next order.
    found_to_go_s
        (n_paths,): time to the impact when the threat is found; NaN where it never is. None: when it first
        comes in sight.
    is_visible
        (n_paths, n_samples): where the unit sees the threat. None: everywhere.
    most_looks
        Where counting stops.

    Raises
    ------
    ValueError
        Shapes that do not go together, a negative delay, or no look to count.
    """
    n_paths, n_samples = paths.x_m.shape
    if not (first_s >= 0.0 and again_s >= 0.0 and most_looks >= 1):
        raise ValueError(
            f"a ladder needs delays of at least 0 s and a look to count, found first_s = {first_s:g}, "
            f"again_s = {again_s:g}, most_looks = {most_looks}"
        )
    seen = _column(True if is_visible is None else is_visible, (n_paths, n_samples), "is_visible", np.bool_)
    if found_to_go_s is None:
        found_s = np.where(seen.any(axis=1), paths.time_s[seen.argmax(axis=1)], np.nan)
    else:
        found_s = paths.time_s[-1] - _column(found_to_go_s, (n_paths,), "found_to_go_s", np.float64)
    rungs = Rungs(*(np.full((n_paths, most_looks), np.nan) for _ in Rungs._fields))
    n_looks = np.zeros(n_paths, dtype=np.int64)
    ladder_rows(reach, paths, seen, locked(found_s + first_s), float(again_s), rungs, n_looks)
    end_s = paths.time_s[-1]
    return _ladder(n_looks, end_s - rungs.launch_s, end_s - rungs.intercept_s, *rungs[2:])


def _ladder(*columns: NDArray) -> Ladder:
    return Ladder(**{f.name: locked(c) for f, c in zip(fields(Ladder), columns, strict=True)})


def _column(values: ArrayLike, shape: tuple[int, ...], name: str, dtype: type) -> NDArray:
    array = np.asarray(values, dtype=dtype)
    if array.shape not in ((), shape):
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
    return locked(np.broadcast_to(array, shape))

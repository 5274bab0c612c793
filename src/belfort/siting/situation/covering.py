"""Who covers what: fire units by their reach, sensors by what they confirm, place after place, in bounded memory.

By reach: at a point a threat at its height lies in the envelope of one of the unit's effectors (the rule of
`engagement.reach.volume_of`) and in sight of its antenna. That is at rest: whether there is time to fire is not asked.
By sight: some sensor of the unit more likely confirms than not a threat that stays there for a window of looks.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from belfort.coverage import kernels
from belfort.coverage.case import Case, value_of
from belfort.coverage.engagement import CannotEngage, Envelope, envelope_of
from belfort.coverage.meeting import MAST_M
from belfort.coverage.posts import posts_of
from belfort.coverage.view import View, views
from belfort.numeric.readonly import locked
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.siting.model import Cover, CoverBuilder
from belfort.siting.situation.scenes import Points, Scene
from belfort.terrain import Lookout, Survey, Terrain, Window

Tell = Callable[[str, int, int], object]
"""Called with what is being done, how many are done, and of how many."""
BATCH = 64
"""Units whose sensors are prepared at a time."""
SPARE_CELLS = 2.0
"""A window is counted from middle to middle of cells: so much more of it than the reach."""
Bools = NDArray[np.bool_]


def silent(_words: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def covers_by_reach(
    scenario: ResolvedScenario,
    terrain: Terrain,
    units: Sequence[ResolvedUnit],
    scenes: Sequence[Scene],
    n_threads: int = 1,
    tell: Tell = silent,
) -> tuple[Cover, ...]:
    """Return one cover a scene: which unit reaches which of its points.

    Parameters
    ----------
    scenario
        Its systems and refraction are read.
    terrain
        The ground.
    units
        Fire units at their places, candidates and those that stand; each gives a column, in order.
    scenes
        What is to be reached.
    n_threads, tell
        Threads of the sweep, and who is told.

    Notes
    -----
    One sweep of the ground a unit and case, and work in proportion to the points in reach. Memory: two windows
    a thread and four bytes a covered pair. Points are looked up in the cell that holds them.
    """
    builders = [CoverBuilder(len(scene.points)) for scene in scenes]
    cases: list[Case] = list(dict.fromkeys(s.case for s in scenes))
    for n, case in enumerate(cases):
        here = [k for k, scene in enumerate(scenes) if scene.case == case]
        envelopes = [_envelopes(scenario, units, scenes[k], case) for k in here]
        survey = Survey(terrain, value_of(scenario.terrain.k_factor, case))
        reach_m, spare_m = _farthest(envelopes), SPARE_CELLS * terrain.frame.cell_m
        eyes = (_eye(scenario, unit, case, reach_m[unit.system, _carried(unit)], spare_m) for unit in units)
        for i, (unit, window) in enumerate(zip(units, survey.windows(eyes, n_threads), strict=True)):
            tell(f"who reaches what, {case} case", n * len(units) + i, len(cases) * len(units))
            site = _site(unit, terrain)
            for k, held in zip(here, envelopes, strict=True):
                builders[k].add(_reached(held[unit.system, _carried(unit)], site, window, scenes[k]))
    return tuple(builder.cover() for builder in builders)


Armed = tuple[str, tuple[str, ...]]
"""A system and what it fires."""


def _carried(unit: ResolvedUnit) -> tuple[str, ...]:
    return tuple(load.effector for load in unit.loads if load.n_ready.high > 0.0)


def _envelopes(
    scenario: ResolvedScenario, units: Sequence[ResolvedUnit], scene: Scene, case: Case
) -> dict[Armed, tuple[Envelope, ...]]:
    """Return the envelopes against a scene's threat of each way a unit is armed."""
    ways = dict.fromkeys((unit.system, _carried(unit)) for unit in units)
    return {way: envelopes_of(scenario, way[1], scene.threat, case)[0] for way in ways}


def envelopes_of(
    scenario: ResolvedScenario, effectors: Sequence[str], threat: ResolvedSystem, case: Case
) -> tuple[tuple[Envelope, ...], tuple[CannotEngage, ...]]:
    """Return what effectors reach of a threat, and why the others reach nothing."""
    target_class = str(threat.traits["target_class"])
    found = [envelope_of(scenario.systems[e], target_class, case) for e in effectors]
    return (
        tuple(e for e in found if isinstance(e, Envelope)),
        tuple(e for e in found if isinstance(e, CannotEngage)),
    )


def _farthest(envelopes: Sequence[dict[Armed, tuple[Envelope, ...]]]) -> dict[Armed, float]:
    """Return how far each way of being armed reaches against any threat; 0 where it reaches none."""
    return {
        way: max((e.max_range_m for held in envelopes for e in held[way]), default=0.0)
        for way in envelopes[0]
    }


def _eye(
    scenario: ResolvedScenario, unit: ResolvedUnit, case: Case, reach_m: float, spare_m: float
) -> Lookout:
    """Return where a unit looks from to engage: the highest of its own antennas, as `coverage.meeting` does."""
    masts_m = [antenna_m(unit, scenario.systems[name], case) for name in unit.sensors]
    at = unit.position
    mast_m = max(masts_m, default=MAST_M)
    return Lookout(at.lat_rad, at.lon_rad, reach_m + spare_m, mast_m, unit.altitude_msl_m, name=unit.name)


def antenna_m(unit: ResolvedUnit, sensor: ResolvedSystem, case: Case) -> float:
    """Return the height of a sensor's antenna above the ground; a guess where none is on record."""
    figure = unit.figures.get("antenna_height_m") or sensor.figures.get("antenna_height_m")
    return MAST_M if figure is None else value_of(figure, case)


def _site(unit: ResolvedUnit, terrain: Terrain) -> tuple[float, float, float]:
    """Return map coordinates and altitude of a unit."""
    at = unit.position
    x_m, y_m = terrain.frame.xy_m(at.lat_rad, at.lon_rad)
    alt_m = unit.altitude_msl_m
    return float(x_m), float(y_m), terrain.height_at(at.lat_rad, at.lon_rad) if alt_m is None else alt_m


def _reached(
    envelopes: Sequence[Envelope], site: tuple[float, float, float], window: Window, scene: Scene
) -> NDArray[np.intp]:
    """Return the points of a scene that a unit reaches."""
    if not envelopes:
        return np.empty(0, np.intp)
    points, height_m = scene.points, scene.height_agl_m
    east_m, north_m = points.x_m - site[0], points.y_m - site[1]
    farthest_m = max(e.max_range_m for e in envelopes)
    near = np.flatnonzero(east_m**2 + north_m**2 <= farthest_m**2)
    near = near[lowest_at(window, points, near) <= height_m]
    up_m = points.ground_msl_m[near] + height_m - site[2]
    range_m = np.sqrt(east_m[near] ** 2 + north_m[near] ** 2 + up_m**2)
    is_held = np.zeros(near.size, np.bool_)
    for e in envelopes:
        in_band = (up_m <= e.max_height_m) & (height_m >= e.min_height_agl_m)
        is_held |= in_band & (range_m >= e.min_range_m) & (range_m <= e.max_range_m)
    return near[is_held]


def lowest_at(window: Window, points: Points, which: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the lowest height in sight above ground at points; infinite off the window."""
    row = np.rint(points.row[which]).astype(np.intp) - window.row0
    col = np.rint(points.col[which]).astype(np.intp) - window.col0
    n_rows, n_cols = window.height_agl_m.shape
    inside = (row >= 0) & (row < n_rows) & (col >= 0) & (col < n_cols)
    lowest_m = np.full(which.shape, np.inf, np.float32)
    lowest_m[inside] = window.height_agl_m[row[inside], col[inside]]
    return lowest_m


def covers_by_sight(
    scenario: ResolvedScenario,
    terrain: Terrain,
    units: Sequence[ResolvedUnit],
    scenes: Sequence[Scene],
    n_threads: int = 1,
    tell: Tell = silent,
) -> tuple[Cover, ...]:
    """Return one cover a scene: which unit more likely than not confirms a threat at which of its points.

    As `covers_by_reach`; a unit covers a point when one of its sensors does, by itself.
    """
    builders = [CoverBuilder(len(scene.points)) for scene in scenes]
    cases: list[Case] = list(dict.fromkeys(s.case for s in scenes))
    for n, case in enumerate(cases):
        here = [k for k, scene in enumerate(scenes) if scene.case == case]
        now = [scenes[k] for k in here]
        seen_by = views_by_unit(
            scenario,
            terrain,
            units,
            (tuple(s.threat for s in now), [s.height_agl_m for s in now]),
            case,
            n_threads,
        )
        for i, found in enumerate(seen_by):
            tell(f"who sees what, {case} case", n * len(units) + i, len(cases) * len(units))
            for k in here:
                is_seen = np.zeros(len(scenes[k].points), np.bool_)
                for view in found:
                    is_seen |= _confirmed(view, scenes[k])
                builders[k].add(is_seen)
    return tuple(builder.cover() for builder in builders)


def views_by_unit(
    scenario: ResolvedScenario,
    terrain: Terrain,
    units: Sequence[ResolvedUnit],
    what: tuple[Sequence[ResolvedSystem], Sequence[float]],
    case: Case,
    n_threads: int,
) -> Iterator[list[View]]:
    """Yield the views of each unit's sensors, unit after unit; none where nothing can be seen.

    `what` is (threats, heights above ground that tables must hold); names of units must differ.
    """
    survey = Survey(terrain, value_of(scenario.terrain.k_factor, case))
    targets = tuple({t.id: t for t in what[0]}.values())
    for start in range(0, len(units), BATCH):
        batch = units[start : start + BATCH]
        turn = {unit.name: k for k, unit in enumerate(batch)}
        posts = sorted(posts_of(replace(scenario, units=tuple(batch))), key=lambda post: turn[post.unit.name])
        stream = views(scenario, posts, survey, targets, what[1], case, n_threads)
        waiting = next(stream, None)
        for unit in batch:
            found = []
            while waiting is not None and waiting.post.unit.name == unit.name:
                found.append(waiting)
                waiting = next(stream, None)
            yield found


def _confirmed(view: View, scene: Scene) -> Bools:
    """Return at which points a sensor more likely confirms a scene's threat than not."""
    points = scene.points
    table = view.confirmed.get(scene.threat.id)
    if table is None:
        return np.zeros(len(points), np.bool_)
    heights_m = np.full(len(points), scene.height_agl_m)
    path = (points.row, points.col, points.ground_msl_m + scene.height_agl_m, heights_m)
    p = np.zeros(len(points))
    window = view.window.height_agl_m
    kernels.look_rows(
        tuple(locked(v) for v in path), window, view.corner, view.antenna, view.scales, table, p
    )
    return p >= kernels.HALF

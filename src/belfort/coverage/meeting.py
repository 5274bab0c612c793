"""Who can be met in time: the ladders of every fire unit against every threat at every asset, and the air they reach."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.approach import LEAST_SAMPLES, Approach, approaches, in_case, start_of
from belfort.coverage.case import CASES, Case, value_of
from belfort.coverage.cover import Progress, Watched, heights_of
from belfort.coverage.engagement import Ladder, Timeline, ladder, paths_of, reach_of, site_of, timeline_of
from belfort.coverage.engagement.doctrine import p_kill_of_salvos, salvos_of
from belfort.coverage.engagement.ladder import comes_within
from belfort.coverage.engagement.layers import LAYERS, Shooter, shooters
from belfort.coverage.engagement.reach import volume_of
from belfort.coverage.engagement.sight import paths_in_sight
from belfort.coverage.model import LadderTable, LooksTable, Question, ReachTable, RungTable
from belfort.coverage.posts import Post
from belfort.records.columns import columns_of
from belfort.scenario.resolved import Estimate, ResolvedAsset, ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.terrain import Lookout, Survey, Terrain, Window

MAST_M = 3.0
"""Height above ground of the eye of a fire unit that has no sensor of its own: a guess."""
START_M, STEP_M = 200e3, 500.0
_CASE_OF_LADDER, _CASE_OF_REACH = 5, 2
"""Columns of the rows below."""
Floats = NDArray[np.float64]


@dataclass
class Met:
    """What the fire units of a situation can do."""

    ladders: list[tuple] = field(default_factory=list)
    looks: list[LooksTable] = field(default_factory=list)
    reach: list[tuple] = field(default_factory=list)
    rungs: list[tuple] = field(default_factory=list)
    reach_maps: dict[str, dict[str, NDArray[np.uint16]]] = field(default_factory=dict)
    """By threat and layer, on the frame of the maps: units that reach a target at the threat's height, at the mode."""
    timelines: dict[tuple[str, str], Timeline] = field(default_factory=dict)
    """By unit and effector, on its own finds or the quickest other."""

    def in_order_of_cases(self) -> None:
        """Sort the rows by case, otherwise as they are."""
        order = {case: i for i, case in enumerate(CASES)}
        self.ladders.sort(key=lambda row: order[row[_CASE_OF_LADDER]])
        self.reach.sort(key=lambda row: order[row[_CASE_OF_REACH]])
        self.looks.sort(key=lambda table: order[table.case[0]])

    def tables(self) -> tuple[LadderTable, LooksTable, ReachTable, RungTable]:
        """Return the rows as tables."""
        return (
            _table(LadderTable, self.ladders),
            LooksTable.concat(self.looks),
            _table(ReachTable, self.reach),
            _table(RungTable, self.rungs),
        )


def meet(
    scenario: ResolvedScenario,
    terrain: Terrain,
    posts: Sequence[Post],
    targets: Sequence[ResolvedSystem],
    watched: Watched,
    question: Question,
    place: tuple[int, NDArray[np.bool_]],
    progress: Progress,
) -> Met:
    """Return the ladders of every fire unit, and the air it reaches.

    Parameters
    ----------
    scenario, terrain, posts, targets, question
        As for `cover.watch`.
    watched
        What it gave: where each post finds each threat on its way in.
    place
        Every how many cells of the terrain a point of the maps lies, and the land (rows, cols) that shares are of.
    progress
        Called with words and the share done.
    """
    stride, land = place
    met = Met()
    finders = Finders(scenario, posts, watched, question, met)
    units = [u for u in scenario.units if can_fire(u) and _is_on(terrain, u)]
    able_to = replace(scenario, units=tuple(units))
    sites = {u.name: site_of(u, terrain) for u in units}
    windows = {case: _windows(scenario, units, terrain, stride, question.n_threads, case) for case in CASES}
    for j, threat in enumerate(targets):
        target_class = str(threat.traits["target_class"])
        able = {case: shooters(able_to, sites, target_class, case)[0] for case in CASES}
        for case in CASES:
            _reach(
                met, terrain, able[case], windows[case], (threat, heights_of(threat, question)[0], case), land
            )
        for n, asset in enumerate(scenario.assets):
            progress(f"who meets {threat.id} at {asset.name}", (j + n / len(scenario.assets)) / len(targets))
            ways = _ways(asset, threat, terrain, question.n_azimuths)
            for case in CASES:
                _at_asset(met, finders, able[case], windows[case], (threat, case, n, asset), ways)
    met.in_order_of_cases()
    return met


def can_fire(unit: ResolvedUnit) -> bool:
    """Return whether a unit meets threats: one that fights and has something to fire."""
    return unit.kind == "fire-unit" and unit.fights and bool(unit.loads)


def _is_on(terrain: Terrain, unit: ResolvedUnit) -> bool:
    return terrain.frame.cell_of(unit.position.lat_rad, unit.position.lon_rad) is not None


def _windows(
    scenario: ResolvedScenario,
    units: Sequence[ResolvedUnit],
    terrain: Terrain,
    stride: int,
    n_threads: int,
    case: Case,
) -> dict[str, Window]:
    """Return what each fire unit sees, from the eye it engages with."""
    survey = Survey(terrain, value_of(scenario.terrain.k_factor, case), stride)
    eyes = [_eye(scenario, u, case) for u in units]
    return {u.name: w for u, w in zip(units, survey.windows(eyes, n_threads), strict=True)}


def _ways(
    asset: ResolvedAsset, threat: ResolvedSystem, terrain: Terrain, n_azimuths: int
) -> tuple[Approach, ...]:
    """Return the approaches to the middle of an asset: what has crossed its edge can still be met over it."""
    start_m = start_of(threat, START_M) + asset.radius_m
    step_m = min(max(STEP_M, terrain.frame.cell_m), start_m / LEAST_SAMPLES)
    middle = replace(asset, radius_m=0.0)
    return approaches(middle, threat, terrain, n_azimuths, "mode", start_m=start_m, step_m=step_m)


class Finders:
    """When each fire unit may first order against each threat: the quickest of all finds that reach it."""

    def __init__(
        self,
        scenario: ResolvedScenario,
        posts: Sequence[Post],
        watched: Watched,
        question: Question,
        met: Met,
    ) -> None:
        self.scenario, self.posts, self.watched, self.question, self.met = (
            scenario,
            posts,
            watched,
            question,
            met,
        )
        self._lines: dict[tuple[str, str], list[Timeline | None]] = {}
        self._last: tuple[tuple[str, Case, int] | None, Floats] = None, np.zeros((0, 0))
        self._first_s: dict[tuple[str, str, Case], Floats] = {}

    def lines(self, unit: ResolvedUnit, effector: ResolvedSystem) -> list[Timeline | None]:
        """Return the time line from each post to an order of a unit; None where it may not or cannot."""
        key = unit.name, effector.id
        if key not in self._lines:
            by_finder: dict[tuple[str, str], Timeline | None] = {}
            for post in self.posts:  # sensors of one unit differ by their report alone
                if _finder(post) not in by_finder:
                    by_finder[_finder(post)] = self._line(unit, effector, post)
            self._lines[key] = [by_finder[_finder(post)] for post in self.posts]
            known = [line for line in self._lines[key] if line is not None]
            if known:
                self.met.timelines[key] = min(known, key=lambda line: line.first_s())
        return self._lines[key]

    def _line(self, unit: ResolvedUnit, effector: ResolvedSystem, post: Post) -> Timeline | None:
        finder = None if post.unit.name == unit.name else post.unit
        line = timeline_of(self.scenario, unit, effector, finder, post.sensor)
        return line if isinstance(line, Timeline) else None

    def _found_to_go_s(self, threat: str, case: Case, asset: int) -> Floats:
        """Return (posts, azimuths) the time to impact when each post finds a threat, minus infinite where never."""
        if self._last[0] != (threat, case, asset):
            finds_m = self.watched.found_to_go_m[threat, case][:, asset]
            bundle = self.watched.bundles[threat, case]
            found_s = np.interp(finds_m, bundle.times[1][::-1], bundle.time_to_go_s[::-1])
            self._last = (threat, case, asset), np.where(finds_m > 0.0, found_s, -np.inf)
        return self._last[1]

    def ready_to_go_s(
        self, unit: ResolvedUnit, effector: ResolvedSystem, threat: str, case: Case, asset: int
    ) -> Floats:
        """Return (azimuths,) the time to impact at the first order; NaN where the threat is never found in time."""
        lines = self.lines(unit, effector)
        key = unit.name, effector.id, case
        if key not in self._first_s:
            self._first_s[key] = np.array([np.inf if x is None else x.first_s(case) for x in lines])
        first_s = self._first_s[key]
        found_s = self._found_to_go_s(threat, case, asset)
        ready_s = (found_s - first_s[:, None]).max(axis=0, initial=-np.inf)
        return np.where(ready_s > 0.0, ready_s, np.nan)


def _finder(post: Post) -> tuple[str, str]:
    return post.unit.name, post.sensor.id if "report_delay_s" in post.sensor.figures else ""


def _eye(scenario: ResolvedScenario, unit: ResolvedUnit, case: Case) -> Lookout:
    """Return where a unit looks from to engage: the highest of its own antennas, as far as anything it fires."""
    masts_m = [_antenna_m(unit, scenario.systems[s], case) for s in unit.sensors]
    reach_m = max(
        (
            f.figures[n].high
            for f in (scenario.systems[load.effector] for load in unit.loads)
            for n in _REACH
            if n in f.figures
        ),
        default=1000.0,
    )
    at = unit.position
    return Lookout(
        at.lat_rad,
        at.lon_rad,
        reach_m + 2000.0,
        max(masts_m, default=MAST_M),
        unit.altitude_msl_m,
        name=unit.name,
    )


_REACH = (
    "max_range_aircraft_m",
    "max_range_ballistic_m",
    "effective_range_m",
    "range_m",
    "radius_of_action_m",
)


def _antenna_m(unit: ResolvedUnit, sensor: ResolvedSystem, case: Case) -> float:
    figure: Estimate | None = unit.figures.get("antenna_height_m") or sensor.figures.get("antenna_height_m")
    return MAST_M if figure is None else value_of(figure, case)


def _reach(
    met: Met,
    terrain: Terrain,
    able: Sequence[Shooter],
    windows: Mapping[str, Window],
    what: tuple[ResolvedSystem, float, Case],
    land: NDArray[np.bool_],
) -> None:
    """Count the units that reach a target at the threat's height, layer by layer, each like item counted.

    A unit with several effectors counts once a layer, and once in any.
    """
    threat, height_m, case = what
    counts = {layer: np.zeros(land.shape, np.uint16) for layer in ("any", *LAYERS)}
    for name, own in groupby(able, key=lambda shooter: shooter.unit.name):
        window, reached = windows[name], defaultdict[str, NDArray[np.bool_]](lambda: np.zeros((), bool))
        n_rows, n_cols = window.height_agl_m.shape
        part = np.s_[window.row0 : window.row0 + n_rows, window.col0 : window.col0 + n_cols]
        for shooter in own:
            holds = volume_of(shooter.site, shooter.envelope, terrain, window).holds(height_m)
            for layer in (shooter.layer, "any"):
                counts[layer][part] += np.uint16(shooter.unit.count) * (holds & ~reached[layer])
                reached[layer] = reached[layer] | holds
    used = [layer for layer in counts if counts[layer].any() or layer == "any"]
    for layer in used:
        on_land = counts[layer][land]
        share, mean = (float((on_land > 0).mean()), float(on_land.mean())) if on_land.size else (0.0, 0.0)
        met.reach.append((threat.id, height_m, case, layer, share, mean))
    if case == "mode":
        met.reach_maps[threat.id] = {layer: counts[layer] for layer in used}


def _at_asset(
    met: Met,
    finders: Finders,
    able: Sequence[Shooter],
    windows: Mapping[str, Window],
    what: tuple[ResolvedSystem, Case, int, ResolvedAsset],
    flown: Sequence[Approach],
) -> None:
    threat, case, n, asset = what
    paths, frame = paths_of(in_case(flown, threat, case)), flown[0].frame
    to_go_s = paths.time_s[-1] - paths.time_s
    inside_s = float(np.interp(asset.radius_m, paths.distance_to_go_m[::-1], to_go_s[::-1]))
    total, units = np.zeros(len(flown), np.int64), np.zeros(len(flown), np.int64)
    met_by: list[tuple[Shooter, Ladder, Floats]] = []
    sight: dict[str, NDArray[np.bool_]] = {}
    for shooter in able:
        if not comes_within(shooter.site, paths, shooter.envelope.max_range_m):
            continue
        name, effector = shooter.unit.name, finders.scenario.systems[shooter.envelope.effector]
        ready_s = finders.ready_to_go_s(shooter.unit, effector, threat.id, case, n)
        line = next((x for x in finders.lines(shooter.unit, effector) if x is not None), None)
        if line is None or np.isnan(ready_s).all():
            continue
        if name not in sight:
            sight[name] = paths_in_sight(windows[name], paths, frame)
        reach, again_s = reach_of(shooter.site, shooter.envelope), line.again_s(case)
        ready_s = ready_s + inside_s
        found = ladder(reach, paths, 0.0, again_s, ready_s, sight[name])
        found = replace(found, distance_to_go_m=found.distance_to_go_m - asset.radius_m)
        total += found.n_looks * shooter.unit.count
        units += (found.n_looks > 0) * shooter.unit.count
        met_by.append((shooter, found, ready_s))
        met.ladders.append(_row(finders.scenario, shooter, found, (threat, case, asset)))
    met.looks.append(_looks(threat.id, asset.name, case, total, units))
    if case == "mode" and total.any():
        met.rungs += _rungs((threat.id, asset.name), met_by, total)


def _row(
    scenario: ResolvedScenario,
    shooter: Shooter,
    found: Ladder,
    what: tuple[ResolvedSystem, Case, ResolvedAsset],
) -> tuple:
    threat, case, asset = what
    looks, p_kill = found.n_looks, shooter.envelope.p_kill
    median = int(np.median(looks))
    first_m = found.distance_to_go_m[:, 0]
    has_look = looks > 0
    launch_s = found.launch_to_go_s[:, 0]
    return (
        threat.id,
        asset.name,
        shooter.unit.name,
        shooter.envelope.effector,
        shooter.layer,
        case,
        float(has_look.mean()),
        int(looks.min()),
        median,
        int(looks.max()),
        float(np.median(first_m[has_look])) if has_look.any() else np.nan,
        float(np.median(launch_s[has_look])) if has_look.any() else np.nan,
        np.nan
        if p_kill is None
        else _p_stopped(scenario, str(threat.traits["target_class"]), p_kill, median),
    )


def _rungs(
    what: tuple[str, str], met_by: Sequence[tuple[Shooter, Ladder, Floats]], total: NDArray[np.int64]
) -> list[tuple]:
    """Return every look from two directions of those with any: that with the fewest, and that in the middle."""
    order = np.argsort(total, kind="stable")[int((total == 0).sum()) :]
    places = dict.fromkeys((int(order[0]), int(order[len(order) // 2])))
    return [
        (
            *what,
            2.0 * np.pi * at / len(total),
            int(total[at]),
            shooter.unit.name,
            shooter.envelope.effector,
            look + 1,
            float(ready_s[at]),
            float(found.launch_to_go_s[at, look]),
            float(found.intercept_to_go_s[at, look]),
        )
        for at in places
        for shooter, found, ready_s in met_by
        for look in range(int(found.n_looks[at]))
    ]


def _p_stopped(scenario: ResolvedScenario, target_class: str, p_kill: float, n_looks: int) -> float:
    """Return the probability of killing one threat that comes alone, by the scenario's doctrine."""
    rule = next((r for r in scenario.rules.engagement if r.target_class == target_class), None)
    n_salvo, most = (rule.n_salvo, rule.n_looks) if rule else (1, n_looks)
    return p_kill_of_salvos(p_kill, salvos_of(n_looks, n_salvo, most)) if n_looks else 0.0


def _looks(
    threat: str, asset: str, case: Case, total: NDArray[np.int64], units: NDArray[np.int64]
) -> LooksTable:
    n = len(total)
    same = {
        k: np.array([v] * n, dtype=object) for k, v in (("threat", threat), ("asset", asset), ("case", case))
    }
    return LooksTable(**same, azimuth_rad=2.0 * np.pi * np.arange(n) / n, n_looks=total, n_units=units)


def _table(kind: type, rows: Sequence[tuple]):
    """Return rows as a table, each column in its own type."""
    if not rows:
        return kind.empty()
    columns = columns_of(kind)
    return kind(
        **{c.name: np.array(v, dtype=c.dtype) for c, v in zip(columns, zip(*rows, strict=True), strict=True)}
    )

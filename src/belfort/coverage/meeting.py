"""Who can be met in time: the ladders of every fire unit against every threat at every asset, and the air they reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.approach import approaches
from belfort.coverage.case import CASES, Case, value_of
from belfort.coverage.cover import Progress, Watched, heights_of
from belfort.coverage.engagement import Ladder, Timeline, ladder, paths_of, reach_of, site_of, timeline_of
from belfort.coverage.engagement.doctrine import p_kill_of_salvos, salvos_of
from belfort.coverage.engagement.kernels import Paths
from belfort.coverage.engagement.ladder import comes_within
from belfort.coverage.engagement.layers import LAYERS, Shooter, shooters
from belfort.coverage.engagement.reach import volume_of
from belfort.coverage.engagement.sight import in_sight
from belfort.coverage.model import LadderTable, LooksTable, Question, ReachTable, RungTable
from belfort.coverage.posts import Post
from belfort.records.columns import columns_of
from belfort.scenario.resolved import Estimate, ResolvedAsset, ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.terrain import Lookout, Survey, Terrain, Window

MAST_M = 3.0
"""Height above ground of the eye of a fire unit that has no sensor of its own: a guess."""
START_M, STEP_M = 200e3, 500.0
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
    units = [u for u in scenario.units if u.kind == "fire-unit" and u.fights and u.loads]
    sites = {u.name: site_of(u, terrain) for u in units}
    for i, case in enumerate(CASES):
        survey = Survey(terrain, value_of(scenario.terrain.k_factor, case), stride)
        windows = dict(
            zip(
                sites,
                survey.windows([_eye(scenario, u, case) for u in units], question.n_threads),
                strict=True,
            )
        )
        for j, threat in enumerate(targets):
            progress(f"{case} case: who meets {threat.id}", (i + j / len(targets)) / len(CASES))
            able, _ = shooters(scenario, sites, str(threat.traits["target_class"]), case)
            _reach(met, terrain, able, windows, (threat, heights_of(threat, question)[0], case), land)
            for n, asset in enumerate(scenario.assets):
                _at_asset(met, finders, terrain, able, windows, (threat, case, n, asset), question)
    return met


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
        self._first_s: dict[tuple[str, str, Case], Floats] = {}

    def lines(self, unit: ResolvedUnit, effector: ResolvedSystem) -> list[Timeline | None]:
        """Return the time line from each post to an order of a unit; None where it may not or cannot."""
        key = unit.name, effector.id
        if key not in self._lines:
            by_finder: dict[str, Timeline | None] = {}
            for post in self.posts:
                if post.unit.name not in by_finder:
                    finder = None if post.unit.name == unit.name else post.unit
                    line = timeline_of(self.scenario, unit, effector, finder, post.sensor)
                    by_finder[post.unit.name] = line if isinstance(line, Timeline) else None
            self._lines[key] = [by_finder[post.unit.name] for post in self.posts]
            known = [line for line in self._lines[key] if line is not None]
            if known:
                self.met.timelines[key] = min(known, key=lambda line: line.first_s())
        return self._lines[key]

    def ready_to_go_s(
        self, unit: ResolvedUnit, effector: ResolvedSystem, threat: str, case: Case, asset: int
    ) -> Floats:
        """Return (azimuths,) the time to impact at the first order; NaN where the threat is never found in time."""
        lines = self.lines(unit, effector)
        finds_m = self.watched.found_to_go_m[threat, case][:, asset]
        bundle = self.watched.bundles[threat, case]
        found_s = np.interp(finds_m, bundle.times[1][::-1], bundle.time_to_go_s[::-1])
        key = unit.name, effector.id, case
        if key not in self._first_s:
            self._first_s[key] = np.array([np.inf if x is None else x.first_s(case) for x in lines])
        first_s = self._first_s[key]
        ready_s = np.where(finds_m > 0.0, found_s - first_s[:, None], -np.inf).max(axis=0, initial=-np.inf)
        return np.where(ready_s > 0.0, ready_s, np.nan)


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
    """Count the units that reach a target at the threat's height, layer by layer."""
    threat, height_m, case = what
    counts = {layer: np.zeros(land.shape, np.uint16) for layer in ("any", *LAYERS)}
    for shooter in able:
        volume = volume_of(shooter.site, shooter.envelope, terrain, windows[shooter.unit.name])
        rows, cols = volume.floor_agl_m.shape
        part = np.s_[volume.row0 : volume.row0 + rows, volume.col0 : volume.col0 + cols]
        counts[shooter.layer][part] += volume.holds(height_m)
    counts["any"] = sum((counts[layer] for layer in LAYERS), counts["any"])
    used = [layer for layer in counts if counts[layer].any() or layer == "any"]
    for layer in used:
        on_land = counts[layer][land]
        share = float((on_land > 0).mean()) if on_land.size else 0.0
        met.reach.append(
            (threat.id, height_m, case, layer, share, float(on_land.mean()) if on_land.size else 0.0)
        )
    if case == "mode":
        met.reach_maps[threat.id] = {layer: counts[layer] for layer in used}


def _at_asset(
    met: Met,
    finders: Finders,
    terrain: Terrain,
    able: Sequence[Shooter],
    windows: Mapping[str, Window],
    what: tuple[ResolvedSystem, Case, int, ResolvedAsset],
    question: Question,
) -> None:
    threat, case, n, asset = what
    ways = approaches(
        asset,
        threat,
        terrain,
        question.n_azimuths,
        case,
        start_m=START_M,
        step_m=max(STEP_M, terrain.frame.cell_m),
    )
    paths = paths_of(ways)
    total, units = np.zeros(len(ways), np.int64), np.zeros(len(ways), np.int64)
    met_by: list[tuple[Shooter, Ladder, Floats]] = []
    for shooter in able:
        if not comes_within(shooter.site, paths, shooter.envelope.max_range_m):
            continue
        effector = finders.scenario.systems[shooter.envelope.effector]
        ready_s = finders.ready_to_go_s(shooter.unit, effector, threat.id, case, n)
        line = next((x for x in finders.lines(shooter.unit, effector) if x is not None), None)
        if line is None or np.isnan(ready_s).all():
            continue
        seen = in_sight(windows[shooter.unit.name], ways)
        found = ladder(
            reach_of(shooter.site, shooter.envelope), paths, 0.0, line.again_s(case), ready_s, seen
        )
        total += found.n_looks * shooter.unit.count
        units += (found.n_looks > 0) * shooter.unit.count
        met_by.append((shooter, found, ready_s))
        met.ladders.append(_row(finders.scenario, shooter, found, (threat, case, asset), paths))
    met.looks.append(_looks(threat.id, asset.name, case, total, units))
    if case == "mode" and total.any():
        met.rungs += _rungs((threat.id, asset.name), met_by, total)


def _row(
    scenario: ResolvedScenario,
    shooter: Shooter,
    found: Ladder,
    what: tuple[ResolvedSystem, Case, ResolvedAsset],
    paths: Paths,
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
    """Return every look from the direction with the fewest of those with any."""
    at = int(np.where(total > 0, total, np.iinfo(np.int64).max).argmin())
    azimuth_rad = 2.0 * np.pi * at / len(total)
    return [
        (
            *what,
            azimuth_rad,
            shooter.unit.name,
            shooter.envelope.effector,
            look + 1,
            float(ready_s[at]),
            float(found.launch_to_go_s[at, look]),
            float(found.intercept_to_go_s[at, look]),
        )
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

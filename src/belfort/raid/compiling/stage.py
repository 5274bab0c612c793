"""What is the same in every world: ways, who looks and fires from where, and what the ground hides from each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import value_of
from belfort.coverage.engagement.ladder import Site, site_of
from belfort.coverage.posts import Post, posts_of, threat_axis_rad
from belfort.coverage.sensing import conditions_at, detector_for
from belfort.coverage.view import antenna_msl_m
from belfort.numeric.geodesic import geodesic_direct
from belfort.numeric.readonly import locked
from belfort.raid.compiling.kept import content, kept_for
from belfort.raid.compiling.sights import Sight, sights_of
from belfort.raid.compiling.ways import (
    Way,
    passing,
    ways_of_civil,
    ways_of_group,
    ways_of_incursion,
)
from belfort.raid.compiling.worlds import in_order
from belfort.raid.layout import ATTACK, CIVIL, FRIEND, INCURSION
from belfort.raid.priors import FRIEND as OWN
from belfort.raid.priors import system_of
from belfort.scenario.places import Position
from belfort.scenario.resolved import (
    ResolvedCivil,
    ResolvedGroup,
    ResolvedIncursion,
    ResolvedRaid,
    ResolvedScenario,
    ResolvedUnit,
)
from belfort.terrain import Lookout, Survey, Terrain
from belfort.terrain.visibility import HIGHEST_MAST_M

Progress = Callable[[str, float], None]
Further = ParamSpec("Further")
Result = TypeVar("Result")
MAST_M = 3.0
"""Height of the eye of a fire unit without a sensor of its own; a guess."""
FRIEND_OUT_M = 120_000.0
FRIEND_MSL_M = 7_000.0
"""How far and how high alert fighters fly out towards the threat, for what may be taken for hostile; guesses."""
MARGIN_M = 100e3


class RaidError(Exception):
    """A raid that cannot be simulated; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Like threats that fly the same ways: a group of a raid, an incursion, a civil flow, or friends."""

    name: str
    threat: str
    role: int
    ways: tuple[Way, ...]
    source: ResolvedGroup | ResolvedIncursion | ResolvedCivil | ResolvedUnit
    decoy: str | None = None
    is_silent: bool = False


@dataclass(frozen=True)
class Stage:
    """A raid on its ground, before any world."""

    scenario: ResolvedScenario
    raid: str
    terrain: Terrain
    packs: tuple[Pack, ...]
    posts: tuple[Post, ...]
    post_sight: tuple[Sight, ...]
    shooters: tuple[ResolvedUnit, ...]
    sites: tuple[Site, ...]
    eye_sight: tuple[Sight, ...]
    notes: tuple[str, ...]
    nearest_m: NDArray[np.float64]
    """(shooters, ways): how near over the ground each way comes to each fire unit."""
    columns: tuple[NDArray[np.float64], ...] = field(repr=False, default=())
    """Rows, columns, altitudes and heights above ground of all ways, flat."""
    start: NDArray[np.int64] = field(repr=False, default_factory=lambda: np.zeros(1, np.int64))
    known: dict[tuple, Any] = field(repr=False, compare=False, default_factory=dict)
    """What `in_all_worlds` has worked out."""

    @property
    def ways(self) -> list[Way]:
        """Return the ways of all packs, one after the other."""
        return [way for pack in self.packs for way in pack.ways]

    @cached_property
    def places(self) -> tuple[tuple[float, float, float], ...]:
        """Return row and column of each post on the ground's frame, and the ground's height there."""
        return tuple(_place(self.terrain, post) for post in self.posts)

    @cached_property
    def points(self) -> tuple[NDArray[np.float64], ...]:
        """Return map coordinates, altitudes, heights above ground and the way still to go of all ways, flat."""
        frame, (row, col, alt_m, height_m) = self.terrain.frame, self.columns
        x_m = frame.west_m + (col + 0.5) * frame.cell_m
        y_m = frame.north_m - (row + 0.5) * frame.cell_m
        to_go_m = [way.along_m[-1] - way.along_m for way in self.ways]
        return locked(x_m), locked(y_m), alt_m, height_m, locked(np.concatenate([*to_go_m, np.zeros(0)]))

    @cached_property
    def clear(self) -> Sight:
        """Return the sight of who sees all ways from end to end."""
        first = np.zeros(len(self.start) - 1, np.int64)
        return Sight(locked(first), self.start, locked(np.full(self.start[-1], -np.inf, np.float32)))


def in_all_worlds(
    function: Callable[Concatenate[Stage, Further], Result],
) -> Callable[Concatenate[Stage, Further], Result]:
    """Return a function of a stage that works once for all worlds; what else it takes can be hashed."""

    @wraps(function)
    def found(stage: Stage, *args: Further.args, **named: Further.kwargs) -> Result:
        key = (function.__qualname__, *args)
        if key not in stage.known:
            stage.known[key] = function(stage, *args, **named)
        return stage.known[key]

    return found


@in_all_worlds
def path_of(stage: Stage, way0: int, way1: int) -> str:
    """Return a digest of some ways in a row: the map, their samples on it, and the way still to go."""
    start = stage.start[way0 : way1 + 1]
    part = slice(int(start[0]), int(start[-1]))
    columns = (c[part] for c in (*stage.columns, stage.points[4]))
    return content(stage.terrain.frame, *columns, start - start[0])


def stage_of(
    scenario: ResolvedScenario,
    raid: str,
    terrain: Terrain,
    progress: Progress | None = None,
    n_threads: int = 2,
) -> Stage:
    """Return a raid or an incursion of a scenario on its ground.

    Raises
    ------
    RaidError
        There is no such raid, or nothing of it can be flown.
    """
    told = progress or (lambda _words, _share: None)
    packs = packs_of(scenario, raid, terrain)
    told("laying ways", 0.1)
    columns, start = _flat([way for pack in packs for way in pack.ways])
    posts, notes = _on_the_ground(posts_of(scenario), terrain)
    targets = tuple(dict.fromkeys([p.threat for p in packs] + [p.decoy for p in packs if p.decoy]))
    shooters = tuple(
        sorted((u for u in scenario.units if can_fire(u) and _is_on(terrain, u)), key=lambda u: u.name)
    )
    survey = Survey(terrain, value_of(scenario.terrain.k_factor, "mode"))
    farthest = _Farthest(scenario, targets)
    lookouts = [_lookout(post, terrain, farthest) for post in posts]
    eyes = [_eye(scenario, unit) for unit in shooters]
    n_places = len(lookouts) + len(eyes)

    def looked(n: int) -> None:
        told("looking over the ground", 0.1 + 0.9 * n / n_places)

    sights = sights_of(survey, (*lookouts, *eyes), columns[:2], start, n_threads, looked)
    sites = tuple(site_of(u, terrain) for u in shooters)
    n = len(posts)
    return Stage(
        scenario,
        raid,
        terrain,
        packs,
        posts,
        tuple(sights[:n]),
        shooters,
        sites,
        tuple(sights[n:]),
        tuple(notes),
        _nearest_m(terrain, sites, columns, start),
        columns,
        start,
    )


def _place(terrain: Terrain, post: Post) -> tuple[float, float, float]:
    at = post.unit.position
    row, col = terrain.frame.row_col(at.lat_rad, at.lon_rad)
    return float(row), float(col), terrain.height_at(at.lat_rad, at.lon_rad)


def _nearest_m(
    terrain: Terrain,
    sites: Sequence[Site],
    columns: tuple[NDArray[np.float64], ...],
    start: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return how near each way comes to each site; every way has samples."""
    n_ways = len(start) - 1
    if n_ways == 0:
        return np.zeros((len(sites), 0))
    x_m = terrain.frame.west_m + (columns[1] + 0.5) * terrain.frame.cell_m
    y_m = terrain.frame.north_m - (columns[0] + 0.5) * terrain.frame.cell_m
    kept, ways = kept_for(terrain), content(x_m, y_m, start)

    def row(site: Site) -> NDArray[np.float64]:
        return locked(np.minimum.reduceat(np.hypot(x_m - site.x_m, y_m - site.y_m), start[:-1]))

    rows = [
        kept.made(("nearest", s.x_m, s.y_m, ways), lambda s=s: row(s), lambda row_m: row_m.nbytes)
        for s in sites
    ]
    return np.array(rows).reshape(len(sites), n_ways)


def raid_names(scenario: ResolvedScenario) -> tuple[str, ...]:
    """Return what can be simulated: raids, then incursions."""
    return (*(r.name for r in scenario.raids), *(i.name for i in scenario.incursions))


def packs_of(scenario: ResolvedScenario, name: str, terrain: Terrain) -> tuple[Pack, ...]:
    """Return what flies: the groups of a raid or the aircraft of an incursion, civil traffic, and friends.

    Raises
    ------
    RaidError
        There is no such raid.
    """
    raid = next((r for r in scenario.raids if r.name == name), None)
    incursion = next((i for i in scenario.incursions if i.name == name), None)
    if raid is not None:
        packs = _raid_packs(scenario, raid, terrain)
    elif incursion is not None:
        silent = not incursion.emits
        ways = ways_of_incursion(scenario, terrain, incursion, 1)
        packs = [Pack(incursion.name, incursion.threat, INCURSION, ways, incursion, None, silent)]
    else:
        known = ", ".join(raid_names(scenario)) or "none"
        raise RaidError(f"{scenario.name} has no raid '{name}'; it has: {known}")
    for flow in sorted(scenario.civil, key=lambda f: f.name):
        packs.append(Pack(flow.name, flow.threat, CIVIL, ways_of_civil(scenario, terrain, flow), flow))
    return (*packs, *_friends(scenario, terrain))


def _raid_packs(scenario: ResolvedScenario, raid: ResolvedRaid, terrain: Terrain) -> list[Pack]:
    """Return the groups of a raid."""
    ordered = in_order(raid)
    packs = []
    for g, group in enumerate(ordered):
        ways = _group_ways(scenario, terrain, group, f"{raid.name}/{g}", len(ordered))
        packs.append(Pack(f"{group.threat} {g + 1}", group.threat, ATTACK, ways, group, group.decoy))
    return packs


def _group_ways(
    scenario: ResolvedScenario, terrain: Terrain, group: ResolvedGroup, name: str, n_groups: int
) -> tuple[Way, ...]:
    """Return the ways of a group; they depend on it, its threat, its targets, the frame and the seed."""
    targets = [a for a in scenario.assets if a.name in group.targets]
    about = content(group, scenario.systems[group.threat], targets, terrain.frame, scenario.study.seed)
    return kept_for(terrain).made(
        ("ways", about, name, n_groups),
        lambda: ways_of_group(scenario, terrain, group, name, n_groups),
        lambda ways: sum(5 * way.row.nbytes for way in ways),
    )


def _friends(scenario: ResolvedScenario, terrain: Terrain) -> list[Pack]:
    """Return alert fighters and patrols, flying out towards where the threat comes from and back."""
    packs = []
    for unit in sorted(scenario.units, key=lambda u: u.name):
        if unit.kind != "aircraft" or not unit.fights:
            continue
        at = unit.position
        axis_rad = threat_axis_rad(scenario, at)
        lat, lon, _ = geodesic_direct(at.lat_rad, at.lon_rad, axis_rad, FRIEND_OUT_M)
        out = Position(lat, lon, "out")
        way = passing(terrain, (at, out, at), unit.altitude_msl_m or FRIEND_MSL_M, 1.0)
        packs.append(Pack(unit.name, OWN, FRIEND, (way,), unit))
    return packs


def can_fire(unit: ResolvedUnit) -> bool:
    """Return whether a unit takes part in engagements."""
    return unit.fights and bool(unit.loads) and unit.kind in ("fire-unit", "aircraft")


def _is_on(terrain: Terrain, unit: ResolvedUnit) -> bool:
    return terrain.frame.cell_of(unit.position.lat_rad, unit.position.lon_rad) is not None


def _on_the_ground(posts: Sequence[Post], terrain: Terrain) -> tuple[tuple[Post, ...], list[str]]:
    on = tuple(p for p in posts if _is_on(terrain, p.unit))
    off = [p.name for p in posts if not _is_on(terrain, p.unit)]
    return on, [f"off the map, left out: {', '.join(off)}"] if off else []


def _flat(ways: Sequence[Way]) -> tuple[tuple[NDArray[np.float64], ...], NDArray[np.int64]]:
    names = ("row", "col", "alt_msl_m", "height_agl_m")
    start = np.cumsum([0, *(way.row.size for way in ways)]).astype(np.int64)
    columns = tuple(np.concatenate([getattr(way, n) for way in ways] or [np.zeros(0)]) for n in names)
    for column in (*columns, start):
        column.setflags(write=False)
    return columns, start


class _Farthest:
    """How far sensors see any target in the best case, and their lowest elevation; like ones are asked once."""

    def __init__(self, scenario: ResolvedScenario, targets: Sequence[str]) -> None:
        self._scenario = scenario
        self._targets = [system_of(scenario, name) for name in targets]
        self._found: dict[tuple[str, str, str], tuple[float, float]] = {}

    def of(self, post: Post, antenna_msl_m: float) -> tuple[float, float]:
        """Return reach and elevation of a post."""
        unit, scenario = post.unit, self._scenario
        own = content(unit.figures) if unit.figures else ""
        alike = (post.sensor.id, own, unit.name if scenario.jammers else "")  # weather is alike everywhere
        if alike not in self._found:
            conditions = conditions_at(scenario, unit.position, antenna_msl_m, case="high")
            about = {"case": "high", "conditions": conditions, "overrides": unit.figures}
            found = [detector_for(post.sensor, target, **about) for target in self._targets]
            detectors = [d for d in found if d is not None]
            reach_m = max((d.max_range_m for d in detectors), default=1.0)
            self._found[alike] = reach_m, detectors[0].min_elevation_rad if detectors else -0.5 * np.pi
        return self._found[alike]


def _lookout(post: Post, terrain: Terrain, farthest: _Farthest) -> Lookout:
    """Return a sensor's place with the farthest that it sees of any target in the best case."""
    at = post.unit.position
    ground_m = terrain.height_at(at.lat_rad, at.lon_rad)
    alt_m = antenna_msl_m(post, ground_m, "mode")
    reach_m, lowest_rad = farthest.of(post, alt_m)
    is_aloft = alt_m - ground_m > HIGHEST_MAST_M
    return Lookout(
        at.lat_rad,
        at.lon_rad,
        reach_m,
        height_agl_m=0.0 if is_aloft else max(0.0, alt_m - ground_m),
        alt_msl_m=alt_m if is_aloft else None,
        facing_rad=post.facing_rad,
        width_rad=min(post.width_rad, 2.0 * np.pi),
        min_elevation_rad=lowest_rad,
        name=post.name,
    )


_REACH = (
    "max_range_aircraft_m",
    "max_range_ballistic_m",
    "effective_range_m",
    "range_m",
    "radius_of_action_m",
)


def _eye(scenario: ResolvedScenario, unit: ResolvedUnit) -> Lookout:
    """Return where a fire unit looks from to engage: its highest antenna, as far as anything it fires."""
    masts = [_mast_m(scenario, unit, s) for s in unit.sensors]
    loads = [scenario.systems[load.effector].figures for load in unit.loads]
    reach_m = max((f[n].high for f in loads for n in _REACH if n in f), default=1000.0)
    at = unit.position
    reach_m = 1000.0 if unit.kind == "aircraft" else reach_m + 2000.0
    return Lookout(
        at.lat_rad, at.lon_rad, reach_m, max(masts, default=MAST_M), unit.altitude_msl_m, name=unit.name
    )


def _mast_m(scenario: ResolvedScenario, unit: ResolvedUnit, sensor: str) -> float:
    own = unit.figures.get("antenna_height_m") or scenario.systems[sensor].figures.get("antenna_height_m")
    return MAST_M if own is None else own.mode

"""Which units should move, and where to, within some hours, when the threat comes from another side.

The time of a move is displacement, road and emplacement. Every unit that does not move counts where it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from math import inf
from pathlib import Path
from time import monotonic

import numpy as np

from belfort.scenario import load_scenario
from belfort.scenario.faults import did_you_mean
from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedScenario, ResolvedUnit
from belfort.siting.candidates import Candidates
from belfort.siting.mobility import Mobility, Relocation, relocate
from belfort.siting.model import Cover, CoverBuilder, Floats, Ints, SitingError, separation_clashes
from belfort.siting.site import effort_of, option_name
from belfort.siting.situation.aims import CoverAim
from belfort.siting.situation.answer import Chosen, Sited, Step
from belfort.siting.situation.basis import basis_of, threats_for
from belfort.siting.situation.covering import Tell, silent
from belfort.siting.situation.places import places_of
from belfort.siting.situation.question import By, Moving, SiteQuestion
from belfort.siting.situation.ready import Ready, apart_from, cover_aim, standing_of
from belfort.siting.situation.wording import near_words
from belfort.terrain import Terrain, terrain_for

GUESSED_S = 1800.0
"""To pack up, and to be ready again, where the catalogue says nothing: a guess."""


@dataclass(frozen=True, slots=True)
class Movers:
    """Units that may move; columns of the aim are kind after kind on every place, then those that stay."""

    units: tuple[ResolvedUnit, ...]
    kinds: tuple[ResolvedUnit, ...]
    """One of each way of being equipped."""
    kind: tuple[int, ...]
    """Of each unit."""
    n_grid: int
    """Places before those on which the movers stand."""
    n_stay: int

    @property
    def n_places(self) -> int:
        """Grid and the places where they stand."""
        return self.n_grid + len(self.units)

    def origin(self, unit: int) -> int:
        """Return the place a unit stands on."""
        return self.n_grid + unit

    def column(self, unit: int, place: int) -> int:
        """Return the column of a unit on a place."""
        return self.kind[unit] * self.n_places + place

    def columns(self, places: Sequence[int]) -> list[int]:
        """Return the columns of a state: the place of each unit, and all that stay."""
        first = len(self.kinds) * self.n_places
        stay = range(first, first + self.n_stay)
        return [*(self.column(u, p) for u, p in enumerate(places)), *stay]


def move(
    name: str | Path,
    question: SiteQuestion,
    *,
    option: str | None = None,
    terrain: Terrain | None = None,
    tell: Tell = silent,
) -> Sited:
    """Return which units should move where.

    Parameters
    ----------
    name, option, terrain, tell
        As for `site`.
    question
        With `moving`; its axes are the new ones.

    Raises
    ------
    SitingError
        As `site`; also where no unit has the name, or none of them can move.

    Notes
    -----
    Units do not take turns: none goes where another stands now. Times are at the mode, the road is a straight line
    times a detour, and rivers, bridges and traffic are not in it.
    """
    start_s = monotonic()
    if faults := question.faults():
        raise SitingError("\n".join(faults))
    moving = question.moving
    if moving is None:
        raise SitingError("nothing to move: give the units with --move")
    situation = load_scenario(name).with_option(option)
    units, by = _units_of(situation, moving, question)
    ready, movers = _prepared(situation, question, (units, by), terrain, tell)
    aim = cover_aim(ready, _columns(ready, movers), tell)
    times_s, said = _times_s(situation, ready.places, movers, moving)
    found, offset = _relocated(ready, movers, aim, times_s, tell)
    return _told(
        replace(ready, notes=(*said, *ready.notes)), movers, aim, found, offset, monotonic() - start_s
    )


def _units_of(
    situation: ResolvedScenario, moving: Moving, question: SiteQuestion
) -> tuple[tuple[ResolvedUnit, ...], By]:
    """Return the units that may move, and what they cover by."""
    named = [u for u in situation.units if fnmatchcase(u.name, moving.pattern)]
    if not named:
        near = did_you_mean(moving.pattern, [u.name for u in situation.units])
        raise SitingError(f"no unit of {situation.name} is called '{moving.pattern}'.{near}")
    by: By = question.by or ("reach" if any(u.kind == "fire-unit" for u in named) else "see")
    able = {u.name for u in standing_of(situation, by) if u.altitude_msl_m is None}
    found = tuple(u for u in named if u.name in able)
    if not found:
        verb = "reaches anything" if by == "reach" else "sees anything"
        raise SitingError(
            f"none of the {len(named)} units '{moving.pattern}' fights on the ground and {verb}"
        )
    return found, by


def _prepared(
    situation: ResolvedScenario,
    question: SiteQuestion,
    who: tuple[tuple[ResolvedUnit, ...], By],
    terrain: Terrain | None,
    tell: Tell,
) -> tuple[Ready, Movers]:
    """Return the question made ready, with the places of the movers behind those of the grid."""
    units, by = who
    names = {u.name for u in units}
    stay = tuple(u for u in standing_of(situation, by, question.standing) if u.name not in names)
    threats, notes = threats_for(situation, units, by, question)
    tell("reading the ground", 0, 1)
    if terrain is None:
        terrain = terrain_for(situation.region, situation.terrain.elevation, cell_m=question.cell_m)
    systems = {u.system for u in units}
    grid = apart_from(
        places_of(situation, terrain, question.where),
        terrain,
        [u for u in stay if u.system in systems],
        question.where.apart_m,
    )
    places = _with_origins(grid, terrain, units)
    ways: dict[object, int] = {}
    kind = tuple(ways.setdefault(_equipment(u), len(ways)) for u in units)
    kinds = tuple(units[kind.index(k)] for k in range(len(ways)))
    ready = Ready(situation, question, by, (), terrain, places, threats, stay, (*notes, *terrain.notes))
    return ready, Movers(units, kinds, kind, len(grid), len(stay))


def _equipment(unit: ResolvedUnit) -> object:
    loads = tuple((load.effector, load.n_ready.mode) for load in unit.loads)
    return (
        unit.system,
        loads,
        unit.sensors,
        unit.facing_rad,
        tuple(sorted((k, e.mode) for k, e in unit.figures.items())),
    )


def _with_origins(grid: Candidates, terrain: Terrain, units: Sequence[ResolvedUnit]) -> Candidates:
    lat, lon = (np.array([getattr(u.position, k) for u in units]) for k in ("lat_rad", "lon_rad"))
    x_m, y_m = terrain.frame.xy_m(lat, lon)
    ground_m = [terrain.height_at(float(a), float(b)) for a, b in zip(lat, lon, strict=True)]
    more = (lat, lon, x_m, y_m, np.array(ground_m))
    old = (grid.lat_rad, grid.lon_rad, grid.x_m, grid.y_m, grid.ground_msl_m)
    lats, lons, xs, ys, grounds = (np.concatenate(pair) for pair in zip(old, more, strict=True))
    return Candidates(lats, lons, xs, ys, grounds, grid.excluded)


def _columns(ready: Ready, movers: Movers) -> list[ResolvedUnit]:
    places = ready.places
    pairs = zip(places.lat_rad.tolist(), places.lon_rad.tolist(), strict=True)
    spots = [Position(lat, lon, "") for lat, lon in pairs]
    moved = [
        replace(kind, name=f"place-{k}-{i}", position=at)
        for k, kind in enumerate(movers.kinds)
        for i, at in enumerate(spots)
    ]
    return [*moved, *ready.standing]


def _times_s(
    situation: ResolvedScenario, places: Candidates, movers: Movers, moving: Moving
) -> tuple[Floats, list[str]]:
    """Return (units, places) the time until each unit is ready there, and what was guessed."""
    times, said = [], []
    for n, unit in enumerate(movers.units):
        figures = {**situation.systems[unit.system].figures, **unit.figures}
        known = [figures.get(f"{name}_time_s") for name in ("displacement", "emplacement")]
        still_s = sum(GUESSED_S if f is None else f.mode for f in known)
        if None in known:
            said.append(
                f"{unit.system}: to pack up and to be ready again take {GUESSED_S / 60:.0f} min each where nothing "
                "is on record: a guess."
            )
        here = movers.origin(n)
        road_m = moving.detour * np.hypot(places.x_m - places.x_m[here], places.y_m - places.y_m[here])
        time_s = still_s + road_m / moving.road_mps
        time_s[here] = 0.0
        times.append(time_s)
    return np.array(times), list(dict.fromkeys(said))


def _relocated(
    ready: Ready, movers: Movers, aim: CoverAim, times_s: Floats, tell: Tell
) -> tuple[Mobility, float]:
    """Return the moves, and what those that stay cover by themselves; their points are weighed no more."""
    moving = ready.question.moving
    assert moving is not None
    cover, weight = aim.expected()
    stay = movers.columns([])
    is_had = cover.counts(stay) > 0
    left = np.where(is_had, 0.0, weight)
    covers = [_part(cover, k * movers.n_places, movers.n_places) for k in range(len(movers.kinds))]
    useful = [np.array([left[c.demands_of(s)].sum() > 0.0 for s in range(c.n_sites)]) for c in covers]
    reach = times_s.copy()
    for u, k in enumerate(movers.kind):
        reach[u, ~useful[k]] = inf
        reach[u, movers.origin(u)] = 0.0
    found = relocate(
        [covers[k] for k in movers.kind],
        [movers.origin(u) for u in range(len(movers.units))],
        reach,
        moving.within_s,
        moving.n_most,
        left,
        clashes=_clashes(ready, movers),
        effort=effort_of(ready.question.effort, 1.0, tell),
    )
    return found, float(weight[is_had].sum())


def _part(cover: Cover, first: int, n: int) -> Cover:
    builder = CoverBuilder(cover.n_demands)
    for site in range(first, first + n):
        builder.add(cover.demands_of(site))
    return builder.cover()


def _clashes(ready: Ready, movers: Movers) -> Ints | None:
    """Return the places too close to each other; those on which units stand already may be."""
    apart_m = ready.question.where.apart_m
    if apart_m <= 0.0:
        return None
    pairs = separation_clashes(ready.places.x_m, ready.places.y_m, apart_m)
    return pairs[(pairs < movers.n_grid).any(axis=1)]


def _told(
    ready: Ready, movers: Movers, aim: CoverAim, found: Mobility, offset: float, seconds: float
) -> Sited:
    origins = [movers.origin(u) for u in range(len(movers.units))]
    best = next(m for m in found.by_number if m.value >= found.best.value - 1e-9 * max(1.0, found.best.value))
    moves = {m.unit: m for m in best.moves}

    def state(who: Sequence[int]) -> list[int]:
        return movers.columns([moves[u].site if u in who else o for u, o in enumerate(origins)])

    ordered: list[int] = []
    while len(ordered) < len(moves):
        rest = [u for u in moves if u not in ordered]
        ordered.append(max(rest, key=lambda u: aim.value(state([*ordered, u]))))
    whole = aim.value(state(ordered))
    worth = [
        (
            aim.value(state(ordered[: i + 1])) - aim.value(state(ordered[:i])),
            whole - aim.value(state([v for v in ordered if v != u])),
        )
        for i, u in enumerate(ordered)
    ]
    chosen = tuple(_chosen(ready, movers, moves[u], aim, w) for u, w in zip(ordered, worth, strict=True))
    return _sited(ready, movers, aim, found, offset, chosen, (state([]), state(ordered)), seconds)


def _chosen(
    ready: Ready, movers: Movers, how: Relocation, aim: CoverAim, worth: tuple[float, float]
) -> Chosen:
    places, unit = ready.places, movers.units[how.unit]
    lat, lon = float(places.lat_rad[how.site]), float(places.lon_rad[how.site])
    at = unit.position
    return Chosen(
        unit.name,
        unit.system,
        lat,
        lon,
        float(places.ground_msl_m[how.site]),
        near_words(lat, lon),
        *worth,
        aim.covered_by(movers.column(how.unit, how.site), []),
        at.lat_rad,
        at.lon_rad,
        near_words(at.lat_rad, at.lon_rad),
        how.time_s,
    )


def _sited(
    ready: Ready,
    movers: Movers,
    aim: CoverAim,
    found: Mobility,
    offset: float,
    chosen: tuple[Chosen, ...],
    states: tuple[list[int], list[int]],
    seconds: float,
) -> Sited:
    before, after = states
    totals = [s.points.weight.sum() for s in aim.scenes]
    rows = zip([s.name for s in aim.scenes], aim.by_scene(before), aim.by_scene(after), totals, strict=True)
    figures, assumptions = basis_of(ready.situation, movers.kinds, ready.threats, ready.by)
    return Sited(
        situation=ready.situation,
        question=ready.question,
        by=ready.by,
        terrain=ready.terrain,
        kinds=(),
        places=ready.places,
        n_standing=len(ready.standing),
        chosen=chosen,
        further=(),
        before=aim.value(before),
        value=aim.value(after),
        bound=found.best.bound + offset,
        total=aim.total,
        curve=tuple(Step(m.n_most, m.value + offset, m.bound + offset) for m in found.by_number),
        scenes=tuple((name, float(a), float(b), float(t)) for name, a, b, t in rows),
        trail=found.trail,
        seconds=seconds,
        notes=ready.notes,
        option_name=option_name(ready.situation),
        figures=figures,
        assumptions=assumptions,
    )

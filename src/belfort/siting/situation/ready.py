"""A question made ready for the search: what could stand where, what stands, against what, and within which limits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from math import inf
from pathlib import Path

import numpy as np

from belfort.scenario import load_scenario
from belfort.scenario.faults import did_you_mean
from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.siting.candidates import Candidates
from belfort.siting.model import Ints, Limits, SitingError, separation_clashes
from belfort.siting.situation.aims import Aim, CoverAim, WarningAim
from belfort.siting.situation.basis import threats_for
from belfort.siting.situation.covering import Tell, covers_by_reach, covers_by_sight, envelopes_of
from belfort.siting.situation.kinds import Kind, kinds_of, source_of
from belfort.siting.situation.places import places_of, without
from belfort.siting.situation.question import By, SiteQuestion
from belfort.siting.situation.scenes import demand_of, scenes_of
from belfort.siting.situation.warnings import warnings_of
from belfort.terrain import Terrain, terrain_for


@dataclass(frozen=True, slots=True)
class Ready:
    """A question made ready: columns are kind after kind on every place, then the units that stand."""

    situation: ResolvedScenario
    question: SiteQuestion
    by: By
    kinds: tuple[Kind, ...]
    terrain: Terrain
    places: Candidates
    threats: tuple[ResolvedSystem, ...]
    standing: tuple[ResolvedUnit, ...]
    notes: tuple[str, ...]

    @property
    def n_new(self) -> int:
        """Columns that can be chosen."""
        return len(self.kinds) * len(self.places)

    @property
    def fixed(self) -> tuple[int, ...]:
        """Columns of units that stand; each counts once an item."""
        n = sum(u.count for u in self.standing)
        return tuple(range(self.n_new, self.n_new + n))

    def units(self) -> list[ResolvedUnit]:
        """Return a unit a column."""
        spots = [
            Position(float(lat), float(lon), "")
            for lat, lon in zip(self.places.lat_rad, self.places.lon_rad, strict=True)
        ]
        new = [
            kind.at(at, f"candidate-{k}-{i}")
            for k, kind in enumerate(self.kinds)
            for i, at in enumerate(spots)
        ]
        items = [replace(u, name=f"{u.name}#{n}", count=1) for u in self.standing for n in range(u.count)]
        return [*new, *items]

    def kind_of(self, site: int) -> Kind:
        """Return the kind of a column."""
        return self.kinds[site // len(self.places)]


def prepare(
    name: str | Path, question: SiteQuestion, option: str | None, terrain: Terrain | None, tell: Tell
) -> Ready:
    """Return everything that the covers are made from. Raises as `site`."""
    if faults := question.faults():
        raise SitingError("\n".join(faults))
    situation = load_scenario(name).with_option(option)
    kinds, situation = kinds_of(source_of(name), situation, question)
    by = _by(kinds, question)
    standing = standing_of(situation, by, question.standing)
    threats, notes = threats_for(situation, [k.unit for k in kinds], by, question)
    tell("reading the ground", 0, 1)
    if terrain is None:
        terrain = terrain_for(situation.region, situation.terrain.elevation, cell_m=question.cell_m)
    places = places_of(situation, terrain, question.where)
    systems = {k.unit.system for k in kinds}
    alike = [u for u in situation.units if u.system in systems and u.fights]
    places = apart_from(places, terrain, alike, question.where.apart_m)
    units = [k.unit for k in kinds]
    said = (*notes, *grid_notes(situation, units, places, threats, by), *terrain.notes)
    return Ready(situation, question, by, kinds, terrain, places, threats, standing, said)


def _by(kinds: Sequence[Kind], question: SiteQuestion) -> By:
    """Return what the kinds are placed for; all of them must be fit for it."""
    found = {k.unit.kind for k in kinds}
    by = question.by or ("reach" if found == {"fire-unit"} else "see")
    if question.by is None and len(found) > 1:
        raise SitingError(
            "fire units are placed by what they reach, sensors by what they see: place the one, then the other with "
            "--option sited on the file that is written"
        )
    for kind in kinds:
        if by == "reach" and kind.unit.kind != "fire-unit":
            raise SitingError(
                f"'{kind.unit.system}' is a sensor and reaches nothing: ask --by see or --by warning"
            )
        if by != "reach" and not kind.unit.sensors:
            raise SitingError(
                f"'{kind.unit.system}' has no sensor of its own and sees nothing: ask --by reach"
            )
    return by


def standing_of(situation: ResolvedScenario, by: By, pattern: str | None = "*") -> tuple[ResolvedUnit, ...]:
    """Return the units that stand, cover in the way asked for, and have such a name; None: none. Raises SitingError."""
    if pattern is None:
        return ()
    if by == "reach":
        found = [u for u in situation.units if u.kind == "fire-unit" and u.fights and u.loads]
    else:
        waits = [u.name for u in situation.units if u.kind == "aircraft" and u.posture == "alert"]
        found = [u for u in situation.units if u.fights and u.sensors and u.name not in waits]
    named = tuple(u for u in found if fnmatchcase(u.name, pattern))
    if not named and pattern != "*":
        near = did_you_mean(pattern, [u.name for u in found])
        raise SitingError(f"--standing '{pattern}': no unit of that name stands and would cover.{near}")
    return named


def apart_from(
    places: Candidates, terrain: Terrain, alike: Sequence[ResolvedUnit], apart_m: float
) -> Candidates:
    """Return the places that are far enough from units of the same systems that stand. Raises SitingError."""
    if not alike or apart_m <= 0.0:
        return places
    at = [u.position for u in alike]
    x_m, y_m = terrain.frame.xy_m([p.lat_rad for p in at], [p.lon_rad for p in at])
    near_m = np.hypot(places.x_m[:, None] - x_m, places.y_m[:, None] - y_m).min(1)
    kept = without(places, near_m < apart_m, f"closer than {apart_m / 1e3:g} km to one that stands")
    if not len(kept):
        systems = ", ".join(sorted({u.system for u in alike}))
        raise SitingError(f"no candidate is {apart_m / 1e3:g} km or more from every {systems} that stands")
    return kept


def grid_notes(
    situation: ResolvedScenario,
    units: Sequence[ResolvedUnit],
    places: Candidates,
    threats: Sequence[ResolvedSystem],
    by: By,
) -> list[str]:
    """Return a sentence for each kind whose reach is too short for the spacing of the places."""
    if by != "reach" or len(places) < 2:
        return []
    from scipy.spatial import KDTree

    points = np.column_stack([places.x_m, places.y_m])
    spacing_m = float(np.median(KDTree(points).query(points, k=2)[0][:, 1]))
    said = []
    for unit in units:
        effectors = [load.effector for load in unit.loads]
        held = [e for t in threats for e in envelopes_of(situation, effectors, t, "mode")[0]]
        reach_m = max((e.max_range_m for e in held), default=0.0)
        if spacing_m > reach_m:
            said.append(
                f"The places are {spacing_m / 1e3:.1f} km apart and {unit.system} reaches {reach_m / 1e3:g} km: a finer "
                "grid (--spacing-km) may hold better sites."
            )
    return said


def aim_of(ready: Ready, tell: Tell) -> Aim:
    """Return what is maximised, over the columns of `ready`."""
    question = ready.question
    units = ready.units()
    if ready.by == "warning":
        return WarningAim(warnings_of(ready.situation, ready.terrain, units, ready.threats, question, tell))
    return cover_aim(ready, units, tell)


def cover_aim(ready: Ready, units: Sequence[ResolvedUnit], tell: Tell) -> CoverAim:
    """Return the covered weight as an aim over columns, one a unit."""
    question = ready.question
    scenes = scenes_of(demand_of(ready.situation, question), ready.terrain, ready.threats, question)
    covers_by = covers_by_reach if ready.by == "reach" else covers_by_sight
    covers = covers_by(ready.situation, ready.terrain, units, scenes, question.n_threads, tell)
    return CoverAim(scenes, covers, question.worst, question.need)


def limits_of(ready: Ready) -> Limits:
    """Return what a choice must keep to."""
    question, n_places = ready.question, len(ready.places)
    n_all = ready.n_new + len(ready.fixed)
    counts = [k.placing.n_most for k in ready.kinds]
    cost = None
    if question.budget_eur is not None or (question.cover_share is not None and len(ready.kinds) > 1):
        cost = np.zeros(n_all)
        cost[: ready.n_new] = np.repeat(_prices(ready.kinds), n_places)
    limits = Limits(
        n_new=counts[0] if len(counts) == 1 else None,
        budget=inf if question.budget_eur is None else question.budget_eur,
        cost=cost,
        fixed=ready.fixed,
        clashes=_clashes(ready),
    )
    if len(counts) == 1:
        return limits
    group = np.zeros(n_all, np.int32)
    group[: ready.n_new] = np.repeat(np.arange(len(counts)), n_places)
    return replace(limits, group=group, group_most=tuple(n_places if c is None else c for c in counts))


def _prices(kinds: Sequence[Kind]) -> list[float]:
    """Return what one of each kind costs; every missing price is named."""
    missing = [
        f"no price of '{k.unit.system}' in EUR: {k.price_words}. Give --price {k.placing.system}=EUR"
        for k in kinds
        if k.price_eur is None
    ]
    if missing:
        raise SitingError("\n".join(missing))
    return [k.price_eur for k in kinds if k.price_eur is not None]


def _clashes(ready: Ready) -> Ints | None:
    """Return the pairs of columns that are too close, whatever the kinds."""
    apart_m, n = ready.question.where.apart_m, len(ready.places)
    if apart_m <= 0.0:
        return None
    near = separation_clashes(ready.places.x_m, ready.places.y_m, apart_m)
    same = np.column_stack([np.arange(n), np.arange(n)])
    pairs = []
    for k in range(len(ready.kinds)):
        for m in range(k, len(ready.kinds)):
            shift = [k * n, m * n]
            pairs += [near + shift] + ([near[:, ::-1] + shift, same + shift] if m > k else [])
    return np.concatenate(pairs).astype(np.int32)

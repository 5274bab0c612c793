"""Draws of what is not known: one value for every estimate, figures of one cause together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from belfort.catalogue.figure import Evidence, Figure
from belfort.catalogue.load import Catalogue
from belfort.catalogue.world import World as CatalogueWorld
from belfort.catalogue.world import draw_world
from belfort.coverage.sensing.case import drawn_estimates
from belfort.coverage.sensing.priors import PRIORS as SENSING_PRIORS
from belfort.raid.night.measured import PRIORS as NIGHT_PRIORS
from belfort.raid.priors import PRIORS as RAID_PRIORS
from belfort.scenario.resolved import Estimate, ResolvedGroup, ResolvedRaid, ResolvedScenario

MODE = -1
"""Number of the world in which everything stands at its mode."""


class Reads(dict[str, float]):
    """Values of a world that remember which of them were asked for."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value as a dict does, and remember its origin."""
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> float:
        """Return a value as a dict does, and remember its origin."""
        self.asked.add(key)
        return super().__getitem__(key)


def estimates_of(scenario: ResolvedScenario) -> dict[str, Estimate]:
    """Return every estimate that a raid may read, by origin: the scenario's, the sensors', the raid's own."""
    found = {estimate.origin: estimate for _, estimate in scenario.estimates()}
    for estimate in _own():
        found.setdefault(estimate.origin, estimate)
    return found


def part_of(estimate: Estimate) -> str:
    """Return which of the study's uncertain parts an estimate belongs to."""
    origin = estimate.origin
    if "raid.night" in origin:
        return "common-cause"
    if ".count" in origin or ".decoys.share" in origin:
        return "raid-size"
    if "k_factor" in origin:
        return "terrain"
    return "priors" if estimate.evidence is Evidence.MODELLING_PRIOR else "catalogue"


def draw(
    scenario: ResolvedScenario,
    catalogue: Catalogue,
    number: int,
    *,
    keeps: Mapping[str, float] | None = None,
    groups: Mapping[str, int] | None = None,
) -> dict[str, float]:
    """Return one world: values in SI by origin; what is not in it stands at its mode.

    Parameters
    ----------
    scenario
        Its seed, and which parts are uncertain.
    catalogue
        Whose figures move together by cause.
    number
        Of the world, from 0; `MODE` for the one of modes.
    keeps
        Values that are given and not drawn, by origin.
    groups
        Numbers of the world by cause, in place of `number`, for an analysis that moves one cause at a time.

    Notes
    -----
    The same number is the same world under every option: a figure is drawn by its own number and cause.
    """
    return draws(scenario, catalogue, (number,), keeps=keeps, groups=groups)[0]


def draws(
    scenario: ResolvedScenario,
    catalogue: Catalogue,
    numbers: Iterable[int],
    *,
    keeps: Mapping[str, float] | None = None,
    groups: Mapping[str, int] | None = None,
) -> list[dict[str, float]]:
    """Return several worlds, each as `draw` returns it: what they have in common is looked up once."""
    study = scenario.study
    wanted = [(o, e) for o, e in estimates_of(scenario).items() if part_of(e) in study.uncertain]
    known = _figures(_Held(catalogue.hash, catalogue))
    held = {o: f for o, _ in wanted if (f := known.get(o.removeprefix("catalogue:"))) is not None}
    names = steady_names(scenario)
    loose = _by_cause(e for o, e in wanted if o not in held)
    steady = {
        cause: [replace(e, origin=names.get(e.origin, e.origin)) for e in some]
        for cause, some in loose.items()
    }

    def one(number: int) -> dict[str, float]:
        if number == MODE:
            return dict(keeps or {})
        worlds = _Worlds(catalogue, study.seed, number, groups or {})
        values = {o: figure.parsed_unit.to_si(worlds.of(figure.id).of(figure)) for o, figure in held.items()}
        for cause, some in loose.items():
            drawn = drawn_estimates(steady[cause], study.seed, (groups or {}).get(cause, number))
            values |= {e.origin: drawn[s.origin] for e, s in zip(some, steady[cause], strict=True)}
        return values | dict(keeps or {})

    return [one(number) for number in numbers]


@dataclass(frozen=True, slots=True)
class _Held:
    """A catalogue by its content."""

    hash: str
    catalogue: Catalogue = field(compare=False)


@lru_cache(maxsize=4)
def _figures(held: _Held) -> dict[str, Figure]:
    """Return the figures of a catalogue by their numbers."""
    return {f.id: f for entry in held.catalogue.entries.values() for f in entry.figures.values()}


@lru_cache(maxsize=64)
def _world(held: _Held, seed: int, number: int) -> CatalogueWorld:
    """Return a world of a catalogue, which keeps the values it is asked for: options meet the same worlds."""
    return draw_world(held.catalogue, seed, number)


def in_order(raid: ResolvedRaid) -> list[ResolvedGroup]:
    """Return the groups of a raid in an order of their content, whatever the file's."""
    return sorted(raid.groups, key=_content)


def _content(group: ResolvedGroup) -> tuple:
    figures = (
        group.n_threats,
        group.altitude_m,
        group.speed_mps,
        *((group.p_decoy,) if group.p_decoy else ()),
    )
    return (
        group.threat,
        group.start_s,
        group.spread_s,
        group.jitter_m,
        group.decoy or "",
        tuple(sorted(group.targets)),
        tuple((o.lat_rad, o.lon_rad) for o in group.origins),
        tuple(
            (w.position.lat_rad, w.position.lon_rad, w.altitude_m or 0.0, w.after_s or 0.0)
            for w in group.route
        ),
        tuple((e.low, e.mode, e.high) for e in figures),
    )


def steady_names(scenario: ResolvedScenario) -> dict[str, str]:
    """Return names for estimates that a file numbers by their place in it: so its order decides no draw."""
    names: dict[str, str] = {}
    for raid in scenario.raids:
        for g, group in enumerate(in_order(raid)):
            for part in ("n_threats", "p_decoy", "altitude_m", "speed_mps"):
                _name(names, getattr(group, part), f"{raid.name}/{g}/{part}")
    for one in scenario.incursions:
        _name(names, one.n_threats, f"{one.name}/n_threats")
        _name(names, one.height_agl_m, f"{one.name}/height_agl_m")
    for flow in scenario.civil:
        _name(names, flow.alt_msl_m, f"{flow.name}/alt_msl_m")
    for jammer in scenario.jammers:
        _name(names, jammer.jam_to_noise_db, f"{jammer.name}/jam_to_noise_db")
        _name(names, jammer.side_lobe_db, f"{jammer.name}/side_lobe_db")
    return names


def _name(names: dict[str, str], estimate: Estimate | None, name: str) -> None:
    if estimate is not None and not estimate.origin.startswith("catalogue:"):
        names[estimate.origin] = name


class _Worlds:
    """Worlds of the catalogue, one a number in use."""

    def __init__(self, catalogue: Catalogue, seed: int, number: int, groups: Mapping[str, int]) -> None:
        self.catalogue, self.seed, self.number, self.groups = catalogue, seed, number, groups

    def of(self, figure_id: str) -> CatalogueWorld:
        number = self.number
        if self.groups:
            number = self.groups.get(cause_of_origin(self.catalogue, figure_id), number)
        return _world(_Held(self.catalogue.hash, self.catalogue), self.seed, number)


def cause_of_origin(catalogue: Catalogue, figure_id: str) -> str:
    """Return what moves a figure of the catalogue; `other` where it moves by itself."""
    from belfort.catalogue.world import cause_of

    _, parameter = catalogue.origins[figure_id]
    return cause_of(catalogue, parameter)[0] or "other"


LOOSE_CAUSES = (
    ("raid.night", "night"),
    (".count", "raid size"),
    (".decoys.share", "raid size"),
    ("sensing:", "sensing"),
)


def cause_of_loose(estimate: Estimate) -> str:
    """Return the group of an estimate that the catalogue does not hold."""
    return next((name for mark, name in LOOSE_CAUSES if mark in estimate.origin), "scenario")


def _by_cause(estimates: Iterable[Estimate]) -> dict[str, list[Estimate]]:
    grouped: dict[str, list[Estimate]] = {}
    for estimate in estimates:
        grouped.setdefault(cause_of_loose(estimate), []).append(estimate)
    return grouped


def _own() -> Iterator[Estimate]:
    for prior in (*SENSING_PRIORS, *RAID_PRIORS, *NIGHT_PRIORS):
        yield prior.estimate

"""The kinds of unit that are placed, resolved as the scenario would resolve them."""

from dataclasses import dataclass, replace
from pathlib import Path

from belfort.catalogue.model import Nation
from belfort.scenario import ScenarioError, parse_scenario
from belfort.scenario.compose import example_names
from belfort.scenario.faults import listing
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedScenario, ResolvedUnit
from belfort.siting.model import SitingError
from belfort.siting.option import NewUnits, option_text
from belfort.siting.situation.question import Placing, SiteQuestion

PROBE = "siting-probe"
_KINDS = ("fire-unit", "sensor")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of unit to place."""

    placing: Placing
    unit: ResolvedUnit
    """As it would stand in the middle of the region."""
    price_eur: float | None
    price_words: str
    """Where the price comes from, or why there is none."""

    def at(self, position: Position, name: str) -> ResolvedUnit:
        """Return such a unit at a place."""
        return replace(self.unit, position=position, name=name)


def source_of(name: str | Path) -> str:
    """Return what another file extends to build on a scenario: a shipped name, or an absolute path."""
    return (
        str(name) if str(name) in example_names() and not Path(name).is_file() else str(Path(name).resolve())
    )


def kinds_of(
    source: str, situation: ResolvedScenario, question: SiteQuestion
) -> tuple[tuple[Kind, ...], ResolvedScenario]:
    """Return the kinds to place, and the situation with the systems they bring.

    Parameters
    ----------
    source
        What `source_of` gave.
    situation
        The base of the scenario or the option that is started from.
    question
        Its placings and nation are read.

    Raises
    ------
    SitingError
        An unknown system, load or nation, or a kind that cannot be placed; one sentence a line.
    """
    if not question.placings:
        return (), situation
    nation = _nation(situation, question)
    region = situation.region
    middle = 0.5 * (region.south_rad + region.north_rad), 0.5 * (region.west_rad + region.east_rad)
    c2 = next((n.c2 for n in situation.nations if n.id == nation), None)
    units = [
        NewUnits(f"{PROBE}-{i}", p.system, nation, [middle[0]], [middle[1]], c2, p.radar, p.loads)
        for i, p in enumerate(question.placings)
    ]
    text = option_text(source, title=PROBE, summary=PROBE, name=PROBE, units=units, based_on=situation.option)
    try:
        probe = parse_scenario(text, PROBE, folder=Path.cwd()).options[PROBE]
    except ScenarioError as error:
        raise SitingError(
            "\n".join(dict.fromkeys(_told(f.message, f.place, question) for f in error.faults))
        ) from None
    added = {u.name: u for u in probe.units if u.name.startswith(PROBE)}
    found = [added[f"{PROBE}-{i}-1"] for i in range(len(units))]
    faults = [
        f"'{u.system}' is of kind {u.kind}: fire units and sensors can be placed"
        for u in found
        if u.kind not in _KINDS
    ]
    if faults:
        raise SitingError("\n".join(faults))
    kinds = tuple(
        Kind(p, replace(u, posture="deployed"), *_price(p, u, probe))
        for p, u in zip(question.placings, found, strict=True)
    )
    return kinds, replace(situation, systems=probe.systems)


def _told(message: str, place: str, question: SiteQuestion) -> str:
    """Return a fault of the probe in the words of the question: which --place it is."""
    for i, placing in enumerate(question.placings):
        if f"add[{i}]" in place:
            return f"--place {placing.system}: {message}"
    return message


def _nation(situation: ResolvedScenario, question: SiteQuestion) -> str:
    taking_part = [n.id for n in situation.nations]
    if question.nation is not None:
        nation = nation_named(question.nation)
        if nation.id not in taking_part:
            raise SitingError(
                f"{nation.id} does not take part in {situation.name}; it has {listing(taking_part)}"
            )
        return nation.id
    wanted = shipped_catalogue().find(question.placings[0].system)
    alike = [u.nation for u in situation.units if wanted is not None and u.system == wanted.id]
    hosts = [n.id for n in situation.nations if n.role == "host"]
    for found in (*alike, *hosts, *taking_part):
        return found
    raise SitingError(
        f"{situation.name} names no nation whose units could be placed; add one under [[nations]]"
    )


def nation_named(name: str) -> Nation:
    """Return the nation that a name or an ISO code means. Raises SitingError."""
    catalogue = shipped_catalogue()
    entry = catalogue.find(name)
    if not isinstance(entry, Nation):
        nations = [n for n in catalogue.of_kind("nation") if isinstance(n, Nation)]
        entry = next((n for n in nations if n.iso == name.upper()), None)
    if entry is None:
        advice = catalogue.suggest(name, ("nation",)) or " See `belfort catalogue list nation`."
        raise SitingError(f"unknown nation '{name}'.{advice}")
    return entry


def _price(placing: Placing, unit: ResolvedUnit, probe: ResolvedScenario) -> tuple[float | None, str]:
    if placing.price_eur is not None:
        return placing.price_eur, f"{placing.price_eur / 1e6:g} million EUR, as given"
    figures = probe.systems[unit.system].figures
    figure = figures.get("unit_cost_eur")
    if figure is not None:
        grade = "a guess" if figure.is_guess else f"evidence {figure.evidence.letter}"
        return (
            figure.mode,
            f"{figure.mode / 1e6:g} million EUR by the catalogue ({grade}, prices of its year)",
        )
    other = next((n.removeprefix("unit_cost_").upper() for n in figures if n.startswith("unit_cost_")), None)
    why = f"its price on record is in {other}" if other else "no price of it is on record"
    return None, why

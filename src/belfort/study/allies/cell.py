"""One cell of the matrix, and the cells that are counted rather than looked up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from belfort.catalogue.figure import Cited, Evidence, Figure
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Nation, Operates
from belfort.catalogue.wording import number_text, unit_text, value_text
from belfort.scenario.resolved import ResolvedScenario, ResolvedUnit
from belfort.study.allies.borders import land_neighbours

HOLDS = frozenset({"operates", "user or buyer", "ordered"})
"""Statuses that make a nation a user."""
MAY_HOLD = HOLDS | {"planned", "approved", "donated"}
"""Statuses of those that have it at most."""
COUNTED = ("CALC",)
"""Source of a count of what stands in the scenario."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one system on one criterion: words, or a number with its range in the unit of its source."""

    words: str
    evidence: Evidence
    sources: tuple[str, ...]
    as_of: str
    number: tuple[float, float, float] | None = None
    """Low, mode, high."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A nation that has a system or may have it."""

    nation: Nation
    held: Operates

    @property
    def cited(self) -> Cited:
        """Return the figure or statement behind it."""
        return self.nation.citations[self.held.per]


def family_of(catalogue: Catalogue, system: str) -> str:
    """Return the entry that stands for a system and all that are like it."""
    return catalogue[system].like or system


def holdings(catalogue: Catalogue, system: str) -> list[Holding]:
    """Return who has a system, or one like it, in the catalogue's order; a nation with several stands once."""
    family = family_of(catalogue, system)
    nations = [n for n in catalogue.of_kind("nation") if isinstance(n, Nation)]
    found: dict[str, Holding] = {}
    for nation, held in ((n, h) for n in nations for h in n.operates if h.status in MAY_HOLD):
        known = found.get(nation.id)
        if family_of(catalogue, held.system) == family and (known is None or known.held.status not in HOLDS):
            found[nation.id] = Holding(nation, held)
    return list(found.values())


def users(catalogue: Catalogue, system: str) -> Cell | None:
    """Return how many nations use a system; None where no nation's entry names it.

    Low counts only those that a page was read for; high adds those that plan it, may buy it or were given it.
    """
    found = holdings(catalogue, system)
    return _counted(found) if found else None


def neighbours(catalogue: Catalogue, system: str, nations: Iterable[str]) -> Cell | None:
    """Return how many of some nations and their neighbours by land use a system; None where nobody does anywhere."""
    found = holdings(catalogue, system)
    here = list(nations)
    near = {*here, *(n for nation in here for n in land_neighbours(catalogue, nation))}
    return _counted([h for h in found if h.nation.id in near]) if found else None


def _counted(found: Sequence[Holding]) -> Cell:
    if not found:
        return Cell("none recorded", Evidence.DERIVED, COUNTED, "", (0.0, 0.0, 0.0), "count")
    sure = [h for h in found if h.held.status in HOLDS]
    read = [h for h in sure if not h.cited.evidence.is_guess]
    told = ", ".join(h.nation.name for h in sure) or "none"
    later = [f"{h.nation.name} ({h.held.status})" for h in found if h not in sure]
    words = told + (f"; perhaps {', '.join(later)}" if later else "")
    grade = max((Evidence.DERIVED, *(h.cited.evidence for h in found)), key=lambda e: e.letter)
    sources = tuple(dict.fromkeys(s for h in found for s in h.cited.sources))
    number = (float(len(read)), float(len(sure)), float(len(found)))
    return Cell(words, grade, sources, max(h.cited.as_of for h in found), number, "count")


def nearby(catalogue: Catalogue, system: str, owners: Iterable[str], scenario: ResolvedScenario) -> Cell:
    """Return how many items of a system other nations than its owners have in the scenario."""
    family, own = family_of(catalogue, system), set(owners)
    others = [u for u in scenario.units if u.nation not in own and family_of(catalogue, u.system) == family]
    n = float(sum(u.count for u in others))
    return Cell(_named(catalogue, others), Evidence.DERIVED, COUNTED, "", (n, n, n), "count")


def _named(catalogue: Catalogue, units: Sequence[ResolvedUnit]) -> str:
    return ", ".join(f"{u.name} ({catalogue[u.nation].name})" for u in units) or "none in the scenario"


def written(cited: Cited) -> Cell:
    """Return a figure or a statement as a cell."""
    if isinstance(cited, Figure):
        number = (cited.low, cited.mode, cited.high)
        words = number_text(cited.mode, cited.unit) + f" {unit_text(cited.unit)}".rstrip()
        return Cell(words, cited.evidence, cited.sources, cited.as_of, number, cited.unit)
    return Cell(value_text(cited), cited.evidence, cited.sources, cited.as_of)

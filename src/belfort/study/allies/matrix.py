"""The matrix of alliance compatibility: every system of an option on every criterion, missing cells included."""

from collections.abc import Iterable, Sequence
from math import nan

import numpy as np

from belfort.catalogue.figure import Evidence
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Alliance, Entry
from belfort.records.columns import columns_of
from belfort.scenario.asked import BASE
from belfort.scenario.resolved import ResolvedScenario, ResolvedUnit
from belfort.study.allies.cell import Cell, family_of, nearby, neighbours, users, written
from belfort.study.allies.criteria import CRITERIA, AllianceCriterion
from belfort.study.tables import AlliesTable

Measure = tuple[float, float, float, Evidence, tuple[str, ...]]
"""Low, mode, high, evidence, sources."""


def matrix(scenario: ResolvedScenario, option: str, catalogue: Catalogue) -> AlliesTable:
    """Return a row for each system that is judged and each criterion, in that order.

    Parameters
    ----------
    scenario
        The situation without any option; the first of `asked.compare` is the reference.
    option
        Name of an option, or "base".
    catalogue
        Where the systems are described.

    Raises
    ------
    KeyError
        There is no such option.
    """
    situation = _situation(scenario, option)
    rows = [
        _row(option, system, criterion, _cell(situation, system, owners, criterion, catalogue))
        for system, owners in _judged(scenario, option).items()
        for criterion in CRITERIA
    ]
    kinds = columns_of(AlliesTable)
    values = zip(*rows, strict=True) if rows else ([] for _ in kinds)
    return AlliesTable(
        **{k.name: np.array(v, k.dtype) for k, v in zip(kinds, (list(v) for v in values), strict=True)}
    )


def measure(scenario: ResolvedScenario, option: str, catalogue: Catalogue, name: str) -> Measure | None:
    """Return what a criterion `allies.<name>` measures of an option; None where it is not known.

    An option that adds several systems is as good as the least of them, end by end, and as well supported as the
    weakest of them: a force fits its allies as far as its least shared part does. Where one of them is not known, the
    whole is not. `name` may be one of `CRITERIA`, or any figure of a system's alliance entry or own entry.

    Raises
    ------
    KeyError
        There is no such option.
    """
    wanted = name.removeprefix("allies.")
    criterion = next(
        (c for c in CRITERIA if c.name == wanted), AllianceCriterion("", wanted, wanted, (wanted,))
    )
    situation = _situation(scenario, option)
    found = [
        _cell(situation, system, owners, criterion, catalogue)
        for system, owners in _judged(scenario, option).items()
    ]
    known = [(c, c.number) for c in found if c is not None and c.number is not None]
    if not found or len(known) < len(found):
        return None
    low, mode, high = (min(number[end] for _, number in known) for end in range(3))
    weakest = max((c.evidence for c, _ in known), key=lambda e: e.letter)
    sources = tuple(dict.fromkeys(s for c, _ in known for s in c.sources))
    return low, mode, high, weakest, sources


def judged_systems(scenario: ResolvedScenario, option: str) -> tuple[str, ...]:
    """Return the fire-unit systems that an option adds to the reference, and the reference to the situation.

    All it has where it adds none.
    """
    return tuple(_judged(scenario, option))


def _judged(scenario: ResolvedScenario, option: str) -> dict[str, set[str]]:
    """Return system to the nations that own its units in an option."""
    reference = (scenario.asked.compare or (BASE,))[0]
    other = BASE if option == reference else reference
    before = {(u.name, u.system) for u in _situation(scenario, other).units}
    all_units = [u for u in _situation(scenario, option).units if u.kind == "fire-unit"]
    added = [u for u in all_units if (u.name, u.system) not in before]
    return _owned(added or all_units)


def _owned(units: Iterable[ResolvedUnit]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in units:
        found.setdefault(unit.system, set()).add(unit.nation)
    return found


def _situation(scenario: ResolvedScenario, option: str) -> ResolvedScenario:
    return scenario if option == BASE else scenario.options[option]


def _cell(
    situation: ResolvedScenario,
    system: str,
    owners: set[str],
    criterion: AllianceCriterion,
    catalogue: Catalogue,
) -> Cell | None:
    match criterion.name:
        case "n_users":
            return users(catalogue, system)
        case "n_neighbours":
            return neighbours(catalogue, system, (n.id for n in situation.nations))
        case "n_units_nearby":
            return nearby(catalogue, system, owners, situation)
        case _:
            return _looked_up(catalogue, system, criterion)


def _looked_up(catalogue: Catalogue, system: str, criterion: AllianceCriterion) -> Cell | None:
    """Return what the alliance entry says, else what the entry of the system or the one it is like says."""
    for entry in _alliances(catalogue, system):
        if criterion.name in entry.citations:
            return written(entry.citations[criterion.name])
    for entry in dict.fromkeys((system, family_of(catalogue, system))):
        for name in criterion.other_names:
            if name in catalogue[entry].citations:
                return written(catalogue[entry].citations[name])
    return None


def _alliances(catalogue: Catalogue, system: str) -> Sequence[Entry]:
    """Return the alliance entries about a system, then those about its family."""
    found = [e for e in catalogue.of_kind("alliance") if isinstance(e, Alliance)]
    family = family_of(catalogue, system)
    own = [e for e in found if e.system == system]
    return [*own, *(e for e in found if e not in own and family_of(catalogue, e.system) == family)]


def _row(option: str, system: str, criterion: AllianceCriterion, cell: Cell | None) -> tuple[object, ...]:
    told = (option, system, criterion.topic, criterion.title)
    if cell is None:
        return (*told, False, "", nan, "", "", False, "", "")
    value = cell.number[1] if cell.number else nan
    unit = cell.unit if cell.number else ""
    graded = (cell.evidence.value.replace("_", " "), cell.evidence.is_guess)
    return (*told, True, cell.words, value, unit, *graded, " ".join(cell.sources), cell.as_of)

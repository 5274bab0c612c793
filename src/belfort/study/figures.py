"""Every value a study used, with its evidence: from the catalogue, the scenario, and the models' own priors."""

from collections.abc import Iterable, Mapping

from belfort.catalogue.figure import Evidence
from belfort.catalogue.load import Catalogue
from belfort.raid.compiling.worlds import estimates_of
from belfort.records import Table
from belfort.scenario.asked import Asked
from belfort.scenario.estimate import Estimate
from belfort.scenario.resolved import ResolvedScenario
from belfort.study.tables import FigureTable

CATALOGUE = "catalogue:"


def raid_figures(situations: Iterable[ResolvedScenario], catalogue: Catalogue) -> FigureTable:
    """Return what the raids of some situations read: a catalogue figure in its own unit, any other value in SI."""
    found: dict[str, Estimate] = {}
    for scenario in situations:
        found |= estimates_of(scenario)
    return FigureTable.from_rows([_row(origin, one, catalogue) for origin, one in sorted(found.items())])


def asked_figures(asked: Asked) -> FigureTable:
    """Return what the question itself gives: values by option, and what each criterion counts."""
    rows = []
    for c in asked.criteria:
        given = [(f"criterion {c.name}: points", c.swing, "points")] if c.group != "cost" else []
        given += [(f"criterion {c.name}: {option}", e, c.unit) for option, e in c.values.items()]
        for place, e, unit in given:
            told = (str(e.evidence), e.is_guess, " ".join(e.sources), "decision")
            rows.append((place, "", e.low, e.mode, e.high, unit, *told))
    return FigureTable.from_rows(rows)


def own_figures(used: Mapping[str, tuple[float, str, str]]) -> FigureTable:
    """Return what the study's own models take for granted: guesses that are not varied, by what they say.

    Parameters
    ----------
    used
        What it is, to its value, its unit and what it serves for.
    """
    told = (str(Evidence.MODELLING_PRIOR), True, "MODEL")
    rows = [(place, "", value, value, value, unit, *told, of) for place, (value, unit, of) in used.items()]
    return FigureTable.from_rows(rows)


def _row(origin: str, estimate: Estimate, catalogue: Catalogue) -> tuple:
    number = origin.removeprefix(CATALOGUE)
    if origin.startswith(CATALOGUE) and number in catalogue.origins:
        entry, parameter = catalogue.origins[number]
        figure = catalogue[entry].figures[parameter]
        ends = (figure.low, figure.mode, figure.high, figure.unit)
        place = f"{entry}.{parameter}"
    else:
        number, place = "", origin
        ends = (estimate.low, estimate.mode, estimate.high, "SI")
    told = (str(estimate.evidence), estimate.is_guess, " ".join(estimate.sources), "raid")
    return (place, number, *ends, *told)


def merged(tables: Iterable[FigureTable]) -> FigureTable:
    """Return figures once each; what one serves for is told together."""
    rows: dict[tuple[str, str], list] = {}
    for table in tables:
        for row in zip(*table.columns().values(), strict=True):
            known = rows.setdefault((row[0], row[1]), list(row))
            if row[-1] not in known[-1].split(", "):
                known[-1] += f", {row[-1]}"
    return FigureTable.from_rows(list(rows.values()))


def guess_share(table: FigureTable) -> float:
    """Return the share of the figures that are guesses; 0 of none."""
    return float(table.is_guess.mean()) if len(table) else 0.0


def cited(tables: Iterable[Table], catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """Return the references that tables name in a column `sources`."""
    keys = {
        key for table in tables for words in table.columns().get("sources", ()) for key in str(words).split()
    }
    known = {key: catalogue.references[key] for key in sorted(keys) if key in catalogue.references}
    return {k: {"title": r.title, "url": r.url, "date": r.date, "kind": r.kind} for k, r in known.items()}

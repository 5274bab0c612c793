"""The tables of a study that say when: milestones, activities, the force by month, and the figures under them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from belfort.catalogue.figure import Evidence, Figure
from belfort.catalogue.load import Catalogue
from belfort.records import Table
from belfort.records.columns import columns_of
from belfort.study.tables import ActivityTable, FigureTable, MilestoneTable, ReadyTable
from belfort.study.timeline.delivery import ALL, CONTRACT, FIRST, Forecast, as_year
from belfort.study.timeline.durations import MONTH_DAYS, Duration
from belfort.study.timeline.force import EPOCH, ReadyForce
from belfort.study.timeline.montecarlo import QUANTILES

Row = tuple[object, ...]


def milestones(option: str, forecasts: Iterable[Forecast]) -> MilestoneTable:
    """Return contract, first unit and all units of each programme: as planned, by PERT, and as likely."""
    rows: list[Row] = []
    for one in forecasts:
        for milestone in (CONTRACT, FIRST, ALL):
            told = (as_year(one.planned(milestone)), as_year(one.by_pert(milestone)))
            days = (as_year(one.day(milestone, p)) for p in QUANTILES)
            rows.append((option, one.programme.name, milestone, *told, *days))
    return _table(MilestoneTable, rows)


def scenario_milestones(
    option: str, force: ReadyForce, names: Sequence[str], programme: str
) -> MilestoneTable:
    """Return first and all units of a programme without a contract: ready as the scenario says, delays drawn.

    No network lies under it, so PERT is not a number. No row where none of the units has a day.
    """
    picked = [i for i, u in enumerate(force.scenario.units) if u.name in set(names) and u.ready_from]
    if not picked:
        return MilestoneTable.empty()
    days = [as_year(day) for i in picked if (day := force.scenario.units[i].ready_from)]
    rows: list[Row] = []
    for milestone, planned, ready in (
        (FIRST, min(days), force.ready[picked].min(axis=0)),
        (ALL, max(days), force.ready[picked].max(axis=0)),
    ):
        drawn = (_year(float(np.quantile(ready, p))) for p in QUANTILES)
        rows.append((option, programme, milestone, planned, np.nan, *drawn))
    return _table(MilestoneTable, rows)


def activities(option: str, one: Forecast, catalogue: Catalogue) -> ActivityTable:
    """Return every step of a programme, how often it is critical for the last unit, and the delay as a step."""
    timeline = one.timeline
    critical, crucial = timeline.criticality(ALL), timeline.cruciality(ALL)
    rows: list[Row] = []
    for name in timeline.network.order:
        activity = timeline.network[name]
        finish = timeline.done(name)
        spans = (float(np.median(finish - timeline.duration[name])), float(np.median(finish)))
        figure = one.evidence.get(name)
        told = _evidence(figure, activity.duration)
        rows.append(
            (
                option,
                one.programme.name,
                activity.title or name,
                *_range(activity.duration),
                *(as_year(timeline.network.day(m)) for m in spans),
                critical[name],
                crucial[name],
                *told,
            )
        )
    rows += [_risk_row(option, one, catalogue, critical)]
    return _table(ActivityTable, rows)


def _risk_row(option: str, one: Forecast, catalogue: Catalogue, critical: dict[str, float]) -> Row:
    """Return the delay as on other deals as a row: critical where it happened and what it delays was critical."""
    risk = one.timeline.network.risks[0]
    happened = one.timeline.happened[risk.name]
    p = float(np.mean(happened)) * max(critical[name] for name in risk.activities)
    sizes = np.where(happened, 1.0, 0.0)
    end = one.timeline.done(ALL)
    related = float(np.corrcoef(sizes, end)[0, 1]) if 0.0 < sizes.mean() < 1.0 else 0.0
    keys = sorted({key for case in one.slips.cases for key in _sources(catalogue, case.deal, case.figures)})
    name = f"{risk.name}, with probability {risk.p:.2f}"
    return (
        option,
        one.programme.name,
        name,
        *_range(risk.delay),
        np.nan,
        np.nan,
        p,
        related,
        _words(Evidence.DERIVED),
        False,
        " ".join(keys),
    )


def _sources(catalogue: Catalogue, deal: str, numbers: Sequence[str]) -> set[str]:
    return {k for f in catalogue[deal].figures.values() if f.id in numbers for k in f.sources}


def ready(option: str, force: ReadyForce, systems: Iterable[str] = ()) -> ReadyTable:
    """Return how many items of each system are ready, month by month; units in reserve or training count too."""
    wanted = list(systems) or list(dict.fromkeys(u.system for u in force.scenario.units))
    tables = [_ready_rows(option, force, system) for system in wanted]
    return ReadyTable.concat(tables)


def _ready_rows(option: str, force: ReadyForce, system: str) -> ReadyTable:
    number = force.number(system)
    months = [_year(float(m)) for m in force.months]
    order = np.sort(number, axis=1)
    low, high = (order[:, int(np.ceil(p * force.n)) - 1] for p in (0.1, 0.9))
    rows = zip(months, number.mean(axis=1), low, high, strict=True)
    return _table(ReadyTable, [(option, system, *row) for row in rows])


def figures(forecasts: Iterable[Forecast], catalogue: Catalogue) -> FigureTable:
    """Return the catalogue figures that the dates rest on, each once, the deals behind the delays among them."""
    used: dict[str, tuple[str, Figure]] = {}
    for one in forecasts:
        for figure in one.evidence.values():
            entry, parameter = catalogue.origins[figure.id]
            used[figure.id] = (f"{entry}.{parameter}", figure)
        for case in one.slips.cases:
            for name, figure in catalogue[case.deal].figures.items():
                if figure.id in case.figures:
                    used[figure.id] = (f"{case.deal}.{name}", figure)
    return _table(FigureTable, [_figure_row(place, figure) for place, figure in used.values()])


def _figure_row(place: str, figure: Figure) -> Row:
    told = (_words(figure.evidence), figure.evidence.is_guess, " ".join(figure.sources), "time")
    return (place, figure.id, figure.low, figure.mode, figure.high, figure.unit, *told)


def _range(duration: Duration) -> tuple[float, float, float]:
    return duration.low, duration.mode, duration.high


def _evidence(figure: Figure | None, duration: Duration) -> Row:
    """Return evidence, whether it is a guess, and sources of a step; a step without a figure is the network's own."""
    if figure is None:
        return ("as the programme says" if duration.high > 0 else "a milestone", duration.is_guess, "")
    is_guess = figure.evidence.is_guess or duration.is_guess
    evidence = figure.evidence if figure.evidence.is_guess or not is_guess else Evidence.MODELLING_PRIOR
    return _words(evidence), is_guess, " ".join(figure.sources)


def _words(evidence: Evidence) -> str:
    return evidence.value.replace("_", " ")


def _year(months: float) -> float:
    """Return months from the epoch of a force as a year with a fraction; minus infinity stays so."""
    return as_year(EPOCH + timedelta(days=round(months * MONTH_DAYS))) if np.isfinite(months) else months


def _table(kind: type[Table], rows: Sequence[Row]) -> Any:
    """Return a table from its rows."""
    columns = columns_of(kind)
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return kind(**{c.name: np.array(v, dtype=c.dtype) for c, v in zip(columns, values, strict=True)})

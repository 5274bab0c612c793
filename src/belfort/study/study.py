"""The verb: the same raids against each option, the money, the allies, the dates, and what would decide between them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from belfort.catalogue.load import Catalogue
from belfort.records import Provenance, Table
from belfort.scenario.asked import BASE, Asked, AskedCriterion, AskedProgramme
from belfort.scenario.estimate import Estimate
from belfort.scenario.faults import did_you_mean
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import ResolvedScenario
from belfort.study import figures
from belfort.study.about import about, titles
from belfort.study.allies.criteria import CRITERIA
from belfort.study.allies.matrix import matrix as allies_matrix
from belfort.study.allies.matrix import measure as allies_measure
from belfort.study.book import Book
from belfort.study.bought import YEARS_TO_PAY, Holdings, holdings, implied
from belfort.study.effect import effects
from belfort.study.judged import Known, StudyError, check_measure, scores
from belfort.study.money import Money
from belfort.study.performance import tell as performance_tell
from belfort.study.performance.coverage import coverage_rows
from belfort.study.performance.guesses import guess_rows, performance_guesses
from belfort.study.performance.kept import Measured
from belfort.study.performance.runs import Cell, mid_year, plans, run
from belfort.study.performance.stress import changes_nothing
from belfort.study.performance.tell import Results
from belfort.study.settings import Request, Setting, picked_years
from belfort.study.shares import share_rows
from belfort.study.tables import (
    TABLES,
    ActivityTable,
    AlliesTable,
    CoverageTable,
    DriverTable,
    FigureTable,
    MilestoneTable,
    ReadyTable,
)
from belfort.study.timeline import tell as timeline_tell
from belfort.study.timeline.durations import MONTH_DAYS
from belfort.study.timeline.force import EPOCH, as_it_stands
from belfort.study.timeline.slips import BORROWED
from belfort.study.verdict import COST, INDIFFERENCE, PREFERENCE, decided, given_costs, matrix
from belfort.terrain import Terrain

Progress = Callable[[str, float], None]
MILLION = 1e6


def options_of(scenario: ResolvedScenario) -> dict[str, ResolvedScenario]:
    """Return the situations to compare by name, the reference first."""
    return {name: scenario.with_option(None if name == BASE else name) for name in scenario.asked.compare}


def run_study(
    scenario: ResolvedScenario, terrain: Terrain, request: Request, progress: Progress | None = None
) -> Book:
    """Return a finished study.

    Parameters
    ----------
    scenario
        The base of a file, with its options and its question.
    terrain
        The ground, with the margin that raids need.
    request
        How much, and where results are kept.
    progress
        Called with words and the share done.

    Raises
    ------
    StudyError
        There is nothing to compare, or a criterion asks for what this study does not have.
    RaidError, CostError, TimelineError, DecisionError
        A raid, a programme or a scale that cannot be; the sentence says what to do.
    """
    told = progress or (lambda _words, _share: None)
    catalogue, setting, seed = shipped_catalogue(), request.setting, scenario.study.seed
    options = options_of(scenario)
    _check(scenario)
    _check_allies(scenario.asked.criteria, catalogue)
    told("what is bought, and when it is ready", 0.0)
    programmes = _programmes(scenario, options)
    held = {
        name: holdings(one, programmes, catalogue, setting.n_money, seed) for name, one in options.items()
    }
    dated = _dated(options, held, picked_years(scenario.study.years, setting.n_years))
    asked = scenario.asked
    planned = plans(options, asked.pictures, asked.stresses, dated, setting, request.n_threads)
    cells = run(planned, terrain, request.folder, lambda w, s: told(w, 0.02 + 0.78 * s))
    results = Results(dict(_checked(cells, asked.criteria)))
    seen = CoverageTable.empty()
    if setting.has_coverage:
        seen = coverage_rows(options, terrain, request.folder, lambda w, s: told(w, 0.8 + 0.13 * s))
    told("cost, allies and the decision", 0.93)
    tables, notes = _tables(scenario, results, held, setting, catalogue)
    tables["coverage"] = seen
    complete = {name: tables.get(name, kind.empty()) for name, kind in TABLES.items()}
    content = about(scenario, complete, terrain, request, catalogue, (*notes, *_notes(options, asked, dated)))
    provenance = Provenance.now(
        scenario_hash=scenario.hash,
        catalogue_hash=scenario.catalogue_hash,
        seed=seed,
        command=request.command,
    )
    return Book(content, complete, provenance)


def _programmes(
    scenario: ResolvedScenario, options: Mapping[str, ResolvedScenario]
) -> tuple[AskedProgramme, ...]:
    """Return what is bought: nothing beyond what is asked for where the question itself gives what it costs."""
    asked = scenario.asked
    if any(c.group == COST and c.values for c in asked.criteria):
        return asked.programmes
    return implied(asked.programmes, options.values(), scenario)


def _own(held: Mapping[str, Holdings], asked: Asked) -> dict[str, tuple[float, str, str]]:
    """Return the guesses of this room's own models that were used."""
    bought = [b for one in held.values() for b in one.bought]
    found: dict[str, tuple[float, str, str]] = {}
    if any(b.forecast is None and not b.asked.is_leased for b in bought):
        found["years from contract to service, where no day of a contract is given"] = (
            YEARS_TO_PAY,
            "years",
            "cost",
        )
    if any(b.forecast is not None for b in bought):
        found["deliveries of a system's own that those of all others are worth"] = (
            BORROWED,
            "deliveries",
            "time",
        )
    if any(c.group != COST for c in asked.criteria):
        found["PROMETHEE: share of a scale up to which a difference counts nothing"] = (
            INDIFFERENCE,
            "share",
            "decision",
        )
        found["PROMETHEE: share of a scale from which a difference counts in full"] = (
            PREFERENCE,
            "share",
            "decision",
        )
    return found


def _check(scenario: ResolvedScenario) -> None:
    if not scenario.asked.pictures and not any(c.values for c in scenario.asked.criteria):
        raise StudyError(
            f"{scenario.name}: nothing to study: write [[threats.raids]], or [[study.criteria]] with values"
        )
    several = {p.name for p in scenario.asked.pictures if p.n_nights > 1}
    for c in scenario.asked.criteria:
        if c.stress and c.picture in several:
            raise StudyError(
                f"criterion '{c.name}': picture '{c.picture}' has several nights, and stresses are looked at in single ones"
            )


def _check_allies(criteria: Sequence[AskedCriterion], catalogue: Catalogue) -> None:
    """Refuse a figure of alliance compatibility that no entry could have; raises StudyError."""
    known = {c.name for c in CRITERIA}
    known |= {
        name for kind in ("alliance", "fire-unit") for e in catalogue.of_kind(kind) for name in e.figures
    }
    for c in criteria:
        first, _, name = (c.measure or "").partition(".")
        if first == "allies" and name not in known:
            near = did_you_mean(name, sorted(known)) or f" Such as {', '.join(c.name for c in CRITERIA[:4])}."
            raise StudyError(f"criterion '{c.name}': no system has a figure '{name}' of compatibility.{near}")


def _checked(
    cells: Iterable[tuple[Cell, Measured]], criteria: Sequence[AskedCriterion]
) -> Iterator[tuple[Cell, Measured]]:
    """Yield cells as they are run; a measure that no raid has is refused after the first."""
    for i, (cell, found) in enumerate(cells):
        if i == 0:
            for criterion in criteria:
                check_measure(criterion, found)
        yield cell, found


def _tables(
    scenario: ResolvedScenario,
    results: Results,
    held: Mapping[str, Holdings],
    setting: Setting,
    catalogue: Catalogue,
) -> tuple[dict[str, Table], tuple[str, ...]]:
    """Return every table, and what to note of how they were made."""
    asked, seed, names = scenario.asked, scenario.study.seed, list(held)
    money = Money.of(asked, held, catalogue, setting.n_money, seed)
    guesses = performance_guesses(results)
    known = Known(
        results,
        money.lives,
        money.guesses,
        {name: one.force for name, one in held.items()},
        _comes(held),
        _Allies(scenario, catalogue).figure,
        {key: share for key, (share, _, _) in guesses.items()},
        money.uncosted,
    )
    scored = scores(asked.criteria, names, known, setting.n_weights, seed)
    draws = (setting.n_weights, seed)
    axis = given_costs(asked.criteria, names, scored, asked.money.currency)
    axis = axis or money.axis(names, setting.n_weights)
    forecasts = [b.forecast for one in held.values() for b in one.bought if b.forecast is not None]
    raid = (
        figures.raid_figures(options_of(scenario).values(), catalogue)
        if asked.pictures
        else FigureTable.empty()
    )
    dates = timeline_tell.figures(forecasts, catalogue)
    shares, unshared = share_rows(held, asked.money, money.worlds, names)
    tables: dict[str, Table] = {
        "shares": shares,
        **_performance(results, scenario),
        **money.tables(names[0], asked),
        **_time(held, catalogue),
        "drivers": DriverTable.concat([guess_rows(guesses), money.drivers]),
        "effect": effects(results, money.lives, asked.money.currency),
        "allies": AlliesTable.concat([allies_matrix(scenario, name, catalogue) for name in names]),
        "matrix": matrix(asked.criteria, names, scored),
        **decided(asked.criteria, names, titles(scenario), scored, axis, draws),
        "figures": figures.merged(
            [raid, money.figures, dates, figures.asked_figures(asked), figures.own_figures(_own(held, asked))]
        ),
    }
    return tables, (*money.notes, *unshared)


def _comes(held: Mapping[str, Holdings]) -> dict[str, frozenset[str]]:
    """Return the units that an option buys beyond its reference; for the reference, and one that adds none, all it buys."""
    bought = {name: frozenset(u.name for b in one.bought for u in b.units) for name, one in held.items()}
    first = next(iter(bought.values()))
    return {name: units - first or units for name, units in bought.items()}


def _dated(
    options: Mapping[str, ResolvedScenario], held: Mapping[str, Holdings], years: Sequence[int]
) -> dict[tuple[str, int], ResolvedScenario]:
    """Return each option's force in the middle of each year, every unit ready on its median day."""
    found = {}
    for name, one in options.items():
        ready = _median_days(held[name])
        for year in years:
            found[name, year] = as_it_stands(one, mid_year(year), ready=ready)
    return found


def _median_days(held: Holdings) -> dict[str, date]:
    medians = np.median(held.force.ready, axis=1) if held.force.ready.size else []
    pairs = zip(held.force.scenario.units, medians, strict=True)
    return {u.name: _day(float(months)) for u, months in pairs}


def _day(months: float) -> date:
    return EPOCH + timedelta(days=round(months * MONTH_DAYS)) if np.isfinite(months) else date.min


def _performance(results: Results, scenario: ResolvedScenario) -> dict[str, Table]:
    whole = Results({c: m for c, m in results.by_cell.items() if not c.stress and not c.year})
    return {
        "performance": performance_tell.performance(results),
        "differences": performance_tell.differences(whole),
        "regret": performance_tell.regrets(whole),
        "protection": performance_tell.protection(whole, scenario.assets),
    }


def _time(held: Mapping[str, Holdings], catalogue: Catalogue) -> dict[str, Table]:
    milestones, activities, ready = [], [], []
    for name, one in held.items():
        told = [b.forecast for b in one.bought if b.forecast is not None]
        milestones.append(timeline_tell.milestones(name, told))
        milestones += [
            timeline_tell.scenario_milestones(name, one.force, [u.name for u in b.units], b.asked.name)
            for b in one.bought
            if b.forecast is None
        ]
        activities += [timeline_tell.activities(name, forecast, catalogue) for forecast in told]
        systems = dict.fromkeys(u.system for u in one.force.scenario.units if u.kind == "fire-unit")
        ready.append(timeline_tell.ready(name, one.force, systems) if systems else ReadyTable.empty())
    return {
        "milestones": MilestoneTable.concat(milestones),
        "activities": ActivityTable.concat(activities),
        "ready": ReadyTable.concat(ready),
    }


class _Allies:
    """Figures of alliance compatibility, as estimates."""

    def __init__(self, scenario: ResolvedScenario, catalogue: Catalogue) -> None:
        self._scenario, self._catalogue = scenario, catalogue

    def figure(self, option: str, name: str) -> Estimate | None:
        """Return a figure of an option; None where nothing is known."""
        found = allies_measure(self._scenario, option, self._catalogue, name)
        if found is None:
            return None
        low, mode, high, evidence, sources = found
        shape = "fixed" if low == high else "triangular"
        return Estimate(low, mode, high, shape, evidence, f"allies.{name}", sources)


def _notes(
    options: Mapping[str, ResolvedScenario],
    asked: Asked,
    dated: Mapping[tuple[str, int], ResolvedScenario],
) -> list[str]:
    """Return what a reader must know of what was compared."""
    found = []
    first = next(iter(options))
    hashes = {name: replace(one, option=None).hash for name, one in options.items()}
    found += [
        f"'{name}' is the same force as '{first}': it changes nothing, and every difference is nil."
        for name, h in hashes.items()
        if name != first and h == hashes[first]
    ]
    if len(options) == 1:
        found.append(f"Only one option, '{first}', is looked at: nothing is compared and nothing decided.")
    found += [
        f"Stress '{s.name}' changes nothing under {', '.join(same)}."
        for s in asked.stresses
        if (same := [name for name, one in options.items() if changes_nothing(one, s)])
    ]
    campaigns = ", ".join(f"'{p.name}'" for p in asked.pictures if p.n_nights > 1)
    if campaigns and (asked.stresses or dated):
        found.append(
            f"Stresses and dates are looked at in single nights, and so not against {campaigns} of several."
        )
    if dated:
        found.append(
            "The force at a date has every unit that is ready on its median day, in the middle of the year."
        )
    return found

"""What each option scores on each criterion: draws, not numbers.

Draw i is one world: what is simulated takes its worlds in turn, costs and dates theirs, each with the same draw under
every option, so that what options have in common cancels. A cell that nobody can fill may be worth anything between
the ends of its scale; it is marked, never zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.scenario.asked import AskedCriterion
from belfort.scenario.estimate import Estimate
from belfort.study.cost.breakdown import Phase
from belfort.study.cost.lifecycle import Basis, LifeCycle
from belfort.study.given import drawn, stream
from belfort.study.performance.kept import Measured
from belfort.study.performance.runs import Cell
from belfort.study.performance.tell import Results, unknown_band
from belfort.study.timeline.force import EPOCH, ReadyForce

Floats = NDArray[np.float64]
MILLION = 1e6
SIMULATED = "simulated"


class StudyError(ValueError):
    """A study that cannot be made; the sentence says what and what to do."""


@dataclass(frozen=True)
class Score:
    """One option on one criterion."""

    low: float
    mode: float
    high: float
    draws: Floats
    """(n,)"""
    evidence: str
    guess_share: float
    sources: str
    is_missing: bool = False


@dataclass(frozen=True)
class Known:
    """What a study has found out, for criteria to be read from."""

    results: Results
    lives: Mapping[str, LifeCycle]
    """Life-cycle cost by option; an option that buys nothing has none."""
    cost_guesses: Mapping[str, float]
    """Share of the variance of it that rests on guesses."""
    forces: Mapping[str, ReadyForce]
    bought: Mapping[str, frozenset[str]]
    """Names of the units whose days count: those an option buys beyond its reference."""
    allies: Callable[[str, str], Estimate | None]
    """A figure of alliance compatibility: (option, name)."""
    performance_guesses: Mapping[tuple[str, str], float]
    """Share on guesses by option and picture; none where not computed."""
    uncosted: frozenset[str] = frozenset()
    """Options that buy what nobody could cost: their cost is not known, and is not nothing."""


def scores(
    criteria: Sequence[AskedCriterion], options: Sequence[str], known: Known, n: int, seed: int
) -> dict[tuple[str, str], Score]:
    """Return each option's score on each criterion.

    Parameters
    ----------
    criteria
        By what the options are judged.
    options
        Their names.
    known
        What was found out.
    n
        Draws.
    seed
        Root of the streams of what was given.

    Raises
    ------
    StudyError
        A measure that this study does not have.
    """
    return {
        (option, c.name): _score(c, option, known, n, stream(seed, f"{c.name} {option}"))
        for c in criteria
        for option in options
    }


def _score(c: AskedCriterion, option: str, known: Known, n: int, generator: np.random.Generator) -> Score:
    if c.measure is None:
        given = c.values.get(option)
        return _missing(c, n, generator) if given is None else _given(given, n, generator)
    first, _, rest = c.measure.partition(".")
    if first == "performance":
        return _performance(c, option, rest, known, n)
    if first == "cost":
        if option in known.uncosted:
            return _missing(c, n, generator)
        return _cost(option, rest, known, n)
    if first == "time":
        return _time(c, option, rest, known, n, generator)
    found = known.allies(option, rest)
    return _missing(c, n, generator) if found is None else _given(found, n, generator)


def _missing(c: AskedCriterion, n: int, generator: np.random.Generator) -> Score:
    low, high = sorted((c.worst, c.best))
    nothing = float("nan")
    return Score(nothing, nothing, nothing, generator.uniform(low, high, n), "", 1.0, "", is_missing=True)


def _given(estimate: Estimate, n: int, generator: np.random.Generator) -> Score:
    e, guess = estimate, 1.0 if estimate.is_guess else 0.0
    draws = drawn(e, n, generator)
    return Score(e.low, e.mode, e.high, draws, str(e.evidence), guess, " ".join(e.sources))


def _performance(c: AskedCriterion, option: str, measure: str, known: Known, n: int) -> Score:
    found = known.results.by_cell.get(Cell(option, c.picture or "", c.stress or ""))
    if found is None:
        raise StudyError(
            f"criterion '{c.name}': picture '{c.picture}' was not simulated under '{c.stress or 'no stress'}'"
        )
    check_measure(c, found)
    low, mean, high = unknown_band(found, (measure, ""))
    share = known.performance_guesses.get((option, c.picture or ""), float("nan"))
    return Score(low, mean, high, _in_turn(found.means((measure, "")), n), SIMULATED, share, "")


def check_measure(c: AskedCriterion, found: Measured) -> None:
    """Refuse a measure of performance that no raid has; raises StudyError."""
    first, _, measure = (c.measure or "").partition(".")
    if first == "performance" and (measure, "") not in found.values:
        have = ", ".join(sorted(m for m, of in found.values if not of))
        raise StudyError(f"criterion '{c.name}': a raid has no measure '{measure}'; it has: {have}")


def _in_turn(values: Floats, n: int) -> Floats:
    return values[np.arange(n) % values.size]


def _cost(option: str, what: str, known: Known, n: int) -> Score:
    """Return a cost in millions; an option that buys nothing costs nothing."""
    life = known.lives.get(option)
    if life is None:
        return Score(0.0, 0.0, 0.0, np.zeros(n), SIMULATED, 0.0, "")
    phases = (Phase.ACQUISITION,) if what == "acquisition" else tuple(Phase)
    total = life.total(Basis.PRESENT if what == "present_value" else Basis.CONSTANT, phases)
    per = MILLION * (life.years.size if what == "per_year" else 1)
    draws = total.draws / per
    low, high = np.quantile(draws, [0.05, 0.95])
    share = known.cost_guesses.get(option, float("nan"))
    return Score(float(low), float(np.median(draws)), float(high), _in_turn(draws, n), SIMULATED, share, "")


def _time(
    c: AskedCriterion, option: str, what: str, known: Known, n: int, generator: np.random.Generator
) -> Score:
    """Return when the units an option buys are ready, as a year with a fraction; missing where it buys none.

    A unit without a day is there from the start: nobody waits for it, and it counts for neither.
    """
    force, names = known.forces[option], known.bought[option]
    rows = [i for i, u in enumerate(force.scenario.units) if u.name in names]
    ready = force.ready[[i for i in rows if np.isfinite(force.ready[i]).all()]]
    if not len(ready):
        return _missing(c, n, generator)
    months = ready.min(axis=0) if what == "first_unit" else ready.max(axis=0)
    draws = years_of(months)
    low, mode, high = np.quantile(draws, [0.05, 0.5, 0.95])
    return Score(float(low), float(mode), float(high), _in_turn(draws, n), "drawn", float("nan"), "")


def years_of(months: Floats) -> Floats:
    """Return months from the epoch as years with a fraction."""
    return EPOCH.year + (EPOCH.month - 1) / 12.0 + months / 12.0

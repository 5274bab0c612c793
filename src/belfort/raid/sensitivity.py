"""Which uncertain values drive a raid's result, cause by cause, and how much of it rests on guesses.

A cause moves many estimates together, and causes move apart from each other: so the values of one cause can be drawn
anew while all others stay (pick and freeze), and Sobol's indices of groups of values are well defined. *First order*
is the share of the variance over worlds that would go if the cause were known; *total* is the share that would
stay if all but the cause were known. What lies between them is moved together with other causes.

Every world meets the same luck; the estimators, and how the scatter of chance is taken out, are in `indices`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belfort.catalogue.load import Catalogue
from belfort.raid.compiling.stage import RaidError
from belfort.raid.compiling.worlds import (
    Reads,
    cause_of_loose,
    cause_of_origin,
    draw,
    estimates_of,
    part_of,
)
from belfort.raid.indices import Share, guess_share, indices
from belfort.raid.model import Outcome, Question
from belfort.raid.parts import Parts
from belfort.raid.run import Progress, check, simulate_raid
from belfort.raid.summary import measures, worlds_of
from belfort.records import Table
from belfort.records.columns import F64, I64, Text, text_column
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import Estimate, ResolvedScenario
from belfort.terrain import Terrain

Floats = NDArray[np.float64]
N_BASE = 16
"""Base worlds of a first look; 32 make bands a third narrower."""
LEAST_EACH = 64
"""Replicates a world at least: they cost little beside compiling the world."""
MONEY = ("defence_eur", "attack_eur", "exchange_ratio")
"""Measures that prices can move."""
N_PROBES = 2
"""Worlds compiled to see which values a raid reads at all."""


@dataclass(frozen=True, slots=True)
class DriverTable(Table):
    """A cause a row, the one that moves most first; ends of bands are those of the central 90 %, by bootstrap."""

    measure: Text
    """What is measured."""
    key: Text
    """Of which threat, asset, cause, effector or layer; empty for all."""
    cause: Text
    """What moves the values together."""
    n_values: I64
    """Uncertain values that it moves."""
    first: F64
    """Share of the variance that would go if the cause were known; may come out a little below 0."""
    first_low: F64
    """Lower end of its band."""
    first_high: F64
    """Upper end of it."""
    total: F64
    """Share of the variance that would stay if all but the cause were known."""
    total_low: F64
    """Lower end of its band."""
    total_high: F64
    """Upper end of it."""


@dataclass(frozen=True)
class Drivers:
    """What drives a measure of a raid, or the difference of two options."""

    table: DriverTable
    unread: tuple[str, ...]
    """Causes whose values this raid does not read, or that cannot move the measure: their shares are 0."""
    mean: float
    """Of the measure, over worlds."""
    variance: float
    """Over worlds, the scatter of chance taken out."""
    guesses: Share
    """Of the variance over worlds: what goes when every guess is kept at its mode."""
    mean_without: float
    """Of the measure, every guess kept at its mode."""
    n_worlds: int
    """Compiled, for each option."""
    n_each: int
    """Replicates in each."""

    @property
    def is_told_apart(self) -> bool:
        """Return whether anything is left once the scatter of chance is taken out."""
        return self.variance > 0.0


def causes_of(scenario: ResolvedScenario, catalogue: Catalogue) -> dict[str, tuple[Estimate, ...]]:
    """Return what is uncertain in a study by cause: every estimate in one group, drawn with it by `draw`."""
    held = {f.id for entry in catalogue.entries.values() for f in entry.figures.values()}
    found: dict[str, list[Estimate]] = {}
    for origin, estimate in estimates_of(scenario).items():
        figure = origin.removeprefix("catalogue:")
        if part_of(estimate) in scenario.study.uncertain:
            cause = cause_of_origin(catalogue, figure) if figure in held else cause_of_loose(estimate)
            found.setdefault(cause, []).append(estimate)
    return {cause: tuple(found[cause]) for cause in sorted(found)}


def guesses_of(scenario: ResolvedScenario) -> dict[str, float]:
    """Return the mode of everything nobody published, by origin."""
    return {o: e.mode for o, e in estimates_of(scenario).items() if e.is_guess}


def n_worlds_for(n_causes: int, n_base: int) -> int:
    """Return how many worlds of each option an analysis compiles: what it costs."""
    return n_base * (n_causes + 2) + 2 * n_base


def drivers(
    scenario: ResolvedScenario,
    question: Question,
    terrain: Terrain,
    *,
    measure: tuple[str, str] = ("n_leaked", ""),
    other: ResolvedScenario | None = None,
    n_base: int = N_BASE,
    parts: Parts | None = None,
    progress: Progress | None = None,
) -> Drivers:
    """Return which causes drive a measure of a raid.

    Parameters
    ----------
    scenario
        The base or one of its options.
    question
        Each world has as many replicates as in the study it asks for, and at least `LEAST_EACH`.
    terrain
        The ground.
    measure
        Name and key of `summary.measures`.
    other
        Another option: what drives the measure of `scenario` less that of `other`, on the same worlds and luck.
    n_base
        Base worlds, at least 2. Each costs as many worlds as there are causes, and four more.
    parts
        Where finished worlds are kept.
    progress
        Told what it costs, then how far it is.

    Raises
    ------
    RaidError
        A question that cannot be, an unknown measure, or SALib is not installed.
    """
    estimators = _salib()
    options = (scenario,) if other is None else (scenario, other)
    for one in options:
        check(one, question, one)
    if n_base < 2:
        raise RaidError(f"an analysis needs 2 base worlds or more, found {n_base}")
    causes = _all_causes(options)
    varied = _varied(options, question, terrain, measure, causes)
    n_each = max(LEAST_EACH, ceil(question.n_replicates / max(1, question.n_worlds)))
    n_worlds = n_worlds_for(len(varied), n_base)
    told = progress or (lambda _words, _share: None)
    told(f"{n_worlds * len(options):,} worlds of {n_each} raids: {len(varied)} causes", 0.0)
    asked = replace(question, n_replicates=n_each * n_worlds, n_worlds=0)
    values = np.zeros((n_worlds, n_each))
    for i, one in enumerate(options):
        outcome = simulate_raid(
            one,
            asked,
            terrain,
            base=one,
            parts=parts,
            progress=_within(told, i, len(options)),
            worlds=_design(one, tuple(varied), n_base),
            is_one_luck=True,
        )
        values += (1.0, -1.0)[i] * _by_world(outcome, measure)
    return _found(values, measure, causes, varied, n_base, estimators)


def _salib() -> Any:
    try:
        return import_module("SALib.analyze.sobol")
    except ImportError:
        raise RaidError(
            "what drives a result is worked out with the package SALib, which is not installed: "
            "pip install 'belfort[sensitivity]'"
        ) from None


def _all_causes(options: Iterable[ResolvedScenario]) -> dict[str, dict[str, Estimate]]:
    """Return the estimates of every cause under any of the options, by origin."""
    found: dict[str, dict[str, Estimate]] = {}
    for one in options:
        for cause, estimates in causes_of(one, shipped_catalogue()).items():
            found.setdefault(cause, {}).update({e.origin: e for e in estimates})
    return found


def _varied(
    options: Sequence[ResolvedScenario],
    question: Question,
    terrain: Terrain,
    measure: tuple[str, str],
    causes: Mapping[str, Mapping[str, Estimate]],
) -> list[str]:
    """Return the causes that can move a measure: the raid reads a value of theirs that is not fixed."""
    asked: set[str] = set()
    for one in options:
        reads = [Reads(draw(one, shipped_catalogue(), number)) for number in range(N_PROBES)]
        short = replace(question, n_replicates=N_PROBES, n_worlds=0)
        _by_world(simulate_raid(one, short, terrain, base=one, worlds=reads), measure)
        asked |= reads[0].asked.union(*(r.asked for r in reads[1:]))
    return [
        cause
        for cause, own in causes.items()
        if (cause != "price" or measure[0] in MONEY)
        and any(o in asked and e.low < e.high and e.shape != "fixed" for o, e in own.items())
    ]


def _design(scenario: ResolvedScenario, varied: Sequence[str], n_base: int) -> list[dict[str, float]]:
    """Return the worlds: A, one cause a time from B, B; then A and B with every guess at its mode."""
    catalogue = shipped_catalogue()
    worlds = [draw(scenario, catalogue, i) for i in range(n_base)]
    for cause in varied:
        worlds += [draw(scenario, catalogue, i, groups={cause: n_base + i}) for i in range(n_base)]
    worlds += [draw(scenario, catalogue, n_base + i) for i in range(n_base)]
    keeps = guesses_of(scenario)
    return worlds + [draw(scenario, catalogue, i, keeps=keeps) for i in range(2 * n_base)]


def _within(told: Progress, number: int, n: int) -> Progress:
    return lambda words, share: told(words, (number + share) / n)


def _by_world(outcome: Outcome, measure: tuple[str, str]) -> Floats:
    """Return (worlds, replicates): a measure; its replicates lie world by world."""
    found = measures(outcome)
    if measure not in found:
        known = ", ".join(sorted({name for name, _ in found}))
        raise RaidError(f"there is no measure '{' '.join(measure).strip()}'; there are {known}")
    drawn = worlds_of(outcome) >= 0
    return found[measure][drawn].reshape(len(outcome.drawn), -1)


def _found(
    values: Floats,
    measure: tuple[str, str],
    causes: Mapping[str, Mapping[str, Estimate]],
    varied: list[str],
    n_base: int,
    estimators: Any,
) -> Drivers:
    design = values[: n_base * (len(varied) + 2)].reshape(len(varied) + 2, n_base, -1)
    every, known = np.concatenate([design[0], design[-1]]), values[-2 * n_base :]
    found = indices(design, estimators)
    order = np.argsort(-found.total, kind="stable")
    ranked = [varied[i] for i in order.tolist()]
    columns = (found.first, *found.first_band, found.total, *found.total_band)
    table = DriverTable(
        text_column([measure[0]] * len(varied)),
        text_column([measure[1]] * len(varied)),
        text_column(ranked),
        np.array([len(causes[cause]) for cause in ranked], np.int64),
        *(np.ascontiguousarray(column[order]) for column in columns),
    )
    unread = tuple(cause for cause in causes if cause not in varied)
    about = (found.variance, guess_share(every, known), float(known.mean()))
    return Drivers(table, unread, float(every.mean()), *about, *values.shape)

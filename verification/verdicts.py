"""Two choices that countries made, from the criteria they named: under which weights each follows. No prediction.

The verdicts are public, the scores are not. Where only the order of two options is known, or nothing, the shipped scenario
says so with ranges; so the rows here show how much of the room of weights and values speaks for what was chosen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from belfort.catalogue import load_catalogue
from belfort.catalogue.load import Catalogue
from belfort.scenario import load_scenario
from belfort.scenario.asked import AskedCriterion
from belfort.scenario.resolved import ResolvedScenario
from belfort.study.allies import measure
from belfort.study.decision import (
    acceptability,
    additive,
    interval_weights,
    linear_scale,
    swing_weights,
    uniform_weights,
    valued,
    win_regions,
)
from verification.row import row

N_DRAWS = 20_000
SEED = 2026
VERDICTS = {
    "switzerland-2021": ("patriot", "Swiss Federal Council, 30 June 2021 (cash-ch)"),
    "denmark-2025": ("sampt", "Danish ministry, 12 September 2025 (ft-dk, bd-dk)"),
}
"""Shipped scenario to what was chosen, and who said so."""


@dataclass(frozen=True)
class Choice:
    """The options of a scenario on the criteria of its benefit, cost left out."""

    options: tuple[str, ...]
    criteria: tuple[AskedCriterion, ...]
    values: np.ndarray
    """(options, criteria) worths at the modes, 0 to 100."""
    draws: np.ndarray
    """(draws, options, criteria) worths, each range drawn on its own."""
    cost: np.ndarray
    """(draws, options) of the last criterion of cost."""

    def first(self, points: Mapping[str, float] | None = None) -> str:
        """Return the option that is best at the modes, with the stated swing points or others instead."""
        total = additive(self.values, swing_weights(self.points(points)[:, 1]))
        return self.options[int(total.argmax())]

    def points(self, others: Mapping[str, float] | None = None) -> np.ndarray:
        """Return (criteria, 3) swing points, some of them replaced."""
        said = [(c.swing.low, c.swing.mode, c.swing.high) for c in self.criteria]
        new = others or {}
        return np.array(
            [[new[c.name]] * 3 if c.name in new else s for c, s in zip(self.criteria, said, strict=True)]
        )

    def counted(self) -> np.ndarray:
        """Return which criteria counted at all."""
        return self.points()[:, 2] > 0.0

    def share(self, option: str, *, all_listed: bool = False) -> float:
        """Return the share of all weights under which an option is best at the modes."""
        picked = self.values if all_listed else self.values[:, self.counted()]
        return float(win_regions(picked, N_DRAWS, SEED).share[self.options.index(option)])

    def p_first(self, option: str, *, any_weights: bool = False) -> float:
        """Return how often an option is best, values drawn, weights drawn as stated or any of those that count."""
        n = int(self.counted().sum())
        if any_weights:
            found = acceptability(self.draws[:, :, self.counted()], uniform_weights(n, N_DRAWS, SEED))
        else:
            found = acceptability(self.draws, interval_weights(self.points(), N_DRAWS, SEED))
        return float(found.first[self.options.index(option)])

    def p_cheapest(self, option: str) -> float:
        """Return how often an option is the cheapest, costs drawn."""
        return float((self.cost.argmin(1) == self.options.index(option)).mean())


def choice_of(scenario: ResolvedScenario, catalogue: Catalogue) -> Choice:
    """Return the choice that a scenario asks for, from its given values and the measures of alliance."""
    options, listed = scenario.asked.compare, scenario.asked.criteria
    benefit = tuple(c for c in listed if c.group != "cost")
    scales = [linear_scale(c.name, c.worst, c.best) for c in benefit]
    ranges = np.array([[_range(scenario, c, o, catalogue) for c in benefit] for o in options])
    price = [c for c in listed if c.group == "cost"][-1]
    prices = np.array([[_range(scenario, price, o, catalogue)] for o in options])
    generator = np.random.default_rng(SEED)
    return Choice(
        options,
        benefit,
        valued(scales, ranges[:, :, 1]).values,
        valued(scales, _drawn(generator, ranges)).values,
        _drawn(generator, prices)[:, :, 0],
    )


def _range(
    scenario: ResolvedScenario, c: AskedCriterion, option: str, catalogue: Catalogue
) -> tuple[float, ...]:
    if c.measure is None:
        given = c.values[option]
        return given.low, given.mode, given.high
    found = measure(scenario, option, catalogue, c.measure)
    assert found is not None, f"{scenario.name}: nothing is known of {c.measure} for {option}"
    return found[:3]


def _drawn(generator: np.random.Generator, ranges: np.ndarray) -> np.ndarray:
    """Return (draws, options, criteria) triangular draws; a range of no width is its mode."""
    low, mode, high = np.moveaxis(ranges, -1, 0)
    wide = np.where(high > low, high, low + 1.0)
    drawn = generator.triangular(low, np.minimum(mode, wide), wide, (N_DRAWS, *low.shape))
    return np.where(high > low, drawn, mode)


def rows() -> Iterator[dict]:
    catalogue = load_catalogue()
    for name, (chosen, source) in VERDICTS.items():
        yield from _told(name, choice_of(load_scenario(name), catalogue), chosen, source)


def _told(name: str, choice: Choice, chosen: str, source: str) -> Iterator[dict]:
    first = choice.first()
    yield row(f"{name}: first at the modes of its scenario", chosen, source, first, "-", first == chosen)
    n, listed = int(choice.counted().sum()), len(choice.criteria)
    shares = (
        (f"any weights of its {n} criteria, values at the modes: {chosen} first", choice.share(chosen)),
        (
            f"any weights of its {n} criteria, values drawn: {chosen} first",
            choice.p_first(chosen, any_weights=True),
        ),
        ("weights and values drawn as the scenario has them", choice.p_first(chosen)),
        (f"any weights, with {listed - n} more that did not count", choice.share(chosen, all_listed=True)),
        (f"costs drawn in the order that was said: {chosen} the cheapest", choice.p_cheapest(chosen)),
    )
    for what, share in shares:
        yield row(f"{name}: share, {what}", "-", "scenario; mostly guesses", f"{share:.3f}", "-", "stated")

"""The life-cycle cost of a force: every element, every year, in constant, present and nominal money.

The figures are drawn in worlds (`Worlds`): each has its range, and figures with a common cause move together.
A total is told by its quantiles; the sum of best values is told beside them with the share of draws below it.
Costs: equipment by price, order size and learning; payments even from contract to service; people, upkeep and
support each year of service; missiles fired and renewed; one upgrade; disposal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from belfort.study.cost.account import Account, UsedFigure, items
from belfort.study.cost.breakdown import Element, Phase
from belfort.study.cost.discount import Inflation, RealFlow, RealRate, discounted, in_money_of_the_year
from belfort.study.cost.money import CostError
from belfort.study.cost.programme import Programme, Terms
from belfort.study.cost.risk import Curve, curve_of, share_below
from belfort.study.cost.worlds import Worlds

Array = NDArray[np.float64]


class Basis(StrEnum):
    """Which money a total is in."""

    CONSTANT = "constant prices"
    PRESENT = "present value"
    NOMINAL = "nominal"


@dataclass(frozen=True)
class Line:
    """One element of one programme."""

    programme: str
    """Its name."""
    element: Element
    """What it is for."""
    point: Array
    """(n_years,) at the best value of every figure, constant prices."""
    mean: Array
    """(n_years,) over the draws, constant prices."""
    total: Array
    """(n,) draws of the sum over the years, constant prices."""
    figures: tuple[UsedFigure, ...]
    """What it stands on."""


@dataclass(frozen=True)
class Total:
    """A total on one basis."""

    basis: Basis
    """Constant prices, present value or nominal."""
    draws: Array
    """(n,) the total in each draw."""
    curve: Curve
    """Mean and quantiles."""
    point: float
    """At the best value of every figure: no estimate, shown for its place on the curve."""
    p_point: float
    """Share of draws at or below the point."""


@dataclass(frozen=True)
class LifeCycle:
    """What a force costs over its life."""

    terms: Terms
    """In which money."""
    programmes: tuple[Programme, ...]
    """What was costed."""
    years: NDArray[np.int64]
    """(n_years,) from the first payment to the last disposal."""
    lines: tuple[Line, ...]
    """Elements by programme."""
    by_phase: Mapping[Phase, Array]
    """(n, n_years) of each phase, constant prices."""
    inflation: Inflation
    """(n,) draws, for money of each year."""
    discount: RealRate
    """(n,) draws."""
    point_rates: tuple[Inflation, RealRate]
    """The same at their best values."""
    used: tuple[UsedFigure, ...]
    """Every figure that was read."""
    assumptions: tuple[str, ...]
    """What had to be assumed, in sentences."""

    def by_year(self, phases: Iterable[Phase] = Phase, basis: Basis = Basis.CONSTANT) -> Array:
        """Return (n, n_years): what some phases cost in each year, on a basis."""
        real = sum((self.by_phase[p] for p in phases), np.zeros((1, self.years.size)))
        return _on(basis, real, self.years, self.terms, self.inflation, self.discount)

    def total(self, basis: Basis = Basis.CONSTANT, phases: Iterable[Phase] = Phase) -> Total:
        """Return the total of some phases on a basis, with its curve and where the point falls."""
        phases = tuple(phases)
        draws = self.by_year(phases, basis).sum(axis=1)
        lines = (line.point for line in self.lines if line.element.phase in phases)
        point_flow = sum(lines, np.zeros(self.years.size))[None, :]
        point = float(_on(basis, point_flow, self.years, self.terms, *self.point_rates).sum())
        return Total(basis, draws, curve_of(draws), point, share_below(draws, point))

    @property
    def constant(self) -> Total:
        """The whole life in the prices of the price year."""
        return self.total()

    @property
    def present(self) -> Total:
        """The whole life as a present value in the base year, in prices of the price year."""
        return self.total(Basis.PRESENT)

    @property
    def nominal(self) -> Total:
        """The whole life in money of each year, simply added: what budgets see, not what it is worth."""
        return self.total(Basis.NOMINAL)

    def of_element(self, element: Element) -> Array:
        """Return (n,) draws of one element over all programmes, constant prices."""
        return sum((line.total for line in self.lines if line.element == element), np.zeros(1))


def _on(basis: Basis, real: Array, years, terms: Terms, inflation: Inflation, discount: RealRate) -> Array:
    """Return a real flow on a basis, year by year; discounted years add up to `present_value`."""
    if basis is Basis.NOMINAL:
        return in_money_of_the_year(RealFlow(years, real, terms.price_year), inflation).cost
    if basis is Basis.PRESENT:
        return discounted(RealFlow(years, real, terms.price_year), discount, terms.base_year)
    return real


def life_cycle(programmes: Sequence[Programme], worlds: Worlds, terms: Terms | None = None) -> LifeCycle:
    """Return the life-cycle cost of a force.

    Parameters
    ----------
    programmes
        What is bought or leased.
    worlds
        Draws of the catalogue; ten thousand for a careful P80, one (`Worlds.mode`) for a point.
    terms
        In which money.

    Raises
    ------
    CostError
        A programme cannot be costed: no cost entry, a ceiling taken for a price, an unknown rate.
    """
    if not programmes:
        raise CostError("nothing to cost: give at least one programme")
    terms = terms or Terms()
    first = min(p.contract_year for p in programmes)
    years = np.arange(first, 1 + max(p.end_year for p in programmes))
    point_worlds = Worlds.mode(worlds.catalogue)
    by_phase = {phase: np.zeros((worlds.n, years.size)) for phase in Phase}
    lines: list[Line] = []
    used: dict[str, UsedFigure] = {}
    assumptions: dict[str, None] = {}
    for programme in programmes:
        drawn = Account(programme, worlds, terms, years)
        best = Account(programme, point_worlds, terms, years)
        for (element, cost), (_, point) in zip(items(drawn), items(best), strict=True):
            figures = drawn.figures_of(element)
            mean, total = cost.mean(axis=0), cost.sum(axis=1)
            lines.append(Line(programme.name, element, point[0], mean, total, figures))
            by_phase[element.phase] += cost
        used |= drawn.used
        assumptions |= drawn.assumptions
    return LifeCycle(
        terms,
        tuple(programmes),
        years,
        tuple(lines),
        by_phase,
        *_rates(worlds),
        _rates(point_worlds),
        tuple(used.values()),
        tuple(assumptions),
    )


def _rates(worlds: Worlds) -> tuple[Inflation, RealRate]:
    general = Inflation(worlds.number("deflators", "expected_inflation"))
    return general, RealRate(worlds.number("discount-rate", "real"))


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """One year of a budget."""

    year: int
    """Calendar year."""
    mean: float
    """Over the draws."""
    p50: float
    """Exceeded every second time."""
    p80: float
    """Exceeded one time in five."""
    ceiling: float | None
    """What the budget holds; none where none was given."""
    p_over: float | None
    """Share of draws above the ceiling."""


def budget(
    life: LifeCycle,
    ceilings: Mapping[int, float] | None = None,
    basis: Basis = Basis.NOMINAL,
    phases: Iterable[Phase] = Phase,
) -> list[BudgetYear]:
    """Return what each year needs against what it may spend.

    Parameters
    ----------
    life
        A life-cycle cost.
    ceilings
        Ceiling by year, in the currency of the terms and on the basis; a year without one has none.
    basis
        Constant prices, or the money of each year.
    phases
        Which phases count.
    """
    ceilings = ceilings or {}
    rows = []
    for year, spent in zip(life.years.tolist(), life.by_year(phases, basis).T, strict=True):
        p50, p80 = np.quantile(spent, (0.5, 0.8))
        ceiling = ceilings.get(year)
        p_over = None if ceiling is None else float(np.mean(spent > ceiling))
        rows.append(BudgetYear(year, float(spent.mean()), float(p50), float(p80), ceiling, p_over))
    return rows

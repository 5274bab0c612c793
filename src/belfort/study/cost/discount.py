"""Present value: real flows at a real rate, nominal flows at a nominal rate, and nothing else.

A flow and a rate each say in their type whether they are real (in the prices of one year) or nominal (in the
money of each year). `present_value` takes a pair of one kind; a wrong mix has no function to be passed to, and
is refused at run time too. Money of the base year is worth itself; later money less.
"""

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from belfort.study.cost.money import CostError

Rate = float | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Flow:
    years: NDArray[np.int64]
    """(n_years,) calendar years."""
    cost: NDArray[np.float64]
    """(..., n_years) what is paid in each."""

    def __post_init__(self) -> None:
        if self.cost.shape[-1] != self.years.size:
            raise CostError(f"{self.cost.shape[-1]} payments do not fit {self.years.size} years")


@dataclass(frozen=True, slots=True)
class RealFlow(_Flow):
    """Payments in the prices of one year."""

    price_year: int
    """Whose prices."""


@dataclass(frozen=True, slots=True)
class NominalFlow(_Flow):
    """Payments in the money of the year they are made in."""


@dataclass(frozen=True, slots=True)
class _Yearly:
    per_year: Rate
    """Share a year: 0.03 is three per cent. One number, or (draws,)."""

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.per_year) <= -1.0):
            raise CostError("a rate of -100 % a year or less leaves nothing to discount")


@dataclass(frozen=True, slots=True)
class RealRate(_Yearly):
    """A discount rate over and above inflation."""


@dataclass(frozen=True, slots=True)
class NominalRate(_Yearly):
    """A discount rate with inflation in it."""


@dataclass(frozen=True, slots=True)
class Inflation(_Yearly):
    """How fast general prices rise."""


def nominal_rate(real: RealRate, inflation: Inflation) -> NominalRate:
    """Return the nominal rate that means the same as a real one: (1 + r)(1 + i) - 1 (Fisher)."""
    return NominalRate((1.0 + real.per_year) * (1.0 + inflation.per_year) - 1.0)


def in_money_of_the_year(flow: RealFlow, inflation: Inflation) -> NominalFlow:
    """Return a real flow in the money of each year."""
    growth = _power(1.0 + np.asarray(inflation.per_year), flow.years - flow.price_year)
    return NominalFlow(flow.years, flow.cost * growth)


@overload
def present_value(flow: RealFlow, rate: RealRate, base_year: int) -> NDArray[np.float64]: ...
@overload
def present_value(flow: NominalFlow, rate: NominalRate, base_year: int) -> NDArray[np.float64]: ...
def present_value(
    flow: RealFlow | NominalFlow, rate: RealRate | NominalRate, base_year: int
) -> NDArray[np.float64]:
    """Return what payments are worth in a base year.

    Parameters
    ----------
    flow
        Payments, real or nominal.
    rate
        Discount rate of the same kind.
    base_year
        Year whose money is worth itself.

    Returns
    -------
    (...,)
        sum of cost / (1 + rate) ** (year - base_year). Of a real flow in the prices of its price year; of a
        nominal one in the money of the base year. The two agree where both years are one.

    Raises
    ------
    CostError
        Real and nominal are mixed.
    """
    return _discounted(flow, rate, base_year).sum(axis=-1)


@overload
def discounted(flow: RealFlow, rate: RealRate, base_year: int) -> NDArray[np.float64]: ...
@overload
def discounted(flow: NominalFlow, rate: NominalRate, base_year: int) -> NDArray[np.float64]: ...
def discounted(
    flow: RealFlow | NominalFlow, rate: RealRate | NominalRate, base_year: int
) -> NDArray[np.float64]:
    """Return (..., n_years): each payment at what it is worth in the base year. As `present_value`."""
    return _discounted(flow, rate, base_year)


def _discounted(flow: _Flow, rate: _Yearly, base_year: int) -> NDArray[np.float64]:
    if isinstance(flow, RealFlow) != isinstance(rate, RealRate):
        kinds = {True: "real", False: "nominal"}
        found = f"{kinds[isinstance(flow, RealFlow)]} payments at a {kinds[isinstance(rate, RealRate)]} rate"
        raise CostError(f"{found} would be wrong: turn one of them into the other's kind first")
    return flow.cost * _power(1.0 + np.asarray(rate.per_year), base_year - flow.years)


def _power(base: NDArray[np.float64], years: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return base to each number of years: (n_years,), or (draws, n_years) where the base has draws."""
    return base[..., None] ** years if base.ndim else base ** years.astype(float)

"""An amount of money is a number and its basis: currency, price year, tax, and whether missiles are in it.

Amounts of one basis add; others are refused until one is converted. A conversion goes through one year with a
known exchange rate: the price moves to that year by the general price index of its own currency, changes
currency there, and moves to the wanted year by the index of the new currency.

Rates are `CUR per EUR`, indices one figure a currency and year; both come from the catalogue
(`exchange-rates`, `deflators`). A rate or an index that is not there is refused, never guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from belfort.catalogue import Catalogue
from belfort.catalogue.figure import Figure
from belfort.catalogue.units import CURRENCIES

Value = float | NDArray[np.float64]
"""One number, or one for each draw."""
Inclusion = Literal["in", "out", "unstated"]
NO_CURRENCY = "XXX"


class CostError(ValueError):
    """A cost that cannot be worked out; the message says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an amount is counted in."""

    currency: str
    """ISO 4217."""
    price_year: int
    """Whose prices."""
    vat: Inclusion = "unstated"
    """Whether value-added tax is in it."""
    missiles: Literal["in", "out", "unstated", "not applicable"] = "not applicable"
    """Whether interceptors are in it."""

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            known = ", ".join(sorted(CURRENCIES))
            raise CostError(f"unknown currency '{self.currency}'; known: {known}")

    def __str__(self) -> str:
        """Return the basis in words: 'EUR of 2025, tax unstated, missiles out'."""
        return f"{self.currency} of {self.price_year}, tax {self.vat}, missiles {self.missiles}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money, or one for each draw, in whole units of its currency."""

    value: Value
    """The number or numbers."""
    basis: Basis
    """What they are counted in."""

    def __add__(self, other: "Amount") -> "Amount":
        """Return the sum of two amounts of one basis.

        Raises
        ------
        CostError
            The bases differ.
        """
        if not isinstance(other, Amount):
            return NotImplemented
        if self.basis != other.basis:
            raise CostError(
                f"cannot add {other.basis} to {self.basis}: convert one of them, or say what is in it, first"
            )
        return Amount(self.value + other.value, self.basis)

    def __mul__(self, factor: Value) -> "Amount":
        """Return the amount times a number without unit."""
        if isinstance(factor, Amount):
            raise CostError("money times money has no meaning")
        return Amount(self.value * factor, self.basis)

    __rmul__ = __mul__


@dataclass(frozen=True)
class Prices:
    """Exchange rates and price indices, by currency and year; make it with `prices_of`."""

    rates: Mapping[tuple[str, int], float]
    """(currency, year) to units of it for one euro."""
    indices: Mapping[tuple[str, int], float]
    """(currency, year) to the level of general prices, on one scale a currency."""

    def convert(self, amount: Amount, currency: str, price_year: int) -> Amount:
        """Return an amount in another currency and the prices of another year; tax and contents stay.

        Raises
        ------
        CostError
            A currency, rate or index is not known.
        """
        basis = replace(amount.basis, currency=currency, price_year=price_year)
        if amount.basis == basis:
            return amount
        if NO_CURRENCY in (currency, amount.basis.currency):
            raise CostError("the source states no currency, so the sum cannot be converted or added")
        year = self._meeting_year(amount.basis, basis)
        factor = self.growth(amount.basis.currency, amount.basis.price_year, year)
        factor *= self.rate(currency, year) / self.rate(amount.basis.currency, year)
        factor *= self.growth(currency, year, price_year)
        return Amount(amount.value * factor, basis)

    def growth(self, currency: str, year_from: int, year_to: int) -> float:
        """Return how many times dearer a year is than another, by the general index of a currency.

        Raises
        ------
        CostError
            The index of one of the years is not known.
        """
        if year_from == year_to:
            return 1.0
        return self._index(currency, year_to) / self._index(currency, year_from)

    def rate(self, currency: str, year: int) -> float:
        """Return how many units of a currency one euro buys in a year.

        Raises
        ------
        CostError
            No such rate is known.
        """
        if currency == "EUR":
            return 1.0
        if (currency, year) not in self.rates:
            have = ", ".join(str(y) for c, y in sorted(self.rates) if c == currency) or "none"
            raise CostError(f"no rate of {currency} against EUR in {year}; known years: {have}")
        return self.rates[currency, year]

    def _index(self, currency: str, year: int) -> float:
        if (currency, year) not in self.indices:
            have = ", ".join(str(y) for c, y in sorted(self.indices) if c == currency) or "none"
            raise CostError(f"no price index of {currency} for {year}; known years: {have}")
        return self.indices[currency, year]

    def _meeting_year(self, old: Basis, new: Basis) -> int:
        """Return the year to change currency in: the nearest to the old price year that has all it takes."""
        if old.currency == new.currency:
            return new.price_year
        years = {y for _, y in self.rates}
        for currency in {old.currency, new.currency} - {"EUR"}:
            years &= {y for c, y in self.rates if c == currency}
        fits = [y for y in sorted(years) if self._reaches(old, y) and self._reaches(new, y)]
        if not fits:
            raise CostError(
                f"no year has a rate and a price index for both {old.currency} and {new.currency}"
            )
        return min(fits, key=lambda y: (abs(y - old.price_year), y))

    def _reaches(self, basis: Basis, year: int) -> bool:
        years = {basis.price_year, year}
        return len(years) == 1 or all((basis.currency, y) in self.indices for y in years)


def prices_of(catalogue: Catalogue) -> Prices:
    """Return the exchange rates and price indices of a catalogue.

    They are figures called `eur_CUR_YEAR` of the entry `exchange-rates` and `index_CUR_YEAR` of `deflators`;
    the single best value of each is taken.
    """
    rates = _by_year(catalogue["exchange-rates"].figures, r"eur_([a-z]{3})_(\d{4})")
    return Prices(rates, _by_year(catalogue["deflators"].figures, r"index_([a-z]{3})_(\d{4})"))


def _by_year(figures: Mapping[str, Figure], pattern: str) -> dict[tuple[str, int], float]:
    found = {}
    for name, figure in figures.items():
        if match := re.fullmatch(pattern, name):
            found[match[1].upper(), int(match[2])] = figure.mode
    return found


def basis_of(figure: Figure) -> Basis:
    """Return what a figure of the catalogue is counted in.

    A figure quoted over several years is taken in the prices of the last; one that states no year, in those of
    the year it speaks for.

    Raises
    ------
    CostError
        It is no sum of money, states no currency, or is a foreign-sale notice: a ceiling and never a cost.
    """
    price = figure.price
    if price is None:
        raise CostError(f"figure {figure.id} is no sum of money")
    if price.is_ceiling:
        raise CostError(f"figure {figure.id} is a foreign-sale notice: an upper limit, never used as a cost")
    if price.currency == NO_CURRENCY:
        raise CostError(f"figure {figure.id} states no currency")
    year = price.year_to or price.year_from or int(figure.as_of[:4])
    return Basis(price.currency, year, price.vat, price.missiles)

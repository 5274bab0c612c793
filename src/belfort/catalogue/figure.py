"""A figure and a statement: what the public record says, from whom, and how well it holds.

A figure is never a bare number. It says low, mode and high, in which unit, from which sources and
how well the evidence holds, so that everything downstream can carry its doubt along.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

from belfort.catalogue.units import CURRENCIES, Unit, parse_unit

Text = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=2000)]
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Flag = Annotated[bool, Strict()]
EntryId = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
AsOf = Annotated[str, Strict(), StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$")]


class Evidence(StrEnum):
    """How well a figure is supported, best first."""

    OPENED = "opened"
    OPENED_IN_PART = "opened_in_part"
    COMPUTED = "computed"
    DERIVED = "derived"
    GENERAL_KNOWLEDGE = "general_knowledge"
    MODELLING_PRIOR = "modelling_prior"

    @property
    def letter(self) -> str:
        """A to F, best to worst."""
        return "ABCDEF"[list(Evidence).index(self)]

    @property
    def is_guess(self) -> bool:
        """True where no published page was read: general knowledge and modelling priors."""
        return self in (Evidence.GENERAL_KNOWLEDGE, Evidence.MODELLING_PRIOR)

    @property
    def meaning(self) -> str:
        """One sentence for a legend."""
        return _EVIDENCE_MEANING[self]


_EVIDENCE_MEANING = {
    Evidence.OPENED: "read on the cited pages",
    Evidence.OPENED_IN_PART: "part of the range read on the cited pages, the rest judged",
    Evidence.COMPUTED: "computed from the cited data set",
    Evidence.DERIVED: "arithmetic on cited figures",
    Evidence.GENERAL_KNOWLEDGE: "a guess: general knowledge, no page opened",
    Evidence.MODELLING_PRIOR: "a guess: a modelling prior, not a published figure",
}

Shape = Literal["fixed", "triangular", "pert", "lognormal", "two-piece-normal"]


class Record(BaseModel):
    """Base of all that is read from a catalogue file: closed, frozen, documented by its docstrings."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False, defer_build=True
    )


class Reference(Record):
    """One source. `GK`, `MODEL` and `CALC` are named sources too: they say that nobody was asked."""

    key: Text
    """Citation key."""
    title: Text
    """What it is, in the words of the page or ours."""
    url: str = ""
    """Address, where there is one."""
    date: str = ""
    """Publication date as far as known: YYYY, YYYY-MM or YYYY-MM-DD."""
    kind: Text
    """Press, official, manufacturer, paper, dataset, or none."""


class Price(Record):
    """What a sum of money is: never add two whose `Price` differ without converting."""

    currency: Text
    """ISO 4217; XXX where the source does not say."""
    year_from: int | None = None
    """First price year; none where the source does not say."""
    year_to: int | None = None
    """Last price year, for a range of quotations."""
    basis: Literal[
        "unit", "package", "contract", "programme", "life-cycle", "operation", "budget", "rate"
    ] = "unit"
    """What the sum buys: one item, a package with support, a contract, a whole programme, ..."""
    missiles: Literal["in", "out", "unstated", "not applicable"] = "unstated"
    """Whether interceptors are in the sum."""
    vat: Literal["in", "out", "unstated"] = "unstated"
    """Whether value-added tax is in the sum."""
    is_ceiling: Flag = False
    """A foreign-sale notice: an upper limit, not a price."""

    @model_validator(mode="after")
    def _known_currency(self) -> Self:
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency '{self.currency}'; known: {', '.join(sorted(CURRENCIES))}")
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ValueError(f"price years run backwards: {self.year_from} to {self.year_to}")
        return self


class Cited(Record):
    """What figures and statements share: where it comes from."""

    id: Annotated[str, StringConstraints(pattern=r"^F\d{4}$")]
    """Stable number; never reused."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Keys of the references file."""
    evidence: Evidence
    """How well it is supported."""
    seen: Annotated[str, StringConstraints(pattern=r"^L?M?H?$")] = ""
    """For 'opened_in_part': which of Low, Mode and High stand on an opened page."""
    as_of: AsOf
    """Date the figure speaks for: its newest dated source, or the month it was written down here."""
    note: str = ""
    """How it was read, what it includes, what conflicts."""
    about: tuple[EntryId, ...] = ()
    """Other entries this speaks of."""


class Figure(Cited):
    """One number as the public record gives it: low, mode, high, unit, shape, evidence."""

    low: Real
    """Lowest plausible value (or the lower quantile, see `band`)."""
    mode: Real
    """Best single value."""
    high: Real
    """Highest plausible value (or the upper quantile)."""
    unit: Text
    """One of the catalogue's units."""
    shape: Shape
    """How the range is read as a distribution."""
    band: Literal["bounds", "p10-p90"] = "bounds"
    """Whether low and high are bounds or the 10 % and 90 % quantiles of what was measured."""
    price: Price | None = None
    """For money: currency, year and contents."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"need low <= mode <= high, found {self.low:g}, {self.mode:g}, {self.high:g}")
        unit = parse_unit(self.unit)
        if unit is None:
            raise ValueError(f"unknown unit '{self.unit}'")
        for fault in _range_faults(self, unit):
            raise ValueError(fault)
        return self

    @property
    def parsed_unit(self) -> Unit:
        """The unit, ready to convert."""
        unit = parse_unit(self.unit)
        assert unit is not None  # checked on reading
        return unit

    def si(self) -> tuple[float, float, float]:
        """Low, mode and high in SI."""
        to_si = self.parsed_unit.to_si
        return to_si(self.low), to_si(self.mode), to_si(self.high)


def _range_faults(figure: Figure, unit: Unit) -> list[str]:
    faults = []
    if (figure.shape == "fixed") != (figure.low == figure.high):
        faults.append(f"shape '{figure.shape}' does not fit low {figure.low:g} and high {figure.high:g}")
    if figure.shape == "lognormal" and figure.low <= 0:
        faults.append("a lognormal range needs low > 0")
    if (figure.shape == "two-piece-normal") != (figure.band == "p10-p90"):
        faults.append("band 'p10-p90' and shape 'two-piece-normal' go together")
    if unit.dimension in ("probability", "fraction") and not (
        unit.to_si(figure.low) >= 0 and unit.to_si(figure.high) <= 1.0 + 1e-12
    ):
        found = f"{figure.low:g} to {figure.high:g} {figure.unit}"
        faults.append(f"a {unit.dimension} lies between 0 and 1, found {found}")
    if bool(unit.currency) != (figure.price is not None):
        faults.append("money, and only money, has a price: currency, years, contents")
    elif figure.price and figure.price.currency != unit.currency:
        faults.append(f"unit {figure.unit} and currency {figure.price.currency} differ")
    return faults


class Statement(Cited):
    """Something the public record says in words: a status, a date, a list."""

    text: Text
    """The words."""

"""Computed how, and judged by what: the study."""

from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from belfort.scenario.written.terms import (
    IN_BRACKETS,
    Day,
    Flag,
    Name,
    NotNegative,
    Pattern,
    Positive,
    Real,
    Share,
    Table,
    Uncertain,
    Words,
)

Year = Annotated[int, Strict(), Field(ge=2000, le=2100)]
Group = Literal["performance", "cost", "allies", "time", "other"]


class Picture(Table):
    """A threat picture: one raid, once or several nights in a row."""

    name: Name
    """Name, for criteria and tables."""
    raid: Name
    """Raid or incursion."""
    title: Words | None = None
    """In words; the raid's title unless given."""
    nights: Annotated[int, Strict(), Field(ge=1, le=365)] | None = None
    """Nights in a row; the raid's unless given."""
    resupply: Share = 0.0
    """Share of a full load brought each day."""


class Stress(Table):
    """A blow to the defence that every option must stand."""

    name: Name
    """Name, for tables."""
    title: Words
    """In words."""
    lose: Annotated[tuple[Pattern, ...], IN_BRACKETS] = ()
    """Units that are gone, with * and ?."""
    cut: Annotated[
        tuple[Annotated[tuple[Name, ...], IN_BRACKETS, Field(min_length=2, max_length=2)], ...], IN_BRACKETS
    ] = ()
    """Pairs of units whose links are cut, both ways."""
    no_tracks_of: Annotated[tuple[Words, ...], IN_BRACKETS] = ()
    """Nations whose picture nobody else gets."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.lose or self.cut or self.no_tracks_of):
            raise ValueError("changes nothing; give lose, cut or no_tracks_of")
        return self


class Money(Table):
    """In which money, over which years."""

    currency: Annotated[str, Strict(), Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    """Of the report: ISO 4217."""
    price_year: Year = 2026
    """Prices are those of this year."""
    first_year: Year = 2027
    """First year that is counted."""
    last_year: Year = 2056
    """Last year that is counted."""
    discount_percent: Uncertain | None = None
    """Real discount rate a year; the catalogue's unless given."""
    payers: Annotated[tuple[Words, ...], IN_BRACKETS] = ()
    """Nations whose units are paid for; all unless given."""
    ceiling_million: dict[Annotated[str, Field(pattern=r"^\d{4}$")], NotNegative] = {}
    """Budget by year, in millions of the currency: what may be spent on the programmes of an option."""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError(f"the years run backwards: {self.first_year} to {self.last_year}")
        return self


class Programme(Table):
    """Something that is bought: which units, when, and on what terms."""

    name: Name
    """Name, for tables."""
    title: Words | None = None
    """In words."""
    units: Pattern
    """Names of the units, with * and ?. Under an option without them nothing is bought."""
    contract_on: Day | None = None
    """Day of the contract. Without one the units are ready as [dates] says, and paid by then."""
    per_year: Positive | None = None
    """Fire units delivered a year; the catalogue's unless given."""
    leased: Flag = False
    """Leased, not owned."""
    until: Year | None = None
    """Last year of a lease or of service; the study's last unless given."""
    trained_on: Pattern | None = None
    """Units on which the crews train before theirs come, as a leased one."""


class Criterion(Table):
    """By what the options are judged."""

    name: Name
    """Name, for tables."""
    title: Words
    """In words."""
    group: Group
    """What it is about. Cost is an axis of its own: it never enters the benefit."""
    measure: Words | None = None
    """What the study computes: performance.n_leaked and other measures of a raid; cost.acquisition, cost.life_cycle,
    cost.present_value, cost.per_year; time.first_unit, time.all_units; allies.<figure>, allies.n_users, allies.n_neighbours."""
    picture: Name | None = None
    """Threat picture of a measure of performance."""
    stress: Name | None = None
    """Under this stress."""
    values: dict[Name, Uncertain] = {}
    """Or: what is known, by option."""
    unit: Words | None = None
    """Unit of the values; that of the measure unless given."""
    worst: Real
    """Value worth nothing: fixed, whatever the options."""
    best: Real
    """Value worth all."""
    curve: Annotated[
        tuple[Annotated[tuple[Real, ...], IN_BRACKETS, Field(min_length=2, max_length=2)], ...], IN_BRACKETS
    ] = ()
    """Points [value, worth from 0 to 100] between worst and best; a straight line unless given."""
    swing: Uncertain | None = None
    """Points for going from worst to best: 100 for the criterion where that matters most."""
    weight_percent: Annotated[float, Strict(), Field(ge=0, le=100)] | None = None
    """Or: a weight as it was published. Those of all criteria but costs then add up to 100."""
    note: str = ""
    """Why, and from where."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.measure is None) == (not self.values):
            raise ValueError("needs a measure or values by option, and not both")
        if self.worst == self.best:
            raise ValueError(f"worst and best are both {self.worst:g}")
        if self.swing is not None and self.swing.low < 0:
            raise ValueError(f"swing points are at least 0, found {self.swing.low:g}")
        if self.group != "cost" and (self.swing is None) == (self.weight_percent is None):
            raise ValueError("needs swing or weight_percent, and not both")
        return self


class Study(Table):
    """How the question is computed, and by what the options are judged."""

    question: Words | None = None
    """The question, as it is asked."""
    compare: Annotated[tuple[Name, ...], IN_BRACKETS] = ()
    """Options side by side, the first as the reference; all unless given. 'base' is the situation without any."""
    seed: Annotated[int, Strict(), Field(ge=0, le=2**63 - 1)] = 1
    """Root of every random stream."""
    replications: Annotated[int, Strict(), Field(ge=1, le=10_000_000)] = 1000
    """Raids simulated for each option and picture."""
    worlds: Annotated[int, Strict(), Field(ge=1, le=100_000)] = 64
    """Draws of what is not known (the outer loop)."""
    uncertain: Annotated[
        tuple[Literal["catalogue", "priors", "common-cause", "raid-size", "terrain"], ...], IN_BRACKETS
    ] = ("catalogue", "priors", "common-cause", "raid-size")
    """What is drawn anew in each world; the rest stays at its mode."""
    bands: Annotated[tuple[Share, ...], IN_BRACKETS, Field(min_length=1)] = (0.5, 0.9)
    """Central bands shown."""
    years: Annotated[tuple[Year, ...], IN_BRACKETS] = ()
    """Years at which the force as it stands is looked at."""
    pictures: Annotated[tuple[Picture, ...], IN_BRACKETS] = ()
    """Threat pictures; every raid once unless given."""
    stresses: Annotated[tuple[Stress, ...], IN_BRACKETS] = ()
    """Blows that every option must stand."""
    money: Money = Money()
    """In which money, over which years."""
    programmes: Annotated[tuple[Programme, ...], IN_BRACKETS] = ()
    """What is bought."""
    criteria: Annotated[tuple[Criterion, ...], IN_BRACKETS, Field(max_length=40)] = ()
    """By what the options are judged."""

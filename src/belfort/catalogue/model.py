"""The nouns of the catalogue: a figure, a statement, a reference, and an entry of each kind.

A figure is never a bare number. It says low, mode and high, in which unit, from which sources and
how well the evidence holds, so that everything downstream can carry its doubt along.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

from belfort.catalogue.units import CURRENCIES, Unit, parse_unit


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


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
TargetClass = Literal[
    "small-uas",
    "fpv",
    "fixed-wing-uas",
    "owa-drone",
    "jet-owa-drone",
    "cruise-subsonic",
    "cruise-supersonic",
    "ballistic",
    "aeroballistic",
    "fighter",
    "bomber",
    "helicopter",
    "airliner",
    "light-aircraft",
]
"""What sensing, identification and kill probabilities tell apart. `owa-drone`: one-way attack."""


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
    basis: Literal["unit", "package", "contract", "programme", "life-cycle", "operation", "budget", "rate"] = "unit"
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
        faults.append(f"a {unit.dimension} lies between 0 and 1, found {figure.low:g} to {figure.high:g} {figure.unit}")
    if bool(unit.currency) != (figure.price is not None):
        faults.append("money, and only money, has a price: currency, years, contents")
    elif figure.price and figure.price.currency != unit.currency:
        faults.append(f"unit {figure.unit} and currency {figure.price.currency} differ")
    return faults


class Statement(Cited):
    """Something the public record says in words: a status, a date, a list."""

    text: Text
    """The words."""


class Entry(Record):
    """One catalogue entry: a system, a threat, a nation, a deal, a measured result or a set of priors."""

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""

    id: EntryId
    """File name without suffix."""
    name: Text
    """As written in running text."""
    summary: Text
    """One sentence: what it is."""
    aliases: tuple[Text, ...] = ()
    """Other names people type."""
    like: EntryId | None = None
    """Entry of the same kind whose figures hold where this one gives none."""
    simulated: Flag = False
    """True where the entry must be complete enough to simulate."""
    figures: dict[ParameterName, Figure] = {}
    """Parameter to figure."""
    statements: dict[ParameterName, Statement] = {}
    """Topic to statement."""
    inherited: tuple[ParameterName, ...] = ()
    """Filled on loading: which figures come from `like`."""

    @property
    def citations(self) -> dict[str, Cited]:
        """Figures and statements together, in file order."""
        return {**self.figures, **self.statements}

    def variant(self) -> str:
        """Which row of the list of needs applies."""
        return self.kind


class Sensor(Entry):
    """A radar, a camera, a microphone, a receiver."""

    kind = "sensor"
    title = "Sensors"
    modality: Literal["radar", "eo-ir", "acoustic", "passive-rf", "passive-radar", "cooperative", "human", "network"]
    """What it senses with."""
    coverage: Literal["rotating", "fixed-array", "sector", "omni"] = "omni"
    """How it covers azimuth."""

    def variant(self) -> str:
        """Needs go by modality."""
        return f"sensor.{self.modality}"


class Effector(Entry):
    """Anything that can stop a target; what it cannot engage is said, never left open."""

    cannot_engage: tuple[TargetClass, ...] = ()
    """Target classes outside what it is for: its kill probability is nil by definition."""


class Interceptor(Effector):
    """A surface- or air-launched missile, at the level of reach, time of flight and price."""

    kind = "interceptor"
    title = "Interceptors"


class Gun(Effector):
    """An air-defence gun."""

    kind = "gun"
    title = "Guns"


class SoftKill(Effector):
    """A jammer or another means that stops without destroying."""

    kind = "soft-kill"
    title = "Soft kill"


class InterceptorDrone(Effector):
    """A drone that stops drones."""

    kind = "interceptor-drone"
    title = "Interceptor drones"


class Load(Record):
    """What a launcher or an aircraft carries."""

    effector: EntryId
    """Interceptor, gun, soft-kill or interceptor-drone entry."""
    per: Literal["launcher", "fire-unit", "aircraft"]
    """What the number is counted on."""
    figure: ParameterName
    """Figure of this entry that gives the number."""


class FireUnit(Entry):
    """A ground-based air-defence unit as the scenario places it."""

    kind = "fire-unit"
    title = "Launchers and fire units"
    level: Literal["launcher", "fire unit", "battery", "system", "programme"]
    """The press mixes these up; the entry says which it means."""
    radars: tuple[EntryId, ...] = ()
    """Radars it can have; the first is the default."""
    optics: tuple[EntryId, ...] = ()
    """Its passive sensors."""
    loads: tuple[Load, ...] = ()
    """What it can fire; the first is the default fill."""
    c2: EntryId | None = None
    """How it is commanded."""


class Aircraft(Entry):
    """A fighter on alert or patrol."""

    kind = "aircraft"
    title = "Aircraft on alert"
    loads: tuple[Load, ...] = ()
    """Weapons it carries on alert."""


class Command(Entry):
    """A command post, a data link, a standard."""

    kind = "c2"
    title = "Command and data links"
    role: Literal["fire distribution", "control and reporting centre", "data link", "air policing", "standard"]
    """What it does."""


class Threat(Entry):
    """What flies: attackers, decoys, and what must not be shot."""

    kind = "threat"
    title = "Threats and civil traffic"
    target_class: TargetClass
    """How sensors, identification and effectors see it."""
    stance: Literal["hostile", "decoy", "civil", "unknown"]
    """What it is taken for. Civil: to be recognised and never engaged."""
    flight: Literal["level", "ballistic", "hover"]
    """How its path is drawn."""
    emits: tuple[Literal["control-link", "remote-id", "ads-b", "radar"], ...] = ()
    """What a passive or co-operative sensor can hear."""
    sound: Literal["piston", "electric", "jet", "rotor", "rocket", "quiet"] = "quiet"
    """What an acoustic sensor can hear."""
    decoy_of: EntryId | None = None
    """For a decoy: what it pretends to be."""

    def variant(self) -> str:
        """Needs go by flight."""
        return f"threat.{self.flight}"


class Operates(Record):
    """A system in a nation's hands or on its way there."""

    system: EntryId
    """Catalogue entry."""
    status: Literal["operates", "ordered", "planned", "approved", "donated", "retired"]
    """As the cited statement or figure says."""
    per: ParameterName
    """The statement or figure of this entry that supports it."""


class Nation(Entry):
    """A country: what it operates, what it joined, what it sent."""

    kind = "nation"
    title = "Nations"
    iso: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    """ISO 3166-1 alpha-2."""
    operates: tuple[Operates, ...] = ()
    """Systems, each with the citation that supports it."""


class Deal(Entry):
    """A purchase, an evaluation or a budget."""

    kind = "deal"
    title = "Deals and prices"
    buyers: tuple[EntryId, ...] = ()
    """Nations."""
    system: EntryId | None = None
    """What is bought."""


class Programme(Entry):
    """A joint programme or arrangement."""

    kind = "programme"
    title = "Programmes"
    members: tuple[EntryId, ...] = ()
    """Nations that take part, as far as the catalogue says."""


class Effectiveness(Entry):
    """A measured or claimed result: what was launched, stopped, and who says so."""

    kind = "effectiveness"
    title = "Measured effectiveness"
    threats: tuple[EntryId, ...] = ()
    """Threat entries it measures."""


class Incident(Entry):
    """An event on the public record."""

    kind = "incident"
    title = "Incidents"


class Training(Entry):
    """How long crews and units take to be ready."""

    kind = "training"
    title = "Training and readiness"


class Economics(Entry):
    """Rates, shares and exchange ratios."""

    kind = "economics"
    title = "Economics"


class Textbook(Entry):
    """Reference values for checks: horizons, radar cross-section classes."""

    kind = "reference"
    title = "Textbook values"


class Prior(Entry):
    """Modelling priors. Kept apart from facts; a figure here is a guess and is shown as one."""

    kind = "prior"
    title = "Modelling priors"
    applies_to: tuple[EntryId, ...] = ()
    """Entries these priors complete."""


ENTRY_TYPES: dict[str, type[Entry]] = {
    t.kind: t
    for t in (
        Sensor,
        Interceptor,
        FireUnit,
        Gun,
        SoftKill,
        InterceptorDrone,
        Aircraft,
        Command,
        Threat,
        Nation,
        Deal,
        Programme,
        Effectiveness,
        Incident,
        Training,
        Economics,
        Textbook,
        Prior,
    )
}
"""Kind (folder name) to the type of its entries, in the order a reader meets them."""

"""The nouns of the catalogue: an entry of each kind, made of figures and statements."""

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from belfort.catalogue.figure import Cited, EntryId, Figure, Flag, ParameterName, Record, Statement, Text

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
Emission = Literal["control-link", "remote-id", "ads-b", "radar"]
"""What a target sends out. `ads-b` stands for a working transponder of any kind."""


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
    modality: Literal[
        "radar", "eo-ir", "acoustic", "passive-rf", "passive-radar", "cooperative", "human", "network"
    ]
    """What it senses with."""
    coverage: Literal["rotating", "fixed-array", "sector", "omni"] = "omni"
    """How it covers azimuth."""
    hears: tuple[Emission, ...] = ()
    """What a passive or cooperative sensor needs its target to send; an interrogator counts as a listener."""

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
    role: Literal[
        "fire distribution", "control and reporting centre", "data link", "air policing", "standard"
    ]
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
    emits: tuple[Emission, ...] = ()
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
    status: Literal["operates", "user or buyer", "ordered", "planned", "approved", "donated", "retired"]
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


class Cost(Entry):
    """What one fire unit, or one unit of another kind, costs over its life."""

    kind = "cost"
    title = "Life-cycle costs"
    system: EntryId
    """What is bought."""


class Delivery(Entry):
    """How long it takes from a contract to a unit that can fight."""

    kind = "delivery"
    title = "Delivery and readiness"
    system: EntryId
    """What is bought."""


class Alliance(Entry):
    """How well a system fits allies: users, links, stocks, schools. What is not known is left out, and shown as missing."""

    kind = "alliance"
    title = "Alliance compatibility"
    system: EntryId
    """What is judged."""


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
        Cost,
        Delivery,
        Alliance,
        Textbook,
        Prior,
    )
}
"""Kind (folder name) to the type of its entries, in the order a reader meets them."""

"""With whom and what: nations, units, and how they are connected."""

from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from belfort.catalogue.figure import Evidence
from belfort.scenario.written.terms import (
    IN_BRACKETS,
    At,
    Flag,
    Name,
    Pattern,
    Range,
    Real,
    Table,
    Uncertain,
    Words,
)


class NationHere(Table):
    """A nation that takes part."""

    nation: Words
    """Catalogue id, name or ISO code: 'belgium', 'BE'."""
    c2: Name | None = None
    """Unit that commands its forces."""
    role: Literal["host", "ally", "partner", "observer", "adversary"] = "host"
    """Part it plays."""


class Override(Table):
    """A figure of one unit that differs from the catalogue."""

    low: Real
    """Lowest plausible value."""
    mode: Real
    """Best single value."""
    high: Real
    """Highest plausible value."""
    unit: Words
    """Unit of the catalogue, as 'km' or 's'."""
    source: Words | None = None
    """Where it comes from; without one it is a guess."""
    evidence: Evidence = Evidence.MODELLING_PRIOR
    """How well it is supported."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        Range(low=self.low, mode=self.mode, high=self.high, source=self.source, evidence=self.evidence)
        return self


class Unit(Table):
    """Something that stands somewhere: a fire unit, a sensor, a command post, alert fighters."""

    name: Name
    """Short name. With several `sites` the units are called name-1, name-2, ..."""
    system: Words
    """Catalogue entry: a fire unit, sensor, aircraft or command post."""
    nation: Words
    """Whose it is."""
    at: At | None = None
    """Where it stands."""
    sites: Annotated[tuple[At, ...], IN_BRACKETS, Field(min_length=1, max_length=500)] | None = None
    """Where several of the same kind stand, instead of `at`."""
    count: Annotated[int, Strict(), Field(ge=1, le=500)] = 1
    """Aircraft in a patrol, or like items at one site."""
    c2: Name | None = None
    """Unit that commands it."""
    posture: Literal["deployed", "alert", "patrol", "mobile", "reserve", "training"] = "deployed"
    """How it is held. Reserve and training units do not fight until moved."""
    radar: Words | None = None
    """Which of the system's radars it has; the first of the catalogue entry unless said."""
    loads: dict[Words, Annotated[int, Strict(), Field(ge=0, le=100_000)]] | None = None
    """Ready missiles or rounds by catalogue entry; full launchers of the first kind unless said."""
    reloads: Annotated[float, Strict(), Field(ge=0, le=100)] = 0.0
    """Further full loads held at the site."""
    facing_deg: Annotated[float, Strict(), Field(ge=0, le=360)] | None = None
    """Where a sector radar looks."""
    mast_m: Annotated[float, Strict(), Field(ge=0, le=200)] | None = None
    """Antenna height above ground, where it differs from the catalogue. Masts over 200 m are refused."""
    altitude_m: Annotated[float, Strict(), Field(ge=0, le=25_000)] | None = None
    """Height above mean sea level of a patrol."""
    protects: Annotated[tuple[Name, ...], IN_BRACKETS] = ()
    """Assets it is there for; all in reach unless said."""
    notional: Flag = True
    """True where the site is an illustration, not a published position."""
    figures: dict[Words, Override] = {}
    """Figures that differ from the catalogue, by parameter."""
    note: str = ""
    """For readers."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.at is None) == (self.sites is None):
            raise ValueError(f"needs either 'at' or 'sites', found {'both' if self.at else 'neither'}")
        return self


class Link(Table):
    """A connection between command posts, sensors and fire units."""

    from_: Annotated[Pattern, Field(alias="from")]
    """Unit names, with * and ?."""
    to: Pattern
    """Unit names, with * and ?."""
    medium: Words = "ground-network"
    """Catalogue entry of the data link."""
    carries: Annotated[tuple[Literal["tracks", "orders"], ...], IN_BRACKETS, Field(min_length=1)] = (
        "tracks",
        "orders",
    )
    """What it carries."""
    both_ways: Flag = True
    """False for a one-way feed."""
    delay_s: Uncertain | None = None
    """One way; the medium's own unless said."""
    availability: Uncertain | None = None
    """Share of time it works; the medium's own unless said."""


class TrackSharing(Table):
    """Who may see whose tracks. A nation always sees its own."""

    of: Words
    """Nation that owns the tracks."""
    to: Annotated[tuple[Words, ...], IN_BRACKETS, Field(min_length=1)]
    """Nations that may see them."""
    delay_s: Uncertain | None = None
    """Release delay beside that of the links."""


class FireAuthority(Table):
    """Who may fire on whose tracks. A nation always may on its own."""

    shooter: Words
    """Nation whose units fire."""
    on_tracks_of: Annotated[tuple[Words, ...], IN_BRACKETS, Field(min_length=1)]
    """Nations whose tracks are good enough, by agreement."""


class Network(Table):
    """How the picture and the orders travel."""

    control: Literal["centralised", "decentralised", "autonomous"] = "decentralised"
    """Who assigns targets: one centre, each command post, each fire unit."""
    fallback: Literal["autonomous", "hold"] = "autonomous"
    """What a unit does that has lost its command post."""
    links: Annotated[tuple[Link, ...], IN_BRACKETS] = ()
    """Connections beside the command chain, which is always linked."""
    tracks: Annotated[tuple[TrackSharing, ...], IN_BRACKETS] = ()
    """Releasability of tracks."""
    fire: Annotated[tuple[FireAuthority, ...], IN_BRACKETS] = ()
    """Agreements to fire on another's track."""

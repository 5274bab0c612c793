"""Against what: raids, incursions, civil traffic, jammers."""

from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from belfort.scenario.written.terms import (
    IN_BRACKETS,
    At,
    Flag,
    Name,
    NotNegative,
    Positive,
    Range,
    Share,
    Table,
    Uncertain,
    Words,
)


class Waypoint(Table):
    """A point of a route with its height."""

    at: At
    """Where."""
    altitude_m: Annotated[float, Strict(), Field(ge=0, le=120_000)] | None = None
    """Height from here on."""
    after_min: NotNegative | None = None
    """Minutes since launch at which it is passed; by speed unless said."""


class Decoys(Table):
    """Part of a group that only looks like the threat."""

    threat: Words = "gerbera"
    """Catalogue entry of the decoy."""
    share: Uncertain = Range(low=0.2, mode=0.38, high=0.6, source="MODEL")
    """Share of the group's count."""

    @model_validator(mode="after")
    def _a_share(self) -> Self:
        if self.share.low < 0 or self.share.high > 1:
            raise ValueError(f"share lies between 0 and 1, found {self.share.low:g} to {self.share.high:g}")
        return self


class Group(Table):
    """Like threats that fly together."""

    threat: Words
    """Catalogue entry."""
    count: Uncertain
    """How many, decoys included."""
    decoys: Decoys | None = None
    """How many of them are decoys."""
    origins: Annotated[tuple[At, ...], IN_BRACKETS, Field(min_length=1, max_length=200)]
    """Where they come from; shared evenly."""
    route: Annotated[tuple[Waypoint, ...], IN_BRACKETS, Field(max_length=200)] = ()
    """Points between origin and target; straight unless given."""
    targets: Annotated[tuple[Name, ...], IN_BRACKETS, Field(min_length=1)]
    """Assets they fly to; shared by value."""
    altitude_m: Uncertain | None = None
    """Height above `altitude_over`; the catalogue's cruise altitude unless said."""
    altitude_over: Literal["ground", "sea"] = "ground"
    """What heights are counted from."""
    speed_mps: Uncertain | None = None
    """Ground speed; the catalogue's unless said."""
    start_min: NotNegative = 0.0
    """Launch of the first, minutes after the raid's start."""
    spread_min: NotNegative = 0.0
    """Time over which the launches are spread."""
    jitter_km: NotNegative = 0.0
    """Standard deviation of each path across its route."""
    note: str = ""
    """For readers."""


class Raid(Table):
    """An attack: what may come in one night."""

    name: Name
    """Short name; a threat picture of the study."""
    title: Words
    """In words."""
    start_min: NotNegative = 0.0
    """Minutes after the scenario's start."""
    waves: Annotated[int, Strict(), Field(ge=1, le=100)] = 1
    """How often the groups come."""
    wave_interval_min: NotNegative = 0.0
    """Time between waves."""
    nights: Annotated[int, Strict(), Field(ge=1, le=365)] = 1
    """A campaign: how many nights in a row."""
    groups: Annotated[tuple[Group, ...], IN_BRACKETS, Field(min_length=1, max_length=500)]
    """What flies."""
    note: str = ""
    """For readers."""

    @model_validator(mode="after")
    def _waves_apart(self) -> Self:
        if self.waves > 1 and self.wave_interval_min == 0:
            raise ValueError("several waves need 'wave_interval_min'")
        return self


class Incursion(Table):
    """Unknown aircraft over a place, with no attack: is it seen, identified and stopped."""

    name: Name
    """Short name."""
    title: Words
    """In words."""
    threat: Words
    """Catalogue entry."""
    count: Uncertain = Range(low=1, mode=1, high=1)
    """How many."""
    over: Annotated[tuple[Name, ...], IN_BRACKETS, Field(min_length=1)]
    """Assets they fly over; one at a time, by chance."""
    origin: At | None = None
    """Where they come from; from `radius_km` around the asset unless said."""
    radius_km: Positive = 5.0
    """How far from the asset they take off and wander."""
    altitude_m: Uncertain | None = None
    """Height above ground."""
    start_min: NotNegative = 0.0
    """Minutes after the scenario's start."""
    duration_min: Positive = 20.0
    """How long they stay."""
    emits: Flag | None = None
    """Whether they radiate what a passive sensor can hear; as the catalogue says unless given."""


class CivilTraffic(Table):
    """Those who have every right to be there."""

    name: Name
    """Short name."""
    threat: Words = "airliner"
    """Catalogue entry with a civil stance."""
    per_hour: Annotated[float, Strict(), Field(ge=0, le=10_000)]
    """Flights an hour over the region."""
    routes: Annotated[
        tuple[Annotated[tuple[At, ...], IN_BRACKETS, Field(min_length=2)], ...],
        IN_BRACKETS,
        Field(min_length=1, max_length=500),
    ]
    """Lists of places flown in turn."""
    altitude_m: Uncertain | None = None
    """Height above mean sea level; the catalogue's unless said."""
    transponder_share: Share = 1.0
    """Share with a working transponder."""
    flight_plan_share: Share = 1.0
    """Share with a flight plan."""


class Jammer(Table):
    """A transmitter that raises the noise of every radar in its sight, from where it stands or circles."""

    name: Name
    """Short name."""
    at: At
    """Where."""
    altitude_m: Annotated[float, Strict(), Field(ge=0, le=25_000)]
    """Height above mean sea level."""
    jam_to_noise_db: Uncertain
    """Its noise over a radar's own, in decibels, in the middle of the beam at `reference_km`."""
    reference_km: Annotated[float, Strict(), Field(gt=0, le=2_000)] = 100.0
    """Distance at which `jam_to_noise_db` holds; it falls with the square of the distance."""
    side_lobe_db: Uncertain = Range(low=-40, mode=-30, high=-20, source="MODEL")
    """What of it comes in beside the beam: level of the radars' side lobes under the main lobe."""
    note: str = ""
    """For readers."""


class Threats(Table):
    """What flies: attacks, incursions, and civil traffic among them; and who jams."""

    raids: Annotated[tuple[Raid, ...], IN_BRACKETS] = ()
    """Attacks."""
    incursions: Annotated[tuple[Incursion, ...], IN_BRACKETS] = ()
    """Suspected drones and probing aircraft."""
    civil: Annotated[tuple[CivilTraffic, ...], IN_BRACKETS] = ()
    """Civil traffic."""
    jammers: Annotated[tuple[Jammer, ...], IN_BRACKETS, Field(max_length=200)] = ()
    """Jammers that stand off."""

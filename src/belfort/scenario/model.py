"""What people write: every table and key of the scenario language.

Reading order is the order of a file: where, what to defend, with whom and what, under which rules,
against what, compared with what. Each docstring is the key's entry in the language reference.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    model_validator,
)

from belfort.catalogue.figure import Evidence, Shape
from belfort.catalogue.model import TargetClass


def _a_list(value: Any) -> Any:
    """Take a list as a tuple, and say plainly when it is not a list."""
    if not isinstance(value, (list, tuple)):
        raise ValueError("needs a list in square brackets")
    return tuple(value)


def _aware(value: Any) -> Any:
    if not isinstance(value, datetime):
        raise ValueError("needs a date and time with its zone, as 2030-03-01T22:00:00Z (no quotation marks)")
    if value.tzinfo is None:
        raise ValueError("the time has no zone; write 2030-03-01T22:00:00Z for UTC")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("is too early or too late a time") from None


def _version(value: Any) -> Any:
    """Let 1 pass, not what only equals it: true or 1.0."""
    if type(value) is not int:
        raise ValueError("needs a whole number")
    return value


def _a_day(value: Any) -> Any:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("needs a date, as 2029-06-01 (no quotation marks)")
    return value


def _a_position(value: Any) -> Any:
    """Sort the three ways to give a position before they are checked."""
    if isinstance(value, str):
        if not value.strip():
            raise ValueError("needs a place name, [longitude, latitude] or { from, bearing_deg, distance_km }")
        return value
    if isinstance(value, (list, tuple)):
        numbers = [v for v in value if isinstance(v, (int, float)) and not isinstance(v, bool)]
        if len(value) != 2 or len(numbers) != 2:
            raise ValueError("needs two numbers: [longitude, latitude] in degrees")
        lon_deg, lat_deg = value
        if not (-180 <= lon_deg <= 180 and -90 <= lat_deg <= 90):
            swapped = " Latitude comes second." if -90 <= lon_deg <= 90 and -180 <= lat_deg <= 180 else ""
            raise ValueError(f"[{lon_deg}, {lat_deg}] is no longitude and latitude in degrees.{swapped}")
        return (float(lon_deg), float(lat_deg))
    if isinstance(value, dict):
        return value
    raise ValueError("needs a place name, [longitude, latitude] or { from, bearing_deg, distance_km }")


def _a_range(value: Any) -> Any:
    """Take a bare number as a range of one value."""
    if isinstance(value, bool) or not isinstance(value, (int, float, dict)):
        raise ValueError("needs a number or { low, mode, high }")
    if isinstance(value, dict):
        return value
    return {"low": value, "mode": value, "high": value}


Words = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=4000)]
Name = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Pattern = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9*?-]+$", max_length=80)]
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Positive = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Strict(), Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Moment = Annotated[datetime, BeforeValidator(_aware)]
Day = Annotated[date, BeforeValidator(_a_day)]
Latitude = Annotated[float, Strict(), Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Strict(), Field(ge=-180, le=180, allow_inf_nan=False)]


class Table(BaseModel):
    """Base of every table: unknown keys refused, values frozen, documented by their docstrings."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False, defer_build=True
    )


class Range(Table):
    """A number that is not known exactly. A bare number is a range of one value."""

    low: Real
    """Lowest plausible value."""
    mode: Real
    """Best single value."""
    high: Real
    """Highest plausible value."""
    shape: Shape | None = None
    """How it is drawn; triangular unless said."""
    source: Words | None = None
    """Where it comes from. Without one it counts as an assumption of the scenario: a guess."""
    evidence: Evidence = Evidence.MODELLING_PRIOR
    """How well it is supported."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"need low <= mode <= high, found {self.low:g}, {self.mode:g}, {self.high:g}")
        if not self.evidence.is_guess and self.source is None:
            raise ValueError(f"evidence '{self.evidence}' needs a source")
        if self.shape == "lognormal" and self.low <= 0:
            raise ValueError(f"a lognormal range needs low > 0, found {self.low:g}")
        if self.shape == "two-piece-normal":
            raise ValueError("shape 'two-piece-normal' is for measured quantiles in the catalogue")
        return self


Uncertain = Annotated[Range, BeforeValidator(_a_range)]


class Near(Table):
    """A position given from another."""

    from_: Annotated[Words, Field(alias="from")]
    """Place name."""
    bearing_deg: Annotated[float, Strict(), Field(ge=0, le=360)]
    """True bearing, clockwise from north."""
    distance_km: Annotated[float, Strict(), Field(ge=0, le=20_000)]
    """Distance along the ground."""


def _way_of_giving(value: Any) -> str:
    return "as-name" if isinstance(value, str) else "as-point" if isinstance(value, tuple) else "as-near"


At = Annotated[
    Annotated[Words, Tag("as-name")]
    | Annotated[tuple[Longitude, Latitude], Tag("as-point")]
    | Annotated[Near, Tag("as-near")],
    Discriminator(_way_of_giving),
    BeforeValidator(_a_position),
]
"""A place name ("Antwerp", "EBBR", "12 km NE of Antwerp"), [longitude, latitude], or a `Near` table."""


class Region(Table):
    """The box the scenario is about. Assets and units stand inside it; threats may come from outside."""

    name: Words
    """In words."""
    west_deg: Longitude
    """Western edge."""
    south_deg: Latitude
    """Southern edge."""
    east_deg: Longitude
    """Eastern edge."""
    north_deg: Latitude
    """Northern edge."""

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if self.south_deg >= self.north_deg:
            raise ValueError(f"south_deg {self.south_deg:g} is not south of north_deg {self.north_deg:g}")
        if self.west_deg >= self.east_deg:
            raise ValueError(
                f"west_deg {self.west_deg:g} is not west of east_deg {self.east_deg:g}; "
                "a region over the date line is not supported"
            )
        return self


class Terrain(Table):
    """The ground under the radio waves."""

    elevation: Words = "coarse"
    """'coarse' (the shipped grid), 'glo-30', 'glo-90', or the path of a GeoTIFF or .hgt file."""
    k_factor: Uncertain = Range(low=1.2, mode=4 / 3, high=1.6, source="GK", evidence=Evidence.GENERAL_KNOWLEDGE)
    """Effective earth radius over the true one; 4/3 in the median atmosphere."""


class Ready(Table):
    """When units can first be used."""

    units: Pattern
    """Names of units, with * and ?."""
    from_: Annotated[Day, Field(alias="from")]
    """First day."""
    slip_months: Uncertain = Range(low=0, mode=0, high=0)
    """How many months later it may become."""


class Dates(Table):
    """When the scenario plays and who is ready by then."""

    start: Moment
    """First moment of the scenario, with its zone."""
    ready: Annotated[tuple[Ready, ...], BeforeValidator(_a_list)] = ()
    """Units not named here are ready from the start."""


AssetKind = Literal[
    "airport",
    "air-base",
    "port",
    "city",
    "power-plant",
    "headquarters",
    "base",
    "radar-site",
    "industry",
    "bridge",
    "hospital",
    "other",
]


class Asset(Table):
    """Something to defend: a point, a circle or an area."""

    name: Name
    """Short name, used in tables and on the map."""
    kind: AssetKind
    """What it is."""
    at: At | None = None
    """Where it is (its middle)."""
    area: Annotated[tuple[At, ...], BeforeValidator(_a_list), Field(min_length=3, max_length=500)] | None = None
    """Corners of an area, instead of `at`."""
    radius_km: NotNegative = 0.0
    """Size of a circle around `at`."""
    value: Positive = 1.0
    """Weight beside the other assets; any scale, the same for all."""
    population: Annotated[int, Strict(), Field(ge=0, le=100_000_000)] = 0
    """People living there."""
    nation: Words | None = None
    """Whose it is."""
    note: str = ""
    """For readers."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.at is None) == (self.area is None):
            raise ValueError(f"needs either 'at' or 'area', found {'both' if self.at else 'neither'}")
        if self.area is not None and self.radius_km:
            raise ValueError("'radius_km' goes with 'at', not with 'area'")
        return self


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
    sites: Annotated[tuple[At, ...], BeforeValidator(_a_list), Field(min_length=1, max_length=500)] | None = None
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
    protects: Annotated[tuple[Name, ...], BeforeValidator(_a_list)] = ()
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
    carries: Annotated[
        tuple[Literal["tracks", "orders"], ...], BeforeValidator(_a_list), Field(min_length=1)
    ] = ("tracks", "orders")
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
    to: Annotated[tuple[Words, ...], BeforeValidator(_a_list), Field(min_length=1)]
    """Nations that may see them."""
    delay_s: Uncertain | None = None
    """Release delay beside that of the links."""


class FireAuthority(Table):
    """Who may fire on whose tracks. A nation always may on its own."""

    shooter: Words
    """Nation whose units fire."""
    on_tracks_of: Annotated[tuple[Words, ...], BeforeValidator(_a_list), Field(min_length=1)]
    """Nations whose tracks are good enough, by agreement."""


class Network(Table):
    """How the picture and the orders travel."""

    control: Literal["centralised", "decentralised", "autonomous"] = "decentralised"
    """Who assigns targets: one centre, each command post, each fire unit."""
    fallback: Literal["autonomous", "hold"] = "autonomous"
    """What a unit does that has lost its command post."""
    links: Annotated[tuple[Link, ...], BeforeValidator(_a_list)] = ()
    """Connections beside the command chain, which is always linked."""
    tracks: Annotated[tuple[TrackSharing, ...], BeforeValidator(_a_list)] = ()
    """Releasability of tracks."""
    fire: Annotated[tuple[FireAuthority, ...], BeforeValidator(_a_list)] = ()
    """Agreements to fire on another's track."""


Criterion = Literal[
    "transponder",
    "ads-b",
    "remote-id",
    "flight-plan",
    "corridor",
    "speed",
    "altitude",
    "origin",
    "manoeuvre",
    "visual",
    "electronic",
]


class Identification(Table):
    """How friend, foe and stranger are told apart, and how often that goes wrong."""

    criteria: Annotated[tuple[Criterion, ...], BeforeValidator(_a_list)] = (
        "transponder",
        "flight-plan",
        "corridor",
        "speed",
        "altitude",
        "origin",
    )
    """What is looked at."""
    delay_s: Uncertain | None = None
    """Detection to identity; the catalogue's prior for the footing unless said."""
    p_civil_taken_hostile: Uncertain = Range(low=0.0001, mode=0.001, high=0.01, source="MODEL")
    """Chance that a civil aircraft ends up identified as hostile."""
    p_hostile_taken_civil: Uncertain = Range(low=0.005, mode=0.02, high=0.1, source="MODEL")
    """Chance that an attacker ends up identified as civil."""


class WeaponsControl(Table):
    """An exception to the general weapons-control status."""

    against: Annotated[tuple[TargetClass, ...], BeforeValidator(_a_list), Field(min_length=1)]
    """Target classes."""
    status: Literal["free", "tight", "hold"]
    """Free: all not known friendly. Tight: only known hostile. Hold: only in self-defence."""


class Engagement(Table):
    """Doctrine against some classes of target."""

    against: Annotated[tuple[TargetClass, ...], BeforeValidator(_a_list), Field(min_length=1)]
    """Target classes."""
    use: Annotated[tuple[Words, ...], BeforeValidator(_a_list)] = ()
    """Effectors in order of preference; all capable ones unless said."""
    order: Literal["listed", "cheapest-capable-first", "best-kill-first", "nearest-first"] = "cheapest-capable-first"
    """How the effector is chosen."""
    salvo: Annotated[int, Strict(), Field(ge=1, le=8)] = 1
    """Shots before looking."""
    looks: Annotated[int, Strict(), Field(ge=1, le=8)] = 2
    """Salvoes at most: shoot, look, shoot."""


class Reserve(Table):
    """Missiles kept back."""

    effector: Words
    """Catalogue entry."""
    keep_for: Annotated[tuple[TargetClass, ...], BeforeValidator(_a_list), Field(min_length=1)]
    """Classes they are kept for."""
    share: Share = 1.0
    """Share of the magazine kept back."""


class Rules(Table):
    """Under which rules is fired."""

    footing: Literal["peacetime", "crisis", "wartime"] = "wartime"
    """Sets the identification delay unless `identification` does."""
    weapons_control: Literal["free", "tight", "hold"] = "tight"
    """General status."""
    exceptions: Annotated[tuple[WeaponsControl, ...], BeforeValidator(_a_list)] = ()
    """Other status against some classes."""
    identification: Identification = Identification()
    """Criteria, delay and errors."""
    engagement: Annotated[tuple[Engagement, ...], BeforeValidator(_a_list)] = ()
    """Doctrine by class; one shot, two looks, cheapest capable first unless said."""
    reserves: Annotated[tuple[Reserve, ...], BeforeValidator(_a_list)] = ()
    """What is kept back, and for what."""


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
    origins: Annotated[tuple[At, ...], BeforeValidator(_a_list), Field(min_length=1, max_length=200)]
    """Where they come from; shared evenly."""
    route: Annotated[tuple[Waypoint, ...], BeforeValidator(_a_list), Field(max_length=200)] = ()
    """Points between origin and target; straight unless given."""
    targets: Annotated[tuple[Name, ...], BeforeValidator(_a_list), Field(min_length=1)]
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
    groups: Annotated[tuple[Group, ...], BeforeValidator(_a_list), Field(min_length=1, max_length=500)]
    """What flies."""
    note: str = ""
    """For readers."""

    @model_validator(mode="after")
    def _waves_apart(self) -> Self:
        if self.waves > 1 and self.wave_interval_min == 0:
            raise ValueError("several waves need 'wave_interval_min'")
        return self


class Incursion(Table):
    """Unknown aircraft over a place, with no attack: seen, identified, stopped or not?"""

    name: Name
    """Short name."""
    title: Words
    """In words."""
    threat: Words
    """Catalogue entry."""
    count: Uncertain = Range(low=1, mode=1, high=1)
    """How many."""
    over: Annotated[tuple[Name, ...], BeforeValidator(_a_list), Field(min_length=1)]
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
        tuple[Annotated[tuple[At, ...], BeforeValidator(_a_list), Field(min_length=2)], ...],
        BeforeValidator(_a_list),
        Field(min_length=1, max_length=500),
    ]
    """Lists of places flown in turn."""
    altitude_m: Uncertain | None = None
    """Height above mean sea level; the catalogue's unless said."""
    transponder_share: Share = 1.0
    """Share with a working transponder."""
    flight_plan_share: Share = 1.0
    """Share with a flight plan."""


class Threats(Table):
    """What flies: attacks, incursions, and civil traffic among them."""

    raids: Annotated[tuple[Raid, ...], BeforeValidator(_a_list)] = ()
    """Attacks."""
    incursions: Annotated[tuple[Incursion, ...], BeforeValidator(_a_list)] = ()
    """Suspected drones and probing aircraft."""
    civil: Annotated[tuple[CivilTraffic, ...], BeforeValidator(_a_list)] = ()
    """Civil traffic."""


class Remove(Table):
    """Take units away."""

    units: Pattern
    """Unit names, with * and ?."""


class Move(Table):
    """Put a unit elsewhere."""

    unit: Name
    """Unit name."""
    at: At
    """New position."""


class Replace(Table):
    """Give units another system."""

    units: Pattern
    """Unit names, with * and ?."""
    system: Words
    """Catalogue entry."""
    loads: dict[Words, Annotated[int, Strict(), Field(ge=0, le=100_000)]] | None = None
    """New loads."""


class ReEquip(Table):
    """Change what units carry or how they are held."""

    units: Pattern
    """Unit names, with * and ?."""
    radar: Words | None = None
    """Another of the system's radars."""
    loads: dict[Words, Annotated[int, Strict(), Field(ge=0, le=100_000)]] | None = None
    """Other ready missiles."""
    reloads: Annotated[float, Strict(), Field(ge=0, le=100)] | None = None
    """Further full loads."""
    posture: Literal["deployed", "alert", "patrol", "mobile", "reserve", "training"] | None = None
    """Another posture."""
    c2: Name | None = None
    """Another command post."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.model_fields_set - {"units"}):
            raise ValueError("changes nothing; give radar, loads, reloads, posture or c2")
        return self


class Option(Table):
    """A named set of changes, to be compared with the others. Changes apply in the order of these keys."""

    title: Words
    """In words."""
    summary: str = ""
    """What it means and where it comes from."""
    about: Annotated[tuple[Words, ...], BeforeValidator(_a_list)] = ()
    """Catalogue entries that explain it."""
    based_on: Name | None = None
    """Another option whose changes come first."""
    remove: Annotated[tuple[Remove, ...], BeforeValidator(_a_list)] = ()
    """Units that go."""
    replace: Annotated[tuple[Replace, ...], BeforeValidator(_a_list)] = ()
    """Units that become another system."""
    move: Annotated[tuple[Move, ...], BeforeValidator(_a_list)] = ()
    """Units that go elsewhere."""
    re_equip: Annotated[tuple[ReEquip, ...], BeforeValidator(_a_list)] = ()
    """Units that carry something else."""
    add: Annotated[tuple[Unit, ...], BeforeValidator(_a_list)] = ()
    """Units that come."""
    links: Annotated[tuple[Link, ...], BeforeValidator(_a_list)] = ()
    """Links that come."""


class Study(Table):
    """How the question is computed."""

    seed: Annotated[int, Strict(), Field(ge=0, le=2**63 - 1)] = 1
    """Root of every random stream."""
    replications: Annotated[int, Strict(), Field(ge=1, le=10_000_000)] = 1000
    """Raids simulated for each option and picture."""
    worlds: Annotated[int, Strict(), Field(ge=1, le=100_000)] = 64
    """Draws of what is not known (the outer loop)."""
    uncertain: Annotated[
        tuple[Literal["catalogue", "priors", "common-cause", "raid-size", "terrain"], ...], BeforeValidator(_a_list)
    ] = ("catalogue", "priors", "common-cause", "raid-size")
    """What is drawn anew in each world; the rest stays at its mode."""
    bands: Annotated[tuple[Share, ...], BeforeValidator(_a_list), Field(min_length=1)] = (0.5, 0.9)
    """Central bands shown."""
    years: Annotated[
        tuple[Annotated[int, Strict(), Field(ge=2000, le=2100)], ...], BeforeValidator(_a_list)
    ] = ()
    """Years at which the force as it stands is looked at."""


class Scenario(Table):
    """A whole scenario file."""

    belfort: Annotated[Literal[1], BeforeValidator(_version)]
    """Version of this language: write `belfort = 1`."""
    title: Words
    """One line."""
    summary: str = ""
    """What it is about, for readers."""
    about: Annotated[tuple[Words, ...], BeforeValidator(_a_list)] = ()
    """Catalogue entries that explain it: deals, programmes, incidents. `belfort explain` tells them."""
    extends: Words | None = None
    """A shipped example or a file whose content this one changes and adds to."""
    region: Region
    """Where."""
    terrain: Terrain = Terrain()
    """On which ground."""
    dates: Dates
    """When."""
    assets: Annotated[tuple[Asset, ...], BeforeValidator(_a_list), Field(max_length=5000)] = ()
    """What to defend."""
    nations: Annotated[tuple[NationHere, ...], BeforeValidator(_a_list), Field(min_length=1, max_length=60)]
    """Who takes part."""
    units: Annotated[tuple[Unit, ...], BeforeValidator(_a_list), Field(max_length=5000)] = ()
    """With what."""
    network: Network = Network()
    """Connected how."""
    rules: Rules = Rules()
    """Under which rules."""
    threats: Threats = Threats()
    """Against what."""
    options: dict[Name, Option] = {}
    """Compared with what."""
    study: Study = Study()
    """Computed how."""
    sources: dict[Words, Words] = {}
    """The author's own sources: key and description, cited by `source`."""

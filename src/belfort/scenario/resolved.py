"""What machines read: the resolved scenario. Frozen, SI, every default filled, every reference followed.

This is the only thing a coverage, a raid or a study ever reads. Angles are radians, lengths metres,
times seconds; a quantity that is not known exactly is an `Estimate`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from belfort.scenario.asked import Asked
from belfort.scenario.estimate import Estimate
from belfort.scenario.places import Position


@dataclass(frozen=True, slots=True)
class ResolvedSystem:
    """A catalogue entry with the figures that hold for it, by parameter with the SI suffix."""

    id: str
    kind: str
    name: str
    figures: Mapping[str, Estimate]
    traits: Mapping[str, Any]
    """What is not a number: modality, coverage, target class, stance, flight, what it cannot engage."""


@dataclass(frozen=True, slots=True)
class ResolvedLoad:
    """Ready shots of one kind at one unit."""

    effector: str
    n_ready: Estimate


@dataclass(frozen=True, slots=True)
class ResolvedUnit:
    """One unit at one place."""

    name: str
    system: str
    kind: str
    nation: str
    position: Position
    c2: str | None
    posture: str
    count: int
    """Like items at this place; sensors and loads below are those of one item."""
    sensors: tuple[str, ...]
    """Systems it senses with: its radar, its optics, or itself."""
    loads: tuple[ResolvedLoad, ...]
    reloads: float
    facing_rad: float | None
    altitude_msl_m: float | None
    protects: tuple[str, ...]
    ready_from: date | None
    ready_slip_s: Estimate | None
    is_notional: bool
    figures: Mapping[str, Estimate]
    """Figures that differ from those of its system."""
    note: str = ""

    @property
    def fights(self) -> bool:
        """False while it is held in reserve or used for training."""
        return self.posture not in ("reserve", "training")


@dataclass(frozen=True, slots=True)
class ResolvedAsset:
    """Something to defend."""

    name: str
    kind: str
    position: Position
    corners: tuple[Position, ...]
    radius_m: float
    value: float
    population: int
    nation: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedNation:
    """A nation that takes part."""

    id: str
    name: str
    c2: str | None
    role: str


@dataclass(frozen=True, slots=True)
class ResolvedLink:
    """One directed connection between two units."""

    sender: str
    receiver: str
    medium: str
    carries: tuple[str, ...]
    delay_s: Estimate
    p_available: Estimate


@dataclass(frozen=True, slots=True)
class ResolvedSharing:
    """Tracks of one nation that another may see."""

    owner: str
    viewer: str
    delay_s: Estimate


@dataclass(frozen=True, slots=True)
class ResolvedNetwork:
    """How the picture and the orders travel."""

    control: str
    fallback: str
    links: tuple[ResolvedLink, ...]
    tracks: tuple[ResolvedSharing, ...]
    fire: tuple[tuple[str, str], ...]
    """Pairs (shooter nation, owner of the track), each nation with itself included."""


@dataclass(frozen=True, slots=True)
class ResolvedEngagement:
    """Doctrine against one target class."""

    target_class: str
    effectors: tuple[str, ...]
    order: str
    n_salvo: int
    n_looks: int


@dataclass(frozen=True, slots=True)
class ResolvedReserve:
    """Missiles kept back for some classes."""

    effector: str
    keep_for: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class ResolvedRules:
    """Under which rules is fired, class by class."""

    footing: str
    criteria: tuple[str, ...]
    identification_delay_s: Estimate
    p_civil_taken_hostile: Estimate
    p_hostile_taken_civil: Estimate
    weapons_control: Mapping[str, str]
    engagement: tuple[ResolvedEngagement, ...]
    reserves: tuple[ResolvedReserve, ...]


@dataclass(frozen=True, slots=True)
class ResolvedWaypoint:
    """A point of a route."""

    position: Position
    altitude_m: float | None
    after_s: float | None


@dataclass(frozen=True, slots=True)
class ResolvedGroup:
    """Like threats that fly together."""

    threat: str
    n_threats: Estimate
    decoy: str | None
    p_decoy: Estimate | None
    origins: tuple[Position, ...]
    route: tuple[ResolvedWaypoint, ...]
    targets: tuple[str, ...]
    altitude_m: Estimate
    altitude_over: str
    speed_mps: Estimate
    start_s: float
    spread_s: float
    jitter_m: float


@dataclass(frozen=True, slots=True)
class ResolvedRaid:
    """An attack."""

    name: str
    title: str
    start_s: float
    n_waves: int
    wave_interval_s: float
    n_nights: int
    groups: tuple[ResolvedGroup, ...]


@dataclass(frozen=True, slots=True)
class ResolvedIncursion:
    """Unknown aircraft over a place."""

    name: str
    title: str
    threat: str
    n_threats: Estimate
    over: tuple[str, ...]
    origin: Position | None
    radius_m: float
    height_agl_m: Estimate
    start_s: float
    duration_s: float
    emits: bool


@dataclass(frozen=True, slots=True)
class ResolvedCivil:
    """Civil traffic."""

    name: str
    threat: str
    per_hour: float
    routes: tuple[tuple[Position, ...], ...]
    alt_msl_m: Estimate
    p_transponder: float
    p_flight_plan: float


@dataclass(frozen=True, slots=True)
class ResolvedJammer:
    """A transmitter that raises the noise of radars."""

    name: str
    position: Position
    alt_msl_m: float
    jam_to_noise_db: Estimate
    """In the middle of the beam, at the reference distance."""
    reference_range_m: float
    side_lobe_db: Estimate
    """Level of the side lobes under the main lobe, negative."""


@dataclass(frozen=True, slots=True)
class ResolvedWeather:
    """What the air is like, everywhere and all the time; clear, calm day unless said."""

    rain_rate_mm_per_h: float = 0.0
    visibility_m: float = 23_000.0
    is_night: bool = False
    wind_mps: float = 0.0


@dataclass(frozen=True, slots=True)
class ResolvedRegion:
    """The box the scenario is about."""

    name: str
    west_rad: float
    south_rad: float
    east_rad: float
    north_rad: float

    def holds(self, position: Position) -> bool:
        """Return whether a position lies inside."""
        inside_lon = self.west_rad <= position.lon_rad <= self.east_rad
        return inside_lon and self.south_rad <= position.lat_rad <= self.north_rad


@dataclass(frozen=True, slots=True)
class ResolvedTerrain:
    """The ground under the radio waves."""

    elevation: str
    k_factor: Estimate


@dataclass(frozen=True, slots=True)
class ResolvedStudy:
    """How the question is computed."""

    seed: int
    replications: int
    worlds: int
    uncertain: tuple[str, ...]
    bands: tuple[float, ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class ResolvedScenario:
    """One situation, ready to compute: the base of a file or one of its options."""

    name: str
    option: str | None
    title: str
    summary: str
    region: ResolvedRegion
    terrain: ResolvedTerrain
    start: datetime
    assets: tuple[ResolvedAsset, ...]
    nations: tuple[ResolvedNation, ...]
    units: tuple[ResolvedUnit, ...]
    systems: Mapping[str, ResolvedSystem]
    network: ResolvedNetwork
    rules: ResolvedRules
    raids: tuple[ResolvedRaid, ...]
    incursions: tuple[ResolvedIncursion, ...]
    civil: tuple[ResolvedCivil, ...]
    jammers: tuple[ResolvedJammer, ...]
    weather: ResolvedWeather
    study: ResolvedStudy
    catalogue_hash: str
    options: Mapping[str, "ResolvedScenario"] = field(default_factory=dict, repr=False, compare=False)
    option_titles: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False, compare=False)
    about: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Catalogue entries that explain this situation; under an option, those of the option."""
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    asked: Asked = field(default=Asked(), repr=False, compare=False)
    """The question of the study: what is compared, and by what. It changes no raid."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that can change a result; titles, notes and words do not count."""
        return hashlib.sha256(canonical_json(self).encode()).hexdigest()

    @cached_property
    def question_hash(self) -> str:
        """SHA-256 of what is compared and by what: with `hash`, all that a study depends on in this file."""
        return hashlib.sha256(_text(plain(self.asked)).encode()).hexdigest()

    def with_option(self, name: str | None) -> "ResolvedScenario":
        """Return the situation under one option, or the base for None.

        Raises
        ------
        KeyError
            When there is no such option.
        """
        return self if name is None else self.options[name]

    def estimates(self) -> list[tuple[str, Estimate]]:
        """Return every estimate the scenario rests on, with its place; each catalogue figure once."""
        found: dict[str, Estimate] = {}
        _collect(self, "", found)
        return list(found.items())


_WORDS = {"title", "note", "label"}
_WORDS_OF_THE_WHOLE = {"name", "option", "title", "summary", "option_titles", "about", "sources", "asked"}


def plain(value: Any, *, words: bool = True) -> Any:
    """Return a resolved value as plain dicts, lists and numbers; without `words`, only what computes."""
    if is_dataclass(value) and not isinstance(value, type):
        skipped = _WORDS_OF_THE_WHOLE if isinstance(value, ResolvedScenario) else _WORDS
        names = [f.name for f in fields(value) if f.name != "options" and (words or f.name not in skipped)]
        return {n: plain(getattr(value, n), words=words) for n in names}
    if isinstance(value, Mapping):
        return {str(k): plain(v, words=words) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(v, words=words) for v in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def canonical_json(scenario: ResolvedScenario) -> str:
    """Return the text that is hashed: sorted keys, shortest exact numbers, no words.

    The order of named things does not count either: whoever computes goes by name, never by place in a list.
    """
    content = plain(scenario, words=False)
    for part in ("assets", "nations", "units", "raids", "incursions", "civil", "jammers"):
        content[part].sort(key=_text)
    for part in ("links", "tracks"):
        content["network"][part].sort(key=_text)
    return _text(content)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def frozen(mapping: dict[str, Any]) -> Mapping[str, Any]:
    """Return a read-only view of a mapping."""
    return MappingProxyType(mapping)


def _collect(value: Any, place: str, found: dict[str, Estimate]) -> None:
    if isinstance(value, Estimate):
        found.setdefault(value.origin if value.origin.startswith("catalogue:") else place, value)
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            if f.name not in ("options", "asked"):
                _collect(getattr(value, f.name), f"{place}.{f.name}".lstrip("."), found)
    elif isinstance(value, Mapping):
        for k, v in value.items():
            _collect(v, f"{place}.{k}", found)
    elif isinstance(value, tuple):
        for i, v in enumerate(value):
            name = getattr(v, "name", None) or getattr(v, "effector", None) or i
            _collect(v, f"{place}[{name}]", found)

"""What one replicate of a raid leaves behind: events, paths, a cast, and where they come from."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from belfort.records import Provenance, RecordsError, Table
from belfort.records.columns import F64, I64, Text
from belfort.scenario import ResolvedScenario

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "start": "a threat sets off; where no threat is named, the raid begins",
        "detected": "a threat is known to the picture for the first time",
        "identified": "it is known what the threat is",
        "fired": "a unit fires; until_s is the moment at which the shots meet the threat",
        "missed": "shots met the threat and did not stop it",
        "killed": "a threat is destroyed",
        "soft-killed": "a threat is made harmless without being destroyed, as by jamming",
        "leaked": "a threat reaches its target, or has got past all who could stop it",
        "left": "what flies leaves the scene by itself",
        "reloaded": "a unit has shots ready again",
        "lost": "a unit is out of action from then on; where no unit is named, the track of a threat is lost",
        "engaged-civil": "a unit fires at a civil aircraft",
    }
)
"""Kinds of events, and what each says."""
ENDINGS = ("killed", "soft-killed", "leaked", "left")
"""Kinds after which a threat is gone."""
THREATLESS = ("start", "fired", "reloaded", "lost")
"""Kinds that need not name a threat."""
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "threat": "an attacker",
        "decoy": "flies with the attackers and carries nothing",
        "civil": "civil traffic, never to be engaged",
        "friend": "an aircraft of the defender",
    }
)
"""What those that fly are in truth, whatever the defender takes them for."""
MOST_THREATS = 1 << 24
"""Numbers of threats lie below this."""
LONGEST_S = 3.2e8
"""Times lie within ten years of the scenario's start."""


@dataclass(frozen=True, slots=True)
class EventTable(Table):
    """What happened, in any order; one row an event."""

    time_s: F64
    """Since the scenario's start."""
    kind: Text
    """One of `KINDS`."""
    threat: I64
    """Number of the threat it is about; -1 for none."""
    unit: Text
    """Name of the unit that acts or is acted on; "" for none."""
    effector: Text
    """System that was fired; "" for none."""
    n_shots: I64
    """Shots fired or made ready; 0 where it does not apply."""
    until_s: F64
    """When it is over: for `fired` the moment of the meeting; NaN where there is no such moment."""
    asset: Text
    """Name of the asset it is about; "" for none."""


@dataclass(frozen=True, slots=True)
class FlightTable(Table):
    """Samples of the path of each threat until it is killed, arrives or leaves; in between it flies straight."""

    threat: I64
    """Number of the threat."""
    time_s: F64
    """Since the scenario's start."""
    lat_rad: F64
    """Geodetic latitude, WGS 84."""
    lon_rad: F64
    """Longitude, WGS 84."""
    alt_msl_m: F64
    """Altitude above mean sea level."""


@dataclass(frozen=True, slots=True)
class CastTable(Table):
    """Who flies; one row a threat."""

    threat: I64
    """Number of the threat, from 0."""
    system: Text
    """Its entry among the scenario's systems."""
    role: Text
    """One of `ROLES`."""
    asset: Text
    """Name of the asset it flies to; "" for none."""
    target_class: Text
    """How sensors and effectors see it."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One replicate of one raid, complete enough to be played back.

    Raises
    ------
    RecordsError
        The parts do not fit each other: an unknown kind, role, unit, asset or threat, a threat that is cast twice,
        a time or a place that makes no sense. Every fault is named.
    """

    scenario: ResolvedScenario
    raid: str
    """Name of the raid or incursion."""
    replicate: int
    """Number of the replicate, from 0."""
    title: str
    events: EventTable
    flights: FlightTable
    cast: CastTable
    provenance: Provenance

    def __post_init__(self) -> None:
        """Check that the parts fit; name every fault."""
        faults = [
            *_faults_of_cast(self),
            *_faults_of_events(self),
            *_faults_of_flights(self),
            *_faults_of_text(self),
        ]
        if faults:
            raise RecordsError(f"replay of {self.raid!r}: {'; '.join(faults)}")


def _faults_of_cast(replay: Replay) -> Iterator[str]:
    cast = replay.cast
    yield from _unknown("cast.role", cast.role, ROLES)
    yield from _unknown("cast.asset", cast.asset, {"", *(a.name for a in replay.scenario.assets)})
    numbers = cast.threat.tolist()
    twice = sorted({n for n in numbers if numbers.count(n) > 1}) if len(set(numbers)) < len(numbers) else []
    yield from (f"cast.threat: {number} comes twice" for number in twice)
    beyond = [n for n in numbers if not 0 <= n < MOST_THREATS]
    yield from (f"cast.threat: {number} is not from 0 to {MOST_THREATS - 1}" for number in beyond)


def _faults_of_events(replay: Replay) -> Iterator[str]:
    events, scenario = replay.events, replay.scenario
    yield from _unknown("events.kind", events.kind, KINDS)
    yield from _unknown("events.unit", events.unit, {"", *(u.name for u in scenario.units)})
    yield from _unknown("events.asset", events.asset, {"", *(a.name for a in scenario.assets)})
    yield from _unknown("events.threat", events.threat, {-1, *replay.cast.threat.tolist()})
    kinds = events.kind[events.threat < 0].tolist()
    alone = [kind for kind in dict.fromkeys(kinds) if kind in KINDS and kind not in THREATLESS]
    yield from (f"events.threat: none is named for {kind!r}" for kind in alone)
    yield from _no_times("events.time_s", events.time_s)
    is_known = ~np.isnan(events.until_s)
    yield from _no_times("events.until_s", events.until_s[is_known])
    if np.any(events.until_s[is_known] < events.time_s[is_known]):
        yield "events.until_s: lies before time_s"
    if np.any(events.n_shots < 0):
        yield "events.n_shots: is negative"


def _faults_of_flights(replay: Replay) -> Iterator[str]:
    flights = replay.flights
    yield from _unknown("flights.threat", flights.threat, set(replay.cast.threat.tolist()))
    yield from _no_times("flights.time_s", flights.time_s)
    if not np.all(np.abs(flights.lat_rad) <= np.pi / 2):
        yield "flights.lat_rad: lies beyond a pole or is no number"
    if not np.all(np.abs(flights.lon_rad) <= 2 * np.pi):
        yield "flights.lon_rad: lies more than once around the globe or is no number"
    if not np.all(np.isfinite(flights.alt_msl_m)):
        yield "flights.alt_msl_m: is not finite"


def _faults_of_text(replay: Replay) -> Iterator[str]:
    texts = [
        replay.title,
        replay.raid,
        *replay.events.effector,
        *replay.cast.system,
        *replay.cast.target_class,
    ]
    for text in dict.fromkeys(texts):
        try:
            text.encode()
        except UnicodeEncodeError:
            yield f"{text!r} is text that UTF-8 cannot hold"


def _unknown(where: str, values: np.ndarray, known: Collection[str | int]) -> Iterator[str]:
    strange = [value for value in dict.fromkeys(values.tolist()) if value not in known]
    yield from (f"{where}: unknown {value!r}" for value in strange)


def _no_times(where: str, values: F64) -> Iterator[str]:
    if not np.all(np.abs(values) <= LONGEST_S):
        yield f"{where}: is no number, or lies more than ten years from the scenario's start"

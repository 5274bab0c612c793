"""From the tables of a replay to what is drawn: flights that end, shots that meet, marks, and sentences.

All times are rounded to the millisecond here, so that every format says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, degrees, hypot, isfinite, pi
from typing import NamedTuple

import numpy as np

from belfort.raid.export.replay import ENDINGS, Replay
from belfort.records.columns import F64
from belfort.scenario import ResolvedUnit

MARK_S = 5.0
"""How long the mark of an explosion stays."""
_EARTH_M = 6.371e6
_OVER = {"killed": "explosion", "leaked": "impact"}


class Place(NamedTuple):
    """A point in degrees and metres, as files have it."""

    lon_deg: float
    lat_deg: float
    height_m: float


class Event(NamedTuple):
    """One row of the events, its time rounded."""

    time_s: float
    kind: str
    threat: int
    unit: str
    effector: str
    n_shots: int
    until_s: float
    asset: str


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """The path of one threat; times rise strictly, longitudes run on past 180 degrees."""

    threat: int
    time_s: F64
    lat_rad: F64
    lon_rad: F64
    alt_msl_m: F64
    ending: str
    """The kind of event that ended it; "" while it still flies."""

    @property
    def start_s(self) -> float:
        """First moment."""
        return float(self.time_s[0])

    @property
    def end_s(self) -> float:
        """Last moment."""
        return float(self.time_s[-1])

    def at(self, time_s: float) -> Place:
        """Return where it is, or where it began or ended for a time outside."""
        lat, lon, alt = (
            float(np.interp(time_s, self.time_s, v)) for v in (self.lat_rad, self.lon_rad, self.alt_msl_m)
        )
        return placed(lat, lon, alt)

    def places(self) -> list[tuple[float, Place]]:
        """Return moments and places, one a sample."""
        columns = (v.tolist() for v in (self.time_s, self.lat_rad, self.lon_rad, self.alt_msl_m))
        return [(time_s, placed(lat, lon, alt)) for time_s, lat, lon, alt in zip(*columns, strict=True)]

    def denser(self, step_m: float) -> "Flight":
        """Return the same path with more samples, so that none lies farther than `step_m` from the one before."""
        times = [self.time_s[:1]]
        for i in range(1, len(self.time_s)):
            north = self.lat_rad[i] - self.lat_rad[i - 1]
            east = (self.lon_rad[i] - self.lon_rad[i - 1]) * np.cos(self.lat_rad[i])
            pieces = max(1, ceil(_EARTH_M * hypot(north, east) / step_m))
            times.append(np.round(np.linspace(self.time_s[i - 1], self.time_s[i], pieces + 1)[1:], 3))
        moments = np.unique(np.concatenate(times))
        return self.sampled(moments, self.ending)

    def sampled(self, moments: F64, ending: str) -> "Flight":
        """Return the path at other moments, straight between the samples and still outside them."""
        lat, lon, alt = (
            np.interp(moments, self.time_s, v) for v in (self.lat_rad, self.lon_rad, self.alt_msl_m)
        )
        return Flight(self.threat, moments, lat, lon, alt, ending)


class Shot(NamedTuple):
    """Shots from a unit to where they meet a threat."""

    number: int
    """From 0, in the order of the table."""
    event: Event
    begins: Place
    meets: Place


class Mark(NamedTuple):
    """An explosion: a threat that was hit, or that hit."""

    threat: int
    kind: str
    """`explosion` or `impact`."""
    start_s: float
    until_s: float
    place: Place


@dataclass(frozen=True, slots=True)
class Story:
    """All that is drawn of one replay."""

    replay: Replay
    events: tuple[Event, ...]
    """In the order of time."""
    flights: Mapping[int, Flight]
    shots: tuple[Shot, ...]
    marks: tuple[Mark, ...]
    first_s: float
    last_s: float
    """All that is drawn lies between these; a second or more apart."""

    def moment(self, time_s: float) -> str:
        """Return a time as ISO 8601 in UTC, to the millisecond."""
        moment = self.replay.scenario.start.astimezone(UTC) + timedelta(milliseconds=round(time_s * 1000))
        return iso(moment)

    def name_of(self, threat: int) -> str:
        """Return what a threat is called: its system and its number."""
        cast = self.replay.cast
        return f"{self.system_name(str(cast.system[cast.threat == threat][0]))} no. {threat}"

    def system_name(self, system: str) -> str:
        """Return the name of a system, or its id where the scenario does not have it."""
        known = self.replay.scenario.systems.get(system)
        return known.name if known else system

    def sentence(self, event: Event) -> str:
        """Return an event in words."""
        threat = self.name_of(event.threat) if event.threat >= 0 else ""
        who, by = event.unit or "someone", f" by {event.unit}" if event.unit else ""
        shots = self.shots_of(event)
        what = f" with {self.system_name(event.effector)}" if event.effector else ""
        texts = {
            "start": f"{threat} sets off" if threat else "the raid begins",
            "detected": f"{threat} is detected{by}",
            "identified": f"{threat} is identified{by}",
            "fired": f"{who} fires {shots} at {threat or 'something'}",
            "missed": f"{who} misses {threat}",
            "killed": f"{threat} is destroyed{by}{what}",
            "soft-killed": f"{threat} is made harmless{by}{what}",
            "leaked": f"{threat} reaches {event.asset}" if event.asset else f"{threat} gets through",
            "left": f"{threat} leaves",
            "reloaded": f"{who} has reloaded",
            "lost": f"{event.unit} is out of action" if event.unit else f"the track of {threat} is lost",
            "engaged-civil": f"{who} engages {threat}, which is civil",
        }
        return texts[event.kind]

    def shots_of(self, event: Event) -> str:
        """Return what was fired: the number and the name."""
        name = self.system_name(event.effector) if event.effector else "shots"
        return f"{event.n_shots} × {name}" if event.n_shots > 1 else name

    def about(self) -> str:
        """Return what every file says of itself."""
        said, scenario, replay = self.replay.provenance, self.replay.scenario, self.replay
        option = f", option {scenario.option}" if scenario.option else ""
        return (
            f"A simulation by Belfort {said.version} from public sources; nothing in it has happened.\n"
            f"Scenario: {scenario.title or scenario.name}{option}. Raid: {replay.raid}, replicate {replay.replicate}.\n"
            f"Scenario hash: {said.scenario_hash}. Catalogue hash: {said.catalogue_hash}. Seed: {said.seed}.\n"
            f"Written: {iso(said.created_utc)}. Heights of what flies are above mean sea level."
        )


def story_of(replay: Replay) -> Story:
    """Return what is drawn of a replay.

    A threat's path ends at the first event that ends it: what lies after is cut, and where the path stops earlier the
    threat stays where it was. A threat without samples is not drawn, nor are shots whose meeting is not known, or at
    once.
    """
    rows = [
        Event(_rounded(time), kind, threat, unit, effector, n_shots, _rounded(until), asset)
        for time, kind, threat, unit, effector, n_shots, until, asset in zip(
            *(column.tolist() for column in replay.events.columns().values()), strict=True
        )
    ]
    events = tuple(sorted(rows, key=lambda event: event.time_s))
    flights = _flights(replay, events)
    shots, marks = _shots(replay, rows, flights), _marks(replay, flights)
    times = [event.time_s for event in events]
    times += [t for flight in flights.values() for t in (flight.start_s, flight.end_s)]
    times += [*(shot.event.until_s for shot in shots), *(mark.until_s for mark in marks)]
    first_s, last_s = min(times, default=0.0), max(times, default=0.0)
    return Story(replay, events, flights, shots, marks, first_s, max(last_s, first_s + 1.0))


def placed(lat_rad: float, lon_rad: float, height_m: float) -> Place:
    """Return a place in degrees, the longitude within -180 to 180."""
    turned = lon_rad if -pi <= lon_rad <= pi else (lon_rad + pi) % (2.0 * pi) - pi
    return Place(degrees(turned), degrees(lat_rad), height_m)


def place_of(unit: ResolvedUnit) -> Place:
    """Return where a unit is; on the ground, whose height is not known here, at 0 m."""
    return placed(unit.position.lat_rad, unit.position.lon_rad, unit.altitude_msl_m or 0.0)


def iso(moment: datetime) -> str:
    """Return a time in UTC as ISO 8601, to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rounded(time_s: float) -> float:
    return round(time_s, 3) + 0.0


def _flights(replay: Replay, events: tuple[Event, ...]) -> dict[int, Flight]:
    endings: dict[int, Event] = {}
    for event in events:
        if event.kind in ENDINGS and event.threat >= 0:
            endings.setdefault(event.threat, event)
    table = replay.flights
    order = np.lexsort((table.time_s, table.threat))
    numbers, starts = np.unique(table.threat[order], return_index=True)
    groups = np.split(order, starts[1:]) if len(numbers) else []
    return {
        threat: _flight(replay, threat, rows, endings.get(threat))
        for threat, rows in zip(numbers.tolist(), groups, strict=True)
    }


def _flight(replay: Replay, threat: int, rows: np.ndarray, ending: Event | None) -> Flight:
    """Return one flight: of samples at the same moment the last holds, and its ending is its last sample."""
    table = replay.flights
    time_s = np.round(table.time_s[rows], 3) + 0.0
    is_last = np.append(np.diff(time_s) > 0.0, True)
    time_s, rows = time_s[is_last], rows[is_last]
    flight = Flight(
        threat, time_s, table.lat_rad[rows], np.unwrap(table.lon_rad[rows]), table.alt_msl_m[rows], ""
    )
    if ending is None:
        return flight
    end_s = max(ending.time_s, flight.start_s)
    return flight.sampled(np.append(time_s[time_s < end_s], end_s), ending.kind)


def _shots(replay: Replay, rows: list[Event], flights: Mapping[int, Flight]) -> tuple[Shot, ...]:
    units = {unit.name: unit for unit in replay.scenario.units}
    fired = enumerate(row for row in rows if row.kind == "fired")
    return tuple(
        Shot(number, event, place_of(units[event.unit]), flights[event.threat].at(event.until_s))
        for number, event in fired
        if event.unit and event.threat in flights and isfinite(event.until_s) and event.until_s > event.time_s
    )


def _marks(replay: Replay, flights: Mapping[int, Flight]) -> tuple[Mark, ...]:
    roles = dict(zip(replay.cast.threat.tolist(), replay.cast.role.tolist(), strict=True))
    return tuple(
        Mark(f.threat, _OVER[f.ending], f.end_s, _rounded(f.end_s + MARK_S), f.at(f.end_s))
        for f in flights.values()
        if f.ending == "killed" or (f.ending == "leaked" and roles[f.threat] == "threat")
    )

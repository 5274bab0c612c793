"""A replay as a flight recording in Tacview's text format, ACMI 2.2.

A line is a time since the reference time (`#12.5`), an object with properties (`id,Name=value`), or an object's removal
(`-id`); object 0 is the recording. Source: Tacview, Technical Reference, ACMI flight recordings 2.2. Places are rounded
to 1e-7 degrees (a centimetre) and centimetres, times to milliseconds. The format has no way to write a backslash, or a
bar within an event's text: both become a slash.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from math import floor
from types import MappingProxyType
from typing import NamedTuple

from belfort.raid.export.replay import Replay
from belfort.raid.export.story import Event, Flight, Mark, Place, Shot, Story, iso, place_of, story_of
from belfort.scenario import ResolvedUnit

_BLOCK = 1 << 24
_ASSETS, _UNITS, _THREATS, _SHOTS, _MARKS = (block * _BLOCK for block in (1, 2, 3, 0x100, 0x200))
"""Where the ids of each sort begin; a threat's is its number further."""
_APPEARS, _HAPPENS, _GOES = range(3)
"""Order within a moment."""
_COLORS = {"threat": "Red", "decoy": "Orange", "civil": "Green", "friend": "Blue"}
_COALITIONS = {"threat": "Enemies", "decoy": "Enemies", "civil": "Neutrals", "friend": "Allies"}
_MISSILE, _ROTOR, _LIGHT = "Weapon+Missile", "Air+Rotorcraft", "Light+Air+FixedWing"
_FLIERS: Mapping[str, str] = MappingProxyType(
    {
        "cruise-subsonic": _MISSILE,
        "cruise-supersonic": _MISSILE,
        "ballistic": _MISSILE,
        "aeroballistic": _MISSILE,
        "helicopter": _ROTOR,
        "small-uas": f"Light+{_ROTOR}",
        "fpv": f"Light+{_ROTOR}",
        "fixed-wing-uas": _LIGHT,
        "owa-drone": _LIGHT,
        "jet-owa-drone": _LIGHT,
        "light-aircraft": _LIGHT,
        "fighter": "Medium+Air+FixedWing",
        "bomber": "Heavy+Air+FixedWing",
        "airliner": "Heavy+Air+FixedWing",
    }
)
_UNIT_TYPES = {"sensor": "Ground+Sensor", "c2": "Ground+Static+Building", "aircraft": "Air+FixedWing"}
_FLYING_FIELDS = {"airport", "air-base"}
_SHOT_TYPES = {"gun": "Projectile+Shell", "interceptor": _MISSILE}


class _Line(NamedTuple):
    """A line and when it counts."""

    time_s: float
    order: int
    text: str


class _Life(NamedTuple):
    """When an object of the recording is there."""

    start_s: float
    end_s: float


def to_acmi(replay: Replay) -> str:
    """Return a replay as ACMI 2.2 text, lines ended by a line feed, without the byte order mark that files begin with.

    Parameters
    ----------
    replay
        One replicate. Frames count seconds from the scenario's start; where something happens before it, from a
        whole second before that.

    Notes
    -----
    Units and assets stand at 0 m, as the height of their ground is not known here. A threat is there from its first
    sample to its end and is then removed: after `Event=Destroyed` where it was killed, after `Event=LeftArea` else.
    Shots fly straight from unit to meeting. Events are messages tied to the objects there at that moment.
    """
    story = story_of(replay)
    zero_s = min(0.0, float(floor(story.first_s)))
    lines = sorted(_lines(story), key=lambda line: (line.time_s, line.order))
    texts = ["FileType=text/acmi/tacview", "FileVersion=2.2", *_globals(story, zero_s)]
    now = None
    for line in lines:
        if line.time_s != now:
            now = line.time_s
            texts.append(f"#{_number(now - zero_s, 3)}")
        texts.append(line.text)
    return "\n".join(texts) + "\n"


def _globals(story: Story, zero_s: float) -> Iterator[str]:
    replay = story.replay
    reference = replay.scenario.start.astimezone(UTC) + timedelta(seconds=zero_s)
    source = f"Belfort {replay.provenance.version}"
    values = {
        "ReferenceTime": iso(reference).replace(".000Z", "Z"),
        "RecordingTime": iso(replay.provenance.created_utc),
        "DataSource": f"{source} (simulation)",
        "DataRecorder": source,
        "Title": replay.title,
        "Category": "Simulation",
        "Comments": story.about(),
    }
    yield from (_object(0, {name: value}) for name, value in values.items())


def _lines(story: Story) -> Iterator[_Line]:
    yield from _ground(story)
    for flight in story.flights.values():
        yield from _flown(story, flight)
    for shot in story.shots:
        yield from _shot(story, shot)
    for mark in story.marks:
        yield from _mark(mark)
    lives = {number: _Life(flight.start_s, flight.end_s) for number, flight in story.flights.items()}
    for event in story.events:
        yield from _told(story, event, lives)


def _ground(story: Story) -> Iterator[_Line]:
    scenario = story.replay.scenario
    for number, asset in enumerate(scenario.assets):
        place = Place(asset.position.lon_deg, asset.position.lat_deg, 0.0)
        kind = "Aerodrome" if asset.kind in _FLYING_FIELDS else "Building"
        said = {"Name": asset.name, "Type": f"Ground+Static+{kind}", "Color": "Violet", "Coalition": "Allies"}
        yield _Line(story.first_s, _APPEARS, _object(_ASSETS + number, said, _transform(place, None)))
    for number, unit in enumerate(scenario.units):
        said = {
            "Name": story.system_name(unit.system),
            "CallSign": unit.name,
            "Type": _UNIT_TYPES.get(unit.kind, "Ground+AntiAircraft"),
            "Color": "Blue",
            "Coalition": "Allies",
            "Group": unit.nation,
        }
        yield _Line(story.first_s, _APPEARS, _object(_UNITS + number, said, _transform(place_of(unit), None)))


def _flown(story: Story, flight: Flight) -> Iterator[_Line]:
    """Yield a threat's appearance, its places and its removal."""
    cast, number = story.replay.cast, _THREATS + flight.threat
    row = int((cast.threat == flight.threat).argmax())
    role = str(cast.role[row])
    said = {
        "Name": story.system_name(str(cast.system[row])),
        "CallSign": f"{role} {flight.threat}",
        "Type": _FLIERS.get(str(cast.target_class[row]), "Air+FixedWing"),
        "Color": _COLORS[role],
        "Coalition": _COALITIONS[role],
        "Group": str(cast.asset[row]),
    }
    before = None
    for time_s, place in flight.places():
        properties = said if before is None else {}
        yield _Line(time_s, _APPEARS, _object(number, properties, _transform(place, before)))
        before = place
    if flight.ending == "killed":
        yield _Line(flight.end_s, _HAPPENS, f"0,Event=Destroyed|{number:x}|")
    elif flight.ending:
        yield _Line(flight.end_s, _HAPPENS, f"0,Event=LeftArea|{number:x}|")
    if flight.ending:
        yield _Line(flight.end_s, _GOES, f"-{number:x}")


def _shot(story: Story, shot: Shot) -> Iterator[_Line]:
    event, number = shot.event, _SHOTS + shot.number
    system = story.replay.scenario.systems.get(event.effector)
    said = {
        "Name": story.shots_of(event),
        "Type": _SHOT_TYPES.get(system.kind if system else "interceptor", "Weapon+Projectile"),
        "Color": "Blue",
        "Coalition": "Allies",
        "Parent": f"{_unit_id(story, event.unit):x}",
    }
    yield _Line(event.time_s, _APPEARS, _object(number, said, _transform(shot.begins, None)))
    yield _Line(event.until_s, _APPEARS, _object(number, {}, _transform(shot.meets, shot.begins)))
    yield _Line(event.until_s, _GOES, f"-{number:x}")


def _mark(mark: Mark) -> Iterator[_Line]:
    number = _MARKS + mark.threat
    said = {"Name": mark.kind, "Type": "Misc+Explosion", "Color": "Orange"}
    yield _Line(mark.start_s, _APPEARS, _object(number, said, _transform(mark.place, None)))
    yield _Line(mark.until_s, _GOES, f"-{number:x}")


def _told(story: Story, event: Event, lives: Mapping[int, _Life]) -> Iterator[_Line]:
    life = lives.get(event.threat)
    ids = [_THREATS + event.threat] if life and life.start_s <= event.time_s <= life.end_s else []
    ids += [_unit_id(story, event.unit)] if event.unit else []
    parts = ["Message", *(f"{number:x}" for number in ids), story.sentence(event).replace("|", "/")]
    yield _Line(event.time_s, _HAPPENS, _object(0, {"Event": "|".join(parts)}))
    if event.kind == "lost" and event.unit:
        yield _Line(event.time_s, _HAPPENS, _object(_unit_id(story, event.unit), {"Disabled": "1"}))


def _unit_id(story: Story, name: str) -> int:
    units: tuple[ResolvedUnit, ...] = story.replay.scenario.units
    return _UNITS + next(number for number, unit in enumerate(units) if unit.name == name)


def _object(number: int, properties: Mapping[str, str], transform: str = "") -> str:
    """Return the line of an object; properties without a value are left out."""
    parts = [f"{number:x}", *([f"T={transform}"] if transform else [])]
    return ",".join([*parts, *(f"{name}={_escaped(value)}" for name, value in properties.items() if value)])


def _transform(place: Place, before: Place | None) -> str:
    """Return longitude, latitude and altitude, each left empty where it is as before."""
    now = _numbers(place)
    then = ("", "", "") if before is None else _numbers(before)
    return "|".join("" if value == old else value for value, old in zip(now, then, strict=True))


def _numbers(place: Place) -> tuple[str, str, str]:
    return _number(place.lon_deg, 7), _number(place.lat_deg, 7), _number(place.height_m, 2)


def _number(value: float, n_decimals: int) -> str:
    text = f"{value:.{n_decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _escaped(text: str) -> str:
    """Return a text as a property's value: commas and line ends behind a backslash, no other control characters."""
    lines = re.sub(r"\r\n?", "\n", text).replace("\\", "/")
    clean = re.sub(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]", " ", lines)
    return re.sub(r"([,\n])", r"\\\1", clean)

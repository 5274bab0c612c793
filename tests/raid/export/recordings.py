"""A strict reader of ACMI 2.2 text, from the published reference and from nothing of ours."""

import re
from dataclasses import dataclass, field
from datetime import datetime

IDS = re.compile(r"0|[1-9a-f][0-9a-f]{0,15}")
TAGS = re.compile(
    r"(Air|Ground|Sea|Weapon|Sensor|Navaid|Misc|Static|Heavy|Medium|Light|Minor|FixedWing|Rotorcraft|Armor|AntiAircraft"
    r"|Vehicle|Watercraft|Human|Biologic|Missile|Rocket|Bomb|Torpedo|Projectile|Beam|Decoy|Building|Bullseye|Waypoint"
    r"|Tank|Warship|AircraftCarrier|Submarine|Infantry|Parachutist|Shell|Bullet|Grenade|Flare|Chaff|SmokeGrenade"
    r"|Aerodrome|Container|Shrapnel|Explosion|[+](?!$))+"
)
COLORS = {"Red", "Orange", "Green", "Blue", "Violet"}
N_IDS = {"Message": None, "LeftArea": 1, "Destroyed": 1}


@dataclass
class Thing:
    """One object: what is said of it, where it was, and when it was removed."""

    said: dict[str, str] = field(default_factory=dict)
    samples: list[tuple[float, float, float, float]] = field(default_factory=list)
    removed_s: float | None = None


@dataclass
class Recording:
    """All that a file says."""

    said: dict[str, str]
    things: dict[str, Thing]
    events: list[tuple[float, str, list[str], str]]

    @property
    def reference(self) -> datetime:
        return datetime.fromisoformat(self.said["ReferenceTime"])

    def called(self, callsign: str) -> Thing:
        (found,) = [t for t in self.things.values() if t.said.get("CallSign") == callsign]
        return found


def read(text: str) -> Recording:
    """Return what a text says, or fail at the first thing that the reference does not allow."""
    head, body = text[: len("FileType=text/acmi/tacview\nFileVersion=2.2\n")], text[43:]
    assert head == "FileType=text/acmi/tacview\nFileVersion=2.2\n"
    assert text.endswith("\n")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    recording, now = Recording({}, {}, []), -1.0
    for fields in _records(body):
        first = fields[0]
        if first.startswith("#"):
            assert len(fields) == 1
            assert re.fullmatch(r"#\d+(\.\d+)?", first)
            assert float(first[1:]) > now
            now = float(first[1:])
        elif first.startswith("-"):
            thing = recording.things[first[1:]]
            assert len(fields) == 1
            assert thing.removed_s is None
            thing.removed_s = now
        else:
            assert IDS.fullmatch(first), first
            _object(recording, now, first, [part.split("=", 1) for part in fields[1:]])
    return recording


def _records(body: str):
    """Yield the fields of each line; a backslash keeps a comma or a line's end from counting."""
    fields, text, marks = [], "", iter(body)
    for mark in marks:
        if mark == "\\":
            kept = next(marks)
            assert kept in ",\n", f"\\{kept}"
            text += kept
        elif mark in ",\n":
            fields, text = [*fields, text], ""
            if mark == "\n":
                yield fields
                fields = []
        else:
            text += mark
    assert not fields
    assert not text


def _object(recording: Recording, now: float, number: str, properties) -> None:
    for name, value in properties:
        assert re.fullmatch(r"[A-Za-z0-9]+", name)
        assert value
        if number == "0" and name == "Event":
            assert now >= 0.0
            recording.events.append((now, *_event(recording, value)))
        elif number == "0":
            assert now < 0.0
            assert name not in recording.said
            recording.said[name] = value
        else:
            assert now >= 0.0
            _property(recording, now, recording.things.setdefault(number, Thing()), name, value)
    if number != "0":
        assert recording.things[number].removed_s is None, f"{number} comes back"


def _property(recording: Recording, now: float, thing: Thing, name: str, value: str) -> None:
    if name == "T":
        before = thing.samples[-1][1:] if thing.samples else (None,) * 3
        parts = value.split("|")
        assert len(parts) == 3
        place = [old if part == "" else float(part) for part, old in zip(parts, before, strict=True)]
        assert None not in place, "the first place is not complete"
        assert -180.0 <= place[0] <= 180.0
        assert -90.0 <= place[1] <= 90.0
        thing.samples.append((now, *place))
        return
    if name == "Type":
        assert TAGS.fullmatch(value), value
    if name == "Color":
        assert value in COLORS
    if name == "Parent":
        assert value in recording.things
    thing.said[name] = value


def _event(recording: Recording, value: str) -> tuple[str, list[str], str]:
    kind, *ids, text = value.split("|")
    assert kind in N_IDS
    assert N_IDS[kind] in (None, len(ids))
    for number in ids:
        assert recording.things[number].removed_s is None, f"{kind} of {number}, which is gone"
    return kind, ids, text

"""A replay as a CZML document, which Cesium plays on a globe.

A document is a list of packets; the first says the version and the clock, each other one describes one object. Source:
the CZML guide of the czml-writer project (CZML Structure, Packet). Heights of what flies are above mean sea level and
go into CZML as they are, though Cesium counts from the ellipsoid: tens of metres too low over Europe.
"""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from math import degrees
from typing import Any
from urllib.parse import quote

from belfort.raid.export.replay import ROLES, Replay
from belfort.raid.export.story import Event, Flight, Mark, Place, Shot, Story, place_of, story_of
from belfort.scenario.resolved import ResolvedAsset, ResolvedUnit

STEP_M = 20e3
"""Cesium joins samples by straight lines in space: over this step such a line sinks 8 m under the arc."""
TRAIL_S = 300.0
"""How much of its way a threat draws behind it."""
PLAYED_S = 180.0
"""A replay is played in about this time, and never slower than it was."""
_SEEN_M = 200e3
"""From how near names are written."""
_RED, _ORANGE, _GREEN, _BLUE = (220, 38, 38), (234, 140, 20), (22, 140, 60), (37, 99, 235)
_GREY, _VIOLET, _WHITE, _BLACK = (130, 130, 130), (124, 58, 237), (255, 255, 255), (0, 0, 0)
_COLORS = {"threat": _RED, "decoy": _ORANGE, "civil": _GREEN, "friend": _BLUE}
_UNSEEN, _SEEN, _KNOWN = 90, 170, 255
"""Opacity of a threat that is not detected, detected, identified."""
_GROUPS = {
    "assets": "Assets",
    "units": "Units",
    "threats": "Threats",
    "shots": "Shots",
    "marks": "Explosions",
}

Packet = dict[str, Any]
_Color = tuple[int, int, int]


def to_czml(replay: Replay) -> list[Packet]:
    """Return a replay as the packets of a CZML document, ready for JSON.

    Parameters
    ----------
    replay
        One replicate.

    Notes
    -----
    Units and assets are points on the ground, with a circle or an area round an asset. A threat is there from its
    first sample to its end; it is faint until it is detected and full once identified, its colour says its role in
    truth. A shot is a point that flies straight from its unit to the meeting, with a line behind it. The last event is
    written at the south-west corner of the region, and all of them in the description of the packet `log`. Ids are
    made of a sort and a name or number (`unit/skyranger`, `threat/3`), the same in every replay.
    """
    story = story_of(replay)
    scenario = replay.scenario
    return [
        _document(story),
        *({"id": group, "name": name} for group, name in _GROUPS.items()),
        *(_asset(asset) for asset in scenario.assets),
        *(_unit(story, unit) for unit in scenario.units),
        *(_threat(story, flight) for flight in story.flights.values()),
        *(_shot(story, shot) for shot in story.shots),
        *(_mark(story, mark) for mark in story.marks),
        _log(story),
    ]


def _document(story: Story) -> Packet:
    return {
        "id": "document",
        "name": story.replay.title,
        "version": "1.0",
        "description": _html(story.about()),
        "clock": {
            "interval": _interval(story, story.first_s, story.last_s),
            "currentTime": story.moment(story.first_s),
            "multiplier": max(1, round((story.last_s - story.first_s) / PLAYED_S)),
            "range": "CLAMPED",
            "step": "SYSTEM_CLOCK_MULTIPLIER",
        },
    }


def _asset(asset: ResolvedAsset) -> Packet:
    packet = {
        "id": _id("asset", asset.name),
        "name": asset.name,
        "parent": "assets",
        "description": _html(f"{asset.kind}, value {asset.value:g}\n{asset.note}"),
        **_standing(Place(asset.position.lon_deg, asset.position.lat_deg, 0.0), _VIOLET, asset.name),
    }
    area = {
        "material": _material(_VIOLET, 60),
        "outline": True,
        "outlineColor": _color(_VIOLET),
        "height": 0.0,
    }
    if asset.corners:
        corners = [round(v, 7) for c in asset.corners for v in (c.lon_deg, c.lat_deg, 0.0)]
        packet["polygon"] = {"positions": {"cartographicDegrees": corners}, **area}
    elif asset.radius_m > 0.0:
        packet["ellipse"] = {"semiMajorAxis": asset.radius_m, "semiMinorAxis": asset.radius_m, **area}
    return packet


def _unit(story: Story, unit: ResolvedUnit) -> Packet:
    lost = [e.time_s for e in story.events if e.kind == "lost" and e.unit == unit.name]
    place = "an illustration, not a published position" if unit.is_notional else "public"
    words = (
        f"{story.system_name(unit.system)}, {unit.nation}, {unit.posture}\nIts place is {place}.\n{unit.note}"
    )
    packet = {
        "id": _id("unit", unit.name),
        "name": unit.name,
        "parent": "units",
        "description": _html(words) + _listed(story, [e for e in story.events if e.unit == unit.name]),
        **_standing(place_of(unit), _BLUE, unit.name, on_ground=unit.altitude_msl_m is None),
    }
    if lost:
        packet["point"]["color"] = [
            {"interval": _interval(story, story.first_s, lost[0]), **_color(_BLUE)},
            {"interval": _interval(story, lost[0], story.last_s), **_color(_GREY)},
        ]
    return packet


def _threat(story: Story, flight: Flight) -> Packet:
    cast = story.replay.cast
    row = int((cast.threat == flight.threat).argmax())
    role, asset = str(cast.role[row]), str(cast.asset[row])
    name = story.name_of(flight.threat)
    mine = [event for event in story.events if event.threat == flight.threat]
    aim = f"flies to {asset}" if asset else "flies to no asset"
    return {
        "id": f"threat/{flight.threat}",
        "name": name,
        "parent": "threats",
        "availability": _interval(story, flight.start_s, flight.end_s),
        "description": _html(f"{role} ({ROLES[role]}), {cast.target_class[row]}, {aim}")
        + _listed(story, mine),
        "position": _path(story, flight.denser(STEP_M).places()),
        "point": {"pixelSize": 8, "color": _knowledge(story, flight, mine, role), **_rim()},
        "label": _label(name),
        "path": {
            "leadTime": 0.0,
            "trailTime": TRAIL_S,
            "width": 1.5,
            "resolution": 30.0,
            "material": _material(_COLORS[role], _SEEN),
        },
    }


def _knowledge(story: Story, flight: Flight, mine: Sequence[Event], role: str) -> list[Packet]:
    """Return the colour of a threat over time: the more is known of it, the fuller; a friend is known from the start."""
    opacity = {"detected": _SEEN, "identified": _KNOWN}
    steps = [(flight.start_s, _KNOWN if role == "friend" else _UNSEEN)]
    for event in mine:
        if event.kind in opacity and event.time_s < flight.end_s:
            fullest = max(steps[-1][1], opacity[event.kind])
            steps.append((max(event.time_s, flight.start_s), fullest))
    ends = [start_s for start_s, _ in steps[1:]] + [flight.end_s]
    return [
        {"interval": _interval(story, start_s, end_s), **_color(_COLORS[role], alpha)}
        for (start_s, alpha), end_s in zip(steps, ends, strict=True)
    ]


def _shot(story: Story, shot: Shot) -> Packet:
    event, id_ = shot.event, f"shot/{shot.number}"
    ends = [(event.time_s, shot.begins), (event.until_s, shot.meets)]
    return {
        "id": id_,
        "name": story.shots_of(event),
        "parent": "shots",
        "availability": _interval(story, event.time_s, event.until_s),
        "description": _html(story.sentence(event)),
        "position": _path(story, ends),
        "point": {"pixelSize": 4, "color": _color(_BLUE), **_rim()},
        "polyline": {
            "positions": {"references": [f"{_id('unit', event.unit)}#position", f"{id_}#position"]},
            "arcType": "NONE",
            "width": 1.5,
            "material": _material(_BLUE, _SEEN),
        },
    }


def _mark(story: Story, mark: Mark) -> Packet:
    color = _ORANGE if mark.kind == "explosion" else _RED
    return {
        "id": f"mark/{mark.threat}",
        "name": f"{mark.kind}: {story.name_of(mark.threat)}",
        "parent": "marks",
        "availability": _interval(story, mark.start_s, mark.until_s),
        "position": {"cartographicDegrees": _numbers(mark.place)},
        "point": {"pixelSize": 18, "color": _color(color, _SEEN), **_rim()},
    }


def _log(story: Story) -> Packet:
    """Return the packet that tells: the last event on the map, all events in its description."""
    region = story.replay.scenario.region
    corner = Place(degrees(region.west_rad), degrees(region.south_rad), 0.0)
    packet: Packet = {
        "id": "log",
        "name": story.replay.title,
        "description": _html(story.about()) + _listed(story, story.events),
        "position": {"cartographicDegrees": _numbers(corner)},
    }
    if story.events:
        told: dict[float, str] = {}
        for event in story.events:
            said = story.sentence(event)
            told[event.time_s] = f"{told[event.time_s]}; {said}" if event.time_s in told else said
        moments = [*told, story.last_s]
        texts = [
            {"interval": _interval(story, start_s, end_s), "string": told[start_s]}
            for start_s, end_s in pairwise(moments)
        ]
        packet["availability"] = _interval(story, story.first_s, story.last_s)
        packet["label"] = {**_label(""), "text": texts, "show": True}
        del packet["label"]["distanceDisplayCondition"]
    return packet


def _standing(place: Place, color: _Color, name: str, *, on_ground: bool = True) -> Packet:
    reference = "CLAMP_TO_GROUND" if on_ground else "NONE"
    return {
        "position": {"cartographicDegrees": _numbers(place)},
        "point": {"pixelSize": 9, "color": _color(color), "heightReference": reference, **_rim()},
        "label": {**_label(name), "heightReference": reference},
    }


def _path(story: Story, samples: Sequence[tuple[float, Place]]) -> Packet:
    if len(samples) == 1:
        return {"cartographicDegrees": _numbers(samples[0][1])}
    return {
        "epoch": story.moment(0.0),
        "cartographicDegrees": [v for time_s, place in samples for v in (time_s, *_numbers(place))],
        "interpolationAlgorithm": "LINEAR",
        "interpolationDegree": 1,
    }


def _label(text: str) -> Packet:
    return {
        "text": text,
        "font": "12px sans-serif",
        "fillColor": _color(_WHITE),
        "outlineColor": _color(_BLACK),
        "outlineWidth": 2.0,
        "style": "FILL_AND_OUTLINE",
        "horizontalOrigin": "LEFT",
        "pixelOffset": {"cartesian2": [10.0, 0.0]},
        "distanceDisplayCondition": {"distanceDisplayCondition": [0.0, _SEEN_M]},
    }


def _rim() -> Packet:
    return {"outlineColor": _color(_WHITE), "outlineWidth": 1.0}


def _material(color: _Color, alpha: int) -> Packet:
    return {"solidColor": {"color": _color(color, alpha)}}


def _color(color: _Color, alpha: int = 255) -> Packet:
    return {"rgba": [*color, alpha]}


def _numbers(place: Place) -> list[float]:
    return [round(place.lon_deg, 7), round(place.lat_deg, 7), round(place.height_m, 2)]


def _interval(story: Story, start_s: float, end_s: float) -> str:
    return f"{story.moment(start_s)}/{story.moment(end_s)}"


def _id(sort: str, name: str) -> str:
    """Return the id of something named; the marks that have a meaning in a reference (# . backslash) are coded."""
    return f"{sort}/{quote(name, safe='').replace('.', '%2E')}"


def _html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _listed(story: Story, events: Sequence[Event]) -> str:
    rows = "".join(f"<li>{story.moment(e.time_s)} {escape(story.sentence(e))}</li>" for e in events)
    return f"<ul>{rows}</ul>" if rows else ""

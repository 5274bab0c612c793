"""CZML: the structure that the guide asks for, and where things are when."""

import json
import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from belfort.raid.export import to_czml
from tests.raid.export.replays import (
    CITY,
    GUNS,
    MISSILES,
    cast_of,
    events_of,
    flights_of,
    near,
    night,
    nothing,
    replays,
    scenario,
)

DRAWN = {"point", "label", "path", "polyline", "ellipse", "polygon"}
KNOWN = DRAWN | {"id", "name", "parent", "availability", "description", "position", "version", "clock"}


def moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def interval(text: str) -> tuple[datetime, datetime]:
    start, end = (moment(part) for part in text.split("/"))
    assert start <= end
    return start, end


def inside(value):
    """Yield every interval within a packet."""
    if isinstance(value, dict):
        if "interval" in value:
            yield interval(value["interval"])
        for part in value.values():
            yield from inside(part)
    elif isinstance(value, list):
        for part in value:
            yield from inside(part)


def samples_of(packet):
    """Return the moments and places of a position: rising, at the ends of the availability."""
    position = packet["position"]
    numbers = position["cartographicDegrees"]
    if "epoch" not in position:
        assert len(numbers) == 3
        return [(None, *numbers)]
    samples = np.array(numbers).reshape(-1, 4)
    assert len(samples) > 1
    assert (np.diff(samples[:, 0]) > 0.0).all()
    epoch = moment(position["epoch"])
    start, end = interval(packet["availability"])
    assert (start - epoch).total_seconds() == pytest.approx(samples[0, 0], abs=1e-6)
    assert (end - epoch).total_seconds() == pytest.approx(samples[-1, 0], abs=1e-6)
    return [tuple(row) for row in samples.tolist()]


def unquoted(reference: str) -> tuple[str, str]:
    """Return id and property of a reference; ours need no backslash."""
    assert "\\" not in reference
    id_, name = reference.split("#")
    assert "." not in id_
    return id_, name


def checked(replay):
    """Return the packets by id, after checking what the guide asks of every document."""
    text = json.dumps(to_czml(replay), allow_nan=False)
    packets = json.loads(text)
    document, *others = packets
    assert (document["id"], document["version"]) == ("document", "1.0")
    found = {packet["id"]: packet for packet in packets}
    assert len(found) == len(packets)
    first, last = interval(document["clock"]["interval"])
    assert first < last
    assert first <= moment(document["clock"]["currentTime"]) <= last
    for packet in others:
        assert packet.keys() <= KNOWN
        assert packet.get("parent", "units") in found
        assert not re.search("[<>]", re.sub("</?(p|ul|li)>", "", packet.get("description", "")))
        present = interval(packet.get("availability", document["clock"]["interval"]))
        for start, end in (present, *inside(packet)):
            assert first <= start <= end <= last
        if packet.keys() & DRAWN:
            for _, lon, lat, _ in samples_of(packet):
                assert -180.0 <= lon <= 180.0
                assert -90.0 <= lat <= 90.0
        for reference in packet.get("polyline", {}).get("positions", {}).get("references", []):
            id_, name = unquoted(reference)
            assert name in found[id_]
            assert found[id_].get("availability", packet["availability"]) == packet["availability"]
    return found


def seconds(replay, text):
    start, end = interval(text)
    return tuple((t - replay.scenario.start).total_seconds() for t in (start, end))


def test_the_document_says_what_it_is():
    replay = night()
    found = checked(replay)
    document = found["document"]
    for part in ("simulation", "public sources", "drone-night", "replicate 12", "0.1.0", "a" * 64):
        assert part in document["description"]
        assert part in found["log"]["description"]
    assert document["clock"]["interval"] == "2030-03-01T22:00:00.000Z/2030-03-01T22:16:40.000Z"


def test_units_assets_threats_and_shots_are_there():
    found = checked(night())
    assert {id_ for id_ in found if "/" in id_} == {
        "asset/antwerp-airport",
        "asset/Li%C3%A8ge%2C%20%22the%0Acity%22%20%3Cb%3E%20%26%20%7C%20wharf",
        "unit/unit%2Eone%232",
        "unit/Eenheid%20twee%2C%20%E2%80%99t%20Zand",
        *(f"threat/{n}" for n in (0, 1, 3, 4, 7)),
        *(f"shot/{n}" for n in (0, 1, 2)),
        "mark/0",
        "mark/1",
    }
    city = next(p for p in found.values() if p.get("name") == CITY)
    assert city["ellipse"]["semiMajorAxis"] == 1500.0
    assert "ellipse" not in found["asset/antwerp-airport"]
    assert "<b>" not in found["threat/1"]["description"]
    assert "&lt;b&gt;" in found["threat/1"]["description"]


def test_an_asset_with_corners_is_an_area():
    ground = scenario()
    corners = (near(0.0, 0.0), near(0.0, 0.1), near(0.1, 0.1))
    area = replace(ground, assets=(replace(ground.assets[0], corners=corners), *ground.assets[1:]))
    asset = checked(night(scenario=area))["asset/antwerp-airport"]
    assert "ellipse" not in asset
    assert asset["polygon"]["positions"]["cartographicDegrees"] == pytest.approx(
        [4.46, 51.19, 0.0, 4.56, 51.19, 0.0, 4.56, 51.29, 0.0]
    )


def test_threats_move_and_vanish_when_killed():
    replay = night()
    found = checked(replay)
    assert seconds(replay, found["threat/0"]["availability"]) == (100.0, 355.25)
    assert seconds(replay, found["mark/0"]["availability"]) == (355.25, 360.25)
    assert found["mark/0"]["position"]["cartographicDegrees"] == list(samples_of(found["threat/0"])[-1][1:])
    assert seconds(replay, found["threat/7"]["availability"]) == (650.0, 650.0)
    rows = np.array(samples_of(found["threat/0"]))
    at = [np.interp(220.0, rows[:, 0], rows[:, i]) for i in (1, 2, 3)]
    assert at == pytest.approx([5.4 - 0.4 * 0.4, 51.6 - 0.2 * 0.4, 800.0], abs=1e-6)


def test_straight_lines_between_samples_stay_near_the_arc():
    """Cesium goes straight through space: half way it is lower than the samples by the sagitta."""
    lon, lat = np.radians(np.array(samples_of(checked(night())["threat/4"]))[:, 1:3]).T
    arrows = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    halfway = np.linalg.norm(0.5 * (arrows[:, 1:] + arrows[:, :-1]), axis=0)
    assert 1.0 < (1.0 - halfway).max() * 6.371e6 < 8.0
    assert len(lon) < 12


def test_the_colour_says_what_is_known():
    replay = night()
    colors = checked(replay)["threat/0"]["point"]["color"]
    assert [seconds(replay, c["interval"]) for c in colors] == [
        (100.0, 200.0),
        (200.0, 230.0),
        (230.0, 355.25),
    ]
    assert [c["rgba"][3] for c in colors] == sorted({c["rgba"][3] for c in colors})
    friend = checked(replay)["threat/7"]["point"]["color"]
    assert [c["rgba"] for c in friend] == [[37, 99, 235, 255]]
    lost = checked(replay)["unit/Eenheid%20twee%2C%20%E2%80%99t%20Zand"]["point"]["color"]
    assert [seconds(replay, c["interval"]) for c in lost] == [(0.0, 800.0), (800.0, 1000.0)]


def test_shots_go_from_unit_to_meeting():
    replay = night()
    found = checked(replay)
    shot = found["shot/1"]
    (start_s, *begins), (end_s, *meets) = samples_of(shot)
    assert (start_s, end_s) == seconds(replay, shot["availability"]) == (350.0, 355.25)
    unit = next(p for p in found.values() if p.get("name") == GUNS)
    assert begins == unit["position"]["cartographicDegrees"]
    assert meets == list(samples_of(found["threat/0"])[-1][1:])
    assert shot["polyline"]["positions"]["references"] == ["unit/unit%2Eone%232#position", "shot/1#position"]
    assert MISSILES in found["shot/0"]["description"]


def test_the_last_event_is_written_on_the_map():
    replay = night()
    texts = checked(replay)["log"]["label"]["text"]
    spans = [seconds(replay, t["interval"]) for t in texts]
    assert all(one[1] == two[0] for one, two in pairwise(spans))
    assert spans[-1] == (1000.0, 1000.0)
    both = next(t["string"] for t, (start_s, _) in zip(texts, spans, strict=True) if start_s == 450.0)
    assert "which is civil; " in both


def test_the_clock_runs_until_the_last_mark_is_gone():
    last = night(
        events=events_of([(700.0, "killed", 0, {})]), flights=flights_of({0: [(0.0, 51.0, 5.0, 80.0)]})
    )
    assert seconds(last, checked(last)["document"]["clock"]["interval"]) == (0.0, 705.0)
    assert seconds(last, checked(nothing())["document"]["clock"]["interval"]) == (0.0, 1.0)


def test_an_empty_raid_and_empty_ground_are_documents():
    found = checked(nothing())
    assert not any(id_.startswith(("threat/", "shot/", "mark/")) for id_ in found)
    assert "label" not in found["log"]
    assert "unit/skyranger" not in checked(
        night(scenario=scenario((), ()), events=events_of([]), cast=cast_of({}), flights=flights_of({}))
    )


@settings(max_examples=60)
@given(replays())
def test_any_replay_is_a_document(replay):
    found = checked(replay)
    flown = set(replay.flights.threat.tolist())
    assert {int(id_[7:]) for id_ in found if id_.startswith("threat/")} == flown
    listed = found["log"]["description"].count("<li>")
    assert listed == len(replay.events)
    names = {packet["name"] for id_, packet in found.items() if id_.startswith("unit/")}
    assert names == {unit.name for unit in replay.scenario.units}


def as_czml3(value):
    """Return a packet in the two spellings that the library insists on and CZML does not."""
    if isinstance(value, list):
        return [as_czml3(part) for part in value]
    if not isinstance(value, dict):
        return value
    spelt = {name: as_czml3(part) for name, part in value.items()}
    if isinstance(spelt.get("heightReference"), str):
        spelt["heightReference"] = {"heightReference": spelt["heightReference"]}
    if isinstance(spelt.get("distanceDisplayCondition"), list):
        spelt["distanceDisplayCondition"] = {"values": spelt["distanceDisplayCondition"]}
    return spelt


@pytest.mark.parametrize("replay", [night(), nothing()], ids=["night", "nothing"])
def test_another_program_takes_the_packets(replay):
    """The library czml3, where it is there, refuses properties and values that CZML does not have."""
    czml3 = pytest.importorskip("czml3")
    for packet in to_czml(replay):
        czml3.Packet.model_validate_json(json.dumps(as_czml3(packet)))

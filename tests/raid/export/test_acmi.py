"""ACMI: a strict reader finds again all that was written."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from math import degrees

import numpy as np
import pytest
from hypothesis import given, settings

from belfort.raid.export import to_acmi
from tests.raid.export.recordings import read
from tests.raid.export.replays import (
    CITY,
    GUNS,
    MISSILES,
    cast_of,
    events_of,
    flights_of,
    night,
    nothing,
    replays,
)

ENDINGS = ("killed", "soft-killed", "leaked", "left")


def shown(text: str) -> str:
    """Return a text as a recording can hold it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "/")
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]", " ", text)


def test_the_file_says_what_it_is():
    said = read(to_acmi(night())).said
    assert said["ReferenceTime"] == "2030-03-01T22:00:00Z"
    assert said["RecordingTime"] == "2026-03-01T12:00:00.000Z"
    assert said["Title"] == "One night, of many\nreplicate 12"
    for part in ("simulation", "public sources", "drone-night", "replicate 12", "0.1.0", "a" * 64):
        assert part in said["Comments"]


def test_threats_fly_their_path_and_vanish_when_killed():
    recording = read(to_acmi(night()))
    killed = recording.called("threat 0")
    times = [s[0] for s in killed.samples]
    assert times == [100.0, 355.25]
    assert killed.removed_s == 355.25
    share = 255.25 / 300.0
    expected = (355.25, 5.4 - 0.4 * share, 51.6 - 0.2 * share, 800.0)
    assert killed.samples[1] == pytest.approx(expected, abs=1e-7)
    assert [t for t, kind, ids, _ in recording.events if kind == "Destroyed"] == [355.25]
    assert recording.called("threat 1").samples[-1] == (900.0, 4.46, 51.19, 0.0)
    assert recording.called("decoy 3").removed_s == 400.0
    assert recording.called("friend 7").removed_s is None
    assert recording.called("friend 7").samples == [(650.0, 4.5, 51.3, 2000.0)]


def test_unchanged_parts_of_a_place_are_left_out():
    assert "T=||\n" not in to_acmi(night())
    hover = {0: [(1.0, 51.0, 5.0, 80.0), (2.0, 51.0, 5.0, 80.0), (3.0, 51.0, 5.1, 80.0)]}
    hovering = night(events=events_of([]), flights=flights_of(hover))
    text = to_acmi(hovering)
    assert "#2\n3000000,T=||\n#3\n3000000,T=5.1||\n" in text
    assert len(read(text).called("threat 0").samples) == 3


def test_shots_fly_from_their_unit_to_the_meeting():
    recording = read(to_acmi(night()))
    guns, missiles = recording.called(GUNS), recording.called(MISSILES)
    shots = [t for t in recording.things.values() if "Parent" in t.said]
    assert [(s.samples[0][0], s.removed_s) for s in shots] == [
        (300.0, 340.0),
        (350.0, 355.25),
        (450.0, 460.0),
    ]
    assert [recording.things[s.said["Parent"]] for s in shots] == [missiles, guns, guns]
    assert [s.said["Type"] for s in shots] == ["Weapon+Missile", "Projectile+Shell", "Projectile+Shell"]
    assert shots[0].said["Name"].startswith("2 × ")
    assert shots[1].samples[0][1:] == guns.samples[0][1:]
    assert shots[1].samples[1] == recording.called("threat 0").samples[1]


def test_what_happens_is_told_with_names_as_they_are():
    recording = read(to_acmi(night()))
    texts = {text: (time_s, ids) for time_s, kind, ids, text in recording.events if kind == "Message"}
    threat = next(n for n, t in recording.things.items() if t.said.get("CallSign") == "threat 1")
    assert texts[f"Shahed-136 / Geran-2 no. 1 reaches {CITY.replace('|', '/')}"] == (900.0, [threat])
    assert any(text.endswith(f"is detected by {GUNS}") for text in texts)
    assert recording.called(MISSILES).said["Disabled"] == "1"
    assert {t.said["Name"] for t in recording.things.values() if t.said["Color"] == "Violet"} == {
        "antwerp-airport",
        CITY,
    }
    marks = [t for t in recording.things.values() if t.said["Type"] == "Misc+Explosion"]
    assert [(t.said["Name"], t.samples[0][0], t.removed_s) for t in marks] == [
        ("explosion", 355.25, 360.25),
        ("impact", 900.0, 905.0),
    ]


def test_an_empty_raid_shows_what_stands():
    recording = read(to_acmi(nothing()))
    assert {len(t.samples) for t in recording.things.values()} == {1}
    assert len(recording.things) == 4
    assert recording.events == []


def test_what_happens_before_the_start_moves_the_reference_back():
    early = night(
        events=events_of([(-3.25, "start", 0, {})]), flights=flights_of({0: [(-3.25, 51.0, 5.0, 80.0)]})
    )
    recording = read(to_acmi(early))
    assert recording.reference == datetime(2030, 3, 1, 21, 59, 56, tzinfo=UTC)
    assert recording.called("threat 0").samples[0][0] == 0.75


def test_ids_do_not_move_when_a_threat_less_is_recorded():
    fewer = night(flights=flights_of({1: [(110.5, 51.0, 5.4, 60.0)]}))
    one, two = read(to_acmi(night())), read(to_acmi(fewer))
    for callsign in ("threat 1", GUNS, MISSILES):
        assert [n for n, t in one.things.items() if t.said.get("CallSign") == callsign] == [
            n for n, t in two.things.items() if t.said.get("CallSign") == callsign
        ]


def test_over_the_date_line_a_threat_does_not_turn_back():
    paths = {0: [(0.0, 10.0, 179.0, 100.0), (100.0, 10.0, -179.0, 100.0)]}
    crossing = night(
        events=events_of([(75.0, "killed", 0, {})]), flights=flights_of(paths), cast=cast_of({0: "threat"})
    )
    assert read(to_acmi(crossing)).called("threat 0").samples[-1][1] == pytest.approx(-179.5)


def expected_path(replay, threat):
    """Return rounded times and places of a threat, by the slow way, and when it is gone."""
    events, flights = replay.events, replay.flights
    rows = [i for i in np.argsort(flights.time_s, kind="stable") if flights.threat[i] == threat]
    path = {}
    for i in rows:
        place = (degrees(flights.lon_rad[i]), degrees(flights.lat_rad[i]), flights.alt_msl_m[i])
        path[round(flights.time_s[i], 3)] = place
    ends = [
        round(t, 3)
        for t, n, k in zip(events.time_s, events.threat, events.kind, strict=True)
        if n == threat and k in ENDINGS
    ]
    end = max(min(ends), min(path)) if ends and path else None
    return {t: p for t, p in path.items() if end is None or t <= end}, end


@settings(max_examples=60)
@given(replays())
def test_the_reader_finds_all_of_any_replay(replay):
    recording = read(to_acmi(replay))
    start = replay.scenario.start
    offset = (recording.reference - start) / timedelta(seconds=1)
    assert recording.said["Title"] == shown(replay.title)
    standing = Counter(shown(x.name) for x in replay.scenario.units)
    assert Counter(t.said["CallSign"] for t in recording.things.values() if "CallSign" in t.said) >= standing
    flown = set(replay.flights.threat.tolist())
    for threat, role in zip(replay.cast.threat.tolist(), replay.cast.role.tolist(), strict=True):
        thing = recording.things.get(f"{0x3000000 + threat:x}")
        assert (thing is not None) == (threat in flown)
        if thing is None:
            continue
        path, end = expected_path(replay, threat)
        assert thing.said["CallSign"] == f"{role} {threat}"
        assert (thing.removed_s is None) == (end is None)
        if end is not None:
            assert thing.removed_s + offset == pytest.approx(end, abs=6e-4)
        found = {round(t + offset, 3): place for t, *place in thing.samples}
        assert set(found) == set(path) | ({end} if end is not None else set())
        for time_s, (lon, lat, alt) in path.items():
            turn = (found[time_s][0] - lon + 180.0) % 360.0 - 180.0
            assert abs(turn) <= 1e-7
            assert found[time_s][1:] == pytest.approx([lat, alt], abs=6e-3)
            assert found[time_s][1] == pytest.approx(lat, abs=1e-7)
    told = [t for t, kind, *_ in recording.events if kind == "Message"]
    assert np.allclose(sorted(np.array(told) + offset), np.sort(replay.events.time_s), atol=6e-4)

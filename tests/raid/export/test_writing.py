"""Files: what is written is read back, whole, and parts that do not fit are refused."""

import io
import json
import zipfile
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from belfort.raid.export import (
    KINDS,
    CastTable,
    EventTable,
    FlightTable,
    to_acmi,
    to_czml,
    write_replay,
)
from belfort.records import RecordsError
from tests.raid.export.recordings import read
from tests.raid.export.replays import PROVENANCE, cast_of, events_of, flights_of, night, nothing


@pytest.mark.parametrize("replay", [night(), nothing()], ids=["night", "nothing"])
def test_tables_come_back_from_parquet(tmp_path, replay):
    paths = write_replay(replay, tmp_path, ["parquet"])
    assert [p.name for p in paths] == [
        f"drone-night-12.{table}.parquet" for table in ("events", "flights", "cast")
    ]
    for path, kind, table in zip(
        paths,
        (EventTable, FlightTable, CastTable),
        (replay.events, replay.flights, replay.cast),
        strict=True,
    ):
        back, provenance = kind.from_parquet(path)
        assert back.equals(table)
        assert provenance == PROVENANCE


def test_texts_are_written_whole_and_in_utf8(tmp_path):
    replay = night(raid="été/../x")
    folder = tmp_path / "a" / "b"
    czml, acmi, zipped = write_replay(replay, folder, ("czml", "acmi", "acmi-zip"))
    assert sorted(p.name for p in folder.iterdir()) == sorted(p.name for p in (czml, acmi, zipped))
    assert czml.name == "été-x-12.czml"
    assert json.loads(czml.read_text("utf8")) == json.loads(json.dumps(to_czml(replay)))
    content = acmi.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfFileType=text/acmi/tacview\n")
    assert content.decode("utf-8-sig") == to_acmi(replay)
    with zipfile.ZipFile(io.BytesIO(zipped.read_bytes())) as archive:
        assert archive.namelist() == ["été-x-12.txt.acmi"]
        assert archive.read("été-x-12.txt.acmi") == content
    before = zipped.read_bytes()
    assert write_replay(replay, folder, ("acmi-zip",)) == (zipped,)
    assert zipped.read_bytes() == before


def test_unless_told_all_formats_but_the_archive_are_written(tmp_path):
    assert [p.suffix for p in write_replay(night(), tmp_path)] == [".parquet"] * 3 + [".czml", ".acmi"]


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ValueError, match=r"unknown 'kml'; known are parquet, czml"):
        write_replay(night(), tmp_path / "x", ("czml", "kml"))
    assert not (tmp_path / "x").exists()


def test_every_kind_can_be_told():
    rows = [(float(i), kind, 1, {}) for i, kind in enumerate(KINDS)]
    told = [
        text for _, kind, _, text in read(to_acmi(night(events=events_of(rows)))).events if kind == "Message"
    ]
    assert len(told) == len(KINDS)
    assert all("Shahed-136 / Geran-2 no. 1" in text or "has reloaded" in text for text in told)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"events": events_of([(1.0, "vanished", 0, {})])}, "events.kind: unknown 'vanished'"),
        ({"events": events_of([(1.0, "killed", 5, {})])}, "events.threat: unknown 5"),
        ({"events": events_of([(1.0, "fired", 0, {"unit": "x"})])}, "events.unit: unknown 'x'"),
        ({"events": events_of([(1.0, "leaked", 0, {"asset": "x"})])}, "events.asset: unknown 'x'"),
        ({"events": events_of([(nan, "killed", 0, {})])}, "events.time_s: is no number"),
        ({"events": events_of([(2.0, "fired", 0, {"until_s": 1.0})])}, "events.until_s: lies before time_s"),
        ({"events": events_of([(2.0, "fired", 0, {"n_shots": -1})])}, "events.n_shots: is negative"),
        ({"events": events_of([(2.0, "killed", -1, {})])}, "events.threat: none is named for 'killed'"),
        ({"flights": flights_of({9: [(0.0, 51.0, 4.0, 0.0)]})}, "flights.threat: unknown 9"),
        ({"flights": flights_of({0: [(0.0, 91.0, 4.0, 0.0)]})}, "flights.lat_rad: lies beyond a pole"),
        ({"flights": flights_of({0: [(0.0, 51.0, nan, 0.0)]})}, "flights.lon_rad: lies more than once"),
        ({"flights": flights_of({0: [(0.0, 51.0, 4.0, np.inf)]})}, "flights.alt_msl_m: is not finite"),
        ({"cast": cast_of({0: "ally", 1: "threat", 3: "threat", 4: "civil", 7: "friend"})}, "unknown 'ally'"),
        ({"title": "\ud800"}, "is text that UTF-8 cannot hold"),
    ],
)
def test_parts_that_do_not_fit_are_named(change, fault):
    with pytest.raises(RecordsError, match=r"replay of 'drone-night'") as caught:
        night(**change)
    assert fault in str(caught.value)


def test_a_threat_cast_twice_or_numbered_below_zero_is_named():
    cast = cast_of({0: "threat", 1: "threat", 3: "decoy", 4: "civil", 7: "friend", -2: "threat"})
    with pytest.raises(RecordsError, match=r"cast.threat: 0 comes twice; .*-2 is not from 0") as caught:
        night(cast=CastTable.concat([cast, cast.take(np.array([0]))]))
    assert "replay of" in str(caught.value)
    assert replace(night(), replicate=3).replicate == 3

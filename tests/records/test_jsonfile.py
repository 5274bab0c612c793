"""JSON files and provenance: there and back exactly, stable bytes, and refusals that name the place."""

import json
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import belfort
from belfort.records import Provenance, ProvenanceError, RecordsError, read_json, write_json
from tests.records.tables import provenance

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(LEAVES, lambda v: st.lists(v, max_size=4) | st.dictionaries(TEXT, v, max_size=4))


@given(payload=VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_json_round_trip(payload, tmp_path):
    origin = provenance()
    write_json(tmp_path / "a.json", payload, origin)
    assert read_json(tmp_path / "a.json") == (payload, origin)


def test_the_same_values_give_the_same_bytes(tmp_path):
    origin = provenance()
    write_json(tmp_path / "a.json", {"b": 1, "a": [2.5, "ž"]}, origin)
    write_json(tmp_path / "b.json", {"a": [2.5, "ž"], "b": 1}, origin)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert "ž" in (tmp_path / "a.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"tracks": [{"speed_mps": float("nan")}]}, r"payload\.tracks\[0\]\.speed_mps is nan"),
        ([float("inf"), -float("inf")], r"payload\[0\] is inf; payload\[1\] is -inf"),
        ({"a": np.float64(1.0)}, r"payload\.a is of type float64"),
        ({"a": np.zeros(2)}, r"payload\.a is of type ndarray"),
        ({"a": (1, 2)}, r"payload\.a is of type tuple"),
        ({3: "x"}, r"payload has the key 3, which is not text"),
        ("\ud800", r"payload is text that UTF-8 cannot hold"),
    ],
)
def test_what_json_cannot_hold_is_refused_by_place(payload, words, tmp_path):
    with pytest.raises(RecordsError, match=rf"a\.json: {words}"):
        write_json(tmp_path / "a.json", payload, provenance())
    assert not list(tmp_path.iterdir())


def test_a_payload_without_end_is_refused(tmp_path):
    endless: list = []
    endless.append(endless)
    with pytest.raises(RecordsError, match="nested more than 100 deep"):
        write_json(tmp_path / "a.json", endless, provenance())


GOOD = json.dumps(provenance().to_dict())


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (b"", RecordsError, "not a readable JSON file"),
        (b'{"payload": 1, ', RecordsError, "not a readable JSON file"),
        (b"\xff\xfe", RecordsError, "not a readable JSON file"),
        (b"[" * 100_000, RecordsError, "not a readable JSON file"),
        (b'{"payload": NaN, "provenance": {}}', RecordsError, "it holds NaN"),
        (b'{"payload": {"a": 1, "a": 2}, "provenance": {}}', RecordsError, "the key 'a' twice"),
        (b'{"payload": 1}', ProvenanceError, "the file carries no provenance"),
        (b"[1]", ProvenanceError, "the file carries no provenance"),
        (b'{"payload": 1, "provenance": 3}', ProvenanceError, "provenance must be a mapping, found int"),
        (b'{"provenance": {}}', RecordsError, "expected payload and provenance, found provenance"),
        (b'{"payload": 1, "provenance": {"seed": 1}}', ProvenanceError, "version is missing"),
    ],
)
def test_a_file_that_is_not_ours_is_refused(text, error, words, tmp_path):
    (tmp_path / "a.json").write_bytes(text)
    with pytest.raises(error, match=rf"a\.json: .*{words}"):
        read_json(tmp_path / "a.json")


def test_no_file_is_a_sentence(tmp_path):
    with pytest.raises(RecordsError, match=r"absent\.json: not a readable JSON file: .*No such file"):
        read_json(tmp_path / "absent.json")


# Provenance -----------------------------------------------------------------------------------------------


def test_now_is_this_version_at_this_moment():
    before = datetime.now(UTC)
    origin = Provenance.now(scenario_hash="a", catalogue_hash="b", seed=0, command="belfort raid x.toml")
    assert before <= origin.created_utc <= datetime.now(UTC)
    assert origin.version == belfort.__version__
    assert origin.command == "belfort raid x.toml"


@given(
    texts=st.tuples(TEXT, TEXT, TEXT, TEXT),
    seed=st.integers(0, 2**64 - 1),
    moment=st.datetimes(timezones=st.just(UTC)),
)
def test_provenance_round_trip(texts, seed, moment):
    origin = Provenance(*texts[:3], seed, moment, texts[3])
    assert Provenance.from_dict(json.loads(json.dumps(origin.to_dict()))) == origin


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"created_utc": datetime(2026, 1, 1)}, "created_utc must be a time in UTC"),  # noqa: DTZ001
        ({"created_utc": datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2)))}, "created_utc must be"),
        ({"created_utc": "yesterday"}, "created_utc must be a time in UTC, found 'yesterday'"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": 2**64}, "seed must be a whole number"),
        ({"seed": True}, "seed must be a whole number"),
        ({"seed": 1.0, "version": 3}, "version must be text, found 3; seed must be"),
    ],
)
def test_provenance_that_makes_no_sense_is_refused(change, words):
    values = {**provenance().to_dict(), **change}
    with pytest.raises(ProvenanceError, match=rf"a file: provenance: {words}"):
        Provenance.from_dict(values, "a file")


def test_unknown_entries_are_refused():
    with pytest.raises(ProvenanceError, match="colour is unknown"):
        Provenance.from_dict({**provenance().to_dict(), "colour": "red"})


def test_the_command_may_be_absent():
    values = provenance().to_dict()
    del values["command"]
    assert Provenance.from_dict(values).command == ""

"""Arrow and Parquet: there and back without loss, and refusals that say where and why."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from belfort.records import ProvenanceError, RecordsError, arrow
from tests.records.tables import Plots, any_plots, plots, provenance

AWKWARD = Plots(
    np.array([-(2**63), 2**63 - 1]),
    np.array([np.nan, -0.0]),
    np.array([np.inf, 1e-45], np.float32),
    np.array([-(2**31), 2**31 - 1], np.int32),
    np.array([0, 2**32 - 1], np.uint32),
    np.array([0, 255], np.uint8),
    np.array([True, False]),
    np.array(["", "Ķīrbīß 🛰 \x00"], dtype=object),
)


@given(table=any_plots)
def test_arrow_round_trip(table):
    assert Plots.from_arrow(table.to_arrow()).equals(table)


@given(table=any_plots)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_parquet_round_trip(table, tmp_path):
    origin = provenance()
    table.to_parquet(tmp_path / "plots.parquet", origin)
    back, read = Plots.from_parquet(tmp_path / "plots.parquet")
    assert back.equals(table)
    assert read == origin


@pytest.mark.parametrize("table", [AWKWARD, Plots.empty(), plots(5000)], ids=["awkward", "empty", "long"])
def test_parquet_keeps_every_bit(table, tmp_path):
    table.to_parquet(tmp_path / "plots.parquet", provenance())
    back, _ = Plots.from_parquet(tmp_path / "plots.parquet")
    assert back.equals(table)
    for name, array in table.columns().items():
        if array.dtype.kind != "O":
            assert back.columns()[name].tobytes() == array.tobytes()
        assert not back.columns()[name].flags.writeable


def test_units_and_docs_travel(tmp_path):
    plots(1).to_parquet(tmp_path / "plots.parquet", provenance())
    field = pq.read_schema(tmp_path / "plots.parquet").field("range_m")
    assert field.metadata[b"unit"] == b"m"
    assert field.metadata[b"doc"].startswith(b"Slant range")


def test_columns_may_come_in_any_order_and_as_long_text():
    table = plots(3).to_arrow()
    turned = table.select(table.column_names[::-1])
    assert Plots.from_arrow(turned).equals(plots(3))
    long = table.set_column(7, "callsign", table["callsign"].cast(pa.large_string()))
    assert Plots.from_arrow(long).equals(plots(3))


def altered(path: Path, change) -> None:
    """Write a file whose Arrow table was changed."""
    arrow.write_parquet(change(plots(3).to_arrow()), path, provenance())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.drop_columns(["track", "mode"]), "column 'track' is missing; column 'mode' is missing"),
        (
            lambda t: t.append_column("extra", t["unit"]),
            "column 'extra' is unknown; expected time_ns, range_m",
        ),
        (lambda t: t.set_column(1, "range_m", t["unit"]), "column 'range_m' is int32, expected double"),
        (
            lambda t: t.set_column(1, "range_m", pa.array([1.0, None, 2.0])),
            "column 'range_m' has 1 nulls, expected none",
        ),
        (
            lambda t: t.set_column(3, "unit", pa.array([1, 2, 3])).drop_columns(["mode"]),
            "column 'mode' is missing;.*column 'unit' is int64, expected int32",
        ),
    ],
)
def test_a_file_with_other_columns_is_refused_by_name(change, words, tmp_path):
    altered(tmp_path / "odd.parquet", change)
    with pytest.raises(RecordsError, match=rf"odd\.parquet: .*{words}"):
        Plots.from_parquet(tmp_path / "odd.parquet")


def test_a_column_that_comes_twice_is_refused():
    table = plots(3).to_arrow()
    with pytest.raises(RecordsError, match=r"Arrow table: column 'unit' comes twice"):
        Plots.from_arrow(table.append_column("unit", table["unit"]))


def test_a_file_without_provenance_is_refused(tmp_path):
    pq.write_table(plots(3).to_arrow(), tmp_path / "bare.parquet")
    with pytest.raises(ProvenanceError, match=r"bare\.parquet: the file carries no provenance"):
        Plots.from_parquet(tmp_path / "bare.parquet")


def test_a_file_with_half_a_provenance_is_refused(tmp_path):
    table = plots(1).to_arrow().replace_schema_metadata({"belfort.provenance": '{"version": "1"}'})
    pq.write_table(table, tmp_path / "half.parquet")
    with pytest.raises(
        ProvenanceError, match=r"half\.parquet: provenance: catalogue_hash is missing; created"
    ):
        Plots.from_parquet(tmp_path / "half.parquet")


def test_a_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "cut.parquet"
    plots(2000).to_parquet(path, provenance())
    whole = path.read_bytes()
    for length in (0, 3, 4, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(RecordsError, match=r"cut\.parquet: not a readable Parquet file"):
            Plots.from_parquet(path)


def test_a_damaged_file_is_refused_or_reads_the_same(tmp_path):
    """Any one byte flipped: the reader refuses, or the byte carried nothing."""
    path = tmp_path / "damaged.parquet"
    table = plots(200)
    table.to_parquet(path, provenance())
    whole = path.read_bytes()
    n_refused = 0
    for place in range(4, len(whole) // 2, 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            back, _ = Plots.from_parquet(path)
            assert back.equals(table), place
        except RecordsError:
            n_refused += 1
    assert n_refused > 20


def test_no_file_is_a_sentence(tmp_path):
    with pytest.raises(RecordsError, match=r"absent\.parquet: not a readable Parquet file: .*No such file"):
        Plots.from_parquet(tmp_path / "absent.parquet")


def test_text_that_utf8_cannot_hold_is_refused(tmp_path):
    table = plots(1)
    broken = Plots(**{**table.columns(), "callsign": np.array(["\ud800"], dtype=object)})
    with pytest.raises(RecordsError, match="holds what UTF-8 cannot"):
        broken.to_parquet(tmp_path / "broken.parquet", provenance())
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "plots.parquet"
    plots(3).to_parquet(path, provenance())

    def half(table, file, **options):
        file.write(b"PAR1half")
        raise OSError("disk full")

    monkeypatch.setattr(pq, "write_table", half)
    with pytest.raises(OSError, match="disk full"):
        plots(4).to_parquet(path, provenance())
    assert [file.name for file in tmp_path.iterdir()] == ["plots.parquet"]
    assert Plots.from_parquet(path)[0].equals(plots(3))

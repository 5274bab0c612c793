"""Tables: what is checked, what is frozen, and the laws of take and concat."""

import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.records import RecordsError, Table
from belfort.records.columns import F64, I64, Text, columns_of, docs_of, unit_of
from tests.records.tables import Plots, any_plots, plots


@dataclass(frozen=True, slots=True)
class Pair(Table):
    a_m: F64
    b_s: F64


@dataclass(frozen=True, slots=True)
class Named(Pair):
    name: Text


def test_columns_come_in_order():
    assert list(plots(3).columns()) == [
        "time_ns",
        "range_m",
        "rcs_m2",
        "unit",
        "track",
        "mode",
        "is_friend",
        "callsign",
    ]
    assert [column.name for column in columns_of(Named)] == ["a_m", "b_s", "name"]


def test_a_table_is_frozen():
    table = plots(2)
    with pytest.raises(FrozenInstanceError):
        table.range_m = np.zeros(2)  # pyright: ignore[reportAttributeAccessIssue]
    for array in table.columns().values():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


def test_a_table_holds_views_and_leaves_the_givers_array_writable():
    own = np.zeros(3)
    table = Pair(own, np.zeros(3))
    own[0] = 7.0
    assert table.a_m[0] == 7.0


def test_a_strided_column_is_made_contiguous():
    table = Pair(np.arange(6.0)[::2], np.arange(3.0)[::-1])
    assert table.a_m.flags.c_contiguous
    assert table.b_s.flags.c_contiguous
    assert table.b_s.tolist() == [2.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("a_m", "b_s", "words"),
    [
        (
            np.zeros(2, int),
            np.zeros(2),
            r"a_m is int64 of shape \(2,\), expected a one-dim.* array of float64",
        ),
        (np.zeros(2, ">f8"), np.zeros(2), r"a_m is >f8"),
        (np.zeros((2, 1)), np.zeros(2), r"a_m is float64 of shape \(2, 1\)"),
        ([1.0], np.zeros(1), r"a_m is a list"),
        (np.zeros(2), np.zeros(3), r"Pair: columns differ in length: a_m 2, b_s 3"),
        (np.zeros(2, "f4"), np.zeros(2, "i4"), r"a_m is float32.*; b_s is int32"),
    ],
)
def test_a_wrong_column_is_refused(a_m, b_s, words):
    with pytest.raises(RecordsError, match=words):
        Pair(a_m, b_s)


@pytest.mark.parametrize("strange", [None, 3, b"x", np.str_("x")])
def test_text_is_nothing_but_text(strange):
    with pytest.raises(RecordsError, match=r"name holds .*array of str"):
        Named(np.zeros(2), np.zeros(2), np.array(["x", strange], dtype=object))


def test_an_annotation_that_is_no_column_type_is_refused():
    @dataclass(frozen=True, slots=True)
    class Wrong(Table):
        a_m: float

    with pytest.raises(TypeError, match="Wrong: not of a column type: a_m"):
        Wrong(1.0)


def test_empty():
    assert len(Plots.empty()) == 0
    assert Plots.empty().equals(plots(0))


@given(table=any_plots, data=st.data())
def test_take_by_mask_is_take_by_index(table, data):
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), dtype=bool)
    assert table.take(mask).equals(table.take(np.flatnonzero(mask)))
    assert len(table.take(mask)) == mask.sum()


@given(table=any_plots, cut=st.integers(0, 6))
def test_concat_undoes_a_cut(table, cut):
    assert Plots.concat([table.take(slice(cut)), table.take(slice(cut, None))]).equals(table)


@given(a=any_plots, b=any_plots, c=any_plots)
def test_concat_is_associative_and_empty_is_its_unit(a, b, c):
    left = Plots.concat([Plots.concat([a, b]), c])
    right = Plots.concat([a, Plots.concat([b, c])])
    assert left.equals(right)
    assert len(left) == len(a) + len(b) + len(c)
    assert Plots.concat([Plots.empty(), a]).equals(a)
    assert Plots.concat([]).equals(Plots.empty())


@given(table=any_plots)
def test_take_of_a_permutation_goes_back(table):
    order = np.random.default_rng(1).permutation(len(table))
    assert table.take(order).take(np.argsort(order)).equals(table)


def test_rows_that_are_not_there_are_refused():
    with pytest.raises(IndexError):
        plots(3).take(np.array([3]))
    with pytest.raises(IndexError):
        plots(3).take(np.array([True, False]))


def test_concat_refuses_another_type():
    with pytest.raises(RecordsError, match=r"Pair\.concat: cannot join Named"):
        Pair.concat([Named(np.zeros(1), np.zeros(1), np.array(["x"], dtype=object))])


def test_equals():
    assert plots(3).equals(plots(3))
    assert not plots(3).equals(plots(4))
    assert not plots(3).equals(plots(3, start=1))
    assert not plots(3).equals("plots")
    assert Pair(np.array([np.nan]), np.zeros(1)).equals(Pair(np.array([np.nan]), np.zeros(1)))
    assert not Pair(np.array([np.nan]), np.zeros(1)).equals(Pair(np.zeros(1), np.zeros(1)))


def test_a_table_can_be_sent_to_another_process():
    back = pickle.loads(pickle.dumps(plots(4)))
    assert back.equals(plots(4))


def test_units_and_docs():
    assert {column.name: column.unit for column in columns_of(Plots)} == {
        "time_ns": "ns",
        "range_m": "m",
        "rcs_m2": "m2",
        "unit": "",
        "track": "",
        "mode": "",
        "is_friend": "1",
        "callsign": "",
    }
    assert docs_of(Plots)["range_m"] == "Slant range from the sensor,\nNaN where it was not measured."
    assert "rcs_m2" not in docs_of(Plots)
    assert unit_of("m") == ""
    assert unit_of("n_missiles") == "1"


def test_docs_are_absent_where_the_source_is():
    scope = {"Table": Table, "dataclass": dataclass, "I64": I64, "__name__": "nowhere"}
    exec("@dataclass(frozen=True, slots=True)\nclass Lost(Table):\n    row: I64\n    'Doc.'", scope)
    assert docs_of(scope["Lost"]) == {}


def test_the_room_imports_without_the_slow_libraries():
    code = "import sys, belfort.records; print(*{'pyarrow', 'numba', 'scipy', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []

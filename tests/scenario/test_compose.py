"""What it means to write one scenario on top of another."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from belfort.scenario import load_scenario
from belfort.scenario.compose import MOST_LAYERS, NAMED_LISTS, example_names, find_file, merge
from belfort.scenario.read import Located, Source, parse_tree
from belfort.scenario.written.file import Scenario
from belfort.scenario.written.threats import Threats

SOURCE = Source("x.toml", "")


def located(value: Any, source: Source = SOURCE) -> Any:
    if isinstance(value, dict):
        return Located({k: located(v, source) for k, v in value.items()}, source, ())
    return [located(v, source) for v in value] if isinstance(value, list) else value


def tree(text: str) -> Located:
    return parse_tree(text.encode(), "x.toml")


NAMES = st.sampled_from(["one", "two", "three"])
VALUES = st.one_of(st.integers(0, 9), st.sampled_from(["x", "y"]), st.lists(st.integers(0, 9), max_size=2))
ROWS = st.lists(
    st.fixed_dictionaries({"name": NAMES}, optional={"a": VALUES, "b": VALUES}),
    max_size=3,
    unique_by=lambda row: row["name"],
)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "title": VALUES,
        "region": st.fixed_dictionaries({}, optional={"west": VALUES, "east": VALUES}),
        "units": ROWS,
        "assets": ROWS,
        "threats": st.fixed_dictionaries({}, optional={"raids": ROWS}),
        "links": st.lists(st.fixed_dictionaries({"from": NAMES}), max_size=2),
    },
).map(located)


@given(TABLES)
def test_nothing_on_top_changes_nothing(below: Located) -> None:
    assert merge(below, located({})) == below


@given(TABLES)
def test_on_top_of_nothing_it_is_itself(above: Located) -> None:
    assert merge(located({}), above) == above


@given(TABLES)
def test_on_top_of_itself_it_is_itself(both: Located) -> None:
    assert merge(both, both) == both


@given(TABLES, TABLES, TABLES)
def test_three_layers_merge_in_either_order(one: Located, two: Located, three: Located) -> None:
    """Holds without `remove` and without a place that displaces another: those look at what is below."""
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@given(TABLES, TABLES)
def test_later_wins_and_what_it_does_not_say_stays(below: Located, above: Located) -> None:
    merged = merge(below, above)
    assert set(merged) == {*below, *above}
    for key, value in above.items():
        if not isinstance(value, dict) and key not in NAMED_LISTS:
            assert merged[key] == value
    for key in set(below) - set(above):
        assert merged[key] == below[key]


@given(TABLES, TABLES)
def test_named_lists_merge_by_name_and_keep_their_order(below: Located, above: Located) -> None:
    merged = [row["name"] for row in merge(below, above).get("units", [])]
    old = [row["name"] for row in below.get("units", [])]
    new = [row["name"] for row in above.get("units", []) if row["name"] not in old]
    assert merged == old + new


@given(TABLES, TABLES)
def test_merging_changes_neither(below: Located, above: Located) -> None:
    before = repr((below, above))
    merge(below, above)
    assert repr((below, above)) == before


def test_remove_takes_away_and_only_that() -> None:
    below = tree('[[units]]\nname = "a"\n[[units]]\nname = "b"\n')
    above = tree('[[units]]\nname = "a"\nremove = true\n')
    assert merge(below, above) == {"units": [{"name": "b"}]}


def test_a_name_removed_may_come_again() -> None:
    below = tree('[[units]]\nname = "a"\nx = 1\n')
    above = tree('[[units]]\nname = "a"\nremove = true\n[[units]]\nname = "a"\ny = 2\n')
    assert merge(below, above) == {"units": [{"name": "a", "y": 2}]}


def test_a_name_twice_on_top_stays_twice_for_the_checks_to_name() -> None:
    below = tree('[[units]]\nname = "a"\n')
    above = tree('[[units]]\nname = "a"\n[[units]]\nname = "a"\n')
    assert [row["name"] for row in merge(below, above)["units"]] == ["a", "a"]


def test_a_place_of_another_kind_displaces_the_old() -> None:
    below = tree('[[units]]\nname = "a"\nat = "x"\n[[assets]]\nname = "b"\narea = []\n')
    above = tree('[[units]]\nname = "a"\nsites = []\n[[assets]]\nname = "b"\nat = "y"\n')
    merged = merge(below, above)
    assert merged == {"units": [{"name": "a", "sites": []}], "assets": [{"name": "b", "at": "y"}]}


def test_every_table_knows_its_file(tmp_path: Path) -> None:
    below = parse_tree(b"[region]\nwest = 1\n[terrain]\n", "below.toml")
    above = parse_tree(b"[region]\neast = 2\n[dates]\n", "above.toml")
    merged = merge(below, above)
    names = {key: merged[key].source.name for key in merged}
    assert names == {"region": "above.toml", "terrain": "below.toml", "dates": "above.toml"}


def test_the_lists_merged_by_name_are_those_of_the_language() -> None:
    for key, name in NAMED_LISTS.items():
        model = Scenario if key in Scenario.model_fields else Threats
        row = model.model_fields[key].annotation.__args__[0]
        assert name in row.model_fields


def test_examples_load_by_name_and_by_path(tmp_path: Path) -> None:
    assert {"tiny", "benelux"} <= set(example_names())
    assert MOST_LAYERS == 10
    file = find_file("tiny")
    assert file is not None
    copy = tmp_path / "copy.toml"
    copy.write_bytes(file.read_bytes())
    assert load_scenario(copy).hash == load_scenario("tiny").hash
    assert find_file("copy.toml", tmp_path) == copy
    assert find_file("copy.toml") is None
    assert find_file("tiny.toml") is None


def test_extending_an_example_by_nothing_is_that_example(tmp_path: Path) -> None:
    for name in example_names():
        file = tmp_path / f"on-{name}.toml"
        file.write_text(f'belfort = 1\ntitle = "Again"\nextends = "{name}"\n', encoding="utf8")
        again, example = load_scenario(file), load_scenario(name)
        assert again.hash == example.hash
        assert {k: o.hash for k, o in again.options.items()} == {
            k: o.hash for k, o in example.options.items()
        }

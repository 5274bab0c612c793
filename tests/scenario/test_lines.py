"""The line of every key and list item, against text whose lines are known because it was written here."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belfort.scenario.faults import Place
from belfort.scenario.read import Source, _Lines, parse_tree
from tests.scenario.test_cases import VALID


@dataclass
class Writer:
    """Writes TOML line by line and notes where each thing went."""

    choose: Any
    lines: list[str] = field(default_factory=list)
    where: dict[Place, int] = field(default_factory=dict)

    def pick(self, *ways: Any) -> Any:
        return self.choose(st.sampled_from(ways))

    def line(self, text: str, *places: Place) -> None:
        for place in places:
            self.where.setdefault(place, len(self.lines) + 1)
        self.lines.append(text)

    def clutter(self) -> None:
        for text in self.pick((), ("",), ("# [not] = a { key }",), ("", "  # x = 'y", "\t")):
            self.line(text)

    def document(self, tables: dict[str, Any], place: Place = ()) -> None:
        plain = {k: v for k, v in tables.items() if not isinstance(v, dict) and not is_tables(v)}
        for key, value in plain.items():
            self.clutter()
            self.pair(key, value, place)
        for key, value in tables.items():
            for i, table in enumerate(value) if is_tables(value) else []:
                self.clutter()
                here = (*place, key, i)
                self.line(f"[[{'.'.join(self.key(p) for p in here if isinstance(p, str))}]]", *around(here))
                self.document(table, here)
            if isinstance(value, dict):
                self.clutter()
                here = (*place, key)
                self.line(f"[{' . '.join(self.key(p) for p in here if isinstance(p, str))}]", *around(here))
                self.document(value, here)

    def key(self, key: str) -> str:
        return self.pick(key, f'"{key}"', f"'{key}'")

    def pair(self, key: str, value: Any, place: Place) -> None:
        self.line(f"{self.pick('', '  ')}{self.key(key)} {self.pick('=', ' = ')} ", (*place, key))
        self.value(value, (*place, key))
        self.lines[-1] += self.pick("", " ", " # comment ] } =", "\t#")

    def value(self, value: Any, place: Place) -> None:
        """Add a value to the current line; a list may go on over several."""
        self.where.setdefault(place, len(self.lines))
        if not isinstance(value, list):
            self.text(value)
            return
        self.lines[-1] += "["
        for i, item in enumerate(value):
            if self.pick(True, False):
                self.lines[-1] += self.pick("", " # [ , ]")
                self.line("   ")
            self.value(item, (*place, i))
            self.lines[-1] += self.pick(",", " , ") if i < len(value) - 1 else self.pick("", ",")
        self.lines[-1] += "]"

    def text(self, value: Any) -> None:
        if isinstance(value, str):
            first, *rest = self.pick(
                [f'"{value}"'], [f"'{value}'"], ['"""', f'{value} "" # ] "'], ["'''", "[", f"{value} '' #"]
            )
            self.lines[-1] += first
            for line in rest:
                self.line(line)
            self.lines[-1] += first if rest else ""
        else:
            self.lines[-1] += str(value)


def is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def around(place: Place) -> list[Place]:
    return [place[: i + 1] for i in range(len(place))]


KEYS = st.sampled_from(["a", "b", "name", "x-1", "low_deg", "7"])
SCALARS = st.one_of(st.integers(0, 99), st.sampled_from(["", "text", "a ] } = , #", "1.5", "true"]))
LISTS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
TABLES = st.recursive(
    st.dictionaries(KEYS, LISTS, max_size=3),
    lambda inner: st.dictionaries(
        KEYS, st.one_of(LISTS, inner, st.lists(inner, min_size=1, max_size=3)), max_size=4
    ),
    max_leaves=8,
)


@given(TABLES, st.data())
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_lines_are_those_they_were_written_on(tables: dict[str, Any], data: st.DataObject) -> None:
    writer = Writer(data.draw)
    writer.document(tables)
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(writer.lines)
    tomli.loads(text)
    found = _Lines(text).find()
    assert {place: found.get(place) for place in writer.where} == writer.where
    assert set(found) == set(writer.where)


INLINE = """\
a.b.c = 1
a.b.d = { x = 1, y.z = [1,
  2], w = { v = "]" } }

[t."u.v".'w x']
k = '''
'''
l = 3
[[t.list]]
[[t.list]]
m.n = \"\"\"\\
  }\"\"\"\"
[t.list.sub]
o = [{ p = 1 }, { p = [
  { q = 2 }]}]
"""


def test_lines_of_dotted_and_inline_tables() -> None:
    found = _Lines(INLINE).find()
    expected: dict[Place, int] = {
        ("a",): 1,
        ("a", "b", "c"): 1,
        ("a", "b", "d"): 2,
        ("a", "b", "d", "x"): 2,
        ("a", "b", "d", "y", "z", 1): 3,
        ("a", "b", "d", "w", "v"): 3,
        ("t",): 5,
        ("t", "u.v", "w x"): 5,
        ("t", "u.v", "w x", "k"): 6,
        ("t", "u.v", "w x", "l"): 8,
        ("t", "list"): 9,
        ("t", "list", 0): 9,
        ("t", "list", 1): 10,
        ("t", "list", 1, "m", "n"): 11,
        ("t", "list", 1, "sub"): 13,
        ("t", "list", 1, "sub", "o", 0, "p"): 14,
        ("t", "list", 1, "sub", "o", 1, "p"): 14,
        ("t", "list", 1, "sub", "o", 1, "p", 0, "q"): 15,
    }
    assert tomli.loads(INLINE)
    assert {place: found.get(place) for place in expected} == expected


def places_in(value: Any, place: Place = ()) -> list[Place]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, inner in items for p in ((*place, key), *places_in(inner, (*place, key)))]


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_everything_in_a_valid_case_has_a_line(path: Any) -> None:
    tree = parse_tree(path.read_bytes(), path.name)
    for place in places_in(tree):
        line = tree.source.line(place)
        assert line is not None, place
        key = next(part for part in reversed(place) if isinstance(part, str))
        if isinstance(place[-1], str) and path.stem != "toml-quoted-keys":
            assert key in tree.source.text.split("\n")[line - 1]


def test_what_is_missing_has_the_line_of_the_table_around_it() -> None:
    source = Source("x.toml", "a = 1\n[t]\nb = 2\n")
    assert source.line(("t", "c")) == 2
    assert source.line(("t", "b", "d")) == 3
    assert source.line(("u",)) is None
    assert source.line(()) is None

"""From a file to a tree of located tables, and from a place in the tree back to a line of the file."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from belfort.scenario.faults import Fault, Place, ScenarioError, printable, spell

MOST_BYTES = 8_000_000
"""A scenario larger than this is refused before it is read."""
MOST_NESTING = 40
"""Brackets inside brackets; real scenarios need five."""


@dataclass(slots=True)
class Source:
    """One file as read: its name for messages, its text, and its lines by place (made on demand)."""

    name: str
    text: str
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int | None:
        """Return the line where `place`, or the nearest table around it, stands."""
        if not self.lines:
            self.lines.update(_Lines(self.text).find())
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


class Located(dict[str, Any]):
    """A table that knows which file it came from and where it stood there."""

    __slots__ = ("place", "source")

    def __init__(self, content: dict[str, Any], source: Source, place: Place) -> None:
        super().__init__(content)
        self.source = source
        self.place = place


def read_tree(path: Path) -> Located:
    """Return the tables in a TOML file.

    Raises
    ------
    ScenarioError
        When the file is missing, too large, not UTF-8, nested too deep or not TOML.
    """
    try:
        if path.is_dir():
            raise ScenarioError([Fault(str(path), None, "", "is a folder, not a scenario file")])
        size = path.stat().st_size
        if size > MOST_BYTES:
            message = f"is {size / 1e6:.0f} MB; a scenario is at most {MOST_BYTES / 1e6:.0f} MB. Is this the right file?"
            raise ScenarioError([Fault(path.name, None, "", message)])
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ScenarioError([Fault(str(path), None, "", f"cannot be read: {reason}")]) from None
    return parse_tree(raw, path.name)


def parse_tree(raw: bytes, name: str) -> Located:
    """Return the tables in the bytes of a TOML file called `name` in messages; raises ScenarioError."""
    if len(raw) > MOST_BYTES:
        raise ScenarioError(
            [Fault(name, None, "", f"is over {MOST_BYTES / 1e6:.0f} MB, the most a scenario may have")]
        )
    text = _decode(raw, name)
    if (fault := _too_deep(text, name)) is not None:
        raise ScenarioError([fault])
    try:
        tables = tomli.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:
        raise ScenarioError([_not_toml(str(error), text, name)]) from None
    return _locate(tables, Source(name, text), ())


def _not_toml(message: str, text: str, name: str) -> Fault:
    """Return the reader's complaint with its line, the commonest ones in plain words."""
    at = re.search(r" \(at line (\d+), column \d+\)", message)
    line = int(at[1]) if at else text.count("\n") + 1 if "end of document" in message else None
    message = re.sub(r" \(at .*\)$", "", message)
    if long := re.search(r"\d{4301}", text) if "integer string conversion" in message else None:
        line, message = text.count("\n", 0, long.start()) + 1, "a number of more than 4,300 digits"
    elif twice := re.fullmatch(r"Cannot declare \((.*)\) twice", message):
        table = ".".join(re.findall(r"'([^']*)'", twice[1]))
        message = f"the table '{table}' stands twice"
    elif message == "Cannot overwrite a value":
        message = "a key stands twice (or as a value and as a table)"
    return Fault(name, line, "", f"not valid TOML: {message}")


def _decode(raw: bytes, name: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScenarioError([Fault(name, 1, "", "is written in UTF-16; save it as UTF-8")])
    if (nul := raw.find(b"\0")) >= 0:
        line = raw.count(b"\n", 0, nul) + 1
        raise ScenarioError([Fault(name, line, "", "has NUL bytes; it may be UTF-16: save it as UTF-8")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{raw[error.start]:02x}; save the file as UTF-8"
        raise ScenarioError([Fault(name, line, "", message)]) from None


def _too_deep(text: str, name: str) -> Fault | None:
    """Return a fault where brackets, or the parts of a key, nest too deep; strings and comments are no brackets."""
    bare = _WORDS.sub(lambda word: "_" + "\n" * word[0].count("\n"), text)
    if found := _LONG_KEY.search(bare):
        return Fault(
            name, bare.count("\n", 0, found.start()) + 1, "", f"a key of more than {MOST_NESTING} parts"
        )
    depth = 0
    for found in _BRACKETS.finditer(bare):
        depth += 1 if found[0] in "[{" else -1
        if depth > MOST_NESTING:
            line = bare.count("\n", 0, found.start()) + 1
            return Fault(name, line, "", f"brackets nested more than {MOST_NESTING} deep")
    return None


def _locate(value: Any, source: Source, place: Place) -> Any:
    if len(place) > MOST_NESTING:
        message = f"nested more than {MOST_NESTING} deep"
        raise ScenarioError([Fault(source.name, source.line(place[:3]), spell(place[:3]), message)])
    if isinstance(value, dict):
        return Located({k: _locate(v, source, (*place, k)) for k, v in value.items()}, source, place)
    if isinstance(value, list):
        return [_locate(v, source, (*place, i)) for i, v in enumerate(value)]
    return value


def within(node: Any, part: Any) -> Any:
    """Return what stands at one key or index of a tree; raises as Python's own containers do."""
    return node[part]


def fault_at(tree: Any, place: Place, message: str) -> Fault:
    """Return a fault at a place of a (merged) tree, with the file and line it was written on."""
    node: Any = tree
    around: Any = tree
    depth = 0
    for i, part in enumerate(place):
        try:
            node = within(node, part)
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(node, Located):
            around, depth = node, i + 1
    there: Place = (*around.place, *place[depth:])
    return Fault(around.source.name, around.source.line(there), spell(there), printable(message))


_KEY = re.compile(r'[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|\'([^\'\n]*)\'|([A-Za-z0-9_-]+))[ \t]*')
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.S)
_BARE = re.compile(r"[^,\]}#\n]+")
_WORDS = re.compile(
    r'"""(?:[^\\]|\\.)*?(?:"{3,5}|\Z)|'
    r"'''.*?(?:'{3,5}|\Z)|"
    r'"(?:[^"\\\n]|\\.)*"?|'
    r"'[^'\n]*'?|#[^\n]*",
    re.S,
)
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){{{MOST_NESTING}}}")
_BRACKETS = re.compile(r"[\[\]{}]")


class _Lines:
    """Walks a TOML text that is known to be valid and notes the line of every key and list item."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Place, int] = {}
        self.counted = (0, 1)

    def find(self) -> dict[Place, int]:
        table: Place = ()
        counts: dict[Place, int] = {}
        try:
            while True:
                self.space()
                if self.at >= len(self.text):
                    return self.found
                if self.text.startswith("[[", self.at):
                    self.at += 2
                    name = self.absolute(self.key(), counts)
                    counts[name] = counts.get(name, -1) + 1
                    table = (*name, counts[name])
                    self.header(table)
                    self.at += 2
                elif self.text[self.at] == "[":
                    self.at += 1
                    table = self.absolute(self.key(), counts)
                    self.header(table)
                    self.at += 1
                else:
                    self.pair(table)
        except (IndexError, AttributeError, RecursionError):  # not quite TOML: what was found is of use
            return self.found

    def absolute(self, key: Place, counts: dict[Place, int]) -> Place:
        """Return a header's place: each list of tables on the way stands for its newest item."""
        place: Place = ()
        for i, part in enumerate(key):
            place = (*place, part)
            if place in counts and i < len(key) - 1:
                place = (*place, counts[place])
        return place

    def header(self, table: Place) -> None:
        for i in range(len(table)):
            self.note(table[: i + 1])

    def note(self, place: Place) -> None:
        start, line = self.counted
        line += self.text.count("\n", start, self.at)
        self.counted = (self.at, line)
        self.found.setdefault(place, line)

    def space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def key(self) -> Place:
        parts: list[str] = []
        while found := _KEY.match(self.text, self.at):
            parts.append(next(g for g in found.groups() if g is not None))
            self.at = found.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        if not parts:
            raise IndexError
        return tuple(parts)

    def pair(self, table: Place) -> None:
        start = self.at
        key = self.key()
        self.at, end = start, self.at
        for i in range(len(key)):
            self.note((*table, *key[: i + 1]))
        self.at = end + 1  # the equals sign
        self.value((*table, *key))

    def value(self, place: Place) -> None:
        self.space()
        self.note(place)
        opening = self.text[self.at]
        if opening in "[{":
            self.at += 1
            index = 0
            while True:
                self.space()
                if self.text[self.at] in "]}":
                    self.at += 1
                    return
                if self.text[self.at] == ",":
                    self.at += 1
                elif opening == "[":
                    self.value((*place, index))
                    index += 1
                else:
                    self.pair(place)
        found = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
        self.at = found.end() if found else len(self.text)

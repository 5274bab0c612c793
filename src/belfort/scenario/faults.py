"""What can be wrong with a scenario, said so that its author can mend it.

ScenarioError                 every fault of a file at once
Fault(file, line, place, message)
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Place = tuple[str | int, ...]
"""Keys and indices from the top of the file: ("units", 3, "system")."""


MOST_FAULTS = 200
"""More than this and the file is something else; the rest is not told."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong, and where."""

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        """`benelux.toml:41: units[3].system: unknown system 'nasam'. Did you mean 'nasams'?`."""
        line = f":{self.line}" if self.line else ""
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}{line}:{place} {self.message}"


class ScenarioError(ValueError):
    """A scenario that cannot be used; the message lists every fault with its place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(sorted(faults, key=lambda f: (f.file, f.line or 0, f.place))))
        super().__init__("\n".join(str(f) for f in self.faults))


def spell(place: Place) -> str:
    """Return a place as people write it: `units[3].system`, or `sources."a key"` where a key needs quotation marks."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in place)
    return text.removeprefix(".")


def _key(part: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", part):
        return part
    return '"' + printable(part if len(part) <= 60 else part[:57] + "...") + '"'


def printable(text: str) -> str:
    """Return a text with what a terminal would obey or hide written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest known word, or an empty text."""
    by_fold = {k.casefold(): k for k in known}
    near = get_close_matches(word.casefold()[:80], list(by_fold), n=1, cutoff=0.6)
    return f" Did you mean '{by_fold[near[0]]}'?" if near else ""


def listing(words: Iterable[str], most: int = 12) -> str:
    """Return the first few words, none of them long, as a list in running text."""
    names = [w if len(w) <= 80 else w[:77] + "..." for w in words]
    more = f", ... ({len(names)} in all)" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def amount(value: float) -> str:
    """Return a limit as a message shows it: 0.3, 500, 2000, 100,000."""
    if value != int(value):
        return f"{value:g}"
    return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))


def shown(value: object) -> str:
    """Return a value as a message shows it: its TOML look, cut short."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = repr(value)
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, list):
        text = f"a list of {len(value)}"
    elif isinstance(value, int) and abs(value) > 10**18:
        text = "a number of many digits"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."

"""Tables of a report as they are read: cells with their marks, under a caption, with the file behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

from belfort.report.study_facts import Facts

MOST_ON_PAPER = 60
"""Rows of a folded table that is printed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table."""

    text: str
    mark: str = ""
    """A word shown as a badge: guess, missing, upper limit."""
    kind: str = ""
    """Class of the badge: F for a guess, missing, ceiling; or missing for the whole cell."""
    sources: tuple[int, ...] = ()
    """Numbers of the references."""
    is_number: bool = False
    """Stands to the right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells under a caption; the first cell of a row says what the row is about."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    file: str = ""
    """Name of the table behind it, for the link to its CSV."""
    is_folded: bool = False
    is_wordy: bool = False
    """Cells hold sentences and need room."""

    def __post_init__(self) -> None:
        """Check that every row has a cell a column."""
        bad = [i for i, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if bad:
            raise ValueError(f"table {self.caption!r}: {len(self.columns)} columns, others in rows {bad}")

    @property
    def is_long(self) -> bool:
        """Whether it is folded and too long for paper."""
        return self.is_folded and len(self.rows) > MOST_ON_PAPER

    @property
    def is_number(self) -> list[bool]:
        """Return for each column whether its head stands to the right, over numbers."""
        return [
            bool(self.rows) and all(r[i].is_number or not r[i].text for r in self.rows)
            for i in range(len(self.columns))
        ]


def text(words: str) -> Cell:
    """Return a cell of words."""
    return Cell(words)


def number(words: str) -> Cell:
    """Return a cell of a number in words."""
    return Cell(words, is_number=True)


def missing(facts: Facts) -> Cell:
    """Return a cell that says that nothing is known."""
    return Cell("", facts.words("mark.missing"), "missing")


def evidence(facts: Facts, words: str, *, is_guess: bool, is_ceiling: bool = False) -> Cell:
    """Return a cell of evidence; a guess is called a guess, an upper limit an upper limit."""
    words, guess = words.replace("_", " "), facts.words("mark.guess")
    if is_guess:
        return Cell("", words, "F") if guess in words.lower() else Cell(words, guess, "F")
    shown = words or facts.words("mark.none")
    return Cell(shown, facts.words("mark.ceiling"), "ceiling") if is_ceiling else Cell(shown)


def cited(facts: Facts, keys: str) -> Cell:
    """Return a cell of references by number; a key that names none stands in words."""
    found = keys.split()
    known = tuple(facts.numbers[k] for k in found if k in facts.numbers)
    return Cell(" ".join(k for k in found if k not in facts.numbers), sources=known)


def heads(facts: Facts, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the heads of columns."""
    return tuple(facts.words.name("columns", key) for key in keys)

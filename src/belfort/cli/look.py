"""The shared look of the command line: one console, one way to fail, one way to draw a range.

Colours are the terminal's own named ones that read on dark and on light ground (never yellow, never white);
nothing is said by colour alone. Output that is piped, or NO_COLOR in the environment, has no colour. A
terminal that cannot show UTF-8 gets plain ASCII of the same width.
"""

import json
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

GRADE_STYLES = {"A": "green", "B": "green", "C": "cyan", "D": "cyan", "E": "magenta", "F": "red"}
_ASCII = str.maketrans("├┤─●○·…–—→≥≤×±“”‘’°√≈", "||-oo-~-->><x+\"\"''d#~")


def console(*, errors: bool = False) -> "Console":
    """Return a console on standard output, or on standard error; as wide as the terminal, or COLUMNS."""
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    can_show = (getattr(stream, "encoding", None) or "").lower().startswith("utf")
    file: Any = stream if can_show else _AsciiStream(stream)
    return Console(file=file, highlight=False, emoji=False, markup=False)


def fail(message: str, code: int = 2) -> NoReturn:
    """Print where, what and what to do on standard error, and end with `code`: 2 usage, 1 faults found."""
    console(errors=True).print(f"error: {message}", style=None, soft_wrap=True)
    raise typer.Exit(code)


def print_json(content: Any) -> None:
    """Print machine output: exact numbers, UTF-8 or escaped, nothing else."""
    can_show = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    typer.echo(json.dumps(content, indent=1, ensure_ascii=not can_show, allow_nan=False))


def saved(path: Path, what: str) -> None:
    """Say on standard error that a file was written."""
    console(errors=True).print(f"{path}: {what}", soft_wrap=True)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "entry", "entries"), counted(3, "note")
    ('1 entry', '3 notes')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def grade_text(letter: str, is_guess: bool) -> "Text":
    """Return the grade as a coloured letter, with the word 'guess' where it is one."""
    from rich.text import Text

    return Text.assemble((f"{letter} guess" if is_guess else letter, GRADE_STYLES[letter]))


def range_bar(low: float, mode: float, high: float, width: int = 11) -> str:
    """Draw a range on a line from zero to `high`; from `low` where that is negative.

    >>> range_bar(20, 40, 100)
    '  ├─●─────┤'
    >>> range_bar(5, 5, 5), range_bar(0, 0, 0)
    ('          ●', '●          ')
    """
    start = min(low, 0.0)
    step = (high - start) / (width - 1)
    left, dot, right = (round((v - start) / step) if step > 0 else 0 for v in (low, mode, high))
    cells = [" "] * width
    for cell in range(left, right + 1):
        cells[cell] = "─"
    cells[left], cells[right] = "├", "┤"
    cells[dot] = "●"
    return "".join(cells)


class _AsciiStream:
    """A text stream that writes plain ASCII."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(to_ascii(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def to_ascii(text: str) -> str:
    """Return text in ASCII, as long as before where each character has a plain sister.

    >>> to_ascii("├──●─┤ 5 m², Übung, élan")
    '|--o-| 5 m2, Ubung, elan'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_ASCII))
    return "".join(c if c.isascii() else "" if unicodedata.combining(c) else "?" for c in plain)

"""How the figures of an entry stand on a screen of any width.

Wide: one line a figure. Narrow: the label above, its numbers below. Remarks follow, indented.
"""

from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from belfort.cli.look import grade_text, range_bar

_GRADE = 7
_LEAST_LABEL = 20
_LEAST_BAR = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, or one statement (which has words and no numbers), ready to be laid out."""

    label: str
    grade: str
    is_guess: bool
    sources: str
    """Numbers of the list below, such as '[1][4]'."""
    origin: str = ""
    """'from nasams' or 'prior' where it is not the entry's own."""
    values: tuple[float, float, float] | None = None
    """Low, mode, high; none for a statement."""
    mode: str = ""
    spread: str = ""
    unit: str = ""
    words: str = ""
    """A statement's text."""
    remarks: tuple[str, ...] = field(default=())

    def bar(self, width: int) -> str:
        """Return the range drawn; blank for a single value."""
        if self.values is None or not self.spread:
            return " " * width
        return range_bar(*self.values, width)


def lay_out(groups: list[list[Line]], width: int) -> list[list[Text]]:
    """Return each group as lines of text on one common grid, none wider than `width` (60 or more)."""
    grid = _Grid([line for lines in groups for line in lines], width)
    return [[text for line in lines for text in grid.row(line)] for lines in groups]


class _Grid:
    """Column widths that all groups of an entry share."""

    def __init__(self, lines: list[Line], width: int) -> None:
        self.width = width
        self.mode, self.spread, self.unit, self.sources = (
            max((len(getattr(line, name)) for line in lines), default=0)
            for name in ("mode", "spread", "unit", "sources")
        )
        self.sources = min(self.sources, 12 if width >= 100 else 6)
        self.bar = 11 if width >= 100 else 9
        numbers = self.mode + self.spread + self.unit + self.sources + _GRADE + 7
        self.has_bar = (
            any(line.spread for line in lines) and width - 2 - numbers - self.bar - 2 >= _LEAST_LABEL
        )
        self.label = width - 2 - numbers - ((self.bar + 2) if self.has_bar else 0)
        self.is_stacked = self.label < _LEAST_LABEL
        if self.is_stacked:
            self.bar = min(self.bar, width - 4 - numbers - 2)
            self.has_bar = any(line.spread for line in lines) and self.bar >= _LEAST_BAR

    def row(self, line: Line) -> list[Text]:
        """Return one figure or statement: label and numbers, a statement's words, remarks."""
        below = wrapped(Text(line.words), self.width, 4) if line.words else []
        remarks = list(line.remarks)
        if len(line.sources) > self.sources:
            remarks.append(f"all sources: {line.sources}")
        for remark in remarks:
            below += wrapped(Text(remark, style="dim"), self.width, 6)
        cells = self._cells(line)
        if self.is_stacked:
            cells.rstrip()
            return [*wrapped(_label(line), self.width, 2), Text(" " * 4) + cells, *below]
        first, *rest = wrapped(_label(line), self.label + 2, 2)
        return [first + Text(" " * (self.label + 2 - len(first.plain))) + cells, *rest, *below]

    def _cells(self, line: Line) -> Text:
        cells = Text("  ")
        if self.has_bar:
            cells += Text(line.bar(self.bar) + "  ", style="cyan" if line.spread else "")
        cells.append(f"{line.mode:>{self.mode}}", style="bold")
        cells.append(f" {line.spread:>{self.spread}} {line.unit:>{self.unit}}  ")
        grade = grade_text(line.grade, line.is_guess)
        grade.pad_right(_GRADE - len(grade.plain) + 1)
        sources = line.sources
        if len(sources) > self.sources:
            sources = sources[: sources.rindex("]", 0, self.sources - 1) + 1] + "…"
        return cells + grade + Text(sources, style="dim")


def _label(line: Line) -> Text:
    label = Text(line.label)
    return label + Text(f" ({line.origin})", style="cyan") if line.origin else label


def wrapped(text: Text, width: int, indent: int, further: int | None = None) -> list[Text]:
    """Return text as lines at most `width` wide, the first indented by `indent`, the rest by `further`."""
    space = indent if further is None else further
    lines = list(text.wrap(Console(width=width, color_system=None), max(width - max(indent, space), 10)))
    for line in lines:
        line.rstrip()
    return [Text(" " * (indent if i == 0 else space)) + line for i, line in enumerate(lines)] or [Text("")]

"""Charts of a study: rows with bands, stacks, and points of two axes; each measured first, so that nothing overlaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from belfort.report.svg import DASHES, LINE, SHAPES, SIZE, TONES, Canvas, bounds, text_width, ticks, wrapped

WIDE, NARROW = 860.0, 340.0
"""Widths of a picture on a page and on a phone."""
SMALL = 0.92 * SIZE
MOST_APART = 4.0
"""Parts of a picture whose sizes differ by more have scales of their own."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What is along an axis."""

    title: str
    say: Callable[[float], str]
    """How a number on it is written."""
    has_zero: bool = True
    is_whole: bool = False
    low: float = float("nan")
    """Where it begins; found from the values unless given."""
    high: float = float("nan")

    def ends(self, values: Sequence[float]) -> tuple[float, float]:
        """Return where the axis begins and ends."""
        low, high = bounds(values, has_zero=self.has_zero)
        return (self.low if isfinite(self.low) else low), (self.high if isfinite(self.high) else high)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing along an axis: its best value, bands about it, and marks."""

    label: str
    note: str
    """The numbers, in words."""
    index: int
    """Which of the series it is: its tone and mark."""
    value: float
    bands: tuple[tuple[float, float], ...] = ()
    """From the widest to the narrowest."""
    marks: tuple[tuple[float, str], ...] = ()
    """More points: (value, shape)."""
    is_bar: bool = False
    """Drawn as a bar over its first band, without a mark."""
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LegendKey:
    """One entry of a legend: a mark, a line, a band or a filling."""

    words: str
    kind: str
    """mark, line, thin, thick, fill, or a shape of its own."""
    index: int = -1
    """Of the series; -1 for the quiet tone."""
    fill: str = ""


Drawing = tuple[Canvas, float]
"""A picture and its height."""


def tone_of(index: int) -> str:
    """Return the tone of a series."""
    return TONES[index % len(TONES)] if index >= 0 else "quiet"


def shape_of(index: int) -> str:
    """Return the mark of a series."""
    return SHAPES[index % len(SHAPES)] if index >= 0 else "circle"


def dash_of(index: int) -> str:
    """Return the dash of a series."""
    return DASHES[index % len(DASHES)] if index >= 0 else ""


def draw_legend(canvas: Canvas, keys: Sequence[LegendKey], top: float) -> float:
    """Draw a legend in lines from the top; return where it ends."""
    x, y = 4.0, top
    for key in keys:
        room = 30.0 + text_width(key.words, SMALL) + 14.0
        if x > 4.0 and x + room > canvas.width:
            x, y = 4.0, y + 1.55 * SIZE
        _icon(canvas, key, x, y + 0.7 * SIZE)
        lines = wrapped(key.words, canvas.width - x - 34.0, SMALL)
        for i, line in enumerate(lines):
            canvas.text(x + 30.0, y + 0.7 * SIZE + i * LINE * SMALL, line, size=SMALL)
        y += (len(lines) - 1) * LINE * SMALL
        x += room
    return y + 1.9 * SIZE if keys else top


def _icon(canvas: Canvas, key: LegendKey, x: float, y: float) -> None:
    tone = tone_of(key.index)
    if key.kind == "fill":
        canvas.box(x, y - 6.0, 24.0, 12.0, key.fill, rim="quiet")
    elif key.kind in ("thin", "thick"):
        canvas.line([(x, y), (x + 24.0, y)], tone, 2.0 if key.kind == "thin" else 7.0)
    elif key.kind == "line":
        canvas.line([(x, y), (x + 24.0, y)], tone, 2.2, dash=dash_of(key.index))
        canvas.mark(x + 12.0, y, shape_of(key.index), tone, 3.6)
    elif key.kind == "dashed":
        canvas.line([(x, y), (x + 24.0, y)], "ink", 1.6, dash="6 3")
    else:
        shape = shape_of(key.index) if key.kind == "mark" else key.kind
        canvas.mark(x + 12.0, y, shape, tone if key.index >= 0 else "ink", hollow=key.kind in ("down", "up"))


def draw_rows(
    groups: Sequence[Rows],
    axis: Axis,
    width: float,
    ident: str,
    *,
    keys: Sequence[LegendKey] = (),
    is_apart: bool = False,
) -> Drawing:
    """Return rows of bands along one axis, in groups under headings; each group has its own axis where `is_apart`."""
    canvas = Canvas(width, ident)
    rows = [r for g in groups for r in g.rows]
    y = draw_legend(canvas, keys, 2.0)
    for part in [[g] for g in groups] if is_apart else [list(groups)]:
        ends = axis.ends(_values([r for g in part for r in g.rows]))
        frame = _Frame(canvas, rows, ends, is_narrow=width <= NARROW)
        y = _draw_groups(canvas, part, axis, frame, y) + (3.6 if is_apart else 3.3) * SIZE
    return canvas, y + 0.7 * SIZE


def _values(rows: Sequence[Row]) -> list[float]:
    return [v for r in rows for v in (r.value, *(e for b in r.bands for e in b), *(m for m, _ in r.marks))]


def are_apart(groups: Sequence[Sequence[float]]) -> bool:
    """Return whether groups of values differ so much that one scale would hide some of them."""
    sizes = [max((abs(v) for v in values if isfinite(v)), default=0.0) for values in groups]
    told = [s for s in sizes if s > 0.0]
    return len(told) > 1 and max(told) > MOST_APART * min(told)


def rows_apart(groups: Sequence[Rows]) -> bool:
    """Return whether groups of rows need scales of their own."""
    return are_apart([_values(g.rows) for g in groups])


def _draw_groups(canvas: Canvas, groups: Sequence[Rows], axis: Axis, frame: "_Frame", top: float) -> float:
    y = top
    places: list[tuple[Row, float]] = []
    headings: list[tuple[str, float]] = []
    for group in groups:
        if group.heading:
            lines = wrapped(group.heading, canvas.width - 4.0)
            headings += [(line, y + (0.8 + LINE * i) * SIZE) for i, line in enumerate(lines)]
            y += (0.4 + LINE * len(lines)) * SIZE
        for row in group.rows:
            places.append((row, y))
            y += frame.height(row)
        y += 0.5 * SIZE
    _draw_axis(canvas, axis, frame, top, y)
    for words, at in headings:
        canvas.text(2.0, at, words, is_bold=True)
    for row, at in places:
        _draw_row(canvas, frame, row, at)
    return y


class _Frame:
    """Where labels, bands and notes stand; on a phone the words stand above the band."""

    def __init__(
        self, canvas: Canvas, rows: Sequence[Row], ends: tuple[float, float], *, is_narrow: bool
    ) -> None:
        widest = max((text_width(r.label) for r in rows), default=0.0)
        self.is_narrow, self.ends = is_narrow, ends
        self.label_w = 0.0 if is_narrow else min(widest + 12.0, 0.34 * canvas.width)
        note_w = max((text_width(r.note, SMALL) for r in rows), default=0.0)
        self.note_w = 0.0 if is_narrow else min(note_w, 0.3 * canvas.width)
        self.left = 10.0 if is_narrow else self.label_w + 8.0
        self.right = canvas.width - (10.0 if is_narrow else self.note_w + 14.0)
        self.canvas = canvas

    def x(self, value: float) -> float:
        low, high = self.ends
        return self.left + (self.right - self.left) * (value - low) / (high - low)

    def lines(self, row: Row) -> tuple[list[str], list[str]]:
        if self.is_narrow:
            return wrapped(row.label, self.canvas.width - 6.0), wrapped(
                row.note, self.canvas.width - 24.0, SMALL
            )
        return wrapped(row.label, self.label_w), wrapped(row.note, self.note_w, SMALL)

    def height(self, row: Row) -> float:
        labels, notes = self.lines(row)
        notes = notes if row.note else []
        if self.is_narrow:
            return (len(labels) * SIZE + len(notes) * SMALL) * LINE + 1.7 * SIZE
        return max(1.9 * SIZE, LINE * SIZE * len(labels) + 4.0, LINE * SMALL * len(notes) + 4.0)


def _draw_axis(canvas: Canvas, axis: Axis, frame: _Frame, top: float, bottom: float) -> None:
    low, high = frame.ends
    most = max(2, int((frame.right - frame.left) / 75.0))
    for value in ticks(low, high, most, is_whole=axis.is_whole):
        x = frame.x(value)
        is_zero = value == 0.0 and low < 0.0
        canvas.line([(x, top), (x, bottom)], "quiet" if is_zero else "rule", 1.2 if is_zero else 0.8)
        canvas.text(x, bottom + 0.8 * SIZE, axis.say(value), size=SMALL, anchor="middle", tone="quiet")
    canvas.text(
        0.5 * (frame.left + frame.right),
        bottom + 2.2 * SIZE,
        axis.title,
        size=SMALL,
        anchor="middle",
        tone="quiet",
    )


def _draw_row(canvas: Canvas, frame: _Frame, row: Row, top: float) -> None:
    labels, notes = frame.lines(row)
    if frame.is_narrow:
        for i, line in enumerate(labels):
            canvas.text(2.0, top + (i + 0.5) * LINE * SIZE, line)
        base = top + len(labels) * LINE * SIZE
        for i, line in enumerate(notes):
            canvas.text(12.0, base + (i + 0.5) * LINE * SMALL, line, size=SMALL, tone="quiet")
        y = top + frame.height(row) - 0.95 * SIZE
    else:
        y = top + 0.5 * frame.height(row)
        for i, line in enumerate(labels):
            canvas.text(2.0, y + (i - 0.5 * (len(labels) - 1)) * LINE * SIZE, line)
        for i, line in enumerate(notes):
            at = y + (i - 0.5 * (len(notes) - 1)) * LINE * SMALL
            canvas.text(frame.right + 12.0, at, line, size=SMALL, tone="quiet")
    _draw_bands(canvas, frame, row, y)


def _draw_bands(canvas: Canvas, frame: _Frame, row: Row, y: float) -> None:
    tone = tone_of(row.index)
    for i, (low, high) in enumerate(row.bands):
        if not (isfinite(low) and isfinite(high)):
            continue
        left, right = frame.x(low), max(frame.x(high), frame.x(low) + 0.5)
        if row.is_bar and i == 0:
            fill = canvas.hatch(tone, 1 if row.is_guess else 0)
            canvas.box(left, y - 5.5, right - left, 11.0, fill, rim=tone)
        else:
            canvas.line(
                [(left, y), (right, y)], "ink" if row.is_bar else tone, 2.0 if i == 0 or row.is_bar else 7.0
            )
    for value, shape in row.marks:
        if isfinite(value):
            canvas.mark(frame.x(value), y, shape, "ink", 3.8, hollow=shape in ("down", "up"))
    if isfinite(row.value) and not row.is_bar:
        canvas.mark(frame.x(row.value), y, shape_of(row.index), tone, 5.2)


def draw_stacks(
    stacks: Sequence[tuple[str, Sequence[tuple[str, float]], str]],
    fills: Sequence[tuple[str, str, int]],
    axis: Axis,
    width: float,
    ident: str,
) -> Drawing:
    """Return horizontal bars made of parts.

    Parameters
    ----------
    stacks
        (label, parts as (name, value), note) of each bar.
    fills
        (name of a part, tone, hatching), in the order in which parts stand.
    axis, width, ident
        What is along it, how wide it is, and what its ids begin with.
    """
    canvas = Canvas(width, ident)
    made = {name: canvas.hatch(tone, kind) for name, tone, kind in fills}
    rows = [Row(label, note, -1, sum(max(0.0, v) for _, v in parts)) for label, parts, note in stacks]
    frame = _Frame(canvas, rows, axis.ends([r.value for r in rows]), is_narrow=width <= NARROW)
    keys = [LegendKey(name, "fill", fill=made[name]) for name, _, _ in fills]
    y = top = draw_legend(canvas, keys, 2.0)
    heights = [frame.height(r) + 6.0 for r in rows]
    _draw_axis(canvas, axis, frame, top, top + sum(heights))
    for row, (_, parts, _), tall in zip(rows, stacks, heights, strict=True):
        _draw_row(canvas, frame, Row(row.label, row.note, -1, float("nan")), y)
        middle = y + frame.height(row) - 0.95 * SIZE if frame.is_narrow else y + 0.5 * frame.height(row)
        start = 0.0
        for name in made:
            value = max(0.0, sum(v for n, v in parts if n == name))
            if value > 0.0:
                left = frame.x(start)
                canvas.box(left, middle - 8.0, frame.x(start + value) - left, 16.0, made[name], rim="paper")
                start += value
        y += tall
    return canvas, y + 3.3 * SIZE


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on two axes with its bands."""

    label: str
    index: int
    x: tuple[float, float, float]
    """Low, best, high."""
    y: tuple[float, float, float]


def draw_spots(
    spots: Sequence[Spot], front: Sequence[int], axes: tuple[Axis, Axis], words: str, width: float, ident: str
) -> Drawing:
    """Return points with bands on two axes, and the line through those of the front; `words` says what it is."""
    canvas = Canvas(width, ident)
    keys = [LegendKey(s.label, "mark", s.index) for s in spots]
    keys += [LegendKey(words, "dashed")] if len(front) > 1 else []
    top = draw_legend(canvas, keys, 2.0) + 1.4 * SIZE
    tall = 0.38 * width if width > NARROW else 0.72 * width
    plot = Plot(canvas, (46.0, top, width - 16.0, top + tall), axes)
    plot.fit([v for s in spots for v in s.x], [v for s in spots for v in s.y])
    plot.grid()
    ordered = sorted((spots[i] for i in front), key=lambda s: s.x[1])
    if len(ordered) > 1:
        canvas.line([plot.at(s.x[1], s.y[1]) for s in ordered], "ink", 1.4, dash="6 3")
    for spot in spots:
        tone = tone_of(spot.index)
        x, y = plot.at(spot.x[1], spot.y[1])
        canvas.line([plot.at(spot.x[0], spot.y[1]), plot.at(spot.x[2], spot.y[1])], tone, 1.8)
        canvas.line([plot.at(spot.x[1], spot.y[0]), plot.at(spot.x[1], spot.y[2])], tone, 1.8)
        canvas.mark(x, y, shape_of(spot.index), tone, 6.0)
    return canvas, top + tall + 3.3 * SIZE


class Plot:
    """A rectangle with two axes."""

    def __init__(
        self, canvas: Canvas, edges: tuple[float, float, float, float], axes: tuple[Axis, Axis]
    ) -> None:
        """Take a place on a canvas: left, top, right, bottom."""
        self.canvas, self.edges, self.axes = canvas, edges, axes
        self.x_ends = self.y_ends = (0.0, 1.0)

    def fit(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Let the axes hold these values."""
        self.x_ends, self.y_ends = self.axes[0].ends(x), self.axes[1].ends(y)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a pair of values stands."""
        left, top, right, bottom = self.edges
        (x0, x1), (y0, y1) = self.x_ends, self.y_ends
        return left + (right - left) * (x - x0) / (x1 - x0), bottom - (bottom - top) * (y - y0) / (y1 - y0)

    def grid(self) -> None:
        """Draw the axes: lines, numbers, titles."""
        left, top, right, bottom = self.edges
        for value in ticks(*self.y_ends, max(2, int((bottom - top) / 45.0)), is_whole=self.axes[1].is_whole):
            y = self.at(self.x_ends[0], value)[1]
            self.canvas.line([(left, y), (right, y)], "rule", 0.8)
            self.canvas.text(left - 6.0, y, self.axes[1].say(value), size=SMALL, anchor="end", tone="quiet")
        for value in ticks(
            *self.x_ends,
            max(2, int((right - left) / (46.0 if self.axes[0].is_whole else 72.0))),
            is_whole=self.axes[0].is_whole,
        ):
            x = self.at(value, self.y_ends[0])[0]
            self.canvas.line([(x, bottom), (x, bottom + 4.0)], "quiet", 0.8)
            self.canvas.text(
                x, bottom + 0.95 * SIZE, self.axes[0].say(value), size=SMALL, anchor="middle", tone="quiet"
            )
        self.canvas.line([(left, bottom), (right, bottom)], "quiet", 0.8)
        self.canvas.text(left - 42.0, top - 0.9 * SIZE, self.axes[1].title, size=SMALL, tone="quiet")
        middle = 0.5 * (left + right)
        self.canvas.text(
            middle, bottom + 2.3 * SIZE, self.axes[0].title, size=SMALL, anchor="middle", tone="quiet"
        )

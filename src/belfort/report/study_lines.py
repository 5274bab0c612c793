"""Charts of a study that run along something: lines with bands in panels, and the triangle of three weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

from belfort.report.study_charts import (
    NARROW,
    Axis,
    Drawing,
    LegendKey,
    Plot,
    are_apart,
    dash_of,
    draw_legend,
    shape_of,
    tone_of,
)
from belfort.report.svg import SIZE, Canvas, text_width, wrapped

MOST_MARKS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """Values along an axis, with a band."""

    index: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    is_step: bool = False
    is_limit: bool = False
    """A ceiling: dashed, in the colour of the text."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines under a heading, and marks with a shape: (x, y, shape, index)."""

    heading: str
    lines: tuple[Line, ...]
    marks: tuple[tuple[float, float, str, int], ...] = ()


def draw_panels(
    panels: Sequence[Panel], axes: tuple[Axis, Axis], keys: Sequence[LegendKey], width: float, ident: str
) -> Drawing:
    """Return panels along the same axis: side by side on a page, one under the other on a phone.

    Heights share a scale too, unless they differ so much that some would be hidden.
    """
    canvas = Canvas(width, ident)
    top = draw_legend(canvas, keys, 2.0)
    across = 1 if width <= NARROW else min(len(panels), 3)
    wide = width / across
    tall = 0.62 * wide if across > 1 or width <= NARROW else 0.4 * wide
    found = [x + d for p in panels for line in p.lines for x in line.x for d in (0.0, float(line.is_step))]
    heights = [panel_heights(p) for p in panels]
    common = None if are_apart(heights) else [y for ys in heights for y in ys]
    names = [wrapped(p.heading, wide - 12.0) if p.heading else [] for p in panels]
    head = (1.25 * max((len(lines) for lines in names), default=0) + 1.6) * SIZE
    step = head + tall + 3.6 * SIZE
    for i, panel in enumerate(panels):
        left, upper = wide * (i % across), top + step * (i // across)
        for k, line in enumerate(names[i]):
            canvas.text(left + 4.0, upper + (0.6 + 1.25 * k) * SIZE, line, is_bold=True)
        edges = (left + 46.0, upper + head, left + wide - 18.0, upper + head + tall)
        plot = Plot(canvas, edges, axes)
        plot.fit(found, heights[i] if common is None else common)
        plot.grid()
        _draw_panel(plot, panel)
    return canvas, top + step * ((len(panels) + across - 1) // across)


def panel_heights(panel: Panel) -> list[float]:
    """Return every height in a panel."""
    return [y for line in panel.lines for ys in (line.y, line.low, line.high) for y in ys]


def _draw_panel(plot: Plot, panel: Panel) -> None:
    for line in panel.lines:
        if line.low:
            edge = _points(plot, line, line.high) + _points(plot, line, line.low)[::-1]
            plot.canvas.area(edge, tone_of(line.index), opacity=0.13)
    for line in panel.lines:
        points = _points(plot, line, line.y)
        if line.is_limit:
            plot.canvas.line(points, "ink", 1.6, dash="6 3")
            continue
        tone = tone_of(line.index)
        plot.canvas.line(points, tone, 2.2, dash=dash_of(line.index))
        every = max(1, -(-len(line.x) // MOST_MARKS))
        for x, y in list(zip(line.x, line.y, strict=True))[every // 2 :: every]:
            if isfinite(y):
                at = x + 0.5 if line.is_step else x
                plot.canvas.mark(*plot.at(at, y), shape_of(line.index), tone, 3.9)
    for x, y, shape, index in panel.marks:
        if isfinite(x) and isfinite(y):
            plot.canvas.mark(*plot.at(x, y), shape, "ink" if index < 0 else tone_of(index), 4.4, hollow=True)


def _points(plot: Plot, line: Line, values: Sequence[float]) -> list[tuple[float, float]]:
    pairs = [(x, y) for x, y in zip(line.x, values, strict=True) if isfinite(x) and isfinite(y)]
    if line.is_step:
        pairs = [pair for x, y in pairs for pair in ((x, y), (x + 1.0, y))]
    return [plot.at(x, y) for x, y in pairs]


@dataclass(frozen=True, slots=True)
class Cell:
    """Who wins at three weights that add up to one, and how surely."""

    weights: tuple[float, float, float]
    index: int
    p_first: float


def draw_triangle(
    cells: Sequence[Cell], corners: tuple[str, str, str], keys: Sequence[LegendKey], width: float, ident: str
) -> Drawing:
    """Return the triangle of three weights: at each point the mark of the winner, large where it is sure."""
    canvas = Canvas(width, ident)
    top = draw_legend(canvas, keys, 2.0) + 2.6 * SIZE
    side = min(width - 60.0, 460.0)
    x0, base = 0.5 * (width - side), top + side * sqrt(0.75)
    ends = ((x0, base), (x0 + side, base), (x0 + 0.5 * side, top))

    def at(weights: Sequence[float]) -> tuple[float, float]:
        total = sum(weights) or 1.0
        return (
            sum(w * e[0] for w, e in zip(weights, ends, strict=True)) / total,
            sum(w * e[1] for w, e in zip(weights, ends, strict=True)) / total,
        )

    canvas.line([*ends, ends[0]], "quiet", 1.0)
    spacing = side / max(1.0, sqrt(2.0 * len(cells)) - 1.0)
    for cell in cells:
        x, y = at(cell.weights)
        r = max(1.2, 0.42 * spacing * max(0.35, min(1.0, cell.p_first)))
        canvas.mark(x, y, shape_of(cell.index), tone_of(cell.index), round(r, 1))
    for name, (x, y), below in zip(corners, ends, (True, True, False), strict=True):
        lines = wrapped(name, 0.46 * width)
        half = 0.5 * max(text_width(line) for line in lines) + 4.0
        middle = min(max(x, half), width - half)
        for i, line in enumerate(lines):
            shift = 1.6 + 1.25 * i if below else 1.25 * (i - len(lines) + 1) - 1.5
            canvas.text(middle, y + shift * SIZE, line, anchor="middle", is_bold=True)
    return canvas, base + 4.4 * SIZE

"""Pictures of a raid without a map: whole distributions, numbers with their bands, and curves over time.

Every series has a colour and a dash or a width of its own, so that grey print tells them apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from belfort.report.charts import dress, share_of
from belfort.report.placing import Box
from belfort.report.raid_stacks import fitted
from belfort.report.raid_words import count
from belfort.report.scales import Look
from belfort.report.sheet import (
    FAMILY,
    Caption,
    Key,
    Sheet,
    margin_pt,
    new_sheet,
    stroke,
    text_width,
)

DASHES: tuple[object, ...] = ("solid", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 1.5, 1, 1.5)))
_WIDTHS = (1.2, 4.2)
_BANDS = ("together", "not knowing alone", "chance alone")


@dataclass(frozen=True, slots=True)
class Spread:
    """A number with its bands, as a row."""

    name: str
    mean: float
    error: float
    """Half-width of the Monte Carlo interval; 0 for none."""
    bands: tuple[tuple[float, float], ...]
    """Thin first, then thick."""
    words: str
    """Stands over the row, to the right."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each number comes, with its mean and bands."""

    name: str
    edges: NDArray[np.float64]
    shares: NDArray[np.float64]
    mean: float
    bands: tuple[tuple[float, float] | None, ...]
    """Together, not knowing alone, chance alone; None for one that was not asked."""
    words: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One line; curves of one name look alike in all panels."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over one pair of axes."""

    name: str
    curves: tuple[Curve, ...]


def draw_spreads(
    rows: Sequence[Spread],
    words: Caption,
    look: Look | None = None,
    *,
    unit: str,
    keys: tuple[str, ...],
    has_zero: bool = False,
) -> Figure:
    """Return numbers with their bands, a row each: a thin line, a thick one, the mean, and its Monte Carlo error.

    `keys` names the bands; `has_zero` draws a line at 0 and keeps it in view.
    """
    look = look or Look()
    if not rows:
        raise ValueError("rows: none given")
    size, palette = look.text_pt, look.palette
    legend = [Key("How to read it"), Key("mean", _dot(look))]
    legend += [Key(k, stroke(palette.lines[0], w)) for k, w in zip(keys, _WIDTHS, strict=False)]
    if any(r.error > 0.0 for r in rows):
        legend.append(Key("Monte Carlo error of the mean, 95 %", _brackets(look)))
    tall = (3.9 if look.is_narrow else 2.9) * size
    sheet = new_sheet(look, words, tall * len(rows) + 2.0 * size, legend)
    axes, box = _plain_axes(sheet, sheet.body.y + 1.0 * size, sheet.body.half_h - 1.0 * size)
    _across(axes, rows, has_zero=has_zero)
    axes.set(ylim=(len(rows), 0.0))
    for i, row in enumerate(rows):
        y = i + 1.0 - 0.81 * size / tall
        if has_zero:
            axes.plot([0.0, 0.0], [y - 0.19, y + 0.19], color=palette.accent, lw=1.6, zorder=2)
        for (a, b), width in zip(row.bands, _WIDTHS, strict=False):
            axes.plot([a, b], [y, y], color=palette.lines[0], lw=width, solid_capstyle="butt", zorder=3)
        if row.error > 0.0:
            for x in (row.mean - row.error, row.mean + row.error):
                axes.plot([x, x], [y - 0.14, y + 0.14], color=palette.ink, lw=1.1, zorder=5)
        axes.plot([row.mean], [y], "o", color=palette.ink, mec=palette.paper, ms=0.6 * size, zorder=6)
        _over(sheet, box, box.y + box.half_h - i * tall - 0.75 * size, row.name, row.words)
    axes.set_xlabel(unit, color=palette.quiet, fontsize=0.9 * size, family=FAMILY)
    return sheet.figure


def _across(axes: Axes, rows: Sequence[Spread], *, has_zero: bool) -> None:
    """Let the axes reach over all bands, and to 0 where that is drawn."""
    ends = [v for r in rows for pair in r.bands for v in pair] + [r.mean for r in rows]
    ends += [0.0] if has_zero else []
    spare = 0.03 * ((max(ends) - min(ends)) or 1.0)
    axes.set(xlim=(min(ends) - spare, max(ends) + spare))
    axes.set_yticks([])
    axes.grid(visible=False)


def _over(sheet: Sheet, box: Box, y: float, name: str, told: str) -> None:
    """Write what a row is to the left, and its number to the right; on a phone under it."""
    size = sheet.look.text_pt
    right, left = box.x + box.half_w, box.x - box.half_w
    if sheet.look.is_narrow:
        sheet.text(left, y, fitted(name, right - left, size, "bold"), size, weight="bold")
        sheet.text(left, y - 1.15 * size, told, 0.92 * size, color=sheet.look.palette.quiet)
        return
    sheet.text(right, y, told, 0.92 * size, ha="right", color=sheet.look.palette.quiet)
    room = right - left - text_width(told, 0.92 * size) - size
    sheet.text(left, y, fitted(name, room, size, "bold"), size, weight="bold")


def _plain_axes(sheet: Sheet, y: float, half_h: float, indent: float = 0.0) -> tuple[Axes, Box]:
    """Return axes over the whole width of the sheet, `indent` points from its left margin."""
    look = sheet.look
    left, right = margin_pt(look) + indent, look.width_pt - margin_pt(look) - 0.8 * look.text_pt
    box = Box(0.5 * (left + right), y, 0.5 * (right - left), half_h)
    axes = sheet.figure.add_axes(share_of(sheet, box))
    dress(axes, look)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5 if look.is_narrow else 9, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(lambda v, _: count(v))
    return axes, box


def _dot(look: Look) -> Callable[[Axes, Box], None]:
    def draw(axes: Axes, box: Box) -> None:
        axes.plot(
            [box.x], [box.y], "o", color=look.palette.ink, mec=look.palette.paper, ms=0.6 * look.text_pt
        )

    return draw


def _brackets(look: Look) -> Callable[[Axes, Box], None]:
    def draw(axes: Axes, box: Box) -> None:
        for x in (box.x - 0.4 * box.half_w, box.x + 0.4 * box.half_w):
            axes.plot([x, x], [box.y - box.half_h, box.y + box.half_h], color=look.palette.ink, lw=1.1)

    return draw


def draw_histograms(
    rows: Sequence[Histogram], words: Caption, look: Look | None = None, *, unit: str
) -> Figure:
    """Return how often each number comes, option under option on one scale, and under each its three bands."""
    look = look or Look()
    if not rows:
        raise ValueError("rows: none given")
    size, palette = look.text_pt, look.palette
    styles = _band_styles(look)
    used = [i for i in range(3) if any(r.bands[i] is not None for r in rows)]
    legend = [
        Key("90 % bands"),
        *(Key(_BANDS[i], stroke(*styles[i])) for i in used),
        Key("mean", _dot(look)),
    ]
    above = (2.9 if look.is_narrow else 2.0) * size
    tall = above + 8.2 * size
    sheet = new_sheet(look, words, tall * len(rows) + 1.0 * size, legend)
    most = max(float(r.shares.max(initial=0.0)) for r in rows) or 1.0
    for i, row in enumerate(rows):
        upper = sheet.body.y + sheet.body.half_h - i * tall
        half = 0.5 * (tall - above - 2.0 * size)
        axes, box = _plain_axes(sheet, upper - above - half, half, indent=2.6 * size)
        whole = Box(box.x - 1.3 * size, box.y, box.half_w + 1.3 * size, box.half_h)
        _over(sheet, whole, upper - 0.7 * size, row.name, row.words)
        _bars(axes, row, used, styles, most, look)
        if i == len(rows) - 1:
            axes.set_xlabel(unit, color=palette.quiet, fontsize=0.9 * size, family=FAMILY)
    return sheet.figure


def _bars(
    axes: Axes,
    row: Histogram,
    used: Sequence[int],
    styles: Sequence[tuple[str, float, object]],
    most: float,
    look: Look,
) -> None:
    """Draw one distribution and under it its bands."""
    palette, size, tone = look.palette, look.text_pt, look.palette.lines[0]
    axes.bar(
        row.edges[:-1],
        row.shares,
        np.diff(row.edges),
        align="edge",
        color=tone + "66",
        edgecolor=tone,
        lw=0.5,
    )
    for place, j in enumerate(used):
        band = row.bands[j]
        if band is not None:
            y = -(0.14 + 0.14 * place) * most
            colour, width, dashes = styles[j]
            axes.plot(band, [y, y], color=colour, lw=width, ls=dashes, solid_capstyle="butt")  # type: ignore[arg-type]
    axes.plot([row.mean], [-0.14 * most], "o", color=palette.ink, mec=palette.paper, ms=0.6 * size)
    axes.axhline(0.0, color=palette.quiet, lw=0.8)
    axes.set(xlim=(row.edges[0], row.edges[-1]), ylim=(-0.56 * most, 1.04 * most))
    axes.set_yticks([0.5 * most, most], [f"{50 * most:.0f} %", f"{100 * most:.0f} %"])
    axes.grid(axis="x", visible=False)
    axes.tick_params(axis="y", length=0, labelsize=0.82 * size)


def _band_styles(look: Look) -> tuple[tuple[str, float, object], ...]:
    palette = look.palette
    return (
        (palette.ink, 2.6, "solid"),
        (palette.lines[1], 2.2, (0, (4, 1.6))),
        (palette.lines[2], 2.2, (0, (1, 1))),
    )


def draw_panels(
    panels: Sequence[Panel],
    words: Caption,
    look: Look | None = None,
    *,
    title: str,
    x_unit: str,
    y_unit: str,
    y_most: float = 0.0,
) -> Figure:
    """Return lines over time, panel by panel on one scale of height; `y_most` is its top where it is given."""
    look = look or Look()
    if not panels:
        raise ValueError("panels: none given")
    size = look.text_pt
    names = list(dict.fromkeys(c.name for p in panels for c in p.curves))
    styles = {n: _line(i, look) for i, n in enumerate(names)}
    n_wide = 1 if look.is_narrow or len(panels) == 1 else 2
    n_high = -(-len(panels) // n_wide)
    tall = (13.5 if look.is_narrow else 17.0) * size
    keys = [Key(title), *(Key(n, stroke(*styles[n])) for n in names)]
    sheet = new_sheet(look, words, n_high * tall, keys)
    most = y_most or 1.06 * max((float(np.max(c.y)) for p in panels for c in p.curves), default=1.0) or 1.0
    left, right = margin_pt(look), look.width_pt - margin_pt(look)
    wide, top = (right - left) / n_wide, sheet.body.y + sheet.body.half_h
    for i, panel in enumerate(panels):
        row, column = divmod(i, n_wide)
        cell = Box(left + (column + 0.5) * wide, top - (row + 0.5) * tall, 0.5 * wide, 0.5 * tall)
        _panel(sheet, panel, cell, styles, (most, x_unit, y_unit))
    return sheet.figure


def _line(i: int, look: Look) -> tuple[str, float, object]:
    tones = look.palette.lines
    return tones[i % len(tones)], 2.0 if i < len(tones) else 1.1, DASHES[(i + i // len(tones)) % len(DASHES)]


def _panel(
    sheet: Sheet,
    panel: Panel,
    cell: Box,
    styles: Mapping[str, tuple[str, float, object]],
    scale: tuple[float, str, str],
) -> None:
    look, size = sheet.look, sheet.look.text_pt
    most, x_unit, y_unit = scale
    left, right = cell.x - cell.half_w + 2.8 * size, cell.x + cell.half_w - 1.0 * size
    high, low = cell.y + cell.half_h - 2.9 * size, cell.y - cell.half_h + 2.9 * size
    box = Box(0.5 * (left + right), 0.5 * (low + high), 0.5 * (right - left), 0.5 * (high - low))
    axes = sheet.figure.add_axes(share_of(sheet, box))
    dress(axes, look)
    for curve in panel.curves:
        colour, width, dashes = styles[curve.name]
        how = "steps-post" if curve.is_step else "default"
        mark = "o" if len(curve.x) < 15 else ""
        axes.plot(
            curve.x, curve.y, color=colour, lw=width, ls=dashes, drawstyle=how, marker=mark, ms=0.4 * size
        )  # type: ignore[arg-type]
    farthest = max((float(c.x[-1]) for c in panel.curves if len(c.x)), default=1.0)
    first = min((float(c.x[0]) for c in panel.curves if len(c.x)), default=0.0)
    axes.set(xlim=(first, farthest if farthest > first else first + 1.0), ylim=(0.0, most))
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=x_unit == "night", steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda v, _: count(v))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(x_unit, color=look.palette.quiet, fontsize=0.85 * size, family=FAMILY, labelpad=1.0)
    name = fitted(panel.name, right - left, size, "bold")
    sheet.text(left - 2.0 * size, high + 2.1 * size, name, size, weight="bold")
    sheet.text(left - 2.0 * size, high + 0.85 * size, y_unit, 0.85 * size, color=look.palette.quiet)

"""What is missed the most, as bars: one a thing that fails, its figure at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from belfort.report.charts import dress, share_of
from belfort.report.placing import Box
from belfort.report.scales import Look
from belfort.report.sheet import FAMILY, Caption, Key, new_sheet, swatch, text_width

HATCHES = (None, "////", "....")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    name: str
    value: float
    kind: str
    """Bars of one kind share a colour and a hatch."""
    note: str = ""
    """Stands behind the figure."""


def draw_bars(
    bars: Sequence[Bar], words: Caption, look: Look | None = None, *, title: str, unit: str
) -> Figure:
    """Return horizontal bars from the first down; `title` heads the legend of kinds, `unit` the axis."""
    look = look or Look()
    kinds = list(dict.fromkeys(b.kind for b in bars))
    if not bars or len(kinds) > len(HATCHES):
        raise ValueError(
            f"bars: one or more, of at most {len(HATCHES)} kinds, found {len(bars)} of {len(kinds)}"
        )
    palette, size = look.palette, look.text_pt
    style = {k: (palette.lines[i], HATCHES[i]) for i, k in enumerate(kinds)}
    keys = [Key(title), *(Key(k, swatch(style[k][0], look, hatch=style[k][1])) for k in kinds)]
    sheet = new_sheet(look, words, (3.2 + 1.9 * len(bars)) * size, keys)
    names = 0.9 * size
    indent = max(text_width(b.name, names) for b in bars) + 0.8 * size
    tail = max(text_width(_figure(b), names) for b in bars) + 0.8 * size
    body = sheet.body
    left = body.x - body.half_w - (0.0 if look.is_narrow else 2.4 * size)
    above = look.is_narrow and indent + tail > body.half_w
    x0 = left + (0.0 if above else indent)
    x1 = body.x + body.half_w - tail
    inner = Box(0.5 * (x0 + x1), body.y + 0.9 * size, 0.5 * (x1 - x0), body.half_h - 0.9 * size)
    axes = sheet.figure.add_axes(share_of(sheet, inner))
    rows = np.arange(len(bars))
    for row, bar in zip(rows, bars, strict=True):
        colour, hatch = style[bar.kind]
        place = row + (0.22 if above else 0.0)
        axes.barh(
            place,
            bar.value,
            height=0.34 if above else 0.62,
            color=colour,
            hatch=hatch,
            edgecolor=palette.paper,
            linewidth=0.0,
        )
    dress(axes, look)
    most = max(b.value for b in bars) or 1.0
    axes.set(xlim=(0.0, most), ylim=(len(bars) - 0.45, -0.55))
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(unit, color=palette.quiet, fontsize=0.9 * size, family=FAMILY)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    tall = 2 * inner.half_h / len(bars)
    for row, bar in zip(rows, bars, strict=True):
        y = inner.y + inner.half_h - (row + 0.5) * tall
        end = x0 + (x1 - x0) * bar.value / most + 0.4 * size
        if above:
            sheet.text(x0, y + 0.22 * tall, bar.name, names)
            sheet.text(end, y - 0.20 * tall, _figure(bar), names, color=palette.quiet)
        else:
            sheet.text(x0 - 0.4 * size, y, bar.name, names, ha="right")
            sheet.text(end, y, _figure(bar), names, color=palette.quiet)
    return sheet.figure


def _figure(bar: Bar) -> str:
    return f"{bar.value:.3g}{f', {bar.note}' if bar.note else ''}"

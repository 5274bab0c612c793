"""Several circles side by side: a quantity by the direction a threat comes from, north up, each with its band."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from belfort.report.charts import dress, share_of
from belfort.report.placing import Box
from belfort.report.scales import Look
from belfort.report.sheet import FAMILY, Caption, Key, Sheet, new_sheet, stroke, swatch

TALL_PT = 212.0
"""Height of a circle with its name and directions."""
COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True, slots=True)
class Polar:
    """One circle."""

    name: str
    bearing_deg: ArrayLike
    """Over the whole circle, rising."""
    low: ArrayLike
    mode: ArrayLike
    high: ArrayLike


def draw_polars(
    panels: Sequence[Polar], words: Caption, look: Look | None = None, *, title: str, unit: str = ""
) -> Figure:
    """Return circles of one scale: a line at the mode, a band from the low to the high case.

    NaN is drawn as 0. `title` heads the legend; `unit` stands behind the figures of the rings.
    """
    look = look or Look()
    if not panels:
        raise ValueError("panels: none given")
    tone = look.palette.lines[0]
    keys = [Key(title), Key("mode", stroke(tone, 2.2)), Key("low to high case", swatch(tone + "55", look))]
    n_wide = min(len(panels), 2)
    n_high = -(-len(panels) // n_wide)
    tall = 0.68 * TALL_PT if look.is_narrow else TALL_PT
    legend_w = 0.0 if look.is_narrow else 150.0
    sheet = new_sheet(look, words, n_high * tall, keys, legend_w=legend_w)
    most = max(float(np.nan_to_num(np.asarray(p.high, float)).max(initial=0.0)) for p in panels)
    b = sheet.body
    for i, panel in enumerate(panels):
        row, column = divmod(i, n_wide)
        x = b.x - b.half_w + (2 * column + 1) * b.half_w / n_wide
        y = b.y + b.half_h - (2 * row + 1) * b.half_h / n_high
        _circle(
            sheet, panel, Box(x, y, b.half_w / n_wide, b.half_h / n_high), 1.05 * (most or 1.0), unit, tone
        )
    return sheet.figure


def _circle(sheet: Sheet, panel: Polar, box: Box, most: float, unit: str, tone: str) -> None:
    look, size = sheet.look, sheet.look.text_pt
    half = min(box.half_w - 1.6 * size, box.half_h - 2.1 * size)
    round_box = Box(box.x, box.y - 0.6 * size, half, half)
    sheet.text(box.x, box.y + box.half_h - 0.7 * size, panel.name, size, ha="center", weight="bold")
    axes = sheet.figure.add_axes(share_of(sheet, round_box), projection="polar")
    assert isinstance(axes, PolarAxes)
    angle = np.radians(np.asarray(panel.bearing_deg, float))
    closed = np.r_[angle, angle[:1] + 2.0 * np.pi]
    low, mode, high = (np.nan_to_num(np.asarray(v, float)) for v in (panel.low, panel.mode, panel.high))
    low, mode, high = (np.r_[v, v[:1]] for v in (low, mode, high))
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.fill_between(closed, low, high, color=tone, alpha=0.33, linewidth=0)
    for values in (low, high):
        axes.plot(closed, values, color=tone, lw=0.6)
    axes.plot(closed, mode, color=tone, lw=2.0)
    dress(axes, look)
    axes.set_ylim(0.0, most)
    axes.set_yticks(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, most)[1:-1])
    axes.set_xticks(np.radians(np.arange(0, 360, 45)), COMPASS)
    axes.tick_params(pad=-1.0, labelsize=0.78 * size, labelfontfamily=FAMILY)
    axes.yaxis.set_major_formatter(lambda v, _: f"{v:g} {unit}".rstrip() if v else "")
    axes.set_rlabel_position(22.5)  # type: ignore[attr-defined]

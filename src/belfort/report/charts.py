"""Pictures without a map: first detection by bearing, the engagement ladder, and what each further site adds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from belfort.report.placing import Box
from belfort.report.scales import Look
from belfort.report.sheet import FAMILY, Caption, Key, Sheet, new_sheet, stroke, swatch, text_width

_LEGEND_PT = 158.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One fire unit's part in an engagement; times in seconds before the threat arrives, which is 0."""

    name: str
    detect_s: float
    identify_s: float
    launches_s: tuple[float, ...] = ()
    intercepts_s: tuple[float, ...] = ()
    """One a launch, in its order."""


def draw_first_detection(
    bearing_deg: ArrayLike,
    low_km: ArrayLike,
    mode_km: ArrayLike,
    high_km: ArrayLike,
    words: Caption,
    look: Look | None = None,
) -> Figure:
    """Return how far from an asset a threat is first detected, by the bearing it comes from, north up.

    Bearings run over the whole circle; NaN or 0 is "not before it arrives".
    """
    look = look or Look()
    tone = look.palette.lines[0]
    keys = [
        Key("First detection"),
        Key("mode", stroke(tone, 2.2)),
        Key("low to high case", swatch(tone + "55", look)),
    ]
    legend_w = 0.0 if look.is_narrow else _LEGEND_PT
    sheet = new_sheet(look, words, 258.0 if look.is_narrow else 420.0, keys, legend_w=legend_w)
    b = sheet.body
    half = min(b.half_w, b.half_h) - 1.6 * look.text_pt
    square = Box(b.x, b.y, half, half)
    axes = sheet.figure.add_axes(share_of(sheet, square), projection="polar")
    assert isinstance(axes, PolarAxes)
    angle = np.radians(np.asarray(bearing_deg, float))
    order = np.argsort(angle)
    low, mode, high = (np.nan_to_num(np.asarray(v, float))[order] for v in (low_km, mode_km, high_km))
    closed = np.r_[angle[order], angle[order][:1] + 2.0 * np.pi]
    low, mode, high = (np.r_[v, v[:1]] for v in (low, mode, high))
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.fill_between(closed, low, high, color=tone, alpha=0.33, linewidth=0)
    for values in (low, high):
        axes.plot(closed, values, color=tone, lw=0.7)
    axes.plot(closed, mode, color=tone, lw=2.2)
    dress(axes, look)
    farthest = 1.05 * float(high.max(initial=1.0))
    axes.set_ylim(0.0, farthest)
    axes.set_yticks(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, farthest)[1:-1])
    axes.set_xticks(np.radians(np.arange(0, 360, 45)), ["N", "NE", "E", "SE", "S", "SW", "W", "NW"])
    axes.yaxis.set_major_formatter(lambda v, _: f"{v:g} km" if v else "")
    axes.set_rlabel_position(22.5)  # type: ignore[attr-defined]
    return sheet.figure


_MARKS = {
    "detect": ("o", "in the picture"),
    "identify": ("s", "may fire"),
    "launch": ("^", "launch"),
    "intercept": ("X", "intercept"),
}


def draw_ladder(rungs: Sequence[Rung], words: Caption, look: Look | None = None) -> Figure:
    """Return the engagement ladder: a row a fire unit, time running to the moment the threat arrives."""
    look = look or Look()
    palette, size = look.palette, look.text_pt
    tones = dict(zip(_MARKS, (palette.quiet, palette.ink, palette.lines[0], palette.lines[1]), strict=True))

    def mark(kind: str) -> Callable[[Axes, Box], None]:
        def draw(axes: Axes, box: Box) -> None:
            axes.plot(
                [box.x],
                [box.y],
                _MARKS[kind][0],
                color=tones[kind],
                ms=0.68 * size,
                mec=palette.paper,
                mew=0.6,
            )

        return draw

    keys = [Key("Events"), *(Key(name, mark(kind)) for kind, (_, name) in _MARKS.items())]
    keys += [Key("a missile under way", stroke(tones["launch"], 2.4))]
    legend_w = 0.0 if look.is_narrow else 120.0
    sheet = new_sheet(look, words, (3.2 + 2.3 * len(rungs)) * size, keys, legend_w=legend_w)
    room = max((text_width(r.name, 0.95 * size) for r in rungs), default=0.0)
    indent = max(0.0, room + 0.8 * size - 2.9 * size)
    b = sheet.body
    inner = Box(b.x + 0.5 * indent, b.y + 1.1 * size, b.half_w - 0.5 * indent, b.half_h - 1.1 * size)
    axes = sheet.figure.add_axes(share_of(sheet, inner))
    for row, rung in enumerate(rungs):
        _rung(axes, row, rung, tones, look)
    dress(axes, look)
    first = max((r.detect_s for r in rungs), default=60.0)
    axes.set(xlim=(1.06 * first, -0.03 * first), ylim=(len(rungs) - 0.4, -0.6))
    axes.set_yticks(range(len(rungs)), [r.name for r in rungs], fontsize=0.95 * size)
    axes.axvline(0.0, color=palette.accent, lw=1.6)
    axes.set_xlabel(
        "seconds before the threat arrives", color=palette.quiet, fontsize=0.9 * size, family=FAMILY
    )
    axes.grid(axis="x", color=palette.rule, lw=0.6)
    axes.tick_params(axis="y", length=0, labelcolor=palette.ink)
    return sheet.figure


def _rung(axes: Axes, row: int, rung: Rung, tones: dict[str, str], look: Look) -> None:
    last = min((rung.identify_s, *rung.launches_s, *rung.intercepts_s))
    axes.plot([rung.detect_s, last], [row, row], color=look.palette.quiet, lw=0.8, ls=(0, (1, 2)))
    for launch_s, intercept_s in zip(rung.launches_s, rung.intercepts_s, strict=True):
        axes.plot([launch_s, intercept_s], [row, row], color=tones["launch"], lw=2.4, solid_capstyle="butt")
    for kind, times in (
        ("detect", (rung.detect_s,)),
        ("identify", (rung.identify_s,)),
        ("launch", rung.launches_s),
        ("intercept", rung.intercepts_s),
    ):
        axes.plot(
            times,
            [row] * len(times),
            _MARKS[kind][0],
            color=tones[kind],
            ms=0.72 * look.text_pt,
            mec=look.palette.paper,
            mew=0.6,
            ls="none",
            zorder=5,
        )


def draw_value_curve(
    value: Sequence[float],
    bound: Sequence[float],
    words: Caption,
    look: Look | None = None,
    *,
    unit: str = "% of the value covered",
) -> Figure:
    """Return what a number of sites covers, 0 sites first, beside the bound no choice of sites can pass.

    The figure on each step is what that site adds.
    """
    look = look or Look()
    if len(value) != len(bound) or len(value) < 2 or np.any(np.asarray(bound) < np.asarray(value) - 1e-9):
        raise ValueError("value, bound: two or more, one bound for each value and none under it")
    palette, size = look.palette, look.text_pt
    keys = [
        Key("Value covered"),
        Key("the sites chosen", stroke(palette.lines[0], 2.2)),
        Key("no choice can pass this (proven)", stroke(palette.lines[1], 1.5, (0, (4, 2)))),
        Key("still open", swatch(palette.lines[1] + "33", look)),
    ]
    legend_w = 0.0 if look.is_narrow else _LEGEND_PT
    sheet = new_sheet(look, words, 190.0 if look.is_narrow else 290.0, keys, legend_w=legend_w)
    b = sheet.body
    inner = Box(b.x, b.y + 0.2 * size, b.half_w, b.half_h - 2.0 * size)
    axes = sheet.figure.add_axes(share_of(sheet, inner))
    n = np.arange(len(value))
    axes.fill_between(n, value, bound, color=palette.lines[1], alpha=0.2, linewidth=0)
    axes.plot(n, bound, color=palette.lines[1], lw=1.5, ls=(0, (4, 2)))
    axes.plot(n, value, color=palette.lines[0], lw=2.2, marker="o", ms=0.5 * size)
    top = float(max(bound))
    for i in range(1, len(value)):
        gain = f"+{value[i] - value[i - 1]:.3g}"
        axes.annotate(
            gain,
            (i, value[i]),
            (0.35 * size, -0.95 * size),
            textcoords="offset points",
            ha="left",
            va="center",
            family=FAMILY,
            fontsize=0.82 * size,
            color=palette.ink,
        )
    dress(axes, look)
    axes.set(xlim=(-0.3, len(value) - 0.4), ylim=(min(0.0, float(min(value))), 1.08 * top))
    axes.set_xticks(n)
    axes.set_xlabel("number of sites", color=palette.quiet, fontsize=0.9 * size, family=FAMILY)
    axes.set_title(unit, loc="left", color=palette.quiet, fontsize=0.9 * size, family=FAMILY, pad=0.35 * size)
    axes.grid(axis="y", color=palette.rule, lw=0.6)
    return sheet.figure


def share_of(sheet: Sheet, box: Box) -> tuple[float, float, float, float]:
    """Return a box of the sheet as shares of the figure: left, bottom, width, height."""
    width, height = sheet.axes.get_xlim()[1], sheet.axes.get_ylim()[1]
    return (
        (box.x - box.half_w) / width,
        (box.y - box.half_h) / height,
        2 * box.half_w / width,
        2 * box.half_h / height,
    )


def dress(axes: Axes, look: Look) -> None:
    """Give an axes the page's colours and type."""
    palette = look.palette
    axes.set_facecolor("none")
    axes.tick_params(colors=palette.quiet, labelsize=0.88 * look.text_pt, labelfontfamily=FAMILY, width=0.6)
    for spine in axes.spines.values():
        spine.set(color=palette.rule, linewidth=0.8)
    axes.grid(color=palette.rule, lw=0.6)
    axes.set_axisbelow(True)

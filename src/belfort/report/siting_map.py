"""Where units could stand, where they stand and where they should: the picture of a siting."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch
from numpy.typing import ArrayLike

from belfort.report.picture import Canvas, Ground, draw_map
from belfort.report.placing import Box, around
from belfort.report.scales import Look, readable_on
from belfort.report.sheet import Caption, Key
from belfort.terrain import Frame

Spot = tuple[float, float]
"""Latitude and longitude in radians."""


@dataclass(frozen=True, slots=True)
class Siting:
    """What a siting found."""

    candidate_lat_rad: ArrayLike
    candidate_lon_rad: ArrayLike
    chosen: Sequence[Spot]
    """New sites, the most valuable first."""
    moved: Sequence[tuple[Spot, Spot]] = ()
    """Units that stand elsewhere now: from, to."""


def draw_siting(
    ground: Ground, frame: Frame, siting: Siting, words: Caption, look: Look | None = None
) -> Figure:
    """Return a map of candidates (dots), units as they stand, chosen sites (numbered) and moves (arrows)."""
    look = look or Look()
    palette = look.palette

    def dots(canvas: Canvas) -> None:
        x, y = canvas.view.at(siting.candidate_lat_rad, siting.candidate_lon_rad)
        points = canvas.sheet.axes.scatter(
            np.ravel(x),
            np.ravel(y),
            s=0.10 * look.text_pt**1.5,
            color=palette.quiet,
            alpha=0.75,
            linewidths=0,
            zorder=3,
        )
        points.set_clip_path(canvas.clip)

    def sites(canvas: Canvas) -> None:
        for start, end in siting.moved:
            _arrow(canvas, start, end)
        for rank, spot in enumerate(siting.chosen, start=1):
            _numbered(canvas, rank, spot)

    def dot(axes: Axes, box: Box) -> None:
        axes.add_patch(Circle((box.x, box.y), 0.14 * look.text_pt, color=palette.quiet))

    def number(axes: Axes, box: Box) -> None:
        axes.add_patch(
            Circle(
                (box.x, box.y),
                0.6 * look.text_pt,
                facecolor=palette.accent,
                edgecolor=palette.halo,
                linewidth=1.0,
            )
        )

    def arrow(axes: Axes, box: Box) -> None:
        axes.add_patch(_shape((box.x - box.half_w, box.y), (box.x + box.half_w, box.y), palette.accent))

    keys = [
        Key("Sites"),
        Key("candidate", dot),
        Key("chosen, by rank of what it adds", number, 1.5 * look.text_pt),
    ]
    keys += [Key("moved from, to", arrow)] if siting.moved else []
    return draw_map(ground, frame, words, look, keys, dots, over=sites)


def _shape(start: tuple[float, float], end: tuple[float, float], colour: str) -> FancyArrowPatch:
    return FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=8, color=colour, lw=1.6, zorder=8.8, shrinkA=0, shrinkB=0
    )


def _arrow(canvas: Canvas, start: Spot, end: Spot) -> None:
    ends = [tuple(float(v) for v in canvas.view.at(*spot)) for spot in (start, end)]
    shape = _shape(ends[0], ends[1], canvas.sheet.look.palette.accent)  # type: ignore[arg-type]
    canvas.sheet.axes.add_patch(shape)
    shape.set_clip_path(canvas.clip)


def _numbered(canvas: Canvas, rank: int, spot: Spot) -> None:
    """Draw a chosen site with its rank; beside its place, with a line, where that is taken."""
    look, size = canvas.sheet.look, canvas.sheet.look.text_pt
    palette = look.palette
    x, y = (float(v) for v in canvas.view.at(*spot))
    radius = 0.72 * size
    start = Box(x, y, radius + 0.8, radius + 0.8)
    place = canvas.room.first_free(around(start, step=0.5 * size, n_rings=16)) or canvas.room.take(start)
    axes = canvas.sheet.axes
    if place != start:
        axes.plot([x, place.x], [y, place.y], color=palette.accent, lw=1.1, zorder=8.9)
        axes.add_patch(
            Circle((x, y), 1.4, facecolor=palette.accent, edgecolor=palette.halo, linewidth=0.4, zorder=8.9)
        )
    axes.add_patch(
        Circle(
            (place.x, place.y),
            radius,
            facecolor=palette.accent,
            edgecolor=palette.halo,
            linewidth=1.0,
            zorder=9,
        )
    )
    tone = readable_on(palette.accent)
    canvas.sheet.text(
        place.x, place.y, str(rank), 0.86 * size, ha="center", weight="bold", color=tone, zorder=9.5
    )

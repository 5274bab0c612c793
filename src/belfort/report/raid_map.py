"""Where a raid gets through, on the map: a circle at every asset, its area by the leakers expected there."""

from collections.abc import Callable, Mapping
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from belfort.report.picture import Canvas, Ground, draw_map
from belfort.report.placing import Box, around
from belfort.report.raid_words import count
from belfort.report.scales import Look
from belfort.report.sheet import Caption, Key, text_width
from belfort.terrain import Frame

LEAST = 0.005
"""Expected leakers under which an asset has no circle."""


def draw_leakers(
    ground: Ground,
    frame: Frame,
    n_leaked: Mapping[str, float],
    words: Caption,
    look: Look | None = None,
    *,
    most: float = 0.0,
    noun: str = "leakers",
) -> Figure:
    """Return a map with a circle at each asset, its area in proportion to the number beside it.

    Parameters
    ----------
    ground, frame
        The situation and its map.
    n_leaked
        Mean number by the asset's name.
    words, look
        Title and what stands around; light and wide unless given.
    most
        Number of the largest circle, to compare maps; the largest here unless given.
    noun
        What is counted.
    """
    look = look or Look()
    places = {a.name: a.position for a in ground.scenario.assets}
    if unknown := sorted(set(n_leaked) - set(places)):
        raise ValueError(
            f"n_leaked: no such asset: {', '.join(unknown)}; known are {', '.join(sorted(places))}"
        )
    most = max(most, *n_leaked.values(), 1e-9) if n_leaked else 1.0
    largest = (2.1 if look.is_narrow else 2.6) * look.text_pt

    def circles(canvas: Canvas) -> None:
        order = sorted((n for n in n_leaked if n_leaked[n] >= LEAST), key=lambda n: (-n_leaked[n], n))
        for name in order:
            x, y = (float(v) for v in canvas.view.at(places[name].lat_rad, places[name].lon_rad))
            _circle(canvas, x, y, max(2.0, largest * sqrt(n_leaked[name] / most)))
        for name in order:
            x, y = (float(v) for v in canvas.view.at(places[name].lat_rad, places[name].lon_rad))
            _number(canvas, x, y, count(n_leaked[name]))

    tone = look.palette.accent
    radius = 0.9 * look.text_pt
    here = most * (radius / largest) ** 2
    keys = [
        Key(f"Expected {noun}"),
        Key(f"{count(here)}; the area grows with the number", _sample(tone, radius), 2.2 * radius),
    ]
    return draw_map(ground, frame, words, look, keys, lambda _: None, over=circles)


def _circle(canvas: Canvas, x: float, y: float, radius: float) -> None:
    tone = canvas.sheet.look.palette.accent
    canvas.add(Circle((x, y), radius, facecolor=tone, alpha=0.38, edgecolor="none", zorder=6.2))
    canvas.add(Circle((x, y), radius, facecolor="none", edgecolor=tone, linewidth=1.3, zorder=6.3))


def _number(canvas: Canvas, x: float, y: float, told: str) -> None:
    look = canvas.sheet.look
    size = 1.02 * look.text_pt
    start = Box(x, y, 0.5 * text_width(told, size, "bold") + 0.2 * size, 0.62 * size)
    place = canvas.room.first_free(around(start, step=0.6 * size, n_rings=8))
    if place is None:
        return
    canvas.sheet.text(
        place.x, place.y, told, size, ha="center", weight="bold", halo=look.palette.paper, zorder=9.5
    )


def _sample(tone: str, radius: float) -> Callable[[Axes, Box], None]:
    def draw(axes: Axes, box: Box) -> None:
        for style in (
            {"facecolor": tone, "alpha": 0.38, "edgecolor": "none"},
            {"facecolor": "none", "edgecolor": tone},
        ):
            axes.add_artist(Circle((box.x, box.y), radius, **style))  # type: ignore[arg-type]

    return draw

"""Finished maps of what was found: classes, shares, bands and warning times over the ground, units in front.

Every function takes the scenario (or its option), arrays on a frame and words, and returns a figure; nothing is kept
between calls. `belfort.report.saving` writes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch
from numpy.typing import ArrayLike

from belfort.coverage.export.contours import areas_above_m, polygons_of
from belfort.report.basemap import (
    View,
    body_height_pt,
    draw_assets,
    draw_cities,
    draw_ground,
    draw_scale_and_north,
    fitted,
    path_of,
    region_bounds_m,
)
from belfort.report.placing import Box, Room, around
from belfort.report.scales import Classes, Look, Palette, dark_to_bright, readable_on
from belfort.report.sheet import FAMILY, Caption, Key, Sheet, new_sheet, stroke, swatch
from belfort.report.symbols import MEANING, Symbol, draw_symbol, size_of, symbol_of
from belfort.scenario import ResolvedScenario
from belfort.terrain import Frame

LEGEND_PT = 166.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under and over the data of a map."""

    scenario: ResolvedScenario
    """The situation, or one of its options."""
    base: ResolvedScenario | None = None
    """Where an option is drawn: the situation it departs from; units that it lacks get a rim of their own."""
    has_units: bool = True
    n_cities: int = 12


@dataclass(slots=True)
class Canvas:
    """A map whose ground is drawn: for what comes upon it."""

    sheet: Sheet
    view: View
    clip: PathPatch
    room: Room

    def add(self, patch: PathPatch | Circle) -> None:
        """Draw a patch, cut to the map."""
        self.sheet.axes.add_artist(patch)
        patch.set_clip_path(self.clip)


def draw_classes(
    ground: Ground, frame: Frame, array: ArrayLike, classes: Classes, words: Caption, look: Look | None = None
) -> Figure:
    """Return a map of a quantity in classes, such as the gap map or the depth of cover.

    Parameters
    ----------
    ground
        The situation.
    frame, array
        The grid and the values on it; NaN stays empty.
    classes
        Edges, names and colours: `scales.lowest_height()`, `depth()`, `difference(...)` or one's own.
    words
        Title and what stands around.
    look
        Light and wide unless given.
    """
    look = look or Look()
    found = classes.of(_on(frame, array))
    keys = [Key(classes.title)]
    keys += [Key(t, swatch(c, look)) for t, c in zip(classes.labels, classes.colours, strict=True)]

    def data(canvas: Canvas) -> None:
        _image(
            canvas,
            np.ma.masked_less(found, 0),
            ListedColormap(classes.colours),
            Normalize(-0.5, len(classes.colours) - 0.5),
        )

    return draw_map(ground, frame, words, look, keys, data)


def draw_share(
    ground: Ground,
    frame: Frame,
    array: ArrayLike,
    title: str,
    words: Caption,
    look: Look | None = None,
    *,
    span: tuple[float, float] = (0.0, 1.0),
    unit: str = "%",
) -> Figure:
    """Return a map of a quantity without classes, such as the probability of detection.

    With `unit` "%" the numbers are shares and the legend says per cent; `span` runs from dark to bright.
    """
    look = look or Look()
    values = np.ma.masked_invalid(_on(frame, array))
    shades = dark_to_bright(256)
    colours = ListedColormap(shades)
    factor = 100.0 if unit == "%" else 1.0
    marks = [f"{factor * v:g} {unit}" for v in np.linspace(*span, 5)]
    steps = [Key(m, swatch(shades[i], look)) for m, i in zip(marks, (0, 64, 128, 191, 255), strict=True)]

    def data(canvas: Canvas) -> None:
        _image(canvas, values, colours, Normalize(*span))

    return draw_map(ground, frame, words, look, [Key(title), *steps[::-1]], data)


def draw_bands(
    ground: Ground,
    frame: Frame,
    cases: Mapping[str, ArrayLike],
    level: float,
    words: Caption,
    look: Look | None = None,
) -> Figure:
    """Return a map of where an array is at least a level in three cases, given as "low", "mode" and "high".

    The area of the low case is certain, the hatched strip between low and high is open; the thick line is the mode.
    """
    look = look or Look()
    if set(cases) != {"low", "mode", "high"}:
        raise ValueError(f"cases: low, mode and high are needed, found {', '.join(sorted(cases))}")
    low, mode, high = (areas_above_m(cases[c], frame, [level])[0] for c in ("low", "mode", "high"))
    tone = look.palette.lines[0]

    def data(canvas: Canvas) -> None:
        between = path_of(polygons_of(low.symmetric_difference(high)), canvas.view)
        sure = path_of(polygons_of(low.intersection(high)), canvas.view)
        canvas.add(PathPatch(sure, facecolor=tone, alpha=0.30, edgecolor="none", zorder=3))
        canvas.add(
            PathPatch(
                between, facecolor="none", edgecolor=tone, linewidth=0.0, hatch="/////", alpha=0.55, zorder=3
            )
        )
        for area, width, dashes in ((low, 1.0, "solid"), (high, 1.0, (0, (4, 2))), (mode, 2.2, "solid")):
            canvas.add(
                PathPatch(
                    path_of(area, canvas.view),
                    facecolor="none",
                    edgecolor=tone,
                    lw=width,
                    ls=dashes,
                    zorder=5,
                )
            )

    keys = [
        Key("Cover"),
        Key("mode: the figure taken as most likely", stroke(tone, 2.2)),
        Key("low case", stroke(tone, 1.0)),
        Key("high case", stroke(tone, 1.0, (0, (4, 2)))),
        Key("covered in every case", swatch(_mixed(tone, look.palette), look)),
        Key("open: between low and high", swatch(look.palette.land, look, hatch="/////", edge=tone)),
    ]
    return draw_map(ground, frame, words, look, keys, data)


def draw_warning(
    ground: Ground,
    frame: Frame,
    minutes: Mapping[str, tuple[float, float, float]],
    classes: Classes,
    words: Caption,
    look: Look | None = None,
) -> Figure:
    """Return a map of warning time: at each asset a disc with its minutes, coloured by class.

    `minutes` gives low, mode and high by the asset's name; an infinite or NaN mode is shown as "none".
    """
    look = look or Look()
    places = {a.name: a.position for a in ground.scenario.assets}
    if unknown := sorted(set(minutes) - set(places)):
        raise ValueError(
            f"minutes: no such asset: {', '.join(unknown)}; known are {', '.join(sorted(places))}"
        )

    def discs(canvas: Canvas) -> None:
        order = sorted(minutes, key=lambda n: (not isfinite(minutes[n][1]), minutes[n][1], n))
        for name in order:
            _disc(canvas, places[name].lat_rad, places[name].lon_rad, minutes[name], classes)

    keys = [Key(classes.title)]
    keys += [Key(t, swatch(c, look)) for t, c in zip(classes.labels, classes.colours, strict=True)]
    keys.append(Key("minutes in the mode; under it low to high", _sample_disc(look), 2.2 * look.text_pt))
    return draw_map(ground, frame, words, look, keys, lambda _: None, over=discs)


def _sample_disc(look: Look) -> Callable[[Axes, Box], None]:
    def draw(axes: Axes, box: Box) -> None:
        size = 0.75 * look.text_pt
        axes.add_artist(
            Circle(
                (box.x, box.y), size, facecolor=look.palette.land, edgecolor=look.palette.ink, linewidth=0.8
            )
        )
        middle = {"ha": "center", "va": "center_baseline", "weight": "bold"}
        axes.text(box.x, box.y, "5", middle, fontsize=size, family=FAMILY, color=look.palette.ink)

    return draw


def _disc(
    canvas: Canvas, lat_rad: float, lon_rad: float, minutes: tuple[float, float, float], classes: Classes
) -> None:
    look, size = canvas.sheet.look, canvas.sheet.look.text_pt
    x, y = (float(v) for v in canvas.view.at(lat_rad, lon_rad))
    radius = 1.0 * size
    start = Box(x, y, 1.25 * radius, 1.35 * radius)
    place = canvas.room.first_free(around(start, step=0.6 * size, n_rings=14))
    if place is None:
        return
    low, mode, high = minutes
    is_known = isfinite(mode)
    colour = classes.colours[int(classes.of(mode if is_known else 0.0))]
    axes = canvas.sheet.axes
    _leader(canvas, x, y, place)
    middle = place.y + 0.3 * radius
    axes.add_artist(
        Circle(
            (place.x, middle), radius, facecolor=colour, edgecolor=look.palette.ink, linewidth=0.8, zorder=9
        )
    )
    text = f"{mode:.0f}" if is_known else "none"
    canvas.sheet.text(
        place.x,
        middle,
        text,
        size * (0.98 if is_known else 0.62),
        ha="center",
        color=readable_on(colour),
        weight="bold",
        zorder=9.5,
    )
    band = f"{low:.0f}–{high:.0f}" if is_known and isfinite(low) and isfinite(high) else ""
    canvas.sheet.text(
        place.x, place.y - 1.05 * radius, band, 0.68 * size, ha="center", halo=look.palette.paper, zorder=9.5
    )


def _leader(canvas: Canvas, x: float, y: float, place: Box) -> None:
    if abs(place.x - x) + abs(place.y - y) < 0.5:
        return
    palette = canvas.sheet.look.palette
    canvas.sheet.axes.plot(
        [x, place.x], [y, place.y], color=palette.paper, lw=1.6, zorder=6.8, solid_capstyle="round"
    )
    canvas.sheet.axes.plot([x, place.x], [y, place.y], color=palette.ink, lw=0.6, zorder=6.9)
    canvas.sheet.axes.add_artist(
        Circle((x, y), 1.1, facecolor=palette.ink, edgecolor=palette.paper, linewidth=0.4, zorder=6.9)
    )


def draw_map(
    ground: Ground,
    frame: Frame,
    words: Caption,
    look: Look,
    keys: Sequence[Key],
    data: Callable[[Canvas], None],
    *,
    over: Callable[[Canvas], None] | None = None,
) -> Figure:
    """Return a map: ground, `data`, assets, towns, what comes `over` them, units, scale and legend.

    The two functions draw on the canvas that they are given; `keys` are their lines of the legend.
    """
    bounds_m = region_bounds_m(ground.scenario, frame)
    is_tall = bounds_m[3] - bounds_m[1] > 0.8 * (bounds_m[2] - bounds_m[0])
    legend_w = LEGEND_PT if is_tall and not look.is_narrow else 0.0
    symbols = _symbols(ground)
    legend = [*keys, *_ground_keys(ground, symbols, look)]
    sheet = new_sheet(look, words, body_height_pt(bounds_m, look, legend_w), legend, legend_w=legend_w)
    view = fitted(bounds_m, frame, sheet.body)
    canvas = Canvas(sheet, view, draw_ground(sheet, view), Room(view.body))
    data(canvas)
    draw_scale_and_north(sheet, view, canvas.room)
    draw_assets(sheet, view, ground.scenario.assets, canvas.clip)
    n_cities = ground.n_cities // 2 if look.is_narrow else ground.n_cities
    draw_cities(sheet, view, canvas.room, canvas.clip, most=n_cities)
    if over is not None:
        over(canvas)
    _draw_units(canvas, symbols)
    return sheet.figure


_Placed = tuple[Symbol, float, float]


def _symbols(ground: Ground) -> list[_Placed]:
    """Return the symbols, the far-reaching and new ones first, which then keep their place."""
    if not ground.has_units:
        return []
    ranks = {
        kind: i
        for i, kind in enumerate(("sam-long", "c2", "sam-medium", "radar", "fighter", "gun", "sam-short"))
    }
    found = [
        (symbol_of(u, ground.scenario, ground.base), u.position.lat_rad, u.position.lon_rad)
        for u in ground.scenario.units
    ]
    return sorted(found, key=lambda f: (not f[0].is_new, ranks.get(f[0].kind, 9)))


def symbol_pt(look: Look) -> float:
    """Return the height of a unit's rectangle on a map."""
    return 7.4 if look.is_narrow else 9.0


def _draw_units(canvas: Canvas, symbols: Sequence[_Placed]) -> None:
    tall = symbol_pt(canvas.sheet.look)
    for symbol, lat_rad, lon_rad in symbols:
        x, y = (float(v) for v in canvas.view.at(lat_rad, lon_rad))
        half_w, half_h = size_of(symbol.kind, tall)
        start = Box(x, y, half_w + 0.7, half_h + 0.7)
        if not Box(x, y, 0.0, 0.0).within(canvas.view.body):
            continue
        place = canvas.room.first_free(around(start, step=0.55 * tall, n_rings=16)) or canvas.room.take(start)
        _leader(canvas, x, y, place)
        draw_symbol(canvas.sheet.axes, symbol, place, tall, canvas.sheet.look.palette)


def _ground_keys(ground: Ground, symbols: Sequence[_Placed], look: Look) -> list[Key]:
    """Return the legend of symbols, only those that the map shows."""
    tall = 1.15 * look.text_pt
    kinds = {s.kind for s, _, _ in symbols}
    keys = [Key("Units and what is defended" if symbols else "On the map")]
    keys += [
        Key(text, _icon(Symbol(kind), tall, look), 1.5 * tall if kind == "c2" else 0.0)
        for kind, text in MEANING.items()
        if kind in kinds
    ]
    if any(s.is_notional for s, _, _ in symbols):
        keys.append(Key("dashed: notional site", _icon(Symbol("sam-short", is_notional=True), tall, look)))
    if any(s.is_new for s, _, _ in symbols):
        keys.append(Key("new in this option", _icon(Symbol("sam-long", is_new=True), tall, look)))

    def circle(axes: Axes, box: Box) -> None:
        axes.add_artist(
            Circle((box.x, box.y), 0.45 * tall, facecolor="none", edgecolor=look.palette.asset, linewidth=1.1)
        )

    return [*keys, Key("defended asset", circle)]


def _icon(symbol: Symbol, tall: float, look: Look) -> Callable[[Axes, Box], None]:
    return lambda axes, box: draw_symbol(axes, symbol, box, tall, look.palette)


def _image(canvas: Canvas, values: np.ma.MaskedArray, colours: ListedColormap, norm: Normalize) -> None:
    left, right, low, high = canvas.view.extent()
    axes = canvas.sheet.axes
    limits = axes.get_xlim(), axes.get_ylim()
    image = axes.imshow(
        values,
        cmap=colours,
        norm=norm,
        extent=(left, right, low, high),
        origin="upper",
        interpolation="nearest",
        zorder=3,
        aspect="auto",
    )
    axes.set(xlim=limits[0], ylim=limits[1])
    image.set_clip_path(canvas.clip)


def _on(frame: Frame, array: ArrayLike) -> np.ndarray:
    values = np.asarray(array, float)
    if values.shape != frame.shape:
        raise ValueError(f"array: shape must be {frame.shape}, found {values.shape}")
    return values


def _mixed(colour: str, palette: Palette) -> str:
    """Return a colour at three tenths over land."""
    one, two = ([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (colour, palette.land))
    return "#" + "".join(f"{round(0.3 * a + 0.7 * b):02x}" for a, b in zip(one, two, strict=True))

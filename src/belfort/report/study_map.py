"""The map of a study: land, what is defended, and the units of each option, notional sites hollow.

Plate carrée true at the middle latitude, as the map of a situation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

from belfort.report.study_charts import Drawing, LegendKey, draw_legend, shape_of, tone_of
from belfort.report.svg import SIZE, Canvas, text_width
from belfort.terrain.outline import countries_in, lakes_in

KM_PER_DEG = 111.2
MARGIN_DEG = 0.1
HIGHEST = 640.0
"""Height that a map of a tall region keeps to."""


@dataclass(frozen=True, slots=True)
class Site:
    """A unit or an asset on the map."""

    index: int
    """Of its option; -1 where every option has it."""
    kind: str
    lon_deg: float
    lat_deg: float
    is_notional: bool
    tip: str


class _View:
    """Degrees to the picture."""

    def __init__(self, box: tuple[float, ...], width: float, top: float) -> None:
        west, south, east, north = box
        self.box = (west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
        self.squeeze = cos(radians(0.5 * (south + north)))
        wide, tall = (self.box[2] - self.box[0]) * self.squeeze, self.box[3] - self.box[1]
        self.scale = min(width / wide, HIGHEST / tall)
        self.top, self.width, self.height = top, wide * self.scale, tall * self.scale

    def xy(self, lon_deg: float, lat_deg: float) -> tuple[float, float]:
        return (lon_deg - self.box[0]) * self.squeeze * self.scale, self.top + (
            self.box[3] - lat_deg
        ) * self.scale


def draw_map(
    sites: Sequence[Site],
    assets: Sequence[Site],
    box: tuple[float, ...],
    keys: Sequence[LegendKey],
    width: float,
    ident: str,
) -> Drawing:
    """Return the map of the region in `box`: west, south, east and north in degrees."""
    canvas = Canvas(width, ident)
    top = draw_legend(canvas, [k for k in keys if k.kind != "asset"], 2.0)
    top = _asset_key(canvas, [k for k in keys if k.kind == "asset"], top)
    view = _View(box, width, top)
    canvas.box(0.0, top, view.width, view.height, "sea")
    for rings, fill, rim in _land(view):
        canvas.land([[view.xy(*p) for p in ring] for ring in rings], fill, rim)
    taken: list[tuple[float, float, float, float]] = []
    for asset in assets:
        x, y = view.xy(asset.lon_deg, asset.lat_deg)
        _ring(canvas, x, y)
        taken.append((x, y, 8.0, 8.0))
    for site, (x, y) in _spread(view, sites):
        shape = "plus" if site.index < 0 else shape_of(site.index)
        tone = "ink" if site.index < 0 else tone_of(site.index)
        with canvas.named(site.tip):
            canvas.mark(x, y, shape, tone, 4.6 if site.index < 0 else 6.0, hollow=site.is_notional)
        taken.append((x, y, 7.0, 7.0))
    for asset in assets:
        _name(canvas, view, asset, taken)
    _scale_bar(canvas, view)
    return canvas, top + view.height


def _land(view: _View) -> Iterator[tuple[list[list[tuple[float, float]]], str, str]]:
    for _, rings in countries_in(view.box):
        yield rings, "land", "border"
    for rings in lakes_in(view.box):
        yield rings, "sea", ""


def _ring(canvas: Canvas, x: float, y: float) -> None:
    square = [(x - 7.0, y), (x, y - 7.0), (x + 7.0, y), (x, y + 7.0)]
    canvas.area(square, "asset", opacity=0.25, rim="asset")


def _asset_key(canvas: Canvas, keys: Sequence[LegendKey], top: float) -> float:
    for key in keys:
        _ring(canvas, 16.0, top + 0.5 * SIZE)
        canvas.text(34.0, top + 0.5 * SIZE, key.words, size=0.92 * SIZE)
        top += 1.8 * SIZE
    return top


def _spread(view: _View, sites: Sequence[Site]) -> Iterator[tuple[Site, tuple[float, float]]]:
    """Yield each site and where it is drawn; those at one place stand side by side."""
    seen: dict[tuple[int, int], int] = {}
    for site in sorted(sites, key=lambda s: s.index):
        x, y = view.xy(site.lon_deg, site.lat_deg)
        cell = (round(x / 8.0), round(y / 8.0))
        n = seen[cell] = seen.get(cell, -1) + 1
        yield site, (x + 9.0 * n, y)


def _name(canvas: Canvas, view: _View, asset: Site, taken: list[tuple[float, float, float, float]]) -> None:
    """Write an asset's name where there is room; without room it is left to the table."""
    x, y = view.xy(asset.lon_deg, asset.lat_deg)
    half = 0.5 * text_width(asset.tip, 11.0)
    for a, b in ((x, y - 15.0), (x, y + 16.0), (x + half + 11.0, y), (x - half - 11.0, y)):
        is_in = half < a < view.width - half and view.top + 8.0 < b < view.top + view.height - 24.0
        if is_in and all(abs(a - c) > half + w or abs(b - d) > 6.5 + h for c, d, w, h in taken):
            taken.append((a, b, half, 6.5))
            canvas.text(a, b, asset.tip, size=11.0, anchor="middle")
            return


def _scale_bar(canvas: Canvas, view: _View) -> None:
    per_km = view.scale / KM_PER_DEG
    km = next((k for k in (500, 200, 100, 50, 20, 10, 5) if k * per_km < view.width / 3), 2)
    y = view.top + view.height - 12.0
    canvas.line(
        [(12.0, y - 4.0), (12.0, y), (12.0 + km * per_km, y), (12.0 + km * per_km, y - 4.0)], "ink", 1.4
    )
    canvas.text(20.0 + km * per_km, y - 2.0, f"{km} km", size=11.0)

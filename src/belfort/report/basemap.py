"""The quiet ground of a map: sea, land, borders, towns, degrees, scale and north, on the data's own projection."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians, sin

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import MultiPolygon

from belfort.report.placing import Box, Room, beside
from belfort.report.scales import Look
from belfort.report.sheet import Sheet, margin_pt, text_width, tick_pt
from belfort.scenario import ResolvedScenario
from belfort.scenario.places import Place, gazetteer
from belfort.scenario.resolved import ResolvedAsset
from belfort.terrain import Frame
from belfort.terrain.outline import countries_in, lakes_in

_SPARE_DEG = 1.5
_EDGE_SHARE = 0.012
"""Of the region's width, left around it."""
_APART = 0.10
"""Of the map's width and height together, between two towns that are named."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of a frame's map that a picture shows, and where on the sheet."""

    frame: Frame
    bounds_m: tuple[float, float, float, float]
    body: Box

    @property
    def pt_per_m(self) -> float:
        """Scale of the picture."""
        return 2.0 * self.body.half_w / (self.bounds_m[2] - self.bounds_m[0])

    def on_sheet(self, x_m: ArrayLike, y_m: ArrayLike) -> tuple[NDArray, NDArray]:
        """Return points of the map in points of the sheet."""
        west_m, south_m, _, _ = self.bounds_m
        x = self.body.x - self.body.half_w + (np.asarray(x_m) - west_m) * self.pt_per_m
        return x, self.body.y - self.body.half_h + (np.asarray(y_m) - south_m) * self.pt_per_m

    def at(self, lat_rad: ArrayLike, lon_rad: ArrayLike) -> tuple[NDArray, NDArray]:
        """Return points of the globe in points of the sheet."""
        return self.on_sheet(*self.frame.xy_m(lat_rad, lon_rad))

    def extent(self) -> tuple[float, float, float, float]:
        """Return left, right, bottom and top of the frame's grid on the sheet."""
        west_m, south_m, east_m, north_m = self.frame.bounds_m
        (left, right), (low, high) = self.on_sheet([west_m, east_m], [south_m, north_m])
        return float(left), float(right), float(low), float(high)


def region_bounds_m(scenario: ResolvedScenario, frame: Frame) -> tuple[float, float, float, float]:
    """Return the scenario's region on the frame's map with a little room: west, south, east, north."""
    region = scenario.region
    t = np.linspace(0.0, 1.0, 33)
    lon = region.west_rad + t * (region.east_rad - region.west_rad)
    lat = region.south_rad + t * (region.north_rad - region.south_rad)
    edge = [(region.south_rad, lon), (region.north_rad, lon), (lat, region.west_rad), (lat, region.east_rad)]
    parts = [frame.xy_m(*np.broadcast_arrays(la, lo)) for la, lo in edge]
    x_m, y_m = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    spare = _EDGE_SHARE * (x_m.max() - x_m.min())
    return (
        float(x_m.min() - spare),
        float(y_m.min() - spare),
        float(x_m.max() + spare),
        float(y_m.max() + spare),
    )


def body_height_pt(bounds_m: tuple[float, float, float, float], look: Look, legend_w: float) -> float:
    """Return how high the body must be for a map of these bounds."""
    wide = (
        look.width_pt
        - 2 * margin_pt(look)
        - tick_pt(look)
        - (legend_w + 1.4 * look.text_pt if legend_w else 0.0)
    )
    return wide * (bounds_m[3] - bounds_m[1]) / (bounds_m[2] - bounds_m[0])


def fitted(bounds_m: tuple[float, float, float, float], frame: Frame, body: Box) -> View:
    """Return the view of these bounds in a body; a body too high leaves room below."""
    half_h = body.half_w * (bounds_m[3] - bounds_m[1]) / (bounds_m[2] - bounds_m[0])
    return View(frame, bounds_m, Box(body.x, body.y + body.half_h - half_h, body.half_w, half_h))


def draw_ground(sheet: Sheet, view: View) -> PathPatch:
    """Draw sea, land, borders and degrees; return the rectangle that everything on the map is cut to."""
    b, palette = view.body, sheet.look.palette
    corners = Path(
        [
            (b.x - b.half_w, b.y - b.half_h),
            (b.x + b.half_w, b.y - b.half_h),
            (b.x + b.half_w, b.y + b.half_h),
            (b.x - b.half_w, b.y + b.half_h),
            (b.x - b.half_w, b.y - b.half_h),
        ],
        closed=True,
    )
    clip = PathPatch(corners, facecolor=palette.sea, edgecolor="none", zorder=1)
    sheet.axes.add_artist(clip)
    land, lakes = _land(view)
    water = PathPatch(
        lakes, facecolor=palette.sea, edgecolor=palette.frame, linewidth=0.3, alpha=0.9, zorder=2.1
    )
    fill = PathPatch(land, facecolor=palette.land, edgecolor="none", zorder=2)
    under = PathPatch(
        land, facecolor="none", edgecolor=palette.halo, linewidth=1.7, alpha=0.45, zorder=4, joinstyle="round"
    )
    line = PathPatch(
        land,
        facecolor="none",
        edgecolor=palette.frame,
        linewidth=0.55,
        alpha=0.75,
        zorder=4,
        joinstyle="round",
    )
    rim = PathPatch(corners, facecolor="none", edgecolor=palette.quiet, linewidth=0.8, zorder=12)
    for patch in (fill, water, under, line, rim):
        sheet.axes.add_artist(patch)
    for patch in (fill, water, under, line):
        patch.set_clip_path(clip)
    _degrees(sheet, view, clip)
    return clip


def path_of(area: MultiPolygon, view: View) -> Path:
    """Return an area of the frame's map as a path on the sheet; holes run the other way and stay empty."""
    rings = [ring for polygon in area.geoms for ring in (polygon.exterior, *polygon.interiors)]
    return _compound([np.column_stack(view.on_sheet(*np.asarray(ring.coords)[:, :2].T)) for ring in rings])


def _compound(rings: Sequence[NDArray]) -> Path:
    if not rings:
        return Path(np.empty((0, 2)))
    codes = [np.r_[Path.MOVETO, np.full(len(r) - 2, Path.LINETO), Path.CLOSEPOLY] for r in rings]
    return Path(np.concatenate(rings), np.concatenate(codes))


def _land(view: View) -> tuple[Path, Path]:
    """Return land and lakes."""
    west_m, south_m, east_m, north_m = view.bounds_m
    t = np.linspace(0.0, 1.0, 17)
    x_m, y_m = west_m + t * (east_m - west_m), south_m + t * (north_m - south_m)
    edge = [(x_m, south_m), (x_m, north_m), (west_m, y_m), (east_m, y_m)]
    parts = [view.frame.lat_lon_rad(*np.broadcast_arrays(*e)) for e in edge]
    lat, lon = (np.degrees(np.concatenate([p[i] for p in parts])) for i in (0, 1))
    box = (
        float(lon.min()) - _SPARE_DEG,
        float(lat.min()) - _SPARE_DEG,
        float(lon.max()) + _SPARE_DEG,
        float(lat.max()) + _SPARE_DEG,
    )
    land = [ring for _, found in countries_in(box) for ring in found]
    lakes = [ring for found in lakes_in(box) for ring in found]
    return _rings(view, land), _rings(view, lakes)


def _rings(view: View, rings: Sequence[Sequence[tuple[float, float]]]) -> Path:
    closed = (np.radians([*ring, ring[0]]) for ring in rings)
    return _compound([np.column_stack(view.at(r[:, 1], r[:, 0])) for r in closed])


def _degrees(sheet: Sheet, view: View, clip: PathPatch) -> None:
    """Draw lines of longitude and latitude, and their figures where they leave the map below and left."""
    west_m, south_m, east_m, north_m = view.bounds_m
    lat, lon = (
        np.degrees(v)
        for v in view.frame.lat_lon_rad(
            [west_m, east_m, west_m, east_m], [south_m, south_m, north_m, north_m]
        )
    )
    step = _round_step(float(np.ptp(lon)), 3.0 if sheet.look.is_narrow else 5.0)
    size, b = sheet.look.text_pt * 0.8, view.body
    for lon_deg in np.arange(np.floor(lon.min() / step), np.ceil(lon.max() / step) + 1) * step:
        lat_deg = np.linspace(lat.min() - 1.0, lat.max() + 1.0, 200)
        x, y = view.at(np.radians(lat_deg), np.full(200, radians(lon_deg)))
        _graticule(sheet, x, y, clip)
        at = float(np.interp(b.y - b.half_h, y, x))
        if abs(at - b.x) < b.half_w - size:
            words = f"{abs(lon_deg):g}° {'E' if lon_deg >= 0 else 'W'}"
            sheet.text(
                at, b.y - b.half_h - 0.95 * size, words, size, ha="center", color=sheet.look.palette.quiet
            )
    for lat_deg in np.arange(np.floor(lat.min() / step), np.ceil(lat.max() / step) + 1) * step:
        lon_deg = np.linspace(lon.min() - 1.0, lon.max() + 1.0, 200)
        x, y = view.at(np.full(200, radians(lat_deg)), np.radians(lon_deg))
        _graticule(sheet, x, y, clip)
        at = float(np.interp(b.x - b.half_w, x, y))
        if abs(at - b.y) < b.half_h - size:
            words = f"{abs(lat_deg):g}° {'N' if lat_deg >= 0 else 'S'}"
            sheet.text(
                b.x - b.half_w - 0.4 * size, at, words, size, ha="right", color=sheet.look.palette.quiet
            )


def _graticule(sheet: Sheet, x: NDArray, y: NDArray, clip: PathPatch) -> None:
    (line,) = sheet.axes.plot(x, y, color=sheet.look.palette.quiet, lw=0.4, alpha=0.4, zorder=4.5)
    line.set_clip_path(clip)


def _round_step(span: float, n: float) -> float:
    return min((s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)), key=lambda s: abs(s - span / n))


def draw_scale_and_north(sheet: Sheet, view: View, room: Room) -> None:
    """Draw a scale bar and an arrow to true north in the corner that is free of data, lower left."""
    b, look = view.body, sheet.look
    size, palette = look.text_pt * 0.82, look.palette
    km = next(
        (k for k in (500, 200, 100, 50, 20, 10, 5, 2, 1) if 1e3 * k * view.pt_per_m < 0.28 * 2 * b.half_w), 1
    )
    length = 1e3 * km * view.pt_per_m
    words = f"{km} km"
    left, y = b.x - b.half_w + 0.8 * size, b.y - b.half_h + 1.5 * size
    x = left + 2.4 * size
    right = x + length + 0.6 * size + text_width(words, size)
    plate = Box(0.5 * (left + right), y, 0.5 * (right - left) + 0.5 * size, 1.2 * size)
    sheet.axes.add_artist(
        Rectangle(
            (plate.x - plate.half_w, plate.y - plate.half_h),
            2 * plate.half_w,
            2 * plate.half_h,
            facecolor=palette.paper,
            alpha=0.9,
            edgecolor="none",
            zorder=10,
        )
    )
    room.take(plate)
    for k in range(2):
        part = Rectangle(
            (x + 0.5 * k * length, y - 0.18 * size),
            0.5 * length,
            0.36 * size,
            zorder=11,
            linewidth=0.7,
            facecolor=(palette.ink, palette.paper)[k],
            edgecolor=palette.ink,
        )
        sheet.axes.add_artist(part)
    sheet.text(x + length + 0.6 * size, y, words, size, zorder=11)
    turn = float(view.frame.convergence_rad(*view.frame.lat_lon_rad(*view.bounds_m[:2])))
    middle = left + 0.45 * size
    sheet.axes.add_artist(
        FancyArrowPatch(
            (middle - 0.9 * size * sin(turn), y - 0.9 * size * cos(turn)),
            (middle + 0.9 * size * sin(turn), y + 0.9 * size * cos(turn)),
            arrowstyle="-|>",
            mutation_scale=0.9 * size,
            color=palette.ink,
            lw=1.0,
            zorder=11,
            shrinkA=0,
            shrinkB=0,
        )
    )
    sheet.text(left + 0.95 * size, y, "N", size * 0.9, weight="bold", zorder=11)


@lru_cache(maxsize=1)
def _cities() -> tuple[Place, ...]:
    found = {p.name: p for p in gazetteer().values() if p.kind == "city"}
    return tuple(sorted(found.values(), key=lambda p: (-p.population, p.name)))


def draw_cities(sheet: Sheet, view: View, room: Room, clip: PathPatch, *, most: int) -> list[str]:
    """Name the largest cities for which there is room; return their names."""
    size, palette = sheet.look.text_pt * 0.8, sheet.look.palette
    named: list[str] = []
    apart = _APART * (view.body.half_w + view.body.half_h)
    found: list[Box] = []
    for city in _cities()[: 40 * most]:
        x, y = (float(v) for v in view.at(radians(city.lat_deg), radians(city.lon_deg)))
        point = Box(x, y, 0.28 * size, 0.28 * size)
        if not point.within(view.body) or len(named) >= most:
            continue
        half = 0.5 * text_width(city.name, size)
        spots = (
            []
            if any(hypot(c.x - x, c.y - y) < apart for c in found)
            else beside(x, y, half, 0.55 * size, 0.45 * size)
        )
        spot = next((s for s in spots if room.is_free(s)), None)
        if spot is None or not room.is_free(point):
            continue
        found.append(room.take(point))
        room.take(spot)
        dot = Circle(
            (x, y), 0.2 * size, facecolor=palette.ink, edgecolor=palette.paper, linewidth=0.5, zorder=6
        )
        sheet.axes.add_artist(dot)
        dot.set_clip_path(clip)
        sheet.text(spot.x, spot.y, city.name, size, ha="center", halo=palette.paper, zorder=9)
        named.append(city.name)
    return named


def draw_assets(sheet: Sheet, view: View, assets: Sequence[ResolvedAsset], clip: PathPatch) -> None:
    """Draw what is defended: a thin circle of its radius, or its outline."""
    palette = sheet.look.palette
    rim = [withStroke(linewidth=2.4, foreground=palette.paper)]
    style = {
        "facecolor": "none",
        "edgecolor": palette.asset,
        "linewidth": 1.0,
        "zorder": 6,
        "path_effects": rim,
    }
    for asset in assets:
        if asset.corners:
            x, y = view.at([c.lat_rad for c in asset.corners], [c.lon_rad for c in asset.corners])
            ring = np.column_stack([x, y])
            patch = PathPatch(_compound([np.vstack([ring, ring[:1]])]), **style)
        else:
            x, y = view.at(asset.position.lat_rad, asset.position.lon_rad)
            patch = Circle(
                (float(x), float(y)), max(0.28 * sheet.look.text_pt, asset.radius_m * view.pt_per_m), **style
            )
        sheet.axes.add_artist(patch)
        patch.set_clip_path(clip)

"""Land and borders by the Natural Earth layer: rings cut to a box, and which cells of a grid are land.

The layer is good to about 1 km in the Low Countries and 2 to 3 km elsewhere (europe.md), so a cell next to
the coast may be on the wrong side of it. Lakes are land here, and drawn as water (`lakes_in`).
"""

import json
from collections.abc import Callable, Container
from functools import lru_cache
from itertools import pairwise
from math import ceil, degrees
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from belfort.terrain.frame import Frame

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
LAYER_BOX: Box = (-11.0, 35.0, 42.0, 72.0)
"""What the layer covers: off it nobody knows here what is land."""
_STEP_DEG = 0.2
"""Longest edge that is taken as straight on a map; over it an edge of the layer strays by less than 30 m."""


@lru_cache(maxsize=1)
def _europe() -> list[tuple[str, list[list[Point]]]]:
    raw = json.loads((Path(__file__).parent / "europe.json").read_text("utf8"))
    return [(c["iso"], [[(x, y) for x, y in ring] for ring in c["rings"]]) for c in raw["countries"]]


def countries_in(box: Box) -> list[tuple[str, list[list[Point]]]]:
    """Return each country that reaches into the box: ISO code and rings cut to it."""
    found = []
    for iso, rings in _europe():
        cut = [part for part in (cut_ring(ring, box) for ring in rings) if len(part) > 2]
        if cut:
            found.append((iso, cut))
    return found


@lru_cache(maxsize=1)
def _lakes() -> list[list[list[Point]]]:
    raw = json.loads((Path(__file__).parent / "lakes.json").read_text("utf8"))
    return [[[(x, y) for x, y in ring] for ring in lake] for lake in raw["lakes"]]


def lakes_in(box: Box) -> list[list[list[Point]]]:
    """Return the rings of each large lake that reaches into the box, cut to it; for drawing only.

    No lake counts as sea for the ground: its surface has its own height.
    """
    cut = ([part for part in (cut_ring(ring, box) for ring in rings) if len(part) > 2] for rings in _lakes())
    return [rings for rings in cut if rings]


def cut_ring(ring: list[Point], box: Box) -> list[Point]:
    """Return a ring cut to a box, edge by edge (Sutherland and Hodgman 1974); along the box it runs on it."""
    west, south, east, north = box
    for axis, limit, keeps_less in ((0, west, False), (0, east, True), (1, south, False), (1, north, True)):
        ring = _cut(ring, axis, limit, keeps_less)
        if not ring:
            return []
    return ring


def _cut(ring: list[Point], axis: int, limit: float, keeps_less: bool) -> list[Point]:
    def inside(p: Point) -> bool:
        return p[axis] <= limit if keeps_less else p[axis] >= limit

    kept: list[Point] = []
    for i, after in enumerate(ring):
        before = ring[i - 1]
        if inside(after) != inside(before):
            share = (limit - before[axis]) / (after[axis] - before[axis])
            kept.append(
                (before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1]))
            )
        if inside(after):
            kept.append(after)
    return kept


def land_at(lat_rad: float, lon_rad: float) -> bool:
    """Return whether the layer holds a point to be land: every ring crossed once changes the answer."""
    x, y = degrees(lon_rad), degrees(lat_rad)
    return any(
        sum(_is_east_of(x, y, a, b) for ring in rings for a, b in pairwise(ring)) % 2
        for _, rings in _europe()
    )


def _is_east_of(x: float, y: float, a: Point, b: Point) -> bool:
    """Return whether the edge from a to b crosses the point's latitude east of it."""
    return (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])


def may_hold_land(box: Box) -> bool:
    """Return whether the layer has land in a box; True for a box that reaches off the layer."""
    return not reaches_over(box) or bool(countries_in(box))


def reaches_over(box: Box) -> bool:
    """Return whether the layer covers the whole of a box."""
    west, south, east, north = LAYER_BOX
    return west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north


def is_land(frame: "Frame", isos: Container[str] | None = None) -> NDArray[np.bool_]:
    """Return which cells of a frame are land, by their middles; nothing is land off the layer.

    Parameters
    ----------
    frame
        Any grid. (n_rows, n_cols) comes back.
    isos
        Only the land of these countries, by ISO code.

    Notes
    -----
    Rings are projected corner by corner, after edges longer than 0.2 degrees are split, and filled by the
    even-odd rule (GDAL).
    """

    def onto(ring: list[Point]) -> list[Point]:
        lon_deg, lat_deg = np.array(ring).T
        x_m, y_m = frame.xy_m(np.radians(lat_deg), np.radians(lon_deg))
        return list(zip(x_m.tolist(), y_m.tolist(), strict=True))

    west_m, _, _, north_m = frame.bounds_m
    return _filled(frame.shape, (west_m, north_m, frame.cell_m), box_of(frame), onto, isos)


def is_land_on(
    shape: tuple[int, int], west_deg: float, north_deg: float, cell_deg: float
) -> NDArray[np.bool_]:
    """Return which cells are land on a grid of longitude and latitude, by their middles."""
    box = (west_deg, north_deg - shape[0] * cell_deg, west_deg + shape[1] * cell_deg, north_deg)
    return _filled(shape, (west_deg, north_deg, cell_deg), box, lambda ring: ring)


def box_of(frame: "Frame") -> Box:
    """Return the box of latitude and longitude around a frame that does not cross the antimeridian."""
    rows, cols = (np.linspace(-0.5, n - 0.5, 65) for n in frame.shape)
    lat_a, lon_a = frame.at(*np.meshgrid(rows, cols[[0, -1]]))
    lat_b, lon_b = frame.at(*np.meshgrid(rows[[0, -1]], cols))
    lat_deg = np.degrees(np.concatenate([lat_a.ravel(), lat_b.ravel()]))
    lon_deg = np.degrees(np.concatenate([lon_a.ravel(), lon_b.ravel()]))
    return float(lon_deg.min()), float(lat_deg.min()), float(lon_deg.max()), float(lat_deg.max())


def _filled(
    shape: tuple[int, int],
    grid: tuple[float, float, float],
    box: Box,
    onto: Callable[[list[Point]], list[Point]],
    isos: Container[str] | None = None,
) -> NDArray[np.bool_]:
    from affine import Affine
    from rasterio.features import rasterize

    west, north, cell = grid
    wide = (box[0] - 1.0, box[1] - 1.0, box[2] + 1.0, box[3] + 1.0)
    shapes = [
        ({"type": "Polygon", "coordinates": [onto(split(ring)) for ring in rings]}, 1)
        for iso, rings in countries_in(wide)
        if isos is None or iso in isos
    ]
    if not shapes:
        return np.zeros(shape, dtype=np.bool_)
    cells = np.zeros(shape, dtype=np.uint8)
    rasterize(shapes, out=cells, transform=Affine(cell, 0.0, west, 0.0, -cell, north))
    return cells.view(np.bool_)


def split(ring: list[Point]) -> list[Point]:
    """Return a ring, closed, with its long edges cut in pieces so that it keeps its course on another map."""
    pieces = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        n = max(1, ceil(max(abs(b[0] - a[0]), abs(b[1] - a[1])) / _STEP_DEG))
        pieces += [(a[0] + (b[0] - a[0]) * k / n, a[1] + (b[1] - a[1]) * k / n) for k in range(n)]
    return [*pieces, ring[0]]

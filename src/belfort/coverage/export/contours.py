"""Areas where a quantity lies above a level or between two, from a grid to polygons on the globe.

The grid is taken as a surface, linear between middles of cells (marching squares, as `contourpy` does it), and
carried flat from the outermost middles to the grid's edge. A cell's middle always lies on the right side. Between
two middles the border lies where the surface crosses the level; where one of them is infinite, or the surface
jumps, it lies half way. So an area is right to about half a cell times its border, and far better where the
surface is smooth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import degrees, inf, radians, sqrt, tan
from typing import cast

import contourpy
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from rasterio.features import shapes
from rasterio.transform import Affine
from scipy.ndimage import distance_transform_edt
from shapely.geometry import MultiPolygon, Polygon, box, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from belfort.terrain import Frame

BEND_M = 1.0
"""Most by which a straight line in degrees may leave the straight line on the map."""
_CLEAR = 1e-3
"""Share of a jump by which a cell stays clear of a level, so that no border runs through a cell's middle."""
_EARTH_M = 6.371e6
_STEEPEST_RAD = radians(80.0)


@dataclass(frozen=True, slots=True)
class Region:
    """Where a quantity is at least `level_low` and under `level_high`."""

    level_low: float
    level_high: float
    """Infinite where there is no upper level."""
    polygons: MultiPolygon
    """Longitude and latitude in degrees, valid, cut at the antimeridian, exteriors counter-clockwise."""


def regions_above(
    array: ArrayLike, frame: Frame, levels: Sequence[float], *, tolerance_m: float = 0.0
) -> list[Region]:
    """Return, for each level, where the array is at least that; each area holds the ones after it.

    Parameters
    ----------
    array
        (n_rows, n_cols) values. NaN is outside of everything, to the edge of its cell; +inf lies above every level.
    frame
        The grid the array is on.
    levels
        In rising order, finite. For whole numbers put them half way (0.5 for "one or more").
    tolerance_m
        Points are dropped while the border moves by less than this; areas stay valid.

    Raises
    ------
    ValueError
        Another shape, levels that do not rise, or a grid that holds a pole.
    """
    areas = areas_above_m(array, frame, levels, tolerance_m=tolerance_m)
    return [Region(level, inf, on_globe(area, frame)) for level, area in zip(levels, areas, strict=True)]


def regions_between(
    array: ArrayLike, frame: Frame, levels: Sequence[float], *, tolerance_m: float = 0.0
) -> list[Region]:
    """Return, for each pair of neighbouring levels, where the array is at least one and under the other.

    Arguments and errors are those of `regions_above`; the first level may be -inf and the last +inf, which
    leave that side open. Neighbouring regions share their border: they neither overlap nor leave a gap, save for
    `BEND_M` along straight stretches of some kilometres.
    """
    cuts = [level for level in levels if np.isfinite(level)]
    inner = areas_above_m(array, frame, cuts, tolerance_m=tolerance_m)
    first = [valid_cells_m(array, frame)] if len(levels) and levels[0] == -inf else []
    last = [MultiPolygon()] if len(levels) > 1 and levels[-1] == inf else []
    areas = [*first, *inner, *last]
    if len(areas) != len(levels):
        raise ValueError(f"levels: only the first may be -inf and the last inf, found {list(levels)}")
    return [
        Region(low, high, on_globe(_polygonal(lower.difference(upper)), frame))
        for (low, lower), (high, upper) in pairwise(zip(levels, areas, strict=True))
    ]


def areas_above_m(
    array: ArrayLike, frame: Frame, levels: Sequence[float], *, tolerance_m: float = 0.0
) -> list[MultiPolygon]:
    """Return the areas of `regions_above` on the frame's map, in metres."""
    values = _checked(array, frame, levels)
    is_known = ~np.isnan(values)
    if not is_known.any():
        return [MultiPolygon() for _ in levels]
    ground = None if is_known.all() else valid_cells_m(array, frame)
    surface = values if ground is None else _nearest(values, is_known)
    within = _reach(surface, levels)
    found: list[MultiPolygon] = []
    for level in levels:
        area = _above(surface, frame, level, within)
        area = area if ground is None else _polygonal(area.intersection(ground))
        if tolerance_m > 0.0:
            area = _polygonal(area.simplify(tolerance_m, preserve_topology=True))
            area = _polygonal(area.intersection(found[-1])) if found else area
        found.append(area)
    return found


def valid_cells_m(array: ArrayLike, frame: Frame) -> MultiPolygon:
    """Return the cells that hold a value, NaN being none, as one area on the frame's map."""
    is_known = (~np.isnan(np.asarray(array, float))).astype(np.uint8)
    placed = Affine(frame.cell_m, 0.0, frame.west_m, 0.0, -frame.cell_m, frame.north_m)
    parts = [shape(ring) for ring, _ in shapes(is_known, mask=is_known > 0, transform=placed)]
    return _polygonal(shapely.union_all(parts))


def on_globe(area: MultiPolygon, frame: Frame) -> MultiPolygon:
    """Return an area of the frame's map in longitude and latitude, cut in parts at the antimeridian.

    A straight border gets points along it, so that it stays within `BEND_M` of its place.

    Raises
    ------
    ValueError
        The grid holds a pole: no line of longitude can then be told from the one beside it.
    """
    if area.is_empty:
        return area
    _refuse_pole(frame)
    middle_rad = frame.at(0.5 * (frame.n_rows - 1), 0.5 * (frame.n_cols - 1))
    lon0_deg = degrees(float(middle_rad[1]))
    farthest = min(max(abs(float(lat)) for lat in frame.at([0, frame.n_rows - 1], [0, 0])[0]), _STEEPEST_RAD)
    step_m = sqrt(8.0 * _EARTH_M * BEND_M / max(tan(farthest), 0.1))

    def unrolled(points: NDArray) -> NDArray:
        lat_rad, lon_rad = frame.lat_lon_rad(points[:, 0], points[:, 1])
        lon_deg = lon0_deg + (np.degrees(lon_rad) - lon0_deg + 180.0) % 360.0 - 180.0
        return np.column_stack([lon_deg, np.degrees(lat_rad)])

    spread = shapely.transform(shapely.segmentize(area, step_m), unrolled)
    return oriented(_cut(_polygonal(spread)))


def oriented(area: MultiPolygon) -> MultiPolygon:
    """Return an area with exteriors counter-clockwise and holes clockwise."""
    return MultiPolygon([orient(part, 1.0) for part in area.geoms])


def polygons_of(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of any shape; its lines and points are left out."""
    parts = [geometry]
    while any(hasattr(p, "geoms") for p in parts):
        parts = list(shapely.get_parts(parts))
    return MultiPolygon([p for p in parts if isinstance(p, Polygon) and not p.is_empty])


def _cut(spread: BaseGeometry) -> MultiPolygon:
    """Return an area whose longitudes run on past 180 as parts within -180 to 180."""
    west, _, east, _ = spread.bounds
    if west >= -180.0 and east <= 180.0:
        return polygons_of(spread)
    parts: list[Polygon] = []
    for turn in (-360.0, 0.0, 360.0):
        piece = shapely.intersection(spread, box(turn - 180.0, -90.0, turn + 180.0, 90.0))
        moved = shapely.transform(piece, lambda p, turn=turn: np.clip(p - [turn, 0.0], -180.0, 180.0))
        parts += polygons_of(moved).geoms
    return MultiPolygon(parts)


def _above(surface: NDArray, frame: Frame, level: float, within: float) -> MultiPolygon:
    """Return where a surface without holes is at least a level."""
    height = np.clip(surface, level - within, level + within) - level
    least = _CLEAR * within
    height = np.where(surface >= level, np.maximum(height, least), np.minimum(height, -least))
    x_m, y_m = _nodes(frame)
    generator = contourpy.contour_generator(
        x_m,
        y_m,
        np.pad(height, 1, mode="edge"),
        name="serial",
        fill_type=contourpy.FillType.OuterOffset,
    )
    points, offsets = cast("tuple[list[NDArray], list[NDArray]]", generator.filled(0.0, inf)[:2])
    parts = [_polygon(p, o) for p, o in zip(points, offsets, strict=True)]
    return _polygonal(MultiPolygon(parts))


def _polygon(points: NDArray, offsets: NDArray) -> Polygon:
    rings = [points[a:b] for a, b in pairwise(offsets)]
    return Polygon(rings[0], rings[1:])


def _polygonal(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a shape, valid: first each that is not is mended, which is fast, then the whole."""
    parts = polygons_of(geometry).geoms
    mended = [p if p.is_valid else shapely.make_valid(p, method="structure") for p in parts]
    found = polygons_of(shapely.GeometryCollection(mended))
    return found if found.is_valid else polygons_of(shapely.union_all(list(found.geoms)))


def _nodes(frame: Frame) -> tuple[NDArray, NDArray]:
    """Return map coordinates of the middles of cells, and of the grid's edges before and after them."""
    west_m, south_m, east_m, north_m = frame.bounds_m
    x_m = west_m + (np.arange(frame.n_cols) + 0.5) * frame.cell_m
    y_m = north_m - (np.arange(frame.n_rows) + 0.5) * frame.cell_m
    return np.concatenate([[west_m], x_m, [east_m]]), np.concatenate([[north_m], y_m, [south_m]])


def _nearest(values: NDArray, is_known: NDArray[np.bool_]) -> NDArray:
    """Return the values with each gap filled from the nearest known cell."""
    places = cast("NDArray", distance_transform_edt(~is_known, return_distances=False, return_indices=True))
    return values[places[0], places[1]]


def _reach(surface: NDArray, levels: Sequence[float]) -> float:
    """Return how far from a level a value counts: beyond, it is a jump, and the border lies half way.

    It is twice the median step between neighbours on two sides of a level, where both are finite. One figure for
    all levels keeps the area above a level inside the area above a lower one.
    """
    steps: list[NDArray] = []
    for axis in (0, 1):
        one, two = np.delete(surface, -1, axis), np.delete(surface, 0, axis)
        low, high = np.minimum(one, two), np.maximum(one, two)
        both = np.isfinite(low) & np.isfinite(high)
        low, high = low[both], high[both]
        steps += [(high - low)[(low < level) & (high >= level)] for level in levels]
    straddling = np.concatenate(steps) if steps else np.empty(0)
    if straddling.size:
        return 2.0 * float(np.median(straddling))
    finite = surface[np.isfinite(surface)]
    away = np.concatenate([np.abs(finite - level) for level in levels]) if len(levels) else np.empty(0)
    return float(away.min(initial=np.inf, where=away > 0.0)) if np.any(away > 0.0) else 1.0


def _checked(array: ArrayLike, frame: Frame, levels: Sequence[float]) -> NDArray:
    values = np.asarray(array, dtype=float)
    if values.shape != frame.shape:
        raise ValueError(f"array: shape must be {frame.shape}, found {values.shape}")
    if not (np.isfinite(levels).all() and (np.diff(levels) > 0.0).all()):
        raise ValueError(f"levels: must be finite and rise, found {list(levels)}")
    return values


def _refuse_pole(frame: Frame) -> None:
    west_m, south_m, east_m, north_m = frame.bounds_m
    for lat_rad in (radians(90.0), radians(-90.0)):
        x_m, y_m = (float(v) for v in frame.xy_m(lat_rad, 0.0))
        if west_m <= x_m <= east_m and south_m <= y_m <= north_m:
            raise ValueError("frame: the grid holds a pole; areas are made for grids that do not")

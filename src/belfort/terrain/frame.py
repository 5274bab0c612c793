"""The metric grid a region is computed on: square cells, north up, on a map that keeps angles.

The map is Lambert's conformal conic with two standard parallels at a sixth and five sixths of the region's
height (transverse Mercator within 15 degrees of the equator and beyond 75). On the Benelux with 100 km around
them its scale is right to 0.12 %, from Finland to Romania to 1 % (`scale_error` tells); a straight line on it
leaves the shortest path over the ground by less than the scale's change along it. Rows run south, columns
east, and a point of the grid is the middle of its cell.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import degrees, radians
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import Proj, Transformer

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]
_SIDES = 64


@dataclass(frozen=True, slots=True)
class Frame:
    """A grid of square cells on a conformal map."""

    crs: str
    """The map, in PROJ's words."""
    west_m: float
    """Map coordinate of the grid's west edge."""
    north_m: float
    """Map coordinate of the grid's north edge."""
    cell_m: float
    n_rows: int
    n_cols: int

    @property
    def shape(self) -> tuple[int, int]:
        """Return (rows, columns)."""
        return self.n_rows, self.n_cols

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north edge on the map."""
        east_m = self.west_m + self.n_cols * self.cell_m
        return self.west_m, self.north_m - self.n_rows * self.cell_m, east_m, self.north_m

    def xy_m(self, lat_rad: ArrayLike, lon_rad: ArrayLike) -> Pair:
        """Return map coordinates of points."""
        x_m, y_m = _onto(self.crs).transform(np.degrees(lon_rad), np.degrees(lat_rad))
        return np.asarray(x_m), np.asarray(y_m)

    def lat_lon_rad(self, x_m: ArrayLike, y_m: ArrayLike) -> Pair:
        """Return latitude and longitude of points of the map."""
        lon_deg, lat_deg = _onto(self.crs).transform(x_m, y_m, direction="INVERSE")
        return np.radians(lat_deg), np.radians(lon_deg)

    def row_col(self, lat_rad: ArrayLike, lon_rad: ArrayLike) -> Pair:
        """Return row and column of points, as real numbers: whole ones are middles of cells."""
        x_m, y_m = self.xy_m(lat_rad, lon_rad)
        return (self.north_m - y_m) / self.cell_m - 0.5, (x_m - self.west_m) / self.cell_m - 0.5

    def at(self, row: ArrayLike, col: ArrayLike) -> Pair:
        """Return latitude and longitude of rows and columns, which may be fractions."""
        x_m = self.west_m + (np.asarray(col) + 0.5) * self.cell_m
        y_m = self.north_m - (np.asarray(row) + 0.5) * self.cell_m
        return self.lat_lon_rad(x_m, y_m)

    def cell_of(self, lat_rad: float, lon_rad: float) -> tuple[int, int] | None:
        """Return row and column of the cell that holds a point; None where the grid does not reach."""
        row, col = self.row_col(lat_rad, lon_rad)
        r, c = int(np.floor(row + 0.5)), int(np.floor(col + 0.5))
        return (r, c) if 0 <= r < self.n_rows and 0 <= c < self.n_cols else None

    def convergence_rad(self, lat_rad: ArrayLike, lon_rad: ArrayLike) -> Floats:
        """Return the bearing of true north on the grid, clockwise from the grid's own north.

        A true bearing plus this is a bearing on the grid.
        """
        factors = _proj(self.crs).get_factors(np.degrees(lon_rad), np.degrees(lat_rad))
        return -np.radians(factors.meridian_convergence)

    def scale_error(self) -> float:
        """Return the largest relative error of the map's scale, over the grid's edge and middle."""
        west_m, south_m, east_m, north_m = self.bounds_m
        x_m, y_m = (
            a.ravel() for a in np.meshgrid(np.linspace(west_m, east_m, 9), np.linspace(south_m, north_m, 9))
        )
        lat_rad, lon_rad = self.lat_lon_rad(x_m, y_m)
        factors = _proj(self.crs).get_factors(np.degrees(lon_rad), np.degrees(lat_rad))
        return float(np.abs(np.asarray(factors.meridional_scale) - 1.0).max())

    def every(self, stride: int) -> "Frame":
        """Return the frame of every `stride`-th point, first row and column included.

        Points keep their places: point (i, j) there is point (i * stride, j * stride) here.
        """
        shift_m = 0.5 * (stride - 1) * self.cell_m
        rows, cols = (-(-n // stride) for n in self.shape)
        return Frame(
            self.crs, self.west_m - shift_m, self.north_m + shift_m, self.cell_m * stride, rows, cols
        )


def frame_of(
    west_rad: float, south_rad: float, east_rad: float, north_rad: float, cell_m: float, margin_m: float = 0.0
) -> Frame:
    """Return the frame that covers a box of latitude and longitude, with a margin around it.

    Parameters
    ----------
    west_rad, south_rad, east_rad, north_rad
        The box. East smaller than west crosses the antimeridian.
    cell_m
        Side of a cell.
    margin_m
        Added on every side.

    Raises
    ------
    ValueError
        The box is empty or upside down, or the cell has no size.
    """
    if not (south_rad < north_rad and east_rad != west_rad and cell_m > 0.0 and margin_m >= 0.0):
        raise ValueError(
            f"no grid covers latitude {degrees(south_rad):g} to {degrees(north_rad):g}, longitude "
            f"{degrees(west_rad):g} to {degrees(east_rad):g} deg in cells of {cell_m:g} m"
        )
    width_rad = (east_rad - west_rad) % radians(360.0)
    crs = _conformal(south_rad, north_rad, west_rad + 0.5 * width_rad)
    lon_rad = west_rad + width_rad * np.linspace(0.0, 1.0, _SIDES)
    lat_rad = np.linspace(south_rad, north_rad, _SIDES)
    edge_lon_rad = np.concatenate([lon_rad, lon_rad, np.full(_SIDES, west_rad), np.full(_SIDES, lon_rad[-1])])
    edge_lat_rad = np.concatenate([np.full(_SIDES, south_rad), np.full(_SIDES, north_rad), lat_rad, lat_rad])
    x_m, y_m = _onto(crs).transform(np.degrees(edge_lon_rad), np.degrees(edge_lat_rad))
    west_m = np.floor((x_m.min() - margin_m) / cell_m) * cell_m
    north_m = np.ceil((y_m.max() + margin_m) / cell_m) * cell_m
    n_cols = int(np.ceil((x_m.max() + margin_m - west_m) / cell_m))
    n_rows = int(np.ceil((north_m - y_m.min() + margin_m) / cell_m))
    return Frame(crs, float(west_m), float(north_m), float(cell_m), n_rows, n_cols)


def _conformal(south_rad: float, north_rad: float, lon_rad: float) -> str:
    """Return the map for a band of latitude around a meridian, in PROJ's words."""
    south, north = degrees(south_rad), degrees(north_rad)
    middle, height = 0.5 * (south + north), north - south
    lon_deg = (degrees(lon_rad) + 180.0) % 360.0 - 180.0
    common = f"+lat_0={middle:.6f} +lon_0={lon_deg:.6f} +datum=WGS84 +units=m +no_defs"
    if not 15.0 <= abs(middle) <= 75.0 or south * north < 0.0:
        return f"+proj=tmerc +k=1 {common}"
    return f"+proj=lcc +lat_1={south + height / 6:.6f} +lat_2={north - height / 6:.6f} {common}"


@lru_cache(maxsize=16)
def _onto(crs: str) -> "Transformer":
    """Return the transformer from longitude and latitude in degrees onto the map."""
    from pyproj import CRS, Transformer

    return Transformer.from_crs(CRS.from_epsg(4326), CRS.from_proj4(crs), always_xy=True)


@lru_cache(maxsize=16)
def _proj(crs: str) -> "Proj":
    from pyproj import Proj

    return Proj(crs)

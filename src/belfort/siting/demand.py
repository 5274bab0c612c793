"""What is to be covered: points with weights, from a scenario's assets or from a map of where people live."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, cos, floor, tau
from pathlib import Path

import numpy as np

from belfort.numeric.geodesy import geodesic_direct
from belfort.scenario.resolved import ResolvedAsset, ResolvedRegion
from belfort.siting.model import Floats, SitingError, sums

_METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Demand:
    """Points with weights."""

    lat_rad: Floats
    lon_rad: Floats
    weight: Floats
    owner: tuple[str, ...]
    """Whose each point is: an asset's name, or the raster's."""

    def __len__(self) -> int:
        """Return how many points there are."""
        return self.weight.size


def joined(demands: Iterable[Demand]) -> Demand:
    """Return several demands as one."""
    parts = list(demands)
    lat_rad, lon_rad, weight = (
        np.concatenate([getattr(p, name) for p in parts] or [np.empty(0)])
        for name in ("lat_rad", "lon_rad", "weight")
    )
    return Demand(lat_rad, lon_rad, weight, tuple(o for p in parts for o in p.owner))


def demand_of_assets(assets: Iterable[ResolvedAsset], spacing_m: float = 5_000.0) -> Demand:
    """Return the assets as points: the middle, and points on the rim of those with a radius.

    Parameters
    ----------
    assets
        Of the resolved scenario. An asset's value is shared evenly by its points, so that half of it covered
        counts half.
    spacing_m
        About this far apart on the rim, four points at least; corners of an area are points too.

    Raises
    ------
    SitingError
        There is no asset, or the spacing is no distance.
    """
    if not spacing_m > 0.0:
        raise SitingError(f"points on a rim cannot be {spacing_m} m apart")
    parts = [_of_asset(asset, spacing_m) for asset in assets]
    if not parts:
        raise SitingError("the scenario has no assets: there is nothing to cover")
    return joined(parts)


def _of_asset(asset: ResolvedAsset, spacing_m: float) -> Demand:
    middle = asset.position
    lat_rad, lon_rad = [middle.lat_rad], [middle.lon_rad]
    lat_rad += [c.lat_rad for c in asset.corners]
    lon_rad += [c.lon_rad for c in asset.corners]
    if asset.radius_m > 0.0 and not asset.corners:
        n = max(4, ceil(tau * asset.radius_m / spacing_m))
        bearing_rad = tau * np.arange(n) / n
        rim = geodesic_direct(middle.lat_rad, middle.lon_rad, bearing_rad, asset.radius_m)
        lat_rad += np.asarray(rim[0]).tolist()
        lon_rad += np.asarray(rim[1]).tolist()
    n = len(lat_rad)
    weight = np.full(n, asset.value / n)
    return Demand(np.array(lat_rad), np.array(lon_rad), weight, (asset.name,) * n)


def population_demand(
    path: str | Path, region: ResolvedRegion, cell_m: float = 5_000.0, least: float = 1.0
) -> Demand:
    """Return where people live, from a raster of counts, added up in square cells.

    Parameters
    ----------
    path
        A raster whose values are people a cell (GHS-POP, WorldPop), in any map projection.
    region
        Only cells whose middle lies inside.
    cell_m
        Side of the cells that are added up; rounded to whole cells of the raster.
    least
        Cells with fewer people are left out.

    Raises
    ------
    SitingError
        The file is no such raster, or nobody lives in the region by it.

    Notes
    -----
    A point lies at the mean place of its people. No count is lost but that of cells below `least`.
    """
    counts, x, y, crs, side = _read_counts(Path(path), region, cell_m)
    lon_deg, lat_deg = _to_degrees(crs, x, y)
    held = _held(region, np.radians(lat_deg), np.radians(lon_deg)) & (counts > 0.0)
    if not held.any():
        raise SitingError(f"{Path(path).name}: nobody lives in {region.name or 'the region'} by this raster")
    rows, cols = np.indices(counts.shape) // side
    cell = np.unique((rows * counts.shape[1] + cols)[held], return_inverse=True)[1].reshape(-1)
    n = int(cell.max()) + 1
    people = sums(cell, counts[held], n)
    mean_x, mean_y = (sums(cell, (counts * axis)[held], n) / people for axis in (x, y))
    lon_deg, lat_deg = _to_degrees(crs, mean_x, mean_y)
    keep = people >= least
    if not keep.any():
        raise SitingError(f"{Path(path).name}: no cell of {cell_m:g} m holds {least:g} people or more")
    owner = (Path(path).stem,) * int(keep.sum())
    return Demand(np.radians(lat_deg[keep]), np.radians(lon_deg[keep]), people[keep], owner)


def _read_counts(path: Path, region: ResolvedRegion, cell_m: float):
    """Return counts, their places on the raster's map, the map, and cells of the raster to a cell asked for."""
    import rasterio
    from rasterio.errors import RasterioIOError

    try:
        data = rasterio.open(path)
    except RasterioIOError as error:
        raise SitingError(
            f"{path.name}: not a raster that can be read ({error}). Give a GeoTIFF of counts"
        ) from None
    with data:
        if data.crs is None or data.count != 1 or data.transform.b or data.transform.d:
            raise SitingError(
                f"{path.name}: needs one band, a map, and north up; it has {data.count} and {data.crs}"
            )
        rows, cols = _cells_in(data, region)
        if rows[0] >= rows[1] or cols[0] >= cols[1]:
            raise SitingError(f"{path.name}: the raster does not reach into the region")
        counts = data.read(1, window=(rows, cols), masked=True).astype(float).filled(0.0)
        place, crs = data.transform, data.crs
    side_m = abs(place.a)
    if crs.is_geographic:
        side_m *= _METRES_A_DEGREE * cos(0.5 * (region.south_rad + region.north_rad))
    x, y = np.meshgrid(
        place.c + place.a * (np.arange(*cols) + 0.5), place.f + place.e * (np.arange(*rows) + 0.5)
    )
    counts = np.where(np.isfinite(counts) & (counts > 0.0), counts, 0.0)
    return counts, x, y, crs, max(1, round(cell_m / side_m))


def _cells_in(data, region: ResolvedRegion) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return first and last but one row, and column, of the raster's cells around a region."""
    from rasterio.warp import transform_bounds

    box = np.degrees([region.west_rad, region.south_rad, region.east_rad, region.north_rad])
    west, south, east, north = transform_bounds("EPSG:4326", data.crs, *box, densify_pts=64)
    place = data.transform
    cols = sorted((edge - place.c) / place.a for edge in (west, east))
    rows = sorted((edge - place.f) / place.e for edge in (south, north))
    (row0, row1), (col0, col1) = (
        (max(0, floor(low)), min(n, ceil(high)))
        for (low, high), n in ((rows, data.height), (cols, data.width))
    )
    return (row0, row1), (col0, col1)


def _to_degrees(crs, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    from pyproj import CRS, Transformer

    return Transformer.from_crs(CRS.from_wkt(crs.to_wkt()), "EPSG:4326", always_xy=True).transform(x, y)


def _held(region: ResolvedRegion, lat_rad: Floats, lon_rad: Floats):
    inside = (region.west_rad <= lon_rad) & (lon_rad <= region.east_rad)
    return inside & (region.south_rad <= lat_rad) & (lat_rad <= region.north_rad)

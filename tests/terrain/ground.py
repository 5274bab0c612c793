"""Small elevation files made for tests, and regions to lay over them."""

from math import radians
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from belfort.scenario.resolved import ResolvedRegion
from belfort.terrain.tiles import Tile

DATA = Path(__file__).resolve().parents[2].parent / "shared/data/terrain"
AZORES = DATA / "N38W029.SRTMGL3.hgt.zip"
BONN = DATA / "bonn_gtopo.tif"


def region(west, south, east, north, name="box"):
    return ResolvedRegion(name, *map(radians, (west, south, east, north)))


def hills(lat_deg, lon_deg):
    """Smooth ground that is known everywhere: 150 to 450 m."""
    return 300.0 + 100.0 * np.sin(np.radians(700.0 * lon_deg)) + 50.0 * np.cos(np.radians(500.0 * lat_deg))


def write_raster(path, values, west, north, step, *, crs="EPSG:4326", **more):
    values = np.asarray(values)
    bands = values if values.ndim == 3 else values[None]
    step_x, step_y = step if isinstance(step, tuple) else (step, step)
    units, scale, words = more.pop("units", None), more.pop("scale", None), more.pop("words", None)
    profile = dict(
        driver="GTiff", width=bands.shape[2], height=bands.shape[1], count=bands.shape[0], dtype=bands.dtype.name,
        crs=crs, transform=Affine(step_x, 0, west, 0, -step_y, north),
    )  # fmt: skip
    with rasterio.open(path, "w", **profile | more) as file:
        file.write(bands)
        if units:
            file.units = [units] * bands.shape[0]
        if scale:
            file.scales = [scale]
        if words:
            file.set_band_description(1, words)
    return path


def middles(west, north, step, shape):
    lat = north - (np.arange(shape[0]) + 0.5) * step
    lon = west + (np.arange(shape[1]) + 0.5) * step
    return np.meshgrid(lat, lon, indexing="ij")


def write_hills(path, west, south, east, north, step=1 / 120, **more):
    shape = round((north - south) / step), round((east - west) / step)
    heights = hills(*middles(west, north, step, shape)).astype("float32")
    return write_raster(path, heights, west, north, step, **more)


def write_tile(folder, lat, lon, resolution=90, n=120, n_lon=None):
    """Write a tile with Copernicus' own registration: values on whole degrees, edges half a cell before."""
    tile, step_y, step_x = Tile(lat, lon, resolution), 1 / n, 1 / (n_lon or n)
    lats, lons = lat + 1 - step_y * np.arange(n), lon + step_x * np.arange(n_lon or n)
    heights = hills(*np.meshgrid(lats, lons, indexing="ij")).astype("float32")
    folder.mkdir(parents=True, exist_ok=True)
    west, north = lon - step_x / 2, lat + 1 + step_y / 2
    return tile, write_raster(folder / f"{tile.name}.tif", heights, west, north, (step_x, step_y))

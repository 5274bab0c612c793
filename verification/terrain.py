"""The ground beside maps, and the sweep beside exact lines of sight and another program's published errors."""

import shutil
import tempfile
from collections.abc import Iterator
from math import radians
from pathlib import Path

import numpy as np

from belfort.scenario.resolved import ResolvedRegion
from belfort.terrain import Survey, lowest_visible
from belfort.terrain.load import terrain_for
from benchmarks.coverage import (
    ANTENNA_M,
    CELL_M,
    compiled_twin,
    fractal,
    middle,
    published_sites,
    targets,
    terrain_of,
)
from verification.numeric import HORIZONS_KM
from verification.row import row

BONN = Path(__file__).resolve().parents[1].parent / "shared/data/terrain/bonn_gtopo.tif"
HILLS = [
    ("Botrange", 50.5017, 6.0930, 661.0),
    ("Vaalserberg", 50.7547, 6.0208, 288.0),
    ("Arlon", 49.6800, 5.8100, 400.0),
]
"""Heights on the GTOPO30 grid, read bilinearly by another program (rasterio alone)."""
SWEEP = {  # mean error of the published ray sweep, one ray a cell, columns in the first 128 rows; m
    (1200, "crest"): 0.22,
    (1200, "arbitrary"): 0.12,
    (3600, "crest"): 0.21,
    (3600, "arbitrary"): 0.01,
}
GDAL = {(1200, "crest"): 5.3, (1200, "arbitrary"): 16.3, (3600, "crest"): 15.0, (3600, "arbitrary"): 73.7}


def rows() -> Iterator[dict]:
    yield from hills()
    yield from horizons()
    yield from sweeps()


def hills() -> Iterator[dict]:
    if not BONN.exists():
        yield row("hills on GTOPO30", "-", "USGS GTOPO30", "not measured", "the tile is absent", "stated")
        return
    import rasterio

    region = ResolvedRegion("Eifel", radians(5.5), radians(49.6), radians(7.0), radians(51.2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gtopo30.tif"
        shutil.copyfile(BONN, path)
        with rasterio.open(path, "r+") as file:
            file.crs = "EPSG:4326"
        terrain = terrain_for(region, str(path), margin_m=10e3)
    for name, lat_deg, lon_deg, height_m in HILLS:
        ours = terrain.height_at(radians(lat_deg), radians(lon_deg))
        gap = abs(ours - height_m)
        verdict = "agrees" if gap <= 20.0 else "DIFFERS"
        yield row(name, f"{height_m:g} m", "USGS GTOPO30", f"{ours:.0f} m", f"{gap:.0f} m", verdict)


def horizons() -> Iterator[dict]:
    """The sweep over a smooth earth: how far is a target seen? The catalogue holds 4.12 (sqrt h1 + sqrt h2) km."""
    for antenna_m, target_m, published_km in HORIZONS_KM:
        flat = terrain_of(np.zeros((3, 1100)))
        place = middle(flat, 1, 0, 1099)
        place = type(place)(place.lat_rad, place.lon_rad, place.range_m, float(antenna_m))
        line_m = lowest_visible(flat, place).height_agl_m[1]
        ours_km = CELL_M / 1e3 * float(np.flatnonzero(line_m <= target_m).max())
        gap = abs(ours_km - published_km)
        verdict = "agrees" if gap <= 0.2 else "DIFFERS"
        yield row(
            f"horizon on the swept ground, antenna {antenna_m} m, target {target_m} m",
            f"{published_km} km",
            "4.12 (sqrt h1 + sqrt h2) km, catalogue F0310 to F0316",
            f"{ours_km:.1f} km",
            f"{gap:.2f} km",
            verdict,
        )


def sweeps() -> Iterator[dict]:
    for n in (1200, 3600):
        terrain = fractal(n)
        for name, at_row, at_col in published_sites(terrain.height_msl_m):
            points = targets(n, at_row, at_col, 40_000)
            eye_m = float(terrain.height_msl_m[at_row, at_col]) + ANTENNA_M
            site = (at_row, at_col)
            exact_m = compiled_twin()(terrain.height_msl_m, site, eye_m, CELL_M, 4 / 3, *points)
            window = Survey(terrain).window(middle(terrain, at_row, at_col, n // 2 - 40))
            ours_m = window.height_agl_m[points[0] - window.row0, points[1] - window.col0]
            error_m = float(np.abs(ours_m - exact_m).mean())
            known_m = SWEEP[n, name]
            yield row(
                f"mean error of the sweep against exact R3, {n} x {n}, {name} site",
                f"{known_m} m (gdal_viewshed {GDAL[n, name]} m)",
                "the same fractal ground and points, measured elsewhere",
                f"{error_m:.3f} m",
                f"{error_m - known_m:+.2f} m",
                "agrees" if error_m <= max(known_m, 0.02) else "DIFFERS",
            )

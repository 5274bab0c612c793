"""Make the embedded coarse grid from NOAA's ETOPO5: `python scripts/make_coarse_grid.py etopo5.cdf`.

What is done, and why, is told in src/belfort/terrain/coarse.md.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.io import netcdf_file
from scipy.ndimage import distance_transform_edt

from belfort.terrain.coarse import EAST_DEG, GRID_FILE, NORTH_DEG, PER_DEG, SOUTH_DEG, WEST_DEG
from belfort.terrain.outline import LAYER_BOX, is_land_on

SHIFT_LAT_DEG, SHIFT_LON_DEG = -2.5 / 60.0, 7.5 / 60.0
"""Where a value belongs, seen from where the file puts it: measured, see coarse.md."""
DEEPEST_LAND_M = -10
"""No land of this window lies deeper; what does is sea floor under a cell that the land layer calls land."""


def main(source: Path) -> None:
    """Read the world, cut, mask and write."""
    with netcdf_file(str(source), mmap=False) as file:
        world = np.round(file.variables["ROSE"].data).astype(np.int16)
    if world.shape != (2161, 4320):
        sys.exit(f"{source}: not ETOPO5: {world.shape} values, expected (2161, 4320) from 90 S, 0 E")
    lat_deg = NORTH_DEG - (np.arange((NORTH_DEG - SOUTH_DEG) * PER_DEG) + 0.5) / PER_DEG
    lon_deg = WEST_DEG + (np.arange((EAST_DEG - WEST_DEG) * PER_DEG) + 0.5) / PER_DEG
    rows = np.round((lat_deg - SHIFT_LAT_DEG + 90.0) * PER_DEG).astype(int)
    cols = np.round((lon_deg - SHIFT_LON_DEG) * PER_DEG).astype(int) % world.shape[1]
    raw = world[np.ix_(rows, cols)]
    land = _land(lat_deg, lon_deg, raw)
    floor = land & (raw < DEEPEST_LAND_M)
    nearest = distance_transform_edt(floor | ~land, return_distances=False, return_indices=True)
    height_m = np.where(floor, raw[tuple(nearest)], np.where(land, raw, 0)).astype(np.int16)
    np.savez_compressed(GRID_FILE, height_m=height_m)
    sys.stdout.write(
        f"{GRID_FILE.name}: {height_m.shape} cells, {land.sum()} of land, {floor.sum()} of them sea floor "
        f"replaced; {height_m.min()} to {height_m.max()} m; {GRID_FILE.stat().st_size} bytes\n"
    )


def _land(lat_deg: np.ndarray, lon_deg: np.ndarray, raw: np.ndarray) -> np.ndarray:
    """Return which cells are land: by the land layer where it reaches, beyond it what stands above 0 m."""
    west, south, east, north = LAYER_BOX
    inside = ((lat_deg > south) & (lat_deg < north))[:, None] & ((lon_deg > west) & (lon_deg < east))
    geo = (WEST_DEG, NORTH_DEG, 1.0 / PER_DEG)
    return np.where(inside, is_land_on(raw.shape, *geo), raw > 0)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

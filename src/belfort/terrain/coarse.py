"""The embedded coarse grid of Europe: NOAA's ETOPO5, 5 arc-minutes, about 9 km.

It shows uplands and lowlands, and no ridge, valley or dune: good to lay out a study, never to site a radar.
Against GTOPO30 in the Ardennes and the Eifel a point read from it is off by 43 m (one standard deviation);
coarse.md tells where the grid comes from and how it was corrected.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from belfort.terrain.frame import Frame
from belfort.terrain.model import Heights
from belfort.terrain.warp import Grid, warp

GRID_FILE = Path(__file__).parent / "coarse.npz"
WEST_DEG, SOUTH_DEG, EAST_DEG, NORTH_DEG = -12, 33, 43, 73
PER_DEG = 12
NATIVE_M = 9_266.0
"""Five minutes of latitude."""
COARSE_DATUM = "mean sea level, unspecified (ETOPO5)"
COARSE_SOURCE = "NOAA ETOPO5 (1988), 5 arc-minutes, public domain; the grid that comes with Belfort"
COARSE_NOTE = (
    "The ground is the coarse grid of about 9 km that comes with Belfort: ridges, valleys and dunes are not in "
    "it, so low coverage looks better than it is. No result on it is finer than 9 km."
)


@lru_cache(maxsize=1)
def coarse_grid() -> NDArray[np.int16]:
    """Return the grid: heights in m, (480, 660) cells of 1/12 degree from 73 N, 12 W; the sea is 0."""
    with np.load(GRID_FILE) as file:
        grid = file["height_m"]
    grid.setflags(write=False)
    return grid


def coarse_heights(frame: Frame) -> Heights:
    """Return the coarse grid on a frame, bilinear between the middles of its cells; NaN where it does not reach."""
    cell = 1.0 / PER_DEG
    grid = Grid(coarse_grid().astype(np.float32), "EPSG:4326", (cell, 0.0, WEST_DEG, 0.0, -cell, NORTH_DEG))
    return warp(grid, frame)

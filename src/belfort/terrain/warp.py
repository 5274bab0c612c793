"""One map onto another: a raster of heights sampled at the middle of every cell of a frame.

Heights are **sampled, never averaged**, also where the frame is coarser than the data: plain bilinear
interpolation between the four values around the middle of a cell. An average shaves crests and a maximum
lifts valleys. Measured with 6000 random sights of 3 to 60 km on a real SRTM tile (N38W029, Azores, cells
made three times larger) the lowest visible altitude over the antenna's horizon is wrong, in the mean of
absolute values, by 334 m with samples, 397 m with averages and 428 m with maxima; the bias is -249, -342
and -279 m. On fractal ground the order is 105, 124 and 116 m. Coarser cells always see too far.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from belfort.terrain.frame import Frame
from belfort.terrain.model import Heights

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

STRIP_CELLS = 4_000_000
"""Cells that are warped at a time: what is held beside the result."""
WARP_MEMORY_MB = 64
TOLERANCE_CELLS = 0.001
Six = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A raster in memory with its place."""

    heights: Heights
    crs: str
    transform: Six
    """Affine coefficients a to f, from column and row to the map."""


def warp(
    source: "Grid | DatasetReader", frame: Frame, progress: Callable[[float], None] | None = None
) -> Heights:
    """Return heights at the middles of a frame's cells, bilinear; NaN where the source has none.

    Parameters
    ----------
    source
        A grid, or an open raster of one float band whose missing values are NaN; it is read in pieces.
    frame
        The result is float32 of its shape.
    progress
        Called with the share done, 0 to 1, after every strip.

    Notes
    -----
    Middles of cells are found to a thousandth of a source cell (GDAL's interpolated projection; its default of an
    eighth moves ground by up to 11 m at 90 m, and by a kilometre on the coarse grid). A cell next to a missing value
    takes the mean of its present neighbours by their weights.
    """
    from affine import Affine
    from rasterio.enums import Resampling
    from rasterio.vrt import WarpedVRT
    from rasterio.windows import Window

    heights = np.full(frame.shape, np.nan, dtype=np.float32)
    step = max(1, STRIP_CELLS // frame.n_cols)
    with (
        _opened(source) as data,
        WarpedVRT(
            data,
            crs=frame.crs,
            transform=Affine(frame.cell_m, 0.0, frame.west_m, 0.0, -frame.cell_m, frame.north_m),
            width=frame.n_cols,
            height=frame.n_rows,
            src_nodata=np.nan,
            nodata=np.nan,
            resampling=Resampling.bilinear,
            tolerance=TOLERANCE_CELLS,
            warp_mem_limit=WARP_MEMORY_MB,
            XSCALE=1,
            YSCALE=1,
        ) as warped,
    ):
        for row in range(0, frame.n_rows, step):
            part = heights[row : row + step]
            warped.read(1, out=part, window=Window(0, row, frame.n_cols, part.shape[0]))  # pyright: ignore[reportCallIssue]
            if progress:
                progress(min(1.0, (row + step) / frame.n_rows))
    return heights


@contextmanager
def _opened(source: "Grid | DatasetReader") -> "Iterator[DatasetReader]":
    """Give a raster to read from; that of a grid lives in memory and is closed after."""
    if not isinstance(source, Grid):
        yield source
        return
    from affine import Affine
    from rasterio.io import MemoryFile

    rows, cols = source.heights.shape
    with MemoryFile() as memory:
        place = {"crs": source.crs, "transform": Affine(*source.transform), "nodata": np.nan}
        with memory.open(driver="GTiff", width=cols, height=rows, count=1, dtype="float32", **place) as file:
            file.write(source.heights, 1)
        with memory.open() as file:
            yield file

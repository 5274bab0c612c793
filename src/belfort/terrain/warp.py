"""One map onto another: a raster of heights sampled at the middle of every cell of a frame.

Heights are **sampled, never averaged**, also where the frame is coarser than the data: plain bilinear
interpolation between the four values around the middle of a cell. An average shaves crests and a maximum
lifts valleys. Measured with 6000 random sights of 3 to 60 km on a real SRTM tile (N38W029, Azores, cells
made three times larger) the lowest visible altitude over the antenna's horizon is wrong, in the mean of
absolute values, by 334 m with samples, 397 m with averages and 428 m with maxima; the bias is -249, -342
and -279 m. On fractal ground the order is 105, 124 and 116 m. Coarser cells always see too far.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from belfort.terrain.frame import Frame
from belfort.terrain.model import Heights

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

STRIP_CELLS = 4_000_000
"""Cells that are warped at a time: what is held beside the result."""
WARP_MEMORY_MB = 64
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
    Every middle is projected by itself (tolerance 0): GDAL's interpolated projection is no faster here.
    A cell next to a missing value takes the mean of its present neighbours by their weights.
    """
    from affine import Affine
    from rasterio.enums import Resampling
    from rasterio.transform import from_origin
    from rasterio.warp import reproject

    heights = np.full(frame.shape, np.nan, dtype=np.float32)
    step = max(1, STRIP_CELLS // frame.n_cols)
    given: dict[str, Any] = (
        {"source": source.heights, "src_transform": Affine(*source.transform), "src_crs": source.crs}
        if isinstance(source, Grid)
        else {"source": _band(source)}
    )
    for row in range(0, frame.n_rows, step):
        north_m = frame.north_m - row * frame.cell_m
        reproject(
            **given,
            destination=heights[row : row + step],
            dst_transform=from_origin(frame.west_m, north_m, frame.cell_m, frame.cell_m),
            dst_crs=frame.crs,
            src_nodata=np.nan,
            dst_nodata=np.nan,
            resampling=Resampling.bilinear,
            tolerance=0.0,
            warp_mem_limit=WARP_MEMORY_MB,
            XSCALE=1,
            YSCALE=1,
        )
        if progress:
            progress(min(1.0, (row + step) / frame.n_rows))
    return heights


def _band(source: "DatasetReader") -> Any:
    import rasterio

    return rasterio.band(source, 1)

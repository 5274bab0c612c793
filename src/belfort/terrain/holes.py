"""Cells without a height: the sea is 0, small voids are filled from their neighbours, large ones refused."""

import numpy as np
from numpy.typing import NDArray

from belfort.terrain.model import Heights, TerrainError

WIDEST_VOID_M = 3000.0
"""A void whose middle lies further than this from any height is not filled: what stands in it nobody knows."""
MOST_VOIDS = 0.05
"""Share of the land under the files that may be filled."""
Mask = NDArray[np.bool_]


def fill_voids(height_m: Heights, is_void: Mask, n_land: int, cell_m: float) -> int:
    """Fill voids in place from the heights around them, and return how many cells were filled.

    Parameters
    ----------
    height_m
        (n_rows, n_cols), NaN where nothing is known; cells that are NaN and no void are neither used nor filled.
    is_void
        Cells to fill.
    n_land
        Cells of land under the files: what the voids are a share of.
    cell_m
        Side of a cell.

    Raises
    ------
    TerrainError
        The voids are too many, or one is too wide to guess what stands in it; with the numbers.

    Notes
    -----
    Inverse distance from the nearest heights in many directions (GDAL's fillnodata, no smoothing after). What
    is filled lies between the lowest and the highest neighbour: a crest inside a void is lost.
    """
    n_voids = int(np.count_nonzero(is_void))
    if n_voids == 0:
        return 0
    share = n_voids / max(1, n_land)
    if share > MOST_VOIDS:
        raise TerrainError(
            f"{n_voids} cells of {cell_m:g} m, {100 * share:.1f} % of the land under the files, hold no height; at most "
            f"{100 * MOST_VOIDS:.0f} % are filled from their neighbours. Give a file without voids, or one more to lay over them."
        )
    rows, cols = _around(is_void, int(WIDEST_VOID_M / cell_m) + 2)
    part, void = height_m[rows, cols], is_void[rows, cols]
    width_m = _widest(part, void, cell_m)
    if width_m > WIDEST_VOID_M:
        raise TerrainError(
            f"a void without any height reaches {width_m / 1000:.1f} km from the nearest one; at most "
            f"{WIDEST_VOID_M / 1000:g} km are filled from neighbours. Give a file that covers it."
        )
    height_m[rows, cols] = np.where(void, _filled(part, cell_m), part)
    return n_voids


def _around(is_void: Mask, pad: int) -> tuple[slice, slice]:
    """Return the rows and columns that hold every void and `pad` cells around."""
    spans = []
    for axis, n in ((1, is_void.shape[0]), (0, is_void.shape[1])):
        where = np.flatnonzero(is_void.any(axis=axis))
        spans.append(slice(max(0, int(where[0]) - pad), min(n, int(where[-1]) + pad + 1)))
    return spans[0], spans[1]


def _widest(height_m: Heights, is_void: Mask, cell_m: float) -> float:
    """Return the longest way from a void to the nearest height, m."""
    from scipy.ndimage import distance_transform_edt

    unknown = np.isnan(height_m)
    if unknown.all():
        return float("inf")
    return float(np.max(distance_transform_edt(unknown)[is_void])) * cell_m  # pyright: ignore[reportCallIssue, reportArgumentType, reportIndexIssue, reportOptionalSubscript]


def _filled(height_m: Heights, cell_m: float) -> Heights:
    from rasterio.fill import fillnodata

    known = ~np.isnan(height_m)
    search = 2.0 * WIDEST_VOID_M / cell_m + 2.0
    filled = fillnodata(
        np.where(known, height_m, 0.0).astype(np.float32), mask=known, max_search_distance=search
    )
    return filled.astype(np.float32)

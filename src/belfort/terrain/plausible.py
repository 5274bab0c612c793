"""Whether heights can be heights: what a file does not say of itself, its values betray.

The embedded coarse grid is the witness. Over 650 squares of one degree in Europe whose mean height is above
60 m, it and NOAA's ETOPO1 differ in mean height by a factor between 0.73 and 1.42, and where relief is
calm by 17 m at most; limits of 2 and of 25 m leave room. In flat country below 60 m feet, decimetres or a
slope raster cannot be told from heights.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from belfort.terrain.model import Heights

LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""The Dead Sea's shore lies at -430 m, Everest at 8849 m."""
DEEPEST_M = -11_500.0
LEAST_CELLS = 1000
"""Fewer cells of one height may be a lake or a polder."""
LEAST_AREA_M2 = 5e9
"""About a square degree: what the limits above were measured on."""
LEAST_MEAN_M = 60.0
MOST_TIMES = 2.0
CALM_M, MOST_SHIFT_M, LARGEST_SHIFT_M = 25.0, 25.0, 70.0
_UNITS = ((3.28, "feet"), (10.0, "decimetres"), (100.0, "centimetres"))


def range_fault(name: str, land: NDArray[np.float32], everything: NDArray[np.float32]) -> str | None:
    """Return what is wrong with values that no ground on earth has, or with land that is all of one height.

    Off land the floor of the deepest sea is let through: it becomes 0 later.
    """
    if everything.size == 0:
        return None
    low, high = float(land.min(initial=0.0)), float(everything.max())
    deep = float(everything.min())
    if low < LOWEST_M or high > HIGHEST_M or deep < DEEPEST_M:
        odd = high if high > HIGHEST_M else min(low, deep)
        return (
            f"{name}: holds {odd:g}, and no ground lies there (-500 to 9000 m). If that stands for 'no data', say so "
            f"in the file (rio edit-info --nodata {odd:g} FILE); if heights are in centimetres or decimetres, say "
            "that (rio edit-info --units cm FILE)"
        )
    if land.size >= LEAST_CELLS and land.min() == land.max():
        return f"{name}: every one of its {land.size} heights on land is {land[0]:g}: it holds no ground. Get it again."
    return None


def unit_fault(name: str, heights: Heights, coarse: Heights, cell_m: float) -> str | None:
    """Return what is wrong with heights that are a multiple or a small part of what the coarse grid has there.

    Parameters
    ----------
    name
        Of the file.
    heights, coarse
        Of the same cells on land, without NaN.
    cell_m
        Side of a cell: too little ground proves nothing.
    """
    if heights.size * cell_m**2 < LEAST_AREA_M2 or float(coarse.mean()) < LEAST_MEAN_M:
        return None
    times = float(heights.mean() / coarse.mean())
    if 1.0 / MOST_TIMES <= times <= MOST_TIMES:
        return None
    unit = next((word for factor, word in _UNITS if 0.7 < times / factor < 1.4), "another unit")
    guess = f"heights in {unit} for metres" if times > 1.0 else "a slope or another quantity for heights"
    return (
        f"{name}: its mean of {heights.mean():.0f} is {times:.2g} times the {coarse.mean():.0f} m that the coarse grid "
        f"has there: {guess}? If it is another unit, say so in the file: rio edit-info --units ft FILE"
    )


def shift_note(heights: Heights, coarse: Heights, cell_m: float) -> str | None:
    """Return a warning where calm ground stands evenly off the coarse grid, as heights above the ellipsoid do."""
    if heights.size * cell_m**2 < LEAST_AREA_M2:
        return None
    low, shift_m, high = np.quantile(heights - coarse, (0.25, 0.5, 0.75))
    if high - low > CALM_M or not MOST_SHIFT_M < abs(shift_m) < LARGEST_SHIFT_M:
        return None
    return (
        f"The heights stand {shift_m:+.0f} m off the coarse grid everywhere, as heights above the ellipsoid would: "
        "check what the file counts its heights from."
    )


def listed(names: Sequence[str], most: int = 6) -> str:
    """Return names in running text, the first few of them."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")

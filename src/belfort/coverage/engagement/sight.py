"""Where along an approach a unit has its target in sight, from the lowest altitude it sees."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.approach import Approach
from belfort.terrain.model import Window


def lowest_along(window: Window, approach: Approach) -> NDArray[np.float64]:
    """Return the lowest height in sight in m above ground below each sample; infinite off the window.

    Taken from the nearest point of the window.
    """
    frame = window.frame
    row = (frame.north_m - approach.y_m) / frame.cell_m - 0.5 - window.row0
    col = (approach.x_m - frame.west_m) / frame.cell_m - 0.5 - window.col0
    r, c = np.floor(row + 0.5).astype(np.intp), np.floor(col + 0.5).astype(np.intp)
    n_rows, n_cols = window.height_agl_m.shape
    inside = (r >= 0) & (r < n_rows) & (c >= 0) & (c < n_cols)
    lowest_m = np.full(r.shape, np.inf)
    lowest_m[inside] = window.height_agl_m[r[inside], c[inside]]
    return lowest_m


def in_sight(window: Window, approaches: Sequence[Approach]) -> NDArray[np.bool_]:
    """Return where (n_paths, n_samples) each approach runs at or above the lowest height in sight.

    Raises
    ------
    ValueError
        The window lies on another map than an approach.
    """
    for approach in approaches:
        if approach.frame.crs != window.frame.crs:
            raise ValueError(
                f"the window lies on '{window.frame.crs}', the approach on '{approach.frame.crs}'"
            )
    return np.stack([a.height_agl_m >= lowest_along(window, a) for a in approaches])

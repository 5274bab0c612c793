"""Where along an approach a unit has its target in sight, from the lowest altitude it sees."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.approach import Approach
from belfort.coverage.engagement.kernels import Paths
from belfort.terrain.frame import Frame
from belfort.terrain.model import Window

Floats = NDArray[np.float64]


def lowest_along(window: Window, approach: Approach) -> NDArray[np.float64]:
    """Return the lowest height in sight in m above ground below each sample; infinite off the window.

    Taken from the nearest point of the window.
    """
    return _lowest_at(window, approach.x_m, approach.y_m)


def in_sight(window: Window, approaches: Sequence[Approach]) -> NDArray[np.bool_]:
    """Return where (n_paths, n_samples) each approach runs at or above the lowest height in sight.

    Raises
    ------
    ValueError
        The window lies on another map than an approach.
    """
    for approach in approaches:
        _check_map(window, approach.frame)
    return np.stack([a.height_agl_m >= lowest_along(window, a) for a in approaches])


def paths_in_sight(window: Window, paths: Paths, frame: Frame) -> NDArray[np.bool_]:
    """Return the same of approaches stacked for the kernel, `frame` theirs: all in one go.

    Raises
    ------
    ValueError
        The window lies on another map than the paths.
    """
    _check_map(window, frame)
    return paths.height_agl_m >= _lowest_at(window, paths.x_m, paths.y_m)


def _check_map(window: Window, frame: Frame) -> None:
    if frame.crs != window.frame.crs:
        raise ValueError(f"the window lies on '{window.frame.crs}', the approach on '{frame.crs}'")


def _lowest_at(window: Window, x_m: Floats, y_m: Floats) -> Floats:
    """Return the lowest height in sight at points of the map, of any shape."""
    frame = window.frame
    r = np.floor((frame.north_m - y_m) / frame.cell_m - window.row0).astype(np.intp)
    c = np.floor((x_m - frame.west_m) / frame.cell_m - window.col0).astype(np.intp)
    n_rows, n_cols = window.height_agl_m.shape
    inside = (r >= 0) & (r < n_rows) & (c >= 0) & (c < n_cols)
    lowest_m = np.full(r.shape, np.inf)
    lowest_m[inside] = window.height_agl_m[r[inside], c[inside]]
    return lowest_m

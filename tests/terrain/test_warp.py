"""Why heights are sampled: the figures of warp.py, measured again."""

import numpy as np
import pytest
import rasterio

from belfort.terrain.fractal import fractal_heights
from tests.terrain.ground import AZORES

LARGER = 3
EARTH_M = 8.5e6


def bilinear(grid, row, col):
    i = np.clip(row.astype(int), 0, grid.shape[0] - 2)
    j = np.clip(col.astype(int), 0, grid.shape[1] - 2)
    u, v = row - i, col - j
    return (1 - u) * ((1 - v) * grid[i, j] + v * grid[i, j + 1]) + u * (
        (1 - v) * grid[i + 1, j] + v * grid[i + 1, j + 1]
    )


def lowest_m(grid, larger, sight, cell_m):
    """Lowest visible altitude at the end of a sight from 12 m up; rows and columns are those of the fine grid."""
    row0, col0, row1, col1 = sight
    length = np.hypot(row1 - row0, col1 - col0)
    share = np.arange(1, int(2 * length / larger) + 2) / (int(2 * length / larger) + 2)
    shift = (larger - 1) / 2

    def height(share):
        row, col = row0 + share * (row1 - row0), col0 + share * (col1 - col0)
        return bilinear(grid, (row - shift) / larger, (col - shift) / larger)

    eye_m = height(np.zeros(1))[0] + 12.0
    way_m = share * length * cell_m
    end_m = length * cell_m
    slope = np.max((height(share) - eye_m - way_m**2 / (2 * EARTH_M)) / way_m)
    return eye_m + slope * end_m + end_m**2 / (2 * EARTH_M)


def sights(heights, cell_m, lowest):
    """6000 random ones of 3 to 60 km that start above `lowest`."""
    rng, found = np.random.default_rng(1), []
    size = np.array(heights.shape * 2) - 20.0
    while len(found) < 6000:
        sight = rng.uniform(20, size)
        length_m = np.hypot(*(sight[2:] - sight[:2])) * cell_m
        if 3e3 < length_m < 60e3 and heights[int(sight[0]), int(sight[1])] > lowest:
            found.append(sight)
    return found


def errors(heights, cell_m, lowest):
    n, m = (LARGER * (k // LARGER) for k in heights.shape)
    blocks = heights[:n, :m].reshape(n // LARGER, LARGER, m // LARGER, LARGER)
    grids = {"sample": blocks[:, 1, :, 1], "mean": blocks.mean((1, 3)), "max": blocks.max((1, 3))}
    looks = sights(heights, cell_m, lowest)
    truth = np.array([lowest_m(heights, 1, s, cell_m) for s in looks])
    return {
        name: np.array([lowest_m(grid, LARGER, s, cell_m) for s in looks]) - truth
        for name, grid in grids.items()
    }


def are(found, bias, spread):
    for name, expected in bias.items():
        assert found[name].mean() == pytest.approx(expected, rel=0.05), name
    for name, expected in spread.items():
        assert np.abs(found[name]).mean() == pytest.approx(expected, rel=0.05), name


def test_on_fractal_ground_samples_err_least():
    found = errors(fractal_heights(1200), 90.0, -100.0)
    are(found, {"sample": -86, "mean": -121, "max": -106}, {"sample": 105, "mean": 124, "max": 116})


@pytest.mark.outside
@pytest.mark.skipif(not AZORES.exists(), reason=f"no {AZORES} beside this checkout")
def test_on_real_ground_samples_err_least():
    with rasterio.open(AZORES) as file:
        heights = np.maximum(file.read(1).astype("float32"), 0)
    found = errors(heights, 85.0, 1.0)
    are(found, {"sample": -249, "mean": -342, "max": -279}, {"sample": 334, "mean": 397, "max": 428})

"""The embedded grid: its size, its place, its sea, and what stands on it."""

from math import radians

import numpy as np
import pytest
import rasterio

from belfort.scenario import load_scenario
from belfort.scenario.compose import example_names
from belfort.terrain import frame_of
from belfort.terrain.coarse import GRID_FILE, NORTH_DEG, PER_DEG, WEST_DEG, coarse_grid, coarse_heights
from belfort.terrain.load import box_with_margin
from tests.terrain.ground import BONN


def bilinear(grid, row, col):
    i, j = np.floor(row).astype(int), np.floor(col).astype(int)
    u, v = row - i, col - j
    return (1 - u) * ((1 - v) * grid[i, j] + v * grid[i, j + 1]) + u * (
        (1 - v) * grid[i + 1, j] + v * grid[i + 1, j + 1]
    )


def lookup(lat_deg, lon_deg):
    row, col = (NORTH_DEG - lat_deg) * PER_DEG - 0.5, (lon_deg - WEST_DEG) * PER_DEG - 0.5
    return bilinear(coarse_grid().astype(float), np.asarray(row), np.asarray(col))


def test_the_grid_is_small_whole_and_locked():
    grid = coarse_grid()
    assert grid.shape == (480, 660)
    assert GRID_FILE.stat().st_size < 400_000
    assert (grid.min(), grid.max()) == (-10, 3902)
    with pytest.raises(ValueError, match="read-only"):
        grid[0, 0] = 1


@pytest.mark.parametrize(
    ("place", "lat_deg", "lon_deg", "height_m"),
    [
        ("Botrange", 50.5017, 6.0930, 535),
        ("Vaalserberg", 50.7547, 6.0208, 210),
        ("Kneiff", 50.1667, 6.0333, 492),
        ("Schiphol", 52.3080, 4.7640, -6),
        ("Dogger Bank", 54.7, 2.3, 0),
    ],
)
def test_known_places(place, lat_deg, lon_deg, height_m):
    """The figures of coarse.md; ETOPO5 as it is written, unmoved, has 573, 278, 464 and -5 m at the first four."""
    assert lookup(lat_deg, lon_deg) == pytest.approx(height_m, abs=1.0), place


@pytest.mark.parametrize("name", example_names())
def test_every_shipped_scenario_stands_on_it(name):
    west, south, east, north = box_with_margin(load_scenario(name).region, 100e3)
    assert west > -12
    assert east < 43
    assert south > 33
    assert north < 73


def test_a_frame_takes_what_a_plain_bilinear_lookup_takes():
    frame = frame_of(*map(radians, (2.3, 49.3, 7.3, 53.7)), 1000.0, 100e3)
    heights = coarse_heights(frame)
    rng = np.random.default_rng(5)
    row, col = rng.integers(0, frame.n_rows, 2000), rng.integers(0, frame.n_cols, 2000)
    lat, lon = frame.at(row, col)
    np.testing.assert_allclose(heights[row, col], lookup(np.degrees(lat), np.degrees(lon)), atol=0.4)


def test_off_the_grid_is_nan_not_a_guess():
    heights = coarse_heights(frame_of(*map(radians, (-13, 50, -11, 51)), 5000.0))
    assert np.isnan(heights[:, 0]).all()
    assert not np.isnan(heights[:, -1]).any()


@pytest.mark.outside
@pytest.mark.skipif(not BONN.exists(), reason=f"no {BONN} beside this checkout")
def test_it_lies_where_gtopo30_lies():
    """A wrong registration shows: moved by a cell either way the fit is worse. GTOPO30, USGS, public domain."""
    with rasterio.open(BONN) as file:
        fine = file.read(1).astype(float)
    row, col = np.mgrid[20:340:3, 30:450:3]
    lat_deg, lon_deg = 52 - (row + 0.5) / 120, 5 + (col + 0.5) / 120

    def off(dlat, dlon):
        return np.std(lookup(lat_deg + dlat / 60, lon_deg + dlon / 60) - fine[row, col])

    assert off(0, 0) == pytest.approx(43.0, abs=1.5)
    assert all(off(*shift) > 46.0 for shift in ((5, 0), (-5, 0), (0, 5), (0, -5), (2.5, -7.5)))
    assert off(2.5, -7.5) == pytest.approx(74.0, abs=8.0)
    assert abs(np.mean(lookup(lat_deg, lon_deg) - fine[row, col])) < 2.0

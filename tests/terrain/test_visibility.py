"""The sweep beside exact R3, closed forms on smooth ground, and the symmetries it must have."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.numeric.constants import EARTH_RADIUS_M
from belfort.scenario.load import shipped_catalogue
from belfort.terrain import Frame, Lookout, Survey, Terrain, TerrainError, lowest_of_all, lowest_visible
from tests.reference import terrain as slow

CRS = "+proj=lcc +lat_1=50 +lat_2=53 +lat_0=51.5 +lon_0=4.8 +datum=WGS84 +units=m +no_defs"


def ground(height_m, cell_m=90.0) -> Terrain:
    height_m = np.ascontiguousarray(height_m, np.float32)
    height_m.setflags(write=False)
    rows, cols = height_m.shape
    frame = Frame(CRS, -0.5 * cols * cell_m, 0.5 * rows * cell_m, cell_m, rows, cols)
    return Terrain(
        frame, height_m, np.ones(height_m.shape, bool), cell_m, False, 0.0, 0, "none", ("made up",)
    )


def lookout(terrain, row, col, range_m=1e6, **more) -> Lookout:
    lat_rad, lon_rad = terrain.frame.at(row, col)
    return Lookout(float(lat_rad), float(lon_rad), range_m, **{"height_agl_m": 12.0, **more})


def rough(seed, shape, std_m=30.0):
    return np.random.default_rng(seed).normal(100.0, std_m, shape).astype(np.float32)


def exact(terrain, row, col, eye_m, k_factor=4 / 3):
    shape = terrain.frame.shape
    points = [[(r, c) for c in range(shape[1])] for r in range(shape[0])]
    grid = terrain.height_msl_m.astype(float)
    cell_m = terrain.frame.cell_m
    return np.array(
        [[slow.lowest_visible(grid, (row, col), eye_m, cell_m, k_factor, p) for p in line] for line in points]
    )


# Beside the twin ------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(
    seed=st.integers(0, 999),
    rows=st.integers(2, 26),
    cols=st.integers(2, 26),
    where=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_the_sweep_is_the_twin_on_the_roughest_ground(seed, rows, cols, where):
    """White noise, every site from corner to corner: what lies between rays is all that may differ."""
    terrain = ground(rough(seed, (rows, cols)))
    row, col = round(where[0] * (rows - 1)), round(where[1] * (cols - 1))
    window = Survey(terrain, rays_per_cell=64.0).window(lookout(terrain, row, col))
    expected = exact(terrain, row, col, float(terrain.height_msl_m[row, col]) + 12.0)
    error_m = np.abs(window.height_agl_m - expected)
    assert window.height_agl_m.shape == terrain.frame.shape
    assert error_m.mean() < 0.5
    assert np.percentile(error_m, 90) < 1.0


def test_more_rays_come_nearer_to_the_twin():
    terrain = ground(rough(5, (40, 40)))
    expected = exact(terrain, 17, 23, float(terrain.height_msl_m[17, 23]) + 12.0)
    errors = [
        np.abs(
            Survey(terrain, rays_per_cell=n).window(lookout(terrain, 17, 23)).height_agl_m - expected
        ).mean()
        for n in (0.5, 1, 4, 16)
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.1 * errors[0]


def test_columns_matter_near_the_site():
    terrain = ground(rough(6, (60, 60)))
    expected = exact(terrain, 30, 30, float(terrain.height_msl_m[30, 30]) + 12.0)
    both = [
        np.abs(
            Survey(terrain, rays_per_cell=8, near_rows=n).window(lookout(terrain, 30, 30)).height_agl_m
            - expected
        ).mean()
        for n in (0, 60)
    ]
    assert both[1] < 0.2 * both[0]


# Closed forms ---------------------------------------------------------------------------------------------


def test_over_a_smooth_earth_it_is_the_horizon():
    """h = (d - sqrt(2kR h_a))² / 2kR beyond the horizon, 0 before it."""
    terrain = ground(np.zeros((401, 401)), cell_m=500.0)
    window = lowest_visible(terrain, lookout(terrain, 200, 200, 95e3, height_agl_m=10.0)).height_agl_m
    bend_per_m = 1.0 / (2.0 * 4 / 3 * EARTH_RADIUS_M)
    row, col = np.indices(window.shape)
    d_m = np.hypot(row - window.shape[0] // 2, col - window.shape[1] // 2) * 500.0
    beyond_m = np.maximum(0.0, d_m - math.sqrt(10.0 / bend_per_m))
    seen = np.isfinite(window)
    assert (seen == (d_m <= 95e3)).all()
    assert np.abs(window - beyond_m**2 * bend_per_m)[seen].max() < 0.35


@pytest.mark.parametrize(
    ("antenna_m", "target_m"), [(10, 50), (10, 100), (15, 30), (30, 50), (30, 100), (10, 20), (10, 300)]
)
def test_the_published_radar_horizons(antenna_m, target_m):
    """4.12 (sqrt(h1) + sqrt(h2)) km: the catalogue's figures, to 0.2 % of rounding and one cell."""
    figures = shipped_catalogue()["radar-horizon"].figures
    published_m = 1e3 * figures[f"antenna_{antenna_m}m_target_{target_m}m"].mode
    terrain = ground(np.zeros((3, 401)), cell_m=250.0)
    line_m = lowest_visible(terrain, lookout(terrain, 1, 0, height_agl_m=float(antenna_m))).height_agl_m[1]
    sees_to_m = 250.0 * np.flatnonzero(line_m <= target_m).max()
    assert sees_to_m == pytest.approx(published_m, rel=2e-3, abs=260.0)


def test_behind_a_wall_the_shadow_is_similar_triangles():
    heights = np.zeros((61, 61))
    heights[20, :] = 100.0
    terrain = ground(heights, cell_m=100.0)
    window = lowest_visible(terrain, lookout(terrain, 40, 30, height_agl_m=10.0), k_factor=1e9).height_agl_m
    assert window[0, 30] == pytest.approx(10.0 + 90.0 / 20 * 40, abs=0.01)
    assert window[10, 15] == pytest.approx(10.0 + 90.0 / 20 * 30, abs=0.5)
    assert window[60, 30] == 0.0


def test_from_the_air_the_horizon_recedes():
    terrain = ground(np.zeros((3, 900)), cell_m=500.0)
    line_m = lowest_visible(terrain, lookout(terrain, 1, 0, alt_msl_m=9000.0)).height_agl_m[1]
    horizon_m = math.sqrt(2 * 4 / 3 * EARTH_RADIUS_M * 9000.0)
    assert 500.0 * np.flatnonzero(line_m <= 0.0).max() == pytest.approx(horizon_m, abs=600.0)


# Symmetries and invariants --------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_turned_ground_gives_a_turned_window(turn):
    heights = rough(7, (50, 50))
    plain = Survey(ground(heights), k_factor=2.0).window(lookout(ground(heights), 20, 31)).height_agl_m
    turned = np.rot90(heights, turn)
    spot = np.zeros((50, 50))
    spot[20, 31] = 1
    row, col = np.argwhere(np.rot90(spot, turn))[0]
    window = Survey(ground(turned), k_factor=2.0).window(lookout(ground(turned), row, col)).height_agl_m
    assert np.abs(window - np.rot90(plain, turn)).max() < 0.05


@settings(max_examples=20)
@given(seed=st.integers(0, 99), low_m=st.floats(0, 50), more_m=st.floats(0, 500))
def test_a_higher_antenna_never_sees_less(seed, low_m, more_m):
    terrain = ground(rough(seed, (30, 30)))
    low, high = (
        lowest_visible(terrain, lookout(terrain, 14, 9, height_agl_m=h)).height_agl_m
        for h in (low_m, low_m + more_m)
    )
    assert (high <= low + 1e-3).all()


@settings(max_examples=20)
@given(seed=st.integers(0, 99), k=st.floats(0.5, 3), more=st.floats(0, 3))
def test_stronger_refraction_never_hides_more(seed, k, more):
    terrain = ground(rough(seed, (30, 30)), cell_m=2000.0)
    weak, strong = (
        lowest_visible(terrain, lookout(terrain, 14, 9), k_factor=f).height_agl_m for f in (k, k + more)
    )
    assert (strong <= weak + 0.01).all()


@pytest.mark.parametrize("stride", [2, 3, 7])
def test_a_stride_picks_points_and_changes_none(stride):
    terrain = ground(rough(8, (83, 71)))
    whole = lowest_visible(terrain, lookout(terrain, 40, 33, 2500.0))
    picked = lowest_visible(terrain, lookout(terrain, 40, 33, 2500.0), stride=stride)
    full = np.full(terrain.frame.shape, np.inf, np.float32)
    full[whole.row0 : whole.row0 + whole.height_agl_m.shape[0]][
        :, whole.col0 : whole.col0 + whole.height_agl_m.shape[1]
    ] = whole.height_agl_m
    rows, cols = picked.height_agl_m.shape
    part = full[::stride, ::stride][picked.row0 : picked.row0 + rows, picked.col0 : picked.col0 + cols]
    assert picked.frame.shape == full[::stride, ::stride].shape
    assert np.array_equal(part, picked.height_agl_m)
    assert np.isfinite(full[::stride, ::stride]).sum() == np.isfinite(part).sum()


def test_threads_change_nothing_and_keep_the_order():
    terrain = ground(rough(9, (120, 120)))
    places = [lookout(terrain, r, c, 4e3) for r in range(5, 120, 23) for c in range(0, 120, 17)]
    survey = Survey(terrain)
    one, three = list(survey.windows(places)), list(survey.windows(places, 3))
    assert all(
        a.row0 == b.row0 and a.col0 == b.col0 and np.array_equal(a.height_agl_m, b.height_agl_m)
        for a, b in zip(one, three, strict=True)
    )


def test_many_sites_fold_into_the_lowest_and_a_count():
    terrain = ground(rough(10, (90, 70)))
    places = [lookout(terrain, r, c, 3e3) for r, c in ((0, 0), (45, 35), (89, 69), (45, 36))]
    lowest_m, n_seeing = lowest_of_all(Survey(terrain), places, 150.0, n_threads=2)
    by_hand = np.full((4, 90, 70), np.inf)
    for i, window in enumerate(map(Survey(terrain).window, places)):
        rows, cols = window.height_agl_m.shape
        by_hand[i, window.row0 : window.row0 + rows, window.col0 : window.col0 + cols] = window.height_agl_m
    assert np.array_equal(lowest_m, by_hand.min(0).astype(np.float32))
    assert np.array_equal(n_seeing, (by_hand <= 150.0).sum(0))


# The beam -------------------------------------------------------------------------------------------------


def test_a_sector_sees_its_sector_by_true_bearing():
    terrain = ground(np.zeros((201, 201)), cell_m=1000.0)
    place = lookout(
        terrain, 100, 100, 90e3, height_agl_m=50.0, facing_rad=math.radians(60), width_rad=math.radians(90)
    )
    window = lowest_visible(terrain, place)
    row, col = np.indices(window.height_agl_m.shape)
    lat_rad, lon_rad = window.frame.at(row + window.row0, col + window.col0)
    from belfort.numeric.geodesy import geodesic_inverse

    distance_m, bearing_rad, _ = geodesic_inverse(place.lat_rad, place.lon_rad, lat_rad, lon_rad)
    off_rad = np.abs((bearing_rad - place.facing_rad + math.pi) % (2 * math.pi) - math.pi)
    clear = (distance_m > 3e3) & (distance_m < 89e3) & (np.abs(off_rad - math.radians(45)) > math.radians(1))
    assert (np.isfinite(window.height_agl_m) == (off_rad < math.radians(45)))[clear].all()


def test_a_beam_that_cannot_look_down_sees_from_its_edge_up():
    terrain = ground(np.zeros((3, 101)), cell_m=1000.0)
    place = lookout(terrain, 1, 0, height_agl_m=20.0, min_elevation_rad=math.radians(1.0))
    line_m = lowest_visible(terrain, place).height_agl_m[1]
    d_m = 50e3
    edge_m = 20.0 + d_m * math.tan(math.radians(1.0)) + d_m**2 / (2 * 4 / 3 * EARTH_RADIUS_M)
    assert line_m[50] == pytest.approx(edge_m, abs=0.5)


# Bad input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"height_agl_m": 10_000.0}, "on no mast"),
        ({"height_agl_m": -1.0}, "on no mast"),
        ({"alt_msl_m": 90e3}, "not between"),
        ({"range_m": 0.0}, "reaches nothing"),
        ({"range_m": math.nan}, "reaches nothing"),
        ({"width_rad": 0.0}, "not between 0 and 360"),
        ({"lat_rad": 0.1}, "off the map"),
        ({"lat_rad": 52.0}, "off the map"),
        ({"lon_rad": math.nan}, "off the map"),
    ],
)
def test_a_place_that_cannot_be_is_refused(change, words):
    terrain = ground(np.zeros((9, 9)))
    good = lookout(terrain, 4, 4)
    fields = {n: getattr(good, n) for n in ("lat_rad", "lon_rad", "range_m", "height_agl_m")}
    with pytest.raises(TerrainError, match=words):
        lowest_visible(terrain, Lookout(**{**fields, **change}, name="mast"))


def test_every_fault_of_a_place_is_told_at_once():
    terrain = ground(np.zeros((9, 9)))
    with pytest.raises(TerrainError, match=r"mast-1: .*on no mast.*reaches nothing.*off the map"):
        lowest_visible(terrain, Lookout(0.0, 0.0, -5.0, 1e4, name="mast-1"))


@pytest.mark.parametrize("k_factor", [0.0, -1.0, math.nan, math.inf])
def test_a_refraction_that_cannot_be_is_refused(k_factor):
    with pytest.raises(TerrainError, match="k_factor"):
        Survey(ground(np.zeros((9, 9))), k_factor)


SWEEP = """
import hashlib, numpy as np
from tests.terrain.test_visibility import ground, lookout, lowest_visible, rough
land = ground(rough(8, (83, 71)))
windows = [lowest_visible(land, lookout(land, 40, 33, 2500.0), stride=s) for s in (1, 2, 3, 7)]
print(hashlib.sha256(b"".join(w.height_agl_m.tobytes() for w in windows)).hexdigest())
"""


@pytest.mark.slow
def test_code_from_the_cache_gives_the_same_bits_as_code_compiled_here(tmp_path):
    """A map must not depend on whether this process or an earlier one compiled the sweep."""
    digests = [
        subprocess.run(
            [sys.executable, "-c", SWEEP],
            env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert any(tmp_path.rglob("*.nbi"))
    assert digests[0] == digests[1]

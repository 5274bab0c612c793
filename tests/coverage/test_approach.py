"""How a threat comes: on the line, at its height, in its time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.coverage.approach import (
    CLEARANCE_M,
    Arc,
    OverGround,
    OverSea,
    approaches,
    arc_speed_mps,
    arc_time_to_go_s,
    flight_of,
)
from belfort.numeric.geodesic import geodesic_inverse
from tests.coverage.ground import asset_at, flat, system, terrain_of, vacuum_arc

THREAT = system(
    "drone", "threat", flight="level", cruise_speed_mps=(40.0, 50.0, 60.0), cruise_altitude_m=200.0
)
MISSILE = system(
    "missile",
    "threat",
    flight="ballistic",
    range_m=400e3,
    apogee_m=60e3,
    peak_speed_mps=(1800.0, 2000.0, 2200.0),
    terminal_speed_mps=900.0,
)


def test_it_starts_at_the_start_and_ends_at_the_edge_of_the_asset():
    asset = asset_at(flat(), x_m=180e3, radius_m=3000.0)  # where north on the map is 2 degrees off
    for path in approaches(asset, THREAT, flat(), n_azimuths=8, start_m=60e3):
        for k, distance_m in ((0, 63e3), (-1, 3e3)):
            lat_rad, lon_rad = path.frame.at(path.row[k], path.col[k])
            ours = geodesic_inverse(
                asset.position.lat_rad, asset.position.lon_rad, float(lat_rad), float(lon_rad)
            )
            assert ours[0] == pytest.approx(distance_m, rel=2e-3)
            assert np.cos(ours[1] - path.azimuth_rad) > 1 - 1e-5
        assert path.distance_to_go_m[0] == 60e3
        assert path.distance_to_go_m[-1] == path.time_to_go_s[-1] == 0.0
        assert path.time_to_go_s[0] == pytest.approx(60e3 / 50.0)
        assert np.all(np.diff(path.distance_to_go_m) < 0)
        assert np.diff(path.distance_to_go_m).min() >= -250.0 - 1e-9


def test_level_over_ground_follows_the_hills_and_over_sea_clears_them():
    ground = terrain_of(lambda x_m, y_m: 300.0 + 200.0 * np.sin(x_m / 4000.0))
    low = approaches(asset_at(ground), THREAT, ground, 4, altitude=OverGround(80.0), start_m=30e3)[1]
    assert np.allclose(low.height_agl_m, 80.0)
    here_m = 300.0 + 200.0 * np.sin(low.x_m / 4000.0)
    assert np.abs(low.alt_msl_m - 80.0 - here_m).max() < 2.0  # cells of 500 m, bilinear
    level = approaches(asset_at(ground), THREAT, ground, 4, altitude=OverSea(350.0), start_m=30e3)[1]
    assert level.height_agl_m.min() == pytest.approx(CLEARANCE_M)
    assert level.alt_msl_m.min() == pytest.approx(350.0)


def test_off_the_grid_the_ground_is_that_of_the_edge_and_it_says_so():
    ground = terrain_of(lambda x_m, y_m: 0.01 * (x_m + 50e3), half_m=50e3)
    east = approaches(asset_at(ground), THREAT, ground, 4, start_m=80e3)[1]
    assert not east.is_on_grid[0]
    assert east.is_on_grid[-1]
    outside = ~east.is_on_grid
    assert np.ptp(east.alt_msl_m[outside]) < 1e-3


def test_the_case_is_the_defenders():
    low, mode, high = (approaches(asset_at(flat()), THREAT, flat(), 1, c)[0] for c in ("low", "mode", "high"))
    assert low.time_to_go_s[0] < mode.time_to_go_s[0] < high.time_to_go_s[0]
    with pytest.raises(ValueError, match="a case is one of low, mode, high, found 'bad'"):
        approaches(asset_at(flat()), THREAT, flat(), 1, "bad")  # type: ignore[arg-type]


def test_an_arc_has_its_apogee_half_way_and_starts_and_ends_on_the_ground():
    path = approaches(asset_at(flat(100.0)), MISSILE, flat(100.0), 1, start_m=400e3)[0]
    half = len(path.alt_msl_m) // 2
    assert path.alt_msl_m.argmax() == half
    assert path.alt_msl_m[half] == pytest.approx(60e3, rel=1e-6)
    assert path.alt_msl_m[0] == pytest.approx(100.0)
    assert path.height_agl_m[-1] == pytest.approx(0.0, abs=1e-6)
    near = approaches(asset_at(flat(100.0)), MISSILE, flat(100.0), 1, start_m=100e3)[0]
    assert near.alt_msl_m[0] == pytest.approx(
        np.interp(100e3, path.distance_to_go_m[::-1], path.alt_msl_m[::-1])
    )
    assert near.time_to_go_s[0] == pytest.approx(
        np.interp(100e3, path.distance_to_go_m[::-1], path.time_to_go_s[::-1]), rel=1e-3
    )


def test_the_speed_of_an_arc_is_the_given_one_at_the_end_and_energys_at_the_apogee():
    arc = flight_of(MISSILE)
    assert isinstance(arc, Arc)
    ground, top, apogee = arc_speed_mps(arc, np.array([0.0, 25e3, 60e3]))
    assert ground == pytest.approx(900.0)
    assert top == pytest.approx(2000.0, rel=0.03)  # a thirtieth of the air is left there
    assert apogee == pytest.approx(np.sqrt(2000.0**2 - 2 * 9.80665 * 35e3), rel=1e-3)


@settings(max_examples=60)
@given(st.floats(150e3, 1500e3), st.floats(0.1, 0.6))
def test_the_time_of_an_arc_is_right_to_15_percent_against_a_throw_in_vacuum(range_m, steepness):
    """The parabola's own time: range over its constant speed along the ground."""
    arc, along_mps = vacuum_arc(range_m, 0.25 * range_m * steepness)
    for begin_m in (100e3, range_m):
        to_go_m = np.linspace(begin_m, 0.0, 2001)
        assert arc_time_to_go_s(arc, to_go_m)[0] == pytest.approx(begin_m / along_mps, rel=0.15)


def test_misuse_says_what_is_wrong():
    with pytest.raises(ValueError, match="'missile' flies an arc, found OverGround"):
        approaches(asset_at(flat()), MISSILE, flat(), 4, altitude=OverGround(50.0))
    with pytest.raises(ValueError, match="'drone' flies level, found Arc"):
        approaches(asset_at(flat()), THREAT, flat(), 4, altitude=Arc(1e5, 1e4, 1e3, 1e3))
    with pytest.raises(ValueError, match="step_m = 300, start_m = 200"):
        approaches(asset_at(flat()), THREAT, flat(), 4, start_m=200.0, step_m=300.0)
    with pytest.raises(ValueError, match="'gun' is a gun, not a threat"):
        approaches(asset_at(flat()), system("gun", "gun"), flat(), 4)

"""Geodesy against PROJ and GeographicLib, against itself, and on the awkward points of the earth."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from belfort.numeric import ellipsoid as e
from belfort.numeric import geodesy, kernels
from belfort.numeric.constants import EARTH_RADIUS_M, STANDARD_K_FACTOR, WGS84_A_M, WGS84_B_M

GEOD = Geod(ellps="WGS84")
MM = 1e-3
LATS = st.floats(-math.pi / 2, math.pi / 2)
LONS = st.floats(-math.pi, math.pi)
BEARINGS = st.floats(0.0, 6.28)


def turn(a_rad, b_rad):
    """Smallest angle between two bearings."""
    return np.abs(np.remainder(np.subtract(a_rad, b_rad) + np.pi, 2 * np.pi) - np.pi)


def ends_within_500_km(n, seed):
    """Starts everywhere, poles and date line included; a quarter due north, east, south or west."""
    rng = np.random.default_rng(seed)
    lat_deg, lon_deg = rng.uniform(-90, 90, n), rng.uniform(-180, 180, n)
    lat_deg[: n // 4] = rng.choice([-89.9999, 89.99, 60.0, 0.0], n // 4)
    lon_deg[n // 4 : n // 2] = rng.choice([-179.999, 179.999, 180.0, -180.0], n // 4)
    bearing_deg, distance_m = rng.uniform(0, 360, n), rng.uniform(0, 500e3, n)
    bearing_deg[::4] = rng.choice([0.0, 90.0, 180.0, 270.0], len(bearing_deg[::4]))
    distance_m[::10] = 10 ** rng.uniform(-3, 3, len(distance_m[::10]))
    return lat_deg, lon_deg, bearing_deg, distance_m


def test_direct_agrees_with_geographiclib_to_a_millimetre():
    lat_deg, lon_deg, bearing_deg, distance_m = ends_within_500_km(20_000, 1)
    lon2_deg, lat2_deg, back_deg = GEOD.fwd(lon_deg, lat_deg, bearing_deg, distance_m)
    lat_rad, lon_rad, final_rad = geodesy.geodesic_direct(
        *np.radians([lat_deg, lon_deg, bearing_deg]), distance_m
    )
    *_, miss_m = GEOD.inv(lon2_deg, lat2_deg, np.degrees(lon_rad), np.degrees(lat_rad))
    assert np.max(miss_m) < MM
    is_off_pole = np.abs(lat2_deg) < 89.9
    assert np.max(turn(final_rad, np.radians(back_deg) + np.pi)[is_off_pole]) < 1e-9


def test_inverse_agrees_with_geographiclib_to_a_millimetre():
    lat_deg, lon_deg, bearing_deg, distance_m = ends_within_500_km(20_000, 2)
    lon2_deg, lat2_deg, _ = GEOD.fwd(lon_deg, lat_deg, bearing_deg, distance_m)
    initial_deg, back_deg, expected_m = GEOD.inv(lon_deg, lat_deg, lon2_deg, lat2_deg)
    found_m, initial_rad, final_rad = geodesy.geodesic_inverse(
        *np.radians([lat_deg, lon_deg, lat2_deg, lon2_deg])
    )
    assert np.max(np.abs(found_m - expected_m)) < MM
    is_far = expected_m > 1.0
    across_m = turn(initial_rad, np.radians(initial_deg)) * expected_m
    assert np.max(across_m[is_far]) < MM
    across_m = turn(final_rad, np.radians(back_deg) + np.pi) * expected_m
    assert np.max(across_m[is_far]) < MM


def test_inverse_and_direct_are_within_a_fifth_of_a_millimetre_anywhere():
    rng = np.random.default_rng(3)
    lat_deg, lon_deg, lat2_deg, lon2_deg = (rng.uniform(-s, s, 5000) for s in (90, 180, 90, 180))
    lat2_deg[:2500] = np.clip(-lat_deg[:2500] + rng.normal(0, 0.3, 2500), -90, 90)  # nearly opposite
    lon2_deg[:2500] = lon_deg[:2500] + 180 + rng.normal(0, 0.3, 2500)
    lat_deg[:200] = lat2_deg[:200] = 0.0
    bearing_deg, _, expected_m = GEOD.inv(lon_deg, lat_deg, lon2_deg, lat2_deg)
    found_m, *_ = geodesy.geodesic_inverse(*np.radians([lat_deg, lon_deg, lat2_deg, lon2_deg]))
    assert np.max(np.abs(found_m - expected_m)) < 0.2 * MM
    lat_rad, lon_rad, _ = geodesy.geodesic_direct(*np.radians([lat_deg, lon_deg, bearing_deg]), expected_m)
    *_, miss_m = GEOD.inv(lon2_deg, lat2_deg, np.degrees(lon_rad), np.degrees(lat_rad))
    assert np.max(miss_m) < 0.2 * MM


def test_earth_centred_coordinates_agree_with_proj():
    rng = np.random.default_rng(4)
    lat_deg, lon_deg = rng.uniform(-90, 90, 2000), rng.uniform(-180, 180, 2000)
    height_m = rng.uniform(-5000, 100e3, 2000)
    proj = Transformer.from_crs(4979, 4978, always_xy=True).transform(lon_deg, lat_deg, height_m)
    ours = geodesy.geodetic_to_ecef(np.radians(lat_deg), np.radians(lon_deg), height_m)
    np.testing.assert_allclose(ours, proj, rtol=0, atol=1e-6)
    lat_rad, lon_rad, back_m = geodesy.ecef_to_geodetic(*proj)
    np.testing.assert_allclose(np.degrees([lat_rad, lon_rad]), [lat_deg, lon_deg], rtol=0, atol=1e-11)
    np.testing.assert_allclose(back_m, height_m, rtol=0, atol=1e-6)


def test_local_coordinates_agree_with_proj():
    rng = np.random.default_rng(5)
    lat_deg, lon_deg = 52 + rng.uniform(-3, 3, 500), 5 + rng.uniform(-3, 3, 500)
    height_m = rng.uniform(0, 20e3, 500)
    pipeline = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84 "
        "+step +proj=topocentric +ellps=WGS84 +lat_0=52 +lon_0=5 +h_0=30"
    )
    proj = pipeline.transform(lon_deg, lat_deg, height_m)
    origin = (math.radians(52), math.radians(5), 30.0)
    ours = geodesy.geodetic_to_enu(np.radians(lat_deg), np.radians(lon_deg), height_m, origin)
    np.testing.assert_allclose(ours, proj, rtol=0, atol=1e-6)
    back = geodesy.enu_to_geodetic(*ours, origin)
    np.testing.assert_allclose(back[:2], np.radians([lat_deg, lon_deg]), rtol=0, atol=1e-13)
    np.testing.assert_allclose(back[2], height_m, rtol=0, atol=1e-6)


@given(lat_rad=LATS, lon_rad=LONS, height_m=st.floats(-5e6, 4e7))
def test_earth_centred_round_trip(lat_rad, lon_rad, height_m):
    point = e.geodetic_to_ecef(lat_rad, lon_rad, height_m)
    lat2_rad, lon2_rad, height2_m = e.ecef_to_geodetic(*point)
    assert abs(height2_m - height_m) < 1e-6
    assert math.dist(e.geodetic_to_ecef(lat2_rad, lon2_rad, height2_m), point) < 1e-6


@given(a=st.tuples(LATS, LONS), b=st.tuples(LATS, LONS))
def test_a_line_is_as_long_both_ways(a, b):
    there_m, *_ = e.geodesic_inverse(*a, *b)
    back_m, *_ = e.geodesic_inverse(*b, *a)
    assert abs(there_m - back_m) < 0.2 * MM
    assert 0.0 <= there_m <= math.pi * WGS84_A_M


@given(lat_rad=LATS, lon_rad=LONS, bearing_rad=BEARINGS, distance_m=st.floats(0.0, 5e5))
def test_direct_then_inverse_closes_to_a_millimetre(lat_rad, lon_rad, bearing_rad, distance_m):
    lat2_rad, lon2_rad, final_rad = e.geodesic_direct(lat_rad, lon_rad, bearing_rad, distance_m)
    assert abs(lat2_rad) <= math.pi / 2
    assert abs(lon2_rad) <= math.pi
    assert 0.0 <= final_rad < 2 * math.pi
    found_m, start_rad, _ = e.geodesic_inverse(lat_rad, lon_rad, lat2_rad, lon2_rad)
    assert abs(found_m - distance_m) < MM
    again = e.geodesic_direct(lat_rad, lon_rad, start_rad, found_m)
    ends = (e.geodetic_to_ecef(*point[:2], 0.0) for point in (again, (lat2_rad, lon2_rad)))
    assert math.dist(*ends) < MM


@given(lat_rad=LATS, lon_rad=LONS)
def test_coincident_points(lat_rad, lon_rad):
    assert e.geodesic_inverse(lat_rad, lon_rad, lat_rad, lon_rad) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("ends", "length_m"),
    [
        ((90, 0, -90, 0), 20_003_931.4586),
        ((0, 0, 0, 180), 20_003_931.4586),
        ((45, 0, 45, 180), 10_034_042.7027),
        ((0, 0, 0, 90), math.pi / 2 * WGS84_A_M),
        ((0, 179.9, 0, -179.9), math.radians(0.2) * WGS84_A_M),
        ((90, 10, 90, 100), 0.0),
    ],
)
def test_special_lines(ends, length_m):
    """Poles, the equator, over the pole, over the date line."""
    assert e.geodesic_inverse(*map(math.radians, ends))[0] == pytest.approx(length_m, abs=MM)


EVERY = st.floats(allow_nan=False, allow_infinity=False)


@example(0.0, 1.79e308, 250.0, 1.79e308)
@example(0.0, 1.79e308, 250.0, -1.79e308)
@given(EVERY, EVERY, EVERY, EVERY)
def test_nothing_raises_on_finite_numbers(a, b, c, d):
    e.geodesic_inverse(a, b, c, d)
    e.geodesic_direct(a, b, c, d)
    e.ecef_to_geodetic(a % 1e9, b % 1e9, c % 1e9)
    e.earth_drop_m(a)
    e.radio_horizon_m(a % 1e9, b % 1e9)


@given(EVERY)
def test_wrapping(angle_rad):
    assert -math.pi <= e.wrap_lon_rad(angle_rad) <= math.pi
    assert 0.0 <= e.wrap_bearing_rad(angle_rad) < 2 * math.pi


@given(LONS)
def test_a_longitude_in_range_is_left_alone(lon_rad):
    assert e.wrap_lon_rad(lon_rad) == lon_rad
    assert turn(e.wrap_lon_rad(lon_rad + 2 * math.pi), lon_rad) < 1e-14


def test_the_centre_of_the_earth():
    assert e.ecef_to_geodetic(0.0, 0.0, 0.0)[2] == pytest.approx(-WGS84_A_M)


def test_the_poles():
    assert e.ecef_to_geodetic(0.0, 0.0, WGS84_B_M + 7.0) == pytest.approx((math.pi / 2, 0.0, 7.0))
    assert e.geodetic_to_ecef(-math.pi / 2, 1.0, 0.0) == pytest.approx((0, 0, -WGS84_B_M), abs=1e-9)


# Earth curvature ------------------------------------------------------------------------------------------


def parabola_error_m(distance_m):
    radius_m = STANDARD_K_FACTOR * EARTH_RADIUS_M
    return e.earth_drop_m(distance_m) - distance_m**2 / (2 * radius_m)


def test_the_parabola_is_within_a_metre_to_230_km_and_18_at_480():
    assert 0.9 < parabola_error_m(230e3) < 1.0
    assert parabola_error_m(480e3) == pytest.approx(18.0, abs=0.1)
    radius_m = STANDARD_K_FACTOR * EARTH_RADIUS_M
    assert parabola_error_m(230e3) == pytest.approx(5 * 230e3**4 / (24 * radius_m**3), rel=0.01)


def test_drop_at_the_edges():
    assert e.earth_drop_m(0.0) == 0.0
    assert e.earth_drop_m(1e5, math.inf) == 0.0
    assert e.earth_drop_m(1e5, -2.0) == pytest.approx(-e.earth_drop_m(1e5, 2.0))
    assert e.earth_drop_m(math.pi * EARTH_RADIUS_M) == math.inf


@given(h_m=st.floats(0.0, 1e5), k_factor=st.floats(0.5, 3.0))
def test_drop_inverts_the_horizon(h_m, k_factor):
    assert e.earth_drop_m(e.radio_horizon_m(h_m, 0.0, k_factor), k_factor) == pytest.approx(h_m, abs=1e-6)


@pytest.mark.parametrize(
    ("antenna_m", "target_m", "horizon_km"),
    [
        (10, 50, 42.2),
        (10, 100, 54.3),
        (15, 30, 38.5),
        (30, 50, 51.7),
        (30, 100, 63.8),
        (10, 20, 31.4),
        (10, 300, 84.4),
    ],
)
def test_horizon_agrees_with_the_rule_of_thumb(antenna_m, target_m, horizon_km):
    rule_km = 4.12 * (math.sqrt(antenna_m) + math.sqrt(target_m))
    found_km = e.radio_horizon_m(antenna_m, target_m) / 1e3
    assert found_km == pytest.approx(rule_km, rel=1e-3)
    assert found_km == pytest.approx(horizon_km, abs=0.1)


def test_the_rule_of_thumb_holds_to_10_km_within_a_thousandth():
    for h_m in (1.0, 100.0, 3000.0, 10e3):
        assert e.radio_horizon_m(h_m, 0.0) == pytest.approx(4120 * math.sqrt(h_m), rel=1e-3)


def test_below_the_ground_counts_as_on_it():
    assert e.radio_horizon_m(-5.0, 100.0) == e.radio_horizon_m(0.0, 100.0)


# The checked verbs ----------------------------------------------------------------------------------------


def test_verbs_broadcast():
    x_m, y_m, z_m = geodesy.geodetic_to_ecef(np.zeros((3, 1)), np.zeros(4), 5.0)
    assert x_m.shape == y_m.shape == z_m.shape == (3, 4)
    assert geodesy.earth_drop_m(1e4).shape == ()
    assert geodesy.geodesic_inverse([], [], [], [])[0].shape == (0,)


def test_each_kernel_is_compiled_once_whatever_comes_in():
    """Read-only, strided, broadcast, whole numbers: one signature; and what comes in stays writable."""
    own = np.zeros(4)
    frozen = np.zeros(4)
    frozen.setflags(write=False)
    for values in (own, frozen, np.zeros(8)[::2], 0.0, [0, 0]):
        geodesy.ecef_to_geodetic(values, values, 7e6)
    geodesy.ecef_to_geodetic(own, own, own)
    assert own.flags.writeable
    assert len(kernels.ecef_to_geodetic_rows.signatures) <= 2  # this one, and the twin test's own


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: geodesy.geodetic_to_ecef([0.1, 52.0], 0.0, 0.0), r"lat_rad\[1\] = 52.0 lies beyond a pole"),
        (lambda: geodesy.geodetic_to_ecef(0.1, math.nan, 0.0), r"lon_rad = nan is not finite; 1 of 1"),
        (lambda: geodesy.ecef_to_geodetic(0.0, [[1.0, math.inf]], 0.0), r"y_m\[0, 1\] = inf is not finite"),
        (lambda: geodesy.geodesic_inverse([1.0] * 2, [1.0] * 3, 0.0, 0.0), r"shapes do not go together"),
        (lambda: geodesy.geodetic_to_enu(0.0, 0.0, 0.0, (9.0, 0.0, 0.0)), r"lat_rad of the origin = 9.0"),
        (lambda: geodesy.earth_drop_m(5.0, 0.0), r"k_factor must be"),
    ],
)
def test_bad_numbers_are_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()

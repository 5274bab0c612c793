"""Reflections from the ground and slow targets."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.coverage.sensing.clutter import lobing_f4, mirror_path_m, slow_loss_db
from belfort.numeric.constants import EARTH_RADIUS_M
from belfort.numeric.ellipsoid import radio_horizon_m
from tests.reference import sensing as twin

RADIUS_M = 4 / 3 * EARTH_RADIUS_M
heights = st.floats(0.5, 12_000)


@given(heights, heights, st.floats(0.01, 0.999))
def test_mirror_point_solves_the_cubic(antenna_m, target_m, share):
    ground_m = share * radio_horizon_m(antenna_m, target_m) * 0.999
    ours = mirror_path_m(antenna_m, target_m, ground_m, RADIUS_M)
    expected = twin.mirror_path_m(antenna_m, target_m, ground_m, RADIUS_M)
    assert ours == pytest.approx(expected, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    ("antenna_m", "target_m", "ground_km"), [(10, 100, 20), (10, 100, 40), (8, 1000, 60), (30, 300, 70)]
)
def test_path_is_the_shortest_by_way_of_a_sphere(antenna_m, target_m, ground_km):
    ours = mirror_path_m(antenna_m, target_m, 1e3 * ground_km, RADIUS_M)
    exact = twin.mirror_path_on_a_sphere_m(antenna_m, target_m, 1e3 * ground_km, RADIUS_M)
    assert ours == pytest.approx(exact, rel=0.01)


def test_close_by_the_earth_is_flat():
    """Path difference 2 h1 h2 / d over a flat earth (Skolnik, 3rd ed., section 8.2)."""
    assert mirror_path_m(10.0, 50.0, 2e3, RADIUS_M) == pytest.approx(2 * 10 * 50 / 2e3, rel=0.02)


def test_beyond_the_horizon_nothing_differs():
    far_m = 1.01 * radio_horizon_m(10.0, 50.0)
    assert mirror_path_m(10.0, 50.0, far_m, RADIUS_M) == 0.0


@given(heights, heights, heights, st.floats(500, 400e3))
def test_lower_is_never_better(antenna_m, one_m, other_m, ground_m):
    low_m, high_m = sorted((one_m, other_m))
    low = mirror_path_m(antenna_m, low_m, ground_m, RADIUS_M)
    high = mirror_path_m(antenna_m, high_m, ground_m, RADIUS_M)
    assert low <= high * (1 + 1e-9) + 1e-12


@given(heights, heights, st.floats(500, 400e3), st.floats(1, 3))
def test_further_is_never_better(antenna_m, target_m, ground_m, times):
    near = mirror_path_m(antenna_m, target_m, ground_m, RADIUS_M)
    far = mirror_path_m(antenna_m, target_m, times * ground_m, RADIUS_M)
    assert far <= near * (1 + 1e-9) + 1e-12


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 1), st.floats(0, 1))
def test_loss_falls_with_the_path_and_grows_with_the_mirror(one, other, rho, sigma):
    short, long = sorted((one, other))
    weak, strong = sorted((rho, sigma))
    assert lobing_f4(short, 0.1, strong) <= lobing_f4(long, 0.1, strong) + 1e-12
    assert lobing_f4(short, 0.1, strong) <= lobing_f4(short, 0.1, weak) + 1e-12
    assert 0.0 <= lobing_f4(short, 0.1, strong) <= 1.0


def two_ray_f4(phase: float, rho: float) -> float:
    return abs(1 - rho * complex(math.cos(phase), math.sin(phase))) ** 4


@given(st.floats(0, math.pi / 3), st.floats(0, 1))
def test_loss_is_the_two_ray_formula_or_up_to_2_and_a_half_decibels_more(phase, rho):
    """F^2 = |1 - rho exp(i phase)|^2, the textbook factor (Skolnik, 3rd ed., section 8.2), where it is below 1."""
    ours, textbook = lobing_f4(phase / (2 * math.pi) * 0.1, 0.1, rho), two_ray_f4(phase, rho)
    assert ours <= textbook + 1e-12
    assert ours >= min(textbook, 1.0) * 10**-0.25 - 1e-12


def test_deep_below_the_lobe_a_perfect_mirror_is_the_two_ray_formula():
    assert lobing_f4(1e-4, 0.1, 1.0) == pytest.approx(two_ray_f4(2 * math.pi * 1e-3, 1.0), rel=1e-4)


@given(st.floats(0, 0.025), st.floats(0, 1))
def test_loss_is_the_worst_of_any_mirror_up_to_this_one(path_m, rho):
    phase = 2 * math.pi * path_m / 0.1
    worst = min(two_ray_f4(phase, r) for r in np.linspace(0, rho, 2001))
    assert lobing_f4(path_m, 0.1, rho) == pytest.approx(worst, abs=1e-5)


def test_from_a_quarter_of_a_wave_on_nothing_is_lost():
    assert lobing_f4(0.02501, 0.1, 1.0) == 1.0


def test_far_below_the_lobe_a_mirror_of_one_half_leaves_a_sixteenth():
    assert lobing_f4(0.0, 0.1, 0.5) == pytest.approx(0.5**4)


def test_lobes_that_are_not_credited_would_average_six():
    """The mean of (2 sin x)^4 is 6: what is left out is 7.8 dB at most for a perfect mirror."""
    x = np.linspace(0, np.pi, 100_001)[:-1]
    assert np.mean((2 * np.sin(x)) ** 4) == pytest.approx(6.0)


def test_slow_targets_lose_in_a_straight_line():
    assert slow_loss_db(0.0, 10.0, 15.0) == 15.0
    assert slow_loss_db(-5.0, 10.0, 15.0) == 7.5
    assert slow_loss_db(10.0, 10.0, 15.0) == slow_loss_db(300.0, 10.0, 15.0) == 0.0

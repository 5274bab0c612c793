"""Jamming and burn-through against closed forms and a textbook's limit."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.coverage.sensing import Conditions, conditions_at, detector_for
from belfort.coverage.sensing.jamming import (
    CarriedJammer,
    Jamming,
    burn_through_self_m,
    burn_through_stand_off_m,
    from_db,
    jam_to_noise,
    jamming_at,
)
from belfort.scenario import parse_scenario
from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedJammer
from tests.coverage.sensing.systems import fixed, system
from tests.scenario.test_messages import SMALL

HERE = Position(math.radians(51.0), math.radians(4.0), "here")
EAST = Position(math.radians(51.0), math.radians(5.0), "east")  # about 70 km


def jammer(power_db: float = 30.0, side_db: float = -30.0, alt_m: float = 9000.0) -> ResolvedJammer:
    return ResolvedJammer("east", EAST, alt_m, fixed(power_db), 100e3, fixed(side_db))


def without_ground(**others) -> Conditions:
    return Conditions(counts_ground=False, counts_slow=False, **others)


def test_ratio_falls_with_the_square_of_the_distance():
    (near,) = jamming_at((jammer(),), HERE, 20.0, 4 / 3)
    ground_m = 70.19e3
    assert near.jam_to_noise == pytest.approx(1000 * (100e3 / math.hypot(ground_m, 8980)) ** 2, rel=1e-3)
    assert near.side_lobe == pytest.approx(1e-3)
    assert near.bearing_rad == pytest.approx(math.radians(89.6), abs=0.01)


def test_a_jammer_below_the_horizon_does_not_jam():
    assert jamming_at((jammer(alt_m=0.0),), HERE, 20.0, 4 / 3) == ()


def test_main_lobe_and_side_lobe():
    seen = (Jamming(1.0, 100.0, 0.01), Jamming(-3.1, 10.0, 0.1))
    noise = jam_to_noise(seen, np.array([1.0, 1.02, 0.5, 3.17, 1.04]), 0.05, 5)
    assert noise == pytest.approx([101.0, 101.0, 2.0, 11.0, 2.0])
    assert jam_to_noise(seen, None, 0.05, 2) == pytest.approx([2.0, 2.0])


@pytest.mark.parametrize("power", [0.0, 1.0, 15.0, 1e4])
def test_range_under_stand_off_jamming_is_what_the_closed_form_says(power):
    radar, target = system("gm200-mmc"), system("shahed-136")
    clean = detector_for(radar, target, conditions=without_ground())
    jammed = detector_for(radar, target, conditions=without_ground(jammers=(Jamming(0.0, power, 1.0),)))
    expected_m = burn_through_stand_off_m(clean.range_at(0.9), power)
    assert jammed.range_at(0.9) == pytest.approx(expected_m, rel=1e-6)


def test_fifteen_times_the_noise_halves_the_range():
    assert burn_through_stand_off_m(80e3, 15.0) == pytest.approx(40e3)


@pytest.mark.parametrize("power_db", [-20.0, 0.0, 20.0, 35.0])
def test_range_under_self_screening_is_what_the_closed_form_says(power_db):
    radar, target = system("mpq-64-sentinel-f1"), system("shahed-136")
    carried = CarriedJammer(power_db, 50e3)
    clean = detector_for(radar, target, conditions=without_ground()).range_at(0.9)
    jammed = detector_for(radar, target, conditions=without_ground(carried=carried)).range_at(0.9)
    assert jammed == pytest.approx(burn_through_self_m(clean, carried), rel=1e-6)


def test_strong_self_screening_is_the_textbooks_burn_through():
    """J/S grows with the square of the range, so R = Rf^2 / Rj (Adamy, EW 101, section 9.4, noise neglected)."""
    carried = CarriedJammer(60.0, 100e3)
    equal_m = math.sqrt(carried.noise_m2)
    assert burn_through_self_m(50e3, carried) == pytest.approx(50e3**2 / equal_m, rel=1e-6)


def test_twelve_decibels_more_halve_the_strong_burn_through_twice():
    near = [burn_through_self_m(50e3, CarriedJammer(d, 100e3)) for d in (60.0, 60.0 + 10 * math.log10(16))]
    assert near[0] / near[1] == pytest.approx(4.0, rel=1e-5)


@given(st.floats(1, 500e3), st.floats(-60, 90), st.floats(1e3, 500e3))
def test_burn_through_solves_its_equation(free_m, power_db, reference_m):
    carried = CarriedJammer(power_db, reference_m)
    range_m = burn_through_self_m(free_m, carried)
    assert 0 < range_m <= free_m
    assert (free_m / range_m) ** 4 == pytest.approx(1 + carried.noise_m2 / range_m**2, rel=1e-9)


def test_no_jamming_and_endless_jamming():
    assert burn_through_self_m(50e3, CarriedJammer(-math.inf, 1e5)) == pytest.approx(50e3)
    assert burn_through_self_m(50e3, CarriedJammer(math.inf, 1e5)) == 0.0
    assert from_db(3.0) == pytest.approx(1.995, abs=1e-3)


def test_a_scenario_jams_where_it_says():
    text = (
        SMALL
        + '[[threats.jammers]]\nname = "east"\nat = [5.0, 51.0]\naltitude_m = 9000\n'
        + "jam_to_noise_db = { low = 20, mode = 30, high = 40 }\n[weather]\nrain_mm_h = 3\n"
    )
    scenario = parse_scenario(text)
    by_case = [conditions_at(scenario, HERE, 20.0, case=c) for c in ("low", "mode", "high")]
    powers = [c.jammers[0].jam_to_noise for c in by_case]
    assert powers[0] / powers[1] == pytest.approx(10.0)
    assert powers[1] / powers[2] == pytest.approx(10.0)
    assert by_case[1].rain_rate_mm_per_h == 3.0
    radar, target = system("gm200-mmc"), system("shahed-136")
    jammed = detector_for(radar, target, conditions=by_case[1])
    away, into = jammed.p_look(30e3, bearing_rad=[0.0, by_case[1].jammers[0].bearing_rad])
    assert into < 0.5 * away
    assert jammed.p_look(30e3) == pytest.approx(away)

"""Cameras, microphones, receivers and people."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.catalogue.model import TargetClass
from belfort.coverage.sensing import Conditions, detector_for, why_blind
from belfort.coverage.sensing.optics import KOSCHMIEDER, RANGE_OF_CLASS, haze_per_m
from tests.coverage.sensing.systems import system

# cameras


def test_visibility_is_where_two_hundredths_of_contrast_are_left():
    assert math.exp(-KOSCHMIEDER) == pytest.approx(0.02, abs=1e-4)


def test_every_target_class_has_a_size():
    assert set(RANGE_OF_CLASS) == set(TargetClass.__args__)


@pytest.mark.parametrize(("target", "range_m"), [("quadcopter", 2e3), ("shahed-136", 8e3), ("su-35", 15e3)])
def test_a_cited_range_means_one_half_in_clear_air(target, range_m):
    assert detector_for(system("eo-ir-tracker"), system(target)).p_look(range_m) == pytest.approx(0.5)


def test_johnsons_curve():
    """At half the cited range twice the cycles: p = 2^4.1 / (1 + 2^4.1) = 0.945."""
    camera = detector_for(system("eo-ir-tracker"), system("shahed-136"))
    assert camera.p_look(4e3) == pytest.approx(2**4.1 / (1 + 2**4.1), rel=1e-9)
    assert camera.p_look(16e3) == pytest.approx(0.5**3.05 / (1 + 0.5**3.05), rel=1e-9)


def test_haze_takes_cycles_with_the_contrast():
    hazy = detector_for(
        system("eo-ir-tracker"), system("shahed-136"), conditions=Conditions(visibility_m=5e3)
    )
    cycles = 2 * math.exp(-3.912 * 4e3 * (1 / 5e3 - 1 / 23e3))
    power = 2.7 + 0.7 * cycles
    assert hazy.p_look(4e3) == pytest.approx(cycles**power / (1 + cycles**power), rel=1e-9)


def test_fog_blinds_and_better_than_clear_gains_nothing():
    camera, target = system("eo-ir-tracker"), system("shahed-136")
    foggy = detector_for(camera, target, conditions=Conditions(visibility_m=500.0))
    assert foggy.range_at(0.5) < 700.0
    assert haze_per_m(100e3) == haze_per_m(23e3) == haze_per_m(None) == 0.0


@given(st.floats(10, 40e3), st.floats(100, 60e3), st.floats(100, 60e3))
def test_worse_air_is_never_better(slant_m, one_m, other_m):
    camera, target = system("eo-ir-tracker"), system("shahed-136")
    p = [
        detector_for(camera, target, conditions=Conditions(visibility_m=v)).p_look(slant_m)
        for v in sorted((one_m, other_m))
    ]
    assert p[0] <= p[1] + 1e-12


def test_unknown_weather_is_a_share_of_the_time_and_told_weather_is_not():
    camera, target = system("eo-ir-tracker"), system("shahed-136")
    unknown = detector_for(camera, target, conditions=Conditions(visibility_m=None))
    assert unknown.p_available == 0.7
    assert detector_for(camera, target).p_available == 1.0


def test_a_camera_does_not_count_every_frame():
    camera = detector_for(system("eo-ir-tracker"), system("shahed-136"))
    assert camera.update_interval_s == 1.0
    assert system("eo-ir-tracker").figures["update_interval_s"].mode == 0.04


def test_a_camera_sees_less_far_at_night():
    camera, target = system("eo-ir-tracker"), system("shahed-136")
    night = [
        detector_for(camera, target, case=c, conditions=Conditions(is_night=True)).range_at(0.5)
        for c in ("low", "mode", "high")
    ]
    assert night == pytest.approx([1.5e3, 6.4e3, 15e3])


# microphones


def test_cited_acoustic_ranges():
    node = system("acoustic-node")
    assert detector_for(node, system("shahed-136")).p_look(3e3) == pytest.approx(0.5)
    assert detector_for(node, system("quadcopter")).p_look(300.0) == pytest.approx(0.5)
    assert detector_for(node, system("kalibr")).p_look(4500.0) == pytest.approx(0.5)
    assert detector_for(node, system("attack-helicopter")).p_look(6e3) == pytest.approx(0.5)


def test_level_falls_with_the_inverse_square():
    """Twice the range is 6.02 dB: one standard deviation of 6 dB, so Phi(-1.003) = 0.158."""
    p = detector_for(system("acoustic-node"), system("shahed-136")).p_look([1.5e3, 6e3])
    assert p == pytest.approx([0.8421, 0.1579], abs=1e-4)


def test_wind_halves_the_range():
    windy = detector_for(system("acoustic-node"), system("shahed-136"), conditions=Conditions(wind_mps=6.0))
    assert windy.range_at(0.5) == pytest.approx(1.5e3)


def test_sound_takes_its_time_and_comes_round_hills():
    node = detector_for(system("acoustic-node"), system("shahed-136"))
    assert node.delay_s == pytest.approx(3000 / 340.3)
    assert not node.needs_line_of_sight


@pytest.mark.parametrize(
    ("target", "words"), [("kh-22", "makes no sound"), ("iskander-m", "makes no sound"), ("oniks", "outruns")]
)
def test_what_a_microphone_cannot_hear(target, words):
    assert words in (why_blind(system("acoustic-node"), system(target)) or "")


# receivers


@pytest.mark.parametrize(
    ("sensor", "target", "hears"),
    [
        ("passive-rf", "quadcopter", True),
        ("passive-rf", "fpv", True),
        ("passive-rf", "shahed-136", False),
        ("passive-rf", "su-35", False),
        ("remote-id-receiver", "quadcopter", True),
        ("remote-id-receiver", "fpv", False),
        ("ads-b-receiver", "airliner", True),
        ("ads-b-receiver", "quadcopter", False),
        ("secondary-radar", "airliner", True),
        ("secondary-radar", "light-aircraft", False),
        ("secondary-radar", "kalibr", False),
    ],
)
def test_who_is_heard(sensor, target, hears):
    assert (detector_for(system(sensor), system(target)) is not None) == hears


def test_reasons_are_in_words():
    quiet = Conditions(is_silent=True)
    assert why_blind(system("passive-rf"), system("shahed-136")) == "shahed-136 sends no control-link"
    assert (
        why_blind(system("passive-rf"), system("quadcopter"), conditions=quiet) == "quadcopter is silent here"
    )
    assert detector_for(system("passive-rf"), system("quadcopter"), conditions=quiet) is None
    assert "senses nothing itself" in (why_blind(system("skeydrone"), system("quadcopter")) or "")


def test_houses_shut_a_radio_receiver_in_and_no_other():
    town = Conditions(is_built_up=True)
    drone, plane = system("quadcopter"), system("airliner")
    assert detector_for(system("passive-rf"), drone, conditions=town).range_at(0.5) == pytest.approx(1500.0)
    assert detector_for(system("passive-rf"), drone).range_at(0.5) == pytest.approx(5000.0)
    assert detector_for(system("ads-b-receiver"), plane, conditions=town).range_at(0.5) == pytest.approx(
        350e3
    )


def test_only_a_radio_drone_detector_hears_round_hills():
    assert not detector_for(system("passive-rf"), system("quadcopter")).needs_line_of_sight
    assert detector_for(system("remote-id-receiver"), system("quadcopter")).needs_line_of_sight


# people


def test_people_report_late_and_see_less_at_night():
    day = detector_for(system("human-observer"), system("shahed-136"))
    night = detector_for(system("human-observer"), system("shahed-136"), conditions=Conditions(is_night=True))
    assert day.delay_s == 120.0
    assert (day.confirm_m, day.confirm_n) == (1, 1)
    assert day.range_at(0.5) == pytest.approx(1e3)
    assert night.range_at(0.5) == pytest.approx(300.0)


def test_cases_of_a_person():
    by_case = [
        detector_for(system("human-observer"), system("shahed-136"), case=c) for c in ("low", "mode", "high")
    ]
    assert [d.delay_s for d in by_case] == [600.0, 120.0, 30.0]
    assert [round(d.range_at(0.5)) for d in by_case] == [300, 1000, 4000]


@pytest.mark.parametrize(
    "sensor", ["eo-ir-tracker", "acoustic-node", "passive-rf", "human-observer", "ads-b-receiver"]
)
def test_further_is_never_better(sensor):
    target = system("airliner" if sensor == "ads-b-receiver" else "quadcopter")
    detector = detector_for(system(sensor), target)
    p = detector.p_look(np.linspace(0.0, 1.2 * detector.max_range_m, 5001))
    assert np.all(np.diff(p) <= 1e-12)
    assert p[0] > 0.999
    assert p[-1] == 0.0

"""The door: every shipped sensor against every shipped threat, in every case."""

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from belfort.coverage.sensing import Conditions, Detector, conditions_at, detector_for, why_blind
from belfort.scenario import parse_scenario
from belfort.scenario.places import Position
from tests.coverage.sensing.systems import fixed, simulated, system
from tests.scenario.test_messages import SMALL

PAIRS = [(s, t) for s in simulated("sensor") for t in simulated("threat")]
HEIGHTS_M = [math.nan, 10.0, 100.0, 1000.0, 10e3]
BAD_DAYS = Conditions(
    rain_rate_mm_per_h=5, visibility_m=4e3, is_night=True, wind_mps=6, surface="sea", is_built_up=True
)


@pytest.mark.parametrize("sensor", simulated("sensor"), ids=lambda s: s.id)
def test_either_a_detector_or_a_reason(sensor):
    for target in simulated("threat"):
        reason = why_blind(sensor, target)
        detectors = [detector_for(sensor, target, case=c) for c in ("low", "mode", "high")]
        assert all((d is None) == (reason is not None) for d in detectors)


def test_every_modality_sees_something():
    seen = {s.traits["modality"] for s, t in PAIRS if detector_for(s, t)}
    assert seen == {"radar", "eo-ir", "acoustic", "passive-rf", "passive-radar", "cooperative", "human"}


@pytest.mark.parametrize("sensor", simulated("sensor"), ids=lambda s: s.id)
@pytest.mark.parametrize("conditions", [Conditions(), BAD_DAYS], ids=["fine", "bad"])
def test_low_is_never_better_than_mode_nor_mode_than_high(sensor, conditions):
    for target in simulated("threat"):
        if why_blind(sensor, target):
            continue
        low, mode, high = (
            detector_for(sensor, target, case=c, conditions=conditions) for c in ("low", "mode", "high")
        )
        range_m = np.geomspace(10.0, 1.1 * high.max_range_m, 300)
        for height_m in HEIGHTS_M:
            p = [
                d.p_look(range_m, height_m, antenna_above_ground_m=d.antenna_height_m)
                for d in (low, mode, high)
            ]
            assert np.all(p[0] <= p[1] + 1e-12), (target.id, height_m)
            assert np.all(p[1] <= p[2] + 1e-12), (target.id, height_m)
        assert low.update_interval_s >= mode.update_interval_s >= high.update_interval_s
        assert low.antenna_height_m <= mode.antenna_height_m <= high.antenna_height_m
        assert low.min_elevation_rad >= mode.min_elevation_rad >= high.min_elevation_rad
        assert low.max_range_m <= mode.max_range_m <= high.max_range_m


@pytest.mark.parametrize("sensor", simulated("sensor"), ids=lambda s: s.id)
def test_probabilities_are_probabilities_everywhere(sensor):
    for target in simulated("threat"):
        detector = detector_for(sensor, target, conditions=BAD_DAYS)
        if detector is None:
            continue
        range_m = np.concatenate([[0.0, 1e-9, 1e7], np.geomspace(1.0, 1e6, 200)])
        p = detector.p_look(range_m[:, None], np.array([0.0, 1.0, 50.0, 1e5, math.nan]))
        assert p.shape == (203, 5)
        assert np.all((p >= 0.0) & (p <= 1.0))
        assert detector.assumptions
        assert 1 <= detector.confirm_m <= detector.confirm_n <= 8


def test_range_at_is_where_the_probability_is():
    detector = detector_for(system("gm200-mmc"), system("shahed-136"))
    for p in (0.1, 0.5, 0.9):
        assert detector.p_look(detector.range_at(p)) == pytest.approx(p, rel=1e-6)
    assert detector.range_at(0.5, 50.0) < detector.range_at(0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        detector.range_at(1.0)


def test_range_is_none_where_nothing_is_ever_worth_that_much():
    overrides = {"reference_range_m": fixed(10.0)}
    detector = detector_for(system("gm200-mmc"), system("shahed-136"), overrides=overrides)
    assert detector.range_at(0.999) == 0.0


def test_table_is_the_curve():
    detector = detector_for(system("gm200-mmc"), system("shahed-136"))
    range_m, p = detector.p_look_table(512)
    assert (range_m[0], range_m[-1], p.shape) == (0.0, detector.max_range_m, (512,))
    assert np.array_equal(p, detector.p_look(range_m))
    between = np.linspace(range_m[2], range_m[-1], 3000)
    assert np.max(np.abs(np.interp(between, range_m, p) - detector.p_look(between))) < 1e-3


def test_overrides_of_a_unit_win():
    radar, target = system("gm200-mmc"), system("shahed-136")
    mast = detector_for(radar, target, overrides={"antenna_height_m": fixed(25.0)})
    assert mast.antenna_height_m == 25.0


def test_drawn_values_take_the_place_of_the_mode():
    radar, target = system("gm200-mmc"), system("shahed-136")
    origin = radar.figures["reference_range_m"].origin
    drawn = detector_for(radar, target, case={origin: 37.5e3})
    mode = detector_for(radar, target)
    assert drawn.range_at(0.5) == pytest.approx(0.5 * mode.range_at(0.5), rel=1e-6)
    assert detector_for(radar, target, case={}).range_at(0.5) == mode.range_at(0.5)


def test_beam_and_sector():
    detector = detector_for(system("mpq-65a"), system("kalibr"))
    assert math.degrees(detector.azimuth_width_rad) == pytest.approx(120.0)
    assert list(detector.is_in_sector(np.radians([170.0, 239.0, 241.0, 119.0, 120.5]), math.pi)) == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert list(detector.is_in_sector(np.radians([359.0, 61.0, -61.0, 59.0]), 0.0)) == [
        True,
        False,
        False,
        True,
    ]
    assert np.all(detector.is_in_sector([0.0, 3.0], None))
    assert list(detector.is_in_beam(np.radians([-0.5, 0.5, 81.0, 83.0]))) == [False, True, True, False]
    all_round = detector_for(system("gm400"), system("kalibr"))
    assert np.all(all_round.is_in_sector(np.linspace(-7, 7, 50), 1.0))


def test_a_detector_is_frozen():
    detector = detector_for(system("gm200-mmc"), system("shahed-136"))
    assert isinstance(detector, Detector)
    with pytest.raises(FrozenInstanceError):
        detector.delay_s = 1.0  # type: ignore[misc]


@pytest.mark.parametrize("range_m", [-1.0, math.nan])
def test_no_range_is_refused(range_m):
    with pytest.raises(ValueError, match="slant range"):
        detector_for(system("gm200-mmc"), system("shahed-136")).p_look(range_m)


def test_systems_that_are_no_sensor_or_no_threat_are_refused():
    with pytest.raises(ValueError, match=r"needs a sensor and a threat, found pac-3-mse \(interceptor\)"):
        detector_for(system("pac-3-mse"), system("kalibr"))
    with pytest.raises(ValueError, match="needs a sensor and a threat"):
        why_blind(system("gm400"), system("gm400"))
    with pytest.raises(ValueError, match="a case is one of"):
        detector_for(system("gm400"), system("kalibr"), case="best")  # type: ignore[arg-type]


def test_a_scenarios_weather_and_refraction_hold_everywhere():
    text = (
        SMALL
        + "[weather]\nrain_mm_h = 3\nvisibility_km = 4\nnight = true\nwind_mps = 7\n[terrain]\nk_factor = 1.25\n"
    )
    position = Position(0.9, 0.07, "here")
    assert conditions_at(parse_scenario(text), position, 10.0, surface="sea") == Conditions(
        rain_rate_mm_per_h=3.0,
        visibility_m=4000.0,
        is_night=True,
        wind_mps=7.0,
        surface="sea",
        k_factor=1.25,
    )
    assert conditions_at(parse_scenario(SMALL), position, 10.0) == Conditions()


def test_refraction_lifts_a_low_target_out_of_the_ground():
    radar, target = system("mpq-64-sentinel-f1"), system("shahed-136")
    flat, usual = (
        detector_for(radar, target, conditions=Conditions(k_factor=k)).p_look(25e3, 20.0)
        for k in (1.0, 4 / 3)
    )
    assert flat < usual


def test_every_fault_of_conditions_is_told_at_once():
    with pytest.raises(ValueError, match="rain_rate") as caught:
        Conditions(rain_rate_mm_per_h=-1, visibility_m=0, wind_mps=-1, k_factor=0, swerling=2, surface="ice")  # type: ignore[arg-type]
    assert str(caught.value).count(";") == 5

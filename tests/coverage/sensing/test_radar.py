"""A radar's looks: the reference, the fourth root, the window, rain, ground and slow targets."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.coverage.sensing import Conditions, detector_for, kernels, priors, why_blind
from belfort.coverage.sensing.radar import REFERENCE, confirmation, frequency_prior
from belfort.coverage.sensing.rain import rain_db_per_km
from belfort.coverage.sensing.swerling import snr_needed
from belfort.numeric.constants import EARTH_RADIUS_M
from tests.coverage.sensing.systems import fixed, simulated, system
from tests.reference import sensing as twin

BARE = Conditions(counts_ground=False, counts_slow=False)
RADARS = [s for s in simulated("sensor") if s.traits["modality"] == "radar"]
GENERIC = kernels.RadarPhysics(
    snr_m4=snr_needed(0.9) * 60e3**4,
    threshold=-math.log(1e-6),
    swerling=1,
    min_range_m=150.0,
    max_range_m=150e3,
    rain_db_per_m=2e-5,
    rain_cell_m=30e3,
    rain_top_m=3000.0,
    wavelength_m=0.1,
    reflection=0.7,
    earth_radius_m=4 / 3 * EARTH_RADIUS_M,
    slow_loss_db=15.0,
    least_speed_mps=10.0,
    carried_noise_m2=1e8,
)


def one_square_metre(rcs_m2: float = 1.0):
    target = system("su-35")
    return replace(target, figures={**target.figures, "rcs_m2": fixed(rcs_m2)})


@pytest.mark.parametrize("radar", RADARS, ids=lambda s: s.id)
@pytest.mark.parametrize("case", ["low", "mode", "high"])
def test_the_reference_range_means_nine_tenths_against_a_square_metre(radar, case):
    detector = detector_for(radar, one_square_metre(), case=case, conditions=BARE)
    reference_m = getattr(radar.figures["reference_range_m"], case)
    instrumented_m = getattr(radar.figures["instrumented_range_m"], case)
    assert detector.range_at(0.9) == pytest.approx(min(reference_m, instrumented_m), rel=1e-6)


def test_range_follows_the_fourth_root_of_the_cross_section():
    ranges = [
        detector_for(system("ltamds"), one_square_metre(10.0**k), conditions=BARE).range_at(0.9)
        for k in (-4, -2, 0)
    ]
    assert ranges[1] / ranges[0] == pytest.approx(10**0.5, rel=1e-6)
    assert ranges[2] / ranges[1] == pytest.approx(10**0.5, rel=1e-6)


def test_nothing_beyond_the_instrumented_range_or_in_the_pulse():
    detector = detector_for(system("mpq-64-sentinel-f1"), one_square_metre(1e4), conditions=BARE)
    assert detector.max_range_m == 75e3
    assert list(detector.p_look([149.0, 151.0, 74.9e3, 75.1e3]) > 0.9) == [False, True, True, False]


def test_nothing_where_a_look_is_worth_next_to_nothing():
    detector = detector_for(system("gm200-mmc"), one_square_metre(0.01), conditions=BARE)
    assert detector.p_look(0.999 * detector.max_range_m) == pytest.approx(1e-3, rel=0.02)
    assert detector.p_look(1.001 * detector.max_range_m) == 0.0


def test_a_makers_other_meaning_would_shrink_the_radar_to_six_tenths():
    """The sentence of the reference assumption: 0.5 instead of 0.9, or a steady target."""
    by_half = (snr_needed(0.5) / snr_needed(0.9)) ** 0.25
    by_steady = (snr_needed(0.9, 0) / snr_needed(0.9, 1)) ** 0.25
    assert by_half == pytest.approx(0.6, abs=0.04)
    assert by_steady == pytest.approx(0.6, abs=0.04)
    assert "0.6 times" in REFERENCE.text


@pytest.mark.parametrize("height_m", [5.0, 60.0, 400.0, 2500.0, 9000.0])
@pytest.mark.parametrize("slant_m", [100.0, 10e3, 33e3, 80e3, 160e3])
@pytest.mark.parametrize(("antenna_m", "speed_mps", "noise"), [(12.0, 4.0, 0.5), (700.0, 60.0, 0.0)])
def test_kernel_is_its_twin(slant_m, height_m, antenna_m, speed_mps, noise):
    row = [np.array([float(v)]) for v in (slant_m, height_m, antenna_m, speed_mps, noise)]
    for column in row:
        column.flags.writeable = False
    out = np.empty(1)
    kernels.radar_rows(GENERIC, *row, out)
    expected = twin.radar_p(GENERIC, slant_m, height_m, antenna_m, speed_mps, noise)
    assert out[0] == pytest.approx(expected, rel=2e-3, abs=1e-9)


@pytest.mark.parametrize("radar", RADARS, ids=lambda s: s.id)
@given(st.floats(0, 400e3), st.floats(0, 20e3), st.floats(0, 20e3), st.floats(0, 100))
def test_lower_is_never_better(radar, slant_m, one_m, other_m, rain):
    now = Conditions(rain_rate_mm_per_h=rain)
    low, high = detector_for(radar, one_square_metre(), conditions=now).p_look(
        slant_m, sorted((one_m, other_m))
    )
    assert low <= high + 1e-12


@pytest.mark.parametrize("radar", RADARS, ids=lambda s: s.id)
@given(st.floats(1e3, 400e3), st.floats(1, 3), st.floats(0, 20e3))
def test_further_is_never_better(radar, slant_m, times, height_m):
    near, far = detector_for(radar, one_square_metre()).p_look([slant_m, times * slant_m], height_m)
    assert far <= near + 1e-12


@given(st.floats(1e3, 100e3), st.floats(0, 5e3), st.floats(0, 150), st.floats(0, 150))
def test_more_rain_is_never_better(slant_m, height_m, one, other):
    dry, wet = (
        detector_for(
            system("skyranger-radar"), one_square_metre(), conditions=Conditions(rain_rate_mm_per_h=r)
        ).p_look(slant_m, height_m)
        for r in sorted((one, other))
    )
    assert wet <= dry + 1e-12


def test_rain_takes_what_the_path_in_it_takes():
    """10 km in 10 mm/h at 9.5 GHz: two ways through 10 / (1 + 10 / 30.1) km."""
    dry = detector_for(system("skyranger-radar"), one_square_metre(), conditions=BARE)
    wet = detector_for(
        system("skyranger-radar"),
        one_square_metre(),
        conditions=replace(BARE, rain_rate_mm_per_h=10.0),
    )
    length_km = 10 / (1 + 10 / (35 * math.exp(-0.15)))
    loss_db = 2 * rain_db_per_km(10.0, 9.5e9) * length_km
    snrs = [-math.log(1e-6) / -math.log(float(d.p_look(10e3))) - 1 for d in (dry, wet)]
    assert 10 * math.log10(snrs[0] / snrs[1]) == pytest.approx(loss_db, rel=1e-6)


def test_above_the_rain_only_the_way_out_of_it_counts():
    rain = Conditions(rain_rate_mm_per_h=20.0, counts_ground=False)
    detector = detector_for(system("mpq-64-sentinel-f1"), one_square_metre(), conditions=rain)
    in_it, above = detector.p_look(40e3, [2900.0, 12e3])
    assert above > in_it
    plane = detector_for(system("aew-aircraft"), one_square_metre(), conditions=rain)
    dry = detector_for(system("aew-aircraft"), one_square_metre(), conditions=BARE)
    assert plane.p_look(200e3, 9000.0) == pytest.approx(dry.p_look(200e3, 9000.0))


def test_the_ground_takes_from_a_low_target_and_can_be_switched_off():
    radar, target = system("mpq-64-sentinel-f1"), one_square_metre(0.1)
    with_ground, without = (
        detector_for(radar, target, conditions=Conditions(counts_ground=c)) for c in (True, False)
    )
    low, high = with_ground.p_look(25e3, [5.0, 3000.0])
    assert low < 0.5 < high
    assert without.p_look(25e3, 5.0) == high == with_ground.p_look(25e3)


def test_sea_mirrors_more_than_land():
    radar, target = system("mpq-64-sentinel-f1"), one_square_metre()
    land, sea = (detector_for(radar, target, conditions=Conditions(surface=s)) for s in ("land", "sea"))
    assert sea.p_look(20e3, 5.0) < land.p_look(20e3, 5.0)


def test_a_hilltop_sees_low_targets_better():
    detector = detector_for(system("mpq-64-sentinel-f1"), one_square_metre())
    flat, hill = detector.p_look(25e3, 8.0, antenna_above_ground_m=[4.0, 200.0])
    assert hill > flat
    assert detector.p_look(25e3, 8.0) == flat


def test_slow_targets_drown_and_only_where_no_range_against_drones_is_told():
    target = system("quadcopter")
    approach = detector_for(system("approach-radar"), target)
    assert approach.target_speed_mps == 15.0
    still, creeping, flying = approach.p_look(20e3, radial_speed_mps=[0.0, -5.0, 12.0])
    assert still < creeping < flying == approach.p_look(20e3)
    built_for_drones = detector_for(system("cuas-radar"), target)
    assert built_for_drones.p_look(2e3, radial_speed_mps=0.0) == built_for_drones.p_look(2e3)
    off = detector_for(system("approach-radar"), target, conditions=Conditions(counts_slow=False))
    assert off.p_look(20e3, radial_speed_mps=0.0) == flying


def test_airborne_radar_stands_at_its_altitude():
    detector = detector_for(system("aew-aircraft"), one_square_metre())
    assert detector.antenna_height_m == 9000.0
    assert detector.p_look(150e3, 60.0) == pytest.approx(detector.p_look(150e3), rel=1e-9)
    lower = detector_for(
        system("aew-aircraft"), one_square_metre(), overrides={"antenna_height_m": fixed(3000.0)}
    )
    assert lower.antenna_height_m == 3000.0


def test_bands_follow_the_instrumented_range():
    bands = [frequency_prior(r).at("mode") for r in (20e3, 100e3, 250e3, 470e3)]
    assert bands == [9.5e9, 9.5e9, 5.5e9, 3e9]
    assert all(frequency_prior(r).at("low") == frequency_prior(r).at("high") for r in (20e3, 250e3, 470e3))


def test_confirmation_rule_follows_the_interval():
    assert (confirmation(1.0), confirmation(3.9), confirmation(4.0)) == ((3, 5), (3, 5), (2, 3))


def test_fluctuation_is_an_assumption_that_can_be_changed():
    radar, target = system("gm200-mmc"), one_square_metre()
    steady, one, three = (
        detector_for(radar, target, conditions=replace(BARE, swerling=s)) for s in (0, 1, 3)
    )
    assert steady.range_at(0.9) > three.range_at(0.9) > one.range_at(0.9)
    assert steady.p_look(170e3) < three.p_look(170e3) < one.p_look(170e3)


def test_passive_radar_passes_through_both_cited_ranges():
    radar = system("passive-coherent-location")
    small = detector_for(radar, one_square_metre(0.01))
    large = detector_for(radar, one_square_metre(10.0))
    huge = detector_for(radar, one_square_metre(1000.0))
    assert small.range_at(0.9) == pytest.approx(5e3)
    assert large.range_at(0.9) == pytest.approx(150e3)
    assert huge.range_at(0.9) == pytest.approx(150e3)


def test_a_radar_without_figures_says_so():
    assert why_blind(system("gm200"), system("su-35")) == (
        "gm200 has no figure for reference_range_m, update_interval_s, antenna_height_m, azimuth_coverage_rad, "
        "min_elevation_rad, max_elevation_rad"
    )
    assert detector_for(system("gm200"), system("su-35")) is None
    assert why_blind(system("gm400"), system("oniks")) == "oniks has no radar cross-section on record"


def test_assumptions_name_what_was_used_and_no_more():
    radar, target = system("approach-radar"), system("quadcopter")
    dry = " ".join(map(str, detector_for(radar, target).assumptions))
    assert "Swerling case 1" in dry
    assert "Land mirrors" in dry
    assert "radial speed" in dry
    assert "Rain reaches" not in dry
    bare = " ".join(map(str, detector_for(radar, target, conditions=BARE).assumptions))
    assert "mirrors" not in bare
    assert "radial speed" not in bare
    wet = " ".join(
        map(str, detector_for(radar, target, conditions=Conditions(rain_rate_mm_per_h=1)).assumptions)
    )
    assert "Rain reaches up to the melting layer" in wet
    assert "3000 (2000 to 4500) m. [F]" in wet
    assert priors.RAIN_TOP_M.assumption().evidence.is_guess

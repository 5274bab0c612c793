"""Maps beside closed forms on flat ground, and what must hold of any."""

from dataclasses import replace
from math import radians, sqrt, tan

import numpy as np
import pytest

from belfort.coverage.see import coverage_of
from tests.coverage.situation import (
    BENT_M,
    CELL_M,
    GROUND,
    HERE,
    about,
    asset,
    distances_m,
    drone,
    ears,
    radar,
    situation,
    unit,
)


def seen(units, systems, question=None, **more):
    scenario = situation(units, [*systems, drone()], **more)
    return coverage_of(scenario, question or about(), terrain=GROUND)


def horizon_m(d_m, antenna_m):
    """Lowest height in sight over flat ground on a round earth."""
    past_m = np.maximum(0.0, d_m - sqrt(BENT_M * antenna_m))
    return past_m**2 / BENT_M


def test_a_listener_covers_the_disc_of_its_range_above_its_horizon():
    maps = seen([unit("one", ears())], [ears()]).maps["drone"]
    d_m, _ = distances_m()
    for k, (height_m, reach_m) in enumerate(((300.0, 50e3), (50.0, None), (3000.0, 50e3))):
        reach_m = reach_m or sqrt(BENT_M * 15.0) + sqrt(
            BENT_M * height_m
        )  # 45.1 km: the horizon, not the range
        slant_m = np.hypot(d_m, height_m)
        assert maps.heights_agl_m[k] == height_m
        assert np.all(maps.depth[k][slant_m < reach_m - CELL_M] == 1)
        assert np.all(maps.depth[k][slant_m > reach_m + CELL_M] == 0)
    assert np.array_equal(maps.depth[0] > 0, maps.p_detect[0] >= 0.5)
    bits = np.unpackbits(maps.seen[0], count=d_m.size).reshape(d_m.shape)
    assert np.array_equal(bits, maps.depth[0])


def test_the_lowest_height_is_that_of_the_horizon_within_reach():
    lowest_m = seen([unit("one", ears())], [ears()]).maps["drone"].lowest_covered_m["mode"]
    d_m, _ = distances_m()
    within = d_m < 48e3
    assert lowest_m[within] == pytest.approx(horizon_m(d_m[within], 15.0), abs=1.0)
    assert np.all(np.isinf(lowest_m[d_m > 51e3]))


def test_two_alike_miss_only_what_both_miss_and_count_twice():
    one = seen([unit("one", ears())], [ears()]).maps["drone"]
    two = seen([unit("one", ears()), unit("two", ears())], [ears()]).maps["drone"]
    assert two.p_detect == pytest.approx(1.0 - (1.0 - one.p_detect) ** 2, abs=1e-6)
    assert np.array_equal(two.depth, 2 * one.depth)
    assert np.array_equal(two.seen[0], two.seen[1])
    for case in ("low", "mode", "high"):
        assert np.array_equal(two.lowest_covered_m[case], one.lowest_covered_m[case])


def test_a_cone_over_a_radar_is_blind():
    top_rad = radians(30.0)
    maps = seen([unit("one", radar(top_rad=top_rad))], [radar(top_rad=top_rad)]).maps["drone"]
    d_m, _ = distances_m()
    edge_m = (3000.0 - 20.0) / tan(top_rad)
    assert np.all(maps.p_detect[2][d_m < edge_m - CELL_M] == 0.0)
    assert np.all(maps.p_detect[2][(d_m > edge_m + CELL_M) & (d_m < 30e3)] > 0.5)
    full = seen([unit("one", radar())], [radar()]).maps["drone"]
    assert full.p_detect[2][d_m < 30e3].min() > 0.5  # straight overhead included


def test_a_sector_sees_its_sector():
    narrow = radar(radians(90))
    maps = seen([unit("one", narrow, facing_rad=radians(90))], [narrow]).maps["drone"]
    d_m, bearing_rad = distances_m()
    off_rad = np.abs(bearing_rad - radians(90))
    near = (d_m > 5e3) & (d_m < 40e3)
    assert np.all(maps.depth[0][near & (off_rad < radians(43))] == 1)
    assert np.all(maps.depth[0][near & (off_rad > radians(47))] == 0)


def test_nothing_is_seen_beyond_the_instrumented_range():
    maps = seen([unit("one", radar())], [radar()]).maps["drone"]
    d_m, _ = distances_m()
    assert np.all(maps.p_detect[2][d_m > 60e3] == 0.0)
    assert maps.p_detect[2][np.abs(d_m - 58e3) < 500].min() > 0.5


def test_a_microphone_hears_round_a_hill_and_a_radar_does_not_see_through_it():
    from tests.coverage.ground import system, terrain_of

    hill = terrain_of(lambda x_m, y_m: 600.0 * (np.abs(x_m - 8500.0) < 1500.0) + 0.0 * y_m, 120e3, CELL_M)
    sound = system(
        "microphone",
        "sensor",
        modality="acoustic",
        detection_range_piston_uav_m=30e3,
        detection_range_quadcopter_m=1e3,
        update_interval_s=1.0,
        antenna_height_m=5.0,
    )
    d_m, bearing_rad = distances_m()
    behind = (d_m > 13e3) & (d_m < 20e3) & (np.abs(bearing_rad - radians(90)) < 0.3)
    heard, shown = (
        coverage_of(situation([unit("one", s)], [s, drone(100.0)]), about(), terrain=hill).maps["drone"]
        for s in (sound, radar())
    )
    assert heard.p_detect[0][behind].min() > 0.5
    assert shown.p_detect[0][behind].max() == 0.0


def test_a_radar_in_the_air_sees_over_the_horizon_and_looks_from_its_altitude():
    high = seen([unit("one", radar(), altitude_msl_m=6000.0)], [radar()]).maps["drone"]
    d_m, _ = distances_m()
    assert np.all(high.depth[1][(d_m > 45e3) & (d_m < 57e3)] == 1)
    ground = seen([unit("one", radar())], [radar()]).maps["drone"]
    assert np.all(ground.depth[1][(d_m > 48.5e3) & (d_m < 57e3)] == 0)


def test_only_working_transponders_are_heard():
    mute = replace(drone(), traits={**drone().traits, "emits": ()})
    scenario = situation([unit("one", ears()), unit("two", radar())], [ears(), radar(), mute])
    result = coverage_of(scenario, about(), terrain=GROUND)
    assert result.maps["drone"].depth.max() == 1
    assert any(
        note.startswith("ears sees none of the threats: drone sends no ads-b") for note in result.notes
    )


def test_a_sensor_that_sees_one_of_two_threats_is_not_told_blind():
    mute = replace(drone(), traits={**drone().traits, "emits": ()})
    scenario = situation([unit("one", ears())], [ears(), mute, drone(name="loud")])
    both = coverage_of(scenario, replace(about(), threats=("drone", "loud")), terrain=GROUND)
    assert both.maps["loud"].depth.max() == 1
    assert both.maps["drone"].depth.max() == 0
    assert not any("sees none" in note for note in both.notes)


def test_low_is_never_above_mode_and_mode_never_above_high():
    unsure = radar(reference_range_m=(20e3, 30e3, 60e3), antenna_height_m=(5.0, 15.0, 25.0))
    result = seen([unit("one", unsure)], [unsure], about(heights_agl_m=(50.0, 1000.0)))
    for height_m in (50.0, 300.0, 1000.0):
        rows = result.cover.height_agl_m == height_m
        low, mode, high = (
            result.cover.share_covered[rows & (result.cover.case == c)][0] for c in ("low", "mode", "high")
        )
        assert 0.0 < low <= mode <= high < 1.0
        assert low < high
    lowest = result.maps["drone"].lowest_covered_m
    both = np.isfinite(lowest["low"])
    assert np.all(lowest["high"][both] <= lowest["low"][both] + 1e-3)


@pytest.mark.parametrize("antenna_m", [(5.0, 20.0), (20.0, 60.0)])
def test_a_higher_antenna_on_flat_ground_never_sees_less(antenna_m):
    less, more = (
        seen([unit("one", ears(antenna_m=a))], [ears(antenna_m=a)]).maps["drone"] for a in antenna_m
    )
    assert np.all(
        more.p_detect >= less.p_detect - 1e-3
    )  # the way to the target is longer by nothing that counts
    assert np.all(more.lowest_covered_m["mode"] <= less.lowest_covered_m["mode"] + 0.5)


def test_one_more_sensor_never_takes_from_any_map_and_threads_and_order_change_no_bit():
    systems = [ears(), radar(radians(120)), drone()]
    units = [
        unit("one", ears(), (20.3e3, -4.1e3)),
        unit("two", radar(radians(120)), (-15e3, 8e3)),
        unit("three", ears(), (-40e3, 3e3)),
    ]
    assets = [asset(), asset("port", (-30e3, 20e3))]
    base = coverage_of(situation(units[:2], systems, assets), about(), terrain=GROUND)
    more = coverage_of(situation(units, systems, assets), about(), terrain=GROUND)
    assert np.all(more.maps["drone"].p_detect >= base.maps["drone"].p_detect)
    assert np.all(more.maps["drone"].depth >= base.maps["drone"].depth)
    assert np.all(more.found.warning_s >= base.found.warning_s)
    assert np.all(more.cover.share_covered >= base.cover.share_covered)
    for other in (
        coverage_of(situation(units, systems, assets), about(n_threads=3), terrain=GROUND),
        coverage_of(situation(units[::-1], systems[::-1], assets), about(), terrain=GROUND),
    ):
        assert np.array_equal(other.maps["drone"].p_detect, more.maps["drone"].p_detect)
        assert np.array_equal(other.maps["drone"].seen, more.maps["drone"].seen)
        for table in ("cover", "found", "losses"):
            one, two = getattr(more, table), getattr(other, table)
            for column in one.__dataclass_fields__:
                assert np.array_equal(
                    getattr(one, column), getattr(two, column), equal_nan=getattr(one, column).dtype == float
                )


def test_a_coarser_map_changes_shares_and_finds_by_little():
    fine, coarse = (
        seen([unit("one", ears(), (20.3e3, -4.1e3))], [ears()], about(map_cell_m=c), assets=[asset()])
        for c in (CELL_M, 3 * CELL_M)
    )
    assert fine.cover.share_covered == pytest.approx(coarse.cover.share_covered, abs=0.01)
    assert fine.found.found_to_go_m == pytest.approx(coarse.found.found_to_go_m, abs=3 * CELL_M)


def test_the_place_of_the_antenna_is_that_of_the_unit():
    maps = seen([unit("one", ears(), (30e3, -20e3))], [ears()]).maps["drone"]
    d_m, _ = distances_m(place=(30e3, -20e3))
    assert np.all(maps.depth[0][d_m < 48e3] == 1)
    assert np.all(maps.depth[0][d_m > 51e3] == 0)
    assert HERE != (30e3, -20e3)

"""Who is met in time: rows beside the rooms they come from, and what is counted."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.coverage.approach import approaches, in_case
from belfort.coverage.engagement import timeline_of
from belfort.coverage.meeting import START_M, STEP_M, can_fire
from belfort.coverage.model import Question
from belfort.coverage.see import coverage_of
from belfort.scenario import load_scenario
from belfort.scenario.resolved import ResolvedLoad
from tests.coverage.ground import estimate, system, terrain_of
from tests.coverage.situation import CELL_M, HERE, at

GROUND = terrain_of(lambda x_m, y_m: 0.0 * x_m, 60e3, CELL_M)
ASKED = Question(heights_agl_m=(50.0,), map_cell_m=CELL_M, n_azimuths=8, n_threads=1)


def turret(**changes):
    """The tiny scenario's fire unit and asset, both on flat ground at one place."""
    tiny = load_scenario("tiny")
    unit = replace(tiny.units[0], position=at(*HERE), **changes)
    town = replace(tiny.assets[0], position=at(*HERE), radius_m=0.0)
    return replace(tiny, units=(unit,), assets=(town,))


def seen(scenario, question=ASKED):
    return coverage_of(scenario, question, terrain=GROUND)


@pytest.fixture(scope="module")
def base():
    return seen(turret())


def test_like_items_count_each_in_looks_and_reach(base):
    twice = seen(turret(count=3))
    assert np.array_equal(twice.looks.n_looks, 3 * base.looks.n_looks)
    assert np.array_equal(twice.looks.n_units, 3 * base.looks.n_units)
    assert np.array_equal(twice.reach.share_reached, base.reach.share_reached)
    assert twice.reach.mean_units == pytest.approx(3.0 * base.reach.mean_units)
    assert base.looks.n_looks.max() > 0


def test_a_unit_with_two_effectors_of_a_layer_counts_once(base):
    scenario = turret()
    gun = scenario.systems["kce-30"]
    other = replace(gun, id="other", figures={**gun.figures, "effective_range_m": estimate(1500.0)})
    loads = (*scenario.units[0].loads, ResolvedLoad("other", estimate(100.0)))
    both = replace(
        scenario,
        units=(replace(scenario.units[0], loads=loads),),
        systems={**scenario.systems, "other": other},
    )
    maps = seen(both).reach_maps["shahed-136"]
    assert np.array_equal(maps["gun"], base.reach_maps["shahed-136"]["gun"])
    assert np.array_equal(maps["any"], maps["gun"])
    assert maps["any"].max() == 1


def test_the_reach_is_the_disc_of_the_gun(base):
    reach_m = load_scenario("tiny").systems["kce-30"].figures["effective_range_m"].mode
    n_cells = int((base.reach_maps["shahed-136"]["any"] > 0).sum())
    assert n_cells == pytest.approx(np.pi * (reach_m / CELL_M) ** 2, rel=0.2)


def test_every_row_agrees_with_every_other(base):
    ladders, looks = base.ladders, base.looks
    for case in ("low", "mode", "high"):
        row = np.flatnonzero(ladders.case == case)
        own = looks.n_looks[looks.case == case]
        if row.size == 0:
            assert case == "low"  # never found in time
            assert not own.any()
            continue
        assert (ladders.looks_least[row[0]], ladders.looks_most[row[0]]) == (own.min(), own.max())
        assert ladders.share_of_azimuths[row] == pytest.approx((own > 0).mean())
    rungs = base.rungs
    assert rungs.look.size > 0
    assert np.all(rungs.launch_to_go_s <= rungs.ready_to_go_s + 1e-6)
    assert np.all(rungs.meeting_to_go_s <= rungs.launch_to_go_s)
    assert ladders.p_stopped_alone.min() >= 0.0
    assert ladders.p_stopped_alone.max() <= 1.0


def test_cases_are_in_order_and_the_low_is_never_better(base):
    assert list(dict.fromkeys(base.looks.case)) == ["low", "mode", "high"]
    assert list(dict.fromkeys(base.reach.case)) == ["low", "mode", "high"]
    low, mode, high = (base.looks.n_looks[base.looks.case == c] for c in ("low", "mode", "high"))
    assert np.all(low <= mode)
    assert np.all(mode <= high)


def test_the_first_order_waits_for_the_find_and_the_delays(base):
    scenario = base.scenario
    unit, gun = scenario.units[0], scenario.systems["kce-30"]
    line = timeline_of(scenario, unit, gun, None, scenario.systems["skyranger-radar"])
    mode, first = base.found.case == "mode", base.rungs.look == 1
    speed_mps = scenario.systems["shahed-136"].figures["cruise_speed_mps"].mode
    i = round(float(base.rungs.azimuth_rad[0]) / (np.pi / 4))
    found_s = base.found.found_to_go_m[mode][i] / speed_mps
    assert base.rungs.ready_to_go_s[first] == pytest.approx(found_s - line.first_s("mode"), abs=0.1)


def test_who_cannot_fire_meets_nobody():
    for changes in ({"posture": "reserve"}, {"posture": "training"}, {"loads": ()}, {"kind": "sensor"}):
        assert not can_fire(turret(**changes).units[0])
    unarmed = seen(turret(loads=()))
    assert unarmed.ladders.unit.size == 0
    assert not unarmed.looks.n_looks.any()
    assert not unarmed.reach.share_reached.any()


def test_without_a_finder_whose_tracks_arrive_there_is_no_look():
    scenario = turret(sensors=())
    eye = replace(scenario.units[0], name="far", kind="sensor", sensors=("skyranger-radar",), loads=())
    apart = seen(replace(scenario, units=(*scenario.units, eye)))
    assert apart.found.found_to_go_m.max() > 0.0
    assert not apart.looks.n_looks.any()  # no link carries the track


def test_whose_tracks_do_not_arrive_makes_no_order_earlier(base):
    scenario = turret()
    far = replace(scenario.systems["skyranger-radar"], id="far-radar")
    figures = {**far.figures, "instrumented_range_m": estimate(100e3), "reference_range_m": estimate(200e3)}
    far = replace(far, figures=figures)
    eye = replace(
        scenario.units[0], name="far", kind="sensor", system="far-radar", sensors=("far-radar",), loads=()
    )
    apart = seen(
        replace(scenario, units=(*scenario.units, eye), systems={**scenario.systems, "far-radar": far})
    )
    assert apart.found.found_to_go_m.max() > base.found.found_to_go_m.max() + 5e3
    assert np.array_equal(apart.rungs.ready_to_go_s, base.rungs.ready_to_go_s)


def test_each_case_is_met_at_its_own_speed(base):
    speed = base.scenario.systems["shahed-136"].figures["cruise_speed_mps"]
    for i, case in enumerate(base.ladders.case):
        speed_mps = {"low": speed.high, "mode": speed.mode, "high": speed.low}[case]
        meeting_s = base.ladders.first_meeting_to_go_m[i] / speed_mps
        assert 0.0 < base.ladders.first_launch_to_go_s[i] - meeting_s < 10.0  # flight and burst of a gun
    assert {"mode", "high"} <= set(base.ladders.case)


def test_approaches_of_another_case_are_the_same_lines_at_another_speed():
    scenario = turret()
    shahed = scenario.systems["shahed-136"]
    missile = system(
        "missile",
        "threat",
        flight="ballistic",
        range_m=300e3,
        apogee_m=60e3,
        peak_speed_mps=(1500.0, 1700.0, 1900.0),
        terminal_speed_mps=(800.0, 900.0, 950.0),
    )
    for threat in (shahed, missile):
        flown = approaches(scenario.assets[0], threat, GROUND, 4, "mode", start_m=START_M, step_m=STEP_M)
        for case in ("low", "mode", "high"):
            direct = approaches(scenario.assets[0], threat, GROUND, 4, case, start_m=START_M, step_m=STEP_M)
            for ours, theirs in zip(in_case(flown, threat, case), direct, strict=True):
                for column in ("row", "col", "alt_msl_m", "height_agl_m", "time_to_go_s", "distance_to_go_m"):
                    assert np.array_equal(getattr(ours, column), getattr(theirs, column))
    assert in_case((), shahed, "low") == ()


def test_what_reaches_only_the_middle_of_a_wide_asset_still_has_its_look():
    """A gun in the middle of a town of 8 km: the threat is met over the town, after it has crossed the edge."""
    point, town = turret(), turret()
    town = replace(town, assets=(replace(town.assets[0], radius_m=8e3),))
    over = seen(town).ladders
    row = np.flatnonzero((over.case == "mode") & (over.effector == "kce-30"))
    assert over.looks_median[row[0]] > 0
    reach_m = point.systems["kce-30"].figures["effective_range_m"].mode
    assert -8e3 < over.first_meeting_to_go_m[row[0]] <= reach_m - 8e3


def test_a_threat_comes_from_no_farther_than_it_flies():
    tiny = turret()
    copter = load_scenario("drones").systems["quadcopter"]
    system_of = {**tiny.systems, "quadcopter": copter}
    asked = replace(ASKED, threats=("quadcopter",))
    found = seen(replace(tiny, systems=system_of), asked).found
    own_m = copter.figures["radius_of_action_m"].mode
    assert 0.0 < found.found_to_go_m.max() <= own_m

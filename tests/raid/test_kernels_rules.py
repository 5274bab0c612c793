"""What the event kernel does in single cases that can be told in a sentence."""

import numpy as np
import pytest

from belfort.raid import layout
from belfort.raid.kernels import tables
from tests.raid.plans import chance_of, changed, column, counted, locked, plan_of


def causes(plan, n=1):
    """Names of the causes of one night's leakers, or their numbers over many."""
    found = counted(plan, chance_of(plan, n)).causes[0]
    return {layout.CAUSES[i]: int(k) for i, k in enumerate(found) if k}


def fired(plan):
    """(ordered, meets, threat, unit, shots) of one night's launches."""
    _, log = counted(plan, chance_of(plan, 1), n_log=200)
    lines = log[log["kind"] == tables.LOG_FIRED]
    return [(r["time_s"], r["until_s"], r["threat"], r["unit"], r["n_shots"]) for r in lines]


def test_one_missile_and_one_channel_for_two_threats_is_an_empty_magazine():
    """The channel is busy too when the second one comes; but a second channel would not have saved it."""
    plan = plan_of([(0, 0, 10, 60), (0, 1, 10, 60)], 2, 1, p_kill=1.0, starts_s=[0, 4])
    assert causes(plan) == {"magazine empty": 1}
    assert causes(changed(plan, "weapons", n_ready=2)) == {}


def test_two_missiles_and_one_channel_for_two_threats_is_a_busy_channel():
    plan = plan_of([(0, 0, 10, 13), (0, 1, 10, 13)], 2, 1, p_kill=1.0, n_ready=2)
    assert causes(plan) == {"channels busy": 1}


def test_a_reserve_is_kept_and_does_not_stop_the_reload():
    plan = plan_of([(0, j, 10, 500) for j in range(6)], 6, 1, p_kill=1.0, n_ready=3, n_stock=20, n_keep=1)
    counts = counted(plan, chance_of(plan, 1))
    assert column(counts, "N_LEAKED") == 0
    assert counts.left[0].tolist() == [1, 3, 14]  # fired down to one and refilled with two, three times


def test_what_is_empty_at_dusk_is_reloaded_after_a_while():
    plan = plan_of([(0, 0, 10, 150)], 1, 1, p_kill=1.0, n_ready=4, n_stock=9, reload_s=100.0)
    chance = chance_of(plan, 1)._replace(n_ready=locked(np.zeros((1, 1), np.int32)))
    counts, log = counted(plan, chance, n_log=50)
    assert log["time_s"][log["kind"] == tables.LOG_RELOADED].tolist() == [100.0]
    assert counts.left[0].tolist() == [1, 3, 5]


def test_both_channels_of_an_aircraft_wait_for_its_take_off():
    plan = changed(plan_of([(0, 0, 50, 300), (0, 1, 50, 300)], 2, 1, p_kill=1.0, n_ready=4, n_channels=2), "units",
                   takeoff_s=100.0)  # fmt: skip
    plan = changed(changed(plan, "segments", first_s=60.0), "lanes", appear_s=60.0)
    for ordered_s, meets_s, *_ in fired(plan):
        assert ordered_s == pytest.approx(60.0, abs=1e-6)
        assert meets_s == pytest.approx(60.0 + 100.0 + 2.0 + 5.0, abs=1e-6)


def test_an_aircraft_whose_endurance_is_over_takes_off_anew():
    plan = plan_of([(0, 0, 50, 300), (0, 1, 50, 400)], 2, 1, p_kill=1.0, n_ready=4, starts_s=[0, 200])
    plan = changed(plan, "units", takeoff_s=30.0, endurance_s=40.0)
    assert [(t, m) for t, m, *_ in fired(plan)] == [(18.0, 55.0), (218.0, 255.0)]
    plan = changed(plan, "units", endurance_s=400.0)
    assert [(t, m) for t, m, *_ in fired(plan)] == [
        (18.0, 55.0),
        (218.0, 255.0),
    ]  # in the air, it waits for the window


def test_a_take_off_that_takes_too_long_is_too_late():
    plan = changed(plan_of([(0, 0, 10, 60)], 1, 1), "units", takeoff_s=100.0)
    assert causes(plan) == {"detected too late": 1}


def test_salvoes_of_a_weapon_are_counted_over_its_windows_and_not_with_those_between():
    """Window, other weapon, window: as slots lie when a lane prefers them so."""
    plan = plan_of([(0, 0, 10, 11), (0, 0, 60, 61), (1, 0, 30, 31)], 1, 2, p_kill=0.0, n_ready=9, n_looks=1)
    order = [0, 2, 1]
    slots = plan.force.slots[order].copy()
    slots["head"] = [0, 1, 0]
    plan = plan._replace(force=plan.force._replace(slots=locked(slots)))
    late = changed(changed(plan, "segments", first_s=20.0), "lanes", appear_s=20.0)
    assert [unit for *_, unit, _ in fired(plan)] == [0, 1]
    assert [unit for *_, unit, _ in fired(late)] == [1, 0]


def alone_with_radar(p_node=0.0):
    """One unit with a radar of its own, cut off from its command post."""
    plan = plan_of([(0, 0, 10, 60)], 1, 1, p_kill=1.0, p_node=p_node)
    return changed(plan, "units", sensor0=0, sensor1=1)


def test_what_only_a_unit_cut_off_sees_is_known():
    counts = counted(alone_with_radar(), chance_of(alone_with_radar(), 1))
    assert column(counts, "N_KNOWN") == 1
    assert column(counts, "N_LEAKED") == 0


def test_a_unit_that_holds_its_fire_when_cut_off_lacks_a_link():
    assert causes(changed(alone_with_radar(), "units", holds_alone=1)) == {"link down": 1}
    assert causes(changed(alone_with_radar(1.0), "units", p_ready=0.0)) == {"unit down": 1}


def test_a_unit_without_a_picture_looks_for_itself():
    plan = changed(alone_with_radar(1.0), "units", picture=-1)
    assert column(counted(plan, chance_of(plan, 1)), "N_LEAKED") == 0


def struck(plan, near=((0, 0),)):
    return plan._replace(near=locked(np.array(near, np.int32)), p_hit=1.0)


@pytest.mark.parametrize("fields", [{"holds_alone": 1, "n_channels": 1}, {"holds_alone": 0, "n_channels": 0}])
def test_a_unit_is_lost_where_a_leaker_strikes_whatever_it_does(fields):
    """Cut off and silent, or with nothing to fire by: it stands there all the same."""
    plan = struck(changed(plan_of([(0, 0, 10, 60)], 1, 1, p_node=0.0), "units", **fields))
    counts = counted(plan, chance_of(plan, 1))
    assert column(counts, "N_UNITS_LOST") == 1
    assert counts.left[0].tolist() == [0, 0, 0]


def test_a_unit_lost_once_is_not_lost_again():
    plan = struck(plan_of([(0, j, 10, 60) for j in range(3)], 3, 1, p_kill=0.0, n_ready=9))
    assert column(counted(plan, chance_of(plan, 1)), "N_UNITS_LOST") == 1


def test_what_is_lost_later_in_the_night_explains_no_earlier_leaker():
    """The first is found too late and takes out the unit; the second meets no unit."""
    plan = struck(plan_of([(0, 0, 10, 60), (0, 1, 10, 60)], 2, 1, starts_s=[0, 2000], found_s=100.0))
    assert causes(plan) == {"detected too late": 1, "unit down": 1}


def test_a_sensor_that_finds_after_the_impact_has_not_found():
    plan = changed(
        changed(plan_of([(0, 0, 10, 60)], 1, 1), "segments", first_s=1005.0), "lanes", appear_s=999.0
    )
    assert causes(plan) == {"never detected": 1}


def test_each_cause_alone():
    one = plan_of([(0, 0, 10, 60)], 1, 1, p_kill=0.0)
    assert causes(one) == {"missed": 1}
    assert causes(changed(one, "weapons", is_soft=1)) == {"soft kill failed": 1}
    assert causes(plan_of([], 1, 1)) == {"no unit in reach": 1}
    assert causes(changed(plan_of([], 1, 1), "lanes", is_held=1)) == {"not released": 1}
    assert causes(changed(one, "sensors", p_sees=0.0)) == {"never detected": 1}
    assert causes(changed(one, "groups", p_misread=1.0)) == {"not identified": 1}
    assert causes(changed(one, "groups", identify_s=500.0, is_free=0)) == {"not identified": 1}
    assert causes(changed(one, "groups", identify_s=500.0)) == {"missed": 1}
    assert causes(changed(changed(one, "sensors", p_link=0.0), "units", holds_alone=1)) == {"link down": 1}
    unreleased = one._replace(net=one.net._replace(sees_s=locked(np.full((1, 1), np.inf))))
    assert causes(unreleased) == {"not released": 1}
    assert causes(plan_of([(0, 0, 10, 60)], 1, 1, found_s=59.0)) == {"detected too late": 1}


def test_civil_aircraft_taken_for_hostile_are_shot_at_and_counted():
    plan = changed(
        plan_of([(0, 0, 10, 60)], 1, 1, n_ready=9, n_each=1000), "groups", role=layout.CIVIL, p_misread=0.25
    )
    counts = counted(plan, chance_of(plan, 1))
    n_taken = int(column(counts, "N_CIVIL")[0])
    assert abs(n_taken - 250) < 5 * (1000 * 0.25 * 0.75) ** 0.5
    assert 0 < column(counts, "N_CIVIL_ENGAGED")[0] <= n_taken
    assert column(counts, "N_LEAKED") == column(counts, "N_ARMED") == 0

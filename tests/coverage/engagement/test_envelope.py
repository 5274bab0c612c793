"""Envelopes: the figures that hold for a class, at each case, and why there is none."""

import math

import pytest

from belfort.coverage.case import CASES, value_of
from belfort.coverage.engagement.envelope import GUN_SPEED, CannotEngage, Envelope, envelope_of
from belfort.scenario import load_scenario
from tests.coverage.ground import estimate, system

MISSILE = system(
    "missile",
    "interceptor",
    ("fpv",),
    min_range_m=(500.0, 1000.0, 2000.0),
    max_range_aircraft_m=(20e3, 25e3, 30e3),
    max_range_ballistic_m=(2e3, 5e3, 10e3),
    max_altitude_m=(10e3, 15e3, 16e3),
    min_altitude_m=(10.0, 30.0, 50.0),
    average_speed_to_max_range_mps=(600.0, 800.0, 1000.0),
    p_kill_cruise_subsonic=(0.5, 0.7, 0.9),
)


def test_the_low_case_is_bad_for_the_defender_in_every_number():
    low = envelope_of(MISSILE, "cruise-subsonic", "low")
    high = envelope_of(MISSILE, "cruise-subsonic", "high")
    assert isinstance(low, Envelope)
    assert isinstance(high, Envelope)
    bad = (
        low.min_range_m,
        low.max_range_m,
        low.min_height_agl_m,
        low.max_height_m,
        low.speed_mps,
        low.p_kill,
    )
    good = (
        high.min_range_m,
        high.max_range_m,
        high.min_height_agl_m,
        high.max_height_m,
        high.speed_mps,
        high.p_kill,
    )
    assert bad == (2000.0, 20e3, 50.0, 10e3, 600.0, 0.5)
    assert good == (500.0, 30e3, 10.0, 16e3, 1000.0, 0.9)
    assert low.flight_time_s(6000.0) == 10.0


def test_a_drawn_world_moves_what_it_draws_and_leaves_the_rest_at_the_mode():
    drawn = MISSILE.figures["max_range_aircraft_m"].origin
    found = envelope_of(MISSILE, "fighter", {drawn: 23e3})
    assert isinstance(found, Envelope)
    assert found.max_range_m == 23e3
    other = estimate((1.0, 2.0, 3.0), "scenario:elsewhere")
    assert value_of(other, {drawn: 23e3}) == 2.0
    assert [value_of(other, case, None) for case in CASES] == [2.0, 2.0, 2.0]


def test_ballistic_missiles_have_a_reach_of_their_own():
    found = envelope_of(MISSILE, "ballistic")
    assert isinstance(found, Envelope)
    assert found.max_range_m == 5e3
    assert found.p_kill is None
    plain = system(
        "plain", "interceptor", **{k: v.mode for k, v in MISSILE.figures.items() if "ballistic" not in k}
    )
    none = envelope_of(plain, "ballistic")
    assert none == CannotEngage(
        "plain", "ballistic", "plain has no reach against ballistic missiles on record"
    )


def test_no_envelope_says_why():
    assert envelope_of(MISSILE, "fpv") == CannotEngage(
        "missile", "fpv", "missile cannot engage fpv, by the catalogue"
    )
    assert envelope_of(MISSILE, "airliner") == CannotEngage(
        "missile", "airliner", "airliner is civil, never engaged"
    )
    short = envelope_of(system("short", "soft-kill", range_m=0.0, engagement_time_s=1.0), "fpv")
    assert isinstance(short, CannotEngage)
    assert "shortest reach 0 m is not below longest reach 0 m" in short.reason
    with pytest.raises(ValueError, match="'radar' is a sensor; an envelope needs one of interceptor, gun"):
        envelope_of(system("radar", "sensor"), "fighter")


def test_guns_jammers_drones_and_aircraft_bring_their_own_words():
    gun = envelope_of(
        system(
            "gun", "gun", min_range_m=200.0, effective_range_m=3e3, max_altitude_m=2500.0, burst_time_s=1.0
        ),
        "fpv",
    )
    assert isinstance(gun, Envelope)
    assert (gun.dwell_s, gun.speed_mps, gun.basis["speed_mps"]) == (1.0, 800.0, GUN_SPEED)
    assert GUN_SPEED.is_guess
    ranged = system(
        "gun",
        "gun",
        min_range_m=200.0,
        effective_range_m=3e3,
        max_altitude_m=2500.0,
        burst_time_s=(0.5, 1.0, 3.0),
    )
    dwells = [e.dwell_s for e in (envelope_of(ranged, "fpv", c) for c in CASES) if isinstance(e, Envelope)]
    assert dwells == [3.0, 1.0, 0.5]
    jammer = envelope_of(system("jammer", "soft-kill", range_m=2e3, engagement_time_s=15.0), "small-uas")
    assert isinstance(jammer, Envelope)
    assert (jammer.speed_mps, jammer.max_height_m, jammer.dwell_s) == (math.inf, math.inf, 15.0)
    drone = envelope_of(
        system("drone", "interceptor-drone", radius_of_action_m=20e3, max_altitude_m=3e3, max_speed_mps=80.0),
        "fpv",
    )
    assert isinstance(drone, Envelope)
    assert (drone.max_range_m, drone.speed_mps) == (20e3, 80.0)
    jet = system("jet", "aircraft", combat_radius_m=1e6, cruise_speed_to_intercept_mps=300.0)
    look = envelope_of(jet, "airliner")
    assert isinstance(look, Envelope)
    assert (look.max_range_m, look.speed_mps) == (1e6, 300.0)
    assert isinstance(envelope_of(jet, "airliner", weapon=MISSILE), CannotEngage)
    assert isinstance(envelope_of(jet, "fpv", weapon=MISSILE), CannotEngage)


@pytest.mark.parametrize("name", ["benelux", "drones", "tiny", "eastern-flank"])
def test_every_effector_of_the_examples_has_an_envelope_or_a_reason_at_every_case(name):
    scenario = load_scenario(name)
    classes = {s.traits["target_class"] for s in scenario.systems.values() if s.kind == "threat"}
    n_able = 0
    for effector in scenario.systems.values():
        if effector.kind in ("interceptor", "gun", "soft-kill", "interceptor-drone"):
            for target_class in classes:
                found = {case: envelope_of(effector, target_class, case) for case in CASES}
                for one in found.values():
                    assert isinstance(one, Envelope) or one.reason
                low, mode, high = (found[c] for c in CASES)
                if isinstance(low, Envelope) and isinstance(mode, Envelope) and isinstance(high, Envelope):
                    n_able += 1
                    assert low.max_range_m <= mode.max_range_m <= high.max_range_m
                    assert low.speed_mps <= mode.speed_mps <= high.speed_mps
    assert n_able > 0


def test_what_kills_nothing_reaches_nothing():
    """AMRAAM against ballistic missiles: probability 0, 0, 0.05; only the high case has an envelope."""
    missile = load_scenario("benelux").systems["aim-120c-8"]
    found = [envelope_of(missile, "ballistic", case) for case in CASES]
    assert [isinstance(f, CannotEngage) for f in found] == [True, True, False]
    assert "probability 0 at this case" in found[1].reason

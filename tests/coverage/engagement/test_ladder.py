"""The ladder against closed forms, against its ticking twin, and for what must always hold."""

import math

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from belfort.coverage.engagement.ladder import Site, comes_within, ladder
from tests.coverage.engagement.lines import effector, frozen, line
from tests.reference import engagement as twin

V_M, V_T = 800.0, 240.0


def head_on(distance_m=60e3, speed_mps=V_T, **how):
    """Straight at the unit, at its height; found at the start."""
    return line((distance_m, 0.0), (0.0, 0.0), speed_mps, **how)


@pytest.mark.parametrize("delay_s", [0.0, 17.0, 60.0])
@pytest.mark.parametrize("v_m", [100.0, 800.0, 1500.0])
def test_head_on_meets_where_both_have_run_their_share(delay_s, v_m):
    found = ladder(effector(speed_mps=v_m), head_on(), delay_s, 5.0, 60e3 / V_T, most_looks=1)
    assert found.distance_to_go_m[0, 0] == pytest.approx(twin.head_on_m(60e3, delay_s, v_m, V_T), abs=1e-4)
    assert found.launch_to_go_s[0, 0] == pytest.approx(60e3 / V_T - delay_s, abs=1e-8)
    assert found.range_m[0, 0] == pytest.approx(found.distance_to_go_m[0, 0], abs=1e-6)


@pytest.mark.parametrize("again_s", [5.0, 25.0, 45.0])
@pytest.mark.parametrize("min_range_m", [500.0, 3000.0, 3111.0])
def test_shoot_look_shoot_is_a_geometric_series(again_s, min_range_m):
    """y_k = (x0 + c) r^k - c r^0 ...: with r = v_m / (v_m + v_t), c = again (v_m + v_t) and x0 where the first
    order falls, the k-th meeting is r ((x0 + c) r^(k-1) - c); looks end when that falls below the least range."""
    x0_m, c_m, r = 60e3 - 30.0 * V_T, again_s * (V_M + V_T), V_M / (V_M + V_T)
    closed = [r * ((x0_m + c_m) * r**k - c_m) for k in range(40)]
    n_closed = math.floor(1 + math.log((min_range_m / r + c_m) / (x0_m + c_m)) / math.log(r))
    assert n_closed == sum(y_m >= min_range_m for y_m in closed)
    assert closed[:n_closed] == pytest.approx(
        twin.shoot_look_shoot_m(60e3, 30.0, again_s, V_M, V_T, n_closed), abs=1e-6
    )
    found = ladder(effector(min_range_m=min_range_m), head_on(), 30.0, again_s, 250.0, most_looks=30)
    assert found.n_looks.tolist() == [n_closed]
    assert found.distance_to_go_m[0, :n_closed] == pytest.approx(closed[:n_closed], abs=1e-3)
    assert np.isnan(found.distance_to_go_m[0, n_closed:]).all()


@pytest.mark.parametrize(("v_m", "offset_m"), [(800.0, 12e3), (300.0, 9e3), (120.0, 4e3)])
def test_a_crossing_target_is_met_at_the_first_root_of_the_quadratic(v_m, offset_m):
    """|p0 + v t| = v_m (t - delay), the target passing at a distance; also where it is the faster one."""
    delay_s = 20.0
    path = line((30e3, offset_m), (-30e3, offset_m), V_T, step_m=400.0)
    a = V_T**2 - v_m**2
    b = -2 * 30e3 * V_T + 2 * v_m**2 * delay_s
    c = 30e3**2 + offset_m**2 - v_m**2 * delay_s**2
    roots = sorted(r.real for r in np.roots([a, b, c]) if abs(r.imag) < 1e-9 and r.real >= delay_s)
    found = ladder(effector(speed_mps=v_m), path, delay_s, 5.0, 60e3 / V_T, most_looks=1)
    assert roots
    assert 60e3 / V_T - found.intercept_to_go_s[0, 0] == pytest.approx(roots[0], abs=1e-6)


def test_a_slow_effector_never_catches_a_target_that_has_passed():
    path = line((5e3, 2e3), (-60e3, 2e3), V_T)
    late = ladder(effector(speed_mps=120.0), path, 60.0, 5.0, 65e3 / V_T)
    assert late.n_looks.tolist() == [0]
    faster = ladder(effector(speed_mps=400.0), path, 60.0, 5.0, 65e3 / V_T, most_looks=1)
    assert faster.n_looks.tolist() == [1]


def test_the_order_waits_until_the_meeting_falls_on_the_edge_of_the_envelope():
    found = ladder(effector(max_range_m=20e3), head_on(), 10.0, 30.0, 250.0, most_looks=1)
    assert found.range_m[0, 0] == pytest.approx(20e3, abs=1e-4)
    assert found.launch_to_go_s[0, 0] == pytest.approx(20e3 / V_T + 20e3 / V_M, abs=1e-6)


def test_the_least_height_and_the_greatest_bound_the_meeting():
    """A target coming down a slope of one in two: in the band between 3 and 8 km height."""
    path = line((80e3, 0.0), (0.0, 0.0), 1000.0, alt_msl_m=(40e3, 0.0))
    found = ladder(
        effector(alt_msl_m=0.0, max_height_m=8e3, min_height_agl_m=3e3, speed_mps=1500.0),
        path,
        0.0,
        1.0,
        80.0,
    )
    assert found.alt_msl_m[0, 0] == pytest.approx(8e3, abs=1e-3)
    last = found.n_looks[0] - 1
    assert last > 0
    assert 3e3 <= found.alt_msl_m[0, last] < 8e3
    none = ladder(effector(alt_msl_m=0.0, min_height_agl_m=50e3), path, 0.0, 1.0, 80.0)
    assert none.n_looks.tolist() == [0]


def test_least_height_is_over_the_ground_below_and_greatest_over_the_unit():
    """At 500 m over the sea, 100 m over the ground below it, and 200 m over the unit."""
    path = head_on()
    high = path._replace(alt_msl_m=frozen(path.alt_msl_m + 400.0))

    def n_looks(**how):
        return ladder(effector(alt_msl_m=300.0, **how), high, 1.0, 5.0, 250.0).n_looks[0]

    assert n_looks(min_height_agl_m=99.0, max_height_m=201.0) == 8
    assert n_looks(min_height_agl_m=101.0) == 0
    assert n_looks(max_height_m=199.0) == 0


def test_in_the_dead_zone_overhead_nothing_is_met_even_between_two_samples():
    """A target over the unit, samples 700 m apart, a dead zone of 300 m: whatever the delay, never inside."""
    path = line((8000.0, 0.2), (-6276.0, 0.2), 60.0, step_m=700.0)
    reach = effector(min_range_m=300.0, speed_mps=150.0)
    delays_s = np.arange(0.0, 150.0, 0.5)
    met_m = [ladder(reach, path, d, 5.0, path.time_s[-1], most_looks=1).range_m[0, 0] for d in delays_s]
    assert min(met_m) == pytest.approx(300.0, abs=1e-3)
    assert sum(m < 301.0 for m in met_m) > 5


def test_a_jammer_works_from_the_edge_of_its_range_for_as_long_as_it_takes():
    found = ladder(effector(max_range_m=2000.0, speed_mps=math.inf, dwell_s=3.0), head_on(), 5.0, 1.0, 250.0)
    assert found.distance_to_go_m[0, 0] == pytest.approx(2000.0 - 3.0 * V_T, abs=1e-5)
    assert found.launch_to_go_s[0, 0] == pytest.approx(2000.0 / V_T, abs=1e-8)
    assert found.n_looks.tolist() == [2]  # 8.33 s in range: 3 + 1 + 3, and 0.33 s left


def test_the_burst_of_a_gun_is_fired_into_the_envelope():
    """The last round of a burst leaves when it is over and needs its time out."""
    gun = effector(max_range_m=3000.0, speed_mps=750.0, dwell_s=1.5)
    found = ladder(gun, head_on(speed_mps=50.0), 5.0, 1.0, 1200.0, most_looks=1)
    assert found.range_m[0, 0] == pytest.approx(3000.0 - 1.5 * 50.0, abs=1e-5)
    out_s = found.range_m[0, 0] / 750.0
    assert found.launch_to_go_s[0, 0] == pytest.approx(found.intercept_to_go_s[0, 0] + out_s + 1.5, abs=1e-8)


def test_nothing_is_met_out_of_sight():
    path = head_on()
    seen = path.distance_to_go_m <= 9000.1
    found = ladder(effector(), path, 10.0, 8.0, is_visible=seen[None, :])
    assert found.distance_to_go_m[0, 0] == pytest.approx(twin.head_on_m(9000.0, 10.0, V_M, V_T), abs=1e-3)
    told = ladder(effector(), path, 10.0, 8.0, 250.0, seen[None, :])  # told early, shoots when in sight
    assert told.distance_to_go_m[0, 0] == pytest.approx(9000.0, abs=1e-6)
    gap = seen & ~((path.distance_to_go_m < 8000.0) & (path.distance_to_go_m > 3000.0))
    broken = ladder(effector(), path, 10.0, 1.0, 250.0, gap[None, :])
    in_gap = (broken.distance_to_go_m < 8000.0) & (broken.distance_to_go_m > 3000.0)
    assert broken.n_looks[0] >= 2
    assert not in_gap.any()


def test_what_is_never_found_is_never_met():
    found = ladder(effector(), head_on(), 10.0, 8.0, np.nan)
    assert found.n_looks.tolist() == [0]
    assert ladder(effector(), head_on(), 10.0, 8.0, is_visible=False).n_looks.tolist() == [0]


def test_misuse_says_what_is_wrong():
    with pytest.raises(ValueError, match="found first_s = -1, again_s = 2, most_looks = 8"):
        ladder(effector(), head_on(), -1.0, 2.0)
    with pytest.raises(ValueError, match=r"is_visible has shape \(3,\), expected \(1, 241\)"):
        ladder(effector(), head_on(), 1.0, 2.0, is_visible=[True] * 3)


def test_a_pair_out_of_reach_is_told_apart_before_climbing():
    path = line((60e3, 10e3), (0.0, 10e3), V_T)
    assert comes_within(Site("here", 20e3, 0.0, 0.0), path, 10_001.0)
    assert not comes_within(Site("here", 20e3, 0.0, 0.0), path, 9_999.0)
    assert not comes_within(Site("here", -20e3, 10e3, 0.0), path, 19_999.0)


# Against the twin -------------------------------------------------------------------------------------------

LINES = st.builds(
    line,
    st.tuples(st.floats(8e3, 25e3), st.floats(-8e3, 8e3)),
    st.tuples(st.floats(-8e3, 2e3), st.floats(-8e3, 8e3)),
    st.floats(60.0, 400.0),
    st.sampled_from([250.0, 700.0]),
)
EFFECTORS = st.builds(
    effector,
    min_range_m=st.floats(0.0, 1500.0),
    max_range_m=st.floats(4e3, 20e3),
    speed_mps=st.floats(120.0, 1200.0),
)


TICK_S = 0.05
SLACK_S = 8 * TICK_S


@settings(max_examples=80, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(LINES, EFFECTORS, st.sampled_from([0.0, 1.0, 4.0]), st.floats(1.0, 40.0), st.integers(0, 2**32 - 1))
def test_it_agrees_to_the_tick_with_a_clock_that_ticks(path, reach, dwell_s, again_s, seed):
    """Look by look from where the ladder stands. The clock rounds launches to its ticks: its meeting lies between
    those of orders two ticks earlier and later, unless effector and target run nearly side by side (a tick
    then moves the meeting far), or a window is shorter than the clock's ticks or the path's steps."""
    reach = reach._replace(dwell_s=dwell_s)
    n = path.x_m.shape[1]
    seen = np.repeat(np.random.default_rng(seed).random(n // 12 + 1) < 0.8, 12)[:n]
    ready_s = 3.0
    for _ in range(3):
        clock = twin.climb(reach, path, 0, seen, ready_s, 0.0, 1, TICK_S)
        early, late = (meeting(reach, path, seen, ready_s + k * TICK_S) for k in (-2, 2))
        for met_s in (late, clock[0][1] if clock else None):
            assume(met_s is None or twin.is_plain(reach, path, 0, seen, met_s, TICK_S))
        if clock:
            assert early is not None
            assert early - SLACK_S <= clock[0][1]
            assert late is None or clock[0][1] <= late + SLACK_S
        else:
            assert late is None
        if late is None:
            break
        ready_s = late + again_s


def meeting(reach, path, seen, ready_s):
    found = ladder(reach, path, ready_s, 0.0, path.time_s[-1], seen[None, :], 1)
    return path.time_s[-1] - found.intercept_to_go_s[0, 0] if found.n_looks[0] else None


# What must always hold --------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(
    LINES, EFFECTORS, st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.floats(0.0, 20.0), st.floats(0.0, 20.0)
)
def test_more_delay_never_gives_more_looks(path, reach, first_s, again_s, more_first_s, more_again_s):
    soon = ladder(reach, path, first_s, again_s, path.time_s[-1])
    late = ladder(reach, path, first_s + more_first_s, again_s + more_again_s, path.time_s[-1])
    assert late.n_looks[0] <= soon.n_looks[0]
    both = late.n_looks[0]
    assert np.all(late.intercept_to_go_s[0, :both] <= soon.intercept_to_go_s[0, :both] + 1e-6)


@settings(max_examples=200)
@given(LINES, EFFECTORS, st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.floats(1.0, 3.0), st.floats(1.0, 3.0))
def test_longer_reach_and_more_speed_never_give_fewer_looks(path, reach, first_s, again_s, farther, faster):
    longer = reach._replace(max_range_m=reach.max_range_m * farther, speed_mps=reach.speed_mps * faster)
    here = ladder(reach, path, first_s, again_s, path.time_s[-1])
    there = ladder(longer, path, first_s, again_s, path.time_s[-1])
    assert there.n_looks[0] >= here.n_looks[0]


@settings(max_examples=200)
@given(LINES, EFFECTORS, st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.sampled_from([0.0, 2.0]))
def test_every_look_is_in_the_envelope_in_order_and_in_time(path, reach, first_s, again_s, dwell_s):
    reach = reach._replace(dwell_s=dwell_s)
    found = ladder(reach, path, first_s, again_s, path.time_s[-1])
    n = found.n_looks[0]
    range_m, met_s = found.range_m[0, :n], path.time_s[-1] - found.intercept_to_go_s[0, :n]
    launch_s = path.time_s[-1] - found.launch_to_go_s[0, :n]
    assert np.all((range_m >= reach.min_range_m - 1e-3) & (range_m <= reach.max_range_m + 1e-3))
    assert np.all(found.intercept_to_go_s[0, :n] >= 0.0)
    assert np.all(launch_s >= np.append(first_s, met_s[:-1] + again_s)[:n] - 1e-6)
    assert met_s == pytest.approx(launch_s + range_m / reach.speed_mps + dwell_s, abs=1e-6)

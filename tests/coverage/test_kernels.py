"""The kernels beside their twins, on random small windows, tables and paths."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.coverage import kernels
from belfort.coverage.sensing import p_confirmed
from belfort.numeric.jit import kernel
from tests.reference import coverage as slow

SHAPE = (9, 11)
HEIGHTS_M = np.array([0.0, 20.0, 100.0, 400.0])
CELL_M, BEND_PER_M = 1000.0, 0.5 / 8.5e6


def fixed(array):
    array = np.ascontiguousarray(array)
    array.setflags(write=False)
    return array


@st.composite
def worlds(draw):
    """A window, the ground, an antenna and a table; whole numbers of cells and heights happen often."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n_rows, n_cols = draw(st.integers(1, SHAPE[0])), draw(st.integers(1, SHAPE[1]))
    corner = draw(st.integers(0, SHAPE[0] - n_rows)), draw(st.integers(0, SHAPE[1] - n_cols))
    window_m = rng.choice([0.0, 5.0, 20.0, 60.0, 100.0, 300.0, 500.0, np.inf], (n_rows, n_cols))
    ground_m = rng.uniform(0.0, 200.0, SHAPE)
    antenna = (
        draw(st.integers(0, SHAPE[0] - 1)) + draw(st.sampled_from([0.0, 0.3])),
        draw(st.integers(0, SHAPE[1] - 1)) + draw(st.sampled_from([0.0, -0.4])),
        draw(st.floats(0.0, 600.0)),
    )
    steepest = draw(st.sampled_from([math.inf, 0.5, 0.05, 0.01]))
    n_bearings, n_ranges = draw(st.sampled_from([1, 4, 9])), draw(st.integers(2, 9))
    p = np.sort(rng.uniform(0.0, 1.0, (n_bearings, len(HEIGHTS_M), n_ranges)), axis=2)[..., ::-1]
    if draw(st.booleans()):
        p = rng.uniform(0.0, 1.0, p.shape)
    step_m = draw(st.floats(300.0, 3000.0))
    table = fixed(p.astype(np.float32)), step_m, fixed(HEIGHTS_M)
    return (
        fixed(window_m.astype(np.float32)),
        corner,
        fixed(ground_m.astype(np.float32)),
        antenna,
        (CELL_M, BEND_PER_M, steepest),
        table,
    )


def folded_into(n_picks):
    return (
        np.ones((n_picks, *SHAPE), np.float32),
        np.zeros((n_picks, *SHAPE), np.uint16),
        np.full(SHAPE, np.inf, np.float32),
        np.zeros(SHAPE, np.uint8),
    )


@settings(max_examples=60)
@given(worlds(), worlds())
def test_maps_of_two_sensors_are_those_of_the_twin(one, two):
    picks = np.array([2, 0, 3])
    p_missed, depth, lowest_m, seen = folded_into(3)
    ground_m = one[2]
    expected_missed, expected_depth = np.ones((3, *SHAPE)), np.zeros((3, *SHAPE), int)
    expected_lowest, expected_seen = np.full(SHAPE, np.inf), np.zeros(SHAPE, int)
    is_close_call = np.zeros((3, *SHAPE), bool)
    for world in (one, two):
        window_m, corner, _, antenna, scales, table = world
        kernels.fold_window(
            window_m, corner, ground_m, antenna, scales, table, (picks, p_missed, depth, lowest_m, seen)
        )
        for (row, col), (p, low_m) in slow.fold_window(
            window_m, corner, ground_m, antenna, scales, table, picks
        ).items():
            expected_missed[:, row, col] *= 1.0 - np.array(p)
            expected_depth[:, row, col] += np.array(p) >= 0.5
            is_close_call[:, row, col] |= np.abs(np.array(p) - 0.5) < 1e-6
            expected_seen[row, col] |= p[0] >= 0.5
            expected_lowest[row, col] = min(expected_lowest[row, col], low_m)
    assert p_missed == pytest.approx(expected_missed, abs=2e-6)
    assert np.array_equal(depth[~is_close_call], expected_depth[~is_close_call])
    assert np.array_equal(seen[~is_close_call[0]], expected_seen[~is_close_call[0]])
    near = np.isclose(lowest_m, expected_lowest, rtol=1e-4, atol=1e-2)
    assert (near | is_close_call.any(axis=0)).all()


@settings(max_examples=80)
@given(worlds(), st.floats(-2.0, 11.0), st.floats(-2.0, 13.0), st.floats(0.0, 900.0), st.floats(0.0, 700.0))
def test_a_look_is_that_of_the_twin(world, row, col, alt_m, height_m):
    window_m, corner, _, antenna, scales, table = world
    path = tuple(fixed(np.array([x])) for x in (row, col, alt_m, height_m))
    ours = np.empty(1)
    kernels.look_rows(path, window_m, corner, antenna, scales, table, ours)
    expected = slow.look_at(row, col, alt_m, height_m, window_m, corner, antenna, scales, table)
    assert ours[0] == pytest.approx(expected, abs=1e-6)


@kernel
def confirm_step(now, following, hits, p, m):
    return kernels.confirm_step(now, following, hits, p, m)


@settings(max_examples=60)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=9), st.integers(1, 5), st.integers(0, 4))
def test_the_chain_is_every_sequence_of_hits_and_misses(p_looks, m, more):
    n = m + more
    states = 1 << (n - 1)
    now, following, hits = np.zeros(states), np.zeros(states), kernels.hits_of(states)
    now[0] = 1.0
    done = []
    for p in p_looks:
        done.append((done[-1] if done else 0.0) + confirm_step(now, following, hits, p, m))
        now, following = following, now
        assert now.sum() + done[-1] == pytest.approx(1.0, abs=1e-12)
    assert done == pytest.approx(slow.p_confirmed(p_looks, m, n), abs=1e-12)


@settings(max_examples=60)
@given(
    worlds(),
    st.floats(0.0, 2 * math.pi),
    st.tuples(st.integers(1, 4), st.integers(0, 3)),
    st.sampled_from([0.7, 2.0, 9.0, 40.0]),
    st.sampled_from([0.3, 0.9]),
    st.sampled_from([1.0, 0.8]),
)
def test_a_path_is_confirmed_where_the_looks_one_by_one_say(world, turn, rule, interval_s, p_enough, p_sees):
    window_m, corner, _, antenna, scales, table = world
    m, n = rule[0], rule[0] + rule[1]
    k = np.arange(25)
    rows, cols = 4.2 + (12 - k) * 0.7 * math.cos(turn), 5.1 + (12 - k) * 0.7 * math.sin(turn)
    heights_m = np.linspace(400.0, 20.0, 25)
    path = rows, cols, heights_m + 50.0, heights_m
    moments_s, to_go_m = 5.0 * k, 700.0 * k[::-1]
    out = np.full(1, -1.0)
    kernels.first_confirmed(
        tuple(fixed(c[None]) for c in path),
        (fixed(moments_s), fixed(to_go_m.astype(float))),
        (window_m, corner),
        antenna,
        scales,
        table,
        (interval_s, m, n, p_enough, p_sees),
        out,
    )
    p = [slow.look_at(*at, window_m, corner, antenna, scales, table) for at in zip(*path, strict=True)]
    expected = first_to_go_m(path, p, (moments_s, to_go_m), world, (interval_s, m, n, p_enough, p_sees))
    assert any(out[0] == pytest.approx(e, abs=1e-3) for e in expected)


def first_to_go_m(path, p, times, world, rule):
    """Where the exact probability first reaches what is asked; both sides of a tie by rounding."""
    window_m, corner, _, antenna, _, table = world
    interval_s, m, n, p_enough, p_sees = rule
    reach_m = (table[0].shape[2] - 1) * table[1]
    for k, (row, col, _, height_m) in enumerate(zip(*path, strict=True)):
        i, j = math.floor(row + 0.5) - corner[0], math.floor(col + 0.5) - corner[1]
        inside = 0 <= i < window_m.shape[0] and 0 <= j < window_m.shape[1]
        near = math.hypot(row - antenna[0], col - antenna[1]) * CELL_M <= reach_m
        if inside and near and window_m[i, j] <= height_m:
            looks = slow.looks_along(p, times[0], times[0][max(k - 1, 0)], interval_s, kernels.FAINT)
            done = p_sees * p_confirmed([q for _, q in looks], m, n)
            distances = [float(np.interp(t, *times)) for t, _ in looks]
            reached = [
                next((d for d, c in zip(distances, done, strict=True) if c >= p_enough + e), 0.0)
                for e in (-1e-9, 1e-9)
            ]
            return reached if p_sees >= p_enough else [0.0]
    return [0.0]


def test_straight_overhead_is_in_a_beam_that_reaches_the_zenith_and_in_no_other():
    assert kernels.sees(10.0, 0.0, 500.0, 0.0, math.inf) == 490.0
    assert kernels.sees(10.0, 0.0, 500.0, 0.0, 50.0) < 0.0
    assert kernels.sees(10.0, 1.0, 59.0, 0.0, 50.0) > 0.0 > kernels.sees(10.0, 1.0, 61.0, 0.0, 50.0)


def found_behind_a_ridge(hidden, interval_s, m, n, n_samples=31):
    """Where a target at 100 m/s, always hit when in sight, is confirmed; hidden over some seconds."""
    window_m = np.zeros((1, n_samples), np.float32)
    window_m[0, hidden] = np.inf
    columns = (
        np.zeros(n_samples),
        np.arange(n_samples) * 1.0,
        np.full(n_samples, 9.0),
        np.full(n_samples, 9.0),
    )
    times = fixed(np.arange(n_samples) * 1.0), fixed(100.0 * np.arange(n_samples)[::-1])
    table = fixed(np.ones((1, 1, 2), np.float32)), 1e5, fixed(np.array([0.0]))
    out = np.zeros(1)
    kernels.first_confirmed(
        tuple(fixed(c[None]) for c in columns),
        times,
        (fixed(window_m), (0, 0)),
        (0.0, 0.0, 9.0),
        (100.0, 0.0, math.inf),
        table,
        (interval_s, m, n, 0.9, 1.0),
        out,
    )
    return 30.0 - out[0] / 100.0


def test_a_hit_is_kept_through_a_faint_stretch_without_a_look_and_forgotten_after_n_looks():
    assert found_behind_a_ridge(slice(9, 12), 15.0, 2, 2) == pytest.approx(15.0)  # looks at 0 s and 15 s
    assert found_behind_a_ridge(slice(1, 3), 1.5, 2, 2) == pytest.approx(4.5)  # hit, miss, hit, hit
    assert found_behind_a_ridge(slice(1, 10), 5.0, 2, 3) == pytest.approx(10.0)  # hit, miss, hit
    assert found_behind_a_ridge(slice(1, 15), 5.0, 2, 3) == pytest.approx(20.0)  # hit, miss, miss, hit, hit


@settings(max_examples=100)
@given(
    st.floats(-20, 20), st.floats(-20, 20), st.floats(0.1, 3), st.floats(0, 2 * math.pi), st.floats(0.5, 15)
)
def test_no_sample_within_reach_is_left_out(row, col, step, turn, reach):
    k = np.arange(30)
    rows, cols = row + k * step * math.cos(turn), col + k * step * math.sin(turn)
    first, last = kernels.samples_within(rows, cols, (1.0, -2.0, 0.0), reach)
    within = np.flatnonzero(np.hypot(rows - 1.0, cols + 2.0) <= reach)
    assert within.size == 0 or (first <= within[0] and within[-1] <= last)
    assert last - first <= 2 * reach / step + 6


def test_beyond_the_half_reach_of_a_table_nothing_is_covered():
    p = np.zeros((2, 3, 6), np.float32)
    assert kernels.half_reach_m(p, 100.0) < 0.0
    p[1, 2, 3] = 0.5
    assert kernels.half_reach_m(p, 100.0) == 400.0  # between 300 m and 400 m it falls from one half

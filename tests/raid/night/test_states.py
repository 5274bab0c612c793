"""The states of a night: closed forms, uniform detections, and draws that no chunk can change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import chi2, multivariate_normal, norm

from belfort.numeric.streams import random_key
from belfort.raid.night import (
    FAMILIES,
    N_STATES,
    draw_states,
    equal_correlation,
    kernels,
    kill_table,
    late_table,
    rho_for,
    stratified_states,
)
from belfort.raid.night.states import _share_below, _words, state_edges
from tests.reference import night as twin

SHARES = st.floats(0.0, 1.0)
KEY = random_key(77)


# Kill probabilities ---------------------------------------------------------------------------------------


@given(
    st.lists(SHARES, min_size=1, max_size=5), SHARES | st.floats(0.99, 1.0), st.sampled_from([1, 2, 7, 64])
)
@settings(max_examples=60)
def test_the_mean_over_states_is_the_probability_and_good_nights_are_better(p, rho, n_states):
    table = kill_table(p, rho, n_states)
    assert table.shape == (n_states, len(p))
    assert table.mean(axis=0) == pytest.approx(p, abs=1e-12)
    assert np.all((table >= 0.0) & (table <= 1.0))
    assert np.all(np.diff(table, axis=0) >= -1e-12)


def test_certainties_independence_and_one_fate_are_exact():
    p = np.array([0.0, 0.3, 1.0])
    for rho in (0.0, 0.2, 0.9, 1.0):
        table = kill_table(p, rho)
        assert np.all(table[:, 0] == 0.0)
        assert np.all(table[:, 2] == 1.0)
    assert np.all(kill_table(p, 0.0) == p)
    assert kill_table([], 0.2).shape == (N_STATES, 0)
    halves = kill_table([0.5, 0.25], 1.0, 4)
    assert halves.tolist() == [[0, 0], [0, 0], [1, 0], [1, 1]]


def test_a_state_is_the_mean_of_the_one_factor_form_within_it():
    edges = np.r_[-10.0, state_edges(), 10.0]
    table = kill_table([0.7], 0.15)
    for state in (0, 1, 31, 62, 63):
        mean = quad(
            lambda z: twin.kill_probability(0.7, 0.15, z) * norm.pdf(z), edges[state], edges[state + 1]
        )[0]
        assert table[state, 0] == pytest.approx(64 * mean, abs=1e-9)


@pytest.mark.parametrize(("p", "rho"), [(0.5, 0.1), (0.87, 0.09), (0.2, 0.5), (0.95, 0.3)])
def test_two_kills_of_a_night_hang_together_as_the_bivariate_normal_says(p, rho):
    """Among states alone some of the correlation is lost: less than three per cent of it with 64."""
    h = norm.ppf(p)
    both = multivariate_normal.cdf([h, h], cov=[[1.0, rho], [rho, 1.0]])
    exact = (both - p * p) / (p * (1 - p))
    assert equal_correlation(p, rho) == pytest.approx(exact, abs=1e-7)
    of_states = kill_table([p], rho)[:, 0].var() / (p * (1 - p))
    assert 0.97 * exact < of_states <= exact + 1e-9


@given(st.floats(0.01, 0.99), st.floats(0.0, 0.99))
@settings(max_examples=30)
def test_the_two_correlations_are_inverse(p, rho):
    correlation = equal_correlation(p, rho)
    assert 0.0 <= correlation <= 1.0
    assert rho_for(p, correlation) == pytest.approx(rho, abs=1e-7)


def test_correlations_at_their_ends_and_at_a_half():
    assert equal_correlation([0.2, 0.5], 0.0).tolist() == [0.0, 0.0]
    assert equal_correlation([0.2, 0.5], 1.0) == pytest.approx([1.0, 1.0], abs=1e-12)
    assert equal_correlation(0.5, 0.3) == pytest.approx(2.0 / np.pi * np.arcsin(0.3), abs=1e-13)


# Detections -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rho", "most"), [(0.05, 0.001), (0.2, 0.001), (0.6, 0.0025), (0.95, 0.004)])
def test_over_all_states_detections_keep_their_distribution(rho, most):
    table, knots = late_table(rho), np.linspace(0.0, 1.0, 65)
    v = np.linspace(0.0005, 0.9995, 1000)
    below = np.mean([np.interp(v, row, knots) for row in table], axis=0)
    assert np.abs(below - v).max() <= most


@pytest.mark.parametrize("rho", [0.01, 0.3, 0.99])
def test_a_better_night_detects_earlier_and_the_map_never_turns_back(rho):
    table = late_table(rho)
    assert table.shape == (N_STATES, 65)
    assert np.all(table[:, 0] == 0.0)
    assert np.all(table[:, -1] == 1.0)
    assert np.all(np.diff(table, axis=1) >= 0.0)
    assert np.all(np.diff(table, axis=0) <= 0.0)
    inner = _share_below(norm.ppf(table[:, 1:-1]), rho, N_STATES)
    assert inner == pytest.approx(np.tile(np.arange(1, 64) / 64, (64, 1)), abs=1e-9)


def test_without_correlation_detections_are_left_alone():
    assert np.all(late_table(0.0, 3, 5) == np.linspace(0.0, 1.0, 5))


# Draws ----------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**64 - 1), st.integers(1, 40), st.integers(1, 39))
@settings(max_examples=25)
def test_a_replicate_has_its_states_whatever_comes_with_it(seed, n, cut):
    key, replicates, shared = random_key(seed), np.arange(n) * 7919, [0.2, 0.5, 0.0, 1.0]
    whole = draw_states(key, replicates, shared)
    parts = [draw_states(key, part, shared) for part in (replicates[:cut], replicates[cut:])]
    assert np.array_equal(whole, np.vstack(parts))
    assert np.array_equal(whole[::-1], draw_states(key, replicates[::-1], shared))
    even, weight = stratified_states(key, replicates, shared, effort=np.linspace(2.0, 0.1, N_STATES))
    some, some_weight = stratified_states(
        key, replicates[:cut], shared, effort=np.linspace(2.0, 0.1, N_STATES)
    )
    assert np.array_equal(even[:cut], some)
    assert np.array_equal(weight[:cut], some_weight)


def test_states_are_equally_likely_and_families_share_what_they_are_told():
    shared = np.array([0.25, 0.64, 0.0, 1.0])
    states = draw_states(KEY, np.arange(40_000), shared)
    assert states.shape == (40_000, len(FAMILIES) + 1)
    for column in states.T:
        counts = np.bincount(column, minlength=N_STATES)
        assert np.sum((counts - 625.0) ** 2 / 625.0) < chi2.ppf(1 - 1e-6, 63)
    z = norm.ppf((states + 0.5) / N_STATES)
    found = np.corrcoef(z.T)
    wanted = np.sqrt(np.outer(np.r_[shared, 1.0], np.r_[shared, 1.0]))
    off = ~np.eye(5, dtype=bool)
    assert found[off] == pytest.approx(wanted[off], abs=0.025)
    assert np.array_equal(states[:, 3], states[:, 4])


def test_another_purpose_is_another_night():
    one, two = (draw_states(KEY, np.arange(64), [0.3], purpose=name) for name in ("night", "night 2"))
    assert not np.array_equal(one, two)


def test_stratified_nights_have_each_state_once_in_turn():
    states, weight = stratified_states(KEY, np.arange(128, 128 + 192), [0.3, 0.3, 0.3, 0.3])
    assert np.all(weight == 1.0)
    for block in np.split(states[:, -1], 3):
        assert sorted(block.tolist()) == list(range(N_STATES))


def test_weights_undo_the_effort_on_bad_nights():
    """A leak of one night in 64: ten times the nights are bad, and the mean is still right."""
    effort = np.ones(N_STATES)
    effort[0] = 10.0
    states, weight = stratified_states(KEY, np.arange(4096), [1.0], effort=effort)
    is_worst = states[:, 0] == 0
    assert is_worst.mean() == pytest.approx(10.0 / 73.0, abs=0.005)
    assert np.mean(weight * is_worst) == pytest.approx(1.0 / 64.0, rel=0.03)
    assert weight.mean() == pytest.approx(1.0, abs=0.01)


def test_stratified_states_are_distributed_like_plain_ones():
    shared = [0.4, 0.4]
    states, _ = stratified_states(KEY, np.arange(6400), shared)
    z = norm.ppf((states + 0.5) / N_STATES)
    assert np.corrcoef(z.T)[0, 1] == pytest.approx(0.4, abs=0.05)
    counts = np.bincount(states[:, 0], minlength=N_STATES)
    assert np.sum((counts - 100.0) ** 2 / 100.0) < chi2.ppf(1 - 1e-6, 63)


# Twins and faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 2**63 + 12345])
def test_the_kernels_agree_with_their_twins(seed):
    words = _words(random_key(seed), np.array([0, 1, 2, 5, 4_000_000_000]), "night")
    shared, ends = np.array([0.3, 0.0, 0.9]), np.cumsum(np.linspace(2.0, 1.0, 10) / 15.0)
    for column in (shared, ends):
        column.flags.writeable = False
    ours, theirs = np.empty(5), np.empty(5)
    kernels.fill_night(ours, words)
    twin.fill_night(theirs, words)
    assert ours == pytest.approx(theirs, abs=1e-13)
    ours.flags.writeable = False
    edges = state_edges(16)
    edges.flags.writeable = False
    states, twins = np.empty((5, 4), np.int64), np.empty((5, 4), np.int64)
    kernels.fill_families(states, ours, words, shared, edges)
    twin.fill_families(twins, ours, words, shared, edges)
    assert np.array_equal(states, twins)
    ours = np.empty(5)
    kernels.fill_stratified_night(ours, words, ends)
    twin.fill_stratified_night(theirs, words, ends)
    assert ours == pytest.approx(theirs, abs=1e-13)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kill_table([1.2], 0.1), "outside 0 to 1"),
        (lambda: kill_table([0.5], -0.1), "rho is -0.1"),
        (lambda: kill_table([0.5], 0.1, 0), "0 states"),
        (lambda: late_table(1.0), "rho up to 0.99"),
        (lambda: late_table(0.1, 64, 1), "two knots"),
        (lambda: draw_states(KEY, [-1], [0.1]), "replicates"),
        (lambda: draw_states(KEY, [0.5], [0.1]), "replicates"),
        (lambda: draw_states(KEY, [1], [1.5]), "outside 0 to 1"),
        (lambda: stratified_states(KEY, [1], [0.5], effort=[1.0, 2.0]), "64 positive"),
        (lambda: equal_correlation(0.0, 0.1), "between 0 and 1"),
        (lambda: rho_for(0.5, 1.5), "between 0 and 1"),
    ],
)
def test_what_makes_no_sense_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()

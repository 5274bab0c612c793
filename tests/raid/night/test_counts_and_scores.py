"""Counts of a night in closed form, and scores against brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import betabinom, binom, norm

from belfort.raid.night import equal_correlation
from belfort.raid.night.counts import (
    beta_binomial_pmf,
    binomial_pmf,
    moment_correlation,
    night_pmf,
    pearson_dispersion,
)
from belfort.raid.night.score import crps, judge, middle_place, moments, share_in_band
from tests.reference import night as twin

PMFS = st.lists(st.floats(0.01, 1.0), min_size=2, max_size=12).map(lambda w: np.array(w) / np.sum(w))


@given(st.integers(1, 900), st.floats(0.02, 0.98), st.floats(0.0, 0.95))
@settings(max_examples=25)
def test_mean_and_variance_of_a_night_are_those_of_the_bivariate_normal(n, p, rho):
    pmf = night_pmf(n, p, rho)
    assert pmf.sum() == pytest.approx(1.0, abs=1e-12)
    mean, variance, _ = moments(pmf)
    assert mean == pytest.approx(n * p, rel=1e-7)
    wanted = n * p * (1 - p) * (1.0 + (n - 1) * equal_correlation(p, rho))
    assert variance == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(
    ("n", "k", "p", "rho"), [(8, 3, 0.3, 0.7), (100, 88, 0.85, 0.09), (800, 700, 0.9, 0.7)]
)
def test_a_night_is_the_integral_over_its_factor(n, k, p, rho):
    def part(z):
        return binom.pmf(k, n, twin.kill_probability(p, rho, z)) * norm.pdf(z)

    exact = sum(quad(part, a, a + 0.5, epsabs=1e-12, epsrel=1e-7)[0] for a in np.arange(-7.0, 7.0, 0.5))
    assert night_pmf(n, p, rho)[k] == pytest.approx(exact, abs=1e-9)


def test_limits_of_a_night():
    assert night_pmf(20, 0.3, 0.0) == pytest.approx(binom.pmf(np.arange(21), 20, 0.3), abs=1e-13)
    assert night_pmf(20, 0.3, 1e-9) == pytest.approx(binomial_pmf(20, 0.3), abs=1e-6)
    assert night_pmf(3, 1.0, 0.5).tolist() == [0.0, 0.0, 0.0, 1.0]
    assert night_pmf(0, 0.4, 0.5).tolist() == [1.0]
    assert night_pmf(5, 0.4, 0.99999)[[0, 5]] == pytest.approx([0.6, 0.4], abs=0.01)


def test_of_two_shots_a_night_and_a_beta_binomial_are_the_same():
    correlation = float(equal_correlation(0.8, 0.25))
    assert night_pmf(2, 0.8, 0.25) == pytest.approx(beta_binomial_pmf(2, 0.8, correlation), abs=1e-9)
    nearly = beta_binomial_pmf(60, 0.8, correlation) - night_pmf(60, 0.8, 0.25)
    assert 1e-4 < np.abs(nearly).sum() < 0.1  # and of sixty nearly, with the same variance


def test_the_beta_binomial_and_its_limit():
    a, b = 0.7 * 9.0, 0.3 * 9.0
    assert beta_binomial_pmf(12, 0.7, 0.1) == pytest.approx(betabinom.pmf(np.arange(13), 12, a, b), abs=1e-12)
    assert beta_binomial_pmf(12, 0.7, 1e-9) == pytest.approx(binomial_pmf(12, 0.7), abs=1e-6)
    assert beta_binomial_pmf(12, 0.7, 0.0) == pytest.approx(binomial_pmf(12, 0.7), abs=0.0)


def test_dispersion_is_one_for_independent_shots_and_what_the_correlation_makes_it_otherwise():
    rng = np.random.default_rng(3)
    launched = np.full(4000, 50)
    plain = rng.binomial(50, 0.8, 4000)
    assert pearson_dispersion(launched, plain) == pytest.approx(1.0, abs=0.1)
    together = rng.binomial(50, rng.beta(0.8 * 9, 0.2 * 9, 4000))
    assert pearson_dispersion(launched, together) == pytest.approx(1.0 + 49 * 0.1, rel=0.1)
    assert moment_correlation(launched, together) == pytest.approx(0.1, abs=0.012)


# Scores ---------------------------------------------------------------------------------------------------


@given(PMFS, st.integers(0, 11))
def test_the_score_of_a_count_is_that_of_all_pairs(pmf, observed):
    observed = min(observed, len(pmf) - 1)
    assert crps(pmf, observed) == pytest.approx(twin.crps(pmf, observed), abs=1e-12)


@given(PMFS)
def test_a_right_prediction_has_nine_tenths_in_its_band_whatever_its_size(pmf):
    inside = [share_in_band(pmf, k) for k in range(len(pmf))]
    assert pmf @ inside == pytest.approx(0.9, abs=1e-12)
    assert pmf @ [middle_place(pmf, k) for k in range(len(pmf))] == pytest.approx(0.5, abs=1e-12)


@given(PMFS, PMFS)
def test_honesty_is_the_best_policy(truth, other):
    n = max(len(truth), len(other))
    truth, other = (np.pad(pmf, (0, n - len(pmf))) for pmf in (truth, other))
    ours, theirs = (sum(truth[k] * crps(pmf, k) for k in range(n)) for pmf in (truth, other))
    assert ours <= theirs + 1e-12


def test_a_count_without_doubt():
    sure = np.array([0.0, 0.0, 1.0, 0.0])
    assert [crps(sure, k) for k in range(4)] == [2.0, 1.0, 0.0, 1.0]
    assert share_in_band(sure, 2) == pytest.approx(0.9)
    assert share_in_band(sure, 0) == share_in_band(sure, 3) == 0.0
    assert judge([sure], [2]).dispersion == 0.0
    assert judge([sure], [1]).dispersion == np.inf


def test_right_predictions_are_judged_right_and_planted_faults_are_seen():
    """250 nights: right bands hold; independent shots are seen to be too narrow, doubled spreads too wide."""
    rng = np.random.default_rng(11)
    launched = rng.integers(20, 200, 250)
    z = rng.standard_normal(250)
    stopped = rng.binomial(launched, twin.kill_probability(0.85, 0.1, z))
    right = judge([night_pmf(int(n), 0.85, 0.1) for n in launched], stopped.tolist())
    assert abs(right.share_in_band - 0.9) < 3 * right.share_in_band_sd
    assert abs(right.dispersion - 1.0) < 3 * right.dispersion_sd
    assert abs(right.bias) < 3 / 15
    narrow = judge([binomial_pmf(int(n), 0.85) for n in launched], stopped.tolist())
    assert narrow.share_in_band < 0.6
    assert narrow.dispersion > 4.0
    wide = judge([night_pmf(int(n), 0.85, 0.3) for n in launched], stopped.tolist())
    assert wide.dispersion < 0.6
    assert right.crps < min(narrow.crps, wide.crps)
    assert right.log_score > max(narrow.log_score, wide.log_score)
    low = judge([night_pmf(int(n), 0.75, 0.1) for n in launched], stopped.tolist())
    assert low.bias > 0.5


def test_standard_errors_are_those_of_many_repetitions():
    rng = np.random.default_rng(5)
    pmfs = [night_pmf(n, 0.7, 0.2) for n in (3, 8, 20, 40)] * 5
    found = [judge(pmfs, [int(rng.choice(len(pmf), p=pmf)) for pmf in pmfs]) for _ in range(150)]
    for name in ("share_in_band", "dispersion"):
        told = getattr(found[0], f"{name}_sd")
        assert np.std([getattr(j, name) for j in found]) == pytest.approx(told, rel=0.25)


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(ValueError, match="as many counts"):
        judge([], [])
    with pytest.raises(ValueError, match="beyond its distribution"):
        judge([np.array([0.5, 0.5])], [2])

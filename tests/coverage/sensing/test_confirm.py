"""m of n against every sequence, the binomial window, and drawn looks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.coverage.sensing import p_confirmed
from belfort.coverage.sensing.confirm import p_window
from tests.reference import sensing as twin

RULES = [(m, n) for n in range(1, 9) for m in range(1, n + 1)]


@pytest.mark.parametrize(("m", "n"), RULES)
def test_every_sequence(m, n):
    p = np.random.default_rng(10 * m + n).uniform(0.0, 1.0, 11)
    assert p_confirmed(p, m, n) == pytest.approx(twin.p_confirmed(p, m, n), abs=1e-12)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.sampled_from(RULES))
def test_any_probabilities(p, rule):
    assert p_confirmed(p, *rule) == pytest.approx(twin.p_confirmed(p, *rule), abs=1e-12)


@pytest.mark.parametrize(("m", "n"), RULES)
@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_first_n_looks_are_one_binomial_window(m, n, p):
    assert p_confirmed(np.full(n, p), m, n)[-1] == pytest.approx(p_window(p, m, n), abs=1e-13)


def test_known_windows():
    """Two of three at one half: 1/2; three of five at one half: 1/2; two of three at 0.9: 0.972."""
    assert p_window(0.5, 2, 3) == pytest.approx(0.5)
    assert p_window(0.5, 3, 5) == pytest.approx(0.5)
    assert p_window(0.9, 2, 3) == pytest.approx(0.972)


def test_mean_wait_for_runs_of_hits():
    """Waiting for n hits in a row: (1 - p^n) / (p^n (1 - p)) looks (W. Feller, vol. 1, XIII.7)."""
    for n, p in ((2, 0.5), (3, 0.7), (4, 0.6)):
        cumulative = p_confirmed(np.full(4000, p), n, n)
        mean = 1.0 + np.sum(1.0 - cumulative)
        assert mean == pytest.approx((1 - p**n) / (p**n * (1 - p)), rel=1e-9)


def test_drawn_looks():
    rng = np.random.default_rng(3)
    p = np.linspace(0.05, 0.6, 20)
    hits = rng.uniform(size=(100_000, 20)) < p
    in_window = np.stack([hits[:, max(0, i - 4) : i + 1].sum(1) >= 3 for i in range(20)], 1)
    drawn = np.maximum.accumulate(in_window, 1).mean(0)
    ours = p_confirmed(p, 3, 5)
    assert np.all(np.abs(drawn - ours) <= 4.5 * np.sqrt(ours * (1 - ours) / 100_000) + 1e-6)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(RULES))
def test_never_falls_and_a_harder_rule_is_never_met_sooner(p, rule):
    m, n = rule
    ours = p_confirmed(p, m, n)
    assert np.all(np.diff(ours) >= -1e-12)
    if m > 1:
        assert np.all(ours <= p_confirmed(p, m - 1, n) + 1e-12)
    if n > m:
        assert np.all(p_confirmed(p, m, n - 1) <= ours + 1e-12)


def test_rows_are_apart_and_shape_is_kept():
    p = np.random.default_rng(5).uniform(size=(3, 4, 6))
    whole = p_confirmed(p, 2, 3)
    assert whole.shape == p.shape
    assert whole[2, 1] == pytest.approx(p_confirmed(p[2, 1], 2, 3), abs=0)


@pytest.mark.parametrize("rule", [(0, 3), (4, 3), (3, 9), (-1, 2)])
def test_rule_that_makes_no_sense_is_refused(rule):
    with pytest.raises(ValueError, match="1 <= m <= n <= 8"):
        p_confirmed([0.5], *rule)
    with pytest.raises(ValueError, match="1 <= m <= n <= 8"):
        p_window(0.5, *rule)


@pytest.mark.parametrize("p", [[1.1], [-0.1], [float("nan")], 0.5])
def test_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        p_confirmed(p, 2, 3)

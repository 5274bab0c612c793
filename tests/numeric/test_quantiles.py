"""Quantiles in plain Python, against SciPy, at the ends and where a distribution degenerates."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import special

from belfort.numeric import draws
from belfort.numeric import quantiles as q

P = st.floats(0.0, 1.0)
OPEN = st.floats(1e-12, 1.0 - 1e-12)
GRID = np.concatenate(
    [np.linspace(0.001, 0.999, 400), 10.0 ** -np.arange(3.0, 16.0), 1 - 10.0 ** -np.arange(3.0, 15.0)]
)
THREE = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(sorted)


def test_normal_agrees_with_scipy():
    p = np.concatenate([GRID, 10.0 ** -np.arange(16.0, 301.0, 7.0)])
    ours = [q.normal_quantile(float(x)) for x in p]
    np.testing.assert_allclose(ours, special.ndtri(p), rtol=3e-15, atol=1e-16)


def test_normal_agrees_with_the_standard_library():
    library = statistics.NormalDist()
    assert [q.normal_quantile(float(x)) for x in GRID] == pytest.approx(
        [library.inv_cdf(float(x)) for x in GRID], rel=1e-15
    )


@pytest.mark.parametrize("a", [0.2, 0.5, 1.0, 1.5, 3.0, 5.0, 40.0, 500.0])
@pytest.mark.parametrize("b", [0.2, 1.0, 2.5, 5.0, 500.0])
def test_beta_agrees_with_scipy(a, b):
    ours = np.array([draws.beta_quantile(p, a, b) for p in GRID])
    theirs = special.betaincinv(a, b, GRID)
    in_value = np.abs(ours - theirs) / theirs
    in_probability = np.abs(special.betainc(a, b, ours) - GRID)
    assert np.minimum(in_value, in_probability).max() < 1e-12


@pytest.mark.parametrize(("a", "b"), [(0.2, 0.7), (1.0, 1.0), (2.0, 5.0), (40.0, 3.0), (500.0, 500.0)])
def test_beta_cdf_agrees_with_scipy(a, b):
    x = np.linspace(-0.1, 1.1, 121)
    ours = [draws.beta_cdf(float(value), a, b) for value in x]
    np.testing.assert_allclose(ours, special.betainc(a, b, np.clip(x, 0, 1)), rtol=1e-12, atol=1e-300)


@given(p=OPEN, ends=THREE)
def test_the_plain_and_the_compiled_form_agree(p, ends):
    for name in ("triangular_quantile", "pert_quantile"):
        plain, compiled = getattr(q, name)(p, *ends), getattr(draws, name)(p, *ends)
        assert plain == pytest.approx(compiled, rel=1e-12, abs=1e-12 * (ends[2] - ends[0]))


@example(p=5e-324, ends=[-1.0, -1.0, 0.0])
@given(p=P, ends=THREE)
def test_a_value_stays_inside_its_range(p, ends):
    low, mode, high = ends
    assert low <= q.triangular_quantile(p, low, mode, high) <= high
    assert low <= q.pert_quantile(p, low, mode, high) <= high
    assert low <= q.uniform_quantile(p, low, high) <= high


@given(p=st.floats(1e-9, 1.0 - 1e-6), step=st.floats(1e-9, 1e-6))
@pytest.mark.parametrize(
    "quantile",
    [
        q.normal_quantile,
        lambda p: q.uniform_quantile(p, -1.0, 3.0),
        lambda p: q.exponential_quantile(p, 2.0),
        lambda p: q.lognormal_quantile(p, 5.0, 0.7),
        lambda p: q.triangular_quantile(p, 0.0, 1.0, 4.0),
        lambda p: q.pert_quantile(p, 0.0, 1.0, 4.0),
        lambda p: q.beta_quantile(p, 0.5, 3.0),
    ],
)
def test_quantiles_rise(quantile, p, step):
    assert quantile(p) < quantile(p + step)


@given(p=OPEN)
def test_mirrors(p):
    mirror = 1.0 - p
    assert q.normal_quantile(mirror) == pytest.approx(-q.normal_quantile(1.0 - mirror), abs=1e-12)
    assert q.pert_quantile(mirror, 0.0, 1.0, 4.0) == pytest.approx(
        4.0 - q.pert_quantile(1.0 - mirror, 0.0, 3.0, 4.0), abs=1e-12
    )


@given(p=P)
def test_a_range_without_width_is_a_point(p):
    assert q.triangular_quantile(p, 2.0, 2.0, 2.0) == 2.0
    assert q.pert_quantile(p, 2.0, 2.0, 2.0) == 2.0
    assert q.uniform_quantile(p, 2.0, 2.0) == 2.0
    assert q.lognormal_quantile(p, 2.0, 0.0) == 2.0
    assert q.exponential_quantile(p, 0.0) == 0.0


@given(p=st.floats(1e-300, 1.0))
def test_a_mode_at_an_end_has_a_closed_form(p):
    """PERT with its mode at the low end is 1 - (1 - x)**5; triangular likewise with a square."""
    assert q.pert_quantile(p, 0.0, 0.0, 1.0) == pytest.approx(-math.expm1(log1p(-p) / 5), abs=1e-13)
    assert q.pert_quantile(p, 0.0, 1.0, 1.0) == pytest.approx(p**0.2, rel=1e-12, abs=1e-300)
    assert q.triangular_quantile(p, 0.0, 0.0, 1.0) == pytest.approx(1 - math.sqrt(1 - p), abs=1e-15)
    assert q.triangular_quantile(p, 0.0, 1.0, 1.0) == pytest.approx(math.sqrt(p), rel=1e-15)


def log1p(x):
    return math.log1p(x) if x > -1.0 else -math.inf


def test_the_ends():
    assert q.normal_quantile(0.0) == -math.inf
    assert q.normal_quantile(1.0) == math.inf
    assert q.normal_quantile(0.5) == 0.0
    assert q.exponential_quantile(1.0, 3.0) == math.inf
    assert q.lognormal_quantile(0.0, 3.0, 0.5) == 0.0
    assert q.lognormal_quantile(1.0, 3.0, 0.5) == math.inf
    assert [q.beta_quantile(p, 2.0, 3.0) for p in (0.0, 1.0)] == [0.0, 1.0]
    assert [q.pert_quantile(p, 1.0, 2.0, 5.0) for p in (0.0, 1.0)] == [1.0, 5.0]
    assert [q.triangular_quantile(p, 1.0, 2.0, 5.0) for p in (0.0, 1.0)] == [1.0, 5.0]


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_not_a_probability_gives_nan(p):
    values = [
        q.normal_quantile(p),
        q.uniform_quantile(p, 0.0, 1.0),
        q.exponential_quantile(p, 1.0),
        q.lognormal_quantile(p, 1.0, 1.0),
        q.triangular_quantile(p, 0.0, 1.0, 2.0),
        q.pert_quantile(p, 0.0, 1.0, 2.0),
        q.beta_quantile(p, 1.0, 2.0),
    ]
    assert all(map(math.isnan, values))


def test_parameters_that_make_no_sense_give_nan():
    values = [
        q.uniform_quantile(0.5, 1.0, 0.0),
        q.exponential_quantile(0.5, -1.0),
        q.lognormal_quantile(0.5, 0.0, 1.0),
        q.triangular_quantile(0.5, 0.0, 3.0, 2.0),
        q.pert_quantile(0.5, 0.0, math.nan, 2.0),
        q.beta_quantile(0.5, 0.0, 2.0),
        q.beta_cdf(0.5, 1.0, -2.0),
        q.beta_cdf(math.nan, 1.0, 2.0),
    ]
    assert all(map(math.isnan, values))

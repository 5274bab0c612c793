import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.study.cost.money import CostError
from belfort.study.cost.risk import (
    CostItem,
    Moments,
    curve_of,
    moments,
    one_factor,
    s_curve,
    sample,
    share_below,
)

ITEMS = [
    CostItem("a", 80, 100, 160),
    CostItem("b", 40, 50, 90, "pert"),
    CostItem("c", 20, 30, 70),
    CostItem("d", 150, 200, 320, "lognormal"),
]
ranges = st.lists(st.floats(1.0, 1e3), min_size=3, max_size=3).map(sorted)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6])
def test_samples_have_the_closed_moments(rho):
    total = sample(ITEMS, 60_000, 1, rho).sum(axis=1)
    exact = moments(ITEMS, rho)
    assert total.mean() == pytest.approx(exact.mean, rel=0.003)
    assert total.std() == pytest.approx(exact.sd, rel=0.015)


@settings(max_examples=40)
@given(ranges, ranges)
def test_an_item_adds_its_mean(first, second):
    a, b = CostItem("a", *first), CostItem("b", *second, "pert")
    assert moments([a, b], 0.4).mean == pytest.approx(moments([a]).mean + b.mean)
    assert moments([a, b], 1.0).sd == pytest.approx(np.sqrt(a.variance) + np.sqrt(b.variance))


@settings(max_examples=20)
@given(ranges, st.sampled_from(["triangular", "pert"]))
def test_draws_stay_in_their_range_and_average_to_the_mean(limits, shape):
    item = CostItem("a", *limits, shape)
    p = (np.arange(4000) + 0.5) / 4000
    values = item.quantile(p)
    assert values.min() >= item.low - 1e-9
    assert values.max() <= item.high + 1e-9
    assert values.mean() == pytest.approx(item.mean, rel=1e-3)


def test_seeds_reproduce_and_differ():
    assert np.array_equal(sample(ITEMS, 10, 3, 0.2), sample(ITEMS, 10, 3, 0.2))
    assert not np.array_equal(sample(ITEMS, 10, 3, 0.2), sample(ITEMS, 10, 4, 0.2))


def test_correlation_comes_out_as_asked():
    matrix = one_factor([0.9, 0.8, 0.5, 0.0])
    draws = sample(ITEMS, 40_000, 2, matrix)
    got = np.corrcoef(draws.T)
    assert got[0, 1] == pytest.approx(0.72, abs=0.012)
    assert abs(got[0, 3]) < 0.02


def test_impossible_correlations_are_refused():
    three = ITEMS[:3]
    bad = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    with pytest.raises(CostError, match="cannot hold together"):
        sample(three, 10, 0, bad)
    with pytest.raises(CostError, match="3 by 3, symmetric"):
        sample(three, 10, 0, np.eye(2))
    with pytest.raises(CostError, match="between -1 and 1"):
        one_factor([1.2])


def test_the_sum_of_modes_is_low_on_the_curve_of_skewed_costs():
    total = sample(ITEMS, 20_000, 0, 0.2).sum(axis=1)
    assert share_below(total, 380.0) < 0.4
    cost, share = s_curve(total, 11)
    assert cost[5] == pytest.approx(np.median(total))
    assert share[-1] == 1.0
    curve = curve_of(total)
    assert curve.p10 < curve.p50 < curve.mean < curve.p80 < curve.p90
    assert Moments(curve.mean, curve.sd).lognormal_quantile(0.8) == pytest.approx(curve.p80, rel=0.015)


def test_nonsense_is_refused():
    with pytest.raises(CostError, match="low <= mode <= high"):
        CostItem("x", 3, 2, 4)
    with pytest.raises(CostError, match="low > 0"):
        CostItem("x", 0, 2, 4, "lognormal")


def test_a_certain_cost_has_no_spread():
    item = CostItem("x", 5, 5, 5)
    assert item.variance == 0.0
    assert set(sample([item], 5, 0).ravel()) == {5.0}

"""Fixed scales and swing weights: what they are worth, what they refuse, and how weights are drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.study.decision import (
    DecisionError,
    additive,
    appraise,
    given_weights,
    interval_weights,
    linear_scale,
    ordinal_weights,
    piecewise_scale,
    swing_weights,
    uniform_weights,
    valued,
)

SEEDS = st.integers(0, 2**32 - 1)


def test_a_scale_is_linear_either_way():
    leakers = linear_scale("leakers", worst=20, best=0)
    assert [leakers.value_of(x) for x in (20, 10, 5, 0)] == [0, 50, 75, 100]
    reach = linear_scale("reach", worst=10, best=60)
    assert [reach.value_of(x) for x in (10, 35, 60)] == [0, 50, 100]
    assert (leakers.worst, leakers.best, reach.worst, reach.best) == (20, 0, 10, 60)


def test_a_piecewise_scale_as_the_r_package_smaa_has_its_example():
    scale = piecewise_scale("x", [(50, 100), (75, 80), (90, 50), (100, 0)])
    worth = scale.value_of(np.array([50, 90, 100, 10, 40, 101, 120.0]))
    assert worth.tolist() == [100, 50, 0, 100, 100, 0, 0]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([(0, 0), (5, 80), (10, 100), (7, 60)], "turns back between 5 \\(80\\) and 7 \\(60\\)"),
        ([(0, 0), (10, 120)], "120 lies outside"),
        ([(0, -5), (10, 100)], "-5 lies outside"),
        ([(0, 0), (10, 90)], "worth 0 and 90"),
        ([(0, 0), (0, 100)], "comes twice"),
        ([(0, 0)], "at least two points"),
        ([(0, 0), (float("nan"), 100)], "not finite"),
        ([(0, 0), (5, 100), (10, 0)], "turns back"),
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(points, words):
    with pytest.raises(DecisionError, match=words):
        piecewise_scale("reach", points)
    with pytest.raises(DecisionError, match="two different ends"):
        linear_scale("reach", 3, 3)


def test_measures_beyond_a_scale_are_cut_and_counted_by_side():
    scales = [linear_scale("leakers", 20, 0), linear_scale("reach", 10, 60)]
    draws = np.array([[[25, 5], [10, 70]], [[-1, 35], [10, 61]], [[30, 10], [0, 60]]], float)
    found = valued(scales, draws)
    assert found.values.tolist() == [[[0, 0], [50, 100]], [[100, 50], [50, 100]], [[0, 0], [100, 100]]]
    assert found.n_worse.tolist() == [[2, 1], [0, 0]]
    assert found.n_better.tolist() == [[1, 0], [0, 2]]
    assert (found.n_outside, found.n_draws) == (6, 3)
    with pytest.raises(DecisionError, match="not finite"):
        valued(scales, [[np.nan, 1]])
    with pytest.raises(DecisionError, match="2 criteria and 1 scales"):
        valued(scales[:1], [[1, 1]])


def test_a_scale_never_looks_at_the_options():
    scales = [linear_scale("reach", 0, 100)]
    alone = valued(scales, [[40]]).values
    assert valued(scales, [[40], [90], [5]]).values[0] == alone[0]


@given(st.data())
def test_the_measure_of_a_value_is_worth_that_value(data):
    steps = data.draw(st.lists(st.floats(0, 30), min_size=2, max_size=5).filter(lambda s: sum(s) > 1))
    worth = np.append(0, np.cumsum(steps)) / sum(steps) * 100
    worth[-1] = 100
    at = np.arange(len(worth)) * 7.0 - 3
    falls = data.draw(st.booleans())
    scale = piecewise_scale("x", list(zip(at, worth[::-1] if falls else worth, strict=True)))
    value = data.draw(st.floats(0, 100))
    for improving in (True, False):
        measure = scale.measure_of(value, improving)
        assert measure is not None
        assert scale.value_of(measure) == pytest.approx(value, abs=1e-9)
    assert scale.measure_of(100.5) is None


def test_on_a_flat_stretch_the_first_measure_met_is_told():
    scale = piecewise_scale("x", [(0, 0), (10, 50), (20, 50), (30, 100)])
    assert (scale.measure_of(50, True), scale.measure_of(50, False)) == (10, 20)
    falling = piecewise_scale("x", [(0, 100), (10, 50), (20, 50), (30, 0)])
    assert (falling.measure_of(50, True), falling.measure_of(50, False)) == (20, 10)


def test_swing_points_become_weights():
    assert swing_weights([100, 60, 40]) == pytest.approx([0.5, 0.3, 0.2])
    assert swing_weights([[80, 100, 100], [10, 60, 90], [0, 40, 100]]) == pytest.approx([0.5, 0.3, 0.2])
    assert given_weights([50, 30, 20], total=100) == pytest.approx([0.5, 0.3, 0.2])
    assert given_weights([0.333, 0.333, 0.333]).sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: swing_weights([100, -1]), "below zero"),
        (lambda: swing_weights([0, 0]), "all swing points are zero"),
        (lambda: swing_weights([[10, 5, 20]]), "low, mode and high must rise"),
        (lambda: given_weights([0.5, 0.4]), "sum to 0.9, not to 1"),
        (lambda: given_weights([50, 40], total=100), "sum to 90, not to 100"),
        (lambda: given_weights([0.0, 0.0]), "all weights are zero"),
        (lambda: interval_weights([1, 2], 10, 1), "low, mode and high of each"),
        (lambda: interval_weights([[0, 0, 0]], 10, 1), "all swing points are zero"),
        (lambda: ordinal_weights([0, 1], 10, 1), "from 1"),
        (lambda: uniform_weights(3, 0, 1), "a draw"),
        (lambda: additive([[1, 2]], [0.5, 0.6]), "sum to 1; found 1.1"),
        (lambda: additive([[1, 2]], [1.5, -0.5]), "below zero"),
        (lambda: additive([[1, 2]], [1.0]), "2 criteria"),
        (lambda: additive(np.ones((3, 2, 2)), np.full((4, 2), 0.5)), "3 draws and weights 4"),
        (lambda: appraise([[1, 2]], [0.5, 0.5], level=1.0), "between 0 and 1"),
    ],
)
def test_weights_that_make_no_sense_are_refused_in_a_sentence(call, words):
    with pytest.raises(DecisionError, match=words):
        call()


def test_uniform_weights_have_the_moments_of_the_simplex():
    w = uniform_weights(4, 100_000, seed=5)
    assert w.sum(1) == pytest.approx(1.0)
    assert w.mean(0) == pytest.approx(0.25, abs=0.003)
    assert w.var(0) == pytest.approx(3 / (16 * 5), abs=0.0008)  # (n - 1) / (n**2 (n + 1))


def test_ordinal_weights_keep_the_order_and_have_rank_order_centroids_as_means():
    w = ordinal_weights([2, 1, 3], 100_000, seed=5)
    assert (w[:, 1] >= w[:, 0]).all()
    assert (w[:, 0] >= w[:, 2]).all()
    assert w.mean(0) == pytest.approx([5 / 18, 11 / 18, 2 / 18], abs=0.003)  # Barron 1992


def test_criteria_of_one_rank_are_not_ordered_among_themselves():
    w = ordinal_weights([1, 2, 2], 50_000, seed=5)
    assert (w[:, 0] >= w[:, 1:].max(1)).all()
    assert (w[:, 1] > w[:, 2]).mean() == pytest.approx(0.5, abs=0.012)
    asked = uniform_weights(3, 200_000, seed=6)
    asked = asked[asked[:, 0] >= asked[:, 1:].max(1)]
    assert w.mean(0) == pytest.approx(asked.mean(0), abs=0.004)
    assert w.std(0) == pytest.approx(asked.std(0), abs=0.004)


def test_interval_weights_stay_within_their_points():
    points = np.array([[100, 100, 100], [20, 50, 60], [0, 0, 10]], float)
    w = interval_weights(points, 50_000, seed=5)
    ratio = w[:, 1:] / w[:, :1] * 100
    assert ratio.min(0) == pytest.approx([20, 0], abs=1.5)
    assert ratio.max(0) == pytest.approx([60, 10], abs=0.5)
    assert ratio.mean(0) == pytest.approx([130 / 3, 10 / 3], abs=0.15)
    assert ratio[:, 0].var() == pytest.approx((20**2 + 50**2 + 60**2 - 1000 - 1200 - 3000) / 18, rel=0.02)


def test_a_seed_gives_the_same_weights_and_another_seed_others():
    for draw in (
        lambda seed: uniform_weights(3, 5, seed),
        lambda seed: ordinal_weights([1, 2, 2], 5, seed),
        lambda seed: interval_weights([[1, 2, 3]] * 3, 5, seed),
    ):
        assert (draw(7) == draw(7)).all()
        assert (draw(7) != draw(8)).all()


@given(SEEDS)
def test_value_rises_with_values_and_follows_the_order_of_criteria(seed):
    rng = np.random.default_rng(seed)
    values, weights = rng.uniform(0, 100, (4, 3)), rng.dirichlet(np.ones(3))
    total = additive(values, weights)
    better = values.copy()
    better[1, 2] += 5
    assert additive(better, weights)[1] == pytest.approx(total[1] + 5 * weights[2])
    order = rng.permutation(3)
    assert additive(values[:, order], weights[order]) == pytest.approx(total)


@given(SEEDS)
def test_the_unit_of_a_criterion_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    measures = rng.uniform(0, 50, (4, 1))
    metres = valued([linear_scale("reach", 5, 45)], measures).values
    feet = valued([linear_scale("reach", 5 * 3.28, 45 * 3.28)], measures * 3.28).values
    assert feet == pytest.approx(metres)


def test_contributions_sum_to_totals_and_ranges_hold_the_asked_share():
    rng = np.random.default_rng(3)
    values = rng.uniform(20, 80, (3, 4))
    draws = values + rng.normal(0, 5, (20_000, 3, 4))
    weights = swing_weights([100, 50, 25, 25])
    found = appraise(values, weights, draws, level=0.8)
    assert found.contribution.sum(1) == pytest.approx(found.total)
    total = additive(draws, weights)
    inside = (total >= found.total_low) & (total <= found.total_high)
    assert inside.mean(0) == pytest.approx(0.8, abs=0.001)
    sd = 5 * np.sqrt((weights**2).sum())
    assert found.total_high - found.total == pytest.approx(1.2816 * sd, rel=0.05)
    assert found.contribution_high - found.contribution == pytest.approx(
        1.2816 * 5 * np.tile(weights, (3, 1)), rel=0.06
    )
    certain = appraise(values, weights)
    assert (certain.total_low == certain.total).all()
    assert (certain.contribution_high == certain.contribution).all()
    assert certain.n_draws == 1

"""Acceptabilities, fronts, flows and regrets: published numbers, slow twins, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.study.decision import (
    DecisionError,
    Preference,
    Shape,
    acceptability,
    additive,
    efficient_frontier,
    flows,
    front,
    front_share,
    given_weights,
    regret,
    swing_weights,
    uniform_weights,
    worst_regret_draws,
)
from belfort.study.decision import model as pieces_of
from tests.reference import decision as twin
from tests.study.decision import cases

SEEDS = st.integers(0, 2**32 - 1)


def problem(seed, n_draws=30, n_options=4, n_criteria=3, rounded=False):
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 100, (n_draws, n_options, n_criteria))
    return (np.round(values / 50) * 50 if rounded else values), rng.dirichlet(np.ones(n_criteria), n_draws)


# SMAA -----------------------------------------------------------------------------------------------------


@given(SEEDS)
@settings(max_examples=20)
def test_smaa_agrees_with_its_slow_twin(seed):
    values, weights = problem(seed)
    found = acceptability(values, weights)
    rank, central, confidence, win = twin.smaa(values, weights)
    assert found.rank == pytest.approx(rank)
    assert found.central_weight == pytest.approx(central, nan_ok=True)
    assert found.confidence == pytest.approx(confidence, nan_ok=True)
    assert found.winning == pytest.approx(win)


@given(SEEDS)
@settings(max_examples=20)
def test_ties_rank_as_in_the_r_package(seed):
    values, _ = problem(seed, rounded=True)
    weights = np.tile([0.5, 0.25, 0.25], (30, 1))
    found = acceptability(values, weights)
    assert found.rank == pytest.approx(twin.smaa(values, weights)[0])
    assert found.rank.sum(1) == pytest.approx(1.0)
    assert found.first.sum() >= 1.0 - 1e-12


def test_two_firsts_have_no_second():
    found = acceptability([[50, 50], [50, 50], [10, 10]], uniform_weights(2, 10, 1))
    assert found.rank.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert found.entropy_bits == 0
    assert np.isnan(found.central_weight[2]).all()
    assert np.isnan(found.confidence[2])
    assert found.winning.tolist() == [[0, 0, 1], [0, 0, 1], [0, 0, 0]]


def test_pieces_change_nothing(monkeypatch):
    values, weights = problem(4, n_draws=501)
    costs = values[:, :, 0]
    whole = acceptability(values, weights), front_share(values, costs), additive(values, weights)
    monkeypatch.setattr(pieces_of, "MOST_NUMBERS", 100)
    cut = acceptability(values, weights), front_share(values, costs), additive(values, weights)
    assert cut[0].rank == pytest.approx(whole[0].rank)
    assert cut[0].central_weight == pytest.approx(whole[0].central_weight)
    assert cut[0].confidence == pytest.approx(whole[0].confidence)
    assert cut[0].winning == pytest.approx(whole[0].winning)
    assert cut[0].entropy_bits == pytest.approx(whole[0].entropy_bits)
    assert cut[1].on_front == pytest.approx(whole[1].on_front)
    assert cut[2] == pytest.approx(whole[2])


@given(SEEDS)
@settings(max_examples=20)
def test_acceptability_follows_the_order_of_options_and_criteria(seed):
    values, weights = problem(seed)
    rng = np.random.default_rng(seed)
    o, c = rng.permutation(4), rng.permutation(3)
    found, turned = acceptability(values, weights), acceptability(values[:, o][:, :, c], weights[:, c])
    assert turned.rank == pytest.approx(found.rank[o])
    assert turned.central_weight == pytest.approx(found.central_weight[o][:, c], nan_ok=True)
    assert turned.winning == pytest.approx(found.winning[o][:, o])
    assert turned.entropy_bits == pytest.approx(found.entropy_bits)


@given(SEEDS)
@settings(max_examples=20)
def test_a_dominated_option_more_takes_no_first_place_from_anyone(seed):
    values, weights = problem(seed)
    worse = values[:, 1:2] - np.random.default_rng(seed).uniform(0.1, 5, (30, 1, 3))
    found, more = acceptability(values, weights), acceptability(np.hstack([values, worse]), weights)
    assert more.first == pytest.approx(np.append(found.first, 0.0))
    assert more.winning[:4, :4] == pytest.approx(found.winning)


def test_certain_weights_and_certain_values_are_taken_as_they_are():
    values, weights = problem(3, n_draws=200)
    fixed = acceptability(values, [0.5, 0.2, 0.3])
    assert fixed.first == pytest.approx(
        np.bincount(additive(values, [0.5, 0.2, 0.3]).argmax(1), minlength=4) / 200
    )
    assert fixed.central_weight[fixed.first > 0] == pytest.approx(
        np.tile([0.5, 0.2, 0.3], ((fixed.first > 0).sum(), 1))
    )
    certain = acceptability(values[0], weights)
    assert set(certain.confidence[certain.first > 0]) == {1.0}


def test_monte_carlo_errors_are_those_of_repeated_runs():
    runs = []
    for seed in range(60):
        values = np.random.default_rng(seed).normal([[50, 60], [60, 50], [52, 54]], 6, (500, 3, 2))
        runs.append(acceptability(values, uniform_weights(2, 500, seed)))
    for name in ("rank", "winning", "central_weight"):
        spread = np.std([getattr(run, name) for run in runs], axis=0)
        told = np.mean([getattr(run, name + "_sd") for run in runs], axis=0)
        busy = told > 0.003
        assert (spread[busy] / told[busy]).mean() == pytest.approx(1.0, abs=0.12), name


def test_thrombo_is_as_the_r_package_prints_it():
    n = 200_000
    values, weights = cases.thrombo_values(n, 1), uniform_weights(3, n, 2)
    found = acceptability(values, weights)
    sd = np.sqrt(found.rank_sd[:, 0] ** 2 * (1 + n / cases.THROMBO_N))  # ours and theirs
    assert (np.abs(found.first - cases.THROMBO_FIRST) < 3.5 * sd).all()
    central_sd = found.central_weight_sd * np.sqrt(1 + n / cases.THROMBO_N)
    assert (np.abs(found.central_weight - cases.THROMBO_CENTRAL) < 4 * central_sd).all()
    # The confidence moves with the printed central weights, which are drawn too.
    assert found.confidence == pytest.approx(cases.THROMBO_CONFIDENCE, abs=0.02)
    assert found.entropy_bits == pytest.approx(cases.THROMBO_ENTROPY, abs=0.015)
    fixed = acceptability(values, cases.THROMBO_FIXED_WEIGHTS)
    assert fixed.first == pytest.approx(cases.THROMBO_FIXED_FIRST, abs=0.012)


@pytest.mark.parametrize("n_options", [2, 15, 18])
def test_the_entropy_of_orders_all_equally_likely(n_options):
    values = np.random.default_rng(1).uniform(0, 100, (4000, n_options, 2))
    found = acceptability(values, [0.5, 0.5])
    assert found.entropy_bits == pytest.approx(1.0 if n_options == 2 else np.log2(4000), abs=0.01)


def test_orders_of_many_options_that_differ_in_the_first_three_only_are_told_apart():
    values = np.tile(-np.arange(40.0)[None, :, None], (6, 1, 1))
    values[:, :3, 0] = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]
    assert acceptability(values, [1.0]).entropy_bits == pytest.approx(np.log2(6))


# Dominance ------------------------------------------------------------------------------------------------


def test_offices_benefits_and_frontier():
    benefit = additive(cases.OFFICE_VALUES, given_weights(cases.OFFICE_WEIGHTS, total=100))
    assert benefit.round(1).tolist() == cases.OFFICE_BENEFIT.tolist()
    assert np.abs(swing_weights(cases.OFFICE_SWINGS) * 100 - cases.OFFICE_WEIGHTS).max() <= 0.6
    found = front(benefit, cases.OFFICE_COST)
    left = "".join(o for o, is_left in zip(cases.OFFICES, found.is_on_front, strict=True) if is_left)
    assert left == cases.OFFICE_FRONT
    chain = efficient_frontier(benefit, cases.OFFICE_COST)
    assert [cases.OFFICES[o] for o in chain.option] == ["C", "G", "A"]
    assert chain.cost_per_point == pytest.approx([5000 / 12.8, 20000 / 20.6], rel=0.01)


def test_an_option_that_a_mix_beats_is_on_the_front_but_not_on_the_frontier():
    benefit, cost = [0, 40, 100, 100, 20], [0, 60, 100, 120, 60]
    assert front(benefit, cost).is_on_front.tolist() == [True, True, True, False, False]
    found = efficient_frontier(benefit, cost)
    assert (found.option, found.extended_dominated) == ((0, 2), (1,))
    assert found.cost_per_point == (1.0,)
    twins = efficient_frontier([10, 10, 5], [7, 7, 7])
    assert (twins.option, twins.extended_dominated) == ((0,), ())


@given(SEEDS)
@settings(max_examples=30)
def test_dominance_is_an_order_and_each_frontier_option_is_best_at_some_price(seed):
    rng = np.random.default_rng(seed)
    benefit, cost = rng.integers(0, 8, (2, 7)).astype(float)
    found = front(benefit, cost)
    d = found.dominates
    assert not (d & d.T).any()
    assert not ((d @ d) & ~d).any()
    assert found.is_on_front.any()
    chain = efficient_frontier(benefit, cost)
    assert list(chain.cost_per_point) == sorted(chain.cost_per_point)
    prices = [0.0, *chain.cost_per_point, 1e9]
    for option, low, high in zip(chain.option, prices, prices[1:], strict=False):
        net = 0.5 * (low + high) * benefit - cost
        assert net[option] == pytest.approx(net.max())


@given(SEEDS)
@settings(max_examples=20)
def test_shares_of_fronts_are_counts_of_fronts(seed):
    rng = np.random.default_rng(seed)
    gains, cost = rng.integers(0, 5, (20, 4, 2)), rng.integers(0, 5, (20, 4))
    found = front_share(gains, cost)
    each = [front(g, c) for g, c in zip(gains, cost, strict=True)]
    assert found.on_front == pytest.approx(np.mean([f.is_on_front for f in each], axis=0))
    assert found.dominates == pytest.approx(np.mean([f.dominates for f in each], axis=0))
    certain = front_share(gains[:, :, 0], cost[0])
    assert certain.on_front == pytest.approx(
        np.mean([front(g, cost[0]).is_on_front for g in gains[:, :, 0]], axis=0)
    )


def test_a_table_that_does_not_fit_is_refused():
    for call in (
        lambda: front([1, 2], [1, 2, 3]),
        lambda: front([1, np.nan], [1, 2]),
        lambda: front_share([1, 2]),
        lambda: efficient_frontier(np.ones((3, 2)), np.ones(3)),
        lambda: regret([1, 2]),
        lambda: worst_regret_draws(np.ones((2, 2))),
        lambda: flows([[1, 2]], [0.5, 0.5], [Preference()] * 2),
        lambda: flows([[1, 2], [2, 1]], [0.5, 0.5], [Preference()]),
        lambda: acceptability([[np.nan, 1]], [0.5, 0.5]),
    ):
        with pytest.raises(DecisionError):
            call()


# PROMETHEE ------------------------------------------------------------------------------------------------


def test_six_power_plants_six_shapes():
    found = flows(cases.PLANTS, np.full(6, 1 / 6), cases.PLANT_PREFERENCES)
    assert found.net == pytest.approx(cases.PLANT_NET, abs=5e-5)


@pytest.mark.parametrize("shape", list(Shape))
@given(seed=SEEDS)
@settings(max_examples=10)
def test_flows_agree_with_their_slow_twin(shape, seed):
    rng = np.random.default_rng(seed)
    measures, weights = rng.integers(0, 8, (5, 3, 2)).astype(float), rng.dirichlet([1, 1], 5)
    preferences = [Preference(shape, q=1, p=3, s=2), Preference(shape, q=0.5, p=2, s=1, is_rising=False)]
    found = flows(measures, weights, preferences)
    for draw in range(5):
        plus, minus = twin.promethee(measures[draw], weights[draw], preferences)
        assert found.plus[draw] == pytest.approx(plus)
        assert found.minus[draw] == pytest.approx(minus)
    assert found.net.sum(1) == pytest.approx(0.0, abs=1e-12)
    one = flows(measures[0], weights, preferences)
    assert one.net[3] == pytest.approx(flows(measures[0], weights[3], preferences).net)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Preference(Shape.LINEAR, q=3, p=3), "p must lie above 3"),
        (lambda: Preference(Shape.RAMP), "p must lie above 0"),
        (lambda: Preference(Shape.GAUSSIAN), "above zero"),
        (lambda: Preference(Shape.STEP, q=-1), "not below zero"),
    ],
)
def test_thresholds_that_a_shape_cannot_use_are_refused(make, words):
    with pytest.raises(DecisionError, match=words):
        make()


# Rank reversal --------------------------------------------------------------------------------------------


def test_only_fixed_scales_never_turn_when_the_last_option_goes():
    measures, weights = twin.random_problems(4000)
    linear = [Preference(Shape.LINEAR, q=0.05, p=0.4)] * 3
    scores = {
        "fixed": lambda x, w: additive(x * 100, w),
        "topsis": twin.topsis,
        "promethee": lambda x, w: flows(x, w, linear).net,
        "local": twin.local_sum,
    }
    rate = {name: twin.reversal_rate(measures, weights, score) for name, score in scores.items()}
    assert rate["fixed"] == 0.0
    assert 0.035 < rate["topsis"] < 0.057
    assert 0.027 < rate["promethee"] < 0.047
    assert 0.09 < rate["local"] < 0.125


# Regret ---------------------------------------------------------------------------------------------------


def test_regret_of_a_small_table():
    found = regret([[10, 2], [6, 6], [5, 7]])
    assert found.regret.tolist() == [[0, 5], [4, 1], [5, 0]]
    assert found.worst.tolist() == [5, 4, 5]
    assert found.worst_picture.tolist() == [1, 0, 0]
    assert (found.minimax, found.best) == ((1,), ((0,), (2,)))
    cost = regret([[10, 2], [6, 6]], is_rising=False)
    assert cost.regret.tolist() == [[4, 0], [0, 4]]
    assert cost.minimax == (0, 1)


@given(SEEDS)
def test_each_picture_has_an_option_without_regret_and_a_shift_of_a_picture_changes_none(seed):
    rng = np.random.default_rng(seed)
    outcome = rng.normal(0, 10, (4, 3))
    found = regret(outcome)
    assert (found.regret.min(0) == 0).all()
    assert (found.regret >= 0).all()
    assert regret(outcome + np.array([5, -3, 100])).regret == pytest.approx(found.regret)
    worst, share = worst_regret_draws(outcome[None])
    assert worst[0] == pytest.approx(found.worst)
    assert share.argmax() in found.minimax

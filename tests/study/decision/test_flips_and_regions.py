"""Flips flip, and the parts of the room of weights are what lengths and areas say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from belfort.study.decision import (
    DecisionError,
    acceptability,
    additive,
    flip_weights,
    grouped,
    leader_flips,
    least_change,
    linear_scale,
    nearest_weights,
    piecewise_scale,
    uniform_weights,
    value_flips,
    win_regions,
    win_triangle,
)
from belfort.study.decision.flip import value_flip, with_weight

SEEDS = st.integers(0, 2**32 - 1)


def problem(seed, n_options=4, n_criteria=3):
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 100, (n_options, n_criteria)), rng.dirichlet(np.ones(n_criteria))


# One weight -----------------------------------------------------------------------------------------------


def test_two_criteria_swap_where_the_lines_cross():
    values = [[100, 0], [40, 80]]  # 100 w = 40 w + 80 (1 - w) at w = 80 / 140
    flips = flip_weights(values, [0.9, 0.1])
    assert flips[0, 1] == pytest.approx([80 / 140, 60 / 140])
    assert np.isnan(flips[0, 0]).all()
    lead = leader_flips(values, [0.9, 0.1])
    assert (lead[0].below, lead[0].rival_below, lead[0].rival_above) == (pytest.approx(80 / 140), 1, -1)
    assert np.isnan(lead[0].above)
    assert (lead[1].above, lead[1].rival_above) == (pytest.approx(60 / 140), 1)


@given(SEEDS)
def test_at_a_flip_two_options_are_level_and_swap_across_it(seed):
    values, weights = problem(seed)
    flips = flip_weights(values, weights)
    assert flips == pytest.approx(flips.transpose(1, 0, 2), nan_ok=True)
    for a in range(4):
        for b in range(a):
            for k in range(3):
                ends = [additive(values, with_weight(weights, k, w)) for w in (0.0, 1.0)]
                signs = [np.sign(t[a] - t[b]) for t in ends]
                if np.isnan(flips[a, b, k]):
                    assert signs[0] * signs[1] >= 0
                    continue
                level = additive(values, with_weight(weights, k, flips[a, b, k]))
                assert level[a] == pytest.approx(level[b])
                assert signs[0] == -signs[1] != 0


@given(SEEDS)
def test_the_leader_leads_just_up_to_its_flip(seed):
    values, weights = problem(seed)
    leader = additive(values, weights).argmax()
    for flip in leader_flips(values, weights):
        assert flip.weight == weights[flip.criterion]
        low = 0.0 if np.isnan(flip.below) else flip.below
        high = 1.0 if np.isnan(flip.above) else flip.above
        assert low <= flip.weight <= high
        for weight in (low + 1e-7, 0.5 * (low + high), high - 1e-7):
            if low + 1e-6 < high:
                assert additive(values, with_weight(weights, flip.criterion, weight)).argmax() == leader
        for end, rival, step in ((flip.below, flip.rival_below, -1e-7), (flip.above, flip.rival_above, 1e-7)):
            if not np.isnan(end):
                beyond = additive(values, with_weight(weights, flip.criterion, end + step))
                assert beyond[rival] > beyond[leader]


def test_where_a_criterion_has_all_the_weight_the_rest_share_alike():
    assert with_weight([1.0, 0.0, 0.0], 0, 0.4) == pytest.approx([0.4, 0.3, 0.3])
    assert with_weight([0.5, 0.3, 0.2], 0, 0.0) == pytest.approx([0.0, 0.6, 0.4])
    assert np.isnan(flip_weights([[1.0], [2.0]], [1.0])).all()


# All weights ----------------------------------------------------------------------------------------------


def least_by_hand(lead, weights):
    """L1 by exchange: give to the criterion that speaks most for the option, take from those that speak least."""
    w, to, total = weights.copy(), lead.argmax(), float(lead @ weights)
    if lead.max() <= 0 or total >= 0:
        return None if lead.max() <= 0 else 0.0
    moved = 0.0
    for k in np.argsort(lead):
        gain = lead[to] - lead[k]
        step = min(w[k], -total / gain) if gain > 0 else 0.0
        moved, total = moved + step, total + step * gain
        if total >= -1e-12:
            break
    return 2 * moved


@given(SEEDS)
@settings(max_examples=30)
def test_the_least_change_is_the_exchange_by_hand(seed):
    values, weights = problem(seed, n_criteria=4)
    order = np.argsort(-additive(values, weights))
    for other in order[1:]:
        found = least_change(values, weights, int(other), against=[int(order[0])])
        hand = least_by_hand(values[other] - values[order[0]], weights)
        if hand is None:
            assert found is None
            continue
        assert found is not None
        assert (found.distance, found.norm) == (pytest.approx(hand, abs=1e-7), "L1")
        total = additive(values, found.weights)
        assert total[other] == pytest.approx(total[order[0]], abs=1e-6)


@given(SEEDS)
@settings(max_examples=12)
def test_to_choose_an_option_it_must_be_level_with_all(seed):
    values, weights = problem(seed)
    shares = win_regions(values).share
    for option in range(4):
        found = least_change(values, weights, option)
        if found is None:
            assert shares[option] < 1e-6
            continue
        total = additive(values, found.weights)
        assert total[option] == pytest.approx(total.max(), abs=1e-6)
        pairs = [least_change(values, weights, option, [b]) for b in range(4) if b != option]
        assert all(pair is not None and pair.distance <= found.distance + 1e-7 for pair in pairs)


def test_a_dominated_option_is_chosen_under_no_weights():
    values, weights = np.array([[80, 60], [70, 50], [10, 60.0]]), [0.5, 0.5]
    assert least_change(values, weights, 1) is None
    assert nearest_weights(values, weights, 1, 0) is None
    assert least_change(values, weights, 2) is None  # level at a corner, ahead nowhere
    assert least_change(values, weights, 0).distance == pytest.approx(0.0, abs=1e-9)
    assert nearest_weights(values, weights, 0, 1).distance == 0.0


@given(SEEDS)
@settings(max_examples=20)
def test_the_nearest_weights_are_those_of_a_general_solver(seed):
    values, weights = problem(seed, n_options=2, n_criteria=4)
    behind = int(additive(values, weights).argmin())
    lead = values[behind] - values[1 - behind]
    found = nearest_weights(values, weights, behind, 1 - behind)
    if found is None:
        assert lead.max() <= 0
        return
    assert lead @ found.weights == pytest.approx(0.0, abs=1e-8)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.weights.min() >= 0.0
    rules = [
        {"type": "eq", "fun": lambda w: w.sum() - 1},
        {"type": "ineq", "fun": lambda w: lead @ w / 100},
    ]
    start = np.eye(4)[lead.argmax()]
    other = minimize(
        lambda w: ((w - weights) ** 2).sum(), start, bounds=[(0, 1)] * 4, constraints=rules, tol=1e-14
    )
    assert found.distance <= np.sqrt(other.fun) + 1e-5
    if other.success:
        assert found.distance == pytest.approx(np.sqrt(other.fun), abs=1e-4)


# One value ------------------------------------------------------------------------------------------------


@given(SEEDS)
def test_at_its_value_flip_an_option_is_level(seed):
    values, weights = problem(seed)
    scales = [
        linear_scale("a", 0, 50),
        linear_scale("b", 9, 1),
        piecewise_scale("c", [(0, 0), (1, 70), (5, 100)]),
    ]
    total = additive(values, weights)
    leader, rival = np.argsort(-total)[:2]
    for flip in value_flips(values, weights, scales):
        assert flip.other == (rival if flip.option == leader else leader)
        if np.isnan(flip.flips_at):
            needed = (total[flip.other] - total[flip.option]) / weights[flip.criterion]
            assert not 0 <= values[flip.option, flip.criterion] + needed <= 100
            assert np.isnan(flip.measure_flips_at)
            continue
        moved = values.copy()
        moved[flip.option, flip.criterion] = flip.flips_at
        assert additive(moved, weights)[flip.option] == pytest.approx(total[flip.other])
        worth = scales[flip.criterion].value_of(flip.measure_flips_at)
        assert worth == pytest.approx(flip.flips_at, abs=1e-8)


def test_on_a_flat_stretch_a_value_flips_at_the_first_measure_on_its_way():
    flat = piecewise_scale("reach", [(0, 0), (10, 50), (20, 50), (30, 100)])
    up = value_flip([[20.0], [50.0]], [1.0], 0, 1, 0, flat)  # from the worse side
    down = value_flip([[50.0], [90.0]], [1.0], 1, 0, 0, flat)  # from the better side
    assert (up.flips_at, up.measure_flips_at) == (50, 10)
    assert (down.flips_at, down.measure_flips_at) == (50, 20)


def test_a_criterion_without_weight_flips_nothing():
    flips = value_flips([[80, 10], [20, 90]], [1.0, 0.0])
    assert [np.isnan(f.flips_at) for f in flips] == [False, True, False, True]
    assert np.isnan(flips[0].measure_flips_at)
    with pytest.raises(DecisionError, match="two at least"):
        value_flips([[80, 10]], [0.5, 0.5])


# The room of weights --------------------------------------------------------------------------------------


def test_two_criteria_are_lengths_of_an_interval():
    values = np.array([[100, 0], [70, 60], [0, 100], [20, 20]], float)
    # With w the first weight: 0 before 1 where 30 w > 60 (1 - w), w > 2/3; 2 before 1 where 40 (1 - w) > 70 w.
    found = win_regions(values)
    assert found.share == pytest.approx([1 / 3, 2 / 3 - 4 / 11, 4 / 11, 0])
    assert found.central_weight[:3, 0] == pytest.approx([5 / 6, (2 / 3 + 4 / 11) / 2, 2 / 11])
    assert np.isnan(found.central_weight[3]).all()
    assert found.is_exact


def test_three_criteria_are_areas_of_a_triangle():
    # 1 is better in the first criterion by 2, worse in the second by 1 and in the third by 1: it wins where
    # 2 a > b + c = 1 - a, so a > 1/3, a triangle of side 2/3: area 4/9, centre at a = 1/3 + 2/9.
    found = win_regions([[50, 50, 50], [70, 40, 40]])
    assert found.share == pytest.approx([5 / 9, 4 / 9])
    assert found.central_weight[1] == pytest.approx([5 / 9, 2 / 9, 2 / 9])
    assert found.share @ found.central_weight == pytest.approx([1 / 3] * 3)
    corners = win_regions(np.eye(3) * 100)
    assert corners.share == pytest.approx([1 / 3] * 3)
    assert corners.central_weight[0] == pytest.approx([11 / 18, 7 / 36, 7 / 36])


def test_four_criteria_are_volumes_of_a_tetrahedron():
    found = win_regions([[50, 50, 50, 50], [80, 40, 40, 40]])  # 3 a > 1 - a: a > 1/4, side 3/4
    assert found.share == pytest.approx([1 - 27 / 64, 27 / 64])
    halves = win_regions([[60, 60, 40, 40], [40, 40, 60, 60]])
    assert halves.share == pytest.approx([0.5, 0.5])


@given(SEEDS, st.integers(2, 4))
@settings(max_examples=40)
def test_exact_shares_fill_the_room_and_agree_with_draws(seed, n_criteria):
    values, _ = problem(seed, 5, n_criteria)
    found = win_regions(values)
    assert found.share.sum() == pytest.approx(1.0)
    centre = np.nan_to_num(found.central_weight)
    assert found.share @ centre == pytest.approx(np.full(n_criteria, 1 / n_criteria))
    drawn = acceptability(values, uniform_weights(n_criteria, 20_000, seed))
    assert (np.abs(found.share - drawn.first) < 5 * np.maximum(drawn.rank_sd[:, 0], 2e-4)).all()


@given(SEEDS)
@settings(max_examples=20)
def test_many_rounded_values_leave_no_gap_and_no_overlap(seed):
    values = np.unique(np.random.default_rng(seed).integers(0, 4, (6, 4)) * 25.0, axis=0)
    assert win_regions(values).share.sum() == pytest.approx(1.0)


def test_equal_options_share_their_part_each_in_full():
    assert win_regions([[60, 40], [60, 40], [50, 30]]).share.tolist() == [1, 1, 0]


def test_beyond_four_criteria_the_share_is_drawn_and_says_so():
    values = np.full((2, 5), 50.0)
    values[1] = [90, 40, 40, 40, 40]  # 4 a > 1 - a: a > 1/5: (4/5)**4
    found = win_regions(values, n_draws=40_000)
    assert not found.is_exact
    assert abs(found.share[1] - 0.8**4) < 4 * found.share_sd[1]
    assert found.share_sd[1] == pytest.approx(np.sqrt(0.8**4 * (1 - 0.8**4) / 40_000), rel=0.02)


def test_the_triangle_tells_winner_lead_and_how_sure():
    values = np.array([[90, 10, 50], [20, 80, 60], [10, 20, 30]], float)
    found = win_triangle(values, n_steps=20)
    assert len(found.weight) == 231
    assert found.weight.sum(1) == pytest.approx(1.0)
    total = np.sort(found.weight @ values.T, axis=1)
    assert found.lead == pytest.approx(total[:, 2] - total[:, 1])
    assert (found.winner == (found.weight @ values.T).argmax(1)).all()
    fine = win_triangle(values, n_steps=150)
    shares = np.bincount(fine.winner, minlength=3) / len(fine.winner)
    assert shares == pytest.approx(win_regions(values).share, abs=0.01)
    draws = values + np.random.default_rng(1).normal(0, 8, (500, 3, 3))
    sure = win_triangle(values, 6, draws)
    for point in range(len(sure.weight)):
        expected = ((draws @ sure.weight[point]).argmax(1) == sure.winner[point]).mean()
        assert sure.p_first[point] == pytest.approx(expected)
    assert (found.p_first == 1).all()


@given(SEEDS)
def test_groups_keep_the_totals(seed):
    values, weights = problem(seed, 4, 5)
    by_group, total = grouped(values, weights, [0, 1, 0, 2, 1])
    assert additive(by_group, total) == pytest.approx(additive(values, weights))
    assert total == pytest.approx([weights[0] + weights[2], weights[1] + weights[4], weights[3]])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: grouped([[1, 2]], [0.5, 0.5], [0, 2]), "without gaps"),
        (lambda: grouped([[1, 2]], [1.0, 0.0], [0, 1]), "group 1 weighs nothing"),
        (lambda: win_triangle([[1, 2]], 4), "needs three criteria"),
        (lambda: win_triangle([[1, 2, 3]], 4, np.ones((5, 2, 3))), "and their draws"),
    ],
)
def test_a_room_that_makes_no_sense_is_refused(call, words):
    with pytest.raises(DecisionError, match=words):
        call()

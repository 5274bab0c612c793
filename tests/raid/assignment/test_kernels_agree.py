"""Every kernel beside its slow twin."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from belfort.numeric.streams import random_key, stream
from belfort.raid.assignment import kernels
from belfort.raid.assignment.bounding import kernels as bound_kernels
from belfort.raid.assignment.bounding.prices import bids_at
from belfort.raid.assignment.model import read_only
from tests.raid.assignment.cases import small
from tests.reference import assignment as twin

SEEDS = st.integers(0, 2**32 - 1)


def counted(kernel, problem):
    counts = np.zeros(problem.p_kill.shape, np.int64)
    kernel(problem.values, problem.miss, problem.rounds, counts)
    return counts


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_simple_rules(seed):
    problem = small(np.random.default_rng(seed), 5, 5)
    arguments = problem.values, problem.miss, problem.rounds
    for ours, theirs in ((kernels.doctrine, twin.doctrine), (kernels.greedy, twin.greedy)):
        assert counted(ours, problem).tolist() == theirs(*arguments).tolist()


def fired(rng, n_rounds=6):
    """Values, misses above zero, whose each round is and where it is fired."""
    problem = small(rng, 4, 4)
    if not problem.p_kill.size:
        return None
    weapon = rng.integers(0, problem.n_weapons, n_rounds)
    at = rng.integers(-1, problem.n_targets, n_rounds)
    return problem.values, read_only(np.maximum(problem.miss, 1e-12)), read_only(weapon), at


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_what_is_left_and_descending_to_where_no_neighbour_is_better(seed):
    case = fired(np.random.default_rng(seed))
    if case is None:
        return
    values, miss, weapon, at = case
    left = np.empty(values.size)
    before = kernels.survive(values, miss, weapon, at, left)
    assert left == pytest.approx(np.array(twin.survive(values, miss, weapon, at)), rel=1e-12)
    assert before == pytest.approx(left.sum())
    after = kernels.descend(values, miss, weapon, at, left, 1_000)
    assert after <= before * (1.0 + 1e-12)
    assert left == pytest.approx(np.array(twin.survive(values, miss, weapon, at)), rel=1e-12)
    assert not twin.better_neighbour(values, miss, weapon, at.tolist(), 1e-9 * (values.sum() + 1e-300))


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_a_kick_never_makes_it_worse_and_says_what_is_left(seed):
    case = fired(np.random.default_rng(seed))
    if case is None:
        return
    values, miss, weapon, at = case
    left = np.empty(values.size)
    before = kernels.descend(values, miss, weapon, at, left, 1_000)
    luck = stream(random_key(seed), replicate=0, entity=0, purpose=1)
    after = kernels.kick(values, miss, weapon, at, luck, 5, 2, 1_000)
    assert after <= before
    assert after == pytest.approx(sum(twin.survive(values, miss, weapon, at)), rel=1e-12)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_rounds_that_are_not_there_are_taken_away_where_they_are_missed_least(seed):
    rng = np.random.default_rng(seed)
    values, miss = rng.uniform(1.0, 9.0, 3), rng.uniform(0.05, 0.95, (2, 3))
    counts, rounds = rng.integers(0, 4, (2, 3)), rng.integers(0, 5, 2)
    expected = twin.trim(values, miss, rounds, counts)
    kernels.trim(read_only(values), read_only(miss), read_only(rounds), counts)
    assert counts.tolist() == expected.tolist()


def market(rng, n_weapons=3, n_kinds=2, most_rounds=3):
    """A market with prices; some rounds always hit, some never, some are free."""
    miss = rng.uniform(0.02, 0.98, (n_weapons, n_kinds))
    miss[rng.random(miss.shape) < 0.15] = 1.0
    miss[rng.random(miss.shape) < 0.15] = 0.0
    values, rounds = rng.uniform(1.0, 9.0, n_kinds), rng.integers(0, most_rounds + 1, n_weapons)
    with np.errstate(divide="ignore"):
        arrays = values, miss, -np.log(miss), rounds, rng.integers(1, 4, n_kinds)
    price = rng.uniform(0.0, 2.0, n_weapons) * (rng.random(n_weapons) < 0.8)
    return bound_kernels.Market(*(read_only(a) for a in arrays)), price


@given(SEEDS, st.sampled_from([(3, 2, 3), (7, 2, 1)]))
@example(541, (3, 2, 3))  # a path that costs as much as the best, to rounding, once took its place
@settings(max_examples=150, deadline=None)
def test_the_cheapest_rounds_at_given_prices(seed, sizes):
    m, price = market(np.random.default_rng(seed), *sizes)
    bids = bids_at(m, price)
    for j in range(m.values.size):
        costs = twin.columns(m.values[j], m.miss[:, j], price, m.rounds)
        assert costs[tuple(bids.counts[j])] == pytest.approx(min(costs.values()), rel=1e-9)
        assert bids.floor[j] <= min(costs.values()) * (1.0 + 1e-15)
        assert bids.floor[j] == pytest.approx(min(costs.values()), rel=1e-9)
    total = m.n_of_kind @ bids.floor - price @ m.rounds
    assert bids.bound == pytest.approx(total)


@given(SEEDS, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_search_cut_short_still_has_a_bound(seed, most_steps):
    m, price = market(np.random.default_rng(seed))
    order = bids_at(m, price).order
    cost, bound = np.empty(2), np.empty(2)
    counts = np.empty((2, 3), np.int64)
    bound_kernels.price_all(m, read_only(price), order, most_steps, cost, bound, counts)
    for j in range(2):
        costs = twin.columns(m.values[j], m.miss[:, j], price, m.rounds)
        assert bound[j] <= min(costs.values()) * (1.0 + 1e-15)
        assert cost[j] == pytest.approx(costs[tuple(counts[j])])


@given(SEEDS, st.floats(0.0, 3.0))
@settings(max_examples=60, deadline=None)
def test_every_choice_below_a_cost_is_listed_once(seed, more):
    m, price = market(np.random.default_rng(seed))
    bids = bids_at(m, price)
    start, weapon, cost = np.empty(501, np.int64), np.empty(5_000, np.int64), np.empty(500)
    for j in range(m.values.size):
        below = bids.floor[j] + more
        n = bound_kernels.list_below(m, j, bids.price, bids.order[j], below, start, weapon, cost)
        found = {}
        for c in range(n):
            key = tuple(np.bincount(weapon[start[c] : start[c + 1]], minlength=3).tolist())
            assert key not in found
            found[key] = cost[c]
        useful = [bool(0.0 < q < 1.0) for q in m.miss[:, j]]
        for key, expected in twin.columns(m.values[j], m.miss[:, j], price, m.rounds).items():
            n_sure = sum(k for k, q in zip(key, m.miss[:, j], strict=True) if q == 0.0)
            is_listed = all(k == 0 or u for k, u in zip(key, useful, strict=True))
            is_listed |= n_sure == 1 and sum(key) == 1
            if is_listed and abs(expected - below) > 1e-9:
                assert (key in found) == (expected < below)
            if key in found:
                assert found[key] == pytest.approx(expected)


def test_a_list_without_room_says_so():
    m, price = market(np.random.default_rng(3))
    bids = bids_at(m, price)
    n_all = len(twin.columns(m.values[0], m.miss[:, 0], price, m.rounds))
    for n_room, n_rounds in ((1, 100), (n_all, 1)):
        room = np.empty(n_room + 1, np.int64), np.empty(n_rounds, np.int64), np.empty(n_room)
        assert bound_kernels.list_below(m, 0, bids.price, bids.order[0], 1e9, *room) == -1


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_fractions_of_rounds_cost_no_more_than_any_grid_of_them(seed):
    rng = np.random.default_rng(seed)
    m, price = market(rng, n_weapons=2, n_kinds=1)
    order = bids_at(m, price).order[0]
    offer = bound_kernels.offer_to(m, 0, read_only(price), order)
    ours = bound_kernels.least_cost(offer, 0, float(m.values[0]), 0.0)
    own = np.where(m.hardness[:, 0] < np.inf, m.rounds, 0)
    grid = twin.relaxed(m.values[0], m.miss[:, 0], price, own)
    assert ours <= grid * (1.0 + 1e-12)
    assert ours >= 0.95 * grid - 1e-9


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_an_offer_is_in_order_and_says_what_may_still_pay(seed):
    m, price = market(np.random.default_rng(seed), 8, 1)
    order = bids_at(m, price).order[0]
    offer = bound_kernels.offer_to(m, 0, read_only(price), order)
    i = offer.weapon
    useful = (m.miss[:, 0] > 0.0) & (m.miss[:, 0] < 1.0) & (m.rounds > 0)
    assert sorted(i.tolist()) == np.flatnonzero(useful).tolist()
    assert (np.diff(offer.rate) >= 0.0).all()
    assert offer.rate == pytest.approx(price[i] / -np.log(m.miss[i, 0]))
    assert offer.miss_all == pytest.approx(m.miss[i, 0] ** m.rounds[i])
    worth = price[i] / (1.0 - m.miss[i, 0])
    for k in range(i.size):
        assert offer.most_miss[k] == m.miss[i[k:], 0].max()
        assert offer.least_worth[k] == pytest.approx(worth[k:].min())
    sure = [s for s in range(8) if m.miss[s, 0] == 0.0 and m.rounds[s] > 0]
    assert offer.sure[0] == (min(sure, key=lambda s: price[s]) if sure else -1)

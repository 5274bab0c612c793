"""Every kernel beside its slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.siting import Limits, cover_of, kernels
from belfort.siting.bounding import kernels as bound_kernels
from belfort.siting.bounding.tree import tree_of
from belfort.siting.model import read_only, stacked
from belfort.siting.nearest import kernels as near_kernels
from belfort.siting.reduction import kernels as reduction_kernels
from belfort.siting.reduction.compact import (
    Question,
    _envelope_slopes,
    compact,
    merged_into,
    question_of,
    worth_of,
)
from belfort.siting.search import first_search, new_state, totals_of
from belfort.siting.solve import aim_of
from tests.reference import siting as twin
from tests.siting.cases import small

SEEDS = st.integers(0, 2**32 - 1)


def compacted(rng, n_scenarios=1):
    n_sites = int(rng.integers(2, 8))
    parts = [small(rng, n_sites=n_sites, density=0.5) for _ in range(n_scenarios)]
    cover = stacked(cover_of(m) for m, _ in parts)
    weight = np.concatenate([w for _, w in parts]) + 1.0
    scenario = np.repeat(np.arange(n_scenarios, dtype=np.int32), [len(w) for _, w in parts])
    worth = worth_of(cover.n_demands, rng.integers(1, 4, cover.n_demands))
    return compact(Question(cover, weight, worth, scenario, n_scenarios, Limits(n_new=4)))


@given(SEEDS, st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_gain_loss_and_swap_stay_true_whatever_goes_in_and_out(seed, n_scenarios):
    rng = np.random.default_rng(seed)
    question = compacted(rng, n_scenarios)
    rows, limits, n = question.rows, question.limits, question.site.size
    if not n:
        return
    state = new_state(rows, limits, n_scenarios, n)
    chosen = []
    for _ in range(8):
        site = int(rng.integers(n))
        if site in chosen:
            chosen.remove(site)
            kernels.take_out(rows, limits, state, site)
        else:
            chosen.append(site)
            kernels.put_in(rows, limits, state, site)
    for s in range(n_scenarios):
        assert state.total[s] == pytest.approx(totals_of(rows, chosen, n_scenarios)[s])
        for site in set(range(n)) - set(chosen):
            assert state.gain[s, site] == pytest.approx(twin.gain(rows, chosen, site, s))
        for out in chosen:
            slot = state.slot[out]
            assert state.loss[s, slot] == pytest.approx(twin.loss(rows, chosen, out, s))
            for site in set(range(n)) - set(chosen):
                ours = state.gain[s, site] - state.loss[s, slot] + state.extra[s, slot, site]
                assert ours == pytest.approx(twin.swap(rows, chosen, out, site, s))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_the_relaxation_is_its_formula(seed):
    rng = np.random.default_rng(seed)
    question = compacted(rng)
    if not question.site.size or not question.rows.weight.size:
        return
    search, _ = first_search(question.rows, question.limits, aim_of(question))
    tree = tree_of(search, np.ones(1), 0.0)
    price = rng.uniform(0.0, 1.0, question.rows.weight.size) * question.rows.weight
    node = bound_kernels.Node(np.zeros(question.site.size, np.int8), price, np.zeros(question.site.size))
    bound_kernels.settle(question.limits, node.forced, tree.work)
    ours = bound_kernels._evaluate(tree.rows, question.limits, tree.cell, node, tree.work)
    n_most = int(question.limits.most[0])
    assert ours == pytest.approx(twin.lagrangian(question.rows, n_most, price))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_covers_the_other_way_round(seed):
    matrix, _ = small(np.random.default_rng(seed))
    cover = cover_of(matrix)
    columns = [cover.demands_of(s).tolist() for s in range(cover.n_sites)]
    assert columns == [np.flatnonzero(c).tolist() for c in matrix.T]
    found = np.split(cover.demand_site, cover.demand_start[1:-1])
    assert [f.tolist() for f in found] == twin.transpose(columns, cover.n_demands)
    assert cover.density == pytest.approx(matrix.mean())


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_like_rows_are_merged_and_no_others(seed):
    rng = np.random.default_rng(seed)
    matrix, _ = small(rng, n_demands=12, n_sites=3)
    cover, label = cover_of(matrix), rng.integers(0, 2, 12)
    into = merged_into(cover.demand_start, cover.demand_site, read_only(label))
    lists = [np.flatnonzero(row).tolist() for row in matrix]
    groups = sorted(np.flatnonzero(into == head).tolist() for head in np.unique(into[into >= 0]))
    assert groups == twin.merged(lists, label)


def test_rows_of_one_hash_that_differ_are_kept_apart():
    cover = cover_of([[1, 0], [0, 1], [1, 0]])
    into, same = np.empty(3, np.int64), read_only(np.zeros(3, np.uint64))
    start, site, label = cover.demand_start, cover.demand_site, read_only(np.zeros(3, np.int64))
    order = read_only(np.array([0, 2, 1]))
    reduction_kernels.merge_sorted(start, site, label, order, same, into)
    assert into.tolist() == [0, 1, 0]


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_dominated_sites(seed):
    rng = np.random.default_rng(seed)
    matrix, _ = small(rng, density=0.4)
    cover, n = cover_of(matrix), matrix.shape[1]
    cost, group = rng.integers(1, 3, n).astype(float), rng.integers(0, 2, n).astype(np.int32)
    out = np.zeros(n, np.bool_)
    parts = cover.site_start, cover.site_demand, cover.demand_start, cover.demand_site
    reduction_kernels.dominated(*parts, read_only(cost), read_only(group), out)
    columns = [np.flatnonzero(c).tolist() for c in matrix.T]
    assert np.flatnonzero(out).tolist() == twin.dominated(columns, cost, group)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_the_envelope_is_the_least_concave_curve_above(rises):
    worth = np.concatenate([[0.0], np.cumsum(rises)])
    slopes = _envelope_slopes(worth[None, :])[0]
    assert np.concatenate([[0.0], np.cumsum(slopes)]) == pytest.approx(twin.envelope(worth))
    assert (np.diff(slopes) <= 1e-9).all()


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_cells_are_cliques_of_one_group_and_hold_every_site(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 10))
    pairs = [(a, b) for a in range(n) for b in range(a) if rng.random() < 0.6]
    group = rng.integers(0, 2, n)
    limits = Limits(clashes=pairs, group=group, group_most=(n, n))
    small_limits = compact(question_of(cover_of(np.eye(n)), None, worth_of(n), limits)).limits
    cell = np.empty(n, np.int64)
    n_cells = bound_kernels.clique_cells(small_limits, cell)
    assert set(cell) == set(range(n_cells))
    for a in range(n):
        for b in range(a):
            if cell[a] == cell[b]:
                assert (a, b) in pairs
                assert group[a] == group[b]


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_the_median_swap_is_worth_what_it_says(seed):
    rng = np.random.default_rng(seed)
    cost = read_only(rng.uniform(0, 9, (8, 6)))
    alone = read_only(np.full(8, 7.0))
    chosen, is_open = np.array([0, 1]), np.arange(6) > 1
    first, second, which = np.empty(8), np.empty(8), np.empty(8, np.int64)
    before = near_kernels.assign(cost, alone, chosen, first, second, which)
    assert before == pytest.approx(np.minimum(alone, cost[:, :2].min(1)).sum())
    slot, site, saving = near_kernels.best_swap(cost, chosen, is_open, first, second, which)
    savings = {}
    for s in range(2):
        for t in range(2, 6):
            served = np.minimum(cost[:, 1 - s], cost[:, t])
            savings[s, t] = before - np.minimum(alone, served).sum()
    assert saving == pytest.approx(max(0.0, *savings.values()))
    if slot >= 0:
        assert savings[slot, site] == pytest.approx(saving)

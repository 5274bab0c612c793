"""The proof alone, started from a poor assignment, so that no lucky search can hide its faults."""

from time import monotonic

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.raid.assignment import Problem
from belfort.raid.assignment.bounding import exact
from belfort.raid.assignment.bounding.columns import Pool, near, values_of
from belfort.raid.assignment.bounding.exact import Proof, prove
from belfort.raid.assignment.bounding.prices import Ascent, bids_at, market_of
from belfort.raid.assignment.bounding.programs import waited_for
from belfort.raid.assignment.merging import merged
from tests.raid.assignment.cases import ordinary, raid, small
from tests.reference import assignment as twin

SEEDS = st.integers(0, 2**32 - 1)


def asked(rng):
    """A merged problem with something to do, and the least value left; likes of targets and weapons in it."""
    problem = small(rng, 3, 3, 2)
    again = rng.integers(0, problem.n_targets, 4) if problem.n_targets else []
    values, p_kill = problem.values[again], problem.p_kill[:, again]
    if problem.n_weapons and rng.random() < 0.5:
        p_kill[0] = p_kill[-1]
    problem = Problem(values, p_kill, problem.rounds) if len(again) else problem
    lean = merged(problem)
    least = twin.optimum(lean.problem.values, lean.problem.p_kill, lean.problem.rounds)
    return lean, least


def nothing_fired(lean, n_steps=0):
    """A proof that knows of no round fired, and prices that are hardly begun."""
    total = float(lean.problem.values.sum())
    ascent = Ascent(market_of(lean), np.full(lean.problem.n_weapons, 0.1 * total), total)
    for _ in ascent.run(n_steps):
        pass
    counts = np.zeros(lean.problem.p_kill.shape, np.int64)
    return Proof(lean, ascent, counts, total, ascent.best.bound, monotonic() + 60.0, [])


@given(SEEDS, st.sampled_from([0, 5, 50]))
@settings(max_examples=40, deadline=None)
def test_the_proof_finds_the_least_by_itself(seed, n_steps):
    lean, least = asked(np.random.default_rng(seed))
    if not lean.problem.n_weapons:
        return
    proof = nothing_fired(lean, n_steps)
    assert proof.lower <= least * (1.0 + 1e-12)
    prove(proof)
    tiny = 1e-12 * lean.problem.values.sum()
    assert proof.value == pytest.approx(least, rel=1e-7, abs=tiny)
    assert proof.value == pytest.approx(lean.problem.value_left(proof.counts), rel=1e-12)
    assert (proof.counts.sum(1) <= lean.problem.rounds).all()
    assert proof.lower <= least * (1.0 + 1e-9) + tiny
    assert proof.is_closed


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_the_bound_at_any_prices_is_a_bound(seed):
    rng = np.random.default_rng(seed)
    lean, least = asked(rng)
    if not lean.problem.n_weapons:
        return
    market = market_of(lean)
    for scale in (0.0, 0.1, 1.0, 10.0):
        price = scale * rng.random(lean.problem.n_weapons)
        assert bids_at(market, price).bound <= least * (1.0 + 1e-12)


def test_few_columns_at_a_time_prove_the_same(monkeypatch):
    lean = merged(raid(4, 0.6, seed=3))
    whole = nothing_fired(lean, 50)
    prove(whole)
    assert whole.is_closed
    monkeypatch.setattr(exact, "_MOST_COLUMNS", (lean.problem.n_targets // 2,) * 3)
    part = nothing_fired(lean, 50)
    prove(part)
    assert part.lower <= whole.value * (1.0 + 1e-8)
    assert part.value >= whole.lower * (1.0 - 1e-8)


def test_without_room_for_any_column_the_bound_stays():
    lean = merged(raid(4))
    proof = nothing_fired(lean, 50)
    before = proof.lower
    exact._choose(proof, proof.ascent.best, 1)
    assert (proof.lower, proof.trail) == (before, ["more than 1 columns, however near"])


def test_columns_are_kept_once_and_listed_ones_are_what_they_cost():
    lean = merged(ordinary(8, 5))
    market = market_of(lean)
    bids = bids_at(market, np.full(lean.problem.n_weapons, 6.0))
    columns = near(market, bids, 3.0, 1_000, monotonic() + 60.0)
    assert columns is not None
    assert (columns.reduced < 3.0).all()
    counts = columns.by_weapon(market.rounds.size).toarray().T.astype(np.int64)
    cost = values_of(market, columns.kind, counts) + counts @ bids.price
    assert cost - bids.floor[columns.kind] == pytest.approx(columns.reduced, abs=1e-9)
    pool = Pool(market)
    pool.add_near(columns)
    assert pool.add(columns.kind, counts) == 0
    assert len(pool.kind) == columns.kind.size == len(set(pool.seen))
    assert near(market, bids, 3.0, columns.kind.size - 1, monotonic() + 60.0) is None
    assert near(market, bids, 3.0, 1_000, monotonic() - 1.0) is None


def test_merging_loses_nothing_and_the_way_back_keeps_to_the_rounds():
    problem = Problem([5.0, 0.0, 5.0, 3.0, 2.0], [[0.5, 1, 0.5, 0.2, 0]] * 3 + [[0.0] * 5], [2, 0, 3, 4])
    lean = merged(problem)
    assert (lean.problem.rounds.tolist(), lean.n_of_kind.tolist()) == ([5], [1, 2])
    assert lean.target.tolist() == [0, 2, 3]
    counts = lean.spread(np.array([[2, 1, 2]]), problem)
    assert counts.sum(1).tolist() == [2, 0, 3, 0]
    assert counts.sum(0).tolist() == [2, 0, 1, 2, 0]


def test_what_goes_wrong_in_the_solver_is_told_where_it_is_waited_for():
    with pytest.raises(ZeroDivisionError):
        waited_for(lambda: 1 / 0)


@pytest.mark.parametrize("seed", range(3))
def test_beyond_enumeration_it_agrees_with_the_whole_model(seed):
    rng = np.random.default_rng(seed)
    problem = Problem(rng.uniform(1.0, 9.0, 7), rng.random((5, 7)), rng.integers(1, 3, 5))
    least = twin.by_all_columns(problem.values, problem.p_kill, problem.rounds)
    proof = nothing_fired(merged(problem), 20)
    prove(proof)
    assert proof.is_closed
    assert proof.value == pytest.approx(least, rel=1e-6)


def test_what_was_not_listed_is_not_ruled_out():
    lean = merged(raid(3, 1.0))
    proof = nothing_fired(lean, 200)
    bids = exact._priced(proof)
    columns = near(proof.ascent.market, bids, 0.01, 1_000, monotonic() + 60.0)
    assert columns is not None
    use, bound = exact._program(proof, bids, columns, 0.01)
    assert use is None, "no assignment comes within 0.01 of the bound"
    assert bound == pytest.approx(0.01)

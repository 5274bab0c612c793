"""The other questions against enumeration: least number, robust, who moves, nearest site."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.siting import (
    Effort,
    Limits,
    Scenarios,
    SitingError,
    cover_of,
    least_sites,
    relocate,
    robust_cover,
)
from belfort.siting.nearest import best_warning, centre_sites, median_sites
from tests.reference import siting as twin
from tests.siting.cases import small

SEEDS = st.integers(0, 2**32 - 1)
QUICK = Effort(time_limit_s=600.0, rounds=8)


# Least ----------------------------------------------------------------------------------------------------


@given(SEEDS, st.sampled_from([0.3, 0.7, 0.95, 1.0]))
@settings(max_examples=50, deadline=None)
def test_the_cheapest_that_reach_a_share(seed, share):
    rng = np.random.default_rng(seed)
    matrix, weight = small(rng)
    weight += 1.0
    n_sites = matrix.shape[1]
    cost = rng.integers(1, 5, n_sites).astype(float)
    pairs = [(a, b) for a in range(n_sites) for b in range(a) if rng.random() < 0.15]
    found = least_sites(
        cover_of(matrix), weight, share=share, limits=Limits(cost=cost, clashes=pairs), effort=QUICK
    )
    costs = [
        cost[list(sites)].sum()
        for n in range(n_sites + 1)
        for sites in combinations(range(n_sites), n)
        if twin.is_allowed(sites, cost, np.inf, pairs)
        and twin.value(matrix, weight, sites) >= share * weight.sum() * (1 - 1e-9)
    ]
    assert found.is_possible == bool(costs)
    if costs:
        assert found.cost == min(costs)
        assert found.bound == pytest.approx(min(costs))
        assert found.is_optimal
        assert twin.is_allowed(found.sites, cost, np.inf, pairs)
        assert twin.value(matrix, weight, found.sites) == pytest.approx(found.covered)
        assert "proven least" in str(found)
    else:
        most = twin.best_choice(
            matrix, weight, n_sites, lambda sites: twin.is_allowed(sites, cost, np.inf, pairs)
        )
        assert found.most is not None
        assert found.most.value == pytest.approx(most[0])
        assert "cannot be had; the most that can is" in str(found)


def test_the_least_with_what_stands_and_with_two_each():
    ring = np.abs(np.subtract.outer(np.arange(6), np.arange(6))) % 5 <= 1
    assert least_sites(cover_of(ring), effort=QUICK).cost == 2.0
    assert least_sites(cover_of(ring), limits=Limits(fixed=(1,)), effort=QUICK).cost == 1.0
    assert least_sites(cover_of(ring), need=2, effort=QUICK).cost == 4.0
    alone = least_sites(cover_of(np.ones((3, 2))), limits=Limits(fixed=(0,)))
    assert (alone.sites, alone.cost, alone.is_optimal) == ((), 0.0, True)
    with pytest.raises(SitingError, match="required share"):
        least_sites(cover_of(ring), share=1.2)


# Robust ---------------------------------------------------------------------------------------------------


@given(SEEDS, st.sampled_from([0.0, 0.3, 1.0]))
@settings(max_examples=50, deadline=None)
def test_the_best_over_scenarios(seed, worst):
    rng = np.random.default_rng(seed)
    n_scenarios, n_sites = int(rng.integers(1, 4)), int(rng.integers(2, 8))
    parts = [small(rng, n_sites=n_sites) for _ in range(n_scenarios)]
    share = rng.uniform(0.1, 1.0, n_scenarios)
    scenarios = Scenarios(
        tuple("abc"[:n_scenarios]),
        tuple(cover_of(m) for m, _ in parts),
        tuple(share),
        tuple(w for _, w in parts),
    )
    fixed = (0,) if rng.random() < 0.5 else ()

    def worth(_matrix, _weight, sites):
        totals = np.array([twin.value(m, w, sites) for m, w in parts])
        return (1 - worst) * (share / share.sum()) @ totals + worst * totals.min()

    best, _ = twin.best_choice(parts[0][0], None, 2, worth=worth, fixed=fixed)
    found = robust_cover(scenarios, Limits(n_new=2, fixed=fixed), worst=worst, effort=QUICK)
    assert found.value == pytest.approx(best, abs=1e-9)
    assert found.bound == pytest.approx(best, rel=1e-6, abs=1e-6)
    chosen = [*found.sites, *fixed]
    assert found.by_scenario == pytest.approx([twin.value(m, w, chosen) for m, w in parts])


def test_a_site_that_holds_on_both_axes_beats_two_that_hold_on_one():
    west, east = np.array([[1, 0, 1]] * 4 + [[1, 0, 0]]), np.array([[0, 1, 1]] * 4 + [[0, 1, 0]])
    both = Scenarios(("west", "east"), (cover_of(west), cover_of(east)))
    assert robust_cover(both, Limits(n_new=1), worst=1.0).sites == (2,)
    certain = Scenarios(("west", "east"), (cover_of(west), cover_of(east)), (1.0, 0.0))
    assert robust_cover(certain, Limits(n_new=1), worst=0.0).sites == (0,)
    with pytest.raises(SitingError, match="do not make scenarios"):
        robust_cover(Scenarios(("west",), both.covers), Limits(n_new=1))
    with pytest.raises(SitingError, match="worst runs from 0"):
        robust_cover(both, Limits(n_new=1), worst=2.0)
    with pytest.raises(SitingError, match="not be below zero nor all zero"):
        robust_cover(Scenarios(both.names, both.covers, (0.0, 0.0)), Limits(n_new=1))


# Who moves ------------------------------------------------------------------------------------------------


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_who_moves_where(seed):
    rng = np.random.default_rng(seed)
    matrix, weight = small(rng, n_sites=6)
    origins = rng.choice(6, 2, replace=False).tolist()
    times = rng.uniform(0.0, 10.0, (2, 6))
    found = relocate(cover_of(matrix), origins, times, 6.0, 2, weight, effort=QUICK)
    places = [
        (a, b)
        for a in range(6)
        for b in range(6)
        if a != b
        and (a == origins[0] or (times[0, a] <= 6.0 and a not in origins))
        and (b == origins[1] or (times[1, b] <= 6.0 and b not in origins))
    ]
    for moves in found.by_number:
        allowed = [p for p in places if sum(s != o for s, o in zip(p, origins, strict=True)) <= moves.n_most]
        assert moves.value == pytest.approx(max(twin.value(matrix, weight, p) for p in allowed))
        assert moves.bound == pytest.approx(moves.value)
        assert len(moves.moves) <= moves.n_most
        after = list(origins)
        for move in moves.moves:
            assert times[move.unit, move.site] == move.time_s <= 6.0
            after[move.unit] = move.site
        assert tuple(after) in allowed
        assert twin.value(matrix, weight, after) == pytest.approx(moves.value)
    assert found.by_number[0].moves == ()
    assert found.best.gain == pytest.approx(found.best.value - found.by_number[0].value)


def test_units_of_two_kinds_and_faults_of_moving():
    near, far = cover_of([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), cover_of(np.ones((3, 3)))
    found = relocate([near, far], [0, 1], np.zeros((2, 3)), 1.0, 1)
    assert found.by_number[0].value == 3.0
    assert found.best.moves == ()
    with pytest.raises(SitingError) as caught:
        relocate(near, [0, 0], np.zeros((1, 3)), 1.0, -1)
    for words in ("move times of shape", "different candidates", "-1 moves"):
        assert words in str(caught.value)


# Nearest --------------------------------------------------------------------------------------------------


@given(SEEDS, st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_the_best_median(seed, n_new):
    rng = np.random.default_rng(seed)
    n_demands, n_sites = int(rng.integers(1, 12)), int(rng.integers(1, 7))
    cost = rng.uniform(0.0, 10.0, (n_demands, n_sites)) * (rng.random((n_demands, n_sites)) < 0.8)
    weight, alone = rng.uniform(0.1, 2.0, n_demands), np.full(n_demands, 7.0)
    fixed = (0,) if rng.random() < 0.3 else ()
    best = twin.best_median(cost, weight, alone, min(n_new, n_sites - len(fixed)), fixed)
    found = median_sites(cost, n_new, weight, alone=7.0, fixed=fixed, effort=QUICK)
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best, rel=1e-6, abs=1e-9)
    served = np.where(found.site_of >= 0, cost[np.arange(n_demands), found.site_of], 7.0)
    assert weight @ served / weight.sum() == pytest.approx(best)
    for site, worse in zip(found.sites, found.marginal, strict=True):
        rest = [*(s for s in found.sites if s != site), *fixed]
        assert twin.median_cost(cost, weight, alone, rest) - best == pytest.approx(worse, abs=1e-9)


def test_warning_is_a_median_of_which_more_is_better():
    warning_s = np.array([[100.0, 0.0, 60.0], [0.0, 100.0, 70.0]])
    one = best_warning(warning_s, 1)
    assert (one.sites, one.value, one.bound) == ((2,), 65.0, pytest.approx(65.0))
    assert best_warning(warning_s, 2).value == 100.0
    assert best_warning(warning_s, 1, fixed=(0,)).value == 100.0


@given(SEEDS, st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_the_best_centre(seed, n_new):
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 20, (int(rng.integers(1, 10)), int(rng.integers(3, 7)))).astype(float)
    found = centre_sites(cost, n_new, effort=QUICK)
    assert found.value == twin.best_centre(cost, n_new)
    assert found.bound == found.value
    assert len(found.sites) <= n_new


@pytest.mark.parametrize(
    ("cost", "n_new", "changes", "says"),
    [
        (np.empty((0, 0)), 1, {}, "at least one of each"),
        ([[np.inf]], 1, {}, "costs must be finite"),
        ([[1.0]], -1, {}, "-1 new sites"),
        ([[1.0]], 1, {"weight": [0.0]}, "all weights are zero"),
        ([[1.0]], 1, {"fixed": (4,)}, "of 1 candidates"),
    ],
)
def test_medians_that_make_no_sense(cost, n_new, changes, says):
    with pytest.raises(SitingError, match=says):
        median_sites(cost, n_new, alone=1.0, **changes)

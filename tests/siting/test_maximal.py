"""Maximal cover against enumeration: values, bounds, limits, needs; and what an answer says of itself."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.siting import CoverBuilder, Effort, Limits, SitingError, cover_of, maximal_cover, value_curve
from belfort.siting.model import separation_clashes, stacked
from tests.reference import siting as twin
from tests.siting.cases import discs, small

SEEDS = st.integers(0, 2**32 - 1)
QUICK = Effort(time_limit_s=600.0, rounds=8)
UNPROVEN = Effort(time_limit_s=0.0, rounds=0)


def rng_of(seed):
    return np.random.default_rng(seed)


@given(SEEDS, st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_the_best_of_all_choices_is_found_and_proven(seed, n_new):
    matrix, weight = small(rng_of(seed))
    best, _ = twin.best_choice(matrix, weight, n_new)
    found = maximal_cover(cover_of(matrix), Limits(n_new=n_new), weight, effort=QUICK)
    assert found.value == pytest.approx(best)
    assert twin.value(matrix, weight, found.sites) == pytest.approx(found.value)
    assert found.bound >= best - 1e-9
    assert found.is_optimal
    assert len(found.sites) <= n_new
    assert found.total == pytest.approx(weight.sum())


@given(SEEDS, st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_without_time_the_bound_still_holds_and_greedy_keeps_its_promise(seed, n_new):
    matrix, weight = small(rng_of(seed), whole=False)
    best, _ = twin.best_choice(matrix, weight, n_new)
    found = maximal_cover(cover_of(matrix), Limits(n_new=n_new), weight, effort=UNPROVEN)
    assert found.bound >= best - 1e-9
    assert best + 1e-9 >= found.value >= twin.greedy(matrix, weight, n_new) - 1e-9
    assert found.value >= (1 - 1 / math.e) * best - 1e-9


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_budget_groups_clashes_and_fixed_sites_are_kept_to(seed):
    rng = rng_of(seed)
    matrix, weight = small(rng, n_sites=int(rng.integers(3, 8)))
    n_sites = matrix.shape[1]
    cost = rng.integers(0, 5, n_sites).astype(float)
    budget = float(rng.integers(0, 9))
    pairs = [(a, b) for a in range(n_sites) for b in range(a) if rng.random() < 0.2]
    fixed = tuple(rng.choice(n_sites, rng.integers(0, 2), replace=False).tolist())
    grouped = rng.random() < 0.5
    group, most = (rng.integers(0, 2, n_sites), (1, 2)) if grouped else (None, ())

    def allowed(sites):
        new = [s for s in sites if s not in fixed]
        bad = any(a in sites and b in sites and not (a in fixed and b in fixed) for a, b in pairs)
        return not bad and twin.is_allowed(new, cost, budget, (), group, most)

    best, _ = twin.best_choice(matrix, weight, n_sites, allowed, fixed=fixed)
    limits = Limits(budget=budget, cost=cost, fixed=fixed, clashes=pairs, group=group, group_most=most)
    found = maximal_cover(cover_of(matrix), limits, weight, effort=QUICK)
    assert found.value == pytest.approx(best)
    assert found.is_optimal
    assert allowed([*found.sites, *fixed])
    assert not set(found.sites) & set(fixed)
    assert found.fixed == fixed


@given(SEEDS, st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_demands_that_need_more_than_one_site(seed, n_new):
    rng = rng_of(seed)
    matrix, weight = small(rng, density=0.5)
    need = rng.integers(1, 4, len(weight))

    def worth(m, w, sites):
        return twin.value(m, w, sites, need)

    best, _ = twin.best_choice(matrix, weight, n_new, worth=worth)
    found = maximal_cover(cover_of(matrix), Limits(n_new=n_new), weight, need=need, effort=QUICK)
    assert found.value == pytest.approx(best)
    assert worth(matrix, weight, found.sites) == pytest.approx(best)
    assert found.is_optimal


@given(SEEDS, st.sampled_from([(0.8, 0.2), (0.5, 0.0, 0.5), (1.0, 1.0), (0.2, 0.7, 0.1)]))
@settings(max_examples=50, deadline=None)
def test_a_backup_counts_what_it_is_said_to(seed, credit):
    matrix, weight = small(rng_of(seed), density=0.5)

    def worth(m, w, sites):
        return twin.value(m, w, sites, credit=credit)

    fixed = (0,)
    best, _ = twin.best_choice(matrix, weight, 3, worth=worth, fixed=fixed)
    limits = Limits(n_new=3, fixed=fixed)
    found = maximal_cover(cover_of(matrix), limits, weight, credit=credit, effort=QUICK)
    assert found.value == pytest.approx(best)
    assert found.is_optimal


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_marginal_and_further_are_what_they_say(seed):
    matrix, weight = small(rng_of(seed), n_sites=7)
    found = maximal_cover(cover_of(matrix), Limits(n_new=3), weight, effort=QUICK)
    for site, lost in zip(found.sites, found.marginal, strict=True):
        rest = [s for s in found.sites if s != site]
        assert found.value - twin.value(matrix, weight, rest) == pytest.approx(lost)
    standing = list(found.sites)
    for step in found.further:
        before = twin.value(matrix, weight, standing)
        gains = [twin.value(matrix, weight, [*standing, s]) - before for s in range(7)]
        assert step.gain == pytest.approx(max(gains))
        standing.append(step.site)
    order = [twin.value(matrix, weight, found.sites[:k]) for k in range(len(found.sites) + 1)]
    assert order[1:2] == [max(twin.value(matrix, weight, [s]) for s in found.sites)] if found.sites else True


def test_a_case_worked_by_hand():
    """Five towns in a row, a site at each that covers itself and its neighbours: two sites cover all but one."""
    towns = np.abs(np.subtract.outer(np.arange(5), np.arange(5))) <= 1
    found = maximal_cover(cover_of(towns), Limits(n_new=2), [5, 1, 1, 1, 4], effort=QUICK)
    assert found.value == 12.0
    assert set(found.sites) in ({0, 3}, {1, 3}, {1, 4}) or found.value == 12.0
    only_two = maximal_cover(cover_of(towns), Limits(n_new=1), [5, 1, 1, 1, 4], effort=QUICK)
    assert (only_two.sites, only_two.value) == ((1,), 7.0)
    assert only_two.further[0].gain == 5.0


def test_the_same_seed_gives_the_same_answer():
    cover, weight = discs(300, 60)
    effort = Effort(seed=5, rounds=20)
    one, two = (maximal_cover(cover, Limits(n_new=6), weight, effort=effort) for _ in range(2))
    assert (one.sites, one.bound, one.further) == (two.sites, two.bound, two.further)


def test_the_curve_rises_and_ends_at_the_answer():
    cover, weight = discs(300, 40)
    curve = value_curve(cover, Limits(n_new=1), 6, weight, effort=QUICK)
    found = maximal_cover(cover, Limits(n_new=6), weight, effort=QUICK)
    assert [p.n_new for p in curve] == list(range(7))
    assert curve[0].value == 0.0
    assert all(p.gain >= 0.0 for p in curve)
    assert curve[-1].value == found.value
    assert sum(p.gain for p in curve) == pytest.approx(found.value)


def test_progress_is_told_and_a_hand_can_stop_it():
    cover, weight = discs(400, 80)
    stages = []

    def stop(progress):
        stages.append(progress)
        raise KeyboardInterrupt

    found = maximal_cover(cover, Limits(n_new=8), weight, effort=Effort(tells=stop))
    assert stages[0].value > 0.0
    assert "stopped by hand" in found.trail[-1]
    assert found.bound >= found.value > 0.0


def test_a_gap_that_is_good_enough_ends_the_search():
    cover, weight = discs(600, 100)
    exact = maximal_cover(cover, Limits(n_new=8), weight)
    rough = maximal_cover(cover, Limits(n_new=8), weight, effort=Effort(gap=0.05))
    assert rough.gap <= 0.05 + 1e-9
    assert rough.bound >= exact.value
    assert exact.is_optimal


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(), "give a number of new sites, a budget"),
        (Limits(n_new=-1), "-1 new sites"),
        (Limits(n_new=1, budget=-2.0), "a budget of -2"),
        (Limits(n_new=1, cost=[1.0, -1.0, 1.0]), "costs must be 3 finite numbers"),
        (Limits(n_new=1, fixed=(3,)), "there are candidates 0 to 2"),
        (Limits(n_new=1, fixed=(1, 1)), "each once"),
        (Limits(n_new=1, clashes=[(0, 7)]), "clashes name candidates 0 to 7"),
        (Limits(n_new=1, clashes=[(1, 1)]), "clashes with itself"),
        (Limits(group=[0, 1, 2], group_most=(1,)), "groups run from 0 to 2"),
        (Limits(n_new=2, group=[0, 0, 0], group_most=(1,)), "not both"),
    ],
)
def test_limits_that_make_no_sense_are_named(limits, says):
    with pytest.raises(SitingError, match=says):
        maximal_cover(cover_of(np.eye(3)), limits)


def test_other_questions_that_make_no_sense_are_named():
    three = cover_of(np.eye(3))
    for call, says in [
        (lambda: maximal_cover(three, Limits(n_new=1), [1, 2]), "3 demands and weights of shape"),
        (lambda: maximal_cover(three, Limits(n_new=1), [1, 2, -1]), "not below zero"),
        (lambda: maximal_cover(three, Limits(n_new=1), need=0), "at least 1"),
        (lambda: maximal_cover(three, Limits(n_new=1), need=2, credit=(1,)), "need or credit"),
        (lambda: maximal_cover(three, Limits(n_new=1), credit=(1, -1)), "none below zero"),
        (lambda: maximal_cover(cover_of(np.ones((2, 0))), Limits(n_new=1)), "no candidate site"),
        (lambda: CoverBuilder(3).add([3]), "there are demands 0 to 2"),
        (lambda: cover_of([1, 0]), "demands by candidates"),
        (lambda: stacked([three, cover_of(np.eye(2))]), "cannot stand on each other"),
    ]:
        with pytest.raises(SitingError, match=says):
            call()


def test_all_faults_of_the_limits_come_at_once():
    with pytest.raises(SitingError) as caught:
        maximal_cover(cover_of(np.eye(3)), Limits(n_new=-1, budget=-1.0, fixed=(9,)))
    assert all(words in str(caught.value) for words in ("-1 new sites", "a budget of -1", "fixed sites [9]"))


def test_nothing_to_choose_is_an_answer():
    found = maximal_cover(cover_of(np.zeros((3, 2))), Limits(n_new=1))
    assert (found.sites, found.value, found.bound, found.is_optimal) == ((), 0.0, 0.0, True)
    none = maximal_cover(cover_of(np.eye(3)), Limits(n_new=0, fixed=(1,)))
    assert (none.sites, none.value, none.bound) == ((), 1.0, 1.0)


def test_sites_closer_than_the_separation_clash():
    pairs = separation_clashes([0.0, 3.0, 10.0], [0.0, 4.0, 0.0], 5.0)
    assert pairs.tolist() == []
    assert separation_clashes([0.0, 3.0, 10.0], [0.0, 4.0, 0.0], 5.01).tolist() == [[0, 1]]

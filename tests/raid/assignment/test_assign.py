"""The verb: every method beside enumeration, and what must hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.raid.assignment import METHODS, AssignmentError, Problem, assign
from tests.raid.assignment.cases import ordinary, raid, small
from tests.reference import assignment as twin

SEEDS = st.integers(0, 2**32 - 1)


def check(problem, found):
    """What holds for every assignment."""
    assert found.counts.shape == problem.p_kill.shape
    assert (found.counts >= 0).all()
    assert (found.counts.sum(1) <= problem.rounds).all()
    assert not found.counts[problem.p_kill == 0.0].any()
    left = twin.value_left(problem.values, problem.p_kill, found.counts)
    assert found.value_left == pytest.approx(left, rel=1e-12, abs=1e-300)
    assert found.value_left == pytest.approx(problem.values @ found.p_survive)
    assert found.p_none_left == pytest.approx(np.prod(1.0 - found.p_survive))
    if found.lower is not None:
        assert 0.0 <= found.lower <= found.value_left


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_no_method_beats_enumeration_and_the_exact_one_equals_it(seed):
    problem = small(np.random.default_rng(seed))
    least = twin.optimum(problem.values, problem.p_kill, problem.rounds)
    tiny = 1e-12 * (problem.values.sum() + 1.0)
    for method in METHODS:
        found = assign(problem, method)
        check(problem, found)
        assert found.method == method
        assert found.value_left >= least - tiny
        if method in ("best", "exact"):
            assert found.lower is not None
            assert found.lower <= least + tiny
        else:
            assert (found.lower, found.is_proven) == (None, False)
        if method == "exact":
            assert found.is_proven
            assert found.value_left == pytest.approx(least, rel=1e-7, abs=tiny)


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_surer_rounds_never_leave_more(seed):
    rng = np.random.default_rng(seed)
    problem = small(rng, 4, 4)
    surer = problem.p_kill + rng.random(problem.p_kill.shape) * (1.0 - problem.p_kill)
    before = assign(problem, "exact").value_left
    after = assign(Problem(problem.values, surer, problem.rounds), "exact").value_left
    more = assign(Problem(problem.values, problem.p_kill, problem.rounds + 1), "exact").value_left
    assert after <= before * (1.0 + 1e-7) + 1e-12
    assert more <= before * (1.0 + 1e-7) + 1e-12


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_the_order_of_weapons_and_targets_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    problem = small(rng, 4, 4)
    rows, columns = rng.permutation(problem.n_weapons), rng.permutation(problem.n_targets)
    other = Problem(problem.values[columns], problem.p_kill[rows][:, columns], problem.rounds[rows])
    exact = [assign(p, "exact").value_left for p in (problem, other)]
    assert exact[1] == pytest.approx(exact[0], rel=1e-7, abs=1e-12)
    apart = Problem(rng.uniform(1.0, 9.0, 4), rng.random((3, 4)), [1, 2, 3])
    turned = Problem(apart.values[::-1], apart.p_kill[::-1, ::-1], apart.rounds[::-1])
    for method in ("doctrine", "greedy"):
        ours, theirs = assign(apart, method), assign(turned, method)
        assert ours.counts.tolist() == theirs.counts[::-1, ::-1].tolist()


@given(SEEDS, st.floats(1e-6, 1e6))
@settings(max_examples=10, deadline=None)
def test_the_unit_of_the_values_changes_nothing(seed, unit):
    problem = small(np.random.default_rng(seed))
    other = Problem(unit * problem.values, problem.p_kill, problem.rounds)
    ours, theirs = assign(problem, "exact").value_left, assign(other, "exact").value_left
    assert theirs == pytest.approx(unit * ours, rel=1e-7, abs=1e-12 * unit)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_to_fire_and_nothing_to_fire_at(method):
    cases = [
        (Problem([3.0, 2.0], np.zeros((0, 2))), 5.0),
        (Problem([], np.zeros((2, 0)), 3), 0.0),
        (Problem([], []), 0.0),
        (Problem([3.0, 2.0], []), 5.0),
        (Problem([3.0, 2.0], [[0.0, 0.0]], 4), 5.0),
        (Problem([3.0, 2.0], [[0.5, 0.5]], 0), 5.0),
        (Problem([0.0, 0.0], [[0.5, 0.5]], 2), 0.0),
    ]
    for problem, left in cases:
        found = assign(problem, method)
        check(problem, found)
        assert found.value_left == left
        assert method not in ("best", "exact") or found.is_proven
        assert method == "doctrine" or not found.counts.any()


def test_a_weapon_without_rounds_and_a_target_out_of_reach_are_left_out():
    problem = Problem([5.0, 4.0, 3.0], [[0.9, 0.9, 0.0], [0.5, 0.5, 0.0]], [0, 1])
    for method in METHODS:
        found = assign(problem, method)
        check(problem, found)
        assert found.counts.tolist() == [[0, 0, 0], [1, 0, 0]]
        assert found.value_left == 9.5


def test_rounds_that_always_hit_take_one_target_each_and_no_round_is_wasted():
    problem = Problem([5.0, 4.0, 3.0], [[1.0, 1.0, 0.0], [1.0, 0.2, 0.2], [0.3, 0.3, 0.3]], [1, 1, 2])
    found = assign(problem, "exact")
    check(problem, found)
    assert found.is_proven
    assert found.value_left == pytest.approx(3.0 * 0.7**2)
    assert found.counts.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 2]]
    everything = assign(Problem([5.0, 4.0], [[1.0, 1.0]], 9), "best")
    assert (everything.value_left, everything.is_proven) == (0.0, True)
    assert everything.counts.tolist() == [[1, 1]]
    assert everything.p_none_left == 1.0


def test_units_that_do_not_talk_all_fire_at_the_gravest_threat():
    found = assign(Problem([9.0, 5.0, 1.0], [[0.1, 0.9, 0.9]] * 3, [1, 2, 3]), "doctrine")
    assert found.counts.tolist() == [[1, 0, 0], [2, 0, 0], [3, 0, 0]]
    own = assign(Problem([9.0, 5.0], [[0.9, 0.9]], 2), "doctrine")
    assert own.counts.tolist() == [[1, 1]], "its own rounds a unit does count"
    like = assign(Problem([5.0, 5.0], [[0.4, 0.6]], 1), "doctrine")
    assert like.counts.tolist() == [[0, 1]]


def test_one_round_a_target_at_most_is_a_linear_assignment():
    from scipy.optimize import linear_sum_assignment

    problem = ordinary(20, 20)
    row, column = linear_sum_assignment(problem.values * problem.p_kill, maximize=True)
    least = problem.values.sum() - (problem.values * problem.p_kill)[row, column].sum()
    found = assign(problem, "exact")
    assert found.is_proven
    assert found.value_left == pytest.approx(least, rel=1e-9)


ORDINARY = {"20 x 10": ordinary(20, 10), "5 x 8 x 3": ordinary(5, 8, 3), "raid": raid(), "raid 6": raid(6)}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_problems_are_proven_and_the_search_is_near(name):
    problem = ORDINARY[name]
    exact, best, greedy, doctrine = (assign(problem, m) for m in ("exact", "best", "greedy", "doctrine"))
    for found in (exact, best, greedy, doctrine):
        check(problem, found)
    assert exact.is_proven
    assert exact.value_left <= best.value_left * (1.0 + 1e-9) <= 1.005 * exact.value_left
    assert best.value_left <= greedy.value_left <= doctrine.value_left
    assert best.lower is not None
    assert best.lower <= exact.value_left
    assert best.gap < 0.05
    assert len(exact.trail) > len(best.trail) or best.is_proven


def test_the_same_seed_gives_the_same_rounds():
    problem = ordinary(12, 9, 2, seed=5)
    for method in ("best", "exact"):
        ours, again = assign(problem, method, seed=7), assign(problem, method, seed=7)
        assert ours.counts.tolist() == again.counts.tolist()
        assert (ours.lower, ours.trail) == (again.lower, again.trail)


def test_when_time_runs_out_the_bound_is_honest():
    problem = ordinary(30, 15)
    proven = assign(problem, "exact")
    assert proven.is_proven
    hasty = assign(problem, "exact", seconds=1e-9)
    check(problem, hasty)
    assert not hasty.is_proven
    assert hasty.lower is not None
    assert hasty.lower <= proven.value_left <= hasty.value_left
    assert hasty.gap > 0.0


def test_many_rounds_do_not_take_long():
    found = assign(Problem([5.0, 3.0, 2.0], [[0.3, 0.2, 0.1], [0.2, 0.1, 0.4]], 100_000), "exact")
    assert found.is_proven
    assert found.value_left < 1e-14
    assert found.seconds < 5.0


def test_arrays_are_copies_and_read_only():
    values = np.array([1.0, 2.0])
    problem = Problem(values, [[0.5, 0.5]], 2)
    values[0] = 9.0
    assert problem.values.tolist() == [1.0, 2.0]
    for array in (problem.values, problem.p_kill, problem.rounds, assign(problem).counts):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0], [[0.5, 0.5]]), "chances are weapons by targets; got shape (1, 2) for 1 targets"),
        (([[1.0]], [[0.5]]), "values are one for each target; got shape (1, 1)"),
        (([1.0], [[0.5]], [1, 1]), "rounds for 2 weapons, chances for 1"),
        (([1.0], [[0.5]], [[1]]), "rounds are one for each weapon; got shape (1, 1)"),
        (([-1.0], [[0.5]]), "the value of target 0 is -1"),
        (([np.inf], [[0.5]]), "the value of target 0 is inf"),
        (([1.0], [[1.5]]), "the chance of weapon 0 at target 0 is 1.5"),
        (([1.0], [[np.nan]]), "the chance of weapon 0 at target 0 is nan"),
        (([1.0], [[0.5]], [-1]), "weapon 0 has -1 rounds"),
        (([1.0], [[0.5]], [1.5]), "weapon 0 has 1.5 rounds"),
        (([1.0], [[0.5]], 1e9), "from 0 to 1000000"),
        ((["one"], [[0.5]]), "must be numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, words):
    with pytest.raises(ValueError, match="cannot assign") as told:
        Problem(*arguments)
    assert words in str(told.value)


def test_every_fault_is_named():
    with pytest.raises(AssignmentError) as told:
        Problem([-1.0], [[2.0]], [-3])
    assert [w in str(told.value) for w in ("value of target", "chance of weapon", "rounds")] == [True] * 3
    with pytest.raises(AssignmentError) as told:
        assign(Problem([1.0], [[0.5]]), "guess", seconds=0.0, seed=-1)  # type: ignore[arg-type]
    assert [w in str(told.value) for w in ("guess", "time limit", "seed -1")] == [True] * 3


@pytest.mark.parametrize("method", ["greedy", "best", "exact"])
def test_no_round_is_fired_beside_one_that_always_hits(method):
    found = assign(Problem([5.0, 4.0], [[1.0, 0.0], [0.5, 0.0], [0.0, 0.5]]), method)
    assert found.counts.tolist() == [[1, 0], [0, 0], [0, 1]]

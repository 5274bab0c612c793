"""Assignments against published best values, closed forms and other programs."""

from collections.abc import Iterator
from math import comb

import numpy as np

from belfort.raid.assignment import Problem, assign
from tests.raid.assignment.cases import PUBLISHED, ordinary, published
from tests.reference.assignment import by_all_columns, optimum
from verification.row import row, skipped

SOURCE = "Andersen, Pavlikov, Toffolo 2022 (branch and adjust, CPLEX, at most 7,200 s)"
LAST_DIGIT = 5e-7


def instances() -> Iterator[dict]:
    """The published best value or better, and whether it is proven; what simple rules leave."""
    for name, best in PUBLISHED.items():
        problem = published(name)
        if problem is None:
            yield skipped("weapon-target instances", "not compared: the files are not beside the checkout")
            return
        ours = assign(problem, "exact", seconds=300.0)
        words = f"{ours.value_left:.6f}, {'proven' if ours.is_proven else f'bound {ours.lower:.6f}'}"
        is_good = ours.value_left <= best + LAST_DIGIT and ours.is_proven
        yield row(f"{name}: value left", f"{best:.6f}", SOURCE, words, ours.value_left - best, is_good)
        search, greedy, doctrine = (
            assign(problem, m).value_left / ours.value_left for m in ("best", "greedy", "doctrine")
        )
        yield {
            "name": f"{name}: simple rules, above the least",
            "published": "-",
            "source": "ours, against the proven least",
            "ours": f"search {100 * (search - 1):.2g} %, greedy {100 * (greedy - 1):.1f} %, doctrine {doctrine:.3g} times",
            "difference": "-",
            "verdict": "stated",
        }


def closed_forms() -> Iterator[dict]:
    """Like weapons at like targets: an even split, whose leakers are binomial sums."""
    for n_targets, n_rounds, p in ((10, 20, 0.8), (20, 48, 0.7), (7, 5, 0.4)):
        few, more = divmod(n_rounds, n_targets)
        expected = (n_targets - more) * (1 - p) ** few + more * (1 - p) ** (few + 1)
        none = (1 - (1 - p) ** few) ** (n_targets - more) * (1 - (1 - p) ** (few + 1)) ** more
        ours = assign(Problem(np.ones(n_targets), np.full((1, n_targets), p), n_rounds), "exact")
        name = f"{n_rounds} like rounds at {n_targets} like targets, p = {p}"
        difference = ours.value_left - expected
        is_good = abs(difference) < 1e-12 and ours.is_proven
        yield row(f"{name}: left", expected, "even split", ours.value_left, difference, is_good)
        difference = ours.p_none_left - none
        yield row(
            f"{name}: none left", none, "even split", ours.p_none_left, difference, abs(difference) < 1e-12
        )
    mean = sum(k * comb(10, k) * 0.04**k * 0.96 ** (10 - k) for k in range(11))
    ours = assign(Problem(np.ones(10), np.full((20, 10), 0.8)), "exact").value_left
    yield row(
        "barrage of 2 at each of 10, p = 0.8",
        mean,
        "binomial mean",
        ours,
        ours - mean,
        abs(ours - mean) < 1e-12,
    )


def other_programs() -> Iterator[dict]:
    """One round a target by linear assignment; small problems by the whole model and by enumeration."""
    from scipy.optimize import linear_sum_assignment

    problem = ordinary(60, 60)
    gains = problem.values * problem.p_kill
    at = linear_sum_assignment(gains, maximize=True)
    least = float(problem.values.sum() - gains[at].sum())
    ours = assign(problem, "exact")
    is_good = ours.is_proven and abs(ours.value_left - least) < 1e-9 * least
    yield row(
        "60 weapons, 60 targets",
        least,
        "linear assignment (SciPy)",
        ours.value_left,
        ours.value_left - least,
        is_good,
    )
    rng = np.random.default_rng(4)
    for name, by, shape in (
        ("5 weapons, 7 targets", by_all_columns, (5, 7)),
        ("3 weapons, 4 targets", optimum, (3, 4)),
    ):
        problem = Problem(rng.uniform(1.0, 9.0, shape[1]), rng.random(shape), rng.integers(1, 3, shape[0]))
        least = by(problem.values, problem.p_kill, problem.rounds)
        ours = assign(problem, "exact")
        is_good = ours.is_proven and abs(ours.value_left - least) < 1e-6 * least
        source = "HiGHS (SciPy), every column" if by is by_all_columns else "enumeration"
        yield row(name, least, source, ours.value_left, ours.value_left - least, is_good)


def rows() -> Iterator[dict]:
    yield from closed_forms()
    yield from other_programs()
    yield from instances()

"""The published instances: proven, at the published best value."""

import numpy as np
import pytest

from belfort.raid.assignment import assign
from tests.raid.assignment.cases import PUBLISHED, published

pytestmark = pytest.mark.outside


def read(name):
    problem = published(name)
    if problem is None:
        pytest.skip("the instances are not beside the checkout")
    return problem


def test_one_round_each_is_a_linear_assignment_problem():
    from scipy.optimize import linear_sum_assignment

    problem = read("50x100x1")
    gains = problem.values * problem.p_kill
    row, column = linear_sum_assignment(gains, maximize=True)
    assert problem.values.sum() - gains[row, column].sum() == pytest.approx(PUBLISHED["50x100x1"], abs=5e-7)


@pytest.mark.parametrize("name", ["50x100x1", "50x100x2", "50x100x3"])
def test_the_small_ones_are_proven(name):
    found = assign(read(name), "exact")
    assert found.is_proven
    assert found.value_left == pytest.approx(PUBLISHED[name], abs=5e-7)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["100x200x1", "100x200x2", "100x200x3"])
def test_the_large_ones_are_proven(name):
    found = assign(read(name), "exact", seconds=300.0)
    assert found.is_proven
    assert found.value_left == pytest.approx(PUBLISHED[name], abs=5e-7)


def test_how_far_off_the_simple_rules_are():
    off = {}
    for method in ("doctrine", "greedy"):
        values = np.array([assign(read(name), method).value_left for name in PUBLISHED])
        off[method] = values / np.array(list(PUBLISHED.values())) - 1.0
    assert 0.02 < off["greedy"].min() < off["greedy"].max() < 0.29
    assert (off["doctrine"] > 2.0).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_the_search_alone_is_near(name):
    found = assign(read(name), "best")
    assert PUBLISHED[name] * (1.0 - 1e-7) <= found.value_left <= 1.002 * PUBLISHED[name]
    assert found.lower is not None
    assert found.lower <= PUBLISHED[name] + 5e-7

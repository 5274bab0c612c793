"""The steps of the search, one at a time."""

from math import inf

import numpy as np
import pytest

from belfort.raid.assignment.merging import merged
from belfort.raid.assignment.search import greedy_counts, search_of
from tests.raid.assignment.cases import ordinary, raid

PROBLEMS = {"12 x 7": ordinary(12, 7, 2), "raid": raid()}


def started(name):
    lean = merged(PROBLEMS[name]).problem
    search = search_of(lean, seed=3, until_s=inf)
    search.take(greedy_counts(lean))
    return search, lean


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_lift_saves_or_leaves_all_as_it_was(name):
    search, lean = started(name)
    n_better = 0
    for _ in range(60):
        at, left, total = search.at.copy(), search.left.copy(), search.total
        is_better = search.lift()
        n_better += is_better
        assert (search.total < total) == is_better
        assert search.total == pytest.approx(lean.value_left(search.counts), rel=1e-9)
        if not is_better:
            assert (search.at == at).all()
            assert (search.left == left).all()
    assert 0 < n_better < 60


@pytest.mark.parametrize("name", PROBLEMS)
def test_layers_fire_every_round_and_what_is_taken_comes_back(name):
    search, lean = started(name)
    counts = greedy_counts(lean)
    assert search.counts.tolist() == counts.tolist()
    search.fire_layers()
    assert (search.counts.sum(1) == lean.rounds).all()
    assert search.counts.max() >= 1
    assert np.isclose(search.total, lean.value_left(search.counts), rtol=1e-9)


def test_nothing_is_done_when_time_is_over():
    search, _ = started("raid")
    search.until_s = -inf
    at = search.at.copy()
    search.descend()
    search.lift_layers(5)
    search.kick()
    assert (search.at == at).all()

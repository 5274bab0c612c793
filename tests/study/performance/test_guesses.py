"""How much rests on guesses, by hand-made worlds."""

import numpy as np
import pytest

from belfort.study.performance.guesses import guess_rows, performance_guesses
from belfort.study.performance.kept import Measured
from belfort.study.performance.runs import Cell
from belfort.study.performance.tell import Results

N = 40
FACTS, GUESSED = np.random.default_rng(5).normal(size=(2, N))


def of_worlds(means) -> Measured:
    """Two replicates a world without any scatter, and some at the mode that must not count."""
    world = np.concatenate([[-1, -1], np.repeat(np.arange(N), 2)]).astype(np.int32)
    return Measured({("n_leaked", ""): np.concatenate([[1e6, -1e6], np.repeat(means, 2)])}, world, {})


def shares(every, known):
    cells = {
        Cell("a", "night"): of_worlds(every),
        Cell("a", "night", is_without_guesses=True): of_worlds(known),
    }
    return performance_guesses(Results(cells))


def test_the_share_is_what_goes_when_guesses_stand_still():
    every = 20.0 + FACTS + 2.0 * GUESSED
    value, low, high = shares(every, 20.0 + FACTS)["a", "night"]
    assert value == pytest.approx(1.0 - np.var(FACTS) / np.var(every))
    assert low <= value <= high


@pytest.mark.parametrize(("weight", "expected"), [(1.0, 1.0), (0.0, 0.0)])
def test_all_guesses_and_none(weight, expected):
    every = 20.0 + (GUESSED if weight else FACTS)
    known = np.full(N, 20.0) if weight else 20.0 + FACTS
    assert shares(every, known)["a", "night"] == (expected,) * 3


def test_a_share_is_never_below_nothing():
    value, low, high = shares(20.0 + FACTS, 20.0 + 2.0 * FACTS)["a", "night"]
    assert value == low == 0.0
    assert high >= 0.0


def test_nothing_is_said_where_nothing_varies():
    assert shares(np.full(N, 3.0), np.full(N, 3.0)) == {}


def test_worlds_in_any_order_pair_with_themselves():
    every, known = of_worlds(20.0 + FACTS + GUESSED), of_worlds(20.0 + FACTS)
    order = np.random.default_rng(1).permutation(every.world.size)
    mixed = Measured({k: v[order] for k, v in known.values.items()}, known.world[order], {})
    cells = {Cell("a", "night"): every, Cell("a", "night", is_without_guesses=True): mixed}
    assert (
        performance_guesses(Results(cells))["a", "night"]
        == shares(20.0 + FACTS + GUESSED, 20.0 + FACTS)["a", "night"]
    )


def test_rows_say_that_they_are_all_guesses_together():
    table = guess_rows({("a", "night"): (0.5, 0.25, 0.75)})
    assert (table.option[0], table.picture[0], table.measure[0]) == ("a", "night", "n_leaked")
    assert (table.share[0], table.low[0], table.high[0]) == (0.5, 0.25, 0.75)
    assert table.is_guess[0]
    assert len(guess_rows({})) == 0

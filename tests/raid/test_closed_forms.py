"""Closed forms against published values, against counting every case, and against one another."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.raid import closed_forms as cf

PROBABILITY = st.floats(0.0, 1.0)


def close(value):
    return pytest.approx(value, abs=6e-8)


def test_published_values():
    assert cf.barrage(10, 2, 0.8) == (close(0.4), close(0.6648326))
    assert cf.shoot_look_shoot(0.7, 3) == (close(0.973), pytest.approx(1.39))
    assert cf.salvo_doctrine(0.7, (2, 1)) == (close(0.973), pytest.approx(2.09))
    assert cf.salvo_doctrine(0.7, (2, 2)) == (close(0.9919), pytest.approx(2.18))
    layers = cf.through_layers(100, (0.5, 0.6, 0.7))
    assert layers @ np.arange(101) == close(6.0)
    assert layers[:4] == close(np.array([0.0020549, 0.0131162, 0.0414417, 0.0864103]))
    assert cf.shared_magazine(10, 12, 2, 0.7) == pytest.approx(1.724289, abs=5e-7)
    assert cf.shared_magazine(20, 16, 3, 0.6) == pytest.approx(10.4, abs=5e-3)
    assert cf.even_split(20, 48, 0.7) == (close(1.296), close(0.2590594))
    assert [cf.multi_look(4, 8, n, 0.7) for n in (1, 2, 3)] == pytest.approx(
        [0.685750, 0.903136, 0.942032], abs=5e-7
    )
    assert cf.prim_read((10, 7, 5, 3, 2), 2.0) == (4, 3, 2, 1, 0)
    assert cf.hughes_salvo(3, 4, 2, 3, 2) == 2
    assert cf.hughes_salvo(3, 4, 20, 3, 2) == 0
    assert cf.hughes_salvo(3, 4, 3, 3, 2) == 1.5
    assert cf.erlang_loss(6, 4.0) == pytest.approx(0.1172, abs=5e-5)
    assert [cf.saturated(40, 50.0, 8.0, c) for c in (1, 3, 6)] == [33, 19, 0]


@given(st.integers(1, 6), st.integers(0, 9), PROBABILITY)
def test_survivors_by_counting_every_case(n_alive, n_fired, p):
    shots = [n_fired // n_alive + (i < n_fired % n_alive) for i in range(n_alive)]
    counted = np.zeros(n_alive + 1)
    for lives in product((False, True), repeat=n_alive):
        odds = [(1 - p) ** n if alive else 1 - (1 - p) ** n for n, alive in zip(shots, lives, strict=True)]
        counted[sum(lives)] += np.prod(odds)
    found = cf.survivors(n_alive, n_fired, p)
    assert found == pytest.approx(counted, abs=1e-12)
    assert found.sum() == pytest.approx(1.0)
    split = cf.even_split(n_alive, n_fired, p)
    assert split.mean == pytest.approx(found @ np.arange(n_alive + 1))
    assert split.p_none == pytest.approx(found[0])


@given(st.integers(1, 8), st.integers(0, 5), PROBABILITY)
def test_an_even_split_of_whole_shares_is_a_barrage(n_targets, n_each, p):
    assert cf.even_split(n_targets, n_targets * n_each, p) == pytest.approx(cf.barrage(n_targets, n_each, p))


@given(st.integers(0, 9), st.floats(0.01, 1.0))
def test_shoot_look_shoot_is_a_doctrine_of_single_shots(n, p):
    assert cf.shoot_look_shoot(p, n) == pytest.approx(cf.salvo_doctrine(p, (1,) * n))


@given(st.integers(1, 8), st.integers(0, 12), PROBABILITY)
def test_a_shared_magazine_without_limit_of_looks_leaks_what_a_truncated_one_does(n_targets, n_missiles, p):
    many = cf.truncated_magazine(n_targets, n_missiles, p)
    assert many.sum() == pytest.approx(1.0)
    assert cf.shared_magazine(n_targets, n_missiles, n_missiles + 1, p) == pytest.approx(
        many @ np.arange(n_targets + 1)
    )


@given(st.integers(1, 5), st.integers(1, 5), PROBABILITY)
def test_a_full_shared_magazine_is_shoot_look_shoot_at_each(n_targets, n_looks, p):
    expected = n_targets * (1 - p) ** n_looks
    assert cf.shared_magazine(n_targets, n_targets * n_looks, n_looks, p) == pytest.approx(expected)


@given(st.integers(1, 4), st.integers(0, 6), st.integers(1, 3), PROBABILITY)
def test_another_look_or_missile_never_hurts(n_attackers, n_missiles, n_looks, p):
    value = cf.multi_look(n_attackers, n_missiles, n_looks, p)
    assert cf.multi_look(n_attackers, n_missiles, n_looks + 1, p) >= value - 1e-12
    assert cf.multi_look(n_attackers, n_missiles + 1, n_looks, p) >= value - 1e-12
    assert cf.multi_look(n_attackers, n_missiles, 1, p) == pytest.approx(
        cf.even_split(n_attackers, n_missiles, p).p_none if p > 0 else 0.0
    )


@given(st.integers(1, 12), st.floats(0.01, 20.0))
def test_erlang_by_its_sum(n_channels, load):
    terms = np.cumprod([1.0, *(load / k for k in range(1, n_channels + 1))])
    assert cf.erlang_loss(n_channels, load) == pytest.approx(terms[-1] / terms.sum())


@given(st.lists(st.floats(0.1, 50.0), min_size=1, max_size=6), st.floats(0.1, 10.0))
def test_prim_read_leaves_no_target_worth_more_than_its_price(values, price):
    for v, n in zip(values, cf.prim_read(values, price), strict=True):
        assert v <= (n + 1) * price * (1 + 1e-12)
        assert n == 0 or v > n * price * (1 - 1e-12)


def test_a_price_of_nothing_is_refused():
    with pytest.raises(ValueError, match="positive"):
        cf.prim_read((1.0,), 0.0)

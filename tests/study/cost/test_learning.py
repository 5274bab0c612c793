import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.study.cost.learning import (
    crawford_lot,
    crawford_unit,
    quantity_factor,
    wright_average,
    wright_lot,
    wright_unit,
)
from belfort.study.cost.money import CostError

UNITS, RATES = st.integers(1, 200), st.floats(0.55, 1.0)


@settings(max_examples=40)
@given(st.integers(1, 500), st.floats(1.0, 1e9))
def test_without_learning_the_curve_is_flat(n, cost):
    assert crawford_unit(cost, n, 1.0) == cost == pytest.approx(wright_unit(cost, n, 1.0))
    assert crawford_lot(cost, 1, n, 1.0) == pytest.approx(n * cost)
    assert quantity_factor(n, 4, np.array([1.0]))[0] == 1.0


@settings(max_examples=40)
@given(UNITS, RATES)
def test_twice_the_number_costs_the_rate(n, rate):
    assert crawford_unit(1.0, 2 * n, rate) == pytest.approx(rate * crawford_unit(1.0, n, rate))
    assert wright_average(1.0, 2 * n, rate) == pytest.approx(rate * wright_average(1.0, n, rate))


@settings(max_examples=40)
@given(UNITS, UNITS, RATES)
def test_lots_add_up(n, more, rate):
    for lot in (crawford_lot, wright_lot):
        assert lot(1.0, 1, n, rate) + lot(1.0, n + 1, n + more, rate) == pytest.approx(
            lot(1.0, 1, n + more, rate)
        )
    assert wright_lot(1.0, 1, n, rate) == pytest.approx(n * wright_average(1.0, n, rate))


@settings(max_examples=40)
@given(UNITS, RATES)
def test_a_larger_order_is_never_dearer_a_unit(n, rate):
    assert (
        quantity_factor(n + 1, 4, np.array([rate]))[0] <= quantity_factor(n, 4, np.array([rate]))[0] + 1e-12
    )
    assert quantity_factor(4, 4, np.array([rate]))[0] == 1.0


def test_nonsense_is_refused():
    with pytest.raises(CostError, match="above 0 and up to 1"):
        crawford_unit(1.0, 2, 1.2)
    with pytest.raises(CostError, match="numbered from 1"):
        wright_unit(1.0, 0, 0.9)
    with pytest.raises(CostError, match=r"above 0\.5"):
        wright_lot(1.0, 1, 2, 0.5)
    for lot in (crawford_lot, wright_lot):
        with pytest.raises(CostError, match="runs forward"):
            lot(1.0, 5, 3, 0.9)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from belfort.study.cost.discount import (
    Inflation,
    NominalFlow,
    NominalRate,
    RealFlow,
    RealRate,
    in_money_of_the_year,
    nominal_rate,
    present_value,
)
from belfort.study.cost.money import CostError

YEARS = np.arange(2025, 2046)
COSTS = arrays(float, 21, elements=st.floats(0.0, 1e6))
SHARES = st.floats(0.0, 0.15)


@given(COSTS)
def test_at_rate_zero_present_value_is_the_sum(cost):
    assert present_value(RealFlow(YEARS, cost, 2025), RealRate(0.0), 2030) == pytest.approx(cost.sum())


@given(COSTS, SHARES, SHARES)
def test_real_at_a_real_rate_is_nominal_at_the_nominal_rate(cost, real, inflation):
    flow, rate, rise = RealFlow(YEARS, cost, 2025), RealRate(real), Inflation(inflation)
    nominal = present_value(in_money_of_the_year(flow, rise), nominal_rate(rate, rise), 2025)
    assert nominal == pytest.approx(present_value(flow, rate, 2025))


def test_the_wrong_mix_is_refused():
    flow = RealFlow(YEARS, np.ones(21), 2025)
    with pytest.raises(CostError, match="real payments at a nominal rate would be wrong"):
        present_value(flow, NominalRate(0.05), 2025)  # type: ignore[call-overload]
    with pytest.raises(CostError, match="nominal payments at a real rate would be wrong"):
        present_value(NominalFlow(YEARS, np.ones(21)), RealRate(0.03), 2025)  # type: ignore[call-overload]


def test_each_draw_has_its_own_rate():
    flow = RealFlow(YEARS, np.ones((2, 21)), 2025)
    got = present_value(flow, RealRate(np.array([0.0, 0.03])), 2025)
    assert got == pytest.approx([21.0, (1 - 1.03**-21) / (1 - 1 / 1.03)])


def test_payments_and_years_must_fit():
    with pytest.raises(CostError, match="20 payments do not fit 21 years"):
        RealFlow(YEARS, np.ones(20), 2025)
    with pytest.raises(CostError, match="leaves nothing"):
        RealRate(-1.0)

import numpy as np
import pytest

from belfort.study.cost.exchange import cost_per_asset_year, cost_per_kill, cost_per_raid, exchange, ratio
from belfort.study.cost.money import CostError


def test_the_value_is_the_ratio_of_means():
    got = cost_per_kill([10.0, 30.0], [1.0, 3.0])
    assert (got.value, got.low90, got.high90) == (10.0, 10.0, 10.0)
    assert cost_per_kill([10.0, 30.0], [1.0, 4.0]).value == 8.0


def test_a_world_without_a_kill_is_counted_and_not_averaged():
    got = cost_per_kill(np.full(10, 2.0), np.r_[0.0, np.ones(9)])
    assert got.value == pytest.approx(20 / 9)
    assert got.p_infinite == 0.1
    assert got.high90 == np.inf
    assert cost_per_kill(1.0, 0.0).value == np.inf


def test_raids_asset_years_and_exchange():
    assert cost_per_raid(1000.0, 5.0, 100.0).value == 15.0
    assert cost_per_asset_year([600.0, 600.0], [2.0, 4.0], 10.0).value == 20.0
    assert exchange([8.0, 8.0], 2.0).value == 4.0


def test_nonsense_is_refused():
    with pytest.raises(CostError, match="do not pair"):
        ratio([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(CostError, match="never negative"):
        ratio([-1.0], [1.0])
    with pytest.raises(CostError, match="some raids"):
        cost_per_raid(1.0, 1.0, 0.0)

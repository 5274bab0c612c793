"""What the money buys, by hand."""

import numpy as np
import pytest

from belfort.scenario.load import shipped_catalogue
from belfort.study.bought import holdings
from belfort.study.effect import effects, n_protected
from belfort.study.money import Money
from belfort.study.performance.kept import Measured
from belfort.study.study import options_of
from tests.study.questions import results, scenario
from tests.study.test_money import guns

WORLD = np.array([-1, 0, 0, 1, 1], np.int32)


def raid(**more) -> Measured:
    values = {
        ("defence_eur", ""): np.array([9e9, 1e6, 3e6, 2e6, 2e6]),
        ("attack_eur", ""): np.array([9e9, 4e6, 4e6, 4e6, 4e6]),
        ("n_kills", "gun"): np.array([9e9, 1.0, 1.0, 0.0, 2.0]),
        ("n_kills", "missile"): np.array([9e9, 0.0, 2.0, 1.0, 1.0]),
        ("n_leaked_at", "port"): np.array([9e9, 0.0, 2.0, 0.0, 0.0]),
        ("n_leaked_at", "airport"): np.array([9e9, 5.0, 1.0, 1.0, 0.0]),
    }
    return Measured({**values, **more}, WORLD, {})


def rows(table):
    return {
        (m, o): (u, mean)
        for m, o, u, mean in zip(table.measure, table.option, table.unit, table.mean, strict=True)
    }


def test_shots_kills_and_exchange_by_hand():
    found = rows(effects(results({("a", "night"): raid()}), {}, "EUR"))
    assert found["fired in a raid", "a"] == ("million EUR", pytest.approx(2.0))
    assert found["fired for one kill", "a"] == ("million EUR", pytest.approx(2.0 / 2.0))
    assert found["defender's shots for the attacker's threats", "a"] == ("ratio", pytest.approx(0.5))
    assert "life-cycle cost an asset-year protected" not in {m for m, _ in found}


def test_an_attack_without_a_price_has_no_exchange():
    free = raid(**{})
    free.values["attack_eur", ""][:] = 0.0
    assert not any("attacker" in m for m, _ in rows(effects(results({("a", "night"): free}), {}, "EUR")))


def test_assets_protected_by_a_slow_loop():
    found = raid()
    slow = []
    for k in (0, 1):
        inside = k == WORLD
        hit = [np.mean(found.values["n_leaked_at", a][inside] > 0) for a in ("port", "airport")]
        slow.append(sum(1.0 - h for h in hit))
    assert n_protected(found).tolist() == slow == [0.5, 1.5]
    at_mode = Measured(
        {("n_leaked_at", "port"): np.array([0.0, 1.0, 1.0, 0.0])}, np.full(4, -1, np.int32), {}
    )
    assert n_protected(at_mode).tolist() == [0.5]


def test_an_asset_year_rests_on_every_draw_of_the_cost():
    base, n = scenario(), 400
    held = {
        o: holdings(one, (guns("gun-b"),), shipped_catalogue(), n, 7) for o, one in options_of(base).items()
    }
    life = Money.of(base.asked, held, shipped_catalogue(), n, 7).lives["second"]
    cells = {(o, "night"): raid() for o in ("as-is", "second")}
    found = rows(effects(results(cells), {"second": life}, "EUR"))
    unit, mean = found["life-cycle cost an asset-year protected", "second"]
    assert unit == "million EUR an asset and year not hit"
    assert mean == pytest.approx(life.constant.draws.mean() / 1e6 / (1.0 * life.years.size))
    assert ("life-cycle cost an asset-year protected", "as-is") not in found

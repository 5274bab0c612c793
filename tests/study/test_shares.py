"""Who pays for what nations buy together."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from belfort.scenario.load import load_scenario, shipped_catalogue
from belfort.study.bought import costed, holdings
from belfort.study.cost import Terms, Worlds, life_cycle
from belfort.study.shares import share_rows
from belfort.study.study import options_of

N = 64


@pytest.fixture(scope="module")
def situation():
    scenario = load_scenario("benelux")
    catalogue = shipped_catalogue()
    wanted = [p for p in scenario.asked.programmes if p.units in ("nasams-be-*", "nasams-lu")]
    options = options_of(scenario)
    held = {name: holdings(options[name], wanted, catalogue, N, 1) for name in ("none", "patriot")}
    return scenario.asked.money, held, Worlds(catalogue, 1, N)


@pytest.fixture(scope="module")
def table(situation):
    money, held, worlds = situation
    found, notes = share_rows(held, money, worlds, list(held))
    assert notes == ()
    return found


def by_rule(table):
    rules = defaultdict(dict)
    for rule, nation, share in zip(table.rule, table.nation, table.share, strict=True):
        rules[rule][nation] = share
    return rules


def test_every_rule_shares_the_same_joint_cost(table):
    totals = [sum(shares.values()) for shares in by_rule(table).values()]
    assert len(totals) == 6
    assert np.allclose(totals, totals[0])


def test_the_joint_cost_is_that_of_one_order_of_ten(situation, table):
    money, held, worlds = situation
    parts = costed(held["none"], replace(money, payers=()))
    assert sorted(p.n_fire_units for p in parts) == [1, 9]
    first = min(p.contract_year for p in parts)
    begins, ends = min(p.in_service_year for p in parts), max(p.end_year for p in parts)
    stocks = tuple(s for p in sorted(parts, key=lambda p: -p.n_fire_units) for s in p.stocks)
    whole = replace(
        parts[0],
        n_fire_units=10,
        contract_year=first,
        in_service_year=begins,
        years_of_service=ends - begins,
        stocks=stocks,
    )
    terms = Terms(price_year=money.price_year, base_year=money.first_year, currency=money.currency)
    cost = life_cycle([whole], worlds, terms).constant.draws.mean() / 1e6
    assert sum(by_rule(table)["Shapley"].values()) == pytest.approx(cost, rel=1e-9)


def test_by_units_is_nine_to_one_and_together_is_cheaper(table):
    units = by_rule(table)["by units"]
    assert units["belgium"] == pytest.approx(9 * units["luxembourg"])
    alone = dict(zip(table.nation, table.alone, strict=True))
    assert sum(alone.values()) > sum(units.values())


def test_shapley_of_two_halves_the_saving(table):
    alone = dict(zip(table.nation, table.alone, strict=True))
    shares = by_rule(table)["Shapley"]
    saved = {nation: alone[nation] - shares[nation] for nation in alone}
    assert saved["belgium"] == pytest.approx(saved["luxembourg"])


def test_what_options_share_is_told_once(table):
    assert set(table.option) == {"none"}


def test_one_nation_shares_with_nobody(situation):
    money, held, worlds = situation
    alone = replace(held["none"], bought=held["none"].bought[:1])
    found, notes = share_rows({"none": alone}, money, worlds, ["none"])
    assert len(found) == 0
    assert notes == ()

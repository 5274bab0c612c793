import numpy as np
import pytest

from belfort.catalogue import load_catalogue
from belfort.catalogue.world import draw_world
from belfort.study.cost import CostError, Programme, Stock, Terms, Worlds, budget, drivers, life_cycle
from belfort.study.cost.breakdown import Element, Phase
from belfort.study.cost.discount import NominalFlow, nominal_rate, present_value
from belfort.study.cost.drivers import guess_share
from belfort.study.cost.lifecycle import Basis

STOCK = Stock("gem-t", 70, 0.5)
PATRIOT = Programme("Patriot", "patriot", 3, 2027, 2031, 25, (STOCK,))
LEASED = Programme("leased", "nasams-leased", 1, 2026, 2027, 4, is_leased=True)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def worlds(catalogue):
    return Worlds(catalogue, 5, 2000)


@pytest.fixture(scope="module")
def life(worlds):
    return life_cycle([PATRIOT, LEASED], worlds)


def test_a_world_of_all_is_the_world_drawn_alone(catalogue):
    worlds = Worlds(catalogue, 7, 3)
    alone = [draw_world(catalogue, 7, w) for w in range(3)]
    figures = [f for _, _, f in catalogue.citations() if hasattr(f, "low") and f.shape != "fixed"]
    for figure in figures[::3]:
        assert worlds.of(figure) == pytest.approx([w.of(figure) for w in alone], rel=1e-9, abs=1e-12)


def test_parts_add_up_to_the_whole_on_every_basis(life):
    for basis in Basis:
        phases = sum(life.total(basis, [phase]).draws for phase in Phase)
        assert phases == pytest.approx(life.total(basis).draws)
        assert sum(life.total(basis, [p]).point for p in Phase) == pytest.approx(life.total(basis).point)
    assert sum(life.of_element(e) for e in Element) == pytest.approx(life.constant.draws)


def test_the_present_value_is_that_of_the_nominal_flow_at_the_nominal_rate(life):
    flow = NominalFlow(life.years, life.by_year(basis=Basis.NOMINAL))
    got = present_value(flow, nominal_rate(life.discount, life.inflation), 2025)
    assert got == pytest.approx(life.present.draws)


def test_two_programmes_cost_what_each_costs(worlds, life):
    apart = [life_cycle([p], worlds).constant for p in (PATRIOT, LEASED)]
    assert apart[0].draws + apart[1].draws == pytest.approx(life.constant.draws)
    assert sum(t.curve.mean for t in apart) == pytest.approx(life.constant.curve.mean)


def test_draws_are_worlds_and_repeat(catalogue, life):
    again = life_cycle([PATRIOT, LEASED], Worlds(catalogue, 5, 200))
    assert np.array_equal(again.constant.draws, life.constant.draws[:200])


def test_the_point_is_the_world_of_modes(catalogue, life):
    point = life_cycle([PATRIOT, LEASED], Worlds.mode(catalogue)).constant
    assert point.draws[0] == pytest.approx(life.constant.point)
    assert 0.0 < life.constant.p_point < 0.5  # costs run above their best values


def test_a_lease_is_no_purchase(worlds):
    lease = life_cycle([LEASED], worlds)
    for element in (
        Element.LAUNCHERS,
        Element.RADARS,
        Element.UPGRADES,
        Element.DISPOSAL,
        Element.MAINTENANCE,
    ):
        assert not lease.of_element(element).any()
    by_year = lease.by_year([Phase.LEASE])
    assert (by_year[:, 1:5] > 0).all()
    assert not by_year[:, [0, 5]].any()
    with pytest.raises(CostError, match="is owned, but 'nasams-leased-cost' prices a leased unit"):
        life_cycle([Programme("x", "nasams-leased", 1, 2026, 2027, 4)], worlds)
    with pytest.raises(CostError, match="never priced as owned"):
        life_cycle([Programme("x", "nasams", 1, 2026, 2027, 4, is_leased=True)], worlds)


def test_payments_come_when_they_are_due(worlds):
    life = life_cycle([PATRIOT], worlds, Terms(has_real_growth=False))
    bought = life.by_year([Phase.ACQUISITION])
    assert bought[:, :4] == pytest.approx(np.repeat(bought[:, :1], 4, axis=1))
    assert not bought[:, 4:].any()
    assert life.years[[0, -1]].tolist() == [2027, 2056]
    assert (life.by_year([Phase.DISPOSAL])[:, -1] > 0).all()
    assert not life.by_year([Phase.DISPOSAL])[:, :-1].any()


def test_twice_the_years_cost_twice_the_people(worlds):
    one, two = (
        life_cycle([Programme("x", "nasams", 2, 2026, 2028, y)], worlds).of_element(Element.PERSONNEL)
        for y in (10, 20)
    )
    assert two == pytest.approx(2 * one)


def test_missiles_fired_and_renewed_follow_the_stock(worlds):
    one, two = (
        life_cycle([Programme("x", "patriot", 1, 2026, 2028, 30, (Stock("gem-t", n),))], worlds)
        for n in (10, 20)
    )
    for element in (Element.INTERCEPTORS, Element.MUNITIONS):
        assert two.of_element(element) == pytest.approx(2 * one.of_element(element))
    assert Stock("gem-t", 10, 0.5).n_bought == 15


def test_launchers_scale_with_their_number(worlds):
    def launchers(n):
        p = Programme("x", "patriot", 1, 2026, 2028, 10, launchers_per_fire_unit=n)
        return life_cycle([p], worlds).of_element(Element.LAUNCHERS)

    assert launchers(6.0) == pytest.approx(2 * launchers(3.0))


def test_real_growth_makes_equipment_dearer_and_people_not(worlds):
    flat, grown = (life_cycle([PATRIOT], worlds, Terms(has_real_growth=g)) for g in (False, True))
    assert grown.of_element(Element.RADARS).mean() > 1.03 * flat.of_element(Element.RADARS).mean()
    assert grown.of_element(Element.PERSONNEL) == pytest.approx(flat.of_element(Element.PERSONNEL))


def test_another_money_is_the_same_cost(worlds):
    euros, francs = (
        life_cycle([PATRIOT], worlds, Terms(currency=c, has_real_growth=False)).of_element(Element.PERSONNEL)
        for c in ("EUR", "CHF")
    )
    assert francs == pytest.approx(worlds.prices.rate("CHF", 2025) * euros)


def test_a_budget_is_held_against_its_ceilings(life):
    rows = budget(life, {2030: 0.0, 2031: 1e15})
    by_year = {row.year: row for row in rows}
    assert (by_year[2030].p_over, by_year[2031].p_over, by_year[2032].p_over) == (1.0, 0.0, None)
    assert all(row.p50 <= row.p80 for row in rows)
    assert sum(row.mean for row in rows) == pytest.approx(life.nominal.curve.mean)


def test_drivers_share_out_the_variance(worlds, life):
    found = drivers(life.constant.draws, life.used, worlds)
    assert sum(d.share for d in found) == pytest.approx(1.0)
    assert found[0].share >= found[-1].share
    assert all(d.low <= d.share <= d.high for d in found)
    assert 0.0 < guess_share(found) <= 1.0


def test_every_line_stands_on_figures_and_every_figure_under_a_line(life):
    assert all(line.figures for line in life.lines)
    under = {f.id for line in life.lines for f in line.figures}
    assert under == {f.id for f in life.used}


def test_what_cannot_be_costed_is_refused(worlds):
    with pytest.raises(CostError, match="nothing to cost"):
        life_cycle([], worlds)
    with pytest.raises(CostError, match="no cost entry about 'orcus'; there are"):
        life_cycle([Programme("x", "orcus", 1, 2026, 2028, 10)], worlds)
    with pytest.raises(CostError, match=r"at least one fire unit, has 0; is in service in 2025, before"):
        Programme("x", "patriot", 0, 2026, 2025, 10)
    with pytest.raises(CostError, match=r"unknown entry 'gemt'.* Did you mean 'gem-t'"):
        life_cycle([Programme("x", "patriot", 1, 2026, 2028, 10, (Stock("gemt", 4),))], worlds)


def test_ten_thousand_draws_settle_the_p80(catalogue):
    one, two = (life_cycle([PATRIOT], Worlds(catalogue, seed, 10_000)).constant.curve for seed in (1, 2))
    assert one.p80 == pytest.approx(two.p80, rel=0.015)
    assert one.p80 != two.p80


def test_every_cost_entry_of_the_catalogue_can_be_costed(catalogue):
    worlds = Worlds.mode(catalogue)
    for entry in catalogue.of_kind("cost"):
        is_leased = "lease_per_fire_unit_year" in entry.figures
        life = life_cycle([Programme("x", entry.system, 2, 2026, 2028, 20, is_leased=is_leased)], worlds)
        assert life.constant.point > 0.0


def test_nothing_is_upgraded_or_renewed_in_the_last_years(worlds):
    plan = Programme("x", "patriot", 1, 2026, 2028, 18, (Stock("gem-t", 20),))
    life = life_cycle([plan], worlds, Terms(has_real_growth=False))
    upgrades = next(line.mean for line in life.lines if line.element is Element.UPGRADES)
    last = life.years > plan.end_year - 5
    assert upgrades[~last].any()
    assert not upgrades[last].any()
    fired = next(line.mean for line in life.lines if line.element is Element.MUNITIONS)
    assert np.ptp(fired[last & (life.years < plan.end_year)]) < 1e-3  # training shots alone

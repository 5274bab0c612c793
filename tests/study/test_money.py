"""Costs side by side: what an option adds, at which rate, and what could not be costed."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.scenario.asked import AskedProgramme
from belfort.scenario.load import shipped_catalogue
from belfort.study.bought import holdings
from belfort.study.money import Money
from belfort.study.study import options_of
from tests.study.questions import HEAD, STUDY, known, scenario

CATALOGUE = shipped_catalogue()
BASE = scenario()
N = 300


def guns(units="gun-*") -> AskedProgramme:
    return AskedProgramme("guns", "Guns", units, None, None, False, None, None)


def money(programmes, base=BASE, **asked) -> Money:
    question = replace(base.asked, money=replace(base.asked.money, **asked))
    held = {o: holdings(one, programmes, CATALOGUE, N, 7) for o, one in options_of(base).items()}
    return Money.of(question, held, CATALOGUE, N, 7)


def total(tables, option, what="life cycle", basis="constant prices"):
    t = tables["cost_totals"]
    rows = t.take((t.option == option) & (t.what == what) & (t.basis == basis))
    assert len(rows) == 1, (option, what, basis, set(t.what), set(t.basis))
    return rows


ADDED = "life cycle of what the option adds to the reference"


def test_an_option_without_programmes_has_no_life_and_costs_nothing():
    found = money((guns("gun-b"),))
    assert set(found.lives) == {"second"}
    assert found.uncosted == frozenset()
    medians, draws = found.axis(["as-is", "words", "second"], 1000)
    assert medians[:2].tolist() == [0.0, 0.0]
    assert draws.shape == (1000, 3)
    life = found.lives["second"].constant.draws / 1e6
    assert draws[:, 2] == pytest.approx(life[np.arange(1000) % N])


def test_alike_options_cost_the_same_in_every_draw():
    found = money((guns(),))
    assert np.array_equal(found.lives["as-is"].constant.draws, found.lives["words"].constant.draws)
    assert (found.lives["second"].constant.draws > found.lives["as-is"].constant.draws).all()


def test_what_an_option_adds_to_a_programme_of_the_reference():
    """The reference has one gun of a programme of which the option has two: what it adds is one."""
    found = money((guns(),))
    tables = found.tables("as-is", BASE.asked)
    added, alone = total(tables, "second", ADDED), money((guns("gun-b"),))
    assert added.p50[0] == pytest.approx(total(alone.tables("as-is", BASE.asked), "second").p50[0], rel=0.35)
    assert 0.0 < added.p50[0] < total(tables, "second").p50[0]
    assert ADDED not in set(tables["cost_totals"].what[tables["cost_totals"].option != "second"])


def test_what_is_all_new_is_all_added():
    tables = money((guns("gun-b"),)).tables("as-is", BASE.asked)
    assert total(tables, "second", ADDED).p50[0] == pytest.approx(total(tables, "second").p50[0])


def test_the_rate_of_the_question_is_the_rate_that_discounts():
    found = money((guns("gun-b"),), discount_percent=known(5.0)).lives["second"]
    flow = found.by_year()
    by_hand = (flow / 1.05 ** (found.years - 2027)).sum(axis=1)
    assert found.present.draws == pytest.approx(by_hand)
    assert found.present.point == pytest.approx(
        sum(line.point for line in found.lines) @ (1.05 ** -(found.years - 2027.0))
    )
    assert found.constant.draws == pytest.approx(flow.sum(axis=1))


def test_a_rate_of_nothing_discounts_nothing_and_a_higher_one_more():
    lives = [money((guns("gun-b"),), discount_percent=known(r)).lives["second"] for r in (0.0, 2.0, 6.0)]
    assert lives[0].present.draws == pytest.approx(lives[0].constant.draws)
    present = [life.present.draws for life in lives]
    assert (present[0] > present[1]).all()
    assert (present[1] > present[2]).all()


def test_a_doubtful_rate_is_drawn_once_for_all_options():
    found = money((guns(),), discount_percent=known(1.0, 2.0, 4.0))
    one, two = (found.lives[o].discount.per_year for o in ("as-is", "second"))
    assert np.array_equal(one, two)
    assert 0.01 <= one.min() < one.max() <= 0.04
    added = found.tables("as-is", BASE.asked)
    assert total(added, "second", ADDED, "present value").p50[0] < total(added, "second", ADDED).p50[0]


UNPRICED = HEAD.replace('name = "gun-b", system = "skyranger-30"', 'name = "gun-b", system = "orcus"')


def test_what_has_no_price_is_not_known_and_never_nothing():
    base = scenario(UNPRICED + STUDY)
    found = money((guns("gun-b"),), base)
    assert found.uncosted == {"second"}
    assert any(note.startswith("second: not costed:") and "orcus" in note for note in found.notes)
    assert found.lives == {}
    assert found.axis(["as-is", "second"], 10) is None


def test_beside_an_option_without_a_price_nobody_is_cheapest():
    both = UNPRICED.replace(
        "[options.second]",
        '[options.third]\ntitle = "Third"\nadd = [{ name = "gun-c", system = "skyranger-30", nation = "belgium", '
        'at = "3 km N of EBAW", c2 = "post" }]\n\n[options.second]',
    )
    base = scenario(both + STUDY.replace('"words", "second"', '"third", "second"'))
    found = money((guns("gun-b"), replace(guns("gun-c"), name="others")), base)
    assert (set(found.lives), found.uncosted) == ({"third"}, {"second"})
    axis = found.axis(["as-is", "third", "second"], 50)
    assert axis is not None
    medians, draws = axis
    assert medians[0] == 0.0
    assert medians[1] > 0.0
    assert np.isnan(medians[2])
    assert np.isnan(draws[:, 2]).all()


def test_nothing_is_added_to_a_reference_nobody_could_cost():
    found = replace(money((guns(),)), uncosted=frozenset({"as-is"}))
    assert ADDED not in set(found.tables("as-is", BASE.asked)["cost_totals"].what)


def test_a_ceiling_is_told_by_year_in_millions():
    found = money((guns("gun-b"),))
    question = replace(BASE.asked, money=replace(BASE.asked.money, ceiling_million={2033: 1.5}))
    budget = found.tables("as-is", question)["budget"]
    told = budget.take((budget.year == 2033) & np.isfinite(budget.ceiling))
    assert set(told.ceiling) == {1.5}
    assert np.isnan(budget.ceiling[budget.year == 2034]).all()

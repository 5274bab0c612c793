"""What an option buys, from when, for whom, and with which stocks."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from belfort.scenario.asked import AskedMoney, AskedProgramme
from belfort.scenario.load import shipped_catalogue
from belfort.study.bought import costed, holdings, implied
from belfort.study.study import options_of
from belfort.study.timeline import TimelineError
from tests.study.questions import HEAD, STUDY, scenario

ADD = re.search(r"add = \[\{ name = \"gun-b\".*\]", HEAD).group()
MONEY = AskedMoney(first_year=2027, last_year=2040)


def of_options(programmes, options):
    """Every option of the small question beside its base, which has what `as-is` has."""
    return implied(programmes, options.values(), options["as-is"])


def with_added(*units: tuple[str, str], more: str = ""):
    """The options of the small question, `second` adding units of a (name, system) each."""
    told = ", ".join(
        f'{{ name = "{name}", system = "{system}", nation = "belgium", at = "{i + 2} km N of EBAW", c2 = "post"{more} }}'
        for i, (name, system) in enumerate(units)
    )
    head = HEAD if any(name == "gun-b" for name, _ in units) else re.sub(r"ready = .*", "", HEAD)
    return options_of(scenario(head.replace(ADD, f"add = [{told}]") + STUDY))


def programme(name="gun-b", units="gun-b", contract=None, *, leased=False, until=None) -> AskedProgramme:
    return AskedProgramme(name, name, units, contract, None, leased, until, None)


def held(options, programmes, name="second", n=400):
    return holdings(options[name], programmes, shipped_catalogue(), n, 7)


SECOND = with_added(("gun-b", "skyranger-30"))


def test_what_an_option_adds_is_bought_though_nobody_said_so():
    (one,) = of_options((), SECOND)
    assert (one.name, one.units, one.contract_on, one.is_leased) == ("gun-b", "gun-b", None, False)


def test_units_numbered_on_are_one_programme():
    options = with_added(("shorad-1", "skyranger-30"), ("shorad-2", "skyranger-30"), ("lone", "skyranger-30"))
    assert [(p.name, p.units) for p in of_options((), options)] == [("shorad", "shorad-*"), ("lone", "lone")]


def test_what_a_programme_covers_is_not_bought_twice():
    given = (programme("guns", "gun-*"),)
    assert of_options(given, SECOND) == given


def test_the_reference_pays_for_what_it_adds_like_the_others():
    """Two options with guns of their own: none of them is free because it stands first."""
    for order in (["second", "as-is"], ["as-is", "second"], ["second"]):
        options = [SECOND[o] for o in order]
        assert [p.units for p in implied((), options, SECOND["as-is"])] == ["gun-b"]


def test_posts_and_sensors_are_no_programme_by_themselves():
    assert of_options((), with_added(("radar-1", "gm200-mmc"))) == ()


def test_what_the_reference_has_is_never_bought_with_what_an_option_adds():
    """A pattern of numbered names would take the reference's units along."""
    text = re.sub("gun-b[*]?", "gun-2", HEAD.replace("gun-a", "gun-1")) + STUDY.replace('"gun-a"', '"gun-1"')
    options = options_of(scenario(text))
    programmes = of_options((), options)
    assert [p.units for p in programmes] == ["gun-2"]
    assert held(options, programmes, "as-is").bought == ()
    assert [b.n_items for b in held(options, programmes).bought] == [1]


def test_units_of_two_systems_are_never_one_programme():
    options = with_added(("new-1", "skyranger-30"), ("new-2", "nasams-belgium"))
    assert [p.units for p in of_options((), options)] == ["new-1", "new-2"]
    with pytest.raises(
        TimelineError, match=r"buys one system; 'new-.' names nasams-belgium and skyranger-30"
    ):
        held(options, (programme("new", "new-*"),))


def test_a_programme_without_units_buys_nothing():
    assert held(SECOND, (programme(),), "as-is").bought == ()
    assert costed(held(SECOND, (programme(),), "as-is"), MONEY) == ()


def test_ready_as_the_scenario_says_without_a_contract():
    found = held(SECOND, (programme(),))
    assert found.bought[0].forecast is None
    row = [u.name for u in found.force.scenario.units].index("gun-b")
    months = found.force.ready[row]
    assert (months >= 57.0 - 1e-6).all(), "1 October 2031 is 57 months from January 2027"
    assert months.max() <= 57.0 + 24.1
    assert np.isneginf(np.delete(found.force.ready, row, axis=0)).all(), "the others are there from the start"


def test_service_starts_in_the_year_in_which_the_last_unit_is_ready_delays_included():
    """October 2031 and a delay of a year at the median is 2032, not 2031."""
    (one,) = costed(held(SECOND, (programme(),)), MONEY)
    assert (one.contract_year, one.in_service_year) == (2029, 2032)
    assert one.in_service_year + one.years_of_service - 1 == 2040
    assert (one.n_fire_units, one.system, one.is_leased) == (1, "skyranger-30", False)


def test_a_contract_gives_the_years():
    found = held(SECOND, (programme(contract=date(2028, 3, 1)),))
    (one,) = costed(found, MONEY)
    assert one.contract_year == 2028
    forecast = found.bought[0].forecast
    assert forecast is not None
    assert one.in_service_year == forecast.day("all units", 0.5).year > 2028


def test_a_unit_without_a_day_is_there_from_the_first_year():
    options = with_added(("plain", "skyranger-30"))
    (one,) = costed(held(options, (programme("plain", "plain"),)), MONEY)
    assert (one.contract_year, one.in_service_year, one.years_of_service) == (2027, 2027, 14)


@pytest.mark.parametrize(("until", "last"), [(2035, 2035), (2060, 2040), (None, 2040)])
def test_service_ends_when_told_or_with_the_study(until, last):
    (one,) = costed(held(SECOND, (programme(until=until),)), MONEY)
    assert one.in_service_year + one.years_of_service - 1 == last


def test_a_lease_is_paid_while_it_serves_and_owns_no_stock():
    options = with_added(("leased", "nasams-belgium"), more=", loads = { aim-120c-8 = 18 }, reloads = 1")
    (one,) = costed(held(options, (programme("leased", "leased", leased=True, until=2031),)), MONEY)
    assert one.is_leased
    assert (one.contract_year, one.in_service_year, one.years_of_service) == (2027, 2027, 5)
    assert one.stocks == ()


def test_missiles_are_a_stock_with_their_reloads_and_shells_are_not():
    options = with_added(("battery", "nasams-belgium"), more=", loads = { aim-120c-8 = 18 }, reloads = 1")
    (one,) = costed(held(options, (programme("battery", "battery"),)), MONEY)
    assert [(s.effector, s.n_ready, s.n_bought) for s in one.stocks] == [("aim-120c-8", 18, 36)]
    (guns,) = costed(held(SECOND, (programme(),)), MONEY)
    loads = {load.effector for u in SECOND["second"].units if u.name == "gun-b" for load in u.loads}
    kinds = {e: SECOND["second"].systems[e].kind for e in loads}
    assert {s.effector for s in guns.stocks} == {e for e, kind in kinds.items() if kind == "interceptor"}
    assert any(kind not in ("interceptor", "interceptor-drone") for kind in kinds.values())


def test_several_items_of_a_unit_count_each():
    options = with_added(
        ("battery", "nasams-belgium"), more=", loads = { aim-120c-8 = 18 }, reloads = 1, count = 3"
    )
    found = held(options, (programme("battery", "battery"),))
    (one,) = costed(found, MONEY)
    assert found.bought[0].n_items == one.n_fire_units == 3
    assert [(s.n_ready, s.reload_share) for s in one.stocks] == [(54, 1.0)]


def test_others_pay_for_their_own():
    found = held(SECOND, (programme(),))
    assert costed(found, replace(MONEY, payers=("netherlands",))) == ()
    assert costed(found, replace(MONEY, payers=("belgium",))) == costed(found, MONEY)

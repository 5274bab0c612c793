"""Two choices that were made: what is stated leads to them, and other beliefs lead elsewhere."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.catalogue import load_catalogue
from belfort.scenario import load_scenario
from belfort.study.decision import swing_weights
from verification.verdicts import VERDICTS, choice_of, rows


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def swiss(catalogue):
    return choice_of(load_scenario("switzerland-2021"), catalogue)


@pytest.fixture(scope="module")
def danish(catalogue):
    return choice_of(load_scenario("denmark-2025"), catalogue)


def test_the_choices_made_follow_from_what_is_stated(swiss, danish):
    assert swiss.first() == VERDICTS["switzerland-2021"][0] == "patriot"
    assert danish.first() == VERDICTS["denmark-2025"][0] == "sampt"


def test_swiss_weights_are_those_stated(swiss, catalogue):
    weight = dict(
        zip((c.name for c in swiss.criteria), 100.0 * swing_weights(swiss.points()[:, 1]), strict=True)
    )
    stated = catalogue["switzerland-bodluv-evaluation"].figures["weight_effectiveness"].mode
    assert weight["effectiveness"] == pytest.approx(stated)
    assert weight["product-support"] + weight["cooperation"] + weight["direct-offset"] == pytest.approx(45.0)


def test_better_on_all_four_follows_under_any_weights_and_with_another_criterion_it_need_not(swiss):
    assert swiss.share("patriot") == pytest.approx(1.0)
    assert swiss.p_first("patriot") == 1.0
    assert 0.5 < swiss.share("patriot", all_listed=True) < 1.0
    assert swiss.first({"independence": 60.0}) == "sampt"


def test_swiss_weight_at_which_it_flips(swiss):
    """Leads of 50 and three times 20 at 55, 25, 10, 10 are 36.5 points: the new criterion's lead of 100 needs 36.5."""
    assert swiss.first({"independence": 36.4}) == "patriot"
    assert swiss.first({"independence": 36.6}) == "sampt"


def test_swiss_scores_the_other_way_round_lead_the_other_way(catalogue):
    scenario = load_scenario("switzerland-2021")
    turned = [
        replace(c, values={"patriot": c.values["sampt"], "sampt": c.values["patriot"]}) if c.values else c
        for c in scenario.asked.criteria
    ]
    other = choice_of(replace(scenario, asked=replace(scenario.asked, criteria=tuple(turned))), catalogue)
    assert other.first() == "sampt"
    assert other.share("patriot") == 0.0
    assert other.p_cheapest("patriot") == 0.0


def test_ranges_say_the_order_and_no_more(swiss):
    """Every draw keeps the order that was read; the size of the lead is anything."""
    lead = (swiss.draws[:, 0] - swiss.draws[:, 1])[:, swiss.counted()]
    assert lead.min() >= 0.0
    assert (np.quantile(lead, 0.95, axis=0) > 2.0 * np.quantile(lead, 0.05, axis=0)).all()


def lead_of_sampt(danish):
    lead = danish.values[danish.options.index("sampt")] - danish.values[danish.options.index("patriot")]
    return dict(zip((c.name for c in danish.criteria), lead, strict=True))


def test_what_denmark_said_in_public_leans_and_does_not_decide(danish):
    """Only delivery is known to differ: SAMP/T is first at the modes, and in part of what may be."""
    assert danish.share("sampt") == pytest.approx(1.0)
    for any_weights in (False, True):
        assert 0.5 < danish.p_first("sampt", any_weights=any_weights) < 0.9


def test_danish_choice_turns_with_a_weight_on_the_number_of_users(danish):
    """The scenario's own note: as measure of interoperability, at its weight of 40, users would put Patriot first."""
    lead = lead_of_sampt(danish)
    flips_at = 100.0 * lead["delivery"] / -lead["users"]
    assert flips_at < 40.0
    assert danish.first({"users": flips_at - 0.1}) == "sampt"
    assert danish.first({"users": flips_at + 0.1}) == "patriot"
    assert danish.first({"users": 40.0, "interoperability": 0.0}) == "patriot"


def test_danish_region_in_closed_form(danish):
    """Two criteria differ, a lead of a for one and b for the other: of all weights, a / (a + b) speak for the one."""
    lead = lead_of_sampt(danish)
    a, b = lead.pop("delivery"), -lead.pop("users")
    assert set(lead.values()) == {0.0}
    assert a > 0.0
    assert b > 0.0
    assert danish.share("sampt", all_listed=True) == pytest.approx(a / (a + b), abs=0.015)


def test_where_nothing_was_published_the_range_is_the_whole_scale_for_both():
    for c in load_scenario("denmark-2025").asked.criteria:
        if c.name in ("interoperability", "security-of-supply", "effectiveness"):
            ends = {(v.low, v.mode, v.high) for v in c.values.values()}
            assert ends == {(c.worst, 0.5 * (c.worst + c.best), c.best)}
            assert all(v.is_guess for v in c.values.values())


@pytest.mark.parametrize("name", VERDICTS)
def test_every_value_and_weight_says_whether_it_is_a_guess(name, catalogue):
    known = set(catalogue.references)
    for c in load_scenario(name).asked.criteria:
        for estimate in c.values.values():
            assert estimate.sources
            assert set(estimate.sources) <= known
        assert c.swing.is_guess or c.swing.sources


def test_given_prices_and_months_are_the_catalogues(catalogue):
    swiss = {c.name: c for c in load_scenario("switzerland-2021").asked.criteria}
    danish = {c.name: c for c in load_scenario("denmark-2025").asked.criteria}
    deal, other = catalogue["switzerland-patriot"].figures, catalogue["denmark-gbad"].figures
    assert swiss["purchase"].values["patriot"].mode == deal["procurement_cost"].low
    assert swiss["thirty-years"].values["patriot"].mode == deal["lifecycle_cost_30y"].mode
    assert danish["buy-and-operate"].values["sampt"].mode == other["value_58bn_dkk"].mode
    for option, system in (("patriot", "patriot"), ("sampt", "samp-t-ng")):
        given = danish["delivery"].values[option]
        figure = catalogue[system].figures["contract_to_delivery"]
        assert (given.low, given.mode, given.high) == (figure.low, figure.mode, figure.high)


def test_systems_drawn_are_as_many_as_were_told():
    swiss, danish = load_scenario("switzerland-2021"), load_scenario("denmark-2025")
    assert sum(u.system == "patriot" for u in swiss.options["patriot"].units) == 5
    for option in danish.options.values():
        assert sum(u.kind == "fire-unit" for u in option.units) == 8
    for scenario in (swiss, danish):
        assert all(u.is_notional for o in scenario.options.values() for u in o.units)


def test_the_page_has_a_row_for_each_verdict_and_each_share():
    found = list(rows())
    assert {r["verdict"] for r in found} == {"agrees", "stated"}
    assert sum(r["verdict"] == "agrees" for r in found) == len(VERDICTS)
    assert len(found) == 12

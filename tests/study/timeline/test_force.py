from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.catalogue.load import load_catalogue
from belfort.scenario import load_scenario
from belfort.scenario.asked import AskedProgramme
from belfort.study.timeline.delivery import Programme, forecast
from belfort.study.timeline.durations import MONTH_DAYS
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.force import (
    Delivered,
    as_it_stands,
    programme_of,
    ready_force,
    standing,
)

N = 2000
LATE = date(2100, 1, 1)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def benelux():
    return load_scenario("benelux")


def asked(**changes):
    plain = AskedProgramme("nasams", "NASAMS", "nasams-be-*", date(2026, 12, 1), None, False, None, None)
    return replace(plain, **changes)


@pytest.fixture(scope="module")
def belgian(catalogue, benelux):
    programme, names = programme_of(asked(), benelux)
    return Delivered(names, forecast(programme, catalogue, n=N))


@pytest.fixture(scope="module")
def force(catalogue, benelux, belgian):
    return ready_force(benelux, catalogue, [belgian], n=N)


def names(scenario):
    return {u.name for u in scenario.units}


@pytest.mark.parametrize("option", [None, "patriot"])
def test_on_a_late_day_it_is_the_whole_force(benelux, option):
    whole = benelux.with_option(option)
    for at in ("low", "mode", "high", 0.5, {}):
        found = as_it_stands(whole, LATE, at)
        assert found == whole
        assert found.hash == whole.hash


def test_delays_at_their_places(benelux):
    # Dutch NASAMS: from 2028-01-01, slipping 0, 6 or 24 months
    def has(day, at):
        return "nasams-nl-1" in names(as_it_stands(benelux, day, at))

    assert not has(date(2027, 12, 31), "low")
    assert has(date(2028, 1, 1), "low")
    assert not has(date(2028, 6, 29), "mode")
    assert has(date(2028, 7, 3), "mode")
    assert not has(date(2029, 12, 28), "high")
    assert has(date(2030, 1, 1), "high")
    median = date(2028, 1, 1) + timedelta(days=(24 - (0.5 * 24 * 18) ** 0.5) * MONTH_DAYS)
    assert not has(median - timedelta(days=2), 0.5)
    assert has(median + timedelta(days=2), 0.5)
    assert has(date(2028, 1, 1), 0.0)
    assert not has(date(2029, 12, 28), 1.0)
    slip = next(u for u in benelux.units if u.name == "nasams-nl-1").ready_slip_s
    assert has(date(2028, 2, 1), {slip.origin: 20 * 86_400.0})
    assert not has(date(2028, 1, 15), {slip.origin: 20 * 86_400.0})


@pytest.mark.parametrize("at", ["never", 1.5, -0.1])
def test_another_place_is_refused(benelux, at):
    with pytest.raises(TimelineError):
        as_it_stands(benelux, LATE, at)


@given(st.dates(date(2026, 1, 1), date(2036, 1, 1)), st.floats(0, 1))
@settings(max_examples=15)
def test_units_are_never_lost_with_time_and_links_lead_somewhere(benelux, day, p):
    one, later = as_it_stands(benelux, day, p), as_it_stands(benelux, day + timedelta(days=200), p)
    assert names(one) <= names(later) <= names(benelux)
    for found in (one, later):
        there = names(found)
        assert all({li.sender, li.receiver} <= there for li in found.network.links)
        assert all(u.c2 is None or u.c2 in there for u in found.units)


def test_without_its_command_post_a_unit_and_a_nation_have_none(benelux):
    left = names(benelux) - {"crc-beauvechain"}
    found = standing(benelux, left)
    assert {u.c2 for u in found.units} == {None, "aocs-nieuw-milligen"}
    assert all(n.c2 != "crc-beauvechain" for n in found.nations)
    assert any(n.c2 == "crc-beauvechain" for n in benelux.nations)
    assert all("crc-beauvechain" not in (li.sender, li.receiver) for li in found.network.links)


def test_options_stand_as_the_base_does(benelux):
    found = as_it_stands(benelux, date(2028, 1, 1))
    assert set(found.options) == set(benelux.options)
    for name, option in found.options.items():
        assert option.option == name
        assert names(option) == names(as_it_stands(benelux.options[name], date(2028, 1, 1)))


def test_a_force_by_month(force, benelux, belgian):
    shares = force.p_by_month()
    assert shares.shape == (len(benelux.units), 228)
    assert (np.diff(shares, axis=1) >= 0).all()
    at = {u.name: i for i, u in enumerate(benelux.units)}
    assert (shares[at["crc-beauvechain"]] == 1.0).all()
    july = force.p_ready(date(2031, 7, 1))
    month = (2031 - 2027) * 12 + 6
    for name, i in at.items():
        assert july[name] == pytest.approx(shares[i, month])
    first = belgian.forecast.ready[0]
    by_july = np.mean(first <= (date(2031, 7, 1) - date(2026, 12, 1)).days / MONTH_DAYS)
    assert july["nasams-be-1"] == pytest.approx(by_july, abs=2e-3)
    assert july["nasams-be-1"] >= july["nasams-be-9"]


def test_units_under_one_rule_are_late_together(force, benelux):
    at = {u.name: i for i, u in enumerate(benelux.units)}
    assert np.array_equal(force.ready[at["nasams-nl-1"]], force.ready[at["nasams-nl-4"]])
    lead = force.ready[at["skyranger-be-1"]] - force.ready[at["skyranger-be-1"]].min()
    assert 0.0 <= lead.max() <= 30.0
    tied = np.corrcoef(force.ready[at["nasams-nl-1"]], force.ready[at["skyranger-be-1"]])[0, 1]
    assert tied == pytest.approx(0.4, abs=0.08)


def test_numbers_add_up(force, benelux):
    number = force.number("nasams-belgium")
    assert (number[-1] == 10).all()
    assert number.mean(axis=1) == pytest.approx(
        sum(
            u.count * row
            for u, row in zip(benelux.units, force.p_by_month(), strict=True)
            if u.system == "nasams-belgium"
        )
    )
    assert (force.number("nasams-leased")[-1] == 1).all()
    assert (force.number("nasams-leased", fighting=True) == 0).all()


def test_a_draw_is_a_force_as_it_stands(force, benelux):
    day = date(2031, 7, 1)
    share = np.mean(["nasams-be-1" in names(force.as_it_stands(day, i)) for i in range(150)])
    at = [u.name for u in benelux.units].index("nasams-be-1")
    wanted = np.mean(force.ready[at, :150] <= (day - date(2027, 1, 1)).days / MONTH_DAYS)
    assert share == pytest.approx(wanted)
    assert names(force.as_it_stands(LATE, 0)) == names(benelux)


def test_programmes_a_study_names(catalogue, benelux):
    programme, units = programme_of(asked(trained_on="nasams-leased"), benelux)
    assert programme.n_units == 9
    assert units[0] == "nasams-be-1"
    assert programme.leased_ready == date(2027, 7, 1) + timedelta(days=3 * MONTH_DAYS)
    assert programme_of(asked(units="long-range-*"), benelux) is None
    assert programme_of(asked(units="long-range-*"), benelux.with_option("patriot"))[0].system == "patriot"
    assert programme_of(asked(contract_on=None), benelux) is None
    with pytest.raises(TimelineError, match="buys one system"):
        programme_of(asked(units="*-be-*"), benelux)


def test_what_does_not_fit_is_told_at_once(catalogue, benelux, belgian):
    other = Delivered(
        ("nasams-be-1", "nobody", "nasams-lu"),
        forecast(Programme("small", "nasams-belgium", 2, date(2027, 1, 1)), catalogue, n=10),
    )
    with pytest.raises(TimelineError) as told:
        ready_force(benelux, catalogue, [belgian, other], n=N)
    for words in (
        "no unit 'nobody'",
        "'nasams-be-1' comes twice",
        "delivers 2 units, found 3",
        "has 10 draws",
    ):
        assert words in str(told.value)

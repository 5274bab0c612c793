from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from belfort.catalogue.load import load_catalogue
from belfort.study.timeline.delivery import (
    ALL,
    CONTRACT,
    FIRST,
    Programme,
    as_year,
    delivery_of,
    forecast,
    shared_training,
)
from belfort.study.timeline.durations import MONTH_S, Duration, exactly
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.slips import Slips, slips

BELGIAN = Programme("nasams", "nasams-belgium", 9, date(2026, 12, 1))
N = 3000


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def belgian(catalogue):
    return forecast(BELGIAN, catalogue, n=N)


def test_units_come_one_after_the_other(belgian):
    ready = belgian.ready
    assert ready.shape == (9, N)
    assert (ready[1:] > ready[0]).all()
    assert np.array_equal(ready.max(axis=0), belgian.timeline.done(ALL))
    assert np.array_equal(ready[0], belgian.timeline.done(FIRST))
    p10, p50, p80, p90 = belgian.days(FIRST)
    assert p10 < p50 < p80 < p90 < belgian.day(ALL, 0.9)
    assert belgian.day(CONTRACT, 0.5) == BELGIAN.contract


def test_a_plan_and_pert_flatter(belgian):
    for milestone in (FIRST, ALL):
        assert belgian.planned(milestone) < belgian.day(milestone, 0.5)
        assert belgian.by_pert(milestone) < belgian.day(milestone, 0.5)


def test_the_parts_of_a_delivery_add_up_to_what_is_on_record(catalogue):
    parts = ("slot_wait", "production_time", "transport_and_acceptance")
    for entry in catalogue.of_kind("delivery"):
        figures = catalogue.complete(entry.id)
        system = catalogue.complete(entry.system)
        whole = system.get("lead_time_new_order_nominal") or system["contract_to_delivery"]
        sums = [sum(figures[p].si()[i] for p in parts) / MONTH_S for i in range(3)]
        assert sums[0] <= whole.low + 1e-9, entry.id
        assert sums[1:] == pytest.approx([whole.mode, whole.high]), entry.id


def test_first_capability_lies_in_the_range_on_record(catalogue, belgian):
    """Contract to initial capability of a new battery: 30 to 72 months, derived from four nations' deals."""
    on_record = catalogue["new-battery-to-ioc"].figures["duration"]
    assert on_record.low < belgian.timeline.quantile(0.1, FIRST)
    assert belgian.timeline.quantile(0.9, FIRST) < on_record.high


def test_without_delays_it_is_earlier_and_never_later(catalogue, belgian):
    kept = Slips((), 0.0, 0.0, 0.0, exactly(0.0))
    punctual = forecast(BELGIAN, catalogue, n=N, learned=kept)
    assert (punctual.timeline.end <= belgian.timeline.end + 1e-9).all()
    assert punctual.timeline.end.mean() < belgian.timeline.end.mean() - 3.0
    share = float(np.mean(punctual.timeline.end < belgian.timeline.end - 1e-9))
    assert share == pytest.approx(slips(catalogue).p_of("nasams"), abs=0.03)


def test_a_leased_unit_shortens_training_and_nothing_else(catalogue, belgian):
    leased = forecast(replace(BELGIAN, leased_ready=date(2027, 9, 1)), catalogue, n=N)
    shorter = leased.timeline.duration["training"].mean() / belgian.timeline.duration["training"].mean()
    assert 0.4 < shorter < 0.9
    assert leased.timeline.done(FIRST).mean() < belgian.timeline.done(FIRST).mean()
    assert np.array_equal(leased.timeline.done("unit 9"), belgian.timeline.done("unit 9"))
    late = forecast(replace(BELGIAN, leased_ready=date(2040, 1, 1)), catalogue, n=N)
    assert late.day(FIRST, 0.1) > date(2040, 1, 1)


def test_shared_training_multiplies_bounds_and_is_a_guess():
    before, left = shared_training(Duration(10, 20, 40), (0.2, 0.5, 0.8))
    assert (before.low, before.mode, before.high) == pytest.approx((2, 10, 32))
    assert (left.low, left.mode, left.high) == pytest.approx((2, 10, 32))
    assert before.is_guess
    assert left.is_guess


def test_units_a_year_set_the_pace(catalogue, belgian):
    fast = forecast(replace(BELGIAN, per_year=12.0), catalogue, n=N)
    step = fast.timeline.done("unit 9") - fast.timeline.done("unit 1")
    np.testing.assert_allclose(step, 8.0)
    assert fast.timeline.quantile(0.5, ALL) < belgian.timeline.quantile(0.5, ALL)


def test_negotiation_comes_before_an_unsigned_contract(catalogue, belgian):
    unsigned = forecast(replace(BELGIAN, is_signed=False), catalogue, n=N)
    assert unsigned.day(CONTRACT, 0.1) > BELGIAN.contract
    assert unsigned.timeline.end.mean() > belgian.timeline.end.mean() + 5


def test_the_same_programme_meets_the_same_luck(catalogue, belgian):
    again = forecast(BELGIAN, catalogue, n=N)
    other = forecast(BELGIAN, catalogue, n=N, seed=1)
    assert np.array_equal(again.ready, belgian.ready)
    assert not np.array_equal(other.ready, belgian.ready)
    fewer = forecast(replace(BELGIAN, n_units=4), catalogue, n=N)
    assert np.array_equal(fewer.ready, belgian.ready[:4])


def test_programmes_are_late_together(catalogue, belgian):
    kept = Slips((), 0.0, 0.0, 0.0, exactly(0.0))
    one = forecast(BELGIAN, catalogue, n=N, learned=kept)
    other = forecast(Programme("long range", "patriot", 2, date(2028, 1, 1)), catalogue, n=N, learned=kept)
    assert np.corrcoef(one.timeline.end, other.timeline.end)[0, 1] > 0.4


def test_one_unit_is_first_and_last(catalogue):
    one = forecast(Programme("lease", "nasams-leased", 1, date(2025, 12, 10)), catalogue, n=200)
    assert np.array_equal(one.timeline.done(FIRST), one.timeline.done(ALL))


@pytest.mark.parametrize(
    ("programme", "words"),
    [
        (replace(BELGIAN, system="orcus"), "'orcus' has no entry of kind delivery; known for"),
        (replace(BELGIAN, n_units=0, per_year=-1.0), "one unit or more, found 0\nnasams: units a year must"),
    ],
)
def test_what_makes_no_sense_is_refused(catalogue, programme, words):
    with pytest.raises(TimelineError) as told:
        forecast(programme, catalogue, n=10)
    assert words in str(told.value)


def test_a_system_that_is_like_another_is_delivered_like_it(catalogue):
    assert delivery_of(catalogue, "nasams-belgium").id == "delivery-nasams"
    assert delivery_of(catalogue, "nasams-leased").id == "delivery-nasams-leased"


def test_years_with_a_fraction():
    assert as_year(date(2031, 1, 1)) == 2031.0
    assert as_year(date(2031, 7, 2)) == pytest.approx(2031.5, abs=0.002)
    assert as_year(date(2032, 12, 31)) == pytest.approx(2033.0, abs=0.003)

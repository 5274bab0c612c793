"""Sums that a country published are the cost axis of its study."""

import numpy as np
import pytest

from belfort.scenario.load import load_scenario
from belfort.study.judged import Score
from belfort.study.verdict import given_costs

ASKED = load_scenario("denmark-2025").asked
OPTIONS = ("patriot", "sampt")


def scores(**draws):
    found = {}
    for c in ASKED.criteria:
        for option in OPTIONS:
            d = np.array(draws[option])
            found[option, c.name] = Score(0.0, 0.0, 0.0, d, "", 0.0, "", is_missing=not d.any())
    return found


def test_billions_of_the_studys_currency_are_told_in_millions():
    medians, drawn = given_costs(
        ASKED.criteria, OPTIONS, scores(patriot=[60.0, 70.0, 80.0], sampt=[58.0] * 3), "DKK"
    )
    assert medians == pytest.approx([70_000.0, 58_000.0])
    assert drawn.shape == (3, 2)


def test_another_currency_is_no_axis():
    assert given_costs(ASKED.criteria, OPTIONS, scores(patriot=[1.0], sampt=[1.0]), "EUR") is None
    assert given_costs((), OPTIONS, {}, "DKK") is None


def test_a_sum_that_is_missing_is_not_known_and_not_nothing():
    medians, _ = given_costs(ASKED.criteria, OPTIONS, scores(patriot=[0.0], sampt=[58.0]), "DKK")
    assert np.isnan(medians[0])
    assert medians[1] == pytest.approx(58_000.0)

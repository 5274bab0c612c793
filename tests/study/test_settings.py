"""How much is computed."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.study.settings import DEFAULT, QUICK, picked_years, resized, setting_of
from tests.study.questions import scenario

STUDY = scenario().study


@given(st.lists(st.integers(2000, 2100), unique=True, max_size=30).map(sorted), st.integers(1, 12))
def test_picked_years(years, n):
    found = picked_years(tuple(years), n)
    assert len(found) == min(n, len(years))
    assert list(found) == sorted(set(found))
    assert set(found) <= set(years)
    if years:
        assert found[-1] == years[-1]
    if years and n > 1:
        assert found[0] == years[0]
    if len(years) > n > 1:
        places = [years.index(y) for y in found]
        gaps = [b - a for a, b in itertools.pairwise(places)]
        assert max(gaps) - min(gaps) <= 1, "as evenly as can be"


def test_settings_by_name():
    assert setting_of("quick", STUDY) is QUICK
    assert setting_of("default", STUDY) is DEFAULT
    full = setting_of("full", replace(STUDY, worlds=64, replications=20_000))
    assert (full.n_worlds, full.n_replicates, full.has_guesses) == (64, 20_000, True)
    with pytest.raises(ValueError, match="one of quick, default, full, found 'fast'"):
        setting_of("fast", STUDY)


def test_each_setting_is_at_least_the_one_before():
    order = [QUICK, DEFAULT, setting_of("full", replace(STUDY, worlds=64, replications=20_000))]
    sizes = [[s.n_worlds, s.n_replicates, s.n_years, s.n_money, s.n_weights] for s in order]
    assert all(a <= b for one, two in itertools.pairwise(sizes) for a, b in zip(one, two, strict=True))


def test_nothing_given_changes_nothing():
    assert resized(QUICK, None, None) is QUICK


@given(st.none() | st.integers(1, 500), st.none() | st.integers(1, 5000))
def test_resized_holds_together(worlds, raids):
    found = resized(DEFAULT, worlds, raids)
    assert found.n_worlds == (worlds or DEFAULT.n_worlds)
    assert found.n_replicates == max(raids or DEFAULT.n_replicates, found.n_worlds)
    assert (found.n_money, found.n_weights) == (DEFAULT.n_money, DEFAULT.n_weights)
    assert found.name == ("own" if worlds or raids else "default")

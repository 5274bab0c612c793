"""What each option sees and reaches: numbers of a coverage, kept, and of the main threats alone."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.coverage import see
from belfort.coverage.see import coverage_of
from belfort.scenario.load import load_scenario
from belfort.study.performance.coverage import CASES, QUESTION, coverage_rows, main_threats
from belfort.terrain.load import terrain_for

TINY = load_scenario("tiny")


def silent(_words, _share):
    pass


@pytest.fixture(scope="module")
def ground():
    return terrain_for(TINY.region, TINY.terrain.elevation, margin_m=20e3)


@pytest.fixture(scope="module")
def table(ground):
    return coverage_rows({"base": TINY}, ground, None, silent)


def test_the_main_threat_of_a_raid_is_the_most_numerous_that_no_other_has():
    assert main_threats(load_scenario("benelux")) == ("shahed-136", "kh-101", "iskander-m")
    nothing = replace(TINY, asked=replace(TINY.asked, pictures=()))
    assert main_threats(nothing) == ()


def test_rows_are_those_of_the_coverage(table, ground):
    (threat,) = main_threats(TINY)
    found = coverage_of(TINY, replace(QUESTION, threats=(threat,)), terrain=ground)
    told = {row[2]: row[4:] for row in zip(*table.columns().values(), strict=True)}
    assert set(table.threat) == {threat}
    for i, case in enumerate(CASES):
        warned = [w for w, c in zip(found.found.warning_s, found.found.case, strict=True) if c == case]
        assert told["median warning"][i] == pytest.approx(float(np.median(warned)) / 60)
        looks = {}
        for asset, c, n in zip(found.looks.asset, found.looks.case, found.looks.n_looks, strict=True):
            if c == case:
                looks[asset] = min(n, looks.get(asset, n))
        value = {a.name: a.value for a in TINY.assets}
        held = sum(value[a] for a, n in looks.items() if n > 0) / sum(value[a] for a in looks)
        assert told["value engaged from every side"][i] == pytest.approx(held)
    assert all(0.0 <= v <= 1.0 for name in ("land seen", "land reached") for v in told[name])


def test_low_mode_and_high_enclose_each_other(table):
    assert (table.low <= table.mode + 1e-12).all()
    assert (table.mode <= table.high + 1e-12).all()


def test_what_was_kept_is_not_computed_again(table, ground, tmp_path, monkeypatch):
    assert coverage_rows({"base": TINY}, ground, tmp_path, silent).equals(table)
    monkeypatch.setattr(see, "coverage_of", None)
    assert coverage_rows({"base": TINY}, ground, tmp_path, silent).equals(table)


def test_who_sees_nothing_has_no_rows(ground):
    blind = replace(TINY, units=())
    assert len(coverage_rows({"base": blind}, ground, None, silent)) == 0

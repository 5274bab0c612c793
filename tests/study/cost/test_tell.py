import numpy as np
import pytest

from belfort.catalogue import load_catalogue
from belfort.study.cost import Programme, Stock, Worlds, drivers, life_cycle, tell
from belfort.study.cost.exchange import cost_per_kill


@pytest.fixture(scope="module")
def worlds():
    return Worlds(load_catalogue(), 5, 500)


@pytest.fixture(scope="module")
def life(worlds):
    owned = Programme("guns", "skyranger-30", 20, 2026, 2029, 20, (Stock("defendair", 180),))
    leased = Programme("lease", "nasams-leased", 1, 2026, 2027, 4, is_leased=True)
    return life_cycle([owned, leased], worlds)


def test_items_add_up_to_the_totals(life):
    items = tell.cost_items("more", life)
    totals = tell.cost_totals("more", life, 0.5)
    whole = totals.take((totals.what == "life cycle") & (totals.basis == "constant prices"))
    assert items.mode.sum() == pytest.approx(whole.sum_of_modes[0])
    assert items.mean.sum() == pytest.approx(whole.mean[0])
    assert (items.low <= items.high).all()
    assert not items.is_ceiling.any()
    assert items.is_guess.any()
    assert (items.sources != "").all()


def test_totals_are_on_three_bases_and_ordered(life):
    totals = tell.cost_totals("more", life, 0.5, added=life)
    assert len(totals) == 9
    assert (totals.p10 < totals.p50).all()
    assert (totals.p80 < totals.p90).all()


def test_the_curve_rises_from_nothing_to_certainty(life):
    curve = tell.cost_curve("more", life)
    whole = curve.take(curve.what == "life cycle")
    assert (np.diff(whole.cost) >= 0).all()
    assert whole.p[[0, -1]].tolist() == [0.0, 1.0]


def test_the_budget_adds_up_over_phases(life):
    rows = tell.budget_rows("more", life, {2027: 1e6})
    all_phases, parts = rows.take(rows.phase == "all"), rows.take(rows.phase != "all")
    assert all_phases.mean.sum() == pytest.approx(parts.mean.sum())
    assert all_phases.take(all_phases.year == 2027).p_over[0] == 1.0
    assert np.isnan(all_phases.take(all_phases.year == 2028).ceiling[0])
    assert set(parts.phase) == {"acquisition", "lease", "operation", "disposal"}


def test_effects_drivers_and_figures(worlds, life):
    effect = tell.effect_rows("more", "massed", {("cost a kill", "EUR"): cost_per_kill([4.0, 8.0], 2.0)})
    assert effect.mean.tolist() == [3.0]
    found = tell.driver_rows(
        "more", "", "life-cycle cost", drivers(life.constant.draws, life.used, worlds), worlds
    )
    assert found.share.sum() == pytest.approx(1.0)
    figures = tell.figure_rows(life.used, worlds)
    assert len(figures) == len(life.used)
    assert set(figures.used_for) == {"cost"}

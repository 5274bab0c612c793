from datetime import date

import numpy as np
import pytest

from belfort.catalogue.load import load_catalogue
from belfort.scenario import load_scenario
from belfort.study.timeline import tell
from belfort.study.timeline.delivery import Programme, as_year, forecast
from belfort.study.timeline.force import Delivered, ready_force

N = 1000


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def told(catalogue):
    return forecast(Programme("nasams", "nasams-belgium", 9, date(2026, 12, 1)), catalogue, n=N)


@pytest.fixture(scope="module")
def force(catalogue, told):
    scenario = load_scenario("benelux")
    names = tuple(f"nasams-be-{i + 1}" for i in range(9))
    return ready_force(scenario, catalogue, [Delivered(names, told)], n=N)


def test_milestones(told):
    table = tell.milestones("patriot", [told])
    assert table.milestone.tolist() == ["contract", "first unit", "all units"]
    assert table.p10[0] == table.p90[0] == pytest.approx(as_year(date(2026, 12, 1)))
    assert (table.planned[1:] < table.p50[1:]).all()
    assert (table.pert[1:] < table.p50[1:]).all()
    assert (table.p10 <= table.p50).all()
    assert (table.p80 <= table.p90).all()
    assert table.p80[2] == pytest.approx(as_year(told.day("all units", 0.8)))


def test_milestones_of_the_scenario(force):
    names = [u.name for u in force.scenario.units if u.name.startswith("skyranger-be-")]
    table = tell.scenario_milestones("base", force, names, "skyranger")
    assert table.planned.tolist() == [2029.0, 2029.0]
    assert np.isnan(table.pert).all()
    assert 2029.0 < table.p10[0] < table.p50[0] < table.p90[0] < 2031.6
    assert len(tell.scenario_milestones("base", force, ["crc-beauvechain"], "none")) == 0


def test_activities(told, catalogue):
    table = tell.activities("patriot", told, catalogue)
    rows = {name: i for i, name in enumerate(table.activity)}
    slot, training = rows["wait for a slot in production"], rows["crew training on the own unit"]
    assert (table.low[slot], table.mode[slot], table.high[slot]) == pytest.approx((6, 14, 17))
    assert table.p_critical[slot] == pytest.approx(1.0, abs=0.02)
    assert table.is_guess[slot]
    assert table.is_guess[training]
    assert "MODEL" in table.sources[slot].split()
    assert (table.start_p50 <= table.end_p50)[~np.isnan(table.start_p50)].all()
    delay = next(i for name, i in rows.items() if name.startswith("delay as on other deals"))
    assert table.p_critical[delay] == pytest.approx(told.slips.p_of("nasams"), abs=0.05)
    assert table.cruciality[delay] > 0.2
    assert "dn-ch-2026" in table.sources[delay].split()
    assert set(table.sources[delay].split()) <= set(catalogue.references)


def test_ready(force):
    table = tell.ready("base", force, ["nasams-belgium", "crc"])
    assert len(table) == 2 * 228
    nasams = table.take(table.system == "nasams-belgium")
    assert nasams.month[0] == 2027.0
    assert nasams.month[-1] == pytest.approx(2045 + 11 / 12, abs=0.01)
    number = force.number("nasams-belgium")
    assert (np.mean(number >= nasams.n_p10[:, None], axis=1) >= 0.9).all()
    assert (np.mean(number <= nasams.n_p90[:, None], axis=1) >= 0.9).all()
    assert (np.mean(number > nasams.n_p10[:, None], axis=1) <= 0.9 + 1e-9).all()
    np.testing.assert_allclose(nasams.n_mean, number.mean(axis=1))
    assert nasams.n_mean[-1] == 10.0
    assert (table.take(table.system == "crc").n_mean == 2.0).all()
    everything = tell.ready("base", force)
    assert set(everything.system) == {u.system for u in force.scenario.units}


def test_figures(told, catalogue):
    table = tell.figures([told, told], catalogue)
    assert len(set(table.figure)) == len(table)
    assert set(table.used_for) == {"time"}
    at = table.place.tolist().index("delivery-nasams.slot_wait")
    assert (table.low[at], table.unit[at], table.is_guess[at]) == (6.0, "months", True)
    assert "switzerland-patriot.delivery_slip" in table.place
    assert "delivery-steps.training_done_before_delivery" in table.place
    for figure, place in zip(table.figure, table.place, strict=True):
        assert ".".join(catalogue.origins[figure]) == place

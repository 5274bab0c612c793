"""The judgement on measured attacks, on a made-up table with and without a planted fault, and on the real one."""

import csv

import numpy as np
import pytest
from scipy.special import ndtr

from belfort.raid.night.fit import fit_nights
from belfort.raid.night.forecast import NightModel
from belfort.raid.night.measured import MEASURED
from verification import ukraine

COLUMNS = [
    "date_end",
    "threat_class",
    "n_launched",
    "n_destroyed",
    "n_not_reached",
    "n_armed_shahed_reported",
    "n_bulletins",
]
FIRST = ukraine.date(2025, 7, 1).toordinal()


def made_up(seed, *, later_spread=0.31):
    """Return 300 nights of drones as in the model, those of 2026 with a spread of their own."""
    rng = np.random.default_rng(seed)
    rows = []
    for day in range(FIRST, FIRST + 300):
        n = int(rng.integers(40, 300))
        spread = 0.31 if day <= ukraine.LAST else later_spread
        stopped = rng.binomial(n, ndtr(1.0 + spread * rng.standard_normal()))
        jammed = int(rng.integers(0, stopped + 1))
        cells = (ukraine.date.fromordinal(day), "one_way_attack_uas", n, stopped - jammed, jammed, n // 2, 1)
        rows.append(dict(zip(COLUMNS, map(str, cells), strict=True)))
    return rows


def result_of(rows):
    """Judge by the model that the nights of 2025 were made with."""
    days = {ukraine.date.fromisoformat(r["date_end"]).toordinal() for r in rows}
    return ukraine.judged("drone", rows, NightModel(0.005, 0.31, n_reference=100), days)


def test_a_table_that_is_as_told_is_judged_right():
    result = result_of(made_up(1))
    ours, month = result.by_way[ukraine.OURS], result.by_way[ukraine.MONTH]
    assert result.n_nights == 300 - 184
    assert abs(ours.share_in_band - 0.9) < 3 * ours.share_in_band_sd
    assert abs(ours.dispersion - 1.0) < 3 * ours.dispersion_sd
    assert month.dispersion > 3.0
    assert ours.crps < month.crps


@pytest.mark.parametrize(("spread", "word"), [(0.7, "more"), (0.05, "less")])
def test_a_planted_fault_is_seen_and_said(spread, word):
    result = result_of(made_up(2, later_spread=spread))
    assert f"nights spread {word} than told" in ukraine.said(result)
    found = {r["name"]: r["verdict"] for r in ukraine.judgement_rows(result)}
    assert found["drone, one night ahead: dispersion over predicted"] == "DIFFERS"


def test_later_nights_never_reach_the_training():
    rows = made_up(3)
    spoiled = [r if r["date_end"] < "2026" else {**r, "n_destroyed": "0"} for r in rows]
    one, two = (ukraine.training(r, MEASURED["drone"]) for r in (rows, spoiled))
    assert np.array_equal(one.n_stopped, two.n_stopped)
    assert one.day.max() <= ukraine.LAST


def test_a_prediction_knows_no_night_that_it_should_not():
    """What happened from February on is spoiled: frozen predictions, and those before, stay as they were."""
    rows = made_up(7)
    spoiled = [r if r["date_end"] < "2026-02" else {**r, "n_destroyed": "0"} for r in rows]
    model = NightModel(0.05, 0.31, n_reference=100)
    tables = [ukraine.nights_of(r, "one_way_attack_uas") for r in (rows, spoiled)]
    one, two = (ukraine.predictions(nights, nights.day > ukraine.LAST, model) for nights in tables)
    same = {way: [np.array_equal(a, b) for a, b in zip(one[way], two[way], strict=True)] for way in one}
    assert all(same[ukraine.FROZEN])
    assert all(same[ukraine.BETA])
    assert all(same[ukraine.OURS][:32])
    assert not any(same[ukraine.OURS][32:])
    assert all(same[ukraine.MONTH][:59])
    assert not any(same[ukraine.MONTH][59:])


def test_few_nights_are_told_and_not_judged():
    rows = [r for r in made_up(4) if r["date_end"] < "2026-01-11"]
    result = result_of(rows)
    assert result.n_nights == 10
    assert {r["verdict"] for r in ukraine.judgement_rows(result)} == {"stated"}
    assert "too few" in ukraine.said(result)


def test_more_stopped_than_launched_counts_as_all():
    row = dict(zip(COLUMNS, ["2025-07-02", "one_way_attack_uas", "16", "15", "11", "0", "1"], strict=True))
    assert ukraine.nights_of([row], "one_way_attack_uas").n_stopped.tolist() == [16]


def test_last_months_rate_is_that_of_the_month_before():
    rows = made_up(5)
    nights = ukraine.nights_of(rows, "one_way_attack_uas")
    i = int(np.flatnonzero(nights.day == ukraine.date(2026, 1, 5).toordinal())[0])
    december = [r for r in rows if r["date_end"].startswith("2025-12")]
    stopped = sum(int(r["n_destroyed"]) + int(r["n_not_reached"]) for r in december)
    launched = sum(int(r["n_launched"]) for r in december)
    assert ukraine.rate(nights, i) == pytest.approx((stopped + 0.5) / (launched + 1.0))


def test_without_the_table_one_row_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(ukraine, "DATA", tmp_path / "absent.csv")
    found = list(ukraine.rows())
    assert len(found) == 1
    assert "not compared" in found[0]["difference"]
    assert ukraine.main([]) == 1


def test_a_later_table_is_judged_in_the_same_way(monkeypatch, tmp_path, capsys):
    rows = made_up(6)
    base, later = tmp_path / "base.csv", tmp_path / "later.csv"
    for path, part in ((base, [r for r in rows if r["date_end"] < "2026-02-01"]), (later, rows[-60:])):
        with path.open("w", encoding="utf8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(part)
    monkeypatch.setattr(ukraine, "DATA", base)
    monkeypatch.setattr(ukraine, "MEASURED", {"drone": MEASURED["drone"]})
    assert ukraine.main([str(later)]) == 0
    told = capsys.readouterr().out
    assert "drone      ours                         60" in told
    assert "\ndrone: " in told


@pytest.mark.outside
def test_what_the_product_holds_is_what_the_nights_give():
    if not ukraine.DATA.exists():
        pytest.skip("the table of nights is not beside the checkout")
    rows = ukraine.table(ukraine.DATA)
    for family, held in MEASURED.items():
        nights = ukraine.training(rows, held)
        assert len(nights) == held.n_nights
        fit = fit_nights(nights, held.form)
        assert fit.model.rho == pytest.approx(held.model.rho, abs=2e-3), family
        assert fit.model.group_share == pytest.approx(held.model.group_share, abs=5e-3)
        assert fit.model.size_slope == pytest.approx(held.model.size_slope, abs=5e-3)


@pytest.mark.outside
def test_the_judgement_that_the_product_tells_of_is_what_comes_out():
    if not ukraine.DATA.exists():
        pytest.skip("the table of nights is not beside the checkout")
    rows = ukraine.table(ukraine.DATA)
    days = {ukraine.date.fromisoformat(r["date_end"]).toordinal() for r in rows}
    judged = ukraine.judged("drone", rows, MEASURED["drone"].model, days).by_way[ukraine.OURS]
    assert judged.n_nights == 59
    assert judged.dispersion == pytest.approx(0.51, abs=0.01)
    assert judged.share_in_band == pytest.approx(1.0, abs=1e-3)


@pytest.mark.outside
def test_published_facts_of_the_table_are_found():
    if not ukraine.DATA.exists():
        pytest.skip("the table of nights is not beside the checkout")
    found = {r["name"]: r for r in ukraine.statistics(ukraine.table(ukraine.DATA))}
    assert found["armed share of drones, pooled"]["verdict"] == "agrees"
    assert (
        found["drones stopped a night over independent shots, since August 2025, 212 nights"]["verdict"]
        == "agrees"
    )
    correlations = [r["verdict"] for name, r in found.items() if name.startswith("correlation")]
    assert correlations == ["agrees"] * 3

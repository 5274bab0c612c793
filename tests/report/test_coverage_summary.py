"""The numbers and sentences of a coverage, beside what the tables hold."""

from dataclasses import replace
from functools import lru_cache
from math import inf, nan

import numpy as np
import pytest

from belfort.coverage.model import LossTable, Question
from belfort.coverage.see import coverage_of
from belfort.report.coverage_findings import findings_of
from belfort.report.coverage_json import summary_json
from belfort.report.coverage_layers import LEVELS_M, assets, gaps, units
from belfort.report.coverage_pictures import chosen, pictures_of
from belfort.report.coverage_summary import (
    ALL_ROUND,
    Band,
    lowest_over,
    most_missed,
    ranked_losses,
    sectors,
    short_name,
    summary_of,
)
from belfort.report.coverage_tables import MOST_ROWS, at_assets, by_height, civil, ladders, losses
from belfort.report.coverage_words import (
    HARD,
    a,
    count_words,
    figure,
    height_words,
    in_band,
    listed,
    minutes_words,
    percent,
    time_words,
)
from belfort.scenario import load_scenario


@lru_cache(maxsize=1)
def drones():
    """A coverage with two threats, seven assets, links and civil traffic, on large cells."""
    question = Question(
        cell_m=4000.0, map_cell_m=4000.0, margin_m=20e3, n_azimuths=8, heights_agl_m=(50.0, 300.0)
    )
    return coverage_of(load_scenario("drones"), question)


def plain(words):
    return words.replace(HARD, " ")


@pytest.mark.parametrize(
    ("is_in", "words"),
    [
        ([0, 0, 0, 0], ""),
        ([1, 1, 1, 1], ALL_ROUND),
        ([1, 0, 0, 0], "315–045°"),
        ([0, 1, 0, 1], "045–135°, 225–315°"),
        ([1, 0, 0, 1], "225–045°"),
        ([], ""),
    ],
)
def test_directions_in_words(is_in, words):
    assert sectors(np.array(is_in, bool)) == words


def test_lowest_height_over_most_of_the_land():
    heights = np.array([10.0, 20, 30, 40, 50, 60, 70, 80, 90, inf])
    assert lowest_over(heights) == 90.0
    assert lowest_over(heights, 1.0) == inf
    assert lowest_over(heights, 0.05) == 10.0
    assert lowest_over(np.array([])) == inf


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (percent(0.0), "0 %"),
        (percent(1.0), "100 %"),
        (percent(0.999), ">99 %"),
        (percent(0.003), "0.3 %"),
        (percent(1e-6), "<0.01 %"),
        (percent(nan), "–"),
        (figure(4126.0), "4\u202f130"),
        (figure(41.26), "41"),
        (figure(inf), "–"),
        (height_words(inf), "none"),
        (height_words(50e3), "50 km"),
        (height_words(70.0), "70 m"),
        (minutes_words(119.0), "119 s"),
        (minutes_words(121.0), "2 min"),
        (minutes_words(14400.0), "4 h"),
        (minutes_words(nan), "–"),
        (time_words(Band(0.0, 420.0, 660.0)), "7 min (0 s to 11 min)"),
        (time_words(Band(180.0, 420.0, 660.0)), "7 min (3–11 min)"),
        (count_words(Band(0.0, 12.0, 36.0)), "12 (0–36)"),
        (in_band("a m", "none", "b m"), "a m (none to b m)"),
        (a("Iskander-M"), "an Iskander-M"),
        (short_name("Shahed-136 / Geran-2"), "Shahed-136"),
        (listed(["x"]), "x"),
        (listed([]), ""),
        (listed(["x", "y", "z"], 2), "x, y and 1 more"),
    ],
)
def test_numbers_in_words(told, words):
    assert plain(told) == words


def table_of_losses(rows):
    threat, kind, name, viewer, share, lost_s = zip(*rows, strict=True)
    text = {
        k: np.array(v, dtype=object)
        for k, v in (("threat", threat), ("kind", kind), ("name", name), ("viewer", viewer))
    }
    n = len(rows)
    return LossTable(
        **text,
        share_lost=np.array(share, float),
        assets_worse=np.zeros(n, np.int64),
        warning_lost_s=np.array(lost_s, float),
    )


def test_the_most_missed_is_that_of_the_nation_that_loses_most_and_owns_something():
    table = table_of_losses(
        [
            ("t", "sensor", "one", "belgium", 0.1, 5.0),
            ("t", "sensor", "two", "belgium", 0.1, 9.0),
            ("t", "sensor", "two", "netherlands", 0.3, 1.0),
            ("t", "sensor", "three", "denmark", 0.9, 1.0),
            ("t", "connection", "far", "belgium", 0.5, 1.0),
            ("u", "sensor", "four", "belgium", 0.8, 1.0),
        ]
    )
    benelux = load_scenario("benelux")
    assert [table.name[i] for i in ranked_losses(table, benelux, "t", "sensor")] == ["two", "one"]
    lost = most_missed(table, benelux, "t", "sensor")
    assert lost is not None
    assert (lost.name, lost.viewer, lost.share_lost) == ("two", "Netherlands", 0.3)
    assert most_missed(table, benelux, "t", "none") is None


def test_the_summary_is_what_the_tables_hold():
    coverage = drones()
    summary = summary_of(coverage)
    assert [t.share_covered.mode for t in summary.threats] == sorted(
        t.share_covered.mode for t in summary.threats
    )
    found, looks = coverage.found, coverage.looks
    for threat in summary.threats:
        for asset in threat.assets:
            rows = [
                i
                for i in range(len(found))
                if (found.threat[i], found.asset[i], found.case[i]) == (threat.threat, asset.name, "mode")
            ]
            assert len(rows) == 8
            assert asset.warning_s.mode == pytest.approx(np.median([found.warning_s[i] for i in rows]))
            assert asset.least_warning_s == min(found.warning_s[i] for i in rows)
            assert bool(asset.unfound) == any(found.found_to_go_m[i] == 0.0 for i in rows)
        mode = [
            looks.n_looks[i]
            for i in range(len(looks))
            if (looks.threat[i], looks.case[i]) == (threat.threat, "mode")
        ]
        assert threat.share_unmet.mode == pytest.approx(sum(n == 0 for n in mode) / len(mode))
        assert threat.share_unfound.low >= threat.share_unfound.mode >= threat.share_unfound.high
        assert threat.lowest_m.low >= threat.lowest_m.mode >= threat.lowest_m.high
    values = [x.value for x in coverage.scenario.assets]
    assert [x.value for x in summary.threats[0].assets] == sorted(values, reverse=True)
    assert summary.n_guesses == sum(e.is_guess for _, e in coverage.scenario.estimates())


def test_findings_say_the_numbers_of_the_summary():
    coverage = drones()
    summary = summary_of(coverage)
    found = [plain(f) for f in findings_of(coverage, summary)]
    first = summary.threats[0]
    assert found[0].startswith(f"Hardest to see is {a(first.name)}")
    assert plain(percent(first.share_covered.mode)) in found[0]
    assert f"{summary.n_guesses} of the {summary.n_figures} figures" in found[-1]
    assert any(f.startswith("No unit has a look at a Small quadcopter from any direction at") for f in found)
    assert any("airliners" in f for f in found)
    assert not [f for f in found if "nan" in f or "inf" in f.split()]


def test_findings_keep_silent_about_what_is_not_there():
    coverage = drones()
    bare = replace(
        coverage,
        civil=type(coverage.civil).empty(),
        losses=LossTable.empty(),
        looks=type(coverage.looks).empty(),
        reach=type(coverage.reach).empty(),
    )
    found = findings_of(bare, summary_of(bare))
    for word in ("airliners", "fails alone", "has a look", "Some unit reaches"):
        assert not any(word in f for f in found), word


def test_plain_numbers_hold_no_nan():
    import json

    content = summary_json(drones(), summary_of(drones()))
    assert json.loads(json.dumps(content, allow_nan=False)) == content


def test_tables_have_a_row_a_thing():
    coverage = drones()
    summary = summary_of(coverage)
    assert len(by_height(coverage, summary).rows) == sum(
        len(set(m.heights_agl_m)) for m in coverage.maps.values()
    )
    assert [r[0] for r in at_assets(summary.threats[0]).rows] == [x.name for x in summary.threats[0].assets]
    assert len(civil(coverage).rows) == len(coverage.civil) / 3
    assert all(row[4] != "0 %" or row[5] != "0 s" for row in losses(coverage, summary).rows)
    assert all(len(t.rows) <= MOST_ROWS for t in ladders(coverage, summary))


def test_areas_tile_the_map_in_every_case():
    coverage = drones()
    found = gaps(coverage)
    cells_km2 = {}
    for feature in found:
        key = feature.properties["threat"], feature.properties["case"]
        cells_km2[key] = cells_km2.get(key, 0.0) + feature.geometry.area
    assert len(cells_km2) == 6
    areas = list(cells_km2.values())
    assert max(areas) == pytest.approx(min(areas), rel=1e-3)
    assert {f.properties["from_m"] for f in found} <= set(LEVELS_M)
    assert len(units(coverage)) == len(coverage.scenario.units)
    assert assets(coverage, summary_of(coverage))[0].properties["warning_s_quadcopter"] >= 0.0


def test_pictures_are_chosen_and_named_apart():
    coverage = drones()
    summary = summary_of(coverage)
    pictures = pictures_of(coverage, summary)
    slugs = [p.slug for p in pictures]
    assert len(slugs) == len(set(slugs))
    for threat in summary.threats:
        assert sum(p.section == threat.threat and p.is_on_page for p in pictures) <= 4
        assert {f"{k}-{threat.threat}" for k in ("gap", "bands", "depth", "warning")} <= set(slugs)
    assert {t.threat for t in chosen(summary)} == {"quadcopter", "fixed-wing-uas"}


def test_a_single_look_is_a_look():
    coverage = drones()
    n_looks = np.arange(len(coverage.looks), dtype=np.int64) % 3
    summary = summary_of(replace(coverage, looks=replace(coverage.looks, n_looks=n_looks)))
    for threat in summary.threats:
        mine = (coverage.looks.threat == threat.threat) & (coverage.looks.case == "mode")
        assert threat.share_unmet.mode == pytest.approx(np.mean(n_looks[mine] == 0))
        assert threat.n_looks.mode == np.median(n_looks[mine])
        assert threat.without_look == ()
        asset = threat.assets[0]
        here = mine & (coverage.looks.asset == asset.name)
        assert asset.unmet == sectors(n_looks[here] == 0)

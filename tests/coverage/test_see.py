"""The verb: what it refuses, what it tells, and whole situations."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from belfort.coverage.model import CoverageError, Question
from belfort.coverage.see import coverage_of, own_land, stride_of, targets_of
from belfort.scenario import load_scenario
from tests.coverage.ground import system, terrain_of
from tests.coverage.situation import CELL_M, GROUND, QUICK, about, asset, drone, ears, radar, situation, unit

COARSE = Question(cell_m=4000.0, map_cell_m=4000.0, n_azimuths=8, n_threads=1)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question(threats=("shahed-13",)), "tiny has no threat 'shahed-13'. Did you mean 'shahed-136'?"),
        (Question(heights_agl_m=(0.0,)), "a height of 0 m is not between 0 and 100000 m"),
        (Question(heights_agl_m=(1e6,)), "a height of 1e+06 m"),
        (Question(heights_agl_m=(nan,)), "a height of nan m"),
        (Question(n_azimuths=3), "3 azimuths: 4 to 360"),
        (Question(cell_m=0.0), "cells of 0 m for the ground"),
        (Question(map_cell_m=-5.0), "cells of -5 m for the maps"),
        (Question(margin_m=-1.0), "a margin of -1 m"),
        (Question(margin_m=inf), "a margin of inf m"),
        (Question(p_enough=1.0), "p_enough of 1"),
        (Question(n_threads=0), "0 threads"),
    ],
)
def test_a_question_that_cannot_be_is_refused_in_words(question, words):
    with pytest.raises(CoverageError) as caught:
        coverage_of(load_scenario("tiny"), question)
    assert words in str(caught.value).replace("tiny.toml", "tiny")


def test_every_fault_is_told_at_once():
    bad = Question(("a", "b"), heights_agl_m=(-1.0, 2e5), n_azimuths=0, n_threads=0, p_enough=0.0)
    with pytest.raises(CoverageError) as caught:
        coverage_of(load_scenario("tiny"), bad)
    told = str(caught.value)
    for words in ("'a'", "'b'", "-1 m", "200000 m", "0 azimuths", "0 threads", "p_enough"):
        assert words in told


def test_no_threat_at_all_and_one_whose_height_nobody_knows_are_refused():
    with pytest.raises(CoverageError, match="has no raid and no incursion"):
        targets_of(situation([unit("one", ears())], [ears(), drone()]), QUICK)
    blimp = system("blimp", "threat", flight="level", target_class="balloon", rcs_m2=1.0)
    with pytest.raises(CoverageError, match="nothing is on record of how high 'blimp' flies"):
        targets_of(situation([unit("one", ears())], [ears(), blimp]), about("blimp"))


def test_decoys_and_civil_aircraft_are_asked_for_by_name_only():
    benelux = load_scenario("benelux")
    assert "gerbera" not in [t.id for t in targets_of(benelux, Question())]
    assert [t.id for t in targets_of(benelux, Question(("gerbera", "airliner", "gerbera")))] == [
        "airliner",
        "gerbera",
    ]


def test_nobody_who_looks_is_an_error_that_says_who_stands_off_the_map():
    with pytest.raises(CoverageError, match="nobody looks"):
        coverage_of(situation([], [drone()]), about(), terrain=GROUND)
    far = unit("far", ears(), (400e3, 0.0))
    with pytest.raises(CoverageError, match=r"nobody looks.*far stands off the map \(5"):
        coverage_of(situation([far], [ears(), drone()]), about(), terrain=GROUND)


def test_what_stands_off_the_map_is_left_out_and_told():
    tiny = load_scenario("tiny")
    gun = replace(tiny.units[0], name="lost", sensors=(), position=unit("x", ears(), (400e3, 0.0)).position)
    scenario = situation(
        [unit("one", ears()), unit("far", ears(), (400e3, 0.0)), gun],
        [ears(), drone(), *tiny.systems.values()],
        [asset(), asset("island", (300e3, 0.0))],
    )
    result = coverage_of(scenario, about(), terrain=GROUND)
    told = " ".join(result.notes)
    assert [p.name for p in result.posts] == ["one"]
    assert "far stands off the map" in told
    assert "left out of who meets what: lost" in told
    assert "Assets off the map, over the ground at its edge and seen on the map alone: island" in told


def test_a_unit_in_the_sea_is_told_and_one_over_it_is_not():
    sea = terrain_of(lambda x_m, y_m: 0.0 * x_m, 120e3, CELL_M)
    sea = replace(sea, is_land=np.zeros(sea.frame.shape, bool))
    scenario = situation([unit("ship", ears()), unit("plane", ears(), altitude_msl_m=5e3)], [ears(), drone()])
    notes = coverage_of(scenario, about(), terrain=sea).notes
    assert [n.split(" stands in the sea")[0] for n in notes if "in the sea" in n] == ["ship"]


def test_a_sensor_without_what_it_needs_is_told_and_not_a_crash():
    lame = system("lame", "sensor", modality="radar", instrumented_range_m=1e5)
    scenario = situation([unit("one", ears()), unit("two", lame)], [ears(), lame, drone()])
    notes = coverage_of(scenario, about(), terrain=GROUND).notes
    assert any(n.startswith("lame sees none of the threats: lame has no figure for") for n in notes)


def test_assumed_facings_are_told_with_their_reason():
    narrow = radar(1.0)
    scenario = situation([unit("one", narrow)], [narrow, drone()], [asset(place=(500.0, -50e3))])
    notes = coverage_of(scenario, about(), terrain=GROUND).notes
    assert any(n.startswith("Assumed to face away from the assets") for n in notes)
    raided = replace(
        load_scenario("tiny"),
        units=scenario.units,
        systems={**load_scenario("tiny").systems, "radar": narrow},
    )
    notes = coverage_of(raided, replace(QUICK, threats=()), terrain=GROUND).notes
    assert any(n.startswith("Assumed to face where the raids come from") for n in notes)


def test_without_assets_maps_stand_and_finds_are_empty():
    result = coverage_of(situation([unit("one", ears())], [ears(), drone()]), about(), terrain=GROUND)
    assert result.cover.share_covered.max() > 0.0
    for table in (result.found, result.ladders, result.looks, result.rungs, result.civil):
        assert len(getattr(table, next(iter(table.__dataclass_fields__)))) == 0


def test_land_is_that_of_the_owners_or_all_or_the_whole_region():
    scenario = situation([unit("one", ears())], [ears(), drone()])
    own = own_land(scenario, GROUND.frame)
    nobody = own_land(situation([unit("one", ears(), nation="atlantis")], [ears()]), GROUND.frame)
    assert 0 < own.sum() < nobody.sum()
    region = replace(scenario.region, west_rad=0.0585, east_rad=0.0602, south_rad=0.9006, north_rad=0.9023)
    sea = own_land(replace(scenario, region=region), GROUND.frame)  # off Zeeland
    assert sea.any()
    nowhere = replace(scenario.region, west_rad=0.0, east_rad=0.001)
    with pytest.raises(CoverageError, match="no point of the maps lies in the region"):
        own_land(replace(scenario, region=nowhere), GROUND.frame)


def test_the_stride_makes_cells_of_the_asked_size_and_never_too_many():
    assert stride_of(GROUND, QUICK) == 1
    assert stride_of(GROUND, replace(QUICK, map_cell_m=3400.0)) == 3
    assert stride_of(GROUND, replace(QUICK, map_cell_m=1.0)) == 1
    fine = replace(GROUND, height_msl_m=np.broadcast_to(np.float32(0.0), (8000, 8000)))
    assert fine.height_msl_m.size / stride_of(fine, QUICK) ** 2 <= 3e6


@pytest.mark.parametrize("name", ["tiny", "drones"])
def test_shipped_situations_hold_together(name):
    told = []
    result = coverage_of(load_scenario(name), COARSE, progress=lambda words, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    cover = result.cover
    for threat in result.maps:
        for height_m in result.maps[threat].heights_agl_m:
            row = (cover.threat == threat) & (cover.height_agl_m == height_m)
            low, mode, high = (
                cover.share_covered[row & (cover.case == c)][0] for c in ("low", "mode", "high")
            )
            assert 0.0 <= low <= mode <= high <= 1.0
    assert np.array_equal(np.isnan(cover.mean_depth), cover.case != "mode")
    assert np.array_equal(np.isnan(cover.share_twice), cover.case != "mode")
    may_be_nan = {
        "share_twice",
        "mean_depth",
        "first_meeting_to_go_m",
        "first_launch_to_go_s",
        "p_stopped_alone",
    }
    for table in (
        cover,
        result.found,
        result.losses,
        result.civil,
        result.reach,
        result.ladders,
        result.looks,
    ):
        for column in table.__dataclass_fields__:
            values = getattr(table, column)
            if values.dtype == float:
                assert np.isfinite(values).all() or column in may_be_nan, column
    assert np.all(result.found.warning_s >= 0.0)
    assert np.all(result.losses.share_lost >= 0.0)


@pytest.mark.slow
def test_the_order_of_units_and_the_threads_change_no_number_of_a_real_situation():
    scenario = load_scenario("drones")
    question = replace(COARSE, cell_m=2000.0, map_cell_m=2000.0)
    base = coverage_of(scenario, question)
    turned = coverage_of(replace(scenario, units=scenario.units[::-1]), replace(question, n_threads=4))
    for threat, maps in base.maps.items():
        assert np.array_equal(maps.p_detect, turned.maps[threat].p_detect)
        assert np.array_equal(maps.seen, turned.maps[threat].seen)
    for name in ("cover", "found", "losses", "civil", "reach", "looks"):
        one, two = getattr(base, name), getattr(turned, name)
        for column in one.__dataclass_fields__:
            is_real = getattr(one, column).dtype == float
            assert np.array_equal(getattr(one, column), getattr(two, column), equal_nan=is_real)

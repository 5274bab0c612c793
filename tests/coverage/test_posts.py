"""Who looks, and which way."""

from dataclasses import replace
from math import pi, radians

import pytest

from belfort.coverage.posts import posts_of, threat_axis_rad
from belfort.scenario import load_scenario
from belfort.scenario.resolved import ResolvedRaid
from tests.coverage.ground import estimate
from tests.coverage.situation import asset, at, ears, radar, situation, unit


def names(scenario):
    return [post.name for post in posts_of(scenario)]


def group(origins, n_threats=10):
    tiny = load_scenario("tiny").raids[0].groups[0]
    return replace(
        tiny, threat="drone", origins=tuple(at(*o) for o in origins), n_threats=estimate(n_threats)
    )


def raid(*groups):
    return ResolvedRaid("raid", "", 0.0, 1, 0.0, 1, groups)


def test_who_is_held_back_or_waits_on_the_ground_does_not_look():
    held = [
        unit(p, ears(), posture=p) for p in ("deployed", "mobile", "reserve", "training", "patrol", "alert")
    ]
    assert names(situation(held, [ears()])) == ["alert", "deployed", "mobile", "patrol"]
    flying = [unit(p, ears(), posture=p, kind="aircraft") for p in ("patrol", "alert")]
    assert names(situation(flying, [ears()])) == ["patrol"]


def test_posts_are_named_by_unit_and_sensor_and_come_in_the_order_of_names():
    two = unit("zeta", ears(), sensors=("radar", "ears"))
    scenario = situation([two, unit("alpha", ears())], [ears(), radar()])
    assert names(scenario) == ["alpha", "zeta/ears", "zeta/radar"]
    assert names(replace(scenario, units=scenario.units[::-1])) == names(scenario)


def test_a_camera_turns_and_a_sector_faces_as_told():
    narrow = radar(radians(90))
    camera = replace(narrow, id="camera", traits={**narrow.traits, "modality": "eo-ir"})
    told = unit("told", narrow, facing_rad=1.0)
    turning = unit("turning", camera)
    untold = unit("untold", narrow)
    by_name = {p.name: p for p in posts_of(situation([told, turning, untold], [narrow, camera]))}
    assert (by_name["told"].facing_rad, by_name["told"].is_facing_assumed) == (1.0, False)
    assert by_name["turning"].width_rad == 2 * pi
    assert by_name["untold"].is_facing_assumed
    assert by_name["untold"].width_rad == pytest.approx(radians(90))


def test_the_unit_s_own_width_goes_before_the_catalogue():
    own = unit("own", radar(radians(90)), figures={"azimuth_coverage_rad": estimate(radians(120))})
    assert posts_of(situation([own], [radar(radians(90))]))[0].width_rad == pytest.approx(radians(120))


def test_the_axis_is_the_mean_of_where_the_raids_come_from_by_their_size():
    east, north = (80e3, 500.0), (500.0, 80e3)
    only_east = situation(raids=(raid(group([east])),))
    assert threat_axis_rad(only_east, at(500.0, 500.0)) == pytest.approx(radians(90), abs=0.02)
    both = situation(raids=(raid(group([east], 30), group([north], 10)),))
    assert threat_axis_rad(both, at(500.0, 500.0)) == pytest.approx(radians(71.6), abs=0.02)  # atan2(3, 1)
    split = situation(raids=(raid(group([east, north], 30)),))
    assert threat_axis_rad(split, at(500.0, 500.0)) == pytest.approx(radians(45), abs=0.02)


def test_without_raids_a_sector_looks_away_from_the_assets():
    scenario = situation(assets=[asset(place=(500.0, -50e3))])
    axis = threat_axis_rad(scenario, at(500.0, 500.0))
    assert min(axis, 2 * pi - axis) < 0.02


def test_what_the_scenario_says_of_a_unit_goes_before_the_catalogue():
    own = unit("own", ears(), figures={"antenna_height_m": estimate(99.0)})
    post = posts_of(situation([own], [ears()]))[0]
    assert post.figure("antenna_height_m").mode == 99.0
    assert post.figure("detection_range_m").mode == 50e3

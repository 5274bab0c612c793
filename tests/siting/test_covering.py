"""Who covers what: discs by hand, a wall, and the maps of coverage over the same ground."""

from dataclasses import replace
from itertools import product
from math import radians

import numpy as np
import pytest

from belfort.coverage.engagement import envelope_of, site_of
from belfort.coverage.engagement.reach import volume_of
from belfort.coverage.model import Question
from belfort.coverage.see import coverage_of
from belfort.scenario import load_scenario, parse_scenario
from belfort.siting import Effort, Limits
from belfort.siting.demand import Demand
from belfort.siting.site import useful_first
from belfort.siting.situation.aims import WarningAim
from belfort.siting.situation.covering import covers_by_reach, covers_by_sight
from belfort.siting.situation.question import SiteQuestion
from belfort.siting.situation.ready import standing_of
from belfort.siting.situation.scenes import Scene, height_of, points_of
from belfort.siting.situation.warnings import Warnings, warnings_of
from belfort.terrain import Lookout, Survey, terrain_for
from tests.coverage.ground import flat, system, terrain_of
from tests.siting.situations import drone, missile, points_at, random_aim, scene_of, unit_at

EYE = system("eye", "sensor", modality="radar", antenna_height_m=20.0)


def situation(effector=None, **more):
    held = {"missile": effector or missile(), "eye": EYE, "drone": drone(), **more}
    return replace(load_scenario("tiny"), systems=held)


def by_hand(terrain, unit, points, height_m, least_m=1000.0, most_m=20e3, floor_m=50.0, ceiling_m=5000.0):
    """Slant range and heights alone: what a unit reaches over flat ground that hides nothing."""
    x_m, y_m = terrain.frame.xy_m(unit.position.lat_rad, unit.position.lon_rad)
    found = []
    for x, y in zip(points.x_m, points.y_m, strict=True):
        slant = ((x - x_m) ** 2 + (y - y_m) ** 2 + height_m**2) ** 0.5
        found.append(least_m <= slant <= most_m and floor_m <= height_m <= ceiling_m)
    return np.array(found)


@pytest.mark.parametrize("height_m", [40.0, 100.0, 900.0, 4900.0, 5100.0])
def test_reach_over_flat_ground_is_a_disc_with_a_hole(height_m):
    terrain = flat()
    x_m, y_m = (
        a.ravel() for a in np.meshgrid(np.arange(-30e3, 31e3, 2_300.0), np.arange(-30e3, 31e3, 2_300.0))
    )
    points = points_at(terrain, x_m, y_m)
    units = [unit_at(terrain, *at) for at in ((0.0, 0.0), (12_000.0, -7_000.0), (-29_000.0, 25_000.0))]
    cover = covers_by_reach(situation(), terrain, units, [scene_of(terrain, points, height_m)])[0]
    for site, unit in enumerate(units):
        expected = np.flatnonzero(by_hand(terrain, unit, points, height_m))
        assert cover.demands_of(site).tolist() == expected.tolist()
    assert (cover.site_demand.size > 0) == (50.0 <= height_m <= 5000.0)


def test_the_low_case_reaches_less_and_the_high_case_more():
    terrain = flat()
    x_m = np.arange(16_000.0, 24_000.0, 250.0)
    points = points_at(terrain, x_m, 0.0 * x_m)
    scenes = [scene_of(terrain, points, 500.0, case) for case in ("low", "mode", "high")]
    covers = covers_by_reach(situation(), terrain, [unit_at(terrain, 0.0, 0.0)], scenes)
    for cover, reach_m in zip(covers, (18e3, 20e3, 22e3), strict=True):
        assert cover.demands_of(0).size == int((np.hypot(x_m, 500.0) <= reach_m).sum())


def test_a_wall_hides_what_flies_low_behind_it():
    wall = terrain_of(lambda x, y: 600.0 * ((x > 5_000.0) & (x < 6_000.0)) + 0.0 * y, half_m=40e3)
    points = points_at(wall, [3_000.0, 12_000.0, -12_000.0], [0.0, 0.0, 0.0])
    unit = unit_at(wall, 0.0, 0.0)
    low, high = covers_by_reach(
        situation(), wall, [unit], [scene_of(wall, points, 200.0), scene_of(wall, points, 3_000.0)]
    )
    assert low.demands_of(0).tolist() == [0, 2]
    assert high.demands_of(0).tolist() == [0, 1, 2]


@pytest.mark.parametrize("n_threads", [1, 3])
def test_reach_is_that_of_the_engagement_room_on_rough_ground(n_threads):
    """Every cell of a volume that `volume_of` makes, whatever the number of threads."""
    rough = terrain_of(lambda x, y: 200.0 + 150.0 * np.sin(x / 3e3) * np.cos(y / 4e3), half_m=30e3)
    rows, cols = (a.ravel() for a in np.meshgrid(np.arange(2, 118, 5), np.arange(3, 118, 5)))
    x_m = rough.frame.west_m + (cols + 0.5) * rough.frame.cell_m
    y_m = rough.frame.north_m - (rows + 0.5) * rough.frame.cell_m
    points = points_at(rough, x_m, y_m)
    units = [
        unit_at(rough, x, y, name=f"u{x}")
        for x, y in ((250.0, 250.0), (-9_750.0, 14_250.0), (20_250.0, 250.0))
    ]
    heights = (60.0, 150.0, 400.0)
    covers = covers_by_reach(
        situation(), rough, units, [scene_of(rough, points, h) for h in heights], n_threads
    )
    survey = Survey(rough, load_scenario("tiny").terrain.k_factor.mode)
    envelope = envelope_of(missile(), "owa-drone")
    for site, unit in enumerate(units):
        at = unit.position
        window = survey.window(Lookout(at.lat_rad, at.lon_rad, 21e3, 20.0))
        volume = volume_of(site_of(unit, rough), envelope, rough, window)
        for height_m, cover in zip(heights, covers, strict=True):
            held = np.zeros(rough.frame.shape, bool)
            n, m = volume.floor_agl_m.shape
            held[volume.row0 : volume.row0 + n, volume.col0 : volume.col0 + m] = volume.holds(height_m)
            assert cover.demands_of(site).tolist() == np.flatnonzero(held[rows, cols]).tolist()
    assert 0 < covers[0].site_demand.size < covers[2].site_demand.size


def test_a_unit_that_cannot_engage_reaches_nothing():
    terrain = flat()
    points = points_at(terrain, [5_000.0], [0.0])
    harmless = situation(missile(cannot_engage=("owa-drone",)))
    assert (
        covers_by_reach(harmless, terrain, [unit_at(terrain, 0, 0)], [scene_of(terrain, points)])[0].density
        == 0.0
    )
    empty = unit_at(terrain, 0, 0, loads=())
    assert covers_by_reach(situation(), terrain, [empty], [scene_of(terrain, points)])[0].density == 0.0


@pytest.fixture(scope="module")
def tiny():
    """The tutorial with a second sensor, its ground, and what coverage says of it."""
    text = """
    belfort = 1
    title = "Two that look"
    extends = "tiny"
    [[units]]
    name = "radar"
    system = "gm200-mmc"
    nation = "belgium"
    at = [4.2, 51.0]
    """
    scenario = parse_scenario(text)
    terrain = terrain_for(scenario.region, "coarse", margin_m=40e3)
    question = Question(threats=("shahed-136",), heights_agl_m=(300.0,), n_azimuths=8)
    return scenario, terrain, coverage_of(scenario, question, terrain=terrain)


def cell_points(terrain):
    rows, cols = (
        a.ravel()
        for a in np.meshgrid(np.arange(1, terrain.frame.n_rows, 7), np.arange(2, terrain.frame.n_cols, 7))
    )
    lat, lon = terrain.frame.at(rows, cols)
    demand = Demand(lat, lon, np.ones(lat.size), ("cell",) * lat.size)
    return rows, cols, points_of(demand, terrain, None, 0.0)


def test_sight_is_that_of_the_maps_of_coverage(tiny):
    scenario, terrain, found = tiny
    rows, cols, points = cell_points(terrain)
    maps = found.maps["shahed-136"]
    scenes = [Scene(scenario.systems["shahed-136"], None, "mode", h, points) for h in maps.heights_agl_m]
    units = standing_of(scenario, "see")
    assert [u.name for u in units] == ["skyranger", "radar"]
    for k, cover in enumerate(covers_by_sight(scenario, terrain, units, scenes)):
        assert ((cover.counts([0, 1]) > 0) == (maps.depth[k][rows, cols] > 0)).all()
        assert all(0 < cover.counts([k]).sum() < points.weight.size for k in (0, 1))


def test_reach_is_that_of_the_maps_of_coverage(tiny):
    scenario, terrain, found = tiny
    rows, cols, points = cell_points(terrain)
    near = points_of(
        Demand(*terrain.frame.at(*np.nonzero(found.reach_maps["shahed-136"]["any"])), np.ones(1), ("x",)),
        terrain,
        None,
        0.0,
    )
    threat = scenario.systems["shahed-136"]
    for at, expected in (
        (points, found.reach_maps["shahed-136"]["any"][rows, cols] > 0),
        (near, np.ones(near.x_m.size, bool)),
    ):
        scene = Scene(
            threat,
            None,
            "mode",
            threat.figures["cruise_altitude_m"].mode,
            replace(at, weight=np.ones(at.x_m.size)),
        )
        cover = covers_by_reach(scenario, terrain, standing_of(scenario, "reach"), [scene])[0]
        assert ((cover.counts([0]) > 0) == expected).all()
    assert near.x_m.size > 10


def test_warning_is_that_of_the_table_of_finds(tiny):
    """The best of all units, side by side, in every case; no link delays where there is no command post."""
    scenario, terrain, found = tiny
    cases = ("low", "mode", "high")
    question = SiteQuestion(n_azimuths=8, cases=cases, n_threads=1, p_enough=Question().p_enough)
    threats = [scenario.systems["shahed-136"]]
    got = warnings_of(scenario, terrain, standing_of(scenario, "see"), threats, question)
    for k, case in enumerate(cases):
        expected = found.found.warning_s[found.found.case == case]
        assert got.time_s[got.scene == k].max(1) == pytest.approx(expected, abs=1e-3)
    assert got.time_s.max() > 60.0
    capped = warnings_of(
        scenario, terrain, standing_of(scenario, "see"), threats, replace(question, enough_s=30.0)
    )
    assert (capped.time_s == np.minimum(got.time_s, 30.0)).all()


def test_an_observer_takes_time_to_report():
    """The delay of the sensor itself is off the warning, as in the table of finds of the same situation."""
    text = """
    belfort = 1
    title = "One who listens"
    extends = "tiny"
    [[units]]
    name = "skyranger"
    remove = true
    [[units]]
    name = "post"
    system = "human-observer"
    nation = "belgium"
    at = [4.60, 51.19]
    """
    scenario = parse_scenario(text)
    terrain = terrain_for(scenario.region, "coarse", margin_m=40e3)
    threats = [scenario.systems["shahed-136"]]
    question = SiteQuestion(n_azimuths=8, n_threads=1, p_enough=0.5)
    found = coverage_of(
        scenario, Question(threats=("shahed-136",), n_azimuths=8, p_enough=0.5), terrain=terrain
    ).found
    got = warnings_of(scenario, terrain, standing_of(scenario, "see"), threats, question)
    expected = found.warning_s[found.case == "mode"]
    assert got.time_s[:, 0] == pytest.approx(expected, abs=1e-3)
    assert expected.max() > 0.0
    delay_s = scenario.systems["human-observer"].figures["report_delay_s"].mode
    to_go_s = found.found_to_go_m[found.case == "mode"] / threats[0].figures["cruise_speed_mps"].mode
    assert got.time_s.max() == pytest.approx(to_go_s.max() - delay_s, abs=0.1)


def test_axes_of_warning_are_those_sides(tiny):
    scenario, terrain, _ = tiny
    threats = [scenario.systems["shahed-136"]]
    units = standing_of(scenario, "see")
    all_round = warnings_of(scenario, terrain, units, threats, SiteQuestion(n_azimuths=8, n_threads=1))
    east = warnings_of(
        scenario, terrain, units, threats, SiteQuestion(axes_rad=(radians(90.0),), n_threads=1)
    )
    assert east.time_s == pytest.approx(all_round.time_s[2:3])


def test_points_move_out_towards_the_threat():
    terrain = flat()
    place = terrain.frame.lat_lon_rad(0.0, 0.0)
    demand = Demand(np.atleast_1d(place[0]), np.atleast_1d(place[1]), np.ones(1), ("a",))
    east = points_of(demand, terrain, radians(90.0), 10_000.0)
    assert (east.x_m[0], east.y_m[0]) == (pytest.approx(10_000.0, rel=2e-3), pytest.approx(0.0, abs=20.0))
    assert points_of(demand, terrain, None, 10_000.0).x_m[0] == pytest.approx(0.0, abs=1e-3)


def test_a_ballistic_threat_is_met_on_its_arc():
    arc = system("arc", "threat", target_class="ballistic", flight="ballistic", range_m=400e3, apogee_m=100e3,
                 peak_speed_mps=2000.0, terminal_speed_mps=1500.0)  # fmt: skip
    assert height_of(arc, SiteQuestion(ahead_m=200e3)) == pytest.approx(100e3)
    assert height_of(arc, SiteQuestion(ahead_m=10e3)) == pytest.approx(4 * 100e3 * (1 / 40) * (39 / 40))
    assert height_of(arc, SiteQuestion(height_agl_m=7.0)) == 7.0
    assert height_of(drone(120.0), SiteQuestion()) == 120.0


@pytest.mark.parametrize("worst", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("need", [1, 2])
def test_gains_are_what_a_site_adds_when_it_is_added(worst, need):
    rng = np.random.default_rng(5)
    for _ in range(20):
        aim, dense = random_aim(rng, worst=worst, need=need)
        chosen = rng.choice(7, 2, replace=False).tolist()
        scores = [
            float(s.points.weight @ (d[:, chosen].sum(1) >= need))
            for s, d in zip(aim.scenes, dense, strict=True)
        ]
        assert aim.value(chosen) == pytest.approx((1 - worst) * np.mean(scores) + worst * min(scores))
        for site, gain in enumerate(aim.gains(chosen)):
            more = aim.value([*chosen, site]) - aim.value(chosen) if site not in chosen else 0.0
            assert gain == pytest.approx(more, abs=1e-9)
        cover, weight = aim.expected()
        if worst == 0.0:
            assert float(weight @ (cover.counts(chosen) >= need)) == pytest.approx(aim.value(chosen))


def test_the_best_of_an_aim_is_the_best_of_all_choices():
    rng = np.random.default_rng(8)
    for worst in (0.0, 1.0):
        for _ in range(6):
            aim, _dense = random_aim(rng, worst=worst)
            best = aim.best(Limits(n_new=2, fixed=(6,)), Effort(time_limit_s=600.0))
            every = max(aim.value([a, b, 6]) for a, b in product(range(6), repeat=2) if a != b)
            assert best.value == pytest.approx(every) == pytest.approx(best.bound)
            order = useful_first(aim, best.sites, [6])
            gains = aim.gains([6])
            assert sorted(order) == sorted(best.sites)
            assert all(gains[order[0]] >= gains[s] - 1e-9 for s in order)


def test_warning_counts_the_best_of_all_sensors():
    time_s = np.array([[60.0, 0.0, 30.0], [0.0, 50.0, 40.0], [0.0, 0.0, 10.0]])
    warnings = Warnings(time_s, np.array([1.0, 2.0, 1.0]), np.array([0, 0, 1]), ("a", "b"), ("x", "y", "x"))
    aim = WarningAim(warnings)
    assert aim.value([]) == 0.0
    assert aim.value([0, 2]) == pytest.approx((60.0 + 2 * 40.0 + 10.0) / 4.0)
    assert aim.by_scene([0, 2]) == pytest.approx([(60.0 + 80.0) / 3.0, 10.0])
    assert aim.gains([0]) == pytest.approx([0.0, 25.0, (80.0 + 10.0) / 4.0])
    assert aim.covered_by(2, [0]) == ("y", "x")
    best = aim.best(Limits(n_new=1, fixed=(0,)), Effort())
    assert (best.sites, best.value) == ((1,), pytest.approx(40.0))

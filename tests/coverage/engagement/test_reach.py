"""Reach around a unit: the shell of its envelope, the ground in the way, and what time leaves of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.coverage.approach import OverGround, approaches
from belfort.coverage.case import CASES
from belfort.coverage.engagement.envelope import Envelope, envelope_of
from belfort.coverage.engagement.ladder import Site, ladder, paths_of, reach_of, site_of
from belfort.coverage.engagement.layers import count_layer, layer_of, layers_over, shooters
from belfort.coverage.engagement.reach import inbound_reach, volume_of, worst_and_best
from belfort.coverage.engagement.sight import in_sight, lowest_along
from belfort.coverage.engagement.timeline import Timeline, timeline_of
from belfort.numeric.ellipsoid import radio_horizon_m
from belfort.scenario import load_scenario
from belfort.terrain.model import TerrainError, Window
from tests.coverage.ground import asset_at, flat, system, terrain_of
from tests.reference import engagement as twin

MISSILE = system(
    "missile",
    "interceptor",
    min_range_m=(1000.0, 2000.0, 3000.0),
    max_range_aircraft_m=(20e3, 25e3, 30e3),
    max_altitude_m=(10e3, 12e3, 16e3),
    min_altitude_m=(10.0, 30.0, 50.0),
    average_speed_to_max_range_mps=(600.0, 800.0, 1000.0),
)
CRUISE = system(
    "cruise",
    "threat",
    flight="level",
    cruise_speed_mps=(200.0, 240.0, 270.0),
    cruise_altitude_m=(50.0, 70.0, 150.0),
)


def envelope(case="mode"):
    found = envelope_of(MISSILE, "cruise-subsonic", case)
    assert isinstance(found, Envelope)
    return found


def open_window(terrain, lowest_m=0.0):
    frame = terrain.frame
    return Window(frame, 0, 0, np.full(frame.shape, lowest_m, dtype=np.float32))


def at(volume, x_m, y_m):
    frame = volume.frame
    return int((frame.north_m - y_m) // frame.cell_m) - volume.row0, int(
        (x_m - frame.west_m) // frame.cell_m
    ) - volume.col0


def test_at_rest_it_is_the_shell_of_the_envelope():
    ground = terrain_of(lambda x_m, y_m: 100.0 + 0.0 * x_m, half_m=40e3)
    volume = volume_of(Site("here", 0.0, 0.0, 100.0), envelope(), ground, open_window(ground))
    for x_m, floor_m, ceiling_m in (
        (250.0, np.sqrt(2000.0**2 - 2 * 250.0**2), 12e3),  # above the dead zone
        (10_250.0, 30.0, 12e3),
        (24_250.0, 30.0, np.sqrt(25e3**2 - 24_250.0**2 - 250.0**2)),
        (25_250.0, np.inf, -np.inf),
    ):
        row, col = at(volume, x_m, 250.0)
        assert volume.floor_agl_m[row, col] == pytest.approx(floor_m, rel=1e-5)
        assert volume.ceiling_agl_m[row, col] == pytest.approx(ceiling_m, rel=1e-5)
    assert not volume.holds(20.0).any()
    assert volume.holds(100.0).sum() * 0.25 == pytest.approx(np.pi * (25.0**2 - 2.0**2), rel=0.01)


def test_a_unit_in_the_valley_reaches_less_over_the_hills():
    ground = terrain_of(lambda x_m, y_m: np.where(x_m > 0.0, 900.0, 0.0) + 0.0 * y_m, half_m=40e3)
    volume = volume_of(Site("valley", 0.0, 0.0, 0.0), envelope(), ground, open_window(ground))
    west, east = at(volume, -10e3, 100.0), at(volume, 10e3, 100.0)
    assert volume.ceiling_agl_m[west] - volume.ceiling_agl_m[east] == pytest.approx(900.0)
    blocked = volume_of(Site("valley", 0.0, 0.0, 0.0), envelope(), ground, open_window(ground, 400.0))
    assert blocked.floor_agl_m[east] == 400.0
    assert volume.floor_agl_m[east] == 30.0


def test_a_window_of_another_ground_is_refused():
    ground = terrain_of(lambda x_m, y_m: 0.0 * x_m, half_m=40e3)
    with pytest.raises(TerrainError, match="not made from this terrain"):
        volume_of(Site("here", 0.0, 0.0, 0.0), envelope(), ground, open_window(flat()))


def test_inbound_reach_is_the_closed_form_all_round():
    """Level at the unit's own height, found 40 km out, 62 s of delays: v_m (D - v_t delay) / (v_m + v_t)."""
    ground = flat()
    paths = paths_of(
        approaches(asset_at(ground), CRUISE, ground, 24, altitude=OverGround(50.0), start_m=60e3)
    )
    reach = reach_of(Site("here", 0.0, 0.0, 50.0), envelope())
    found = inbound_reach(reach, paths, (62.0, 25.0), 40e3)
    assert found.farthest_m == pytest.approx(twin.head_on_m(40e3, 62.0, 800.0, 240.0), abs=0.1)
    assert found.nearest_m == pytest.approx(2000.0, abs=250.0)
    assert found.covers(0.3, [1000.0, 10e3, 30e3]).tolist() == [False, True, False]
    late = inbound_reach(reach, paths, (62.0, 25.0), np.where(np.arange(24) < 12, 40e3, np.nan))
    assert np.isnan(late.farthest_m[12:]).all()
    assert np.isnan(late.nearest_m[12:]).all()
    assert not late.covers(5.0, 10e3)


@pytest.mark.parametrize(
    ("antenna_m", "height_m", "horizon_km"), [(10, 50, 42.2), (10, 100, 54.3), (30, 100, 63.8)]
)
def test_low_flight_is_met_no_earlier_than_its_horizon_allows(antenna_m, height_m, horizon_km):
    """Textbook horizons (catalogue F0310, F0311, F0314): found there, the first look follows from there."""
    horizon_m = radio_horizon_m(antenna_m, height_m)
    assert horizon_m / 1e3 == pytest.approx(horizon_km, abs=0.1)
    ground = flat()
    level = approaches(
        asset_at(ground), CRUISE, ground, 4, altitude=OverGround(float(height_m)), start_m=100e3
    )
    paths = paths_of(level)
    far = envelope_of(MISSILE, "cruise-subsonic", {"catalogue:missile.max_range_aircraft_m": 200e3})
    assert isinstance(far, Envelope)
    reach = reach_of(Site("here", 0.0, 0.0, float(height_m)), far)
    seen = np.broadcast_to(paths.distance_to_go_m <= horizon_m, paths.x_m.shape)
    met = ladder(reach, paths, 40.0, 25.0, is_visible=seen)
    step_m = 250.0 * 800.0 / 1040.0
    assert met.distance_to_go_m[:, 0] == pytest.approx(
        twin.head_on_m(horizon_m, 40.0, 800.0, 240.0), abs=step_m
    )


def test_sight_along_an_approach_is_that_of_the_window():
    ground = terrain_of(lambda x_m, y_m: 0.0 * x_m, half_m=40e3)
    lowest_m = np.full(ground.frame.shape, 40.0, dtype=np.float32)
    lowest_m[:, 100:] = 90.0  # east of x = 10 km
    part = Window(ground.frame, 20, 30, lowest_m[20:, 30:])
    level = approaches(asset_at(ground), CRUISE, ground, 4, altitude=OverGround(70.0), start_m=30e3)
    east, west = level[1], level[3]
    assert set(lowest_along(part, east)) == {40.0, 90.0}
    assert np.array_equal(in_sight(part, level)[1], east.x_m < 10e3)
    assert np.array_equal(in_sight(part, level)[3], west.x_m >= -25e3)  # the window begins at column 30
    by_row = Window(ground.frame, 20, 30, np.repeat(np.arange(140.0, dtype=np.float32)[:, None], 130, axis=1))
    here = (ground.frame.north_m - level[0].y_m) / ground.frame.cell_m - 0.5 - 20.0
    inside = here > 0.0
    assert lowest_along(by_row, level[0])[inside] == pytest.approx(here[inside], abs=0.51)
    with pytest.raises(ValueError, match="lies on"):
        in_sight(Window(load_frame(), 0, 0, lowest_m), level)


def load_frame():
    from belfort.terrain.frame import frame_of

    return frame_of(0.05, 0.88, 0.1, 0.9, 1000.0)


@settings(max_examples=40)
@given(st.floats(-30e3, 30e3), st.floats(-30e3, 30e3), st.floats(15e3, 100e3), st.integers(1, 6))
def test_low_is_never_better_than_mode_nor_mode_than_high(x_m, y_m, found_m, n_azimuths):
    """The defender's case moves missile, delays and threat at once; the find stays at the same distance."""
    ground, scenario = flat(), load_benelux()
    shooter = next(u for u in scenario.units if u.name == "nasams-be-1")
    timeline = timeline_of(scenario, shooter, scenario.systems["aim-120c-8"])
    assert isinstance(timeline, Timeline)
    looks = []
    for case in CASES:
        paths = paths_of(approaches(asset_at(ground), CRUISE, ground, n_azimuths, case, start_m=110e3))
        reach = reach_of(Site("there", x_m, y_m, 0.0), envelope(case))
        speed_mps = paths.distance_to_go_m[0] / paths.time_s[-1]
        met = ladder(reach, paths, timeline.first_s(case), timeline.again_s(case), found_m / speed_mps)
        looks.append(met.n_looks)
    assert np.all(looks[0] <= looks[1])
    assert np.all(looks[1] <= looks[2])


_LOADED = {}


def load_benelux():
    return _LOADED.setdefault("benelux", load_scenario("benelux"))


def test_a_band_needs_its_three_cases():
    ground = flat()
    paths = paths_of(approaches(asset_at(ground), CRUISE, ground, 3, start_m=60e3))
    band = {
        case: inbound_reach(
            reach_of(Site("here", 0.0, 0.0, 0.0), envelope(case)), paths, (delay_s, 20.0), 40e3
        )
        for case, delay_s in zip(CASES, (300.0, 60.0, 20.0), strict=True)
    }
    low, mode, high = worst_and_best(band)
    assert low.tolist() == [0.0, 0.0, 0.0]
    assert np.all((mode > 0) & (mode < high))
    with pytest.raises(ValueError, match="missing low"):
        worst_and_best({k: v for k, v in band.items() if k != "low"})


# Layers -----------------------------------------------------------------------------------------------------


def test_layers_go_by_reach_and_guns_and_jammers_by_kind():
    systems = load_benelux().systems
    names = ("kce-30", "stinger", "mistral-3", "aim-9x", "aim-120c-8", "pac-3-mse", "gem-t")
    assert [layer_of(systems[n]) for n in names] == [
        *("gun", "very-short", "very-short", "very-short", "medium", "long", "long"),
    ]
    assert layer_of(system("drone", "interceptor-drone", radius_of_action_m=20e3)) == "short"
    assert layer_of(system("jammer", "soft-kill", range_m=90e3)) == "soft-kill"
    with pytest.raises(ValueError, match="'radar' is a sensor without a reach"):
        layer_of(system("radar", "sensor"))


def test_layers_over_an_airport_are_the_units_around_it():
    """Brussels airport: NASAMS 6 km north, Skyrangers 2 km east, and what else reaches 25 km."""
    scenario, ground = load_benelux(), flat()
    sites = {u.name: site_of(u, ground) for u in scenario.units if u.kind == "fire-unit"}
    able, unable = shooters(scenario, sites, "cruise-subsonic")
    assert not unable
    assert "nasams-leased" not in {s.unit.name for s in able}  # trains, does not fight
    airport = next(a for a in scenario.assets if a.name == "brussels-airport")
    x_m, y_m = (float(v) for v in ground.frame.xy_m(airport.position.lat_rad, airport.position.lon_rad))
    over = layers_over(able, x_m, y_m, 0.0, 100.0)
    assert list(over) == ["gun", "very-short", "medium"]
    assert [s.unit.name for s in over["gun"]] == ["skyranger-be-1"]
    assert {(s.unit.name, s.envelope.effector) for s in over["very-short"]} == {
        ("skyranger-be-1", "mistral-3"),
        ("nasams-be-1", "aim-9x"),
    }
    assert "nasams-be-1" in {s.unit.name for s in over["medium"]}
    assert "gun" not in layers_over(able, x_m, y_m, 0.0, 2800.0)
    _, cannot = shooters(scenario, sites, "ballistic")
    assert {c.effector for c in cannot} == {"kce-30", "mistral-3", "aim-9x", "stinger", "aim-120c-8"}


def test_counts_on_a_grid_add_up_the_volumes_that_hold_a_height():
    ground = terrain_of(lambda x_m, y_m: 0.0 * x_m, half_m=40e3)
    volumes = [
        volume_of(Site("a", x_m, 0.0, 0.0), envelope(), ground, open_window(ground)) for x_m in (-10e3, 10e3)
    ]
    count = count_layer(ground.frame, volumes, 100.0, [1, 2])
    row, middle = 80, 80
    assert count[row, middle] == 3
    assert count[row, middle - 50] == 1
    assert count[row, middle + 50] == 2
    assert count[0, 0] == 0
    with pytest.raises(ValueError, match="one weight a volume, found 1 for 2"):
        count_layer(ground.frame, volumes, 100.0, [1])
    with pytest.raises(ValueError, match="another grid"):
        count_layer(flat().frame, volumes, 100.0)

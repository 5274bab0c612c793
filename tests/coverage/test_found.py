"""From a find to a warning."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.coverage.found import mean_warning_s, pictures, warning_delays_s, warnings_s
from belfort.coverage.posts import posts_of
from belfort.coverage.see import coverage_of
from tests.coverage.situation import GROUND, about, asset, drone, ears, link, shares, situation, unit

SPEED_MPS = 50.0


SHORT = ears(30e3, name="short")


def found(units, assets=None, short=SHORT, **more):
    scenario = situation(units, [ears(), short, drone(speed_mps=SPEED_MPS)], assets or [asset()], **more)
    return coverage_of(scenario, about(), terrain=GROUND).found


def rows(table, case="mode", asset="town"):
    return (table.case == case) & (table.asset == asset)


def test_a_warning_is_distance_over_speed_less_the_delays_on_the_way():
    units = [unit("one", ears(), c2="crc"), unit("crc", None)]
    table = found(
        units, links=[link("one", "relay", 7.0), link("relay", "crc", 5.0)], posts={"belgium": "crc"}
    )
    at = rows(table)
    assert np.all(table.found_to_go_m[at] > 50e3)  # found while a look is still worth less than a half
    assert table.warning_s[at] == pytest.approx(table.found_to_go_m[at] / SPEED_MPS - 12.0, abs=0.1)
    assert set(table.first_post[at]) == {"one"}
    assert np.ptp(table.found_to_go_m[at]) < 1500.0  # alike from all round, but for cells
    assert table.azimuth_rad[at] == pytest.approx(np.arange(8) * np.pi / 4)


def test_shared_tracks_come_as_late_as_their_release():
    units = [unit("one", ears(), nation="netherlands"), unit("crc", None)]
    late, never = (
        found(
            units,
            tracks=[shares("netherlands", "belgium", 30.0)] if is_shared else [],
            posts={"belgium": "crc"},
        )
        for is_shared in (True, False)
    )
    assert late.warning_s[rows(late)] == pytest.approx(
        late.found_to_go_m[rows(late)] / SPEED_MPS - 30.0, abs=0.1
    )
    assert np.all(never.warning_s == 0.0)
    assert np.all(never.found_to_go_m == 0.0)
    assert set(never.first_post) == {""}


def test_what_nobody_owns_is_warned_by_everybody_s_sensors():
    units = [unit("one", ears(), nation="netherlands"), unit("crc", None)]
    table = found(units, [asset(nation=None), asset("ours")], posts={"belgium": "crc"})
    assert np.all(table.warning_s[rows(table)] > 0.0)
    assert np.all(table.warning_s[rows(table, asset="ours")] == 0.0)


def test_the_post_that_warns_first_is_told_not_the_one_that_sees_farthest():
    units = [
        unit("far", ears(), c2="crc"),
        unit("near", ears(30e3, name="short"), c2="crc"),
        unit("crc", None),
    ]
    links = [link("far", "crc", 2000.0), link("near", "crc", 1.0)]
    table = found(units, links=links, posts={"belgium": "crc"})
    at = rows(table)
    assert set(table.first_post[at]) == {"near"}
    assert table.warning_s[at] == pytest.approx(table.found_to_go_m[at] / SPEED_MPS - 1.0, abs=0.1)


def test_a_find_too_late_to_warn_is_still_told():
    units = [
        unit("one", ears(), c2="crc"),
        unit("blind", ears(1e3, name="short"), (-110e3, 50e3), c2="crc"),
        unit("crc", None),
    ]
    links = [link("one", "crc", 9e3), link("blind", "crc", 9e3)]
    table = found(units, short=ears(1e3, name="short"), links=links, posts={"belgium": "crc"})
    at = rows(table)
    assert np.all(table.warning_s[at] == 0.0)
    assert np.all(table.found_to_go_m[at] > 30e3)
    assert set(table.first_post[at]) == {"one"}


def test_a_find_where_the_map_ends_says_so_and_none_never_does():
    table = found([unit("one", ears(), (100e3, 500.0))], [asset(place=(100e3, 500.0))])
    at = rows(table)
    assert table.is_at_edge[at].tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    none = found([unit("one", ears(), (-100e3, -119e3))], [asset(place=(119.5e3, 500.0))])
    assert not none.is_at_edge.any()
    assert not none.found_to_go_m.any()


def test_warnings_follow_the_time_to_go_and_never_fall_below_zero():
    from belfort.coverage.cover import Bundle

    to_go_m, time_s = np.array([100.0, 50.0, 0.0]), np.array([30.0, 20.0, 0.0])
    bundle = Bundle(drone(), (), (30.0 - time_s, to_go_m), time_s, np.zeros(0))
    finds = np.array([[100.0, 75.0, 50.0, 25.0, 0.0]])
    assert warnings_s(finds, bundle, np.array([[0.0]])).tolist() == [[30.0, 25.0, 20.0, 10.0, 0.0]]
    assert warnings_s(finds, bundle, np.array([[22.0]])).tolist() == [[8.0, 3.0, 0.0, 0.0, 0.0]]


def test_delays_run_to_the_viewer_s_seat_and_for_nobody_to_the_unit_s_own_command_post():
    units = [
        unit("one", ears(), c2="post-1"),
        unit("post-1", None),
        unit("crc", None),
        unit("nl", ears(), nation="netherlands", c2="nl-crc"),
        unit("nl-crc", None, nation="netherlands"),
    ]
    links = [link("one", "post-1", 3.0), link("post-1", "crc", 4.0), link("nl", "nl-crc", 5.0)]
    scenario = situation(
        units,
        [ears()],
        links=links,
        tracks=[shares("netherlands", "belgium", 60.0)],
        posts={"belgium": "crc", "netherlands": "nl-crc"},
    )
    posts = posts_of(scenario)
    assert [p.name for p in posts] == ["nl", "one"]
    assert warning_delays_s(scenario, posts, "mode", "belgium").tolist() == [65.0, 7.0]
    assert warning_delays_s(scenario, posts, "mode").tolist() == [5.0, 3.0]
    joined = replace(scenario, network=replace(scenario.network, links=(*links, link("nl-crc", "crc", 10.0))))
    assert warning_delays_s(joined, posts, "mode", "belgium").tolist() == [75.0, 7.0]
    assert set(pictures(scenario, posts)) == {"belgium", "netherlands", None}


def test_the_mean_warning_is_the_best_of_the_fed():
    from belfort.coverage.cover import Bundle, Watched

    scenario = situation([unit("a", ears()), unit("b", ears())], [ears()], [asset()])
    time_s = np.array([10.0, 5.0, 0.0])
    bundle = Bundle(drone(), (), (10.0 - time_s, 10.0 * time_s), time_s, np.zeros(0))
    finds = np.array([[[100.0, 0.0]], [[50.0, 50.0]]], np.float32)
    watched = Watched(found_to_go_m={("drone", "mode"): finds}, bundles={("drone", "mode"): bundle})
    for fed, expected in (
        ([True, True], 7.5),
        ([True, False], 5.0),
        ([False, True], 5.0),
        ([False, False], 0.0),
    ):
        mean = mean_warning_s(scenario, {"belgium": np.array(fed)}, watched, "drone", np.zeros(2))
        assert mean.tolist() == [expected]

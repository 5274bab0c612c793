"""Alert fighters: take-off, transit, meeting."""

import pytest

from belfort.coverage.approach import OverSea, approaches
from belfort.coverage.engagement.alert import Scramble, scramble
from belfort.coverage.engagement.envelope import CannotEngage
from belfort.coverage.engagement.ladder import Site, paths_of
from belfort.coverage.engagement.timeline import NoTimeline
from belfort.scenario import load_scenario
from tests.coverage.ground import asset_at, flat
from tests.reference import engagement as twin


@pytest.fixture(scope="module")
def benelux():
    return load_scenario("benelux")


def unit(scenario, name):
    return next(u for u in scenario.units if u.name == name)


def paths(scenario, threat, start_m=190e3):
    ground = flat()
    level = OverSea(0.1 + 30.0)
    return paths_of(
        approaches(asset_at(ground), scenario.systems[threat], ground, 4, altitude=level, start_m=start_m)
    )


def test_from_the_asset_itself_they_meet_it_head_on_after_taking_off(benelux):
    """Found 180 km out at 50 m/s; 652 s of delays (see the time line); 300 m/s to meet it."""
    lines = paths(benelux, "shahed-136")
    found = scramble(
        benelux,
        unit(benelux, "benelux-alert"),
        Site("base", 0.0, 0.0, 30.1),
        unit(benelux, "radar-wier"),
        "owa-drone",
        lines,
        180e3 / 50.0,
    )
    assert isinstance(found, Scramble)
    assert found.timeline.first_s() == 652.0
    assert found.meeting.n_looks.tolist() == [1, 1, 1, 1]
    assert found.meeting.distance_to_go_m[:, 0] == pytest.approx(
        twin.head_on_m(180e3, 652.0, 300.0, 50.0), abs=1.0
    )


def test_a_cruise_missile_found_late_is_not_met_at_all(benelux):
    lines = paths(benelux, "kalibr")
    found = scramble(
        benelux,
        unit(benelux, "benelux-alert"),
        Site("base", 0.0, 0.0, 0.0),
        unit(benelux, "radar-wier"),
        "cruise-subsonic",
        lines,
        150e3 / 240.0,
    )
    assert isinstance(found, Scramble)
    assert found.meeting.n_looks.tolist() == [0, 0, 0, 0]  # 625 s of warning, 652 s of delays


def test_what_their_missiles_cannot_engage_and_whom_they_cannot_hear_is_told(benelux):
    lines, fighters = paths(benelux, "shahed-136"), unit(benelux, "benelux-alert")
    here, wier = Site("base", 0.0, 0.0, 0.0), unit(benelux, "radar-wier")
    never = scramble(benelux, fighters, here, wier, "ballistic", lines, 1000.0)
    assert isinstance(never, CannotEngage)
    deaf = scramble(benelux, fighters, here, unit(benelux, "nasams-lu"), "owa-drone", lines, 1000.0)
    assert isinstance(deaf, NoTimeline)
    assert deaf.reason == "netherlands may not fire on tracks of luxembourg"

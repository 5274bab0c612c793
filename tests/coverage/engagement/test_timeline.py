"""Delays of the shipped scenario, added up by hand."""

import dataclasses

import pytest

from belfort.coverage.case import CASES
from belfort.coverage.engagement.timeline import (
    NoTimeline,
    Timeline,
    commander,
    quickest_way,
    timeline_of,
)
from belfort.scenario import ResolvedScenario, load_scenario
from tests.coverage.ground import estimate


@pytest.fixture(scope="module")
def benelux() -> ResolvedScenario:
    return load_scenario("benelux")


def unit(scenario, name):
    return next(u for u in scenario.units if u.name == name)


def line_of(scenario, name, effector, finder=None, **how):
    found = timeline_of(
        scenario,
        unit(scenario, name),
        scenario.systems[effector],
        unit(scenario, finder) if finder else None,
        **how,
    )
    assert isinstance(found, Timeline), found
    return found


def test_its_own_find_goes_to_the_command_post_and_comes_back_as_an_order(benelux):
    found = line_of(benelux, "nasams-be-1", "aim-120c-8")
    assert [s.name for s in found.first] == ["send", "picture", "identify", "order", "react"]
    # link F1287 2 (0.5 to 10), picture F0655 3 (1 to 10), identification F0656 45 (10 to 180), link, reaction
    # F0014 10 (6 to 20); again: assessment F0658 15 (5 to 30) and reaction
    assert found.first_s("mode") == 2 + 3 + 45 + 2 + 10
    assert found.first_s("low") == 10 + 10 + 180 + 10 + 20
    assert found.first_s("high") == 0.5 + 1 + 10 + 0.5 + 6
    assert [found.again_s(c) for c in CASES] == [30 + 20, 15 + 10, 5 + 6]
    assert found.p_available() == pytest.approx(0.97**2)


def test_it_tells_each_step_with_its_grade_and_origin(benelux):
    told = line_of(benelux, "nasams-be-1", "aim-120c-8").told()
    assert "identify 45 s (F guess, catalogue:F0656)" in told
    assert "react 10 s (E guess, catalogue:F0014)" in told
    assert told.startswith("nasams-be-1 orders aim-120c-8 62 s after nasams-be-1 has found: ")
    assert "and again 25 s after each try: assess 15 s (F guess, catalogue:F0658)" in told


def test_a_find_of_another_nation_takes_the_links_between(benelux):
    found = line_of(benelux, "nasams-be-1", "aim-120c-8", "radar-wier")
    assert [s.name for s in found.first] == [
        *("send", "picture", "send", "picture", "release", "identify", "order", "react"),
    ]
    assert [link.receiver for link in found.links] == [
        "aocs-nieuw-milligen",
        "crc-beauvechain",
        "nasams-be-1",
    ]
    assert found.first_s("mode") == 2 + 3 + 2 + 3 + 0 + 45 + 2 + 10


def test_without_permission_there_is_no_time_line(benelux):
    found = timeline_of(
        benelux, unit(benelux, "nasams-nl-1"), benelux.systems["aim-120c-8"], unit(benelux, "nasams-lu")
    )
    assert isinstance(found, NoTimeline)
    assert found.reason == "netherlands may not fire on tracks of luxembourg"
    blind = dataclasses.replace(
        benelux,
        network=dataclasses.replace(benelux.network, tracks=()),
    )
    unseen = timeline_of(
        blind, unit(blind, "nasams-be-1"), blind.systems["aim-120c-8"], unit(blind, "radar-wier")
    )
    assert isinstance(unseen, NoTimeline)
    assert unseen.reason == "belgium may not see the tracks of netherlands"


def test_a_unit_that_has_lost_its_command_post_is_quicker_and_needs_no_link(benelux):
    found = line_of(benelux, "nasams-be-1", "aim-120c-8", control="autonomous")
    assert [s.name for s in found.first] == ["identify", "react"]
    assert found.p_available() == 1.0


def test_a_cut_network_says_what_no_link_carries(benelux):
    cut = dataclasses.replace(benelux, network=dataclasses.replace(benelux.network, links=()))
    found = timeline_of(cut, unit(cut, "nasams-be-1"), cut.systems["aim-120c-8"])
    assert isinstance(found, NoTimeline)
    assert found.reason == "no link carries tracks from 'nasams-be-1' to 'crc-beauvechain'"
    no_orders = tuple(dataclasses.replace(link, carries=("tracks",)) for link in benelux.network.links)
    deaf = dataclasses.replace(benelux, network=dataclasses.replace(benelux.network, links=no_orders))
    mute = timeline_of(deaf, unit(deaf, "nasams-be-1"), deaf.systems["aim-120c-8"])
    assert isinstance(mute, NoTimeline)
    assert mute.reason == "no link carries orders from 'crc-beauvechain' to 'nasams-be-1'"


def test_under_central_control_the_top_of_the_chain_assigns(benelux):
    crc = dataclasses.replace(unit(benelux, "crc-beauvechain"), c2="aocs-nieuw-milligen")
    chained = dataclasses.replace(
        benelux, units=tuple(crc if u.name == crc.name else u for u in benelux.units)
    )
    shooter = unit(chained, "nasams-be-1")
    for control, boss in (
        ("centralised", "aocs-nieuw-milligen"),
        ("decentralised", "crc-beauvechain"),
    ):
        found = commander(chained, shooter, control)
        assert found is not None
        assert found.name == boss
    assert commander(chained, shooter, "autonomous") is None


def test_the_quickest_way_is_taken_not_the_shortest(benelux):
    slow = dataclasses.replace(benelux.network.links[0], delay_s=estimate(60.0))
    links = tuple(
        slow if (link.sender, link.receiver) == (slow.sender, slow.receiver) else link
        for link in benelux.network.links
    )
    aside = (
        dataclasses.replace(slow, sender="crc-beauvechain", receiver="radar-belgium", delay_s=estimate(1.0)),
        dataclasses.replace(
            slow, sender="radar-belgium", receiver="aocs-nieuw-milligen", delay_s=estimate(1.0)
        ),
    )
    network = dataclasses.replace(benelux.network, links=(*links, *aside))
    detour = dataclasses.replace(benelux, network=network)
    way = quickest_way(detour, "crc-beauvechain", "aocs-nieuw-milligen", "tracks")
    assert way is not None
    assert [link.receiver for link in way] == ["radar-belgium", "aocs-nieuw-milligen"]
    told = line_of(detour, "nasams-nl-1", "aim-120c-8", "nasams-be-1")
    assert [link.receiver for link in told.links] == [
        *("crc-beauvechain", "radar-belgium", "aocs-nieuw-milligen", "nasams-nl-1"),
    ]
    assert told.first_s() == 2 + 3 + 1 + 1 + 3 + 0 + 45 + 2 + 10


def test_confirmation_is_counted_in_looks_of_the_sensor_that_finds(benelux):
    plain = line_of(benelux, "nasams-be-1", "aim-120c-8")
    sure = line_of(benelux, "nasams-be-1", "aim-120c-8", n_confirm=2)
    update = benelux.systems["gm200-mmc"].figures["update_interval_s"]
    assert sure.first_s() - plain.first_s() == pytest.approx(2 * update.mode)
    assert sure.first[0].told().startswith("confirm 2 looks of gm200-mmc")


def test_fighters_take_off_first_and_those_on_patrol_do_not(benelux):
    alert = line_of(benelux, "benelux-alert", "f-35a", "radar-wier")
    assert [s.name for s in alert.first][-1] == "launch"
    assert alert.first_s() == 2 + 3 + 45 + 2 + 600
    up = dataclasses.replace(unit(benelux, "benelux-alert"), posture="patrol")
    patrol = timeline_of(benelux, up, benelux.systems["f-35a"], unit(benelux, "radar-wier"))
    assert isinstance(patrol, Timeline)
    assert patrol.first_s() == 2 + 3 + 45 + 2
    nothing = timeline_of(benelux, unit(benelux, "benelux-alert"), benelux.systems["f-35a"])
    assert isinstance(nothing, NoTimeline)
    assert nothing.reason == "'benelux-alert' has no sensor"


def test_low_is_never_quicker_than_mode_nor_mode_than_high(benelux):
    n = 0
    for shooter in (u for u in benelux.units if u.kind == "fire-unit"):
        for load in shooter.loads:
            found = timeline_of(benelux, shooter, benelux.systems[load.effector])
            assert isinstance(found, Timeline)
            low, mode, high = (found.first_s(c) for c in CASES)
            assert low >= mode >= high > 0
            n += 1
    assert n > 40


def test_human_reports_and_drone_launches_are_in_the_line():
    drones = load_scenario("drones")
    found = line_of(drones, "jammer-team-1", "portable-jammer", "guards-4")
    assert "report" in [s.name for s in found.first]

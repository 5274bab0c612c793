"""Blows to the defence, and the force as it stands at dates."""

from dataclasses import replace
from datetime import date

from belfort.scenario.asked import AskedStress
from belfort.scenario.resolved import ResolvedSharing
from belfort.study.performance.stress import changes_nothing, under_stress
from belfort.study.timeline.force import as_it_stands
from tests.study.questions import scenario


def blow(lose=(), cut=(), no_tracks_of=()) -> AskedStress:
    return AskedStress("blow", "A blow", tuple(lose), tuple(cut), tuple(no_tracks_of))


SECOND = scenario().options["second"]


def test_what_is_lost_takes_its_links_along():
    left = under_stress(SECOND, blow(lose=["gun-a"]))
    assert {u.name for u in left.units} == {"post", "gun-b"}
    assert {(li.sender, li.receiver) for li in left.network.links} == {("gun-b", "post"), ("post", "gun-b")}
    assert left.hash != SECOND.hash


def test_a_pattern_takes_all_it_names_and_nothing_like_it():
    assert {u.name for u in under_stress(SECOND, blow(lose=["gun-*"])).units} == {"post"}
    assert changes_nothing(SECOND, blow(lose=["gun"]))


def test_units_whose_post_is_lost_fall_back_on_the_rules():
    left = under_stress(SECOND, blow(lose=["post"]))
    assert {u.c2 for u in left.units} == {None}
    assert {n.c2 for n in left.nations} == {None}
    assert left.network.links == ()
    assert {u.c2 for u in SECOND.units if u.name != "post"} == {"post"}, "the situation itself is left alone"


def test_a_cut_works_both_ways_and_leaves_the_others():
    for pair in (("gun-a", "post"), ("post", "gun-a")):
        left = under_stress(SECOND, blow(cut=[pair]))
        assert {(li.sender, li.receiver) for li in left.network.links} == {
            ("gun-b", "post"),
            ("post", "gun-b"),
        }
        assert left.units == SECOND.units


def test_no_tracks_of_a_nation_takes_what_it_shows_and_not_what_it_sees():
    pairs = (("netherlands", "belgium"), ("belgium", "netherlands"))
    known = SECOND.network.links[0].delay_s
    tracks = tuple(ResolvedSharing(owner, viewer, known) for owner, viewer in pairs)
    situation = replace(SECOND, network=replace(SECOND.network, tracks=tracks))
    left = under_stress(situation, blow(no_tracks_of=["netherlands"]))
    assert [(t.owner, t.viewer) for t in left.network.tracks] == [("belgium", "netherlands")]


def test_a_blow_that_finds_nothing_changes_nothing():
    as_is = scenario().options["as-is"]
    assert changes_nothing(as_is, blow(lose=["gun-b"], cut=[("gun-b", "post")], no_tracks_of=["germany"]))
    assert not changes_nothing(SECOND, blow(lose=["gun-b"]))


def test_losing_a_unit_is_the_force_before_it_comes():
    """Three ways to one situation: without it, before its day, and after a blow."""
    as_is = scenario().options["as-is"]
    before = as_it_stands(SECOND, date(2031, 1, 1))
    lost = under_stress(SECOND, blow(lose=["gun-b"]))
    assert {before.hash, lost.hash, as_is.hash} == {before.hash}

"""Whose picture a sensor feeds."""

import numpy as np
import pytest

from belfort.coverage.picture import connections_of, feeding, seats_of, viewers_of
from belfort.coverage.posts import posts_of
from tests.coverage.situation import asset, ears, link, shares, situation, unit

BELGIAN = [unit("crc", None), unit("a", ears()), unit("b", ears()), unit("alone", ears())]
DUTCH = [unit("nl-crc", None, nation="netherlands"), unit("nl-a", ears(), nation="netherlands")]
LINKS = [link("a", "relay"), link("relay", "crc"), link("b", "crc"), link("nl-a", "nl-crc")]
SEATS = {"belgium": "crc", "netherlands": "nl-crc"}


def world(links=LINKS, tracks=(), posts=SEATS):
    return situation(
        [*BELGIAN, unit("relay", None), *DUTCH], [ears()], links=links, tracks=tracks, posts=posts
    )


def fed(scenario, viewer, down=None):
    posts = posts_of(scenario)
    return {p.name for p, is_fed in zip(posts, feeding(scenario, posts, viewer, down), strict=True) if is_fed}


def test_tracks_travel_to_the_command_post_over_any_number_of_links():
    assert fed(world(), "belgium") == {"a", "b"}
    assert fed(world(), "netherlands") == {"nl-a"}


def test_links_that_carry_orders_alone_or_lead_away_feed_nothing():
    orders = [link("a", "crc", carries=("orders",)), link("crc", "b")]
    assert fed(world(orders), "belgium") == set()


def test_without_a_command_post_every_own_unit_is_a_seat():
    assert fed(world([], posts={}), "belgium") == {"a", "b", "alone"}
    assert seats_of(world([], posts={}), "netherlands") == {"nl-crc", "nl-a"}


@pytest.mark.parametrize(
    ("down", "left"),
    [
        (("a", "relay"), {"b"}),
        (("crc", "relay"), {"b"}),
        (("b", "crc"), {"a"}),
        (("nl-a", "nl-crc"), {"a", "b"}),
    ],
)
def test_a_connection_down_isolates_exactly_what_lies_behind_it(down, left):
    assert fed(world(), "belgium", tuple(sorted(down))) == left


def test_a_second_way_round_saves_what_lies_behind_a_connection():
    assert fed(world([*LINKS, link("a", "b")]), "belgium", ("a", "relay")) == {"a", "b"}


def test_shared_tracks_come_by_other_means_where_no_link_joins_and_by_links_alone_where_one_does():
    shared = [shares("netherlands", "belgium")]
    assert fed(world(tracks=shared), "belgium") == {"a", "b", "nl-a"}
    assert fed(world(tracks=shared), "netherlands") == {"nl-a"}
    assert fed(world(tracks=shared), "belgium", ("nl-a", "nl-crc")) == {"a", "b"}
    joined = world([*LINKS, link("nl-crc", "crc")], shared)
    assert fed(joined, "belgium") == {"a", "b", "nl-a"}
    assert fed(joined, "belgium", ("crc", "nl-crc")) == {"a", "b"}
    assert fed(world([*LINKS, link("nl-crc", "crc")]), "belgium") == {"a", "b"}  # linked, not shared


def test_connections_are_told_once_for_both_directions_and_viewers_are_owners():
    assert connections_of(world([link("b", "a"), link("a", "b"), link("a", "crc", carries=("orders",))])) == (
        ("a", "b"),
    )
    scenario = situation([unit("u", ears(), nation="x")], assets=[asset(nation="y"), asset(nation=None)])
    assert viewers_of(scenario) == ("y", "x")


def test_nobody_without_a_seat_sees_anything():
    scenario = situation([unit("u", ears())], [ears()], assets=[asset(nation="y")])
    assert not np.any(feeding(scenario, posts_of(scenario), "y"))

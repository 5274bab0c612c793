"""Whose picture a sensor feeds: along links that carry tracks, and where nations share them."""

from collections import defaultdict, deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.posts import Post
from belfort.scenario.resolved import ResolvedLink, ResolvedScenario

Connection = tuple[str, str]
"""Two units joined by links that carry tracks, in the order of their names; a failure takes both directions."""


def viewers_of(scenario: ResolvedScenario) -> tuple[str, ...]:
    """Return the nations that have a picture: those that own an asset or a unit."""
    owners = [a.nation for a in scenario.assets if a.nation] + [u.nation for u in scenario.units]
    return tuple(dict.fromkeys(owners))


def connections_of(scenario: ResolvedScenario) -> tuple[Connection, ...]:
    """Return the connections that carry tracks, each once."""
    pairs = {_connection(link) for link in scenario.network.links if "tracks" in link.carries}
    return tuple(sorted(pairs))


def feeding(
    scenario: ResolvedScenario, posts: Iterable[Post], viewer: str, down: Connection | None = None
) -> NDArray[np.bool_]:
    """Return which posts reach the picture of a nation.

    Parameters
    ----------
    scenario
        Its links and its sharing between nations are read.
    posts
        The sensors.
    viewer
        The nation whose picture is meant: that of its command post, or of all its units where it has none.
    down
        A connection that has failed.

    Returns
    -------
    ndarray
        (n_posts,) bool.

    Notes
    -----
    A track travels from the sensor's unit along links that carry tracks. It may be seen by its own nation and
    by those it is shared with. Where two nations share tracks and no link joins their command posts, they are
    taken to exchange them by other means, which then never fail here.
    """
    owners = {viewer} | {t.owner for t in scenario.network.tracks if t.viewer == viewer}
    onward = _onward(scenario.network.links, down)
    all_onward = _onward(scenario.network.links, None)
    seats = {nation: _seats(scenario, nation) for nation in owners}
    joined = {
        nation: bool(_reached(all_onward, seats[nation]) & seats[viewer])
        for nation in owners
        if nation != viewer
    }
    return np.array([_feeds(post, viewer, owners, seats, onward, joined) for post in posts], dtype=bool)


def _feeds(post: Post, viewer: str, owners: set[str], seats: dict, onward: dict, joined: dict) -> bool:
    owner = post.unit.nation
    if owner not in owners:
        return False
    reached = _reached(onward, {post.unit.name})
    if reached & seats[viewer]:
        return True
    return owner != viewer and not joined[owner] and bool(reached & seats[owner])


def _seats(scenario: ResolvedScenario, nation: str) -> set[str]:
    """Return the units at which a nation looks at its picture."""
    command = next((n.c2 for n in scenario.nations if n.id == nation and n.c2), None)
    return {command} if command else {u.name for u in scenario.units if u.nation == nation}


def _connection(link: ResolvedLink) -> Connection:
    return (link.sender, link.receiver) if link.sender < link.receiver else (link.receiver, link.sender)


def _onward(links: Iterable[ResolvedLink], down: Connection | None) -> dict[str, list[str]]:
    onward: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if "tracks" in link.carries and _connection(link) != down:
            onward[link.sender].append(link.receiver)
    return onward


def _reached(onward: dict[str, list[str]], start: set[str]) -> set[str]:
    """Return every unit a track can travel to from any of the units it starts at."""
    found, waiting = set(start), deque(start)
    while waiting:
        for receiver in onward.get(waiting.popleft(), ()):
            if receiver not in found:
                found.add(receiver)
                waiting.append(receiver)
    return found

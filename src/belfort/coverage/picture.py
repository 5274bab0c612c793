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
    links = scenario.network.links
    seats = {nation: seats_of(scenario, nation) for nation in owners}
    at_best = _reaching(links, None, seats[viewer])
    is_joined = {nation: bool(at_best & seats[nation]) for nation in owners}
    feeds = {nation: _reaching(links, down, seats[viewer]) for nation in owners}
    for nation in owners - {viewer}:
        if not is_joined[nation]:
            feeds[nation] = feeds[nation] | _reaching(links, down, seats[nation])
    return np.array([p.unit.name in feeds.get(p.unit.nation, ()) for p in posts], dtype=bool)


def seats_of(scenario: ResolvedScenario, nation: str) -> set[str]:
    """Return the units at which a nation looks at its picture."""
    command = next((n.c2 for n in scenario.nations if n.id == nation and n.c2), None)
    return {command} if command else {u.name for u in scenario.units if u.nation == nation}


def _connection(link: ResolvedLink) -> Connection:
    return (link.sender, link.receiver) if link.sender < link.receiver else (link.receiver, link.sender)


def _reaching(links: Iterable[ResolvedLink], down: Connection | None, seats: set[str]) -> set[str]:
    """Return every unit from which a track can travel to one of the seats, the seats included."""
    back: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if "tracks" in link.carries and _connection(link) != down:
            back[link.receiver].append(link.sender)
    found, waiting = set(seats), deque(seats)
    while waiting:
        for sender in back.get(waiting.popleft(), ()):
            if sender not in found:
                found.add(sender)
                waiting.append(sender)
    return found

"""From where each sensor has confirmed a threat to when the defended are warned."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import CASES, Case, value_of
from belfort.coverage.cover import Bundle, Watched
from belfort.coverage.engagement.timeline import quickest_way
from belfort.coverage.model import FoundTable, Question
from belfort.coverage.picture import feeding, seats_of
from belfort.coverage.posts import Post
from belfort.scenario.resolved import ResolvedAsset, ResolvedLink, ResolvedScenario

EDGE_STEPS = 3.0
"""A find this many samples of the path inside the edge of the map counts as one at the edge."""
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Reals = NDArray[np.floating]


def pictures(scenario: ResolvedScenario, posts: Sequence[Post]) -> dict[str | None, Bools]:
    """Return which posts feed whose picture, by nation; None, for what nobody owns, is fed by all."""
    nations = {a.nation for a in scenario.assets} | {u.nation for u in scenario.units}
    fed: dict[str | None, Bools] = {n: feeding(scenario, posts, n) for n in nations if n}
    return {**fed, None: np.ones(len(posts), bool)}


def warning_delays_s(
    scenario: ResolvedScenario, posts: Sequence[Post], case: Case, viewer: str | None = None
) -> Floats:
    """Return (posts,) the time a track takes from each post's unit to where it is looked at.

    For a nation: by the quickest way to a seat of its picture, and the delay at which another nation releases its
    tracks; where no links lead there, to the owner's own seat and the release. For nobody: to the unit's own
    command post. 0 without a way: such a post feeds no picture.
    """
    release_s = {
        t.owner: value_of(t.delay_s, case, "lower") for t in scenario.network.tracks if t.viewer == viewer
    }
    delays = []
    for post in posts:
        way, owner = _way(scenario, post, viewer), post.unit.nation
        sent_s = sum(value_of(link.delay_s, case, "lower") for link in way)
        delays.append(sent_s + (release_s.get(owner, 0.0) if owner != viewer else 0.0))
    return np.array(delays, dtype=np.float64)


def _way(scenario: ResolvedScenario, post: Post, viewer: str | None) -> tuple[ResolvedLink, ...]:
    """Return the links from a post to where it is looked at; the quickest at the mode, none where none leads there."""
    name = post.unit.name
    if viewer is None:
        return (quickest_way(scenario, name, post.unit.c2, "tracks") or ()) if post.unit.c2 else ()
    for nation in dict.fromkeys((viewer, post.unit.nation)):
        seats = seats_of(scenario, nation)
        if name in seats:
            return ()
        ways = [quickest_way(scenario, name, seat, "tracks") for seat in sorted(seats)]
        found = [way for way in ways if way is not None]
        if found:
            return min(found, key=lambda way: sum(link.delay_s.mode for link in way))
    return ()


def warnings_s(found_to_go_m: Reals, bundle: Bundle, delays_s: Floats) -> Floats:
    """Return the warning that finds give, of whatever shape: time to arrival less the delay, never below 0.

    `delays_s` broadcasts against the finds, which are distances to go; one of 0 was never found.
    """
    to_go_m = bundle.times[1]
    time_s = np.interp(found_to_go_m, to_go_m[::-1], bundle.time_to_go_s[::-1])
    return np.where(found_to_go_m > 0.0, np.maximum(0.0, time_s - delays_s), 0.0)


def found_table(
    scenario: ResolvedScenario, posts: Sequence[Post], watched: Watched, question: Question
) -> FoundTable:
    """Return when each threat is found on its way to each asset, by azimuth and case."""
    fed = pictures(scenario, posts)
    parts = []
    for case in CASES:
        delays_s = {n: watched.delays_s[case] + warning_delays_s(scenario, posts, case, n) for n in fed}
        for threat in watched.maps:
            bundle = watched.bundles[threat, case]
            finds_m = watched.found_to_go_m[threat, case]
            edges_m = bundle.edge_to_go_m.reshape(-1, question.n_azimuths)
            for i, asset in enumerate(scenario.assets):
                row = _one(posts, fed[asset.nation], finds_m[:, i], bundle, delays_s[asset.nation])
                parts.append(
                    _part(threat, asset, case, row, edges_m[i], float(-np.diff(bundle.times[1]).min()))
                )
    return FoundTable.concat(parts)


def _one(
    posts: Sequence[Post], fed: Bools, finds_m: Reals, bundle: Bundle, delays_s: Floats
) -> tuple[Floats, Floats, list[str]]:
    """Return by azimuth the distance to go of the find that warns first, the warning, and who gives it.

    Where none warns in time: the farthest find.
    """
    n_azimuths = finds_m.shape[1]
    if not fed.any():
        return np.zeros(n_azimuths), np.zeros(n_azimuths), [""] * n_azimuths
    warned_s = np.where(fed[:, None], warnings_s(finds_m, bundle, delays_s[:, None]), -1.0)
    in_time = warned_s.max(axis=0) > 0.0
    first = np.where(in_time, warned_s.argmax(axis=0), np.where(fed[:, None], finds_m, -1.0).argmax(axis=0))
    at = np.arange(n_azimuths)
    found_m = finds_m[first, at].astype(np.float64)
    who = [posts[p].name if m > 0.0 else "" for p, m in zip(first, found_m, strict=True)]
    return found_m, np.maximum(warned_s[first, at], 0.0), who


def _part(
    threat: str,
    asset: ResolvedAsset,
    case: Case,
    row: tuple[Floats, Floats, list[str]],
    edges_m: Floats,
    step_m: float,
) -> FoundTable:
    found_m, warned_s, who = row
    n = len(who)
    return FoundTable(
        threat=_same(threat, n),
        asset=_same(asset.name, n),
        case=_same(case, n),
        azimuth_rad=2.0 * np.pi * np.arange(n) / n,
        found_to_go_m=found_m,
        is_at_edge=((found_m > 0.0) & (found_m >= edges_m - EDGE_STEPS * step_m)).astype(np.int64),
        warning_s=warned_s,
        first_post=np.array(who, dtype=object),
    )


def _same(text: str, n: int) -> NDArray[np.object_]:
    return np.array([text] * n, dtype=object)


def mean_warning_s(
    scenario: ResolvedScenario,
    fed: Mapping[str | None, Bools],
    watched: Watched,
    threat: str,
    delays_s: Floats,
) -> Floats:
    """Return (assets,) the mean warning over azimuths at the mode, given which posts feed whose picture."""
    finds_m = watched.found_to_go_m[threat, "mode"]
    warned_s = warnings_s(finds_m, watched.bundles[threat, "mode"], delays_s[:, None, None])
    means = [
        np.where(fed[asset.nation][:, None], warned_s[:, i], 0.0).max(axis=0, initial=0.0).mean()
        for i, asset in enumerate(scenario.assets)
    ]
    return np.array(means)

"""From where each sensor has confirmed a threat to when the defended are warned."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import CASES, Case, value_of
from belfort.coverage.cover import Bundle, Watched
from belfort.coverage.engagement.timeline import quickest_way
from belfort.coverage.model import FoundTable, Question
from belfort.coverage.picture import feeding
from belfort.coverage.posts import Post
from belfort.scenario.resolved import ResolvedAsset, ResolvedScenario

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Reals = NDArray[np.floating]


def pictures(scenario: ResolvedScenario, posts: Sequence[Post]) -> dict[str | None, Bools]:
    """Return which posts feed whose picture, by nation; None, for what nobody owns, is fed by all."""
    nations = {a.nation for a in scenario.assets} | {u.nation for u in scenario.units}
    fed: dict[str | None, Bools] = {n: feeding(scenario, posts, n) for n in nations if n}
    return {**fed, None: np.ones(len(posts), bool)}


def warning_delays_s(scenario: ResolvedScenario, posts: Sequence[Post], case: Case) -> Floats:
    """Return (posts,) the time a track takes from each post's unit to its command post; 0 without one."""
    delays = []
    for post in posts:
        way = quickest_way(scenario, post.unit.name, post.unit.c2, "tracks") if post.unit.c2 else ()
        delays.append(sum(value_of(link.delay_s, case, "lower") for link in way or ()))
    return np.array(delays)


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
        delays_s = watched.delays_s[case] + warning_delays_s(scenario, posts, case)
        for threat in watched.maps:
            bundle = watched.bundles[threat, case]
            finds_m = watched.found_to_go_m[threat, case]
            edges_m = bundle.edge_to_go_m.reshape(-1, question.n_azimuths)
            for i, asset in enumerate(scenario.assets):
                row = _one(posts, fed[asset.nation], finds_m[:, i], bundle, delays_s)
                parts.append(_part(threat, asset, case, row, edges_m[i]))
    return FoundTable.concat(parts)


def _one(
    posts: Sequence[Post], fed: Bools, finds_m: Reals, bundle: Bundle, delays_s: Floats
) -> tuple[Floats, Floats, list[str]]:
    """Return by azimuth the distance to go of the first find, the warning it gives, and who gives it."""
    n_azimuths = finds_m.shape[1]
    if not fed.any():
        return np.zeros(n_azimuths), np.zeros(n_azimuths), [""] * n_azimuths
    warned_s = np.where(fed[:, None], warnings_s(finds_m, bundle, delays_s[:, None]), -1.0)
    first = warned_s.argmax(axis=0)
    at = np.arange(n_azimuths)
    found_m = finds_m[first, at].astype(np.float64)
    who = [posts[p].name if m > 0.0 else "" for p, m in zip(first, found_m, strict=True)]
    return found_m, np.maximum(warned_s[first, at], 0.0), who


def _part(
    threat: str, asset: ResolvedAsset, case: Case, row: tuple[Floats, Floats, list[str]], edges_m: Floats
) -> FoundTable:
    found_m, warned_s, who = row
    n = len(who)
    return FoundTable(
        threat=_same(threat, n),
        asset=_same(asset.name, n),
        case=_same(case, n),
        azimuth_rad=2.0 * np.pi * np.arange(n) / n,
        found_to_go_m=found_m,
        is_at_edge=(found_m >= edges_m - 1500.0).astype(np.int64),
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

"""What is lost when one sensor or one connection fails, and so which is missed the most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.cover import Watched
from belfort.coverage.found import pictures, warning_delays_s, warnings_s
from belfort.coverage.model import LossTable
from belfort.coverage.picture import Connection, connections_of, feeding, viewers_of
from belfort.coverage.posts import Post
from belfort.scenario.resolved import ResolvedScenario

WORSE = 0.9
"""An asset is worse off where its mean warning falls under this share of what it was."""
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one nation's picture of one threat is made of, at the mode and the threat's own height."""

    threat: str
    viewer: str
    fed: Bools
    on_land: NDArray[np.uint8]
    """(posts, land cells): whether a post covers a cell."""
    depth: NDArray[np.int32]
    """(land cells,): how many of the posts that feed the picture do."""
    warned_s: NDArray[np.float64]
    """(posts, assets of the viewer, azimuths)."""


def loss_table(scenario: ResolvedScenario, posts: Sequence[Post], watched: Watched, land: Bools) -> LossTable:
    """Return what each sensor and each connection that fails alone takes from each nation's picture.

    Rows in which nothing is lost are left out.
    """
    without = {
        (viewer, down): feeding(scenario, posts, viewer, down)
        for viewer in viewers_of(scenario)
        for down in connections_of(scenario)
    }
    rows = [row for seen in _pictures(scenario, posts, watched, land) for row in _rows(posts, seen, without)]
    if not rows:
        return LossTable.empty()
    threat, kind, name, viewer, share, worse, lost_s = zip(*rows, strict=True)
    return LossTable(
        threat=np.array(threat, dtype=object),
        kind=np.array(kind, dtype=object),
        name=np.array(name, dtype=object),
        viewer=np.array(viewer, dtype=object),
        share_lost=np.array(share, dtype=np.float64),
        assets_worse=np.array(worse, dtype=np.int64),
        warning_lost_s=np.array(lost_s, dtype=np.float64),
    )


def _pictures(
    scenario: ResolvedScenario, posts: Sequence[Post], watched: Watched, land: Bools
) -> Iterator[_Seen]:
    fed_by = pictures(scenario, posts)
    delays_s = {
        viewer: watched.delays_s["mode"] + warning_delays_s(scenario, posts, "mode", viewer)
        for viewer in viewers_of(scenario)
    }
    cells = np.flatnonzero(land)
    for threat, maps in watched.maps.items():
        on_land = np.stack([np.unpackbits(bits, count=land.size)[cells] for bits in maps.seen])
        finds_m = watched.found_to_go_m[threat, "mode"]
        for viewer in viewers_of(scenario):
            fed = fed_by[viewer]
            own = [i for i, asset in enumerate(scenario.assets) if asset.nation in (viewer, None)]
            late_s = delays_s[viewer][:, None, None]
            warned_s = warnings_s(finds_m[:, own], watched.bundles[threat, "mode"], late_s)
            yield _Seen(threat, viewer, fed, on_land, on_land[fed].sum(axis=0, dtype=np.int32), warned_s)


def _rows(
    posts: Sequence[Post], seen: _Seen, without: Mapping[tuple[str, Connection], Bools]
) -> Iterator[tuple]:
    before_s = _mean_s(seen, seen.fed)
    for i, post in enumerate(posts):
        if seen.fed[i]:
            lost = np.zeros(len(posts), bool)
            lost[i] = True
            yield from _row(seen, "sensor", post.name, lost, before_s)
    for (viewer, connection), left in without.items():
        lost = seen.fed & ~left
        if viewer == seen.viewer and lost.any():
            yield from _row(seen, "connection", " - ".join(connection), lost, before_s)


def _row(seen: _Seen, kind: str, name: str, lost: Bools, before_s: NDArray[np.float64]) -> Iterator[tuple]:
    after = seen.depth - seen.on_land[lost].sum(axis=0, dtype=np.int32)
    share = float(((seen.depth > 0) & (after == 0)).mean()) if seen.depth.size else 0.0
    after_s = _mean_s(seen, seen.fed & ~lost)
    worse = int((after_s < WORSE * before_s).sum())
    lost_s = float((before_s - after_s).mean()) if before_s.size else 0.0
    if share > 0.0 or lost_s > 0.0:
        yield seen.threat, kind, name, seen.viewer, share, worse, lost_s


def _mean_s(seen: _Seen, fed: Bools) -> NDArray[np.float64]:
    """Return (assets,) the warning of the best of the posts left, the mean over azimuths."""
    return seen.warned_s[fed].max(axis=0, initial=0.0).mean(axis=1)

"""Who may find what, in one world: the segments of every sensor on every lane, and their distributions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, pi, tan
from typing import Any, NamedTuple, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World
from belfort.coverage.cover import LEAST_INTERVAL_S
from belfort.coverage.posts import Post
from belfort.coverage.sensing import Conditions, Detector, conditions_at, detector_for, value_of
from belfort.coverage.sensing.priors import PRIORS
from belfort.coverage.view import BEARING_STEPS, LEVELS_M, antenna_msl_m, look_table
from belfort.numeric.constants import EARTH_RADIUS_M
from belfort.numeric.readonly import locked
from belfort.raid import layout
from belfort.raid.compiling import kernels
from belfort.raid.compiling.kept import content, kept_for
from belfort.raid.compiling.sights import part_of, without_ground
from belfort.raid.compiling.stage import Pack, Stage, in_all_worlds
from belfort.raid.compiling.worlds import Reads
from belfort.raid.priors import system_of

ROOM_SEGMENTS, ROOM_CDF = 4096, 1 << 18
DETECTOR_BYTES = 4096
"""What one takes with its words, about."""
Table = tuple[NDArray[np.float32], float, NDArray[np.float64]]
Found = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Segments and their distributions."""


@dataclass(frozen=True, slots=True)
class Flown:
    """The ways of one pack as flown by one threat in one world: the lanes they become."""

    pack: Pack
    threat: str
    ways: slice
    """Of the stage."""
    time_s: NDArray[np.float64]
    """Flat, of those ways."""
    lane0: int
    content: str
    """A digest of those ways and of the moments on them."""


class _Piece(NamedTuple):
    """The segments of one post on the ways of one pack, and what has to be added to them."""

    post: int
    lane0: int
    segments: NDArray[np.float64]
    """(n, 6): as `kernels.confirm_ways` writes them."""
    cdf: NDArray[np.float64]


class _Seen(NamedTuple):
    """What a sensor can do against a threat, None for nothing, and a digest of it."""

    detector: Detector | None
    content: str
    reads: tuple[str, ...]
    """Origins of the values of a world that went into it."""


def find(
    stage: Stage, flown: Sequence[Flown], world: World
) -> tuple[NDArray, NDArray[np.float64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return segments by lane, their distributions, and where each lane's segments begin.

    Then, by post, what delays its reports and the chance that it sees at all.
    """
    delay_s, p_sees = np.zeros(len(stage.posts)), np.ones(len(stage.posts))
    seeing, pieces = _Seeing(stage, flown, world), []
    for s, post in enumerate(stage.posts):
        for one, seen in zip(flown, seeing.detectors(s, post), strict=True):
            detector = seen.detector
            if detector is None or detector.max_range_m <= 0.0:
                continue
            delay_s[s], p_sees[s] = max(delay_s[s], detector.delay_s), detector.p_available
            pieces.append(_Piece(s, one.lane0, *_segments(seeing, s, one, seen, detector)))
    n_lanes = sum(f.ways.stop - f.ways.start for f in flown)
    first, segments = _by_lane(_table(pieces), n_lanes)
    return segments, np.concatenate([*(p.cdf for p in pieces), np.ones(1)]), first, delay_s, p_sees


def _table(pieces: Sequence[_Piece]) -> NDArray[np.float64]:
    """Return the segments of all pieces with their lanes, where their distributions begin, and posts."""
    n = [len(piece.segments) for piece in pieces]
    table = np.concatenate([*(piece.segments for piece in pieces), np.zeros((0, 6))])
    table[:, 0] += np.repeat([piece.lane0 for piece in pieces], n)
    table[:, 3] += np.repeat(np.cumsum([0, *(piece.cdf.size for piece in pieces)])[:-1], n)
    return np.column_stack([table, np.repeat([float(piece.post) for piece in pieces], n)])


class _Seeing:
    """Detectors and tables of one world, each made once; those that other stages have met are kept."""

    def __init__(self, stage: Stage, flown: Sequence[Flown], world: World) -> None:
        self.stage, self.flown = stage, flown
        self.world: World = world
        self._values = {} if isinstance(world, str) else dict(world.items())
        self.kept = kept_for(stage.terrain)
        self._tables: dict[tuple, Table] = {}
        self._detectors: dict[tuple, list[_Seen]] = {}
        self._altitudes_m: dict[int, tuple[float, float]] = {}
        self.k_factor = value_of(stage.scenario.terrain.k_factor, world, None)
        self.room = np.empty((ROOM_SEGMENTS, 6)), np.empty(ROOM_CDF)
        """What the kernel writes to; more where that was too little."""

    def altitude_m(self, s: int) -> tuple[float, float]:
        """Return the altitude of a post's antenna and its height over its own ground, to the nanometre.

        What is beyond that is rounding, different for each height of the ground: like sensors share their tables.
        """
        if s not in self._altitudes_m:
            ground_m = self.stage.places[s][2]
            case = cast(Any, self.world)  # a case or a world
            alt_m = antenna_msl_m(self.stage.posts[s], ground_m, case)
            self._altitudes_m[s] = alt_m, round(alt_m - ground_m, 9)
        return self._altitudes_m[s]

    def detectors(self, s: int, post: Post) -> list[_Seen]:
        """Return what a post can do against each that flies."""
        scenario, unit = self.stage.scenario, post.unit
        place = unit.name if scenario.jammers else ""  # with jammers about, every place is another
        alike = (post.sensor.id, _figures(self.stage, s), place)
        if alike not in self._detectors:
            alt_m, _ = self.altitude_m(s)
            found = conditions_at(scenario, unit.position, alt_m, case=self.world)
            conditions = replace(found, k_factor=self.k_factor)
            self._detectors[alike] = [self._seen(s, post, one, conditions) for one in self.flown]
        return self._detectors[alike]

    def _seen(self, s: int, post: Post, one: Flown, conditions: Conditions) -> _Seen:
        conditions = replace(conditions, is_silent=one.pack.is_silent)
        about, origins = _about(self.stage, s, one.threat)
        values = self.world if isinstance(self.world, str) else tuple(map(self._values.get, origins))

        def make() -> _Seen:
            reads = self.world if isinstance(self.world, str) else Reads(self._values)
            detector = detector_for(
                post.sensor,
                system_of(self.stage.scenario, one.threat),
                case=reads,
                conditions=conditions,
                overrides=post.unit.figures,
            )
            return _Seen(detector, content(detector), tuple(reads.asked) if isinstance(reads, Reads) else ())

        found = self.kept.made(("detector", about, values, conditions), make, lambda _seen: DETECTOR_BYTES)
        if isinstance(self.world, Reads):
            self.world.asked.update(found.reads)
        return found

    def turn_rad(self, s: int, detector: Detector) -> float | None:
        """Return the bearing of the grid's north where bearings make a difference: with jammers in sight."""
        if not getattr(detector.curve, "jammers", ()):
            return None
        at = self.stage.posts[s].unit.position
        return float(self.stage.terrain.frame.convergence_rad(at.lat_rad, at.lon_rad))

    def table(self, seen: _Seen, detector: Detector, over_m: float, turn_rad: float | None) -> Table:
        """Return p[bearing, height, range] of one look."""
        key = (seen.content, over_m, turn_rad)
        if key not in self._tables:
            steps = (np.arange(BEARING_STEPS) + 0.5) / BEARING_STEPS
            bearings = None if turn_rad is None else 2.0 * pi * steps - turn_rad
            self._tables[key] = look_table(detector, np.array(LEVELS_M, np.float64), bearings, over_m)
        return self._tables[key]


@in_all_worlds
def _figures(stage: Stage, s: int) -> str:
    """Return a digest of a unit's own figures; empty where it has none."""
    figures = stage.posts[s].unit.figures
    return content(figures) if figures else ""


@in_all_worlds
def _system(stage: Stage, name: str) -> str:
    """Return a digest of a system."""
    return content(system_of(stage.scenario, name))


@in_all_worlds
def _about(stage: Stage, s: int, threat: str) -> tuple[str, tuple[str, ...]]:
    """Return a digest of a sensor at its unit and of a threat, and the origins of all that sensing reads of a world."""
    post = stage.posts[s]
    figures = (post.sensor.figures, post.unit.figures, system_of(stage.scenario, threat).figures)
    read = [estimate for some in figures for estimate in some.values()]
    origins = dict.fromkeys([*(e.origin for e in read), *(p.estimate.origin for p in PRIORS)])
    about = content(_system(stage, post.sensor.id), _figures(stage, s), _system(stage, threat))
    return about, tuple(origins)


def _segments(seeing: _Seeing, s: int, one: Flown, seen: _Seen, detector: Detector) -> Found:
    """Return segments of a post on a pack's ways and their distributions, both read-only.

    What they depend on, and so the key: the detector, the place and height of its antenna, the earth's curve, what the
    ground hides from there along which ways, and what flies: the frame, the ways and the moments on them.
    """
    stage = seeing.stage
    row, col, _ = stage.places[s]
    alt_m, over_m = seeing.altitude_m(s)
    turn_rad = seeing.turn_rad(s, detector)
    place = (row, col, alt_m, over_m, turn_rad, seeing.k_factor)
    key = (
        "segments",
        seen.content,
        place,
        stage.post_sight[s].content,
        one.ways.start,
        one.ways.stop,
        one.content,
    )

    def make() -> Found:
        table = seeing.table(seen, detector, over_m, turn_rad)
        return _looked(seeing, s, one, detector, table)

    return seeing.kept.made(key, make, lambda found: found[0].nbytes + found[1].nbytes)


def _looked(seeing: _Seeing, s: int, one: Flown, detector: Detector, table: Table) -> Found:
    stage = seeing.stage
    row, col, _ = stage.places[s]
    highest = detector.max_elevation_rad
    steepest = inf if highest >= 0.5 * pi - 1e-6 else tan(highest)
    scales = (stage.terrain.frame.cell_m, 0.5 / (seeing.k_factor * EARTH_RADIUS_M), steepest)
    view = ((row, col, seeing.altitude_m(s)[0]), scales, table)
    interval_s = max(detector.update_interval_s, LEAST_INTERVAL_S)
    rule = (interval_s, detector.confirm_m, detector.confirm_n)
    sight = stage.post_sight[s] if detector.needs_line_of_sight else without_ground(stage.post_sight[s])
    start = stage.start[one.ways.start : one.ways.stop + 1]
    a, b = int(start[0]), int(start[-1])
    columns = tuple(c[a:b] for c in stage.columns)
    return _confirmed(columns, locked(start - a), one.time_s, part_of(sight, one.ways), view, rule, seeing)


def _confirmed(columns, start, time_s, sight, view, rule, seeing: _Seeing) -> Found:
    """Run the kernel, with twice the room until there is enough."""
    while True:
        segments, cdf = seeing.room
        counts = np.zeros(1, np.int64), np.zeros(1, np.int64)
        out = (segments, counts[0], cdf, counts[1])
        if kernels.confirm_ways(columns, start, time_s, sight, view, rule, out):
            return locked(segments[: counts[0][0]].copy()), locked(cdf[: counts[1][0]].copy())
        seeing.room = np.empty((2 * len(segments), 6)), np.empty(2 * cdf.size)


def _by_lane(table: NDArray[np.float64], n_lanes: int) -> tuple[NDArray[np.int64], NDArray]:
    """Return where each lane's segments begin, and the segments: by lane, the earliest first, then by name.

    Segments of like moments are in the order of their posts' names, so that the order decides nothing else.
    """
    lane, post = table[:, 0].astype(np.int64), table[:, 6].astype(np.int64)
    order = np.lexsort((post, table[:, 1], lane))
    table, lane, post = table[order], lane[order], post[order]
    segments = np.zeros(len(table), layout.SEGMENT)
    segments["first_s"], segments["end_s"] = table[:, 1], table[:, 2]
    segments["interval_s"] = table[:, 5]
    segments["sensor"] = post
    segments["cdf0"], segments["n_looks"] = table[:, 3], table[:, 4]
    segments["ordinal"] = _ordinals(lane, post)
    first = np.searchsorted(lane, np.arange(n_lanes + 1)).astype(np.int64)
    return first, segments


def _ordinals(lane: NDArray[np.int64], post: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the how manieth segment of its lane and post each is, from 0."""
    order = np.lexsort((post, lane))
    is_new = (np.diff(lane[order], prepend=-1) != 0) | (np.diff(post[order], prepend=-1) != 0)
    begin = np.flatnonzero(is_new)
    found = np.empty(len(lane), np.int64)
    found[order] = np.arange(len(lane)) - np.repeat(begin, np.diff(np.append(begin, len(lane))))
    return found


def code_of(name: str) -> int:
    """Return the word of a name's random streams: the same under every option."""
    return crc32(name.encode())

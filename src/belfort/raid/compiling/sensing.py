"""Who may find what, in one world: the segments of every sensor on every lane, and their distributions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, pi, tan
from typing import Any, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World
from belfort.coverage.cover import LEAST_INTERVAL_S
from belfort.coverage.posts import Post
from belfort.coverage.sensing import Detector, conditions_at, detector_for, value_of
from belfort.coverage.view import BEARING_STEPS, LEVELS_M, antenna_msl_m, look_table
from belfort.numeric.constants import EARTH_RADIUS_M
from belfort.numeric.readonly import locked
from belfort.raid import layout
from belfort.raid.compiling import kernels
from belfort.raid.compiling.sights import part_of, without_ground
from belfort.raid.compiling.stage import Pack, Stage
from belfort.raid.priors import system_of

ROOM_SEGMENTS, ROOM_CDF = 4096, 1 << 18
Table = tuple[NDArray[np.float32], float, NDArray[np.float64]]


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


def find(
    stage: Stage, flown: Sequence[Flown], world: World
) -> tuple[NDArray, NDArray[np.float64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return segments by lane, their distributions, and where each lane's segments begin.

    Then, by post, what delays its reports and the chance that it sees at all.
    """
    rows: list[NDArray[np.float64]] = []
    cdfs: list[NDArray[np.float64]] = []
    n_cdf = 0
    n_lanes = sum(f.ways.stop - f.ways.start for f in flown)
    delay_s, p_sees = np.zeros(len(stage.posts)), np.ones(len(stage.posts))
    seeing = _Seeing(stage, world)
    for s, post in enumerate(stage.posts):
        for one in flown:
            detector = seeing.detector(s, post, one)
            if detector is None or detector.max_range_m <= 0.0:
                continue
            delay_s[s], p_sees[s] = max(delay_s[s], detector.delay_s), detector.p_available
            found, cdf = _segments(stage, seeing, s, post, one, detector)
            found[:, 0] += one.lane0
            found[:, 3] += n_cdf
            n_cdf += cdf.size
            rows.append(np.column_stack([found, np.full(len(found), s)]))
            cdfs.append(cdf)
    table = np.concatenate([*rows, np.zeros((0, 7))])
    first, segments = _by_lane(table, n_lanes)
    return segments, np.concatenate([*cdfs, np.ones(1)]), first, delay_s, p_sees


class _Seeing:
    """Detectors and tables of one world, each made once."""

    def __init__(self, stage: Stage, world: World) -> None:
        self.stage = stage
        self.world: World = world
        self._tables: dict[tuple, tuple[Detector, Table]] = {}
        self._detectors: dict[tuple, Detector | None] = {}
        self._altitudes_m: dict[int, tuple[float, float]] = {}
        self.k_factor = value_of(stage.scenario.terrain.k_factor, world, None)
        self.room = np.empty((ROOM_SEGMENTS, 6)), np.empty(ROOM_CDF)
        """What the kernel writes to; more where that was too little."""

    def altitude_m(self, s: int) -> tuple[float, float]:
        """Return the altitude of a post's antenna and its height over its own ground."""
        if s not in self._altitudes_m:
            ground_m = self.stage.places[s][2]
            case = cast(Any, self.world)  # a case or a world
            alt_m = antenna_msl_m(self.stage.posts[s], ground_m, case)
            self._altitudes_m[s] = alt_m, alt_m - ground_m
        return self._altitudes_m[s]

    def detector(self, s: int, post: Post, one: Flown) -> Detector | None:
        """Return what a post can do against what flies, None for nothing."""
        scenario, unit = self.stage.scenario, post.unit
        is_silent = one.pack.is_silent
        alt_m, _ = self.altitude_m(s)
        alike = (post.sensor.id, one.threat, is_silent, tuple(unit.figures), _place(scenario, unit))
        if not (unit.figures or scenario.jammers) and alike in self._detectors:
            return self._detectors[alike]
        conditions = conditions_at(scenario, unit.position, alt_m, case=self.world)
        conditions = replace(conditions, is_silent=is_silent, k_factor=self.k_factor)
        found = detector_for(
            post.sensor,
            system_of(scenario, one.threat),
            case=self.world,
            conditions=conditions,
            overrides=unit.figures,
        )
        self._detectors[alike] = found
        return found

    def table(self, s: int, post: Post, one: Flown, detector: Detector) -> Table:
        """Return p[bearing, height, range] of one look."""
        _, over_m = self.altitude_m(s)
        has_jammers = bool(getattr(detector.curve, "jammers", ()))
        key = (id(detector), round(over_m, 1), s if has_jammers else -1)
        if key not in self._tables:
            at = post.unit.position
            turn_rad = float(self.stage.terrain.frame.convergence_rad(at.lat_rad, at.lon_rad))
            steps = (np.arange(BEARING_STEPS) + 0.5) / BEARING_STEPS
            bearings = 2.0 * pi * steps - turn_rad if has_jammers else None
            table = look_table(detector, np.array(LEVELS_M, np.float64), bearings, over_m)
            self._tables[key] = detector, table  # one that is kept lends its id to no other
        return self._tables[key][1]


def _place(scenario, unit) -> str:
    """Return what makes places differ to a sensor: with jammers about, every place does."""
    return unit.name if scenario.jammers else ""


def _segments(
    stage: Stage, seeing: _Seeing, s: int, post: Post, one: Flown, detector: Detector
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    row, col, _ = stage.places[s]
    alt_m, _ = seeing.altitude_m(s)
    highest = detector.max_elevation_rad
    steepest = inf if highest >= 0.5 * pi - 1e-6 else tan(highest)
    scales = (stage.terrain.frame.cell_m, 0.5 / (seeing.k_factor * EARTH_RADIUS_M), steepest)
    view = ((row, col, alt_m), scales, seeing.table(s, post, one, detector))
    interval_s = max(detector.update_interval_s, LEAST_INTERVAL_S)
    rule = (interval_s, detector.confirm_m, detector.confirm_n)
    sight = stage.post_sight[s] if detector.needs_line_of_sight else without_ground(stage.post_sight[s])
    start = stage.start[one.ways.start : one.ways.stop + 1]
    a, b = int(start[0]), int(start[-1])
    columns = tuple(c[a:b] for c in stage.columns)
    return _confirmed(columns, locked(start - a), one.time_s, part_of(sight, one.ways), view, rule, seeing)


def _confirmed(
    columns, start, time_s, sight, view, rule, seeing: _Seeing
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Run the kernel, with twice the room until there is enough."""
    while True:
        segments, cdf = seeing.room
        counts = np.zeros(1, np.int64), np.zeros(1, np.int64)
        out = (segments, counts[0], cdf, counts[1])
        if kernels.confirm_ways(columns, start, time_s, sight, view, rule, out):
            return segments[: counts[0][0]].copy(), cdf[: counts[1][0]].copy()
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

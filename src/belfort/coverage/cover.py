"""The sensors of a situation folded into maps: who sees what, where, and how far each threat is found."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from belfort.coverage import kernels
from belfort.coverage.approach import LEAST_SAMPLES, Approach, approaches, flight_of, start_of, times_to_go_s
from belfort.coverage.case import CASES, Case, value_of
from belfort.coverage.civil import Flow, fold_civil
from belfort.coverage.model import Grid, Question, ThreatMaps
from belfort.coverage.posts import Post
from belfort.coverage.sensing import Assumption
from belfort.coverage.view import View, views
from belfort.numeric.readonly import locked
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem
from belfort.terrain import Survey, Terrain

Progress = Callable[[str, float], None]
"""Called with what is being done, in words, and the share done."""
STEP_M = 500.0
START_M = 400e3
LEAST_INTERVAL_S = 1.0
"""Looks that follow faster are counted once a second: a find is late by at most a few of these."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """All approaches of one threat in one case, stacked: every asset from every azimuth."""

    threat: ResolvedSystem
    paths: tuple[NDArray[np.float64], ...]
    """Rows, columns, altitudes and heights above ground, (n_assets * n_azimuths, n_samples)."""
    times: tuple[NDArray[np.float64], NDArray[np.float64]]
    """Moments and distances to go, (n_samples,)."""
    time_to_go_s: NDArray[np.float64]
    edge_to_go_m: NDArray[np.float64]
    """(n_paths,): distance to go at the first sample on the map."""


@dataclass
class Folded:
    """What grows while sensors are folded in, for one threat and case."""

    picks: NDArray[np.int64]
    p_missed: Grid
    depth: NDArray[np.uint16]
    lowest_m: Grid
    seen: NDArray[np.uint8]


@dataclass
class Watched:
    """What all cases give together."""

    maps: dict[str, ThreatMaps] = field(default_factory=dict)
    p_low_high: dict[tuple[str, Case], Grid] = field(default_factory=dict)
    found_to_go_m: dict[tuple[str, Case], NDArray[np.float32]] = field(default_factory=dict)
    """(posts, assets, azimuths) a threat and case."""
    bundles: dict[tuple[str, Case], Bundle] = field(default_factory=dict)
    delays_s: dict[Case, NDArray[np.float64]] = field(default_factory=dict)
    """(posts,): from a confirmed detection to an entry in the picture."""
    assumptions: list[Assumption] = field(default_factory=list)


def heights_of(threat: ResolvedSystem, question: Question) -> tuple[float, ...]:
    """Return the heights mapped for a threat: its own cruise height, then those asked for."""
    own = threat.figures.get("cruise_altitude_m") or threat.figures["apogee_m"]
    return (own.mode, *question.heights_agl_m)


def watch(
    scenario: ResolvedScenario,
    terrain: Terrain,
    posts: Sequence[Post],
    targets: Sequence[ResolvedSystem],
    question: Question,
    place: tuple[int, Sequence[Flow]],
    progress: Progress,
) -> Watched:
    """Fold every post into the maps of every target, in each case, and follow every approach.

    Cost: one sweep a post and case, and work in proportion to the cells each post reaches, times targets and
    heights. Memory: the maps, whatever the number of posts. `place` is (every how many cells of the terrain a
    point of the maps lies, the civil flows to watch beside).
    """
    stride, flows = place
    civil = {f.flow.threat: scenario.systems[f.flow.threat] for f in flows}
    watched = Watched()
    every = sorted({h for t in targets for h in heights_of(t, question)})
    at_mode = {t.id: bundle(scenario, terrain, t, question, "mode", stride) for t in targets}
    for i, case in enumerate(CASES):
        survey = Survey(terrain, value_of(scenario.terrain.k_factor, case), stride)
        bundles = {t.id: retimed(at_mode[t.id], case) for t in targets}
        folded = {t.id: _empty(survey, heights_of(t, question), every) for t in targets}
        found = {
            t.id: np.zeros((len(posts), len(scenario.assets) * question.n_azimuths), np.float32)
            for t in targets
        }
        seen = {
            t.id: np.zeros((len(posts), -(-survey.frame.n_rows * survey.frame.n_cols // 8)), np.uint8)
            for t in targets
        }
        delays_s = np.zeros(len(posts))
        ground_m = _strided(terrain, stride)
        index = {post.name: n for n, post in enumerate(posts)}
        with ThreadPoolExecutor(question.n_threads) as pool:
            for n, view in enumerate(
                views(scenario, posts, survey, (*targets, *civil.values()), every, case, question.n_threads)
            ):
                at = index[view.post.name]
                progress(f"{case} case: {view.post.name}", (i + n / max(1, len(posts))) / len(CASES))
                delays_s[at] = max(d.delay_s for d in view.detectors.values())
                jobs = [
                    pool.submit(_fold, view, t, ground_m, folded[t], bundles[t], question.p_enough)
                    for t in folded
                    if t in view.detectors
                ]
                for t, job in zip((t for t in folded if t in view.detectors), jobs, strict=True):
                    found[t][at] = job.result()
                    if case == "mode":
                        seen[t][at] = np.packbits(folded[t].seen)
                fold_civil(view, flows, case)
                if case == "mode":
                    watched.assumptions += [a for d in view.detectors.values() for a in d.assumptions]
        _keep(watched, case, targets, question, folded, found, seen, bundles)
        watched.delays_s[case] = delays_s
    return watched


def _fold(
    view: View,
    threat: str,
    ground_m: Grid,
    folded: Folded,
    bundle: Bundle,
    p_enough: float,
) -> NDArray[np.float32]:
    folded.seen[:] = 0
    levels_m = view.confirmed[threat][2]
    picks = np.searchsorted(levels_m, folded.picks.astype(np.float64))
    kernels.fold_window(
        view.window.height_agl_m,
        view.corner,
        ground_m,
        view.antenna,
        view.scales,
        view.confirmed[threat],
        (picks, folded.p_missed, folded.depth, folded.lowest_m, folded.seen),
    )
    detector = view.detectors[threat]
    rule = (
        max(detector.update_interval_s, LEAST_INTERVAL_S),
        detector.confirm_m,
        detector.confirm_n,
        p_enough,
        detector.p_available,
    )
    out_m = np.zeros(bundle.paths[0].shape[0])
    kernels.first_confirmed(
        bundle.paths,
        bundle.times,
        (view.window.height_agl_m, view.corner),
        view.antenna,
        view.scales,
        view.looks[threat],
        rule,
        out_m,
    )
    return out_m.astype(np.float32)


def bundle(
    scenario: ResolvedScenario,
    terrain: Terrain,
    threat: ResolvedSystem,
    question: Question,
    case: Case,
    stride: int,
) -> Bundle:
    """Return every approach of a threat, on the frame of the maps."""
    lines: list[Approach] = []
    start_m = start_of(threat, START_M)
    step_m = min(max(STEP_M, terrain.frame.cell_m), start_m / LEAST_SAMPLES)
    for asset in scenario.assets:
        lines += approaches(
            asset,
            threat,
            terrain,
            question.n_azimuths,
            case,
            start_m=start_m,
            step_m=step_m,
        )
    if not lines:
        empty = np.zeros((0, 2))
        return Bundle(
            threat,
            (empty,) * 4,
            (np.array([0.0, 1.0]), np.array([1.0, 0.0])),
            np.array([1.0, 0.0]),
            np.zeros(0),
        )
    first = lines[0]
    rows, cols = (np.stack([getattr(a, name) for a in lines]) / stride for name in ("row", "col"))
    alts_m, heights_m = (
        np.stack([getattr(a, name) for a in lines]) for name in ("alt_msl_m", "height_agl_m")
    )
    inside = np.stack([a.is_on_grid for a in lines])
    edge_m = first.distance_to_go_m[inside.argmax(axis=1)]
    columns = (rows, cols, alts_m, heights_m)
    moments_s = first.time_to_go_s[0] - first.time_to_go_s
    return Bundle(
        threat,
        tuple(locked(c) for c in columns),
        (locked(moments_s), locked(first.distance_to_go_m)),
        first.time_to_go_s,
        edge_m,
    )


def retimed(bundle: Bundle, case: Case) -> Bundle:
    """Return the approaches as they are flown in another case: on the same lines."""
    to_go_m, threat = bundle.times[1], bundle.threat
    time_s = locked(times_to_go_s(threat, flight_of(threat, case), to_go_m, case))
    return replace(bundle, times=(locked(time_s[0] - time_s), to_go_m), time_to_go_s=time_s)


def _empty(survey: Survey, heights_m: tuple[float, ...], every: list[float]) -> Folded:
    shape = survey.frame.shape
    return Folded(
        np.array(heights_m),
        np.ones((len(heights_m), *shape), np.float32),
        np.zeros((len(heights_m), *shape), np.uint16),
        np.full(shape, np.inf, np.float32),
        np.zeros(shape, np.uint8),
    )


def _keep(watched: Watched, case: Case, targets, question: Question, folded, found, seen, bundles) -> None:
    """Move what a case gave into what is kept: maps at the mode, shares and lowest heights in all."""
    for t in targets:
        watched.found_to_go_m[t.id, case] = found[t.id].reshape(found[t.id].shape[0], -1, question.n_azimuths)
        watched.bundles[t.id, case] = replace(bundles[t.id], paths=())  # by far the largest part, done with
        watched.p_low_high[t.id, case] = 1.0 - folded[t.id].p_missed
        lowest: dict[Case, Grid] = {
            **(watched.maps[t.id].lowest_covered_m if t.id in watched.maps else {}),
            case: folded[t.id].lowest_m,
        }
        old = watched.maps.get(t.id)
        if case == "mode" or old is None:
            p, depth, bits = 1.0 - folded[t.id].p_missed, folded[t.id].depth, seen[t.id]
        else:
            p, depth, bits = old.p_detect, old.depth, old.seen
        watched.maps[t.id] = ThreatMaps(t.id, heights_of(t, question), p, depth, lowest, bits)


def _strided(terrain: Terrain, stride: int) -> Grid:
    return locked(terrain.height_msl_m[::stride, ::stride])

"""What one sensor of a situation sees: its window of the ground, and its table against each threat."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb, inf, pi, tan

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import Case, value_of
from belfort.coverage.posts import Post
from belfort.coverage.sensing import Conditions, Detector, conditions_at, detector_for
from belfort.numeric.constants import EARTH_RADIUS_M
from belfort.numeric.readonly import locked
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem
from belfort.terrain import Lookout, Survey, Terrain, Window
from belfort.terrain.visibility import HIGHEST_MAST_M

LEVELS_M = (0, 10, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 40_000)
"""Heights above ground at which tables are made, beside those asked for."""
RANGE_STEPS = 400
BEARING_STEPS = 90
"""Steps of bearing where jammers make a difference."""
Table = tuple[NDArray[np.float32], float, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class View:
    """One sensor in one case."""

    post: Post
    window: Window
    antenna: tuple[float, float, float]
    """Row and column on the window's frame, altitude in m MSL."""
    scales: tuple[float, float, float]
    """Cell in m, 1 / 2kR per m, tangent of the highest elevation: infinite where the beam reaches the zenith."""
    detectors: Mapping[str, Detector]
    """By threat; one that it can never see is missing."""
    looks: Mapping[str, Table]
    """p[bearing, height, range] of one look, step of range, heights."""
    confirmed: Mapping[str, Table]
    """The same for a target that stays where it is for a whole window of looks."""

    @property
    def corner(self) -> tuple[int, int]:
        """Return row and column of the window's first point."""
        return self.window.row0, self.window.col0


@dataclass(frozen=True, slots=True)
class _Prepared:
    post: Post
    lookout: Lookout
    detectors: dict[str, Detector]
    needs_sight: bool


def views(
    scenario: ResolvedScenario,
    posts: Sequence[Post],
    survey: Survey,
    targets: Sequence[ResolvedSystem],
    heights_m: Sequence[float],
    case: Case,
    n_threads: int = 1,
) -> Iterator[View]:
    """Yield what each post sees of the targets, in order; a post that sees none of them is left out.

    Every post must stand on the survey's grid. Memory does not grow with the number of posts.
    """
    prepared = [
        p for p in (_prepare(scenario, post, survey.terrain, targets, case) for post in posts) if p.detectors
    ]
    windows = survey.windows((p.lookout for p in prepared), n_threads)
    for one, window in zip(prepared, windows, strict=True):
        yield _view(one, window, survey, heights_m)


def _prepare(
    scenario: ResolvedScenario, post: Post, terrain: Terrain, targets: Sequence[ResolvedSystem], case: Case
) -> _Prepared:
    at = post.unit.position
    ground_m = terrain.height_at(at.lat_rad, at.lon_rad)
    conditions = conditions_at(scenario, at, antenna_msl_m(post, ground_m, case), case=case)
    detectors = _detectors(post, targets, case, conditions)
    reach_m = max((d.max_range_m for d in detectors.values()), default=1.0)
    first = next(iter(detectors.values()), None)
    alt_m = antenna_msl_m(post, ground_m, case)
    is_aloft = alt_m - ground_m > HIGHEST_MAST_M
    lookout = Lookout(
        at.lat_rad,
        at.lon_rad,
        reach_m,
        height_agl_m=0.0 if is_aloft else max(0.0, alt_m - ground_m),
        alt_msl_m=alt_m if is_aloft else None,
        facing_rad=post.facing_rad,
        width_rad=min(post.width_rad, 2.0 * pi),
        min_elevation_rad=first.min_elevation_rad if first else -0.5 * pi,
        name=post.name,
    )
    return _Prepared(post, lookout, detectors, first.needs_line_of_sight if first else True)


def antenna_msl_m(post: Post, ground_m: float, case: Case) -> float:
    """Return the altitude of a post's antenna: on its mast, or where its unit flies."""
    if post.unit.altitude_msl_m is not None:
        return max(ground_m, post.unit.altitude_msl_m)
    height = post.unit.figures.get("antenna_height_m") or post.sensor.figures.get("antenna_height_m")
    return ground_m + (value_of(height, case) if height else 0.0)  # without one a sensor is blind


def _detectors(
    post: Post, targets: Sequence[ResolvedSystem], case: Case, conditions: Conditions
) -> dict[str, Detector]:
    found = {
        t.id: detector_for(post.sensor, t, case=case, conditions=conditions, overrides=post.unit.figures)
        for t in targets
    }
    return {name: d for name, d in found.items() if d is not None and d.max_range_m > 0.0}


def _view(one: _Prepared, window: Window, survey: Survey, heights_m: Sequence[float]) -> View:
    row, col = survey.frame.row_col(one.lookout.lat_rad, one.lookout.lon_rad)
    ground_m = survey.terrain.height_at(one.lookout.lat_rad, one.lookout.lon_rad)
    aloft_m = one.lookout.alt_msl_m
    alt_m = ground_m + one.lookout.height_agl_m if aloft_m is None else max(aloft_m, ground_m)
    highest_rad = next(iter(one.detectors.values())).max_elevation_rad
    steepest = inf if highest_rad >= 0.5 * pi - 1e-6 else tan(highest_rad)
    if not one.needs_sight:
        window.height_agl_m[np.isfinite(window.height_agl_m)] = 0.0
    levels_m = np.unique(np.concatenate([LEVELS_M, heights_m]).astype(np.float64))
    has_jammers = bool(getattr(next(iter(one.detectors.values())).curve, "jammers", ()))
    turn_rad = float(survey.frame.convergence_rad(one.lookout.lat_rad, one.lookout.lon_rad))
    bearings = (
        (2.0 * pi * (np.arange(BEARING_STEPS) + 0.5) / BEARING_STEPS - turn_rad) if has_jammers else None
    )
    antenna_m = alt_m - ground_m
    looks = {name: look_table(d, levels_m, bearings, antenna_m) for name, d in one.detectors.items()}
    confirmed = {name: confirm_table(looks[name], d) for name, d in one.detectors.items()}
    scales = (survey.frame.cell_m, 0.5 / (survey.k_factor * EARTH_RADIUS_M), steepest)
    return View(one.post, window, (float(row), float(col), alt_m), scales, one.detectors, looks, confirmed)


def look_table(
    detector: Detector,
    levels_m: NDArray[np.float64],
    bearings_rad: NDArray[np.float64] | None,
    antenna_above_ground_m: float | None = None,
) -> Table:
    """Return p[bearing, height, range] of one look; one bearing where they make no difference.

    The antenna stands as high over the ground under the target as over its own, by default on its usual mast.
    """
    range_m = np.linspace(0.0, detector.max_range_m, RANGE_STEPS + 1)
    if bearings_rad is None:
        p = detector.p_look(
            range_m[None, :], levels_m[:, None], antenna_above_ground_m=antenna_above_ground_m
        )[None]
    else:
        p = detector.p_look(
            range_m[None, None, :],
            levels_m[None, :, None],
            antenna_above_ground_m=antenna_above_ground_m,
            bearing_rad=bearings_rad[:, None, None],
        )
    return _shares(p), float(range_m[1]), locked(levels_m)


def confirm_table(looks: Table, detector: Detector) -> Table:
    """Return the probability of m hits in n looks in place of one look's, times that of seeing at all."""
    p, step_m, levels_m = looks
    m, n = detector.confirm_m, detector.confirm_n
    one = p.astype(np.float64)
    window = sum(comb(n, k) * one**k * (1.0 - one) ** (n - k) for k in range(m, n + 1))
    return _shares(detector.p_available * np.asarray(window)), step_m, levels_m


def _shares(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return locked(np.clip(values, 0.0, 1.0).astype(np.float32))

"""How much warning a sensor at each place would give of each threat on its way to each asset."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import tau

import numpy as np
from numpy.typing import NDArray

from belfort.coverage import kernels
from belfort.coverage.approach import approaches
from belfort.coverage.case import Case
from belfort.coverage.cover import LEAST_INTERVAL_S, START_M, STEP_M
from belfort.coverage.view import View
from belfort.numeric.readonly import locked
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.siting.model import Floats, SitingError
from belfort.siting.situation.covering import Tell, silent, views_by_unit
from belfort.siting.situation.question import SiteQuestion
from belfort.terrain import Terrain

FINE = 72
"""Azimuths of the circle from which given axes are picked: steps of 5 degrees."""
_COLUMNS = ("row", "col", "alt_msl_m", "height_agl_m")
MOST_NUMBERS = 60_000_000
"""Of a matrix of warnings: half a gigabyte."""


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways of one threat in one case to every asset, stacked."""

    threat: ResolvedSystem
    case: Case
    paths: tuple[Floats, ...]
    """Rows, columns, altitudes and heights above ground, (n_ways, n_samples)."""
    to_go_m: Floats
    to_go_s: Floats


@dataclass(frozen=True, slots=True)
class Warnings:
    """Warning times in s; a demand is a threat in a case on its way to an asset from a side."""

    time_s: Floats
    """(n_demands, n_units)."""
    weight: Floats
    scene: NDArray[np.intp]
    """(n_demands,): which scene each belongs to."""
    scene_names: tuple[str, ...]
    owner: tuple[str, ...]


def warnings_of(
    scenario: ResolvedScenario,
    terrain: Terrain,
    units: Sequence[ResolvedUnit],
    threats: Sequence[ResolvedSystem],
    question: SiteQuestion,
    tell: Tell = silent,
) -> Warnings:
    """Return the warning each unit gives: from a confirmed track, the sensor's delay over, to the arrival at the asset.

    Raises
    ------
    SitingError
        The matrix would be too large: what to leave out is said.

    Notes
    -----
    The find is `coverage.kernels.first_confirmed`'s, by each sensor alone. Delays of links are left out: what is not
    placed yet is on no network.
    """
    azimuths, picked = azimuths_of(question)
    n_ways = len(scenario.assets) * len(picked)
    n_demands = n_ways * len(threats) * len(question.cases)
    if n_demands * len(units) > MOST_NUMBERS:
        raise SitingError(
            f"warnings of {n_demands} ways at {len(units)} places are more than {MOST_NUMBERS // 10**6} million "
            "numbers: make --spacing-km larger, or name fewer threats, axes or cases"
        )
    time_s = np.zeros((n_demands, len(units)))
    names: list[str] = []
    row = 0
    for n, case in enumerate(question.cases):
        ways = [_ways(scenario, terrain, threat, (azimuths, picked), case) for threat in threats]
        heights_m = sorted({own_height_m(t) for t in threats})
        seen = views_by_unit(scenario, terrain, units, (threats, heights_m), case, question.n_threads)
        for i, found in enumerate(seen):
            tell(f"who warns of what, {case} case", n * len(units) + i, len(question.cases) * len(units))
            for k, way in enumerate(ways):
                rows = slice(row + k * n_ways, row + (k + 1) * n_ways)
                time_s[rows, i] = np.max(
                    [_warning_s(v, way, question.p_enough) for v in found] or [np.zeros(n_ways)], axis=0
                )
        names += [f"{w.threat.id}, {case}" for w in ways]
        row += n_ways * len(ways)
    np.minimum(time_s, question.enough_s, out=time_s)
    values = np.repeat([a.value for a in scenario.assets], len(picked)).astype(float)
    owner = tuple(a.name for a in scenario.assets for _ in picked)
    weight = np.tile(values / len(picked), len(names))
    return Warnings(
        time_s, weight, np.repeat(np.arange(len(names)), n_ways), tuple(names), owner * len(names)
    )


def azimuths_of(question: SiteQuestion) -> tuple[int, tuple[int, ...]]:
    """Return how many azimuths the circle is cut in, and which of them are asked for: for axes the nearest."""
    if not question.axes_rad:
        return question.n_azimuths, tuple(range(question.n_azimuths))
    return FINE, tuple(sorted({round(axis * FINE / tau) % FINE for axis in question.axes_rad}))


def own_height_m(threat: ResolvedSystem) -> float:
    """Return the height that tables of detection must hold: a threat's cruise height, or its apogee."""
    figures = threat.figures
    return (figures.get("cruise_altitude_m") or figures["apogee_m"]).mode


def _ways(
    scenario: ResolvedScenario,
    terrain: Terrain,
    threat: ResolvedSystem,
    cut: tuple[int, tuple[int, ...]],
    case: Case,
) -> Ways:
    """Return the ways to every asset from the azimuths asked for."""
    step_m = max(STEP_M, terrain.frame.cell_m)
    n_azimuths, picked = cut
    lines = []
    for asset in scenario.assets:
        found = approaches(asset, threat, terrain, n_azimuths, case, start_m=START_M, step_m=step_m)
        lines += [found[k] for k in picked]
    columns = [locked(np.stack([getattr(w, name) for w in lines])) for name in _COLUMNS]
    return Ways(
        threat, case, tuple(columns), locked(lines[0].distance_to_go_m), locked(lines[0].time_to_go_s)
    )


def _warning_s(view: View, ways: Ways, p_enough: float) -> Floats:
    """Return (n_ways,) the warning one sensor gives; 0 where it never confirms."""
    found_m = np.zeros(ways.paths[0].shape[0])
    detector = view.detectors.get(ways.threat.id)
    if detector is None:
        return found_m
    interval_s = max(detector.update_interval_s, LEAST_INTERVAL_S)
    kernels.first_confirmed(
        ways.paths,
        (locked(ways.to_go_s[0] - ways.to_go_s), ways.to_go_m),
        (view.window.height_agl_m, view.corner),
        view.antenna,
        view.scales,
        view.looks[ways.threat.id],
        (interval_s, detector.confirm_m, detector.confirm_n, p_enough, detector.p_available),
        found_m,
    )
    time_s = np.interp(found_m, ways.to_go_m[::-1], ways.to_go_s[::-1])
    return np.where(found_m > 0.0, np.maximum(0.0, time_s - detector.delay_s), 0.0)

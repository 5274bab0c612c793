"""The ways of threats: from an origin by its route to a target, with jitter, at its height over the ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from belfort.catalogue.shapes import quantile
from belfort.coverage.approach import (
    CLEARANCE_M,
    Arc,
    OverGround,
    OverSea,
    altitude_along,
    arc_time_to_go_s,
    ground_along,
)
from belfort.coverage.case import World, value_of
from belfort.numeric.philox import unit_draw
from belfort.numeric.quantiles import normal_quantile
from belfort.numeric.streams import purpose_code, random_key, stream
from belfort.scenario.places import Position
from belfort.scenario.resolved import (
    Estimate,
    ResolvedAsset,
    ResolvedCivil,
    ResolvedGroup,
    ResolvedIncursion,
    ResolvedScenario,
    ResolvedSystem,
)
from belfort.terrain import Terrain

Floats = NDArray[np.float64]
STEP_M = 500.0
LEAST_STEPS = 64
TAPER_M = 30_000.0
"""Over this last part the jitter of a way falls to nothing."""
MOST_LANES = 120
FEWEST_VARIANTS, MOST_VARIANTS = 2, 12


@dataclass(frozen=True, slots=True)
class Way:
    """One sampled way over the map; every column (n,), read-only."""

    asset: str
    """Where it leads; empty for what only passes."""
    share: float
    """Chance within its group."""
    row: Floats
    col: Floats
    alt_msl_m: Floats
    height_agl_m: Floats
    along_m: Floats
    """Flown so far over the ground, ascending from 0."""
    arc: Arc | None = None
    """Of what flies ballistic, at the mode."""
    fixed_s: Floats | None = None
    """Moments, where they are given and no speed is asked."""


class Luck:
    """Uniforms for ways, keyed by what they are for: the same in every world and under every option."""

    def __init__(self, seed: int, name: str) -> None:
        self._key, self._name = random_key(seed), purpose_code(name)

    def unit(self, purpose: str, number: int) -> float:
        """Return a uniform of a purpose."""
        return unit_draw(
            stream(self._key, replicate=0, entity=self._name, purpose=purpose_code(purpose)), number
        )

    def normal(self, purpose: str, number: int) -> float:
        """Return a standard normal of a purpose."""
        return normal_quantile(self.unit(purpose, number))


def drawn(estimate: Estimate, u: float) -> float:
    """Return the value of an estimate below which a share u of its distribution lies."""
    return quantile(estimate, u)  # type: ignore[arg-type]  # it has the shape that is read


def variants_of(n_pairs: int) -> int:
    """Return how many ways are laid for each origin and target of a group."""
    return int(np.clip(MOST_LANES // max(n_pairs, 1), FEWEST_VARIANTS, MOST_VARIANTS))


def ways_of_group(
    scenario: ResolvedScenario, terrain: Terrain, group: ResolvedGroup, name: str, n_groups: int
) -> tuple[Way, ...]:
    """Return the ways of a group: every origin and target, several variants each.

    Targets are shared by value, origins evenly. Heights are spread over their range, one a variant: a raid
    flies at many.
    """
    assets = {a.name: a for a in scenario.assets}
    targets = sorted(group.targets)
    total = sum(assets[t].value for t in targets)
    threat = scenario.systems[group.threat]
    n_variants = variants_of(len(targets) * len(group.origins) * n_groups)
    ways = []
    for target in targets:
        for o, origin in enumerate(group.origins):
            share = assets[target].value / total / len(group.origins) / n_variants
            luck = Luck(scenario.study.seed, f"{name}/{target}/{o}")
            for v in range(n_variants):
                ways.append(
                    _way(terrain, group, threat, assets[target], origin, share, luck, (v, n_variants))
                )
    return tuple(ways)


def _way(
    terrain: Terrain,
    group: ResolvedGroup,
    threat: ResolvedSystem,
    asset: ResolvedAsset,
    origin: Position,
    share: float,
    luck: Luck,
    variant: tuple[int, int],
) -> Way:
    v, n_variants = variant
    place = (v + luck.unit("height", v)) / n_variants
    height_m = drawn(group.altitude_m, place)
    if threat.traits.get("flight") == "ballistic":
        return _thrown(terrain, threat, group, asset, origin, share)
    passed = [terrain.frame.xy_m(p.lat_rad, p.lon_rad) for p in (origin, *(w.position for w in group.route))]
    points = [*passed, _aim(terrain, asset, luck, v)]
    x_m, y_m, along_m = sampled(np.array(points, dtype=np.float64))
    x_m, y_m = _jittered(x_m, y_m, along_m, group.jitter_m * luck.normal("jitter", v))
    row, col = _row_col(terrain, x_m, y_m)
    ground_m = ground_along(terrain, row, col)
    kind = OverGround(height_m) if group.altitude_over == "ground" else OverSea(height_m)
    alt_m = altitude_along(kind, along_m[-1] - along_m, ground_m)
    alt_m = _at_waypoints(group, np.array(points), along_m, alt_m, ground_m)
    fixed_s = _fixed_times(group, np.array(points), along_m)
    return _frozen(Way(asset.name, share, row, col, alt_m, alt_m - ground_m, along_m, None, fixed_s))


def _aim(terrain: Terrain, asset: ResolvedAsset, luck: Luck, v: int) -> tuple[float, float]:
    """Return a point within the asset's circle."""
    x_m, y_m = terrain.frame.xy_m(asset.position.lat_rad, asset.position.lon_rad)
    out_m = 0.8 * asset.radius_m * luck.unit("aim out", v) ** 0.5
    turn = 2.0 * pi * luck.unit("aim turn", v)
    return float(x_m) + out_m * sin(turn), float(y_m) + out_m * cos(turn)


def sampled(points_m: Floats) -> tuple[Floats, Floats, Floats]:
    """Return a polyline (n, 2) in even steps: x, y and the length so far."""
    legs_m = np.hypot(*np.diff(points_m, axis=0).T)
    knots_m = np.concatenate([[0.0], np.cumsum(legs_m)])
    length_m = max(float(knots_m[-1]), 1.0)
    along_m = np.linspace(0.0, length_m, max(LEAST_STEPS, ceil(length_m / STEP_M)) + 1)
    return np.interp(along_m, knots_m, points_m[:, 0]), np.interp(along_m, knots_m, points_m[:, 1]), along_m


def _jittered(x_m: Floats, y_m: Floats, along_m: Floats, off_m: float) -> tuple[Floats, Floats]:
    """Move a way sideways by one distance, tapered to nothing at its start and before its end."""
    taper_m = min(TAPER_M, 0.4 * along_m[-1])
    weight = np.clip(np.minimum(along_m, along_m[-1] - along_m) / taper_m, 0.0, 1.0)
    dx_m, dy_m = np.gradient(x_m), np.gradient(y_m)
    step_m = np.maximum(np.hypot(dx_m, dy_m), 1e-9)
    return x_m - off_m * weight * dy_m / step_m, y_m + off_m * weight * dx_m / step_m


def _row_col(terrain: Terrain, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
    frame = terrain.frame
    return (frame.north_m - y_m) / frame.cell_m - 0.5, (x_m - frame.west_m) / frame.cell_m - 0.5


def _knots_m(points_m: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points_m, axis=0).T))])


def _at_waypoints(
    group: ResolvedGroup, points_m: Floats, along_m: Floats, alt_m: Floats, ground_m: Floats
) -> Floats:
    """Return altitudes with those that waypoints give, each from its point on."""
    knots_m = _knots_m(points_m)
    for i, waypoint in enumerate(group.route, 1):
        if waypoint.altitude_m is not None:
            over_m = ground_m if group.altitude_over == "ground" else 0.0
            lifted_m = np.maximum(
                over_m + waypoint.altitude_m, ground_m + min(CLEARANCE_M, waypoint.altitude_m)
            )
            alt_m = np.where(along_m >= knots_m[i], lifted_m, alt_m)
    return alt_m


def _fixed_times(group: ResolvedGroup, points_m: Floats, along_m: Floats) -> Floats | None:
    """Return moments where waypoints give them; after the last one the mode of the speed holds."""
    given = [(i, w.after_s) for i, w in enumerate(group.route, 1) if w.after_s is not None]
    if not given:
        return None
    knots_m = _knots_m(points_m)
    at_m = [0.0, *(float(knots_m[i]) for i, _ in given), float(along_m[-1])]
    at_s = [0.0, *(float(s) for _, s in given)]
    at_s.append(at_s[-1] + (at_m[-1] - at_m[-2]) / group.speed_mps.mode)
    return np.interp(along_m, at_m, at_s)


def _thrown(
    terrain: Terrain,
    threat: ResolvedSystem,
    group: ResolvedGroup,
    asset: ResolvedAsset,
    origin: Position,
    share: float,
) -> Way:
    """Return a ballistic way: a straight line and a parabola; thrown shorter than its range it flies lower and slower.

    For a throw with least energy apogee goes with the range and speed with its root.
    """
    ends = np.array([terrain.frame.xy_m(p.lat_rad, p.lon_rad) for p in (origin, asset.position)])
    x_m, y_m, along_m = sampled(ends.astype(np.float64))
    row, col = _row_col(terrain, x_m, y_m)
    ground_m = ground_along(terrain, row, col)
    arc = arc_over(threat, group, float(along_m[-1]), "mode")
    alt_m = altitude_along(arc, along_m[-1] - along_m, ground_m)
    return _frozen(Way(asset.name, share, row, col, alt_m, alt_m - ground_m, along_m, arc))


def arc_over(threat: ResolvedSystem, group: ResolvedGroup, length_m: float, world: World) -> Arc:
    """Return the arc of a missile thrown over a distance."""
    figures = threat.figures
    part = min(1.0, length_m / value_of(figures["range_m"], "mode"))
    return Arc(
        length_m,
        group.altitude_m.mode * part,
        value_of(group.speed_mps, world, "lower") * part**0.5,
        value_of(figures["terminal_speed_mps"], world, "lower") * part**0.5,
    )


def times_s(way: Way, speed_mps: float, arc: Arc | None = None) -> Floats:
    """Return the moments at the samples of a way, from 0."""
    if way.fixed_s is not None:
        return way.fixed_s
    if arc is not None:
        to_go_s = arc_time_to_go_s(arc, way.along_m[-1] - way.along_m)
        return to_go_s[0] - to_go_s
    return way.along_m / speed_mps


def ways_of_incursion(
    scenario: ResolvedScenario, terrain: Terrain, one: ResolvedIncursion, n_incursions: int
) -> tuple[Way, ...]:
    """Return ways of unknown aircraft: to the asset, then about it by chance, until their time is over."""
    assets = {a.name: a for a in scenario.assets}
    threat = scenario.systems[one.threat]
    n_variants = variants_of(len(one.over) * n_incursions)
    return tuple(
        _wandering(
            terrain, one, threat, assets[name], Luck(scenario.study.seed, f"{one.name}/{name}"), v, n_variants
        )
        for name in sorted(one.over)
        for v in range(n_variants)
    )


def _wandering(
    terrain: Terrain,
    one: ResolvedIncursion,
    threat: ResolvedSystem,
    asset: ResolvedAsset,
    luck: Luck,
    v: int,
    n_variants: int,
) -> Way:
    middle = np.array(terrain.frame.xy_m(asset.position.lat_rad, asset.position.lon_rad), dtype=np.float64)
    turn = 2.0 * pi * luck.unit("from", v)
    start = middle + one.radius_m * np.array([sin(turn), cos(turn)])
    if one.origin is not None:
        start = np.array(terrain.frame.xy_m(one.origin.lat_rad, one.origin.lon_rad), dtype=np.float64)
    speed_mps = value_of(threat.figures["cruise_speed_mps"], "mode")
    length_m = speed_mps * one.duration_s
    points, flown_m, n = [start, _aim(terrain, asset, luck, v)], 0.0, 0
    flown_m = float(np.hypot(*(points[1] - start)))
    while flown_m < length_m and n < 400:
        n += 1
        turn, out = 2.0 * pi * luck.unit("turn", 500 * v + n), luck.unit("out", 500 * v + n) ** 0.5
        points.append(middle + 0.6 * one.radius_m * out * np.array([sin(turn), cos(turn)]))
        flown_m += float(np.hypot(*(points[-1] - points[-2])))
    x_m, y_m, along_m = sampled(np.array(points))
    row, col = _row_col(terrain, x_m, y_m)
    ground_m = ground_along(terrain, row, col)
    alt_m = ground_m + drawn(one.height_agl_m, (v + luck.unit("height", v)) / n_variants)
    time_s = along_m * (one.duration_s / along_m[-1])
    share = 1.0 / len(one.over) / n_variants
    return _frozen(Way(asset.name, share, row, col, alt_m, alt_m - ground_m, along_m, None, time_s))


def ways_of_civil(scenario: ResolvedScenario, terrain: Terrain, flow: ResolvedCivil) -> tuple[Way, ...]:
    """Return the routes of a civil flow, flown evenly often, at several heights."""
    n_variants = FEWEST_VARIANTS
    ways = []
    for r, route in enumerate(flow.routes):
        luck = Luck(scenario.study.seed, f"{flow.name}/{r}")
        for v in range(n_variants):
            height_m = drawn(flow.alt_msl_m, (v + luck.unit("height", v)) / n_variants)
            ways.append(passing(terrain, route, height_m, 1.0 / len(flow.routes) / n_variants))
    return tuple(ways)


def passing(terrain: Terrain, route: Sequence[Position], alt_msl_m: float, share: float) -> Way:
    """Return a way over some places at one altitude."""
    points = np.array([terrain.frame.xy_m(p.lat_rad, p.lon_rad) for p in route], dtype=np.float64)
    x_m, y_m, along_m = sampled(points)
    row, col = _row_col(terrain, x_m, y_m)
    ground_m = ground_along(terrain, row, col)
    alt_m = np.maximum(alt_msl_m, ground_m + CLEARANCE_M)
    return _frozen(Way("", share, row, col, alt_m, alt_m - ground_m, along_m))


def _frozen(way: Way) -> Way:
    for column in (way.row, way.col, way.alt_msl_m, way.height_agl_m, way.along_m, way.fixed_s):
        if column is not None:
            column.setflags(write=False)
    return way

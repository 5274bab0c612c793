"""What is to be covered: points with weights on the ground, once for each threat, axis and case."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import degrees
from pathlib import Path

import numpy as np

from belfort.coverage.approach import Arc, flight_of
from belfort.coverage.case import Case
from belfort.numeric.geodesy import geodesic_direct
from belfort.scenario.faults import did_you_mean, listing
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem
from belfort.siting.demand import Demand, demand_of_assets, population_demand
from belfort.siting.model import Floats, SitingError
from belfort.siting.situation.question import SiteQuestion
from belfort.terrain import Terrain


@dataclass(frozen=True, slots=True)
class Points:
    """Where threats are to be met, on the terrain's grid; (n_points,) each."""

    lat_rad: Floats
    lon_rad: Floats
    x_m: Floats
    y_m: Floats
    row: Floats
    col: Floats
    ground_msl_m: Floats
    weight: Floats
    owner: tuple[str, ...]
    """Whose each point is."""

    def __len__(self) -> int:
        """Return how many there are."""
        return self.weight.size


@dataclass(frozen=True, slots=True)
class Scene:
    """One threat from one side in one case."""

    threat: ResolvedSystem
    axis_rad: float | None
    case: Case
    height_agl_m: float
    points: Points

    @property
    def name(self) -> str:
        """Return threat, axis and case in words."""
        side = "" if self.axis_rad is None else f" from {degrees(self.axis_rad) % 360.0:.0f}°"
        return f"{self.threat.id}{side}, {self.case}"


def demand_of(scenario: ResolvedScenario, question: SiteQuestion) -> Demand:
    """Return the points to cover with their weights. Raises SitingError."""
    if question.demand == "assets":
        found = demand_of_assets(scenario.assets)
    elif question.demand == "population":
        peopled = [replace(a, value=float(a.population)) for a in scenario.assets if a.population > 0]
        if not peopled:
            raise SitingError(
                f"no asset of {scenario.name} has a population: give the path of a raster of people instead"
            )
        found = demand_of_assets(peopled)
    else:
        found = population_demand(Path(question.demand), scenario.region)
    if not found.weight.sum() > 0.0:
        raise SitingError("all weights are zero: give the assets a value")
    return found


def threats_named(scenario: ResolvedScenario, question: SiteQuestion) -> tuple[ResolvedSystem, ...]:
    """Return the threats asked about, by default the hostile ones of the raids and incursions, once each.

    Raises
    ------
    SitingError
        A threat the scenario does not hold, or none at all.
    """
    own = [g.threat for raid in scenario.raids for g in raid.groups] + [i.threat for i in scenario.incursions]
    known = [name for name, system in scenario.systems.items() if system.kind == "threat"]
    faults = [
        f"{scenario.name} has no threat '{name}'.{did_you_mean(name, known) or f' It has {listing(known)}.'}"
        for name in question.threats
        if name not in known
    ]
    names = question.threats or [
        n for n in own if scenario.systems[n].traits.get("stance", "hostile") == "hostile"
    ]
    if not names and not faults:
        faults = [f"{scenario.name} has no hostile threat: name one with --threat"]
    if faults:
        raise SitingError("\n".join(faults))
    return tuple(scenario.systems[name] for name in dict.fromkeys(names))


def height_of(threat: ResolvedSystem, question: SiteQuestion) -> float:
    """Return the height above ground at which a threat is to be met.

    Level flight: its own, unless the question gives one. A ballistic arc: the height it has `ahead_m` before
    its end, over flat ground.
    """
    if question.height_agl_m is not None:
        return question.height_agl_m
    flight = flight_of(threat)
    if isinstance(flight, Arc):
        share = min(1.0, max(question.ahead_m, 1.0) / flight.range_m)
        return 4.0 * flight.apogee_msl_m * share * (1.0 - share)
    return threat.figures["cruise_altitude_m"].mode


def scenes_of(
    demand: Demand, terrain: Terrain, threats: Sequence[ResolvedSystem], question: SiteQuestion
) -> tuple[Scene, ...]:
    """Return every threat from every axis in every case, on shared points.

    Raises
    ------
    SitingError
        A point lies off the ground that is known.
    """
    axes: tuple[float | None, ...] = question.axes_rad or (None,)
    points = {axis: points_of(demand, terrain, axis, question.ahead_m) for axis in axes}
    return tuple(
        Scene(threat, axis, case, height_of(threat, question), points[axis])
        for case in question.cases
        for axis in axes
        for threat in threats
    )


def points_of(demand: Demand, terrain: Terrain, axis_rad: float | None, ahead_m: float) -> Points:
    """Return the demand as points of the terrain, moved out towards where the threat comes from."""
    lat_rad, lon_rad = demand.lat_rad, demand.lon_rad
    if axis_rad is not None and ahead_m > 0.0:
        moved = geodesic_direct(lat_rad, lon_rad, np.full(lat_rad.shape, axis_rad), ahead_m)
        lat_rad, lon_rad = np.asarray(moved[0]), np.asarray(moved[1])
    frame = terrain.frame
    row, col = frame.row_col(lat_rad, lon_rad)
    r, c = np.rint(row).astype(int), np.rint(col).astype(int)
    off = (r < 0) | (r >= frame.n_rows) | (c < 0) | (c >= frame.n_cols)
    if off.any():
        i = int(np.flatnonzero(off)[0])
        raise SitingError(
            f"{int(off.sum())} points to cover lie off the ground that is known, the first of {demand.owner[i]} "
            f"at {degrees(lat_rad[i]):.3f} N {degrees(lon_rad[i]):.3f} E"
        )
    x_m, y_m = frame.xy_m(lat_rad, lon_rad)
    ground_m = terrain.height_msl_m[r, c].astype(float)
    columns = (lat_rad, lon_rad, x_m, y_m, row, col, ground_m, demand.weight)
    lat, lon, x, y, r, c, z, weight = (np.ascontiguousarray(v, float) for v in columns)
    return Points(lat, lon, x, y, r, c, z, weight, demand.owner)

"""How a threat comes to an asset: straight lines from all round, at a height or down a ballistic arc.

A path is a straight line on the map towards the middle of the asset and ends at its edge: what has crossed
the edge has arrived, so that warning and looks are counted to there. For a large asset that is early by up
to its radius over the speed.

Level flight keeps its height above the ground or above the sea to the end; a final dive is left out, which
puts a drone from 1000 m height too high over its last kilometre or two. Its speed is ground speed: climbing over
hills takes no time (half the slope squared: 0.5 % at a slope of one in ten).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import pi

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World, value_of
from belfort.numeric.constants import STANDARD_GRAVITY_MPS2
from belfort.numeric.readonly import locked
from belfort.scenario.resolved import ResolvedAsset, ResolvedSystem
from belfort.terrain.frame import Frame
from belfort.terrain.model import Terrain

Floats = NDArray[np.float64]
LEAST_SAMPLES = 32
"""Samples of the shortest path: a quadcopter's."""
CLEARANCE_M = 30.0
"""Least height over the ground of what flies level above the sea; a guess."""
PEAK_MSL_M = 25_000.0
"""Height at which a ballistic missile has its peak speed; a guess."""
DENSITY_HEIGHT_M = 7_300.0
"""Height over which air thins to 1/e up to 25 km: US Standard Atmosphere 1976, 1.225 and 0.0401 kg/m³."""
LEAST_SHARE = 0.5
"""Least speed on an arc as a share of the highest: that of an arc thrown at 60 degrees."""


@dataclass(frozen=True, slots=True)
class OverGround:
    """Level flight that follows the ground."""

    height_agl_m: float


@dataclass(frozen=True, slots=True)
class OverSea:
    """Level flight at one altitude, lifted where the ground comes closer than `CLEARANCE_M`."""

    alt_msl_m: float


@dataclass(frozen=True, slots=True)
class Arc:
    """A ballistic arc: a parabola over flat ground, apogee half-way.

    In vacuum over a flat earth that is the true shape; a round earth lies range² / 8 R lower half-way (5 km
    at 500 km). Speed: `peak_mps` at `PEAK_MSL_M`, above it what energy leaves; below it air takes its share by
    the law of Allen and Eggers (NACA Report 1381, 1958), peak x (terminal / peak) ^ exp(-height / 7.3 km),
    exact for a steady slope without gravity. Times from 100 km out are right to 15 % against throws in vacuum
    (tested) and to 5 % against a fall with drag (`verification/engagement.py`). What glides or swerves flies
    no arc at all.
    """

    range_m: float
    apogee_msl_m: float
    peak_mps: float
    terminal_mps: float


Flight = OverGround | OverSea | Arc


@dataclass(frozen=True, slots=True)
class Approach:
    """A threat flying straight at an asset; samples in the order flown, all (n_samples,) and read-only."""

    asset: str
    threat: str
    azimuth_rad: float
    """True bearing from the asset to where it comes from."""
    frame: Frame
    distance_to_go_m: Floats
    """Over the ground to the edge of the asset, descending to 0."""
    row: Floats
    """On `frame`, a real number: whole ones are middles of cells."""
    col: Floats
    alt_msl_m: Floats
    height_agl_m: Floats
    time_to_go_s: Floats
    """Descending to 0 at the edge of the asset."""

    @property
    def x_m(self) -> Floats:
        """Map coordinate, east."""
        return self.frame.west_m + (self.col + 0.5) * self.frame.cell_m

    @property
    def y_m(self) -> Floats:
        """Map coordinate, north."""
        return self.frame.north_m - (self.row + 0.5) * self.frame.cell_m

    @property
    def is_on_grid(self) -> NDArray[np.bool_]:
        """Where the terrain reaches; beyond it the ground is taken from the nearest edge cell."""
        n_rows, n_cols = self.frame.shape
        inside = (self.row > -0.5) & (self.row < n_rows - 0.5)
        return inside & (self.col > -0.5) & (self.col < n_cols - 0.5)


def flight_of(threat: ResolvedSystem, case: World = "mode", given: Flight | None = None) -> Flight:
    """Return how a threat flies: as given, or at its catalogue's cruise altitude over the ground or arc.

    The case is the defender's: at `low` a ballistic threat is fast. Heights, apogee and range cut both ways
    and stay at their mode in every case.

    Raises
    ------
    ValueError
        A level was given for a threat that flies an arc, or an arc for one that flies level.
    """
    is_arc = threat.traits.get("flight") == "ballistic"
    if given is not None and isinstance(given, Arc) != is_arc:
        raise ValueError(f"'{threat.id}' flies {'an arc' if is_arc else 'level'}, found {given}")
    figures = threat.figures
    if given is not None or not is_arc:
        return given or OverGround(value_of(figures["cruise_altitude_m"], case, better=None))
    return Arc(
        value_of(figures["range_m"], case, better=None),
        value_of(figures["apogee_m"], case, better=None),
        value_of(figures["peak_speed_mps"], case, better="lower"),
        value_of(figures["terminal_speed_mps"], case, better="lower"),
    )


def start_of(threat: ResolvedSystem, most_m: float) -> float:
    """Return from how far a threat can come at all: its range or radius of action at the mode, at most `most_m`."""
    figure = threat.figures.get("radius_of_action_m") or threat.figures.get("range_m")
    return most_m if figure is None else min(most_m, figure.mode)


def speed_of(threat: ResolvedSystem, case: World) -> float:
    """Return the speed of level flight in m/s at the defender's case: fast at `low`."""
    return value_of(threat.figures["cruise_speed_mps"], case, better="lower")


def approaches(
    asset: ResolvedAsset,
    threat: ResolvedSystem,
    terrain: Terrain,
    n_azimuths: int = 72,
    case: World = "mode",
    altitude: Flight | None = None,
    start_m: float = 150_000.0,
    step_m: float = 250.0,
) -> tuple[Approach, ...]:
    """Return the approaches of a threat to an asset, one an azimuth, clockwise from true north.

    Parameters
    ----------
    asset
        Its middle is aimed at, its edge is the end.
    threat
        A resolved system of kind threat.
    terrain
        Ground to fly over. Where its grid ends, the ground is that of the nearest edge cell.
    n_azimuths
        Evenly spaced.
    case
        The defender's: at `low` the threat is fast.
    altitude
        How it flies, in place of the catalogue's cruise altitude or arc.
    start_m
        Distance from the edge at which a path begins; an arc begins at its own start if that is nearer.
    step_m
        Greatest spacing of samples along the ground.

    Raises
    ------
    ValueError
        A number out of range, a system that is no threat, or a flight that is not the threat's.
    """
    if threat.kind != "threat":
        raise ValueError(f"'{threat.id}' is a {threat.kind}, not a threat")
    if not (n_azimuths >= 1 and start_m > 0.0 and 0.0 < step_m <= start_m):
        raise ValueError(
            f"an approach needs n_azimuths >= 1 and 0 < step_m <= start_m, found n_azimuths = {n_azimuths}, "
            f"step_m = {step_m:g}, start_m = {start_m:g}"
        )
    flight = flight_of(threat, case, altitude)
    begin_m = min(start_m, flight.range_m) if isinstance(flight, Arc) else start_m
    to_go_m = np.linspace(begin_m, 0.0, int(np.ceil(begin_m / step_m)) + 1)
    time_s = times_to_go_s(threat, flight, to_go_m, case)
    azimuths = 2.0 * pi * np.arange(n_azimuths) / n_azimuths
    return tuple(_approach(asset, threat, terrain, flight, float(a), (to_go_m, time_s)) for a in azimuths)


def times_to_go_s(threat: ResolvedSystem, flight: Flight, to_go_m: Floats, case: World) -> Floats:
    """Return the time to arrival at distances to go: all of an approach that differs between cases."""
    if isinstance(flight, Arc):
        return arc_time_to_go_s(flight, to_go_m)
    return to_go_m / speed_of(threat, case)


def in_case(ways: Sequence[Approach], threat: ResolvedSystem, case: World) -> tuple[Approach, ...]:
    """Return approaches at the catalogue's height or arc as they are flown in another case: on the same lines."""
    if not ways:
        return ()
    time_s = locked(times_to_go_s(threat, flight_of(threat, case), ways[0].distance_to_go_m, case))
    return tuple(replace(way, time_to_go_s=time_s) for way in ways)


def _approach(
    asset: ResolvedAsset,
    threat: ResolvedSystem,
    terrain: Terrain,
    flight: Flight,
    azimuth_rad: float,
    shared: tuple[Floats, Floats],
) -> Approach:
    to_go_m, time_s = shared
    frame, at = terrain.frame, asset.position
    row, col = frame.row_col(at.lat_rad, at.lon_rad)
    grid_rad = azimuth_rad + float(frame.convergence_rad(at.lat_rad, at.lon_rad))
    out = (to_go_m + asset.radius_m) / frame.cell_m
    rows, cols = row - out * np.cos(grid_rad), col + out * np.sin(grid_rad)
    ground_m = ground_along(terrain, rows, cols)
    alt_m = altitude_along(flight, to_go_m, ground_m)
    columns = (to_go_m, rows, cols, alt_m, alt_m - ground_m, time_s)
    return Approach(asset.name, threat.id, azimuth_rad, frame, *(locked(c) for c in columns))


def ground_along(terrain: Terrain, row: Floats, col: Floats) -> Floats:
    """Return the ground in m MSL at rows and columns of the terrain's frame, between cells bilinearly."""
    n_rows, n_cols = terrain.frame.shape
    row, col = np.clip(row, 0.0, n_rows - 1.0), np.clip(col, 0.0, n_cols - 1.0)
    r, c = np.floor(row).astype(np.intp), np.floor(col).astype(np.intp)
    r1, c1 = np.minimum(r + 1, n_rows - 1), np.minimum(c + 1, n_cols - 1)
    down, right = row - r, col - c
    height_m = terrain.height_msl_m
    upper_m = height_m[r, c] * (1.0 - right) + height_m[r, c1] * right
    lower_m = height_m[r1, c] * (1.0 - right) + height_m[r1, c1] * right
    return upper_m * (1.0 - down) + lower_m * down


def altitude_along(flight: Flight, to_go_m: Floats, ground_m: Floats) -> Floats:
    """Return the altitude in m MSL of a flight at distances to go, over the ground below it."""
    if isinstance(flight, OverGround):
        return ground_m + flight.height_agl_m
    if isinstance(flight, OverSea):
        return np.maximum(flight.alt_msl_m, ground_m + CLEARANCE_M)
    share = to_go_m / flight.range_m
    start_m = ground_m[-1]
    arc_m = start_m + 4.0 * (flight.apogee_msl_m - start_m) * share * (1.0 - share)
    return np.maximum(arc_m, ground_m)


def arc_time_to_go_s(arc: Arc, to_go_m: Floats) -> Floats:
    """Return the time to impact in s from distances to go along an arc, by summing over its length."""
    share = to_go_m / arc.range_m
    height_m = 4.0 * arc.apogee_msl_m * share * (1.0 - share)
    length_m = np.hypot(np.diff(to_go_m), np.diff(height_m))
    speed_mps = arc_speed_mps(arc, height_m)
    spent_s = length_m / (0.5 * (speed_mps[1:] + speed_mps[:-1]))
    return np.append(np.cumsum(spent_s[::-1])[::-1], 0.0)


def arc_speed_mps(arc: Arc, height_m: Floats) -> Floats:
    """Return the speed at heights on an arc."""
    top_m = min(PEAK_MSL_M, arc.apogee_msl_m)
    least_mps = LEAST_SHARE * arc.peak_mps
    energy = arc.peak_mps**2 - 2.0 * STANDARD_GRAVITY_MPS2 * np.maximum(height_m - top_m, 0.0)
    free_mps = np.sqrt(np.maximum(energy, least_mps**2))
    return free_mps * (arc.terminal_mps / arc.peak_mps) ** np.exp(-height_m / DENSITY_HEIGHT_M)

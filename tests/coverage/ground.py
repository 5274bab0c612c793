"""Made-up ground, assets and systems for the tests of coverage."""

import math
from collections.abc import Callable

import numpy as np

from belfort.catalogue.figure import Evidence
from belfort.coverage.approach import PEAK_MSL_M, Arc
from belfort.scenario.places import Position
from belfort.scenario.resolved import Estimate, ResolvedAsset, ResolvedSystem
from belfort.terrain.frame import Frame
from belfort.terrain.model import Terrain

CRS = "+proj=lcc +lat_0=51 +lon_0=5 +lat_1=50 +lat_2=52 +datum=WGS84 +units=m +no_defs"
G = 9.80665


def terrain_of(height: Callable, half_m: float = 200e3, cell_m: float = 500.0) -> Terrain:
    """Ground of a given height as a function of map coordinates, around 51 N 5 E."""
    n = int(2 * half_m / cell_m)
    frame = Frame(CRS, -half_m, half_m, cell_m, n, n)
    middle_m = (np.arange(n) + 0.5) * cell_m - half_m
    height_m = np.broadcast_to(height(middle_m[None, :], -middle_m[:, None]), (n, n)).astype(np.float32)
    is_land = np.ones((n, n), dtype=bool)
    return Terrain(frame, height_m, is_land, cell_m, False, 0.0, 0, "made up", ("made up",))


def flat(height_m: float = 0.0, half_m: float = 400e3) -> Terrain:
    return terrain_of(lambda x_m, y_m: height_m + 0.0 * x_m, half_m, 5000.0)


def asset_at(terrain: Terrain, x_m: float = 0.0, y_m: float = 0.0, radius_m: float = 0.0) -> ResolvedAsset:
    lat_rad, lon_rad = terrain.frame.lat_lon_rad(x_m, y_m)
    position = Position(float(lat_rad), float(lon_rad), "here")
    return ResolvedAsset("asset", "airport", position, (), radius_m, 1.0, 0, None)


def estimate(value: float | tuple[float, float, float], origin: str = "catalogue:F0000") -> Estimate:
    low, mode, high = value if isinstance(value, tuple) else (value,) * 3
    return Estimate(low, mode, high, "triangular", Evidence.GENERAL_KNOWLEDGE, origin)


def system(name: str, kind: str, cannot_engage: tuple[str, ...] = (), **figures) -> ResolvedSystem:
    """A system; what is text is a trait, what is a number or three is a figure."""
    traits = {k: v for k, v in figures.items() if isinstance(v, str)} | {"cannot_engage": cannot_engage}
    numbers = {k: estimate(v, f"catalogue:{name}.{k}") for k, v in figures.items() if not isinstance(v, str)}
    return ResolvedSystem(name, kind, name, numbers, traits)


def vacuum_arc(range_m: float, apogee_m: float) -> tuple[Arc, float]:
    """A throw in vacuum over flat ground, and its speed along the ground: the textbook parabola."""
    up_mps = math.sqrt(2 * G * apogee_m)
    along_mps = range_m * G / (2 * up_mps)
    top_m = min(PEAK_MSL_M, apogee_m)
    peak_mps = math.sqrt(along_mps**2 + up_mps**2 - 2 * G * top_m)
    return Arc(range_m, apogee_m, peak_mps, math.hypot(up_mps, along_mps)), along_mps

"""Small situations on made-up or coarse ground, and candidates of one's own."""

from math import radians
from pathlib import Path

import numpy as np

from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedLoad, ResolvedUnit
from belfort.siting import CoverBuilder
from belfort.siting.situation.scenes import Points, Scene
from tests.coverage.ground import estimate, system

SHORT = """
belfort = 1
title = "Three Skyrangers and four assets"
extends = "tiny"

[[units]]
name = "skyranger"
remove = true

[[units]]
name = "gun"
system = "skyranger-30"
nation = "belgium"
sites = [[4.10, 51.05], [4.45, 51.20], [4.90, 51.35]]
loads = { mistral-3 = 2 }

[[assets]]
name = "west"
kind = "port"
at = [4.00, 51.00]
value = 4

[[assets]]
name = "east"
kind = "city"
at = [5.00, 51.40]
radius_km = 6
value = 6
population = 30000

[[assets]]
name = "south"
kind = "power-plant"
at = [4.60, 50.95]
value = 3
"""
PLACES = (
    (3.90, 51.02),
    (4.05, 51.10),
    (4.30, 51.25),
    (4.62, 50.93),
    (4.75, 51.15),
    (5.05, 51.35),
    (5.10, 51.45),
)


def short(folder: Path) -> Path:
    """Write the small situation."""
    path = folder / "short.toml"
    path.write_text(SHORT)
    return path


def places_csv(folder: Path, places=PLACES, name="places.csv") -> Path:
    """Write a list of places."""
    path = folder / name
    path.write_text("lon_deg,lat_deg\n" + "".join(f"{lon},{lat}\n" for lon, lat in places))
    return path


def unit_at(terrain, x_m, y_m, loads=("missile",), sensors=("eye",), name="unit"):
    """A fire unit on the terrain's map."""
    lat, lon = terrain.frame.lat_lon_rad(x_m, y_m)
    ready = tuple(ResolvedLoad(e, estimate(4.0)) for e in loads)
    position = Position(float(lat), float(lon), "")
    return ResolvedUnit(
        name, "battery", "fire-unit", "belgium", position, None, "deployed", 1, sensors, ready, 0.0,
        None, None, (), None, None, True, {},
    )  # fmt: skip


def missile(reach_m=(18e3, 20e3, 22e3), least_m=1000.0, ceiling_m=5000.0, floor_m=50.0, **more):
    return system(
        "missile", "interceptor", min_range_m=least_m, max_range_aircraft_m=reach_m, max_altitude_m=ceiling_m,
        min_altitude_m=floor_m, average_speed_to_max_range_mps=600.0, **more,
    )  # fmt: skip


def drone(height_m=100.0):
    return system(
        "drone",
        "threat",
        target_class="owa-drone",
        flight="level",
        cruise_altitude_m=height_m,
        cruise_speed_mps=50.0,
    )


def points_at(terrain, x_m, y_m, weight=None) -> Points:
    x_m, y_m = np.asarray(x_m, float), np.asarray(y_m, float)
    lat, lon = terrain.frame.lat_lon_rad(x_m, y_m)
    row, col = terrain.frame.row_col(lat, lon)
    ground = terrain.height_msl_m[np.rint(row).astype(int), np.rint(col).astype(int)].astype(float)
    weight = np.ones(x_m.size) if weight is None else np.asarray(weight, float)
    return Points(lat, lon, x_m, y_m, row, col, ground, weight, tuple(f"p{i % 3}" for i in range(x_m.size)))


def scene_of(terrain, points, height_m=100.0, case="mode", axis_rad=None) -> Scene:
    return Scene(drone(height_m), axis_rad, case, height_m, points)


def random_aim(rng, n_scenes=2, n_points=9, n_sites=7, worst=0.0, need=1):
    """Random covers as an aim, and the dense matrices."""
    from belfort.siting.situation.aims import CoverAim

    nothing = np.zeros(n_points)
    scenes, covers, dense = [], [], []
    for k in range(n_scenes):
        weight = rng.integers(0, 9, n_points).astype(float)
        matrix = rng.random((n_points, n_sites)) < 0.3
        builder = CoverBuilder(n_points)
        for s in range(n_sites):
            builder.add(matrix[:, s])
        points = Points(*([nothing] * 7), weight, tuple(f"p{i}" for i in range(n_points)))
        scenes.append(Scene(drone(), radians(k), "mode", 100.0, points))
        covers.append(builder.cover())
        dense.append(matrix)
    return CoverAim(tuple(scenes), tuple(covers), worst, need), dense

"""How fast, and how right, is the ground looked over? python -m benchmarks.coverage [--quick] [--json]

The sweep beside gdal_viewshed, GRASS r.viewshed and xarray-spatial where they are installed, on the fractal
ground of the published cases, with the copying of memory as the limit: a cell costs at least its height read
and its answer written, 12 bytes with what the cache fetches before a write. Errors are against exact R3.
"""

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numba
import numpy as np

from belfort.coverage.model import Question
from belfort.coverage.see import coverage_of
from belfort.scenario import load_scenario
from belfort.terrain import Lookout, Survey, Terrain
from belfort.terrain.fractal import fractal_heights
from belfort.terrain.frame import Frame
from benchmarks.row import Row, show, turn_by_turn
from tests.reference import terrain as slow

CELL_M, ANTENNA_M = 90.0, 12.0
CRS = "+proj=utm +zone=31 +datum=WGS84 +units=m +no_defs"
WEST_M, NORTH_M = 400_000.0, 5_900_000.0
BYTES_A_CELL = 12.0


def fractal(n: int) -> Terrain:
    return terrain_of(fractal_heights(n))


def terrain_of(height_m: np.ndarray) -> Terrain:
    height_m = np.ascontiguousarray(height_m, np.float32)
    height_m.setflags(write=False)
    frame = Frame(CRS, WEST_M, NORTH_M, CELL_M, *height_m.shape)
    return Terrain(
        frame, height_m, np.ones(height_m.shape, bool), CELL_M, False, 0.0, 0, "none", ("fractal",)
    )


def middle(terrain: Terrain, row: int, col: int, reach: int) -> Lookout:
    lat_rad, lon_rad = terrain.frame.at(row, col)
    return Lookout(float(lat_rad), float(lon_rad), reach * CELL_M, ANTENNA_M)


# Speed ----------------------------------------------------------------------------------------------------


def speed_rows(sizes: tuple[int, ...]) -> Iterator[Row]:
    for n in sizes:
        terrain, reach = fractal(n), n // 2 - 40
        survey, place = Survey(terrain), middle(terrain, n // 2, n // 2, reach)
        cells = math.pi * reach * reach
        source, target = np.zeros(n * n // 2), np.empty(n * n // 2)
        times = turn_by_turn(
            {
                "ours": lambda s=survey, p=place: s.window(p),
                "limit": lambda t=target, s=source: np.copyto(t, s),
            }
        )
        limit = source.nbytes * 2 / times["limit"].cpu_s / BYTES_A_CELL
        ours = times["ours"]
        for name, peer_s in peers(terrain, n // 2, n // 2):
            rate = None if peer_s is None else terrain.height_msl_m.size / peer_s
            yield Row(
                "lowest visible altitude",
                n * n,
                cells / ours.cpu_s,
                "cells/s",
                rate,
                name,
                limit,
                cells / ours.wall_s,
                1e8,
                is_rate=True,
            )


def peers(terrain: Terrain, row: int, col: int) -> Iterator[tuple[str, float | None]]:
    """Yield each peer's name and CPU seconds for one full raster, files included for programs that need them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ground.tif"
        write_geotiff(terrain, path)
        if shutil.which("gdal_viewshed"):
            yield "gdal_viewshed (no exact heights)", child_s(gdal_command(path, row, col))
        else:
            yield "gdal_viewshed: not installed", None
        if shutil.which("grass") and terrain.height_msl_m.size < 2e6:
            yield "GRASS r.viewshed (angles only)", grass_s(path, row, col)
        else:
            known = "left out at this size: half a minute" if shutil.which("grass") else "not installed"
            yield f"GRASS r.viewshed: {known}", None
    yield xarray_spatial_s(terrain, row, col)


def write_geotiff(terrain: Terrain, path: Path) -> None:
    import rasterio
    from rasterio.transform import from_origin

    rows, cols = terrain.frame.shape
    where = from_origin(WEST_M, NORTH_M, CELL_M, CELL_M)
    shape = {"width": cols, "height": rows, "count": 1, "dtype": "float32", "transform": where}
    with rasterio.open(path, "w", driver="GTiff", crs=CRS, **shape) as file:
        file.write(terrain.height_msl_m, 1)


def gdal_command(path: Path, row: int, col: int) -> list[str]:
    x_m, y_m = WEST_M + (col + 0.5) * CELL_M, NORTH_M - (row + 0.5) * CELL_M
    place = ["-ox", f"{x_m}", "-oy", f"{y_m}", "-oz", f"{ANTENNA_M}", "-tz", "0", "-cc", "0.75"]
    return ["gdal_viewshed", "-q", *place, "-om", "GROUND", str(path), str(path.with_name("seen.tif"))]


def child_s(command: list[str]) -> float:
    """Return the CPU seconds of a program, the best of three runs."""
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def grass_s(path: Path, row: int, col: int) -> float:
    """Return the CPU seconds of r.viewshed alone: with it less without it."""
    x_m, y_m = WEST_M + (col + 0.5) * CELL_M, NORTH_M - (row + 0.5) * CELL_M
    load = f"r.in.gdal -o --q input={path} output=z && g.region raster=z"
    look = f"r.viewshed --q -c -r input=z output=v coordinates={x_m},{y_m} observer_elevation={ANTENNA_M} memory=2000"
    start = ["grass", "--tmp-location", str(path), "--exec", "sh", "-c"]
    return child_s([*start, f"{load} && {look}"]) - child_s([*start, load])


def xarray_spatial_s(terrain: Terrain, row: int, col: int) -> tuple[str, float | None]:
    try:
        import xarray
        from xrspatial import viewshed
    except ImportError:
        return "xarray-spatial: not installed", None
    size = min(400, terrain.height_msl_m.shape[0])
    part = np.ascontiguousarray(terrain.height_msl_m[:size, :size], np.float64)
    grid = xarray.DataArray(
        part, coords={"y": np.arange(size)[::-1] * 1.0, "x": np.arange(size) * 1.0}, dims=("y", "x")
    )
    viewshed(grid, x=size // 2, y=size // 2, observer_elev=ANTENNA_M)
    start_s = time.process_time()
    viewshed(grid, x=size // 2, y=size // 2, observer_elev=ANTENNA_M)
    a_cell_s = (time.process_time() - start_s) / size**2
    return "xarray-spatial (a 400 x 400 part; no curvature)", a_cell_s * terrain.height_msl_m.size


# Error ----------------------------------------------------------------------------------------------------


@cache
def compiled_twin():
    """The twin's own text, compiled, so that a hundred thousand lines of sight take seconds."""
    one = numba.njit(error_model="numpy")(slow.lowest_visible)

    @numba.njit
    def many(ground_m, site, eye_m, cell_m, k_factor, rows, cols):
        heights_m = np.empty(rows.size)
        for i in range(rows.size):
            heights_m[i] = one(ground_m, site, eye_m, cell_m, k_factor, (rows[i], cols[i]))
        return heights_m

    return many


def published_sites(height_m: np.ndarray) -> Iterator[tuple[str, int, int]]:
    n = height_m.shape[0]
    half = n // 2
    near = height_m[half - 20 : half + 20, half - 20 : half + 20]
    row, col = np.unravel_index(near.argmax(), near.shape)
    yield "crest", half - 20 + int(row), half - 20 + int(col)
    yield "arbitrary", half + 30, half - 30


def targets(n: int, row: int, col: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points spread evenly over the disc, as in the published cases."""
    rng, reach = np.random.default_rng(1), n // 2 - 40
    turn, far = rng.uniform(0, 2 * np.pi, count), reach * np.sqrt(rng.uniform(0.0004, 0.99, count))
    rows, cols = np.rint(row + far * np.sin(turn)).astype(int), np.rint(col + far * np.cos(turn)).astype(int)
    inside = (
        (rows > 0)
        & (cols > 0)
        & (rows < n - 1)
        & (cols < n - 1)
        & (np.hypot(rows - row, cols - col) < reach - 1)
    )
    return rows[inside], cols[inside]


def error_rows(sizes: tuple[int, ...]) -> Iterator[Row]:
    for n in sizes:
        terrain = fractal(n)
        height_m = terrain.height_msl_m
        for name, row, col in published_sites(height_m):
            rows, cols = targets(n, row, col, 100_000 if n < 2000 else 40_000)
            eye_m = float(height_m[row, col]) + ANTENNA_M
            exact_m = compiled_twin()(height_m, (row, col), eye_m, CELL_M, 4 / 3, rows, cols)
            window = Survey(terrain).window(middle(terrain, row, col, n // 2 - 40))
            ours_m = window.height_agl_m[rows - window.row0, cols - window.col0]
            peer_m, who = gdal_heights(terrain, row, col, rows, cols)
            yield error_row(
                f"mean error, {name}",
                n,
                mean_error_m(ours_m, exact_m),
                "m",
                mean_error_m(peer_m, exact_m),
                who,
            )
            agreement = agrees(ours_m, exact_m), agrees(peer_m, exact_m)
            yield Row(
                f"seen at 100 m alike, {name}",
                n * n,
                agreement[0],
                "%",
                agreement[1],
                who,
                goal=99.7,
                is_rate=True,
            )


def error_row(name: str, n: int, ours: float, unit: str, peer: float | None, who: str) -> Row:
    return Row(name, n * n, ours, unit, peer, who, goal=0.5)


def gdal_heights(terrain, row, col, rows, cols) -> tuple[np.ndarray | None, str]:
    if not shutil.which("gdal_viewshed"):
        return None, "gdal_viewshed: not installed"
    import rasterio

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ground.tif"
        write_geotiff(terrain, path)
        subprocess.run(gdal_command(path, row, col), check=True, capture_output=True)
        with rasterio.open(path.with_name("seen.tif")) as file:
            return file.read(1)[rows, cols], "gdal_viewshed"


def mean_error_m(heights_m: np.ndarray | None, exact_m: np.ndarray) -> float | None:
    return None if heights_m is None else float(np.abs(heights_m - exact_m).mean())


def agrees(heights_m: np.ndarray | None, exact_m: np.ndarray) -> float | None:
    return None if heights_m is None else 100.0 * float(((heights_m <= 100.0) == (exact_m <= 100.0)).mean())


# Many sites -----------------------------------------------------------------------------------------------

MANY = """
import json, sys, time
import numpy as np
from benchmarks.coverage import many_places, peak_mb, terrain_of
from belfort.terrain import Survey, lowest_of_all
n_sites, threads = int(sys.argv[1]), int(sys.argv[2])
terrain = terrain_of(np.load(sys.argv[3]))
survey, places = Survey(terrain), many_places(terrain, n_sites)
lowest_of_all(survey, places[:2], 100.0, threads)
spent = []
for _ in range(int(sys.argv[4])):
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    lowest_of_all(survey, places, 100.0, threads)
    spent.append([time.process_time() - cpu_s, time.perf_counter() - wall_s])
print(json.dumps([*map(min, zip(*spent)), peak_mb()]))
"""


def peak_mb() -> float:
    """Return this process's own peak of memory; `ru_maxrss` would start from that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


def many_places(terrain: Terrain, count: int) -> list[Lookout]:
    rng = np.random.default_rng(3)
    rows, cols = rng.integers(400, 4044, count), rng.integers(400, 4044, count)
    return [middle(terrain, int(r), int(c), 1111) for r, c in zip(rows, cols, strict=True)]


def measured_apart(ground: Path, n_sites: int, threads: int, turns: int = 1) -> list[float]:
    """Run in a process of its own, so that its peak of memory is its own: CPU s, wall s, MB; best of `turns`."""
    command = [sys.executable, "-c", MANY, str(n_sites), str(threads), str(ground), str(turns)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([".", os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout)


def many_rows(is_quick: bool) -> Iterator[Row]:
    sizes = (10, 30) if is_quick else (30, 100, 300)
    with tempfile.TemporaryDirectory() as folder:
        ground = Path(folder) / "ground.npy"
        np.save(ground, fractal_heights(4500)[:4444, :4444])
        for n_sites in sizes:
            cpu_s, wall_s, peak_mb = measured_apart(ground, n_sites, 1)
            goal = 15.0 * n_sites / 300
            yield Row("100 km at 90 m, folded", n_sites, cpu_s, "CPU s", None, "", None, wall_s, goal)
        yield Row("100 km at 90 m, peak memory", n_sites, peak_mb, "MB", goal=1000.0)
        one, two = (measured_apart(ground, sizes[-2], threads, turns=5)[1] for threads in (1, 2))
    yield Row(
        "two threads over one", sizes[-2], one / two, "times", 1.0, "one thread", 2.0, goal=1.9, is_rate=True
    )


# The whole question ---------------------------------------------------------------------------------------

WHOLE_GOAL_S = 15.0
"""For the Benelux, kernels compiled."""


def whole_rows(is_quick: bool) -> Iterator[Row]:
    """Sight, finds, losses and meetings of the shipped Benelux: with ever more sensors, then on ever finer maps."""
    shares, cells_m = ((8, 4), (8000.0, 4000.0)) if is_quick else ((4, 2, 1), (4000.0, 2000.0, 1000.0))
    whole_s(8, 8000.0)  # compile, first touch of the data
    for share in shares:
        n_posts, _, cpu_s, wall_s = whole_s(share, 1000.0)
        goal = WHOLE_GOAL_S if share == 1 else None
        yield Row("coverage of the benelux, sensors", n_posts, cpu_s, "CPU s", ours_wall=wall_s, goal=goal)
    for cell_m in cells_m:
        _, n_points, cpu_s, wall_s = whole_s(1, cell_m)
        goal = WHOLE_GOAL_S if cell_m == 1000.0 else None
        yield Row(
            "coverage of the benelux, points of the maps",
            n_points,
            cpu_s,
            "CPU s",
            ours_wall=wall_s,
            goal=goal,
        )


def whole_s(share: int, map_cell_m: float) -> tuple[int, int, float, float]:
    """Return sensors, points of the maps, CPU and wall seconds with the sensors of one unit in `share`."""
    scenario = load_scenario("benelux")
    units = [u if i % share == 0 else replace(u, sensors=()) for i, u in enumerate(scenario.units)]
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    found = coverage_of(replace(scenario, units=tuple(units)), Question(map_cell_m=map_cell_m))
    spent = time.process_time() - cpu_s, time.perf_counter() - wall_s
    return len(found.posts), found.land.size, *spent


def rows(is_quick: bool = False) -> Iterator[Row]:
    yield from speed_rows((600, 1200) if is_quick else (1200, 2400, 3600))
    yield from error_rows((1200,) if is_quick else (1200, 3600))
    yield from many_rows(is_quick)
    yield from whole_rows(is_quick)


if __name__ == "__main__":
    show(rows("--quick" in sys.argv))

"""How fast is a proven answer? python -m benchmarks.siting [--quick] [--json]

Maximal covering beside spopt (CBC through PuLP) and beside HiGHS on the published model, on discs, on covers
cut by a horizon, and on what is in line of sight over a made landscape. `ours`, `peer` and `goal` count CPU seconds
with those of child processes; a gap row counts per cent. Peers take turns; compiling is not counted.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from math import radians

import numpy as np

from belfort.siting import Cover, CoverBuilder, Effort, Limits, cover_of, maximal_cover
from benchmarks.row import Row, show
from tests.siting.cases import blocked_sectors, discs, plane
from verification.siting import by_plain_program

TIMES_FASTER = 8.0
BIG_S, BIG_GAP_PERCENT = 15.0, 0.5
SMALL, MIDDLE, LARGE = (500, 75, 5), (2_000, 300, 10), (10_000, 1_000, 30)


def cpu_s() -> float:
    """CPU seconds of this process and of the children it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(contestants: dict[str, Callable[[], object]], turns: int) -> dict[str, tuple[float, float, object]]:
    """Median CPU seconds, median wall seconds and the last result of each, turn by turn."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    results: dict[str, object] = {}
    for _ in range(turns):
        for name, run in contestants.items():
            cpu, wall = cpu_s(), time.perf_counter()
            results[name] = run()
            taken[name].append((cpu_s() - cpu, time.perf_counter() - wall))
    return {
        name: (*(statistics.median(column) for column in zip(*pairs, strict=True)), results[name])
        for name, pairs in taken.items()
    }


def in_sight(n_demands: int, n_sites: int, seed: int = 11) -> tuple[Cover, np.ndarray]:
    """Cover of targets 100 m above a made landscape within 70 km of antennas of 12 m, in line of sight."""
    from belfort.terrain.fractal import fractal_heights
    from belfort.terrain.frame import frame_of
    from belfort.terrain.model import Terrain
    from belfort.terrain.visibility import Lookout, Survey

    frame = frame_of(radians(2.4), radians(49.2), radians(7.6), radians(52.8), 270.0)
    heights = fractal_heights(max(frame.shape))[: frame.n_rows, : frame.n_cols].copy()
    heights.flags.writeable = False
    land = np.ones(frame.shape, np.bool_)
    survey = Survey(Terrain(frame, heights, land, 270.0, False, 0.0, 0, "made", ("made",)))
    demand, sites, weight = plane(n_demands, n_sites, seed)
    row, col = ((demand / 401.0 * (np.array(frame.shape) - 1)).astype(int)).T
    builder = CoverBuilder(n_demands)
    for r, c in (sites / 401.0 * (np.array(frame.shape) - 1)).astype(int):
        lat_rad, lon_rad = frame.at(r, c)
        window = survey.window(Lookout(float(lat_rad), float(lon_rad), 70_000.0, 12.0))
        there = row - window.row0, col - window.col0
        size = window.height_agl_m.shape
        inside = np.flatnonzero(
            (there[0] >= 0) & (there[0] < size[0]) & (there[1] >= 0) & (there[1] < size[1])
        )
        is_seen = window.height_agl_m[there[0][inside], there[1][inside]] <= 100.0
        builder.add(inside[is_seen])
    return builder.cover(), weight


def spopt_run(cover: Cover, weight: np.ndarray, n_sites: int) -> Callable[[], object] | None:
    """Return spopt's answer to the same question, or None where spopt is not installed."""
    try:
        import pulp
        from spopt.locate import MCLP
    except ImportError:
        return None
    cost = np.ones((cover.n_demands, cover.n_sites))
    for site in range(cover.n_sites):
        cost[cover.demands_of(site), site] = 0.0

    def run() -> float:
        solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=240)
        solved = MCLP.from_cost_matrix(cost, weight, 0.5, n_sites).solve(solver)
        return float(pulp.value(solved.problem.objective))

    return run


def proof_rows(name: str, made: tuple[Cover, np.ndarray], n_sites: int, turns: int) -> Iterator[Row]:
    """Proven optimal, beside both peers; the answers must be the same."""
    cover, weight = made
    contestants: dict[str, Callable[[], object]] = {
        "ours": lambda: maximal_cover(cover, Limits(n_new=n_sites), weight),
        "HiGHS (SciPy), plain model": lambda: by_plain_program(cover, weight, n_sites),
    }
    if run := spopt_run(cover, weight, n_sites):
        contestants["spopt MCLP (CBC)"] = run
    times = timed(contestants, turns)
    found = times["ours"][2]
    for peer in [p for p in times if p != "ours"]:
        assert found.is_optimal, (name, found)  # type: ignore[attr-defined]
        assert abs(times[peer][2] - found.value) < 0.5, (name, peer, times[peer][2], found)  # type: ignore[attr-defined, operator]
        goal = times[peer][0] / TIMES_FASTER if peer.startswith("spopt") else None
        yield seconds_row(name, cover, times["ours"], times[peer][0], peer, goal)
    if not run:
        yield seconds_row(name, cover, times["ours"], None, "spopt: not installed", None)


def seconds_row(name: str, cover: Cover, ours, peer: float | None, peer_name: str, goal: float | None) -> Row:
    return Row(name, cover.n_demands, ours[0], "s", peer, peer_name, None, ours[1], goal)


def gap_rows(name: str, made: tuple[Cover, np.ndarray], n_sites: int) -> Iterator[Row]:
    """What is proven in 15 CPU-seconds."""
    cover, weight = made
    effort = Effort(time_limit_s=0.8 * BIG_S)
    times = timed({"ours": lambda: maximal_cover(cover, Limits(n_new=n_sites), weight, effort=effort)}, 1)
    cpu, wall, found = times["ours"]
    gap = 100.0 * found.gap  # type: ignore[attr-defined]
    yield Row(f"{name}: proven gap", cover.n_demands, gap, "%", goal=BIG_GAP_PERCENT)
    yield Row(f"{name}: time for it", cover.n_demands, cpu, "s", ours_wall=wall, goal=BIG_S)


def growth_rows(sizes: tuple[tuple[int, int, int], ...]) -> Iterator[Row]:
    """How the cost of a good answer with a bound grows: search and Lagrangian bound, no tree and no HiGHS."""
    for n_demands, n_sites, n_new in sizes:
        cover, weight = discs(n_demands, n_sites)
        effort = Effort(rounds=50, gap=0.02)

        def run(cover=cover, weight=weight, n_new=n_new, effort=effort):
            return maximal_cover(cover, Limits(n_new=n_new), weight, effort=effort)

        cpu, wall, _ = timed({"ours": run}, 3)["ours"]
        yield Row(f"gap of 2 %, {n_sites} sites", n_demands, cpu, "s", ours_wall=wall)


def cover_rows(n_demands: int, n_sites: int, turns: int) -> Iterator[Row]:
    """Building the cover: 25 km of reach at targets 100 m high, over a made landscape of the Benelux at 90 m.

    The ground and the window are those of `belfort site`; the limit is the sweep of the windows alone, and a second
    row reaches 70 km, as the sweep in line of sight that was measured before: 21.8 CPU-s for 1,000 sites.
    """
    from belfort.siting.situation.covering import covers_by_reach
    from belfort.terrain import Lookout, Survey
    from tests.siting.situations import missile, points_at, scene_of
    from tests.siting.test_covering import situation

    terrain, units, demand = _landscape(n_demands, n_sites)
    survey = Survey(terrain)
    for reach_km in (25.0, 70.0):
        scenario = situation(missile((1e3 * reach_km,) * 3, ceiling_m=20_000.0))
        scenes = [scene_of(terrain, points_at(terrain, *demand))]
        eyes = [Lookout(u.position.lat_rad, u.position.lon_rad, 1e3 * reach_km + 180.0, 20.0) for u in units]

        def ours(scenario=scenario, scenes=scenes):
            return covers_by_reach(scenario, terrain, units, scenes)

        def sweep(eyes=eyes):
            for _ in survey.windows(eyes):
                pass

        times = timed({"ours": ours, "sweep": sweep}, turns)
        cpu, wall, _ = times["ours"]
        goal = 21.8 * n_sites / 1_000 if reach_km == 70.0 else None
        yield Row(
            f"cover by reach of {reach_km:g} km, {n_sites} sites at 90 m", n_demands, cpu, "s",
            None, "", times["sweep"][0], wall, goal,
        )  # fmt: skip


def _landscape(n_demands: int, n_sites: int):
    """Return the ground at 90 m, fire units on it, and where the demands are on its map."""
    from belfort.terrain.fractal import fractal_heights
    from belfort.terrain.frame import frame_of
    from belfort.terrain.model import Terrain
    from tests.siting.situations import unit_at

    frame = frame_of(radians(2.4), radians(49.2), radians(7.6), radians(52.8), 90.0)
    heights = fractal_heights(max(frame.shape))[: frame.n_rows, : frame.n_cols].copy()
    heights.flags.writeable = False
    terrain = Terrain(frame, heights, np.ones(frame.shape, np.bool_), 90.0, False, 0.0, 0, "made", ("made",))
    west_m, south_m, east_m, north_m = frame.bounds_m
    span = np.array([east_m - west_m, north_m - south_m]) / 401.0
    demand, sites, _ = plane(n_demands, n_sites)
    corner = np.array([west_m, south_m])
    units = [unit_at(terrain, *at, name=f"u{i}") for i, at in enumerate(corner + sites * span)]
    return terrain, units, (corner + demand * span).T


def compiled() -> None:
    """Compile everything once, uncounted."""
    maximal_cover(cover_of(np.random.default_rng(0).random((60, 20)) < 0.2), Limits(n_new=4))


def rows(is_quick: bool = False) -> Iterator[Row]:
    compiled()
    n_demands, n_sites, n_new = SMALL if is_quick else MIDDLE
    turns = 1 if is_quick else 3
    yield from proof_rows("discs, proven", discs(n_demands, n_sites), n_new, turns)
    yield from proof_rows("blocked sectors, proven", blocked_sectors(n_demands, n_sites), n_new, turns)
    yield from proof_rows("line of sight, proven", in_sight(n_demands, n_sites), n_new, turns)
    yield from growth_rows((SMALL, MIDDLE) if is_quick else (SMALL, MIDDLE, LARGE))
    yield from cover_rows(2_000, 50 if is_quick else 1_000, 1)
    if not is_quick:
        yield from gap_rows("discs", discs(*LARGE[:2]), LARGE[2])
        yield from gap_rows("line of sight", in_sight(*LARGE[:2]), LARGE[2])


if __name__ == "__main__":
    show(rows("--quick" in sys.argv))

"""How fast is a simulated raid? python -m benchmarks.raid [--quick] [--json]

The event kernel beside the same algorithm in C (the limit), the same raid written with SimPy, and a compiled loop over
time steps, on a made-up raid that uses the whole model (`raid_plan`). Before anything is timed, the kernel and C must
agree bit for bit. `ours` and `limit` count replicates in a CPU second on one thread, in a wall second on two.
"""

import json
import math
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from belfort.raid.kernels.night import run_nights
from belfort.raid.kernels.tables import LOG, Chance, Counts, Plan
from belfort.raid.memory import counts_for, work_for
from benchmarks.raid_c import compiler, prepared
from benchmarks.raid_plan import N_ASSETS, N_EFFECTORS, N_KINDS, locked, part_of, raid_chance, raid_plan
from benchmarks.raid_simpy import Raid, run_with_simpy
from benchmarks.raid_steps import run_in_steps
from benchmarks.row import Row, Seconds, show, turn_by_turn

SIZES = (30, 100, 300)
SEED, NOT_TILTED = (11, 0), (0.0, 0.1)
N_CHECKED, N_BLOCKS = 2000, 4
OVER_C, OVER_SIMPY = 1.3, 100.0
RATE_GOAL = {100: 1e6 / 60.0, 300: 5000.0}
MILLION_S, PEAK_MB, COLD_S, WARM_S = 60.0, 300.0, 15.0, 1.5
Run = Callable[[], object]


@cache
def plan_of(n_threats: int) -> Plan:
    return raid_plan(n_threats)


def empty(plan: Plan, chance: Chance, *, keeps_left: bool = False) -> Counts:
    return counts_for(plan, chance, (N_KINDS, N_ASSETS, N_EFFECTORS), keeps_left=keeps_left)


def no_log() -> np.ndarray:
    return np.zeros(0, LOG)


# Contestants ----------------------------------------------------------------------------------------------


def ours(plan: Plan, chance: Chance) -> Run:
    """Return a run of the kernel over all rows; memory is made beforehand, as a caller with many blocks does."""
    counts, work, log = empty(plan, chance), work_for(plan), no_log()
    return lambda: run_nights(SEED, 0, plan, chance, counts, work, NOT_TILTED, log)


def in_c(plan: Plan, chance: Chance) -> Run:
    return prepared(SEED, 0, plan, chance, empty(plan, chance), work_for(plan), NOT_TILTED)


def in_steps(plan: Plan, chance: Chance) -> Run:
    counts, work, log = empty(plan, chance), work_for(plan), no_log()
    return lambda: run_in_steps(SEED, plan, chance, counts, work, 1.0, log)


def with_simpy(plan: Plan, chance: Chance) -> Run:
    raid = Raid(plan)
    return lambda: [run_with_simpy(raid, chance, row, 1) for row in range(len(chance.replicate))]


def threaded(
    contestant: Callable[[Plan, Chance], Run], plan: Plan, chance: Chance, pool: ThreadPoolExecutor
) -> Run:
    """Return a run over blocks of rows on two threads."""
    edges = np.linspace(0, len(chance.replicate), 2 * N_BLOCKS + 1).astype(int)
    runs = [contestant(plan, part_of(chance, a, b)) for a, b in pairwise(edges)]

    def share(thread: int) -> None:
        for run in runs[thread::2]:
            run()

    return lambda: list(pool.map(share, (0, 1)))


# Agreement ------------------------------------------------------------------------------------------------


def agree(n_threats: int, n: int) -> None:
    """Raise where the kernel and C differ in a bit of anything that they count."""
    plan = plan_of(n_threats)
    chance = raid_chance(plan, n)
    one, other = (empty(plan, chance, keeps_left=True) for _ in range(2))
    for tilting in (NOT_TILTED, (0.9, 0.1)):
        run_nights(SEED, 0, plan, chance, one, work_for(plan), tilting, no_log())
        prepared(SEED, 0, plan, chance, other, work_for(plan), tilting)()
        for field in Counts._fields:
            assert np.array_equal(getattr(one, field), getattr(other, field)), (n_threats, tilting, field)


# Speed ----------------------------------------------------------------------------------------------------


def speed_rows(n_threats: int, is_quick: bool) -> Iterator[Row]:
    """One thread and two, turn by turn."""
    plan = plan_of(n_threats)
    n = (20_000 if is_quick else 100_000) // n_threats
    chance, few, fewer = (raid_chance(plan, count) for count in (n, max(n // 20, 8), max(n // 100, 4)))
    turns = 3 if is_quick else 7
    with ThreadPoolExecutor(2) as pool:
        quick = {"ours": ours(plan, chance), "ours, two": threaded(ours, plan, chance, pool)}
        if compiler():
            quick |= {"C": in_c(plan, chance), "C, two": threaded(in_c, plan, chance, pool)}
        times = turn_by_turn(quick, turns)
    slow = {"steps": in_steps(plan, few)}
    if has_simpy():
        slow["SimPy"] = with_simpy(plan, fewer)
    slow_times = turn_by_turn(slow, 1 if is_quick else 3)
    sizes = {"steps": len(few.replicate), "SimPy": len(fewer.replicate)}
    peers = {name: sizes[name] / taken.cpu_s for name, taken in slow_times.items()}
    yield from rate_rows(n_threats, n, times, peers)


def has_simpy() -> bool:
    try:
        import simpy  # noqa: F401
    except ImportError:
        return False
    return True


def rate_rows(n_threats: int, n: int, times: dict[str, Seconds], peers: dict[str, float]) -> Iterator[Row]:
    one, two = times["ours"], times["ours, two"]
    c_one, c_two = times.get("C"), times.get("C, two")
    limit = n / c_one.cpu_s if c_one else None
    simpy = peers.get("SimPy")
    for name, peer, goal in (
        ("SimPy" if simpy else "SimPy: not installed", simpy, OVER_SIMPY * simpy if simpy else None),
        ("compiled steps of 1 s", peers["steps"], None),
    ):
        yield Row(
            "replicates, one thread", n_threats, n / one.cpu_s, "1/s", peer, name, limit, n / one.wall_s, goal,
            is_rate=True,
        )  # fmt: skip
    limit = n / c_two.wall_s if c_two else None
    goal = RATE_GOAL.get(n_threats)
    yield Row(
        "replicates, two threads", n_threats, n / two.wall_s, "1/s", n / one.wall_s, "one thread", limit, None, goal,
        is_rate=True,
    )  # fmt: skip
    if c_one and c_two:
        yield Row(
            "time over C's, one thread", n_threats, one.cpu_s / c_one.cpu_s, "times", limit=1.0, goal=OVER_C
        )
        yield Row(
            "time over C's, two threads",
            n_threats,
            two.wall_s / c_two.wall_s,
            "times",
            limit=1.0,
            goal=OVER_C,
        )
    else:
        yield Row("time over C's: no C compiler", n_threats, math.nan, "times", limit=1.0)


def growth_row(is_quick: bool) -> Row:
    """How time grows from 100 to 300 threats; the limit is that of sorting."""
    n = 200 if is_quick else 1000
    times = turn_by_turn({str(k): ours(plan_of(k), raid_chance(plan_of(k), n)) for k in (100, 300)}, 5)
    n_log_n = 300 * math.log(300) / (100 * math.log(100))
    ratio = times["300"].cpu_s / times["100"].cpu_s
    return Row("time of 300 threats over that of 100", 300, ratio, "times", limit=3.0, goal=n_log_n)


# Processes of their own -----------------------------------------------------------------------------------

APART = """
import json, pickle, sys, time
import numpy as np
from belfort.raid.kernels.night import run_nights
from belfort.raid.kernels.tables import LOG
from belfort.raid.memory import counts_for, work_for
from benchmarks.raid_plan import locked
plan, chance, sizes = pickle.load(open(sys.argv[1], "rb"))
plan, chance = locked(plan), locked(chance)
counts, work = counts_for(plan, chance, sizes), work_for(plan)
cpu_s = time.process_time()
run_nights((11, 0), 0, plan, chance, counts, work, (0.0, 0.1), np.zeros(0, LOG))
print(json.dumps([time.process_time() - cpu_s, int(counts.rows.sum())]))
"""
MANY = """
import json, sys
from benchmarks.coverage import peak_mb
from benchmarks.raid import many
rate, cpu_s = many(int(sys.argv[1]), float(sys.argv[2]))
print(json.dumps([rate, cpu_s, peak_mb()]))
"""


def child(script: str, *arguments: object, folder: str | None = None) -> tuple[list[float], float]:
    """Run a script in a process of its own; return what it printed and its wall seconds."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([".", os.environ.get("PYTHONPATH", "")])}
    if folder:
        environment["NUMBA_CACHE_DIR"] = folder
    command = [sys.executable, "-c", script, *map(str, arguments)]
    begin_s = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout), time.perf_counter() - begin_s


def many(n_threats: int, least_s: float, n_block: int = 2000) -> tuple[float, float]:
    """Run blocks on two threads, each with memory of its own, until `least_s` have passed.

    Returns
    -------
    tuple of float
        Replicates in a wall second, and in a CPU second.
    """
    plan = plan_of(n_threats)
    chance = raid_chance(plan, n_block)

    def thread(number: int) -> int:
        work, log, n_done = work_for(plan), no_log(), 0
        while n_done == 0 or time.perf_counter() - begin_s < least_s:
            replicate = chance.replicate + n_block * (2 * n_done + number)
            part = chance._replace(replicate=locked(replicate))
            run_nights(SEED, 0, plan, part, empty(plan, part), work, NOT_TILTED, log)
            n_done += 1
        return n_done * n_block

    ours(plan, raid_chance(plan, 2))()
    cpu_s, begin_s = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        n = sum(pool.map(thread, (0, 1)))
    return n / (time.perf_counter() - begin_s), n / (time.process_time() - cpu_s)


def many_rows(is_quick: bool) -> Iterator[Row]:
    """A million replicates, from a run of at least ten seconds, and what it takes of memory."""
    (rate, cpu_rate, peak_mb), _ = child(MANY, 100, 2.0 if is_quick else 12.0)
    yield Row("10^6 replicates, two threads", 100, 1e6 / rate, "s", ours_wall=1e6 / rate, goal=MILLION_S)
    yield Row("10^6 replicates, CPU", 100, 1e6 / cpu_rate, "CPU s", goal=2 * MILLION_S)
    yield Row("peak memory of a process", 100, peak_mb, "MB", goal=PEAK_MB)
    (_, _, peak_mb), _ = child(MANY, 300, 1.0)
    yield Row("peak memory of a process", 300, peak_mb, "MB", goal=PEAK_MB)


def start_rows() -> Iterator[Row]:
    """The first run on a machine compiles; the next loads what was compiled."""
    plan = plan_of(30)
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "raid.pickle"
        held.write_bytes(pickle.dumps((plan, raid_chance(plan, 1), (N_KINDS, N_ASSETS, N_EFFECTORS))))
        (cold_s, first), wall_s = child(APART, held, folder=folder)
        yield Row("cold start: compiling", 30, cold_s, "CPU s", ours_wall=wall_s, goal=COLD_S)
        warm = [child(APART, held, folder=folder) for _ in range(3)]
        assert all(found[1] == first for found, _ in warm)
        yield Row("warm start to the first result", 30, min(s for _, s in warm), "wall s", goal=WARM_S)


def rows(is_quick: bool = False) -> Iterator[Row]:
    if compiler():
        for n_threats in SIZES:
            agree(n_threats, 200 if is_quick else N_CHECKED)
    for n_threats in SIZES:
        yield from speed_rows(n_threats, is_quick)
    yield growth_row(is_quick)
    yield from many_rows(is_quick)
    yield from start_rows()


if __name__ == "__main__":
    show(rows("--quick" in sys.argv))

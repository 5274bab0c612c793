"""How long does a study take? python -m benchmarks.study [--quick] [--json]

The study of the shipped scenario at three settings, fresh and a second time: CPU seconds, compiling not counted. Beside
it every raid of it made alone, as a user of `belfort raid` would (what sharing stages and kept results save). Then the
parts that are not simulation: ranks of 100,000 draws beside the slow twin a draw a time, and the plain sum of products
as the limit; the cost of a life in 10,000 worlds beside one world at a time.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from belfort.raid.compiling.stage import MARGIN_M
from belfort.raid.run import simulate_raid
from belfort.scenario import load_scenario
from belfort.scenario.load import shipped_catalogue
from belfort.study.cost import Programme, Worlds, life_cycle
from belfort.study.decision import acceptability
from belfort.study.performance.runs import plans
from belfort.study.settings import DEFAULT, QUICK, Request, Setting
from belfort.study.study import options_of, run_study
from belfort.terrain.load import terrain_for
from benchmarks.row import Row, show

GOAL_S = 120.0
WIDE = Setting("own", 24, 3072, 4, 10_000, 20_000, True)
DRAWS, OPTIONS, CRITERIA = 100_000, 10, 20


def cpu(run: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of a call."""
    began, wall = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - began, time.perf_counter() - wall


def rows(quick: bool) -> Iterator[Row]:
    """Measure; `quick` leaves out the large sizes."""
    yield from studies(quick)
    yield ranks(10_000 if quick else DRAWS)
    yield lives(1_000 if quick else 10_000)


def studies(quick: bool) -> Iterator[Row]:
    scenario = load_scenario("benelux")
    ground = terrain_for(scenario.region, scenario.terrain.elevation, margin_m=MARGIN_M)
    pictures = scenario.asked.pictures
    for plan in plans(options_of(scenario), pictures, (), {}, QUICK)[: len(pictures)]:
        simulate_raid(plan.scenario, plan.question, ground)  # compiles the kernels
    for setting in (QUICK,) if quick else (QUICK, DEFAULT, WIDE):
        alone = sum(
            cpu(lambda p=p: simulate_raid(p.scenario, p.question, fresh_ground(scenario)))[0]
            for p in plans(options_of(scenario), pictures, (), {}, QUICK)
        )
        with tempfile.TemporaryDirectory() as folder:
            request = Request(setting, Path(folder), "benelux")
            first, wall = cpu(lambda r=request: run_study(scenario, fresh_ground(scenario), r))
            again, _ = cpu(lambda r=request: run_study(scenario, ground, r))
        goal = GOAL_S if setting is DEFAULT else None
        name = f"study of benelux, {setting.name} setting"
        peer = alone if setting is QUICK else None
        told = "its undisturbed raids alone, one by one" if peer else ""
        yield Row(name, setting.n_worlds, first, "s", peer, told, ours_wall=wall, goal=goal)
        yield Row(f"{name}, a second time", setting.n_worlds, again, "s", first, "the first time")


def fresh_ground(scenario):
    """Ground of its own, so that nothing is kept from another run."""
    return terrain_for(scenario.region, scenario.terrain.elevation, margin_m=MARGIN_M)


def ranks(n: int) -> Row:
    """SMAA-2 beside a plain loop over the draws; limit: the values alone, a product and a sum."""
    rng = np.random.default_rng(1)
    values = rng.random((n, OPTIONS, CRITERIA))
    weights = rng.dirichlet(np.ones(CRITERIA), n)
    ours = min(cpu(lambda: acceptability(values, weights))[0] for _ in range(3))
    limit = min(cpu(lambda: np.einsum("nmc,nc->nm", values, weights))[0] for _ in range(3))
    part = n // 20
    plain = cpu(lambda: one_by_one(values[:part], weights[:part]))[0] * n / part
    return Row("rank acceptabilities", n, ours, "s", plain, "a draw at a time", limit=limit)


def one_by_one(values, weights):
    """Count ranks one draw at a time, as it is defined."""
    counts = np.zeros((values.shape[1], values.shape[1]))
    for v, w in zip(values, weights, strict=True):
        total = [sum(a * b for a, b in zip(row, w, strict=True)) for row in v]
        for i, t in enumerate(total):
            counts[i, sum(u > t for u in total)] += 1
    return counts / len(values)


def lives(n: int) -> Row:
    """Life-cycle cost of one programme in many worlds beside one world at a time."""
    catalogue = shipped_catalogue()
    bought = [Programme("long-range", "patriot", 2, 2028, 2032, 25)]
    ours = min(cpu(lambda: life_cycle(bought, Worlds(catalogue, 1, n)))[0] for _ in range(3))
    few = 20
    one = cpu(lambda: [life_cycle(bought, Worlds(catalogue, seed, 1)) for seed in range(few)])[0] / few
    return Row("life-cycle cost of a programme", n, ours, "s", n * one, "one world at a time")


if __name__ == "__main__":
    show(list(rows("--quick" in sys.argv)), sys.argv)

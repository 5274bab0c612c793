"""How fast is a proven assignment, and how good a quick one? python -m benchmarks.assignment [--quick] [--json]

The proof beside HiGHS (SciPy) on tangents of the exponential, which stops at a thousandth; `ours`, `peer` and `goal`
count CPU seconds. The search beside simulated annealing of the same CPU time: expected value left, in per cent of all
there is, and as the limit what no assignment can beat. Compiling is not counted.
"""

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from numba import njit

from belfort.raid.assignment import Problem, assign
from benchmarks.row import Row, show
from tests.raid.assignment.cases import ordinary, raid

TOLERANCE = 1e-3
MOST_S = 120.0
NEAR = 1.002


def broad(n_weapons: int, n_targets: int, n_rounds: int) -> Problem:
    """Chances anywhere from 0 to 1, as in the published instances."""
    return ordinary(n_weapons, n_targets, n_rounds, least=0.0, most=1.0)


PROOFS: dict[str, list[tuple[str, Problem, bool]]] = {
    "small": [("proven, 20 x 10", ordinary(20, 10), True), ("proven, 15 units, 50 threats", raid(), True)],
    "medium": [("proven, 40 x 20", ordinary(40, 20), True), ("proven, 50 x 100, 2 each", broad(50, 100, 2), True)],
    "large": [("proven, 200 x 100", ordinary(200, 100), False), ("proven, 100 x 200, 3 each", broad(100, 200, 3), False)],
}  # fmt: skip
SEARCHES = {
    "small": [("left, 20 x 10", ordinary(20, 10)), ("left, 20 x 40, 3 each", broad(20, 40, 3))],
    "medium": [("left, 100 x 50", ordinary(100, 50)), ("left, 50 x 100, 3 each", broad(50, 100, 3))],
    "large": [("left, 200 x 100", ordinary(200, 100)), ("left, 100 x 200, 3 each", broad(100, 200, 3))],
}


def timed(run: Callable[[], object]) -> tuple[float, float, object]:
    """CPU seconds, wall seconds and the result."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = run()
    return time.process_time() - cpu, time.perf_counter() - wall, result


def by_tangents(problem: Problem) -> tuple[float, float]:
    """Value left and bound: mixed-integer programs of tangents at what the last one chose (outer approximation)."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    n, m = problem.p_kill.shape
    hardness = -np.log1p(-np.minimum(problem.p_kill, 1.0 - 1e-12))
    at, target = np.tile([0.0, 1.0, 2.0, 4.0], m), np.repeat(np.arange(m), 4)
    use = sparse.kron(sparse.identity(n), np.ones((1, m)))
    rounds = LinearConstraint(
        sparse.hstack([use, sparse.csr_matrix((n, m))]).tocsr(), -np.inf, problem.rounds
    )
    spread = sparse.hstack([sparse.diags(row) for row in hardness]).tocsr()
    whole = np.r_[np.ones(n * m), np.zeros(m)]
    upper = np.r_[np.repeat(problem.rounds, m), problem.values].astype(float)
    value, bound, start_s = np.inf, 0.0, time.perf_counter()
    while bound < (1.0 - TOLERANCE) * value and time.perf_counter() - start_s < MOST_S:
        height = problem.values[target] * np.exp(-at)
        cuts = sparse.hstack([sparse.diags(height) @ spread[target], sparse.identity(m).tocsr()[target]])
        tangents = LinearConstraint(cuts.tocsr(), height * (1.0 + at), np.inf)
        options = {"mip_rel_gap": 0.4 * TOLERANCE, "time_limit": MOST_S}
        found = milp(
            np.r_[np.zeros(n * m), np.ones(m)],
            constraints=[rounds, tangents],
            integrality=whole,
            bounds=Bounds(0.0, upper),  # type: ignore[arg-type]
            options=options,
        )
        if found.x is None:
            break
        counts = np.rint(found.x[: n * m]).astype(int).reshape(n, m)
        value, bound = min(value, problem.value_left(counts)), max(bound, found.mip_dual_bound)
        at, target = np.r_[at, (hardness * counts).sum(0)], np.r_[target, np.arange(m)]
    return value, bound


@njit
def _anneal(values, miss, weapon, at, n_moves, heats, luck):  # pragma: no cover
    """Move a round, or exchange two, with the odds of Metropolis; geometric cooling."""
    hot, cold = heats
    left = values.copy()
    for r in range(at.size):
        left[at[r]] *= miss[weapon[r], at[r]]
    total = left.sum()
    least = total
    for step in range(n_moves):
        heat = hot * (cold / hot) ** (step / n_moves)
        r, t = int(luck.random() * at.size), int(luck.random() * at.size)
        i, a = weapon[r], at[r]
        b = int(luck.random() * values.size) if step & 1 else at[t]
        if a == b:
            continue
        new_a, new_b = left[a] / miss[i, a], left[b] * miss[i, b]
        if not step & 1:
            new_a, new_b = new_a * miss[weapon[t], a], new_b / miss[weapon[t], b]
        change = new_a + new_b - left[a] - left[b]
        if change <= 0.0 or luck.random() < np.exp(-change / heat):
            left[a], left[b], at[r] = new_a, new_b, b
            if not step & 1:
                at[t] = a
            total += change
            least = min(least, total)
    return least


def by_annealing(problem: Problem, seconds: float) -> float:
    """Value left by simulated annealing of about so many CPU seconds."""
    weapon = np.repeat(np.arange(problem.n_weapons), problem.rounds)
    at = np.random.default_rng(1).integers(0, problem.n_targets, weapon.size)
    miss, hot = np.maximum(problem.miss, 1e-9), float(problem.values.mean())

    def anneal(n_moves: int) -> float:
        luck = np.random.default_rng(1)
        return float(_anneal(problem.values, miss, weapon, at.copy(), n_moves, (hot, 1e-4 * hot), luck))

    anneal(10)
    per_move_s = timed(lambda: anneal(200_000))[0] / 200_000
    return anneal(int(max(seconds, 0.05) / per_move_s))


def proof_rows(sizes: list[str]) -> Iterator[Row]:
    """Proven, beside tangents; the values must agree."""
    for name, problem, has_peer in (case for size in sizes for case in PROOFS[size]):
        cpu, wall, found = timed(lambda problem=problem: assign(problem, "exact", seconds=300.0))
        assert found.is_proven, (name, found)  # type: ignore[attr-defined]
        peer, told = None, "tangents: not tried at this size"
        if has_peer:
            peer, _, (value, bound) = timed(lambda problem=problem: by_tangents(problem))  # type: ignore[misc]
            told = f"HiGHS (SciPy), tangents, gap {100.0 * (1.0 - bound / value):.2g} %"
            assert bound <= found.value_left * (1.0 + 1e-6), (name, bound, found)  # type: ignore[attr-defined]
            assert value >= found.value_left * (1.0 - 1e-6), (name, value, found)  # type: ignore[attr-defined]
        yield Row(name, int(problem.rounds.sum()), cpu, "s", peer, told, None, wall, peer)


def search_rows(sizes: list[str]) -> Iterator[Row]:
    """What the search leaves, beside annealing in the same time and the least there is."""
    for name, problem in (case for size in sizes for case in SEARCHES[size]):
        cpu, wall, found = timed(lambda problem=problem: assign(problem, "best"))
        lower = assign(problem, "exact", seconds=300.0).lower
        share = 100.0 / float(problem.values.sum())
        peer = share * by_annealing(problem, cpu)
        ours, limit = share * found.value_left, share * lower  # type: ignore[attr-defined, operator]
        size = int(problem.rounds.sum())
        yield Row(name, size, ours, "%", peer, "simulated annealing, same time", limit, None, NEAR * limit)
        yield Row(f"{name}: time for it", size, cpu, "s", ours_wall=wall)


def rule_rows(sizes: list[str]) -> Iterator[Row]:
    """Greedy and doctrine on the problems of the searches: what they leave, beside the search."""
    for name, problem in (case for size in sizes for case in SEARCHES[size]):
        share, size = 100.0 / float(problem.values.sum()), int(problem.rounds.sum())
        best = share * assign(problem, "best").value_left
        for method in ("greedy", "doctrine"):
            cpu, _, found = timed(lambda problem=problem, method=method: assign(problem, method))
            yield Row(f"{name}: {method}", size, share * found.value_left, "%", limit=best)  # type: ignore[attr-defined]
            if method == "greedy":
                yield Row(f"{name}: greedy, time", size, cpu, "s")


def rows(is_quick: bool = False) -> Iterator[Row]:
    for method in ("exact", "greedy", "doctrine"):
        assign(ordinary(8, 5, 2), method)
    sizes = ["small"] if is_quick else ["small", "medium", "large"]
    yield from proof_rows(sizes)
    yield from search_rows(sizes)
    yield from rule_rows(sizes)


if __name__ == "__main__":
    show(rows("--quick" in sys.argv))

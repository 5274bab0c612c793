"""Slow, obvious twins of the assignment kernels: the formula as it is written, naive loops, and enumeration."""

from itertools import product
from math import inf, prod

import numpy as np


def value_left(values, p_kill, counts):
    """Sum of value times the chance that every round misses."""
    return sum(
        value * prod((1.0 - p_kill[i][j]) ** int(counts[i][j]) for i in range(len(p_kill)))
        for j, value in enumerate(values)
    )


def splits(n, n_targets):
    """Every way to fire at most n rounds at targets."""
    return [c for c in product(range(n + 1), repeat=n_targets) if sum(c) <= n]


def optimum(values, p_kill, rounds):
    """Least value left of all assignments, by enumeration weapon by weapon."""
    values, p_kill = np.asarray(values, float), np.asarray(p_kill, float)
    left = {tuple(values)}
    for i, n in enumerate(rounds):
        ways = [(1.0 - p_kill[i]) ** np.array(c) for c in splits(int(n), values.size)]
        left = {tuple(np.array(state) * way) for state in left for way in ways}
    return min(sum(state) for state in left)


def doctrine(values, miss, rounds):
    counts = np.zeros(np.shape(miss), int)
    for i, n in enumerate(rounds):
        believed = [float(v) for v in values]
        for _ in range(n):
            reach = [j for j in range(len(values)) if miss[i][j] < 1.0 and believed[j] > 0.0]
            if not reach:
                break
            j = max(reach, key=lambda j: (believed[j], -miss[i][j], -j))
            counts[i][j] += 1
            believed[j] *= miss[i][j]
    return counts


def greedy(values, miss, rounds):
    counts, spare = np.zeros(np.shape(miss), int), list(rounds)
    left = [float(v) for v in values]
    while True:
        gains = {
            (i, j): left[j] * (1.0 - miss[i][j])
            for i in range(len(spare))
            for j in range(len(left))
            if spare[i]
        }
        gains = {pair: gain for pair, gain in gains.items() if gain > 0.0}
        if not gains:
            return counts
        i, j = max(gains, key=lambda pair: (gains[pair], -pair[0], -pair[1]))
        counts[i][j] += 1
        spare[i] -= 1
        left[j] *= miss[i][j]


def survive(values, miss, weapon, at):
    left = [float(v) for v in values]
    for i, j in zip(weapon, at, strict=True):
        if j >= 0:
            left[j] *= miss[i][j]
    return left


def better_neighbour(values, miss, weapon, at, least):
    """Whether one round moved, or two exchanged, leave at least `least` less."""
    total = sum(survive(values, miss, weapon, at))
    for r in range(len(at)):
        for j in range(len(values)):
            if sum(survive(values, miss, weapon, [*at[:r], j, *at[r + 1 :]])) < total - least:
                return True
        for t in range(r):
            other = list(at)
            other[r], other[t] = at[t], at[r]
            if min(at[r], at[t]) >= 0 and sum(survive(values, miss, weapon, other)) < total - least:
                return True
    return False


def columns(value, miss, price, rounds):
    """Cost, value left plus prices, of every choice of rounds at one target."""
    choices = product(*(range(n + 1) for n in rounds))
    return {
        c: value * prod(q**n for q, n in zip(miss, c, strict=True))
        + sum(u * n for u, n in zip(price, c, strict=True))
        for c in choices
    }


def relaxed(value, miss, price, rounds, n_grid=60):
    """Least of value left plus price over fractions of rounds, on a grid: a little above the true least."""
    shares = [np.linspace(0.0, n, n_grid) for n in rounds]
    least = inf
    for c in product(*shares):
        cost = value * prod(q**n for q, n in zip(miss, c, strict=True))
        least = min(least, cost + sum(u * n for u, n in zip(price, c, strict=True)))
    return least


def trim(values, miss, rounds, counts):
    """Weapon by weapon, one round at a time off the target where it is missed least."""
    counts = np.array(counts)
    for i, n in enumerate(rounds):
        while counts[i].sum() > n:
            losses = {}
            for j in np.flatnonzero(counts[i]):
                fewer = counts.copy()
                fewer[i, j] -= 1
                losses[j] = np.sum(values * np.prod(miss**fewer, axis=0))
            counts[i, min(losses, key=lambda j: losses[j])] -= 1
    return counts


def by_all_columns(values, p_kill, rounds):
    """Least value left by the whole set-partitioning model: every choice of rounds at every target, by HiGHS."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    n, m = np.shape(p_kill)
    choices = np.array(list(product(*(range(k + 1) for k in rounds)))).reshape(-1, n)
    cost = np.concatenate(
        [v * np.prod((1.0 - p_kill[:, j]) ** choices, axis=1) for j, v in enumerate(values)]
    )
    use = np.tile(choices.T, (1, m))
    one = np.repeat(np.eye(m), len(choices), axis=1)
    unit = max(1e-3 * cost.max(), 1e-300)
    result = milp(
        cost / unit,
        constraints=[LinearConstraint(use, -np.inf, rounds), LinearConstraint(one, 1.0, 1.0)],
        bounds=Bounds(0, 1),
        integrality=np.ones(cost.size),
        options={"mip_rel_gap": 0.0},
    )
    return float(cost[np.asarray(result.x) > 0.5].sum())

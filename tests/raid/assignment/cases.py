"""Random small problems, published instances, and ordinary ones of any size for tests and benchmarks alike."""

from pathlib import Path

import numpy as np

from belfort.raid.assignment import Problem

DATA = Path(__file__).parents[4] / "shared" / "data" / "assignment"
PUBLISHED = {
    "50x100x1": 1734.302278,
    "50x100x2": 123.838458,
    "50x100x3": 20.590016,
    "100x200x1": 2862.302805,
    "100x200x2": 116.057435,
    "100x200x3": 14.579133,
}
"""Weapons, targets, rounds: best published value left (Andersen, Pavlikov and Toffolo 2022)."""


def small(rng, most_weapons=3, most_targets=3, most_rounds=3):
    """A problem that can be enumerated; zeros, ones, likes and weapons without rounds among it."""
    n, m = int(rng.integers(0, most_weapons + 1)), int(rng.integers(0, most_targets + 1))
    values = rng.choice([0.0, 1.0, 1.0, 5.0, 20.0], m) if rng.random() < 0.3 else rng.uniform(0.0, 10.0, m)
    p_kill = rng.uniform(0.0, 1.0, (n, m))
    if rng.random() < 0.5:
        p_kill[rng.random((n, m)) < 0.3] = 0.0
    if rng.random() < 0.3:
        p_kill[rng.random((n, m)) < 0.2] = 1.0
    if rng.random() < 0.3:
        p_kill = np.round(p_kill * 3.0) / 3.0
    return Problem(values, p_kill, rng.integers(0, most_rounds + 1, n))


def ordinary(n_weapons, n_targets, n_rounds=1, seed=1, least=0.6, most=0.9):
    """Values from 25 to 100, chances between two numbers: the usual test of the literature."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(25.0, 100.0, n_targets)
    return Problem(values, rng.uniform(least, most, (n_weapons, n_targets)), n_rounds)


def raid(n_rounds=3, reach=0.5, seed=0):
    """Forty drones, six cruise and four ballistic missiles; fifteen fire units of three kinds that reach some of them."""
    rng = np.random.default_rng(seed)
    kind = np.repeat([0, 1, 2], [40, 6, 4])
    values = np.array([1.0, 20.0, 35.0])[kind]
    chances = np.array([[0.7, 0.5, 0.0], [0.8, 0.7, 0.3], [0.6, 0.8, 0.7]])
    p_kill = np.repeat(chances, 5, axis=0)[:, kind]
    return Problem(values, p_kill * (rng.random(p_kill.shape) < reach), n_rounds)


def published(name):
    """Read an instance: sizes, values, then weapon, target and chance; None where the file is absent."""
    path = DATA / f"wta_{name}.txt"
    if not path.exists():
        return None
    lines = path.read_text("utf8").split("\n")
    n_weapons, n_targets, n_rounds = (int(word) for word in lines[0].split())
    table = np.array([line.split() for line in lines[n_targets + 1 :] if line.strip()], float)
    p_kill = np.zeros((n_weapons, n_targets))
    p_kill[table[:, 0].astype(int), table[:, 1].astype(int)] = table[:, 2]
    return Problem([float(line) for line in lines[1 : n_targets + 1]], p_kill, n_rounds)

"""The event kernel is what a simulation in small steps of time comes to as the steps get smaller."""

import random

import numpy as np
import pytest

from belfort.raid.kernels.tables import FULL_MS, N_EVENTS, N_LEAKED
from belfort.raid.memory import counts_for
from tests.raid.plans import counted, made_up
from tests.reference.raid import steps

FREE = {
    "is_round": False,
    "n_units": 3,
    "n_sensors": 3,
    "n_groups": 3,
    "n_nodes": 2,
    "p_fails": 0.1,
    "roles": (0, 0, 1),
}


def beside(seed, n, dt_s, **more):
    """Return the share of replicates with every count the same, and leakers more than the event kernel has."""
    made = made_up(random.Random(seed), **FREE, **more)
    chance = made.chance(n)
    exact = counted(made.plan, chance, made.sizes)
    stepped = counts_for(made.plan, chance, made.sizes)
    steps.run_nights((11, 0), 0, made.plan, chance, stepped, dt_s)
    kept = np.delete(np.arange(exact.rows.shape[1]), [N_EVENTS, FULL_MS])
    is_same = (exact.rows[:, kept] == stepped.rows[:, kept]).all(axis=1)
    return is_same.mean(), (stepped.rows[:, N_LEAKED] - exact.rows[:, N_LEAKED]).mean()


def over_plans(seeds, n, dt_s):
    return np.mean([beside(seed, n, dt_s) for seed in seeds], axis=0)


def test_small_steps_come_to_the_same_nights():
    (coarse, bias), (fine, rest) = (over_plans(range(24), 6, dt_s) for dt_s in (8.0, 0.25))
    assert coarse < 0.85
    assert bias > 0.02
    assert fine > 0.95
    assert abs(rest) < 0.02


@pytest.mark.slow
def test_the_error_of_a_step_falls_with_it():
    """Orders that come late lose windows: long steps leak more, and at 0.02 s all 800 nights are the same."""
    steps_s = (8.0, 2.0, 0.5, 0.1, 0.02)
    shares, biases = np.array([over_plans(range(40), 20, dt_s) for dt_s in steps_s]).T
    assert (np.diff(shares) > 0).all()
    assert shares[-1] == 1.0
    assert biases[0] > 0.05
    assert np.abs(biases[2:]).max() < 0.01

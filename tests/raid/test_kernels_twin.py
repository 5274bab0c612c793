"""The event kernel and its slow twin tell the same story of every night, to the last bit."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.raid.kernels.tables import LOG
from belfort.raid.memory import counts_for
from tests.raid.plans import NO_TILT, counted, made_up, plan_of, same
from tests.reference.raid import events

N_LOG = 4000
CASES = {
    "one against one": {"n_units": 1, "n_groups": 1},
    "all whole": {"n_nodes": 2, "n_units": 4, "n_groups": 4, "n_sensors": 4, "p_fails": 0.0, "p_hit": 0.0},
    "links fail": {"n_nodes": 3, "n_units": 4, "n_groups": 3, "n_sensors": 4, "p_fails": 0.7},
    "units are hit": {"n_nodes": 2, "n_units": 4, "n_groups": 4, "n_sensors": 3, "p_hit": 0.7},
    "all led": {"n_nodes": 1, "n_units": 4, "n_groups": 4, "n_sensors": 4, "p_fails": 0.0, "is_led": True},
    "aircraft": {
        "n_nodes": 2,
        "n_units": 3,
        "n_groups": 4,
        "n_sensors": 4,
        "p_aircraft": 1.0,
        "p_fails": 0.1,
    },
    "civil and friends": {
        "n_nodes": 2,
        "n_units": 4,
        "n_groups": 4,
        "n_sensors": 4,
        "roles": (2, 3),
        "p_fails": 0.1,
    },
    "soft kill": {"n_nodes": 1, "n_units": 3, "n_groups": 4, "n_sensors": 4, "p_soft": 1.0, "p_fails": 0.1},
    "greedy": {"n_nodes": 2, "n_units": 4, "n_groups": 4, "n_sensors": 4, "policy": 1, "p_fails": 0.1},
    "round times tie": {
        "n_nodes": 2,
        "n_units": 4,
        "n_groups": 4,
        "n_sensors": 4,
        "is_round": True,
        "p_fails": 0.1,
    },
    "no network": {"n_nodes": 0, "n_units": 4, "n_groups": 4, "n_sensors": 4},
    "no sensors": {"n_sensors": 0, "n_units": 2, "n_groups": 2},
    "no units": {"n_units": 0, "n_groups": 2, "n_sensors": 2},
    "nothing flies": {"n_groups": 0, "n_units": 2, "n_sensors": 2},
}


def assert_twins(made, n, tilting=NO_TILT, seed=(11, 7), night=0):
    chance = made.chance(n)
    counts, log = counted(made.plan, chance, made.sizes, seed=seed, tilting=tilting, night=night, n_log=N_LOG)
    others = counts_for(made.plan, chance, made.sizes, keeps_left=True)
    lines = events.run_nights(seed, night, made.plan, chance, others, tilting, N_LOG)
    assert same(counts, others) == []
    written = np.zeros(N_LOG, LOG)
    written[: len(lines)] = lines
    for name in LOG.names:
        assert np.array_equal(log[name], written[name], equal_nan=name.endswith("_s")), name
    return counts


@pytest.mark.parametrize("case", CASES)
def test_on_made_up_plans(case):
    for seed in range(4):
        made = made_up(random.Random(seed), **CASES[case])
        assert_twins(made, 50, NO_TILT if seed % 2 else (0.7, 0.2))


def test_the_made_up_plans_leak_for_every_cause():
    """Or the comparison would not reach what is worth comparing."""
    causes = sum(
        counted(made.plan, made.chance(50), made.sizes).causes.sum(axis=0)
        for made in (made_up(random.Random(seed)) for seed in range(120))
    )
    assert (causes > 20).all()


@given(
    luck=st.integers(0, 2**32).map(random.Random),
    tilt=st.sampled_from([0.0, 0.5, 0.95]),
    night=st.integers(0, 3),
)
@settings(max_examples=60)
def test_on_any_small_plan(luck, tilt, night):
    assert_twins(made_up(luck), 5, (tilt, 0.1), night=night)


@pytest.mark.slow
def test_on_a_thousand_made_up_plans():
    for seed in range(1000):
        assert_twins(made_up(random.Random(10_000 + seed)), 20, NO_TILT if seed % 3 else (0.7, 0.2))


def test_on_the_raids_of_the_closed_forms():
    pairs = [(b, j, 10.0, 60.0 + b) for j in range(8) for b in range(3)]
    for more in (
        {},
        {"n_stock": 5, "reload_s": 30.0},
        {"n_keep": 1, "n_stock": 9},
        {"policy": 1},
        {"alone": 1},
    ):
        plan = plan_of(pairs, 8, 3, n_ready=3, n_channels=2, n_each=2, spread_s=30.0, **more)
        assert_twins(_Plain(plan), 50)


class _Plain:
    sizes = (1, 1, 1)

    def __init__(self, plan):
        self.plan = plan

    def chance(self, n):
        from tests.raid.plans import chance_of

        return chance_of(self.plan, n)

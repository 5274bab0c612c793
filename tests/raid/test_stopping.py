"""Stopping at a wanted half-width: coverage, the least number, worlds, and what a pilot asks for."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.raid.model import Question
from belfort.raid.run import simulate_raid
from belfort.raid.simulate import Manner, run, words_of
from belfort.raid.stopping import BATCH, Clustered, clustered, leakers, needed, needed_for, run_until
from belfort.scenario import load_scenario
from belfort.terrain.load import terrain_for
from tests.raid.compiled_plans import compiled_of
from tests.raid.plans import plan_of

N_TIMES = 400


def two_shots(p_kill, n_threats=8):
    """Each threat is shot at twice: leakers are binomial."""
    pairs = [(0, j, 10, 11) for j in range(n_threats)]
    many = {"n_channels": n_threats, "n_ready": 50, "n_salvo": 2}
    return compiled_of(plan_of(pairs, n_threats, 1, p_kill=p_kill, **many))


@pytest.mark.parametrize(("half_width", "most_n"), [(0.3, 2 * BATCH), (0.1, 900)])
def test_a_stopped_interval_holds_the_truth(half_width, most_n):
    compiled, truth = two_shots(0.6), 8 * 0.4**2
    found = [run_until(compiled, seed, half_width) for seed in range(N_TIMES)]
    inside = [abs(x.mean - truth) <= x.half_width for x in found]
    assert 0.93 <= np.mean(inside) <= 0.98
    assert all(x.is_done and x.half_width <= half_width for x in found)
    assert min(x.n for x in found) >= BATCH
    assert all(x.n % BATCH == 0 for x in found)
    assert max(x.n for x in found) <= most_n


def test_a_difference_is_known_sooner():
    """On the same luck: 0.6 or 0.65 a shot, truth 8 (0.4^2 - 0.35^2)."""
    one, other, truth = two_shots(0.6), two_shots(0.65), 8 * (0.4**2 - 0.35**2)
    found = [run_until(one, seed, 0.1, other=other) for seed in range(N_TIMES)]
    inside = [abs(x.mean - truth) <= x.half_width for x in found]
    assert 0.93 <= np.mean(inside) <= 0.98
    assert max(x.n for x in found) < run_until(one, 1, 0.1).n


def test_it_is_the_mean_of_a_plain_run():
    compiled = two_shots(0.6)
    found = run_until(compiled, 5, 0.05, world=3)
    values = leakers(run(compiled, 5, words_of(3, 0, found.n)))
    assert found.mean == pytest.approx(values.mean())
    assert found.half_width == pytest.approx(1.959964 * values.std(ddof=1) / found.n**0.5, rel=1e-6)
    for n in range(BATCH, found.n, BATCH):
        assert 1.959964 * values[:n].std(ddof=1) / n**0.5 > 0.05


def test_what_does_not_vary_stops_at_once():
    certain = run_until(two_shots(1.0), 1, 1e-9)
    assert (certain.mean, certain.half_width, certain.n, certain.is_done) == (0.0, 0.0, BATCH, True)
    same = run_until(two_shots(0.6), 1, 1e-9, other=two_shots(0.6))
    assert (same.mean, same.n) == (0.0, BATCH)
    large = run_until(two_shots(0.6), 1, 1e-6, measure=lambda done: np.full(len(done.rows), 1e9 / 3))
    assert (large.half_width, large.n) == (0.0, BATCH)


def test_never_more_than_the_most():
    found = run_until(two_shots(0.6), 1, 1e-4, most=200)
    assert (found.n, found.is_done) == (200, False)
    assert run_until(two_shots(0.6), 1, 1e-4, most=10).n == BATCH


def test_it_says_what_cannot_be():
    with pytest.raises(ValueError, match="half-width is positive"):
        run_until(two_shots(0.6), 1, 0.0)
    with pytest.raises(ValueError, match="no plain mean"):
        run_until(two_shots(0.6), 1, 0.1, manner=Manner(tilt=(0.5, 0.1)))
    with pytest.raises(ValueError, match="no drawn world"):
        clustered(np.ones(3), np.full(3, -1))
    with pytest.raises(ValueError, match="half-width is positive"):
        needed_for(Clustered(0, 1, 1, 1, 1, 8, 64), -1.0)


def worlds(rng, n_worlds, n_each, between=2.0, within=3.0):
    world = np.repeat(np.arange(n_worlds), n_each)
    own = rng.normal(0.0, between**0.5, n_worlds)
    return own[world] + rng.normal(0.0, within**0.5, world.size), world, own.mean()


def test_replicates_of_one_world_are_not_independent():
    rng = np.random.default_rng(8)
    over_all, in_these, pooled, between, within = [], [], [], [], []
    for _ in range(N_TIMES):
        values, world, here = worlds(rng, 12, 40)
        found = clustered(values, world)
        over_all.append(abs(found.mean) <= found.half_width)
        in_these.append(abs(found.mean - here) <= found.chance_half_width)
        pooled.append(abs(values.mean()) <= 1.96 * values.std() / values.size**0.5)
        between.append(found.between)
        within.append(found.within)
    assert 0.93 <= np.mean(over_all) <= 0.98
    assert 0.93 <= np.mean(in_these) <= 0.98
    assert np.mean(pooled) < 0.5
    assert np.mean(between) == pytest.approx(2.0, rel=0.1)
    assert np.mean(within) == pytest.approx(3.0, rel=0.02)


def test_worlds_at_the_mode_and_one_world():
    values, world, _ = worlds(np.random.default_rng(1), 4, 8)
    with_mode = clustered(np.append(values, [99.0] * 5), np.append(world, [-1] * 5))
    assert with_mode == clustered(values, world)
    alone = clustered(values[:8], world[:8])
    assert alone.half_width == np.inf
    assert 0.0 < alone.chance_half_width < np.inf


def test_what_a_pilot_asks_for_is_enough():
    rng = np.random.default_rng(9)
    reached = []
    for _ in range(100):
        plan = needed_for(clustered(*worlds(rng, 16, 64)[:2]), 0.4, world_cost=100.0)
        values, world, _ = worlds(rng, plan.n_worlds, plan.n_each)
        reached.append(clustered(values, world).half_width)
        assert plan.n_each % BATCH == 0
    assert np.median(reached) == pytest.approx(0.4, rel=0.1)


def test_the_fewest_worlds_that_do():
    pilot = Clustered(0.0, 1.0, 0.1, between=2.0, within=0.0, n_worlds=8, n_each=64)
    asked = needed_for(pilot, 0.5)
    assert asked.n_each == 1
    half_widths = [np.sqrt(2.0 / n) * {33: 2.0369, 32: 2.0395, 34: 2.0345}[n] for n in (32, 33, 34)]
    assert asked.n_worlds == 32 + next(i for i, h in enumerate(half_widths) if h <= 0.5)
    assert not asked.is_enough
    assert needed_for(pilot, 1.0).is_enough


def test_in_given_worlds_only_chance_counts():
    pilot = Clustered(0.0, 1.0, 0.2, between=9.0, within=4.0, n_worlds=10, n_each=64)
    asked = needed_for(pilot, 0.05, n_worlds=10)
    assert asked.n_worlds == 10
    assert asked.n_each == BATCH * int(np.ceil(4.0 * (1.96 / 0.05) ** 2 / 10 / BATCH))
    assert needed_for(pilot, 0.3, n_worlds=10).is_enough


def test_a_pilot_of_a_raid():
    scenario = load_scenario("tiny")
    ground = terrain_for(scenario.region, scenario.terrain.elevation, margin_m=100e3)
    pilot = simulate_raid(scenario, Question("drone-night", 4 * 64, 4, n_threads=1), ground)
    asked = needed(pilot, 0.5)
    assert asked.n_worlds >= 2
    assert asked.n_each >= BATCH
    nothing = needed(pilot, 0.5, other=pilot)
    assert (nothing.n_worlds, nothing.n_each, nothing.is_enough) == (2, 1, True)
    with pytest.raises(ValueError, match="same worlds"):
        needed(pilot, 0.5, other=replace(pilot, world=pilot.world + 1))

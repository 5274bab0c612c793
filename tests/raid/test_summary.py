"""Bands: which is chance, which is not knowing, and what a difference is."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.raid.model import Question
from belfort.raid.run import simulate_raid
from belfort.raid.summary import (
    bands,
    crossings,
    difference,
    magazines,
    measures,
    moments,
    share_of_chance,
    spread_of_worlds,
    summary,
)
from tests.raid.situations import WHOLE, ground, scenario

ASKED = Question("night", n_replicates=64, n_worlds=4, n_threads=1)


@pytest.fixture(scope="module")
def outcome():
    return simulate_raid(scenario(), ASKED, ground())


def made_up(n_worlds, n_each, between, inside, seed=1):
    """Normal worlds: means scatter by `between`, replicates in them by `inside`; and as many at the mode."""
    rng = np.random.default_rng(seed)
    means = 10.0 + between * rng.standard_normal(n_worlds)
    drawn = np.repeat(means, n_each) + inside * rng.standard_normal(n_worlds * n_each)
    at_mode = 10.0 + inside * rng.standard_normal(n_each * n_worlds)
    world = np.concatenate([np.repeat(np.arange(n_worlds), n_each), np.full(n_each * n_worlds, -1)])
    return np.concatenate([drawn, at_mode]), world.astype(np.int32)


def test_the_band_of_not_knowing_is_that_of_the_worlds_without_chance():
    values, world = made_up(400, 8, between=2.0, inside=6.0)
    (low, high), _ = spread_of_worlds(values[world >= 0], world[world >= 0])
    assert high - low == pytest.approx(2 * 1.645 * 2.0, rel=0.1)
    naive = np.quantile([values[world == w].mean() for w in range(400)], [0.05, 0.95])
    assert naive[1] - naive[0] > 1.3 * (high - low)  # chance would have widened it


def test_without_a_difference_between_worlds_there_is_no_band_of_not_knowing():
    values, world = made_up(50, 16, between=0.0, inside=3.0)
    (low, high), _ = spread_of_worlds(values[world >= 0], world[world >= 0])
    assert high - low < 1.0
    assert share_of_chance(values, world) > 0.95


def test_the_error_covers_the_mean_of_the_same_worlds():
    hits = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        means = 10.0 + 3.0 * np.random.default_rng(0).standard_normal(8)
        values = np.repeat(means, 10) + 4.0 * rng.standard_normal(80)
        _, error = spread_of_worlds(values, np.repeat(np.arange(8), 10).astype(np.int32))
        hits += abs(values.mean() - means.mean()) <= error
    assert 0.90 <= hits / 300 <= 0.98


def test_the_share_of_chance_is_that_of_the_variance():
    values, world = made_up(500, 10, between=3.0, inside=3.0)
    assert share_of_chance(values, world) == pytest.approx(0.5, abs=0.06)


def test_a_row_has_its_twelve_numbers_in_order():
    values, world = made_up(100, 8, between=2.0, inside=3.0)
    mean, median, low50, high50, low90, high90, *rest = bands(values, world)
    assert low90 < low50 < median < high50 < high90
    assert mean == pytest.approx(values[world >= 0].mean())
    unknown_low, unknown_high, chance_low, chance_high, at_mode, error = rest
    assert unknown_low < mean < unknown_high
    assert high90 - low90 > max(unknown_high - unknown_low, chance_high - chance_low)
    assert at_mode == pytest.approx(values[world < 0].mean())
    assert error > 0.0


def test_measures_fit_each_other(outcome):
    found = measures(outcome)
    total = found["n_leaked", ""]
    for part in ("n_leaked", "n_leaked_at", "n_leaked_for"):
        keys = [k for m, k in found if m == part and k]
        assert np.array_equal(sum(found[part, k] for k in keys), total)
    kills = sum(found[m, k] for m, k in found if m == "n_kills")
    gone = found["n_armed", ""] - total + found["n_decoys_killed", ""]
    assert np.array_equal(kills, gone)
    assert np.array_equal(found["is_no_leaker", ""] == 1.0, total == 0.0)
    layers = [k for m, k in found if m == "n_kills_in_layer"]
    assert np.array_equal(sum(found["n_kills_in_layer", k] for k in layers), kills)
    shots = {k: found["n_shots", k] for m, k in found if m == "n_shots"}
    world = outcome.world
    cost = sum(n * outcome.shot_eur[world, i] for i, n in enumerate(shots.values()))
    assert found["defence_eur", ""] == pytest.approx(cost)


def test_the_mean_expected_by_the_last_salvo_agrees_with_the_mean(outcome):
    found = measures(outcome)
    gap = (found["n_expected", ""] - found["n_leaked", ""]).mean()
    assert abs(gap) < 4 * found["n_leaked", ""].std() / np.sqrt(len(outcome.world))


def test_tables_hold_what_the_sums_hold(outcome):
    n = (outcome.world >= 0).sum()
    cross = crossings(outcome)
    for by in ("asset", "cause"):
        assert cross.n_leaked[cross.by == by].sum() * n == pytest.approx(outcome.sums.leaks.sum())
    times = moments(outcome)
    assert times.n[times.what == "killed"].sum() * n == pytest.approx(outcome.sums.times[:, 4].sum())
    left = magazines(outcome)
    for effector in outcome.names.effectors:
        own = left.n_left[left.effector == effector]
        assert np.all(np.diff(own) <= 1e-9)


def test_a_difference_is_of_the_same_raids(outcome):
    worse = scenario(WHOLE.replace("loads = { aim-120c-8 = 18 }", "loads = { aim-120c-8 = 6 }"))
    other = simulate_raid(worse, ASKED, ground())
    table = difference(other, outcome)
    row = np.flatnonzero((table.measure == "n_leaked") & (table.key == ""))[0]
    own = summary(outcome)
    alone = np.flatnonzero((own.measure == "n_leaked") & (own.key == ""))[0]
    assert table.mean[row] > 0.0
    assert table.error[row] < own.error[alone]  # the same luck takes most of the scatter out
    same = difference(outcome, outcome)
    assert np.all(same.mean == 0.0)
    assert np.all(same.error == 0.0)
    with pytest.raises(ValueError, match="same worlds"):
        difference(outcome, simulate_raid(scenario(), replace(ASKED, n_worlds=2), ground()))

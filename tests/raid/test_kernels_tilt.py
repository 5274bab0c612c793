"""Rarer events by tilted draws, and steadier means by conditioning on last salvoes."""

import random

import numpy as np
import pytest

from belfort.raid.closed_forms import barrage
from tests.raid.plans import chance_of, column, counted, made_up, plan_of

N = 3000
MANY = {"n_units": 3, "n_groups": 3, "n_sensors": 3, "n_nodes": 1}


def in_error(sample, expected):
    """How many standard errors a mean is off."""
    return (sample.mean() - expected) / (sample.std(ddof=1) / len(sample) ** 0.5)


def rare_raid(n_threats=5, n_salvo=3, p_kill=0.9874):
    """A barrage of which anything leaks once in a hundred thousand nights."""
    pairs = [(0, j, 10, 11) for j in range(n_threats)]
    plan = plan_of(pairs, n_threats, 1, n_channels=n_threats, n_ready=50, n_salvo=n_salvo, p_kill=p_kill)
    return plan, 1.0 - barrage(n_threats, n_salvo, p_kill).p_none


def test_a_rare_leak_is_found_with_a_fraction_of_the_nights():
    plan, p_leak = rare_raid()
    assert p_leak == pytest.approx(1.0e-5, rel=0.01)
    n = 20_000
    counts = counted(plan, chance_of(plan, n), tilting=(0.95, 0.1), keeps_left=False)
    weights = counts.real[:, 1]
    sample = weights * (column(counts, "N_LEAKED") > 0)
    assert abs(in_error(weights, 1.0)) < 4
    assert abs(in_error(sample, p_leak)) < 4
    as_wanted = (sample.std() / sample.mean()) ** 2 / n  # squared relative error
    assert as_wanted < 0.02**2
    plain = 1 / (p_leak * as_wanted)
    assert plain > 1000 * n  # nights that it would take without


@pytest.mark.parametrize("tilting", [(0.3, 0.1), (0.9, 0.1), (1.0, 0.2), (0.9, 0.5)])
def test_weights_average_to_one_and_keep_every_mean(tilting):
    for seed in range(3):
        made = made_up(random.Random(seed), is_led=True, **MANY, p_fails=0.1)
        plain = counted(made.plan, made.chance(N), made.sizes, keeps_left=False)
        tilted = counted(
            made.plan, made.chance(N), made.sizes, tilting=tilting, seed=(3, 4), keeps_left=False
        )
        weights = tilted.real[:, 1]
        assert abs(in_error(weights, 1.0)) < 4 or np.ptp(weights) == 0
        for one, other in (
            (column(plain, "N_LEAKED"), column(tilted, "N_LEAKED") * weights),
            (column(plain, "shots"), column(tilted, "shots") * weights),
            (column(plain, "N_LEAKED"), tilted.real[:, 0] * weights),
        ):
            error = np.hypot(one.std(), other.std()) / N**0.5
            assert abs(one.mean() - other.mean()) <= 4.5 * error


def test_conditioning_on_last_salvoes_is_fair_and_steadier():
    """Paired with the plain count, it differs by chance only, and varies less."""
    ratios = []
    for seed in range(25):
        made = made_up(random.Random(seed), is_led=True, **MANY, p_fails=0.0, roles=(0, 1))
        counts = counted(made.plan, made.chance(1000), made.sizes, keeps_left=False)
        expected, leaked = counts.real[:, 0], column(counts, "N_LEAKED")
        gap = expected - leaked
        if np.ptp(gap) > 0:
            assert abs(in_error(gap, 0.0)) < 4.5
            ratios.append(expected.var() / leaked.var())
    assert len(ratios) > 10
    assert max(ratios) < 1.02
    assert np.mean(ratios) < 0.95


@pytest.mark.parametrize("tilting", [(0.0, 0.1), (0.9, 0.1)])
def test_a_barrage_is_known_without_any_chance(tilting):
    """Every salvo is the last: the mean is exact in every night, however its shots are drawn."""
    plan = plan_of([(0, j, 10, 11) for j in range(6)], 6, 1, n_channels=6, n_ready=12, n_salvo=2, p_kill=0.8)
    counts = counted(plan, chance_of(plan, 50), tilting=tilting)
    assert counts.real[:, 0] == pytest.approx(barrage(6, 2, 0.8).mean)

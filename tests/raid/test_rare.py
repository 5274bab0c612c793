"""Rare leakers: against closed forms, and against a million plain replicates."""

from math import comb

import numpy as np
import pytest

from belfort.raid.compiling.stage import RaidError
from belfort.raid.night.states import kill_table
from belfort.raid.rare import _weak_parts, p_rare
from belfort.raid.simulate import run, words_of
from tests.raid.compiled_plans import compiled_of, layered
from tests.raid.plans import changed, plan_of

SEED = 11


def barrage(n_threats, n_salvo, p_kill, **more):
    pairs = [(0, j, 10, 11) for j in range(n_threats)]
    many = {"n_channels": n_threats, "n_ready": 50, "n_salvo": n_salvo, "p_kill": p_kill}
    return plan_of(pairs, n_threats, 1, **many | more)


def agrees(found, p, times=4.0):
    return abs(found.p - p) < times * found.error


def test_every_shot_must_miss():
    """Five threats, three shots each: once in 1e5 nights."""
    p_kill = 0.9874
    p = 1 - (1 - (1 - p_kill) ** 3) ** 5
    found = p_rare(compiled_of(barrage(5, 3, p_kill)), SEED, 20_000)
    assert agrees(found, p)
    assert found.error < 0.05 * p
    assert found.n_effective > 1e3 * found.n
    assert found.gain > 100
    assert found.strata[0].tilt > 0.9
    assert found.n <= 1.1 * 20_000
    assert found.is_settled


def test_the_interval_holds_the_truth():
    p_kill, rho = 0.97, 0.2
    fail = 1 - kill_table(np.array([p_kill]), rho)[:, 0]
    p = (1 - (1 - fail**2) ** 4).mean()
    compiled = compiled_of(barrage(4, 2, p_kill), rho)
    found = [p_rare(compiled, seed, 4000) for seed in range(60)]
    inside = [x.low <= p <= x.high for x in found]
    assert np.mean(inside) > 0.85
    assert np.mean([x.p for x in found]) == pytest.approx(p, abs=4 * found[0].error / 60**0.5)


def test_bad_nights_are_looked_for():
    """With what a night shares, nearly all leaks are those of bad nights of one family."""
    p_kill, rho = 0.995, 0.3
    fail = 1 - kill_table(np.array([p_kill]), rho)[:, 0]
    p = (1 - (1 - fail**2) ** 3).mean()
    found = p_rare(compiled_of(barrage(3, 2, p_kill), rho), SEED, 20_000)
    assert agrees(found, p)
    assert found.n_effective > 20 * found.n


def on_nodes(p_node, p_kill=0.99, n_nodes=4, **more):
    """A unit and a threat at each of four nodes; who is cut off sees nothing."""
    pairs = [(j, j, 10, 11) for j in range(n_nodes)]
    many = {"n_salvo": 3, "n_ready": 5, "p_kill": p_kill, "node_of": range(n_nodes), "n_nodes": n_nodes}
    return plan_of(pairs, n_nodes, n_nodes, p_node=p_node, **many | more)


def test_what_is_down_is_a_stratum():
    """Once in 2,500 nights a command post fails, and only then does anything leak, to speak of."""
    p_node, p_kill = 0.9999, 0.99
    p = 1 - (p_node * (1 - (1 - p_kill) ** 3)) ** 4
    found = p_rare(compiled_of(on_nodes(p_node)), SEED, 10_000)
    assert agrees(found, p)
    assert found.error < 0.01 * p
    assert found.n_effective > 1000 * found.n
    assert [s.down for s in found.strata] == ["node 1", "node 2", "node 3", "node 4", ""]
    assert sum(s.p for s in found.strata) == pytest.approx(1.0)
    assert found.strata[0].p_event == 1.0


def test_units_links_and_sensors_are_strata_too():
    plan = on_nodes(1.0, n_nodes=3)
    plan = changed(plan, "units", p_ready=[0.999, 1.0, 1.0], link=[1, 2, 3], p_link=[1.0, 0.998, 1.0])
    plan = changed(plan, "units", holds_alone=1)
    plan = changed(plan, "sensors", p_sees=[1.0, 1.0, 0.9995], link=[1, 2, 3], p_link=[1.0, 0.998, 1.0])
    p = 1 - 0.999 * 0.998 * 0.9995 * (1 - 0.01**3) ** 3
    found = p_rare(compiled_of(plan), SEED, 10_000)
    assert agrees(found, p)
    assert found.error < 0.02 * p
    assert sorted(s.down.split()[0] for s in found.strata if s.down) == ["link", "sensor", "unit"]


def test_strata_part_all_nights():
    """One threat, two units that stand in for each other: it leaks when both are down, and each counts once."""
    plan = plan_of([(0, 0, 10, 11), (1, 0, 20, 21)], 1, 2, n_salvo=3, n_ready=9, p_kill=0.99, p_unit=0.85)
    found = p_rare(compiled_of(plan), SEED, 10_000)
    assert [s.p for s in found.strata] == pytest.approx([0.15, 0.85 * 0.15, 0.85**2])
    assert agrees(found, 0.15**2)
    assert found.error < 0.03 * found.p


def test_a_link_whose_word_stands_for_two_chances_stays_as_it_is():
    plan = on_nodes(1.0, n_nodes=2)
    plan = changed(plan, "units", link=[5, 5], p_link=[0.99, 0.98])
    assert _weak_parts(compiled_of(plan)) == []
    plan = changed(plan, "units", p_link=[0.99, 0.99])
    assert [(part.p_up, len(part.fields)) for part in _weak_parts(compiled_of(plan))] == [(0.99, 2)]


def test_at_least_two():
    n, q = 5, 0.1**2
    found = p_rare(compiled_of(barrage(n, 2, 0.9)), SEED, 40_000, at_least=2)
    p = 1 - sum(comb(n, k) * q**k * (1 - q) ** (n - k) for k in (0, 1))
    assert agrees(found, p)


def test_at_one_asset():
    plan = changed(barrage(4, 2, 0.95), "lanes", asset=[0, 0, 0, 1])
    found = p_rare(compiled_of(plan, sizes=(1, 2, 1)), SEED, 20_000, asset="a1")
    assert agrees(found, 0.05**2)
    assert found.error < 0.1 * 0.05**2


def test_what_is_not_rare_is_counted_plainly():
    found = p_rare(compiled_of(barrage(4, 1, 0.8)), SEED, 4000)
    assert agrees(found, 1 - 0.8**4)
    assert found.note == "plain sampling is as good"
    assert found.strata[0].tilt == 0.0
    assert 0.5 < found.gain < 1.5


def test_what_cannot_happen_has_a_bound():
    found = p_rare(compiled_of(barrage(3, 1, 1.0)), SEED, 2000)
    assert found.p == 0.0
    assert 0.0 < found.high < 0.02
    assert not found.is_settled
    assert "never seen" in found.note


def test_the_same_seed_gives_the_same():
    compiled = compiled_of(barrage(3, 2, 0.95), 0.2)
    one, other = (p_rare(compiled, SEED, 2000, n_threads=k) for k in (1, 2))
    assert (one.p, one.error, one.n, one.strata) == (other.p, other.error, other.n, other.strata)


@pytest.mark.slow
def test_a_million_plain_replicates():
    compiled, n = compiled_of(layered(), 0.2), 1_000_000
    p = (run(compiled, SEED, words_of(0, 0, n)).rows[:, 1] > 0).mean()
    found = p_rare(compiled, SEED, 30_000)
    assert 1e-3 < p < 1e-2
    assert abs(found.p - p) < 4 * np.hypot(found.error, (p / n) ** 0.5)
    assert found.n_effective > 3 * found.n


def test_it_says_what_cannot_be():
    with pytest.raises(
        RaidError, match=r"no asset 'x'; there are a0; replicates .* found 3; at least 1 leaker"
    ):
        p_rare(compiled_of(barrage(1, 1, 0.9)), SEED, 3, asset="x", at_least=0)

"""What drives a result: Sobol's indices on known functions, groups of causes, and the share of guesses."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from belfort.raid.compiling.stage import RaidError
from belfort.raid.compiling.worlds import MODE, draw, estimates_of, part_of
from belfort.raid.indices import guess_share, indices
from belfort.raid.model import Question
from belfort.raid.run import simulate_raid
from belfort.raid.sensitivity import causes_of, drivers, guesses_of, n_worlds_for
from belfort.scenario import load_scenario
from belfort.scenario.load import shipped_catalogue
from belfort.terrain.load import terrain_for

EXAMPLES = ("tiny", "drones", "eastern-flank", "benelux")


@pytest.fixture
def salib():
    return pytest.importorskip("SALib.analyze.sobol")


def tiny():
    scenario = load_scenario("tiny")
    return scenario, terrain_for(scenario.region, scenario.terrain.elevation, margin_m=100e3)


def designed(a, b, groups, model):
    """(groups + 2, n_base, replicates): A, A with one group of columns from B, B."""
    arrays = [a]
    for columns in groups:
        ab = a.copy()
        ab[:, columns] = b[:, columns]
        arrays.append(ab)
    return np.array([model(x) for x in (*arrays, b)])


def test_ishigami(salib):
    """Exact: 0.3139 0.4424 0 and 0.5576 0.4424 0.2437 (Ishigami and Homma 1990, a = 7, b = 0.1)."""
    sampler = pytest.importorskip("SALib.sample.sobol")
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    points = sampler.sample(problem, 4096, calc_second_order=False, seed=1).reshape(4096, 5, 3)
    x = np.moveaxis(points, 1, 0)
    values = np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
    found = indices(values[..., None], salib, 200)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert (found.first_band[0] <= found.first).all()
    assert (found.total_band[1] >= found.total).all()
    assert found.variance == pytest.approx(13.8446, rel=0.01)


def by_groups(n_base, n_replicates, noise, rng):
    """Linear in six values in three groups, the fourth does nothing; shares 0.6, 0.3, 0.1, 0 of a variance of 10."""
    weight = np.sqrt([4.0, 2.0, 1.5, 1.5, 0.5, 0.5, 0.0])
    luck = rng.standard_normal((2, n_replicates))

    def model(x):
        mean = x @ weight
        # luck that all worlds share, luck that a world's values weigh, and luck of a world's own
        own = rng.standard_normal((len(x), n_replicates))
        return mean[:, None] + noise * (luck[0] + np.outer(x[:, 0], luck[1]) + own)

    a, b = rng.standard_normal((2, n_base, 7))
    return designed(a, b, ([0, 1], [2, 3], [4, 5], [6]), model)


def test_groups_of_a_linear_model(salib):
    found = indices(by_groups(4000, 1, 0.0, np.random.default_rng(3)), salib, 200)
    assert found.first == pytest.approx([0.6, 0.3, 0.1, 0.0], abs=0.03)
    assert found.total == pytest.approx([0.6, 0.3, 0.1, 0.0], abs=0.03)
    assert found.first[3] == found.total[3] == 0.0


def test_chance_adds_nothing(salib):
    """Chance alone would add a third of the variance; every estimate is right on average all the same."""
    rng = np.random.default_rng(4)
    some = [indices(by_groups(64, 16, 5.0, rng), salib, 2) for _ in range(300)]
    weights = np.array([x.variance for x in some])
    assert weights.mean() == pytest.approx(10.0, rel=0.05)
    first, total = (np.array([getattr(x, n) for x in some]) * weights[:, None] for n in ("first", "total"))
    assert first.mean(axis=0) / weights.mean() == pytest.approx([0.6, 0.3, 0.1, 0.0], abs=0.05)
    assert total.mean(axis=0) / weights.mean() == pytest.approx([0.6, 0.3, 0.1, 0.0], abs=0.05)


def test_bands_hold_the_truth(salib):
    rng = np.random.default_rng(5)
    inside = []
    for _ in range(100):
        found = indices(by_groups(32, 64, 2.0, rng), salib, 200)
        low, high = found.total_band
        inside.append((low[:3] <= [0.6, 0.3, 0.1]) & (high[:3] >= [0.6, 0.3, 0.1]))
    assert 0.75 < np.mean(inside) < 0.97  # 0.90 wanted; a bootstrap of 32 is a little short


def test_a_result_that_nothing_moves_has_no_drivers(salib):
    flat = indices(np.full((4, 8, 16), 3.0), salib, 50)
    assert flat.variance == 0.0
    assert (flat.first == 0.0).all()
    assert (flat.total == 0.0).all()
    chance = np.tile(np.random.default_rng(1).standard_normal((1, 1, 16)), (4, 8, 1))
    assert indices(chance, salib, 50).variance == pytest.approx(0.0, abs=1e-12)


def test_the_share_of_guesses_where_it_is_known():
    """Guesses 3, known 1, of a variance of 4; luck of all worlds and of each."""
    rng = np.random.default_rng(6)
    n, n_each = 4000, 8
    guess, known, luck = (
        np.sqrt(3) * rng.standard_normal(n),
        rng.standard_normal(n),
        rng.standard_normal(n_each),
    )
    own = rng.standard_normal((2, n, n_each))
    found = guess_share((guess + known)[:, None] + luck + 4 * own[0], known[:, None] + luck + 4 * own[1])
    assert found.value == pytest.approx(0.75, abs=0.03)
    assert found.low < 0.75 < found.high
    assert found.high - found.low < 0.1
    without = guess_share(*(x[:, None] + 0.0 * luck for x in (known, known)), 50)
    assert without.value == 0.0


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_uncertain_estimate_is_in_one_group(name):
    scenario, catalogue = load_scenario(name), shipped_catalogue()
    groups = causes_of(scenario, catalogue)
    origins = [e.origin for some in groups.values() for e in some]
    wanted = {o for o, e in estimates_of(scenario).items() if part_of(e) in scenario.study.uncertain}
    assert len(origins) == len(set(origins))
    assert set(origins) == wanted
    assert set(groups) <= {"performance", "kill", "crew", "network", "signature", "price", "industry", "other",
                           "raid size", "night", "sensing", "scenario"}  # fmt: skip


@pytest.mark.parametrize("name", ["tiny", "eastern-flank"])
def test_a_cause_moves_its_own_values_and_no_other(name):
    scenario, catalogue = load_scenario(name), shipped_catalogue()
    base = draw(scenario, catalogue, 3)
    groups = causes_of(scenario, catalogue)
    for cause, some in groups.items():
        moved = draw(scenario, catalogue, 3, groups={cause: 11})
        free = {e.origin for e in some if e.low < e.high and e.shape != "fixed"}
        assert {o for o in base if moved[o] != base[o]} <= free
        assert len([o for o in free if moved[o] != base[o]]) >= 0.9 * len(free)
    everything = draw(scenario, catalogue, 3, groups=dict.fromkeys(groups, 11))
    assert everything == draw(scenario, catalogue, 11)


def test_guesses_are_kept_at_their_modes():
    scenario, catalogue = load_scenario("tiny"), shipped_catalogue()
    keeps = guesses_of(scenario)
    base, kept = (draw(scenario, catalogue, 3, keeps=k) for k in (None, keeps))
    found = estimates_of(scenario)
    assert all(kept[o] == found[o].mode for o in kept if found[o].is_guess)
    assert all(kept[o] == base[o] for o in base if not found[o].is_guess)
    assert any(base[o] != kept[o] for o in base)


def test_it_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    scenario, ground = tiny()
    with pytest.raises(RaidError, match="SALib, which is not installed"):
        drivers(scenario, Question("drone-night", 64, 1), ground)


@pytest.mark.usefixtures("salib")
def test_it_says_what_cannot_be():
    scenario, ground = tiny()
    with pytest.raises(RaidError, match="no raid or incursion 'x'"):
        drivers(scenario, Question("x", 64, 1), ground)
    with pytest.raises(RaidError, match=r"no measure 'leaks'; there are .*n_leaked"):
        drivers(scenario, Question("drone-night", 64, 1), ground, measure=("leaks", ""))
    with pytest.raises(RaidError, match="2 base worlds"):
        drivers(scenario, Question("drone-night", 64, 1), ground, n_base=1)


def test_one_luck_for_all_worlds():
    scenario, ground = tiny()
    world = draw(scenario, shipped_catalogue(), 0)
    asked = Question("drone-night", 96, 0, n_threads=1)
    one, own = (
        simulate_raid(scenario, asked, ground, worlds=[world, world], is_one_luck=same).rows
        for same in (True, False)
    )
    assert np.array_equal(one[-96:-48], one[-48:])
    assert not np.array_equal(own[-96:-48], own[-48:])
    assert np.array_equal(one[:-48], own[:-48])


@pytest.mark.usefixtures("salib")
def test_drivers_of_tiny():
    """The difference of a scenario and itself is nothing; and the cost is told and is as told."""
    scenario, ground = tiny()
    some = ("common-cause", "raid-size")
    scenario = replace(scenario, study=replace(scenario.study, uncertain=some))
    asked, told = Question("drone-night", 64, 1, n_threads=1), []
    same = drivers(
        scenario, asked, ground, other=scenario, n_base=2, progress=lambda w, s: told.append((w, s))
    )
    assert same.mean == same.variance == 0.0
    assert (same.table.total == 0.0).all()
    assert not same.is_told_apart
    assert same.n_worlds == n_worlds_for(len(same.table.cause), 2)
    assert told[0][0] == f"{2 * same.n_worlds} worlds of 64 raids: {len(same.table.cause)} causes"
    assert told[-1][1] == pytest.approx(1.0)
    assert list(same.table.cause) == ["night"]
    assert same.unread == ("raid size",)  # twelve drones, as the file says


@pytest.mark.slow
@pytest.mark.usefixtures("salib")
def test_what_drives_tiny():
    scenario, ground = tiny()
    asked = Question("drone-night", 1000, 16, n_threads=1)
    found = drivers(scenario, asked, ground, n_base=16)
    table = found.table
    total = dict(zip(table.cause, table.total, strict=True))
    assert list(table.total) == sorted(table.total, reverse=True)
    assert (
        max(total, key=lambda c: total[c]) == "other"
    )  # readiness of the one gun, and how far drones are heard
    assert total["sensing"] == pytest.approx(0.0, abs=0.02)
    assert 0.5 < found.guesses.value <= 1.0
    assert found.n_each == 64
    # a mean over the worlds of the analysis is the study's own
    study = simulate_raid(scenario, replace(asked, n_replicates=32 * 64, n_worlds=32), ground)
    assert found.mean == pytest.approx(study.rows[study.world != MODE, 1].mean(), abs=0.8)

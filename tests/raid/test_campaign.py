"""Nights in a row: stores run down, come back, and a force that moves keeps what it has."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.raid.campaign import by_day, moved
from belfort.raid.compiling.compile import compile_raid
from belfort.raid.compiling.stage import stage_of
from belfort.raid.model import Question
from belfort.raid.run import simulate_raid
from belfort.raid.simulate import Stores, full, words_of
from belfort.raid.summary import magazines, measures
from tests.raid.situations import WHOLE, ground, scenario

ASKED = Question("night", n_replicates=48, n_worlds=0, n_nights=4, n_threads=1)
MANY = WHOLE.replace("count = 12", "count = 40")


@pytest.fixture(scope="module")
def dry():
    return simulate_raid(scenario(MANY), ASKED, ground())


def test_stores_run_down_and_leakers_rise(dry):
    leaked = [dry.rows[dry.night == n, 1].mean() for n in range(4)]
    assert leaked[3] > leaked[0]
    begins, ends = dry.left[:, 0].sum(axis=1), dry.left[:, 1].sum(axis=1)
    assert np.all(ends <= begins)
    assert begins[1] == pytest.approx(ends[0])  # nothing comes, nothing is lost by day


def test_each_night_has_its_own_luck(dry):
    first, second = (dry.rows[dry.night == n] for n in (0, 1))
    assert not np.array_equal(first[:, 0], second[:, 0])


def test_resupply_keeps_the_defence_up(dry):
    fed = simulate_raid(scenario(MANY), replace(ASKED, resupply_share=1.0), ground())
    assert fed.left[3, 0].sum() > dry.left[3, 0].sum()
    assert fed.rows[fed.night == 3, 1].mean() < dry.rows[dry.night == 3, 1].mean()
    assert np.array_equal(fed.rows[fed.night == 0], dry.rows[dry.night == 0])


def test_measures_add_the_nights_of_each_replicate(dry):
    total = measures(dry)["n_leaked", ""]
    by_hand = [dry.rows[(dry.replicate == r) & (dry.world == -1), 1].sum() for r in range(len(total))]
    assert total.tolist() == by_hand
    table = magazines(dry)
    assert set(table.night.tolist()) == {1, 2, 3, 4}


def test_by_day_fills_launchers_from_stock_and_never_over_the_brim():
    compiled = compile_raid(stage_of(scenario(), "night", ground(), n_threads=1))
    whole = full(compiled)
    empty = Stores(whole.n_items.copy(), 0 * whole.n_ready, whole.n_stock.copy())
    words = words_of(-1, 0, 1)
    after = by_day(compiled, empty, 0.0, (3, 0, words))
    assert np.array_equal(after.n_ready + after.n_stock, whole.n_stock)
    assert np.array_equal(after.n_ready, np.minimum(whole.n_ready, whole.n_stock))
    brimful = by_day(compiled, whole, 1.0, (3, 0, words))
    assert np.array_equal(brimful.n_ready, whole.n_ready)
    assert np.array_equal(brimful.n_stock, whole.n_stock)


def test_what_was_hit_is_repaired_in_time():
    compiled = compile_raid(stage_of(scenario(), "night", ground(), n_threads=1))
    whole = full(compiled)
    n = 2000
    lost = Stores(
        *(np.zeros((n, x.shape[1]), np.int32) for x in (whole.n_items, whole.n_ready, whole.n_stock))
    )
    after = by_day(compiled, lost, 0.0, (3, 0, words_of(-1, 0, n)))
    share = (after.n_items > 0).mean()
    assert share == pytest.approx(1 / 3, abs=0.03)


def test_a_force_that_moves_keeps_what_it_has_by_name():
    found = scenario(
        WHOLE + '\n[options.later]\ntitle = "Later"\n[[options.later.remove]]\nunits = "skyranger"\n'
        '[[options.later.add]]\nname = "second"\nsystem = "skyranger-30"\nnation = "belgium"\nat = "Ghent"\nc2 = "post"\n'
    )
    old = compile_raid(stage_of(found, "night", ground(), n_threads=1))
    new = compile_raid(stage_of(found.options["later"], "night", ground(), n_threads=1))
    used = full(old)
    used = Stores(used.n_items, used.n_ready - 1, used.n_stock)
    after = moved(used, old, new)
    weapons = list(zip(new.plan.force.weapons["unit"].tolist(), new.names.weapons, strict=True))
    for w, (b, _) in enumerate(weapons):
        taken = full(new).n_ready[0, w] - after.n_ready[0, w]
        assert taken == (1 if new.names.units[b] == "nasams" else 0)
    asked = replace(ASKED, later=((2, "later"),), n_replicates=16)
    done = simulate_raid(found, asked, ground(), base=found)
    stays = simulate_raid(found, replace(asked, later=()), ground(), base=found)
    for night in (0, 1):
        assert np.array_equal(done.rows[done.night == night], stays.rows[stays.night == night])
    assert not np.array_equal(done.rows[done.night == 3], stays.rows[stays.night == 3])

"""What holds of every night, whatever the plan."""

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.raid import layout
from belfort.raid.kernels import tables
from belfort.raid.kernels.tables import FIRST_FREE
from tests.raid.plans import chance_of, changed, column, counted, locked, made_up, plan_of, same

ANY = st.integers(0, 2**32).map(random.Random)
FEW = settings(max_examples=25)


# Books ----------------------------------------------------------------------------------------------------


@given(luck=ANY)
@FEW
def test_every_leaker_has_one_cause_one_kind_and_one_asset_and_the_rest_is_killed(luck):
    made = made_up(luck)
    counts = counted(made.plan, made.chance(20), made.sizes)
    n_kinds, n_assets, n_effectors = made.sizes
    starts = FIRST_FREE + np.cumsum([0, n_kinds, n_assets, len(layout.CAUSES), n_effectors])
    by_kind, by_asset, by_cause, _, kills = (
        part.sum(axis=1) for part in np.split(counts.rows, starts, axis=1)[1:]
    )
    leaked = column(counts, "N_LEAKED")
    assert (by_kind == leaked).all()
    assert (by_asset == leaked).all()
    assert (by_cause == leaked).all()
    assert counts.leaks.sum() == counts.causes.sum() == leaked.sum()
    assert (kills == column(counts, "N_ARMED") - leaked + column(counts, "N_DECOYS_KILLED")).all()
    groups = made.plan.scene.groups
    flying = groups["n_threats"][groups["role"] < layout.CIVIL].sum()
    seen = column(counts, "N_ARMED") + column(counts, "N_DECOYS_KILLED") + column(counts, "N_DECOYS_LEAKED")
    assert (seen == flying).all()
    assert (
        column(counts, "N_KNOWN") + column(counts, "cause", layout.UNSEEN) <= column(counts, "N_ARMED")
    ).all()
    assert (column(counts, "N_IDENTIFIED") <= column(counts, "N_KNOWN")).all()


@given(luck=ANY)
@FEW
def test_no_missile_comes_from_nowhere_or_gets_lost(luck):
    """By effector: fired and left are what there was; by weapon, with the log: ready and reloaded are fired and left."""
    made = made_up(luck, p_hit=0.0)
    chance, weapons = made.chance(5), made.plan.force.weapons
    counts, log = counted(made.plan, chance, made.sizes, n_log=4000)
    n_units, n_weapons = len(made.plan.force.units), len(weapons)
    ready, stock = counts.left[:, n_units : n_units + n_weapons], counts.left[:, n_units + n_weapons :]
    for effector in range(made.sizes[2]):
        of_it = weapons["effector"] == effector
        start = int((chance.n_ready + chance.n_stock)[0, of_it].sum())
        assert (column(counts, "shots", effector) + (ready + stock)[:, of_it].sum(axis=1) == start).all()
        assert counts.used[effector].sum() == column(counts, "shots", effector).sum()
    lines = {kind: log[log["kind"] == kind] for kind in (tables.LOG_FIRED, tables.LOG_RELOADED)}
    for w in range(n_weapons):
        fired, reloaded = (part["n_shots"][part["weapon"] == w].sum() for part in lines.values())
        assert 5 * chance.n_ready[0, w] + reloaded == fired + ready[:, w].sum()
        assert 5 * chance.n_stock[0, w] == reloaded + stock[:, w].sum()
    assert (ready >= 0).all()
    assert (stock >= 0).all()


@given(luck=ANY)
@FEW
def test_no_unit_fires_at_more_than_it_has_channels_for(luck):
    made = made_up(luck, p_fails=0.0)
    chance, units = made.chance(1), made.plan.force.units
    _, log = counted(made.plan, chance, made.sizes, n_log=4000)
    fired = log[log["kind"] == tables.LOG_FIRED]
    for b, unit in enumerate(units):
        spans = [(r["time_s"], r["until_s"]) for r in fired if r["unit"] == b]
        at_once = max((sum(s <= start < e for s, e in spans) for start, _ in spans), default=0)
        assert at_once <= unit["n_channels"] * unit["n_items"]


# Order of work --------------------------------------------------------------------------------------------


@given(luck=ANY, cuts=st.lists(st.integers(0, 24), max_size=4))
@FEW
def test_any_blocks_give_the_same_bytes(luck, cuts):
    made = made_up(luck)
    whole = counted(made.plan, made.chance(24), made.sizes)
    bounds = [0, *sorted(cuts), 24]
    parts = [counted(made.plan, made.chance(b - a, a), made.sizes) for a, b in pairwise(bounds)]
    assert same(whole, added(parts)) == []


def added(parts):
    """Rows one after the other, totals added up."""
    by_row = ("rows", "real", "left")
    return type(parts[0])(*(
        np.concatenate([getattr(p, f) for p in parts]) if f in by_row else sum(getattr(p, f) for p in parts)
        for f in parts[0]._fields
    ))  # fmt: skip


def test_two_threads_give_the_same_bytes():
    made = made_up(random.Random(5), n_units=4, n_groups=4, n_sensors=4, n_nodes=2)
    whole = counted(made.plan, made.chance(4000), made.sizes)
    with ThreadPoolExecutor(2) as pool:
        parts = list(
            pool.map(
                lambda first: counted(made.plan, made.chance(250, first), made.sizes), range(0, 4000, 250)
            )
        )
    assert same(whole, added(parts)) == []


# Names and places -----------------------------------------------------------------------------------------


def placed(table, order, **places):
    """Rows of a table in another order, with fields that point elsewhere renumbered."""
    made = table[list(order)].copy()
    for field, new in places.items():
        made[field] = np.asarray(new)[made[field]]
    return locked(made)


def inverse(order):
    return np.argsort(order)


def units_moved(plan, order, weapon_order):
    """The same plan with units and weapons in another order."""
    units, weapons = plan.force.units[list(order)], plan.force.weapons[list(weapon_order)].copy()
    weapons["unit"] = inverse(order)[weapons["unit"]]
    slots = plan.force.slots.copy()
    slots["unit"], slots["weapon"] = inverse(order)[slots["unit"]], inverse(weapon_order)[slots["weapon"]]
    near = plan.near.copy()
    near[:, 1] = inverse(order)[near[:, 1]]
    force = plan.force._replace(units=locked(units), weapons=locked(weapons), slots=locked(slots))
    return plan._replace(force=force, near=locked(near))


def segments_moved(plan, luck):
    """The same plan with the segments of every lane in another order."""
    segments = plan.senses.segments.copy()
    for lane in plan.scene.lanes:
        order = list(range(lane["segment0"], lane["segment1"]))
        segments[lane["segment0"] : lane["segment1"]] = segments[luck.sample(order, len(order))]
    return plan._replace(senses=plan.senses._replace(segments=locked(segments)))


def without_ties(luck):
    """Moments that differ, and no more spells than a picture tells apart."""
    return made_up(luck, is_round=False, policy=0, n_sensors=luck.randint(0, 2))


def shuffled(luck, n):
    return luck.sample(range(n), n)


@given(luck=ANY)
@FEW
def test_places_in_the_tables_decide_nothing(luck):
    """Draws go by names, and where no two moments tie, what comes first goes by time."""
    made = without_ties(luck)
    plan, force = made.plan, made.plan.force
    before = counted(plan, made.chance(20), made.sizes)
    plan = units_moved(plan, shuffled(luck, len(force.units)), shuffled(luck, len(force.weapons)))
    plan = plan._replace(
        scene=plan.scene._replace(groups=locked(plan.scene.groups[shuffled(luck, len(plan.scene.groups))]))
    )
    lanes = plan.scene.lanes
    if (lanes["segment1"] - lanes["segment0"] <= layout.MOST_SPELLS).all():
        plan = segments_moved(plan, luck)
    after = counted(plan, made._replace(plan=plan).chance(20), made.sizes)
    assert [name for name in same(before, after) if name not in ("left", "real")] == []
    assert before.real == pytest.approx(after.real)


@given(luck=ANY)
@FEW
def test_a_unit_with_nothing_to_do_changes_nothing_for_the_others(luck):
    made = made_up(luck)
    plan, force = made.plan, made.plan.force
    before = counted(plan, made.chance(20), made.sizes)
    idle = np.zeros(1, layout.UNIT)
    for field, value in {
        "code": 999,
        "n_channels": 5,
        "n_items": 2,
        "picture": -1,
        "node": -1,
        "p_ready": 0.5,
    }.items():
        idle[field] = value
    weapons, slots, near = force.weapons.copy(), force.slots.copy(), plan.near.copy()
    weapons["unit"] += 1
    slots["unit"] += 1
    near[:, 1] += 1
    units = locked(np.concatenate([idle, force.units]))
    plan = plan._replace(
        force=force._replace(units=units, weapons=locked(weapons), slots=locked(slots)), near=locked(near)
    )
    after = counted(plan, made._replace(plan=plan).chance(20), made.sizes)
    assert [name for name in same(before, after) if name not in ("left", "real")] == []
    assert (before.left == after.left[:, 1:]).all()


# Ends of the scale ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "leaked"),
    [
        ({"p_kill": 1.0}, 0),
        ({"p_kill": 0.0}, 6),
        ({"n_ready": 0}, 6),
        ({"n_channels": 0}, 6),
        ({"n_looks": 0}, 6),
    ],
)
def test_sure_things(fields, leaked):
    plan = plan_of([(0, j, 10, 500) for j in range(6)], 6, 1, **({"n_ready": 100} | fields))
    counts = counted(plan, chance_of(plan, 50))
    assert (column(counts, "N_LEAKED") == leaked).all()
    if "p_kill" not in fields:
        assert (column(counts, "shots") == 0).all()


def test_nothing_flies_and_nobody_watches():
    plan = plan_of([], 0, 0, n_nodes=0)
    counts = counted(plan, chance_of(plan, 3))
    assert not counts.rows.any()
    assert (counts.real == [0.0, 1.0]).all()


# More is no worse -----------------------------------------------------------------------------------------


def leaked_with(made, plan, n=100, **chance):
    return column(counted(plan, made.chance(n)._replace(**chance), made.sizes), "N_LEAKED").astype(int)


def better_shots(made):
    kill = locked(np.minimum(made.plan.force.kill + 0.15, 1.0))
    return made.plan, made.plan._replace(force=made.plan.force._replace(kill=kill)), {}


def another_missile(made):
    more = locked(made.chance(1).n_ready + (made.plan.force.weapons["n_ready"] > 0).astype(np.int32))
    return made.plan, made.plan, {"n_ready": more}


def another_sensor(made):
    sees = np.array(made.plan.senses.sensors["p_sees"])
    sees[-1:] = 0.0
    return changed(made.plan, "sensors", p_sees=sees), made.plan, {}


@pytest.mark.parametrize(
    ("better", "most_worse"), [(better_shots, 0.0), (another_missile, 0.0), (another_sensor, 0.1)]
)
def test_a_better_defence_lets_no_more_through_on_average(better, most_worse):
    """In the mean over nights, with the same luck; single nights can be worse, and that is no fault.

    Of 6,000 nights: better shots 650 better and none worse; another missile 406 better and 24 worse; another sensor
    812 better and 25 worse. A missile more puts a reload off, or is fired at once by a unit that then is busy when
    the next threat comes. What is seen sooner is fired at sooner, first come, first served: a poor shot at a threat
    that is seen now takes the channel or the last missile that would have been a good one at a threat to come. In
    one made-up plan of 60 (one missile, shots that cannot kill at the threats seen first) that is so on average too.
    """
    found = gains(better, range(60))
    by_plan = found.mean(axis=1)
    assert by_plan.mean() < -0.05
    assert by_plan.max() <= most_worse
    assert (found > 0).mean() < 0.01


def gains(change, seeds):
    """Leakers more with a betterment than without, by plan and night."""
    found = []
    for seed in seeds:
        made = made_up(
            random.Random(seed), n_units=3, n_groups=3, n_sensors=3, n_nodes=1, p_fails=0.1, roles=(0, 1)
        )
        worse, better, chance = change(made)
        found.append(leaked_with(made, better, **chance) - leaked_with(made, worse))
    return np.array(found)

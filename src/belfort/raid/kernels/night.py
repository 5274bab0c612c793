"""One night after another: the event loop."""

import numpy as np

from belfort.numeric.jit import inlined_kernel, inner_kernel, kernel
from belfort.raid.kernels.books import close_books, take_stock
from belfort.raid.kernels.chance import HIT, TILT, both
from belfort.raid.kernels.chances import appear, set_out
from belfort.raid.kernels.fire import (
    WAITING,
    add_event,
    choice,
    does_harm,
    launch,
    may_fire,
    note,
    put_on_list,
    reload_if_out,
)
from belfort.raid.kernels.network import fill_magazines, find_ways, join_nodes, stand_to, wake_sensors
from belfort.raid.kernels.queue import pop
from belfort.raid.kernels.tables import (
    FIRST_FREE,
    FULL_MS,
    IN_VAIN,
    IS_TOGETHER,
    LOG_LOST,
    LOG_MISSED,
    LOG_RELOADED,
    LOG_START,
    N_EVENTS,
    N_LINES,
    N_QUEUE,
    N_THREATS,
    N_UNITS_LOST,
    NEXT_ENGAGEMENT,
    NEXT_ENTRY,
    SHOTS_COLUMN,
)
from belfort.raid.layout import ACT, APPEAR, ASSESS, IMPACT, NONE, RELOAD, SILENT


@kernel
def run_nights(seed, night, plan, chance, counts, work, tilting, log):
    """Simulate one night for each row of `chance`.

    Parameters
    ----------
    seed
        (low, high) words of the generator's key.
    night
        Number of the night in a campaign, from 0.
    plan, chance, counts, work
        As `tables` says; `counts` is written, `work` is memory.
    tilting
        (tilt, share left as it is): one threat in a replicate, picked at random, has its kill probabilities times
        (1 - tilt), but for that share of replicates; 0 for none.
    log
        Lines of `LOG`; of length 0 for none.

    Returns
    -------
    int
        0, or how many entries found no room: then `work` needs more, and nothing counts.
    """
    ways, doing = work.ways, work.doing
    late_column = chance.state.shape[1] - 1
    doing.misc[IN_VAIN] = 0
    doing.misc[N_LINES] = 0
    doing.misc[SHOTS_COLUMN] = (
        FIRST_FREE + counts.leaks.shape[0] + counts.leaks.shape[1] + counts.causes.shape[1]
    )
    for row in range(chance.replicate.shape[0]):
        key = (seed[0], seed[1], chance.replicate[row], night)
        late = plan.late[chance.state[row, late_column]]
        stand_up(key, plan, chance, ways, doing, row)
        n = set_out(key, plan.scene, chance.state[row], doing.threats)
        doing.misc[N_THREATS] = n
        tally = (counts, row, tilted_threat(key, n, tilting), tilting[0], log)
        counts.rows[row, N_EVENTS] = run_events(key, plan, work, tally, late)
        if doing.misc[IN_VAIN] > 0:
            return doing.misc[IN_VAIN]
        close_books(plan, doing, tally)
        if tilting[0] > 0.0:
            counts.real[row, 1] = weight(doing.threats, n, tilting)
        if counts.left.shape[0] > 0:
            items = chance.n_items[row if chance.n_items.shape[0] > 1 else 0]
            take_stock(plan.force.weapons, doing, items, counts.left[row])
    return 0


@inner_kernel
def stand_up(key, plan, chance, ways, doing, row):
    """Draw what is up tonight, and fill magazines."""
    units, weapons = plan.force.units, plan.force.weapons
    n_groups = join_nodes(key, plan.net, ways)
    wake_sensors(key, plan.senses.sensors, ways.part, ways.is_up)
    find_ways(plan.senses.sensors, plan.net, ways)
    items = chance.n_items[row if chance.n_items.shape[0] > 1 else 0]
    ready = chance.n_ready[row if chance.n_ready.shape[0] > 1 else 0]
    stock = chance.n_stock[row if chance.n_stock.shape[0] > 1 else 0]
    stand_to(key, units, ways.part, items, doing.units)
    fill_magazines(weapons, doing.units, items, ready, stock, doing.weapons)
    doing.misc[IS_TOGETHER] = 1 if n_groups <= 1 and all_together(doing.units) else 0


@inner_kernel
def all_together(doing_units):
    """Return whether every unit that fires knows of all engagements."""
    is_together = True
    for b in range(doing_units.shape[0]):
        is_together = is_together and (doing_units[b].mode == SILENT or doing_units[b].group != NONE)
    return is_together


@inner_kernel
def tilted_threat(key, n, tilting):
    """Return the threat whose kills are made rarer, NONE for none."""
    if tilting[0] <= 0.0 or n == 0:
        return NONE
    u, v = both(key, TILT, 0, 0)
    return NONE if v < tilting[1] else min(int(u * n), n - 1)


@inner_kernel
def weight(threats, n, tilting):
    """Return a tilted replicate's weight: its likelihood over that of the mixture it was drawn from."""
    total = 0.0
    for j in range(n):
        total += threats[j].ratio
    return 1.0 / (tilting[1] + (1.0 - tilting[1]) * total / n) if n > 0 else 1.0


@inner_kernel
def begin(scene, weapons, strikes, doing, log):
    """Empty what a replicate fills, let every threat appear in its time, and reload what is empty."""
    n = doing.misc[N_THREATS]
    doing.misc[NEXT_ENGAGEMENT] = 0
    doing.misc[NEXT_ENTRY] = 0
    doing.misc[N_QUEUE] = 0
    for i in range(doing.engagements.shape[0]):
        doing.engagements[i].next = i + 1
    for w in range(doing.weapons.shape[0]):
        if doing.units[weapons[w].unit].n_items > 0:
            reload_if_out(weapons, doing, w, 0, 0.0)
    for j in range(n):
        threat = doing.threats[j]
        for group in range(doing.engaged.shape[0]):
            doing.engaged[group, j] = 0
        note(doing.misc, log, threat.start_s, np.nan, LOG_START, (j, NONE, NONE), 0)
        at_s = threat.start_s + scene.lanes[threat.lane].appear_s
        if at_s < threat.end_s:
            add_event(doing, at_s, APPEAR, j)
        if strikes and does_harm(scene.groups, threat):
            add_event(doing, threat.end_s, IMPACT, j)


@inlined_kernel
def run_events(key, plan, work, tally, late):
    """Work off the queue; return how many events there were."""
    doing, log = work.doing, tally[4]
    begin(plan.scene, plan.force.weapons, plan.p_hit > 0.0, doing, log)
    n_events = 0
    while doing.misc[N_QUEUE] > 0:
        now_s, kind, index = doing.heap[0].time_s, doing.heap[0].kind, doing.heap[0].index
        doing.misc[N_QUEUE] = pop(doing.heap, doing.misc[N_QUEUE])
        n_events += 1
        b, e, retry = NONE, NONE, NONE
        if kind == APPEAR:
            if appear(key, plan, work.ways, work.held, doing, index, late):
                push_next(doing, index)
        elif kind == ACT:
            e = take_next(doing, index, now_s)
        elif kind == ASSESS:
            b, retry = assess(doing, tally, index, now_s)
        elif kind == RELOAD:
            b = refill(plan.force.weapons, doing, log, index, now_s)
        elif kind == IMPACT:
            strike(key, plan, work.ways, doing, tally, index, now_s)
        give_orders(key, plan, doing, tally, (b, e, retry), now_s)
    return n_events


@inlined_kernel
def give_orders(key, plan, doing, tally, waiting, now_s):
    """Fire what can be fired now: a free unit takes its next threats, then a threat just missed its next weapons.

    `waiting` is the unit, an entry whose moment has come, and the threat missed; NONE for each that is not.
    """
    b, e, retry = waiting
    at = doing.threats[retry].entry0 if retry != NONE else 0
    end = doing.threats[retry].entry1 if retry != NONE else 0
    slots, units = plan.force.slots, plan.force.units
    while True:
        if b != NONE:
            e = choice(plan, doing, b, now_s)
            if e == NONE:
                b = NONE
                continue
        elif e == NONE:
            if at >= end:
                return
            at += 1
            if doing.entries[at - 1].is_waiting != WAITING:
                continue
            e = at - 1
        if b != NONE or may_fire(doing, slots, units, np.int64(e), now_s):
            launch(key, plan, doing, tally, e, now_s)
        else:
            put_on_list(doing, slots[doing.entries[e].slot].unit, e)
        e = NONE


@inlined_kernel
def push_next(doing, j):
    """Put the next moment of a threat's chain into the queue."""
    threat = doing.threats[j]
    if threat.next != NONE:
        add_event(doing, threat.start_s + doing.entries[threat.next].act_s, ACT, j)


@inlined_kernel
def take_next(doing, j, now_s):
    """Return the entry whose moment has come; NONE where the threat is dead, and its chain ends."""
    threat = doing.threats[j]
    if now_s >= threat.dead_s:
        return NONE
    e = threat.next
    threat.next = doing.entries[e].chain
    push_next(doing, j)
    return e


@inlined_kernel
def assess(doing, tally, at, now_s):
    """End an engagement; return its unit, free again, and the threat where it still flies."""
    engagement = doing.engagements[at]
    b, j, e = engagement.unit, engagement.threat, engagement.entry
    engagement.next = doing.misc[NEXT_ENGAGEMENT]
    doing.misc[NEXT_ENGAGEMENT] = at
    own, threat = doing.units[b], doing.threats[j]
    if own.n_free == 0:
        tally[0].rows[tally[1], FULL_MS] += int((now_s - own.full_since_s) * 1000.0 + 0.5)
    own.n_free += 1
    if own.group != NONE:
        doing.engaged[own.group, j] -= 1
    doing.entries[e].is_waiting = 0
    free = NONE if own.mode == SILENT else b
    if now_s >= threat.dead_s:
        return free, NONE
    note(doing.misc, tally[4], now_s, np.nan, LOG_MISSED, (j, b, NONE), 0)
    if now_s >= threat.end_s:
        return free, NONE
    put_on_list(doing, b, e)
    return free, j


@inlined_kernel
def refill(weapons, doing, log, w, now_s):
    """Reload what launchers hold from what is in stock; return the unit."""
    b, store = weapons[w].unit, doing.weapons[w]
    n = max(min(weapons[w].n_ready * doing.units[b].n_items - store.n_ready, store.n_stock), 0)
    store.is_reloading = 0
    store.n_ready += n
    store.n_stock -= n
    note(doing.misc, log, now_s, np.nan, LOG_RELOADED, (NONE, b, w), n)
    return b if doing.units[b].mode != SILENT else NONE


@inner_kernel
def strike(key, plan, ways, doing, tally, j, now_s):
    """Let a leaker strike: units beside the asset are put out of action with a chance, their sensors with them."""
    threat = doing.threats[j]
    if threat.dead_s <= now_s:
        return
    asset = plan.scene.lanes[threat.lane].asset
    for i in range(plan.near.shape[0]):
        if plan.near[i, 0] != asset:
            continue
        b = plan.near[i, 1]
        own, unit = doing.units[b], plan.force.units[b]
        if own.n_items <= 0 or both(key, HIT, threat.entity, unit.code)[0] >= plan.p_hit:
            continue
        own.mode = SILENT
        own.n_items = NONE
        tally[0].rows[tally[1], N_UNITS_LOST] += 1
        note(doing.misc, tally[4], now_s, np.nan, LOG_LOST, (j, b, NONE), 0)
        for s in range(unit.sensor0, unit.sensor1):
            ways.is_up[s] = 0
            for p in range(ways.way_s.shape[1]):
                ways.way_s[s, p] = np.inf

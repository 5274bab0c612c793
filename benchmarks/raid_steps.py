"""The same raid in steps of time, compiled: every second, everything that may happen is looked at.

What is drawn and what an order does are the kernel's own; only the queue of events is replaced by a loop over time,
as most simulators of raids have it. Events move to the next step, so that its results are off by about one.
"""

import numpy as np

from belfort.numeric.jit import kernel
from belfort.raid.kernels.books import close_books
from belfort.raid.kernels.chances import appear, set_out
from belfort.raid.kernels.fire import choice, does_harm, launch, may_fire, put_on_list
from belfort.raid.kernels.night import assess, refill, stand_up, strike
from belfort.raid.kernels.tables import (
    FIRST_FREE,
    IN_VAIN,
    N_LINES,
    N_QUEUE,
    N_THREATS,
    NEXT_ENGAGEMENT,
    NEXT_ENTRY,
    SHOTS_COLUMN,
)
from belfort.raid.layout import ASSESS, NONE, RELOAD


@kernel
def run_in_steps(seed, plan, chance, counts, work, step_s, log):
    """Do what `run_nights` does, in steps."""
    ways, doing = work.ways, work.doing
    doing.misc[IN_VAIN] = 0
    doing.misc[N_LINES] = 0
    doing.misc[SHOTS_COLUMN] = (
        FIRST_FREE + counts.leaks.shape[0] + counts.leaks.shape[1] + counts.causes.shape[1]
    )
    has_come = np.zeros(doing.threats.shape[0], np.uint8)
    for row in range(chance.replicate.shape[0]):
        key = (seed[0], seed[1], chance.replicate[row], 0)
        late = plan.late[chance.state[row, chance.state.shape[1] - 1]]
        stand_up(key, plan, chance, ways, doing, row)
        n = set_out(key, plan.scene, chance.state[row], doing.threats)
        doing.misc[N_THREATS] = n
        doing.misc[NEXT_ENGAGEMENT] = 0
        doing.misc[NEXT_ENTRY] = 0
        doing.misc[N_QUEUE] = 0
        for i in range(doing.engagements.shape[0]):
            doing.engagements[i].next = i + 1
        doing.engaged[:] = 0
        has_come[:] = 0
        tally = (counts, row, NONE, 0.0, log)
        last_s = 0.0
        for j in range(n):
            last_s = max(last_s, doing.threats[j].end_s)
        for step in range(int(last_s / step_s) + 2):
            now_s = step * step_s
            finish(plan, doing, tally, now_s)
            look(key, plan, work, tally, has_come, late, now_s, step_s)
            for b in range(plan.force.units.shape[0]):
                e = choice(plan, doing, b, now_s)
                while e != NONE:
                    launch(key, plan, doing, tally, e, now_s)
                    e = choice(plan, doing, b, now_s)
        close_books(plan, doing, tally)


@kernel
def finish(plan, doing, tally, now_s):
    """End the engagements and reloads that are due."""
    i = 0
    while i < doing.misc[N_QUEUE]:
        if doing.heap[i].time_s > now_s:
            i += 1
            continue
        kind, index = doing.heap[i].kind, doing.heap[i].index
        doing.misc[N_QUEUE] -= 1
        last = doing.heap[doing.misc[N_QUEUE]]
        doing.heap[i].time_s, doing.heap[i].kind, doing.heap[i].index = last.time_s, last.kind, last.index
        if kind == ASSESS:
            assess(doing, tally, index, now_s)
        elif kind == RELOAD:
            refill(plan.force.weapons, doing, tally[4], index, now_s)


@kernel
def look(key, plan, work, tally, has_come, late, now_s, step_s):
    """Let threats appear, their chances open, and those that are there strike."""
    doing = work.doing
    for j in range(doing.misc[N_THREATS]):
        threat = doing.threats[j]
        since_s = now_s - threat.start_s
        if since_s < plan.scene.lanes[threat.lane].appear_s or now_s >= threat.dead_s:
            continue
        if has_come[j] == 0:
            has_come[j] = 1
            if since_s < plan.scene.lanes[threat.lane].duration_s:
                appear(key, plan, work.ways, work.held, doing, j, late)
        for e in range(threat.entry0, threat.entry1):
            entry = doing.entries[e]
            if entry.is_waiting == 0 and entry.act_s <= since_s <= entry.last_s:
                if may_fire(doing, plan.force.slots, plan.force.units, e, now_s):
                    launch(key, plan, doing, tally, e, now_s)
                else:
                    put_on_list(doing, plan.force.slots[entry.slot].unit, e)
        if threat.end_s <= now_s < threat.end_s + step_s and does_harm(plan.scene.groups, threat):
            strike(key, plan, work.ways, doing, tally, j, now_s)

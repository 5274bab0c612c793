"""Orders: who may fire at what now, which threat a free unit takes, and what a launch sets going."""

import numpy as np

from belfort.numeric.jit import inlined_kernel, inner_kernel
from belfort.raid.kernels.chance import KILL, single
from belfort.raid.kernels.queue import push
from belfort.raid.kernels.tables import (
    IS_TOGETHER,
    LOG_FIRED,
    N_LINES,
    N_QUEUE,
    NEXT_ENGAGEMENT,
    SHOTS_COLUMN,
)
from belfort.raid.layout import (
    ASSESS,
    ATTACK,
    BUSY,
    CIVIL,
    DECOY,
    EMPTY,
    FIRED_ON,
    N_KNOTS,
    NONE,
    RELOAD,
    SILENT,
    TARDY,
)

WAITING, UNDER_WAY = 1, 2
"""States of an entry: on its unit's list, or being engaged and not assessed yet."""


@inlined_kernel
def is_engaged(doing, slots, j, b):
    """Return whether a threat is being engaged by a unit that this one knows of."""
    group = doing.units[b].group
    if group != NONE:
        return doing.engaged[group, j] > 0
    threat = doing.threats[j]
    for e in range(threat.entry0, threat.entry1):
        entry = doing.entries[e]
        if entry.is_waiting == UNDER_WAY and slots[entry.slot].unit == b:
            return True
    return False


@inlined_kernel
def may_fire(doing, slots, units, e, now_s):
    """Return whether an entry's weapon can be ordered to fire now; a threat remembers what stood against it.

    What is too late stays too late, and a free channel helps no empty magazine: hence the order of the questions.
    """
    entry = doing.entries[e]
    threat, slot = doing.threats[entry.threat], slots[entry.slot]
    b = slot.unit
    own = doing.units[b]
    since_s = now_s - threat.start_s
    if own.mode == SILENT or since_s > entry.last_s or entry.is_waiting == UNDER_WAY:
        return False
    if doing.entries[entry.head].n_tries >= slot.n_looks or is_engaged(doing, slots, entry.threat, b):
        return False
    if since_s + units[b].react_s + takeoff_left_s(units[b], own, now_s) > slot.close_s:
        threat.flags |= TARDY
        return False
    if doing.weapons[slot.weapon].n_ready <= slot.n_keep:
        threat.flags |= EMPTY
        return False
    if own.n_free <= 0:
        threat.flags |= BUSY
        return False
    return True


@inlined_kernel
def takeoff_left_s(unit, own, now_s):
    """Return how long a unit takes until it is in the air; one whose endurance is over takes off anew."""
    return unit.takeoff_s if now_s > own.air_until_s else max(own.air_from_s - now_s, 0.0)


@inlined_kernel
def worth(plan, threat, slot):
    """Return what a free unit takes first, least first.

    Doctrine: the threat that arrives first. Greedy: the most value that the shot is expected to save.
    """
    if plan.policy == 0:
        return threat.end_s
    return -plan.scene.lanes[threat.lane].value * plan.force.kill[threat.state, slot.kill]


@inlined_kernel
def choice(plan, doing, b, now_s):
    """Return the waiting entry that a unit takes now, NONE for none; what is past is taken off the list."""
    best, best_score = NONE, np.inf
    before, e = NONE, doing.units[b].wait
    while e != NONE:
        entry = doing.entries[e]
        after = entry.wait
        threat = doing.threats[entry.threat]
        if now_s >= threat.dead_s or now_s - threat.start_s > entry.last_s:
            entry.is_waiting = 0
            unhook(doing, b, before, after)
        else:
            before = e
            score = worth(plan, threat, plan.force.slots[entry.slot])
            is_tie = score == best_score and comes_first(doing.entries, e, best)
            is_best = score < best_score or is_tie
            if is_best and may_fire(doing, plan.force.slots, plan.force.units, np.int64(e), now_s):
                best, best_score = e, score
        e = after
    return best


@inlined_kernel
def comes_first(entries, e, other):
    """Return whether an entry goes before another of the same worth: by threat, then as preferred."""
    one, two = entries[e], entries[other]
    return one.threat < two.threat or (one.threat == two.threat and e < other)


@inlined_kernel
def unhook(doing, b, before, after):
    """Close a unit's list over an entry that goes."""
    if before == NONE:
        doing.units[b].wait = after
    else:
        doing.entries[before].wait = after


@inlined_kernel
def take_off_list(doing, b, e):
    """Take an entry off its unit's list."""
    before, at = NONE, doing.units[b].wait
    while at != NONE and at != e:
        before, at = at, doing.entries[at].wait
    if at == e:
        unhook(doing, b, before, doing.entries[e].wait)


@inlined_kernel
def put_on_list(doing, b, e):
    """Let an entry wait until its unit can fire."""
    entry, own = doing.entries[e], doing.units[b]
    if entry.is_waiting == 0:
        entry.wait = own.wait
        own.wait = e
        entry.is_waiting = WAITING


@inner_kernel
def way_out_s(tof_s, q, share):
    """Return the time from launch to the end of a slot's work, at a share of its window."""
    place = min(max(share, 0.0), 1.0) * (N_KNOTS - 1)
    left = min(int(place), N_KNOTS - 2)
    return tof_s[q, left] + (place - left) * (tof_s[q, left + 1] - tof_s[q, left])


@inlined_kernel
def launch(key, plan, doing, tally, e, now_s):
    """Fire one salvo; kills are drawn here. `tally` is (counts, row, tilted threat, tilt, log)."""
    entry = doing.entries[e]
    j = entry.threat
    threat, slot = doing.threats[j], plan.force.slots[entry.slot]
    unit, own, store = plan.force.units[slot.unit], doing.units[slot.unit], doing.weapons[slot.weapon]
    if entry.is_waiting == WAITING:
        take_off_list(doing, slot.unit, e)
    takeoff_s = takeoff_left_s(unit, own, now_s)
    since_s = max(now_s - threat.start_s + unit.react_s + takeoff_s, slot.open_s)
    width_s = slot.close_s - slot.open_s
    share = (since_s - slot.open_s) / width_s if width_s > 0.0 else 0.0
    meets_s = threat.start_s + since_s + way_out_s(plan.force.tof_s, entry.slot, share)
    assessed_s = meets_s + unit.assess_s
    n_shots = min(slot.n_salvo, store.n_ready - slot.n_keep)
    weapon, counts = plan.force.weapons[slot.weapon], tally[0]
    shot = (plan.force.kill[threat.state, slot.kill], slot.weapon, weapon.is_soft)
    tilting = (tally[3], j == tally[2])
    p_missed = shoot(key, plan.scene.groups[threat.group].role, threat, shot, tilting, n_shots, meets_s)
    is_last = doing.misc[IS_TOGETHER] == 1 and threat.last_s + threat.start_s < assessed_s
    if is_last and threat.is_last == 0 and is_armed(plan.scene.groups, threat):
        threat.is_last = 1
        counts.real[tally[1], 0] += p_missed
    if now_s > own.air_until_s:
        own.air_from_s = now_s + takeoff_s
        own.air_until_s = own.air_from_s + unit.endurance_s
    store.n_ready -= n_shots
    own.n_free -= 1
    if own.n_free == 0:
        own.full_since_s = now_s
    if own.group != NONE:
        doing.engaged[own.group, j] += 1
    entry.is_waiting = UNDER_WAY
    doing.entries[entry.head].n_tries += 1
    column, width_s = doing.misc[SHOTS_COLUMN] + weapon.effector, plan.bin_s[plan.bin_s.shape[0] - 1]
    account(threat, counts.rows[tally[1]], column, counts.used[weapon.effector], width_s, now_s, n_shots)
    note(doing.misc, tally[4], now_s, meets_s, LOG_FIRED, (j, slot.unit, slot.weapon), n_shots)
    keep_engagement(doing, slot.unit, j, e, assessed_s)
    reload_if_out(plan.force.weapons, doing, slot.weapon, slot.n_keep, now_s)


@inlined_kernel
def reload_if_out(weapons, doing, w, n_keep, now_s):
    """Begin to reload where no more than a reserve is ready."""
    store = doing.weapons[w]
    if store.n_ready <= n_keep and store.n_stock > 0 and store.is_reloading == 0:
        store.is_reloading = 1
        add_event(doing, now_s + weapons[w].reload_s, RELOAD, w)


@inlined_kernel
def add_event(doing, time_s, kind, index):
    """Put an event into the queue; whole numbers become of one type, so that `push` is compiled once."""
    doing.misc[N_QUEUE] = push(doing.heap, doing.misc[N_QUEUE], time_s, np.int64(kind), np.int64(index))


@inlined_kernel
def keep_engagement(doing, b, j, e, assessed_s):
    """Keep an engagement until it is assessed."""
    at = doing.misc[NEXT_ENGAGEMENT]
    engagement = doing.engagements[at]
    doing.misc[NEXT_ENGAGEMENT] = engagement.next
    engagement.unit, engagement.threat, engagement.entry = b, j, e
    add_event(doing, assessed_s, ASSESS, at)


@inner_kernel
def shoot(key, role, threat, shot, tilting, n_shots, meets_s):
    """Draw the shots of a salvo: the n-th shot at a threat has the same luck, whoever fires it.

    `shot` is kill probability, weapon, and whether it kills softly; `tilting` the tilt, and whether it is this threat's.

    Returns
    -------
    float
        The chance that the threat outlives the salvo; 0 where it is dead already.
    """
    if role >= CIVIL:
        threat.n_shots += n_shots
        return 0.0
    p, weapon, is_soft = shot
    tilt, is_tilted = tilting
    p_drawn = p * (1.0 - tilt) if is_tilted else p
    p_missed = 1.0 if threat.dead_s == np.inf else 0.0
    is_hit = False
    for _ in range(n_shots):
        hits = single(key, KILL, threat.entity, threat.n_shots) < p_drawn
        threat.n_shots += 1
        p_missed *= 1.0 - p
        if tilt > 0.0:
            threat.ratio *= 1.0 - tilt if hits else (1.0 - p * (1.0 - tilt)) / (1.0 - p)
        is_hit = is_hit or hits
    if is_hit and meets_s < threat.dead_s:
        threat.dead_s = meets_s
        threat.killer = weapon
    if is_soft == 0:
        threat.n_hard += n_shots
    return p_missed


@inner_kernel
def is_armed(groups, threat):
    """Return whether a threat attacks or intrudes and is no decoy."""
    return groups[threat.group].role < CIVIL and (threat.flags & DECOY) == 0


@inner_kernel
def does_harm(groups, threat):
    """Return whether a threat strikes where it arrives."""
    return groups[threat.group].role == ATTACK and (threat.flags & DECOY) == 0


@inner_kernel
def account(threat, line, column, used, width_s, now_s, n_shots):
    """Count what was fired, by kind and by time."""
    if (threat.flags & FIRED_ON) == 0:
        threat.flags |= FIRED_ON
        threat.fired_s = now_s - threat.start_s
    line[column] += n_shots
    used[min(max(int(now_s / width_s), 0), used.shape[0] - 1)] += n_shots


@inner_kernel
def note(misc, log, time_s, until_s, kind, who, n):
    """Write a line of the log, where there is one; `who` is threat, unit and weapon."""
    at = misc[N_LINES]
    if at < log.shape[0]:
        line = log[at]
        line.time_s, line.until_s, line.kind, line.n_shots = time_s, until_s, kind, n
        line.threat, line.unit, line.weapon = who[0], who[1], who[2]
        misc[N_LINES] = at + 1

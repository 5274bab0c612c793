"""From what is held to chances to fire: when an order of each weapon at each threat makes sense."""

import numpy as np

from belfort.numeric.jit import inner_kernel
from belfort.raid.kernels.autopsy import why_no_chance
from belfort.raid.kernels.chance import SCENE, both
from belfort.raid.kernels.sight import first_above, first_known, look_alone, look_out
from belfort.raid.kernels.tables import IN_VAIN, NEXT_ENTRY
from belfort.raid.layout import ALONE, CIVIL, DECOY, KNOWN, MISREAD, NONE, SILENT, UNSEEN


@inner_kernel
def set_out(key, scene, state, threats):
    """Draw every threat's way, start, kind and what it is taken for; return how many take part.

    Civil aircraft and friends that nobody takes for hostile take no part: nothing can happen to them.
    """
    n = 0
    for g in range(scene.groups.shape[0]):
        group = scene.groups[g]
        for i in range(group.n_threats):
            entity = group.entity0 + i
            u_decoy, u_taken = both(key, SCENE, entity, 1)
            flags = MISREAD if u_taken < group.p_misread else 0
            if group.role >= CIVIL and flags == 0:
                continue
            threat = threats[n]
            threat.group, threat.entity, threat.state = g, entity, state[group.family]
            u_lane, u_time = both(key, SCENE, entity, 0)
            threat.lane = group.lane0 + first_above(
                scene.lane_share, group.lane0, group.lane1 - group.lane0, u_lane
            )
            if u_decoy < group.p_decoy:
                flags |= DECOY
                threat.lane += group.decoy_shift
            threat.flags = flags
            threat.start_s = group.start_s + group.spread_s * u_time
            threat.end_s = threat.start_s + scene.lanes[threat.lane].duration_s
            threat.identify_s = group.identify_s * (0.5 + both(key, SCENE, entity, 2)[0])
            reset(threat)
            n += 1
    return n


@inner_kernel
def reset(threat):
    """Empty what a night fills."""
    threat.dead_s = np.inf
    threat.known_s = np.inf
    threat.fired_s = np.inf
    threat.last_s = -np.inf
    threat.ratio = 1.0
    threat.entry0 = 0
    threat.entry1 = 0
    threat.next = NONE
    threat.killer = NONE
    threat.n_shots = 0
    threat.n_hard = 0
    threat.is_last = 0
    threat.cause = UNSEEN


@inner_kernel
def appear(key, plan, ways, held, doing, j, late):
    """Work out what is held of a threat and write its entries; return whether it has any.

    Nothing is fired at what is taken for civil, and at what is civil only if it is taken for hostile.
    """
    threat = doing.threats[j]
    group, lane = plan.scene.groups[threat.group], plan.scene.lanes[threat.lane]
    look_out(key, threat.entity, lane, plan.senses, ways.way_s, held, late)
    threat.known_s = first_known(held)
    is_meant = group.role < CIVIL
    if not is_meant or (threat.flags & MISREAD) == 0:
        find_chances(key, plan, ways, held, doing, j, late)
    if threat.known_s < lane.duration_s:
        threat.flags |= KNOWN
    if threat.entry1 > threat.entry0:
        return True
    if is_meant and (threat.flags & DECOY) == 0 and lane.slot1 > lane.slot0:
        threat.cause = why_no_chance(key, plan, ways, doing, j, late)
    return False


@inner_kernel
def find_chances(key, plan, ways, held, doing, j, late):
    """Write the entries of a threat, from what is held of it."""
    threat = doing.threats[j]
    group, lane = plan.scene.groups[threat.group], plan.scene.lanes[threat.lane]
    threat.entry0 = doing.misc[NEXT_ENTRY]
    wait_s = 0.0 if group.is_free else threat.identify_s
    preferred_s = alike_s = np.inf
    tier = 0
    for q in range(lane.slot0, lane.slot1):
        slot = plan.force.slots[q]
        unit, mode = plan.force.units[slot.unit], doing.units[slot.unit].mode
        if slot.tier != tier:
            preferred_s, alike_s, tier = min(preferred_s, alike_s), np.inf, slot.tier
        if mode == SILENT:
            continue
        p = unit.picture
        if mode == ALONE:
            own = (unit.sensor0, unit.sensor1)
            look_alone(key, threat.entity, lane, plan.senses, own, ways.is_up, held, late)
            p = held.n.shape[0] - 1
            if held.n[p] > 0:
                threat.known_s = min(threat.known_s, held.begin_s[p, 0])
        order_s = unit.order_s if mode != ALONE else 0.0
        at, delays = (j, q, p), (order_s, wait_s, preferred_s)
        tried_s = write_entries(doing.entries, doing.misc, threat, at, plan.force.slots, unit, held, delays)
        alike_s = min(alike_s, tried_s)
    threat.entry1 = doing.misc[NEXT_ENTRY]


@inner_kernel
def write_entries(entries, misc, threat, at, slots, unit, held, delays):
    """Write the entries of one slot; return when it has been tried once, infinite where it never is.

    `at` is threat, slot and picture; `delays` of the order, of an identity, and when the preferred have been tried.
    """
    j, q, p = at
    slot = slots[q]
    order_s, wait_s, preferred_s = delays
    tried_s = np.inf
    for i in range(held.n[p]):
        held_s = max(held.begin_s[p, i], held.begin_s[p, 0] + wait_s) + order_s
        act_s = max(slot.open_s - unit.react_s - unit.takeoff_s, held_s)
        last_s = min(slot.close_s - unit.react_s, held.end_s[p, i] + order_s)
        if slot.waits and act_s < preferred_s <= last_s:
            act_s = preferred_s
        if act_s > last_s:
            continue
        e = misc[NEXT_ENTRY]
        if e >= entries.shape[0]:
            misc[IN_VAIN] += 1
            continue
        misc[NEXT_ENTRY] = e + 1
        entry = entries[e]
        entry.act_s, entry.last_s = act_s, last_s
        entry.slot, entry.threat = q, j
        entry.head = head_of(entries, slots, threat.entry0, e)
        entry.n_tries, entry.is_waiting = 0, 0
        entry.wait, entry.chain = NONE, NONE
        threat.last_s = max(threat.last_s, last_s)
        tried_s = min(tried_s, act_s + slot.busy_s)
        into_chain(entries, threat, e)
    return tried_s


@inner_kernel
def head_of(entries, slots, first, e):
    """Return the first entry of the same weapon, of a slot at or after its first; others may lie between."""
    slot = slots[entries[e].slot]
    head = at = e
    while at > first and entries[at - 1].slot >= slot.head:
        at -= 1
        if slots[entries[at].slot].weapon == slot.weapon:
            head = at
    return head


@inner_kernel
def into_chain(entries, threat, e):
    """Put an entry where it belongs in its threat's chain: by time, then as written."""
    act_s = entries[e].act_s
    at = threat.next
    if at == NONE or entries[at].act_s > act_s:
        entries[e].chain = at
        threat.next = e
        return
    while entries[at].chain != NONE and entries[entries[at].chain].act_s <= act_s:
        at = entries[at].chain
    entries[e].chain = entries[at].chain
    entries[at].chain = e

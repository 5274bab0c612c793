"""Why it leaked: one cause for every leaker, by what stood against firing at it."""

import numpy as np

from belfort.numeric.jit import inner_kernel
from belfort.raid.kernels.sight import confirmation
from belfort.raid.layout import (
    ALONE,
    BEYOND,
    BUSY,
    EMPTY,
    LATE,
    LINK_DOWN,
    MISREAD,
    MISSED,
    NONE,
    SATURATED,
    SILENT,
    SOFT,
    SPENT,
    TARDY,
    UNIT_DOWN,
    UNKNOWN,
    UNRELEASED,
    UNSEEN,
)


@inner_kernel
def cause_of(lane, threat):
    """Return the cause of a leaker.

    Fired on: missed, or soft kill failed. Otherwise, in this order: rules or geometry forbid it; it could have
    been fired on but channels or magazines were not free, or units fell out; and, where no order ever made sense,
    what was missing as it appeared.
    """
    if threat.n_shots > 0:
        return MISSED if threat.n_hard > 0 else SOFT
    if lane.slot1 == lane.slot0:
        return UNRELEASED if lane.is_held else BEYOND
    return stood_in_the_way(threat.flags) if threat.entry1 > threat.entry0 else threat.cause


@inner_kernel
def why_no_chance(key, plan, ways, doing, j, late):
    """Return what is missing where no order ever makes sense: the find, an identity, a unit, the release, a link, time.

    Asked as the threat appears: what is lost later in the night cost it nothing.
    """
    threat = doing.threats[j]
    lane = plan.scene.lanes[threat.lane]
    seen_s, heard_s, could_s = finds(key, plan, ways, doing.units, threat, late)
    if seen_s == np.inf:
        return UNSEEN
    if threat.flags & MISREAD:
        return UNKNOWN
    if not any_unit_up(plan.force.slots, doing.units, lane):
        return LINK_DOWN if any_unit_in_order(plan.force.slots, doing.units, lane) else UNIT_DOWN
    if heard_s == np.inf:
        return LINK_DOWN if could_s < np.inf else UNRELEASED
    wait_s = 0.0 if plan.scene.groups[threat.group].is_free else threat.identify_s
    return why_late(plan.force, doing.units, lane, heard_s, could_s, wait_s)


@inner_kernel
def stood_in_the_way(flags):
    """Return the cause where an order made sense and none was given."""
    if flags & BUSY:
        return SATURATED
    if flags & EMPTY:
        return SPENT
    return LATE if flags & TARDY else UNIT_DOWN


@inner_kernel
def any_unit_up(slots, doing_units, lane):
    """Return whether some unit that reaches the lane can fire at all."""
    is_up = False
    for q in range(lane.slot0, lane.slot1):
        is_up = is_up or doing_units[slots[q].unit].mode != SILENT
    return is_up


@inner_kernel
def any_unit_in_order(slots, doing_units, lane):
    """Return whether some unit that reaches the lane works: one that is silent all the same is cut off."""
    works = False
    for q in range(lane.slot0, lane.slot1):
        works = works or doing_units[slots[q].unit].n_items > 0
    return works


@inner_kernel
def finds(key, plan, ways, doing_units, threat, late):
    """Return when a threat is first confirmed by any sensor, in any picture that fires, and with every link up."""
    lane, senses = plan.scene.lanes[threat.lane], plan.senses
    seen_s = heard_s = could_s = np.inf
    for i in range(lane.segment0, lane.segment1):
        segment = senses.segments[i]
        s = segment.sensor
        if ways.is_up[s] == 0:
            continue
        found_s, spread = confirmation(key, senses.sensors[s].code, threat.entity, segment, senses.cdf, late)
        if found_s < min(segment.end_s, lane.duration_s):
            seen_s = min(seen_s, found_s)
            heard, could = reports(
                plan.force, plan.net, senses.sensors[s], doing_units, lane, s, ways.way_s[s]
            )
            heard_s, could_s = min(heard_s, found_s + heard * spread), min(could_s, found_s + could * spread)
    return seen_s, heard_s, could_s


@inner_kernel
def reports(force, net, sensor, doing_units, lane, s, ways_s):
    """Return the quickest way of a sensor's finds to a unit that reaches the lane: as it is, with all links up."""
    as_is = at_best = np.inf
    for q in range(lane.slot0, lane.slot1):
        b = force.slots[q].unit
        unit, mode = force.units[b], doing_units[b].mode
        if mode == ALONE and unit.sensor0 <= s < unit.sensor1:
            as_is = 0.0
        if mode == SILENT or unit.picture == NONE:
            continue
        if mode != ALONE:
            as_is = min(as_is, ways_s[unit.picture])
        if sensor.node != NONE:
            node = net.picture_node[unit.picture]
            way_s = sensor.delay_s + net.delay_s[sensor.node, node] + net.sees_s[unit.picture, s]
            at_best = min(at_best, way_s)
    return as_is, min(as_is, at_best)


@inner_kernel
def why_late(force, doing_units, lane, heard_s, could_s, wait_s):
    """Return what cost the time: an identity, a link, or the find itself."""
    is_quick_enough = is_in_time_with_links = False
    for q in range(lane.slot0, lane.slot1):
        slot = force.slots[q]
        unit = force.units[slot.unit]
        if doing_units[slot.unit].mode != SILENT:
            order_s = unit.order_s if doing_units[slot.unit].mode != ALONE else 0.0
            last_s = slot.close_s - unit.react_s - order_s
            is_quick_enough = is_quick_enough or heard_s <= last_s
            is_in_time_with_links = is_in_time_with_links or could_s + wait_s <= last_s
    if is_in_time_with_links and could_s < heard_s:
        return LINK_DOWN
    return UNKNOWN if is_quick_enough and wait_s > 0.0 else LATE

"""Why it leaked."""

from belfort.raid import layout
from belfort.raid.layout import NONE
from tests.reference.raid.facts import INF
from tests.reference.raid.hearing import confirmation, segments_of


def cause_of(threat):
    lane = threat.lane
    if threat.n_shots > 0:
        return layout.MISSED if threat.n_hard > 0 else layout.SOFT
    if lane.slot0 == lane.slot1:
        return layout.UNRELEASED if lane.is_held else layout.BEYOND
    if not threat.chances:
        return threat.cause
    for what, cause in (("busy", layout.SATURATED), ("empty", layout.SPENT), ("too late", layout.LATE)):
        if what in threat.stood:
            return cause
    return layout.UNIT_DOWN


def why_no_chance(night, threat):
    """What was missing as it appeared: the find, an identity, a unit, the release, a link, or time."""
    facts, lane = night.facts, threat.lane
    slots = facts.slots[lane.slot0 : lane.slot1]
    finds = []
    for segment in segments_of(facts, lane):
        found_s, spread = confirmation(facts, night.luck, night.late, threat, segment)
        if night.net.sees[segment.sensor] and found_s < min(segment.end_s, lane.duration_s):
            finds.append((segment.sensor, found_s, spread))
    if not finds:
        return layout.UNSEEN
    if threat.is_misread:
        return layout.UNKNOWN
    able = [slot for slot in slots if night.units[slot.unit].mode != "silent"]
    if not able:
        works = any(night.units[slot.unit].n_items > 0 for slot in slots)
        return layout.LINK_DOWN if works else layout.UNIT_DOWN
    heard_s = min(found_s + min(way_as_it_is(night, s, slot) for slot in able) * f for s, found_s, f in finds)
    could_s = min(
        found_s + min(min(way_as_it_is(night, s, slot), way_at_best(night, s, slot)) for slot in able) * f
        for s, found_s, f in finds
    )
    if heard_s == INF:
        return layout.LINK_DOWN if could_s < INF else layout.UNRELEASED
    wait_s = 0.0 if threat.group.is_free else threat.identify_s
    lasts_s = [last_order_s(night, slot) for slot in able]
    if could_s < heard_s and any(could_s + wait_s <= last_s for last_s in lasts_s):
        return layout.LINK_DOWN
    if wait_s > 0 and any(heard_s <= last_s for last_s in lasts_s):
        return layout.UNKNOWN
    return layout.LATE


def last_order_s(night, slot):
    unit = night.units[slot.unit]
    order_s = unit.fact.order_s if unit.mode != "alone" else 0.0
    return slot.close_s - unit.fact.react_s - order_s


def way_as_it_is(night, s, slot):
    """From a sensor's find to the unit of a slot tonight."""
    unit = night.units[slot.unit]
    if unit.mode == "alone":
        return 0.0 if unit.fact.sensor0 <= s < unit.fact.sensor1 else INF
    return night.net.way_s[s][unit.fact.picture]


def way_at_best(night, s, slot):
    """The same with every link up."""
    facts, p = night.facts, night.units[slot.unit].fact.picture
    node = facts.sensors[s].node
    if p == NONE or node == NONE:
        return INF
    return facts.sensors[s].delay_s + facts.full_delay_s[node][facts.picture_node[p]] + facts.sees_s[p][s]

"""A plan as plain Python objects, and what changes during a night."""

import math
from types import SimpleNamespace

from belfort.raid.layout import UNSEEN

INF = math.inf


def objects(records):
    return [SimpleNamespace(**dict(zip(records.dtype.names, row, strict=True))) for row in records.tolist()]


class Facts:
    """What a plan says."""

    def __init__(self, plan):
        self.groups, self.lanes = objects(plan.scene.groups), objects(plan.scene.lanes)
        self.lane_share = plan.scene.lane_share.tolist()
        self.segments, self.sensors = objects(plan.senses.segments), objects(plan.senses.sensors)
        self.cdf = plan.senses.cdf.tolist()
        self.nodes, self.links = objects(plan.net.nodes), objects(plan.net.links)
        self.full_delay_s, self.sees_s = plan.net.delay_s.tolist(), plan.net.sees_s.tolist()
        self.picture_node = plan.net.picture_node.tolist()
        self.units, self.weapons = objects(plan.force.units), objects(plan.force.weapons)
        self.slots = objects(plan.force.slots)
        self.tof_s, self.kill = plan.force.tof_s.tolist(), plan.force.kill.tolist()
        self.late, self.near, self.bin_s = plan.late.tolist(), plan.near.tolist(), plan.bin_s.tolist()
        self.p_hit, self.policy = plan.p_hit, plan.policy


class Threat:
    """Something that flies, tonight."""

    def __init__(self, facts, luck, state, g, i):
        group = facts.groups[g]
        self.g, self.group, self.entity, self.state = g, group, group.entity0 + i, state[group.family]
        u_decoy, u_taken = luck.pair("scene", self.entity, 1)
        self.is_misread, self.is_decoy = u_taken < group.p_misread, u_decoy < group.p_decoy
        u_lane, u_time = luck.pair("scene", self.entity, 0)
        shares = facts.lane_share[group.lane0 : group.lane1]
        way = next((n for n, share in enumerate(shares) if share > u_lane), len(shares) - 1)
        self.lane = facts.lanes[group.lane0 + way + (group.decoy_shift if self.is_decoy else 0)]
        self.start_s = group.start_s + group.spread_s * u_time
        self.end_s = self.start_s + self.lane.duration_s
        self.identify_s = group.identify_s * (0.5 + luck.pair("scene", self.entity, 2)[0])
        self.dead_s, self.killer = INF, None
        self.known_s = self.fired_s = INF
        self.chances, self.moments = [], []
        self.tries = {}
        """Salvoes so far, by weapon."""
        self.n_shots = self.n_hard = 0
        self.stood = set()
        """What stood against firing at it: too late, empty, busy."""
        self.cause, self.is_conditioned, self.ratio = UNSEEN, False, 1.0

    @property
    def is_own(self):
        """Civil or a friend."""
        return self.group.role >= 2

    @property
    def is_armed(self):
        return not self.is_own and not self.is_decoy


class Chance:
    """From when to when an order of one weapon at one threat makes sense."""

    def __init__(self, threat, slot_number, slot, act_s, last_s):
        self.threat, self.q, self.slot = threat, slot_number, slot
        self.act_s, self.last_s = act_s, last_s
        self.is_waiting = self.is_under_way = False


class Unit:
    """A fire unit, tonight."""

    def __init__(self, number, fact):
        self.number, self.fact = number, fact
        self.n_items = self.n_all = self.n_free = 0
        self.mode, self.group = "silent", None
        self.air_from_s = -INF
        self.air_until_s = fact.endurance_s if fact.takeoff_s <= 0 else -INF
        self.full_since_s = 0.0
        self.is_lost = False


class Store:
    """The magazine of one weapon, tonight."""

    def __init__(self, number, fact, unit, n_ready, n_idle, n_stock):
        self.number, self.fact, self.unit = number, fact, unit
        self.n_ready, self.n_idle, self.n_stock, self.is_reloading = n_ready, n_idle, n_stock, False

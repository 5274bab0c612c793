"""The same raid as a user of SimPy would write it: a process for every chance to fire, channels as resources.

Confirmations are drawn from the plan's cumulative chances, not look by look: that is as natural and less work, so it
is the kinder peer. The luck is Python's own, so that results agree in distribution, not draw by draw.
"""

from bisect import bisect_right
from itertools import product
from math import inf
from random import Random
from types import SimpleNamespace

import numpy as np

from belfort.raid import layout
from belfort.raid.kernels.tables import Chance, Plan


def objects(table: np.ndarray) -> list[SimpleNamespace]:
    """Return records as plain objects, which Python reads fastest."""
    names = table.dtype.names or ()
    columns = [table[name].tolist() for name in names]
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


class Raid:
    """A plan as a user would hold it."""

    def __init__(self, plan: Plan):
        scene, senses, net, force = plan[:4]
        self.groups, self.lanes, self.lane_share = (
            objects(scene.groups),
            objects(scene.lanes),
            scene.lane_share.tolist(),
        )
        self.segments, self.cdf, self.sensors = (
            objects(senses.segments),
            senses.cdf.tolist(),
            objects(senses.sensors),
        )
        self.nodes, self.links = objects(net.nodes), objects(net.links)
        self.delay_s, self.sees_s, self.picture_node = (
            net.delay_s.tolist(),
            net.sees_s.tolist(),
            net.picture_node.tolist(),
        )
        self.units, self.weapons, self.slots = (
            objects(force.units),
            objects(force.weapons),
            objects(force.slots),
        )
        self.tof_s, self.kill, self.late = force.tof_s, force.kill.tolist(), plan.late
        self.near, self.p_hit = plan.near.tolist(), plan.p_hit


def run_with_simpy(raid: Raid, chance: Chance, row: int, seed: int) -> tuple[int, int, int]:
    """Simulate one replicate; return leakers, decoys that leaked, and shots."""
    night = Night(raid, chance, row, Random(f"{seed} {row}"))
    night.env.run()
    armed = [t for t in night.threats if t.group.role < layout.CIVIL and t.dead_s == inf]
    return sum(not t.is_decoy for t in armed), sum(t.is_decoy for t in armed), night.n_shots


class Night:
    """One replicate."""

    def __init__(self, raid: Raid, chance: Chance, row: int, rng: Random):
        import simpy

        self.simpy, self.raid, self.rng, self.env = simpy, raid, rng, simpy.Environment()
        self.state = chance.state[row].tolist()
        self.late = raid.late[self.state[-1]].tolist()
        self.n_shots = 0
        self.connect()
        self.units = [self.unit_of(b, unit) for b, unit in enumerate(raid.units)]
        self.stores = [self.store_of(weapon) for weapon in raid.weapons]
        self.threats = list(self.set_out())
        for threat in self.threats:
            self.env.process(self.fly(threat))

    def connect(self) -> None:
        raid, draw, n = self.raid, self.rng.random, len(self.raid.nodes)
        up = [draw() < node.p_up for node in raid.nodes]
        ways = [[0.0 if a == b and up[a] else inf for b in range(n)] for a in range(n)]
        for link in raid.links:
            if up[link.sender] and up[link.receiver] and draw() < link.p_up:
                ways[link.sender][link.receiver] = link.delay_s
        for c, a, b in product(range(n), repeat=3):
            ways[a][b] = min(ways[a][b], ways[a][c] + ways[c][b])
        self.up = up
        self.part = [
            min(b for b in range(n) if ways[a][b] < inf and ways[b][a] < inf) if up[a] else None
            for a in range(n)
        ]
        self.sees, self.way_s = [], []
        for s, sensor in enumerate(raid.sensors):
            self.sees.append(draw() < sensor.p_sees)
            heard = self.sees[s] and sensor.node >= 0 and up[sensor.node] and draw() < sensor.p_link
            self.way_s.append(
                [sensor.delay_s + ways[sensor.node][node] + raid.sees_s[p][s] if heard else inf
                 for p, node in enumerate(raid.picture_node)]
            )  # fmt: skip

    def unit_of(self, b: int, unit: SimpleNamespace) -> SimpleNamespace:
        n_items = sum(self.rng.random() < unit.p_ready for _ in range(unit.n_items))
        is_led = unit.node >= 0 and self.up[unit.node] and self.rng.random() < unit.p_link
        is_silent = n_items == 0 or (not is_led and unit.holds_alone)
        channels = self.simpy.PriorityResource(self.env, max(n_items * unit.n_channels, 1))
        group = self.part[unit.node] if is_led and not unit.is_alone else f"unit {b}"
        return SimpleNamespace(
            data=unit, n_items=n_items, is_led=is_led, is_silent=is_silent, channels=channels, group=group,
            air_from_s=-inf, air_until_s=inf if unit.takeoff_s <= 0 else -inf,
        )  # fmt: skip

    def store_of(self, weapon: SimpleNamespace) -> SimpleNamespace:
        unit = self.units[weapon.unit]
        n_items = self.raid.units[weapon.unit].n_items
        full = self.env.event()
        return SimpleNamespace(
            data=weapon, n_ready=weapon.n_ready * unit.n_items, n_stock=weapon.n_stock * n_items,
            is_reloading=False, full=full,
        )  # fmt: skip

    def set_out(self):
        draw, raid = self.rng.random, self.raid
        for group in raid.groups:
            for _ in range(group.n_threats):
                is_misread = draw() < group.p_misread
                if group.role >= layout.CIVIL and not is_misread:
                    continue
                lane = bisect_right(raid.lane_share, draw(), group.lane0, group.lane1 - 1)
                is_decoy = draw() < group.p_decoy
                lane = raid.lanes[lane + (group.decoy_shift if is_decoy else 0)]
                start_s = group.start_s + group.spread_s * draw()
                yield SimpleNamespace(
                    group=group, lane=lane, is_decoy=is_decoy, is_misread=is_misread, start_s=start_s,
                    end_s=start_s + lane.duration_s, dead_s=inf, identify_s=group.identify_s * (0.5 + draw()),
                    state=self.state[group.family], engaged={}, assessed={}, tries={},
                )  # fmt: skip

    def fly(self, threat: SimpleNamespace):
        """Be found, be fired at, and strike."""
        lane, env = threat.lane, self.env
        yield env.timeout(max(threat.start_s + min(lane.appear_s, lane.duration_s), 0.0))
        if lane.appear_s < lane.duration_s and not (threat.is_misread and threat.group.role < layout.CIVIL):
            self.give_chances(threat)
        if env.now < threat.end_s:
            yield env.timeout(threat.end_s - env.now)
        if threat.dead_s > env.now and threat.group.role == layout.ATTACK and not threat.is_decoy:
            for asset, b in self.raid.near:
                if asset == lane.asset and self.rng.random() < self.raid.p_hit:
                    self.lose(self.units[b])

    def lose(self, unit: SimpleNamespace) -> None:
        unit.is_silent = True
        for s in range(unit.data.sensor0, unit.data.sensor1):
            self.sees[s] = False
            self.way_s[s] = [inf] * len(self.way_s[s])

    def give_chances(self, threat: SimpleNamespace) -> None:
        """Start a process for each slot and each spell in which its picture holds the threat."""
        found = [(s, *when) for s, *when in self.confirmations(threat)]
        wait_s = 0.0 if threat.group.is_free else threat.identify_s
        preferred_s = alike_s = inf
        tier = 0
        for q in range(threat.lane.slot0, threat.lane.slot1):
            slot = self.raid.slots[q]
            unit = self.units[slot.unit]
            if slot.tier != tier:
                preferred_s, alike_s, tier = min(preferred_s, alike_s), inf, slot.tier
            if unit.is_silent:
                continue
            react_s, order_s = unit.data.react_s, unit.data.order_s if unit.is_led else 0.0
            spells = self.held(found, unit)
            for start_s, end_s in spells:
                act_s = max(
                    slot.open_s - react_s - unit.data.takeoff_s, max(start_s, spells[0][0] + wait_s) + order_s
                )
                last_s = min(slot.close_s - react_s, end_s + order_s)
                if slot.waits and act_s < preferred_s <= last_s:
                    act_s = preferred_s
                if act_s <= last_s:
                    alike_s = min(alike_s, act_s + slot.busy_s)
                    self.env.process(self.try_to_fire(threat, q, slot, unit, act_s, last_s))

    def confirmations(self, threat: SimpleNamespace):
        """Yield sensor, when it confirms, until when it follows, and the spread of its delays."""
        for segment in self.raid.segments[threat.lane.segment0 : threat.lane.segment1]:
            if not self.sees[segment.sensor]:
                continue
            place = self.rng.random() * (len(self.late) - 1)
            left = int(place)
            u = self.late[left] + (place - left) * (self.late[left + 1] - self.late[left])
            last = segment.cdf0 + segment.n_looks - 1
            if u < self.raid.cdf[last]:
                look = bisect_right(self.raid.cdf, u, segment.cdf0, last) - segment.cdf0
                found_s = segment.first_s + (look + self.rng.random()) * segment.interval_s
                if found_s < segment.end_s:
                    yield segment.sensor, found_s, segment.end_s, 0.5 + self.rng.random()

    def held(self, found: list[tuple], unit: SimpleNamespace) -> list[tuple[float, float]]:
        """Return the spells in which a unit's picture holds a threat."""
        if unit.is_led:
            picture = unit.data.picture
            delays = [
                (self.way_s[s][picture] * spread, start_s, end_s) for s, start_s, end_s, spread in found
            ]
        else:
            own = range(unit.data.sensor0, unit.data.sensor1)
            delays = [(0.0, start_s, end_s) for s, start_s, end_s, _ in found if s in own]
        spells = list[list[float]]()
        for start_s, end_s in sorted((start_s + d, end_s + d) for d, start_s, end_s in delays if d < inf):
            if spells and (start_s <= spells[-1][1] or len(spells) == layout.MOST_SPELLS):
                spells[-1][1] = max(spells[-1][1], end_s)
            else:
                spells.append([start_s, end_s])
        return [(a, b) for a, b in spells]

    def try_to_fire(self, threat, q, slot, unit, act_s, last_s):
        """Wait for the moment, the threat to be free, a channel and a missile; fire; assess; try again."""
        env, store = self.env, self.stores[slot.weapon]
        until_s = threat.start_s + last_s
        yield env.timeout(max(threat.start_s + act_s - env.now, 0.0))
        while env.now <= until_s and env.now < threat.dead_s and not unit.is_silent:
            if threat.tries.get(slot.weapon, 0) >= slot.n_looks or self.is_too_late(threat, slot, unit):
                return
            over = env.timeout(until_s - env.now)
            if threat.engaged.get(unit.group):
                yield threat.assessed[unit.group] | over
            elif store.n_ready <= slot.n_keep:
                yield store.full | over
            else:
                with unit.channels.request(priority=threat.end_s) as channel:
                    yield channel | over
                    if channel.triggered and self.may_fire(threat, slot, unit, store):
                        yield from self.engage(threat, q, slot, unit, store)
            if over.processed:
                return

    def may_fire(self, threat, slot, unit, store) -> bool:
        is_free = self.env.now < threat.dead_s and not threat.engaged.get(unit.group) and not unit.is_silent
        return is_free and store.n_ready > slot.n_keep and not self.is_too_late(threat, slot, unit)

    def is_too_late(self, threat, slot, unit) -> bool:
        since_s = self.env.now - threat.start_s
        return since_s + unit.data.react_s + self.takeoff_left_s(unit) > slot.close_s

    def takeoff_left_s(self, unit) -> float:
        return (
            unit.data.takeoff_s
            if self.env.now > unit.air_until_s
            else max(unit.air_from_s - self.env.now, 0.0)
        )

    def engage(self, threat, q, slot, unit, store):
        """Fire a salvo and wait until it is assessed."""
        env, knots = self.env, layout.N_KNOTS - 1
        takeoff_s = self.takeoff_left_s(unit)
        if env.now > unit.air_until_s:
            unit.air_from_s = env.now + takeoff_s
            unit.air_until_s = unit.air_from_s + unit.data.endurance_s
        launch_s = max(env.now - threat.start_s + unit.data.react_s + takeoff_s, slot.open_s)
        place = min((launch_s - slot.open_s) / (slot.close_s - slot.open_s), 1.0) * knots
        left = min(int(place), knots - 1)
        tof_s = self.raid.tof_s[q]
        meets_s = threat.start_s + launch_s + tof_s[left] + (place - left) * (tof_s[left + 1] - tof_s[left])
        n = min(slot.n_salvo, store.n_ready - slot.n_keep)
        p = self.raid.kill[threat.state][slot.kill] if threat.group.role < layout.CIVIL else 0.0
        if any([self.rng.random() < p for _ in range(n)]):
            threat.dead_s = min(threat.dead_s, meets_s)
        self.n_shots += n
        store.n_ready -= n
        threat.tries[slot.weapon] = threat.tries.get(slot.weapon, 0) + 1
        threat.engaged[unit.group], threat.assessed[unit.group] = True, env.event()
        if store.n_ready <= slot.n_keep and store.n_stock > 0 and not store.is_reloading:
            env.process(self.reload(store))
        yield env.timeout(meets_s + unit.data.assess_s - env.now)
        threat.engaged[unit.group] = False
        threat.assessed[unit.group].succeed()

    def reload(self, store):
        store.is_reloading = True
        yield self.env.timeout(store.data.reload_s)
        n = max(
            min(store.data.n_ready * self.units[store.data.unit].n_items - store.n_ready, store.n_stock), 0
        )
        store.n_ready, store.n_stock, store.is_reloading = store.n_ready + n, store.n_stock - n, False
        store.full.succeed()
        store.full = self.env.event()

"""The rules of one night: what is known, who may fire, what a launch sets going. Whoever runs the clock calls these."""

from types import SimpleNamespace

from belfort.raid.kernels import tables
from belfort.raid.layout import ATTACK, NONE
from tests.reference.raid.causes import why_no_chance
from tests.reference.raid.draws import Luck
from tests.reference.raid.facts import INF, Chance, Store, Threat, Unit
from tests.reference.raid.hearing import Net, alone_of, is_up, picture_of

NAN = float("nan")


class Night:
    """One replicate."""

    def __init__(self, facts, seed, number, chance, row, tilting, log):
        self.facts, self.log, self.n_log = facts, log[0], log[1]
        self.luck = Luck(seed, chance.replicate[row], number)
        state = chance.state[row].tolist()
        self.late = facts.late[state[-1]]
        self.net = Net(facts, self.luck)
        self.stand_to(
            *(x[row if len(x) > 1 else 0].tolist() for x in (chance.n_items, chance.n_ready, chance.n_stock))
        )
        everybody = (
            Threat(facts, self.luck, state, g, i)
            for g, group in enumerate(facts.groups)
            for i in range(group.n_threats)
        )
        self.threats = [t for t in everybody if not (t.is_own and not t.is_misread)]
        for j, threat in enumerate(self.threats):
            threat.number = j
            self.note(threat.start_s, NAN, tables.LOG_START, j)
        self.is_together = self.net.n_groups <= 1 and all(
            unit.mode == "silent" or unit.group is not None for unit in self.units
        )
        self.tilt, self.share = tilting
        self.tilted = self.pick_tilted()
        self.engagements = []
        self.shots, self.n_lost, self.full_ms, self.expected = [], 0, 0, 0.0

    def stand_to(self, items, ready, stock):
        """What is in order, and who is led."""
        self.units, self.stores, self.items = [], [], items
        for b, fact in enumerate(self.facts.units):
            unit = Unit(b, fact)
            unit.n_items = sum(is_up_item(self.luck, fact, i) for i in range(items[b]))
            unit.n_all = unit.n_free = unit.n_items * fact.n_channels
            group = self.net.group_of(fact.node)
            is_led = (
                fact.picture != NONE
                and group is not None
                and is_up(self.luck, "link", fact.link, fact.p_link)
            )
            unit.mode = "connected" if is_led else "silent" if fact.holds_alone else "alone"
            unit.group = group if is_led and not fact.is_alone else None
            if unit.n_items == 0:
                unit.mode = "silent"
            self.units.append(unit)
        for w, fact in enumerate(self.facts.weapons):
            unit = self.units[fact.unit]
            n_ready = ready[w] * unit.n_items // max(items[fact.unit], 1)
            self.stores.append(Store(w, fact, unit, n_ready, ready[w] - n_ready, stock[w]))

    def pick_tilted(self):
        if self.tilt <= 0 or not self.threats:
            return None
        u, v = self.luck.pair("tilt", 0, 0)
        return (
            None if v < self.share else self.threats[min(int(u * len(self.threats)), len(self.threats) - 1)]
        )

    def note(self, time_s, until_s, kind, j=NONE, unit=NONE, weapon=NONE, n=0):
        if len(self.log) < self.n_log:
            self.log.append((time_s, until_s, kind, j, unit, weapon, n))

    # What is held, and what can be done about it ----------------------------------------------------------

    def appear(self, threat):
        """Work out what each picture holds of it, and write its chances."""
        facts, lane = self.facts, threat.lane
        pictures = [
            picture_of(facts, self.net, self.luck, self.late, threat, p)
            for p in range(len(facts.picture_node))
        ]
        threat.known_s = min((spells[0][0] for spells in pictures if spells), default=INF)
        if threat.is_own or not threat.is_misread:
            self.find_chances(threat, pictures)
        if not threat.chances and threat.is_armed and lane.slot1 > lane.slot0:
            threat.cause = why_no_chance(self, threat)
        threat.moments = sorted(threat.chances, key=lambda c: c.act_s)

    def find_chances(self, threat, pictures):
        tiers = sorted({self.facts.slots[q].tier for q in range(threat.lane.slot0, threat.lane.slot1)})
        tried_s = dict.fromkeys(tiers, INF)
        """By tier, when each of its weapons first has been tried, the soonest."""
        for q in range(threat.lane.slot0, threat.lane.slot1):
            slot = self.facts.slots[q]
            unit = self.units[slot.unit]
            if unit.mode == "silent":
                continue
            if unit.mode == "alone":
                spells = alone_of(self.facts, self.net, self.luck, self.late, threat, unit.fact)
                if spells:
                    threat.known_s = min(threat.known_s, spells[0][0])
            else:
                spells = pictures[unit.fact.picture]
            preferred_s = min((s for tier, s in tried_s.items() if tier < slot.tier), default=INF)
            for chance in self.chances_of(threat, q, unit, spells, preferred_s):
                threat.chances.append(chance)
                tried_s[slot.tier] = min(tried_s[slot.tier], chance.act_s + slot.busy_s)

    def chances_of(self, threat, q, unit, spells, preferred_s):
        """One for each spell in which an order can still be carried out within the window."""
        slot, fact = self.facts.slots[q], unit.fact
        order_s = fact.order_s if unit.mode == "connected" else 0.0
        identified_s = spells[0][0] + (0.0 if threat.group.is_free else threat.identify_s) if spells else INF
        for begin_s, end_s, _ in spells:
            act_s = max(slot.open_s - fact.react_s - fact.takeoff_s, max(begin_s, identified_s) + order_s)
            last_s = min(slot.close_s - fact.react_s, end_s + order_s)
            if slot.waits and act_s < preferred_s <= last_s:
                act_s = preferred_s
            if act_s <= last_s:
                yield Chance(threat, q, slot, act_s, last_s)

    # Orders -----------------------------------------------------------------------------------------------

    def is_engaged(self, threat, unit):
        """By a unit that this one knows of: of its group, or itself."""
        return any(
            one.chance.threat is threat
            and (one.unit is unit if unit.group is None else one.unit.group == unit.group)
            for one in self.engagements
        )

    def may_fire(self, chance, now_s):
        threat, slot = chance.threat, chance.slot
        unit, store = self.units[slot.unit], self.stores[slot.weapon]
        since_s = now_s - threat.start_s
        if unit.mode == "silent" or since_s > chance.last_s or chance.is_under_way:
            return False
        if threat.tries.get(slot.weapon, 0) >= slot.n_looks or self.is_engaged(threat, unit):
            return False
        if since_s + unit.fact.react_s + takeoff_left_s(unit, now_s) > slot.close_s:
            threat.stood.add("too late")
        elif store.n_ready <= slot.n_keep:
            threat.stood.add("empty")
        elif unit.n_free <= 0:
            threat.stood.add("busy")
        else:
            return True
        return False

    def choice(self, unit, now_s):
        """What a unit takes first of all that waits for it."""
        waiting = [
            c
            for threat in self.threats
            if now_s < threat.dead_s
            for c in threat.chances
            if c.is_waiting and c.slot.unit == unit.number and self.may_fire(c, now_s)
        ]
        return min(
            waiting, key=lambda c: (self.worth(c), c.threat.number, c.threat.chances.index(c)), default=None
        )

    def worth(self, chance):
        threat = chance.threat
        if self.facts.policy == 0:
            return threat.end_s
        return -threat.lane.value * self.facts.kill[threat.state][chance.slot.kill]

    def give_orders(self, now_s, unit=None, chance=None, missed=None):
        """A unit with something free takes its next threats; then what has just been missed its other weapons."""
        while unit is not None:
            best = self.choice(unit, now_s)
            if best is None:
                break
            self.launch(best, now_s)
        if chance is not None:
            self.try_now(chance, now_s)
        for c in missed.chances if missed is not None else ():
            if c.is_waiting:
                self.try_now(c, now_s)

    def try_now(self, chance, now_s):
        if self.may_fire(chance, now_s):
            self.launch(chance, now_s)
        elif not chance.is_under_way:
            chance.is_waiting = True

    def launch(self, chance, now_s):
        threat, slot = chance.threat, chance.slot
        unit, store = self.units[slot.unit], self.stores[slot.weapon]
        chance.is_waiting, chance.is_under_way = False, True
        threat.tries[slot.weapon] = threat.tries.get(slot.weapon, 0) + 1
        takeoff_s = takeoff_left_s(unit, now_s)
        since_s = max(now_s - threat.start_s + unit.fact.react_s + takeoff_s, slot.open_s)
        if now_s > unit.air_until_s:
            unit.air_from_s = now_s + takeoff_s
            unit.air_until_s = unit.air_from_s + unit.fact.endurance_s
        meets_s = threat.start_s + since_s + self.way_out_s(chance.q, since_s)
        assessed_s = meets_s + unit.fact.assess_s
        n = min(slot.n_salvo, store.n_ready - slot.n_keep)
        self.shoot(chance, n, meets_s, assessed_s)
        store.n_ready -= n
        unit.n_free -= 1
        if unit.n_free == 0:
            unit.full_since_s = now_s
        if threat.fired_s == INF:
            threat.fired_s = now_s - threat.start_s
        self.shots.append((store.fact.effector, now_s, n))
        self.note(now_s, meets_s, tables.LOG_FIRED, threat.number, unit.number, store.number, n)
        self.engagements.append(SimpleNamespace(unit=unit, chance=chance, assessed_s=assessed_s))
        self.on_engagement(self.engagements[-1])
        self.reload_if_out(store, slot.n_keep, now_s)

    def way_out_s(self, q, since_s):
        """Time of flight of a launch, between the knots of its window linearly."""
        slot, knots = self.facts.slots[q], self.facts.tof_s[q]
        width_s = slot.close_s - slot.open_s
        share = (since_s - slot.open_s) / width_s if width_s > 0 else 0.0
        place = min(max(share, 0.0), 1.0) * (len(knots) - 1)
        left = min(int(place), len(knots) - 2)
        return knots[left] + (place - left) * (knots[left + 1] - knots[left])

    def shoot(self, chance, n, meets_s, assessed_s):
        """The n-th shot at a threat has the same luck, whoever fires it."""
        threat, weapon = chance.threat, self.stores[chance.slot.weapon].fact
        p = self.facts.kill[threat.state][chance.slot.kill]
        p_drawn = p * (1 - self.tilt) if threat is self.tilted else p
        first, threat.n_shots = threat.n_shots, threat.n_shots + n
        if threat.is_own:
            return
        threat.n_hard += 0 if weapon.is_soft else n
        hits = [self.luck.number("kill", threat.entity, i) < p_drawn for i in range(first, first + n)]
        for hit in hits:
            if self.tilt > 0:
                threat.ratio *= (
                    1 - self.tilt if hit else (1 - p * (1 - self.tilt)) / (1 - p) if p < 1 else INF
                )
        p_survives = 0.0 if threat.dead_s < INF else 1.0
        for _ in hits:
            p_survives *= 1 - p
        if any(hits) and meets_s < threat.dead_s:
            threat.dead_s, threat.killer = meets_s, weapon
            threat.killer_number = chance.slot.weapon
        last_s = max(c.last_s for c in threat.chances)
        is_last = self.is_together and last_s + threat.start_s < assessed_s
        if is_last and not threat.is_conditioned and threat.is_armed:
            threat.is_conditioned = True
            self.expected += p_survives

    def reload_if_out(self, store, n_keep, now_s):
        """No more than a reserve is ready, and there is stock."""
        if store.n_ready <= n_keep and store.n_stock > 0 and not store.is_reloading:
            store.is_reloading = True
            self.on_reload(store, now_s + store.fact.reload_s)

    def stores_at_dusk(self):
        for store in self.stores:
            if store.unit.n_items > 0:
                self.reload_if_out(store, 0, 0.0)

    # What ends ----------------------------------------------------------------------------------------------

    def assess(self, one, now_s):
        """An engagement ends; its unit is free, and what still flies can be engaged again."""
        threat, unit = one.chance.threat, one.unit
        self.engagements.remove(one)
        if unit.n_free == 0:
            self.full_ms += int((now_s - unit.full_since_s) * 1000 + 0.5)
        unit.n_free += 1
        one.chance.is_under_way = False
        free = None if unit.mode == "silent" else unit
        if now_s >= threat.dead_s:
            return free, None
        self.note(now_s, NAN, tables.LOG_MISSED, threat.number, unit.number)
        if now_s >= threat.end_s:
            return free, None
        one.chance.is_waiting = True
        return free, threat

    def refill(self, store, now_s):
        room = store.fact.n_ready * store.unit.n_items - store.n_ready
        n = max(min(room, store.n_stock), 0)
        store.n_ready, store.n_stock, store.is_reloading = store.n_ready + n, store.n_stock - n, False
        self.note(now_s, NAN, tables.LOG_RELOADED, NONE, store.unit.number, store.number, n)
        return None if store.unit.mode == "silent" else store.unit

    def strike(self, threat, now_s):
        """A leaker arrives: units beside its asset fall out with a chance."""
        if threat.dead_s <= now_s:
            return
        for asset, b in self.facts.near:
            unit = self.units[b]
            if asset != threat.lane.asset or unit.n_items == 0:
                continue
            if self.luck.pair("hit", threat.entity, unit.fact.code)[0] >= self.facts.p_hit:
                continue
            unit.mode, unit.n_items, unit.is_lost = "silent", 0, True
            self.n_lost += 1
            self.note(now_s, NAN, tables.LOG_LOST, threat.number, b)
            for s in range(unit.fact.sensor0, unit.fact.sensor1):
                self.net.lose(s)

    def strikes(self, threat):
        return self.facts.p_hit > 0 and threat.group.role == ATTACK and not threat.is_decoy

    def on_engagement(self, one):
        """For whoever runs the clock."""

    def on_reload(self, store, at_s):
        """For whoever runs the clock."""


def is_up_item(luck, fact, i):
    return luck.pair("unit", fact.code, i)[0] < fact.p_ready


def takeoff_left_s(unit, now_s):
    """Until it is in the air; after its endurance it takes off anew."""
    return unit.fact.takeoff_s if now_s > unit.air_until_s else max(unit.air_from_s - now_s, 0.0)

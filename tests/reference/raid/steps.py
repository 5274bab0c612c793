"""The same night advanced by one small step of time after another: what the event kernel is the limit of.

Nothing is foreseen. At every step everything is looked at that might have happened since the last one, and every open
chance is tried anew. An order comes up to a step late, so that some windows are missed: fewer as steps get smaller.
"""

from belfort.raid.kernels.tables import N_EVENTS
from tests.reference.raid.books import close_books
from tests.reference.raid.facts import Facts
from tests.reference.raid.night import Night


class SteppedNight(Night):
    """A night whose clock ticks."""

    def run(self, dt_s):
        self.reloads, self.flying, self.to_come = [], [], list(self.threats)
        self.stores_at_dusk()
        k, last_s = 0, max((t.end_s for t in self.threats), default=0.0)
        while k * dt_s <= last_s + dt_s:
            self.tick(k * dt_s)
            k += 1
        return k

    def tick(self, now_s):
        for threat in [t for t in self.to_come if t.start_s + t.lane.appear_s <= now_s]:
            self.to_come.remove(threat)
            if threat.start_s + threat.lane.appear_s < threat.end_s:
                self.appear(threat)
            self.flying.append(threat)
        for one in sorted((e for e in self.engagements if e.assessed_s <= now_s), key=lambda e: e.assessed_s):
            unit, missed = self.assess(one, now_s)
            self.give_orders(now_s, unit=unit, missed=missed)
        for store in [store for store, at_s in self.reloads if at_s <= now_s]:
            self.reloads = [(s, at_s) for s, at_s in self.reloads if s is not store]
            self.give_orders(now_s, unit=self.refill(store, now_s))
        for threat in self.flying:
            if now_s < threat.dead_s:
                self.try_all(threat, now_s)
        for threat in [t for t in self.threats if t.end_s <= now_s and not getattr(t, "has_arrived", False)]:
            threat.has_arrived = True
            if self.strikes(threat):
                self.strike(threat, now_s)
        self.flying = [t for t in self.flying if t.end_s > now_s and t.dead_s > now_s]

    def try_all(self, threat, now_s):
        since_s = now_s - threat.start_s
        for chance in threat.moments:
            if chance.act_s <= since_s <= chance.last_s and not chance.is_under_way:
                self.try_now(chance, now_s)

    def on_reload(self, store, at_s):
        self.reloads.append((store, at_s))


def run_nights(seed, night, plan, chance, counts, dt_s):
    """Fill `counts` as the kernel does, but for the number of events: here the number of steps."""
    facts = Facts(plan)
    for row in range(len(chance.replicate)):
        one = SteppedNight(facts, seed, night, chance, row, (0.0, 0.0), ([], 0))
        n_steps = one.run(dt_s)
        close_books(one, counts, row, n_steps)
        counts.rows[row, N_EVENTS] = n_steps

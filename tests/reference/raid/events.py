"""The twin of `run_nights`: a queue of events, by heapq."""

import heapq

from belfort.raid.layout import ACT, APPEAR, ASSESS, IMPACT, RELOAD
from tests.reference.raid.books import close_books
from tests.reference.raid.facts import Facts
from tests.reference.raid.night import Night


class EventNight(Night):
    """A night whose clock jumps from event to event: earliest first, then by kind, then by number."""

    def run(self):
        self.queue = []
        self.given_back = []
        """Places of engagements that ended; two that end at one moment go by their places."""
        self.stores_at_dusk()
        for threat in self.threats:
            if threat.start_s + threat.lane.appear_s < threat.end_s:
                self.push(threat.start_s + threat.lane.appear_s, APPEAR, threat.number, threat)
            if self.strikes(threat):
                self.push(threat.end_s, IMPACT, threat.number, threat)
        n_events = 0
        while self.queue:
            now_s, kind, _, what = heapq.heappop(self.queue)
            n_events += 1
            self.happen(now_s, kind, what)
        return n_events

    def happen(self, now_s, kind, what):
        if kind == APPEAR:
            self.appear(what)
            self.push_next(what)
        elif kind == ACT:
            if now_s < what.dead_s:
                chance = what.moments.pop(0)
                self.push_next(what)
                self.give_orders(now_s, chance=chance)
        elif kind == ASSESS:
            self.given_back.append(what.place)
            unit, missed = self.assess(what, now_s)
            self.give_orders(now_s, unit=unit, missed=missed)
        elif kind == RELOAD:
            self.give_orders(now_s, unit=self.refill(what, now_s))
        elif kind == IMPACT:
            self.strike(what, now_s)

    def push(self, time_s, kind, number, what):
        heapq.heappush(self.queue, Event((time_s, kind, number, what)))

    def push_next(self, threat):
        if threat.moments:
            self.push(threat.start_s + threat.moments[0].act_s, ACT, threat.number, threat)

    def on_engagement(self, one):
        """It takes the place that was given back last, or else a new one."""
        one.place = self.given_back.pop() if self.given_back else len(self.engagements) - 1
        self.push(one.assessed_s, ASSESS, one.place, one)

    def on_reload(self, store, at_s):
        self.push(at_s, RELOAD, store.number, store)


class Event(tuple):
    """Ordered by its first three parts."""

    def __lt__(self, other):
        return self[:3] < other[:3]


def run_nights(seed, night, plan, chance, counts, tilting=(0.0, 0.1), n_log=0):
    """Fill `counts` as the kernel does; return the lines of the log."""
    facts, log = Facts(plan), []
    for row in range(len(chance.replicate)):
        one = EventNight(facts, seed, night, chance, row, tilting, (log, n_log))
        close_books(one, counts, row, one.run())
    return log

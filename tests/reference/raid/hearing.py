"""Who hears whom tonight, and what each picture holds of a threat."""

import math
from bisect import bisect_right

from belfort.raid.layout import MOST_SPELLS, NONE
from tests.reference.raid.facts import INF


def is_up(luck, what, word, p):
    return luck.pair(what, word, 0)[0] < p


class Net:
    """Nodes and links that are up, and the ways over them."""

    def __init__(self, facts, luck):
        n = len(facts.nodes)
        self.stands = [is_up(luck, "node", node.code, node.p_up) for node in facts.nodes]
        links = [link for link in facts.links if is_up(luck, "link", link.code, link.p_up)]
        if all(self.stands) and len(links) == len(facts.links):
            self.delay_s = facts.full_delay_s
        else:
            self.delay_s = shortest(n, links, self.stands)
        self.sees, self.reports, self.way_s = [], [], []
        for s, sensor in enumerate(facts.sensors):
            sees = is_up(luck, "sensor", sensor.code, sensor.p_sees)
            heard = sensor.node != NONE and self.stands[sensor.node]
            self.sees.append(sees)
            self.reports.append(sees and heard and is_up(luck, "link", sensor.link, sensor.p_link))
            self.way_s.append([self.way_of(facts, s, p) for p in range(len(facts.picture_node))])

    def way_of(self, facts, s, p):
        sensor = facts.sensors[s]
        if not self.reports[s]:
            return INF
        return sensor.delay_s + self.delay_s[sensor.node][facts.picture_node[p]] + facts.sees_s[p][s]

    def group_of(self, node):
        """The first node that it reaches and that reaches it; None where it is down."""
        if node == NONE or not self.stands[node]:
            return None
        both_ways = (
            c
            for c in range(len(self.stands))
            if self.stands[c] and self.delay_s[c][node] < INF and self.delay_s[node][c] < INF
        )
        return min(node, *both_ways, node)

    @property
    def n_groups(self):
        return len({self.group_of(c) for c, stands in enumerate(self.stands) if stands})

    def lose(self, s):
        """A sensor is put out of action."""
        self.sees[s] = self.reports[s] = False
        self.way_s[s] = [INF] * len(self.way_s[s])


def shortest(n, links, stands):
    """Delays over what is up: a link longer is allowed until nothing gets shorter."""
    delay_s = [[0.0 if a == b and stands[a] else INF for b in range(n)] for a in range(n)]
    for link in links:
        if stands[link.sender] and stands[link.receiver]:
            row = delay_s[link.sender]
            row[link.receiver] = min(row[link.receiver], link.delay_s)
    for c in range(n):
        for a in range(n):
            for b in range(n):
                delay_s[a][b] = min(delay_s[a][b], delay_s[a][c] + delay_s[c][b])
    return delay_s


def confirmation(facts, luck, late, threat, segment):
    """When a sensor confirms a threat in one segment, and the factor of its delays; infinite where it never does."""
    code = facts.sensors[segment.sensor].code
    u, v = luck.pair("confirmation", threat.entity, (code % 2**29) * 8 + segment.ordinal % 8)
    place = u * (len(late) - 1)
    left = int(place)
    u = late[left] + (place - left) * (late[left + 1] - late[left])
    cdf = facts.cdf[segment.cdf0 : segment.cdf0 + segment.n_looks]
    look = bisect_right(cdf, u)
    if look == len(cdf):
        return INF, 1.0
    fine = v * 2**20
    return segment.first_s + (look + v) * segment.interval_s, 0.5 + (fine - math.floor(fine))


def segments_of(facts, lane):
    return facts.segments[lane.segment0 : lane.segment1]


def picture_of(facts, net, luck, late, threat, p):
    """What one picture holds of a threat: spells (begin, end, sensor) on the threat's own clock."""
    spells = []
    for segment in segments_of(facts, threat.lane):
        way_s = net.way_s[segment.sensor][p]
        found_s, spread = confirmation(facts, luck, late, threat, segment)
        if found_s < segment.end_s and way_s < INF:
            spells = joined(
                spells, (found_s + way_s * spread, segment.end_s + way_s * spread, segment.sensor)
            )
    return spells


def alone_of(facts, net, luck, late, threat, unit):
    """What a unit that is cut off holds of a threat with its own sensors."""
    spells = []
    for segment in segments_of(facts, threat.lane):
        if unit.sensor0 <= segment.sensor < unit.sensor1 and net.sees[segment.sensor]:
            found_s, _ = confirmation(facts, luck, late, threat, segment)
            if found_s < segment.end_s:
                spells = joined(spells, (found_s, segment.end_s, segment.sensor))
    return spells


def joined(spells, new):
    """Spells with one more: those that touch become one, and one too many is joined to its neighbour."""
    begin, end, _ = new
    touching = [s for s in spells if s[1] >= begin and s[0] <= end]
    before, after = [s for s in spells if s[1] < begin], [s for s in spells if s[0] > end]
    if touching:
        first = min([*touching, new], key=lambda s: s[0])
        return [*before, (first[0], max(s[1] for s in [*touching, new]), first[2]), *after]
    if len(spells) < MOST_SPELLS:
        return [*before, new, *after]
    if after:
        return [*before, (begin, after[0][1], new[2]), *after[1:]]
    return [*before[:-1], (before[-1][0], end, before[-1][2])]

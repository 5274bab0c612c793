"""Plans made by hand, for closed forms, and by chance, for twins: units, threats and windows as a test wants them."""

from typing import NamedTuple

import numpy as np

from belfort.raid import layout
from belfort.raid.kernels import tables
from belfort.raid.kernels.night import run_nights
from belfort.raid.kernels.tables import FIRST_FREE, LOG, Chance, Force, Net, Plan, Scene, Senses
from belfort.raid.memory import counts_for, work_for

N_STATES = 4
KNOTS = 5


def records(dtype, n, **fields):
    made = np.zeros(n, dtype)
    for name, values in fields.items():
        made[name] = values
    return made


def locked(array):
    array = np.ascontiguousarray(array)
    array.setflags(write=False)
    return array


def plan_of(
    pairs,
    n_threats,
    n_units,
    *,
    n_channels=1,
    n_ready=1,
    n_stock=0,
    react_s=2.0,
    tof_s=5.0,
    assess_s=1.0,
    reload_s=100.0,
    p_kill=0.7,
    n_salvo=1,
    n_looks=100,
    node_of=None,
    n_nodes=1,
    starts_s=None,
    duration_s=1000.0,
    p_unit=1.0,
    p_node=1.0,
    is_soft=0,
    alone=0,
    policy=0,
    found_s=0.0,
    n_each=1,
    spread_s=0.0,
    n_keep=0,
    bin_s=100.0,
    value=1.0,
):
    """Pairs (unit, threat, open_s, close_s); each threat a group and a lane of its own, seen by one sensor at once.

    `n_each` threats a group start within `spread_s`; `n_looks`, `n_salvo`, `tof_s`, `n_keep`, `p_kill` may be given by
    pair, in the order of threat, unit, opening.
    """
    pairs = sorted(pairs, key=lambda p: (p[1], p[0], p[2]))
    starts_s = np.zeros(n_threats) if starts_s is None else np.asarray(starts_s, float)
    node_of = np.zeros(n_units, int) if node_of is None else np.asarray(node_of)
    bounds = np.searchsorted([p[1] for p in pairs], np.arange(n_threats + 1))
    ids = np.arange(n_threats)
    lanes = records(
        layout.LANE,
        n_threats,
        duration_s=duration_s,
        appear_s=found_s,
        value=value,
        slot0=bounds[:-1],
        slot1=bounds[1:],
        segment0=ids * n_nodes,
        segment1=(ids + 1) * n_nodes,
        asset=0,
    )
    groups = records(
        layout.GROUP,
        n_threats,
        start_s=starts_s,
        spread_s=spread_s,
        n_threats=n_each,
        entity0=ids * n_each,
        lane0=ids,
        lane1=ids + 1,
        is_free=1,
    )
    segments = records(
        layout.SEGMENT,
        n_threats * n_nodes,
        first_s=found_s,
        interval_s=1e-9,
        end_s=1e9,
        sensor=np.tile(np.arange(n_nodes), n_threats),
        ordinal=0,
        cdf0=0,
        n_looks=1,
    )
    sensors = records(
        layout.SENSOR,
        n_nodes,
        p_sees=1.0,
        p_link=1.0,
        code=np.arange(n_nodes) + 7,
        node=np.arange(n_nodes),
        unit=-1,
    )
    nodes = records(layout.NODE, n_nodes, p_up=p_node, code=np.arange(n_nodes) + 90)
    delay_s = np.where(np.eye(n_nodes, dtype=bool), 0.0, np.inf)
    units = records(
        layout.UNIT,
        n_units,
        react_s=react_s,
        assess_s=assess_s,
        p_ready=p_unit,
        p_link=1.0,
        endurance_s=np.inf,
        code=np.arange(n_units) + 500,
        picture=node_of,
        node=node_of,
        n_channels=n_channels,
        n_items=1,
        is_alone=alone,
    )
    weapons = records(
        layout.WEAPON,
        n_units,
        reload_s=reload_s,
        unit=np.arange(n_units),
        effector=0,
        n_ready=n_ready,
        n_stock=n_stock,
        is_soft=is_soft,
    )
    p_kills = np.atleast_1d(np.asarray(p_kill, float))
    first = {}
    heads = [first.setdefault(p[:2], i) for i, p in enumerate(pairs)]
    slots = records(
        layout.SLOT,
        len(pairs),
        open_s=[p[2] for p in pairs],
        close_s=[p[3] for p in pairs],
        busy_s=react_s + np.asarray(tof_s) + assess_s,
        weapon=[p[0] for p in pairs],
        unit=[p[0] for p in pairs],
        kill=np.arange(len(pairs)) % len(p_kills),
        n_salvo=n_salvo,
        n_looks=n_looks,
        n_keep=n_keep,
        head=heads,
    )
    sees_s = np.where(np.eye(n_nodes, dtype=bool), 0.0, np.inf)
    return Plan(
        Scene(locked(groups), locked(lanes), locked(np.ones(n_threats))),
        Senses(locked(segments), locked(np.ones(1)), locked(sensors)),
        Net(
            locked(nodes), locked(records(layout.LINK, 0)), locked(delay_s), locked(sees_s),
            locked(np.arange(n_nodes, dtype=np.int32)),
        ),
        Force(
            locked(units), locked(weapons), locked(slots),
            locked(np.full((layout.N_KNOTS, len(pairs)), tof_s, float).T),
            locked(np.tile(p_kills, (N_STATES, 1))),
        ),
        locked(np.tile(np.linspace(0, 1, KNOTS), (N_STATES, 1))),
        locked(np.zeros((0, 2), np.int32)),
        locked(np.array([duration_s / 100, bin_s])),
        0.0,
        policy,
    )  # fmt: skip


def chance_of(plan, n, first=0):
    """n replicates from the middle of everything, all items ready, magazines full."""
    return Chance(
        locked(np.arange(first, first + n)),
        locked(np.zeros((n, 2), np.int32)),
        locked(plan.force.units["n_items"][None, :].astype(np.int32)),
        locked(
            (plan.force.weapons["n_ready"] * plan.force.units["n_items"][plan.force.weapons["unit"]])[
                None, :
            ].astype(np.int32)
        ),
        locked(plan.force.weapons["n_stock"][None, :].astype(np.int32)),
    )


class MadeUp(NamedTuple):
    """A plan by chance, and what it is counted by."""

    plan: Plan
    sizes: tuple[int, int, int]
    """Kinds, assets, effectors."""

    def chance(self, n, first=0):
        """Replicates in states of the night that differ."""
        states = np.arange(first, first + n)[:, None] * np.array([[1, 3, 2]]) % N_STATES
        return chance_of(self.plan, n, first)._replace(state=locked(states.astype(np.int32)))


N_FAMILIES = 2


def made_up(luck, **given):
    """A small plan with a bit of everything; `luck` is a random.Random, `given` pins what is not to be drawn."""
    options = {
        "is_round": luck.random() < 0.3,
        "p_fails": luck.choice([0.0, 0.2, 0.5]),
        "p_hit": luck.choice([0.0, 0.0, 0.4, 1.0]),
        "policy": luck.randrange(2),
        "n_nodes": luck.randint(0, 3),
        "n_units": luck.randint(0, 4),
        "n_sensors": luck.randint(0, 4),
        "n_groups": luck.randint(0, 4),
        "is_led": False,
        "p_soft": 0.2,
        "p_aircraft": 0.2,
        "roles": (0, 0, 0, 1, 2, 3),
    } | given
    return _Maker(luck, options).made()


class _Maker:
    """Draws one part of a plan after the other."""

    def __init__(self, luck, options):
        self.luck, self.options = luck, options
        self.n_assets, self.n_kinds, self.n_effectors = (
            luck.randint(1, 3),
            luck.randint(1, 3),
            luck.randint(1, 3),
        )

    def time(self, low_s, high_s):
        time_s = self.luck.uniform(low_s, high_s)
        return float(round(time_s)) if self.options["is_round"] else time_s

    def p_up(self):
        return 1.0 if self.luck.random() >= self.options["p_fails"] else self.luck.choice([0.0, 0.5, 0.9])

    def maybe(self, p):
        return self.luck.random() < p

    def made(self):
        net, pictures = self.net()
        units, sensors = self.units_and_sensors(len(net.nodes), pictures)
        weapons = self.weapons(units)
        kill = np.array(
            [[self.luck.choice([0.0, 0.3, 0.6, 0.9, 1.0]) for _ in range(5)] for _ in range(N_STATES)]
        )
        lanes, groups, share = self.lanes_and_groups()
        segments, cdf = self.segments(lanes, sensors)
        slots, tof_s = self.slots(lanes, weapons)
        net = net._replace(sees_s=locked(np.array(
            [[self.luck.choice([0.0, 1.5, np.inf]) for _ in sensors] for _ in pictures], float
        ).reshape(len(pictures), len(sensors))))  # fmt: skip
        late = np.sort(np.array([[self.luck.random() for _ in range(KNOTS)] for _ in range(N_STATES)]))
        late[:, 0], late[:, -1] = 0.0, [1.0, 1.0, 0.99, 1.0]
        near = [(a, b) for a in range(self.n_assets) for b in range(len(units)) if self.maybe(0.3)]
        plan = Plan(
            Scene(locked(groups), locked(lanes), locked(share)),
            Senses(locked(segments), locked(cdf), locked(sensors)),
            net,
            Force(locked(units), locked(weapons), locked(slots), locked(tof_s), locked(kill)),
            locked(late),
            locked(np.array(near, np.int32).reshape(len(near), 2)),
            locked(np.array([*(self.luck.uniform(0.5, 4.0) for _ in range(self.n_kinds)), 3.0])),
            float(self.options["p_hit"]),
            int(self.options["policy"]),
        )
        return MadeUp(plan, (self.n_kinds, self.n_assets, self.n_effectors))

    def net(self):
        n = self.options["n_nodes"]
        nodes = records(layout.NODE, n, p_up=[self.p_up() for _ in range(n)], code=np.arange(n) + 90)
        ends = [(a, b) for a in range(n) for b in range(n) if a != b and self.maybe(0.6)]
        links = records(
            layout.LINK,
            len(ends),
            delay_s=[self.time(0, 4) for _ in ends],
            p_up=[self.p_up() for _ in ends],
            code=np.arange(len(ends)) + 300,
            sender=[a for a, _ in ends],
            receiver=[b for _, b in ends],
        )
        delay_s = np.where(np.eye(n, dtype=bool), 0.0, np.inf)
        for link in links:
            delay_s[link["sender"], link["receiver"]] = link["delay_s"]
        for c in range(n):
            delay_s = np.minimum(delay_s, delay_s[:, c : c + 1] + delay_s[c : c + 1, :])
        pictures = [c for c in range(n) if self.maybe(0.8) or self.options["is_led"]]
        net = Net(
            locked(nodes), locked(links), locked(delay_s), locked(np.zeros((0, 0))),
            locked(np.array(pictures, np.int32)),
        )  # fmt: skip
        return net, pictures

    def units_and_sensors(self, n_nodes, pictures):
        n, n_sensors = self.options["n_units"], self.options["n_sensors"]
        cuts = sorted(self.luck.randint(0, n_sensors) for _ in range(n + 1))
        of_picture = [self.luck.randrange(-1, len(pictures)) for _ in range(n)]
        if self.options["is_led"]:
            of_picture = [max(p, 0) for p in of_picture]
        is_aircraft = [self.maybe(self.options["p_aircraft"]) for _ in range(n)]
        units = records(
            layout.UNIT,
            n,
            react_s=[self.time(1, 6) for _ in range(n)],
            order_s=[self.time(0, 3) for _ in range(n)],
            assess_s=[self.time(0, 4) for _ in range(n)],
            p_ready=[self.p_up() for _ in range(n)],
            p_link=[self.p_up() for _ in range(n)],
            takeoff_s=[self.time(5, 40) if a else 0.0 for a in is_aircraft],
            endurance_s=[self.time(20, 90) if a and self.maybe(0.7) else np.inf for a in is_aircraft],
            code=np.arange(n) + 500,
            link=np.arange(n) + 700,
            picture=of_picture,
            node=[pictures[p] if p >= 0 else -1 for p in of_picture],
            n_channels=[self.luck.choice([1, 1, 2, 3, 0]) for _ in range(n)],
            n_items=[self.luck.randint(1, 3) for _ in range(n)],
            is_alone=[self.maybe(0.2) and not self.options["is_led"] for _ in range(n)],
            holds_alone=[self.maybe(0.4) for _ in range(n)],
            sensor0=cuts[:-1],
            sensor1=cuts[1:],
        )
        sensors = records(
            layout.SENSOR,
            n_sensors,
            delay_s=[self.time(0, 4) for _ in range(n_sensors)],
            p_sees=[self.p_up() for _ in range(n_sensors)],
            p_link=[self.p_up() for _ in range(n_sensors)],
            code=np.arange(n_sensors) + 7,
            link=np.arange(n_sensors) + 800,
            node=[self.luck.randrange(-1, n_nodes) for _ in range(n_sensors)],
            unit=-1,
        )
        return units, sensors

    def weapons(self, units):
        of_unit = [b for b in range(len(units)) for _ in range(self.luck.randint(1, 2))]
        n = len(of_unit)
        return records(
            layout.WEAPON,
            n,
            reload_s=[self.time(5, 60) for _ in range(n)],
            unit=of_unit,
            effector=[self.luck.randrange(self.n_effectors) for _ in range(n)],
            n_ready=[self.luck.choice([0, 1, 2, 4, 8]) for _ in range(n)],
            n_stock=[self.luck.choice([0, 0, 3, 9]) for _ in range(n)],
            is_soft=[self.maybe(self.options["p_soft"]) for _ in range(n)],
        )

    def lanes_and_groups(self):
        """Lanes of a group lie together, those of its decoys behind them."""
        lanes, groups, share, entity = [], [], [], 0
        for _ in range(self.options["n_groups"]):
            n_lanes, n_threats = self.luck.randint(1, 3), self.luck.randint(1, 4)
            has_decoys = self.maybe(0.3)
            cuts = sorted(self.luck.random() for _ in range(n_lanes - 1))
            group = {
                "start_s": self.time(0, 60), "spread_s": self.time(0, 60),
                "p_decoy": 0.4 if has_decoys else 0.0, "p_misread": self.luck.choice([0.0, 0.3]),
                "identify_s": self.luck.choice([0.0, 6.0, 20.0]), "n_threats": n_threats, "entity0": entity,
                "lane0": len(lanes), "lane1": len(lanes) + n_lanes, "decoy_shift": n_lanes if has_decoys else 0,
                "family": self.luck.randrange(N_FAMILIES), "role": self.luck.choice(self.options["roles"]),
                "kind": self.luck.randrange(self.n_kinds), "is_free": self.maybe(0.4),
            }  # fmt: skip
            groups.append(group)
            entity += n_threats
            for _ in range(1 + has_decoys):
                share += [*cuts, 1.0]
                lanes += [self.lane() for _ in range(n_lanes)]
        names = {name: [g[name] for g in groups] for name in (groups[0] if groups else ())}
        made = records(layout.GROUP, len(groups), **names)
        kept = {name: [lane[name] for lane in lanes] for name in (lanes[0] if lanes else ())}
        return records(layout.LANE, len(lanes), **kept), made, np.array(share, float)

    def lane(self):
        return {
            "duration_s": self.time(60, 150), "value": self.luck.choice([0.5, 1.0, 3.0]),
            "asset": self.luck.randrange(self.n_assets), "is_held": self.maybe(0.2),
        }  # fmt: skip

    def segments(self, lanes, sensors):
        found, cdf = [], []
        for lane in lanes:
            lane["segment0"] = len(found)
            some = []
            for s in range(len(sensors)):
                for ordinal in range(self.luck.choice([0, 1, 1, 2, 4])):
                    first_s = self.time(0, 0.7 * float(lane["duration_s"]))
                    n_looks = self.luck.randint(1, 5)
                    some.append((first_s, self.time(0.5, 6), s, ordinal, len(cdf), n_looks))
                    top = self.luck.choice([0.5, 0.95, 1.0])
                    cdf += [top * (k + 1) / n_looks for k in range(n_looks)]
            some.sort()
            found += [(f, dt, f + self.time(4, 60), *rest) for f, dt, *rest in some]
            lane["segment1"] = len(found)
            lane["appear_s"] = some[0][0] if some else np.inf
        return np.array(found, layout.SEGMENT), np.array(cdf, float)

    def slots(self, lanes, weapons):
        """Windows close so early that every launch meets its threat on its way."""
        rows, tof_s = [], []
        for lane in lanes:
            lane["slot0"] = len(rows)
            ranked = sorted((self.luck.randrange(3), w) for w in range(len(weapons)) if self.maybe(0.6))
            head_of = {}
            for tier, w in ranked:
                for _ in range(self.luck.choice([1, 1, 2])):
                    open_s = self.time(0, 0.6 * float(lane["duration_s"]))
                    close_s = self.time(open_s, 0.8 * float(lane["duration_s"]))
                    longest_s = float(lane["duration_s"]) - close_s
                    knots = [longest_s * self.luck.choice([0.1, 0.3, 0.5, 0.9]) for _ in range(2)]
                    head = head_of.setdefault(w, len(rows))
                    rows.append((
                        open_s, close_s, self.time(2, 30), w, int(weapons["unit"][w]), self.luck.randrange(5),
                        self.luck.choice([1, 1, 2, 3]), self.luck.choice([1, 2, 3, 100]),
                        self.luck.choice([0, 0, 0, 1, 2]), head, tier, self.maybe(0.5),
                    ))  # fmt: skip
                    tof_s.append(np.linspace(*knots, layout.N_KNOTS))
            lane["slot1"] = len(rows)
        return np.array(rows, layout.SLOT), np.array(tof_s, float).reshape(len(rows), layout.N_KNOTS)


NO_TILT = (0.0, 0.1)


def counted(
    plan, chance, sizes=(1, 1, 1), *, seed=(11, 0), tilting=NO_TILT, night=0, keeps_left=True, n_log=0
):
    """Run the kernel, with more memory where a replicate needs it; return counts, and the log where one is asked."""
    n_entries = None
    while True:
        counts, work = counts_for(plan, chance, sizes, keeps_left=keeps_left), work_for(plan, n_entries)
        log = np.zeros(n_log, LOG)
        if run_nights(seed, night, plan, chance, counts, work, tilting, log) == 0:
            return (counts, log) if n_log else counts
        n_entries = 2 * len(work.doing.entries)


def column(counts, name, number=0):
    """A column of the rows by name: a `tables` constant, or cause, shots, kills, kind, asset by number."""
    n_kinds, n_assets = counts.leaks.shape
    n_causes, n_effectors = counts.causes.shape[1], len(counts.used)
    starts = np.cumsum([FIRST_FREE, n_kinds, n_assets, n_causes, n_effectors])
    names = ("kind", "asset", "cause", "shots", "kills")
    return counts.rows[:, starts[names.index(name)] + number if name in names else getattr(tables, name)]


def changed(plan, part, **fields):
    """A plan with fields of one of its tables of records changed: groups, lanes, segments, sensors, units and so on."""
    for name in ("scene", "senses", "net", "force"):
        bundle = getattr(plan, name)
        if part in bundle._fields:
            table = getattr(bundle, part).copy()
            for field, values in fields.items():
                table[field] = values
            return plan._replace(**{name: bundle._replace(**{part: locked(table)})})
    raise KeyError(part)


def same(one, other):
    """Names of what differs between two counts; empty where nothing does."""
    return [
        f
        for f in one._fields
        if not np.array_equal(getattr(one, f), getattr(other, f), equal_nan=f == "real")
    ]

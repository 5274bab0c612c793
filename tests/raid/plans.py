"""Plans made by hand, for closed forms: units, threats and windows as a test wants them."""

import numpy as np

from belfort.raid import layout
from belfort.raid.kernels.tables import Chance, Force, Net, Plan, Scene, Senses

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
):
    """Pairs (unit, threat, open_s, close_s); each threat a group and a lane of its own, seen by one sensor at once."""
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
        value=1.0,
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
        n_threats=1,
        entity0=ids,
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
    heads = [min(i for i, q in enumerate(pairs) if q[:2] == p[:2]) for p in pairs]
    slots = records(
        layout.SLOT,
        len(pairs),
        open_s=[p[2] for p in pairs],
        close_s=[p[3] for p in pairs],
        busy_s=react_s + tof_s + assess_s,
        weapon=[p[0] for p in pairs],
        unit=[p[0] for p in pairs],
        kill=0,
        n_salvo=n_salvo,
        n_looks=n_looks,
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
            locked(np.full((len(pairs), layout.N_KNOTS), float(tof_s))),
            locked(np.full((N_STATES, 1), float(p_kill))),
        ),
        locked(np.tile(np.linspace(0, 1, KNOTS), (N_STATES, 1))),
        locked(np.zeros((0, 2), np.int32)),
        locked(np.array([duration_s / 100, 100.0])),
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

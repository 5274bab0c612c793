"""What the kernels are handed: four bundles of arrays."""

from typing import NamedTuple

import numpy as np


class Scene(NamedTuple):
    """What flies, on which ways."""

    groups: np.ndarray
    lanes: np.ndarray
    lane_share: np.ndarray
    """(n_lanes,): chance within its group of this lane or one before."""


class Senses(NamedTuple):
    """Who may find it."""

    segments: np.ndarray
    cdf: np.ndarray
    """(n,): of each segment, the chance of being confirmed by each look."""
    sensors: np.ndarray


class Net(NamedTuple):
    """How it is told."""

    nodes: np.ndarray
    links: np.ndarray
    delay_s: np.ndarray
    """(n_nodes, n_nodes): from one to another with every link up; infinite where none leads there."""
    sees_s: np.ndarray
    """(n_pictures, n_sensors): what releasing its tracks to a picture takes; infinite where they are not."""
    picture_node: np.ndarray
    """(n_pictures,) int32."""


class Force(NamedTuple):
    """Who fires, with what, when."""

    units: np.ndarray
    weapons: np.ndarray
    slots: np.ndarray
    tof_s: np.ndarray
    """(n_slots, N_KNOTS): from launch to the end of its work, across the window."""
    kill: np.ndarray
    """(n_states, n): kill probability of one shot in each state of the night."""


class Plan(NamedTuple):
    """One raid in one world; read-only. Records are those of `layout`."""

    scene: Scene
    senses: Senses
    net: Net
    force: Force
    late: np.ndarray
    """(n_states, knots): the uniform of a detection in each state, by the uniform drawn."""
    near: np.ndarray
    """(n, 2) int32: asset and unit that stands where its leakers strike, by asset."""
    bin_s: np.ndarray
    """(n_kinds + 1,): width of the bins of time by kind; the last one of missiles used."""
    p_hit: float
    """Chance that a leaker puts such a unit out of action."""
    policy: int


class Chance(NamedTuple):
    """What differs between replicates beside their draws. The last three have one row, or one a replicate."""

    replicate: np.ndarray
    """(n,) int64: words of the random streams."""
    state: np.ndarray
    """(n, families + 1) int32: state of the night by family; the last one of detection."""
    n_items: np.ndarray
    n_ready: np.ndarray
    n_stock: np.ndarray


class Counts(NamedTuple):
    """What happened; rows by replicate, the others added up."""

    rows: np.ndarray
    """(n, columns) int32; see `columns`."""
    real: np.ndarray
    """(n, 2): expected leakers by conditioning on last salvoes, and the weight of a tilted replicate."""
    leaks: np.ndarray
    """(kinds, assets) int64."""
    causes: np.ndarray
    """(kinds, causes) int64."""
    times: np.ndarray
    """(kinds, 5, bins) int64: warning, detected, identified, fired on, killed."""
    used: np.ndarray
    """(effectors, bins) int64."""
    left: np.ndarray
    """(n or 0, units + 2 weapons) int32: items, ready and in stock at the end."""


class Held(NamedTuple):
    """What the pictures hold of one threat; the last row is of a unit that is cut off."""

    begin_s: np.ndarray
    """(pictures + 1, MOST_SPELLS)."""
    end_s: np.ndarray
    n: np.ndarray
    """(pictures + 1,) int32."""


class Ways(NamedTuple):
    """What is up tonight."""

    delay_s: np.ndarray
    """(nodes, nodes)."""
    part: np.ndarray
    """(nodes,) int32: group of each node; -1 where it is down."""
    is_up: np.ndarray
    """(sensors,) uint8."""
    way_s: np.ndarray
    """(sensors, pictures): from a confirmation to the picture."""


class Doing(NamedTuple):
    """What the defence is at."""

    threats: np.ndarray
    entries: np.ndarray
    units: np.ndarray
    weapons: np.ndarray
    engagements: np.ndarray
    engaged: np.ndarray
    """(nodes, at least 1, threats) int16: engagements under way by group."""
    heap: np.ndarray
    misc: np.ndarray
    """(8,) int64: next free engagement, next free entry, entries wanted in vain, 1 where all units know of each
    other's engagements, column of shots, lines of the log, threats, events in the queue."""


class Work(NamedTuple):
    """Memory of one thread."""

    held: Held
    ways: Ways
    doing: Doing


(NEXT_ENGAGEMENT, NEXT_ENTRY, IN_VAIN, IS_TOGETHER, SHOTS_COLUMN, N_LINES, N_THREATS, N_QUEUE) = range(8)
N_TIMES = 128
N_USED = 96
WARNING, DETECTED, IDENTIFIED, FIRED, KILLED = range(5)
(
    N_ARMED,
    N_LEAKED,
    N_DECOYS_LEAKED,
    N_DECOYS_KILLED,
    N_CIVIL_ENGAGED,
    N_FRIENDS_ENGAGED,
    N_UNITS_LOST,
    FULL_MS,
    N_KNOWN,
    N_SOFT_KILLED,
    N_CIVIL,
    N_IDENTIFIED,
    N_EVENTS,
) = range(13)
FIRST_FREE = 13
"""Columns of a row; then leakers by kind, by asset, by cause, shots by effector, kills by effector."""
LOG = np.dtype(
    [
        ("time_s", "f8"),
        ("until_s", "f8"),
        ("kind", "i4"),
        ("threat", "i4"),
        ("unit", "i4"),
        ("weapon", "i4"),
        ("n_shots", "i4"),
    ],
    align=True,
)
LOG_START, LOG_FIRED, LOG_MISSED, LOG_KILLED, LOG_LEAKED, LOG_LEFT, LOG_RELOADED, LOG_LOST = range(8)

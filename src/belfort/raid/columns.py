"""Where each count stands in a row of the kernel."""

import numpy as np
from numpy.typing import NDArray

from belfort.raid.compiling.compile import Names
from belfort.raid.kernels import tables
from belfort.raid.layout import CAUSES

SINGLE = {
    "n_armed": tables.N_ARMED,
    "n_leaked": tables.N_LEAKED,
    "n_decoys_leaked": tables.N_DECOYS_LEAKED,
    "n_decoys_killed": tables.N_DECOYS_KILLED,
    "n_civil_engaged": tables.N_CIVIL_ENGAGED,
    "n_friends_engaged": tables.N_FRIENDS_ENGAGED,
    "n_civil_misread": tables.N_CIVIL,
    "n_units_lost": tables.N_UNITS_LOST,
    "n_known": tables.N_KNOWN,
    "n_identified": tables.N_IDENTIFIED,
    "n_soft_killed": tables.N_SOFT_KILLED,
    "saturated_ms": tables.FULL_MS,
    "n_events": tables.N_EVENTS,
}
"""By the name that a count has in tables."""


def leaked_by_kind(names: Names) -> slice:
    """Return the columns of leakers by kind of threat."""
    return slice(tables.FIRST_FREE, tables.FIRST_FREE + len(names.kinds))


def leaked_by_asset(names: Names) -> slice:
    """Return the columns of leakers by asset."""
    start = leaked_by_kind(names).stop
    return slice(start, start + len(names.assets))


def leaked_by_cause(names: Names) -> slice:
    """Return the columns of leakers by cause."""
    start = leaked_by_asset(names).stop
    return slice(start, start + len(CAUSES))


def shots(names: Names) -> slice:
    """Return the columns of shots by effector."""
    start = leaked_by_cause(names).stop
    return slice(start, start + len(names.effectors))


def kills(names: Names) -> slice:
    """Return the columns of kills by effector, decoys included."""
    start = shots(names).stop
    return slice(start, start + len(names.effectors))


def column(rows: NDArray[np.int32], name: str) -> NDArray[np.int32]:
    """Return one count by its name."""
    return rows[:, SINGLE[name]]

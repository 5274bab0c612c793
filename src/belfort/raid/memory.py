"""Memory of one thread, and the arrays that counts go to."""

import numpy as np

from belfort.raid import layout
from belfort.raid.kernels.tables import (
    FIRST_FREE,
    N_TIMES,
    N_USED,
    Chance,
    Counts,
    Doing,
    Held,
    Plan,
    Ways,
    Work,
)

ROOM = 1.25
"""Entries kept room for, over one a slot and threat at the widest lane."""


def n_most_threats(plan: Plan) -> int:
    """Return how many threats there can be at once."""
    return max(1, int(plan.scene.groups["n_threats"].sum()))


def entries_needed(plan: Plan) -> int:
    """Return how many entries a replicate has where every threat flies the lane with most slots of its group."""
    total = 0
    n_slots = plan.scene.lanes["slot1"] - plan.scene.lanes["slot0"]
    for group in plan.scene.groups:
        first, last, shift = group["lane0"], group["lane1"], group["decoy_shift"]
        widest = max(
            int(n_slots[first:last].max(initial=0)),
            int(n_slots[first + shift : last + shift].max(initial=0)),
        )
        total += int(group["n_threats"]) * widest
    return int(ROOM * total) + 64


def work_for(plan: Plan, n_entries: int | None = None) -> Work:
    """Return memory for one thread; `n_entries` where a replicate needed more than expected."""
    units, weapons, sensors = plan.force.units, plan.force.weapons, plan.senses.sensors
    n_threats, n_nodes, n_pictures = n_most_threats(plan), len(plan.net.nodes), len(plan.net.picture_node)
    n_engagements = int((units["n_channels"] * units["n_items"]).sum()) + 1
    spells = (n_pictures + 1, layout.MOST_SPELLS)
    return Work(
        Held(np.zeros(spells), np.zeros(spells), np.zeros(spells[0], np.int32)),
        Ways(
            np.zeros((n_nodes, n_nodes)),
            np.zeros(n_nodes, np.int32),
            np.zeros(len(sensors), np.uint8),
            np.zeros((len(sensors), n_pictures)),
        ),
        Doing(
            np.zeros(n_threats, layout.THREAT),
            np.zeros(n_entries or entries_needed(plan), layout.ENTRY),
            np.zeros(len(units), layout.UNIT_WORK),
            np.zeros(len(weapons), layout.WEAPON_WORK),
            np.zeros(n_engagements, layout.ENGAGEMENT),
            np.zeros((max(n_nodes, 1), n_threats), np.int16),
            np.zeros(2 * n_threats + n_engagements + len(weapons) + 8, layout.EVENT),
            np.zeros(8, np.int64),
        ),
    )


def counts_for(
    plan: Plan, chance: Chance, sizes: tuple[int, int, int], *, keeps_left: bool = False
) -> Counts:
    """Return empty counts for the rows of `chance`; `sizes` are kinds, assets and effectors."""
    n_kinds, n_assets, n_effectors = sizes
    n_causes, n = len(layout.CAUSES), len(chance.replicate)
    n_columns = FIRST_FREE + n_kinds + n_assets + n_causes + 2 * n_effectors
    n_left = len(plan.force.units) + 2 * len(plan.force.weapons)
    real = np.zeros((n, 2))
    real[:, 1] = 1.0
    return Counts(
        np.zeros((n, n_columns), np.int32),
        real,
        np.zeros((n_kinds, n_assets), np.int64),
        np.zeros((n_kinds, n_causes), np.int64),
        np.zeros((n_kinds, 5, N_TIMES), np.int64),
        np.zeros((n_effectors, N_USED), np.int64),
        np.zeros((n if keeps_left else 0, n_left), np.int32),
    )

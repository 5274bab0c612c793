"""What is counted at the end of a night."""

import numpy as np

from belfort.numeric.jit import inner_kernel
from belfort.raid.kernels.autopsy import cause_of
from belfort.raid.kernels.fire import note
from belfort.raid.kernels.tables import (
    DETECTED,
    FIRED,
    FIRST_FREE,
    IDENTIFIED,
    KILLED,
    LOG_KILLED,
    LOG_LEAKED,
    LOG_LEFT,
    N_ARMED,
    N_CIVIL,
    N_CIVIL_ENGAGED,
    N_DECOYS_KILLED,
    N_DECOYS_LEAKED,
    N_FRIENDS_ENGAGED,
    N_IDENTIFIED,
    N_KNOWN,
    N_LEAKED,
    N_SOFT_KILLED,
    N_THREATS,
    SHOTS_COLUMN,
    WARNING,
)
from belfort.raid.layout import ATTACK, CIVIL, DECOY, FIRED_ON, KNOWN, MISREAD, NONE


@inner_kernel
def close_books(plan, doing, tally):
    """Count what became of every threat."""
    counts, log = tally[0], tally[4]
    line = counts.rows[tally[1]]
    for j in range(doing.misc[N_THREATS]):
        threat = doing.threats[j]
        group = plan.scene.groups[threat.group]
        if group.role >= CIVIL:
            count_own(line, threat, group.role)
            continue
        is_dead = threat.dead_s < np.inf
        if is_dead:
            weapon = plan.force.weapons[threat.killer]
            line[doing.misc[SHOTS_COLUMN] + counts.used.shape[0] + weapon.effector] += 1
            line[N_SOFT_KILLED] += weapon.is_soft
            note(doing.misc, log, threat.dead_s, np.nan, LOG_KILLED, (j, weapon.unit, threat.killer), 0)
        else:
            kind = LOG_LEAKED if group.role == ATTACK else LOG_LEFT
            note(doing.misc, log, threat.end_s, np.nan, kind, (j, NONE, NONE), 0)
        if threat.flags & DECOY:
            line[N_DECOYS_KILLED if is_dead else N_DECOYS_LEAKED] += 1
            continue
        line[N_ARMED] += 1
        line[N_KNOWN] += 1 if threat.flags & KNOWN else 0
        line[N_IDENTIFIED] += count_times(plan.bin_s[group.kind], counts.times[group.kind], threat)
        if not is_dead:
            lane = plan.scene.lanes[threat.lane]
            count_leaker(counts, line, threat, group.kind, lane.asset)
            cause = cause_of(lane, threat)
            counts.causes[group.kind, cause] += 1
            line[FIRST_FREE + counts.leaks.shape[0] + counts.leaks.shape[1] + cause] += 1
            counts.real[tally[1], 0] += 1.0 if threat.is_last == 0 else 0.0


@inner_kernel
def count_own(line, threat, role):
    """Count a civil aircraft or a friend taken for hostile, and whether it was shot at."""
    if role == CIVIL:
        line[N_CIVIL] += 1
    if threat.n_shots > 0:
        line[N_CIVIL_ENGAGED if role == CIVIL else N_FRIENDS_ENGAGED] += 1


@inner_kernel
def count_leaker(counts, line, threat, kind, asset):
    """Count a leaker by kind and asset."""
    line[N_LEAKED] += 1
    line[FIRST_FREE + kind] += 1
    line[FIRST_FREE + counts.leaks.shape[0] + asset] += 1
    counts.leaks[kind, asset] += 1


@inner_kernel
def count_times(width_s, bins, threat):
    """Count when a threat was detected, identified, fired on and killed, and the warning; return 1 if identified."""
    whole_s = threat.end_s - threat.start_s
    flies_s = min(threat.dead_s - threat.start_s, whole_s)
    known_s = threat.known_s + threat.identify_s
    is_identified = (threat.flags & MISREAD) == 0 and known_s < flies_s
    if threat.known_s < whole_s:
        into_bin(bins[WARNING], (whole_s - threat.known_s) / width_s)
        into_bin(bins[DETECTED], threat.known_s / width_s)
    if is_identified:
        into_bin(bins[IDENTIFIED], known_s / width_s)
    if (threat.flags & FIRED_ON) != 0:
        into_bin(bins[FIRED], threat.fired_s / width_s)
    if threat.dead_s < np.inf:
        into_bin(bins[KILLED], (threat.dead_s - threat.start_s) / width_s)
    return 1 if is_identified else 0


@inner_kernel
def into_bin(bins, place):
    """Count a moment."""
    bins[min(max(int(place), 0), bins.shape[0] - 1)] += 1


@inner_kernel
def take_stock(weapons, doing, items, left):
    """Write what is left: items in working order, missiles ready and in stock."""
    n_units, n_weapons = doing.units.shape[0], weapons.shape[0]
    for b in range(n_units):
        left[b] = 0 if doing.units[b].n_items == NONE else items[b]
    for w in range(n_weapons):
        store = doing.weapons[w]
        is_lost = left[weapons[w].unit] == 0
        left[n_units + w] = 0 if is_lost else store.n_ready + store.n_idle
        left[n_units + n_weapons + w] = 0 if is_lost else store.n_stock

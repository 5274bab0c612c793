"""What is counted at the end of a night."""

from belfort.raid.kernels import tables
from belfort.raid.kernels.tables import FIRST_FREE
from belfort.raid.layout import ATTACK, CIVIL, NONE
from tests.reference.raid.causes import cause_of
from tests.reference.raid.facts import INF


def close_books(night, counts, row, n_events):
    line = counts.rows[row]
    n_kinds, n_assets = counts.leaks.shape
    n_effectors = len(counts.used)
    asset0 = FIRST_FREE + n_kinds
    cause0 = asset0 + n_assets
    shots0 = cause0 + counts.causes.shape[1]
    line[tables.N_EVENTS], line[tables.N_UNITS_LOST] = n_events, night.n_lost
    line[tables.FULL_MS] = night.full_ms
    for effector, now_s, n in night.shots:
        line[shots0 + effector] += n
        counts.used[effector, place(now_s / night.facts.bin_s[-1], tables.N_USED)] += n
    counts.real[row, 0] += night.expected
    for threat in night.threats:
        if threat.is_own:
            count_own(line, threat)
            continue
        is_dead = threat.dead_s < INF
        if is_dead:
            killer = threat.killer
            line[shots0 + n_effectors + killer.effector] += 1
            line[tables.N_SOFT_KILLED] += killer.is_soft
            night.note(
                threat.dead_s,
                float("nan"),
                tables.LOG_KILLED,
                threat.number,
                killer.unit,
                threat.killer_number,
            )
        else:
            kind = tables.LOG_LEAKED if threat.group.role == ATTACK else tables.LOG_LEFT
            night.note(threat.end_s, float("nan"), kind, threat.number, NONE, NONE)
        if threat.is_decoy:
            line[tables.N_DECOYS_KILLED if is_dead else tables.N_DECOYS_LEAKED] += 1
            continue
        line[tables.N_ARMED] += 1
        line[tables.N_KNOWN] += threat.known_s < threat.lane.duration_s
        kind, asset = threat.group.kind, threat.lane.asset
        line[tables.N_IDENTIFIED] += count_times(counts.times[kind], night.facts.bin_s[kind], threat)
        if not is_dead:
            cause = cause_of(threat)
            for column in (tables.N_LEAKED, FIRST_FREE + kind, asset0 + asset, cause0 + cause):
                line[column] += 1
            counts.leaks[kind, asset] += 1
            counts.causes[kind, cause] += 1
            counts.real[row, 0] += 0.0 if threat.is_conditioned else 1.0
    if night.tilt > 0:
        counts.real[row, 1] = weight(night)
    if len(counts.left):
        counts.left[row] = take_stock(night)


def count_own(line, threat):
    is_civil = threat.group.role == CIVIL
    line[tables.N_CIVIL] += is_civil
    if threat.n_shots:
        line[tables.N_CIVIL_ENGAGED if is_civil else tables.N_FRIENDS_ENGAGED] += 1


def place(at, n):
    return min(max(int(at), 0), n - 1)


def count_times(bins, width_s, threat):
    whole_s = threat.end_s - threat.start_s
    flies_s = min(threat.dead_s - threat.start_s, whole_s)
    named_s = threat.known_s + threat.identify_s
    is_named = not threat.is_misread and named_s < flies_s
    moments = {
        tables.WARNING: whole_s - threat.known_s if threat.known_s < whole_s else None,
        tables.DETECTED: threat.known_s if threat.known_s < whole_s else None,
        tables.IDENTIFIED: named_s if is_named else None,
        tables.FIRED: threat.fired_s if threat.fired_s < INF else None,
        tables.KILLED: threat.dead_s - threat.start_s if threat.dead_s < INF else None,
    }
    for what, moment_s in moments.items():
        if moment_s is not None:
            bins[what, place(moment_s / width_s, tables.N_TIMES)] += 1
    return is_named


def weight(night):
    n = len(night.threats)
    if n == 0:
        return 1.0
    total = 0.0
    for threat in night.threats:
        total += threat.ratio
    return 1.0 / (night.share + (1.0 - night.share) * total / n)


def take_stock(night):
    left = [0 if unit.is_lost else n for unit, n in zip(night.units, night.items, strict=True)]
    is_there = [left[store.fact.unit] > 0 for store in night.stores]
    ready = [(s.n_ready + s.n_idle) * there for s, there in zip(night.stores, is_there, strict=True)]
    stock = [s.n_stock * there for s, there in zip(night.stores, is_there, strict=True)]
    return [*left, *ready, *stock]

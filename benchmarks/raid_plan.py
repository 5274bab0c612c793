"""A made-up raid on a made-up country, as records of a plan: what the benchmark of the raid runs.

12 assets, 32 fire units with 98 channels, 15 radars and 4 command posts meet 30, 100 or 300 threats in waves that
arrive over ten minutes. Every part of the model has work: lanes, decoys, identities, misreadings, m-of-n
confirmation, links that fail, reserves, reloads, soft kills, take-offs, losses and the states of a night. All
figures are placeholders; none is of a real system.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from belfort.raid import layout
from belfort.raid.kernels.tables import Chance, Force, Net, Plan, Scene, Senses

DRONE, CRUISE, AIRCRAFT, BALLISTIC, AIRLINER, OWN = range(6)
"""Kinds; each flies by a class of its own, the last two as aircraft."""
SPEED_MPS = np.array([50.0, 240.0, 300.0, 1500.0, 230.0, 250.0])
RCS_M2 = np.array([0.02, 0.1, 3.0, 0.5, 30.0, 5.0])
FAR_M = np.array([120e3, 200e3, 220e3, 300e3, 220e3, 220e3])
HEIGHT_M = np.array([150.0, 60.0, 6000.0, 0.0, 10e3, 7000.0])
SHARE = (0.60, 0.25, 0.05, 0.10)
WAVE, N_WAYS = (6, 5, 3, 3, 3, 2), (4, 3, 2, 3, 2, 2)
"""Threats in one wave, and ways that it may come."""
ARRIVE_S, SPREAD_S = 600.0, 120.0
P_DECOY, P_MISREAD, P_HIT = 0.38, 0.03, 0.1
N_STATES, N_KINDS, N_NODES, N_EFFECTORS = 4, 6, 4, 6
STEP_S = (1.0, 0.5, 0.5, 0.25, 0.5, 0.5)

ASSETS_M = 1e3 * np.array(
    [[40, 75, 95, 120, 150, 170, 190, 215, 235, 140, 105, 60], [110, 95, 130, 100, 125, 70, 105, 60, 95, 45, 60, 140]]
).T  # fmt: skip
N_ASSETS, NONE = len(ASSETS_M), layout.NONE
GUN, JAMMER, MEDIUM, LONG, UPPER, HUNTER = range(6)
"""Effectors: what the weapons of all kinds of units fire."""
REACH_M = np.array(
    [[4e3, 4e3, 4e3, 0], [5e3, 0, 0, 0], [22e3, 22e3, 25e3, 0], [0, 60e3, 90e3, 0], [0, 0, 0, 25e3], [15e3, 0, 0, 0]]
)  # fmt: skip
P_KILL = np.array(
    [[0.65, 0.35, 0.25, 0], [0.4, 0, 0, 0], [0.8, 0.7, 0.75, 0], [0, 0.75, 0.85, 0], [0, 0, 0, 0.7], [0.6, 0, 0, 0]]
)  # fmt: skip
LOWEST_M = np.array([0.0, 0.0, 30.0, 60.0, 60.0, 0.0])
HIGHEST_M = np.array([3.5e3, 2e3, 15e3, 24e3, 24e3, 3e3])
EFFECTOR_MPS = np.array([900.0, 1e5, 700.0, 1100.0, 1100.0, 80.0])
TIER = np.array([0, 0, 1, 2, 0, 0])
"""What is preferred: cheap first."""
SALVO, TRIES, KEEP = (1, 1, 1, 1, 2, 1), (8, 4, 2, 2, 2, 2), (0, 0, 4, 2, 0, 0)
READY, STOCK, RELOAD_S = (
    (12, 40, 6, 5, 4, 4),
    (48, 0, 12, 5, 4, 4),
    (420.0, 60.0, 1200.0, 3600.0, 3600.0, 600.0),
)


class Path(NamedTuple):
    """One way of a threat, sampled."""

    kind: int
    asset: int
    time_s: np.ndarray
    place_m: np.ndarray
    """(n, 3)."""


class Radars(NamedTuple):
    """Where the radars are and how they look."""

    place_m: np.ndarray
    range_m: np.ndarray
    period_s: np.ndarray
    needed: np.ndarray
    window: np.ndarray
    slope: np.ndarray
    """(radars, 72): of the ground's shadow by bearing."""


def raid_plan(n_threats: int, seed: int = 1, policy: int = 0) -> Plan:
    """Return the plan of a raid with so many attackers; civil aircraft and friends come on top."""
    rng = np.random.default_rng(seed)
    units, weapons, places_m = defence(rng)
    sensors, radars = eyes(units, rng)
    groups, paths, lane_share = waves(n_threats, rng)
    segments, cdf, bounds = segments_of(paths, radars)
    slots, tof_s, kill, slot_bounds = slots_of(paths, units, weapons, places_m)
    lanes = lanes_of(paths, groups, bounds, slot_bounds, segments)
    near = [(a, b) for b in range(30) for a in range(N_ASSETS) if distance_m(places_m[b], ASSETS_M[a]) < 3e3]
    bin_s = [max(p.time_s[-1] for p in paths if p.kind in {kind, OWN}) / 100 for kind in range(N_KINDS)]
    return locked(
        Plan(
            Scene(groups, lanes, lane_share),
            Senses(segments, cdf, sensors),
            network(),
            Force(units, weapons, slots, tof_s, kill),
            np.linspace(0, 1, 33)[None, :] ** np.array([1.0, 0.8, 0.65, 0.5])[:, None],
            np.array(near, np.int32),
            np.array([*bin_s, 60.0]),
            P_HIT,
            policy,
        )
    )


def raid_chance(plan: Plan, n: int, first: int = 0, seed: int = 5) -> Chance:
    """Return n replicates: half of the nights are as usual, in the others all kinds are off together or apart."""
    rng = np.random.default_rng((seed, first))
    shared, apart = rng.integers(0, N_STATES, (n, 1)), rng.integers(0, N_STATES, (n, N_KINDS + 1))
    state = np.where(rng.random((n, 1)) < 0.5, 0, np.where(rng.random((n, N_KINDS + 1)) < 0.7, shared, apart))
    items = plan.force.units["n_items"]
    of_weapon = items[plan.force.weapons["unit"]]
    full = [items, plan.force.weapons["n_ready"] * of_weapon, plan.force.weapons["n_stock"] * of_weapon]
    rows = (a[None, :].astype(np.int32) for a in full)
    return locked(Chance(np.arange(first, first + n), state.astype(np.int32), *rows))


def part_of(chance: Chance, first: int, last: int) -> Chance:
    """Return some rows of it."""
    return chance._replace(replicate=chance.replicate[first:last], state=chance.state[first:last])


def locked(bundle):
    """Return a bundle of bundles of arrays with every array read-only, as kernels want them."""
    if isinstance(bundle, np.ndarray):
        bundle = np.ascontiguousarray(bundle)
        bundle.setflags(write=False)
        return bundle
    return type(bundle)(*map(locked, bundle)) if isinstance(bundle, tuple) else bundle


def distance_m(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.sqrt(((one - other) ** 2).sum(axis=-1))


def records(dtype: np.dtype, n: int, **fields) -> np.ndarray:
    made = np.zeros(n, dtype)
    for name, values in fields.items():
        made[name] = values
    return made


# The defence ----------------------------------------------------------------------------------------------


def defence(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return units, weapons and where units stand: 20 guns, 10 medium and 2 long-range units."""
    ring = np.arange(20) % N_ASSETS
    places_m = np.concatenate(
        [
            ASSETS_M[ring] + rng.uniform(-2e3, 2e3, (20, 2)),
            ASSETS_M[ring[:10]] + rng.uniform(-6e3, 6e3, (10, 2)),
            np.array([[110e3, 110e3], [175e3, 95e3]]),
        ]
    )
    kind = np.repeat([0, 1, 2], [20, 10, 2])
    is_hunter = np.isin(np.arange(32), [18, 19])
    node = np.where(kind == 2, 3, np.where(places_m[:, 0] < 140e3, 1, 2))
    units = records(
        layout.UNIT,
        32,
        react_s=np.array([3.0, 7.0, 8.0])[kind],
        order_s=np.array([2.0, 3.0, 3.0])[kind],
        assess_s=np.array([1.0, 4.0, 5.0])[kind],
        p_ready=0.95,
        p_link=0.98,
        takeoff_s=np.where(is_hunter, 30.0, 0.0),
        endurance_s=np.where(is_hunter, 900.0, np.inf),
        code=np.arange(32) + 500,
        link=np.arange(32) + 600,
        picture=node,
        node=node,
        n_channels=np.array([1, 2, 3])[kind],
        n_items=np.array([1, 3, 3])[kind],
        is_alone=np.isin(np.arange(32), [5, 10]),
        holds_alone=kind == 2,
    )
    effectors = [[HUNTER if h else GUN] for h in is_hunter[:20]] + [[MEDIUM]] * 10 + [[LONG, UPPER]] * 2
    for b in range(0, 18, 4):
        effectors[b] = [GUN, JAMMER]
    pairs = np.array([(b, e) for b, several in enumerate(effectors) for e in several])
    effector = pairs[:, 1]
    weapons = records(
        layout.WEAPON,
        len(pairs),
        reload_s=np.array(RELOAD_S)[effector],
        unit=pairs[:, 0],
        effector=effector,
        n_ready=np.array(READY)[effector],
        n_stock=np.array(STOCK)[effector],
        is_soft=effector == JAMMER,
    )
    return units, weapons, places_m


def eyes(units: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, Radars]:
    """Return sensors and radars: 2 far-seeing, one at each medium and long-range unit, 1 filling a gap."""
    kind = np.repeat([0, 1, 2, 3], [2, 10, 2, 1])
    owner = np.array([NONE, NONE, *range(20, 32), NONE])
    for s in np.flatnonzero(owner >= 0):
        units["sensor0"][owner[s]], units["sensor1"][owner[s]] = s, s + 1
    sensors = records(
        layout.SENSOR,
        15,
        delay_s=np.array([4.0, 2.0, 2.0, 6.0])[kind],
        p_sees=np.array([1.0, 0.97, 0.97, 0.97])[kind],
        p_link=0.98,
        code=np.arange(15) + 7,
        link=np.arange(15) + 40,
        node=np.where(owner >= 0, units["node"][owner], 0),
        unit=owner,
    )
    ring = np.arange(10) % N_ASSETS
    flat = [
        [[30e3, 120e3], [200e3, 80e3]],
        ASSETS_M[ring] + 3e3,
        [[110e3, 110e3], [175e3, 95e3]],
        [[160e3, 140e3]],
    ]
    height_m = np.array([40.0, 12.0, 15.0, 30.0])[kind]
    return sensors, Radars(
        np.column_stack([np.concatenate(flat), height_m]),
        np.array([330e3, 75e3, 170e3, 120e3])[kind],
        np.array([10.0, 2.0, 1.0, 5.0])[kind],
        np.array([2, 3, 3, 2])[kind],
        np.array([3, 5, 5, 3])[kind],
        rng.gamma(2.0, 0.0004, (15, 72)),
    )


def network() -> Net:
    """Return four posts, each linked to each; all but the first may fail, and so may every link."""
    pairs = [(a, b) for a in range(N_NODES) for b in range(N_NODES) if a != b]
    sees_s = np.zeros((N_NODES, 15))
    sees_s[1:3, 12:14] = 2.0  # the long-range units' tracks are released with a delay
    sees_s[1, 7:10] = np.inf  # and some not at all
    return Net(
        records(layout.NODE, N_NODES, p_up=[1.0, 0.98, 0.98, 0.98], code=np.arange(N_NODES) + 90),
        records(
            layout.LINK,
            len(pairs),
            delay_s=3.0,
            p_up=0.99,
            code=np.arange(len(pairs)) + 200,
            sender=[a for a, _ in pairs],
            receiver=[b for _, b in pairs],
        ),
        np.where(np.eye(N_NODES, dtype=bool), 0.0, 3.0),
        sees_s,
        np.arange(N_NODES, dtype=np.int32),
    )


# What flies -----------------------------------------------------------------------------------------------


def waves(n_threats: int, rng: np.random.Generator) -> tuple[np.ndarray, list[Path], np.ndarray]:
    """Return groups, the paths of their lanes, and the shares of the lanes; drones bring decoys on lanes of their own."""
    counts = [int(share * n_threats) for share in SHARE]
    counts[DRONE] += n_threats - sum(counts)
    sizes = [(k, min(WAVE[k], n - i)) for k, n in enumerate([*counts, 6, 2]) for i in range(0, n, WAVE[k])]
    groups, paths, share = np.zeros(len(sizes), layout.GROUP), list[Path](), list[float]()
    last_strike = max(g for g, (kind, _) in enumerate(sizes) if kind == AIRCRAFT)
    entity = 0
    for g, (kind, n) in enumerate(sizes):
        ways = [path_of(kind, int(rng.integers(N_ASSETS)), rng) for _ in range(N_WAYS[kind])]
        copies = 2 if kind == DRONE else 1
        group = groups[g]
        group["start_s"] = 3600.0 + rng.uniform(0.0, ARRIVE_S) - np.mean([p.time_s[-1] for p in ways])
        group["spread_s"], group["n_threats"], group["entity0"] = SPREAD_S, n, entity
        group["p_decoy"] = P_DECOY if kind == DRONE else 0.0
        group["p_misread"] = P_MISREAD if kind in {DRONE, AIRCRAFT, AIRLINER, OWN} else 0.0
        group["identify_s"], group["is_free"] = 15.0, kind in {CRUISE, BALLISTIC}
        group["lane0"], group["lane1"] = len(paths), len(paths) + len(ways)
        group["decoy_shift"] = len(ways) * (copies - 1)
        group["family"] = group["kind"] = kind
        is_incursion = kind == AIRCRAFT and g == last_strike and n_threats > 30
        group["role"] = {AIRLINER: layout.CIVIL, OWN: layout.FRIEND}.get(kind, int(is_incursion))
        paths += ways * copies
        share += list(np.linspace(0, 1, len(ways) + 1)[1:]) * copies
        entity += n
    return groups, paths, np.array(share)


def path_of(kind: int, asset: int, rng: np.random.Generator) -> Path:
    """Return a bent way to an asset, or an arc where it flies ballistically."""
    goal = ASSETS_M[asset]
    bearing_rad, far_m = rng.uniform(-0.6, 1.2), FAR_M[kind] * rng.uniform(0.9, 1.1)
    start = goal + far_m * np.array([np.cos(bearing_rad), np.sin(bearing_rad)])
    if kind == BALLISTIC:
        flat, height_m = [start, (start + goal) / 2, goal], [0.0, 75e3, 0.0]
    else:
        bends = [
            start + (goal - start) * f + rng.normal(0, wide_m, 2) for f, wide_m in ((0.4, 12e3), (0.75, 6e3))
        ]
        flat, height_m = (
            [start, *bends, goal],
            [HEIGHT_M[kind]] * 3 + [0.0 if kind == CRUISE else HEIGHT_M[kind]],
        )
    corners = np.column_stack([flat, height_m])
    at_s = np.concatenate([[0.0], np.cumsum(distance_m(corners[1:], corners[:-1]))]) / SPEED_MPS[kind]
    time_s = np.append(np.arange(0.0, at_s[-1], STEP_S[kind]), at_s[-1])
    return Path(kind, asset, time_s, places_at(time_s, at_s, corners))


def places_at(time_s: np.ndarray, at_s: np.ndarray, corners: np.ndarray) -> np.ndarray:
    return np.column_stack([np.interp(time_s, at_s, corners[:, i]) for i in range(3)])


def lanes_of(paths, groups, bounds, slot_bounds, segments) -> np.ndarray:
    """Return the lanes; on one of them fire is not released."""
    first = [segments["first_s"][a:b].min(initial=np.inf) for a, b in bounds]
    lanes = records(
        layout.LANE,
        len(paths),
        duration_s=[p.time_s[-1] for p in paths],
        appear_s=first,
        value=[1.0 + (p.asset * 7) % 5 for p in paths],
        slot0=slot_bounds[:-1],
        slot1=slot_bounds[1:],
        segment0=[a for a, _ in bounds],
        segment1=[b for _, b in bounds],
        asset=[p.asset for p in paths],
    )
    held = groups["lane0"][groups["role"] == layout.INCURSION]
    lanes["slot1"][held], lanes["is_held"][held] = lanes["slot0"][held], 1
    return lanes


# Who sees it ----------------------------------------------------------------------------------------------


def segments_of(paths: list[Path], radars: Radars) -> tuple[np.ndarray, np.ndarray, list[tuple[int, int]]]:
    """Return segments, their cumulative chances, and the segments of each lane."""
    found = [spell for lane, path in enumerate(paths) for spell in spells(lane, path, radars)]
    tables = {}
    for needed, window in {(int(m), int(n)) for m, n in zip(radars.needed, radars.window, strict=True)}:
        mine = [
            i for i, f in enumerate(found) if radars.needed[f[1]] == needed and radars.window[f[1]] == window
        ]
        tables |= dict(zip(mine, confirmed([found[i][3] for i in mine], needed, window), strict=True))
    rows, cdf = list[tuple](), list[np.ndarray]()
    at, ordinals = 0, dict[tuple[int, int], int]()
    for i, (lane, s, first, p_looks) in enumerate(found):
        table = tables[i][radars.needed[s] - 1 :]
        if len(table) == 0 or table[-1] <= 1e-6:
            continue
        n = int(np.searchsorted(table, 1 - 1e-9)) + 1
        period_s, skip = radars.period_s[s], first + radars.needed[s] - 1
        ordinal = ordinals.get((lane, s), 0)
        ordinals[lane, s] = ordinal + 1
        end_s = (first + len(p_looks)) * period_s + 3 * period_s
        rows.append((lane, skip * period_s, period_s, end_s, s, ordinal, at, min(n, len(table))))
        cdf.append(table[: rows[-1][-1]])
        at += len(cdf[-1])
    rows.sort(key=lambda r: (r[0], r[1]))
    lane_of = [r[0] for r in rows]
    ends = np.searchsorted(lane_of, np.arange(len(paths) + 1))
    segments = np.array([r[1:] for r in rows], dtype=layout.SEGMENT)
    return segments, np.concatenate(cdf), [(int(a), int(b)) for a, b in pairwise(ends)]


def spells(lane: int, path: Path, radars: Radars):
    """Yield lane, radar, first look and chance of each look for every spell in sight, with gaps of six looks closed."""
    for s, period_s in enumerate(radars.period_s):
        look_s = (np.arange(int(path.time_s[-1] / period_s)) + 0.5) * period_s
        place_m = places_at(look_s, path.time_s, path.place_m)
        p_look = chance_of_look(place_m, s, radars, RCS_M2[path.kind] ** 0.25)
        seen = np.flatnonzero(p_look > 0)
        for run in np.split(seen, np.flatnonzero(np.diff(seen) > 6) + 1):
            if len(run) >= radars.needed[s]:
                yield lane, s, int(run[0]), p_look[run[0] : run[-1] + 1]


def chance_of_look(place_m: np.ndarray, s: int, radars: Radars, size: float) -> np.ndarray:
    """Return the chance that one look finds it: Swerling 1 above a horizon roughened by bearing."""
    x, y, z = (place_m - radars.place_m[s]).T
    flat_m, range_m = np.hypot(x, y), radars.range_m[s] * size
    earth_m = 8495e3
    horizon_m = np.maximum(0.0, flat_m - np.sqrt(2 * earth_m * radars.place_m[s, 2])) ** 2 / (2 * earth_m)
    bearing = ((np.arctan2(y, x) + np.pi) / (2 * np.pi) * 71.999).astype(int)
    hidden_m = horizon_m + radars.slope[s, bearing] * np.minimum(flat_m, 20e3)
    far = (x * x + y * y + z * z) / range_m**2
    p = 0.9 * np.exp(-13.8 / (1.0 + 13.0 / np.maximum(far, 1e-9) ** 2))
    return np.where((far < 1.44) & (place_m[:, 2] >= hidden_m), p, 0.0)


def confirmed(looks: list[np.ndarray], needed: int, window: int) -> list[np.ndarray]:
    """Return the chance of being confirmed by each look, `needed` hits among the last `window`: a Markov chain."""
    order = np.argsort([-len(p) for p in looks], kind="stable")
    length = np.array([len(looks[i]) for i in order])
    p_look = np.zeros((len(looks), length[0]))
    for row, i in enumerate(order):
        p_look[row, : length[row]] = looks[i]
    states = np.arange(1 << (window - 1))
    n_hits = np.array([bin(i).count("1") for i in states])
    done, mask = n_hits + 1 >= needed, len(states) - 1
    on_hit, on_miss = (
        np.eye(len(states))[((states << 1) | 1) & mask],
        np.eye(len(states))[(states << 1) & mask],
    )
    on_hit[done] = 0.0
    held = np.zeros((len(looks), len(states)))
    held[:, 0] = 1.0
    cdf = np.zeros_like(p_look)
    so_far = np.zeros(len(looks))
    for k in range(length[0]):
        n = int(np.searchsorted(-length, -k, side="left"))  # rows that have such a look
        p = p_look[:n, k]
        so_far[:n] += p * held[:n, done].sum(axis=1)
        held[:n] = (p[:, None] * held[:n]) @ on_hit + ((1 - p)[:, None] * held[:n]) @ on_miss
        cdf[:n, k] = so_far[:n]
    back = np.argsort(order)
    return [cdf[back[i], : len(p)] for i, p in enumerate(looks)]


# Who reaches it -------------------------------------------------------------------------------------------


def slots_of(paths, units, weapons, places_m):
    """Return slots, times of flight, the kill table and where the slots of each lane begin."""
    rows, tofs, bounds = list[tuple](), list[np.ndarray](), [0]
    for path in paths:
        kind = path.kind if path.kind <= BALLISTIC else AIRCRAFT
        order = sorted(range(len(weapons)), key=lambda w: (TIER[weapons["effector"][w]], w))
        for w in order:
            effector, b = weapons["effector"][w], weapons["unit"][w]
            head = len(rows)
            for open_s, close_s, tof_s in windows(path, places_m[b], effector, kind):
                unit = units[b]
                busy_s = unit["react_s"] + unit["takeoff_s"] + tof_s.max() + unit["assess_s"]
                column = effector * 4 + kind
                keep = KEEP[effector] if kind == DRONE else KEEP[effector] // 2 if kind == CRUISE else 0
                rows.append(
                    (open_s, close_s, busy_s, w, b, column, SALVO[effector], TRIES[effector], keep, head,
                     TIER[effector], int(TIER[effector] > 0))
                )  # fmt: skip
                tofs.append(tof_s)
        bounds.append(len(rows))
    kill = P_KILL.reshape(1, -1) * np.array([1.0, 0.9, 0.8, 0.95])[:, None]
    return np.array(rows, dtype=layout.SLOT), np.array(tofs), kill, bounds


def windows(path: Path, place_m: np.ndarray, effector: int, kind: int):
    """Yield opening, closing and times of flight of the first two windows of launch."""
    reach_m = REACH_M[effector, kind]
    if reach_m <= 0.0:
        return
    range_m, height_m = distance_m(path.place_m, np.append(place_m, 0.0)), path.place_m[:, 2]
    inside = (range_m <= reach_m) & (height_m >= LOWEST_M[effector]) & (height_m <= HIGHEST_M[effector])
    at = np.flatnonzero(inside)
    n_found = 0
    for run in np.split(at, np.flatnonzero(np.diff(at) > 1) + 1):
        if len(run) < 3 or n_found == 2:
            continue
        flight_s = range_m[run] / EFFECTOR_MPS[effector]
        launch_s = np.maximum.accumulate(path.time_s[run] - flight_s)
        if launch_s[-1] <= launch_s[0]:
            continue
        knots_s = np.linspace(launch_s[0], launch_s[-1], layout.N_KNOTS)
        yield launch_s[0], launch_s[-1], np.interp(knots_s, launch_s, flight_s)
        n_found += 1

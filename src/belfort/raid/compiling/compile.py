"""The verb: a stage in one world becomes a plan, with the names that its numbers stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World, value_of
from belfort.coverage.engagement.layers import layer_of
from belfort.numeric.readonly import locked
from belfort.raid import layout
from belfort.raid.compiling.doctrine import FAMILY_OF
from belfort.raid.compiling.force import UNLIMITED, Arms, arms_of, slots_of, units_of
from belfort.raid.compiling.kept import content
from belfort.raid.compiling.money import cost_eur
from belfort.raid.compiling.network import net_of, sensors_of, wiring_of
from belfort.raid.compiling.sensing import Flown, find
from belfort.raid.compiling.stage import Pack, RaidError, Stage, in_all_worlds, path_of
from belfort.raid.compiling.ways import arc_over, times_s
from belfort.raid.kernels.tables import N_TIMES, N_USED, Force, Plan, Scene, Senses
from belfort.raid.layout import ATTACK, CIVIL, FRIEND, INCURSION
from belfort.raid.night.measured import DETECTION, RHO, SHARED
from belfort.raid.night.states import FAMILIES, kill_table, late_table
from belfort.raid.priors import FRIEND as OWN
from belfort.raid.priors import HIT_CHANCE, HIT_RADIUS_M, system_of
from belfort.scenario.resolved import ResolvedCivil, ResolvedGroup, ResolvedIncursion, ResolvedUnit

MOST_THREATS = 1 << 21
"""Words of random streams that one pack has."""
FRIEND_SPEED_MPS = 250.0
POLICIES = ("doctrine", "greedy")


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers of a plan stand for."""

    kinds: tuple[str, ...]
    """Threats that are counted, by catalogue name."""
    assets: tuple[str, ...]
    effectors: tuple[str, ...]
    layers: tuple[str, ...]
    """Of each effector."""
    units: tuple[str, ...]
    weapons: tuple[str, ...]
    """Effector of each weapon."""
    posts: tuple[str, ...]
    packs: tuple[str, ...]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Return the numbers of kinds, assets and effectors."""
        return len(self.kinds), len(self.assets), len(self.effectors)


@dataclass(frozen=True)
class Compiled:
    """One raid in one world."""

    plan: Plan
    names: Names
    shared: tuple[float, ...]
    """By family: share of the night's factor that all families have in common."""
    shot_eur: tuple[float, ...]
    """Cost of a shot by effector."""
    threat_eur: dict[str, float]
    """Cost of a threat by catalogue name, decoys included."""
    flown: tuple[Flown, ...]
    start_s: float
    end_s: float
    """First launch and last arrival, since the scenario's start."""

    @property
    def n_items(self) -> NDArray[np.int32]:
        """Return (1, units): items of each unit, all in order."""
        return self.plan.force.units["n_items"][None, :].astype(np.int32)

    @property
    def n_ready(self) -> NDArray[np.int32]:
        """Return (1, weapons): full magazines."""
        force = self.plan.force
        many = force.weapons["n_ready"].astype(np.int64) * force.units["n_items"][force.weapons["unit"]]
        return np.minimum(many, UNLIMITED)[None, :].astype(np.int32)

    @property
    def n_stock(self) -> NDArray[np.int32]:
        """Return (1, weapons): full stocks."""
        force = self.plan.force
        return (force.weapons["n_stock"] * force.units["n_items"][force.weapons["unit"]])[None, :].astype(
            np.int32
        )


def compile_raid(
    stage: Stage, world: World = "mode", *, policy: str = "doctrine", independent: bool = False
) -> Compiled:
    """Return a stage in one world.

    Parameters
    ----------
    stage
        A raid on its ground.
    world
        A case, or drawn values by origin.
    policy
        One of `POLICIES`: what a free unit takes first.
    independent
        Without the night's factor: shots and finds independent of each other. An option, never the default.

    Raises
    ------
    RaidError
        More threats than can be told apart, or an unknown policy.
    """
    if policy not in POLICIES:
        raise RaidError(f"unknown policy '{policy}'; there are {', '.join(POLICIES)}")
    scenario = stage.scenario
    flown = _flown(stage, world)
    wiring, arms = wiring_of(stage), arms_of(stage, world)
    segments, cdf, first_segment, delay_s, p_sees = find(stage, flown, world)
    units = units_of(stage, wiring, world)
    families = {**FAMILY_OF, OWN: FAMILIES.index("aircraft")}
    slots, tof_s, first_slot, is_held, kills = slots_of(stage, arms, units, flown, world, families)
    sensors = sensors_of(stage, wiring, delay_s, p_sees, world)
    lanes, lane_share = _lanes(stage, flown, segments, (first_segment, first_slot), is_held, sensors)
    groups, kinds, span_s = _groups(stage, flown, lanes, world)
    rho = [0.0 if independent else value_of(RHO[f].estimate, world, "lower") for f in FAMILIES]
    late_rho = 0.0 if independent else value_of(DETECTION.estimate, world, "lower")
    plan = Plan(
        Scene(locked(groups), locked(lanes), locked(lane_share)),
        Senses(locked(segments), locked(cdf), locked(sensors)),
        net_of(stage, wiring, world),
        Force(
            locked(units), locked(arms.weapons), locked(slots), locked(tof_s), _kill(tuple(kills), tuple(rho))
        ),
        _late(late_rho),
        _near(stage),
        locked(_bins_s(groups, lanes, kinds, span_s)),
        value_of(HIT_CHANCE.estimate, world, "lower"),
        POLICIES.index(policy),
    )
    return Compiled(
        plan,
        _names(stage, arms, kinds),
        (value_of(SHARED.estimate, world, "lower"),) * len(FAMILIES),
        tuple(cost_eur(scenario.systems[e], world) for e in arms.effectors),
        {f.threat: cost_eur(system_of(scenario, f.threat), world) for f in flown},
        tuple(flown),
        *span_s,
    )


@lru_cache(maxsize=256)
def _late(rho: float) -> NDArray[np.float64]:
    """Return the table of late detections; options of one base meet the same worlds."""
    return locked(late_table(rho))


def _flown(stage: Stage, world: World) -> list[Flown]:
    """Return the lanes: the ways of every pack, and again for its decoys."""
    flown: list[Flown] = []
    lane0 = way0 = 0
    for pack in stage.packs:
        ways = slice(way0, way0 + len(pack.ways))
        way0 = ways.stop
        time_s = _times(stage, pack, world)
        about = content(path_of(stage, ways.start, ways.stop), time_s)
        for threat in (pack.threat, pack.decoy):
            if threat is not None:
                flown.append(Flown(pack, threat, ways, time_s, lane0, about))
                lane0 += len(pack.ways)
    return flown


def _times(stage: Stage, pack: Pack, world: World) -> NDArray[np.float64]:
    parts = []
    for way in pack.ways:
        source, arc, speed_mps = pack.source, None, FRIEND_SPEED_MPS
        if isinstance(source, ResolvedGroup):
            speed_mps = value_of(source.speed_mps, world, "lower")
            if way.arc is not None:
                arc = arc_over(stage.scenario.systems[pack.threat], source, float(way.along_m[-1]), world)
        elif isinstance(source, ResolvedCivil):
            speed_mps = stage.scenario.systems[pack.threat].figures["cruise_speed_mps"].mode
        parts.append(times_s(way, speed_mps, arc))
    return locked(np.concatenate([*parts, np.zeros(0)]))


def _lanes(
    stage: Stage, flown: Sequence[Flown], segments: NDArray, firsts, is_held: NDArray, sensors: NDArray
) -> tuple[NDArray, NDArray[np.float64]]:
    first_segment, first_slot = firsts
    lanes = np.zeros(len(is_held), layout.LANE)
    share = np.zeros(len(lanes))
    assets = {a.name: (i, a.value) for i, a in enumerate(_assets(stage))}
    for one in flown:
        ends = (
            stage.start[one.ways.start + 1 : one.ways.stop + 1] - stage.start[one.ways.start] - 1
        ).tolist()
        some = slice(one.lane0, one.lane0 + len(one.pack.ways))
        lanes["duration_s"][some] = one.time_s[ends]
        found = [assets.get(way.asset, (0, 0.0)) for way in one.pack.ways]
        lanes["asset"][some], lanes["value"][some] = [f[0] for f in found], [f[1] for f in found]
        share[some] = np.cumsum([way.share for way in one.pack.ways])
    lanes["segment0"], lanes["segment1"] = first_segment[:-1], first_segment[1:]
    lanes["slot0"], lanes["slot1"] = first_slot[:-1], first_slot[1:]
    lanes["is_held"] = is_held
    lanes["appear_s"] = np.inf
    quickest_s = np.minimum(sensors["delay_s"], 0.0)[segments["sensor"]] if len(segments) else np.zeros(0)
    lane_of = np.repeat(np.arange(len(lanes)), np.diff(first_segment))
    np.minimum.at(lanes["appear_s"], lane_of, segments["first_s"] + quickest_s)
    return lanes, share


def _assets(stage: Stage) -> list:
    return sorted(stage.scenario.assets, key=lambda a: a.name)


def _groups(stage: Stage, flown: Sequence[Flown], lanes: NDArray, world: World):
    """Return the group records, the kinds, and when the first starts and the last arrives."""
    kinds = tuple(sorted({f.pack.threat for f in flown if f.pack.role in (ATTACK, INCURSION)}))
    rows: list[tuple] = []
    for at, pack in enumerate(stage.packs):
        own = [f for f in flown if f.pack is pack]
        if pack.role in (ATTACK, INCURSION):
            rows += _waves(stage, pack, own, at, kinds, world)
    begin_s = min((r[0] for r in rows), default=0.0)
    end_s = max((r[0] + r[1] + lanes["duration_s"][r[8] : r[9]].max() for r in rows), default=0.0)
    for at, pack in enumerate(stage.packs):
        own = [f for f in flown if f.pack is pack]
        if pack.role in (CIVIL, FRIEND):
            rows.append(_own_traffic(stage, pack, own[0], at, (begin_s, end_s), world))
    names = (
        "start_s",
        "spread_s",
        "p_decoy",
        "p_misread",
        "identify_s",
        "n_threats",
        "entity0",
        "family",
        "lane0",
        "lane1",
        "decoy_shift",
        "role",
        "kind",
        "is_free",
    )
    groups = np.zeros(len(rows), layout.GROUP)
    for i, name in enumerate(names):
        groups[name] = [r[i] for r in rows]
    return groups, kinds, (float(begin_s), float(end_s))


def _waves(
    stage: Stage, pack: Pack, own: Sequence[Flown], at: int, kinds: tuple[str, ...], world: World
) -> list[tuple]:
    scenario, source = stage.scenario, pack.source
    n_ways = len(pack.ways)
    raid = next((r for r in scenario.raids if r.name == stage.raid), None)
    target_class = str(scenario.systems[pack.threat].traits["target_class"])
    about = _identity(stage, pack, world)
    tail = (own[0].lane0, own[0].lane0 + n_ways, own[1].lane0 - own[0].lane0 if len(own) > 1 else 0)
    last = (
        pack.role,
        kinds.index(pack.threat),
        int(scenario.rules.weapons_control.get(target_class) == "free"),
    )
    if isinstance(source, ResolvedIncursion):
        n = max(0, round(value_of(source.n_threats, world, "lower")))
        return [
            (source.start_s, 0.0, 0.0, *about, n, at * MOST_THREATS, FAMILY_OF[target_class], *tail, *last)
        ]
    if not isinstance(source, ResolvedGroup) or raid is None:
        raise RaidError(f"'{pack.name}' is no group of a raid")
    n = max(0, round(value_of(source.n_threats, world, "lower")))
    if n * raid.n_waves >= MOST_THREATS or at >= 1 << 10:
        raise RaidError(
            f"'{pack.name}' has {n * raid.n_waves:,} threats; at most {MOST_THREATS - 1:,} in a group"
        )
    p_decoy = value_of(source.p_decoy, world, "higher") if source.p_decoy else 0.0
    return [
        (
            raid.start_s + source.start_s + wave * raid.wave_interval_s,
            source.spread_s,
            p_decoy,
            *about,
            n,
            at * MOST_THREATS + wave * n,
            FAMILY_OF[target_class],
            *tail,
            *last,
        )
        for wave in range(raid.n_waves)
    ]


def _identity(stage: Stage, pack: Pack, world: World) -> tuple[float, float]:
    """Return the chance that an attacker is taken for civil, and how long knowing it for hostile takes.

    Nothing civil flies a ballistic arc: where speed or altitude are looked at, such a track is its own identity.
    """
    rules, threat = stage.scenario.rules, stage.scenario.systems[pack.threat]
    if threat.traits.get("flight") == "ballistic" and {"speed", "altitude"} & set(rules.criteria):
        return 0.0, 0.0
    wrong = value_of(rules.p_hostile_taken_civil, world, "lower")
    return wrong, value_of(rules.identification_delay_s, world, "lower")


def _own_traffic(
    stage: Stage, pack: Pack, own: Flown, at: int, span_s: tuple[float, float], world: World
) -> tuple:
    """Return the record of civil aircraft or friends: so many an hour while the raid lasts, or each once."""
    source, scenario = pack.source, stage.scenario
    lasts_s = span_s[1] - span_s[0]
    n = source.count if isinstance(source, ResolvedUnit) else 0
    if isinstance(source, ResolvedCivil):
        n = ceil(source.per_hour * lasts_s / 3600.0)
    p = value_of(scenario.rules.p_civil_taken_hostile, world, "lower")
    identify_s = value_of(scenario.rules.identification_delay_s, world, "lower")
    lane1 = own.lane0 + len(pack.ways)
    family = FAMILIES.index("aircraft")
    return (
        span_s[0],
        lasts_s,
        0.0,
        p,
        identify_s,
        n,
        at * MOST_THREATS,
        family,
        own.lane0,
        lane1,
        0,
        pack.role,
        0,
        0,
    )


@lru_cache(maxsize=64)
def _kill(kills: tuple[tuple[float, int], ...], rho: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the kill table: a column each, by the correlation of its family."""
    table = np.zeros((64, max(len(kills), 1)))
    for family, r in enumerate(rho):
        columns = [k for k, (_, f) in enumerate(kills) if f == family]
        if columns:
            table[:, columns] = kill_table(np.array([kills[k][0] for k in columns]), r)
    return locked(table)


@in_all_worlds
def _near(stage: Stage) -> NDArray[np.int32]:
    """Return pairs of assets and units beside them."""
    pairs = []
    for a, asset in enumerate(_assets(stage)):
        x_m, y_m = stage.terrain.frame.xy_m(asset.position.lat_rad, asset.position.lon_rad)
        for b, site in enumerate(stage.sites):
            if np.hypot(site.x_m - x_m, site.y_m - y_m) <= asset.radius_m + HIT_RADIUS_M:
                pairs.append((a, b))
    return locked(np.array(pairs, np.int32).reshape(-1, 2))


def _bins_s(
    groups: NDArray, lanes: NDArray, kinds: tuple[str, ...], span_s: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the width of the bins of time of each kind, and of missiles used over the whole raid."""
    longest = [1.0] * len(kinds)
    for group in groups[groups["role"] < CIVIL]:
        flies_s = float(lanes["duration_s"][group["lane0"] : group["lane1"]].max())
        longest[group["kind"]] = max(longest[group["kind"]], flies_s)
    return np.array([*(s / N_TIMES for s in longest), max(span_s[1], 1.0) / N_USED])


def _names(stage: Stage, arms: Arms, kinds: tuple[str, ...]) -> Names:
    systems = stage.scenario.systems
    return Names(
        kinds,
        tuple(a.name for a in _assets(stage)) or ("none",),
        arms.effectors or ("none",),
        tuple(layer_of(systems[e]) for e in arms.effectors) or ("none",),
        tuple(u.name for u in stage.shooters),
        tuple(name for _, name in arms.loads),
        tuple(p.name for p in stage.posts),
        tuple(p.name for p in stage.packs),
    )

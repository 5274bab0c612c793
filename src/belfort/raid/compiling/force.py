"""Fire units in one world: channels, magazines, reaction, and every window of every weapon on every lane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World, value_of
from belfort.coverage.engagement.envelope import CannotEngage, Envelope, envelope_of
from belfort.coverage.engagement.kernels import Paths, Reach
from belfort.coverage.engagement.ladder import reach_of
from belfort.coverage.engagement.timeline import KILL_ASSESSMENT, commander
from belfort.numeric.readonly import locked
from belfort.raid import layout
from belfort.raid.compiling import kernels
from belfort.raid.compiling.doctrine import TAKEN_FOR, Doctrine, doctrine_for, kept_back, p_kill_of
from belfort.raid.compiling.network import Wiring, connection, order_of, picture_of, way_home
from belfort.raid.compiling.sensing import Flown, code_of
from belfort.raid.compiling.stage import Stage
from belfort.raid.layout import FRIEND
from belfort.raid.priors import FRIEND as OWN
from belfort.raid.priors import RELOAD_TIME_S, SELF_DEFENCE_M
from belfort.scenario.resolved import Estimate, ResolvedUnit

UNLIMITED = 1_000_000
LEAST_WINDOW_S = 0.1
MOST_WINDOWS = 6
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arms:
    """Weapons by unit and load, and the effectors they fire."""

    effectors: tuple[str, ...]
    weapons: NDArray
    loads: tuple[tuple[int, str], ...]
    """Unit and effector of each weapon."""


def figures_of(stage: Stage, unit: ResolvedUnit) -> dict[str, Estimate]:
    """Return a unit's figures over those of its system."""
    return {**stage.scenario.systems[unit.system].figures, **unit.figures}


def units_of(stage: Stage, wiring: Wiring, world: World) -> NDArray:
    """Return the fire units."""
    units = np.zeros(len(stage.shooters), layout.UNIT)
    scenario = stage.scenario
    at = {name: i for i, name in enumerate(wiring.nodes)}
    pictures = {picture: i for i, picture in enumerate(wiring.pictures)}
    for b, unit in enumerate(stage.shooters):
        own, figures = units[b], figures_of(stage, unit)
        node = picture_of(scenario, unit, wiring.home)
        is_alone = commander(scenario, unit) is None
        order_s, p_order = order_of(stage, unit, world)
        _, p_report, _, link = way_home(stage, wiring, unit, world)
        own["react_s"] = _seconds(figures, ("reaction_time_s", "launch_time_s"), world)
        own["order_s"] = order_s if np.isfinite(order_s) else 0.0
        own["assess_s"] = _assess_s(stage, unit, world)
        own["p_ready"] = _figure(figures, "technical_availability_share", 1.0, world)
        own["p_link"] = p_report if is_alone else p_order
        own["takeoff_s"] = _takeoff_s(unit, figures, world)
        own["endurance_s"] = np.inf
        if unit.kind == "aircraft" and unit.posture != "patrol":
            own["endurance_s"] = _figure(figures, "endurance_s", 5400.0, world)
        own["code"] = code_of(unit.name)
        own["link"] = code_of(link if node is None else connection(unit.name, wiring.home[unit.name] or ""))
        own["picture"] = pictures.get((node or "", unit.nation), layout.NONE)
        own["node"] = at.get(node or "", layout.NONE) if p_order > 0.0 else layout.NONE
        own["n_channels"], own["n_items"] = _channels(unit, figures, world), unit.count
        own["is_alone"] = int(is_alone)
        own["holds_alone"] = int(scenario.network.fallback == "hold" and not is_alone)
        mine = [s for s, post in enumerate(stage.posts) if post.unit.name == unit.name]
        own["sensor0"], own["sensor1"] = (mine[0], mine[-1] + 1) if mine else (0, 0)
    return units


def _figure(figures: dict[str, Estimate], name: str, otherwise: float, world: World) -> float:
    return value_of(figures[name], world, "higher") if name in figures else otherwise


def _seconds(figures: dict[str, Estimate], names: Sequence[str], world: World) -> float:
    return sum(value_of(figures[n], world, "lower") for n in names if n in figures)


def _takeoff_s(unit: ResolvedUnit, figures: dict[str, Estimate], world: World) -> float:
    if unit.kind != "aircraft" or unit.posture == "patrol":
        return 0.0
    return _seconds(figures, ("readiness_to_takeoff_s",), world)


def _assess_s(stage: Stage, unit: ResolvedUnit, world: World) -> float:
    boss = next((u for u in stage.scenario.units if u.name == unit.c2), None)
    figures = figures_of(stage, boss) if boss else {}
    return value_of(figures.get("kill_assessment_delay_s", KILL_ASSESSMENT), world, "lower")


def _channels(unit: ResolvedUnit, figures: dict[str, Estimate], world: World) -> int:
    if unit.kind == "aircraft":
        return 1
    return max(0, round(_figure(figures, "simultaneous_engagements", 1.0, world)))


def arms_of(stage: Stage, world: World) -> Arms:
    """Return every kind of shot at every unit."""
    effectors = tuple(sorted({load.effector for u in stage.shooters for load in u.loads}))
    loads = [
        (b, load) for b, u in enumerate(stage.shooters) for load in sorted(u.loads, key=lambda x: x.effector)
    ]
    weapons = np.zeros(len(loads), layout.WEAPON)
    for w, (b, load) in enumerate(loads):
        unit, effector = stage.shooters[b], stage.scenario.systems[load.effector]
        n_ready = _n_ready(effector, value_of(load.n_ready, world), world)
        weapons[w]["unit"], weapons[w]["effector"] = b, effectors.index(load.effector)
        weapons[w]["n_ready"] = n_ready
        weapons[w]["n_stock"] = 0 if n_ready >= UNLIMITED else round(unit.reloads * n_ready)
        weapons[w]["reload_s"] = _reload_s(stage, unit, world)
        weapons[w]["is_soft"] = int(effector.kind == "soft-kill")
    return Arms(effectors, weapons, tuple((b, load.effector) for b, load in loads))


def _n_ready(effector, n_loaded: float, world: World) -> int:
    """Return the ready shots of one item: missiles, bursts of its guns, or tries without end of a jammer."""
    figures = effector.figures
    if effector.kind == "soft-kill":
        return UNLIMITED if n_loaded > 0 else 0
    if effector.kind == "gun":
        rounds = value_of(figures["ready_rounds"], world) / value_of(
            figures["rounds_per_engagement"], world, "lower"
        )
        return int(n_loaded * rounds)
    return round(n_loaded)


def _reload_s(stage: Stage, unit: ResolvedUnit, world: World) -> float:
    """Return the time from empty to full; a mobile unit moves away and into action again for it."""
    figures = figures_of(stage, unit)
    usual = figures.get("reload_time_per_launcher_s", RELOAD_TIME_S.estimate)
    moves = ("displacement_time_s", "emplacement_time_s") if unit.posture == "mobile" else ()
    return value_of(usual, world, "lower") + _seconds(figures, moves, world)


@dataclass
class _Found:
    """Slots while they are found."""

    slots: list[tuple]
    knots: list[Floats]
    kill: dict[tuple[float, int], int]
    """Column by kill probability and family."""


def slots_of(
    stage: Stage, arms: Arms, units: NDArray, flown: Sequence[Flown], world: World, families: dict[str, int]
) -> tuple[NDArray, Floats, NDArray[np.int64], NDArray[np.bool_], list[tuple[float, int]]]:
    """Return slots by lane, the preferred first; their times of flight; and where each lane's begin.

    Then which lanes may not be fired on by the rules, and the kill probability and family of each column of the kill
    table.
    """
    found = _Found([], [], {})
    n_lanes = sum(f.ways.stop - f.ways.start for f in flown)
    is_held = np.zeros(n_lanes, bool)
    for one in flown:
        _slots_of_pack(stage, arms, units, one, world, found, is_held, families)
    names = (
        "lane",
        "tier",
        "nearest_s",
        "weapon",
        "open_s",
        "close_s",
        "busy_s",
        "unit",
        "kill",
        "n_salvo",
        "n_looks",
        "n_keep",
        "waits",
    )
    rows = {n: np.array([s[i] for s in found.slots]) for i, n in enumerate(names)}
    slots = np.zeros(len(found.slots), layout.SLOT)
    if not len(slots):
        return (
            slots,
            np.zeros((0, layout.N_KNOTS)),
            np.zeros(n_lanes + 1, np.int64),
            is_held,
            list(found.kill),
        )
    order = np.lexsort((rows["open_s"], rows["weapon"], rows["nearest_s"], rows["tier"], rows["lane"]))
    for name in slots.dtype.names or ():
        if name in rows:
            slots[name] = rows[name][order]
    lane = rows["lane"][order]
    heads: dict[tuple[int, int], int] = {}
    for q, pair in enumerate(zip(lane.tolist(), slots["weapon"].tolist(), strict=True)):
        slots["head"][q] = heads.setdefault(pair, q)
    first = np.searchsorted(lane, np.arange(n_lanes + 1)).astype(np.int64)
    return slots, np.array(found.knots)[order], first, is_held, list(found.kill)


def _slots_of_pack(
    stage: Stage,
    arms: Arms,
    units: NDArray,
    one: Flown,
    world: World,
    found: _Found,
    is_held: NDArray[np.bool_],
    families: dict[str, int],
) -> None:
    scenario = stage.scenario
    own_class = OWN if one.pack.role == FRIEND else str(scenario.systems[one.threat].traits["target_class"])
    target_class = TAKEN_FOR.get(own_class, own_class)
    doctrine = doctrine_for(scenario, target_class, world)
    on_hold = scenario.rules.weapons_control.get(own_class, "tight") == "hold"
    ways = stage.ways[one.ways]
    paths = [_path(stage, way, one, i) for i, way in enumerate(ways)]
    if on_hold:
        is_held[one.lane0 : one.lane0 + len(ways)] = True
    for w, (b, name) in enumerate(arms.loads):
        envelope = _envelope(stage, b, name, target_class, doctrine, world)
        if envelope is None:
            continue
        p = p_kill_of(scenario.systems[name], target_class, world, is_silent=one.pack.is_silent)
        kill = found.kill.setdefault((p, families[own_class]), len(found.kill))
        reach = reach_of(stage.sites[b], envelope)
        about = (
            w,
            b,
            kill,
            doctrine,
            doctrine.tiers[name],
            kept_back(
                scenario, name, target_class, int(arms.weapons[w]["n_ready"]) * int(units[b]["n_items"])
            ),
        )
        for i in np.flatnonzero(stage.nearest_m[b, one.ways] <= reach.max_range_m).tolist():
            if _is_allowed(stage, stage.shooters[b], ways[i].asset, on_hold):
                _slots_on_way(stage, found, units, about, reach, (paths[i], one, i))


def _envelope(
    stage: Stage, b: int, name: str, target_class: str, doctrine: Doctrine, world: World
) -> Envelope | None:
    """Return what a weapon reaches of a class; None where it may not, cannot or never kills."""
    scenario, unit = stage.scenario, stage.shooters[b]
    effector = scenario.systems[name]
    if name not in doctrine.tiers:
        return None
    if unit.kind == "aircraft":
        found = envelope_of(scenario.systems[unit.system], target_class, world, effector)
    else:
        found = envelope_of(effector, target_class, world)
    return None if isinstance(found, CannotEngage) or not found.p_kill else found


def _is_allowed(stage: Stage, unit: ResolvedUnit, asset: str, on_hold: bool) -> bool:
    """Return whether a unit may fire at what flies to an asset: those it protects, and on hold in self-defence only."""
    if unit.protects and asset and asset not in unit.protects:
        return False
    if not on_hold:
        return True
    target = next((a for a in stage.scenario.assets if a.name == asset), None)
    if target is None:
        return False
    x_m, y_m = stage.terrain.frame.xy_m(target.position.lat_rad, target.position.lon_rad)
    site = stage.sites[stage.shooters.index(unit)]
    return float(np.hypot(x_m - site.x_m, y_m - site.y_m)) <= target.radius_m + SELF_DEFENCE_M


def _path(stage: Stage, way, one: Flown, i: int) -> Paths:
    frame = stage.terrain.frame
    start = stage.start[one.ways.start]
    a, b = (int(stage.start[one.ways.start + i + d] - start) for d in (0, 1))
    columns = (
        frame.west_m + (way.col + 0.5) * frame.cell_m,
        frame.north_m - (way.row + 0.5) * frame.cell_m,
        way.alt_msl_m,
        way.height_agl_m,
    )
    x_m, y_m, alt_m, height_m = (locked(c[None, :]) for c in columns)
    to_go_m = locked(way.along_m[-1] - way.along_m)
    return Paths(x_m, y_m, alt_m, height_m, to_go_m, locked(one.time_s[a:b]))


def _slots_on_way(
    stage: Stage, found: _Found, units: NDArray, about: tuple, reach: Reach, way: tuple
) -> None:
    w, b, kill, doctrine, tier, n_keep = about
    path, one, i = way
    windows, knots = np.empty((MOST_WINDOWS, 2)), np.empty((MOST_WINDOWS, layout.N_KNOTS))
    is_visible = _visible(stage, b, one.ways.start + i, path)
    n = kernels.launch_windows(reach, path, is_visible, LEAST_WINDOW_S, windows, knots)
    by_distance = doctrine.engagement.order == "nearest-first"
    for k in range(n):
        nearest_s = float(knots[:n].min()) if by_distance else 0.0
        busy_s = units[b]["react_s"] + knots[k].max() + units[b]["assess_s"]
        engagement = doctrine.engagement
        found.slots.append(
            (
                one.lane0 + i,
                tier,
                nearest_s,
                w,
                *windows[k],
                busy_s,
                b,
                kill,
                engagement.n_salvo,
                engagement.n_looks,
                n_keep,
                int(doctrine.waits),
            )
        )
        found.knots.append(knots[k].copy())


def _visible(stage: Stage, b: int, way: int, path: Paths) -> NDArray[np.bool_]:
    """Return where a fire unit has a way in sight; fighters go and look."""
    n = path.time_s.size
    if stage.shooters[b].kind == "aircraft":
        return locked(np.ones(n, bool))
    sight = stage.eye_sight[b]
    a, e = int(sight.begin[way]), int(sight.begin[way + 1])
    first = int(sight.first[way])
    seen = np.zeros(n, bool)
    seen[first : first + e - a] = path.height_agl_m[0, first : first + e - a] >= sight.hidden_m[a:e]
    return locked(seen)

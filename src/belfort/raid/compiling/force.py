"""Fire units in one world: channels, magazines, reaction, and every window of every weapon on every lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World, value_of
from belfort.coverage.engagement.envelope import CannotEngage, Envelope, envelope_of
from belfort.coverage.engagement.kernels import Reach
from belfort.coverage.engagement.ladder import reach_of
from belfort.coverage.engagement.timeline import KILL_ASSESSMENT, commander
from belfort.numeric.readonly import locked
from belfort.raid import layout
from belfort.raid.compiling import kernels
from belfort.raid.compiling.doctrine import TAKEN_FOR, Doctrine, doctrine_for, kept_back, p_kill_of
from belfort.raid.compiling.kept import kept_for
from belfort.raid.compiling.network import Wiring, connection, order_of, picture_of, way_home, wiring_of
from belfort.raid.compiling.sensing import Flown, code_of
from belfort.raid.compiling.sights import part_of
from belfort.raid.compiling.stage import Stage, in_all_worlds
from belfort.raid.layout import FRIEND
from belfort.raid.priors import FRIEND as OWN
from belfort.raid.priors import RELOAD_TIME_S, SELF_DEFENCE_M
from belfort.scenario.resolved import Estimate, ResolvedUnit

UNLIMITED = 1_000_000
LEAST_WINDOW_S = 0.1
MOST_WINDOWS = 6
_COMMON = ("weapon", "unit", "tier", "kill", "n_keep", "n_salvo", "n_looks", "waits")
Floats = NDArray[np.float64]
_Windows = tuple[NDArray[np.int64], Floats, Floats]


@dataclass(frozen=True, slots=True)
class Arms:
    """Weapons by unit and load, and the effectors they fire."""

    effectors: tuple[str, ...]
    weapons: NDArray
    loads: tuple[tuple[int, str], ...]
    """Unit and effector of each weapon."""


@in_all_worlds
def figures_of(stage: Stage, name: str) -> dict[str, Estimate]:
    """Return a unit's figures over those of its system; nothing of a unit that is not there."""
    unit = next((u for u in stage.scenario.units if u.name == name), None)
    return {**stage.scenario.systems[unit.system].figures, **unit.figures} if unit else {}


def units_of(stage: Stage, wiring: Wiring, world: World) -> NDArray:
    """Return the fire units."""
    units = _bare_units(stage).copy()
    for b, unit in enumerate(stage.shooters):
        own, figures = units[b], figures_of(stage, unit.name)
        order_s, p_order = order_of(stage, unit, world)
        _, p_report, _, _ = way_home(stage, wiring, unit, world)
        own["react_s"] = _seconds(figures, ("reaction_time_s", "launch_time_s"), world)
        own["order_s"] = order_s if np.isfinite(order_s) else 0.0
        own["assess_s"] = _assess_s(stage, unit, world)
        own["p_ready"] = _figure(figures, "technical_availability_share", 1.0, world)
        own["p_link"] = p_report if own["is_alone"] else p_order
        own["takeoff_s"] = _takeoff_s(unit, figures, world)
        if unit.kind == "aircraft" and unit.posture != "patrol":
            own["endurance_s"] = _figure(figures, "endurance_s", 5400.0, world)
        if not p_order > 0.0:
            own["node"] = layout.NONE
        own["n_channels"] = _channels(unit, figures, world)
    return units


@in_all_worlds
def _bare_units(stage: Stage) -> NDArray:
    """Return what no world changes of the fire units."""
    units, scenario, wiring = np.zeros(len(stage.shooters), layout.UNIT), stage.scenario, wiring_of(stage)
    at = {name: i for i, name in enumerate(wiring.nodes)}
    pictures = {picture: i for i, picture in enumerate(wiring.pictures)}
    for b, unit in enumerate(stage.shooters):
        own, node = units[b], picture_of(scenario, unit, wiring.home)
        is_alone = commander(scenario, unit) is None
        link = way_home(stage, wiring, unit, "mode")[3]
        own["endurance_s"] = np.inf
        own["code"] = code_of(unit.name)
        own["link"] = code_of(link if node is None else connection(unit.name, wiring.home[unit.name] or ""))
        own["picture"] = pictures.get((node or "", unit.nation), layout.NONE)
        own["node"] = at.get(node or "", layout.NONE)
        own["n_items"] = unit.count
        own["is_alone"] = int(is_alone)
        own["holds_alone"] = int(scenario.network.fallback == "hold" and not is_alone)
        mine = [s for s, post in enumerate(stage.posts) if post.unit.name == unit.name]
        own["sensor0"], own["sensor1"] = (mine[0], mine[-1] + 1) if mine else (0, 0)
    return locked(units)


def _figure(figures: dict[str, Estimate], name: str, otherwise: float, world: World) -> float:
    return value_of(figures[name], world, "higher") if name in figures else otherwise


def _seconds(figures: dict[str, Estimate], names: Sequence[str], world: World) -> float:
    return sum(value_of(figures[n], world, "lower") for n in names if n in figures)


def _takeoff_s(unit: ResolvedUnit, figures: dict[str, Estimate], world: World) -> float:
    if unit.kind != "aircraft" or unit.posture == "patrol":
        return 0.0
    return _seconds(figures, ("readiness_to_takeoff_s",), world)


def _assess_s(stage: Stage, unit: ResolvedUnit, world: World) -> float:
    figures = figures_of(stage, unit.c2) if unit.c2 else {}
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
    figures = figures_of(stage, unit.name)
    usual = figures.get("reload_time_per_launcher_s", RELOAD_TIME_S.estimate)
    moves = ("displacement_time_s", "emplacement_time_s") if unit.posture == "mobile" else ()
    return value_of(usual, world, "lower") + _seconds(figures, moves, world)


class _Block(NamedTuple):
    """The slots of one weapon on the ways of one pack."""

    slot: tuple[int, ...]
    """What they have in common: the fields `_COMMON`."""
    busy_s: tuple[float, float]
    """Before a launch and after the end of its work."""
    lane: NDArray[np.int64]
    windows: Floats
    knots: Floats
    nearest_s: Floats
    """What goes before other preferences."""


@dataclass
class _Found:
    """Slots while they are found."""

    blocks: list[_Block]
    kill: dict[tuple[float, int], int]
    """Column by kill probability and family."""


def slots_of(
    stage: Stage, arms: Arms, units: NDArray, flown: Sequence[Flown], world: World, families: dict[str, int]
) -> tuple[NDArray, Floats, NDArray[np.int64], NDArray[np.bool_], list[tuple[float, int]]]:
    """Return slots by lane, the preferred first; their times of flight; and where each lane's begin.

    Then which lanes may not be fired on by the rules, and the kill probability and family of each column of the kill
    table.
    """
    none = (0,) * len(_COMMON), (0.0, 0.0), np.zeros(0, np.int64), np.zeros((0, 2))
    found = _Found([_Block(*none, np.zeros((0, layout.N_KNOTS)), np.zeros(0))], {})
    n_lanes = sum(f.ways.stop - f.ways.start for f in flown)
    is_held = np.zeros(n_lanes, bool)
    for one in flown:
        _slots_of_pack(stage, arms, units, one, world, found, is_held, families)
    lane, nearest_s = (np.concatenate([getattr(b, n) for b in found.blocks]) for n in ("lane", "nearest_s"))
    slots, knots = _joined(found.blocks)
    order = np.lexsort((slots["open_s"], slots["weapon"], nearest_s, slots["tier"], lane))
    lane, tidy = lane[order], np.zeros(len(slots), layout.SLOT)  # what lies between its fields is 0 too
    for name in layout.SLOT.names or ():
        tidy[name] = slots[name][order]
    tidy["head"] = _heads(lane, tidy["weapon"])
    first = np.searchsorted(lane, np.arange(n_lanes + 1)).astype(np.int64)
    return tidy, knots[order], first, is_held, list(found.kill)


def _joined(blocks: Sequence[_Block]) -> tuple[NDArray, Floats]:
    """Return the slots of all blocks, and their knots."""
    n = [len(block.lane) for block in blocks]
    slots = np.zeros(sum(n), layout.SLOT)
    for name, column in zip(_COMMON, np.array([block.slot for block in blocks]).T, strict=True):
        slots[name] = np.repeat(column, n)
    windows, knots = (np.concatenate([getattr(b, name) for b in blocks]) for name in ("windows", "knots"))
    before_s, after_s = np.repeat(np.array([block.busy_s for block in blocks]), n, axis=0).T
    slots["open_s"], slots["close_s"] = windows[:, 0], windows[:, 1]
    slots["busy_s"] = before_s + knots.max(axis=1, initial=-np.inf) + after_s
    return slots, knots


def _heads(lane: NDArray[np.int64], weapon: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the first slot of each slot's lane and weapon."""
    order = np.lexsort((weapon, lane))
    is_new = (np.diff(lane[order], prepend=-1) != 0) | (np.diff(weapon[order], prepend=-1) != 0)
    begin = np.flatnonzero(is_new)
    heads = np.empty(len(lane), np.int64)
    heads[order] = np.repeat(order[begin], np.diff(np.append(begin, len(lane))))
    return heads


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
    if on_hold:
        is_held[one.lane0 : one.lane0 + len(one.pack.ways)] = True
    may = _Allowed(stage, one, on_hold)
    envelopes: dict[tuple[str, str], Envelope | None] = {}
    for w, (b, name) in enumerate(arms.loads):
        unit = stage.shooters[b]
        alike = (name, unit.system if unit.kind == "aircraft" else "")
        if alike not in envelopes:
            envelopes[alike] = _envelope(stage, b, name, target_class, doctrine, world)
        envelope = envelopes[alike]
        if envelope is None:
            continue
        p = p_kill_of(scenario.systems[name], target_class, world, is_silent=one.pack.is_silent)
        kill = found.kill.setdefault((p, families[own_class]), len(found.kill))
        reach = reach_of(stage.sites[b], envelope)
        picked = np.flatnonzero(may.of(b) & (stage.nearest_m[b, one.ways] <= reach.max_range_m))
        if picked.size == 0:
            continue
        n_ready = int(arms.weapons[w]["n_ready"]) * int(units[b]["n_items"])
        about = (w, b, doctrine.tiers[name], kill, kept_back(scenario, name, target_class, n_ready))
        found.blocks.append(_block(stage, (about, doctrine, units[b]), reach, one, picked))


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


class _Allowed:
    """Which ways of a pack units may fire on: to what they protect, and on hold in self-defence only."""

    def __init__(self, stage: Stage, one: Flown, on_hold: bool) -> None:
        self.stage, self.on_hold = stage, on_hold
        self.assets = [way.asset for way in one.pack.ways]
        self.all = np.ones(len(self.assets), bool)

    def of(self, b: int) -> NDArray[np.bool_]:
        """Return (n_ways,) for a unit."""
        if not (self.on_hold or self.stage.shooters[b].protects):
            return self.all
        allowed = {asset: _is_allowed(self.stage, b, asset, self.on_hold) for asset in set(self.assets)}
        return np.array([allowed[asset] for asset in self.assets], bool)


def _is_allowed(stage: Stage, b: int, asset: str, on_hold: bool) -> bool:
    """Return whether a unit may fire at what flies to an asset."""
    unit, site = stage.shooters[b], stage.sites[b]
    if unit.protects and asset and asset not in unit.protects:
        return False
    if not on_hold:
        return True
    target = next((a for a in stage.scenario.assets if a.name == asset), None)
    if target is None:
        return False
    x_m, y_m = stage.terrain.frame.xy_m(target.position.lat_rad, target.position.lon_rad)
    return float(np.hypot(x_m - site.x_m, y_m - site.y_m)) <= target.radius_m + SELF_DEFENCE_M


def _path(stage: Stage, one: Flown) -> tuple[tuple[Floats, ...], NDArray[np.int64]]:
    """Return the columns of a pack's ways, flat, and where each way begins in them."""
    start = stage.start[one.ways.start : one.ways.stop + 1]
    part = slice(int(start[0]), int(start[-1]))
    return (*(column[part] for column in stage.points), one.time_s), locked(start - start[0])


def _block(stage: Stage, about: tuple, reach: Reach, one: Flown, picked: NDArray[np.intp]) -> _Block:
    """Return the slots of one weapon on some ways of a pack."""
    slot, doctrine, unit = about
    engagement = doctrine.engagement
    slot = (*slot, engagement.n_salvo, engagement.n_looks, int(doctrine.waits))
    way, windows, knots = _windows(stage, slot[1], reach, one, picked)
    nearest_s = np.full(len(one.pack.ways), np.inf if engagement.order == "nearest-first" else 0.0)
    if way.size and engagement.order == "nearest-first":
        np.minimum.at(nearest_s, way, knots.min(axis=1))
    return _Block(slot, (unit["react_s"], unit["assess_s"]), one.lane0 + way, windows, knots, nearest_s[way])


def _windows(stage: Stage, b: int, reach: Reach, one: Flown, picked: NDArray[np.intp]) -> _Windows:
    """Return ways, windows and knots of a weapon on some ways of a pack: fighters go and look, whatever the ground hides.

    What they depend on, and so the key: the weapon's reach from its place, what the ground hides from there along which
    ways, what flies (the ways and the moments on them), and which of the ways are looked at.
    """
    sight = stage.clear if stage.shooters[b].kind == "aircraft" else stage.eye_sight[b]
    key = ("windows", reach, sight.content, one.ways.start, one.ways.stop, one.content, picked.tobytes())

    def make() -> _Windows:
        room = MOST_WINDOWS * picked.size
        out = np.empty(room, np.int64), np.empty((room, 2)), np.empty((room, layout.N_KNOTS))
        columns, start = _path(stage, one)
        hidden, some = part_of(sight, one.ways), locked(picked)
        n = kernels.windows_on_ways(reach, columns, start, hidden, some, LEAST_WINDOW_S, out)
        return locked(out[0][:n].copy()), locked(out[1][:n].copy()), locked(out[2][:n].copy())

    return kept_for(stage.terrain).made(key, make, lambda found: sum(array.nbytes for array in found))

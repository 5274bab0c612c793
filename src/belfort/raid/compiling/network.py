"""Nodes, links and pictures: how finds travel to whoever assigns targets, and orders to whoever fires."""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World, value_of
from belfort.coverage.engagement.timeline import commander, quickest_way
from belfort.numeric.readonly import locked
from belfort.raid import layout
from belfort.raid.compiling.sensing import code_of
from belfort.raid.compiling.stage import Stage, in_all_worlds
from belfort.raid.kernels.tables import Net
from belfort.raid.priors import NODE_AVAILABILITY
from belfort.scenario.resolved import Estimate, ResolvedLink, ResolvedScenario, ResolvedUnit


@dataclass(frozen=True, slots=True)
class Wiring:
    """The network of a scenario by names, the same in every world."""

    nodes: tuple[str, ...]
    links: tuple[ResolvedLink, ...]
    """Between nodes, carrying tracks."""
    pictures: tuple[tuple[str, str], ...]
    """(node, nation that fires) of each picture."""
    home: dict[str, str | None]
    """Node that each unit reports to."""


@in_all_worlds
def wiring_of(stage: Stage) -> Wiring:
    """Return who reports to whom, and which pictures are fired from."""
    scenario = stage.scenario
    units = {u.name: u for u in scenario.units}
    hubs = {u.c2 for u in scenario.units if u.c2} | {n.c2 for n in scenario.nations if n.c2}
    hubs |= {boss.name for u in stage.shooters if (boss := commander(scenario, u)) is not None}
    for link in scenario.network.links:
        if (
            "tracks" in link.carries
            and units[link.sender].c2 != link.receiver
            and units[link.receiver].c2 != link.sender
        ):
            hubs |= {link.sender, link.receiver}
    nodes = tuple(sorted(h for h in hubs if h))
    between = [
        li for li in scenario.network.links if {li.sender, li.receiver} <= hubs and "tracks" in li.carries
    ]
    between.sort(key=lambda li: (li.sender, li.receiver, li.medium))
    home = {u.name: u.name if u.name in hubs else u.c2 for u in scenario.units}
    pictures = sorted({(node, u.nation) for u in stage.shooters if (node := picture_of(scenario, u, home))})
    return Wiring(nodes, tuple(between), tuple(pictures), home)


def picture_of(scenario: ResolvedScenario, unit: ResolvedUnit, home: dict[str, str | None]) -> str | None:
    """Return the node whose picture a unit is assigned targets from; None: it has none but its own."""
    boss = commander(scenario, unit)
    return boss.name if boss is not None else home.get(unit.name)


def net_of(stage: Stage, wiring: Wiring, world: World) -> Net:
    """Return nodes, links and what releasing tracks takes, in a world."""
    nodes = np.zeros(len(wiring.nodes), layout.NODE)
    nodes["p_up"] = value_of(NODE_AVAILABILITY.estimate, world)
    nodes["code"] = [code_of(name) for name in wiring.nodes]
    at = {name: i for i, name in enumerate(wiring.nodes)}
    links = np.zeros(len(wiring.links), layout.LINK)
    for i, link in enumerate(wiring.links):
        links[i]["sender"], links[i]["receiver"] = at[link.sender], at[link.receiver]
        links[i]["delay_s"] = value_of(link.delay_s, world, "lower") + picture_s(stage, link.receiver, world)
        links[i]["p_up"] = value_of(link.p_available, world)
        links[i]["code"] = code_of(connection(link.sender, link.receiver))
    owners, shooters = {p.unit.nation for p in stage.posts}, {nation for _, nation in wiring.pictures}
    released = {(o, n): released_s(stage.scenario, o, n, world) for o in owners for n in shooters}
    sees_s = np.array(
        [[released[post.unit.nation, nation] for post in stage.posts] for _, nation in wiring.pictures]
    ).reshape(len(wiring.pictures), len(stage.posts))
    picture_node = np.array([at[node] for node, _ in wiring.pictures], np.int32)
    return Net(*(locked(a) for a in (nodes, links, _relayed(nodes, links), sees_s, picture_node)))


def _relayed(nodes: NDArray, links: NDArray) -> NDArray[np.float64]:
    """Return delays between nodes with every link up: Floyd and Warshall's algorithm."""
    delay_s = np.where(np.eye(len(nodes), dtype=bool), 0.0, np.inf)
    for link in links:
        a, b = link["sender"], link["receiver"]
        delay_s[a, b] = min(delay_s[a, b], link["delay_s"])
    for c in range(len(nodes)):
        delay_s = np.minimum(delay_s, delay_s[:, c : c + 1] + delay_s[c : c + 1, :])
    return delay_s


def connection(one: str, other: str) -> str:
    """Return the name of what joins two units: both directions fail together."""
    return "/".join(sorted((one, other)))


def picture_s(stage: Stage, node: str, world: World) -> float:
    """Return how long a node takes to put a track into its picture."""
    figure = _picture(stage, node)
    return value_of(figure, world, "lower") if figure else 0.0


@in_all_worlds
def _picture(stage: Stage, node: str) -> Estimate | None:
    unit = next(u for u in stage.scenario.units if u.name == node)
    figures = {**stage.scenario.systems[unit.system].figures, **unit.figures}
    return figures.get("local_air_picture_delay_s")


def released_s(scenario: ResolvedScenario, owner: str, shooter: str, world: World) -> float:
    """Return what releasing tracks of one nation to the shooters of another takes; infinite where it is not allowed."""
    if owner == shooter:
        return 0.0
    if (shooter, owner) not in scenario.network.fire:
        return np.inf
    found = [t for t in scenario.network.tracks if (t.owner, t.viewer) == (owner, shooter)]
    return value_of(found[0].delay_s, world, "lower") if found else np.inf


def sensors_of(stage: Stage, wiring: Wiring, delay_s: NDArray, p_sees: NDArray, world: World) -> NDArray:
    """Return the sensors with their way to a node; own sensors of a fire unit lie together, as their names do."""
    sensors = np.zeros(len(stage.posts), layout.SENSOR)
    shooter = {u.name: i for i, u in enumerate(stage.shooters)}
    at = {name: i for i, name in enumerate(wiring.nodes)}
    for s, post in enumerate(stage.posts):
        sensors[s]["code"] = code_of(post.name)
        sensors[s]["unit"] = shooter.get(post.unit.name, layout.NONE)
        way_s, p_link, node, link = way_home(stage, wiring, post.unit, world)
        sensors[s]["delay_s"], sensors[s]["p_link"] = delay_s[s] + way_s, p_link
        sensors[s]["node"], sensors[s]["link"] = at.get(node or "", layout.NONE), code_of(link)
        sensors[s]["p_sees"] = p_sees[s]
    return sensors


def way_home(
    stage: Stage, wiring: Wiring, unit: ResolvedUnit, world: World
) -> tuple[float, float, str | None, str]:
    """Return delay, availability, node and name of a unit's link to the node it reports to."""
    node = wiring.home[unit.name]
    if node is None or node == unit.name:
        return (picture_s(stage, node, world) if node else 0.0), 1.0, node, unit.name
    links = _links(stage, unit.name, node)
    if not links:
        return 0.0, 1.0, None, unit.name
    link = min(links, key=lambda li: (value_of(li.delay_s, world, "lower"), li.medium))
    delay_s = value_of(link.delay_s, world, "lower") + picture_s(stage, node, world)
    return delay_s, value_of(link.p_available, world), node, connection(unit.name, node)


@in_all_worlds
def _links(stage: Stage, sender: str, receiver: str) -> tuple[ResolvedLink, ...]:
    """Return the links that carry tracks from one unit to another."""
    links = stage.scenario.network.links
    return tuple(
        li for li in links if (li.sender, li.receiver) == (sender, receiver) and "tracks" in li.carries
    )


@in_all_worlds
def _orders(stage: Stage, name: str) -> tuple[ResolvedLink, ...] | None:
    """Return the way of orders to a unit: none where it assigns targets by itself, None where nothing leads there."""
    unit = next(u for u in stage.scenario.units if u.name == name)
    boss = commander(stage.scenario, unit)
    return () if boss is None else quickest_way(stage.scenario, boss.name, name, "orders")


def order_of(stage: Stage, unit: ResolvedUnit, world: World) -> tuple[float, float]:
    """Return delay and availability of orders to a unit; nothing where it assigns targets by itself."""
    way = _orders(stage, unit.name)
    if way is None:
        return np.inf, 0.0
    return (
        sum(value_of(li.delay_s, world, "lower") for li in way),
        prod(value_of(li.p_available, world) for li in way),
    )

"""Who hears whom in this replicate: nodes and links that are up, and what that leaves each unit."""

import numpy as np

from belfort.numeric.jit import inner_kernel
from belfort.raid.kernels.chance import LINK, NODE, SENSOR, UNIT, both
from belfort.raid.layout import ALONE, CONNECTED, NONE, SILENT


@inner_kernel
def link_is_up(key, word, p_up):
    """Return whether a link carries this night; one that is always up costs no draw."""
    return p_up >= 1.0 or both(key, LINK, word, 0)[0] < p_up


@inner_kernel
def join_nodes(key, net, ways):
    """Draw which nodes and links are up; write delays between nodes and which group each belongs to.

    Returns
    -------
    int
        Number of groups.
    """
    nodes, links, part, delay_s = net.nodes, net.links, ways.part, ways.delay_s
    n = nodes.shape[0]
    is_whole = True
    for c in range(n):
        part[c] = c
        if nodes[c].p_up < 1.0 and both(key, NODE, nodes[c].code, 0)[0] >= nodes[c].p_up:
            part[c] = NONE
            is_whole = False
        for d in range(n):
            delay_s[c, d] = net.delay_s[c, d]
    for i in range(links.shape[0]):
        is_whole = is_whole and link_is_up(key, links[i].code, links[i].p_up)
    if not is_whole:
        relay(key, links, part, delay_s)
    return name_groups(part, delay_s)


@inner_kernel
def relay(key, links, part, delay_s):
    """Write delays between nodes over what is up: Floyd and Warshall's algorithm."""
    n = part.shape[0]
    for a in range(n):
        for b in range(n):
            delay_s[a, b] = 0.0 if a == b and part[a] != NONE else np.inf
    for i in range(links.shape[0]):
        a, b = links[i].sender, links[i].receiver
        if part[a] != NONE and part[b] != NONE and link_is_up(key, links[i].code, links[i].p_up):
            delay_s[a, b] = min(delay_s[a, b], links[i].delay_s)
    for c in range(n):
        for a in range(n):
            for b in range(n):
                delay_s[a, b] = min(delay_s[a, b], delay_s[a, c] + delay_s[c, b])


@inner_kernel
def name_groups(part, delay_s):
    """Give nodes that reach each other one name; return how many groups there are."""
    n_groups = 0
    for c in range(part.shape[0]):
        if part[c] == c:
            n_groups += 1
            for d in range(c + 1, part.shape[0]):
                if part[d] == d and delay_s[c, d] < np.inf and delay_s[d, c] < np.inf:
                    part[d] = c
    return n_groups


@inner_kernel
def wake_sensors(key, sensors, part, is_up):
    """Draw which sensors see this night; 1: by themselves, 3: and their link to a node is up."""
    for s in range(sensors.shape[0]):
        sensor = sensors[s]
        is_up[s] = 0
        if sensor.p_sees >= 1.0 or both(key, SENSOR, sensor.code, 0)[0] < sensor.p_sees:
            is_heard = sensor.node != NONE and part[sensor.node] != NONE
            is_up[s] = 3 if is_heard and link_is_up(key, sensor.link, sensor.p_link) else 1


@inner_kernel
def find_ways(sensors, net, ways):
    """Write the time from each sensor's confirmation to each picture; infinite where there is no way."""
    for s in range(sensors.shape[0]):
        sensor = sensors[s]
        for p in range(net.picture_node.shape[0]):
            ways.way_s[s, p] = np.inf
            if ways.is_up[s] & 2:
                link_s = ways.delay_s[sensor.node, net.picture_node[p]]
                ways.way_s[s, p] = sensor.delay_s + link_s + net.sees_s[p, s]


@inner_kernel
def stand_to(key, units, part, items, doing_units):
    """Draw which items of each unit are in order, and whether it is commanded."""
    for b in range(units.shape[0]):
        unit, doing = units[b], doing_units[b]
        n_items = 0
        for i in range(items[b]):
            if unit.p_ready >= 1.0 or both(key, UNIT, unit.code, i)[0] < unit.p_ready:
                n_items += 1
        doing.n_items = n_items
        doing.n_all = n_items * unit.n_channels
        doing.n_free = doing.n_all
        doing.wait = NONE
        doing.air_from_s = -np.inf
        doing.air_until_s = unit.endurance_s if unit.takeoff_s <= 0.0 else -np.inf
        is_led = unit.node != NONE and unit.picture != NONE and part[unit.node] != NONE
        is_led = is_led and link_is_up(key, unit.link, unit.p_link)
        doing.mode = CONNECTED if is_led else (SILENT if unit.holds_alone else ALONE)
        doing.group = part[unit.node] if is_led and not unit.is_alone else NONE
        if n_items == 0:
            doing.mode = SILENT


@inner_kernel
def fill_magazines(weapons, doing_units, items, ready, stock, stores):
    """Fill the magazines of the items that are in order tonight."""
    for w in range(weapons.shape[0]):
        b, store = weapons[w].unit, stores[w]
        store.n_ready = ready[w] * doing_units[b].n_items // max(items[b], 1)
        store.n_idle = ready[w] - store.n_ready
        store.n_stock = stock[w]
        store.is_reloading = 0

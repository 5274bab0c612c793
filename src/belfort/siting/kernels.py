"""The compiled loops of siting: covers the other way round, and the local search.

Every kernel works on a `Rows`: the demand after merging. A row is worth `weight * worth[kind, c]` when c chosen
sites cover it. Twins: `tests/reference/siting.py`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.jit import kernel
from belfort.numeric.philox import unit_draw

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
_TINY = 1e-9


class Rows(NamedTuple):
    """Demand rows and the sites that cover them, both ways, and what being covered is worth."""

    site_start: Ints
    site_row: Ints
    row_start: Ints
    row_site: Ints
    weight: Floats
    kind: Ints
    """(rows,): which row of `worth` and `slope` holds."""
    scenario: Ints
    """(rows,): which total the row adds to."""
    worth: Floats
    """(kinds, counts): worth of being covered by that many sites; the last column holds for more."""
    slope: Floats
    """(kinds, counts - 1): falling slopes of the least concave curve above `worth`."""


class Limits(NamedTuple):
    """What a choice of sites must keep to."""

    cost: Floats
    budget: float
    group: Ints
    """(sites,): each group has its own largest number."""
    most: Ints
    """(groups,)"""
    clash_start: Ints
    clash_site: Ints
    """Sites that must not be chosen together, each pair both ways."""


class Aim(NamedTuple):
    """What is maximised: (1 - worst) * sum of share * total + worst * smallest total, `base` in the totals."""

    share: Floats
    """(scenarios,)"""
    worst: float
    base: Floats
    """(scenarios,): what is had before anything is chosen."""


class State(NamedTuple):
    """A choice of sites and the tables that make a swap cheap; `put_in` and `take_out` keep them true."""

    n_covers: Ints
    """(rows,): chosen sites that cover the row."""
    slot: Ints
    """(sites,): place in `chosen`, -1 outside."""
    chosen: Ints
    """(slots,): site, -1 where free."""
    gain: Floats
    """(scenarios, sites): worth of one more unit there."""
    loss: Floats
    """(scenarios, slots): worth that goes with the chosen one."""
    extra: Floats
    """(scenarios, slots, sites): what a swap is worth beyond gain less loss; (scenarios, 0, sites) leaves it out."""
    clashes: Ints
    """(sites,): chosen sites that it clashes with."""
    total: Floats
    """(scenarios,)"""
    used: Ints
    """(groups,)"""
    spent: Floats
    """(1,)"""


@kernel
def transpose(start, index, out_start, out_index):
    """Write a sparse matrix the other way round; what was rising stays rising.

    Parameters
    ----------
    start, index : (n + 1,), (pairs,) int32
        For each of n rows, its columns.
    out_start, out_index : (m + 1,), (pairs,) int32
        For each of m columns, its rows; overwritten.
    """
    out_start[:] = 0
    for k in range(index.shape[0]):
        out_start[index[k] + 1] += 1
    for i in range(out_start.shape[0] - 1):
        out_start[i + 1] += out_start[i]
    at = out_start[:-1].copy()
    for row in range(start.shape[0] - 1):
        for k in range(start[row], start[row + 1]):
            out_index[at[index[k]]] = row
            at[index[k]] += 1


@kernel
def _worth(rows, row, count):
    """Return what a row is worth when that many chosen sites cover it."""
    return rows.weight[row] * rows.worth[rows.kind[row], min(max(count, 0), rows.worth.shape[1] - 1)]


@kernel
def _spread(rows, state, row, slot, step, ups_and_downs):
    """Tell every site of a row that the row's next cover (up) and last cover (down) are worth another amount."""
    d_up, d_down, up, down = ups_and_downs
    s, has_extra = rows.scenario[row], state.extra.shape[1] > 0
    for m in range(rows.row_start[row], rows.row_start[row + 1]):
        other = rows.row_site[m]
        state.gain[s, other] += d_up
        at = state.slot[other]
        if at < 0 or (at == slot and step < 0):
            continue
        change = d_down - d_up
        if at == slot:
            change = down - up
        else:
            state.loss[s, at] += d_down
        if has_extra and change != 0.0:
            for n in range(rows.row_start[row], rows.row_start[row + 1]):
                state.extra[s, at, rows.row_site[n]] += change


@kernel
def _move(rows, state, site, slot, step):
    """Let one site's rows be covered once more or once less; gain, loss and extra follow."""
    for k in range(rows.site_start[site], rows.site_start[site + 1]):
        row = rows.site_row[k]
        s, old = rows.scenario[row], state.n_covers[row]
        new = old + step
        was, is_now = _worth(rows, row, old), _worth(rows, row, new)
        up, down = _worth(rows, row, new + 1) - is_now, is_now - _worth(rows, row, new - 1)
        d_up, d_down = up - (_worth(rows, row, old + 1) - was), down - (was - _worth(rows, row, old - 1))
        state.n_covers[row] = new
        state.total[s] += is_now - was
        if step > 0:
            state.loss[s, slot] += down
        if d_up != 0.0 or d_down != 0.0 or (step > 0 and down != up):
            _spread(rows, state, row, slot, step, (d_up, d_down, up, down))


@kernel
def put_in(rows, limits, state, site):
    """Choose a site."""
    slot = 0
    while state.chosen[slot] >= 0:
        slot += 1
    state.chosen[slot], state.slot[site] = site, slot
    state.used[limits.group[site]] += 1
    state.spent[0] += limits.cost[site]
    for k in range(limits.clash_start[site], limits.clash_start[site + 1]):
        state.clashes[limits.clash_site[k]] += 1
    _move(rows, state, site, slot, 1)


@kernel
def take_out(rows, limits, state, site):
    """Take a chosen site away."""
    slot = state.slot[site]
    _move(rows, state, site, slot, -1)
    state.chosen[slot], state.slot[site] = -1, -1
    state.used[limits.group[site]] -= 1
    state.spent[0] -= limits.cost[site]
    for k in range(limits.clash_start[site], limits.clash_start[site + 1]):
        state.clashes[limits.clash_site[k]] -= 1
    state.loss[:, slot] = 0.0
    if state.extra.shape[1] > 0:
        state.extra[:, slot, :] = 0.0


@kernel
def aimed(aim, total):
    """Return the value of the scenarios' totals."""
    mean = 0.0
    low = np.inf
    for s in range(total.shape[0]):
        mean += aim.share[s] * (aim.base[s] + total[s])
        low = min(low, aim.base[s] + total[s])
    return mean if aim.worst == 0.0 else (1.0 - aim.worst) * mean + aim.worst * low


@kernel
def _clash(limits, one, other):
    found = False
    for k in range(limits.clash_start[one], limits.clash_start[one + 1]):
        found |= limits.clash_site[k] == other
    return found


@kernel
def _fits(limits, state, site):
    """Whether one more site may be chosen."""
    return (
        state.slot[site] < 0
        and state.clashes[site] == 0
        and state.used[limits.group[site]] < limits.most[limits.group[site]]
        and state.spent[0] + limits.cost[site] <= limits.budget + _TINY
    )


@kernel
def _fits_instead(limits, state, site, leaving):
    """Whether a site may take the place of a chosen one."""
    if state.slot[site] >= 0 or state.clashes[site] > 1:
        return False
    if state.clashes[site] == 1 and not _clash(limits, site, leaving):
        return False
    group, theirs = limits.group[site], limits.group[leaving]
    if group != theirs and state.used[group] >= limits.most[group]:
        return False
    return state.spent[0] - limits.cost[leaving] + limits.cost[site] <= limits.budget + _TINY


@kernel
def best_addition(rows, limits, aim, state, is_by_cost):
    """Return the site that adds most (a unit of cost, if so asked) and what it adds; -1 where none adds."""
    best, best_rate, best_gain = -1, _TINY, 0.0
    base = aimed(aim, state.total)
    after = np.empty(state.total.shape[0])
    for site in range(limits.cost.shape[0]):
        if not _fits(limits, state, site):
            continue
        for s in range(after.shape[0]):
            after[s] = state.total[s] + state.gain[s, site]
        gain = aimed(aim, after) - base
        rate = gain / max(limits.cost[site], _TINY) if is_by_cost else gain
        if rate > best_rate * (1.0 + 1e-12):
            best, best_rate, best_gain = site, rate, gain
    return best, best_gain


@kernel
def greedy(rows, limits, aim, state, is_by_cost):
    """Choose, again and again, the site that adds most, until none fits or adds. The first of equals."""
    while True:
        site, _ = best_addition(rows, limits, aim, state, is_by_cost)
        if site < 0:
            return
        put_in(rows, limits, state, site)


@kernel
def best_swap(limits, aim, state):
    """Return the slot, the site and the value of the best exchange of one chosen site for another."""
    best_slot, best_site, best = -1, -1, _TINY
    n_scenarios, base = state.total.shape[0], aimed(aim, state.total)
    has_extra = state.extra.shape[1] > 0
    after = np.empty(n_scenarios)
    for slot in range(state.chosen.shape[0]):
        leaving = state.chosen[slot]
        if leaving < 0:
            continue
        for site in range(limits.cost.shape[0]):
            for s in range(n_scenarios):
                after[s] = state.total[s] + state.gain[s, site] - state.loss[s, slot]
                if has_extra:
                    after[s] += state.extra[s, slot, site]
            value = aimed(aim, after) - base
            if value > best and _fits_instead(limits, state, site, leaving):
                best_slot, best_site, best = slot, site, value
    return best_slot, best_site, best


@kernel
def climb(rows, limits, aim, state, most_swaps):
    """Swap and add while it pays; a swap's worth is exact, so it ends. Return the number of swaps."""
    for done in range(most_swaps):
        greedy(rows, limits, aim, state, False)
        slot, site, _ = best_swap(limits, aim, state)
        if slot < 0:
            return done
        take_out(rows, limits, state, state.chosen[slot])
        put_in(rows, limits, state, site)
    return most_swaps


@kernel
def shake(rows, limits, state, stream, draw, n_out):
    """Exchange up to `n_out` chosen sites for random ones that fit; return the next draw."""
    n_sites, n_slots = limits.cost.shape[0], state.chosen.shape[0]
    for _ in range(n_out):
        slot = int(unit_draw(stream, draw) * n_slots)
        draw += 1
        leaving = state.chosen[slot]
        if leaving < 0:
            continue
        for _ in range(20):
            site = int(unit_draw(stream, draw) * n_sites)
            draw += 1
            if _fits_instead(limits, state, site, leaving):
                take_out(rows, limits, state, leaving)
                put_in(rows, limits, state, site)
                break
    return draw


@kernel
def wander(rows, limits, aim, state, best, stream, n_rounds):
    """Shake the best choice and climb, again and again, and keep what is better (iterated local search).

    `best`, (slots,) int32, holds the best choice and is overwritten; its value is returned. Odd rounds shake
    two sites, even ones a third of them.
    """
    value, draw, n_slots = aimed(aim, state.total), 0, state.chosen.shape[0]
    for i in range(n_rounds):
        draw = shake(rows, limits, state, stream, draw, 2 if i & 1 else max(3, n_slots // 3))
        climb(rows, limits, aim, state, 10_000)
        found = aimed(aim, state.total)
        if found > value + _TINY:
            value = found
            best[:] = state.chosen
        elif found < value - _TINY:
            return_to(rows, limits, state, best)
    return value


@kernel
def return_to(rows, limits, state, wanted):
    """Make the choice that of `wanted`, (slots,) sites with -1 for none."""
    stays = np.zeros(limits.cost.shape[0], np.bool_)
    for site in wanted:
        if site >= 0:
            stays[site] = True
    for slot in range(state.chosen.shape[0]):
        site = state.chosen[slot]
        if site >= 0 and not stays[site]:
            take_out(rows, limits, state, site)
    for site in wanted:
        if site >= 0 and state.slot[site] < 0:
            put_in(rows, limits, state, site)

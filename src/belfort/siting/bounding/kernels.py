"""The Lagrangian bound of a covering question, compiled.

Every row's rule "count no more covers than chosen sites give" is priced with u, one price a row. For any u >= 0

    L(u) = sum over rows and slopes of max(weight * slope - u, 0) + best sum of site profits within the limits,

where a site's profit is the sum of its rows' prices, is no less than the best value (Geoffrion 1974). Worth that is
not concave is replaced by the least concave curve above it. Sites of one cell clash with each other, so at most
one of a cell is picked. The lowest L is that of the linear program (Church and ReVelle 1974), found here
by a deflected subgradient (Camerini, Fratta, Maffioli 1975), at one pass over the covered pairs a step.

A budget has a price too, found anew in every step by bisection. Twins: `tests/reference/siting.py`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.jit import inner_kernel, kernel

_DEFLECTION = 0.7
_MEMORY = 0.9
_STALL = 1e-3
_SMALLEST_STEP = 0.02
_NO_BUDGET = 1e299


class Node(NamedTuple):
    """A part of the search tree: what is decided, and the prices that bound it."""

    forced: NDArray[np.int8]
    """(sites,): 1 chosen, -1 out, 0 open."""
    price: NDArray[np.float64]
    """(rows,): u."""
    often: NDArray[np.float64]
    """(sites,): how often a site was picked lately, 0 to 1: about its value in the linear program."""


class Work(NamedTuple):
    """Room to work in, for one relaxation at a time."""

    profit: NDArray[np.float64]
    is_picked: NDArray[np.bool_]
    """(sites,)"""
    cover: NDArray[np.float64]
    """(rows,): the subgradient."""
    direction: NDArray[np.float64]
    best_price: NDArray[np.float64]
    first: NDArray[np.int64]
    """(cells,): the most profitable open site of a cell, -1 for none."""
    second: NDArray[np.float64]
    """(cells,): profit of the next one."""
    low: NDArray[np.float64]
    """(groups,): the least profit picked where a group is full, else 0."""
    high: NDArray[np.float64]
    """(groups,): the best profit not picked, at least 0."""
    room: NDArray[np.int64]
    """(groups,): sites still to pick."""
    left: NDArray[np.float64]
    """(2,): budget left; price of a unit of cost."""


@kernel
def clique_cells(limits, out_cell):
    """Put every site into a cell of sites of one group that all clash with each other; return the number of cells."""
    n_sites, n_cells = limits.cost.shape[0], 0
    members = np.zeros(n_sites, np.int32)
    near = np.zeros(n_sites, np.int32)
    out_cell[:] = -1
    for site in range(n_sites):
        best = -1
        for k in range(limits.clash_start[site], limits.clash_start[site + 1]):
            other = limits.clash_site[k]
            cell = out_cell[other]
            if cell >= 0 and limits.group[other] == limits.group[site]:
                near[cell] += 1
                if near[cell] == members[cell] and (best < 0 or members[cell] > members[best]):
                    best = cell
        for k in range(limits.clash_start[site], limits.clash_start[site + 1]):
            if out_cell[limits.clash_site[k]] >= 0:
                near[out_cell[limits.clash_site[k]]] = 0
        if best < 0:
            best, n_cells = n_cells, n_cells + 1
        out_cell[site] = best
        members[best] += 1
    return n_cells


@kernel
def settle(limits, forced, work):
    """Close every site that no longer fits beside those chosen; return whether those fit together."""
    for group in range(work.room.shape[0]):
        work.room[group] = limits.most[group]
    work.left[0] = limits.budget
    for site in range(forced.shape[0]):
        if forced[site] == 1:
            work.room[limits.group[site]] -= 1
            work.left[0] -= limits.cost[site]
            for k in range(limits.clash_start[site], limits.clash_start[site + 1]):
                if forced[limits.clash_site[k]] == 1:
                    return False
                forced[limits.clash_site[k]] = -1
    for site in range(forced.shape[0]):
        group = limits.group[site]
        if forced[site] == 0 and (work.room[group] <= 0 or limits.cost[site] > work.left[0] + 1e-9):
            forced[site] = -1
    fits = work.left[0] >= -1e-9
    for group in range(work.room.shape[0]):
        fits = fits and work.room[group] >= 0
    return fits


@kernel
def _rows_alone(rows, node, work):
    """Return the rows' part of L and of its subgradient, what is chosen included."""
    total = 0.0
    for row in range(rows.weight.shape[0]):
        price, n_counted = node.price[row], 0
        for k in range(rows.slope.shape[1]):
            surplus = rows.weight[row] * rows.slope[rows.kind[row], k] - price
            if surplus > 0.0:
                total += surplus
                n_counted += 1
        work.cover[row] = -n_counted
    for site in range(node.forced.shape[0]):
        work.profit[site] = 0.0
        if node.forced[site] < 0:
            continue
        for k in range(rows.site_start[site], rows.site_start[site + 1]):
            work.profit[site] += node.price[rows.site_row[k]]
        if node.forced[site] == 1:
            total += work.profit[site]
            _count_cover(rows, site, work)
    return total


@kernel
def _count_cover(rows, site, work):
    for k in range(rows.site_start[site], rows.site_start[site + 1]):
        work.cover[rows.site_row[k]] += 1.0


@kernel
def _best_of_cells(limits, cell, node, work):
    for c in range(work.first.shape[0]):
        work.first[c], work.second[c] = -1, 0.0
    for site in range(node.forced.shape[0]):
        work.is_picked[site] = False
        if node.forced[site] != 0:
            continue
        value, first = work.profit[site] - work.left[1] * limits.cost[site], work.first[cell[site]]
        if first < 0:
            work.first[cell[site]] = site
        elif value > work.profit[first] - work.left[1] * limits.cost[first]:
            work.second[cell[site]] = max(0.0, work.profit[first] - work.left[1] * limits.cost[first])
            work.first[cell[site]] = site
        else:
            work.second[cell[site]] = max(work.second[cell[site]], value)


@kernel
def _pick(limits, cell, node, work):
    """Pick the best open sites at the present prices; return their value and their cost."""
    _best_of_cells(limits, cell, node, work)
    sites, lost = np.empty(work.first.shape[0], np.int64), np.empty(work.first.shape[0])
    n_sites = 0
    for site in work.first:
        if site >= 0:
            sites[n_sites], lost[n_sites] = site, -(work.profit[site] - work.left[1] * limits.cost[site])
            n_sites += 1
    taken = np.zeros(work.room.shape[0], np.int64)
    for group in range(taken.shape[0]):
        work.low[group], work.high[group] = np.inf, 0.0
    total = cost = 0.0
    for k in np.argsort(lost[:n_sites]):
        value = -lost[k]
        if value <= 0.0:
            break
        group = limits.group[sites[k]]
        if taken[group] < work.room[group]:
            taken[group] += 1
            work.is_picked[sites[k]] = True
            work.low[group] = value
            total += value
            cost += limits.cost[sites[k]]
        else:
            work.high[group] = max(work.high[group], value)
    for group in range(taken.shape[0]):
        if taken[group] < work.room[group]:
            work.low[group] = 0.0
    return total, cost


@kernel
def _pick_within_budget(limits, cell, node, work):
    """Pick at the price of cost that bounds best; return the value, the price of the whole budget included."""
    work.left[1] = 0.0
    total, cost = _pick(limits, cell, node, work)
    if limits.budget > _NO_BUDGET or cost <= work.left[0]:
        return total
    low, high = 0.0, 1e-9
    for site in range(node.forced.shape[0]):
        if node.forced[site] == 0 and limits.cost[site] > 0.0:
            high = max(high, work.profit[site] / limits.cost[site])
    best, best_price = np.inf, 0.0
    for _ in range(30):
        work.left[1] = 0.5 * (low + high)
        total, cost = _pick(limits, cell, node, work)
        if total + work.left[1] * work.left[0] < best:
            best, best_price = total + work.left[1] * work.left[0], work.left[1]
        if cost > work.left[0]:
            low = work.left[1]
        else:
            high = work.left[1]
    work.left[1] = best_price
    total, cost = _pick(limits, cell, node, work)
    return total + best_price * work.left[0]


@kernel
def _fix(limits, cell, node, work, bound, target):
    """Decide open sites whose other decision would bound below `target`; return how many, and if one is chosen."""
    n_fixed, is_one_in = 0, False
    for site in range(node.forced.shape[0]):
        if node.forced[site] != 0:
            continue
        group, first = limits.group[site], work.first[cell[site]]
        value = work.profit[site] - work.left[1] * limits.cost[site]
        if work.is_picked[site]:
            instead = max(work.second[cell[site]], work.high[group])
            if bound - value + instead < target:
                node.forced[site], is_one_in = 1, True
                n_fixed += 1
        else:
            leaving = work.low[group]
            if work.is_picked[first]:
                leaving = work.profit[first] - work.left[1] * limits.cost[first]
            if bound - leaving + value < target:
                node.forced[site] = -1
                n_fixed += 1
    return n_fixed, is_one_in


@kernel
def _step(rows, node, work, length):
    """Move the prices against the deflected subgradient; `length` times its excess over its square."""
    square = 0.0
    for row in range(rows.weight.shape[0]):
        slope, price = work.cover[row], node.price[row]
        top = rows.weight[row] * rows.slope[rows.kind[row], 0]
        if (slope > 0.0 and price <= 0.0) or (slope < 0.0 and price >= top):
            slope = 0.0
        work.direction[row] = slope + _DEFLECTION * work.direction[row]
        square += work.direction[row] ** 2
    if square == 0.0:
        return False
    for row in range(rows.weight.shape[0]):
        top = rows.weight[row] * rows.slope[rows.kind[row], 0]
        moved = node.price[row] - length / square * work.direction[row]
        node.price[row] = min(max(moved, 0.0), top)
    return True


@kernel
def _evaluate(rows, limits, cell, node, work):
    """Return L at the present prices; the subgradient and the picks are left in `work`."""
    bound = _rows_alone(rows, node, work) + _pick_within_budget(limits, cell, node, work)
    for site in range(node.forced.shape[0]):
        node.often[site] = _MEMORY * node.often[site] + (1.0 - _MEMORY) * work.is_picked[site]
        if work.is_picked[site]:
            _count_cover(rows, site, work)
    return bound


@inner_kernel
def _fill(array, value):
    """Set all of an array; as a loop, for `array[:] = value` takes long to compile."""
    for k in range(array.shape[0]):
        array[k] = value


@inner_kernel
def _copy(array, out):
    for k in range(array.shape[0]):
        out[k] = array[k]


@kernel
def relax(rows, limits, cell, node, work, target, pace):
    """Lower the bound of a node, deciding sites on the way; return the bound, minus infinity where nothing is left.

    Parameters
    ----------
    rows, limits, cell, work
        The question; cells from `clique_cells`.
    node : Node
        Decisions and prices to start from; overwritten with the decisions that follow and the best prices.
    target : float
        What a choice must reach to be of use: the search ends once the bound is below it.
    pace : (int, float, int)
        Most steps; relative length of the first; steps without gain until the length is halved.
    """
    most_steps, step, patience = pace
    if not settle(limits, node.forced, work):
        return -np.inf
    best, stalled = np.inf, 0
    _fill(work.direction, 0.0)
    _copy(node.price, work.best_price)
    for _ in range(most_steps):
        bound = _evaluate(rows, limits, cell, node, work)
        stalled = 0 if bound < best - _STALL * abs(best - target) else stalled + 1
        if bound < best:
            best = bound
            _copy(node.price, work.best_price)
            if best < target:
                break
            n_fixed, is_one_in = _fix(limits, cell, node, work, bound, target)
            if is_one_in and not settle(limits, node.forced, work):
                return -np.inf
            if n_fixed > 0:
                _fill(work.direction, 0.0)
                continue
        if stalled >= patience:
            step, stalled = 0.5 * step, 0
            _copy(work.best_price, node.price)
            _fill(work.direction, 0.0)
            if step < _SMALLEST_STEP:
                break
        elif not _step(rows, node, work, step * (bound - target)):
            break
    _copy(work.best_price, node.price)
    return best

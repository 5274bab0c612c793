"""The p-median, compiled: the swap search of Whitaker (1983) and the bound of Cornuejols, Fisher, Nemhauser (1977).

`cost` is (demands, sites) float64, weights included; `alone`, (demands,), is what a demand costs without any of them.
Twins: `tests/reference/siting.py`.
"""

import numpy as np

from belfort.numeric.jit import kernel
from belfort.numeric.philox import unit_draw


@kernel
def assign(cost, alone, chosen, out_first, out_second, out_which):
    """Write each demand's least cost, its second least, and the slot of the least (-1: alone); return the sum."""
    total = 0.0
    for i in range(alone.shape[0]):
        first, second, which = alone[i], alone[i], -1
        for slot in range(chosen.shape[0]):
            if chosen[slot] < 0:
                continue
            value = cost[i, chosen[slot]]
            if value < first:
                first, second, which = value, first, slot
            elif value < second:
                second = value
        out_first[i], out_second[i], out_which[i] = first, second, which
        total += first
    return total


@kernel
def best_swap(cost, chosen, is_open, first, second, which):
    """Return slot, site and saving of the best exchange; a slot that is free costs nothing to give up."""
    n_sites, n_slots = cost.shape[1], chosen.shape[0]
    loss = np.zeros(n_slots)
    saving = np.zeros(n_sites)
    extra = np.zeros((n_slots, n_sites))
    for i in range(first.shape[0]):
        near, far, slot = first[i], second[i], which[i]
        if slot >= 0:
            loss[slot] += far - near
        for site in range(n_sites):
            value = cost[i, site]
            if value < near:
                saving[site] += near - value
                if slot >= 0:
                    extra[slot, site] += far - near
            elif slot >= 0 and value < far:
                extra[slot, site] += far - value
    best_slot, best_site, best = -1, -1, 0.0
    for slot in range(n_slots):
        for site in range(n_sites):
            if is_open[site] and saving[site] - loss[slot] + extra[slot, site] > best:
                best = saving[site] - loss[slot] + extra[slot, site]
                best_slot, best_site = slot, site
    return best_slot, best_site, best


@kernel
def climb(cost, alone, chosen, is_open):
    """Exchange while it pays, free slots first filled that way too; return the cost."""
    n = alone.shape[0]
    first, second, which = np.empty(n), np.empty(n), np.empty(n, np.int64)
    total = assign(cost, alone, chosen, first, second, which)
    while True:
        slot, site, saving = best_swap(cost, chosen, is_open, first, second, which)
        if slot < 0 or saving <= 1e-12 * abs(total):
            return total
        if chosen[slot] >= 0:
            is_open[chosen[slot]] = True
        chosen[slot], is_open[site] = site, False
        total = assign(cost, alone, chosen, first, second, which)


@kernel
def shake(chosen, is_open, stream, draw, n_out):
    """Exchange some chosen sites for random open ones; return the next draw."""
    for _ in range(n_out):
        slot = int(unit_draw(stream, draw) * chosen.shape[0])
        site = int(unit_draw(stream, draw + 1) * is_open.shape[0])
        draw += 2
        if is_open[site]:
            if chosen[slot] >= 0:
                is_open[chosen[slot]] = True
            chosen[slot], is_open[site] = site, False
    return draw


@kernel
def _pick(profit, status, n_most, picked):
    """Pick the sites of least (most negative) profit; return their sum, the last one picked and the first one not."""
    total, n_left, low, high = 0.0, n_most, 0.0, 0.0
    for site in range(profit.shape[0]):
        picked[site] = status[site] == 1
        if picked[site]:
            total += profit[site]
            n_left -= 1
    for site in np.argsort(profit):
        if status[site] != 0:
            continue
        if n_left > 0 and profit[site] < 0.0:
            picked[site] = True
            total += profit[site]
            low = profit[site]
            n_left -= 1
        else:
            high = min(0.0, profit[site])
            break
    return total, (low if n_left == 0 else 0.0), high


@kernel
def _evaluate(cost, alone, status, price, profit, slope):
    """Write the profit of every site at these prices, and each demand's part of the subgradient, alone counted."""
    profit[:] = 0.0
    total = 0.0
    for i in range(price.shape[0]):
        total += price[i]
        slope[i] = 1.0
        if alone[i] < price[i]:
            total += alone[i] - price[i]
            slope[i] -= 1.0
        for site in range(profit.shape[0]):
            if cost[i, site] < price[i] and status[site] >= 0:
                profit[site] += cost[i, site] - price[i]
    return total


@kernel
def _fix(profit, status, picked, low, high, bound, target):
    for site in range(profit.shape[0]):
        if status[site] == 0 and not picked[site] and bound - low + profit[site] > target:
            status[site] = -1
        elif status[site] == 0 and picked[site] and bound - profit[site] + high > target:
            status[site] = 1


@kernel
def relax(cost, alone, n_most, status, price, target, most_steps):
    """Raise the lower bound by a subgradient on the rule that every demand has one site; return it.

    `status`, (sites,) int8, 1 chosen, -1 out, 0 open: overwritten with what follows for choices that cost at most
    `target`. `price`, (demands,), is overwritten with the best prices. Cost: one pass over the matrix a step.
    """
    n_sites = status.shape[0]
    profit, picked, slope = np.zeros(n_sites), np.zeros(n_sites, np.bool_), np.zeros(price.shape[0])
    best, best_price, step, stalled = -np.inf, price.copy(), 1.0, 0
    direction = np.zeros(price.shape[0])
    for _ in range(most_steps):
        alone_part = _evaluate(cost, alone, status, price, profit, slope)
        picks, low, high = _pick(profit, status, n_most, picked)
        bound = alone_part + picks
        stalled = stalled + 1 if bound <= best + 1e-3 * abs(target - best) else 0
        if bound > best:
            best = bound
            best_price[:] = price
            _fix(profit, status, picked, low, high, bound, target)
        if best >= target:
            break
        if stalled >= 20:
            step, stalled = 0.5 * step, 0
            price[:] = best_price
            direction[:] = 0.0
            if step < 0.01:
                break
            continue
        _subgradient(cost, price, picked, slope)
        direction[:] = slope + 0.7 * direction
        square = (direction * direction).sum()
        if square == 0.0:
            break
        price[:] = np.minimum(alone, price + step * (target - bound) / square * direction)
    price[:] = best_price
    return best


@kernel
def _subgradient(cost, price, picked, slope):
    sites = np.flatnonzero(picked)
    for i in range(price.shape[0]):
        for site in sites:
            if cost[i, site] < price[i]:
                slope[i] -= 1.0

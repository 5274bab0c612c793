"""What one target would take at given prices of rounds: the least value left plus price, and all that is near it.

Depth-first search over the rounds fired, cheapest weapons first, cut off by the continuous relaxation.
Twins: `tests/reference/assignment.py`.
"""

from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
TINY = 1e-12


class Market(NamedTuple):
    """Kinds of targets, and the weapons whose rounds they bid for."""

    values: Floats
    """(kinds,) of one target."""
    miss: Floats
    """(weapons, kinds)"""
    hardness: Floats
    """(weapons, kinds): -log(miss); 0 where a round does nothing, infinite where it always hits."""
    rounds: Ints
    """(weapons,)"""
    n_of_kind: Ints
    """(kinds,): targets of each kind."""


class Offer(NamedTuple):
    """The weapons that one target can use at some prices, cheapest first, as `offer_to` writes them."""

    weapon: Ints
    rate: Floats
    """Price of one unit of hardness; rising."""
    price: Floats
    miss: Floats
    miss_all: Floats
    """Chance that all rounds there are miss."""
    most: Ints
    """Rounds there are."""
    most_miss: Floats
    """Of this one and those after it."""
    least_worth: Floats
    """A round of this one or of one after it pays only where more than this is left: least of price / (1 - miss)."""
    sure: Ints
    """(1,): the weapon of which one round always hits, the cheapest such; -1 where there is none."""


@kernel
def offer_to(market, j, price, order):
    """Return the `Offer` to kind j: weapons that neither always nor never hit it, and that have rounds.

    `order` is (weapons,): weapons by price of one unit of hardness, rising.
    """
    n_weapons = price.shape[0]
    weapon, most, sure = np.empty(n_weapons, np.int64), np.empty(n_weapons, np.int64), np.full(1, -1)
    rate, cost = np.empty(n_weapons), np.empty(n_weapons)
    miss, miss_all = np.empty(n_weapons), np.empty(n_weapons)
    n = 0
    for i in order:
        hard = market.hardness[i, j]
        if hard <= 0.0 or market.rounds[i] <= 0:
            continue
        if hard == np.inf:
            if sure[0] < 0 or price[i] < price[sure[0]]:
                sure[0] = i
            continue
        weapon[n], rate[n], cost[n], most[n] = i, price[i] / hard, price[i], market.rounds[i]
        miss[n], miss_all[n] = market.miss[i, j], exp(-hard * market.rounds[i])
        n += 1
    most_miss, least_worth = miss[:n].copy(), np.empty(n)
    for k in range(n - 1, -1, -1):
        least_worth[k] = cost[k] / (1.0 - miss[k])
        if k < n - 1:
            most_miss[k] = max(miss[k], most_miss[k + 1])
            least_worth[k] = min(least_worth[k], least_worth[k + 1])
    parts = weapon[:n], rate[:n], cost[:n], miss[:n], miss_all[:n], most[:n]
    return Offer(*parts, most_miss, least_worth, sure)


@kernel
def least_cost(offer, first, left, paid):
    """Return the least of value left plus price over fractions of rounds, from the offer's place `first` on.

    A lower bound for whole rounds. Cheapest first, each as far as it pays: the marginal value of hardness is what is
    left of the value.
    """
    for k in range(first, offer.weapon.shape[0]):
        rate = offer.rate[k]
        if left <= rate:
            break
        after = left * offer.miss_all[k]
        if after < rate:
            return paid + rate * log(left / rate) + rate
        paid += offer.price[k] * offer.most[k]
        left = after
    return paid + left


class Walk(NamedTuple):
    """A path of depth-first search: a round more at each depth; places in the offer never fall along it."""

    place: Ints
    left: Floats
    paid: Floats
    next: Ints
    """Place to try next below each depth."""


@kernel
def new_walk(rounds):
    """Return a walk as deep as there are rounds."""
    n = 1
    for i in range(rounds.shape[0]):
        n += rounds[i]
    return Walk(np.empty(n, np.int64), np.empty(n), np.empty(n), np.empty(n, np.int64))


@kernel
def _is_there(offer, walk, depth, k):
    """Return whether one more round of place k is there below a path."""
    n_same = 0
    while n_same < depth and walk.place[depth - n_same] == k:
        n_same += 1
    return n_same < offer.most[k]


@kernel
def step(offer, walk, depth, below):
    """Go on to the next path that may cost less than `below`; return its depth (-1: there is none).

    The bound rises with the place, so one that is too high ends a depth.
    """
    while depth >= 0:
        k = walk.next[depth]
        is_over = k >= offer.weapon.shape[0]
        if is_over or least_cost(offer, k, walk.left[depth], walk.paid[depth]) >= below:
            depth -= 1
            continue
        walk.next[depth] = k + 1
        if _is_there(offer, walk, depth, k):
            depth += 1
            walk.place[depth], walk.next[depth] = k, k
            walk.left[depth] = walk.left[depth - 1] * offer.miss[k]
            walk.paid[depth] = walk.paid[depth - 1] + offer.price[k]
            return depth
    return -1


@kernel
def _start(walk, value):
    walk.place[0], walk.left[0], walk.paid[0], walk.next[0] = -1, value, 0.0, 0


@kernel
def _last_round(offer, walk, depth, below):
    """Return the place of the one round that brings a path furthest below, and what it costs with it; -1: none does."""
    first, left, paid = walk.next[depth], walk.left[depth], walk.paid[depth]
    best, least = -1, below - paid
    if not _is_there(offer, walk, depth, first):
        first += 1
    for k in range(first, offer.weapon.shape[0]):
        cost = left * offer.miss[k] + offer.price[k]
        if cost < least:
            best, least = k, cost
    return best, least + paid


@kernel
def cheapest(value, offer, walk, most_steps):
    """Find the rounds at one target that cost least: value left plus prices; those of the offer that may miss.

    A round of the best choice pays for itself where it stands in the path. So where no second round can pay after any
    first, the best first one ends the path.

    Returns
    -------
    cost : float
        Of the best found.
    bound : float
        No rounds cost less; equal to `cost` (to 1e-12 of it) unless `most_steps` ran out.
    fired : (rounds,) int64
        Places in the offer.
    n_steps : int
        Of the search.
    """
    best, n_fired, depth, n_steps = value, 0, 0, 0
    _start(walk, value)
    fired = np.empty(walk.place.shape[0], np.int64)
    while depth >= 0 and n_steps < most_steps:
        depth = step(offer, walk, depth, best * (1.0 - TINY))
        n_steps += 1
        if depth < 0:
            break
        is_better = walk.left[depth] + walk.paid[depth] < best
        if is_better:
            best, n_fired = walk.left[depth] + walk.paid[depth], depth
        k = walk.next[depth]
        if walk.left[depth] * offer.most_miss[k] <= offer.least_worth[k]:
            place, least = _last_round(offer, walk, depth, best)
            walk.next[depth] = offer.weapon.shape[0]
            if place >= 0:
                best, n_fired, is_better = least, depth + 1, True
                fired[depth] = place
        if is_better:
            for d in range(depth):
                fired[d] = walk.place[d + 1]
    bound = best if depth < 0 else min(best, least_cost(offer, 0, value, 0.0))
    return best, bound * (1.0 - TINY), fired[:n_fired], n_steps


@kernel
def price_all(market, price, order, most_steps, out_cost, out_bound, out_counts):
    """Write the cheapest rounds at one target of every kind, each on its own, at given prices; return the steps it took.

    Parameters
    ----------
    price : (weapons,)
        Of one round, not below zero.
    order : (kinds, weapons)
        Weapons by price of one unit of hardness, rising.
    most_steps : int
        Of the search at one kind.
    out_cost, out_bound : (kinds,)
        What they cost, value left included, and what no rounds can cost less than.
    out_counts : (kinds, weapons) int64
        Rounds.
    """
    walk, n_steps = new_walk(market.rounds), 0
    out_counts[:] = 0
    for j in range(market.values.shape[0]):
        offer = offer_to(market, j, price, order[j])
        out_cost[j], out_bound[j], fired, n = cheapest(market.values[j], offer, walk, most_steps)
        n_steps += n
        sure = offer.sure[0]
        if sure >= 0 and price[sure] < out_cost[j]:
            out_cost[j], out_counts[j, sure] = price[sure], 1
            out_bound[j] = min(out_bound[j], price[sure])
            continue
        for place in fired:
            out_counts[j, offer.weapon[place]] += 1
    return n_steps


@kernel
def list_below(market, j, price, order, below, out_start, out_weapon, out_cost):
    """Write every choice of rounds at one target of a kind that costs less than `below`; return how many.

    Returns -1 where there is no room left, or where the search takes fifty steps for each place of it. Of choices with
    a round that always hits only the single rounds are written: more rounds beside it save nothing.

    Parameters
    ----------
    price, order : (weapons,)
        As for `offer_to`.
    out_start : (room + 1,)
        Where the rounds of each begin in `out_weapon`.
    out_weapon : (room for rounds,)
        A weapon for each round fired.
    out_cost : (room,)
        Value left plus prices.
    """
    offer, walk = offer_to(market, j, price, order), new_walk(market.rounds)
    n, n_fired, depth, n_steps, n_room = 0, 0, 0, 0, out_cost.shape[0]
    out_start[0] = 0
    for i in range(price.shape[0]):
        if market.hardness[i, j] == np.inf and market.rounds[i] > 0 and price[i] < below:
            if n >= min(n_room, out_weapon.shape[0]):
                return -1
            out_weapon[n], out_cost[n], out_start[n + 1] = i, price[i], n + 1
            n, n_fired = n + 1, n_fired + 1
    _start(walk, market.values[j])
    while depth >= 0 and n_steps <= 50 * n_room:
        cost = walk.left[depth] + walk.paid[depth]
        if cost < below:
            if n >= n_room or n_fired + depth > out_weapon.shape[0]:
                return -1
            for d in range(1, depth + 1):
                out_weapon[n_fired] = offer.weapon[walk.place[d]]
                n_fired += 1
            out_cost[n], out_start[n + 1] = cost, n_fired
            n += 1
        depth = step(offer, walk, depth, below)
        n_steps += 1
    return n if depth < 0 else -1

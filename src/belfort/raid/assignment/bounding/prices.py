"""Prices of rounds: what a round is worth where it is wanted most, and the bound that any prices prove.

At a price for each round the targets no longer compete, and each takes what is cheapest for itself. What they pay
together, less what all rounds are worth at these prices, is never more than the least value left (Lagrange).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from belfort.raid.assignment.bounding import kernels
from belfort.raid.assignment.bounding.kernels import Market
from belfort.raid.assignment.merging import Merged
from belfort.raid.assignment.model import Floats, Ints, read_only

_MOST_STEPS = 50_000
"""Of the search at one kind of target; beyond it the bound is weaker, and stays true."""
_MOST_WORK = 20_000_000
"""Of the searches of one ascent together; about ten seconds."""
_CLOSE = 1e-9
"""Of the target: near enough to it."""
_MOST_IDLE, _SHORTER, _KEPT = 15, 0.5, 0.9
"""Steps without a gain before strides get shorter, by how much, and the share of the last direction in the next."""


def market_of(merged: Merged) -> Market:
    """Return the kinds of targets, and who can fire how hard at each."""
    problem = merged.problem
    miss = problem.miss[:, merged.first]
    with np.errstate(divide="ignore"):
        hardness = -np.log(miss)
    values = problem.values[merged.first]
    columns = (read_only(a) for a in (values, miss, hardness, problem.rounds, merged.n_of_kind))
    return Market(*columns)


@dataclass(frozen=True, slots=True, eq=False)
class Bids:
    """What each kind of target takes at some prices."""

    price: Floats
    """(weapons,) of one round."""
    order: Ints
    """(kinds, weapons): weapons by price of what they do to a kind, rising."""
    floor: Floats
    """(kinds,): value left and prices cost one target no less."""
    counts: Ints
    """(kinds, weapons): rounds at one target."""
    bound: float
    """No assignment leaves less."""
    n_steps: int
    """Of the searches for them."""


def bids_at(market: Market, price: Floats) -> Bids:
    """Return what is cheapest for each kind at these prices, and the bound they prove."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = price / market.hardness.T
    order = read_only(np.argsort(rate, axis=1, kind="stable"))
    cost, floor = np.empty(market.values.size), np.empty(market.values.size)
    counts = np.empty((market.values.size, market.rounds.size), np.int64)
    price = read_only(price)
    n_steps = int(kernels.price_all(market, price, order, _MOST_STEPS, cost, floor, counts))
    bound = float(market.n_of_kind @ floor - price @ market.rounds)
    return Bids(price, order, floor, counts, bound, n_steps)


@dataclass(slots=True)
class Ascent:
    """Prices on their way to the best bound: a deflected subgradient (Camerini, Fratta and Maffioli 1975)."""

    market: Market
    price: Floats
    """(weapons,): where it starts."""
    target: float
    """Value of a known assignment, which the bound will not exceed; may be lowered on the way."""
    stride: float = 1.0
    n_idle: int = 0
    best: Bids = field(init=False)
    way: Floats = field(init=False)
    """(weapons,): rounds wanted above those there are, of late."""

    def __post_init__(self) -> None:
        """Bid at the first prices."""
        self.best = bids_at(self.market, self.price)
        self.way = np.zeros_like(self.price)

    def run(self, n_steps: int) -> Iterator[Bids]:
        """Yield bids, each at other prices; ends early at the target, where no round is wanted, or when work is long."""
        now, work = self.best, 0
        for _ in range(n_steps):
            yield now
            work += now.n_steps
            if work > _MOST_WORK:
                return
            wanted = self.market.n_of_kind @ now.counts - self.market.rounds
            self.way = wanted + _KEPT * self.way
            slope = np.where((now.price <= 0.0) & (self.way < 0.0), 0.0, self.way)
            length = float(slope @ slope)
            if length == 0.0 or self.best.bound >= self.target * (1.0 - _CLOSE):
                return
            stride = self.stride * max(0.0, self.target - now.bound) / length
            now = self._settled(bids_at(self.market, np.maximum(now.price + stride * slope, 0.0)))

    def _settled(self, now: Bids) -> Bids:
        """Return where to go on from: back to the best prices, in shorter strides, when nothing has got better."""
        is_better = now.bound > self.best.bound + 1e-7 * abs(self.best.bound)
        self.n_idle = 0 if is_better else self.n_idle + 1
        if now.bound > self.best.bound:
            self.best = now
        if self.n_idle < _MOST_IDLE:
            return now
        self.stride, self.n_idle = _SHORTER * self.stride, 0
        self.way = np.zeros_like(self.price)
        return self.best

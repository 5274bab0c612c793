"""Good assignments, fast: linear assignment layer by layer, what prices suggest, large neighbourhoods, and kicks."""

from dataclasses import dataclass
from time import monotonic

import numpy as np

from belfort.numeric.philox import fill_unit
from belfort.numeric.streams import Stream, purpose_code, random_key, stream
from belfort.raid.assignment import kernels
from belfort.raid.assignment.bounding.prices import Ascent, market_of
from belfort.raid.assignment.merging import Merged
from belfort.raid.assignment.model import Floats, Ints, Problem, is_closed, read_only

_LEAST_MISS = 1e-12
"""Rounds that always hit are taken to miss that rarely, so that lifting one is a division."""
_MOST_SWEEPS = 20
_MOST_LIFTS = 1_000
_PATIENCE = (20, 100)
"""Layers lifted without a gain before a start is left, and before the best of all is."""
_SHARE = 0.7
"""Share of the targets from which every other lift takes a round."""
_N_PRICES = 300
_EARLY = 80
"""Prices tried before any assignment is made of them."""
_N_KICKS, _N_KICKED = 50, 4


@dataclass(slots=True)
class Search:
    """Rounds, where they are fired, and what that leaves."""

    problem: Problem
    miss: Floats
    """(weapons, targets), above zero."""
    weapon: Ints
    """(rounds,): whose each round is."""
    at: Ints
    """(rounds,): where it is fired; -1 where it is kept."""
    left: Floats
    """(targets,): expected value left of each target."""
    seed: int
    until_s: float
    total: float = 0.0
    n_lifts: int = 0

    @property
    def counts(self) -> Ints:
        """Return rounds by weapon and target; none that does nothing."""
        out = np.zeros(self.miss.shape, np.int64)
        fired = self.at >= 0
        np.add.at(out, (self.weapon[fired], self.at[fired]), 1)
        out[self.problem.p_kill <= 0.0] = 0
        return out

    def take(self, counts: Ints) -> None:
        """Go on from counts (weapons, targets)."""
        self.at[:] = -1
        weapon, target = np.nonzero(counts)
        number = counts[weapon, target]
        order = np.concatenate([np.arange(n) for n in counts.sum(1)]) if number.size else np.zeros(0, int)
        first = np.concatenate([[0], np.cumsum(self.problem.rounds)[:-1]])
        self.at[np.repeat(first, counts.sum(1)) + order] = np.repeat(target, number)
        self.tally()

    def tally(self) -> None:
        """Work out what is left from nothing."""
        total = kernels.survive(self.problem.values, self.miss, self.weapon, self.at, self.left)
        self.total = float(total)

    def descend(self) -> None:
        """Move and swap rounds while it saves."""
        before = np.inf
        while self.total < before and monotonic() < self.until_s:
            before = self.total
            self.total = float(
                kernels.descend(self.problem.values, self.miss, self.weapon, self.at, self.left, _MOST_SWEEPS)
            )

    def fire_layers(self) -> None:
        """Fire a kept round of each weapon, best by linear assignment, and again until no round is left that saves."""
        self.take(np.zeros(self.miss.shape, np.int64))
        while monotonic() < self.until_s:
            kept = np.flatnonzero(self.at < 0)
            _, first = np.unique(self.weapon[kept], return_index=True)
            if self._place(kept[first], self.left) <= 0.0:
                return
            self.tally()

    def lift(self) -> bool:
        """Take one random round off each target, or off some, and put them back best; return whether that saves."""
        n = self.at.size
        luck = np.empty(2 * n)
        fill_unit(luck, _stream(self.seed, self.n_lifts), 0)
        self.n_lifts += 1
        order = np.argsort(luck[:n])
        _, first = np.unique(self.at[order], return_index=True)
        lifted = order[first]
        if self.n_lifts & 1:
            lifted = lifted[luck[n + lifted] < _SHARE]
        before, total = self.at[lifted], self.total
        fired = before >= 0
        bare = self.left.copy()
        bare[before[fired]] /= self.miss[self.weapon[lifted[fired]], before[fired]]
        self.at[lifted] = -1
        self._place(lifted, bare)
        self.tally()
        if self.total < total * (1.0 - kernels.TINY):
            return True
        self.at[lifted] = before
        self.tally()
        return False

    def _place(self, rounds: Ints, left: Floats) -> float:
        """Fire rounds, each at a target of its own, where they save most together; return what they save."""
        from scipy.optimize import linear_sum_assignment

        saving = left * (1.0 - self.miss[self.weapon[rounds]])
        row, column = linear_sum_assignment(saving, maximize=True)
        saves = saving[row, column] > 0.0
        row, column = row[saves], column[saves]
        self.at[rounds[row]] = column
        return float(saving[row, column].sum())

    def lift_layers(self, patience: int) -> None:
        """Lift layers until that has not helped for a while, then descend."""
        n_idle = 0
        for _ in range(_MOST_LIFTS):
            if n_idle >= patience or monotonic() >= self.until_s:
                break
            n_idle = 0 if self.lift() else n_idle + 1
        self.descend()

    def kick(self) -> None:
        """Send a few rounds astray and descend, some times, keeping what is better."""
        if monotonic() >= self.until_s:
            return
        luck = _stream(self.seed, self.n_lifts, entity=1)
        arrays = self.problem.values, self.miss, self.weapon, self.at
        kernels.kick(*arrays, luck, _N_KICKS, _N_KICKED, _MOST_SWEEPS)
        self.tally()


def _stream(seed: int, replicate: int, entity: int = 0) -> Stream:
    return stream(random_key(seed), replicate=replicate, entity=entity, purpose=purpose_code("assignment"))


def search_of(problem: Problem, seed: int, until_s: float) -> Search:
    """Return a search in which no round is fired."""
    weapon = read_only(np.repeat(np.arange(problem.n_weapons), problem.rounds))
    miss = read_only(np.maximum(problem.miss, _LEAST_MISS))
    at = np.full(weapon.size, -1)
    search = Search(problem, miss, weapon, at, np.empty(problem.n_targets), seed, until_s)
    search.tally()
    return search


def greedy_counts(problem: Problem) -> Ints:
    """Return rounds fired one after the other, always the one that saves most, (weapons, targets)."""
    counts = np.zeros(problem.p_kill.shape, np.int64)
    kernels.greedy(problem.values, problem.miss, problem.rounds, counts)
    return counts


@dataclass(slots=True)
class Best:
    """The best assignment so far, prices on their way, and what was done."""

    total: float
    at: Ints
    trail: list[str]

    def offer(self, search: Search, name: str) -> None:
        """Take what a search has come to, if it is better."""
        if search.total < self.total:
            self.total, self.at = search.total, search.at.copy()
        self.trail.append(f"from {name}: {search.total:.9g} left")

    def back_to(self, search: Search) -> None:
        """Let a search go on from here."""
        search.at[:] = self.at
        search.tally()


def search_best(merged: Merged, seed: int, until_s: float) -> tuple[Ints, Ascent, list[str]]:
    """Return a good assignment of a merged problem, (weapons, targets), prices with their bound, and what was done.

    Three starts (greedy, linear assignment layer by layer, what targets take at good prices), each bettered by lifting
    layers; the best of them longer, and kicked at the end.
    """
    search = search_of(merged.problem, seed, until_s)
    best = Best(np.inf, search.at.copy(), [])
    search.take(greedy_counts(merged.problem))
    at_stake = float(merged.problem.values.sum())
    if is_closed(search.total, 0.0, at_stake):
        search.until_s = -np.inf  # no more of it: nothing is left that floating point can tell
    _better(search, best, "greedy")
    search.fire_layers()
    _better(search, best, "linear assignment")
    best.back_to(search)
    worth = ((1.0 - search.miss) * search.left).max(axis=1)
    ascent = Ascent(market_of(merged), worth, best.total)
    _take_bids(search, merged, ascent)
    _better(search, best, "prices")
    best.back_to(search)
    if is_closed(best.total, ascent.best.bound, at_stake):
        search.until_s = -np.inf
    search.lift_layers(_PATIENCE[1])
    search.kick()
    best.offer(search, "the best of these, longer")
    best.back_to(search)
    return search.counts, ascent, best.trail


def _better(search: Search, best: Best, name: str) -> None:
    search.descend()
    search.lift_layers(_PATIENCE[0])
    best.offer(search, name)


def _take_bids(search: Search, merged: Merged, ascent: Ascent) -> None:
    """Go on from the best of the assignments that bids make, when rounds bid for twice are taken away."""
    total, at = np.inf, search.at.copy()
    for k, bids in enumerate(ascent.run(_N_PRICES)):
        if monotonic() >= search.until_s:
            break
        if k < _EARLY:
            continue
        counts = np.ascontiguousarray(bids.counts[merged.kind].T)
        kernels.trim(search.problem.values, search.miss, search.problem.rounds, counts)
        search.take(counts)
        search.descend()
        if search.total < total:
            total, at = search.total, search.at.copy()
            ascent.target = min(ascent.target, total)
    search.at[:] = at
    search.tally()

"""The proof: the prices of the linear program over all columns, and a small program of the columns near these prices.

A better assignment than the best known holds no column whose reduced cost is above the gap between bound and value. So
all columns below it are listed, and one whole-number program over them has the optimum (Barnhart and others 1998 for
column generation; Baldacci, Christofides and Mingozzi 2008 for the listing).
"""

from dataclasses import dataclass
from time import monotonic

import numpy as np

from belfort.raid.assignment.bounding.columns import Near, Pool, near, values_of
from belfort.raid.assignment.bounding.prices import Ascent, Bids, bids_at
from belfort.raid.assignment.bounding.programs import whole
from belfort.raid.assignment.merging import Merged
from belfort.raid.assignment.model import Ints, is_closed

_MOST_LISTS, _MOST_TURNS = 10, 100
"""Lists of columns for the linear program, and programs a list."""
_MOST_COLUMNS = (6_000, 100_000)
"""In the linear program and the first whole-number one, and in the last."""
_DOUBLINGS = 12
"""The first list reaches so many halvings of the gap."""
_SHARES = (0.8, 0.5, 0.0)
"""Of the best prices in those that columns are made at, the rest the linear program's, which swing."""
_MUCH_SMALLER = 0.3
_CLOSE, _TINY = 1e-10, 1e-12
"""Of the value: gaps and reduced costs that are none."""
_FINE = 1e3
"""What matters is this many units of a program: HiGHS's tolerances are a millionth of a unit, and less."""


@dataclass(slots=True)
class Proof:
    """The best known, what is proven, and how it came about."""

    merged: Merged
    ascent: Ascent
    counts: Ints
    """(weapons, targets) of the merged problem."""
    value: float
    lower: float
    until_s: float
    trail: list[str]

    @property
    def is_closed(self) -> bool:
        """Return whether nothing is better."""
        return is_closed(self.value, self.lower, float(self.merged.problem.values.sum()))

    @property
    def left_s(self) -> float:
        """Return the seconds left."""
        return self.until_s - monotonic()

    def offer(self, counts: Ints) -> None:
        """Take an assignment, if it is better."""
        value = self.merged.problem.value_left(counts)
        if value < self.value:
            self.value, self.counts = value, counts


def prove(proof: Proof) -> None:
    """Close the gap between value and bound, as far as time allows; the proof is overwritten."""
    if proof.is_closed or proof.left_s <= 0.0:
        return
    best = _priced(proof)
    proof.lower = max(proof.lower, best.bound)
    proof.trail.append(f"column generation: bound {proof.lower:.9g}")
    for most in _MOST_COLUMNS:
        if proof.is_closed or proof.left_s <= 0.0:
            return
        _choose(proof, best, most)


def _priced(proof: Proof) -> Bids:
    """Return bids at the prices of the linear program over all columns, or near them where time runs out."""
    market, best, is_last = proof.ascent.market, proof.ascent.best, False
    for _ in range(_MOST_LISTS):
        if is_last or best.bound >= proof.value or proof.left_s <= 0.0:
            break
        pool = Pool(market)
        pool.add(proof.merged.kind, np.ascontiguousarray(proof.counts.T))
        columns, _ = _nearest(proof, best, _MOST_COLUMNS[0])
        if columns is not None:
            pool.add_near(columns)
        best, is_last = _generated(pool, best, proof)
    return best


def _nearest(proof: Proof, bids: Bids, most: int) -> tuple[Near | None, float]:
    """Return all columns within some limit, and the limit: the gap, or what makes nearly `most` of them."""
    gap = (proof.value - bids.bound) * (1.0 + 1e-9)
    limit, found = gap / 2.0**_DOUBLINGS, None
    for _ in range(_DOUBLINGS + 1):
        columns = near(proof.ascent.market, bids, limit, most, proof.until_s)
        if columns is None:
            break
        found = columns, limit
        if limit >= gap or columns.kind.size > most // 3:
            break
        limit = min(2.0 * limit, gap)
    return found or (None, 0.0)


def _generated(pool: Pool, best: Bids, proof: Proof) -> tuple[Bids, bool]:
    """Return bids at better prices, by columns added to the linear program, and whether they are its last.

    Ends early, for the columns to be listed anew, when the gap has become much smaller.
    """
    market, first = pool.market, best.bound
    every = np.arange(market.values.size)
    for _ in range(_MOST_TURNS):
        found = pool.solve(proof.value / _FINE, max(proof.left_s, 0.1))
        if found is None:
            return best, True
        n_new, anchor = 0, best.price
        for share in _SHARES:
            bids = bids_at(market, share * anchor + (1.0 - share) * found.most_price)
            best = bids if bids.bound > best.bound else best
            left = values_of(market, every, bids.counts)
            is_new = left + bids.counts @ found.most_price - found.equal_price < -_TINY * found.value
            n_new += pool.add(every[is_new], bids.counts[is_new])
        if n_new == 0 or found.value - best.bound <= _CLOSE * found.value or proof.left_s <= 0.0:
            return best, True
        if proof.value - best.bound < _MUCH_SMALLER * (proof.value - first):
            return best, False
    return best, True


def _choose(proof: Proof, bids: Bids, most: int) -> None:
    """Solve the whole-number program of the columns below the gap, or below what makes not too many of them."""
    columns, limit = _nearest(proof, bids, most)
    if columns is None:
        proof.trail.append(f"more than {most} columns, however near")
        return
    use, bound = _program(proof, bids, columns, limit)
    if use is not None:
        proof.offer(_counts_of(proof, columns, use))
    proof.lower = max(proof.lower, min(bids.bound + bound, proof.value))
    proof.trail.append(
        f"{columns.kind.size} columns within {limit:.3g}: value {proof.value:.9g}, bound {proof.lower:.9g}"
    )


def _program(proof: Proof, bids: Bids, columns: Near, limit: float):
    """Return how often each column is used in the best choice, and how far any choice is above the bids' bound.

    Reduced costs are the objective, and rounds not fired cost their price. A choice that costs more than `limit` may
    hold columns that are not listed, so the bound ends there.
    """
    from scipy import sparse

    market, unit = proof.ascent.market, limit / _FINE
    n_columns, n_weapons = columns.kind.size, market.rounds.size
    with np.errstate(divide="ignore"):
        spare = np.minimum(market.rounds, np.floor(limit / bids.price))
    kept = np.flatnonzero(spare > 0)
    slack = sparse.csc_matrix(
        (np.ones(kept.size), (kept, np.arange(kept.size))), shape=(n_weapons, kept.size)
    )
    rows = sparse.bmat(
        [[columns.by_weapon(n_weapons), slack], [columns.by_kind(market.values.size), None]], format="csc"
    )
    right = np.concatenate([market.rounds, market.n_of_kind]).astype(float)
    cost = np.concatenate([columns.reduced, bids.price[kept]]) / unit
    upper = np.concatenate([market.n_of_kind[columns.kind], spare[kept]]).astype(float)
    is_whole = (np.arange(upper.size) < n_columns).astype(int)
    found = whole(cost, (rows, right, right), upper, is_whole, max(proof.left_s, 0.1))
    use = None if found.use is None else np.rint(found.use[:n_columns]).astype(np.int64)
    return use, unit * min(found.bound, _FINE)


def _counts_of(proof: Proof, columns: Near, use: Ints) -> Ints:
    """Return rounds (weapons, targets): the columns in use, dealt out to the targets of their kinds."""
    counts = np.zeros_like(proof.counts)
    waiting = [list(np.flatnonzero(proof.merged.kind == k)) for k in range(proof.ascent.market.values.size)]
    for c in np.flatnonzero(use):
        for _ in range(min(use[c], len(waiting[columns.kind[c]]))):
            target = waiting[columns.kind[c]].pop()
            np.add.at(counts[:, target], columns.weapon[columns.start[c] : columns.start[c + 1]], 1)
    is_allowed = bool((counts.sum(1) <= proof.merged.problem.rounds).all())
    return counts if is_allowed else proof.counts

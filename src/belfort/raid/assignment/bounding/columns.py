"""Columns: choices of rounds at one target of a kind; those made so far, and those near the best prices."""

from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from belfort.raid.assignment.bounding import kernels
from belfort.raid.assignment.bounding.kernels import Market
from belfort.raid.assignment.bounding.prices import Bids
from belfort.raid.assignment.bounding.programs import Relaxed, relaxed
from belfort.raid.assignment.model import Floats, Ints

_ROUNDS_A_COLUMN = 8
"""Room for rounds, on average."""
_AT_ONCE = 1_000


def values_of(market: Market, kind: Ints, counts: Ints) -> Floats:
    """Return the value left of one target of each kind, (n,), after counts (n, weapons)."""
    return market.values[kind] * np.prod(market.miss.T[kind] ** counts, axis=1)


@dataclass(slots=True)
class Pool:
    """Columns, each once."""

    market: Market
    kind: list[int] = field(default_factory=list)
    weapon: list[NDArray[np.intp]] = field(default_factory=list)
    """Weapons of each column that fire."""
    number: list[Ints] = field(default_factory=list)
    """Rounds of each of these weapons."""
    value: list[float] = field(default_factory=list)
    """Value left of one target."""
    seen: set[tuple[int, bytes]] = field(default_factory=set)

    def add(self, kind: Ints, counts: Ints) -> int:
        """Take columns, kinds (n,) and counts (n, weapons), that are not there yet; return how many."""
        before = len(self.kind)
        for k, row, value in zip(kind, counts, values_of(self.market, kind, counts), strict=True):
            key = int(k), row.tobytes()
            if key not in self.seen:
                self.seen.add(key)
                self.kind.append(int(k))
                self.weapon.append(np.flatnonzero(row))
                self.number.append(row[self.weapon[-1]])
                self.value.append(float(value))
        return len(self.kind) - before

    def add_near(self, columns: "Near") -> None:
        """Take listed columns."""
        n = self.market.rounds.size
        shots = np.split(columns.weapon, columns.start[1:-1])
        for at in range(0, columns.kind.size, _AT_ONCE):
            part = slice(at, at + _AT_ONCE)
            counts = np.array([np.bincount(own, minlength=n) for own in shots[part]])
            self.add(columns.kind[part], counts)

    def solve(self, unit: float, seconds: float) -> Relaxed | None:
        """Return the linear program's optimum over the columns, None where time ran out.

        HiGHS is told values in `unit`, for its tolerances are absolute.
        """
        market, ones = self.market, np.ones(len(self.kind), int)
        sizes = [part.size for part in self.weapon]
        weapon, number = np.concatenate(self.weapon), np.concatenate(self.number)
        most = _matrix(market.rounds.size, sizes, weapon, number), market.rounds.astype(float)
        once = _matrix(market.values.size, ones, self.kind, ones), market.n_of_kind.astype(float)
        return relaxed(np.array(self.value), most, once, unit, seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Every column whose reduced cost is below a limit."""

    kind: Ints
    """(columns,), rising."""
    start: Ints
    """(columns + 1,): where the rounds of each begin in `weapon`."""
    weapon: Ints
    """A weapon for each round."""
    reduced: Floats
    """(columns,): what each costs above the floor of its kind; not below zero."""

    def by_weapon(self, n_weapons: int):
        """Return rounds as a sparse matrix (weapons, columns)."""
        return _matrix(n_weapons, np.diff(self.start), self.weapon, np.ones(self.weapon.size))

    def by_kind(self, n_kinds: int):
        """Return which column is of which kind, a sparse matrix (kinds, columns)."""
        return _matrix(n_kinds, np.ones(self.kind.size, int), self.kind, np.ones(self.kind.size))


def near(market: Market, bids: Bids, limit: float, most: int, until_s: float) -> Near | None:
    """Return every column of reduced cost below `limit` at some bids' prices; None: too many, or time ran out."""
    start, cost = np.empty(most + 1, np.int64), np.empty(most)
    weapon = np.empty(_ROUNDS_A_COLUMN * most, np.int64)
    kinds, sizes, weapons, reduced, n_left = [], [], [], [], most
    for j in range(market.values.size):
        below = float(bids.floor[j] + limit)
        out = start[: n_left + 1], weapon, cost[:n_left]
        n = kernels.list_below(market, j, bids.price, bids.order[j], below, *out)
        if n < 0 or monotonic() >= until_s:
            return None
        kinds.append(np.full(n, j))
        sizes.append(np.diff(start[: n + 1]))
        weapons.append(weapon[: start[n]].copy())
        reduced.append(np.maximum(cost[:n] - bids.floor[j], 0.0))
        n_left -= n
    starts = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
    return Near(np.concatenate(kinds), starts, np.concatenate(weapons), np.concatenate(reduced))


def _matrix(n_rows: int, sizes, row, entry):
    """Return a sparse matrix, given how many entries each column has; entries of one place are added up."""
    from scipy import sparse

    start = np.concatenate([[0], np.cumsum(sizes)])
    matrix = sparse.csc_matrix((np.asarray(entry, float), np.asarray(row), start), shape=(n_rows, len(sizes)))
    matrix.sum_duplicates()
    return matrix

"""The nouns of siting: what a site covers, what a choice must keep to, and what comes out.

Demands and candidate sites go by their number. The words of the field: a candidate is a place where a unit
could stand; a demand is something with a weight that counts once it is covered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.siting import kernels

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


class SitingError(ValueError):
    """A question that makes no sense, or has no answer; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Which candidate covers which demand: a sparse yes-or-no matrix, kept by candidate and by demand."""

    n_demands: int
    n_sites: int
    site_start: Ints
    """(n_sites + 1,): where each candidate's demands begin in `site_demand`."""
    site_demand: Ints
    """Demands of each candidate, rising."""
    demand_start: Ints
    demand_site: Ints
    """Candidates of each demand, rising."""

    def demands_of(self, site: int) -> Ints:
        """Return the demands that a candidate covers."""
        return self.site_demand[self.site_start[site] : self.site_start[site + 1]]

    def counts(self, sites: Iterable[int]) -> Ints:
        """Return by how many of these candidates each demand is covered, (n_demands,)."""
        count = np.zeros(self.n_demands, np.int32)
        for site in sites:
            count[self.demands_of(site)] += 1
        return count

    @property
    def density(self) -> float:
        """Return the share of pairs that are covered."""
        return self.site_demand.size / max(1, self.n_demands * self.n_sites)


class CoverBuilder:
    """Makes a `Cover` from one candidate after the other: 4 bytes a covered pair, twice that at the end."""

    def __init__(self, n_demands: int):
        self._n_demands = n_demands
        self._parts: list[Ints] = []

    def add(self, demands: ArrayLike) -> None:
        """Add the next candidate: the demands it covers, as numbers or as (n_demands,) yes or no.

        Raises
        ------
        SitingError
            A demand is out of range.
        """
        found = np.asarray(demands)
        if found.dtype == np.bool_ and found.shape == (self._n_demands,):
            found = np.flatnonzero(found)
        found = np.unique(found.astype(np.int32))
        if found.size and not 0 <= found[0] <= found[-1] < self._n_demands:
            raise SitingError(
                f"candidate {len(self._parts)} covers demands {found[0]} to {found[-1]}; "
                f"there are demands 0 to {self._n_demands - 1}"
            )
        self._parts.append(found)

    def cover(self) -> Cover:
        """Return what was added."""
        start = np.zeros(len(self._parts) + 1, np.int64)
        np.cumsum([part.size for part in self._parts], out=start[1:])
        if start[-1] >= 2**31:
            raise SitingError(f"{start[-1]} covered pairs are more than a cover holds (2**31)")
        joined = np.concatenate([*self._parts, np.empty(0, np.int32)])
        return _both_ways(self._n_demands, start.astype(np.int32), joined)


def cover_of(matrix: ArrayLike) -> Cover:
    """Return the cover of a dense yes-or-no matrix, (demands, candidates)."""
    dense = np.asarray(matrix, np.bool_)
    if dense.ndim != 2:
        raise SitingError(f"a cover is a matrix of demands by candidates; this has shape {dense.shape}")
    start = np.concatenate([[0], np.cumsum(dense.sum(0))]).astype(np.int32)
    return _both_ways(dense.shape[0], start, np.nonzero(dense.T)[1].astype(np.int32))


def stacked(covers: Iterable[Cover]) -> Cover:
    """Return one cover whose demands are those of each in turn; the candidates are the same."""
    parts = list(covers)
    if len({part.n_sites for part in parts}) != 1:
        raise SitingError(f"covers of {[p.n_sites for p in parts]} candidates cannot stand on each other")
    shift = np.concatenate([[0], np.cumsum([part.n_demands for part in parts])])
    builder = CoverBuilder(int(shift[-1]))
    for site in range(parts[0].n_sites):
        pieces = zip(parts, shift, strict=False)
        builder.add(np.concatenate([p.demands_of(site).astype(np.int64) + s for p, s in pieces]))
    return builder.cover()


def _both_ways(n_demands: int, site_start: Ints, site_demand: Ints) -> Cover:
    n_sites = site_start.size - 1
    demand_start, demand_site = np.zeros(n_demands + 1, np.int32), np.empty(site_demand.size, np.int32)
    columns = read_only(site_start), read_only(site_demand)
    kernels.transpose(*columns, demand_start, demand_site)
    return Cover(n_demands, n_sites, *columns, read_only(demand_start), read_only(demand_site))


def read_only(array: NDArray) -> NDArray:
    """Return an array, made read-only: kernels are compiled for such ones."""
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array


def sums(index: NDArray, weight: ArrayLike, n: int) -> Floats:
    """Return the sum of the weights of each index from 0 to n - 1."""
    return np.bincount(index, np.asarray(weight, float), n).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a choice of sites must keep to."""

    n_new: int | None = None
    """Most new sites; None where only the budget counts."""
    budget: float = inf
    """Most that the new sites may cost together."""
    cost: ArrayLike | None = None
    """(n_sites,) of each candidate, 1 where not given; not below zero."""
    fixed: tuple[int, ...] = ()
    """Candidates that already stand: they cover, and count neither as new nor as cost."""
    clashes: ArrayLike | None = None
    """(pairs, 2): candidates that must not be chosen together, as `separation_clashes` finds them."""
    group: ArrayLike | None = None
    """(n_sites,) group of each candidate, from 0: kinds of unit, for instance."""
    group_most: tuple[int, ...] = ()
    """Most new sites of each group."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is."""

    stage: str
    value: float
    bound: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to search. The same seed and a search that ends by itself give the same answer."""

    time_limit_s: float = 60.0
    gap: float = 0.0
    """A proven relative gap that is good enough."""
    seed: int = 1
    rounds: int = 200
    """Rounds of the local search before anything is proven."""
    tells: Callable[[Progress], object] | None = field(default=None, compare=False)
    """Called at every stage."""


@dataclass(frozen=True, slots=True)
class Further:
    """What one more site would add, the earlier ones standing."""

    site: int
    gain: float


@dataclass(frozen=True, slots=True)
class Siting:
    """A choice of sites, how good it is, and how good any choice could be."""

    sites: tuple[int, ...]
    """New sites, the most useful first."""
    fixed: tuple[int, ...]
    """Sites that stood already."""
    value: float
    """What is maximised: covered weight, unless the question says otherwise."""
    bound: float
    """Proven: no choice within the limits is worth more."""
    total: float
    """Value if everything were covered."""
    marginal: tuple[float, ...]
    """What goes if one of `sites` goes and the others stay, in the order of `sites`."""
    further: tuple[Further, ...]
    """The best next sites, one at a time, `sites` standing and the limit on their number lifted."""
    trail: tuple[str, ...]
    """What was done, in words, one step a line."""
    seconds: float
    seed: int
    by_scenario: tuple[float, ...] = ()
    """Value in each scenario, where there are several."""

    @property
    def gap(self) -> float:
        """Return how far the best choice may still be above this one, relative to this one."""
        if self.bound <= self.value:
            return 0.0
        return (self.bound - self.value) / self.value if self.value > 0.0 else inf

    @property
    def is_optimal(self) -> bool:
        """Return whether no better choice exists (to one part in a million)."""
        return self.gap <= 1e-6

    @property
    def share(self) -> float:
        """Return the share of the total that is had."""
        return self.value / self.total if self.total > 0.0 else 0.0


def separation_clashes(x_m: ArrayLike, y_m: ArrayLike, apart_m: float) -> Ints:
    """Return the pairs of candidates closer than `apart_m`, (pairs, 2), for `Limits.clashes`."""
    from scipy.spatial import KDTree

    points = np.column_stack([np.asarray(x_m, float), np.asarray(y_m, float)])
    pairs = KDTree(points).query_pairs(np.nextafter(apart_m, 0.0), output_type="ndarray")
    return np.sort(pairs, axis=1).astype(np.int32).reshape(-1, 2)

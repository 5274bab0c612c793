"""A tree of Lagrangian relaxations: best bound first, until it is closed or the time is up."""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import numpy as np

from belfort.siting import kernels as search_kernels
from belfort.siting.bounding import kernels
from belfort.siting.model import Floats
from belfort.siting.search import Clock, Search

_ROOT_STEPS = 400
_NODE_STEPS = 60
_MOST_OPEN_BYTES = 500_000_000


def unit_of(rows: search_kernels.Rows) -> float:
    """Return 1 where every value is a whole number: no two choices then differ by less; else 0."""
    worths = rows.weight[:, None] * rows.worth[rows.kind]
    is_whole = worths.size > 0 and bool((worths == np.rint(worths)).all()) and float(worths.sum()) < 2.0**50
    return 1.0 if is_whole else 0.0


@dataclass(slots=True)
class Tree:
    """What is open, and what is proven."""

    search: Search
    rows: search_kernels.Rows
    """The rows as they are bounded: those of the search, scenarios mixed into one value."""
    unit: float
    gap: float
    offset: float
    """What is had before anything is chosen, as it is bounded."""
    cell: np.ndarray
    work: kernels.Work
    open: list = field(default_factory=list)
    n_nodes: int = 0
    _number: count = field(default_factory=count)
    _root: kernels.Node | None = None

    @property
    def target(self) -> float:
        """Return the least value that would be of use."""
        value = self.search.value
        enough = value + max(1e-9 * abs(value), self.gap * abs(value), 1e-9)
        return max(enough, value + self.unit - 1e-6 * min(1.0, self.unit)) if self.unit else enough

    @property
    def bound(self) -> float:
        """Return what no choice can beat."""
        closed = self.search.value if self.unit and not self.gap else self.target
        return closed if self.is_closed else max(closed, -self.open[0][0])

    @property
    def is_closed(self) -> bool:
        """Return whether nothing of use is open."""
        return not self.open or -self.open[0][0] < self.target

    @property
    def root(self) -> kernels.Node:
        """Return the decisions that hold everywhere."""
        assert self._root is not None
        return self._root

    def plant(self, clock: Clock, until_s: float) -> None:
        """Bound the whole question; again, warm, after the search has found better."""
        node = self._root or _first_node(self.rows)
        best = -self.open[0][0] if self._root is not None and self.open else np.inf
        step = 1.0 if self._root is None else 0.3
        chunk = int(np.clip(2e8 / max(1, self.rows.site_row.size), 20, _ROOT_STEPS))
        while step > 0.02:
            found = self._relaxed(node, chunk, step, 30)
            if found < best - 0.05 * max(0.0, best - self.target):
                best = min(best, found)
            else:
                best, step = min(best, found), 0.5 * step
            clock.tell("bound", self.search.value, max(best, self.search.value))
            if best < self.target or clock.spent_s > until_s or not (node.forced == 0).any():
                break
        self._root, self.open = node, []
        self._keep(best, node)

    def grow(self, clock: Clock, most_nodes: int, until_s: float) -> None:
        """Open the most promising nodes, each into a site chosen and a site left out."""
        done = 0
        while not self.is_closed and done < most_nodes and clock.spent_s < until_s:
            bound, _, node = heappop(self.open)
            site = _undecided(node)
            for decision in (1, -1):
                forced = node.forced.copy()
                forced[site] = decision
                child = kernels.Node(forced, node.price.copy(), np.zeros_like(node.often))
                self._keep(min(-bound, self._relaxed(child, _NODE_STEPS, 0.5, 10)), child)
            done, self.n_nodes = done + 1, self.n_nodes + 2
            if done % 64 == 0:
                clock.tell("tree", self.search.value, self.bound)
            if len(self.open) * node.price.nbytes > _MOST_OPEN_BYTES:
                return

    def _relaxed(self, node: kernels.Node, n_steps: int, step: float, patience: int) -> float:
        parts = self.rows, self.search.limits, self.cell, node, self.work
        return self.offset + kernels.relax(*parts, self.target - self.offset, (n_steps, step, patience))

    def _keep(self, bound: float, node: kernels.Node) -> None:
        if bound < self.target:
            return
        if (node.forced == 0).any():
            heappush(self.open, (-bound, next(self._number), node))
        else:
            self.search.offer([int(s) for s in np.flatnonzero(node.forced == 1)])


def tree_of(search: Search, mix: Floats, gap: float) -> Tree:
    """Return a tree with nothing proven yet; `mix`, (scenarios,), adds up to what is maximised or more."""
    rows = search.rows
    weight = rows.weight * np.asarray(mix, float)[rows.scenario]
    weight.flags.writeable = False
    priced = rows._replace(weight=weight)
    n_sites, n_rows = search.limits.cost.size, rows.weight.size
    cell = np.empty(n_sites, np.int64)
    n_cells = kernels.clique_cells(search.limits, cell)
    n_groups = search.limits.most.size
    work = kernels.Work(
        np.zeros(n_sites),
        np.zeros(n_sites, np.bool_),
        np.zeros(n_rows),
        np.zeros(n_rows),
        np.zeros(n_rows),
        np.zeros(n_cells, np.int64),
        np.zeros(n_cells),
        np.zeros(n_groups),
        np.zeros(n_groups),
        np.zeros(n_groups, np.int64),
        np.zeros(2),
    )
    cell.flags.writeable = False
    offset = float(np.asarray(mix, float) @ search.aim.base)
    unit = unit_of(priced) if search.aim.worst == 0.0 and offset == round(offset) else 0.0
    return Tree(search, priced, unit, gap, offset, cell, work)


def _first_node(rows: search_kernels.Rows) -> kernels.Node:
    """Return the node in which nothing is decided; a row's price starts at its worth, spread over its sites."""
    n_sites = rows.site_start.size - 1
    price = rows.weight * rows.slope[rows.kind, 0] / np.maximum(np.diff(rows.row_start), 1)
    return kernels.Node(np.zeros(n_sites, np.int8), price, np.zeros(n_sites))


def _undecided(node: kernels.Node) -> int:
    """Return the open site that the relaxation is least sure of."""
    is_open = np.flatnonzero(node.forced == 0)
    return int(is_open[np.argmin(np.abs(node.often[is_open] - 0.5))])

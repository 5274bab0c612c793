"""The same question as a mixed-integer program, solved by HiGHS through `scipy.optimize.milp`.

HiGHS cannot be interrupted from Python; it runs in a thread of its own, so that Ctrl-C ends the wait at once.
"""

from dataclasses import dataclass
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belfort.siting import kernels
from belfort.siting.model import Floats, read_only, sums
from belfort.siting.reduction.compact import merged_into


@dataclass(frozen=True, slots=True)
class Found:
    """What HiGHS says; minimising, as it does."""

    x: Floats | None
    """The variables of the best it found."""
    bound: float
    """Proven lower bound; infinite where nothing satisfies the program, minus infinity where it cannot tell."""
    is_infeasible: bool
    n_nodes: int


def minimise(
    objective: Floats,
    parts: list,
    upper: Floats,
    is_whole: NDArray,
    options: dict,
    lower: Floats | None = None,
) -> Found:
    """Return what HiGHS finds for min objective x, lower <= x <= upper, with (matrix, low, high) constraints.

    `lower` is 0 where not given.

    Raises
    ------
    KeyboardInterrupt
        As it comes; the thread ends at its own time limit.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    found: dict[str, Any] = {}
    limits: Any = (np.zeros(upper.size) if lower is None else lower, upper)

    def run() -> None:
        try:
            found["result"] = milp(
                objective,
                constraints=[LinearConstraint(*part) for part in parts],
                bounds=Bounds(*limits),
                integrality=is_whole.astype(int),
                options=options,
            )
        except Exception as error:  # told where it is waited for
            found["error"] = error

    worker = Thread(target=run, daemon=True, name="highs")
    worker.start()
    while worker.is_alive():
        worker.join(0.1)
    if "error" in found:
        raise found["error"]
    result = found["result"]
    is_infeasible = result.status == 2
    bound = getattr(result, "mip_dual_bound", None)
    low = np.inf if is_infeasible else (-np.inf if bound is None else float(bound))
    return Found(result.x, low, is_infeasible, int(getattr(result, "mip_node_count", None) or 0))


@dataclass(frozen=True, slots=True)
class Program:
    """A covering question as arrays: sites first, then the covers that count, then the smallest total."""

    objective: Floats
    parts: list
    upper: Floats
    is_whole: NDArray[np.bool_]
    site: NDArray[np.int64]
    """Site of each of the first variables."""
    offset: float
    """Value before anything is chosen; not in the objective."""

    def solve(self, options: dict, at_least: float | None = None) -> Found:
        """Return what HiGHS finds; with `at_least`, only what is worth that."""
        parts = list(self.parts)
        if at_least is not None:
            parts.append((_matrix(self.objective[None, :]), -np.inf, self.offset - at_least))
        return minimise(self.objective, parts, self.upper, self.is_whole, options)

    def bound_of(self, found: Found) -> float:
        """Return what HiGHS proved no choice can beat; minus infinity where no choice satisfies the program."""
        return self.offset - found.bound

    def sites_of(self, x: Floats) -> list[int]:
        """Return the sites of a solution."""
        return [int(s) for s in self.site[x[: self.site.size] > 0.5]]


def program_of(
    rows: kernels.Rows, limits: kernels.Limits, aim: kernels.Aim, forced: NDArray, cell: NDArray
) -> Program:
    """Return the program of a question; sites with `forced` -1 are left out, those with 1 chosen.

    A row whose covers are worth less and less has one rule, "no more covers count than there are", and needs no
    whole numbers but those of the sites; other rows have a yes-or-no for each number of covers that counts.
    """
    from scipy import sparse

    site = np.flatnonzero(forced >= 0)
    matrix, weight, kind, scenario = _merged(rows, site)
    rise = np.diff(rows.worth, axis=1)[kind]
    row, step = np.nonzero(rise > 0.0)
    is_falling = np.all(np.diff(rows.worth, n=2, axis=1) <= 1e-12, axis=1)
    is_concave = is_falling[kind][row]
    rule_key = np.where(is_concave, row, weight.size + np.arange(row.size))
    _, first, rule = np.unique(rule_key, return_index=True, return_inverse=True)
    counts = np.where(is_concave, 1.0, step + 1.0), (rule.reshape(-1), np.arange(row.size))
    cover = sparse.hstack([-matrix[row[first]], sparse.csr_matrix(counts, shape=(first.size, row.size))])
    value = weight[row] * rise[row, step], (scenario[row], np.arange(row.size))
    totals = sparse.csr_matrix(value, shape=(aim.share.size, row.size))
    n_more = int(aim.worst > 0.0)
    width = site.size + row.size + n_more
    parts = [(_widened(cover, width), -np.inf, 0.0), *_site_rules(limits, site, cell, forced, width)]
    if n_more:
        blank = sparse.csr_matrix((aim.share.size, site.size))
        least = sparse.hstack([blank, -totals, np.ones((aim.share.size, 1))])
        parts.append((_matrix(least), -np.inf, aim.base))
    gains = (1.0 - aim.worst) * np.asarray(totals.T @ aim.share).ravel()
    return Program(
        -np.concatenate([np.zeros(site.size), gains, np.full(n_more, aim.worst)]),
        parts,
        np.concatenate([np.ones(site.size + row.size), np.full(n_more, np.inf)]),
        np.concatenate([np.ones(site.size, bool), ~is_concave & (step > 0), np.zeros(n_more, bool)]),
        site,
        (1.0 - aim.worst) * float(aim.share @ aim.base),
    )


def _merged(rows: kernels.Rows, site: NDArray):
    """Return rows by some sites only, like rows merged: matrix, weight, kind and scenario of each."""
    from scipy import sparse

    shape = rows.weight.size, rows.site_start.size - 1
    ones = np.ones(rows.row_site.size)
    matrix = sparse.csr_matrix((ones, rows.row_site, rows.row_start), shape=shape)[:, site]
    matrix.sort_indices()
    label = rows.kind.astype(np.int64) * (int(rows.scenario.max(initial=0)) + 1) + rows.scenario
    start, index = (read_only(a.astype(np.int32)) for a in (matrix.indptr, matrix.indices))
    into = merged_into(start, index, read_only(label))
    head = np.flatnonzero(into == np.arange(into.size))
    weight = sums(into[into >= 0], rows.weight[into >= 0], into.size)[head]
    return matrix[head], weight, rows.kind[head], rows.scenario[head]


def _site_rules(limits: kernels.Limits, site: NDArray, cell: NDArray, forced: NDArray, width: int) -> list:
    """Return the rules that speak of sites only."""
    from scipy import sparse

    n = site.size
    group = sparse.csr_matrix((np.ones(n), (limits.group[site], np.arange(n))), shape=(limits.most.size, n))
    parts: list[Any] = [(_widened(group, width), -np.inf, limits.most.astype(float))]
    if limits.budget < 1e299:
        parts.append((_widened(_matrix(limits.cost[site][None, :]), width), -np.inf, limits.budget))
    chosen = np.flatnonzero(forced[site] == 1)
    if chosen.size:
        shape = (chosen.size, width)
        must = sparse.csr_matrix((np.ones(chosen.size), (np.arange(chosen.size), chosen)), shape=shape)
        parts.append((must, 1.0, 1.0))
    clashes = clash_rules(limits, cell)[:, site]
    clashes = clashes[np.asarray(clashes.sum(1)).ravel() > 1.0]
    if clashes.shape[0]:
        parts.append((_widened(clashes, width), -np.inf, 1.0))
    return parts


def clash_rules(limits: kernels.Limits, cell: NDArray):
    """Return rows of sites of which one at most is chosen: whole cells, and the pairs between cells."""
    from scipy import sparse

    n = limits.cost.size
    one = np.repeat(np.arange(n), np.diff(limits.clash_start))
    is_between = (one < limits.clash_site) & (cell[one] != cell[limits.clash_site])
    pairs = np.column_stack([one[is_between], limits.clash_site[is_between]])
    shape = int(cell.max(initial=-1)) + 1, n
    cells = sparse.csr_matrix((np.ones(n), (cell, np.arange(n))), shape=shape)
    where = np.repeat(np.arange(len(pairs)), 2), pairs.ravel()
    return sparse.vstack(
        [cells, sparse.csr_matrix((np.ones(pairs.size), where), shape=(len(pairs), n))]
    ).tocsr()


def _matrix(dense_or_sparse: Any) -> Any:
    from scipy import sparse

    return sparse.csr_matrix(dense_or_sparse)


def _widened(matrix: Any, width: int) -> Any:
    """Return a matrix with columns of nothing added on the right."""
    wide = _matrix(matrix).copy()
    wide.resize(wide.shape[0], width)
    return wide

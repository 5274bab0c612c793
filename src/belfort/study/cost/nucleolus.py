"""The nucleolus of a cost game: the shares that leave no coalition with a greater complaint than need be.

A sequence of linear programs (Kopelowitz 1967; Maschler, Peleg, Shapley 1979) makes the least content coalition
as content as possible, fixes those that are bound in every optimum, and goes on with the others. A coalition
whose dual price is positive is bound in every optimum, so one program a round is enough.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from belfort.study.cost.money import CostError

Array = NDArray[np.float64]
_TIGHT = 1e-9


def nucleolus_shares(
    cost: Array, n: int, weight: Callable[[int], float] | Array | None = None, *, is_rational: bool = True
) -> Array:
    """Return each nation's share.

    Parameters
    ----------
    cost
        (2**n,) cost of each coalition, nation i the bit i; the empty one first and nil.
    n
        Nations.
    weight
        What a coalition's content is measured in: a number for each size, or (2**n,); none: money.
    is_rational
        Whether nobody may pay more than alone (the nucleolus) or may (the prenucleolus).

    Raises
    ------
    CostError
        No shares keep everyone at or below what they cost alone.
    """
    scale = max(1.0, float(np.abs(cost).max()))
    members = ((np.arange(1 << n)[:, None] >> np.arange(n)) & 1).astype(float)
    weights = _weights(weight, members)
    free = list(range(1, (1 << n) - 1))
    rows, values = [members[-1]], [cost[-1] / scale]
    bounds = [(None, cost[1 << i] / scale if is_rational else None) for i in range(n)] + [(None, None)]
    while len(rows) < n:
        content, bound = _round(members[free], weights[free], cost[free] / scale, rows, values, bounds)
        for k in bound:
            if _adds_rank(rows, members[free[k]]):
                rows.append(members[free[k]])
                values.append(cost[free[k]] / scale - weights[free[k]] * content)
        free = [s for s in free if _adds_rank(rows, members[s])]
    return np.linalg.solve(np.array(rows), np.array(values)) * scale


def _round(members, weights, cost, rows, values, bounds) -> tuple[float, list[int]]:
    """Solve one program: the least content, and which coalitions are bound in every optimum, never none."""
    n = members.shape[1]
    found = linprog(
        np.r_[np.zeros(n), -1.0],
        A_ub=np.column_stack([members, weights]),
        b_ub=cost,
        A_eq=np.column_stack([np.array(rows), np.zeros(len(rows))]),
        b_eq=values,
        bounds=bounds,
        method="highs",
    )
    if found.status != 0:
        raise CostError(
            "no shares keep every nation at or below its cost alone: the joint cost is above the sum of those"
        )
    return float(found.x[n]), np.flatnonzero(found.ineqlin.marginals < -_TIGHT).tolist()


def _weights(weight, members: Array) -> Array:
    sizes = members.sum(axis=1)
    if weight is None:
        return np.ones(sizes.size)
    return np.array([weight(int(s)) if s else 1.0 for s in sizes]) if callable(weight) else np.asarray(weight)


def _adds_rank(rows: list[Array], row: Array) -> bool:
    return np.linalg.matrix_rank(np.array([*rows, row])) > len(rows)

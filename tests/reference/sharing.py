"""Slow, obvious twin of the nucleolus: one program a coalition asks whether it is bound in every optimum."""

import numpy as np
from scipy.optimize import linprog


def nucleolus(cost, n, weight=lambda size: 1.0, is_rational=True):
    """Kopelowitz's scheme as it is written; shares, (n,)."""
    every = (1 << n) - 1
    members = [np.array([float(s >> i & 1) for i in range(n)]) for s in range(1 << n)]
    size = [int(m.sum()) for m in members]
    bounds = [(None, cost[1 << i] if is_rational else None) for i in range(n)]
    free, fixed = list(range(1, every)), {}
    while True:
        equal = [members[every], *(members[s] for s in fixed)]
        value = [cost[every], *fixed.values()]
        if np.linalg.matrix_rank(np.array(equal)) == n:
            return np.linalg.lstsq(np.array(equal), np.array(value), rcond=None)[0]
        above = np.array([np.append(members[s], weight(size[s])) for s in free])
        limit = np.array([cost[s] for s in free])
        found = linprog(
            np.append(np.zeros(n), -1.0),
            A_ub=above,
            b_ub=limit,
            A_eq=np.column_stack([np.array(equal), np.zeros(len(equal))]),
            b_eq=value,
            bounds=[*bounds, (None, None)],
        )
        content = found.x[-1]
        for k, s in enumerate(free):
            least = linprog(
                members[s],
                A_ub=above[:, :n],
                b_ub=limit - above[:, n] * content + 1e-9,
                A_eq=np.array(equal),
                b_eq=value,
                bounds=bounds,
            )
            if least.fun >= limit[k] - weight(size[s]) * content - 1e-6:
                fixed[s] = limit[k] - weight(size[s]) * content
        free = [s for s in free if s not in fixed]
        rank = np.linalg.matrix_rank(np.array([members[every], *(members[s] for s in fixed)]))
        free = [
            s
            for s in free
            if np.linalg.matrix_rank(np.array([members[every], *(members[k] for k in fixed), members[s]]))
            > rank
        ]

"""Cost games known from books and other programs; values in the order of size, then of members."""

from itertools import combinations

import numpy as np

from belfort.study.cost.sharing import CostGame


def costs(n, values):
    """Return (2**n,) from values by size and members."""
    cost = np.zeros(1 << n)
    coalitions = (c for size in range(1, n + 1) for c in combinations(range(n), size))
    for coalition, value in zip(coalitions, values, strict=True):
        cost[sum(1 << i for i in coalition)] = value
    return cost


def game(n, values):
    """Return the cost game with those values."""
    return CostGame(tuple("abcdefgh"[:n]), costs(n, values))


def estate(total, claims):
    """Return the Talmud's bankruptcy game, as worths: what is left when the others have taken all they claim."""
    n = len(claims)
    rest = (sum(c for i, c in enumerate(claims) if not s >> i & 1) for s in range(1 << n))
    return np.array([max(0.0, total - r) for r in rest])


TVA = game(3, [163520, 140826, 250096, 301607, 378821, 367370, 412584])
"""Tennessee Valley: navigation, flood control, power; thousand dollars (Ransmeier 1942)."""
YOUNG = costs(3, [15, 20, 55, 35, 61, 65, 78])
"""Young 1985."""

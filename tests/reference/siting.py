"""Slow, obvious twins of the siting kernels: sets, enumeration, and the formulas as they are written."""

from itertools import combinations

import numpy as np

# Values ---------------------------------------------------------------------------------------------------


def value(matrix, weight, sites, need=1, credit=None):
    """Covered weight of a choice; `matrix` is demands by sites."""
    total = 0.0
    for i in range(len(weight)):
        n = sum(bool(matrix[i][s]) for s in sites)
        k = need if np.isscalar(need) else need[i]
        total += weight[i] * (sum(credit[:n]) if credit is not None else float(n >= k))
    return total


def is_allowed(sites, cost, budget, clashes=(), group=None, most=()):
    if sum(cost[s] for s in sites) > budget + 1e-9:
        return False
    if any(a in sites and b in sites for a, b in clashes):
        return False
    return group is None or all(sum(group[s] == g for s in sites) <= m for g, m in enumerate(most))


def best_choice(matrix, weight, n_new, allowed=lambda sites: True, worth=value, fixed=()):
    """Best of all choices of at most `n_new` sites, by enumeration; value and sites."""
    free = [s for s in range(len(matrix[0])) if s not in fixed]
    found = (worth(matrix, weight, [*fixed]), ())
    for n in range(1, n_new + 1):
        for sites in combinations(free, n):
            if allowed([*sites, *fixed]):
                found = max(found, (worth(matrix, weight, [*sites, *fixed]), sites), key=lambda f: f[0])
    return found


def greedy(matrix, weight, n_new):
    sites, total = [], 0.0
    for _ in range(n_new):
        gains = [value(matrix, weight, [*sites, s]) - total for s in range(len(matrix[0]))]
        best = int(np.argmax(gains))
        if gains[best] <= 1e-9:
            break
        sites.append(best)
        total += gains[best]
    return total


# The state's tables ---------------------------------------------------------------------------------------


def gain(rows, chosen, site, scenario=0):
    return _total(rows, [*chosen, site], scenario) - _total(rows, chosen, scenario)


def loss(rows, chosen, site, scenario=0):
    return _total(rows, chosen, scenario) - _total(rows, [s for s in chosen if s != site], scenario)


def swap(rows, chosen, leaving, coming, scenario=0):
    rest = [s for s in chosen if s != leaving]
    return _total(rows, [*rest, coming], scenario) - _total(rows, chosen, scenario)


def _total(rows, chosen, scenario):
    total = 0.0
    for row in range(len(rows.weight)):
        n = sum(row in rows.site_row[rows.site_start[s] : rows.site_start[s + 1]] for s in chosen)
        if rows.scenario[row] == scenario:
            total += rows.weight[row] * rows.worth[rows.kind[row], min(n, rows.worth.shape[1] - 1)]
    return total


# Sparse matrices ------------------------------------------------------------------------------------------


def transpose(lists, n_columns):
    """Rows of each column, from columns of each row."""
    return [[i for i, row in enumerate(lists) if column in row] for column in range(n_columns)]


def merged(lists, label):
    """Groups of rows of the very same columns and label, rows without any left out."""
    groups = {}
    for i, row in enumerate(lists):
        if row:
            groups.setdefault((tuple(row), label[i]), []).append(i)
    return sorted(groups.values())


def dominated(columns, cost, group):
    """Sites whose rows another one of the group, no dearer, covers all; of equals the first stays."""
    out = []
    for a in range(len(columns)):
        for b in range(len(columns)):
            if a == b or group[a] != group[b] or cost[b] > cost[a] or not set(columns[a]) <= set(columns[b]):
                continue
            is_equal = set(columns[a]) == set(columns[b]) and cost[a] == cost[b]
            if columns[a] and (not is_equal or b < a):
                out.append(a)
                break
    return out


# The bound ------------------------------------------------------------------------------------------------


def lagrangian(rows, n_most, price):
    """L(u) as the kernel's page has it, for one group, no budget and no clash."""
    total = 0.0
    for row in range(len(rows.weight)):
        for slope in rows.slope[rows.kind[row]]:
            total += max(rows.weight[row] * slope - price[row], 0.0)
    n_sites = len(rows.site_start) - 1
    profit = [
        sum(price[r] for r in rows.site_row[rows.site_start[s] : rows.site_start[s + 1]])
        for s in range(n_sites)
    ]
    return total + sum(sorted(profit, reverse=True)[:n_most])


def envelope(worth):
    """Least concave curve above points 0, 1, ...: at each point the best mean of two others."""
    n = len(worth)
    return [
        max(
            [worth[c]]
            + [
                worth[a] + (worth[b] - worth[a]) * (c - a) / (b - a)
                for a in range(c)
                for b in range(c + 1, n)
            ]
        )
        for c in range(n)
    ]


# The median -----------------------------------------------------------------------------------------------


def median_cost(cost, weight, alone, sites):
    return sum(
        w * min([own, *(row[s] for s in sites)]) for w, own, row in zip(weight, alone, cost, strict=True)
    ) / sum(weight)


def best_median(cost, weight, alone, n_new, fixed=()):
    free = [s for s in range(len(cost[0])) if s not in fixed]
    return min(
        median_cost(cost, weight, alone, [*sites, *fixed])
        for n in range(n_new + 1)
        for sites in combinations(free, n)
    )


def best_centre(cost, n_new):
    return min(
        max(min(row[s] for s in sites) for row in cost) for sites in combinations(range(len(cost[0])), n_new)
    )

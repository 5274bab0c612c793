"""Compiled loops over sparse covers: hashing and comparing rows, dominance.

Twins: `tests/reference/siting.py`.
"""

import numpy as np

from belfort.numeric.jit import kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)


@kernel
def scrambled(number):
    """Return a 64-bit word that looks random (the finaliser of SplitMix64, Steele and others 2014)."""
    z = np.uint64(number) * _GOLDEN + _GOLDEN
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@kernel
def row_hashes(start, index, label, out_hash):
    """Write a hash of each row's columns and label; equal rows have equal hashes, not always the reverse."""
    for row in range(start.shape[0] - 1):
        total = scrambled(-1 - label[row])
        for k in range(start[row], start[row + 1]):
            total += scrambled(index[k])
        out_hash[row] = total


@kernel
def _is_same(start, index, one, other):
    length = start[one + 1] - start[one]
    if start[other + 1] - start[other] != length:
        return False
    n_same = 0
    while n_same < length and index[start[one] + n_same] == index[start[other] + n_same]:
        n_same += 1
    return n_same == length


@kernel
def merge_sorted(start, index, label, order, hashes, out_into):
    """Write for each row the row it is merged into: the one before it in `order`, if the very same.

    Rows are compared, not only their hashes. An empty row is merged into -1.
    """
    head = -1
    for k in range(order.shape[0]):
        row = order[k]
        if start[row + 1] == start[row]:
            out_into[row] = -1
            continue
        is_like = head >= 0 and hashes[head] == hashes[row] and label[head] == label[row]
        if not (is_like and _is_same(start, index, head, row)):
            head = row
        out_into[row] = head


@kernel
def dominated(site_start, site_row, row_start, row_site, cost, group, out_is_dominated):
    """Mark candidates whose rows another one of the group, no dearer, covers all; of equals the first stays.

    Looks only at the candidates of a candidate's rarest row: time about pairs times candidates a row.
    """
    n_rows = row_start.shape[0] - 1
    mark = np.full(n_rows, -1, np.int32)
    for site in range(cost.shape[0]):
        size = site_start[site + 1] - site_start[site]
        if size == 0:
            continue
        rarest = site_row[site_start[site]]
        for k in range(site_start[site], site_start[site + 1]):
            row = site_row[k]
            mark[row] = site
            if row_start[row + 1] - row_start[row] < row_start[rarest + 1] - row_start[rarest]:
                rarest = row
        for m in range(row_start[rarest], row_start[rarest + 1]):
            other = row_site[m]
            theirs = site_start[other + 1] - site_start[other]
            if other == site or group[other] != group[site] or cost[other] > cost[site] or theirs < size:
                continue
            if theirs == size and cost[other] == cost[site] and other > site:
                continue
            if _n_marked(site_start, site_row, other, mark, site) == size:
                out_is_dominated[site] = True
                break


@kernel
def _n_marked(start, index, other, mark, value):
    count = 0
    for k in range(start[other], start[other + 1]):
        count += mark[index[k]] == value
    return count

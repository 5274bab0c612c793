"""A binary heap of events: earliest first, then by kind, then by index, so that no tie depends on chance."""

import numpy as np

from belfort.numeric.jit import inlined_kernel, inner_kernel


@inner_kernel
def push(heap, n, time_s, kind, index):
    """Add an event; return how many there are."""
    child = n
    while child > 0:
        parent = (child - 1) >> 1
        above = heap[parent]
        if above.time_s < time_s:
            break
        if above.time_s == time_s and (above.kind < kind or (above.kind == kind and above.index < index)):
            break
        heap[child].time_s = above.time_s
        heap[child].kind = above.kind
        heap[child].index = above.index
        child = parent
    heap[child].time_s = time_s
    heap[child].kind = kind
    heap[child].index = index
    return n + 1


@inner_kernel
def pop(heap, n):
    """Take the first event away; return how many are left. Read it before."""
    n -= 1
    last = heap[n]
    time_s, kind, index = last.time_s, last.kind, last.index
    parent, child = 0, 1
    while child < n:
        if child + 1 < n:
            child += first_of_two(heap, child)
        below = heap[child]
        if below.time_s > time_s:
            break
        if below.time_s == time_s and (below.kind > kind or (below.kind == kind and below.index >= index)):
            break
        heap[parent].time_s = below.time_s
        heap[parent].kind = below.kind
        heap[parent].index = below.index
        parent, child = child, 2 * child + 1
    heap[parent].time_s = time_s
    heap[parent].kind = kind
    heap[parent].index = index
    return n


@inlined_kernel
def first_of_two(heap, child):
    """Return 1 where the event after `child` comes before it, else 0; no jump depends on times that differ."""
    if heap[child].time_s == heap[child + 1].time_s:
        return np.int64(comes_before(heap[child + 1], heap[child]))
    return np.int64(heap[child + 1].time_s < heap[child].time_s)


@inlined_kernel
def comes_before(one, other):
    """Return whether one event comes before another."""
    if one.time_s != other.time_s:
        return one.time_s < other.time_s
    if one.kind != other.kind:
        return one.kind < other.kind
    return one.index < other.index

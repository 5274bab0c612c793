"""When each picture holds each threat: first confirmations drawn, delayed, released and put together."""

import numpy as np

from belfort.numeric.jit import inner_kernel
from belfort.raid.kernels.chance import CONFIRM, FINE, both
from belfort.raid.layout import MOST_SPELLS


@inner_kernel
def reading(row, u):
    """Return a table of equal steps from 0 to 1 at u, between its knots linearly."""
    place = u * (row.shape[0] - 1)
    left = int(place)
    return row[left] + (place - left) * (row[left + 1] - row[left])


@inner_kernel
def first_above(cdf, first, n, u):
    """Return the first of n values from `first` on that passes u, counted from there; the last where none does.

    Halves what is left without a jump that depends on what is read: no processor can foresee chance.
    """
    low = np.int64(first)
    left = np.int64(n)
    while left > 1:
        half = left >> 1
        low += half * np.int64(cdf[low + half - 1] <= u)
        left -= half
    return low - first


@inner_kernel
def confirmation(key, code, entity, segment, cdf, late):
    """Return when one sensor confirms a threat in one segment, infinite where it does not, and its delays' factor.

    A look comes at a phase of its own; delays spread by half either way. `code` is the sensor's.
    """
    u, v = both(key, CONFIRM, entity, ((code & 0x1FFFFFFF) << 3) | (segment.ordinal & 7))
    u = reading(late, u)
    if u >= cdf[segment.cdf0 + segment.n_looks - 1]:
        return np.inf, 1.0
    look = first_above(cdf, segment.cdf0, np.int64(segment.n_looks), u)
    fine = v * FINE
    return segment.first_s + (look + v) * segment.interval_s, 0.5 + (fine - np.floor(fine))


@inner_kernel
def hold(held, p, start_s, end_s):
    """Join a spell to those of one picture; spells that touch become one, a fourth is joined to its neighbour."""
    begins, ends = held.begin_s[p], held.end_s[p]
    n = held.n[p]
    first = 0
    while first < n and ends[first] < start_s:
        first += 1
    after = first
    while after < n and begins[after] <= end_s:
        start_s = min(start_s, begins[after])
        end_s = max(end_s, ends[after])
        after += 1
    if after == first and n == MOST_SPELLS:
        if first == n:
            ends[n - 1] = end_s
        else:
            begins[first] = start_s
        return
    shift(begins, ends, first + 1, after, n)
    begins[first], ends[first] = start_s, end_s
    held.n[p] = n + 1 - (after - first)


@inner_kernel
def shift(begins, ends, to, start, n):
    """Move what lies from `start` to n so that it begins at `to`."""
    move = to - start
    if move <= 0:
        for i in range(start, n):
            begins[i + move], ends[i + move] = begins[i], ends[i]
    else:
        for i in range(n - 1, start - 1, -1):
            begins[i + move], ends[i + move] = begins[i], ends[i]


@inner_kernel
def is_new(held, p, start_s, end_s):
    """Return whether a spell would add to what a picture holds."""
    adds = True
    for i in range(held.n[p]):
        adds = adds and not (held.begin_s[p, i] <= start_s and held.end_s[p, i] >= end_s)
    return adds


@inner_kernel
def adds_to_any(held, ways_s, first_s, end_s):
    """Return whether a segment can add to some picture; `ways_s` are the ways from its sensor to each."""
    for p in range(ways_s.shape[0]):
        way_s = ways_s[p]
        if way_s < np.inf and is_new(held, p, first_s + 0.5 * way_s, end_s + 1.5 * way_s):
            return True
    return False


@inner_kernel
def look_out(key, entity, lane, senses, way_s, held, late):
    """Write what every picture holds of a threat, on the threat's own clock.

    A sensor that can add nothing to any picture is not drawn: its draw is its own, so that nothing else changes.
    """
    n_pictures = way_s.shape[1]
    for p in range(n_pictures):
        held.n[p] = 0
    for i in range(lane.segment0, lane.segment1):
        segment = senses.segments[i]
        s = segment.sensor
        if not adds_to_any(held, way_s[s], segment.first_s, segment.end_s):
            continue
        code = senses.sensors[s].code
        found_s, spread = confirmation(key, code, entity, segment, senses.cdf, late)
        if found_s < segment.end_s:
            for p in range(n_pictures):
                delay_s = way_s[s, p] * spread
                if delay_s < np.inf:
                    hold(held, p, found_s + delay_s, segment.end_s + delay_s)


@inner_kernel
def look_alone(key, entity, lane, senses, own, is_up, held, late):
    """Write what a unit cut off holds of a threat with its own sensors, `own` (first, behind the last)."""
    p = held.n.shape[0] - 1
    held.n[p] = 0
    for i in range(lane.segment0, lane.segment1):
        segment = senses.segments[i]
        s = segment.sensor
        if own[0] <= s < own[1] and is_up[s] != 0:
            code = senses.sensors[s].code
            found_s, _ = confirmation(key, code, entity, segment, senses.cdf, late)
            if found_s < segment.end_s:
                hold(held, p, found_s, segment.end_s)


@inner_kernel
def first_known(held):
    """Return when the first picture has a threat; infinite where none ever does."""
    known_s = np.inf
    for p in range(held.n.shape[0] - 1):
        if held.n[p] > 0 and held.begin_s[p, 0] < known_s:
            known_s = held.begin_s[p, 0]
    return known_s

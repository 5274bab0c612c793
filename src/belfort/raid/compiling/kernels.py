"""Along ways: when a sensor confirms what flies there, and when a launch meets it.

Ways lie one after the other in flat columns, `start[i]` to `start[i + 1]`. Twins: `tests/reference/raid_compiling.py`.
"""

import numpy as np

from belfort.coverage.engagement.kernels import (
    Paths,
    holds,
    order_at,
    order_for,
    range_of_sample,
    share_of_edge,
)
from belfort.coverage.kernels import FAINT, confirm_step, hits_of, look_past
from belfort.numeric.jit import kernel

MOST_LOOKS = 256
"""Looks kept of one segment; of more, every second, third and so on, their phase drawn over all of them."""
SURE = 1.0 - 1e-9
"""Where a distribution is cut off."""
NEVER = 1e-9
"""A segment worth less is left out."""


@kernel
def confirm_ways(ways, start, time_s, sight, view, rule, out):
    """Write the segments of one sensor on every way.

    Parameters
    ----------
    ways
        (row, col, alt_msl_m, height_agl_m), flat columns.
    start
        (n_ways + 1,) int64.
    time_s
        Moments of the samples, flat.
    sight
        (first, begin, hidden_m): for each way the first sample in reach of the window and where its lowest heights
        in sight begin in `hidden_m`; (n_ways,), (n_ways + 1,), (n,) float32.
    view
        (antenna, scales, table) as in `coverage.kernels`.
    rule
        (interval_s, m, n): m hits in the last n looks confirm.
    out
        (segments, n_segments, cdf, n_cdf): (n, 6) float64 of way, first_s, end_s, cdf0, looks, interval_s; counts
        are (1,) int64.

    Returns
    -------
    bool
        False where `out` was too small.

    Notes
    -----
    Looks come `interval_s` apart from the first sample in sight; the chance of each is that at its middle. A track
    is dropped, and a new segment begins, when `2 n` looks in a row show nothing.
    """
    n_states = 1 << (rule[2] - 1)
    chain = (np.zeros(n_states), np.zeros(n_states), hits_of(n_states))
    p = np.zeros(1)
    for i in range(start.shape[0] - 1):
        n = sight[1][i + 1] - sight[1][i]
        if n < 2:
            continue
        if p.shape[0] < n:
            p = np.zeros(2 * n)
        first = start[i] + sight[0][i]
        best = 0.0
        for k in range(n):
            at = first + k
            place = (ways[0][at], ways[1][at], ways[2][at], ways[3][at])
            p[k] = look_past(place, sight[2][sight[1][i] + k], view[0], view[1], view[2])
            best = max(best, p[k])
        if best >= FAINT and not confirm_way(i, p[:n], time_s[first : first + n], rule, chain, out):
            return False
    return True


@kernel
def confirm_way(i, p, time_s, rule, chain, out):
    """Write the segments of one way from the chances of looks at its samples; False where there is no room."""
    interval_s, n = rule[0], rule[2]
    k = 0
    last = p.shape[0] - 1
    while k < last:
        while k < last and p[k] < FAINT and p[k + 1] < FAINT:
            k += 1
        if k >= last:
            break
        end = end_of_spell(p, time_s, k, 2.0 * n * interval_s)
        if not confirm_spell(i, p, time_s, (k, end), rule, chain, out):
            return False
        k = end
    return True


@kernel
def end_of_spell(p, time_s, k, coast_s):
    """Return the last sample of a spell in sight: none within `coast_s` after it shows anything."""
    seen = k
    for j in range(k, p.shape[0]):
        if p[j] >= FAINT:
            seen = j
        elif time_s[j] - time_s[seen] > coast_s and j > k + 1:
            break
    return min(seen + 1, p.shape[0] - 1)


@kernel
def confirm_spell(i, p, time_s, part, rule, chain, out):
    """Write one segment: the chance of being confirmed by each look, exactly; False where there is no room."""
    interval_s, m, n = rule
    segments, n_segments, cdf, n_cdf = out
    now, following, hits = chain
    now[:] = 0.0
    now[0] = 1.0
    k, end = part
    first_s, done = time_s[k], 0.0
    begin, write = n_cdf[0], n_cdf[0]
    look_s = first_s + 0.5 * interval_s
    shift = 0
    while look_s < time_s[end] and done < SURE:
        while time_s[k + 1] < look_s:
            k += 1
        share = (look_s - time_s[k]) / (time_s[k + 1] - time_s[k])
        done += confirm_step(now, following, hits, p[k] + share * (p[k + 1] - p[k]), m)
        now, following = following, now
        look_s += interval_s
        if done < NEVER and write == begin:
            shift += 1
            continue
        if write >= cdf.shape[0]:
            return False
        cdf[write] = done
        write += 1
    if done < NEVER:
        return True
    at = n_segments[0]
    if at >= segments.shape[0]:
        return False
    every = thin_out(cdf, begin, write)
    segments[at, 0], segments[at, 1] = i, first_s + shift * interval_s
    segments[at, 2] = time_s[end] + n * interval_s
    segments[at, 3], segments[at, 4] = begin, -(-(write - begin) // every)
    segments[at, 5] = every * interval_s
    n_segments[0], n_cdf[0] = at + 1, begin - (-(write - begin) // every)
    return True


@kernel
def thin_out(cdf, begin, end):
    """Keep every so manieth value and the last, so that at most `MOST_LOOKS` remain; return how manieth."""
    every = 1 + (end - begin - 1) // MOST_LOOKS
    if every > 1:
        n = -(-(end - begin) // every)
        for i in range(n):
            cdf[begin + i] = cdf[min(begin + (i + 1) * every, end) - 1]
    return every


@kernel
def windows_on_ways(reach, flown, start, sight, picked, least_s, out):
    """Write the windows in which a launch of one weapon meets what flies some ways; return how many.

    Parameters
    ----------
    reach
        As in `coverage.engagement.kernels`.
    flown
        (x_m, y_m, alt_msl_m, height_agl_m, distance_to_go_m, time_s) of all ways, flat columns.
    start
        (n_ways + 1,) int64.
    sight
        As for `confirm_ways`, of the unit.
    picked
        (n,) int64: ways that are looked at.
    least_s
        Windows shorter than this are left out.
    out
        (way, window, knots): (n * most,) int64, (n * most, 2) and (n * most, n_knots); at most `most` windows of a way.
    """
    first, begin, hidden_m = sight
    ways, windows, knots = out
    most = ways.shape[0] // max(picked.shape[0], 1)
    found = 0
    for i in picked:
        a, b = start[i], start[i + 1]
        n = b - a
        path = Paths(
            flown[0][a:b].reshape(1, n),
            flown[1][a:b].reshape(1, n),
            flown[2][a:b].reshape(1, n),
            flown[3][a:b].reshape(1, n),
            flown[4][a:b],
            flown[5][a:b],
        )
        is_visible = np.zeros(n, np.bool_)
        for k in range(begin[i + 1] - begin[i]):
            is_visible[first[i] + k] = path.height_agl_m[0, first[i] + k] >= hidden_m[begin[i] + k]
        room = slice(found, found + most)
        n_found = launch_windows(reach, path, is_visible, least_s, windows[room], knots[room])
        ways[found : found + n_found] = i
        found += n_found
    return found


@kernel
def launch_windows(reach, paths, is_visible, least_s, out_window, out_knots):
    """Write the windows in which a launch meets what flies a way; return how many.

    Parameters
    ----------
    reach, paths
        As in `coverage.engagement.kernels`; one path.
    is_visible
        (n_samples,): whether the unit sees it there.
    least_s
        Windows shorter than this are left out.
    out_window
        (most, 2): first and last launch.
    out_knots
        (most, n_knots): from launch to the end of the work, evenly across the window.
    """
    n = paths.time_s.shape[0]
    meet_s, order_s = np.empty(n + 2), np.empty(n + 2)
    count, found, since_s = 0, 0, 0.0
    was_in = False
    for k in range(n):
        range_m = range_of_sample(reach, paths, 0, k)
        is_in = is_visible[k] and holds(reach, range_m, paths.alt_msl_m[0, k], paths.height_agl_m[0, k])
        if is_in and not was_in:
            count = 0
            share = 1.0
            if k > 0 and is_visible[k - 1]:
                share = share_of_edge(reach, paths, 0, k, 0.0, 1.0, True)
            since_s = paths.time_s[k] if k == 0 else edge_s(paths, k, share)
            if k > 0 and share < 1.0:
                count = keep(
                    meet_s, order_s, count, since_s, order_at(reach, paths, 0, k, share), since_s, reach
                )
        if is_in:
            if count == 0 and k > 0:
                count = first_work(reach, paths, k, since_s, meet_s, order_s)
            order = order_for(reach, range_m, paths.time_s[k])
            count = keep(meet_s, order_s, count, paths.time_s[k], order, since_s, reach)
        if was_in and (not is_in or k == n - 1):
            if not is_in and is_visible[k]:
                share = share_of_edge(reach, paths, 0, k, 0.0, 1.0, False)
                order = order_at(reach, paths, 0, k, share)
                count = keep(meet_s, order_s, count, edge_s(paths, k, share), order, since_s, reach)
            if found < out_window.shape[0] and count >= 2 and order_s[count - 1] - order_s[0] >= least_s:
                cross(meet_s, order_s, count, out_window[found], out_knots[found])
                found += 1
        was_in = is_in
    return found


@kernel
def first_work(reach, paths, k, since_s, meet_s, order_s):
    """Add the first moment at which work begun on entry is done, where it falls before sample k; return how many."""
    done_s = since_s + reach.dwell_s
    if reach.dwell_s <= 0.0 or not paths.time_s[k - 1] < done_s <= paths.time_s[k]:
        return 0
    share = (done_s - paths.time_s[k - 1]) / (paths.time_s[k] - paths.time_s[k - 1])
    meet_s[0], order_s[0] = done_s, order_at(reach, paths, 0, k, share)
    return 1


@kernel
def edge_s(paths, k, share):
    """Return the moment between samples k - 1 and k."""
    return paths.time_s[k - 1] + share * (paths.time_s[k] - paths.time_s[k - 1])


@kernel
def keep(meet_s, order_s, count, time_s, order, since_s, reach):
    """Add a meeting whose work fits in reach and whose order comes later than the one before; return how many."""
    if time_s - since_s < reach.dwell_s or (count > 0 and order <= order_s[count - 1]):
        return count
    meet_s[count], order_s[count] = time_s, order
    return count + 1


@kernel
def cross(meet_s, order_s, count, out_window, out_knots):
    """Write a window and its times of flight at even steps."""
    out_window[0], out_window[1] = order_s[0], order_s[count - 1]
    n = out_knots.shape[0]
    at = 1
    for i in range(n):
        launch_s = order_s[0] + (order_s[count - 1] - order_s[0]) * i / (n - 1)
        while at < count - 1 and order_s[at] < launch_s:
            at += 1
        share = (launch_s - order_s[at - 1]) / (order_s[at] - order_s[at - 1])
        out_knots[i] = meet_s[at - 1] + share * (meet_s[at] - meet_s[at - 1]) - launch_s

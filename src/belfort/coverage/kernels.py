"""One sensor's window folded into the maps of a network, and followed along the paths of threats.

Every kernel takes the window of one sensor (lowest height in sight, float32, infinite where it never sees), and a
table of probabilities p[bearing, height, range]: bearings from the grid's north in equal steps (one step where they
make no difference), heights above ground as given, slant ranges in equal steps from 0, with 0 beyond the last.
Twins: `tests/reference/coverage.py`. Lengths m.

`antenna` is (row, col on the window's frame, alt_msl_m), `scales` (cell_m, 1 / 2kR per m, tangent of the
highest elevation). The earth's drop is d²/2kR.
"""

import math

import numpy as np

from belfort.numeric.jit import inlined_kernel, kernel

HALF = 0.5
"""A cell is covered where a target is more likely confirmed than not."""
FAINT = 0.01
"""A stretch of looks worth less than this counts as missed: a thousand of them confirm once in a hundred at 3 of 5."""
ROUNDING = 1e-12


@kernel
def at_range(row, range_step_m, slant_m):
    """Return a table's row at a slant range, between its steps linearly, 0 beyond its end."""
    place = slant_m / range_step_m
    left = int(place)
    if left >= row.shape[0] - 1:
        return row[row.shape[0] - 1] if place == row.shape[0] - 1 else 0.0
    return row[left] + (place - left) * (row[left + 1] - row[left])


@kernel
def sees(antenna_alt_m, d_m, target_alt_m, bend_per_m, steepest):
    """Return the slant range to a target at a ground distance, negative where it is above the beam.

    Nothing is above a beam whose `steepest` is infinite, what stands straight overhead included.
    """
    up_m = target_alt_m - antenna_alt_m - d_m * d_m * bend_per_m
    if up_m > steepest * d_m:
        return -1.0
    return math.sqrt(d_m * d_m + up_m * up_m)


@kernel
def bearing_step(east_m, north_m, n_steps):
    """Return which step of bearing a direction falls in."""
    if n_steps == 1:
        return 0
    turn = math.atan2(east_m, north_m) / (2.0 * math.pi)
    return int((turn - math.floor(turn)) * n_steps) % n_steps


@kernel
def fold_window(window_m, corner, ground_m, antenna, scales, table, folded):
    """Take one sensor into the maps of one threat.

    Parameters
    ----------
    window_m
        (rows, cols) float32.
    corner
        Row and column of window_m[0, 0] on the frame of the maps.
    ground_m
        (n_rows, n_cols) float32: heights of the ground on the frame of the maps.
    antenna, scales
        As the module says.
    table
        (p, range_step_m, heights_m): p (bearings, heights, ranges) float32, heights_m ascending.
    folded
        (picks, p_missed, depth, lowest_m, seen): indices of the heights mapped; (picks, n_rows, n_cols) float32
        and uint16, changed; (n_rows, n_cols) float32, changed: lowest covered height; (n_rows, n_cols) uint8, set
        to 1 where this sensor covers the first pick.
    """
    p, range_step_m, heights_m = table
    lowest_m = folded[3]
    row_at, col_at, alt_m = antenna
    cell_m, bend_per_m, steepest = scales
    reach_m = (p.shape[2] - 1) * range_step_m
    sure_m = half_reach_m(p, range_step_m)
    for i in range(window_m.shape[0]):
        row = i + corner[0]
        north_m = (row_at - row) * cell_m
        if abs(north_m) > reach_m:
            continue
        spread = math.sqrt(reach_m * reach_m - north_m * north_m) / cell_m
        first = max(0, math.ceil(col_at - spread) - corner[1])
        last = min(window_m.shape[1] - 1, math.floor(col_at + spread) - corner[1])
        for j in range(first, last + 1):
            hidden_m = float(window_m[i, j])
            if hidden_m > heights_m[-1]:
                continue
            col = j + corner[1]
            east_m = (col - col_at) * cell_m
            d_m = math.sqrt(north_m * north_m + east_m * east_m)
            z_m = float(ground_m[row, col])
            rows = p[bearing_step(east_m, north_m, p.shape[0])]
            place, levels = (alt_m, d_m, z_m), (rows, range_step_m, heights_m)
            fold_point((row, col), place, hidden_m, scales, levels, folded)
            if d_m <= sure_m and hidden_m < lowest_m[row, col]:
                here_m = lowest_covered_m(
                    hidden_m, place, bend_per_m, steepest, rows, range_step_m, heights_m
                )
                lowest_m[row, col] = min(lowest_m[row, col], np.float32(here_m))


@kernel
def fold_point(at, place, hidden_m, scales, levels, folded):
    """Take one sensor into the maps at one point, `place` as for `lowest_covered_m`; the table at its bearing."""
    alt_m, d_m, z_m = place
    rows, range_step_m, heights_m = levels
    picks, p_missed, depth, _, seen = folded
    for pick in range(picks.shape[0]):
        k = picks[pick]
        if heights_m[k] < hidden_m:
            continue
        slant_m = sees(alt_m, d_m, z_m + heights_m[k], scales[1], scales[2])
        if slant_m < 0.0:
            continue
        found = at_range(rows[k], range_step_m, slant_m)
        p_missed[pick, at[0], at[1]] *= np.float32(1.0 - found)
        if found >= HALF:
            depth[pick, at[0], at[1]] += np.uint16(1)
            if pick == 0:
                seen[at[0], at[1]] = np.uint8(1)


@kernel
def half_reach_m(p, range_step_m):
    """Return a range beyond which a table is below one half at every bearing and height."""
    for i in range(p.shape[2] - 1, -1, -1):
        for b in range(p.shape[0]):
            for k in range(p.shape[1]):
                if p[b, k, i] >= HALF:
                    return (i + 1) * range_step_m
    return -1.0


@kernel
def lowest_covered_m(hidden_m, place, bend_per_m, steepest, rows, range_step_m, heights_m):
    """Return the lowest height above ground at which a target is covered; infinite where none is.

    Between two heights of the table the probability is a straight line.
    """
    alt_m, d_m, z_m = place
    below_m, p_below = hidden_m, 0.0
    for k in range(heights_m.shape[0]):
        if heights_m[k] < hidden_m:
            continue
        if below_m == hidden_m:
            p_below = between_heights(hidden_m, k, place, bend_per_m, steepest, rows, range_step_m, heights_m)
            if p_below >= HALF:
                return hidden_m
        slant_m = sees(alt_m, d_m, z_m + heights_m[k], bend_per_m, steepest)
        if slant_m < 0.0:
            return np.inf
        p_here = at_range(rows[k], range_step_m, slant_m)
        if p_here >= HALF:
            return below_m + (HALF - p_below) / (p_here - p_below) * (heights_m[k] - below_m)
        below_m, p_below = heights_m[k], p_here
    return np.inf


@kernel
def between_heights(height_m, above, place, bend_per_m, steepest, rows, range_step_m, heights_m):
    """Return the probability at a height that lies under the table's height `above`."""
    alt_m, d_m, z_m = place
    slant_m = sees(alt_m, d_m, z_m + height_m, bend_per_m, steepest)
    if slant_m < 0.0:
        return 0.0
    p_above = at_range(rows[above], range_step_m, slant_m)
    if above == 0:
        return p_above
    share = (height_m - heights_m[above - 1]) / (heights_m[above] - heights_m[above - 1])
    p_under = at_range(rows[above - 1], range_step_m, slant_m)
    return p_under + share * (p_above - p_under)


@kernel
def look_at(path, k, window_m, corner, antenna, scales, table):
    """Return the probability of one look at a threat at sample k of its path.

    `path` is (rows, cols, alts_msl_m, heights_agl_m), each (n_samples,), on the frame of the window.
    """
    rows_at, cols_at, alts_m, heights_agl_m = path
    row, col = rows_at[k], cols_at[k]
    r, c = math.floor(row + 0.5) - corner[0], math.floor(col + 0.5) - corner[1]
    if not (0 <= r < window_m.shape[0] and 0 <= c < window_m.shape[1]):
        return 0.0
    return look_past((row, col, alts_m[k], heights_agl_m[k]), window_m[r, c], antenna, scales, table)


@inlined_kernel
def look_past(place, hidden_m, antenna, scales, table):
    """Return the probability of one look at a threat; `place` is (row, col, alt_msl_m, height_agl_m).

    The ground hides what is lower than `hidden_m` above it.
    """
    row, col, alt_m, height_m = place
    p, range_step_m, heights_m = table
    if hidden_m > height_m:
        return 0.0
    east_m, north_m = (col - antenna[1]) * scales[0], (antenna[0] - row) * scales[0]
    d2_m2, reach_m = east_m * east_m + north_m * north_m, p.shape[2] * range_step_m
    if d2_m2 > reach_m * reach_m:
        return 0.0
    d_m = math.sqrt(d2_m2)
    slant_m = sees(antenna[2], d_m, alt_m, scales[1], scales[2])
    if slant_m < 0.0:
        return 0.0
    here = p[bearing_step(east_m, north_m, p.shape[0])]
    h = level_above(heights_m, height_m)
    above = at_range(here[h], range_step_m, slant_m)
    if h == 0 or height_m >= heights_m[h]:
        return above
    under = at_range(here[h - 1], range_step_m, slant_m)
    return under + (height_m - heights_m[h - 1]) / (heights_m[h] - heights_m[h - 1]) * (above - under)


@inlined_kernel
def level_above(heights_m, height_m):
    """Return the first of ascending heights that is not below a height, the last where all are."""
    h, last = 0, heights_m.shape[0] - 1
    while h < last and heights_m[h] < height_m:
        h += 1
    return h


@kernel
def first_confirmed(paths, times, seen, antenna, scales, table, rule, out_to_go_m):
    """Write how far from its end each path is when one sensor has confirmed the threat; 0 where it never has.

    Parameters
    ----------
    paths
        (rows, cols, alts_msl_m, heights_agl_m), each (n_paths, n_samples), on the frame of the window.
    times
        (moments_s, to_go_m), each (n_samples,): ascending, and the distance over the ground to the end.
    seen
        (window_m, corner) of `fold_window`; antenna, scales and table as there.
    rule
        (interval_s, m, n, p_enough, p_available): looks are `interval_s` apart; m hits in the last n confirm; the
        distance is where the probability of being confirmed, times that of the sensor seeing at all, reaches
        `p_enough`.
    out_to_go_m
        (n_paths,): overwritten.

    Notes
    -----
    A look's probability is worked out at the samples of a path and is a straight line between them.
    """
    rows_at, cols_at, alts_m, heights_m = paths
    window_m, corner = seen
    n_states = 1 << (rule[2] - 1)
    chain = (np.zeros(n_states), np.zeros(n_states), hits_of(n_states))
    p = np.zeros(rows_at.shape[1])
    for i in range(rows_at.shape[0]):
        path = (rows_at[i], cols_at[i], alts_m[i], heights_m[i])
        out_to_go_m[i] = 0.0
        if rule[4] >= rule[3]:
            first, last = in_reach(path, window_m, corner, antenna, scales, table)
            if first >= 0:
                p[max(first - 1, 0) : last + 2] = -1.0
                out_to_go_m[i] = find_on_path(
                    (first, last), path, times, seen, antenna, scales, table, (rule, chain, p)
                )


@kernel
def find_on_path(part, path, times, seen, antenna, scales, table, search):
    """Return the distance to go at which one path is confirmed, 0 where it never is.

    `part` is the first and the last sample in reach; `search` is (rule, chain, p): p (n_samples,) -1 where
    not known yet, changed.
    """
    first = max(part[0] - 1, 0)
    rule, chain, p = search
    interval_s, m, n, p_enough, p_available = rule
    moments_s, to_go_m = times
    now, following, hits = chain
    now[:] = 0.0
    now[0] = 1.0
    done = 0.0
    time_s = moments_s[first]
    for k in range(first, min(part[1] + 1, moments_s.shape[0] - 1)):
        for edge in (k, k + 1):
            if p[edge] < 0.0:
                p[edge] = look_at(path, edge, seen[0], seen[1], antenna, scales, table)
        if p[k] < FAINT and p[k + 1] < FAINT:
            n_looks = max(0, math.ceil((moments_s[k + 1] - time_s) / interval_s))
            if now[0] < 1.0 - done - ROUNDING:
                for _ in range(min(n_looks, n - 1)):  # that many misses and every hit is forgotten
                    confirm_step(now, following, hits, 0.0, m)
                    now, following = following, now
            time_s += interval_s * n_looks
            continue
        while time_s < moments_s[k + 1]:
            share = (time_s - moments_s[k]) / (moments_s[k + 1] - moments_s[k])
            done += confirm_step(now, following, hits, p[k] + share * (p[k + 1] - p[k]), m)
            now, following = following, now
            if done * p_available >= p_enough:
                return to_go_m[k] + share * (to_go_m[k + 1] - to_go_m[k])
            time_s += interval_s
    return 0.0


@kernel
def in_reach(path, window_m, corner, antenna, scales, table):
    """Return the first sample of a path where a look may show anything, -1 where none does, and the last in reach."""
    rows_at, cols_at, _, heights_agl_m = path
    reach = (table[0].shape[2] - 1) * table[1] / scales[0]
    first, last = samples_within(rows_at, cols_at, antenna, reach)
    for k in range(first, last + 1):
        north, east = antenna[0] - rows_at[k], cols_at[k] - antenna[1]
        if north * north + east * east > reach * reach:
            continue
        r, c = math.floor(rows_at[k] + 0.5) - corner[0], math.floor(cols_at[k] + 0.5) - corner[1]
        if 0 <= r < window_m.shape[0] and 0 <= c < window_m.shape[1] and window_m[r, c] <= heights_agl_m[k]:
            return k, last
    return -1, -1


@kernel
def samples_within(rows_at, cols_at, antenna, reach):
    """Return the first and the last sample of a straight, evenly sampled path that may lie within reach.

    One sample more at either end, against rounding; last before first where the path passes by.
    """
    n = rows_at.shape[0] - 1
    step_r, step_c = (rows_at[n] - rows_at[0]) / n, (cols_at[n] - cols_at[0]) / n
    from_r, from_c = rows_at[0] - antenna[0], cols_at[0] - antenna[1]
    step = math.sqrt(step_r * step_r + step_c * step_c)
    nearest = -(from_r * step_r + from_c * step_c) / (step * step)
    past = (from_r * step_c - from_c * step_r) / step
    if abs(past) > reach + step:
        return 0, -1
    half = math.sqrt(max(reach * reach - past * past, 0.0)) / step + 1.0
    return max(0, math.floor(nearest - half)), min(n, math.ceil(nearest + half))


@kernel
def look_rows(path, window_m, corner, antenna, scales, table, out_p):
    """Write the probability of one look at each sample of a path."""
    for k in range(out_p.shape[0]):
        out_p[k] = look_at(path, k, window_m, corner, antenna, scales, table)


@kernel
def hits_of(n_states):
    """Return the number of hits in each state of the chain of the last looks."""
    hits = np.zeros(n_states, np.int64)
    for state in range(1, n_states):
        hits[state] = hits[state >> 1] + (state & 1)
    return hits


@inlined_kernel
def confirm_step(now, following, hits, p, m):
    """Take one look into the chain of the last looks; return the probability that it confirms.

    A state is a pattern of the last n - 1 looks, the last in the lowest bit, with fewer than m hits.
    """
    half = now.shape[0] >> 1
    if half == 0:
        following[0] = now[0] * (1.0 - p)
        return now[0] * p
    confirmed = 0.0
    for state in range(half):  # a pair that differs in the oldest look, which is forgotten
        a, b = now[state], now[state + half]
        following[2 * state] = (a + b) * (1.0 - p)
        is_last_a, is_last_b = hits[state] + 1 >= m, hits[state + half] + 1 >= m
        following[2 * state + 1] = p * ((0.0 if is_last_a else a) + (0.0 if is_last_b else b))
        confirmed += p * ((a if is_last_a else 0.0) + (b if is_last_b else 0.0))
    return confirmed

"""Slow, obvious twins of the coverage kernels: one point at a time, every formula written out."""

import math
from itertools import pairwise

import numpy as np

HALF = 0.5

# One look -------------------------------------------------------------------------------------------------


def at_range(row, step_m, slant_m):
    """The row of a table as a broken line, 0 beyond its end."""
    ends = step_m * (len(row) - 1)
    if slant_m > ends:
        return 0.0
    return float(np.interp(slant_m, [step_m * i for i in range(len(row))], [float(p) for p in row]))


def slant_m(eye_m, d_m, target_m, bend_per_m, steepest):
    """Slant range over a bent earth; None above the beam."""
    up_m = target_m - eye_m - d_m**2 * bend_per_m
    if math.isfinite(steepest) and up_m > steepest * d_m:
        return None
    return math.hypot(d_m, up_m)


def bearing_of(east_m, north_m, n):
    """Which of n equal sectors, the first beginning at north, clockwise."""
    turn = math.degrees(math.atan2(east_m, north_m)) % 360.0
    return min(int(turn / (360.0 / n)), n - 1)


def p_between(rows, step_m, heights_m, height_m, far_m):
    """Between two rows of a table by height, straight; the highest row above it."""
    if height_m <= heights_m[0]:
        return at_range(rows[0], step_m, far_m)
    if height_m >= heights_m[-1]:
        return at_range(rows[-1], step_m, far_m)
    values = [at_range(row, step_m, far_m) for row in rows]
    return float(np.interp(height_m, heights_m, values))


def look_at(row, col, alt_m, height_m, window_m, corner, antenna, scales, table):
    """One look at a target over a row and column of the map, in its nearest cell in sight or not."""
    p, step_m, heights_m = table
    i, j = math.floor(row + 0.5) - corner[0], math.floor(col + 0.5) - corner[1]
    if i < 0 or j < 0 or i >= len(window_m) or j >= len(window_m[0]) or window_m[i][j] > height_m:
        return 0.0
    east_m, north_m = (col - antenna[1]) * scales[0], (antenna[0] - row) * scales[0]
    far_m = slant_m(antenna[2], math.hypot(east_m, north_m), alt_m, scales[1], scales[2])
    if far_m is None:
        return 0.0
    rows = p[bearing_of(east_m, north_m, len(p))]
    return p_between(rows, step_m, heights_m, height_m, far_m)


# Maps -----------------------------------------------------------------------------------------------------


def fold_window(window_m, corner, ground_m, antenna, scales, table, picks):
    """Per point of the window: (row, col) -> (p at each picked height, lowest covered height)."""
    p, step_m, heights_m = table
    found = {}
    for i in range(window_m.shape[0]):
        for j in range(window_m.shape[1]):
            row, col = i + corner[0], j + corner[1]
            east_m, north_m = (col - antenna[1]) * scales[0], (antenna[0] - row) * scales[0]
            d_m, z_m = math.hypot(east_m, north_m), float(ground_m[row, col])
            rows, hidden_m = p[bearing_of(east_m, north_m, len(p))], float(window_m[i, j])

            def seen(height_m, d_m=d_m, z_m=z_m, rows=rows, hidden_m=hidden_m):
                far_m = slant_m(antenna[2], d_m, z_m + height_m, scales[1], scales[2])
                is_seen = height_m >= hidden_m and far_m is not None
                return p_between(rows, step_m, heights_m, height_m, far_m) if is_seen else None

            found[row, col] = (
                [seen(heights_m[k]) or 0.0 for k in picks],
                lowest_covered_m(hidden_m, heights_m, seen),
            )
    return found


def lowest_covered_m(hidden_m, heights_m, seen):
    """First height at which the broken line through the lowest height in sight and the table's crosses one half."""
    if hidden_m > heights_m[-1]:
        return math.inf
    knots = [(hidden_m, seen(hidden_m) or 0.0)]
    for height_m in [h for h in heights_m if h >= hidden_m]:
        p = seen(height_m)
        if p is None:
            break
        knots.append((height_m, p))
    if knots[0][1] >= HALF:
        return hidden_m
    for (low_m, p_low), (high_m, p_high) in pairwise(knots):
        if p_high >= HALF:
            return low_m + (high_m - low_m) * (HALF - p_low) / (p_high - p_low)
    return math.inf


# Finds ----------------------------------------------------------------------------------------------------


def looks_along(p, moments_s, start_s, interval_s, faint):
    """(moment, probability) of every look from a start on; nothing where both ends of a step are faint."""
    looks, count = [], 0
    while start_s + count * interval_s < moments_s[-1]:
        time_s = start_s + count * interval_s
        k = max(i for i in range(len(moments_s) - 1) if moments_s[i] <= time_s + 1e-9)
        is_faint = p[k] < faint and p[k + 1] < faint
        looks.append((time_s, 0.0 if is_faint else float(np.interp(time_s, moments_s, p))))
        count += 1
    return looks


def p_confirmed(p_looks, m, n):
    """By enumeration: probability that by each look some n in a row held m hits."""
    done = np.zeros(len(p_looks))
    for pattern in range(1 << len(p_looks)):
        hits = [(pattern >> i) & 1 for i in range(len(p_looks))]
        weight = math.prod(p if hit else 1.0 - p for p, hit in zip(p_looks, hits, strict=True))
        first = next((i for i in range(len(hits)) if sum(hits[max(0, i - n + 1) : i + 1]) >= m), None)
        if first is not None:
            done[first:] += weight
    return done

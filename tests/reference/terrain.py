"""The slow, obvious twin of the sweep: exact R3, every crossing of every row and column on the line of sight.

Franklin, Ray and Mehta, "Geometric algorithms for siting of air defense missile batteries" (1994), R3.
Plain loops over plain arrays, so that a benchmark can compile the same text.
"""

import math

RADIUS_M = (2 * 6378137.0 + 6378137.0 * (1 - 1 / 298.257223563)) / 3


def lowest_visible(ground_m, site, eye_m, cell_m, k_factor, target):
    """Height above ground that a target at a grid point needs to be seen: one line, both ends grid points."""
    (row0, col0), (row1, col1) = site, target
    d_row, d_col = row1 - row0, col1 - col0
    distance_m = math.hypot(d_row, d_col) * cell_m
    bend_per_m = 1.0 / (2.0 * k_factor * RADIUS_M)
    steepest = -math.inf
    for i in range(1, abs(d_row)):
        share = i / abs(d_row)
        row, col = row0 + (i if d_row > 0 else -i), col0 + d_col * share
        left = math.floor(col)
        z_m = ground_m[row, left]
        if col > left:
            z_m = z_m + (col - left) * (ground_m[row, left + 1] - z_m)
        d_m = share * distance_m
        steepest = max(steepest, (z_m - eye_m) / d_m - d_m * bend_per_m)
    for i in range(1, abs(d_col)):
        share = i / abs(d_col)
        col, row = col0 + (i if d_col > 0 else -i), row0 + d_row * share
        above = math.floor(row)
        z_m = ground_m[above, col]
        if row > above:
            z_m = z_m + (row - above) * (ground_m[above + 1, col] - z_m)
        d_m = share * distance_m
        steepest = max(steepest, (z_m - eye_m) / d_m - d_m * bend_per_m)
    if steepest == -math.inf:
        return 0.0
    return max(0.0, eye_m + distance_m * (steepest + distance_m * bend_per_m) - ground_m[row1, col1])

"""The ray sweep: the lowest altitude in sight of one site, for every point around it.

Around the site lie four sectors of 90 degrees. Each walks outward row by row (for east and west: over the
transposed ground), with one running number a ray: the steepest slope met so far. A row is first written (each
point between two rays takes their slopes' mean by distance), then every ray takes the row's own height into
account. Rays end on the outermost row, one a cell of it, so that near the site they are far denser than cells.

A crest that lies between two rows is missed there, and near the site a missed crest counts many times: its
height error grows with the ratio of distances. So in the first `n_near` rows each ray also looks at the
columns it crosses, which makes it the exact R3 rule there.

Heights m, float32. The earth is a sphere of k times its radius, its drop d²/2kR. Twin: `lowest_visible` in
`tests/reference/terrain.py`, which is R3 as it is defined: every crossing of every row and column.
"""

import math

import numpy as np

from belfort.numeric.jit import kernel, vector_kernel

_ONE, _ZERO, _BLIND = np.float32(1.0), np.float32(0.0), np.float32(-1e30)
_QUARTER, _HALF, _ALMOST_ONE = np.float32(0.25), np.float32(0.5), np.float32(0.9999)
_A_BIT = np.float32(1e-3)


@vector_kernel
def _write_row(out_m, ground_m, slope, points, row, rays, scales):
    """Write the lowest height in sight of points of one row.

    `points` is (how many, first column, columns between two), `rays` (index of the middle ray, rays a column).
    """
    n, first, stride = points
    middle, rays_per_col = rays
    eye_m, cell_m, bend_per_m = scales
    y_m = np.float32(row) * cell_m
    y2_m2 = y_m * y_m
    for i in range(n):
        col = np.float32(np.int32(first) + np.int32(i) * np.int32(stride))  # exact, whatever the stride
        ray = middle + col * rays_per_col
        left = np.int32(ray)
        share = ray - np.float32(left)
        slope0 = slope[np.uint32(left)]
        steepest = slope0 + share * (slope[np.uint32(left) + np.uint32(1)] - slope0)
        x_m = col * cell_m
        d2_m2 = x_m * x_m + y2_m2
        alt_m = eye_m + math.sqrt(d2_m2) * steepest + d2_m2 * bend_per_m
        out_m[i] = max(alt_m - ground_m[np.uint32(i) * np.uint32(stride)], _ZERO)


@vector_kernel
def _pass_row(slope, ground_m, tangent, secant_m, inv_secant_per_m, passing, scales):
    """Let rays pass a row: the height there, by the two points on either side, may be the steepest yet.

    `passing` is (how many rays, row, index in `ground_m` of the site's column, its last index). A ray beyond
    the grid's edge, there to be the neighbour of one that is not, passes over the edge.
    """
    n, row, base, end = passing
    eye_m, _, bend_per_m = scales
    edge = np.float32(end) - _A_BIT
    rows = np.float32(row)
    inv_rows, middle = _ONE / rows, np.float32(base)
    bend = rows * bend_per_m
    for i in range(n):
        x = min(max(tangent[i] * rows + middle, _ZERO), edge)
        left = np.int32(x)
        share = x - np.float32(left)
        z0_m = ground_m[np.uint32(left)]
        z_m = z0_m + share * (ground_m[np.uint32(left) + np.uint32(1)] - z0_m)
        slope[i] = max(slope[i], (z_m - eye_m) * (inv_secant_per_m[i] * inv_rows) - secant_m[i] * bend)


@vector_kernel
def _pass_columns(slope, before_m, ground_m, tangent, inv_tangent, secant_m, passing, scales):
    """Let rays pass the column they cross between the row before and this one, where they cross one."""
    n, row, base, end = passing
    eye_m, _, bend_per_m = scales
    edge = np.float32(end)
    rows = np.float32(row)
    rows_before, middle = rows - _ONE, np.float32(base)
    for i in range(n):
        x0, x1 = tangent[i] * rows_before, tangent[i] * rows
        near, far = min(x0, x1), max(x0, x1)
        col = np.float32(math.floor(far))
        y = col * inv_tangent[i]
        share = y - rows_before
        at = np.uint32(np.int32(min(max(col + middle, _ZERO), edge)))
        z0_m = before_m[at]
        z_m = z0_m + share * (ground_m[at] - z0_m)
        d_m = max(y, _QUARTER) * secant_m[i]
        met = (z_m - eye_m) / d_m - d_m * bend_per_m
        is_crossed = (col > near) & (y > _HALF) & (share < _ALMOST_ONE)
        slope[i] = max(slope[i], met if is_crossed else _BLIND)


@kernel
def _aim_rays(half, cell_m, tangent, secant_m, inv_secant_per_m, inv_tangent, slope):
    """Set 2 * half + 1 rays from one diagonal to the other, the last one twice; none has met anything."""
    for i in range(2 * half + 2):
        t = min(1.0, (i - half) / half)
        tangent[i] = t
        secant_m[i] = math.sqrt(1.0 + t * t) * cell_m
        inv_secant_per_m[i] = 1.0 / (math.sqrt(1.0 + t * t) * cell_m)
        inv_tangent[i] = 1.0 / t if i != half else 1.0
        slope[i] = _BLIND


@kernel
def _live_rays(half, row, reach_cols, site_col, n_cols):
    """Return the first and last ray that still matters at a row: within reach, and one beyond the grid."""
    spread = int(half * reach_cols / row) + 2 if reach_cols < row else half + 1
    first, last = max(0, half - spread), min(2 * half + 1, half + spread)
    room = n_cols - 1 - site_col
    if site_col < row:
        first = max(first, math.floor(half - half * site_col / row) - 1)
    if room < row:
        last = min(last, math.ceil(half + half * room / row) + 1)
    return first, last


@kernel
def sweep_sector(ground_m, out_m, place, step, reach, scales, stride, rays):
    """Write one sector's part of a window.

    Parameters
    ----------
    ground_m
        (rows, cols) float32: heights, or their transpose for the sectors east and west.
    out_m
        (window rows, window cols) float32: overwritten where this sector reaches.
    place
        (site row, site col, row of out_m[0] and column of out_m[:, 0] in units of `stride`).
    step
        1 to walk towards higher rows, -1 towards lower ones.
    reach
        Radius in cells; need not be whole.
    scales
        (height of the antenna above the sea, cell in m, 1 / 2kR), float32.
    stride
        Only every `stride`-th row and column is written.
    rays
        (half their number, rows in which columns count too, scratch of shape (5, >= 2 * half + 2) float32).
    """
    site_row, site_col, window_row, window_col = place
    n_rows, n_cols = ground_m.shape
    half, n_near, lines = rays
    tangent, secant_m, inv_secant_per_m, inv_tangent, slope = lines[0], lines[1], lines[2], lines[3], lines[4]
    _aim_rays(half, scales[1], tangent, secant_m, inv_secant_per_m, inv_tangent, slope)
    for j in range(1, int(reach) + 1):
        row = site_row + step * j
        if row < 0 or row >= n_rows:
            break
        reach_cols = min(j, int(math.sqrt(reach * reach - j * j)))
        first, last = _live_rays(half, j, reach_cols, site_col, n_cols)
        base = min(j, site_col)
        passing = (last - first + 1, j, base, n_cols - 1 - site_col + base)
        live, t, s = slope[first:], tangent[first:], secant_m[first:]
        here_m = ground_m[row, site_col - base :]
        if j <= n_near:
            before_m = ground_m[row - step, site_col - base :]
            _pass_columns(live, before_m, here_m, t, inv_tangent[first:], s, passing, scales)
        if row % stride == 0:
            low = max(-reach_cols, -site_col)
            low += (-(site_col + low)) % stride
            n_out = (min(reach_cols, n_cols - 1 - site_col) - low) // stride + 1
            if n_out > 0:
                line_m = out_m[row // stride - window_row, (site_col + low) // stride - window_col :]
                turn = (np.float32(half), np.float32(half / j))
                _write_row(
                    line_m, ground_m[row, site_col + low :], slope, (n_out, low, stride), j, turn, scales
                )
        _pass_row(live, here_m, t, s, inv_secant_per_m[first:], passing, scales)


@kernel
def merge_sectors(out_m, across_m, place, stride, reach):
    """Copy the sectors east and west into the window from their transpose, and blind it beyond reach.

    Tile by tile, so that both fit the cache. The site itself sees the ground.
    """
    site_row, site_col, window_row, window_col = place
    n_rows, n_cols = out_m.shape
    tile = 64
    for row0 in range(0, n_rows, tile):
        for col0 in range(0, n_cols, tile):
            for row in range(row0, min(n_rows, row0 + tile)):
                away = abs((row + window_row) * stride - site_row)
                within = int(math.sqrt(max(0.0, reach * reach - away * away)))
                for col in range(col0, min(n_cols, col0 + tile)):
                    aside = abs((col + window_col) * stride - site_col)
                    if aside > within:
                        out_m[row, col] = np.inf
                    elif aside > away:
                        out_m[row, col] = across_m[col, row]
    if site_row % stride == 0 and site_col % stride == 0:
        out_m[site_row // stride - window_row, site_col // stride - window_col] = 0.0


@kernel
def limit_to_beam(out_m, ground_m, place, stride, scales, beam):
    """Raise a window to the lower edge of a beam, and blind it outside a sector of azimuth.

    `beam` is (tangent of the lowest elevation, middle of the sector on the grid in rad, half its width in rad).
    """
    site_row, site_col, window_row, window_col = place
    lowest_tangent, middle_rad, half_width_rad = beam
    eye_m, cell_m, bend_per_m = scales
    is_sector = half_width_rad < math.pi
    for row in range(out_m.shape[0]):
        grid_row = (row + window_row) * stride
        north_m = (site_row - grid_row) * cell_m
        for col in range(out_m.shape[1]):
            if out_m[row, col] == np.inf:
                continue
            grid_col = (col + window_col) * stride
            east_m = (grid_col - site_col) * cell_m
            d_m = math.sqrt(north_m * north_m + east_m * east_m)
            edge_m = eye_m + d_m * lowest_tangent + d_m * d_m * bend_per_m - ground_m[grid_row, grid_col]
            out_m[row, col] = max(out_m[row, col], edge_m)
            if not is_sector:
                continue
            turn = math.atan2(east_m, north_m) - middle_rad
            turn -= 2.0 * math.pi * math.floor(turn / (2.0 * math.pi) + 0.5)
            if abs(turn) > half_width_rad and d_m > 0.0:
                out_m[row, col] = np.inf


@kernel
def fold_lowest(lowest_m, n_seeing, window_m, row0, col0, level_m):
    """Take one window into the lowest height in sight of any site, and the count of sites that see `level_m`."""
    for row in range(window_m.shape[0]):
        for col in range(window_m.shape[1]):
            height_m = window_m[row, col]
            at_row, at_col = row + row0, col + col0
            lowest_m[at_row, at_col] = min(lowest_m[at_row, at_col], height_m)
            n_seeing[at_row, at_col] += np.uint16(height_m <= level_m)

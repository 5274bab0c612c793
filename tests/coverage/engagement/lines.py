"""Straight paths and effectors for the tests of engagement, without a map."""

import numpy as np

from belfort.coverage.engagement.kernels import Paths, Reach


def frozen(column):
    column = np.ascontiguousarray(column, dtype=np.float64)
    column.setflags(write=False)
    return column


def line(start, end, speed_mps, step_m=250.0, height_agl_m=100.0, alt_msl_m=None):
    """One target from start to end (x, y) at one height, or from one altitude to another."""
    length_m = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    n = int(np.ceil(length_m / step_m)) + 1
    share = np.linspace(0.0, 1.0, n)
    alt_m = (
        np.full(n, height_agl_m)
        if alt_msl_m is None
        else alt_msl_m[0] + share * (alt_msl_m[1] - alt_msl_m[0])
    )
    x_m, y_m = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
    agl_m = np.full(n, height_agl_m) if alt_msl_m is None else alt_m
    rows = (frozen(column[None, :]) for column in (x_m, y_m, alt_m, agl_m))
    return Paths(*rows, frozen(length_m * (1.0 - share)), frozen(share * length_m / speed_mps))


def effector(
    x_m=0.0,
    y_m=0.0,
    alt_msl_m=100.0,
    min_range_m=0.0,
    max_range_m=1e9,
    speed_mps=800.0,
    dwell_s=0.0,
    min_height_agl_m=0.0,
    max_height_m=1e9,
    standoff_m=0.0,
):
    return Reach(
        x_m,
        y_m,
        alt_msl_m,
        min_range_m,
        max_range_m,
        min_height_agl_m,
        max_height_m,
        speed_mps,
        dwell_s,
        standoff_m,
    )

"""The engagement ladder, compiled: look after look of one effector at targets on sampled paths.

Map coordinates and heights in m, times in s from the first sample of a path. Nothing is checked here and
nothing raises; `ladder` does both. Twin: `tests/reference/engagement.py`.
"""

from typing import NamedTuple

import numpy as np

from belfort.numeric.jit import kernel

ROUNDS = 30
"""Halvings of one step: 1e-9 of it is left."""


class Paths(NamedTuple):
    """Targets on n_paths lines that share distances and times, n_samples each, read-only float64, C order."""

    x_m: np.ndarray
    """(n_paths, n_samples): map coordinate, east."""
    y_m: np.ndarray
    """(n_paths, n_samples): map coordinate, north."""
    alt_msl_m: np.ndarray
    """(n_paths, n_samples)."""
    height_agl_m: np.ndarray
    """(n_paths, n_samples)."""
    distance_to_go_m: np.ndarray
    """(n_samples,), descending."""
    time_s: np.ndarray
    """(n_samples,), ascending from 0; the last one is the impact."""


class Reach(NamedTuple):
    """What one effector at one place can meet: ten numbers."""

    x_m: float
    y_m: float
    alt_msl_m: float
    min_range_m: float
    max_range_m: float
    min_height_agl_m: float
    """Above the ground under the target."""
    max_height_m: float
    """Above the unit."""
    speed_mps: float
    """Mean speed of the way out; infinite for radio."""
    dwell_s: float
    """How long it must stay on a target in reach and in sight."""
    standoff_m: float
    """How far from the target it has done its work: 0 for what must meet it."""


class Rungs(NamedTuple):
    """Where the kernel writes: (n_paths, n_looks) each; what is not reached stays as it was."""

    launch_s: np.ndarray
    intercept_s: np.ndarray
    distance_to_go_m: np.ndarray
    range_m: np.ndarray
    alt_msl_m: np.ndarray


@kernel
def between(column, k, share):
    """Return the value `share` of the way from sample k - 1 to sample k."""
    return column[k - 1] + share * (column[k] - column[k - 1])


@kernel
def range_at(reach, paths, i, k, share):
    """Return the slant range in m from the unit to a target between two samples."""
    dx_m = between(paths.x_m[i], k, share) - reach.x_m
    dy_m = between(paths.y_m[i], k, share) - reach.y_m
    dz_m = between(paths.alt_msl_m[i], k, share) - reach.alt_msl_m
    return np.sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m)


@kernel
def holds(reach, range_m, alt_msl_m, height_agl_m):
    """Return whether a point lies in the envelope, edges included."""
    return (
        reach.min_range_m <= range_m <= reach.max_range_m
        and height_agl_m >= reach.min_height_agl_m
        and alt_msl_m - reach.alt_msl_m <= reach.max_height_m
    )


@kernel
def holds_at(reach, paths, i, k, share):
    """Return whether a target between two samples is in the envelope."""
    range_m = range_at(reach, paths, i, k, share)
    alt_msl_m = between(paths.alt_msl_m[i], k, share)
    return holds(reach, range_m, alt_msl_m, between(paths.height_agl_m[i], k, share))


@kernel
def range_of_sample(reach, paths, i, k):
    """Return the slant range in m from the unit to a target at a sample."""
    dx_m, dy_m = paths.x_m[i, k] - reach.x_m, paths.y_m[i, k] - reach.y_m
    dz_m = paths.alt_msl_m[i, k] - reach.alt_msl_m
    return np.sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m)


@kernel
def order_for(reach, range_m, time_s):
    """Return when the trigger is pulled so that the work is done at a range and a time."""
    return time_s - max(range_m - reach.standoff_m, 0.0) / reach.speed_mps - reach.dwell_s


@kernel
def order_at(reach, paths, i, k, share):
    """Return when the trigger is pulled so that the work is done at a target between two samples."""
    return order_for(reach, range_at(reach, paths, i, k, share), between(paths.time_s, k, share))


@kernel
def share_of_edge(reach, paths, i, k, low, high, is_entry):
    """Return where in a part of the step to k a target crosses the envelope's edge: first point in, or last."""
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        if holds_at(reach, paths, i, k, middle) == is_entry:
            high = middle
        else:
            low = middle
    return high if is_entry else low


@kernel
def share_of_order(reach, paths, i, k, ready_s):
    """Return where between k - 1 and k the order falls on `ready_s`; it falls before at k - 1, after at k."""
    low, high = 0.0, 1.0
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        if order_at(reach, paths, i, k, middle) >= ready_s:
            high = middle
        else:
            low = middle
    return high


@kernel
def first_after(time_s, moment_s):
    """Return the first sample later than a moment, at least 1, at most their number."""
    low, high = 1, time_s.shape[0]
    while low < high:
        middle = (low + high) // 2
        if time_s[middle] > moment_s:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def earliest_in_step(reach, paths, i, k, last, ready_s, since_s):
    """Return the earliest share of the step to sample k at which the work can be done, 2 where there is none.

    Not after the share `last`, where the target leaves the envelope; neither may the order come before
    `ready_s` nor the work end before `since_s` and the dwell.
    """
    start_s, end_s = paths.time_s[k - 1], paths.time_s[k]
    share = max((since_s + reach.dwell_s - start_s) / (end_s - start_s), 0.0)
    if share > last or order_at(reach, paths, i, k, last) < ready_s:
        return 2.0
    if order_at(reach, paths, i, k, 0.0) < ready_s:
        share = max(share, share_of_order(reach, paths, i, k, ready_s))
    if share > last:
        return 2.0
    if not holds_at(
        reach, paths, i, k, share
    ):  # in a gap between two samples, such as the dead zone overhead
        share = share_of_edge(reach, paths, i, k, share, last, True)
    return share


@kernel
def next_intercept(reach, paths, i, is_visible, ready_s):
    """Return (k, share): the earliest point at which an order given at or after `ready_s` does its work.

    k is the number of samples where there is none.
    """
    n_samples = paths.time_s.shape[0]
    first = first_after(paths.time_s, ready_s)
    since_s = max(ready_s, paths.time_s[0])
    was_held = False
    for k in range(first - 1, n_samples):
        range_m = range_of_sample(reach, paths, i, k)
        is_held = is_visible[k] and holds(reach, range_m, paths.alt_msl_m[i, k], paths.height_agl_m[i, k])
        if k >= first and (is_held or was_held):
            in_sight = is_visible[k - 1] and is_visible[k]
            last = 1.0
            if not was_held:
                entry = share_of_edge(reach, paths, i, k, 0.0, 1.0, True) if in_sight else 1.0
                since_s = max(between(paths.time_s, k, entry), ready_s)
            if not is_held:
                last = share_of_edge(reach, paths, i, k, 0.0, 1.0, False) if in_sight else 0.0
            if not is_held or order_for(reach, range_m, paths.time_s[k]) >= ready_s:
                share = earliest_in_step(reach, paths, i, k, last, ready_s, since_s)
                if share <= 1.0:
                    return k, share
        was_held = is_held
    return n_samples, 0.0


@kernel
def climb(reach, paths, i, is_visible, ready_s, again_s, rungs):
    """Write the looks at one target; return how many there are, at most the width of `rungs`."""
    n_samples = paths.time_s.shape[0]
    for look in range(rungs.launch_s.shape[1]):
        k, share = next_intercept(reach, paths, i, is_visible, ready_s)
        if k >= n_samples:
            return look
        done_s = between(paths.time_s, k, share)
        rungs.launch_s[i, look] = order_at(reach, paths, i, k, share)
        rungs.intercept_s[i, look] = done_s
        rungs.distance_to_go_m[i, look] = between(paths.distance_to_go_m, k, share)
        rungs.range_m[i, look] = range_at(reach, paths, i, k, share)
        rungs.alt_msl_m[i, look] = between(paths.alt_msl_m[i], k, share)
        ready_s = done_s + again_s
    return rungs.launch_s.shape[1]


@kernel
def ladder_rows(reach, paths, is_visible, ready_s, again_s, rungs, out_n_looks):
    """Write the looks at every target.

    `is_visible` (n_paths, n_samples); `ready_s` (n_paths,), when a first order can be given, NaN where the
    target is never found; `again_s` from one look to the next order; `out_n_looks` (n_paths,) int64.
    """
    for i in range(paths.x_m.shape[0]):
        out_n_looks[i] = 0
        if ready_s[i] == ready_s[i]:
            out_n_looks[i] = climb(reach, paths, i, is_visible[i], ready_s[i], again_s, rungs)

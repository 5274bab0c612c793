"""Slow, obvious twins of the engagement kernels: a clock that ticks, and every outcome counted.

The clock knows nothing of roots: it sends an effector off at every tick, lets it run out in a growing sphere
until the sphere passes the target, and keeps the launch whose meeting is allowed and comes first.
"""

import itertools
import math

import numpy as np


def sampled(paths, i, time_s):
    """The target at moments: x, y, altitude, height above ground, distance to go."""
    columns = (paths.x_m[i], paths.y_m[i], paths.alt_msl_m[i], paths.height_agl_m[i], paths.distance_to_go_m)
    return [np.interp(time_s, paths.time_s, c) for c in columns]


def is_seen(paths, seen, time_s):
    """In sight between two samples that are both in sight."""
    after = np.searchsorted(paths.time_s, time_s, side="left")
    before = np.searchsorted(paths.time_s, time_s, side="right") - 1
    return seen[np.clip(after, 0, len(seen) - 1)] & seen[np.clip(before, 0, len(seen) - 1)]


def climb(reach, paths, i, seen, ready_s, again_s, most_looks, tick_s):
    """Looks at one target: a list of (launch, meeting)."""
    ticks_s = np.arange(0.0, paths.time_s[-1] + 1e-9, tick_s)
    x_m, y_m, alt_m, agl_m, _ = sampled(paths, i, ticks_s)
    range_m = np.sqrt((x_m - reach.x_m) ** 2 + (y_m - reach.y_m) ** 2 + (alt_m - reach.alt_msl_m) ** 2)
    allowed = is_allowed(reach, range_m, alt_m, agl_m) & is_seen(paths, seen, ticks_s)
    looks = []
    while len(looks) < most_looks:
        look = first_meeting(reach, ticks_s, range_m, allowed, ready_s)
        if look is None:
            break
        looks.append(look)
        ready_s = look[1] + again_s
    return looks


def is_allowed(reach, range_m, alt_m, agl_m):
    inside = (range_m >= reach.min_range_m) & (range_m <= reach.max_range_m)
    return inside & (agl_m >= reach.min_height_agl_m) & (alt_m - reach.alt_msl_m <= reach.max_height_m)


def range_at(reach, paths, i, time_s):
    x_m, y_m, alt_m, _, _ = sampled(paths, i, time_s)
    return np.sqrt((x_m - reach.x_m) ** 2 + (y_m - reach.y_m) ** 2 + (alt_m - reach.alt_msl_m) ** 2)


def is_plain(reach, paths, i, seen, time_s, tick_s):
    """Whether a clock can be trusted with a meeting at a moment.

    A sample beside it lies in the window, the window is without a gap from the dwell before it to ten ticks
    after it, and a launch a tick later meets at most three ticks later.
    """
    after = int(np.searchsorted(paths.time_s, time_s, side="left"))
    near_s = paths.time_s[max(after - 1, 0) : after + 1]
    lasting_s = np.append(np.arange(time_s, time_s - reach.dwell_s, -tick_s), time_s + 10 * tick_s)
    allowed = []
    for moments_s in (near_s, lasting_s):
        _, _, alt_m, agl_m, _ = sampled(paths, i, moments_s)
        inside = is_allowed(reach, range_at(reach, paths, i, moments_s), alt_m, agl_m)
        allowed.append(inside & is_seen(paths, seen, moments_s))
    receding_mps = np.diff(range_at(reach, paths, i, np.array([time_s - tick_s, time_s]))) / tick_s
    moved = 1.0 - receding_mps[0] / reach.speed_mps
    return bool(allowed[0].any() and allowed[1].all() and lasting_s[-1] < paths.time_s[-1] and moved > 0.3)


def first_meeting(reach, ticks_s, range_m, allowed, ready_s):
    """Try a launch at every tick; return the (launch, meeting) with the earliest meeting allowed."""
    best = None
    n_dwell = round(reach.dwell_s / (ticks_s[1] - ticks_s[0]))
    for launch in range(math.ceil(ready_s / (ticks_s[1] - ticks_s[0]) - 1e-9), len(ticks_s)):
        if best is not None and launch >= best[1]:
            break
        leaves = launch + n_dwell  # the last round, or the end of jamming
        if leaves >= len(ticks_s):
            break
        if math.isinf(reach.speed_mps):
            passes = [leaves]
        else:
            out_m = reach.speed_mps * (ticks_s[leaves:] - ticks_s[leaves]) + reach.standoff_m
            inside = out_m >= range_m[leaves:]
            passes = leaves + np.flatnonzero(inside[1:] != inside[:-1]) + 1
        for meeting in passes:
            if allowed[max(meeting - n_dwell, launch) : meeting + 1].all() and (
                best is None or meeting < best[1]
            ):
                best = launch, meeting
                break
    return None if best is None else (ticks_s[best[0]], ticks_s[best[1]])


def outcomes(p, salvos):
    """(chance of a kill, shots on average) by going through every pattern of hits and misses."""
    p_kill = shots = 0.0
    for pattern in itertools.product((True, False), repeat=sum(salvos)):
        chance, fired, done = math.prod(p if hit else 1 - p for hit in pattern), 0, False
        for n in salvos:
            if not done:
                done = any(pattern[fired : fired + n])
                fired += n
        p_kill += chance * done
        shots += chance * fired
    return p_kill, shots


def head_on_m(distance_m, delay_s, v_missile_mps, v_target_mps):
    """Where a missile from the asset meets a target found at a distance: both run until they meet."""
    return v_missile_mps * (distance_m - v_target_mps * delay_s) / (v_missile_mps + v_target_mps)


def shoot_look_shoot_m(distance_m, first_s, again_s, v_missile_mps, v_target_mps, n):
    """The n meetings one after the other, each starting from the one before."""
    found_m, delay_s, met = distance_m, first_s, []
    for _ in range(n):
        found_m = head_on_m(found_m, delay_s, v_missile_mps, v_target_mps)
        delay_s = again_s
        met.append(found_m)
    return met

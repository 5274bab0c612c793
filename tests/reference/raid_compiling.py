"""Slow, obvious twins of the kernels that work along ways."""

import itertools

import numpy as np


def p_confirmed_by(p_looks, m, n):
    """Chance of m hits in the last n looks at some look up to each, by every sequence of hits and misses."""
    out = np.zeros(len(p_looks))
    for hits in itertools.product((0, 1), repeat=len(p_looks)):
        chance = np.prod([p if h else 1 - p for p, h in zip(p_looks, hits, strict=True)])
        for k in range(len(hits)):
            if any(sum(hits[max(0, i - n + 1) : i + 1]) >= m for i in range(k + 1)):
                out[k] += chance
    return out


def meeting_s(position, site, speed_mps, launch_s, step_s=0.01, until_s=1e4):
    """First moment at which a shot fired at `launch_s` is where the target is, by small steps."""
    t = launch_s
    while t < until_s:
        if np.linalg.norm(position(t) - site) <= speed_mps * (t - launch_s):
            return t
        t += step_s
    return np.nan

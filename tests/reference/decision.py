"""The decision, slowly and plainly: one draw, one pair, one criterion at a time. TOPSIS lives here only.

TOPSIS and the weighted sum on local scales are no part of the product: their order of two options can turn when a
third goes. They are here to show how often.
"""

from math import exp

import numpy as np


def smaa(values, weights):
    """Rank acceptability, central weights, confidence, winning share: values (draws, options, criteria)."""
    n_draws, n_options, n_criteria = values.shape
    rank = np.zeros((n_options, n_options))
    win = np.zeros((n_options, n_options))
    central, n_first = np.zeros((n_options, n_criteria)), np.zeros(n_options)
    for draw in range(n_draws):
        total = [float(sum(v * w for v, w in zip(row, weights[draw], strict=True))) for row in values[draw]]
        for a in range(n_options):
            place = sum(other > total[a] for other in total)
            rank[a, place] += 1
            if place == 0:
                central[a] += weights[draw]
                n_first[a] += 1
            for b in range(n_options):
                win[a, b] += total[a] > total[b]
    central = np.array(
        [c / n if n else np.full(n_criteria, np.nan) for c, n in zip(central, n_first, strict=True)]
    )
    confidence = np.full(n_options, np.nan)
    for a in range(n_options):
        if n_first[a]:
            confidence[a] = np.mean([(v @ central[a])[a] >= (v @ central[a]).max() for v in values])
    return rank / n_draws, central, confidence, win / n_draws


def degree(shape: str, d: float, q: float, p: float, s: float) -> float:
    """One preference degree, as the table of Brans and Vincke has it."""
    if d <= 0:
        return 0.0
    if shape == "usual":
        return 1.0
    if shape == "step":
        return 0.0 if d <= q else 1.0
    if shape == "ramp":
        return min(d / p, 1.0)
    if shape == "level":
        return 0.0 if d <= q else 0.5 if d <= p else 1.0
    if shape == "linear":
        return 0.0 if d <= q else min((d - q) / (p - q), 1.0)
    return 1.0 - exp(-d * d / (2 * s * s))


def promethee(measures, weights, preferences):
    """Plus and minus flows of one table."""
    n = len(measures)
    plus, minus = np.zeros(n), np.zeros(n)
    for a in range(n):
        for b in range(n):
            if a == b:
                continue
            for k, pref in enumerate(preferences):
                d = (measures[a][k] - measures[b][k]) * (1 if pref.is_rising else -1)
                part = weights[k] * degree(pref.shape.value, d, pref.q, pref.p, pref.s) / (n - 1)
                plus[a] += part
                minus[b] += part
    return plus, minus


def topsis(measures, weights):
    """Closeness to the ideal, all criteria to be large, vector normalisation (Hwang and Yoon 1981); any leading axes."""
    x = np.asarray(measures, float)
    z = x / np.sqrt((x**2).sum(-2, keepdims=True)) * np.asarray(weights)[..., None, :]
    best, worst = z.max(-2, keepdims=True), z.min(-2, keepdims=True)
    to_best, to_worst = (np.sqrt(((z - end) ** 2).sum(-1)) for end in (best, worst))
    return to_worst / (to_best + to_worst)


def local_sum(measures, weights):
    """Weighted sum of measures scaled between the least and the largest of the options at hand; any leading axes."""
    x = np.asarray(measures, float)
    low, high = x.min(-2, keepdims=True), x.max(-2, keepdims=True)
    return (((x - low) / (high - low)) * np.asarray(weights)[..., None, :]).sum(-1)


def random_problems(n, seed=1):
    """Random tables of 4 options by 3 criteria, and weights: (n, 4, 3) and (n, 3)."""
    rng = np.random.default_rng(seed)
    pairs = [(rng.uniform(0, 1, (4, 3)), rng.dirichlet([1, 1, 1])) for _ in range(n)]
    return np.array([x for x, _ in pairs]), np.array([w for _, w in pairs])


def reversal_rate(measures, weights, score):
    """Share of problems whose winner changes when the option that came last goes. score(measures, weights)."""
    total = score(measures, weights)
    n, m = total.shape
    last, first = total.argmin(1), total.argmax(1)
    keep = np.array([[o for o in range(m) if o != gone] for gone in last])
    left = np.take_along_axis(measures, keep[:, :, None], axis=1)
    now = keep[np.arange(n), score(left, weights).argmax(1)]
    return float((now != first).mean())

"""Slow, obvious twins of the night's kernels: one draw at a time, and Bayes' rule on a grid."""

import math

import numpy as np
from scipy.special import log_ndtr, ndtr
from scipy.stats import binom, norm

from belfort.numeric.streams import Stream
from tests.reference.numeric import philox4x32, unit_draw


def state_of(z, edges):
    return sum(edge <= z for edge in edges)


def _uniform(words, entity):
    return unit_draw(Stream(int(words[0]), int(words[1]), int(words[2]), entity, int(words[3])), 0)


def fill_night(out, words):
    for i in range(len(out)):
        out[i] = norm.ppf(_uniform(words[i], 0))


def fill_families(out, night_z, words, shared, edges):
    for i in range(len(out)):
        for f, share in enumerate(shared):
            own = norm.ppf(_uniform(words[i], f + 1))
            out[i, f] = state_of(math.sqrt(share) * night_z[i] + math.sqrt(1 - share) * own, edges)
        out[i, -1] = state_of(night_z[i], edges)


def fill_stratified_night(out, words, ends):
    for i in range(len(out)):
        key_low, key_high, replicate, purpose = (int(w) for w in words[i])
        shift = philox4x32(0, 0, 2**32 - 1, purpose, key_low, key_high)[0]
        point = (int(f"{replicate:032b}"[::-1], 2) ^ shift) / 2**32
        state = next(s for s, end in enumerate(ends) if point < end)
        out[i] = norm.ppf((state + _uniform(words[i], 0)) / len(ends))


def filter_nights(levels, night, choose, is_known, spread, shift, drift):
    """The same moments, each integral a sum over ten thousand points."""
    mean, variance = 0.0, 2.25
    for i, (day, n, k) in enumerate(night.tolist()):
        if i > 0:
            variance += drift**2 * (day - night[i - 1, 0])
        centre, sd = mean + shift[i], math.sqrt(variance + spread[i] ** 2)
        x = np.linspace(centre - 9 * sd, centre + 9 * sd, 10_001)
        weight = norm.pdf(x, centre, sd) * binom.pmf(k, n, ndtr(x)) * (x[1] - x[0])
        mass = weight.sum()
        first = weight @ (x - centre) / mass
        second = weight @ (x - centre - first) ** 2 / mass
        levels[i] = mean, variance, math.log(mass)
        if is_known[i]:
            gain = variance / sd**2
            mean += gain * first
            variance -= gain**2 * (sd**2 - second)


def exact_log_scores(night, spread, shift, drift):
    """Log probability of each night in turn, the level's whole distribution kept on a grid: no normal is assumed."""
    x = np.linspace(-8.0, 8.0, 1601)
    level = norm.pdf(x, 0.0, 1.5)
    level /= level.sum()
    scores = []
    for i, (day, n, k) in enumerate(night.tolist()):
        if i > 0:
            level = _blurred(x, level, drift * math.sqrt(day - night[i - 1, 0]))
        log_likelihood = k * log_ndtr(x) + (n - k) * log_ndtr(-x)
        log_choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        seen = _blurred(x, np.exp(log_likelihood + log_choose), spread[i])
        seen = np.interp(x + shift[i], x, seen)
        scores.append(math.log(float(level @ seen)))
        level = level * seen / (level @ seen)
    return np.array(scores)


def _blurred(x, values, sd):
    """Convolve with a normal, the ends held on."""
    step = x[1] - x[0]
    reach = int(6 * sd / step) + 1
    weight = norm.pdf(np.arange(-reach, reach + 1) * step, 0.0, max(sd, 1e-9))
    return np.convolve(np.pad(values, reach, mode="edge"), weight / weight.sum(), "valid")


def kill_probability(p, rho, z):
    """Given the factor: shots at latent normals with correlation rho."""
    return norm.cdf((norm.ppf(p) + math.sqrt(rho) * z) / math.sqrt(1 - rho))


def crps(pmf, observed):
    """E|X - k| - E|X - X'| / 2, pair by pair."""
    counts = range(len(pmf))
    near = sum(pmf[x] * abs(x - observed) for x in counts)
    apart = sum(pmf[x] * pmf[y] * abs(x - y) for x in counts for y in counts)
    return near - 0.5 * apart

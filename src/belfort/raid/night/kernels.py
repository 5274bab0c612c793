"""The compiled loops of the night: its state in each replicate, and the filter over measured nights.

Twins: `tests/reference/night.py`.
"""

import math

import numpy as np

from belfort.numeric.draws import normal_quantile
from belfort.numeric.jit import kernel
from belfort.numeric.philox import philox4x32, unit_draw
from belfort.numeric.streams import Stream

_ROOT_HALF = math.sqrt(0.5)
_LEAST = 1e-300  # smallest probability whose logarithm is taken
_MOST = 1.0 - 2.0**-53
_REACH_SD = 8.0
_N_STEPS = 200


@kernel
def state_of(z, edges):
    """Return how many of the rising `edges` lie at or below z: the number of its state."""
    low, high = 0, edges.shape[0]
    while low < high:
        middle = (low + high) // 2
        if edges[middle] <= z:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def fill_families(out, night_z, words, shared, edges):
    """Write the states of the families and, last, of detection, from the factor G of each replicate.

    Parameters
    ----------
    out : (n, families + 1) int64
        Overwritten.
    night_z : (n,) float64
        G, standard normal.
    words : (n, 4) int64
        Key low, key high, replicate and purpose; family f draws from entity f + 1.
    shared : (families,) float64
        Share of a family's variance that is G's.
    edges : (states - 1,) float64
        Standard normal quantiles between the states.
    """
    n_families = shared.shape[0]
    for i in range(out.shape[0]):
        for f in range(n_families):
            z = night_z[i]
            if shared[f] < 1.0:
                own = unit_draw(Stream(words[i, 0], words[i, 1], words[i, 2], f + 1, words[i, 3]), 0)
                z = math.sqrt(shared[f]) * z + math.sqrt(1.0 - shared[f]) * normal_quantile(own)
            out[i, f] = state_of(z, edges)
        out[i, n_families] = state_of(night_z[i], edges)


@kernel
def fill_night(out, words):
    """Write G of each replicate into `out`, (n,) float64: the normal of draw 0 of entity 0."""
    for i in range(out.shape[0]):
        u = unit_draw(Stream(words[i, 0], words[i, 1], words[i, 2], 0, words[i, 3]), 0)
        out[i] = normal_quantile(u)


@kernel
def fill_stratified_night(out, words, ends):
    """Write G of each replicate into `out`, (n,) float64, its state taken in turn.

    The state is that of a van der Corput point: the bits of the replicate's number in reverse, all replicates
    of a seed and purpose shifted by one draw. G lies within that state by draw 0 of entity 0.

    Parameters
    ----------
    out : (n,) float64
        Overwritten.
    words : (n, 4) int64
        As in `fill_families`.
    ends : (states,) float64
        Rising; the share of the replicates at or below each state, the last 1.
    """
    n_states = ends.shape[0]
    for i in range(out.shape[0]):
        shift, _, _, _ = philox4x32(0, 0, 0xFFFFFFFF, words[i, 3], words[i, 0], words[i, 1])
        point = np.float64(_reversed_bits(words[i, 2]) ^ np.int64(shift)) / 4294967296.0
        state = min(state_of(point, ends), n_states - 1)
        u = unit_draw(Stream(words[i, 0], words[i, 1], words[i, 2], 0, words[i, 3]), 0)
        out[i] = normal_quantile(min((state + u) / n_states, _MOST))


@kernel
def _reversed_bits(word):
    """Return the 32 low bits of a whole number in reverse order."""
    back = np.int64(0)
    for _ in range(32):
        back = (back << 1) | (word & 1)
        word = word >> 1
    return back


@kernel
def filter_nights(levels, night, choose, is_known, spread, shift, drift):
    """Follow the drifting level of the stopped share through the nights; write what is expected of each.

    On the probit scale the stopped share of night i is x = level + shift + spread z. The level takes a
    normal step of variance drift**2 a day. Its distribution is kept as a normal: after each known night the
    mean and the variance are those of the exact posterior (assumed-density filtering).

    Parameters
    ----------
    levels : (n, 3) float64
        Overwritten: mean and variance of the level before the night, and the logarithm of the probability
        that was given to what happened.
    night : (n, 3) int64
        Day, launched, stopped; days rise.
    choose : (n,) float64
        Logarithm of (launched choose stopped).
    is_known : (n,) bool
        Nights that may be learned from.
    spread, shift : (n,) float64
        Of each night, probit scale.
    drift : float
        Standard deviation of the level's step over one day.
    """
    weights = np.empty(_N_STEPS + 1)
    mean, variance = 0.0, 2.25  # all shares are about equally likely before the first night
    for i in range(night.shape[0]):
        if i > 0:
            variance += drift * drift * (night[i, 0] - night[i - 1, 0])
        whole = variance + spread[i] * spread[i]
        mass, first, second = _tilted(mean + shift[i], math.sqrt(whole), night[i, 1], night[i, 2], weights)
        levels[i, 0], levels[i, 1], levels[i, 2] = mean, variance, mass + choose[i]
        if is_known[i]:
            gain = variance / whole
            mean += gain * first
            variance -= gain * gain * max(whole - second, 0.0)


@kernel
def _tilted(mean, sd, n_launched, n_stopped, weights):
    """Return log mass, mean less `mean`, and variance of a normal times the likelihood of one night.

    The trapezoidal rule over 16 standard deviations, right to 1e-6 while sd sqrt(launched) is below 15;
    `weights` is memory.
    """
    step = 2.0 * _REACH_SD / _N_STEPS
    highest = -np.inf
    for j in range(_N_STEPS + 1):
        z = -_REACH_SD + j * step
        x = (mean + sd * z) * _ROOT_HALF
        stopped = math.log(max(0.5 * math.erfc(-x), _LEAST))
        through = math.log(max(0.5 * math.erfc(x), _LEAST))
        weights[j] = -0.5 * z * z + n_stopped * stopped + (n_launched - n_stopped) * through
        highest = max(highest, weights[j])
    mass, first, second = 0.0, 0.0, 0.0
    for j in range(_N_STEPS + 1):
        z = -_REACH_SD + j * step
        weight = math.exp(weights[j] - highest)
        mass += weight
        first += weight * z
        second += weight * z * z
    first /= mass
    second = second / mass - first * first
    return highest + math.log(mass * step) - 0.5 * math.log(2.0 * math.pi), first * sd, second * sd * sd

"""The states of a night, what they do to kills and detections, and how each replicate gets its own.

A night has one standard normal factor G, and each family of threats one of its own, F_f:

    z_f = sqrt(shared) G + sqrt(1 - shared) F_f

High is good for the defender. Detection follows G. The factor is cut into `N_STATES` states of equal
probability, so that a raid needs one table per state and no arithmetic of its own.

Method: the one-factor Gaussian model, in which events of probability p share the factor z and have
p(z) = Phi((Phi^-1(p) + sqrt(rho) z) / sqrt(1 - rho)) given it; rho is the correlation of their latent normals.
Source: Vasicek, "The distribution of loan portfolio value", Risk (December 2002), who has loans where
we have shots.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from belfort.numeric.readonly import locked
from belfort.numeric.streams import RandomKey, purpose_code
from belfort.raid.night import kernels

FAMILIES = ("drone", "cruise", "ballistic", "aircraft")
"""Order of the columns of `draw_states`; detection comes last."""
N_STATES = 64
PURPOSE = "night"
_FARTHEST = 9.0  # a standard normal beyond it has probability 1e-19
_N_NODES = 24
_N_HALVINGS = 50
_N_NEWTON = 5
_N_ROUNDS = 4
_MOST_LATE = 0.99
_ONE_FATE = 0.9999  # beyond it the step between hit and miss is narrower than the quadrature
_AT_ONCE = 256  # columns of a table worked out together: about 10 MB

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def kill_table(p: ArrayLike, rho: float, n_states: int = N_STATES) -> Floats:
    """Return the kill probability in each state of the night.

    Parameters
    ----------
    p
        (k,) kill probabilities over all nights, 0 to 1.
    rho
        Latent correlation of two shots of one night, 0 to 1.
    n_states
        States of equal probability.

    Returns
    -------
    (n_states, k) float64, rising with the state; its mean over the states is p, to 1e-12.

    Raises
    ------
    ValueError
        A probability or rho is outside 0 to 1, or there is no state.

    Notes
    -----
    The mean of p(z) over each state, by Gauss-Legendre quadrature of 24 nodes a piece, then made to keep the
    mean exactly. p = 0, p = 1 and rho = 0 are exact, and rho = 1 (the whole night hits or misses) is in
    closed form; above 0.9999 it is taken for 1. Before that correction the mean is within 1e-9 for rho up to 0.99.
    """
    p = np.atleast_1d(np.asarray(p, np.float64))
    _check(p, rho, n_states)
    if rho == 0.0 or p.size == 0:
        return np.tile(p, (n_states, 1))
    if rho > _ONE_FATE:
        return _all_or_nothing(p, n_states)
    parts = [p[first : first + _AT_ONCE] for first in range(0, p.size, _AT_ONCE)]
    return np.hstack([_with_mean(_share_below(ndtri(part), rho, n_states), part) for part in parts])


def late_table(rho: float, n_states: int = N_STATES, n_knots: int = 65) -> Floats:
    """Return, for each state, the uniform that a detection uses in place of a uniform u.

    A detection is the quantile of a uniform: a smaller one is an earlier one. In a good state the uniform is
    made smaller, in a bad one larger, so that all detections of a night come early or late together (a
    Gaussian copula): given z it is u' = Phi(sqrt(1 - rho) Phi^-1(u) - sqrt(rho) z).

    Parameters
    ----------
    rho
        Latent correlation of two detections of one night, 0 to 0.99.
    n_states
        States of equal probability.
    n_knots
        Knots of u, equally spaced from 0 to 1; between them the table is read by linear interpolation.

    Returns
    -------
    (n_states, n_knots) float64, rising along u, falling with the state.

    Raises
    ------
    ValueError
        rho is outside 0 to 0.99, there is no state, or there are fewer than two knots.

    Notes
    -----
    Each row is the inverse of that state's share of u' below v, which is `kill_table(v, rho)`: averaged over the
    states u' is uniform, but for the interpolation. With the standard sizes the distribution of u' is
    off by at most 0.001 for rho up to 0.2, and 0.0025 up to 0.6.
    """
    _check(np.zeros(1), rho, n_states)
    if rho > _MOST_LATE or n_knots < 2:
        raise ValueError(f"need rho up to {_MOST_LATE} and at least two knots, found {rho:g} and {n_knots}")
    knots = np.linspace(0.0, 1.0, n_knots)
    if rho == 0.0:
        return np.tile(knots, (n_states, 1))
    inner = ndtr(_quantile_in_state(ndtri(knots[1:-1]), rho, n_states))
    return np.hstack([np.zeros((n_states, 1)), inner, np.ones((n_states, 1))])


def draw_states(
    key: RandomKey, replicates: ArrayLike, shared: ArrayLike, n_states: int = N_STATES, purpose: str = PURPOSE
) -> Ints:
    """Return the night's state of each family and of detection, for each replicate.

    Parameters
    ----------
    key
        The seed.
    replicates
        (n,) numbers of the replicates, 0 to 2**32 - 1, in any order: a state depends on no other replicate.
    shared
        (families,) share of each family's variance that all families have in common, 0 to 1.
    n_states
        States of equal probability.
    purpose
        Name of the streams; two purposes have nothing in common.

    Returns
    -------
    (n, families + 1) int64 from 0, the worst night, to n_states - 1, the best; detection is the last column.

    Raises
    ------
    ValueError
        A number is out of its range.
    """
    words, parts = _words(key, replicates, purpose), _shares(shared)
    _check(parts, 0.0, n_states)
    night_z = np.empty(len(words))
    kernels.fill_night(night_z, words)
    return _states(night_z, words, parts, n_states)


def stratified_states(
    key: RandomKey,
    replicates: ArrayLike,
    shared: ArrayLike,
    n_states: int = N_STATES,
    effort: ArrayLike | None = None,
) -> tuple[Ints, Floats]:
    """Return states as `draw_states`, the states of G taken in turn, and the weight of each replicate.

    For rare leakers: chance no longer decides how many bad nights a run meets, and `effort` can give bad
    nights more of the replicates than they have in truth.

    Parameters
    ----------
    key, replicates, shared, n_states
        As for `draw_states`.
    effort
        (n_states,) share of the replicates that each state of G gets, positive; even where absent.

    Returns
    -------
    states, weight
        (n, families + 1) int64 and (n,) float64. A mean over nights is mean(weight * result).

    Raises
    ------
    ValueError
        A number is out of its range.

    Notes
    -----
    Where `effort` is absent and n_states a power of two, each run of n_states replicates that begins at a
    multiple of it has every state of G once. Otherwise counts are those of a van der Corput sequence: within
    about log2(n) of their share. Replicates are no longer independent: judge the error by strata or by
    several seeds. A state and a weight still depend on no other replicate.
    """
    words, parts = _words(key, replicates, PURPOSE), _shares(shared)
    _check(parts, 0.0, n_states)
    share = np.full(n_states, 1.0 / n_states) if effort is None else np.asarray(effort, np.float64)
    if share.shape != (n_states,) or not (np.all(share > 0.0) and np.isfinite(share).all()):
        raise ValueError(f"effort needs {n_states} positive numbers")
    share = share / share.sum()
    ends = np.cumsum(share)
    ends[-1] = 1.0
    night_z = np.empty(len(words))
    kernels.fill_stratified_night(night_z, words, locked(ends))
    states = _states(night_z, words, parts, n_states)
    return states, 1.0 / (n_states * share[states[:, -1]])


def equal_correlation(p: ArrayLike, rho: ArrayLike) -> Floats:
    """Return the correlation of two kill indicators of one night: what counts of nights can show.

    Parameters
    ----------
    p
        Kill probability of both shots, 0 to 1 (neither 0 nor 1).
    rho
        Latent correlation, 0 to 1; broadcast against p.

    Returns
    -------
    Float64 array: (P(both) - p**2) / (p (1 - p)), to 1e-13.

    Notes
    -----
    P(both) = p**2 + 1/(2 pi) integral over t from 0 to asin(rho) of exp(-h**2 / (1 + sin t)), h = Phi^-1(p), by
    Gauss-Legendre. Source: Drezner and Wesolowsky, J. Statist. Comput. Simul. 35 (1990) 101, equation 3.
    """
    p, rho = np.broadcast_arrays(np.asarray(p, np.float64), np.asarray(rho, np.float64))
    if not (np.all((p > 0.0) & (p < 1.0)) and np.all((rho >= 0.0) & (rho <= 1.0))):
        raise ValueError("need probabilities between 0 and 1 and rho from 0 to 1")
    node, weight = _legendre(64)
    end = np.arcsin(rho)[..., None]
    angle = 0.5 * end * (node + 1.0)
    inner = np.exp(-(ndtri(p)[..., None] ** 2) / (1.0 + np.sin(angle)))
    both = (inner * weight).sum(-1) * end[..., 0] / (4.0 * np.pi)
    return both / (p * (1.0 - p))


def rho_for(p: ArrayLike, correlation: ArrayLike) -> Floats:
    """Return the latent correlation that gives kill indicators a correlation: the inverse of `equal_correlation`.

    Parameters
    ----------
    p
        Kill probability, 0 to 1 (neither 0 nor 1).
    correlation
        0 to 1; broadcast against p.

    Returns
    -------
    Float64 array, to 1e-12, by bisection.
    """
    p, wanted = np.broadcast_arrays(np.asarray(p, np.float64), np.asarray(correlation, np.float64))
    if not np.all((wanted >= 0.0) & (wanted <= 1.0)):
        raise ValueError("a correlation lies between 0 and 1")
    low, high = np.zeros(wanted.shape), np.ones(wanted.shape)
    for _ in range(_N_HALVINGS):
        middle = 0.5 * (low + high)
        is_below = equal_correlation(p, middle) < wanted
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return 0.5 * (low + high)


def state_edges(n_states: int = N_STATES) -> Floats:
    """Return the (n_states - 1,) standard normal quantiles between the states."""
    return ndtri(np.arange(1, n_states) / n_states)


def _check(p: Floats, rho: float, n_states: int) -> None:
    faults = []
    if not np.all((p >= 0.0) & (p <= 1.0)):
        faults.append("a probability or a share is outside 0 to 1")
    if not 0.0 <= rho <= 1.0:
        faults.append(f"rho is {rho:g}, outside 0 to 1")
    if n_states < 1:
        faults.append(f"{n_states} states")
    if faults:
        raise ValueError("; ".join(faults))


@cache
def _legendre(n_nodes: int) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre nodes and weights on -1 to 1."""
    node, weight = np.polynomial.legendre.leggauss(n_nodes)
    return locked(node), locked(weight)


def _nodes(n_states: int) -> tuple[Floats, Floats]:
    """Return nodes (states, nodes) of z and weights that add up to 1 in each state."""
    edges = np.r_[-_FARTHEST, state_edges(n_states), _FARTHEST]
    node, weight = _legendre(_N_NODES)
    # the outer states are long: three pieces each, and as many for the others
    parts = np.linspace(edges[:-1], edges[1:], 4, axis=1)
    half = 0.5 * np.diff(parts, axis=1)[..., None]
    z = (parts[:, :-1, None] + half * (node + 1.0)).reshape(n_states, -1)
    mass = (half * weight).reshape(n_states, -1) * np.exp(-0.5 * z * z)
    return z, mass / mass.sum(axis=1, keepdims=True)


def _share_below(x: Floats, rho: float, n_states: int) -> Floats:
    """Return (states, k): P(latent normal <= x) in each state; x is (k,) or (states, k)."""
    z, weight = _nodes(n_states)
    x = np.broadcast_to(x, (n_states, x.shape[-1]))
    given = ndtr((x[:, None, :] + np.sqrt(rho) * z[..., None]) / np.sqrt(1.0 - rho))
    return np.einsum("ij,ijk->ik", weight, given)


def _quantile_in_state(wanted: Floats, rho: float, n_states: int) -> Floats:
    """Return (states, k): the x whose share below is Phi(wanted) in each state.

    Newton's method on the probit of the share, which is nearly straight in x.
    """
    z, weight = _nodes(n_states)
    root, spread = np.sqrt(rho) * z, np.sqrt(1.0 - rho)
    x = spread * wanted - (root * weight).sum(axis=1)[:, None]
    for _ in range(_N_NEWTON):
        reached = ndtri(_share_below(x, rho, n_states))
        density = np.exp(-0.5 * ((x[:, None, :] + root[..., None]) / spread) ** 2)
        slope = np.einsum("ij,ijk->ik", weight, density) / spread * np.exp(0.5 * reached**2)
        x = x - (reached - wanted) / slope
    return x


def _all_or_nothing(p: Floats, n_states: int) -> Floats:
    """Return the table where all shots of a night share one fate: the best p of nights are all hits."""
    worse = np.arange(n_states)[:, None]
    return np.clip(n_states * p - (n_states - 1 - worse), 0.0, 1.0)


def _with_mean(table: Floats, p: Floats) -> Floats:
    """Return the table scaled so that each column's mean is p: the smaller of hit and miss is scaled.

    What is certain stays so. A state that becomes certain by it leaves the rest to the others, hence the
    few rounds; one is enough where rho is not next to 1.
    """
    is_low = p <= 0.5
    small = np.where(is_low, table, 1.0 - table)
    wanted = len(table) * np.where(is_low, p, 1.0 - p)
    for _ in range(_N_ROUNDS):
        is_sure = small >= 1.0
        rest = np.where(is_sure, 0.0, small).sum(axis=0)
        factor = np.divide(wanted - is_sure.sum(axis=0), rest, out=np.zeros_like(rest), where=rest > 0.0)
        small = np.where(is_sure, 1.0, np.clip(small * factor, 0.0, 1.0))
    return np.where(is_low, small, 1.0 - small)


def _shares(shared: ArrayLike) -> Floats:
    return locked(np.atleast_1d(np.asarray(shared, np.float64)))


def _words(key: RandomKey, replicates: ArrayLike, purpose: str) -> Ints:
    """Return (n, 4) the words of each replicate's streams, but for the entity."""
    numbers = np.atleast_1d(np.asarray(replicates))
    if numbers.size and not (
        np.issubdtype(numbers.dtype, np.integer) and numbers.min() >= 0 and numbers.max() < 1 << 32
    ):
        raise ValueError("replicates are whole numbers from 0 to 2**32 - 1")
    words = np.empty((numbers.size, 4), np.int64)
    words[:] = key.low, key.high, 0, purpose_code(purpose)
    words[:, 2] = numbers
    return locked(words)


def _states(night_z: Floats, words: Ints, shared: Floats, n_states: int) -> Ints:
    out = np.empty((len(words), shared.size + 1), np.int64)
    kernels.fill_families(out, locked(night_z), words, shared, locked(state_edges(n_states)))
    return out

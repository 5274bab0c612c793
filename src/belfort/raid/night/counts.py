"""Distributions of how many of a raid are stopped in one night: independent, beta-binomial, and by the night's factor."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln, log_ndtr, ndtri, xlog1py, xlogy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_REACH = 8.5  # of the standard normal factor; beyond it lies 2e-17


def night_pmf(n_launched: int, p: float, rho: float) -> Floats:
    """Return the distribution of the number stopped where all share the night's factor.

    Given the factor z each is stopped independently with probability
    Phi((Phi^-1(p) + sqrt(rho) z) / sqrt(1 - rho)).

    Parameters
    ----------
    n_launched
        At least 0.
    p
        Share stopped over all nights, 0 to 1.
    rho
        Latent correlation, from 0 to below 1.

    Returns
    -------
    (n_launched + 1,) float64 that adds up to 1.

    Notes
    -----
    The trapezoidal rule over z, with steps well below the width of the likelihood of one count; right to
    1e-9 for up to 1,000 launched.
    """
    if rho == 0.0 or p in (0.0, 1.0):
        return binomial_pmf(n_launched, p)
    sd = np.sqrt(rho / (1.0 - rho))
    step = min(0.1, 0.6 / (sd * np.sqrt(max(n_launched, 1))))
    z = np.arange(-_REACH, _REACH + step, step)
    weight = np.exp(-0.5 * z * z)
    x = ndtri(p) / np.sqrt(1.0 - rho) + sd * z
    k = np.arange(n_launched + 1)[:, None]
    terms = _log_choose(n_launched)[:, None] + k * log_ndtr(x) + (n_launched - k) * log_ndtr(-x)
    pmf = np.exp(terms) @ weight
    return pmf / pmf.sum()


def binomial_pmf(n_launched: int, p: float) -> Floats:
    """Return the distribution of the number stopped where each is stopped on its own: (n_launched + 1,)."""
    k = np.arange(n_launched + 1)
    return np.exp(_log_choose(n_launched) + xlogy(k, p) + xlog1py(n_launched - k, -p))


def beta_binomial_pmf(n_launched: int, p: float, correlation: float) -> Floats:
    """Return the beta-binomial distribution of the number stopped: (n_launched + 1,).

    Parameters
    ----------
    n_launched
        At least 0.
    p
        Share stopped over all nights, 0 to 1.
    correlation
        Of two kill indicators of one night, 0 to 1 (not 1).
    """
    if correlation == 0.0 or p in (0.0, 1.0):
        return binomial_pmf(n_launched, p)
    a, b = beta_shapes(p, correlation)
    k = np.arange(n_launched + 1)
    return np.exp(_log_choose(n_launched) + betaln(a + k, b + n_launched - k) - betaln(a, b))


def pearson_dispersion(n_launched: Ints, n_stopped: Ints) -> float:
    """Return how many times more dispersed counts are than independent shots of one share allow.

    Pearson's chi-square over its degrees of freedom, nights less one.
    """
    p = n_stopped.sum() / n_launched.sum()
    chi2 = np.sum((n_stopped - n_launched * p) ** 2 / (n_launched * p * (1.0 - p)))
    return float(chi2 / (len(n_launched) - 1))


def moment_correlation(n_launched: Ints, n_stopped: Ints) -> float:
    """Return the correlation of two kills of one night by moments, the level taken as fixed over all nights.

    (dispersion - 1) / (mean launched - 1), which holds where all nights are about equally large.
    """
    return (pearson_dispersion(n_launched, n_stopped) - 1.0) / (float(n_launched.mean()) - 1.0)


def beta_shapes(p: float, correlation: float) -> tuple[float, float]:
    """Return the two shapes of the beta whose draws are the share of a night."""
    whole = 1.0 / correlation - 1.0
    return p * whole, (1.0 - p) * whole


def _log_choose(n: int) -> Floats:
    k = np.arange(n + 1)
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

"""The risk of a sum of uncertain costs that rise and fall together.

Items are triangular, PERT or lognormal; a Gaussian copula ties them, either with one factor (one correlation
for all, or a loading an item) or with a full correlation matrix. The mean and variance of the sum are known in
closed form. The correlation asked for is that of the items; the normals of the copula need a slightly larger one,
which is worked out for each pair (Cario, Nelson 1997, "Modeling and generating random vectors with arbitrary
marginals").
Adding up the modes is no estimate: where that sum falls on the S-curve is always shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

from belfort.study.cost.money import CostError

Array = NDArray[np.float64]
_Z95 = 1.6448536269514722
_SLACK = 0.01
"""Least eigenvalue, below nil, that is still taken for rounding of a correlation matrix."""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(48)


@dataclass(frozen=True, slots=True)
class CostItem:
    """One uncertain cost."""

    name: str
    """What it is."""
    low: float
    """Least; for a lognormal the 5 % quantile."""
    mode: float
    """Most likely; for a lognormal the median."""
    high: float
    """Most; for a lognormal the 95 % quantile, whose distance from the median sets the spread."""
    shape: Literal["triangular", "pert", "lognormal"] = "triangular"
    """Distribution."""

    def __post_init__(self) -> None:
        if not self.low <= self.mode <= self.high:
            raise CostError(f"{self.name}: need low <= mode <= high")
        if self.shape == "lognormal" and self.low <= 0.0:
            raise CostError(f"{self.name}: a lognormal cost needs low > 0")

    @property
    def mean(self) -> float:
        """Mean in closed form."""
        if self.shape == "triangular":
            return (self.low + self.mode + self.high) / 3.0
        if self.shape == "pert":
            return (self.low + 4.0 * self.mode + self.high) / 6.0
        return self.mode * exp(self._sd_log**2 / 2.0)

    @property
    def variance(self) -> float:
        """Variance in closed form."""
        a, m, b = self.low, self.mode, self.high
        if self.shape == "triangular":
            return ((m - a) ** 2 + (b - m) ** 2 + (m - a) * (b - m)) / 18.0
        if self.shape == "pert":
            return (4.0 * (m - a) + b - a) * (4.0 * (b - m) + b - a) / 252.0
        return (exp(self._sd_log**2) - 1.0) * self.mean**2

    @property
    def _sd_log(self) -> float:
        return log(self.high / self.mode) / _Z95

    def quantile(self, p: Array) -> Array:
        """Return the values below which shares `p` lie."""
        width = self.high - self.low
        if width == 0.0:
            return np.full_like(p, self.mode)
        if self.shape == "lognormal":
            return self.mode * np.exp(self._sd_log * ndtri(p))
        if self.shape == "pert":
            a = 1.0 + 4.0 * (self.mode - self.low) / width
            return self.low + width * betaincinv(a, 6.0 - a, p)
        rising = self.low + np.sqrt(p * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1.0 - p) * width * (self.high - self.mode))
        return np.where(p * width <= self.mode - self.low, rising, falling)


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and standard deviation of a sum."""

    mean: float
    """Mean."""
    sd: float
    """Standard deviation."""

    def lognormal_quantile(self, p: float) -> float:
        """Return the quantile of the lognormal with these moments: the usual fit for P50 and P80."""
        spread = log(1.0 + (self.sd / self.mean) ** 2)
        return exp(log(self.mean) - spread / 2.0 + sqrt(spread) * float(ndtri(p)))


def moments(items: Sequence[CostItem], correlation: float | Array = 0.0) -> Moments:
    """Return mean and standard deviation of the sum in closed form.

    Parameters
    ----------
    items
        Costs.
    correlation
        Of each pair of items, or (n, n).
    """
    sd = np.sqrt([item.variance for item in items])
    matrix = _matrix(correlation, len(items))
    return Moments(sum(item.mean for item in items), float(np.sqrt(sd @ matrix @ sd)))


def sample(
    items: Sequence[CostItem], n: int, seed: int, correlation: float | Array = 0.0
) -> NDArray[np.float64]:
    """Return draws of each item.

    Parameters
    ----------
    items
        Costs.
    n
        Number of draws.
    seed
        Same seed, same draws.
    correlation
        Of each pair of items, one number for all, or (n_items, n_items).

    Returns
    -------
    (n, n_items)
        One row a draw.

    Raises
    ------
    CostError
        The correlations cannot hold together.
    """
    matrix = _behind(items, _matrix(correlation, len(items)))
    # the symmetric root gives each item its own normal whatever the order of the items
    values, vectors = np.linalg.eigh(matrix)
    if values.min() < -_SLACK:
        raise CostError("these correlations cannot hold together: the matrix is not positive semidefinite")
    root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
    z = np.random.default_rng(seed).standard_normal((n, len(items))) @ root
    p = _shares(z)
    return np.column_stack([item.quantile(p[:, i]) for i, item in enumerate(items)])


def _behind(items: Sequence[CostItem], matrix: Array) -> Array:
    """Return the correlations of the normals that give the items those of `matrix`."""
    wanted = matrix.copy()
    known: dict[tuple[tuple[object, ...], ...], float] = {}
    for i in range(len(items)):
        for j in range(i):
            a, b, rho = items[i], items[j], float(matrix[i, j])
            if rho == 0.0 or min(a.variance, b.variance) == 0.0:
                continue
            key = ((a.low, a.mode, a.high, a.shape), (b.low, b.mode, b.high, b.shape), (rho,))
            if key not in known:
                known[key] = _normal_correlation(a, b, rho)
            wanted[i, j] = wanted[j, i] = known[key]
    return wanted


def _normal_correlation(a: CostItem, b: CostItem, rho: float) -> float:
    """Return the correlation of two normals whose items have correlation `rho`, by a secant search."""
    first, found = 0.0, _item_correlation(a, b, rho)
    before, guess = 0.0, rho
    for _ in range(8):
        if abs(found - rho) < 1e-9 or guess == before:
            break
        step = (rho - found) * (guess - before) / (found - first)
        before, first = guess, found
        guess = float(np.clip(guess + step, -1.0, 1.0))
        found = _item_correlation(a, b, guess)
    return guess


def _item_correlation(a: CostItem, b: CostItem, r: float) -> float:
    """Return the correlation of two items whose normals have correlation `r`, by Gauss-Hermite quadrature."""
    x = a.quantile(_shares(_NODES))
    z = r * _NODES[:, None] + sqrt(1.0 - r * r) * _NODES[None, :]
    y = b.quantile(_shares(z))
    weight = _WEIGHTS / _WEIGHTS.sum()
    mean_a, mean_b = float(weight @ x), float(weight @ y @ weight)
    sd_a = sqrt(float(weight @ (x - mean_a) ** 2))
    sd_b = sqrt(float(weight @ ((y - mean_b) ** 2) @ weight))
    return float(weight @ ((x - mean_a)[:, None] * (y - mean_b)) @ weight) / (sd_a * sd_b)


def _shares(z: Array) -> Array:
    return np.clip(ndtr(z), 1e-15, 1.0 - 1e-15)


def _matrix(correlation: float | Array, n: int) -> Array:
    if np.ndim(correlation) == 0:
        matrix = np.full((n, n), float(correlation))
        np.fill_diagonal(matrix, 1.0)
        return matrix
    matrix = np.asarray(correlation, dtype=float)
    is_sound = matrix.shape == (n, n) and np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1.0)
    if not is_sound:
        raise CostError(f"a correlation matrix of {n} items is {n} by {n}, symmetric, with ones across")
    return matrix


def one_factor(loadings: Sequence[float]) -> Array:
    """Return the correlation matrix of items that share one factor with the given loadings, -1 to 1."""
    b = np.asarray(loadings, dtype=float)
    if np.any(np.abs(b) > 1.0):
        raise CostError("a loading lies between -1 and 1")
    matrix = np.outer(b, b)
    np.fill_diagonal(matrix, 1.0)
    return matrix


@dataclass(frozen=True, slots=True)
class Curve:
    """What a total may come to: mean, quantiles, and where a point estimate lies."""

    mean: float
    """Mean."""
    sd: float
    """Standard deviation."""
    p10: float
    """Exceeded nine times in ten."""
    p50: float
    """Exceeded every second time."""
    p80: float
    """Exceeded one time in five: what a careful budget holds."""
    p90: float
    """Exceeded one time in ten."""


def curve_of(total: Array) -> Curve:
    """Return mean, spread and quantiles of (n,) draws of a total."""
    p10, p50, p80, p90 = (float(q) for q in np.quantile(total, (0.1, 0.5, 0.8, 0.9)))
    return Curve(float(np.mean(total)), float(np.std(total)), p10, p50, p80, p90)


def s_curve(total: Array, n_points: int = 101) -> tuple[Array, Array]:
    """Return costs and the share of draws at or below each: the S-curve, (n_points,) both."""
    share = np.linspace(0.0, 1.0, n_points)
    return np.quantile(total, share), share


def share_below(total: Array, cost: float) -> float:
    """Return the share of draws at or below a cost: where a point estimate falls on the S-curve."""
    return float(np.mean(total <= cost))

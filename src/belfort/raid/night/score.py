"""How good predictions of counts were: bands, spread, and one number that rewards both being right and being sharp.

All of it is exact for counts: nothing is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of predictions for some nights."""

    n_nights: int
    share_in_band: float
    """Share of nights inside the central 90 % band; see `share_in_band`."""
    share_in_band_sd: float
    """Standard error of that share if the predictions are right and nights independent."""
    dispersion: float
    """Mean squared residual over the predicted variance: 1 where the spread is right."""
    dispersion_sd: float
    """Standard error of that ratio if the predictions are right and nights independent."""
    bias: float
    """Mean standardised residual: 0 where the level is right, above it where more was stopped than told."""
    crps: float
    """Mean continuous ranked probability score, in targets: lower is better."""
    log_score: float
    """Mean logarithm of the probability given to what happened: higher is better."""


def crps(pmf: Floats, observed: int) -> float:
    """Return the continuous ranked probability score of one count: sum over x of (F(x) - 1{x >= observed})**2.

    Parameters
    ----------
    pmf
        (n + 1,) probabilities of 0 ... n.
    observed
        What happened.

    Notes
    -----
    Source: Gneiting and Raftery, J. Amer. Statist. Assoc. 102 (2007) 359, section 4.2. In units of the count;
    for a prediction without doubt it is the absolute error.
    """
    below = np.cumsum(pmf)
    return float(np.sum((below - (np.arange(len(pmf)) >= observed)) ** 2))


def share_in_band(pmf: Floats, observed: int, level: float = 0.9) -> float:
    """Return how far an observed count is inside the central band, 0 to 1.

    A count that is 10 % likely cannot lie within or without a 90 % band without counting too many or too few.
    So the count's place is spread evenly over its own stretch of the distribution, from F(k - 1) to F(k), and
    the part inside the band counts: the randomised place in expectation, without a draw. If the predictions
    are right, its mean is `level` exactly, however few were launched.

    Parameters
    ----------
    pmf
        (n + 1,) probabilities of 0 ... n.
    observed
        What happened.
    level
        Probability of the band.
    """
    below = float(pmf[:observed].sum())
    mass = float(pmf[observed])
    low, high = 0.5 - 0.5 * level, 0.5 + 0.5 * level
    if mass <= 0.0:
        return float(low < below < high)
    return max(0.0, min(below + mass, high) - max(below, low)) / mass


def middle_place(pmf: Floats, observed: int) -> float:
    """Return the mid-p place of a count in its distribution: F(k - 1) + half of P(k)."""
    return float(pmf[:observed].sum() + 0.5 * pmf[observed])


def moments(pmf: Floats) -> tuple[float, float, float]:
    """Return mean, variance and kurtosis (3 for a normal) of a count; the kurtosis of a certain count is 1."""
    k = np.arange(len(pmf))
    mean = float(pmf @ k)
    variance = float(pmf @ (k - mean) ** 2)
    return mean, variance, float(pmf @ (k - mean) ** 4) / variance**2 if variance > 0.0 else 1.0


def judge(pmfs: Sequence[Floats], observed: Sequence[int], level: float = 0.9) -> Judgement:
    """Return what became of predictions.

    Parameters
    ----------
    pmfs
        One distribution a night.
    observed
        What happened, in the same order.
    level
        Probability of the band.

    Raises
    ------
    ValueError
        There is no night, the lengths differ, or a count lies beyond its distribution.
    """
    if not pmfs or len(pmfs) != len(observed):
        raise ValueError(f"need as many counts as predictions, found {len(observed)} and {len(pmfs)}")
    if any(not 0 <= k < len(pmf) for pmf, k in zip(pmfs, observed, strict=True)):
        raise ValueError("a count lies beyond its distribution")
    n = len(pmfs)
    residual, kurtosis = np.empty(n), np.empty(n)
    for i, (pmf, k) in enumerate(zip(pmfs, observed, strict=True)):
        mean, variance, kurtosis[i] = moments(pmf)
        residual[i] = _standardised(k - mean, variance)
    pairs = list(zip(pmfs, observed, strict=True))
    return Judgement(
        n_nights=n,
        share_in_band=float(np.mean([share_in_band(pmf, k, level) for pmf, k in pairs])),
        share_in_band_sd=_band_sd(pmfs, level),
        dispersion=float(np.mean(residual**2)),
        dispersion_sd=float(np.sqrt(np.sum(kurtosis - 1.0)) / n),
        bias=float(np.mean(residual)),
        crps=float(np.mean([crps(pmf, k) for pmf, k in pairs])),
        log_score=float(np.mean([np.log(max(pmf[k], 1e-300)) for pmf, k in pairs])),
    )


def _standardised(difference: float, variance: float) -> float:
    if variance > 0.0:
        return difference / variance**0.5
    return float(np.copysign(np.inf, difference)) if abs(difference) > 1e-9 else 0.0


def _band_sd(pmfs: Sequence[Floats], level: float) -> float:
    """Return the standard error of the share in the band, from the predictions alone."""
    variance = 0.0
    for pmf in pmfs:
        inside = np.array([share_in_band(pmf, k, level) for k in np.flatnonzero(pmf > 0.0).tolist()])
        variance += float(pmf[pmf > 0.0] @ (inside - level) ** 2)
    return float(np.sqrt(variance)) / len(pmfs)

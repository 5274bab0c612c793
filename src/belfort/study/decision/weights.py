"""Weights of criteria: from swing points, from fractions, and drawn where they are uncertain.

A swing weight answers: how much is the whole swing of this criterion, from the worst end of its scale to the
best, beside the swing that matters most, which has 100 points? It belongs to the scale: another scale, another
weight (von Winterfeldt and Edwards 1986; Goodwin and Wright, Decision Analysis for Management Judgment).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.model import DecisionError, Floats


def swing_weights(points: ArrayLike) -> Floats:
    """Return (criteria,) weights of swing points: (criteria,), or (criteria, 3) of low, mode, high, whose modes count.

    Raises
    ------
    DecisionError
        Points are below zero, not finite, all zero, or out of order.
    """
    found = _checked_points(points)
    mode = found if found.ndim == 1 else found[:, 1]
    if mode.sum() <= 0.0:
        raise DecisionError("all swing points are zero; the criterion whose swing matters most has 100")
    return mode / mode.sum()


def given_weights(weights: ArrayLike, total: float = 1.0, tolerance: float = 0.005) -> Floats:
    """Return weights given as fractions of one (total 1) or in per cent (total 100), as fractions.

    The rest that rounding leaves, up to `tolerance` of the total, is spread in proportion.

    Raises
    ------
    DecisionError
        Weights are below zero, not finite, all zero, or do not sum to the total.
    """
    found = _checked_points(weights)
    if found.ndim != 1:
        raise DecisionError(f"weights are one number a criterion; found shape {found.shape}")
    if found.sum() <= 0.0:
        raise DecisionError("all weights are zero")
    if abs(found.sum() - total) > tolerance * total:
        raise DecisionError(
            f"the weights sum to {found.sum():g}, not to {total:g}; give weights that do, or swing points, "
            f"which need not"
        )
    return found / found.sum()


def uniform_weights(n_criteria: int, n_draws: int, seed: int) -> Floats:
    """Return (draws, criteria) weights, every weight vector equally likely: nothing is known of the weights.

    Method: exponential draws over their sum are uniform on the simplex (Dirichlet with all parameters 1).
    """
    _check_counts(n_criteria, n_draws)
    return _normalised(_generator(seed).standard_exponential((n_draws, n_criteria)))


def ordinal_weights(rank: Sequence[int], n_draws: int, seed: int) -> Floats:
    """Return (draws, criteria) weights uniform among those that keep an order of importance.

    Parameters
    ----------
    rank
        (criteria,) 1 for the most important. Criteria of one rank are not ordered among themselves, and each
        weighs at least as much as any of a later rank.
    n_draws, seed
        How many, and which luck.

    Notes
    -----
    Uniform draws on the simplex are sorted, and dealt to the ranks; within a rank at random. The simplex is cut by
    the orders into congruent parts, so the result is uniform on the part asked for, without rejection.

    Raises
    ------
    DecisionError
        There is no criterion or no draw, or a rank is below 1.
    """
    order = np.asarray(rank)
    _check_counts(order.size, n_draws)
    if order.ndim != 1 or order.dtype.kind not in "iu" or order.min() < 1:
        raise DecisionError(f"a rank is a whole number from 1 (most important); found {list(rank)}")
    generator = _generator(seed)
    sorted_down = -np.sort(-_normalised(generator.standard_exponential((n_draws, order.size))), axis=1)
    # A random number below one breaks the ties within a rank, afresh in every draw.
    place = np.argsort(order + generator.random((n_draws, order.size)), axis=1)
    weights = np.empty_like(sorted_down)
    np.put_along_axis(weights, place, sorted_down, axis=1)
    return weights


def interval_weights(points: ArrayLike, n_draws: int, seed: int) -> Floats:
    """Return (draws, criteria) weights from swing points drawn between low and high, most often near mode.

    Parameters
    ----------
    points
        (criteria, 3) swing points: low, mode, high.
    n_draws, seed
        How many, and which luck.

    Notes
    -----
    Each criterion's points are triangular and independent; a draw's points are divided by their sum.

    Raises
    ------
    DecisionError
        Points are not (criteria, 3), below zero, not finite, out of order, or may all be zero at once.
    """
    found = _checked_points(points)
    if found.ndim != 2:
        raise DecisionError(f"low, mode and high of each criterion are needed; found shape {found.shape}")
    _check_counts(found.shape[0], n_draws)
    if found[:, 2].sum() <= 0.0:
        raise DecisionError("all swing points are zero; the criterion whose swing matters most has 100")
    low, mode, high = found.T
    drawn = _triangular(_generator(seed).random((n_draws, found.shape[0])), low, mode, high)
    return _normalised(drawn)


def _triangular(u: Floats, low: Floats, mode: Floats, high: Floats) -> Floats:
    """Return triangular quantiles; the mode where low and high are the same."""
    width = np.where(high > low, high - low, 1.0)
    turn = (mode - low) / width
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.where(high > low, np.where(u < turn, rising, falling), mode)


def _normalised(rows: Floats) -> Floats:
    return rows / rows.sum(-1, keepdims=True)


def _generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=seed))


def _check_counts(n_criteria: int, n_draws: int) -> None:
    if n_criteria < 1 or n_draws < 1:
        raise DecisionError(f"weights need a criterion and a draw; found {n_criteria} and {n_draws}")


def _checked_points(points: ArrayLike) -> Floats:
    found = np.asarray(points, np.float64)
    if found.ndim not in (1, 2) or found.size == 0 or (found.ndim == 2 and found.shape[1] != 3):
        raise DecisionError(
            f"one number a criterion, or its low, mode and high, are needed; found shape {found.shape}"
        )
    if not np.isfinite(found).all() or found.min() < 0.0:
        raise DecisionError(
            "a weight is below zero or not finite; the least that a criterion can count is zero"
        )
    if found.ndim == 2 and (np.diff(found, axis=1) < 0.0).any():
        k = int(np.flatnonzero((np.diff(found, axis=1) < 0.0).any(1))[0])
        raise DecisionError(f"criterion {k}: low, mode and high must rise; found {found[k].tolist()}")
    return found

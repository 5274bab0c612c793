"""Additive value of options: weight times value, summed over criteria, and where it comes from.

Additive values hold where what is better in one criterion does not depend on another (mutual preferential
independence; Keeney and Raiffa 1976). Cost is not a criterion here: it stays an axis of its own (`dominance`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.model import (
    DecisionError,
    Floats,
    checked_values,
    checked_weights,
    paired,
    pieces,
)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What options are worth, by criterion, with the range over draws. Contributions of an option sum to its total."""

    total: Floats
    """(options,) at the most likely values and weights, 0 to 100."""
    total_low: Floats
    total_high: Floats
    """(options,) ends of the central range of the draws."""
    contribution: Floats
    """(options, criteria) weight times value."""
    contribution_low: Floats
    contribution_high: Floats
    level: float
    """Share of the draws inside the range."""
    n_draws: int
    """1 where nothing was drawn: then low and high are the mode."""


def additive(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Return what options are worth: (options,), or (draws, options) where values or weights have draws.

    Parameters
    ----------
    values
        (options, criteria) or (draws, options, criteria).
    weights
        (criteria,) or (draws, criteria).

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    v, w, n_draws = paired(values, weights)
    if v.ndim == 2:
        return w @ v.T
    total = np.empty((n_draws, v.shape[1]))
    for piece in pieces(n_draws, v.shape[1] * v.shape[2]):
        total[piece] = totals_of(v, w, piece)
    return total


def totals_of(values: Floats, weights: Floats, piece: slice) -> Floats:
    """Return (draws, options) values of one piece of the draws, values and weights each with or without draws."""
    w = weights[piece] if weights.ndim == 2 else weights[None]
    if values.ndim == 2:
        return w @ values.T
    return np.matmul(values[piece], w[:, :, None])[:, :, 0]


def appraise(
    values: ArrayLike,
    weights: ArrayLike,
    value_draws: ArrayLike | None = None,
    weight_draws: ArrayLike | None = None,
    level: float = 0.9,
) -> Appraisal:
    """Return what options are worth and by which criteria, with ranges.

    Parameters
    ----------
    values, weights
        The most likely: (options, criteria) and (criteria,).
    value_draws, weight_draws
        (draws, options, criteria) and (draws, criteria); either may be left out.
    level
        Share of the draws inside the range.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit, or the level is not between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise DecisionError(f"the level of a range lies between 0 and 1; found {level:g}")
    mode = checked_values(values, (2,))
    weight = checked_weights(weights, mode.shape[1], (1,))
    v, w, n_draws = paired(
        mode if value_draws is None else value_draws, weight if weight_draws is None else weight_draws
    )
    if v.shape[-2:] != mode.shape:
        raise DecisionError(f"values are {mode.shape} and their draws {v.shape[-2:]}")
    ends = np.array([0.5 - 0.5 * level, 0.5 + 0.5 * level])
    total = np.quantile(np.atleast_2d(additive(v, w)), ends, axis=0)
    parts = np.empty((2, *mode.shape))
    for option in range(mode.shape[0]):  # one option at a time: draws by criteria fit in memory
        parts[:, option] = np.quantile(np.atleast_2d(v[..., option, :] * w), ends, axis=0)
    return Appraisal(
        total=mode @ weight,
        total_low=total[0],
        total_high=total[1],
        contribution=mode * weight,
        contribution_low=parts[0],
        contribution_high=parts[1],
        level=level,
        n_draws=n_draws,
    )

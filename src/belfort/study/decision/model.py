"""What every module of the decision shares: its error, the checks of values and weights, and draws in pieces.

Values are worths on fixed scales, 0 (worst) to 100 (best): (options, criteria), or (draws, options, criteria)
where they are uncertain. Weights are not negative and sum to one: (criteria,), or (draws, criteria).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_NUMBERS = 2_000_000
"""Most numbers that a step over many draws holds at once: 16 MB an array."""


class DecisionError(ValueError):
    """A decision that cannot be made as asked; the message says what to change."""


def checked_values(values: ArrayLike, n_dims: tuple[int, ...] = (2, 3)) -> Floats:
    """Return values as an array: (options, criteria) or (draws, options, criteria).

    Raises
    ------
    DecisionError
        The shape is another, an axis is empty, or a number is not finite.
    """
    found = np.asarray(values, np.float64)
    if found.ndim not in n_dims or 0 in found.shape:
        words = " or ".join({2: "(options, criteria)", 3: "(draws, options, criteria)"}[n] for n in n_dims)
        raise DecisionError(f"values are needed as {words}; found shape {found.shape}")
    if not np.isfinite(found).all():
        raise DecisionError(
            f"{int((~np.isfinite(found)).sum())} values are not finite: fill the table or leave the row out"
        )
    return found


def checked_weights(weights: ArrayLike, n_criteria: int, n_dims: tuple[int, ...] = (1, 2)) -> Floats:
    """Return weights as an array: (criteria,) or (draws, criteria), each row not negative and of sum one.

    Raises
    ------
    DecisionError
        The shape does not fit, a weight is below zero or not finite, or a row does not sum to one.
    """
    found = np.asarray(weights, np.float64)
    if found.ndim not in n_dims or 0 in found.shape or found.shape[-1] != n_criteria:
        raise DecisionError(f"there are {n_criteria} criteria; found weights of shape {found.shape}")
    if not np.isfinite(found).all() or found.min() < 0.0:
        raise DecisionError(
            "a weight is below zero or not finite; the least that a criterion can count is zero"
        )
    total = found.sum(-1)
    if np.abs(total - 1.0).max() > 1e-6:
        worst = float(np.ravel(total)[np.abs(np.ravel(total) - 1.0).argmax()])
        raise DecisionError(f"weights must sum to 1; found {worst:.6g}")
    return found


def paired(values: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats, int]:
    """Return values, weights and the number of draws of both: 1 where neither has draws.

    Raises
    ------
    DecisionError
        A check fails, or both have draws and their numbers differ.
    """
    v = checked_values(values)
    w = checked_weights(weights, v.shape[-1])
    numbers = [array.shape[0] for array, plain in ((v, 2), (w, 1)) if array.ndim > plain]
    if len(set(numbers)) > 1:
        raise DecisionError(f"values have {numbers[0]} draws and weights {numbers[1]}; they must be as many")
    return v, w, numbers[0] if numbers else 1


def pieces(n_draws: int, n_numbers: int) -> Iterator[slice]:
    """Yield slices of the draws, each of at most `MOST_NUMBERS` numbers where a draw needs `n_numbers`."""
    step = max(1, MOST_NUMBERS // max(1, n_numbers))
    for start in range(0, n_draws, step):
        yield slice(start, min(start + step, n_draws))


def share_sd(share: ArrayLike, n_draws: int) -> Floats:
    """Return the standard error of shares of `n_draws` independent draws: sqrt(p (1 - p) / n)."""
    p = np.asarray(share, np.float64)
    return np.sqrt(p * (1.0 - p) / max(1, n_draws))

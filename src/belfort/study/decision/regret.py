"""Regret: how much better one could have done, had one known which picture of the future comes.

Pictures have no probabilities here, and the table is not folded into one score: the worst regret of each option
is shown beside the picture in which it falls (Savage 1951).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.model import DecisionError, Floats, Ints, checked_values


@dataclass(frozen=True, slots=True)
class Regret:
    """What is missed, by option and picture."""

    regret: Floats
    """(options, pictures), not below zero; in the unit of the outcome."""
    worst: Floats
    """(options,) largest regret."""
    worst_picture: Ints
    """(options,) picture of the largest regret, the first where several are."""
    minimax: tuple[int, ...]
    """Options whose worst regret is the least: one, or several that tie."""
    best: tuple[tuple[int, ...], ...]
    """For each picture, the options without regret in it."""


def regret(outcome: ArrayLike, is_rising: bool = True) -> Regret:
    """Return the regret of each option in each picture.

    Parameters
    ----------
    outcome
        (options, pictures): value, leakers, cost.
    is_rising
        Whether more of it is better.

    Raises
    ------
    DecisionError
        The shape is another or a number is not finite.
    """
    found = checked_values(outcome, (2,)) * (1.0 if is_rising else -1.0)
    missed = found.max(0) - found
    worst = missed.max(1)
    scale = max(1.0, float(np.abs(found).max())) * 1e-12
    best = tuple(tuple(np.flatnonzero(column == 0.0).tolist()) for column in missed.T)
    minimax = tuple(np.flatnonzero(worst <= worst.min() + scale).tolist())
    return Regret(missed, worst, missed.argmax(1).astype(np.int64), minimax, best)


def worst_regret_draws(outcome: ArrayLike, is_rising: bool = True) -> tuple[Floats, Floats]:
    """Return how regret fares over draws: (draws, options) worst regret, and (options,) share in which it is least.

    Parameters
    ----------
    outcome
        (draws, options, pictures). The draws of one number belong together.
    is_rising
        Whether more of it is better.

    Raises
    ------
    DecisionError
        The shape is another or a number is not finite.
    """
    found = np.asarray(outcome, np.float64)
    if found.ndim != 3:
        raise DecisionError(f"outcomes are needed as (draws, options, pictures); found shape {found.shape}")
    found = checked_values(found, (3,)) * (1.0 if is_rising else -1.0)
    worst = (found.max(1, keepdims=True) - found).max(2)
    return worst, (worst == worst.min(1, keepdims=True)).mean(0)

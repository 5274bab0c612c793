"""SMAA-2: how often each option comes first, second, last, when weights and values are uncertain; and for whose weights.

Instead of one set of weights, many. An option with a rank acceptability of 0.7 is best for 70 % of the weights
and values that are held possible: it says how much of that room speaks for it, not that it is best by 0.7.

Source: Lahdelma and Salminen, SMAA-2, Operations Research 49 (2001) 444. Ranks of ties as the R package smaa has
them: the rank is one more than the number of options that are strictly better, so two firsts have no second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.mavt import totals_of
from belfort.study.decision.model import Bools, Floats, paired, pieces, share_sd


@dataclass(frozen=True, slots=True)
class Acceptability:
    """What the draws say of each option, with standard errors from the number of draws."""

    rank: Floats
    """(options, ranks) share of draws in which an option has a rank; each option's shares sum to one."""
    rank_sd: Floats
    central_weight: Floats
    """(options, criteria) mean of the weights that make an option first; NaN where none does."""
    central_weight_sd: Floats
    confidence: Floats
    """(options,) share of value draws in which an option is first at its central weights; NaN where it never is."""
    confidence_sd: Floats
    """Standard error at these central weights."""
    winning: Floats
    """(options, options) share of draws in which the row's option is strictly better than the column's."""
    winning_sd: Floats
    entropy_bits: float
    """Entropy of the whole order: 0 where every draw gives the same order."""
    n_draws: int

    @property
    def first(self) -> Floats:
        """Return (options,) share of draws in which an option is first, alone or with others."""
        return self.rank[:, 0]


def acceptability(values: ArrayLike, weights: ArrayLike) -> Acceptability:
    """Return the SMAA-2 measures of options.

    Parameters
    ----------
    values
        (draws, options, criteria), or (options, criteria) where values are certain.
    weights
        (draws, criteria), or (criteria,) where weights are certain; central weights are then these weights.

    Notes
    -----
    Work is draws x options x (criteria + options), done in pieces: beside its input it holds some tens of
    megabytes, and the order of each draw (a byte an option).

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    v, w, n_draws = paired(values, weights)
    n_options, n_criteria = v.shape[-2:]
    ranks = np.empty((n_options, n_draws), np.uint16)
    winning = np.zeros((n_options, n_options))
    sums = np.zeros((2, n_options, n_criteria))
    for piece in pieces(n_draws, n_options * max(n_options, n_criteria)):
        total = np.ascontiguousarray(totals_of(v, w, piece).T)
        better = total[:, None] > total[None]
        ranks[:, piece] = better.sum(0)
        winning += np.count_nonzero(better, axis=2)
        weight = np.broadcast_to(w if w.ndim == 1 else w[piece], (total.shape[1], n_criteria))
        _add_firsts(sums, ranks[:, piece] == 0, weight)
    rank = np.stack([np.count_nonzero(ranks == r, axis=1) for r in range(n_options)], axis=1) / n_draws
    central, central_sd = _central(sums, rank[:, 0] * n_draws)
    confidence = _confidence(v, central)
    n_values = v.shape[0] if v.ndim == 3 else 1
    return Acceptability(
        rank,
        share_sd(rank, n_draws),
        central,
        central_sd,
        confidence,
        share_sd(confidence, n_values),
        winning / n_draws,
        share_sd(winning / n_draws, n_draws),
        _entropy_bits(ranks),
        n_draws,
    )


def _add_firsts(sums: Floats, is_first: Bools, weights: Floats) -> None:
    """Add the weights, and their squares, of the draws in which each option is first."""
    for option, rows in enumerate(is_first):
        chosen = weights[rows]
        sums[:, option] += chosen.sum(0), (chosen**2).sum(0)


def _central(sums: Floats, n_first: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard error of the weights of each option's first places."""
    n = np.where(n_first > 0.0, n_first, np.nan)[:, None]
    mean = sums[0] / n
    variance = np.maximum(sums[1] / n - mean**2, 0.0)
    return mean, np.sqrt(variance / n)


def _confidence(values: Floats, central: Floats) -> Floats:
    """Return the share of value draws in which each option is first (or ties for it) at its central weights."""
    draws = values if values.ndim == 3 else values[None]
    n_draws, n_options, n_criteria = draws.shape
    known = np.flatnonzero(~np.isnan(central[:, 0]))
    confidence = np.full(n_options, np.nan)
    confidence[known] = 0.0
    for piece in pieces(n_draws, n_options * max(n_options, n_criteria)):
        total = draws[piece] @ central[known].T  # (draws, options, options whose weights they are)
        own = np.take_along_axis(total, known[None, None, :], axis=1)[:, 0]
        confidence[known] += (own >= total.max(1)).sum(0) / n_draws
    return confidence


def _entropy_bits(ranks: np.ndarray) -> float:
    # An order as one number: digits to the base of the options, or, where those overflow, a hash of 64 bits.
    n_options = len(ranks)
    base = np.uint64(n_options if n_options <= 15 else 6364136223846793005)
    number = np.zeros(ranks.shape[1], np.uint64)
    for row in ranks:
        number = number * base + row
    _, count = np.unique(number, return_counts=True)
    share = count / count.sum()
    return float(max(0.0, -(share @ np.log2(share))))

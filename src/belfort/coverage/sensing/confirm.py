"""From single looks to a confirmed target: m hits in the last n looks.

Looks are independent of each other; in truth a target that fades in one look often fades in the next, which
makes confirmation later than told here. Method: a Markov chain over which of the last n - 1 looks were hits,
exact for any sequence of probabilities. Twin: every sequence of hits and misses, in `tests/reference/sensing.py`.
"""

from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.coverage.sensing import kernels

MOST_LOOKS = 8
"""Longest window: the chain has 2 ** (n - 1) states."""


def p_confirmed(p_look: ArrayLike, m: int, n: int) -> NDArray[np.float64]:
    """Return the probability that a target is confirmed by each look.

    Parameters
    ----------
    p_look
        (..., looks): probability of each look, 0 to 1; before the first look nothing was seen.
    m, n
        Hits needed in the last n looks, 1 <= m <= n <= 8.

    Returns
    -------
    ndarray
        (..., looks): probability that the rule was met at that look or before, never falling.

    Raises
    ------
    ValueError
        The rule or a probability is out of range.
    """
    _check_rule(m, n)
    looks = np.asarray(p_look, dtype=np.float64, order="C")
    if looks.ndim == 0 or not np.all((looks >= 0.0) & (looks <= 1.0)):
        raise ValueError("needs probabilities between 0 and 1, one row a sequence of looks")
    out = np.empty(looks.shape)
    rows = looks.reshape(-1, looks.shape[-1]).view()
    rows.flags.writeable = False
    kernels.confirm_rows(rows, m, n, out.reshape(rows.shape))
    return out


def p_window(p_look: float, m: int, n: int) -> float:
    """Return the probability of at least m hits in a window of n looks of one probability.

    Raises
    ------
    ValueError
        The rule or the probability is out of range.
    """
    _check_rule(m, n)
    if not 0.0 <= p_look <= 1.0:
        raise ValueError(f"a probability lies between 0 and 1, found {p_look}")
    return sum(comb(n, k) * p_look**k * (1.0 - p_look) ** (n - k) for k in range(m, n + 1))


def _check_rule(m: int, n: int) -> None:
    if not 1 <= m <= n <= MOST_LOOKS:
        raise ValueError(f"needs 1 <= m <= n <= {MOST_LOOKS}, found {m} of {n}")

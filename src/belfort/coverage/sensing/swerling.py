"""Single-look detection in noise: steady and fluctuating targets, one coherent dwell, square-law detector.

`snr` is the mean signal-to-noise power ratio of the dwell. Case 0 does not fluctuate (Marcum), case 1 is many
scatterers of a size (Rayleigh), case 3 one large among small. Within a dwell the echo is steady, from look to
look independent. The false-alarm probability is per resolution cell and look.

Source: J. Marcum, RAND RM-754 (1947); P. Swerling, RAND RM-1217 (1954); M. Richards, Fundamentals of Radar Signal
Processing, chapter 6. Twin: `tests/reference/sensing.py`.
"""

from math import exp, log
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.coverage.sensing import kernels

P_FALSE_ALARM = 1e-6
"""Taken for every radar: the usual design value, published for none of them."""
P_REFERENCE = 0.9
"""Probability at the catalogue's reference range."""
Swerling = Literal[0, 1, 3]


def p_detect(snr: ArrayLike, case: Swerling = 1, p_false_alarm: float = P_FALSE_ALARM) -> NDArray[np.float64]:
    """Return the probability that one look shows a target.

    Parameters
    ----------
    snr
        Mean signal-to-noise power ratio, any shape, not negative.
    case
        Swerling's case 0, 1 or 3.
    p_false_alarm
        Above 1e-100 and below 1.

    Raises
    ------
    ValueError
        The case is unknown or an argument is out of range.
    """
    threshold = _threshold(case, p_false_alarm)
    ratio = np.asarray(snr, dtype=np.float64, order="C")
    if not np.all(ratio >= 0.0):
        raise ValueError("a signal-to-noise ratio is at least 0, found less or NaN")
    out = np.empty(ratio.shape)
    flat = ratio.reshape(-1)
    flat = flat.view()
    flat.flags.writeable = False
    kernels.p_swerling_rows(flat, threshold, case, out.reshape(-1))
    return out


def snr_needed(p: float, case: Swerling = 1, p_false_alarm: float = P_FALSE_ALARM) -> float:
    """Return the mean signal-to-noise power ratio at which one look shows a target with probability `p`.

    Closed form for case 1, ln(p_false_alarm) / ln(p) - 1; bisection to rounding otherwise.

    Raises
    ------
    ValueError
        The case is unknown, or `p` is not between the false-alarm probability and 1.
    """
    threshold = _threshold(case, p_false_alarm)
    if not p_false_alarm < p < 1.0:
        raise ValueError(f"p must lie between the false-alarm probability and 1, found {p}")
    if case == 1:
        return log(p_false_alarm) / log(p) - 1.0
    low, high = log(1e-9), log(1e12)
    for _ in range(100):
        middle = 0.5 * (low + high)
        if kernels.p_swerling(exp(middle), threshold, case) < p:
            low = middle
        else:
            high = middle
    return exp(0.5 * (low + high))


def _threshold(case: int, p_false_alarm: float) -> float:
    if case not in (0, 1, 3):
        raise ValueError(f"Swerling's case is 0, 1 or 3, found {case}")
    if not 1e-100 < p_false_alarm < 1.0:
        raise ValueError(f"a false-alarm probability lies between 1e-100 and 1, found {p_false_alarm}")
    return -log(p_false_alarm)

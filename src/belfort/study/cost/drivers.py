"""Which figures move a cost: squared rank correlation with the total, and how much of it is guesses.

Figures with a common cause move together, so that each is credited with part of what the others do; the shares
are of those told, add up to one, and say where better knowledge would help most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from belfort.study.cost.account import UsedFigure
from belfort.study.cost.worlds import Worlds

Array = NDArray[np.float64]
_Z95 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Driver:
    """One figure and how much of the variance it carries."""

    figure: UsedFigure
    """Which."""
    share: float
    """Of the variance told by all figures read."""
    low: float
    """Lower end of its 90 % interval."""
    high: float
    """Upper end of it."""


def drivers(total: Array, used: Sequence[UsedFigure], worlds: Worlds) -> list[Driver]:
    """Return the figures by how much of a total's variance they carry, most first.

    Parameters
    ----------
    total
        (n,) draws of the same worlds.
    used
        Figures that were read.
    worlds
        Where the draws come from.
    """
    ranks = _standard(rankdata(total))
    found = []
    for figure in used:
        values = worlds.of(worlds.figure(figure.entry, figure.parameter))
        if np.ptp(values) > 0.0:
            found.append((figure, float(ranks @ _standard(rankdata(values)))))
    whole = sum(r * r for _, r in found) or 1.0
    rows = [Driver(figure, r * r / whole, *_band(r, total.size, whole)) for figure, r in found]
    return sorted(rows, key=lambda d: -d.share)


def guess_share(rows: Sequence[Driver]) -> float:
    """Return the share of the variance told that rests on guesses."""
    return sum(d.share for d in rows if d.figure.is_guess)


def _standard(values: Array) -> Array:
    centred = values - values.mean()
    length = float(np.sqrt(centred @ centred))
    return centred / length if length > 0.0 else centred


def _band(r: float, n: int, whole: float) -> tuple[float, float]:
    """Return the 90 % interval of a squared correlation over the whole, by Fisher's z."""
    z, half = np.arctanh(min(abs(r), 1.0 - 1e-12)), _Z95 / np.sqrt(max(n - 3, 1))
    return float(np.tanh(max(0.0, z - half)) ** 2 / whole), float(np.tanh(z + half) ** 2 / whole)

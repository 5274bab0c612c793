"""Value scales: what a measure is worth, 0 at the worst end and 100 at the best, the same for every set of options.

A scale is fixed before the options are looked at. So what one option is worth never depends on which others
are in the list, and adding or removing one cannot turn the order of the rest (no rank reversal).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.model import DecisionError, Floats, Ints, checked_values


@dataclass(frozen=True, slots=True)
class Scale:
    """A value scale: piecewise linear through points, in the measure's own unit."""

    name: str
    measure: tuple[float, ...]
    """Rising measures of the points."""
    value: tuple[float, ...]
    """What each is worth, 0 to 100, rising all the way or falling all the way."""

    @property
    def is_rising(self) -> bool:
        """Return whether more of the measure is better."""
        return self.value[-1] > self.value[0]

    @property
    def worst(self) -> float:
        """Return the end that is worth 0."""
        return self.measure[0] if self.is_rising else self.measure[-1]

    @property
    def best(self) -> float:
        """Return the end that is worth 100."""
        return self.measure[-1] if self.is_rising else self.measure[0]

    def value_of(self, measure: Floats | float) -> Floats:
        """Return what measures are worth; beyond an end of the scale, what the end is worth."""
        return np.asarray(np.interp(measure, self.measure, self.value), np.float64)

    def measure_of(self, value: float, is_improving: bool = True) -> float | None:
        """Return the first measure worth this much; None where no measure is.

        Where the scale is flat several are: the first met on the way from worst to best where `is_improving`,
        from best to worst where not.
        """
        if not 0.0 <= value <= 100.0:
            return None
        at, worth = np.array(self.measure), np.array(self.value)
        if not self.is_rising:
            at, worth = at[::-1], worth[::-1]
        after = int(np.searchsorted(worth, value, "left" if is_improving else "right"))
        after = min(max(after, 1), worth.size - 1)
        rise = worth[after] - worth[after - 1]
        share = (value - worth[after - 1]) / rise if rise > 0.0 else float(is_improving)
        return float(at[after - 1] + share * (at[after] - at[after - 1]))


@dataclass(frozen=True, slots=True)
class Valued:
    """What measures are worth, and how many of them lay beyond their scale."""

    values: Floats
    """Shape of the measures; 0 to 100."""
    n_worse: Ints
    """(options, criteria) draws worse than the worst end: counted as 0."""
    n_better: Ints
    """(options, criteria) draws better than the best end: counted as 100."""
    n_draws: int

    @property
    def n_outside(self) -> int:
        """Return how many measures lay beyond their scale; if any do, the scale should be looked at again."""
        return int(self.n_worse.sum() + self.n_better.sum())


def linear_scale(name: str, worst: float, best: float) -> Scale:
    """Return a straight scale from worst (0) to best (100), either of which may be the larger.

    Raises
    ------
    DecisionError
        The ends are the same or not finite.
    """
    if worst == best:
        raise DecisionError(f"{name}: worst and best are both {worst:g}; a scale needs two different ends")
    return piecewise_scale(name, ((worst, 0.0), (best, 100.0)))


def piecewise_scale(name: str, points: Sequence[tuple[float, float]]) -> Scale:
    """Return a scale through (measure, value) points, in any order of measure.

    Raises
    ------
    DecisionError
        There are fewer than two points, a measure comes twice, a value lies outside 0 to 100, the values turn
        back, or the ends are not worth 0 and 100.
    """
    ordered = sorted((float(m), float(v)) for m, v in points)
    if len(ordered) < 2:
        raise DecisionError(f"{name}: a scale needs at least two points, found {len(ordered)}")
    measure, value = (np.array(column) for column in zip(*ordered, strict=True))
    if not (np.isfinite(measure).all() and np.isfinite(value).all()):
        raise DecisionError(f"{name}: a point of the scale is not finite")
    if (np.diff(measure) == 0.0).any():
        twice = measure[1:][np.diff(measure) == 0.0][0]
        raise DecisionError(f"{name}: measure {twice:g} comes twice; a measure has one value")
    _check_worth(name, measure, value)
    return Scale(name, tuple(measure.tolist()), tuple(value.tolist()))


def _check_worth(name: str, measure: Floats, value: Floats) -> None:
    if value.min() < 0.0 or value.max() > 100.0:
        bad = value[(value < 0.0) | (value > 100.0)][0]
        raise DecisionError(f"{name}: a value of {bad:g} lies outside 0 (worst) to 100 (best)")
    step = np.diff(value)
    if (step > 0.0).any() and (step < 0.0).any():
        way = np.sign(value[-1] - value[0]) or np.sign(step[0])
        turn = int(np.flatnonzero(np.sign(step) == -way)[0])
        raise DecisionError(
            f"{name}: the scale turns back between {measure[turn]:g} ({value[turn]:g}) and "
            f"{measure[turn + 1]:g} ({value[turn + 1]:g}); values must rise all the way or fall all the way"
        )
    if {value[0], value[-1]} != {0.0, 100.0}:
        raise DecisionError(
            f"{name}: the ends are worth {value[0]:g} and {value[-1]:g}; the worst end is worth 0 and the best 100"
        )


def valued(scales: Sequence[Scale], measures: ArrayLike) -> Valued:
    """Return what measures are worth on fixed scales.

    Parameters
    ----------
    scales
        One a criterion.
    measures
        (options, criteria) or (draws, options, criteria), each criterion in its scale's unit.

    Raises
    ------
    DecisionError
        The shape is another, a measure is missing, or there is not one scale a criterion.
    """
    found = checked_values(measures)
    if len(scales) != found.shape[-1]:
        raise DecisionError(f"there are {found.shape[-1]} criteria and {len(scales)} scales")
    values = np.empty_like(found)
    n_worse, n_better = (np.zeros(found.shape[-2:], np.int64) for _ in range(2))
    for k, scale in enumerate(scales):
        column = found[..., k].reshape(-1, found.shape[-2])
        values[..., k] = scale.value_of(found[..., k])
        below, above = (column < scale.measure[0]).sum(0), (column > scale.measure[-1]).sum(0)
        n_worse[:, k], n_better[:, k] = (below, above) if scale.is_rising else (above, below)
    return Valued(values, n_worse, n_better, found.shape[0] if found.ndim == 3 else 1)

"""PROMETHEE II: options compared pair by pair, criterion by criterion; a second opinion beside additive value.

A preference shape says how much a difference counts, 0 to 1. The net flow is how much an option is preferred to
the others less how much they are to it. Net flows depend on which options are in the list, so their order may
turn when one goes: a second opinion, not the verdict.

Source: Brans and Vincke, Management Science 31 (1985) 647; Brans, Vincke and Mareschal, EJOR 24 (1986) 228.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.model import DecisionError, Floats, paired, pieces


class Shape(Enum):
    """The six preference shapes."""

    USUAL = "usual"
    """Any difference is full preference."""
    STEP = "step"
    """U shape: full preference above the indifference `q`."""
    RAMP = "ramp"
    """V shape: rising from nothing at no difference to full at `p`."""
    LEVEL = "level"
    """Half above `q`, full above `p`."""
    LINEAR = "linear"
    """Nothing up to `q`, rising to full at `p`."""
    GAUSSIAN = "gaussian"
    """1 - exp(-d**2 / (2 s**2))."""


@dataclass(frozen=True, slots=True)
class Preference:
    """How a difference in one criterion counts, in the criterion's own unit."""

    shape: Shape = Shape.USUAL
    q: float = 0.0
    """Indifference: up to here a difference does not count."""
    p: float = 0.0
    """Preference: from here on it counts in full."""
    s: float = 0.0
    """Spread of the Gaussian."""
    is_rising: bool = True
    """Whether more of the measure is better."""

    def __post_init__(self):
        """Refuse thresholds that the shape cannot use."""
        if not all(np.isfinite(t) and t >= 0.0 for t in (self.q, self.p, self.s)):
            raise DecisionError(f"{self.shape.value}: thresholds are not below zero; found {self}")
        if self.shape in (Shape.LEVEL, Shape.LINEAR, Shape.RAMP):
            low = 0.0 if self.shape is Shape.RAMP else self.q
            if not self.p > low:
                raise DecisionError(f"{self.shape.value}: p must lie above {low:g}; found {self.p:g}")
        if self.shape is Shape.GAUSSIAN and not self.s > 0.0:
            raise DecisionError(f"gaussian: the spread s must be above zero; found {self.s:g}")

    def degree(self, difference: Floats) -> Floats:
        """Return the degree of preference, 0 to 1, of differences (first less second, more is better)."""
        d = difference
        if self.shape is Shape.RAMP:
            return np.clip(d / self.p, 0.0, 1.0)
        if self.shape is Shape.LEVEL:
            return 0.5 * (d > self.q) + 0.5 * (d > self.p)
        if self.shape is Shape.LINEAR:
            return np.clip((d - self.q) / (self.p - self.q), 0.0, 1.0)
        if self.shape is Shape.GAUSSIAN:
            return -np.expm1(-0.5 * (np.maximum(d, 0.0) / self.s) ** 2)
        return (d > (self.q if self.shape is Shape.STEP else 0.0)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows of each option: (options,), or (draws, options) where measures or weights have draws."""

    plus: Floats
    """How much it is preferred to the others, 0 to 1."""
    minus: Floats
    """How much the others are preferred to it, 0 to 1."""

    @property
    def net(self) -> Floats:
        """Return plus less minus; over all options they sum to nothing."""
        return self.plus - self.minus


def flows(measures: ArrayLike, weights: ArrayLike, preferences: Sequence[Preference]) -> Flows:
    """Return the PROMETHEE flows.

    Parameters
    ----------
    measures
        (options, criteria) or (draws, options, criteria), each criterion in its own unit.
    weights
        (criteria,) or (draws, criteria).
    preferences
        One a criterion.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit, or there are fewer than two options.
    """
    v, w, n_draws = paired(measures, weights)
    n_options, n_criteria = v.shape[-2:]
    if n_options < 2:
        raise DecisionError("PROMETHEE compares options; it needs two at least")
    if len(preferences) != n_criteria:
        raise DecisionError(f"there are {n_criteria} criteria and {len(preferences)} preferences")
    plus, minus = np.empty((2, n_draws, n_options))
    draws, weight = (v if v.ndim == 3 else v[None]), np.atleast_2d(w)
    for piece in pieces(n_draws, n_options * n_options):
        degree = _degrees(
            draws[piece] if v.ndim == 3 else draws, weight[piece] if w.ndim == 2 else weight, preferences
        )
        plus[piece] = degree.sum(2) / (n_options - 1)
        minus[piece] = degree.sum(1) / (n_options - 1)
    if v.ndim == 2 and w.ndim == 1:
        return Flows(plus[0], minus[0])
    return Flows(plus, minus)


def _degrees(measures: Floats, weight: Floats, preferences: Sequence[Preference]) -> Floats:
    """Return (draws, options, options) weighted preference of the first option over the second."""
    n_options = measures.shape[1]
    total = np.zeros((max(len(measures), len(weight)), n_options, n_options))
    for k, preference in enumerate(preferences):
        column = measures[:, :, k] if preference.is_rising else -measures[:, :, k]
        total += weight[:, k, None, None] * preference.degree(column[:, :, None] - column[:, None, :])
    return total

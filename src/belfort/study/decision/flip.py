"""What would one have to believe to choose the other: the weight, the weights or the measured value that flips a choice.

Everything here is exact: additive value is linear in a weight and in a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.model import DecisionError, Floats, checked_values, checked_weights
from belfort.study.decision.values import Scale


@dataclass(frozen=True, slots=True)
class WeightFlip:
    """How far the weight of one criterion may go, the others kept in proportion, before the leader changes."""

    criterion: int
    weight: float
    """As stated."""
    below: float
    """The leader is overtaken below this weight; NaN where it is not, down to 0."""
    rival_below: int
    """By whom; -1 for nobody."""
    above: float
    """The leader is overtaken above this weight; NaN where it is not, up to 1."""
    rival_above: int
    """By whom; -1 for nobody."""


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The least change of all weights at once that puts an option level with those it must beat."""

    weights: Floats
    """(criteria,) the weights one would have to hold: there it is level, and any step further puts it ahead."""
    distance: float
    """Sum of the absolute changes (L1), or root of the sum of their squares (L2)."""
    norm: str
    """L1 or L2."""


@dataclass(frozen=True, slots=True)
class ValueFlip:
    """What a criterion's value of an option must become for it to be level with another."""

    option: int
    """Whose value changes."""
    other: int
    criterion: int
    value: float
    """Now, 0 to 100."""
    flips_at: float
    """Where they swap; NaN where nothing on the scale does."""
    measure_flips_at: float
    """The same in the criterion's own unit; NaN where there is none, or no scale was given."""


def flip_weights(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Return (options, options, criteria) the weight of a criterion at which two options swap; NaN where none does.

    The other criteria keep their proportions. At the weight w of criterion k the lead of a over b is
    w d + (1 - w) D, with d their difference in k and D their mean difference in the rest. They swap only where d
    and D point opposite ways, at w = D / (D - d). Where k has all the weight there is no proportion to keep, and
    the rest share alike.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    v, w = _certain(values, weights)
    lead = v[:, None, :] - v[None, :, :]
    flips = np.full(lead.shape, np.nan)
    for k in range(v.shape[1] if v.shape[1] > 1 else 0):
        own, rest = lead[..., k], lead @ _rest(w, k)
        swaps = own * rest < 0.0
        flips[..., k][swaps] = rest[swaps] / (rest[swaps] - own[swaps])
    return flips


def with_weight(weights: ArrayLike, criterion: int, weight: float) -> Floats:
    """Return weights in which one criterion has this weight and the others keep their proportions."""
    w = checked_weights(weights, np.size(weights), (1,))
    moved = (1.0 - weight) * _rest(w, criterion)
    moved[criterion] = weight
    return moved


def leader_flips(values: ArrayLike, weights: ArrayLike) -> tuple[WeightFlip, ...]:
    """Return, for each criterion, between which of its weights the leader leads.

    The lead over each rival is linear in the weight, so the nearest swap on either side is the end.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    v, w = _certain(values, weights)
    leader = int(np.argmax(v @ w))
    flips = flip_weights(v, w)[leader]
    found = []
    for k, weight in enumerate(w.tolist()):
        ahead = v[leader, k] - v[:, k]  # the lead at weight 1: below zero, the swap lies above
        above = np.where((ahead < 0.0) & ~np.isnan(flips[:, k]), flips[:, k], np.inf)
        below = np.where((ahead > 0.0) & ~np.isnan(flips[:, k]), flips[:, k], -np.inf)
        up, down = int(above.argmin()), int(below.argmax())
        has_up, has_down = bool(np.isfinite(above[up])), bool(np.isfinite(below[down]))
        found.append(
            WeightFlip(
                k,
                weight,
                float(below[down]) if has_down else np.nan,
                down if has_down else -1,
                float(above[up]) if has_up else np.nan,
                up if has_up else -1,
            )
        )
    return tuple(found)


def least_change(
    values: ArrayLike, weights: ArrayLike, option: int, against: Sequence[int] | None = None
) -> WeightChange | None:
    """Return the least change of weights, by the sum of absolute changes (L1), that puts an option level or ahead.

    Parameters
    ----------
    values, weights
        (options, criteria) and (criteria,).
    option
        Which is to come first.
    against
        Whom it must be level with; everybody where left out: what one has to believe to choose it.

    Returns
    -------
    WeightChange or None
        No change where it is level or ahead already; None where no weights put it ahead: it is dominated, or never
        the best. Several changes may be equally small; one of them is given.

    Notes
    -----
    A linear program (HiGHS). An option that is level for some weights but ahead for none counts as None.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    from scipy.optimize import linprog

    v, w = _certain(values, weights)
    others = [b for b in (range(len(v)) if against is None else against) if b != option]
    behind = v[others] - v[option]
    if (behind @ w <= 0.0).all():
        return WeightChange(w, 0.0, "L1")
    if not _can_win(behind):
        return None
    n = w.size
    # Unknown: new weights, then how far each moved. Rules: |new - old| <= moved, and no rival ahead.
    eye = np.eye(n)
    rules = np.block([[eye, -eye], [-eye, -eye], [behind, np.zeros_like(behind)]])
    ends = np.concatenate([w, -w, np.zeros(len(others))])
    sums = np.concatenate([np.ones(n), np.zeros(n)])[None]
    done = linprog(np.r_[np.zeros(n), np.ones(n)], rules, ends, sums, [1.0], bounds=(0.0, None))
    if done.status != 0:
        raise DecisionError(f"the least change of weights was not found: {done.message}")
    moved = np.maximum(done.x[:n], 0.0)
    moved /= moved.sum()
    return WeightChange(moved, float(np.abs(moved - w).sum()), "L1")


def nearest_weights(values: ArrayLike, weights: ArrayLike, option: int, other: int) -> WeightChange | None:
    """Return the nearest weights, by root of the sum of squares (L2), at which an option is level with another.

    Returns
    -------
    WeightChange or None
        No change where it is level or ahead already; None where no weights make it better than the other.

    Notes
    -----
    The nearest point of the simplex with lead >= 0 is the projection of w + t lead onto the simplex for the
    least t >= 0 that brings it there (Karush, Kuhn and Tucker); the lead rises with t, and t is bisected.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    v, w = _certain(values, weights)
    lead = v[option] - v[other]
    if lead @ w >= 0.0:
        return WeightChange(w, 0.0, "L2")
    if not lead.max() > 0.0:
        return None
    unit = lead / np.abs(lead).max()
    low, high = 0.0, 1.0
    while unit @ _on_simplex(w + high * unit) < 0.0:
        high *= 2.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        low, high = (low, middle) if unit @ _on_simplex(w + middle * unit) >= 0.0 else (middle, high)
    moved = _on_simplex(w + high * unit)
    return WeightChange(moved, float(np.linalg.norm(moved - w)), "L2")


def value_flips(
    values: ArrayLike, weights: ArrayLike, scales: Sequence[Scale] | None = None
) -> tuple[ValueFlip, ...]:
    """Return for each option and criterion the value at which it swaps with the leader; for the leader, with its rival.

    The rival is the second at these weights. All other values stay.

    Parameters
    ----------
    values, weights
        (options, criteria) and (criteria,).
    scales
        One a criterion, to tell the flip in the criterion's own unit.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit, or there is one option only.
    """
    v, w = _certain(values, weights)
    if len(v) < 2:
        raise DecisionError("a choice between options needs two at least")
    total = v @ w
    leader, rival = np.argsort(-total, kind="stable")[:2].tolist()
    return tuple(
        value_flip(
            v, w, option, rival if option == leader else leader, k, None if scales is None else scales[k]
        )
        for option in range(len(v))
        for k in range(w.size)
    )


def value_flip(
    values: ArrayLike,
    weights: ArrayLike,
    option: int,
    other: int,
    criterion: int,
    scale: Scale | None = None,
) -> ValueFlip:
    """Return what a criterion's value of an option must become for it to be level with another, all else as it is.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    v, w = _certain(values, weights)
    now = float(v[option, criterion])
    gap = float(v[other] @ w - v[option] @ w)
    at = now + gap / float(w[criterion]) if w[criterion] > 0.0 else np.nan
    if not 0.0 <= at <= 100.0:
        return ValueFlip(option, other, criterion, now, np.nan, np.nan)
    measure = None if scale is None else scale.measure_of(at, is_improving=gap > 0.0)
    return ValueFlip(option, other, criterion, now, at, np.nan if measure is None else measure)


def _can_win(behind: Floats) -> bool:
    """Return whether some weights put an option strictly ahead of each of its rivals."""
    from scipy.optimize import linprog

    n = behind.shape[1]
    rules = np.column_stack(
        [behind, np.ones(len(behind))]
    )  # behind @ w + margin <= 0, margin as large as can be
    sums = np.append(np.ones(n), 0.0)[None]
    done = linprog(
        np.append(np.zeros(n), -1.0),
        rules,
        np.zeros(len(behind)),
        sums,
        [1.0],
        bounds=[(0, None)] * n + [(None, None)],
    )
    return bool(done.status == 0 and -done.fun > 1e-9 * max(1.0, float(np.abs(behind).max())))


def _rest(weights: Floats, k: int) -> Floats:
    """Return the weights of the other criteria, of sum one."""
    rest = weights.copy()
    rest[k] = 0.0
    if rest.sum() <= 0.0:
        rest[:] = 1.0
        rest[k] = 0.0
    return rest / max(rest.sum(), 1e-300)


def _on_simplex(point: Floats) -> Floats:
    """Return the nearest point of the simplex (Held, Wolfe and Crowder 1974): a threshold off, nothing below zero."""
    down = -np.sort(-point)
    surplus = (np.cumsum(down) - 1.0) / np.arange(1, point.size + 1)
    return np.maximum(point - surplus[np.flatnonzero(down > surplus)[-1]], 0.0)


def _certain(values: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    v = checked_values(values, (2,))
    return v, checked_weights(weights, v.shape[1], (1,))

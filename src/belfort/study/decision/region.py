"""Where in the room of weights each option wins: the share of it, exact for two to four criteria, and a triangle for three.

Values are certain here, so the part of the simplex of weights in which an option is best is cut out by planes. Its share
is the first-rank acceptability of SMAA when nothing is known of the weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.mavt import totals_of
from belfort.study.decision.model import (
    DecisionError,
    Floats,
    Ints,
    checked_values,
    checked_weights,
    pieces,
)
from belfort.study.decision.smaa import acceptability
from belfort.study.decision.weights import uniform_weights

MOST_EXACT = 4
"""Most criteria for which shares are cut exactly."""


@dataclass(frozen=True, slots=True)
class Region:
    """How much of the room of weights speaks for each option."""

    share: Floats
    """(options,) share of all weight vectors under which it is best; options that are equal share theirs, each in full."""
    share_sd: Floats
    """(options,) standard error: zero where the share is exact."""
    central_weight: Floats
    """(options, criteria) mean weight where it is best; NaN where it never is."""
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Triangle:
    """Who wins over a grid of three weights: points of a ternary picture."""

    weight: Floats
    """(points, 3)."""
    winner: Ints
    """(points,) option that is best there, the first where several tie."""
    lead: Floats
    """(points,) its lead over the next, in points of value."""
    p_first: Floats
    """(points,) share of the draws of values in which it wins there; one where no draws were given."""


def win_regions(values: ArrayLike, n_draws: int = 100_000, seed: int = 1) -> Region:
    """Return how much of the room of weights speaks for each option.

    Parameters
    ----------
    values
        (options, criteria).
    n_draws, seed
        For more than four criteria: uniform weights drawn, and which luck.

    Notes
    -----
    Up to four criteria the simplex is cut by the plane of each rival, and what is left is kept as simplices (a cut
    simplex is a product of two simplices, with the staircase triangulation), whose volumes are determinants. Beyond,
    the share is a Monte Carlo share and comes with its error.

    Raises
    ------
    DecisionError
        The shape is another or a number is not finite.
    """
    v = checked_values(values, (2,))
    n_options, n_criteria = v.shape
    if n_criteria > MOST_EXACT:
        drawn = acceptability(v, uniform_weights(n_criteria, n_draws, seed))
        return Region(drawn.first, drawn.rank_sd[:, 0], drawn.central_weight, False)
    share, central = np.zeros(n_options), np.full((n_options, n_criteria), np.nan)
    for option in range(n_options):
        parts = _best_part(v, option)
        volume = np.array([abs(np.linalg.det(part)) for part in parts])
        if volume.sum() > 1e-12:
            share[option] = volume.sum()
            central[option] = volume @ np.array([part.mean(0) for part in parts]) / volume.sum()
    return Region(share, np.zeros(n_options), central, True)


def win_triangle(values: ArrayLike, n_steps: int = 40, value_draws: ArrayLike | None = None) -> Triangle:
    """Return who wins over a regular grid of three weights, (n_steps + 1)(n_steps + 2) / 2 points.

    Parameters
    ----------
    values
        (options, 3).
    n_steps
        Steps of the grid along a side.
    value_draws
        (draws, options, 3): how sure the winner is where values are uncertain.

    Raises
    ------
    DecisionError
        There are not three criteria, or a number does not fit.
    """
    v = checked_values(values, (2,))
    if v.shape[1] != 3 or n_steps < 1:
        raise DecisionError(
            f"a triangle needs three criteria and a step at least; found {v.shape[1]}, {n_steps}"
        )
    weight = _grid(n_steps)
    total = weight @ v.T
    winner = total.argmax(1)
    ordered = np.sort(total, axis=1)
    lead = ordered[:, -1] - ordered[:, -2] if len(v) > 1 else np.full(len(weight), np.inf)
    p_first = np.ones(len(weight))
    if value_draws is not None:
        draws = checked_values(value_draws, (3,))
        if draws.shape[1:] != v.shape:
            raise DecisionError(f"values are {v.shape} and their draws {draws.shape}")
        p_first = np.array([_share_first(draws, w, int(o)) for w, o in zip(weight, winner, strict=True)])
    return Triangle(weight, winner.astype(np.int64), lead, p_first)


def grouped(values: ArrayLike, weights: ArrayLike, group: Sequence[int]) -> tuple[Floats, Floats]:
    """Return values and weights by group of criteria: within a group the weights keep their proportions.

    Parameters
    ----------
    values
        (options, criteria) or (draws, options, criteria).
    weights
        (criteria,).
    group
        (criteria,) number of each criterion's group, from 0 without gaps.

    Raises
    ------
    DecisionError
        Shapes do not fit, a group is empty, or a group weighs nothing.
    """
    v = checked_values(values)
    w = checked_weights(weights, v.shape[-1], (1,))
    number = np.asarray(group)
    if number.shape != w.shape or set(number.tolist()) != set(range(int(number.max()) + 1)):
        raise DecisionError(
            f"each of {w.size} criteria belongs to a group from 0 without gaps; found {list(group)}"
        )
    member = (number[:, None] == np.arange(number.max() + 1)) * w[:, None]
    total = member.sum(0)
    if total.min() <= 0.0:
        raise DecisionError(
            f"group {int(total.argmin())} weighs nothing: its values have no proportions to keep"
        )
    return v @ (member / total), total


def _best_part(values: Floats, option: int) -> list[Floats]:
    """Return the simplices (vertices, criteria) of weights under which an option is best."""
    parts = [np.eye(values.shape[1])]
    for other in range(len(values)):
        if other == option:
            continue
        lead = values[option] - values[other]
        lead = lead / max(float(np.abs(lead).max()), 1e-300)
        parts = [piece for part in parts for piece in _cut(part, lead)]
    return parts


def _cut(part: Floats, lead: Floats) -> list[Floats]:
    """Return the part of a simplex in which lead @ w >= 0, as simplices."""
    height = part @ lead
    inside, outside = np.flatnonzero(height >= 0.0), np.flatnonzero(height < 0.0)
    if not outside.size:
        return [part]
    if not inside.size or not (height > 0.0).any():
        return []
    # Column 0: the corners that stay; column j: where the edge to the j-th lost corner meets the plane.
    corner = np.empty((inside.size, outside.size + 1, part.shape[1]))
    corner[:, 0] = part[inside]
    for j, lost in enumerate(outside):
        t = height[inside] / (height[inside] - height[lost])
        corner[:, j + 1] = part[inside] + t[:, None] * (part[lost] - part[inside])
    cuts = [
        _staircase(corner, turns) for turns in combinations_with_replacement(range(inside.size), outside.size)
    ]
    return [piece for piece in cuts if abs(np.linalg.det(piece)) > 1e-15]


def _staircase(corner: Floats, turns: tuple[int, ...]) -> Floats:
    """Return one simplex of the staircase triangulation: a path through the grid of corners, down and to the right."""
    rows, columns = corner.shape[:2]
    path, row = [], 0
    for column in range(columns):
        end = turns[column] if column < columns - 1 else rows - 1
        path += [corner[r, column] for r in range(row, end + 1)]
        row = end
    return np.array(path)


def _grid(n_steps: int) -> Floats:
    pairs = [(i, j) for i in range(n_steps + 1) for j in range(n_steps + 1 - i)]
    counts = np.array([(i, j, n_steps - i - j) for i, j in pairs], np.float64)
    return counts / n_steps


def _share_first(draws: Floats, weight: Floats, option: int) -> float:
    n_first = 0
    for piece in pieces(len(draws), draws.shape[1] * draws.shape[2]):
        total = totals_of(draws, weight, piece)
        n_first += int((total[:, option] >= total.max(1)).sum())
    return n_first / len(draws)

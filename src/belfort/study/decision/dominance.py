"""Which options are beaten outright, with cost as its own axis: dominance, the Pareto front and the efficient frontier.

No weight between benefit and cost is asked for. An option dominates another where it is at least as good in all
that is looked at and better in something. The front is what is left.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.model import Bools, DecisionError, Floats, pieces, share_sd


@dataclass(frozen=True, slots=True)
class Front:
    """Who dominates whom, and who is left."""

    dominates: Bools
    """(options, options): does the option of the row dominate that of the column."""
    is_on_front: Bools
    """(options,) no option dominates it."""


@dataclass(frozen=True, slots=True)
class FrontShare:
    """Who dominates whom in what share of the draws."""

    dominates: Floats
    """(options, options): share of draws in which the row's option dominates the column's."""
    dominates_sd: Floats
    on_front: Floats
    """(options,) share of draws in which no option dominates it."""
    on_front_sd: Floats
    """Standard errors of the shares, from the number of draws alone."""
    n_draws: int


@dataclass(frozen=True, slots=True)
class Frontier:
    """The extended efficient frontier: the options that are best at some price of a point of benefit."""

    option: tuple[int, ...]
    """Options by rising cost and benefit."""
    cost_per_point: tuple[float, ...]
    """What a point of benefit more costs from each option to the next; rising. One fewer than `option`."""
    extended_dominated: tuple[int, ...]
    """Options on the Pareto front that a mix of two others beats: never best at one price of a point."""


def front(gains: ArrayLike, cost: ArrayLike | None = None) -> Front:
    """Return who dominates whom.

    Parameters
    ----------
    gains
        (options,) benefit, or (options, aspects), all to be as large as can be.
    cost
        (options,) to be as small as can be; left out where cost is no matter.

    Raises
    ------
    DecisionError
        Shapes do not fit or a number is not finite.
    """
    aspects = _aspects(gains, cost, has_draws=False)
    beats = _dominance(aspects)[0]
    return Front(beats, ~beats.any(0))


def front_share(gains: ArrayLike, cost: ArrayLike | None = None) -> FrontShare:
    """Return in what share of the draws each option dominates each, and is on the front.

    Parameters
    ----------
    gains
        (draws, options) benefit, or (draws, options, aspects), to be as large as can be.
    cost
        (draws, options), or (options,) where it is certain, to be as small as can be.

    Raises
    ------
    DecisionError
        Shapes do not fit or a number is not finite.
    """
    aspects = _aspects(gains, cost, has_draws=True)
    n_draws, n_options, n_aspects = aspects.shape
    beats, free = np.zeros((n_options, n_options)), np.zeros(n_options)
    for piece in pieces(n_draws, n_options * n_options * n_aspects):
        found = _dominance(aspects[piece])
        beats += found.sum(0)
        free += (~found.any(1)).sum(0)
    beats, free = beats / n_draws, free / n_draws
    return FrontShare(beats, share_sd(beats, n_draws), free, share_sd(free, n_draws), n_draws)


def efficient_frontier(benefit: ArrayLike, cost: ArrayLike) -> Frontier:
    """Return the extended (convex) efficient frontier of benefit against cost.

    Parameters
    ----------
    benefit, cost
        (options,).

    Notes
    -----
    The upper left convex hull of the front, walked from the cheapest option up. Of options with the same benefit
    and cost the first stands for all. Source: Goodwin and Wright, Decision Analysis for Management Judgment, on
    costs against benefits; "extended dominance" is the word of health economics.

    Raises
    ------
    DecisionError
        Shapes do not fit or a number is not finite.
    """
    aspects = _aspects(benefit, cost, has_draws=False)[0]
    if aspects.shape[1] != 2:
        raise DecisionError(f"a frontier has one benefit and one cost; found {aspects.shape[1]} aspects")
    gain, price = aspects[:, 0], -aspects[:, 1]
    on_front = np.flatnonzero(front(benefit, cost).is_on_front)
    hull: list[int] = []
    walked: list[int] = []
    for option in on_front[np.lexsort((-gain[on_front], price[on_front]))].tolist():
        if walked and gain[option] == gain[walked[-1]]:
            continue  # the same point again
        walked.append(option)
        while len(hull) > 1 and not _is_convex(gain, price, hull[-2], hull[-1], option):
            hull.pop()
        hull.append(option)
    slopes = [float((price[b] - price[a]) / (gain[b] - gain[a])) for a, b in pairwise(hull)]
    return Frontier(tuple(hull), tuple(slopes), tuple(o for o in walked if o not in hull))


def _is_convex(gain: Floats, price: Floats, a: int, b: int, c: int) -> bool:
    """Return whether a point of benefit costs more from b to c than from a to b."""
    return bool((price[c] - price[b]) * (gain[b] - gain[a]) > (price[b] - price[a]) * (gain[c] - gain[b]))


def _dominance(aspects: Floats) -> Bools:
    """Return (draws, options, options): does the first option dominate the second, all aspects to be large."""
    first, second = aspects[:, :, None, :], aspects[:, None, :, :]
    return np.asarray((first >= second).all(-1) & (first > second).any(-1))


def _aspects(gains: ArrayLike, cost: ArrayLike | None, has_draws: bool) -> Floats:
    """Return (draws, options, aspects) with cost, negated, as the last aspect."""
    found = np.asarray(gains, np.float64)
    found = found if has_draws else found[None]
    found = found[..., None] if found.ndim == 2 else found
    if found.ndim != 3 or 0 in found.shape:
        raise DecisionError(
            f"gains have shape {np.shape(gains)}; options with a benefit or several are needed"
        )
    if cost is not None:
        price = np.asarray(cost, np.float64)
        if price.shape not in (found.shape[1:2], found.shape[:2]):
            raise DecisionError(f"gains are of {found.shape[1]} options; found cost of shape {price.shape}")
        price = np.broadcast_to(price, found.shape[:2])
        found = np.concatenate([found, -price[..., None]], axis=2)
    if not np.isfinite(found).all():
        raise DecisionError("a benefit or a cost is not finite; leave the option out or fill the gap")
    return found

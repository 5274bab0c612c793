"""What protection costs for what it gives: plain arithmetic on draws of cost and of performance.

Draws are worlds: each pairs a cost with the performance of the same world. The value told is the ratio of the
means, which is what comes out over a campaign; the band is that of the worlds' own ratios: what not knowing
does to it. A world without a kill has no finite cost a kill, and is counted apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.study.cost.money import CostError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One quantity for another."""

    value: float
    """Mean of the upper over mean of the lower; infinite where the lower is always nil."""
    low90: float
    """Lower end of the 90 % band over worlds."""
    high90: float
    """Upper end of it; infinite where one world in twenty or more has nil below."""
    p_infinite: float
    """Share of worlds with nil below."""


def ratio(upper: ArrayLike, lower: ArrayLike) -> Ratio:
    """Return one quantity for another, world by world.

    Parameters
    ----------
    upper, lower
        (n,) of the same worlds, or single numbers; never negative.

    Raises
    ------
    CostError
        Worlds differ in number, or something is negative.
    """
    a, b = np.atleast_1d(np.asarray(upper, float)), np.atleast_1d(np.asarray(lower, float))
    if a.size != b.size and 1 not in (a.size, b.size):
        raise CostError(f"{a.size} worlds do not pair with {b.size}")
    if a.min() < 0.0 or b.min() < 0.0:
        raise CostError("costs and counts are never negative")
    a, b = np.broadcast_arrays(a, b)
    is_nil = b <= 0.0
    each = np.where(is_nil, np.inf, a / np.where(is_nil, 1.0, b))
    low, high = np.quantile(each, (0.05, 0.95), method="inverted_cdf")
    value = float(a.mean() / b.mean()) if b.mean() > 0.0 else float("inf")
    return Ratio(value, float(low), float(high), float(is_nil.mean()))


def cost_per_kill(cost: ArrayLike, n_kills: ArrayLike) -> Ratio:
    """Return what one kill costs: of the shots, or of the force, for the kills of the same worlds."""
    return ratio(cost, n_kills)


def cost_per_raid(life_cost: ArrayLike, shots_cost: ArrayLike, n_raids: float) -> Ratio:
    """Return what one raid costs: the force's life spread over the raids it meets, and the raid's own shots.

    Parameters
    ----------
    life_cost
        (n,) life-cycle cost.
    shots_cost
        (n,) what is fired in one raid.
    n_raids
        Raids over the life; an assumption that the reader must see.

    Raises
    ------
    CostError
        No raids.
    """
    if n_raids <= 0.0:
        raise CostError("a cost per raid needs at least some raids over the life")
    return ratio(np.asarray(life_cost, float) / n_raids + np.asarray(shots_cost, float), 1.0)


def cost_per_asset_year(life_cost: ArrayLike, n_assets_protected: ArrayLike, n_years: float) -> Ratio:
    """Return what one asset protected for one year costs, given how many are protected in each world."""
    return ratio(life_cost, np.asarray(n_assets_protected, float) * n_years)


def exchange(defender_cost: ArrayLike, attacker_cost: ArrayLike) -> Ratio:
    """Return what the defender spends for each unit of money the attacker spends, both in one money.

    Above 1 the attacker spends less. What is protected has a value too, and is not in it.
    """
    return ratio(defender_cost, attacker_cost)

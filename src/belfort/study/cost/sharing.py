"""Who pays: rules that share a joint cost among nations, each shown with its stability.

A cost game gives each coalition of nations what it would cost to serve it alone, in the cheapest way. A rule
gives shares that add up to the cost of all. A coalition that pays more together than alone has reason to leave:
the shares are in the core when there is none. There is no one fair rule; the table shows several.

Rules: equal; proportional to units, to a key, or to stand-alone cost; separable costs and remaining benefits
(SCRB, the water projects' rule); Shapley (1953); the nucleolus (Schmeidler 1969). What one nation's battery
protects of another is no part of a cost game: it must be told apart.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from belfort.study.cost.money import CostError
from belfort.study.cost.nucleolus import nucleolus_shares

Array = NDArray[np.float64]
MOST_NATIONS = 8
"""A coalition is a set of nations: 255 of them at eight, and the work doubles with each more."""


@dataclass(frozen=True)
class CostGame:
    """What each coalition of nations costs."""

    nations: tuple[str, ...]
    """Names; nation i is bit i of a coalition."""
    cost: Array
    """(2**n,) cost of each coalition; the empty one first and nil."""

    def __post_init__(self) -> None:
        n = len(self.nations)
        if not 1 <= n <= MOST_NATIONS:
            raise CostError(
                f"costs are shared among 1 to {MOST_NATIONS} nations, found {n}: join some into one"
            )
        if len(set(self.nations)) != n:
            raise CostError("a nation is named twice")
        if self.cost.shape != (1 << n,) or self.cost[0] != 0.0:
            raise CostError(f"{n} nations need {1 << n} coalitions, the empty one first and at no cost")

    @property
    def n(self) -> int:
        """Number of nations."""
        return len(self.nations)

    @property
    def alone(self) -> Array:
        """(n,) what each costs alone."""
        return self.cost[1 << np.arange(self.n)]

    @property
    def joint(self) -> float:
        """What all cost together."""
        return float(self.cost[-1])

    @property
    def saving(self) -> float:
        """What doing it together saves."""
        return float(self.alone.sum()) - self.joint

    @property
    def separable(self) -> Array:
        """(n,) what the joint cost grows by when a nation joins last."""
        return self.cost[-1] - self.cost[((1 << self.n) - 1) ^ (1 << np.arange(self.n))]

    def members(self, coalition: int) -> tuple[str, ...]:
        """Return the names of a coalition."""
        return tuple(name for i, name in enumerate(self.nations) if coalition >> i & 1)


def game_of(
    nations: Sequence[str], cost_of: Callable[[tuple[str, ...]], float], *, may_split: bool = True
) -> CostGame:
    """Return the game in which a coalition costs what a function says.

    Parameters
    ----------
    nations
        Names.
    cost_of
        Cost of a coalition, given as the names of its members in the order of `nations`.
    may_split
        Whether a coalition may buy in groups where that is cheaper, which is what "its cost" means: without it
        the game need not even favour doing things together.

    Raises
    ------
    CostError
        More nations than can be done.
    """
    n = len(nations)
    if n > MOST_NATIONS:
        raise CostError(f"costs are shared among 1 to {MOST_NATIONS} nations, found {n}: join some into one")
    cost = np.zeros(1 << n)
    for coalition in range(1, 1 << n):
        cost[coalition] = cost_of(tuple(name for i, name in enumerate(nations) if coalition >> i & 1))
    return CostGame(tuple(nations), _cheapest(cost) if may_split else cost)


def _cheapest(cost: Array) -> Array:
    """Return each coalition's cost when it may split into groups."""
    best = cost.copy()
    for coalition in range(1, best.size):
        part = (coalition - 1) & coalition
        while part:
            best[coalition] = min(best[coalition], best[part] + best[coalition ^ part])
            part = (part - 1) & coalition
    return best


def proportional(game: CostGame, weights: Sequence[float] | Array) -> Array:
    """Return (n,) shares of the joint cost in proportion to weights: units, a key, cost alone, or all ones."""
    w = np.asarray(weights, dtype=float)
    if w.shape != (game.n,) or w.min() < 0.0 or w.sum() <= 0.0:
        raise CostError(f"{game.n} nations need {game.n} weights of at least 0, not all 0")
    return w / w.sum() * game.joint


def scrb(game: CostGame) -> Array:
    """Return (n,) shares by separable costs and remaining benefits.

    Each pays what it adds; the rest is shared by what each saves beyond that against going alone.

    Raises
    ------
    CostError
        Nobody saves anything that the rest could be shared by.
    """
    own = game.separable
    benefit = np.maximum(0.0, game.alone - own)
    rest = game.joint - float(own.sum())
    if benefit.sum() == 0.0:
        if abs(rest) > 1e-9 * max(1.0, abs(game.joint)):
            raise CostError("nobody gains by joining, so that no remaining benefit can share the rest")
        return own
    return own + benefit / benefit.sum() * rest


def shapley(game: CostGame) -> Array:
    """Return (n,) shares by Shapley: what a nation adds, averaged over all orders of joining."""
    n = game.n
    size = np.array([bin(s).count("1") for s in range(1 << n)])
    weight = np.array([factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)])
    shares = np.zeros(n)
    every = np.arange(1 << n)
    for i in range(n):
        without = every[(every >> i & 1) == 0]
        added = game.cost[without | 1 << i] - game.cost[without]
        shares[i] = float(weight[size[without]] @ added)
    return shares


def nucleolus(game: CostGame, *, per_head: bool = False) -> Array:
    """Return (n,) shares by the nucleolus, or the one per head (a coalition's content over its size)."""
    return nucleolus_shares(game.cost, game.n, float if per_head else None)


@dataclass(frozen=True, slots=True)
class Stability:
    """Whether any coalition has reason to leave."""

    excess: float
    """Most that a coalition pays above its own cost; 0 or less: none has reason to leave."""
    coalition: tuple[str, ...]
    """Which coalition that is."""

    @property
    def is_in_core(self) -> bool:
        """Whether nobody has reason to leave."""
        return self.excess <= 1e-9


def stability(game: CostGame, shares: Array) -> Stability:
    """Return the worst complaint over all coalitions short of everyone.

    Raises
    ------
    CostError
        The shares do not add up to the joint cost.
    """
    scale = max(1.0, abs(game.joint))
    if abs(float(np.sum(shares)) - game.joint) > 1e-6 * scale:
        raise CostError(f"shares add up to {np.sum(shares):g}, the joint cost is {game.joint:g}")
    if game.n == 1:
        return Stability(0.0, ())
    paid = ((np.arange(1 << game.n)[:, None] >> np.arange(game.n)) & 1) @ shares
    excess = (paid - game.cost)[1:-1]
    worst = int(np.argmax(excess)) + 1
    value = float(excess[worst - 1])
    return Stability(0.0 if abs(value) < 1e-9 * scale else value, game.members(worst))


@dataclass(frozen=True)
class Shares:
    """What one rule gives."""

    rule: str
    """Its name."""
    share: Array
    """(n,) what each pays."""
    stability: Stability
    """Whether anyone has reason to leave."""


def all_rules(game: CostGame, weights: Mapping[str, Sequence[float]] | None = None) -> list[Shares]:
    """Return the shares of every rule, each with its stability.

    Separable costs, remaining benefits is left out where nobody gains by joining: it has nothing to share by.

    Parameters
    ----------
    game
        The cost game.
    weights
        Further proportional rules by name: 'by units', 'NATO key'.
    """
    found = {"equal": proportional(game, [1.0] * game.n)}
    for name, w in (weights or {}).items():
        found[name] = proportional(game, w)
    found["by cost alone"] = proportional(game, game.alone)
    with suppress(CostError):
        found["separable costs, remaining benefits"] = scrb(game)
    found["Shapley"] = shapley(game)
    found["nucleolus"] = nucleolus(game)
    return [Shares(rule, share, stability(game, share)) for rule, share in found.items()]


@dataclass(frozen=True)
class SharesInDoubt:
    """What one rule gives over draws of the costs."""

    rule: str
    """Its name."""
    share: Array
    """(draws, n) what each pays, of the draws in which the rule can be used."""
    p_stable: float
    """Share of all draws in which it can be used and nobody has reason to leave."""


def rules_in_doubt(
    games: Sequence[CostGame], weights: Mapping[str, Sequence[float]] | None = None
) -> list[SharesInDoubt]:
    """Return the shares of every rule over games that are draws of one: their spread, how often stable.

    Raises
    ------
    CostError
        No games.
    """
    if not games:
        raise CostError("no draws to share")
    by_rule: dict[str, list[Shares]] = {}
    for game in games:
        for row in all_rules(game, weights):
            by_rule.setdefault(row.rule, []).append(row)
    return [
        SharesInDoubt(
            rule, np.array([r.share for r in rows]), sum(r.stability.is_in_core for r in rows) / len(games)
        )
        for rule, rows in by_rule.items()
    ]

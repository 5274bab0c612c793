"""Air defence that can be worked out on paper: what the simulation must come to, and quick answers in themselves.

Kill probabilities are of one shot, shots are independent, a shot kills what it is fired at and nothing else.

Sources: Washburn and Kress, "Combat Modeling" (Springer 2009), for salvoes, shoot-look-shoot and shared magazines;
Erlang (1917) for lost calls; Soland, "Optimal terminal defense tactics when several sequential engagements are
possible", Operations Research 35 (1987); Prim and Read (1957) as told in Eckler and Burr, "Mathematical models of target
coverage and missile allocation" (MORS 1972); Hughes, "A salvo model of warships in missile combat used to evaluate
their staying power", Naval Research Logistics 42 (1995).
"""

from collections.abc import Sequence
from functools import cache
from math import ceil, comb, floor, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Leak(NamedTuple):
    """What becomes of a raid."""

    mean: float
    """Expected leakers."""
    p_none: float
    """Probability that nothing leaks."""


class Engagement(NamedTuple):
    """What becomes of one target."""

    p_kill: float
    n_shots: float
    """Expected."""


def barrage(n_targets: int, n_each: int, p_kill: float) -> Leak:
    """Return the leak where every target is met by the same number of shots, all at once."""
    missed = (1.0 - p_kill) ** n_each
    return Leak(n_targets * missed, (1.0 - missed) ** n_targets)


def even_split(n_targets: int, n_missiles: int, p_kill: float) -> Leak:
    """Return the leak where a magazine is fired in one salvo, shared as evenly as it goes.

    With equal targets no other split lets fewer through: one more shot is worth most where there are fewest.
    """
    each, more = divmod(n_missiles, n_targets)
    few, many = (1.0 - p_kill) ** each, (1.0 - p_kill) ** (each + 1)
    mean = (n_targets - more) * few + more * many
    return Leak(mean, (1.0 - few) ** (n_targets - more) * (1.0 - many) ** more)


def salvo_doctrine(p_kill: float, salvoes: Sequence[int]) -> Engagement:
    """Return what a row of salvoes with a look after each does; it ends with the kill.

    Parameters
    ----------
    p_kill
        Of one shot.
    salvoes
        Shots in each: (1, 1, 1) is shoot-look-shoot-look-shoot, (2, 2) shoot-shoot-look-shoot-shoot.
    """
    alive, shots = 1.0, 0.0
    for n in salvoes:
        shots += alive * n
        alive *= (1.0 - p_kill) ** n
    return Engagement(1.0 - alive, shots)


def shoot_look_shoot(p_kill: float, n_looks: int) -> Engagement:
    """Return what at most `n_looks` single shots do: 1 - q^n, and (1 - q^n) / p shots."""
    killed = 1.0 - (1.0 - p_kill) ** n_looks
    return Engagement(killed, killed / p_kill if p_kill > 0.0 else float(n_looks))


def through_layers(n_targets: int, p_stops: Sequence[float]) -> Floats:
    """Return the probabilities of 0, 1, ... n leakers through layers that each stop a share: binomial."""
    leak = prod(1.0 - p for p in p_stops)
    return _binomial(n_targets, leak)


def _binomial(n: int, p: float) -> Floats:
    return np.array([comb(n, k) * p**k * (1.0 - p) ** (n - k) for k in range(n + 1)])


def shared_magazine(n_targets: int, n_missiles: int, n_looks: int, p_kill: float) -> float:
    """Return expected leakers where targets come one after the other and draw on one magazine.

    Each gets up to `n_looks` single shots, while there are missiles. A dynamic programme over targets and missiles.
    """
    leak = np.zeros(n_missiles + 1)
    for _ in range(n_targets):
        shot = leak + 1.0
        for _ in range(n_looks):
            after = leak + 1.0  # without a missile it leaks
            after[1:] = p_kill * leak[:-1] + (1.0 - p_kill) * shot[:-1]
            shot = after
        leak = shot
    return float(leak[-1])


def truncated_magazine(n_targets: int, n_missiles: int, p_kill: float) -> Floats:
    """Return the probabilities of 0, 1, ... n leakers where time is no limit and the magazine is: of so many hits."""
    hits = _binomial(n_missiles, p_kill)
    leak = np.zeros(n_targets + 1)
    for k, p in enumerate(hits):
        leak[n_targets - min(k, n_targets)] += p
    return leak


def erlang_loss(n_channels: int, load: float) -> float:
    """Return the share that finds all channels busy, where those are lost: Erlang's B.

    Parameters
    ----------
    n_channels
        Engagements at once.
    load
        Arrivals at random in the mean time that one engagement takes. How that time spreads does not matter.
    """
    blocked = 1.0
    for c in range(1, n_channels + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def saturated(n_targets: int, window_s: float, cycle_s: float, n_channels: int) -> int:
    """Return how many of targets that come at once are never engaged, for sure kills and cycles of one length."""
    return max(0, n_targets - n_channels * (floor(window_s / cycle_s) + 1))


def multi_look(n_attackers: int, n_missiles: int, n_looks: int, p_kill: float) -> float:
    """Return the probability that nothing leaks under the best fire with so many looks: Soland's dynamic programme.

    In each look the defence chooses how many missiles to fire, shared evenly among the attackers still alive.
    Memory and work grow with attackers, missiles and looks.
    """

    @cache
    def best(n_alive: int, n_left: int, n_to_go: int) -> float:
        if n_alive == 0:
            return 1.0
        if n_to_go == 0:
            return 0.0
        return max(_after(n_alive, n_fired, n_left, n_to_go) for n_fired in range(n_left + 1))

    def _after(n_alive: int, n_fired: int, n_left: int, n_to_go: int) -> float:
        odds = survivors(n_alive, n_fired, p_kill)
        return sum(p * best(j, n_left - n_fired, n_to_go - 1) for j, p in enumerate(odds) if p > 0.0)

    return best(n_attackers, n_missiles, n_looks)


def survivors(n_alive: int, n_fired: int, p_kill: float) -> Floats:
    """Return the probabilities of 0, 1, ... survivors of a salvo shared as evenly as it goes."""
    each, more = divmod(n_fired, n_alive)
    few = _binomial(n_alive - more, (1.0 - p_kill) ** each)
    many = _binomial(more, (1.0 - p_kill) ** (each + 1))
    return np.convolve(few, many)


def prim_read(values: Sequence[float], price: float) -> tuple[int, ...]:
    """Return the interceptors of each target such that no attacker destroys more than `price` of value per attacker.

    For perfect interceptors and an attacker who knows them: ceil(v / price) - 1 each.

    Raises
    ------
    ValueError
        The price is not positive.
    """
    if price <= 0.0:
        raise ValueError(f"a price must be positive, found {price}")
    return tuple(max(0, ceil(v / price) - 1) for v in values)


def hughes_salvo(
    n_shooters: float, n_fired: float, n_ships: float, n_stopped: float, n_to_kill: float
) -> float:
    """Return the ships lost to one salvo: Hughes's equation, no fewer than none and no more than there are.

    Parameters
    ----------
    n_shooters, n_fired
        Attacking ships, and well-aimed missiles of each.
    n_ships, n_stopped, n_to_kill
        Ships attacked, missiles that each stops, hits that put one out of action.
    """
    lost = (n_fired * n_shooters - n_stopped * n_ships) / n_to_kill
    return min(max(lost, 0.0), n_ships)

"""How many replicates are enough: stopping at a wanted half-width, and planning from a pilot.

One plan is run in batches until the 95 % interval of a mean, or of the difference of two options on the same luck, is
as narrow as wanted. Worlds are compiled anew each, so there a pilot says how many more are needed, and of what.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from belfort.raid.compiling.compile import Compiled
from belfort.raid.compiling.worlds import MODE
from belfort.raid.kernels.tables import N_LEAKED
from belfort.raid.model import Outcome
from belfort.raid.simulate import MOST_REPLICATES, Manner, Run, run, words_of
from belfort.raid.summary import CONFIDENCE, measures, worlds_of

Floats = NDArray[np.float64]
BATCH = 64
"""Replicates between two looks, and the least there are: with 16 the interval is too narrow too often."""
MOST = 1 << 20


@dataclass(frozen=True, slots=True)
class Stopped:
    """A mean, and how well it is known."""

    mean: float
    half_width: float
    """Of the 95 % interval."""
    n: int
    is_done: bool
    """Whether that is as narrow as wanted."""


@dataclass(frozen=True, slots=True)
class Clustered:
    """A mean over worlds and replicates, and what its error is made of."""

    mean: float
    half_width: float
    """Of the 95 % interval, were other worlds drawn: what is not known and chance."""
    chance_half_width: float
    """Of the 95 % interval in these worlds: chance alone."""
    between: float
    """Variance over worlds of their true means; 0 where chance explains all that is seen."""
    within: float
    """Mean variance within a world."""
    n_worlds: int
    n_each: float
    """Replicates a world; the harmonic mean where they differ."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What it takes to know a mean as well as wanted."""

    n_worlds: int
    n_each: int
    """Replicates a world."""
    is_enough: bool
    """Whether the pilot is as good already."""
    words: str


def leakers(done: Run) -> Floats:
    """Return the leakers of each replicate."""
    return done.rows[:, N_LEAKED].astype(np.float64)


def run_until(
    compiled: Compiled,
    seed: int,
    half_width: float,
    *,
    other: Compiled | None = None,
    measure: Callable[[Run], Floats] = leakers,
    manner: Manner | None = None,
    world: int = MODE,
    most: int = MOST,
) -> Stopped:
    """Simulate replicates of a plan until a mean is known as well as wanted.

    Parameters
    ----------
    compiled
        The plan.
    seed
        Of the scenario.
    half_width
        Wanted, of the 95 % interval, in the unit of the measure; positive.
    other
        Another option in the same world: the mean is of `compiled` less `other`, replicate by replicate.
    measure
        Of a run, (n,) values.
    manner
        How replicates are run. Not with a tilt or strata: those need an error of their own, see `rare`.
    world
        Whose words are used, from the first.
    most
        Replicates at most, at least `BATCH`.

    Returns
    -------
    The mean with what was reached; `is_done` is False where `most` came first.

    Raises
    ------
    ValueError
        The half-width is not positive, or the manner does not allow a plain mean.

    Notes
    -----
    Every `BATCH` replicates the half-width is that of the central limit theorem. An interval stopped so holds the
    truth in 93 to 98 of 100 cases (measured on counts of leakers at half-widths that take 64 to 2,000
    replicates). Source: Chow and Robbins, Ann. Math. Statist. 36 (1965) 457. Constant values stop at once.
    """
    how = manner or Manner()
    if not half_width > 0.0:
        raise ValueError(f"a half-width is positive, found {half_width:g}")
    if how.is_stratified or how.tilt[0] > 0.0:
        raise ValueError("a tilted or stratified run has no plain mean")
    most = min(most, MOST_REPLICATES)
    n, total, squares, shift = 0, 0.0, 0.0, 0.0
    reached = inf
    while n < BATCH or (reached > half_width and n < most):
        words = words_of(world, n, min(BATCH, most - n) if n else BATCH)
        values = measure(run(compiled, seed, words, how))
        if other is not None:
            values = values - measure(run(other, seed, words, how))
        # sums of what is over the first value: no digits are lost where the mean is large
        shift = float(values[0]) if n == 0 else shift
        n, total, squares = (
            n + len(values),
            total + float((values - shift).sum()),
            squares + float(((values - shift) ** 2).sum()),
        )
        variance = max(0.0, squares - total * total / n) / (n - 1)
        reached = CONFIDENCE * sqrt(variance / n)
    return Stopped(shift + total / n, reached, n, reached <= half_width)


def clustered(values: Floats, world: NDArray[np.integer]) -> Clustered:
    """Return a mean over worlds with its errors: replicates of one world are not independent of each other.

    Parameters
    ----------
    values
        (n,), or differences of two options on the same worlds and luck.
    world
        (n,): of each value; those below 0, at the mode, are left out.

    Raises
    ------
    ValueError
        No value of a drawn world.

    Notes
    -----
    Analysis of variance of a random effect: the mean of W worlds has the variance of their means over W, by Student's t
    with W - 1 degrees of freedom. Pooled replicates would give a half-width too small by sqrt(1 + n between / within).
    With one world it is infinite: nothing is known of others.
    """
    some = world >= 0
    values, world = values[some], world[some]
    if not values.size:
        raise ValueError("there is no drawn world: nothing is known about what is not known")
    _, of = np.unique(world, return_inverse=True)
    sizes = np.bincount(of)
    means = np.bincount(of, values) / sizes
    apart = np.bincount(of, (values - means[of]) ** 2) / np.maximum(sizes - 1, 1)
    n, n_each = len(sizes), float(len(sizes) / (1.0 / sizes).sum())
    within = float(apart.mean())
    spread = float(means.var(ddof=1)) if n > 1 else inf
    chance = CONFIDENCE * sqrt(float((apart / sizes).sum())) / n
    half_width = _student(n) * sqrt(spread / n) if n > 1 else inf
    between = max(0.0, spread - float((apart / sizes).mean())) if n > 1 else 0.0
    return Clustered(float(means.mean()), half_width, chance, between, within, n, n_each)


def _student(n_worlds: int) -> float:
    """Return how many standard errors a 95 % interval reaches on each side."""
    return float(stdtrit(n_worlds - 1, 0.975))


def needed(
    pilot: Outcome,
    half_width: float,
    *,
    other: Outcome | None = None,
    measure: tuple[str, str] = ("n_leaked", ""),
    n_worlds: int | None = None,
    world_cost: float = 300.0,
) -> Needed:
    """Return how many worlds and replicates a mean needs, from a first run.

    Parameters
    ----------
    pilot
        A first run, of 8 worlds or more to be of use.
    half_width
        Wanted, of the 95 % interval, in the unit of the measure; positive.
    other
        Another option over the same worlds and replicates: plans for the difference.
    measure
        Name and key of `summary.measures`.
    n_worlds
        How many worlds there shall be: the interval is then that of chance in these worlds, and only replicates are
        counted. Unless given, it is that over all worlds that might be drawn.
    world_cost
        What compiling a world costs, in replicates.

    Raises
    ------
    ValueError
        The half-width is not positive, there is no drawn world, or the two runs do not match.
    KeyError
        There is no such measure.
    """
    values = measures(pilot)[measure]
    if other is not None:
        alike = np.array_equal(pilot.world, other.world) and np.array_equal(pilot.replicate, other.replicate)
        if not alike:
            raise ValueError("a difference needs the same worlds and replicates")
        values = values - measures(other)[measure]
    return needed_for(clustered(values, worlds_of(pilot)), half_width, n_worlds, world_cost)


def needed_for(
    pilot: Clustered, half_width: float, n_worlds: int | None = None, world_cost: float = 300.0
) -> Needed:
    """Return how many worlds and replicates a mean needs; arguments as for `needed`.

    Notes
    -----
    Two stages: the pilot gives the variances, the second run takes what they ask for. A world costs as much as
    `world_cost` replicates, so the best number of replicates a world is sqrt(world_cost within / between), whatever the
    half-width; worlds then make up the rest. Source: Cochran, Sampling Techniques (1977), section 10.6.
    """
    if not half_width > 0.0:
        raise ValueError(f"a half-width is positive, found {half_width:g}")
    if n_worlds is not None:
        n_each = _up_to(pilot.within * (CONFIDENCE / half_width) ** 2 / n_worlds)
        is_enough = pilot.n_worlds >= n_worlds and pilot.chance_half_width <= half_width
        words = f"{n_each:,} replicates in each of {n_worlds:,} worlds, for chance to count less"
        return Needed(n_worlds, n_each, is_enough, words)
    is_enough = pilot.half_width <= half_width
    best = sqrt(world_cost * pilot.within / pilot.between) if pilot.between > 0.0 else pilot.n_each
    n_each = _up_to(best) if pilot.within > 0.0 else 1
    variance = pilot.between + pilot.within / n_each
    many = max(2, ceil(variance * (CONFIDENCE / half_width) ** 2))
    while _student(many) ** 2 * variance > many * half_width**2:
        many += 1  # few steps: Student's t asks for a few worlds more than the normal
    words = f"{many:,} worlds of {n_each:,} replicates"
    return Needed(many, n_each, is_enough, words)


def _up_to(n: float) -> int:
    """Return a number of replicates in whole batches, at least one."""
    return BATCH * max(1, ceil(n / BATCH))

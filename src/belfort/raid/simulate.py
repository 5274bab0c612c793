"""Replicates by the thousand: blocks over threads, the same bytes whatever their number."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.readonly import locked
from belfort.numeric.streams import random_key
from belfort.raid.compiling.compile import Compiled, Names
from belfort.raid.kernels.night import run_nights
from belfort.raid.kernels.tables import LOG, N_TIMES, N_USED, Chance, Counts
from belfort.raid.layout import CAUSES
from belfort.raid.memory import counts_for, work_for
from belfort.raid.night.states import draw_states, stratified_states

BLOCK = 256
"""Replicates of one call of the kernel."""
MOST_REPLICATES = 1 << 22
MOST_WORLDS = (1 << 10) - 1
PLAIN = (0.0, 1.0)
"""No tilt."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How replicates are run: which night, and what the variance is reduced by."""

    night: int = 0
    """Of a campaign, from 0."""
    keeps_left: bool = False
    """Whether what is left is told."""
    tilt: tuple[float, float] = PLAIN
    is_stratified: bool = False
    """For rare leakers: see `rare`."""
    n_threads: int = 1
    block: int = BLOCK
    """The result depends on neither."""


@dataclass(frozen=True)
class Sums:
    """What is added up over replicates."""

    leaks: NDArray[np.int64]
    """(kinds, assets)."""
    causes: NDArray[np.int64]
    """(kinds, causes)."""
    times: NDArray[np.int64]
    """(kinds, 5, bins): warning, detected, identified, fired on, killed."""
    used: NDArray[np.int64]
    """(effectors, bins)."""

    @classmethod
    def none(cls, names: Names) -> "Sums":
        """Return sums of nothing."""
        n_kinds, n_assets, n_effectors = names.sizes
        return cls(
            np.zeros((n_kinds, n_assets), np.int64),
            np.zeros((n_kinds, len(CAUSES)), np.int64),
            np.zeros((n_kinds, 5, N_TIMES), np.int64),
            np.zeros((n_effectors, N_USED), np.int64),
        )

    def __add__(self, other: "Sums") -> "Sums":
        """Add what other replicates counted."""
        return Sums(
            self.leaks + other.leaks,
            self.causes + other.causes,
            self.times + other.times,
            self.used + other.used,
        )


@dataclass(frozen=True)
class Run:
    """Replicates of one plan, in order."""

    rows: NDArray[np.int32]
    """(n, columns); see `kernels.tables`."""
    real: NDArray[np.float64]
    """(n, 2): leakers expected by conditioning on last salvoes, and weights."""
    sums: Sums
    left: NDArray[np.int32]
    """(n or 0, units + 2 weapons)."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What a night begins with: one row, or one a replicate."""

    n_items: NDArray[np.int32]
    n_ready: NDArray[np.int32]
    n_stock: NDArray[np.int32]


def words_of(world: int, first: int, n: int) -> NDArray[np.int64]:
    """Return the words of replicates of a world; world -1 is that of modes.

    Raises
    ------
    ValueError
        There are more worlds or replicates than words.
    """
    if not (-1 <= world < MOST_WORLDS and 0 <= first <= first + n <= MOST_REPLICATES):
        raise ValueError(
            f"at most {MOST_WORLDS - 1:,} worlds and {MOST_REPLICATES:,} replicates a world, found world {world}, "
            f"replicates {first:,} to {first + n - 1:,}"
        )
    return ((world + 1) << 22) + np.arange(first, first + n, dtype=np.int64)


def full(compiled: Compiled) -> Stores:
    """Return what units have when everything is there."""
    return Stores(compiled.n_items, compiled.n_ready, compiled.n_stock)


def run(
    compiled: Compiled,
    seed: int,
    words: NDArray[np.int64],
    manner: Manner | None = None,
    stores: Stores | None = None,
) -> Run:
    """Simulate replicates of a plan.

    Parameters
    ----------
    compiled
        The plan.
    seed
        Of the scenario: with it, a word and the names, every draw is given.
    words
        (n,) replicates, from `words_of`.
    manner
        How; plainly unless given.
    stores
        What the night begins with; everything unless given.
    """
    how, key = manner or Manner(), random_key(seed)
    states, weights = _states(compiled, seed, words, how)
    stores = stores or full(compiled)

    def one(start: int) -> Counts:
        part = slice(start, min(start + how.block, len(words)))
        rows = (_rows(x, part) for x in (stores.n_items, stores.n_ready, stores.n_stock))
        chance = Chance(locked(words[part]), locked(states[part]), *rows)
        return _block(compiled, (key.low, key.high), chance, how)

    done = _mapped(one, range(0, len(words), how.block), how.n_threads)
    return _joined(compiled, done, weights if how.is_stratified else None)


def _states(
    compiled: Compiled, seed: int, words: NDArray[np.int64], how: Manner
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    key, shared = random_key(seed), np.array(compiled.shared)
    if how.is_stratified:
        states, weights = stratified_states(key, words, shared)
    else:
        purpose = "night" if how.night == 0 else f"night {how.night}"
        states, weights = draw_states(key, words, shared, purpose=purpose), np.ones(len(words))
    return states.astype(np.int32), weights


def _rows(array: NDArray[np.int32], part: slice) -> NDArray[np.int32]:
    return locked(array if len(array) == 1 else array[part])


def _block(compiled: Compiled, seed: tuple[int, int], chance: Chance, how: Manner) -> Counts:
    """Run the kernel; with more room for entries where there was too little."""
    n_entries, no_log = None, np.zeros(0, LOG)
    while True:
        work = work_for(compiled.plan, n_entries)
        counts = counts_for(compiled.plan, chance, compiled.names.sizes, keeps_left=how.keeps_left)
        missing = run_nights(seed, how.night, compiled.plan, chance, counts, work, how.tilt, no_log)
        if missing == 0:
            return counts
        n_entries = 2 * (len(work.doing.entries) + missing)


def _mapped(one: Callable[[int], Counts], starts: Iterable[int], n_threads: int) -> list[Counts]:
    if n_threads == 1:
        return [one(start) for start in starts]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(one, starts))


def _joined(compiled: Compiled, done: list[Counts], weights: NDArray[np.float64] | None) -> Run:
    sums = Sums.none(compiled.names)
    for counts in done:
        sums = sums + Sums(counts.leaks, counts.causes, counts.times, counts.used)
    n_columns = sum(compiled.names.sizes[:2]) + 2 * compiled.names.sizes[2]
    rows = [c.rows for c in done] or [np.zeros((0, n_columns), np.int32)]
    real = np.concatenate([*(c.real for c in done), np.zeros((0, 2))])
    if weights is not None:
        real[:, 1] *= weights
    left = [c.left for c in done] or [np.zeros((0, 0), np.int32)]
    return Run(np.concatenate(rows), real, sums, np.concatenate(left))

"""The nouns of assignment: who can fire how often at what, and who fires at what."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
PROVEN = 1e-8
"""A gap, relative to the value left, that counts as none."""
NOTHING = 1e-15
"""A share of the value at stake that counts as nothing; below it floating point tells no difference."""

_MOST_ROUNDS = 1_000_000


class AssignmentError(ValueError):
    """A question that makes no sense; the message names every fault."""


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Problem:
    """Targets, and weapons that can each fire some rounds at them, all at one moment and each round by itself."""

    values: Floats
    """(targets,): what is lost where a target is not stopped; any unit, not below zero. Read-only."""
    p_kill: Floats
    """(weapons, targets): the chance that one round of a weapon stops a target. Read-only."""
    rounds: Ints
    """(weapons,): rounds each may fire. Read-only."""

    def __init__(self, values: ArrayLike, p_kill: ArrayLike, rounds: ArrayLike = 1):
        """Check, and keep copies; `rounds` may be one number for all weapons.

        Raises
        ------
        AssignmentError
            Shapes that do not fit, values below zero or not finite, chances outside 0 to 1, rounds that are not whole
            numbers from 0. Every fault is named.
        """
        value, chance, number = _shaped(values, p_kill, rounds)
        faults = [*_faults_of(value, chance), *_faults_of_rounds(number)]
        if faults:
            raise AssignmentError("cannot assign: " + "; ".join(faults))
        for name, array in (("values", value), ("p_kill", chance), ("rounds", number.astype(np.int64))):
            object.__setattr__(self, name, read_only(array))

    @property
    def n_weapons(self) -> int:
        """Return the number of weapons."""
        return self.p_kill.shape[0]

    @property
    def n_targets(self) -> int:
        """Return the number of targets."""
        return self.p_kill.shape[1]

    @property
    def miss(self) -> Floats:
        """Return the chance that one round does not stop a target, (weapons, targets), read-only."""
        return read_only(1.0 - self.p_kill)

    def p_survive(self, counts: ArrayLike) -> Floats:
        """Return the chance that each target is not stopped, (targets,), by `counts` rounds (weapons, targets)."""
        return np.prod(self.miss ** np.asarray(counts), axis=0)

    def value_left(self, counts: ArrayLike) -> float:
        """Return the expected value that is left, by `counts` rounds (weapons, targets)."""
        return float(self.values @ self.p_survive(counts))


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Who fires how many rounds at what, and how good that is."""

    counts: Ints
    """(weapons, targets): rounds fired; read-only."""
    value_left: float
    """Expected value of the targets that are not stopped, in the unit of the values."""
    lower: float | None
    """Proven: no assignment leaves less. None where the method proves nothing."""
    is_proven: bool
    """Whether no assignment leaves less, to one part in 1e8 (or 1e-15 of the value at stake)."""
    method: str
    seconds: float
    """Time it took."""
    p_survive: Floats
    """(targets,): chance that each is not stopped."""
    trail: tuple[str, ...] = ()
    """What was done, in words, one step a line."""

    @property
    def gap(self) -> float:
        """Return how far the best may still be below this one, relative to it; infinite where nothing is proven."""
        if self.lower is None:
            return inf
        return (self.value_left - self.lower) / self.value_left if self.value_left > self.lower else 0.0

    @property
    def p_none_left(self) -> float:
        """Return the chance that every target is stopped; the expected value alone hides it."""
        return float(np.prod(1.0 - self.p_survive))


def is_closed(value: float, lower: float, at_stake: float) -> bool:
    """Return whether a bound is so near a value that no assignment leaves less."""
    return value - lower <= PROVEN * value + NOTHING * at_stake


def read_only(array: NDArray) -> NDArray:
    """Return an array of our own, made read-only: kernels are compiled for such ones."""
    array = np.array(array, order="C")
    array.flags.writeable = False
    return array


def _shaped(values: ArrayLike, p_kill: ArrayLike, rounds: ArrayLike):
    """Return the three as arrays whose shapes fit; an empty matrix may have any shape."""
    try:
        value, chance, number = (
            np.asarray(values, float),
            np.asarray(p_kill, float),
            np.asarray(rounds, float),
        )
    except (TypeError, ValueError) as error:
        raise AssignmentError(f"cannot assign: values, chances and rounds must be numbers; {error}") from None
    if value.ndim != 1:
        raise AssignmentError(f"cannot assign: values are one for each target; got shape {value.shape}")
    if number.ndim > 1:
        raise AssignmentError(f"cannot assign: rounds are one for each weapon; got shape {number.shape}")
    if chance.size == 0 and chance.ndim < 2:
        chance = chance.reshape(0 if value.size or number.ndim == 0 else number.size, value.size)
    if chance.ndim != 2 or chance.shape[1] != value.size:
        raise AssignmentError(
            f"cannot assign: chances are weapons by targets; got shape {chance.shape} for {value.size} targets"
        )
    if number.ndim == 0:
        number = np.full(chance.shape[0], float(number))
    if number.size != chance.shape[0]:
        raise AssignmentError(
            f"cannot assign: rounds for {number.size} weapons, chances for {chance.shape[0]}"
        )
    return value, chance, number


def _faults_of(values: Floats, p_kill: Floats) -> list[str]:
    faults = []
    if not np.all(np.isfinite(values) & (values >= 0.0)):
        j = int(np.flatnonzero(~(np.isfinite(values) & (values >= 0.0)))[0])
        faults.append(f"the value of target {j} is {values[j]:g}; give a finite one, not below zero")
    is_bad = ~((p_kill >= 0.0) & (p_kill <= 1.0))
    if is_bad.any():
        i, j = (int(k) for k in np.argwhere(is_bad)[0])
        faults.append(f"the chance of weapon {i} at target {j} is {p_kill[i, j]:g}; give one from 0 to 1")
    return faults


def _faults_of_rounds(rounds: Floats) -> list[str]:
    is_bad = ~(
        np.isfinite(rounds) & (rounds >= 0.0) & (rounds == np.floor(rounds)) & (rounds <= _MOST_ROUNDS)
    )
    if not is_bad.any():
        return []
    i = int(np.flatnonzero(is_bad)[0])
    return [f"weapon {i} has {rounds[i]:g} rounds; give a whole number from 0 to {_MOST_ROUNDS}"]

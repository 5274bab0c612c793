"""Weapons that are alike act as one with all their rounds, and targets that are alike share their choices.

Nothing is lost: rounds that hit alike can be exchanged, and a proof need not tell one order of like targets from another.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from belfort.raid.assignment.model import Floats, Ints, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """A problem of unlike weapons with rounds, and unlike targets with a value; and the way back."""

    problem: Problem
    """Unlike weapons with rounds, at every target worth something that one of them can reach."""
    group: Ints
    """(weapons of the original,): its weapon here, -1 where it can do nothing."""
    target: Ints
    """(targets,): number in the original of each target here."""
    kind: Ints
    """(targets,): which kind of target each is."""
    first: Ints
    """(kinds,): a target of each kind."""
    n_of_kind: Ints
    """(kinds,): targets of each kind."""

    def spread(self, counts: Ints, original: Problem) -> Ints:
        """Return rounds of merged weapons at targets, dealt out to the weapons of the original in their order."""
        out = np.zeros((original.n_weapons, original.n_targets), np.int64)
        for g in range(self.problem.n_weapons):
            shots = np.repeat(self.target, counts[g])
            for i in np.flatnonzero(self.group == g):
                own, shots = np.split(shots, [min(original.rounds[i], shots.size)])
                np.add.at(out[i], own, 1)
        return out


def merged(original: Problem) -> Merged:
    """Return a problem without what does not matter and with alike weapons as one."""
    is_reached = (original.p_kill[original.rounds > 0] > 0.0).any(axis=0)
    target = np.flatnonzero((original.values > 0.0) & is_reached)
    chance = original.p_kill[:, target]
    useful = np.flatnonzero((original.rounds > 0) & (chance > 0.0).any(axis=1))
    rows, inverse = _alike(chance[useful])
    group = np.full(original.n_weapons, -1)
    group[useful] = inverse
    rounds = np.zeros(rows.shape[0], np.int64)
    np.add.at(rounds, inverse, original.rounds[useful])
    problem = Problem(original.values[target], rows, np.minimum(rounds, _enough(rows)))
    kinds, kind = _alike(np.column_stack([problem.values, problem.p_kill.T]))
    first = np.full(kinds.shape[0], target.size)
    np.minimum.at(first, kind, np.arange(target.size))
    return Merged(problem, group, target, kind, first, np.bincount(kind, minlength=first.size))


def _enough(chance: Floats) -> Ints:
    """Return a number of rounds of each weapon beyond which one more saves nothing that floating point can tell."""
    with np.errstate(divide="ignore"):
        needed = np.ceil(log(2.0**53) / -np.log1p(-chance))
    return np.where(chance > 0.0, np.clip(needed, 1.0, 1e9), 0.0).sum(axis=1).astype(np.int64)


def _alike(rows: Floats) -> tuple[Floats, Ints]:
    """Return the rows that differ, and which of them each row is."""
    if not rows.size:
        return rows[:0], np.zeros(0, np.int64)
    unlike, inverse = np.unique(rows, axis=0, return_inverse=True)
    return unlike, inverse.reshape(-1)

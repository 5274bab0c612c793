"""The compiled loops of assignment: simple rules, and local search.

`values` is (targets,), `miss` is (weapons, targets), the chance that one round does not stop the target. A round r is
weapon `weapon[r]`, fired at target `at[r]`, -1 where it is kept. Twins: `tests/reference/assignment.py`.
"""

import numpy as np

from belfort.numeric.jit import kernel
from belfort.numeric.philox import unit_draw

TINY = 1e-12


@kernel
def doctrine(values, miss, rounds, counts):
    """Let every weapon fire alone: each round at what it believes to be worth most, of the targets it can reach.

    A weapon knows its own earlier rounds and no one else's. Of equal targets it takes the one it hits more surely.

    Parameters
    ----------
    values, miss, rounds
        (targets,), (weapons, targets), (weapons,).
    counts : (weapons, targets) int64
        Zero; written.
    """
    n_targets = values.shape[0]
    for i in range(rounds.shape[0]):
        believed = values.copy()
        for _ in range(rounds[i]):
            best = -1
            for j in range(n_targets):
                if miss[i, j] >= 1.0 or believed[j] <= 0.0:
                    continue
                if (
                    best < 0
                    or believed[j] > believed[best]
                    or (believed[j] == believed[best] and miss[i, j] < miss[i, best])
                ):
                    best = j
            if best < 0:
                break
            counts[i, best] += 1
            believed[best] *= miss[i, best]


@kernel
def _best_target(left, miss, i):
    """Return where one round of a weapon saves most, and how much."""
    best, gain = -1, 0.0
    for j in range(left.shape[0]):
        saved = left[j] * (1.0 - miss[i, j])
        if saved > gain:
            best, gain = j, saved
    return best, gain


@kernel
def greedy(values, miss, rounds, counts):
    """Fire round after round, always the one that saves most (maximum marginal return); none that saves nothing.

    A weapon's best target is worked out anew only when that target was fired at. Arguments as `doctrine`.
    """
    n_weapons = rounds.shape[0]
    left, spare = values.copy(), rounds.copy()
    target, gain = np.empty(n_weapons, np.int64), np.empty(n_weapons)
    for i in range(n_weapons):
        target[i], gain[i] = _best_target(left, miss, i)
    while True:
        best = -1
        for i in range(n_weapons):
            if spare[i] > 0 and gain[i] > 0.0 and (best < 0 or gain[i] > gain[best]):
                best = i
        if best < 0:
            return
        hit = target[best]
        counts[best, hit] += 1
        spare[best] -= 1
        left[hit] *= miss[best, hit]
        for i in range(n_weapons):
            if target[i] == hit:
                target[i], gain[i] = _best_target(left, miss, i)


@kernel
def _copy(array, out):
    """Write one array into another; as a loop, for `out[:] = array` takes seconds to compile."""
    for k in range(array.shape[0]):
        out[k] = array[k]


@kernel
def survive(values, miss, weapon, at, left):
    """Write what is left of each target's value, expected, and return the sum."""
    _copy(values, left)
    for r in range(at.shape[0]):
        if at[r] >= 0:
            left[at[r]] *= miss[weapon[r], at[r]]
    total = 0.0
    for j in range(left.shape[0]):
        total += left[j]
    return total


@kernel
def _move(miss, weapon, at, left, r, least):
    """Fire one round elsewhere, where that saves most; return whether it did."""
    i, here = weapon[r], at[r]
    loss = 0.0 if here < 0 else left[here] / miss[i, here] - left[here]
    best, gain = -1, loss + least
    for j in range(left.shape[0]):
        saved = left[j] * (1.0 - miss[i, j])
        if j != here and saved > gain:
            best, gain = j, saved
    if best < 0:
        return False
    if here >= 0:
        left[here] /= miss[i, here]
    left[best] *= miss[i, best]
    at[r] = best
    return True


@kernel
def _swap(miss, weapon, at, left, r, least):
    """Exchange the targets of one round and of each later one wherever that saves; return whether it did."""
    is_better = False
    for t in range(r + 1, at.shape[0]):
        a, b = at[r], at[t]
        i, k = weapon[r], weapon[t]
        if a == b or i == k or a < 0 or b < 0:
            continue
        new_a = left[a] / miss[i, a] * miss[k, a]
        new_b = left[b] / miss[k, b] * miss[i, b]
        if new_a + new_b < left[a] + left[b] - least:
            left[a], left[b], at[r], at[t] = new_a, new_b, b, a
            is_better = True
    return is_better


@kernel
def descend(values, miss, weapon, at, left, most_sweeps):
    """Move rounds and swap pairs while it saves; return the value left.

    `miss` has no zero. `at` and `left` are overwritten. A sweep costs rounds x targets + rounds^2 / 2; what is left
    is worked out from nothing before each, so that rounding does not build up.
    """
    total = survive(values, miss, weapon, at, left)
    least = TINY * total
    for _ in range(most_sweeps):
        is_better = False
        for r in range(at.shape[0]):
            is_better |= _move(miss, weapon, at, left, r, least)
        for r in range(at.shape[0]):
            is_better |= _swap(miss, weapon, at, left, r, least)
        total = survive(values, miss, weapon, at, left)
        if not is_better:
            break
    return total


@kernel
def kick(values, miss, weapon, at, luck, n_tries, n_kicked, most_sweeps):
    """Send some rounds to random targets and descend, again and again; keep what is better; return the value left.

    `at` is a local optimum of `descend`, overwritten with the best found. `luck` is a stream, 2 draws a round kicked.
    """
    n_rounds, n_targets, draw = at.shape[0], values.shape[0], 0
    left, best_at = np.empty(n_targets), at.copy()
    best = survive(values, miss, weapon, at, left)
    for _ in range(n_tries):
        for _ in range(n_kicked):
            r = int(unit_draw(luck, draw) * n_rounds)
            at[r] = int(unit_draw(luck, draw + 1) * n_targets)
            draw += 2
        total = descend(values, miss, weapon, at, left, most_sweeps)
        if total < best - TINY * best:
            best = total
            _copy(at, best_at)
        else:
            _copy(best_at, at)
    return best


@kernel
def trim(values, miss, rounds, counts):
    """Take away rounds that are not there, those that are missed least first.

    `counts`, (weapons, targets), is overwritten; `miss` has no zero.
    """
    left = values.copy()
    for i in range(rounds.shape[0]):
        for j in range(values.shape[0]):
            left[j] *= miss[i, j] ** counts[i, j]
    for i in range(rounds.shape[0]):
        n_over = counts[i].sum() - rounds[i]
        for _ in range(n_over):
            best, least = -1, np.inf
            for j in range(values.shape[0]):
                if counts[i, j] > 0 and left[j] / miss[i, j] - left[j] < least:
                    best, least = j, left[j] / miss[i, j] - left[j]
            counts[i, best] -= 1
            left[best] /= miss[i, best]

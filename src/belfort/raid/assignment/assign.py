"""The verb: who fires how many rounds at what."""

from time import monotonic
from typing import Literal, get_args

import numpy as np

from belfort.raid.assignment import kernels
from belfort.raid.assignment.bounding.exact import Proof, prove
from belfort.raid.assignment.merging import Merged, merged
from belfort.raid.assignment.model import Assignment, AssignmentError, Ints, Problem, is_closed, read_only
from belfort.raid.assignment.search import greedy_counts, search_best

Method = Literal["doctrine", "greedy", "best", "exact"]
METHODS: tuple[Method, ...] = get_args(Method)
_SHARE_OF_SEARCH = 0.4
"""Of the time, before the proof begins."""


def assign(problem: Problem, method: Method = "best", *, seconds: float = 60.0, seed: int = 1) -> Assignment:
    """Return an assignment that leaves little expected value, least where it is proven.

    Minimised is sum over j of value_j * prod over i of (1 - p_ij) ** x_ij, with sum over j of x_ij <= rounds_i: all
    rounds at one moment, each a chance by itself. What one round tells the next (shoot-look-shoot) and what one cause
    does to all of them (weather, a crew) are not in it.

    Parameters
    ----------
    problem
        Targets, weapons and chances.
    method
        ``doctrine``: each weapon alone, each round at the target worth most that it can reach, its own earlier rounds
        counted and no one else's. What units do that do not talk, or whose rules tell them to engage the gravest threat.
        ``greedy``: round after round the one that saves most; 3 to 29 % off the least on the published instances.
        ``best``: search from several starts; with a bound. ``exact``: the same, and a proof where time allows.
    seconds
        Time limit of ``best`` and ``exact``, not exact to the second. Both also end by themselves.
    seed
        Of the search, from 0 to 2**64 - 1. The same seed gives the same answer where time does not run out.

    Returns
    -------
    Assignment
        Rounds by weapon and target, and how good they are. Rounds that save nothing are kept.

    Raises
    ------
    AssignmentError
        An unknown method, a time limit or a seed that makes no sense.

    Notes
    -----
    NP-hard (Lloyd and Witsenhausen 1986); with one round a target at most it is a linear assignment problem. ``best``
    starts from greedy, from linear assignment layer by layer, and from what targets take at Lagrangian prices; it lifts
    layers of rounds and puts them back by linear assignment (a large neighbourhood), moves, swaps and kicks. ``exact``
    adds column generation, lists every column within the gap, and solves one whole-number program of these.
    Source of the question: Manne, A target-assignment problem, Operations Research 6 (1958); of the instances:
    Andersen, Pavlikov and Toffolo, Annals of Operations Research (2022), doi 10.1007/s10479-022-04525-6.
    """
    _check(method, seconds, seed)
    start_s = monotonic()
    if method in ("doctrine", "greedy"):
        return _told(problem, _by_rule(problem, method), None, method, start_s, [])
    small = merged(problem)
    beyond = float(np.delete(problem.values, small.target).sum())
    if not small.problem.n_weapons:
        counts = np.zeros(problem.p_kill.shape, np.int64)
        return _told(problem, counts, beyond, method, start_s, ["no round can save anything"])
    counts, lower, trail = _by_search(small, method == "exact", start_s, seconds, seed)
    counts = _without_waste(problem, small.spread(counts, problem))
    return _told(problem, counts, lower + beyond, method, start_s, trail)


def _check(method: str, seconds: float, seed: int) -> None:
    faults = []
    if method not in METHODS:
        faults.append(f"method '{method}'; there are: {', '.join(METHODS)}")
    if not seconds > 0.0:
        faults.append(f"a time limit of {seconds} seconds; give one above zero")
    if not 0 <= seed < 1 << 64:
        faults.append(f"seed {seed}; give a whole number from 0 to 2**64 - 1")
    if faults:
        raise AssignmentError("cannot assign: " + "; ".join(faults))


def _by_rule(problem: Problem, method: Method) -> Ints:
    if method == "greedy":
        return greedy_counts(problem)
    counts = np.zeros(problem.p_kill.shape, np.int64)
    kernels.doctrine(problem.values, problem.miss, problem.rounds, counts)
    return counts


def _by_search(small: Merged, is_proof: bool, start_s: float, seconds: float, seed: int):
    """Return counts of the merged problem, the proven bound, and what was done."""
    share = _SHARE_OF_SEARCH if is_proof else 1.0
    counts, ascent, trail = search_best(small, seed, start_s + share * seconds)
    value = small.problem.value_left(counts)
    trail.append(f"prices: bound {ascent.best.bound:.9g}")
    proof = Proof(small, ascent, counts, value, ascent.best.bound, start_s + seconds, trail)
    if is_proof:
        prove(proof)
    return proof.counts, max(0.0, proof.lower), trail


def _without_waste(problem: Problem, counts: Ints) -> Ints:
    """Return counts without the rounds beside one that always hits."""
    weapon, target = np.nonzero((problem.p_kill >= 1.0) & (counts > 0))
    target, first = np.unique(target, return_index=True)
    counts[:, target] = 0
    counts[weapon[first], target] = 1
    return counts


def _told(
    problem: Problem, counts: Ints, lower: float | None, method: str, start_s: float, trail: list[str]
) -> Assignment:
    value = problem.value_left(counts)
    if lower is not None:
        lower = min(lower, value)
    return Assignment(
        counts=read_only(counts),
        value_left=value,
        lower=lower,
        is_proven=lower is not None and is_closed(value, lower, float(problem.values.sum())),
        method=method,
        seconds=monotonic() - start_s,
        p_survive=read_only(problem.p_survive(counts)),
        trail=tuple(trail),
    )

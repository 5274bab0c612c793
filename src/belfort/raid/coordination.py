"""What coordination is worth: one volley at a whole raid, assigned in four ways.

A bound and not a simulation: every threat is there at one moment, every unit fires what its channels and magazines
allow, once. Uncoordinated units (`doctrine`) all take what is worth most to each; `greedy` takes round after round what
saves most; `best` searches; `exact` proves. What the first leaves more than the last is what a common picture and
someone who assigns could save at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.philox import unit_draw
from belfort.numeric.streams import Stream, random_key
from belfort.raid.assignment import Method, Problem, assign
from belfort.raid.compiling.compile import Compiled
from belfort.raid.kernels.chance import SCENE
from belfort.raid.layout import CIVIL
from belfort.raid.simulate import words_of


@dataclass(frozen=True, slots=True)
class Coordination:
    """Means over some replicates."""

    method: Method
    value_left: float
    """Expected value that is hit."""
    share_of_least: float
    """Over the least proven or found: 1 is best."""
    n_rounds: float
    lower: float
    """What no assignment can go below; 0 where nothing was proven."""


def volley(compiled: Compiled, seed: int, word: int) -> Problem:
    """Return the problem of one replicate: its armed threats and decoys, which nobody tells apart.

    A threat is worth its target's value times the share of its group that is armed.
    """
    scene, force = compiled.plan.scene, compiled.plan.force
    lanes, worth = _lanes(compiled, seed, word)
    weapons, units = force.weapons, force.units
    p = np.zeros((len(weapons), len(lanes)))
    mean = force.kill.mean(axis=0)
    for j, lane in enumerate(lanes):
        for q in range(scene.lanes["slot0"][lane], scene.lanes["slot1"][lane]):
            slot = force.slots[q]
            p[slot["weapon"], j] = max(p[slot["weapon"], j], mean[slot["kill"]])
    of = weapons["unit"]
    channels = units["n_channels"][of].astype(np.int64) * units["n_items"][of]
    rounds = np.minimum(weapons["n_ready"].astype(np.int64) * units["n_items"][of], channels)
    return Problem(worth, p, rounds)


def _lanes(compiled: Compiled, seed: int, word: int) -> tuple[list[int], NDArray[np.float64]]:
    """Return the lane of each attacker, drawn as in the raid, and what it is worth."""
    scene, key = compiled.plan.scene, random_key(seed)
    lanes, worth = [], []
    for group in scene.groups[scene.groups["role"] < CIVIL]:
        share = scene.lane_share[group["lane0"] : group["lane1"]]
        for i in range(group["n_threats"]):
            own = Stream(key.low, key.high, word, int(group["entity0"]) + i, SCENE)
            lane = int(group["lane0"]) + min(
                int(np.searchsorted(share, unit_draw(own, 0), "right")), len(share) - 1
            )
            lanes.append(lane)
            worth.append(float(scene.lanes["value"][lane]) * (1.0 - float(group["p_decoy"])))
    return lanes, np.array(worth, np.float64)


def value_of_coordination(
    compiled: Compiled,
    seed: int,
    *,
    n_replicates: int = 4,
    methods: Sequence[Method] = ("doctrine", "greedy", "best"),
    seconds: float = 5.0,
) -> tuple[Coordination, ...]:
    """Return what each way of assigning one volley leaves, on average over some replicates.

    Parameters
    ----------
    compiled
        The raid and the defence.
    seed
        Of the scenario.
    n_replicates
        Raids drawn; the same as those of the simulation.
    methods
        Of `assignment`; the least left of them, or what is proven, is what shares are told over.
    seconds
        Time limit of each search.
    """
    problems = [volley(compiled, seed, int(w)) for w in words_of(-1, 0, n_replicates)]
    found = {m: [assign(p, m, seconds=seconds) for p in problems] for m in methods}
    left = {m: float(np.mean([a.value_left for a in some])) for m, some in found.items()}
    least = min(left.values())
    return tuple(
        Coordination(
            method,
            left[method],
            left[method] / least if least > 0.0 else 1.0,
            float(np.mean([a.counts.sum() for a in found[method]])),
            float(np.mean([a.lower or 0.0 for a in found[method]])),
        )
        for method in methods
    )

"""The nouns: what is asked of a raid, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from belfort.raid.compiling.compile import Compiled, Names
from belfort.raid.simulate import Sums
from belfort.scenario.resolved import ResolvedScenario


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    raid: str
    """Name of a raid or an incursion of the scenario."""
    n_replicates: int
    """Of each option, over all worlds together."""
    n_worlds: int
    """Draws of what is not known; 0: everything at its mode."""
    policy: str = "doctrine"
    """What a free unit takes first."""
    is_independent: bool = False
    """Without the night's factor."""
    n_nights: int = 1
    resupply_share: float = 0.0
    """Of a full load, brought to every unit each day of a campaign."""
    later: tuple[tuple[int, str], ...] = ()
    """(night, option): from that night on the force stands as under that option."""
    n_threads: int = 2
    n_at_mode: int | None = None
    """Replicates with everything at its mode; as many as in all worlds, up to 2,000, unless given."""


@dataclass(frozen=True)
class Outcome:
    """What became of one raid under one option; arrays run over all replicates of all worlds, night after night."""

    scenario: ResolvedScenario
    """Under the option."""
    question: Question
    names: Names
    world: NDArray[np.int32]
    """(n,): from 0; -1 for replicates in which everything stands at its mode."""
    replicate: NDArray[np.int32]
    """(n,): within its world."""
    night: NDArray[np.int32]
    """(n,): from 0."""
    rows: NDArray[np.int32]
    """(n, columns): see `columns`."""
    expected: NDArray[np.float64]
    """(n,): leakers, each threat's last salvo counted by its chance: the same mean, less scatter."""
    sums: Sums
    """Over the worlds, without that of modes."""
    mode_sums: Sums
    shot_eur: NDArray[np.float64]
    """(worlds + 1, effectors): the last row at the mode."""
    attack_eur: NDArray[np.float64]
    """(worlds + 1,): what the attacker launches, decoys included."""
    drawn: tuple[Mapping[str, float], ...]
    """Values of each world by origin."""
    left: NDArray[np.float64]
    """(nights, 2, effectors): mean shots at the beginning and at the end of each night."""
    at_mode: Compiled = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def option(self) -> str | None:
        """Return the option's name."""
        return self.scenario.option

    @property
    def bin_s(self) -> NDArray[np.float64]:
        """Return the width of the bins of time: of each kind, and of missiles used."""
        return self.at_mode.plan.bin_s

"""How many of the units that exist can fight: repair, crews, rotation, and a unit that also trains.

Closed forms. Technical availability alone flatters: units that fail wait for the same repair crews, and a
unit deployed all the time needs others to take its turn.
"""

from dataclasses import dataclass
from functools import cached_property
from math import comb, floor

import numpy as np

from belfort.study.timeline.durations import Reals
from belfort.study.timeline.faults import refuse


def availability(mtbf: float, mttr: float) -> float:
    """Return the share of time a unit is up: MTBF / (MTBF + MTTR), both in one unit of time.

    Holds where every unit has a repair crew of its own.

    Raises
    ------
    TimelineError
        A time that is not above 0.
    """
    refuse([f"{name} must be above 0, found {v:g}" for name, v in (("MTBF", mtbf), ("MTTR", mttr)) if v <= 0])
    return mtbf / (mtbf + mttr)


def mtbf_of(share: float, mttr: float) -> float:
    """Return the mean time between failures that an availability and a mean repair time imply.

    Raises
    ------
    TimelineError
        The availability is not inside (0, 1), or the time not above 0.
    """
    faults = [] if 0 < share < 1 else [f"an availability lies inside 0 and 1, found {share:g}"]
    faults += [] if mttr > 0 else [f"MTTR must be above 0, found {mttr:g}"]
    refuse(faults)
    return mttr * share / (1.0 - share)


def p_at_least(k: int, n: int, share: float) -> float:
    """Return the probability that k or more of n units are up, each by itself with availability `share`."""
    faults = [] if 0 <= share <= 1 else [f"an availability lies between 0 and 1, found {share:g}"]
    refuse(faults + ([] if n >= 0 else [f"needs no fewer than 0 units, found {n}"]))
    return sum(comb(n, i) * share**i * (1.0 - share) ** (n - i) for i in range(max(0, k), n + 1))


@dataclass(frozen=True)
class RepairQueue:
    """Units that fail and are repaired by a few crews, in the long run."""

    n_units: int
    mtbf: float
    mttr: float
    n_crews: int

    def __post_init__(self) -> None:
        faults = [f"MTBF must be above 0, found {self.mtbf:g}"] if self.mtbf <= 0 else []
        faults += [f"MTTR must be above 0, found {self.mttr:g}"] if self.mttr <= 0 else []
        faults += [f"needs one unit or more, found {self.n_units}"] if self.n_units < 1 else []
        faults += [f"needs one crew or more, found {self.n_crews}"] if self.n_crews < 1 else []
        refuse(faults)

    @cached_property
    def p_down(self) -> Reals:
        """Probability of 0, 1, ... n units down.

        Machine repair with c crews, M/M/c//n: p_j = p_(j-1) (n - j + 1) MTTR / (min(j, c) MTBF). Palm 1947;
        any textbook of queues. Exponential times; each failed unit takes one crew. Twin:
        `tests/reference/timeline.py`, event by event.
        """
        weights = [1.0]
        for j in range(1, self.n_units + 1):
            rate = (self.n_units - j + 1) * self.mttr / (min(j, self.n_crews) * self.mtbf)
            weights.append(weights[-1] * rate)
        return np.array(weights) / sum(weights)

    @property
    def mean_up(self) -> float:
        """Units up, on average."""
        return self.n_units - float(np.arange(self.n_units + 1) @ self.p_down)

    def p_up(self, k: int) -> float:
        """Return the probability that k or more units are up."""
        return float(self.p_down[: max(0, self.n_units - k + 1)].sum())


def units_needed(n_deployed: int, dwell: float) -> float:
    """Return how many units it takes to keep some deployed all the time, at a ratio of 1 : dwell.

    Dwell is the time at home for each time away: 1:2 is the 'rule of thirds'. US norm for Patriot 1:3, red line
    1:2 (Missile Defense Advocacy Alliance 2015; Gainey 2023); measured 1:1.8 (Army Times, March 2020).
    """
    refuse([] if dwell >= 0 else [f"dwell is at least 0, found {dwell:g}"])
    return n_deployed * (1.0 + dwell)


def sustained(n_units: int, dwell: float) -> int:
    """Return how many of some units can be deployed all the time at a ratio of 1 : dwell."""
    refuse([] if dwell >= 0 else [f"dwell is at least 0, found {dwell:g}"])
    return floor(n_units / (1.0 + dwell) + 1e-9)


def p_training_unit_fights(share_up: float, training_share: float, recall_share: float = 0.0) -> float:
    """Return the probability that a leased unit on which crews train can fight when it is needed.

    Parameters
    ----------
    share_up
        Its technical availability.
    training_share
        Share of time in which it is taken apart for training: crews of others on it, no ready missiles.
    recall_share
        Share of those times in which there is warning enough to make it ready.

    Raises
    ------
    TimelineError
        A share outside 0 to 1.
    """
    shares = {"availability": share_up, "training": training_share, "recall": recall_share}
    refuse([f"{name} lies between 0 and 1, found {v:g}" for name, v in shares.items() if not 0 <= v <= 1])
    return share_up * (1.0 - training_share * (1.0 - recall_share))

"""PERT of 1959: the one path that is longest on average. Kept only to show how it flatters.

It leaves out that another path may turn out longer, so its mean is too early and its spread too small, and it knows
neither common causes nor risks. Source: Malcolm, Roseboom, Clark, Fazar, Operations Research 7 (1959) 646;
the bias: MacCrimmon and Ryavec, Operations Research 12 (1964) 16.
"""

from dataclasses import dataclass
from math import erf, sqrt

from belfort.study.timeline.durations import moments
from belfort.study.timeline.network import Network


@dataclass(frozen=True, slots=True)
class Pert:
    """The longest path by mean durations, and the normal distribution PERT gives its length."""

    mean: float
    variance: float
    path: tuple[str, ...]

    def p_by(self, time: float) -> float:
        """Return the probability that PERT gives to being done by a time."""
        if self.variance == 0.0:
            return float(self.mean <= time)
        return 0.5 * (1.0 + erf((time - self.mean) / sqrt(2.0 * self.variance)))


def pert(network: Network, end: str | None = None) -> Pert:
    """Return PERT's answer for a network, or for one activity of it; risks are left out, as PERT does.

    Where two paths are equally long, the one with the larger variance counts, as in the textbooks.
    """
    reached: dict[str, Pert] = {}
    for name in network.order:
        activity = network[name]
        mean, variance = moments(activity.duration)
        held = Pert(network.earliest(activity), 0.0, ())
        before = max([held, *(reached[b] for b in activity.after)], key=_length)
        reached[name] = Pert(before.mean + mean, before.variance + variance, (*before.path, name))
    return max(reached.values(), key=_length) if end is None else reached[end]


def _length(path: Pert) -> tuple[float, float]:
    return path.mean, path.variance

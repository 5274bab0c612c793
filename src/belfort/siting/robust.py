"""Sites that hold in more than one case: threat axes, catalogue cases, with the mean, the worst or both in mind."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from belfort.siting.model import Cover, Effort, Floats, Limits, Siting, SitingError, stacked
from belfort.siting.reduction.compact import Question, Worth, check_limits, weights_of, worth_of
from belfort.siting.solve import answer


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Several covers of the same candidates: one for each threat axis, catalogue case, or both crossed."""

    names: tuple[str, ...]
    covers: tuple[Cover, ...]
    """Demands may differ from one to the next."""
    share: tuple[float, ...] = ()
    """How likely each is, or how much it counts; alike where not given. Scaled to add up to one."""
    weights: tuple[ArrayLike, ...] = ()
    """Weights of each one's demands; ones where not given."""

    def checked_share(self) -> Floats:
        """Return the shares, adding up to one; raises SitingError where the parts do not fit together."""
        n = len(self.covers)
        share = np.asarray(self.share or (1.0,) * n, float)
        is_fit = n > 0 and len(self.names) == n == share.size and len(self.weights) in (0, n)
        if not is_fit:
            raise SitingError(
                f"{n} covers, {len(self.names)} names, {share.size} shares and {len(self.weights)} sets of weights "
                f"do not make scenarios"
            )
        if not np.isfinite(share).all() or (share < 0.0).any() or share.sum() <= 0.0:
            raise SitingError(f"shares must not be below zero nor all zero; got {self.share}")
        return share / share.sum()


def robust_cover(
    scenarios: Scenarios,
    limits: Limits,
    *,
    worst: float = 1.0,
    need: int = 1,
    effort: Effort | None = None,
) -> Siting:
    """Return the sites that do best over several scenarios.

    Parameters
    ----------
    scenarios
        Covers of the same candidates, with shares and weights.
    limits
        As for `maximal_cover`.
    worst
        0 maximises the expected covered weight, 1 the covered weight in the worst scenario, between them
        (1 - worst) * expected + worst * worst case.
    need
        Sites a demand needs before it counts.
    effort
        Time, seed, and how good is good enough.

    Returns
    -------
    Siting
        `value` is what was maximised, `by_scenario` the covered weight in each.

    Raises
    ------
    SitingError
        Scenarios or limits that make no sense.

    Notes
    -----
    The expected value is one large covering question. For the worst case every mix of scenarios gives a valid
    bound; the mix is searched by multiplicative weights (Arora, Hazan, Kale 2012) and HiGHS closes what is small.
    """
    share = scenarios.checked_share()
    if not 0.0 <= worst <= 1.0:
        raise SitingError(f"worst runs from 0 (expected) to 1 (worst case), got {worst}")
    cover = stacked(scenarios.covers)
    check_limits(limits, cover.n_sites)
    sizes = [part.n_demands for part in scenarios.covers]
    given = scenarios.weights or (None,) * len(sizes)
    weight = np.concatenate([weights_of(w, n) for w, n in zip(given, sizes, strict=True)])
    scenario = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    worth = worth_of(cover.n_demands, need)
    if worst == 0.0:
        found = answer(_expected(cover, weight * share[scenario], worth, limits), None, 0.0, effort)
    else:
        question = Question(cover, weight, worth, scenario, len(sizes), limits)
        found = answer(question, share, worst, effort)
    return replace(found, by_scenario=_by_scenario(cover, weight, scenario, need, found))


def _expected(cover: Cover, weight: Floats, worth: Worth, limits: Limits) -> Question:
    return Question(cover, weight, worth, np.zeros(cover.n_demands, np.int32), 1, limits)


def _by_scenario(cover: Cover, weight: Floats, scenario, need: int, found: Siting) -> tuple[float, ...]:
    is_covered = cover.counts([*found.sites, *found.fixed]) >= need
    return tuple(float(v) for v in np.bincount(scenario, weight * is_covered))

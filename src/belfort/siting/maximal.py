"""The most that can be covered: with a number of sites, a budget, covers that must come in twos, and what stands."""

from dataclasses import dataclass, replace

from numpy.typing import ArrayLike

from belfort.siting.model import Cover, Effort, Limits, Siting, SitingError
from belfort.siting.reduction.compact import question_of, worth_of
from belfort.siting.solve import answer


def maximal_cover(
    cover: Cover,
    limits: Limits,
    weight: ArrayLike | None = None,
    *,
    need: ArrayLike = 1,
    credit: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Siting:
    """Return the sites that cover most, with a proven bound on what any sites could.

    Parameters
    ----------
    cover
        Which candidate covers which demand.
    limits
        Number of sites or budget, what stands already, what must stay apart.
    weight
        (n_demands,) what each demand counts; 1 where not given.
    need
        How many sites must cover a demand before it counts, one number or one a demand.
    credit
        Instead of `need`: what the first, the second, ... cover of a demand counts, as a share of its weight.
        `(0.8, 0.2)` values a backup.
    effort
        Time, seed, and how good is good enough.

    Raises
    ------
    SitingError
        The question makes no sense; every fault is named.

    Notes
    -----
    Exact reductions; greedy; best swap; shaking (iterated local search); then the proof: a Lagrangian bound with
    fixing by reduced profit, a tree of such bounds, and HiGHS on what is left. The problem is NP-hard: where time
    runs out first, the gap says how much is unproven. Source: Church and ReVelle, The maximal covering
    location problem, Papers of the Regional Science Association 32 (1974). With `need` above one the bound rests on
    the least concave curve above all-or-nothing and is weaker.
    """
    question = question_of(cover, weight, worth_of(cover.n_demands, need, credit), limits)
    return answer(question, None, 0.0, effort)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The best found with a number of new sites, placed anew for that number."""

    n_new: int
    value: float
    bound: float
    gain: float
    """More than with one site less."""


def value_curve(
    cover: Cover,
    limits: Limits,
    most_new: int,
    weight: ArrayLike | None = None,
    *,
    need: ArrayLike = 1,
    effort: Effort | None = None,
) -> tuple[CurvePoint, ...]:
    """Return what 0, 1, ... `most_new` new sites cover, each number placed anew, and so what one more adds.

    The time limit of `effort` is shared by the points. Raises SitingError as `maximal_cover`, and
    where the limits are by group.
    """
    if limits.group is not None:
        raise SitingError(
            "a curve over the number of sites needs one number of sites, not one for each group"
        )
    if most_new < 0:
        raise SitingError(f"a curve up to {most_new} sites has no points")
    effort = effort or Effort()
    each = replace(effort, time_limit_s=effort.time_limit_s / (most_new + 1))
    points: list[CurvePoint] = []
    for n in range(most_new + 1):
        found = maximal_cover(cover, replace(limits, n_new=n), weight, need=need, effort=each)
        before = points[-1].value if points else found.value
        points.append(CurvePoint(n, found.value, found.bound, found.value - before))
    return tuple(points)

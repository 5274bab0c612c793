"""The fewest sites, or the cheapest, that reach a required cover; and how far one gets where that cannot be had."""

from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from belfort.siting import kernels
from belfort.siting.bounding.exact import minimise, program_of
from belfort.siting.bounding.kernels import clique_cells
from belfort.siting.maximal import maximal_cover
from belfort.siting.model import Cover, Effort, Limits, Siting, SitingError
from belfort.siting.reduction.compact import Compact, compact, question_of, worth_of
from belfort.siting.search import Clock, clock_of, new_state, totals_of
from belfort.siting.solve import aim_of


@dataclass(frozen=True, slots=True)
class Least:
    """The least that reaches a requirement."""

    sites: tuple[int, ...]
    fixed: tuple[int, ...]
    cost: float
    """Number of new sites, or what they cost."""
    bound: float
    """Proven: nothing that reaches the requirement costs less. Infinite where nothing reaches it."""
    covered: float
    required: float
    total: float
    most: Siting | None
    """Where the requirement cannot be met: the most that can be had."""
    trail: tuple[str, ...]
    seconds: float

    @property
    def is_possible(self) -> bool:
        """Return whether `sites` meet the requirement."""
        return self.covered >= self.required * (1.0 - 1e-9)

    @property
    def is_optimal(self) -> bool:
        """Return whether nothing cheaper does."""
        return self.is_possible and self.cost <= self.bound * (1.0 + 1e-6) + 1e-9

    def __str__(self) -> str:
        """Return the answer as a sentence."""
        if self.is_possible:
            proof = "proven least" if self.is_optimal else f"proven: not under {self.bound:g}"
            return (
                f"{len(self.sites)} sites at {self.cost:g} cover {self.covered:g} of {self.total:g}; {proof}"
            )
        if self.most is None:
            return f"no sites that cover {self.required:g} of {self.total:g} were found in time"
        had = f"{self.most.value:g}"
        return f"{self.required:g} of {self.total:g} cannot be had; the most that can is {had}"


def least_sites(
    cover: Cover,
    weight: ArrayLike | None = None,
    *,
    share: float = 1.0,
    need: ArrayLike = 1,
    limits: Limits | None = None,
    effort: Effort | None = None,
) -> Least:
    """Return the fewest (or, with costs, the cheapest) sites that cover a share of the weight.

    Parameters
    ----------
    cover, weight, need
        As for `maximal_cover`.
    share
        Required share of the total weight, above 0 to 1.
    limits
        Costs, fixed sites and clashes; its numbers and budget hold too where given.
    effort
        Time and seed.

    Raises
    ------
    SitingError
        A share out of range, or limits that make no sense.

    Notes
    -----
    Set covering and partial set covering: exact reductions, greedy by gain for cost with useless sites taken out
    again, then HiGHS. Source: Toregas, Swain, ReVelle, Bergman, The location of emergency service facilities,
    Operations Research 19 (1971).
    """
    if not 0.0 < share <= 1.0:
        raise SitingError(f"the required share lies above 0 and at most at 1, got {share}")
    clock = clock_of(effort or Effort())
    limits = limits or Limits()
    if limits.n_new is None and limits.budget == inf and not limits.group_most:
        limits = replace(limits, n_new=cover.n_sites)
    small = compact(question_of(cover, weight, worth_of(cover.n_demands, need), limits))
    required = share * float(small.total.sum())
    base = float(small.base.sum())
    if base >= required * (1.0 - 1e-12):
        words = ("the fixed sites reach it alone",)
        return Least(
            (), limits.fixed, 0.0, 0.0, base, required, float(small.total.sum()), None, words, clock.spent_s
        )
    found = _searched(small, required, clock) if _is_within_reach(small, required) else None
    if found is None or (not found[0] and found[1] == inf):
        return _impossible(cover, weight, need, limits, small, required, clock)
    sites, bound, trail = found
    covered = base + float(totals_of(small.rows, sites, 1).sum())
    cost = float(small.limits.cost[sites].sum())
    chosen = tuple(int(small.site[s]) for s in sites)
    parts = covered, required, float(small.total.sum()), None, tuple(trail), clock.spent_s
    return Least(chosen, limits.fixed, cost, min(bound, cost) if sites else bound, *parts)


def _is_within_reach(small: Compact, required: float) -> bool:
    """Return whether all candidates together, clashes or not, reach it."""
    rows = small.rows
    count = np.minimum(np.diff(rows.row_start), rows.worth.shape[1] - 1)
    reach = float(small.base.sum() + (rows.weight * rows.worth[rows.kind, count]).sum())
    return reach >= required * (1.0 - 1e-9)


def _searched(small: Compact, required: float, clock: Clock) -> tuple[list[int], float, list[str]]:
    """Return the sites, the bound and what was done; no sites where none were found in time."""
    sites = _greedy(small, required)
    trail = [f"greedy: {len(sites)} sites" if sites else "greedy reaches no choice that clashes allow"]
    cell = np.empty(small.site.size, np.int64)
    kernels_cells = clique_cells(small.limits, cell)
    forced = np.zeros(small.site.size, np.int8)
    program = program_of(small.rows, small.limits, aim_of(small), forced, cell)
    cost = np.zeros(program.objective.size)
    cost[: program.site.size] = small.limits.cost[program.site]
    parts = [
        *program.parts,
        (program.objective[None, :], -np.inf, program.offset - required + 1e-9 * required),
    ]
    if sites:
        parts.append((cost[None, :], -np.inf, float(small.limits.cost[sites].sum())))
    lower = _all_rows(small, program) if _is_all(small, required) else None
    found = minimise(
        cost, parts, program.upper, program.is_whole, {"time_limit": clock.left_s, "mip_rel_gap": 0.0}, lower
    )
    trail.append(f"HiGHS on {program.site.size} sites in {kernels_cells} cells, {found.n_nodes} nodes")
    if found.x is not None:
        better = _without_useless(small, program.sites_of(found.x), required)
        sites = min(
            [s for s in (sites, better) if s] or [[]], key=lambda s: float(small.limits.cost[s].sum())
        )
    is_whole = bool((small.limits.cost == np.rint(small.limits.cost)).all())
    bound = float(np.ceil(found.bound - 1e-6)) if is_whole and np.isfinite(found.bound) else found.bound
    return sites, max(bound, 0.0), trail


def _is_all(small: Compact, required: float) -> bool:
    return required >= float(small.total.sum()) * (1.0 - 1e-12)


def _all_rows(small: Compact, program) -> np.ndarray:
    """Return lower limits of the variables that make every cover count."""
    lower = np.zeros(program.upper.size)
    lower[program.site.size :] = 1.0
    return lower


def _greedy(small: Compact, required: float) -> list[int]:
    rows, limits, aim = small.rows, small.limits, aim_of(small)
    state = new_state(rows, limits, 1)
    target = required * (1.0 - 1e-12)
    while aim.base[0] + state.total[0] < target:
        site, _ = kernels.best_addition(rows, limits, aim, state, True)
        if site < 0:
            return []
        kernels.put_in(rows, limits, state, site)
    return _without_useless(small, [int(s) for s in state.chosen if s >= 0], required)


def _without_useless(small: Compact, sites: list[int], required: float) -> list[int]:
    """Return the sites without those that the requirement can do without, the dearest tried first."""
    base = float(small.base.sum())
    kept = sorted(sites, key=lambda s: -small.limits.cost[s])
    for site in list(kept):
        rest = [s for s in kept if s != site]
        if base + float(totals_of(small.rows, rest, 1).sum()) >= required * (1.0 - 1e-12):
            kept = rest
    return kept


def _impossible(cover, weight, need, limits: Limits, small: Compact, required: float, clock: Clock) -> Least:
    effort = replace(clock.effort, time_limit_s=max(1.0, clock.left_s))
    most = maximal_cover(cover, limits, weight, need=need, effort=effort)
    words = (f"{required:g} cannot be had", *most.trail)
    parts = required, float(small.total.sum()), most, words, clock.spent_s
    return Least((), limits.fixed, inf, inf, float(small.base.sum()), *parts)

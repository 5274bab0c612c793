"""Sites by the best value each demand gets: least mean cost, most mean warning, least worst cost."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.numeric.streams import purpose_code, random_key, stream
from belfort.siting.bounding.exact import minimise
from belfort.siting.least import least_sites
from belfort.siting.model import Effort, Floats, SitingError, cover_of, read_only
from belfort.siting.nearest import kernels
from belfort.siting.reduction.compact import weights_of
from belfort.siting.search import Clock, clock_of

_MOST_VARIABLES = 60_000


@dataclass(frozen=True, slots=True)
class Median:
    """Sites, and the value of the best of them at each demand."""

    sites: tuple[int, ...]
    fixed: tuple[int, ...]
    value: float
    """Weighted mean over the demands (for `centre_sites`: the worst)."""
    bound: float
    """Proven: no choice has a better value."""
    site_of: NDArray[np.int64]
    """(n_demands,) the candidate that serves each; -1 for none."""
    marginal: tuple[float, ...]
    """How much worse the value gets without each of `sites`."""
    trail: tuple[str, ...]
    seconds: float

    @property
    def gap(self) -> float:
        """Return the proven gap, relative to the value."""
        return abs(self.value - self.bound) / max(abs(self.value), 1e-300)

    @property
    def is_optimal(self) -> bool:
        """Return whether no choice is better, to one part in a million."""
        return self.gap <= 1e-6


def median_sites(
    cost: ArrayLike,
    n_new: int,
    weight: ArrayLike | None = None,
    *,
    alone: ArrayLike,
    fixed: tuple[int, ...] = (),
    effort: Effort | None = None,
) -> Median:
    """Return the sites of least weighted mean cost, each demand at its best site (p-median).

    Parameters
    ----------
    cost
        (n_demands, n_sites), of any unit, the lower the better.
    n_new
        Most new sites.
    weight
        (n_demands,), not all zero.
    alone
        What a demand costs where no site serves it better, one number or one a demand; finite.
    fixed
        Candidates that stand already.
    effort
        Time and seed.

    Raises
    ------
    SitingError
        Shapes that do not fit, no candidate, or numbers that are not finite.

    Notes
    -----
    Swap search with shaking; Lagrangian bound with fixing; HiGHS on what is open where it is small (Hakimi 1964;
    ReVelle and Swain 1970). Otherwise the gap stays as the bound left it.
    """
    clock = clock_of(effort or Effort())
    costs, weights, own = _checked(cost, weight, alone, n_new, fixed)
    before = np.minimum(own, costs[:, list(fixed)].min(1)) if fixed else own
    scale = weights / weights.sum()
    weighted = read_only(np.minimum(costs, before[:, None]) * scale[:, None])
    base = read_only(before * scale)
    n_slots = min(n_new, costs.shape[1] - len(fixed))
    if n_slots == 0:
        return _told(costs, own, scale, [], fixed, float(base.sum()), ["no site to choose"], clock)
    is_open = np.ones(costs.shape[1], np.bool_)
    is_open[list(fixed)] = False
    chosen, value = _search(weighted, base, n_slots, is_open.copy(), clock)
    chosen, bound, trail = _prove(weighted, base, chosen, value, is_open, clock)
    return _told(costs, own, scale, sorted(chosen), fixed, bound, trail, clock)


def best_warning(
    warning_s: ArrayLike,
    n_new: int,
    weight: ArrayLike | None = None,
    *,
    fixed: tuple[int, ...] = (),
    effort: Effort | None = None,
) -> Median:
    """Return the sites of most weighted mean warning time, that of the best site for each demand.

    `warning_s` is (n_demands, n_sites), 0 where a site never sees what comes; else as `median_sites`. `value` and
    `bound` are seconds, and the bound is the larger.
    """
    found = median_sites(-np.asarray(warning_s, float), n_new, weight, alone=0.0, fixed=fixed, effort=effort)
    return replace(found, value=-found.value, bound=-found.bound)


def centre_sites(
    cost: ArrayLike, n_new: int, *, fixed: tuple[int, ...] = (), effort: Effort | None = None
) -> Median:
    """Return the sites whose worst served demand is served best (p-centre).

    Every level of cost is a covering question: bisection over the levels, each answered by `least_sites`.

    Raises
    ------
    SitingError
        As `median_sites`.
    """
    clock = clock_of(effort or Effort())
    costs, _, _ = _checked(cost, None, float(np.max(cost)), n_new, fixed)
    levels = np.unique(costs)
    low, high, best, trail = 0, levels.size - 1, list[int](), list[str]()
    while low < high:
        middle = (low + high) // 2
        least = _least_within(costs, float(levels[middle]), fixed, clock)
        if least.is_possible and least.cost <= n_new:
            high, best = middle, list(least.sites)
        elif least.bound > n_new:
            low = middle + 1
        else:
            trail.append(f"not decided in time whether {levels[middle]:g} can be had")
            break
    if not best:
        best = list(_least_within(costs, float(levels[high]), fixed, clock).sites)[:n_new]
    nearest = costs[:, [*best, *fixed]]
    reached = float(nearest.min(1).max())
    losses = tuple(_worst_without(costs, best, s, fixed) - reached for s in best)
    trail.append(f"bisection over {levels.size} levels")
    site_of = np.array([*best, *fixed])[nearest.argmin(1)]
    parts = reached, float(levels[low]), site_of, losses, tuple(trail), clock.spent_s
    return Median(tuple(best), fixed, *parts)


def _least_within(costs: Floats, level: float, fixed: tuple[int, ...], clock: Clock):
    from belfort.siting.model import Limits

    limits = Limits(n_new=costs.shape[1], fixed=fixed)
    effort = replace(clock.effort, time_limit_s=max(1.0, clock.left_s), tells=None)
    return least_sites(cover_of(costs <= level), limits=limits, effort=effort)


def _worst_without(costs: Floats, sites: list[int], site: int, fixed: tuple[int, ...]) -> float:
    rest = [s for s in (*sites, *fixed) if s != site]
    return float(costs[:, rest].min(1).max()) if rest else float("inf")


def _checked(cost: ArrayLike, weight: ArrayLike | None, alone: ArrayLike, n_new: int, fixed: tuple[int, ...]):
    costs = np.asarray(cost, float)
    if costs.ndim != 2 or not costs.size:
        raise SitingError(
            f"costs are a matrix of demands by candidates, with at least one of each; got {costs.shape}"
        )
    weights = weights_of(weight, costs.shape[0])
    own = np.broadcast_to(np.asarray(alone, float), costs.shape[:1])
    faults = []
    if not (np.isfinite(costs).all() and np.isfinite(own).all()):
        faults.append("costs must be finite: give what it costs to be served by nobody")
    if weights.sum() <= 0.0:
        faults.append("all weights are zero")
    if n_new < 0:
        faults.append(f"{n_new} new sites")
    if len(set(fixed)) != len(fixed) or any(not 0 <= s < costs.shape[1] for s in fixed):
        faults.append(f"fixed sites {fixed} of {costs.shape[1]} candidates")
    if faults:
        raise SitingError("cannot site: " + "; ".join(faults))
    return costs, weights, own


def _search(weighted: Floats, base: Floats, n_slots: int, is_open: NDArray, clock: Clock):
    """Return the best choice of the swap search, shaken again and again, and its cost."""
    chosen = np.full(n_slots, -1, np.int64)
    value = kernels.climb(weighted, base, chosen, is_open)
    best, best_open = chosen.copy(), is_open.copy()
    for i in range(clock.effort.rounds):
        if clock.spent_s > 0.4 * clock.effort.time_limit_s:
            break
        luck = stream(random_key(clock.effort.seed), replicate=i, entity=1, purpose=purpose_code("siting"))
        kernels.shake(chosen, is_open, luck, 0, 2 if i & 1 else max(3, n_slots // 3))
        found = kernels.climb(weighted, base, chosen, is_open)
        if found < value - 1e-12 * abs(value):
            value, best, best_open = found, chosen.copy(), is_open.copy()
        else:
            chosen[:], is_open[:] = best, best_open
    return [int(s) for s in best if s >= 0], float(value)


def _prove(weighted: Floats, base: Floats, chosen: list[int], value: float, is_open: NDArray, clock: Clock):
    status = np.where(is_open, 0, -1).astype(np.int8)
    spread = float(base.sum()) - value
    target = value + 1e-9 * max(abs(value), spread)
    price = np.sort(np.column_stack([weighted, base]), axis=1)[:, :2].mean(1)
    n_most = max(len(chosen), 1)
    bound = float(kernels.relax(weighted, base, n_most, status, price, target, 2000))
    n_open = int((status == 0).sum())
    trail = [
        f"search: {value:.6g}",
        f"Lagrangian bound {min(bound, value):.6g}, {n_open} candidates still open",
    ]
    n_variables = int((status >= 0).sum()) * base.size
    if bound < value - 1e-7 * abs(value) and n_variables <= _MOST_VARIABLES and clock.left_s > 0.0:
        found, proven = _by_program(weighted, base, n_most, status, clock)
        trail.append(f"HiGHS on {n_variables} variables")
        bound = max(bound, proven)
        if found and _cost_of(weighted, base, found) < value:
            chosen, value = found, _cost_of(weighted, base, found)
    return chosen, min(bound, value), trail


def _cost_of(weighted: Floats, base: Floats, sites: list[int]) -> float:
    return float(np.minimum(base, weighted[:, sites].min(1)).sum())


def _by_program(weighted: Floats, base: Floats, n_most: int, status: NDArray, clock: Clock):
    """Return HiGHS's choice and bound among the sites not ruled out: savings y <= site, one site a demand."""
    from scipy import sparse

    site = np.flatnonzero(status >= 0)
    saving = base[:, None] - weighted[:, site]
    demand, place = np.nonzero(saving > 0.0)
    n, k = demand.size, site.size
    at = np.arange(n)
    link = sparse.hstack([sparse.csr_matrix((-np.ones(n), (at, place)), shape=(n, k)), sparse.identity(n)])
    once = sparse.csr_matrix((np.ones(n), (demand, k + at)), shape=(base.size, k + n))
    number = sparse.csr_matrix((np.ones(k), (np.zeros(k, int), np.arange(k))), shape=(1, k + n))
    parts = [(link.tocsr(), -np.inf, 0.0), (once, -np.inf, 1.0), (number, -np.inf, float(n_most))]
    lower = np.concatenate([(status[site] == 1).astype(float), np.zeros(n)])
    objective = np.concatenate([np.zeros(k), -saving[demand, place]])
    is_whole = np.arange(k + n) < k
    options = {"time_limit": clock.left_s, "mip_rel_gap": 0.0}
    found = minimise(objective, parts, np.ones(k + n), is_whole, options, lower)
    sites = [] if found.x is None else [int(s) for s in site[found.x[:k] > 0.5]]
    return sites, float(base.sum()) + found.bound if np.isfinite(found.bound) else -np.inf


def _told(
    costs: Floats,
    own: Floats,
    scale: Floats,
    sites: list[int],
    fixed: tuple[int, ...],
    bound: float,
    trail,
    clock,
) -> Median:
    served = [*sites, *fixed]
    table = np.column_stack([costs[:, served], own])
    best = table.argmin(1)
    value = float(scale @ table.min(1))
    losses = [float(scale @ np.delete(table, k, axis=1).min(1)) - value for k in range(len(sites))]
    site_of = np.array([*served, -1])[best]
    parts = value, min(bound, value), site_of, tuple(losses), tuple(trail), clock.spent_s
    return Median(tuple(sites), fixed, *parts)

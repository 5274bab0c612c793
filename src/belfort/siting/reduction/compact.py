"""From a cover, weights and limits to the smallest `Rows` and `Limits` that ask the same question."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.siting import kernels as search
from belfort.siting.model import Cover, Floats, Ints, Limits, SitingError, read_only, sums
from belfort.siting.reduction import kernels

_MOST_PAIRS_FOR_DOMINANCE = 5_000_000


@dataclass(frozen=True, slots=True)
class Worth:
    """What it is worth that a demand is covered once, twice, ...: one row a kind of demand."""

    kind: Ints
    """(n_demands,)"""
    table: Floats
    """(kinds, counts), from no cover on; the last column holds for more."""


@dataclass(frozen=True, slots=True)
class Question:
    """A cover with weights and worth, as asked; rows of several scenarios stand below each other."""

    cover: Cover
    weight: Floats
    worth: Worth
    scenario: Ints
    n_scenarios: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Compact:
    """The reduced question; site numbers are places in `site`."""

    rows: search.Rows
    limits: search.Limits
    site: Ints
    """Candidate of each reduced site."""
    base: Floats
    """(scenarios,) value of the fixed sites."""
    total: Floats
    """(scenarios,) value if all were covered."""
    n_demands: int
    n_sites: int

    @property
    def is_concave(self) -> bool:
        """Return whether a further cover is never worth more than the one before."""
        return bool((np.diff(self.rows.worth, n=2, axis=1) <= 1e-12).all())


def worth_of(n_demands: int, need: ArrayLike = 1, credit: ArrayLike | None = None) -> Worth:
    """Return what covers are worth: all once there are `need` of them, or `credit[c]` for the c-th one.

    Raises
    ------
    SitingError
        A need below one, a credit below zero, or both given.
    """
    needs = np.broadcast_to(np.asarray(need), (n_demands,))
    if needs.dtype.kind not in "iu" or (n_demands and needs.min() < 1):
        raise SitingError("a demand needs a whole number of sites, at least 1")
    if credit is None:
        levels, kind = np.unique(needs, return_inverse=True)
        table = (np.arange(int(levels.max(initial=1)) + 1)[None, :] >= levels[:, None]).astype(float)
        return Worth(kind.reshape(-1).astype(np.int32), table)
    credits = np.asarray(credit, float)
    if credits.ndim != 1 or not credits.size or not (np.isfinite(credits).all() and (credits >= 0.0).all()):
        raise SitingError(
            f"credit is the worth of the first, second, ... cover, none below zero; got {credit}"
        )
    if needs.max(initial=1) > 1:
        raise SitingError("give need or credit: credit already says what each cover is worth")
    return Worth(np.zeros(n_demands, np.int32), np.concatenate([[0.0], np.cumsum(credits)])[None, :])


def weights_of(weight: ArrayLike | None, n_demands: int) -> Floats:
    """Return checked weights, 1 where none are given."""
    weights = np.ones(n_demands) if weight is None else np.asarray(weight, float)
    if weights.shape != (n_demands,):
        raise SitingError(f"there are {n_demands} demands and weights of shape {weights.shape}")
    if not (np.isfinite(weights).all() and (weights >= 0.0).all()):
        raise SitingError("weights must be finite and not below zero")
    return weights


def question_of(cover: Cover, weight: ArrayLike | None, worth: Worth, limits: Limits) -> Question:
    """Return a checked question of one scenario."""
    check_limits(limits, cover.n_sites)
    n = cover.n_demands
    return Question(cover, weights_of(weight, n), worth, np.zeros(n, np.int32), 1, limits)


def check_limits(limits: Limits, n_sites: int) -> None:
    """Raise SitingError naming every fault of the limits."""
    faults = []
    if n_sites == 0:
        faults.append("there is no candidate site: widen the region, or lift an exclusion")
    if limits.n_new is None and limits.budget == inf and not limits.group_most:
        faults.append("give a number of new sites, a budget, or a number for each group")
    if limits.n_new is not None and limits.n_new < 0:
        faults.append(f"{limits.n_new} new sites")
    if not limits.budget >= 0.0:
        faults.append(f"a budget of {limits.budget}")
    cost = np.ones(n_sites) if limits.cost is None else np.asarray(limits.cost, float)
    if cost.shape != (n_sites,) or not np.isfinite(cost).all() or (cost < 0.0).any():
        faults.append(f"costs must be {n_sites} finite numbers, none below zero")
    wrong = [s for s in limits.fixed if not 0 <= s < n_sites]
    if wrong or len(set(limits.fixed)) != len(limits.fixed):
        faults.append(
            f"fixed sites {wrong or limits.fixed}: there are candidates 0 to {n_sites - 1}, each once"
        )
    faults += _group_faults(limits, n_sites) + _clash_faults(limits, n_sites)
    if faults:
        raise SitingError("cannot site: " + "; ".join(faults))


def _group_faults(limits: Limits, n_sites: int) -> list[str]:
    if limits.group is None:
        return ["a number for each group needs the group of each candidate"] if limits.group_most else []
    group = np.asarray(limits.group)
    if group.shape != (n_sites,) or group.dtype.kind not in "iu":
        return [f"groups must be {n_sites} whole numbers"]
    n_groups = len(limits.group_most)
    if n_sites and not 0 <= group.min() <= group.max() < n_groups:
        return [f"groups run from {group.min()} to {group.max()}, and there are numbers for {n_groups}"]
    return ["a group's number is below zero"] if any(m < 0 for m in limits.group_most) else []


def _clash_faults(limits: Limits, n_sites: int) -> list[str]:
    pairs = clash_pairs(limits)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        return ["clashes are pairs of candidates"]
    if pairs.size and not 0 <= pairs.min() <= pairs.max() < n_sites:
        return [f"clashes name candidates {pairs.min()} to {pairs.max()}; there are 0 to {n_sites - 1}"]
    return ["a candidate clashes with itself"] if (pairs[:, 0] == pairs[:, 1]).any() else []


def clash_pairs(limits: Limits) -> NDArray[np.int64]:
    """Return the clashes as an array of pairs, empty where there are none."""
    none = np.empty((0, 2), np.int64)
    return (
        none
        if limits.clashes is None or not np.size(limits.clashes)
        else np.asarray(limits.clashes, np.int64)
    )


def compact(question: Question) -> Compact:
    """Return the reduced question."""
    cover, limits, worth = question.cover, question.limits, question.worth
    have = cover.counts(limits.fixed)
    top = worth.table[worth.kind, -1] * question.weight
    base_worth = worth.table[worth.kind, np.minimum(have, worth.table.shape[1] - 1)] * question.weight
    n = question.n_scenarios
    base, total = (sums(question.scenario, w, n) for w in (base_worth, top))
    kind, table = _after(worth, have)
    kept_demand = (question.weight > 0.0) & (table[kind, -1] > 0.0)
    kept_site = _open_sites(cover, limits)
    site = np.flatnonzero(kept_site).astype(np.int32)
    rows = _merged(cover, site, kept_demand, question, kind, table)
    closed = np.diff(rows.site_start) == 0
    if _may_drop_dominated(limits, table, rows):
        out = np.zeros(site.size, np.bool_)
        cost, group = _costs(limits, cover.n_sites)[site], _groups(limits, cover.n_sites)[0][site]
        kernels.dominated(*rows[:4], read_only(cost), read_only(group), out)
        closed |= out
    if closed.any():
        site = site[~closed]
        rows = _merged(cover, site, kept_demand, question, kind, table)
    return Compact(
        rows, _limits(limits, cover.n_sites, site), site, base, total, cover.n_demands, cover.n_sites
    )


def _after(worth: Worth, have: Ints) -> tuple[Ints, Floats]:
    """Return kinds and worth that count from what the fixed sites cover already."""
    last = worth.table.shape[1] - 1
    pairs, kind = np.unique(
        np.column_stack([worth.kind, np.minimum(have, last)]), axis=0, return_inverse=True
    )
    if not pairs.size:
        return worth.kind, worth.table
    at = np.minimum(pairs[:, 1:] + np.arange(last + 1), last)
    table = worth.table[pairs[:, :1], at]
    return kind.reshape(-1).astype(np.int32), table - table[:, :1]


def _open_sites(cover: Cover, limits: Limits) -> NDArray[np.bool_]:
    """Return which candidates can still be chosen at all."""
    is_open = np.diff(cover.site_start) > 0
    fixed = np.asarray(limits.fixed, np.int64)
    pairs = clash_pairs(limits)
    is_open[pairs[np.isin(pairs[:, 0], fixed), 1]] = False
    is_open[pairs[np.isin(pairs[:, 1], fixed), 0]] = False
    is_open[fixed] = False
    return is_open & (_costs(limits, cover.n_sites) <= limits.budget)


def _costs(limits: Limits, n_sites: int) -> Floats:
    return np.ones(n_sites) if limits.cost is None else np.asarray(limits.cost, float)


def _groups(limits: Limits, n_sites: int) -> tuple[Ints, Ints]:
    """Return the group of each candidate and the most of each; `n_new` alone is one group of all."""
    if limits.group is None:
        most = n_sites if limits.n_new is None else min(limits.n_new, n_sites)
        return np.zeros(n_sites, np.int32), np.array([most], np.int32)
    return np.asarray(limits.group, np.int32), np.array(limits.group_most, np.int32)


def _may_drop_dominated(limits: Limits, table: Floats, rows: search.Rows) -> bool:
    """Return whether one site covering all of another's makes that one useless: not where covers add up."""
    is_once = bool((table[:, 1:] == table[:, 1:2]).all())
    return is_once and not clash_pairs(limits).size and rows.site_row.size <= _MOST_PAIRS_FOR_DOMINANCE


def _merged(
    cover: Cover, site: NDArray, kept_demand: NDArray[np.bool_], question: Question, kind: Ints, table: Floats
) -> search.Rows:
    """Return the rows of some sites and demands, like demands merged and their weights added up."""
    site_start, site_demand = _of_sites(cover, site, kept_demand)
    demand_start, demand_site = np.zeros(cover.n_demands + 1, np.int32), np.empty(site_demand.size, np.int32)
    search.transpose(site_start, site_demand, demand_start, demand_site)
    label = read_only(kind.astype(np.int64) * question.n_scenarios + question.scenario)
    demand_start, demand_site = read_only(demand_start), read_only(demand_site)
    into = merged_into(demand_start, demand_site, label)
    head = np.flatnonzero(into == np.arange(cover.n_demands))
    number = np.full(cover.n_demands + 1, -1, np.int64)
    number[head] = np.arange(head.size)
    row_of = number[into]
    weight = sums(row_of[row_of >= 0], question.weight[row_of >= 0], head.size)
    is_head = np.zeros(cover.n_demands, np.bool_)
    is_head[head] = True
    start, demand = _of_sites(cover, site, is_head)
    row = read_only(number[demand].astype(np.int32))
    row_start, row_site = np.zeros(head.size + 1, np.int32), np.empty(row.size, np.int32)
    search.transpose(start, row, row_start, row_site)
    parts = (start, row, read_only(row_start), read_only(row_site), read_only(weight))
    labels = read_only(kind[head].astype(np.int32)), read_only(question.scenario[head].astype(np.int32))
    return search.Rows(*parts, *labels, read_only(table), read_only(_envelope_slopes(table)))


def merged_into(row_start: Ints, row_site: Ints, label: NDArray) -> NDArray[np.int64]:
    """Return for each row the row it is merged into: one of the same sites and label; -1 where it has none."""
    hashes = np.empty(row_start.size - 1, np.uint64)
    kernels.row_hashes(row_start, row_site, label, hashes)
    into = np.empty(hashes.size, np.int64)
    order = read_only(np.argsort(hashes, kind="stable"))
    kernels.merge_sorted(row_start, row_site, label, order, read_only(hashes), into)
    return into


def _of_sites(cover: Cover, site: NDArray, is_kept: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the kept demands of some sites."""
    wanted = np.zeros(cover.n_sites, np.bool_)
    wanted[site] = True
    owner = np.repeat(np.arange(cover.n_sites, dtype=np.int32), np.diff(cover.site_start))
    keep = wanted[owner] & is_kept[cover.site_demand]
    number = np.cumsum(wanted) - 1
    sizes = np.bincount(number[owner[keep]], minlength=site.size)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return read_only(start), read_only(cover.site_demand[keep])


def _envelope_slopes(table: Floats) -> Floats:
    """Return the slopes of the least concave curve above each row."""
    slopes = np.zeros((table.shape[0], table.shape[1] - 1))
    for row, out in zip(table, slopes, strict=True):
        at = 0
        while at < out.size:
            rise = (row[at + 1 :] - row[at]) / np.arange(1, row.size - at)
            step = int(np.flatnonzero(rise >= rise.max() - 1e-15)[-1]) + 1
            out[at : at + step] = rise.max()
            at += step
    return slopes


def _limits(limits: Limits, n_sites: int, site: NDArray) -> search.Limits:
    group, most = _groups(limits, n_sites)
    if limits.group is not None and limits.n_new is not None:
        raise SitingError("give n_new or the numbers of the groups, not both")
    number = np.full(n_sites, -1, np.int64)
    number[site] = np.arange(site.size)
    pairs = number[clash_pairs(limits)]
    pairs = np.unique(np.sort(pairs[(pairs >= 0).all(1)], axis=1), axis=0)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=site.size))]).astype(np.int32)
    most = np.minimum(most, np.bincount(group[site], minlength=most.size)).astype(np.int32)
    columns = read_only(_costs(limits, n_sites)[site]), float(min(limits.budget, 1e300))
    clashes = read_only(start), read_only(both[:, 1].astype(np.int32))
    return search.Limits(*columns, read_only(group[site]), read_only(most), *clashes)

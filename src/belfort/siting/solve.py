"""One question from end to end: search, bound, tree, program; then what the answer is worth to the reader."""

from dataclasses import dataclass, field

import numpy as np

from belfort.siting import kernels
from belfort.siting.bounding.exact import program_of
from belfort.siting.bounding.tree import Tree, tree_of
from belfort.siting.model import Effort, Floats, Further, Limits, Siting, read_only, sums
from belfort.siting.reduction.compact import Compact, Question, compact
from belfort.siting.search import Clock, Search, aimed, clock_of, first_search, new_state, totals_of

_FEW_PAIRS, _MANY_PAIRS = 60_000, 400_000
_TREE_NODES = 400
_N_FURTHER = 5
_MIXES = 12


@dataclass(slots=True)
class Solved:
    """An answer in numbers of the reduced question; values count what the fixed sites give."""

    search: Search
    bound: float
    trail: list[str] = field(default_factory=list)

    @property
    def gap(self) -> float:
        """Return the proven relative gap."""
        return max(0.0, self.bound - self.search.value) / max(abs(self.search.value), 1e-300)

    def tighten(self, bound: float) -> None:
        """Take a proven bound, if it is lower; never below what was found."""
        self.bound = max(self.search.value, min(self.bound, bound))


def aim_of(small: Compact, share: Floats | None = None, worst: float = 0.0) -> kernels.Aim:
    """Return the aim for a reduced question: one scenario unless shares are given."""
    shares = np.ones(1) if share is None else np.asarray(share, float)
    return kernels.Aim(read_only(shares), float(worst), read_only(small.base))


def answer(question: Question, share: Floats | None, worst: float, effort: Effort | None) -> Siting:
    """Return the best choice found and what is proven about it."""
    clock = clock_of(effort or Effort())
    small = compact(question)
    aim = aim_of(small, share, worst)
    return siting_of(small, solve(small, aim, clock), question.limits, clock)


def solve(small: Compact, aim: kernels.Aim, clock: Clock) -> Solved:
    """Return the best choice of a reduced question, with a proven bound."""
    most = aimed(aim, totals_if_all(small))
    if small.site.size == 0 or not small.rows.weight.size or not small.limits.most.any():
        return _nothing_to_choose(small, aim)
    search, greedy_value = first_search(small.rows, small.limits, aim)
    solved = Solved(search, most, [_reduction_words(small), _greedy_words(small, aim, greedy_value)])
    try:
        _prove(solved, small, aim, clock)
    except KeyboardInterrupt:
        solved.trail.append("stopped by hand: the best so far, and the bound proven so far")
    return solved


def totals_if_all(small: Compact) -> Floats:
    """Return each scenario's value, less the base, if all that can be covered were."""
    rows = small.rows
    return sums(rows.scenario, rows.weight * rows.worth[rows.kind, -1], small.base.size)


def _nothing_to_choose(small: Compact, aim: kernels.Aim) -> Solved:
    state = new_state(small.rows, small.limits, aim.share.size, 1)
    value = aimed(aim, np.zeros(aim.share.size))
    search = Search(small.rows, small.limits, aim, state, np.empty(0, np.int32), value)
    return Solved(search, value, ["no candidate can add anything within the limits: that is exact"])


def _prove(solved: Solved, small: Compact, aim: kernels.Aim, clock: Clock) -> None:
    search, effort, limit_s = solved.search, clock.effort, clock.effort.time_limit_s
    search.wander(clock, effort.rounds // 4, 0.2 * limit_s)
    clock.tell("search", search.value, solved.bound)
    tree = _planted(search, aim, clock, 0.5 * limit_s)
    solved.tighten(tree.bound)
    solved.trail.append(_bound_words(tree, solved))
    if not tree.is_closed:
        value = search.value
        search.wander(clock, effort.rounds - effort.rounds // 4, 0.5 * limit_s)
        if search.value > value:
            tree.plant(clock, 0.6 * limit_s)
            solved.tighten(tree.bound)
    if not tree.is_closed:
        tree.grow(clock, _TREE_NODES, 0.8 * limit_s)
        solved.tighten(tree.bound)
    if not tree.is_closed and clock.left_s > 0.0:
        _finish(solved, tree, aim, clock)
    solved.tighten(tree.bound)
    solved.trail.append(_search_words(search, tree))


def _planted(search: Search, aim: kernels.Aim, clock: Clock, until_s: float) -> Tree:
    """Return a tree with its root bounded; with a worst case, at the mix of scenarios that bounds best."""
    gap, n = clock.effort.gap, aim.share.size
    if aim.worst == 0.0:
        tree = tree_of(search, aim.share, gap)
        tree.plant(clock, until_s)
        return tree
    mix, best = np.full(n, 1.0 / n), None
    for i in range(_MIXES):
        tree = tree_of(search, (1.0 - aim.worst) * aim.share + aim.worst * mix, gap)
        tree.plant(clock, until_s)
        best = tree if best is None or tree.bound < best.bound else best
        if tree.is_closed or clock.spent_s > until_s:
            break
        totals = aim.base + _relaxed_totals(search.rows, tree.root.often, n)
        mix = mix * np.exp(-4.0 / (1.0 + 0.5 * i) * (totals - totals.min()) / max(np.ptp(totals), 1e-300))
        mix /= mix.sum()
    assert best is not None
    return best


def _relaxed_totals(rows: kernels.Rows, often: Floats, n_scenarios: int) -> Floats:
    """Return about what each scenario is worth where sites are chosen as often as the relaxation does."""
    owner = np.repeat(np.arange(rows.weight.size), np.diff(rows.row_start))
    cover = sums(owner, often[rows.row_site], rows.weight.size)
    counts = np.arange(rows.worth.shape[1])
    worth = np.array([np.interp(c, counts, rows.worth[k]) for c, k in zip(cover, rows.kind, strict=True)])
    return sums(rows.scenario, rows.weight * worth, n_scenarios)


def _finish(solved: Solved, tree: Tree, aim: kernels.Aim, clock: Clock) -> None:
    """Close what is open: HiGHS where the rest is small enough for it, else the tree and the search by turns."""
    search = solved.search
    n_pairs = int(np.diff(search.rows.site_start)[tree.root.forced == 0].sum())
    if n_pairs <= _FEW_PAIRS or (n_pairs <= _MANY_PAIRS and clock.left_s > 120.0):
        program = program_of(search.rows, search.limits, aim, tree.root.forced, tree.cell)
        options = {"time_limit": clock.left_s, "mip_rel_gap": clock.effort.gap}
        clock.tell("HiGHS", search.value, solved.bound)
        found = program.solve(options, at_least=tree.target)
        if found.x is not None:
            search.offer(program.sites_of(found.x))
        proven = search.value if found.is_infeasible else max(program.bound_of(found), search.value)
        solved.tighten(
            max(proven, search.value * (1.0 + clock.effort.gap) if found.is_infeasible else proven)
        )
        solved.trail.append(
            f"HiGHS on {program.site.size} sites and {program.upper.size} variables, {found.n_nodes} nodes"
        )
        return
    while not tree.is_closed and clock.left_s > 0.0:
        search.wander(clock, 40, clock.effort.time_limit_s)
        tree.grow(clock, 10, clock.effort.time_limit_s)
        solved.tighten(tree.bound)
        clock.tell("tree", search.value, solved.bound)


def _reduction_words(small: Compact) -> str:
    return (
        f"{small.n_demands} demands and {small.n_sites} candidates reduced exactly to "
        f"{small.rows.weight.size} and {small.site.size}"
    )


def _greedy_words(small: Compact, aim: kernels.Aim, value: float) -> str:
    limits = small.limits
    is_plain = limits.budget >= 1e299 and not limits.clash_site.size and limits.most.size == 1
    words = f"greedy: {value:.6g}"
    if is_plain and small.is_concave and aim.worst == 0.0:
        words += ", by its rule at least 1 - 1/e of the best (Nemhauser, Wolsey, Fisher 1978)"
    return words


def _bound_words(tree: Tree, solved: Solved) -> str:
    n_open = int((tree.root.forced == 0).sum())
    return f"Lagrangian bound {solved.bound:.6g}, gap {solved.gap:.3%}; {n_open} candidates still open"


def _search_words(search: Search, tree: Tree) -> str:
    words = f"search: {search.n_swaps} swaps, then {search.n_rounds} rounds of shaking and swapping"
    return words + (f"; tree of {tree.n_nodes} relaxations" if tree.n_nodes else "")


def siting_of(small: Compact, solved: Solved, limits: Limits, clock: Clock) -> Siting:
    """Return the answer in the words of the question."""
    search = solved.search
    aim, rows = search.aim, search.rows
    sites = _most_useful_first(rows, aim, search.sites)
    marginal = [
        search.value - aimed(aim, totals_of(rows, [s for s in sites if s != t], aim.share.size))
        for t in sites
    ]
    totals = totals_of(rows, sites, aim.share.size) + small.base
    return Siting(
        sites=tuple(int(small.site[s]) for s in sites),
        fixed=tuple(limits.fixed),
        value=search.value,
        bound=max(solved.bound, search.value),
        total=aimed(aim, small.total - small.base),
        marginal=tuple(marginal),
        further=_further(small, aim, sites) if small.site.size else (),
        trail=tuple(solved.trail),
        seconds=clock.spent_s,
        seed=clock.effort.seed,
        by_scenario=tuple(float(t) for t in totals) if totals.size > 1 else (),
    )


def _most_useful_first(rows: kernels.Rows, aim: kernels.Aim, sites: list[int]) -> list[int]:
    ordered: list[int] = []
    rest = sorted(sites)
    while rest:
        ordered.append(max(rest, key=lambda s: aimed(aim, totals_of(rows, [*ordered, s], aim.share.size))))
        rest.remove(ordered[-1])
    return ordered


def _further(small: Compact, aim: kernels.Aim, sites: list[int]) -> tuple[Further, ...]:
    """Return the best next sites, one after the other, the limits on number and budget lifted."""
    n = small.site.size
    free = small.limits._replace(most=read_only(np.full(small.limits.most.size, n, np.int32)), budget=1e300)
    state = new_state(small.rows, free, aim.share.size, min(n, len(sites) + _N_FURTHER))
    for site in sites:
        kernels.put_in(small.rows, free, state, site)
    found = []
    for _ in range(min(n, len(sites) + _N_FURTHER) - len(sites)):
        site, gain = kernels.best_addition(small.rows, free, aim, state, False)
        if site < 0:
            break
        found.append(Further(int(small.site[site]), float(gain)))
        kernels.put_in(small.rows, free, state, site)
    return tuple(found)

"""Good choices, fast: greedy, best swap, and shaking the best choice again and again."""

from dataclasses import dataclass
from time import monotonic

import numpy as np

from belfort.numeric.streams import purpose_code, random_key, stream
from belfort.siting import kernels
from belfort.siting.model import Effort, Floats, Ints, Progress, sums

_MOST_TABLE = 40_000_000
_CHUNK = 10


@dataclass(slots=True)
class Clock:
    """Time spent, time left, and who is told."""

    effort: Effort
    start_s: float

    @property
    def spent_s(self) -> float:
        """Return the seconds since the start."""
        return monotonic() - self.start_s

    @property
    def left_s(self) -> float:
        """Return the seconds left."""
        return self.effort.time_limit_s - self.spent_s

    def tell(self, stage: str, value: float, bound: float) -> None:
        """Tell whoever wants to know."""
        if self.effort.tells:
            self.effort.tells(Progress(stage, value, bound, self.spent_s))


def clock_of(effort: Effort) -> Clock:
    """Return a clock that starts now."""
    return Clock(effort, monotonic())


def new_state(rows: kernels.Rows, limits: kernels.Limits, n_scenarios: int, n_slots: int | None = None):
    """Return the state in which nothing is chosen."""
    n_sites, n_rows = limits.cost.size, rows.weight.size
    slots = most_chosen(limits) if n_slots is None else n_slots
    first = rows.weight * rows.worth[rows.kind, min(1, rows.worth.shape[1] - 1)]
    owner = np.repeat(np.arange(n_sites), np.diff(rows.site_start))
    gain = np.zeros((n_scenarios, n_sites))
    np.add.at(gain, (rows.scenario[rows.site_row], owner), first[rows.site_row])
    is_large = n_scenarios * slots * n_sites > _MOST_TABLE
    return kernels.State(
        n_covers=np.zeros(n_rows, np.int32),
        slot=np.full(n_sites, -1, np.int32),
        chosen=np.full(slots, -1, np.int32),
        gain=gain,
        loss=np.zeros((n_scenarios, slots)),
        extra=np.zeros((n_scenarios, 0 if is_large else slots, n_sites)),
        clashes=np.zeros(n_sites, np.int32),
        total=np.zeros(n_scenarios),
        used=np.zeros(limits.most.size, np.int32),
        spent=np.zeros(1),
    )


def most_chosen(limits: kernels.Limits) -> int:
    """Return a number of sites that no choice exceeds; at least 1."""
    affordable = int((np.cumsum(np.sort(limits.cost)) <= limits.budget + 1e-9).sum())
    return max(1, min(int(limits.most.sum()), affordable))


def totals_of(rows: kernels.Rows, sites, n_scenarios: int) -> Floats:
    """Return the value of a choice in each scenario, worked out from nothing."""
    parts = [rows.site_row[rows.site_start[s] : rows.site_start[s + 1]] for s in sites]
    count = np.bincount(np.concatenate([*parts, np.empty(0, np.int32)]), minlength=rows.weight.size)
    worth = rows.weight * rows.worth[rows.kind, np.minimum(count, rows.worth.shape[1] - 1)]
    return sums(rows.scenario, worth, n_scenarios)


@dataclass(slots=True)
class Search:
    """The best choice so far, and the state it came from."""

    rows: kernels.Rows
    limits: kernels.Limits
    aim: kernels.Aim
    state: kernels.State
    best: Ints
    value: float
    n_rounds: int = 0
    n_swaps: int = 0

    @property
    def sites(self) -> list[int]:
        """Return the sites of the best choice."""
        return [int(s) for s in self.best if s >= 0]

    def offer(self, sites: list[int]) -> bool:
        """Take a choice found elsewhere, if it is better."""
        value = aimed(self.aim, totals_of(self.rows, sites, self.aim.share.size))
        if value <= self.value + 1e-9 * max(1.0, abs(self.value)):
            return False
        self.best[:] = -1
        self.best[: len(sites)] = sites
        self.value = value
        kernels.return_to(self.rows, self.limits, self.state, self.best)
        return True

    def wander(self, clock: Clock, n_rounds: int, until_s: float) -> None:
        """Shake and climb for some rounds, or until the clock shows `until_s`."""
        done = 0
        while done < n_rounds and clock.spent_s < until_s:
            luck = stream(
                random_key(clock.effort.seed),
                replicate=self.n_rounds,
                entity=0,
                purpose=purpose_code("siting"),
            )
            n = min(_CHUNK, n_rounds - done)
            kernels.wander(self.rows, self.limits, self.aim, self.state, self.best, luck, n)
            kernels.return_to(self.rows, self.limits, self.state, self.best)
            done, self.n_rounds = done + n, self.n_rounds + n
        self.value = aimed(self.aim, totals_of(self.rows, self.sites, self.aim.share.size))


def aimed(aim: kernels.Aim, totals: Floats) -> float:
    """Return the value of the scenarios' totals, `base` added."""
    whole = totals + aim.base
    return float((1.0 - aim.worst) * (aim.share @ whole) + aim.worst * whole.min())


def first_search(rows: kernels.Rows, limits: kernels.Limits, aim: kernels.Aim) -> tuple[Search, float]:
    """Return the search after greedy and the first climb, and the value of greedy alone."""
    starts = [_greedy(rows, limits, aim, False)]
    if limits.budget < 1e299:
        starts.append(_greedy(rows, limits, aim, True))
    value, state = max(starts, key=lambda found: found[0])
    n_swaps = kernels.climb(rows, limits, aim, state, 10_000)
    search = Search(rows, limits, aim, state, state.chosen.copy(), 0.0, n_swaps=n_swaps)
    search.value = aimed(aim, totals_of(rows, search.sites, aim.share.size))
    return search, value


def _greedy(rows: kernels.Rows, limits: kernels.Limits, aim: kernels.Aim, is_by_cost: bool):
    state = new_state(rows, limits, aim.share.size)
    kernels.greedy(rows, limits, aim, state, is_by_cost)
    return aimed(aim, state.total), state

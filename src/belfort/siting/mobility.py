"""Who should move, and where to: the situation has changed, and at most a few units can move in the time there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from belfort.siting.maximal import maximal_cover
from belfort.siting.model import Cover, CoverBuilder, Effort, Floats, Limits, Siting, SitingError


@dataclass(frozen=True, slots=True)
class Relocation:
    """One unit's move."""

    unit: int
    origin: int
    """Candidate it stands on."""
    site: int
    """Candidate it goes to."""
    time_s: float


@dataclass(frozen=True, slots=True)
class Moves:
    """The best with at most so many moves."""

    n_most: int
    moves: tuple[Relocation, ...]
    value: float
    bound: float
    gain: float
    """More than if nobody moved."""


@dataclass(frozen=True, slots=True)
class Mobility:
    """What moving is worth."""

    by_number: tuple[Moves, ...]
    """For 0, 1, ... moves."""
    total: float
    trail: tuple[str, ...]

    @property
    def best(self) -> Moves:
        """Return the moves with the whole number allowed."""
        return self.by_number[-1]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Each unit on each site it can be on in time, as candidates of a covering question."""

    cover: Cover
    unit: np.ndarray
    site: np.ndarray
    is_move: np.ndarray
    clashes: np.ndarray


def relocate(
    cover: Cover | Sequence[Cover],
    origins: Sequence[int],
    move_time_s: ArrayLike,
    within_s: float,
    most_moves: int,
    weight: ArrayLike | None = None,
    *,
    clashes: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Mobility:
    """Return which units move where, for every number of moves up to `most_moves`.

    Parameters
    ----------
    cover
        Which candidate covers which demand in the new situation; one for all units, or one a unit.
    origins
        Candidate on which each unit stands.
    move_time_s
        (units, n_sites) time until the unit is ready there; infinite where it cannot go.
    within_s
        Time there is.
    most_moves
        Most units that may move.
    weight
        (n_demands,)
    clashes
        Pairs of candidates that must not be taken together.
    effort
        Its time limit is shared by the numbers of moves.

    Raises
    ------
    SitingError
        Shapes that do not fit, two units on one candidate, or a number below zero.

    Notes
    -----
    A covering question over (unit, site) pairs: one site a unit, one unit a site, a move costs one, the moves are the
    budget. No unit goes to where another stands now: chains, in which one makes room for the next, are left out.
    """
    covers = [cover] * len(origins) if isinstance(cover, Cover) else list(cover)
    times = np.asarray(move_time_s, float)
    _check(covers, origins, times, most_moves)
    plan = _plan(covers, origins, times <= within_s, clashes)
    effort = effort or Effort()
    each = replace(effort, time_limit_s=effort.time_limit_s / (most_moves + 1))
    found: list[Moves] = []
    trail: list[str] = []
    total = 0.0
    for n in range(min(most_moves, len(origins)) + 1):
        limits = Limits(
            budget=float(n),
            cost=plan.is_move.astype(float),
            clashes=plan.clashes,
            group=plan.unit,
            group_most=(1,) * len(origins),
        )
        siting = maximal_cover(plan.cover, limits, weight, effort=each)
        total = siting.total
        found.append(_moves(plan, siting, origins, times, n, found[0].value if found else siting.value))
        trail += [f"{n} moves: {line}" for line in siting.trail[-2:]]
    return Mobility(tuple(found), total, tuple(trail))


def _check(covers: list[Cover], origins: Sequence[int], times: Floats, most_moves: int) -> None:
    faults = []
    n_sites = covers[0].n_sites if covers else 0
    if not covers or len(covers) != len(origins):
        faults.append(f"{len(origins)} units and {len(covers)} covers")
    if len({(c.n_sites, c.n_demands) for c in covers}) > 1:
        faults.append("the covers of the units have different shapes")
    if times.shape != (len(origins), n_sites):
        faults.append(f"move times of shape {times.shape}, not {(len(origins), n_sites)}")
    if len(set(origins)) != len(origins) or any(not 0 <= s < n_sites for s in origins):
        faults.append(f"units must stand on different candidates from 0 to {n_sites - 1}")
    if most_moves < 0:
        faults.append(f"{most_moves} moves")
    if faults:
        raise SitingError("cannot relocate: " + "; ".join(faults))


def _plan(
    covers: list[Cover], origins: Sequence[int], is_reached: np.ndarray, clashes: ArrayLike | None
) -> _Plan:
    can = is_reached.copy()
    can[:, list(origins)] = False
    can[np.arange(len(origins)), list(origins)] = True
    unit, site = np.nonzero(can)
    builder = CoverBuilder(covers[0].n_demands)
    for u, s in zip(unit, site, strict=True):
        builder.add(covers[u].demands_of(int(s)))
    is_move = site != np.asarray(origins)[unit]
    return _Plan(builder.cover(), unit, site, is_move, _pair_clashes(unit, site, clashes))


def _pair_clashes(unit: np.ndarray, site: np.ndarray, clashes: ArrayLike | None) -> np.ndarray:
    """Return the clashing pairs of places in the plan: one unit twice, one site twice, sites that clash."""
    given = np.empty((0, 2), int) if clashes is None else np.asarray(clashes, int).reshape(-1, 2)
    apart = {(int(a), int(b)) for a, b in given} | {(int(b), int(a)) for a, b in given}
    partners: dict[int, list[int]] = {}
    for a, b in apart:
        partners.setdefault(a, []).append(b)
    on_site: dict[int, list[int]] = {}
    of_unit: dict[int, list[int]] = {}
    for place, (u, s) in enumerate(zip(unit.tolist(), site.tolist(), strict=True)):
        on_site.setdefault(s, []).append(place)
        of_unit.setdefault(u, []).append(place)
    pairs = {
        (a, b) for places in (*on_site.values(), *of_unit.values()) for a in places for b in places if a < b
    }
    for place, s in enumerate(site.tolist()):
        near = (other for t in partners.get(s, ()) for other in on_site.get(t, ()))
        pairs |= {(min(place, other), max(place, other)) for other in near if unit[other] != unit[place]}
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _moves(
    plan: _Plan, siting: Siting, origins: Sequence[int], times: Floats, n_most: int, before: float
) -> Moves:
    chosen = [place for place in siting.sites if plan.is_move[place]]
    moves = []
    for place in chosen:
        unit, site = int(plan.unit[place]), int(plan.site[place])
        moves.append(Relocation(unit, int(origins[unit]), site, float(times[unit, site])))
    ordered = tuple(sorted(moves, key=lambda move: move.unit))
    return Moves(n_most, ordered, siting.value, siting.bound, siting.value - before)

"""The verb: where units of a situation should stand, how good that is, and what one more would add."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from time import monotonic

import numpy as np

from belfort.scenario.resolved import ResolvedScenario
from belfort.siting.least import least_sites
from belfort.siting.model import Effort, Limits, SitingError
from belfort.siting.situation.aims import Aim, Best, CoverAim, WarningAim
from belfort.siting.situation.answer import Chosen, Sited, Step
from belfort.siting.situation.basis import basis_of
from belfort.siting.situation.covering import Tell, silent
from belfort.siting.situation.kinds import Kind
from belfort.siting.situation.question import SiteQuestion
from belfort.siting.situation.ready import Ready, aim_of, limits_of, prepare
from belfort.siting.situation.wording import near_words
from belfort.terrain import Terrain

BEYOND = 3
"""How many more sites than asked for the curve goes on."""


def site(
    name: str | Path,
    question: SiteQuestion,
    *,
    option: str | None = None,
    terrain: Terrain | None = None,
    tell: Tell = silent,
) -> Sited:
    """Return where new units should stand.

    Parameters
    ----------
    name
        A scenario file or a shipped scenario.
    question
        What is to be placed and what for; without `moving` (see `siting.moving`).
    option
        Start from this option of the scenario.
    terrain
        The ground; by default that of the scenario.
    tell
        Told what is being done, how much of it is done, and of how much.

    Raises
    ------
    SitingError
        The question makes no sense or has no answer: one sentence a line, all at once.
    ScenarioError, TerrainError
        The scenario or its ground cannot be had.

    Notes
    -----
    Reach is at rest: whether there is time to fire is for `belfort coverage` to tell. A grid of candidates is an
    illustration of what the rules leave, not a survey.
    """
    start_s = monotonic()
    ready = prepare(name, question, option, terrain, tell)
    aim = aim_of(ready, tell)
    limits = limits_of(ready)
    effort = effort_of(question.effort, 0.5, tell)
    best, required = _answer(ready, aim, limits, effort)
    curve = _curve(ready, aim, limits, best, tell) if len(ready.kinds) == 1 else ()
    return _told(ready, aim, limits, best, curve, required, monotonic() - start_s)


def effort_of(effort: Effort, share: float, tell: Tell) -> Effort:
    """Return a share of an effort's time, whose progress is told."""

    def told(progress) -> None:
        tell(f"{progress.stage}: {progress.value:.4g}, proven at most {progress.bound:.4g}", 0, 0)

    return replace(effort, time_limit_s=share * effort.time_limit_s, tells=told)


def _answer(ready: Ready, aim: Aim, limits: Limits, effort: Effort) -> tuple[Best, float | None]:
    """Return the best choice, and the share that was required."""
    share = ready.question.cover_share
    if share is None or not isinstance(aim, CoverAim):
        return aim.best(limits, effort), None
    if aim.worst > 0.0 and len(aim.scenes) > 1:
        raise SitingError(
            "--cover asks for a share of the expected weight: --robust worst does not go with it"
        )
    cover, weight = aim.expected()
    least = least_sites(cover, weight, share=share, need=aim.need, limits=limits, effort=effort)
    if least.is_possible:
        proof = "proven least" if least.is_optimal else f"proven: not under {least.bound:g}"
        words = f"{len(least.sites)} new units reach {share:.0%} ({proof})"
        return Best(
            least.sites, aim.value([*least.sites, *limits.fixed]), least.total, (*least.trail, words)
        ), share
    if least.most is None:
        raise SitingError(f"no choice that covers {share:.0%} was found in time: give more with --time-limit")
    most = least.most
    had = f"{most.value / most.total:.1%} with {len(most.sites)} new units"
    raise SitingError(
        f"{share:.0%} cannot be covered from these candidates: the most that can be had is {had}"
    )


def _curve(ready: Ready, aim: Aim, limits: Limits, best: Best, tell: Tell) -> tuple[Step, ...]:
    """Return the best with 0, 1, ... sites, each number placed anew."""
    n_asked = len(best.sites)
    last = min(n_asked + BEYOND, ready.n_new)
    each = effort_of(ready.question.effort, 0.5 / (last + 1), silent)
    free = replace(limits, budget=inf, cost=None)
    steps: list[Step] = []
    for n in range(last + 1):
        tell("what each further site adds", n, last + 1)
        is_asked = n == n_asked and ready.question.cover_share is None and ready.question.budget_eur is None
        found = best if is_asked else aim.best(replace(free, n_new=n), each)
        least = steps[-1].value if steps else 0.0
        steps.append(Step(n, max(found.value, least), max(found.bound, least)))
    return tuple(steps)


def _told(
    ready: Ready,
    aim: Aim,
    limits: Limits,
    best: Best,
    curve: tuple[Step, ...],
    required: float | None,
    seconds: float,
) -> Sited:
    fixed = list(ready.fixed)
    ordered = useful_first(aim, best.sites, fixed)
    option = option_name(ready.situation)
    names = _names(ready, ordered)
    chosen = tuple(
        _chosen(ready, aim, s, names[i], (ordered[:i], [t for t in ordered if t != s]))
        for i, s in enumerate(ordered)
    )
    totals = aim.by_scene(fixed), aim.by_scene([*ordered, *fixed]), _scene_totals(aim)
    figures, assumptions = basis_of(ready.situation, [k.unit for k in ready.kinds], ready.threats, ready.by)
    prices = [ready.kind_of(s).price_eur for s in ordered]
    return Sited(
        situation=ready.situation,
        question=ready.question,
        by=ready.by,
        terrain=ready.terrain,
        kinds=ready.kinds,
        places=ready.places,
        n_standing=len(fixed),
        chosen=chosen,
        further=_further(ready, aim, limits, ordered),
        before=aim.value(fixed),
        value=aim.value([*ordered, *fixed]),
        bound=best.bound if required is None else aim.value([*ordered, *fixed]),
        total=aim.total,
        curve=curve,
        scenes=tuple(zip(_scene_names(aim), *(t.tolist() for t in totals), strict=True)),
        trail=best.trail,
        seconds=seconds,
        notes=ready.notes,
        option_name=option,
        cost_eur=None if any(p is None for p in prices) else float(sum(p for p in prices if p is not None)),
        required=required,
        figures=figures,
        assumptions=assumptions,
    )


def _scene_names(aim: Aim) -> tuple[str, ...]:
    if isinstance(aim, CoverAim):
        return tuple(s.name for s in aim.scenes)
    assert isinstance(aim, WarningAim)
    return aim.warnings.scene_names


def _scene_totals(aim: Aim) -> np.ndarray:
    if isinstance(aim, CoverAim):
        return np.array([s.points.weight.sum() for s in aim.scenes])
    return np.ones(len(_scene_names(aim)))


def useful_first(aim: Aim, sites: Sequence[int], fixed: Sequence[int]) -> list[int]:
    """Return sites in the order in which each adds most to those before it."""
    ordered: list[int] = []
    rest = sorted(sites)
    while rest:
        gains = aim.gains([*ordered, *fixed])
        ordered.append(max(rest, key=lambda s: gains[s]))
        rest.remove(ordered[-1])
    return ordered


def option_name(situation: ResolvedScenario) -> str:
    """Return a name for the new option that the scenario does not have yet."""
    taken = set(situation.option_titles)
    return next(n for n in ("sited", *(f"sited-{k}" for k in range(2, 1000))) if n not in taken)


def unit_names(situation: ResolvedScenario, kinds: Sequence[Kind]) -> list[str]:
    """Return the name under which the option adds each kind; no unit of the scenario has it."""
    taken = {u.name for u in situation.units}
    found = []
    for kind in kinds:
        names = (f"new-{kind.unit.system}", *(f"new-{kind.unit.system}-{k}" for k in range(2, 1000)))
        found.append(next(n for n in names if not any(t == n or t.startswith(f"{n}-") for t in taken)))
        taken.add(found[-1])
    return found


def _names(ready: Ready, ordered: Sequence[int]) -> list[str]:
    """Return the names that the option's units will have: kind by kind, in order of use."""
    bases = unit_names(ready.situation, ready.kinds)
    count = [0] * len(bases)
    names = []
    for s in ordered:
        k = s // len(ready.places)
        count[k] += 1
        names.append(f"{bases[k]}-{count[k]}")
    return names


def _chosen(ready: Ready, aim: Aim, site_: int, name: str, others: tuple[list[int], list[int]]) -> Chosen:
    before, rest = others
    fixed = list(ready.fixed)
    place = site_ % len(ready.places)
    lat, lon = float(ready.places.lat_rad[place]), float(ready.places.lon_rad[place])
    gain = aim.value([*before, site_, *fixed]) - aim.value([*before, *fixed])
    loss = aim.value([*rest, site_, *fixed]) - aim.value([*rest, *fixed])
    ground_m = float(ready.places.ground_msl_m[place])
    system = ready.kind_of(site_).unit.system
    return Chosen(
        name,
        system,
        lat,
        lon,
        ground_m,
        near_words(lat, lon),
        gain,
        loss,
        aim.covered_by(site_, rest + fixed),
    )


def _further(ready: Ready, aim: Aim, limits: Limits, ordered: list[int]) -> tuple[Chosen, ...]:
    """Return the best next site of each kind, the chosen ones standing."""
    gains = aim.gains([*ordered, *ready.fixed])[: ready.n_new].copy()
    gains[ordered] = -inf
    if limits.clashes is not None:
        pairs = np.asarray(limits.clashes)
        for a, b in ((0, 1), (1, 0)):
            gains[pairs[np.isin(pairs[:, a], ordered), b]] = -inf
    found = []
    for k, kind in enumerate(ready.kinds):
        part = gains[k * len(ready.places) : (k + 1) * len(ready.places)]
        if np.isfinite(part).any():
            s = k * len(ready.places) + int(part.argmax())
            found.append(_chosen(ready, aim, s, f"one more {kind.unit.system}", (ordered, ordered)))
    return tuple(found)

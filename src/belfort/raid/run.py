"""The verb: one raid under one option, over draws of what is not known and of chance."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from math import ceil
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World
from belfort.raid.campaign import Phase, run_campaign
from belfort.raid.compiling.compile import POLICIES, Compiled, compile_raid
from belfort.raid.compiling.stage import RaidError, raid_names, stage_of
from belfort.raid.compiling.worlds import MODE, draws
from belfort.raid.layout import CIVIL
from belfort.raid.model import Outcome, Question
from belfort.raid.parts import Parts, run_key
from belfort.raid.simulate import MOST_REPLICATES, MOST_WORLDS, Sums, words_of
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import ResolvedScenario
from belfort.terrain import Terrain

Progress = Callable[[str, float], None]
MOST_NIGHTS = 365
MOST_AT_MODE = 2000


@dataclass(frozen=True)
class _Part:
    """One world's replicates."""

    rows: NDArray[np.int32]
    expected: NDArray[np.float64]
    night: NDArray[np.int32]
    sums: Sums
    left: NDArray[np.float64]
    shot_eur: NDArray[np.float64]
    attack_eur: float


def simulate_raid(
    scenario: ResolvedScenario,
    question: Question,
    terrain: Terrain,
    *,
    base: ResolvedScenario | None = None,
    parts: Parts | None = None,
    progress: Progress | None = None,
    worlds: Sequence[dict[str, float]] | None = None,
    is_one_luck: bool = False,
) -> Outcome:
    """Return what becomes of a raid.

    Parameters
    ----------
    scenario
        The base or one of its options.
    question
        The raid, how many replicates, worlds and nights.
    terrain
        The ground.
    base
        The scenario whose options `question.later` names; the scenario itself unless given.
    parts
        Where finished parts are kept, under a folder named by the run; None: nowhere.
    progress
        Called with words and the share done.
    worlds
        Values by origin in place of the study's own draws.
    is_one_luck
        Every world has the luck of the first: worlds then differ by their values alone, and there may be any number.

    Raises
    ------
    RaidError
        A question that cannot be; every fault at once.
    OSError
        A part cannot be written; those written before stay.

    Notes
    -----
    Worlds are an outer loop, chance an inner one. Replicate r of world w has the same luck under every option.
    """
    check(scenario, question, base or scenario)
    told = progress or (lambda _words, _share: None)
    phases = _phases(scenario, base or scenario, question, terrain, lambda w, s: told(w, 0.15 * s))
    drawn = tuple(worlds) if worlds is not None else _draws(scenario, question)
    kept = Parts(parts.folder / _key(phases, question, drawn, is_one_luck)) if parts else None
    n_each = ceil(question.n_replicates / max(len(drawn), 1))
    numbers = [MODE, *range(len(drawn))]
    clock = _Clock(told, len(numbers), n_each * question.n_nights)

    n_at_mode = question.n_at_mode or min(question.n_replicates, MOST_AT_MODE)

    def one(number: int) -> _Part:
        n = n_at_mode if number == MODE else n_each
        words = words_of(0 if is_one_luck and number != MODE else number, 0, n)
        part = _load(kept, number)
        if part is None:
            compiled = at_modes if number == MODE else _compiled(phases, question, drawn[number])
            part = _made(phases, question, compiled, number, words, kept)
        clock.tick()
        return part

    at_modes = _compiled(phases, question, "mode")
    if question.n_threads == 1:
        found = [one(number) for number in numbers]
    else:
        with ThreadPoolExecutor(question.n_threads) as pool:
            found = list(pool.map(one, numbers))
    return _outcome(scenario, question, at_modes[0], drawn, found, phases[0].stage.notes)


def check(scenario: ResolvedScenario, question: Question, base: ResolvedScenario) -> None:
    """Refuse a question that cannot be; raises RaidError with every fault."""
    faults = []
    if question.raid not in raid_names(scenario):
        known = ", ".join(raid_names(scenario)) or "none"
        faults.append(f"{scenario.name} has no raid or incursion '{question.raid}'; it has: {known}")
    limits = (
        ("replicates", question.n_replicates, 1, MOST_REPLICATES),
        ("worlds", question.n_worlds, 0, MOST_WORLDS - 1),
        ("nights", question.n_nights, 1, MOST_NIGHTS),
        ("threads", question.n_threads, 1, 256),
        ("replicates at the mode", question.n_at_mode or 1, 1, MOST_REPLICATES),
    )
    faults += [f"{n} must be {a:,} to {b:,}, found {x:,}" for n, x, a, b in limits if not a <= x <= b]
    if not 0.0 <= question.resupply_share <= 1.0:
        faults.append(f"resupply is a share from 0 to 1, found {question.resupply_share:g}")
    if question.policy not in POLICIES:
        faults.append(f"policy is one of {', '.join(POLICIES)}, found '{question.policy}'")
    for night, option in question.later:
        if option not in base.options:
            faults.append(
                f"{base.name} has no option '{option}'; it has: {', '.join(base.options) or 'none'}"
            )
        if not 1 <= night < question.n_nights:
            faults.append(
                f"'{option}' from night {night + 1}: the campaign has nights 2 to {question.n_nights}"
            )
    if faults:
        raise RaidError("; ".join(faults))


def _phases(
    scenario: ResolvedScenario, base: ResolvedScenario, question: Question, terrain: Terrain, told: Progress
) -> tuple[Phase, ...]:
    phases = [Phase(0, stage_of(scenario, question.raid, terrain, told, question.n_threads))]
    for night, option in sorted(question.later):
        phases.append(
            Phase(night, stage_of(base.options[option], question.raid, terrain, told, question.n_threads))
        )
    return tuple(phases)


def _draws(scenario: ResolvedScenario, question: Question) -> tuple[dict[str, float], ...]:
    catalogue = shipped_catalogue()
    return tuple(draws(scenario, catalogue, range(question.n_worlds)))


def _key(
    phases: Sequence[Phase], question: Question, drawn: Sequence[dict[str, float]], is_one_luck: bool
) -> str:
    asked = {k: v for k, v in asdict(question).items() if k != "n_threads"}
    stages = [(phase.night, phase.stage.scenario.hash) for phase in phases]
    ground = phases[0].stage.terrain
    about = (ground.frame.crs, ground.frame.shape, ground.sources, float(ground.height_msl_m.sum()))
    return run_key(stages, asked, list(drawn), about, is_one_luck)


class _Clock:
    """Tells how far a run is, how fast, and how long it still takes."""

    def __init__(self, told: Progress, n: int, n_each: int) -> None:
        self._told, self._n, self._n_each, self._done = told, n, n_each, 0
        self._since_s, self._lock = time.monotonic(), Lock()

    def tick(self) -> None:
        with self._lock:
            self._done += 1
            spent_s = max(time.monotonic() - self._since_s, 1e-6)
            rate = self._done * self._n_each / spent_s
            left_s = spent_s / self._done * (self._n - self._done)
            words = f"world {self._done} of {self._n}, {rate:,.0f} raids/s, {left_s:.0f} s left"
            self._told(words, 0.15 + 0.85 * self._done / self._n)


def _compiled(phases: Sequence[Phase], question: Question, world: World) -> list[Compiled]:
    about = {"policy": question.policy, "independent": question.is_independent}
    return [compile_raid(phase.stage, world, **about) for phase in phases]


def _made(
    phases: Sequence[Phase],
    question: Question,
    compiled: Sequence[Compiled],
    number: int,
    words: NDArray[np.int64],
    kept: Parts | None,
) -> _Part:
    """Run one world, and keep it."""
    runs = run_campaign(phases, compiled, question, words)
    night = np.repeat(np.arange(len(runs.nights), dtype=np.int32), len(words))
    sums = runs.nights[0].sums
    for later in runs.nights[1:]:
        sums = sums + later.sums
    part = _Part(
        np.concatenate([r.rows for r in runs.nights]),
        np.concatenate([r.real[:, 0] for r in runs.nights]),
        night,
        sums,
        runs.left,
        np.array(compiled[0].shot_eur),
        attack_eur(compiled[0]),
    )
    if kept is not None:
        kept.save(_name(number), _arrays(part))
    return part


def attack_eur(compiled: Compiled) -> float:
    """Return what a night's attack costs the attacker, decoys at their share."""
    total = 0.0
    for group in compiled.plan.scene.groups:
        if group["role"] < CIVIL:
            prices = [compiled.threat_eur.get(f.threat, 0.0) for f in _flown_by(compiled, group)]
            decoy_eur = prices[1] if len(prices) > 1 else 0.0
            total += group["n_threats"] * ((1 - group["p_decoy"]) * prices[0] + group["p_decoy"] * decoy_eur)
    return float(total)


def _flown_by(compiled: Compiled, group) -> list:
    first = next(f for f in compiled.flown if f.lane0 == group["lane0"])
    return [f for f in compiled.flown if f.pack is first.pack]


def _name(number: int) -> str:
    return "mode" if number == MODE else f"world-{number:04d}"


def _arrays(part: _Part) -> dict[str, NDArray]:
    sums = part.sums
    return {
        "rows": part.rows,
        "expected": part.expected,
        "night": part.night,
        "leaks": sums.leaks,
        "causes": sums.causes,
        "times": sums.times,
        "used": sums.used,
        "left": part.left,
        "shot_eur": part.shot_eur,
        "attack_eur": np.array(part.attack_eur),
    }


def _load(kept: Parts | None, number: int) -> _Part | None:
    found = kept.load(_name(number)) if kept is not None else None
    if found is None:
        return None
    try:
        leaks, causes, times, used = (found[name] for name in ("leaks", "causes", "times", "used"))
        return _Part(
            found["rows"],
            found["expected"],
            found["night"],
            Sums(leaks, causes, times, used),
            found["left"],
            found["shot_eur"],
            float(found["attack_eur"]),
        )
    except KeyError:
        return None


def _outcome(
    scenario: ResolvedScenario,
    question: Question,
    at_mode: Compiled,
    drawn: tuple[dict[str, float], ...],
    found: Sequence[_Part],
    notes: tuple[str, ...],
) -> Outcome:
    sums = Sums.none(at_mode.names)
    for part in found[1:]:
        sums = sums + part.sums
    counted = found[1:] or found
    sizes = [len(p.rows) for p in found]
    return Outcome(
        scenario,
        question,
        at_mode.names,
        np.repeat(np.arange(-1, len(found) - 1, dtype=np.int32), sizes),
        np.concatenate(
            [
                np.tile(np.arange(len(p.rows) // question.n_nights, dtype=np.int32), question.n_nights)
                for p in found
            ]
        ),
        np.concatenate([p.night for p in found]),
        np.concatenate([p.rows for p in found]),
        np.concatenate([p.expected for p in found]),
        sums if len(found) > 1 else found[0].sums,
        found[0].sums,
        np.array([*(p.shot_eur for p in found[1:]), found[0].shot_eur]),
        np.array([*(p.attack_eur for p in found[1:]), found[0].attack_eur]),
        drawn,
        np.mean([p.left for p in counted], axis=0),
        at_mode,
        notes,
    )

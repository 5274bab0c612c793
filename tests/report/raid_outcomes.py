"""Made-up outcomes of raids: counts that fit each other, without a simulation."""

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from belfort.raid import columns
from belfort.raid.compiling.compile import Names
from belfort.raid.kernels.tables import FIRST_FREE, N_TIMES, N_USED
from belfort.raid.layout import CAUSES
from belfort.raid.model import Outcome, Question
from belfort.raid.simulate import Sums
from belfort.scenario import load_scenario
from belfort.scenario.resolved import ResolvedScenario

DETECTED, IDENTIFIED, FIRED, KILLED = 1, 2, 3, 4


def made_up(
    scenario: ResolvedScenario | None = None,
    raid: str = "drone-night",
    *,
    option: str | None = None,
    n_armed: int = 12,
    p_leak: float = 0.4,
    n_worlds: int = 4,
    n_each: int = 10,
    n_nights: int = 1,
    effectors: Sequence[tuple[str, str]] = (("kce-30", "gun"),),
    kinds: Sequence[str] = ("shahed-136",),
    notes: tuple[str, ...] = (),
) -> Outcome:
    """Return an outcome whose every threat leaks with a chance that differs from world to world."""
    scenario = scenario or load_scenario("tiny")
    assets = tuple(sorted(a.name for a in scenario.assets)) or ("none",)
    layers = tuple(layer for _, layer in effectors)
    names = Names(tuple(kinds), assets, tuple(e for e, _ in effectors), layers, (), (), (), ())
    world = np.repeat(np.arange(-1, n_worlds), n_each * n_nights).astype(np.int32)
    replicate = np.tile(np.arange(n_each), (n_worlds + 1) * n_nights).astype(np.int32)
    night = np.tile(np.repeat(np.arange(n_nights), n_each), n_worlds + 1).astype(np.int32)
    rows, sums, mode_sums = _rows(names, world, replicate, night, n_armed, p_leak)
    start = np.full(len(names.effectors), 40.0)
    used = sums.used.sum(axis=1) / max(1, (world >= 0).sum() or len(world))
    left = np.array([[start - n * used, start - (n + 1) * used] for n in range(n_nights)])
    bin_s = np.array([*(60.0 for _ in kinds), 90.0])
    return Outcome(
        replace(scenario, option=option) if option else scenario,
        Question(raid, n_worlds * n_each, n_worlds, n_nights=n_nights),
        names,
        world,
        replicate,
        night,
        rows,
        rows[:, 1].astype(np.float64),
        sums if n_worlds else mode_sums,
        mode_sums,
        np.tile(np.linspace(1e4, 2e6, len(names.effectors)), (n_worlds + 1, 1)),
        np.linspace(4e6, 6e6, n_worlds + 1),
        tuple({} for _ in range(n_worlds)),
        left,
        _at_mode(bin_s, kinds),
        notes,
    )


def _at_mode(bin_s: np.ndarray, kinds: Sequence[str]) -> Any:
    return SimpleNamespace(
        plan=SimpleNamespace(bin_s=bin_s), end_s=7200.0, threat_eur=dict.fromkeys(kinds, 3e4)
    )


def _rows(names, world, replicate, night, n_armed, p_leak):
    n_columns = FIRST_FREE + len(names.kinds) + len(names.assets) + len(CAUSES) + 2 * len(names.effectors)
    rows = np.zeros((len(world), n_columns), np.int32)
    sums, mode_sums = Sums.none(names), Sums.none(names)
    for i, (w, r, n) in enumerate(zip(world.tolist(), replicate.tolist(), night.tolist(), strict=True)):
        luck = np.random.default_rng([w + 1, r, n])
        _one(rows[i], names, luck, n_armed, p_leak * (1.0 + 0.15 * w), mode_sums if w < 0 else sums)
    return rows, sums, mode_sums


def _one(row, names, luck, n_armed, p_leak, sums) -> None:
    at = {name: columns.SINGLE[name] for name in columns.SINGLE}
    where = (columns.leaked_by_kind(names), columns.leaked_by_asset(names), columns.leaked_by_cause(names))
    shots, kills = columns.shots(names), columns.kills(names)
    row[at["n_armed"]] = row[at["n_known"]] = n_armed
    row[at["n_identified"]] = n_armed - n_armed // 4
    row[at["n_units_lost"]], row[at["saturated_ms"]] = luck.integers(0, 2), luck.integers(0, 90_000)
    row[at["n_civil_misread"]] = row[at["n_civil_engaged"]] = luck.integers(0, 2)
    row[at["n_events"]] = 40
    for j in range(n_armed):
        kind, asset = j % len(names.kinds), j % len(names.assets)
        effector, cause = j % len(names.effectors), int(luck.integers(0, len(CAUSES)))
        draw = luck.random()
        sums.times[kind, [0, DETECTED, IDENTIFIED, FIRED], [40, 20, 30, 60]] += 1
        row[shots.start + effector] += 2
        sums.used[effector, min(j, N_USED - 1)] += 2
        if draw >= p_leak:
            row[kills.start + effector] += 1
            row[at["n_soft_killed"]] += names.layers[effector] == "soft-kill"
            sums.times[kind, KILLED, min(70, N_TIMES - 1)] += 1
            continue
        row[at["n_leaked"]] += 1
        for part, index in zip(where, (kind, asset, cause), strict=True):
            row[part.start + index] += 1
        sums.leaks[kind, asset] += 1
        sums.causes[kind, cause] += 1

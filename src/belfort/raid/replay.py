"""One replicate again, with a line for everything that happens: for replay on a map."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.readonly import locked
from belfort.numeric.streams import random_key
from belfort.raid.compiling.compile import Compiled, compile_raid
from belfort.raid.compiling.sensing import Flown
from belfort.raid.compiling.stage import Stage
from belfort.raid.export.replay import CastTable, EventTable, FlightTable, Replay
from belfort.raid.kernels import tables
from belfort.raid.kernels.night import run_nights
from belfort.raid.kernels.tables import LOG, Chance
from belfort.raid.layout import CIVIL, DECOY, FRIEND, INCURSION, KNOWN, MISREAD, NONE
from belfort.raid.memory import counts_for, entries_needed, work_for
from belfort.raid.model import Question
from belfort.raid.night.states import draw_states
from belfort.raid.priors import FRIEND as OWN
from belfort.raid.priors import system_of
from belfort.raid.simulate import full, words_of
from belfort.records import Provenance
from belfort.records.columns import text_column

MOST_LINES_A_THREAT = 64
MOST_SAMPLES = 240
SPARE_LINES = 4096
KIND_OF = {
    tables.LOG_START: "start",
    tables.LOG_FIRED: "fired",
    tables.LOG_MISSED: "missed",
    tables.LOG_KILLED: "killed",
    tables.LOG_LEAKED: "leaked",
    tables.LOG_LEFT: "left",
    tables.LOG_RELOADED: "reloaded",
    tables.LOG_LOST: "lost",
}


@dataclass(frozen=True)
class _Played:
    """A replicate after its night."""

    compiled: Compiled
    stage: Stage
    threats: NDArray
    log: NDArray


def replay_of(
    stage: Stage,
    question: Question,
    which: tuple[int, int],
    world: dict[str, float] | str,
    provenance: Provenance,
    title: str = "",
) -> Replay:
    """Return what happened in one replicate, its first night, with the ways that everything flew.

    Parameters
    ----------
    stage, question
        As it was run.
    which
        (number of the world, -1 for that of modes; replicate within it).
    world
        The world's values by origin, or "mode".
    provenance, title
        For whoever reads it.
    """
    played = _play(stage, question, which, world)
    return Replay(
        stage.scenario,
        stage.raid,
        which[1],
        title or f"{stage.raid}, world {which[0] + 1}, replicate {which[1]}",
        _events(played),
        _flights(played),
        _cast(played),
        provenance,
    )


def _play(stage: Stage, question: Question, which: tuple[int, int], world: dict[str, float] | str) -> _Played:
    values = "mode" if isinstance(world, str) else world
    compiled = compile_raid(stage, values, policy=question.policy, independent=question.is_independent)
    plan, key = compiled.plan, random_key(stage.scenario.study.seed)
    words = words_of(which[0], which[1], 1)
    states = draw_states(key, words, np.array(compiled.shared)).astype(np.int32)
    stores = full(compiled)
    chance = Chance(*(locked(a) for a in (words, states, stores.n_items, stores.n_ready, stores.n_stock)))
    work = work_for(plan, 2 * entries_needed(plan))
    counts = counts_for(plan, chance, compiled.names.sizes)
    log = np.zeros(MOST_LINES_A_THREAT * len(work.doing.threats) + SPARE_LINES, LOG)
    run_nights((key.low, key.high), 0, plan, chance, counts, work, (0.0, 1.0), log)
    n_lines, n_threats = (int(work.doing.misc[i]) for i in (tables.N_LINES, tables.N_THREATS))
    return _Played(compiled, stage, work.doing.threats[:n_threats].copy(), log[:n_lines].copy())


def _events(played: _Played) -> EventTable:
    rows = sorted([*_logged(played), *_found(played)], key=lambda r: (r[0], r[2], r[1]))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 8
    return EventTable(
        np.array(columns[0], np.float64),
        text_column(columns[1]),
        np.array(columns[2], np.int64),
        text_column(columns[3]),
        text_column(columns[4]),
        np.array(columns[5], np.int64),
        np.array(columns[6], np.float64),
        text_column(columns[7]),
    )


def _logged(played: _Played) -> Iterator[tuple]:
    names, plan = played.compiled.names, played.compiled.plan
    for line in played.log:
        kind, j, b, w = (int(line[n]) for n in ("kind", "threat", "unit", "weapon"))
        word = KIND_OF[kind]
        if word == "killed" and plan.force.weapons["is_soft"][w]:
            word = "soft-killed"
        is_own = j != NONE and plan.scene.groups["role"][played.threats["group"][j]] >= CIVIL
        if word == "fired" and is_own:
            word = "engaged-civil"
        asset = _asset(played, j) if word in ("leaked", "start") else ""
        unit = names.units[b] if b != NONE else ""
        effector = names.weapons[w] if w != NONE else ""
        yield (
            float(line["time_s"]),
            word,
            j,
            unit,
            effector,
            int(line["n_shots"]),
            float(line["until_s"]),
            asset,
        )


def _found(played: _Played) -> Iterator[tuple]:
    """Yield when each threat was detected and identified."""
    for j, threat in enumerate(played.threats):
        ends_s = min(threat["end_s"], threat["dead_s"])
        known_s = threat["start_s"] + threat["known_s"]
        if threat["flags"] & KNOWN and known_s < ends_s:
            yield (float(known_s), "detected", j, "", "", 0, np.nan, "")
            identified_s = known_s + threat["identify_s"]
            if not threat["flags"] & MISREAD and identified_s < ends_s:
                yield (float(identified_s), "identified", j, "", "", 0, np.nan, "")


def _flown_of(played: _Played, threat) -> Flown:
    lane = int(threat["lane"])
    return next(f for f in played.compiled.flown if f.lane0 <= lane < f.lane0 + len(f.pack.ways))


def _asset(played: _Played, j: int) -> str:
    threat = played.threats[j]
    one = _flown_of(played, threat)
    return one.pack.ways[int(threat["lane"]) - one.lane0].asset


def _cast(played: _Played) -> CastTable:
    rows = []
    for j, threat in enumerate(played.threats):
        one = _flown_of(played, threat)
        role = {CIVIL: "civil", FRIEND: "friend"}.get(one.pack.role, "threat")
        role = "decoy" if threat["flags"] & DECOY else role
        system = one.threat if one.threat != OWN else one.pack.source.system  # type: ignore[union-attr]  # a unit
        target_class = str(system_of(played.stage.scenario, one.threat).traits["target_class"])
        rows.append((j, system, role, _asset(played, j), target_class))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    return CastTable(np.array(columns[0], np.int64), *(text_column(c) for c in columns[1:]))


def _flights(played: _Played) -> FlightTable:
    parts = [_flight(played, j, threat) for j, threat in enumerate(played.threats)]
    columns = [np.concatenate([*(p[i] for p in parts), np.zeros(0)]) for i in range(5)]
    return FlightTable(columns[0].astype(np.int64), *(np.ascontiguousarray(c) for c in columns[1:]))


def _flight(played: _Played, j: int, threat) -> tuple[NDArray[np.float64], ...]:
    """Return the samples of one flight until it ends, thinned out."""
    one = _flown_of(played, threat)
    w = int(threat["lane"]) - one.lane0
    way, stage = one.pack.ways[w], played.stage
    begin = int(stage.start[one.ways.start + w] - stage.start[one.ways.start])
    time_s = one.time_s[begin : begin + way.row.size]
    lasts_s = min(float(threat["end_s"]), float(threat["dead_s"])) - float(threat["start_s"])
    n = min(MOST_SAMPLES, way.row.size)
    at_s = np.linspace(0.0, min(lasts_s, float(time_s[-1])), n)
    row, col, alt_m = (np.interp(at_s, time_s, c) for c in (way.row, way.col, way.alt_msl_m))
    frame = stage.terrain.frame
    x_m, y_m = frame.west_m + (col + 0.5) * frame.cell_m, frame.north_m - (row + 0.5) * frame.cell_m
    lat_rad, lon_rad = frame.lat_lon_rad(x_m, y_m)
    return np.full(n, float(j)), at_s + float(threat["start_s"]), lat_rad, lon_rad, alt_m


def is_incursion(stage: Stage) -> bool:
    """Return whether nobody attacks."""
    return any(pack.role == INCURSION for pack in stage.packs)

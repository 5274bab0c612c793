"""What each option sees and reaches, raid or no raid: a few numbers a threat, at low, mode and high."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from belfort.coverage import see
from belfort.coverage.model import Coverage, CoverageError, Question
from belfort.numeric.jit import source_digest
from belfort.raid.parts import Parts, run_key
from belfort.scenario.resolved import ResolvedScenario
from belfort.study.tables import CoverageTable
from belfort.terrain import Terrain

Progress = Callable[[str, float], None]
CASES = ("low", "mode", "high")
QUESTION = Question(heights_agl_m=(), map_cell_m=4000.0, n_azimuths=12)
"""Coarser than a coverage by itself: shares of land and assets, no maps, and only the main threat of each raid."""
ANY = "any"
Ends = tuple[float, float, float]
Row = tuple[str, str, str, float, float, float]
"""Threat, measure, unit, low, mode, high."""


def coverage_rows(
    options: Mapping[str, ResolvedScenario], terrain: Terrain, folder: Path | None, progress: Progress
) -> CoverageTable:
    """Return what each option sees and reaches; a situation without a sensor sees nothing and has no rows.

    Parameters
    ----------
    options
        Situations by name.
    terrain
        The ground.
    folder
        Where results are kept; None: nowhere.
    progress
        Called with words and the share done.
    """
    kept = Parts(folder) if folder is not None else None
    rows: list[tuple] = []
    first = next(iter(options.values()))
    question = replace(QUESTION, threats=main_threats(first))
    for i, (name, scenario) in enumerate(options.items()):
        told = _told(f"{name}: what it sees and reaches", i, len(options), progress)
        rows += [(name, *row) for row in _rows(scenario, (terrain, question), kept, told)]
    return CoverageTable.from_rows(rows)


def _told(words: str, i: int, n: int, progress: Progress) -> Progress:
    return lambda _words, share: progress(words, (i + share) / n)


def main_threats(scenario: ResolvedScenario) -> tuple[str, ...]:
    """Return the threat that comes in the greatest number in each raid, or the next where another raid has it already."""
    found: dict[str, None] = {}
    asked = {p.raid for p in scenario.asked.pictures}
    for raid in (r for r in scenario.raids if r.name in asked):
        ordered = sorted(raid.groups, key=lambda g: -g.n_threats.mode)
        new = [g.threat for g in ordered if g.threat not in found]
        found |= dict.fromkeys(new[:1])
    for incursion in (i for i in scenario.incursions if i.name in asked):
        found.setdefault(incursion.threat)
    return tuple(found)


def _rows(
    scenario: ResolvedScenario, asked: tuple[Terrain, Question], kept: Parts | None, told: Progress
) -> list[Row]:
    terrain, question = asked
    if not question.threats:
        return []
    ground = (terrain.frame.crs, terrain.frame.shape, terrain.sources, float(terrain.height_msl_m.sum()))
    here = source_digest(Path(__file__)), source_digest(Path(see.__file__))
    key = run_key(scenario.hash, ground, here, repr(question))
    known = kept.load(key) if kept else None
    if known is not None and {"words", "values"} <= known.keys():
        return [
            (str(threat), str(measure), str(unit), float(low), float(mode), float(high))
            for (threat, measure, unit), (low, mode, high) in zip(
                known["words"], known["values"], strict=True
            )
        ]
    try:
        found = list(_measured(see.coverage_of(scenario, question, terrain=terrain, progress=told)))
    except CoverageError:  # nobody looks
        return []
    if kept:
        words = np.array([row[:3] for row in found], np.str_).reshape(-1, 3)
        kept.save(key, {"words": words, "values": np.array([row[3:] for row in found]).reshape(-1, 3)})
    return found


def _measured(found: Coverage) -> Iterator[Row]:
    for threat in dict.fromkeys(found.cover.threat):
        own = found.cover.height_agl_m[found.cover.threat == threat][0]
        seen = (found.cover.threat == threat) & (found.cover.height_agl_m == own)
        reached = (found.reach.threat == threat) & (found.reach.layer == ANY)
        sides, warning = _ends(_engaged, found, threat), _ends(_warning, found, threat)
        yield (threat, "land seen", "share", *_by_case(found.cover.case, found.cover.share_covered, seen))
        yield (
            threat,
            "land reached",
            "share",
            *_by_case(found.reach.case, found.reach.share_reached, reached),
        )
        yield (threat, "value engaged from every side", "share", *sides)
        yield (threat, "median warning", "minutes", *warning)


def _ends(measure: Callable[[Coverage, str, str], float], found: Coverage, threat: str) -> Ends:
    low, mode, high = (measure(found, threat, case) for case in CASES)
    return low, mode, high


def _by_case(case: NDArray, values: NDArray[np.float64], where: NDArray[np.bool_]) -> Ends:
    picked = [values[where & (case == c)] for c in CASES]
    low, mode, high = (float(v[0]) if len(v) else 0.0 for v in picked)
    return low, mode, high


def _engaged(found: Coverage, threat: str, case: str) -> float:
    """Return the share of all value that lies in assets at which some unit has a look from every direction."""
    table, value = found.looks, {a.name: a.value for a in found.scenario.assets}
    where = (table.threat == threat) & (table.case == case)
    least = {a: table.n_looks[where & (table.asset == a)].min() for a in dict.fromkeys(table.asset[where])}
    total = sum(value.get(a, 0.0) for a in least)
    return sum(value.get(a, 0.0) for a, n in least.items() if n > 0) / total if total else 0.0


def _warning(found: Coverage, threat: str, case: str) -> float:
    where = (found.found.threat == threat) & (found.found.case == case)
    return float(np.median(found.found.warning_s[where]) / 60.0) if where.any() else 0.0

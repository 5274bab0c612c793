"""The numbers of a raid as plain values, for machines: SI, shares from 0 to 1, None where there is none."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from belfort.report.coverage_json import number
from belfort.report.raid_basis import price_words
from belfort.report.raid_content import RaidReport
from belfort.report.raid_files import Written
from belfort.report.raid_findings import findings_of
from belfort.report.raid_summary import Digest, OptionDigest, Reading

SCHEMA = 1
"""Rises when a key is taken away or changes its meaning."""


def plain(report: RaidReport, written: Written) -> dict[str, Any]:
    """Return the numbers of a raid and what was written; the keys are the same for every raid."""
    digest, first = written.digest, report.outcomes[0]
    question, terrain = first.question, report.terrain
    return {
        "schema": SCHEMA,
        "scenario": report.scenario.name,
        "scenario_hash": report.scenario.hash,
        "catalogue_hash": report.scenario.catalogue_hash,
        "raid": digest.raid,
        "title": digest.title,
        "is_incursion": digest.is_incursion,
        "n_replicates": question.n_replicates,
        "n_worlds": question.n_worlds,
        "n_nights": question.n_nights,
        "resupply_share": question.resupply_share,
        "policy": question.policy,
        "is_independent": question.is_independent,
        "seed": first.scenario.study.seed,
        "is_coarse_terrain": terrain.is_coarse if terrain is not None else None,
        "options": [_option(digest, o) for o in digest.options],
        "drivers": None if report.drivers is None else asdict(report.drivers),
        "findings": list(findings_of(digest)),
        "prices": price_words(digest),
        "notes": list(dict.fromkeys(n for o in report.outcomes for n in o.notes)),
        "page": str(written.page),
        "files": [str(path) for path in written.files],
        "replays": [str(path) for path in report.replays],
    }


def _option(digest: Digest, option: OptionDigest) -> dict[str, Any]:
    return {
        "option": option.name or None,
        "title": option.title,
        "scenario_hash": option.outcome.scenario.hash,
        "n_worlds": option.n_worlds,
        "n_raids": option.n_drawn,
        "share_of_chance": number(option.share_of_chance),
        "world_error": number(option.world_error),
        "n_worlds_with_fewer_leakers": None if option is digest.first else option.n_better,
        "measures": _nested(option.readings),
        "differences": _nested(option.changes),
        "nights": [
            {"night": int(n), "measure": str(m), "mean": float(a), "low90": float(b), "high90": float(c)}
            for n, m, a, b, c in zip(
                option.nights.night,
                option.nights.measure,
                option.nights.mean,
                option.nights.low90,
                option.nights.high90,
                strict=True,
            )
        ],
    }


def _nested(readings: Mapping[tuple[str, str], Reading]) -> dict[str, dict[str, dict[str, float | None]]]:
    """Return readings by measure, then by key; the key of all together is `all`."""
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    for (measure, key), reading in readings.items():
        found.setdefault(measure, {})[key or "all"] = {n: number(v) for n, v in asdict(reading).items()}
    return found

"""The numbers of a coverage as plain values, for machines: SI, shares from 0 to 1, None where there is none."""

from dataclasses import asdict
from math import isfinite
from typing import Any

from belfort.coverage.case import CASES
from belfort.coverage.model import Coverage
from belfort.report.coverage_findings import findings_of
from belfort.report.coverage_summary import Band, Missed, Summary, ThreatSummary

SCHEMA = 1
"""Rises when a key is taken away or changes its meaning."""


def summary_json(coverage: Coverage, summary: Summary) -> dict[str, Any]:
    """Return the numbers of a coverage; the keys are the same for every scenario."""
    scenario, terrain = coverage.scenario, coverage.terrain
    return {
        "schema": SCHEMA,
        "scenario": scenario.name,
        "option": scenario.option,
        "scenario_hash": scenario.hash,
        "catalogue_hash": scenario.catalogue_hash,
        "terrain": {
            "elevation": scenario.terrain.elevation,
            "is_coarse": terrain.is_coarse,
            "cell_m": terrain.frame.cell_m,
            "map_cell_m": coverage.frame.cell_m,
            "sources": list(terrain.sources),
        },
        "n_sensors": len(coverage.posts),
        "n_figures": summary.n_figures,
        "n_guesses": summary.n_guesses,
        "valuable_assets": list(summary.valuable),
        "threats": [_threat(coverage, t) for t in summary.threats],
        "civil": _civil(coverage),
        "findings": list(findings_of(coverage, summary)),
        "notes": list(coverage.notes),
    }


def _threat(coverage: Coverage, threat: ThreatSummary) -> dict[str, Any]:
    return {
        "threat": threat.threat,
        "name": threat.name,
        "height_agl_m": threat.height_agl_m,
        "is_ballistic": threat.is_ballistic,
        "share_covered": band(threat.share_covered),
        "share_twice": number(threat.share_twice),
        "mean_depth": number(threat.mean_depth),
        "lowest_height_over_90_percent_m": band(threat.lowest_m),
        "cover_by_height": _heights(coverage, threat.threat),
        "warning_at_valuable_s": band(threat.warning_s),
        "share_unfound": band(threat.share_unfound),
        "share_without_look": band(threat.share_unmet),
        "n_looks": band(threat.n_looks),
        "share_reached": {layer: band(b) for layer, b in threat.reach.items()},
        "most_missed_sensor": _missed(threat.sensor),
        "most_missed_connection": _missed(threat.connection),
        "assets": [
            {
                "asset": x.name,
                "value": x.value,
                "warning_s": band(x.warning_s),
                "least_warning_s": number(x.least_warning_s),
                "is_at_edge": x.is_at_edge,
                "n_looks": band(x.n_looks),
                "not_found_from": x.unfound,
                "no_look_from": x.unmet,
            }
            for x in threat.assets
        ],
    }


def _heights(coverage: Coverage, threat: str) -> list[dict[str, Any]]:
    cover = coverage.cover
    found: dict[float, dict[str, Any]] = {}
    for i in (cover.threat == threat).nonzero()[0]:
        height_m = float(cover.height_agl_m[i])
        row = found.setdefault(height_m, {"height_agl_m": height_m, "share_covered": {}})
        row["share_covered"][str(cover.case[i])] = number(float(cover.share_covered[i]))
    return [found[h] for h in sorted(found)]


def _civil(coverage: Coverage) -> list[dict[str, Any]]:
    civil = coverage.civil
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for i in range(len(civil)):
        key = str(civil.flow[i]), str(civil.by[i])
        row = found.setdefault(key, {"flow": key[0], "by": key[1], "share_watched": dict.fromkeys(CASES)})
        row["share_watched"][str(civil.case[i])] = number(float(civil.share_watched[i]))
    return list(found.values())


def _missed(lost: Missed | None) -> dict[str, Any] | None:
    return None if lost is None else asdict(lost)


def band(values: Band) -> dict[str, float | None]:
    """Return low, mode and high as plain numbers."""
    return {case: number(getattr(values, case)) for case in CASES}


def number(value: float) -> float | None:
    """Return a number JSON can hold: None in place of none and of infinity."""
    return float(value) if isfinite(value) else None

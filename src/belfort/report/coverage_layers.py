"""A coverage as a GIS reads it: one raster a threat, gaps as areas, units and assets as points."""

from math import degrees, inf
from pathlib import Path

import numpy as np
from shapely.geometry import Point

from belfort.coverage.case import CASES
from belfort.coverage.export import Feature, regions_between, write_cog, write_geojson, write_geopackage
from belfort.coverage.model import Coverage
from belfort.records import Provenance
from belfort.report.coverage_summary import Summary

LEVELS_M = (0.0, 50.0, 100.0, 300.0, 1000.0, 3000.0, inf)
"""Bounds of the bands of lowest covered height; the last holds what is covered from higher up or not at all."""
NO_VALUE = -9999.0


def write_raster(coverage: Coverage, threat: str, path: Path, provenance: Provenance) -> None:
    """Write everything that is mapped of a threat as one raster. Raises OSError."""
    maps = coverage.maps[threat]
    bands: dict[str, np.ndarray] = {f"lowest_covered_m_{case}": maps.lowest_covered_m[case] for case in CASES}
    for i, height_m in enumerate(maps.heights_agl_m):
        name = f"{height_m:g}m"
        if f"p_detect_{name}" not in bands:
            bands[f"p_detect_{name}"] = np.round(maps.p_detect[i], 3)
            bands[f"n_sensors_{name}"] = maps.depth[i].astype(np.float32)
    for layer, count in coverage.reach_maps.get(threat, {}).items():
        bands[f"n_reach_{layer}"] = count.astype(np.float32)
    write_cog(
        path,
        coverage.frame,
        bands,
        provenance=provenance,
        nodata=NO_VALUE,
        units={name: "m" if name.startswith("lowest") else "1" for name in bands},
        description=(
            f"{coverage.scenario.systems[threat].name}: lowest covered height above ground in three cases (no value: none), "
            "probability that some sensor confirms it and number of sensors that do at heights above ground, and units "
            f"that reach it at {maps.heights_agl_m[0]:g} m, layer by layer; mode unless said."
        ),
        terrain=coverage.terrain,
    )


def write_areas(coverage: Coverage, summary: Summary, folder: Path, provenance: Provenance) -> None:
    """Write `gaps.geojson` and `coverage.gpkg`: gaps, units, assets. Raises OSError."""
    found = gaps(coverage)
    write_geojson(folder / "gaps.geojson", found, provenance, terrain=coverage.terrain)
    layers = {"gaps": found, "units": units(coverage), "assets": assets(coverage, summary)}
    write_geopackage(
        folder / "coverage.gpkg",
        {name: features for name, features in layers.items() if features},
        provenance,
        terrain=coverage.terrain,
    )


def gaps(coverage: Coverage) -> list[Feature]:
    """Return the bands of lowest covered height of each threat in each case."""
    features = []
    for threat, maps in coverage.maps.items():
        for case in CASES:
            for region in regions_between(
                maps.lowest_covered_m[case], coverage.frame, LEVELS_M, tolerance_m=0.5 * coverage.frame.cell_m
            ):
                is_top = region.level_high == inf
                about = {
                    "threat": threat,
                    "case": case,
                    "from_m": region.level_low,
                    "to_m": None if is_top else region.level_high,
                    "words": f"from {region.level_low:g} m or not at all"
                    if is_top
                    else f"from {region.level_low:g} to {region.level_high:g} m",
                }
                if not region.polygons.is_empty:
                    features.append(Feature(region.polygons, about))
    return features


def units(coverage: Coverage) -> list[Feature]:
    """Return the units as points."""
    return [
        Feature(
            Point(degrees(u.position.lon_rad), degrees(u.position.lat_rad)),
            {
                "name": u.name,
                "system": u.system,
                "kind": u.kind,
                "nation": u.nation,
                "count": u.count,
                "is_notional": u.is_notional,
                "is_in_use": u.fights,
            },
        )
        for u in coverage.scenario.units
    ]


def assets(coverage: Coverage, summary: Summary) -> list[Feature]:
    """Return the assets as points, with the mode's warning and looks for each threat."""
    told: dict[str, dict[str, float]] = {}
    for threat in summary.threats:
        for asset in threat.assets:
            row = told.setdefault(asset.name, {})
            row[f"warning_s_{threat.threat}"] = asset.warning_s.mode
            row[f"n_looks_{threat.threat}"] = asset.n_looks.mode
    return [
        Feature(
            Point(degrees(a.position.lon_rad), degrees(a.position.lat_rad)),
            {"name": a.name, "kind": a.kind, "nation": a.nation, "value": a.value, **told.get(a.name, {})},
        )
        for a in coverage.scenario.assets
    ]

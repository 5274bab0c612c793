"""Areas as GeoJSON (RFC 7946): what web maps and most programs read."""

import json
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from belfort.coverage.export.contours import oriented, polygons_of
from belfort.coverage.export.features import Feature, Value, origin
from belfort.records import Provenance
from belfort.records.atomic import whole_file
from belfort.terrain import Terrain

DECIMALS = 6
"""Of a degree: 0.11 m of latitude, as section 11.2 of RFC 7946 advises."""


def write_geojson(
    path: Path, features: Iterable[Feature], provenance: Provenance, *, terrain: Terrain | None = None
) -> None:
    """Write a FeatureCollection, one feature a line, whole or not at all.

    Coordinates are snapped to six decimals so that a valid area stays valid (GEOS precision reduction),
    areas run counter-clockwise and their holes clockwise. A number that is not finite becomes null, as JSON
    has no word for it. The member `belfort` holds the provenance.

    Parameters
    ----------
    path
        File to write; an older one is replaced.
    features
        Shapes in longitude and latitude with their properties.
    provenance, terrain
        Where they come from, and the ground they rest on.

    Raises
    ------
    ValueError
        A coordinate lies off the globe: the feature's number and its box are named.
    OSError
        The file cannot be written.
    """
    lines = [_line(number, feature) for number, feature in enumerate(features)]
    about = json.dumps(origin(provenance, terrain), ensure_ascii=False)
    rows = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection",\n"belfort":{about},\n"features":[\n{rows}\n]}}\n'
    with whole_file(path) as file:
        file.write(text.encode())


def snapped(geometry: BaseGeometry) -> BaseGeometry:
    """Return a shape with coordinates of six decimals, valid as it was, areas oriented as the RFC asks."""
    shape = shapely.set_precision(geometry, 10.0**-DECIMALS)
    return oriented(polygons_of(shape)) if geometry.geom_type in ("Polygon", "MultiPolygon") else shape


def _line(number: int, feature: Feature) -> str:
    if not feature.geometry.is_empty:
        west, south, east, north = feature.geometry.bounds
        if west < -180.0 or east > 180.0 or south < -90.0 or north > 90.0:
            raise ValueError(
                f"features[{number}]: lies off the globe, from {west:g}, {south:g} to {east:g}, {north:g} deg; "
                "give longitude and latitude in degrees, cut at the antimeridian"
            )
    shape = snapped(feature.geometry)
    member = {
        "type": "Feature",
        "properties": {name: _plain(value) for name, value in feature.properties.items()},
        "geometry": None if shape.is_empty else _rounded(mapping(shape)),
    }
    return json.dumps(member, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Value) -> Value:
    return None if isinstance(value, float) and not isfinite(value) else value


def _rounded(value: Any) -> Any:
    """Return a GeoJSON geometry with its numbers at six decimals, which undoes the last bits of the snapping."""
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(v) for v in value]
    return round(value, DECIMALS) if isinstance(value, float) else value

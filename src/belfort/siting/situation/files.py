"""Places and areas from files: CSV and GeoJSON, read with care, every fault named."""

import csv
import json
from io import StringIO
from math import isfinite, radians
from pathlib import Path
from typing import Any

from belfort.siting.candidates import Ring
from belfort.siting.model import SitingError
from belfort.terrain.outline import split

MOST_BYTES = 50_000_000
MOST_FAULTS = 20
Spot = tuple[str, float, float]
"""Its words, longitude and latitude in degrees."""


def listed_faults(faults: list[str]) -> str:
    """Return faults one a line, the first twenty and how many more."""
    more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
    return "\n".join([*faults[:MOST_FAULTS], *more])


def read_spots(path: Path) -> list[Spot]:
    """Return the places of a .csv (columns lon_deg, lat_deg, and name if there is one) or .geojson of points.

    Raises
    ------
    SitingError
        The file cannot be read or holds what is no place; one sentence a fault.
    """
    text = _text(path)
    spots, faults = _csv_spots(path, text) if path.suffix.lower() == ".csv" else _json_spots(path, text)
    if not spots and not faults:
        faults = [f"{path.name}: holds no place"]
    if faults:
        raise SitingError(listed_faults(faults))
    return spots


def read_areas(path: Path) -> list[Ring]:
    """Return the areas of a GeoJSON file as rings of (lat_rad, lon_rad), long edges cut so that they keep their course.

    Raises
    ------
    SitingError
        The file cannot be read, or an area is none; one sentence a fault.
    """
    rings: list[Ring] = []
    faults: list[str] = []
    for words, geometry in _geometries(path, _text(path)):
        polygons = _polygons(geometry)
        if polygons is None:
            faults.append(f"{words}: an area is a Polygon or MultiPolygon, found {_kind(geometry)}")
            continue
        for polygon in polygons:
            ring, fault = _ring(polygon)
            rings += [ring] if ring else []
            faults += [f"{words}: {fault}"] if fault else []
    if not rings and not faults:
        faults = [f"{path.name}: holds no area"]
    if faults:
        raise SitingError(listed_faults(faults))
    return rings


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SitingError(f"{path.name}: larger than {MOST_BYTES // 10**6} MB")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise SitingError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SitingError(f"{path.name}: is no UTF-8 text") from None


def _csv_spots(path: Path, text: str) -> tuple[list[Spot], list[str]]:
    rows = csv.DictReader(StringIO(text))
    names = rows.fieldnames or []
    missing = [c for c in ("lon_deg", "lat_deg") if c not in names]
    if missing:
        return [], [
            f"{path.name}: needs the columns lon_deg and lat_deg, found {', '.join(names) or 'nothing'}"
        ]
    spots, faults = [], []
    for row in rows:
        where = f"{path.name} line {rows.line_num}"
        words = f"{where} ({row['name']})" if row.get("name") else where
        spot, fault = _spot(words, [row["lon_deg"], row["lat_deg"]])
        spots += [spot] if spot else []
        faults += [fault] if fault else []
    return spots, faults


def _json_spots(path: Path, text: str) -> tuple[list[Spot], list[str]]:
    spots, faults = [], []
    for words, geometry in _geometries(path, text):
        if _kind(geometry) != "Point":
            faults.append(f"{words}: a place is a Point, found {_kind(geometry)}")
            continue
        spot, fault = _spot(words, geometry.get("coordinates"))
        spots += [spot] if spot else []
        faults += [fault] if fault else []
    return spots, faults


def _spot(words: str, pair: Any) -> tuple[Spot | None, str]:
    degrees = _degrees(pair)
    if degrees is None:
        return None, f"{words}: {pair!r} is no longitude and latitude in degrees"
    return (words, *degrees), ""


def _degrees(pair: Any) -> tuple[float, float] | None:
    """Return longitude and latitude, or None for anything else."""
    if not isinstance(pair, list) or len(pair) < 2:
        return None
    try:
        lon, lat = float(pair[0]), float(pair[1])
    except (TypeError, ValueError):
        return None
    return (lon, lat) if isfinite(lon) and isfinite(lat) and abs(lon) <= 180.0 and abs(lat) <= 90.0 else None


def _geometries(path: Path, text: str) -> list[tuple[str, Any]]:
    """Return the geometries of a GeoJSON text with words for each."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SitingError(f"{path.name}: is no JSON ({error})") from None
    kind = _kind(content)
    if kind == "FeatureCollection" and isinstance(content.get("features"), list):
        return [
            (_words(path, i, feature), feature.get("geometry") if isinstance(feature, dict) else None)
            for i, feature in enumerate(content["features"])
        ]
    if kind == "Feature":
        return [(path.name, content.get("geometry"))]
    if kind in ("Point", "Polygon", "MultiPolygon"):
        return [(path.name, content)]
    raise SitingError(f"{path.name}: is no GeoJSON: its type is {kind}")


def _words(path: Path, i: int, feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return f"{path.name} features[{i}]" + (f" ({name})" if isinstance(name, str) else "")


def _kind(value: Any) -> str:
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else "nothing that is known"


def _polygons(geometry: Any) -> list[Any] | None:
    kind = _kind(geometry)
    parts = geometry.get("coordinates") if kind in ("Polygon", "MultiPolygon") else None
    if not isinstance(parts, list):
        return None
    return [parts] if kind == "Polygon" else parts


def _ring(polygon: Any) -> tuple[Ring | None, str]:
    """Return the outer ring of a polygon, or what is wrong with it."""
    if not isinstance(polygon, list) or not polygon or not isinstance(polygon[0], list):
        return None, "an area has no ring"
    if len(polygon) > 1:
        return None, "an area with a hole cannot be used: give its parts as areas of their own"
    corners = [_degrees(pair) for pair in polygon[0]]
    if any(c is None for c in corners):
        return None, "a corner is no longitude and latitude in degrees"
    known = [c for c in corners if c is not None]
    known = known[:-1] if len(known) > 1 and known[0] == known[-1] else known
    if len(set(known)) < 3:
        return None, f"an area needs three corners or more, found {len(set(known))}"
    return tuple((radians(lat), radians(lon)) for lon, lat in split(known)[:-1]), ""

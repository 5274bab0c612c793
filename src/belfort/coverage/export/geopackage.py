"""Areas as a GeoPackage: one SQLite file that desktop GIS open with types, units of length and a style of their own.

The tables are those of the OGC GeoPackage Encoding Standard 1.3.1 (OGC 12-128r17), section 1.1 (SQLite container,
spatial reference systems, contents) and section 2.1 (features: geometry columns, the binary header, one user table a
layer). No spatial index is made: a layer here has hundreds of areas, not millions.
"""

import json
import sqlite3
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from belfort.coverage.export.features import Feature, origin
from belfort.coverage.export.geojson import snapped
from belfort.records import Provenance
from belfort.records.atomic import whole_file
from belfort.terrain import Terrain

APPLICATION_ID = 0x47504B47
"""The letters GPKG (requirement 2)."""
USER_VERSION = 10300
WGS84 = 4326
_WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, _WGS84_WKT, "longitude and latitude in degrees"),
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
"""


def write_geopackage(
    path: Path,
    layers: Mapping[str, Sequence[Feature]],
    provenance: Provenance,
    *,
    terrain: Terrain | None = None,
) -> None:
    """Write layers of features as a GeoPackage, whole or not at all.

    Shapes are snapped as in GeoJSON. The provenance stands as JSON in the description of each layer.

    Parameters
    ----------
    path
        File to write; an older one is replaced.
    layers
        Name to features. A column's type is that of its values: text, whole numbers, real numbers or yes and no.
    provenance, terrain
        Where they come from, and the ground they rest on.

    Raises
    ------
    ValueError
        No layer, a name that GeoPackage keeps for itself, or a column of mixed types.
    OSError
        The file cannot be written.
    """
    if not layers:
        raise ValueError("layers: none given; a GeoPackage holds at least one")
    about = json.dumps(origin(provenance, terrain), ensure_ascii=False)
    changed = provenance.created_utc.strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{provenance.created_utc.microsecond // 1000:03d}Z"
    )
    base = sqlite3.connect(":memory:")
    try:
        base.executescript(
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {USER_VERSION};{_TABLES}"
        )
        base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _SYSTEMS)
        for name, features in layers.items():
            _write_layer(base, name, features, about, changed)
        base.commit()
        content = base.serialize()
    finally:
        base.close()
    with whole_file(path) as file:
        file.write(content)


def blob(geometry: BaseGeometry) -> bytes:
    """Return a shape as GeoPackage binary: header with its box (section 2.1.3), then well-known binary."""
    is_empty = geometry.is_empty
    flags = 0b0000_0001 | (0b0001_0000 if is_empty else 0b0000_0010)
    header = struct.pack("<2sBBi", b"GP", 0, flags, WGS84)
    if not is_empty:
        west, south, east, north = geometry.bounds
        header += struct.pack("<4d", west, east, south, north)
    return header + shapely.to_wkb(geometry, byte_order=1)


def _write_layer(
    base: sqlite3.Connection, name: str, features: Sequence[Feature], about: str, changed: str
) -> None:
    if name.lower().startswith(("gpkg_", "sqlite_", "rtree_")) or not name:
        raise ValueError(f"layers: the name {name!r} is kept for GeoPackage's own tables")
    types = _columns(name, features)
    shapes = [snapped(f.geometry) for f in features]
    box = shapely.total_bounds(shapes).tolist() if any(not s.is_empty for s in shapes) else [None] * 4
    kinds = {s.geom_type.upper() for s in shapes}
    kind = kinds.pop() if len(kinds) == 1 else "GEOMETRY"
    base.execute(
        "INSERT INTO gpkg_contents VALUES (?,'features',?,?,?,?,?,?,?,?)",
        (name, name, about, changed, *box, WGS84),
    )
    base.execute("INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,?,0,0)", (name, kind, WGS84))
    columns = "".join(f", {_quoted(c)} {t}" for c, t in types.items())
    base.execute(
        f"CREATE TABLE {_quoted(name)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{columns})"
    )
    marks = ",".join("?" * (len(types) + 2))
    rows = (
        (i, blob(s), *(f.properties.get(c) for c in types))
        for i, (s, f) in enumerate(zip(shapes, features, strict=True), start=1)
    )
    base.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", rows)


_TYPES: dict[type, str] = {bool: "BOOLEAN", int: "INTEGER", float: "DOUBLE", str: "TEXT"}


def _columns(name: str, features: Sequence[Feature]) -> dict[str, str]:
    """Return the column names and types of a layer."""
    seen: dict[str, set[type]] = {}
    for feature in features:
        for column, value in feature.properties.items():
            seen.setdefault(column, set()).update(set() if value is None else {type(value)})
    faults, types = [], {}
    for column, kinds in seen.items():
        kinds = {float} if kinds == {int, float} else kinds or {str}
        if len(kinds) > 1 or not kinds <= _TYPES.keys() or column.lower() in ("fid", "geom"):
            found = ", ".join(sorted(k.__name__ for k in kinds))
            faults.append(
                f"layers[{name!r}]: column {column!r} ({found}): one plain type, not called fid or geom"
            )
        else:
            types[column] = _TYPES[kinds.pop()]
    if faults:
        raise ValueError("; ".join(faults))
    return types


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

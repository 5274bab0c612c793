"""GeoJSON and GeoPackage: readable by others, valid, rounded, with their origin."""

import json
import shutil
import sqlite3
import subprocess
from math import inf

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, shape

from belfort.coverage.export import Feature, regions_between, write_geojson, write_geopackage
from tests.coverage.export.grids import PROVENANCE, benelux

FRAME = benelux()


def areas():
    rows, cols = np.mgrid[: FRAME.n_rows, : FRAME.n_cols]
    away = np.hypot(rows - 40, cols - 30)
    return [
        Feature(
            r.polygons,
            {"low_m": r.level_low, "high_m": r.level_high, "name": "Zone « é »", "n": 3, "ok": True},
        )
        for r in regions_between(away, FRAME, [0.0, 10.0, 30.0, inf])
    ]


def decimals(value):
    if isinstance(value, list):
        return max(map(decimals, value), default=0)
    return len(repr(value).split(".")[1]) if "." in repr(value) else 0


def test_geojson_is_what_the_rfc_asks(tmp_path):
    path = tmp_path / "a.geojson"
    write_geojson(path, areas(), PROVENANCE)
    read = json.loads(path.read_text("utf8"))
    assert read["type"] == "FeatureCollection"
    assert "crs" not in read
    assert read["belfort"]["scenario_hash"] == "a" * 64
    assert [p.name for p in tmp_path.iterdir()] == ["a.geojson"]
    assert read["features"][2]["properties"] == {
        "low_m": 30.0,
        "high_m": None,
        "name": "Zone « é »",
        "n": 3,
        "ok": True,
    }
    for feature, before in zip(read["features"], areas(), strict=True):
        after = shape(feature["geometry"])
        assert decimals(feature["geometry"]["coordinates"]) <= 6
        assert after.is_valid
        assert after.symmetric_difference(before.geometry).area < 1e-6 * before.geometry.length * 1.1
        for polygon in after.geoms:
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)


corners = st.tuples(st.floats(4.0, 4.00002), st.floats(50.0, 50.00002))


@given(st.lists(corners, min_size=3, max_size=12))
def test_rounding_keeps_tiny_areas_valid(tmp_path_factory, ring):
    area = shapely.make_valid(Polygon(ring))
    path = tmp_path_factory.mktemp("g") / "a.geojson"
    write_geojson(path, [Feature(area, {})], PROVENANCE)
    read = json.loads(path.read_text("utf8"))["features"][0]["geometry"]
    assert read is None or shape(read).is_valid


def test_points_and_lines_are_kept_and_nothing_is_null(tmp_path):
    path = tmp_path / "a.geojson"
    kinds = [Point(4.5, 51.123456789), LineString([(4, 50), (5, 51)]), MultiPolygon()]
    write_geojson(path, [Feature(k, {}) for k in kinds], PROVENANCE)
    found = [f["geometry"] for f in json.loads(path.read_text("utf8"))["features"]]
    assert found[0] == {"type": "Point", "coordinates": [4.5, 51.123457]}
    assert found[1]["type"] == "LineString"
    assert found[2] is None


def test_metres_taken_for_degrees_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"features\[1\]: lies off the globe"):
        write_geojson(
            tmp_path / "a.geojson",
            [Feature(box(0, 0, 1, 1), {}), Feature(box(0, 0, 1e5, 1e5), {})],
            PROVENANCE,
        )
    assert list(tmp_path.iterdir()) == []


def test_geopackage_holds_layers_with_types_and_shapes(tmp_path):
    path = tmp_path / "a.gpkg"
    write_geopackage(path, {"areas": areas(), "sites": [Feature(Point(4, 51), {"name": "x"})]}, PROVENANCE)
    base = sqlite3.connect(path)
    try:
        assert base.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert base.execute("PRAGMA user_version").fetchone() == (10300,)
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = base.execute("SELECT geom, high_m, name, ok FROM areas ORDER BY fid").fetchall()
        about = base.execute("SELECT description, last_change FROM gpkg_contents").fetchone()
        kinds = dict(base.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    finally:
        base.close()
    assert kinds == {"areas": "MULTIPOLYGON", "sites": "POINT"}
    assert json.loads(about[0])["catalogue_hash"] == "b" * 64
    assert about[1] == "2026-03-01T12:00:00.000Z"
    for (blob, high, name, ok), before in zip(rows, areas(), strict=True):
        assert blob[:4] == b"GP\x00\x03"
        west, east, south, north = np.frombuffer(blob[8:40], "<f8")
        after = shapely.from_wkb(blob[40:])
        assert after.bounds == (west, south, east, north)
        assert after.equals_exact(before.geometry, 1e-6) or after.area == pytest.approx(
            before.geometry.area, rel=1e-6
        )
        assert (high, name, ok) == (before.properties["high_m"], "Zone « é »", 1)


def test_an_empty_layer_and_an_empty_shape_are_written(tmp_path):
    path = tmp_path / "a.gpkg"
    write_geopackage(path, {"none": [], "void": [Feature(MultiPolygon(), {"a": None})]}, PROVENANCE)
    base = sqlite3.connect(path)
    try:
        (blob,) = base.execute("SELECT geom FROM void").fetchone()
        assert base.execute("SELECT count(*) FROM none").fetchone() == (0,)
    finally:
        base.close()
    assert blob[3] & 0b10000
    assert shapely.from_wkb(blob[8:]).is_empty


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ({}, "layers: none given"),
        ({"gpkg_x": []}, "kept for GeoPackage"),
        ({"x": [Feature(Point(1, 1), {"a": 1}), Feature(Point(1, 1), {"a": "b"})]}, "column 'a' .int, str."),
        ({"x": [Feature(Point(1, 1), {"Geom": 1})]}, "not called fid or geom"),
    ],
)
def test_layers_that_cannot_be_written(tmp_path, layers, message):
    with pytest.raises(ValueError, match=message):
        write_geopackage(tmp_path / "a.gpkg", layers, PROVENANCE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo is not installed")
@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_another_program_reads_them(tmp_path, suffix):
    path = tmp_path / f"areas.{suffix}"
    if suffix == "gpkg":
        write_geopackage(path, {"areas": areas()}, PROVENANCE)
    else:
        write_geojson(path, areas(), PROVENANCE)
    done = subprocess.run(["ogrinfo", "-al", "-so", str(path)], capture_output=True, text=True, check=True)
    assert "Feature Count: 3" in done.stdout
    assert "Geometry: Multi Polygon" in done.stdout
    assert "Warning" not in done.stderr + done.stdout
    assert "high_m: Real" in done.stdout

"""The raster file: what went in comes out, laid out for reading in parts, with its origin inside."""

import shutil
import subprocess

import numpy as np
import pytest
import rasterio

from belfort.coverage.export import write_cog
from belfort.terrain import Terrain
from tests.coverage.export.grids import PROVENANCE, benelux, part
from tests.coverage.export.tiff_layout import directories, faults

FRAME = benelux(500.0)


def height(frame=FRAME):
    rows, cols = np.mgrid[: frame.n_rows, : frame.n_cols]
    away = np.hypot(rows - 300, cols - 200)
    return np.where(away < 400, away, np.inf).astype(np.float32)


def terrain(*, is_coarse):
    ground = np.zeros((2, 2), np.float32)
    return Terrain(
        part(FRAME, 2, 2),
        ground,
        ground > 0,
        9000.0,
        is_coarse,
        0.25,
        0,
        "EGM96",
        ("Grid A, CC0", "Grid B, PD"),
    )


def written(path, bands, **more):
    values = {
        "provenance": PROVENANCE,
        "nodata": -9999.0,
        "units": "m",
        "description": "lowest height",
    } | more
    write_cog(path, FRAME, bands, **values)
    return path


def test_what_went_in_comes_out_in_its_place(tmp_path):
    values = height()
    path = written(tmp_path / "a.tif", {"low": values, "high": values + 1}, units={"low": "m", "high": "km"})
    with rasterio.open(path) as file:
        assert file.descriptions == ("low", "high")
        assert file.units == ("m", "km")
        assert file.dtypes == ("float32", "float32")
        assert (file.nodata, file.width, file.height) == (-9999.0, FRAME.n_cols, FRAME.n_rows)
        back = file.read(1, masked=True)
        assert np.array_equal(back.mask, ~np.isfinite(values))
        assert np.array_equal(back.data[~back.mask], values[np.isfinite(values)])
        lat_rad, lon_rad = FRAME.at(10, 20)
        x_m, y_m = FRAME.xy_m(lat_rad, lon_rad)
        assert file.xy(10, 20) == pytest.approx((float(x_m), float(y_m)), abs=1e-6)
        assert tuple(file.bounds) == FRAME.bounds_m
        assert rasterio.crs.CRS.from_string(FRAME.crs) == file.crs
        assert file.profile["compress"] == "deflate"
        assert file.tags(ns="IMAGE_STRUCTURE")["PREDICTOR"] == "3"


def test_the_file_says_where_it_comes_from(tmp_path):
    with rasterio.open(written(tmp_path / "a.tif", {"h": height()}, terrain=terrain(is_coarse=True))) as file:
        tags = file.tags()
    assert tags["BELFORT_VERSION"] == "0.1.0"
    assert tags["BELFORT_SCENARIO_HASH"] == "a" * 64
    assert tags["BELFORT_CATALOGUE_HASH"] == "b" * 64
    assert tags["BELFORT_SEED"] == "7"
    assert tags["BELFORT_CREATED_UTC"] == "2026-03-01T12:00:00+00:00"
    assert tags["BELFORT_IS_COARSE_TERRAIN"] == "yes"
    assert tags["BELFORT_SHARE_COARSE_TERRAIN"] == "0.25"
    assert tags["BELFORT_LICENCE"] == "Grid A, CC0; Grid B, PD"
    assert tags["TIFFTAG_IMAGEDESCRIPTION"] == "lowest height"
    with rasterio.open(
        written(tmp_path / "b.tif", {"h": height()}, terrain=terrain(is_coarse=False))
    ) as file:
        assert file.tags()["BELFORT_IS_COARSE_TERRAIN"] == "no"


def test_it_is_laid_out_for_reading_in_parts(tmp_path):
    data = written(tmp_path / "a.tif", {"h": height()}).read_bytes()
    assert len(directories(data)) == 3
    assert faults(data) == []
    plain = tmp_path / "plain.tif"
    profile = {"driver": "GTiff", "height": 600, "width": 600, "count": 1, "dtype": "uint8", "tiled": True}
    profile["transform"] = rasterio.Affine(1, 0, 0, 0, -1, 600)
    with rasterio.open(plain, "w", **profile, blockxsize=256, blockysize=256) as file:
        file.write(np.ones((1, 600, 600), np.uint8))
        file.build_overviews([2], rasterio.enums.Resampling.nearest)
    assert "pixels of the overviews do not come first" in faults(plain.read_bytes())


def test_every_value_of_an_overview_was_computed(tmp_path):
    with rasterio.open(written(tmp_path / "a.tif", {"h": height()}), overview_level=0) as file:
        small = file.read(1, masked=True).compressed()
    assert set(small) <= set(height()[np.isfinite(height())])


def test_the_same_numbers_make_the_same_bytes(tmp_path):
    one = written(tmp_path / "a.tif", {"h": height()}).read_bytes()
    assert one == written(tmp_path / "b.tif", {"h": height()}).read_bytes()


@pytest.mark.parametrize(
    ("values", "dtype", "nodata"),
    [
        (height() < 100, "uint8", 255),
        (height().astype("f8"), "float64", -1.0),
        ((height() < 9).astype("i2"), "int16", -1),
    ],
)
def test_types(tmp_path, values, dtype, nodata):
    with rasterio.open(written(tmp_path / "a.tif", {"x": values}, nodata=nodata)) as file:
        assert file.dtypes == (dtype,)
        back = file.read(1, masked=True)
        assert np.array_equal(back.compressed(), values[np.isfinite(values)].astype(dtype))


@pytest.mark.parametrize(
    ("bands", "more", "message"),
    [
        ({}, {}, "bands: none given"),
        ({"x": np.zeros((3, 3))}, {}, r"bands\['x'\]: shape must be"),
        ({"x": np.full(FRAME.shape, "a")}, {}, "must hold real numbers"),
        ({"x": height()}, {"units": {}}, "units: none for band 'x'"),
        ({"x": np.full(FRAME.shape, -9999.0)}, {}, "stands for no value and is also one"),
        ({"x": height() < 1}, {"nodata": -1}, "nodata: -1 is no uint8"),
        ({"x": height() < 1}, {"nodata": np.nan}, "nodata: nan is no uint8"),
    ],
)
def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path, bands, more, message):
    with pytest.raises(ValueError, match=message), np.errstate(invalid="ignore"):
        written(tmp_path / "a.tif", bands, **more)
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_replaced_only_by_a_whole_one(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(b"older")
    with pytest.raises(ValueError, match="shape"):
        written(path, {"x": np.zeros((1, 1))})
    assert path.read_bytes() == b"older"
    written(path, {"x": height()})
    assert [p.name for p in tmp_path.iterdir()] == ["a.tif"]


@pytest.mark.skipif(shutil.which("gdalinfo") is None, reason="gdalinfo is not installed")
def test_another_program_reads_it_as_cloud_optimised(tmp_path):
    path = written(tmp_path / "a.tif", {"lowest": height()})
    said = subprocess.run(["gdalinfo", str(path)], capture_output=True, text=True, check=True).stdout
    for part_of_it in (
        "LAYOUT=COG",
        "Overviews: ",
        "Description = lowest",
        "Unit Type: m",
        "NoData Value=-9999",
    ):
        assert part_of_it in said

"""Elevation files: where their heights end up, and what is refused with which sentence."""

import shutil
import subprocess
import sys
import zipfile
from math import radians

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belfort.terrain import TerrainError, frame_of, terrain_for
from belfort.terrain.files import elevation_files
from belfort.terrain.mosaic import mosaics
from belfort.terrain.read import read_onto
from tests.terrain.ground import AZORES, BONN, hills, region, write_hills, write_raster, write_tile

BOX = (5.6, 50.1, 6.2, 50.5)


def frame_for(cell_m, box=BOX):
    return frame_of(*map(radians, box), cell_m)


def read(frame, *paths):
    return read_onto(frame, elevation_files(list(paths)), np.ones(frame.shape, bool))


def refused(*paths, cell_m=500.0):
    with pytest.raises(TerrainError) as error:
        read(frame_for(cell_m), *paths)
    return str(error.value)


def bilinear_of(path, lat_deg, lon_deg, crs=None):
    with rasterio.open(path) as file:
        values = file.read(1).astype(float)
        if file.crs.is_projected:
            from pyproj import Transformer

            lon_deg, lat_deg = Transformer.from_crs(4326, file.crs.to_wkt(), always_xy=True).transform(
                lon_deg, lat_deg
            )
        a, _, c, _, e, f = tuple(file.transform)[:6]
    row, col = (np.asarray(lat_deg) - f) / e - 0.5, (np.asarray(lon_deg) - c) / a - 0.5
    i, j = np.floor(row).astype(int), np.floor(col).astype(int)
    u, v = row - i, col - j
    return (1 - u) * ((1 - v) * values[i, j] + v * values[i, j + 1]) + u * (
        (1 - v) * values[i + 1, j] + v * values[i + 1, j + 1]
    )


@pytest.mark.parametrize("cell_m", [37.0, 90.0, 300.0, 2000.0])
def test_cells_hold_the_bilinear_value_at_their_middle_finer_or_coarser(tmp_path, cell_m):
    """Also where a frame is ten times coarser: heights are sampled, not averaged."""
    rng = np.random.default_rng(3)
    values = rng.uniform(100, 600, (200, 200)).astype("float32")
    path = write_raster(tmp_path / "rough.tif", values, 5.4, 50.7, 1 / 240)
    frame = frame_for(cell_m, (5.5, 50.0, 6.1, 50.6))
    row, col = rng.integers(0, frame.n_rows, 1500), rng.integers(0, frame.n_cols, 1500)
    lat, lon = (np.degrees(a) for a in frame.at(row, col))
    found = read(frame, path).height_m[row, col]
    np.testing.assert_allclose(found, bilinear_of(path, lat, lon), atol=10.0)
    assert np.std(found - bilinear_of(path, lat, lon)) < 1.5


def test_a_projected_map_lands_where_a_geographic_one_does(tmp_path):
    from pyproj import Transformer

    x, y = np.meshgrid(680_000 + 100 * (np.arange(600) + 0.5), 5_610_000 - 100 * (np.arange(650) + 0.5))
    lon, lat = Transformer.from_crs(32631, 4326, always_xy=True).transform(x, y)
    path = write_raster(
        tmp_path / "utm.tif", hills(lat, lon).astype("float32"), 680_000, 5_610_000, 100, crs="EPSG:32631"
    )
    frame = frame_for(250.0)
    lat_deg, lon_deg = (np.degrees(a) for a in frame.at(*np.indices(frame.shape)))
    np.testing.assert_allclose(read(frame, path).height_m, hills(lat_deg, lon_deg), atol=0.3)


def test_tiles_of_two_widths_join_without_a_seam(tmp_path):
    """As north and south of 50 N, where Copernicus changes its spacing of longitude."""
    paths = [
        write_tile(tmp_path, lat, lon, n=360, n_lon=240 if lat == 50 else 360)[1]
        for lat in (49, 50)
        for lon in (5, 6)
    ]
    frame = frame_for(200.0, (5.4, 49.7, 6.6, 50.4))
    reading = read(frame, *paths)
    assert len(mosaics(reading.files)) == 2
    lat_deg, lon_deg = (np.degrees(a) for a in frame.at(*np.indices(frame.shape)))
    np.testing.assert_allclose(reading.height_m, hills(lat_deg, lon_deg), atol=0.5)


def test_one_grid_is_one_mosaic_and_the_order_of_files_is_free(tmp_path):
    paths = [write_tile(tmp_path, 50, lon)[1] for lon in (5, 6)]
    one, other = (read(frame_for(300.0), *p).height_m for p in (paths, paths[::-1]))
    np.testing.assert_array_equal(one, other)
    assert len(mosaics(elevation_files(tmp_path))) == 1


def test_the_finer_of_two_files_is_on_top(tmp_path):
    low = write_raster(
        tmp_path / "low.tif", np.full((60, 60), 7.0, "float32") + np.eye(60, dtype="f4"), 5, 51, 1 / 30
    )
    fine = write_hills(tmp_path / "fine.tif", 5.5, 50.0, 6.3, 50.6)
    for paths in ((low, fine), (fine, low)):
        assert read(frame_for(500.0), *paths).height_m.min() > 100


@pytest.mark.parametrize(
    ("unit", "factor"), [("ft", 0.3048), ("cm", 0.01), ("m", 1.0), ("US survey foot", 0.3048006)]
)
def test_a_unit_that_is_said_is_obeyed(tmp_path, unit, factor):
    shape = (240, 240)
    values = np.full(shape, 1000.0, "float32") + np.arange(240, dtype="f4")
    path = write_raster(tmp_path / "a.tif", values / np.float32(factor) / 4, 5, 51, 1 / 120, units=unit)
    heights = read(frame_for(500.0), path).height_m
    assert 250 < heights.min() < heights.max() < 310


def test_scale_of_whole_numbers_is_obeyed(tmp_path):
    values = (10 * np.arange(240 * 240).reshape(240, 240) % 5000).astype("int16")
    path = write_raster(tmp_path / "a.tif", values, 5, 51, 1 / 120, scale=0.1)
    assert read(frame_for(500.0), path).height_m.max() <= 500


@pytest.mark.parametrize("hole", [np.nan, -32768.0, -9999.0])
def test_a_void_is_nan_and_covered_whatever_stands_for_it(tmp_path, hole):
    values = np.full((240, 240), 200.0, "float32") + np.arange(240, dtype="f4")
    values[75:80, 100:104] = hole
    more = {"nodata": hole} if hole == -9999.0 else {}
    reading = read(frame_for(500.0), write_raster(tmp_path / "a.tif", values, 5, 51, 1 / 120, **more))
    assert np.isnan(reading.height_m).sum() > 10
    assert reading.is_covered.all()
    assert np.nanmin(reading.height_m) >= 200


def test_an_internal_mask_is_a_void_too(tmp_path):
    values = np.full((240, 240), 200.0, "float32") + np.arange(240, dtype="f4")
    path = write_raster(tmp_path / "a.tif", values, 5, 51, 1 / 120)
    mask = np.full((240, 240), 255, "uint8")
    mask[75:80, 100:104] = 0
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as file:
        file.write_mask(mask)
    assert np.isnan(read(frame_for(500.0), path).height_m).sum() > 10


PLAIN = (200 + np.arange(240 * 240).reshape(240, 240) % 97).astype("float32")
REFUSALS = {
    "no map": (dict(crs=None), "rio edit-info --crs EPSG:4326"),
    "three bands": (dict(values=np.stack([PLAIN] * 3)), "3 bands: a picture"),
    "bytes": (dict(values=(PLAIN % 255).astype("uint8")), "type uint8"),
    "undeclared void": (
        dict(values=np.where(PLAIN > 290, -9999, PLAIN).astype("float32")),
        "rio edit-info --nodata",
    ),
    "centimetres": (dict(values=PLAIN * 100), "no ground lies there"),
    "feet": (dict(values=PLAIN * 4.6), "feet for metres"),
    "slope": (dict(values=PLAIN / 20), "a slope or another quantity"),
    "says slope": (dict(words="Slope in degrees"), "says of itself that it is a slope"),
    "degrees of slope": (dict(units="degree"), "no unit of height"),
    "zero": (dict(values=PLAIN * 0), "every one of its"),
    "constant": (dict(values=PLAIN * 0 + 42), "is 42: it holds no ground"),
    "degrees as metres": (dict(crs="EPSG:32631"), "degrees taken for metres"),
    "ellipsoid": (dict(crs="EPSG:4979"), "counted from the ellipsoid"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_is_no_elevation_is_refused_with_a_sentence(tmp_path, what):
    more, sentence = REFUSALS[what]
    path = write_raster(
        tmp_path / "a.tif", **{"values": PLAIN, "west": 5, "north": 51, "step": 1 / 120} | more
    )
    with pytest.raises(TerrainError) as error:
        read(frame_of(*map(radians, (5.1, 49.1, 6.9, 50.9)), 500.0), path)
    assert sentence in str(error.value)
    assert "a.tif" in str(error.value)


def test_metres_as_degrees(tmp_path):
    path = write_raster(tmp_path / "a.tif", PLAIN, 680_000, 5_610_000, 100, crs="EPSG:4326")
    assert "metres taken for degrees" in refused(path)


def test_the_datum_is_read_or_known(tmp_path):
    tile = write_tile(tmp_path, 50, 5)[1]
    said = write_raster(tmp_path / "said.tif", PLAIN, 5, 51, 1 / 120, crs="EPSG:4326+5773")
    plain = write_raster(tmp_path / "plain.tif", PLAIN, 5, 51, 1 / 120)
    assert [elevation_files(p)[0].datum for p in (tile, said, plain)] == ["EGM2008", "EGM96", "unknown"]


def test_heights_over_the_ellipsoid_that_do_not_say_so_are_told(tmp_path):
    from belfort.terrain.coarse import coarse_heights

    frame = frame_for(1000.0, (4.6, 51.2, 6.6, 52.6))
    lat = 53 - (np.arange(240) + 0.5) / 120
    lon = 4.5 + (np.arange(300) + 0.5) / 120
    thin = frame_of(*map(radians, (4.5, 51, 7, 53)), 2000.0)
    row, col = thin.row_col(*np.radians(np.meshgrid(lat, lon, indexing="ij")))
    ground = coarse_heights(thin)[
        np.clip(np.round(row).astype(int), 0, None), np.clip(np.round(col).astype(int), 0, None)
    ]
    good = read(frame, write_raster(tmp_path / "a.tif", ground, 4.5, 53, 1 / 120))
    high = read(frame, write_raster(tmp_path / "b.tif", ground + np.float32(44), 4.5, 53, 1 / 120))
    assert good.notes == ()
    assert "+44 m off the coarse grid" in high.notes[0]


def test_all_faults_are_told_at_once(tmp_path):
    write_raster(tmp_path / "a.tif", PLAIN, 5, 51, 1 / 120, crs=None)
    write_raster(tmp_path / "b.tif", np.stack([PLAIN] * 2), 5, 51, 1 / 120)
    (tmp_path / "c.tif").write_bytes(b"II*\0nothing")
    text = refused(tmp_path)
    assert all(name in text for name in ("a.tif", "b.tif", "c.tif"))


def test_a_file_cut_short_is_refused(tmp_path):
    values = np.random.default_rng(1).uniform(100, 400, (600, 600)).astype("float32")
    path = write_raster(tmp_path / "a.tif", values, 5, 51, 1 / 300, compress="deflate")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 5])
    assert "cut short" in refused(path)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "no elevation file in this folder"),
        ("gone.tif", "no such file or folder"),
        ("a.txt", "not an elevation file"),
    ],
)
def test_what_is_not_there(tmp_path, name, sentence):
    (tmp_path / "a.txt").write_text("x")
    assert sentence in refused(tmp_path / name)


def test_a_file_elsewhere_names_both_places(tmp_path):
    text = refused(write_hills(tmp_path / "far.tif", 20, 50, 21, 51))
    assert "longitude 20.00 to 21.00" in text
    assert "longitude 5.60 to 6.20" in text


@pytest.mark.parametrize("name", ["N50E005.hgt", "map.hgt", "x.tif", "x.zip"])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"II*\0", b"MM\0*", b"II+\0", b"PK\3\4", b"\x89PNG"]),
    tail=st.binary(max_size=400),
)
def test_random_bytes_never_give_anything_but_a_terrain_error(tmp_path, name, start, tail):
    path = tmp_path / name
    path.write_bytes(start + tail)
    with pytest.raises(TerrainError):
        read(frame_for(2000.0), path)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_header_is_a_terrain_error_or_still_ground(tmp_path, harm):
    (tmp_path / "a.tif").unlink(missing_ok=True)
    path = write_hills(tmp_path / "a.tif", 5.5, 50.0, 6.3, 50.6, step=1 / 30, compress="deflate")
    data = bytearray(path.read_bytes())
    for place, value in harm:
        data[place % len(data)] = value
    path.write_bytes(bytes(data))
    try:
        heights = read(frame_for(2000.0), path).height_m
    except TerrainError:
        return
    assert np.nanmin(heights, initial=0) >= -11_500
    assert np.nanmax(heights, initial=0) <= 9000


def test_random_heights_in_an_hgt_of_the_right_size_are_refused(tmp_path):
    path = tmp_path / "N50E005.hgt"
    path.write_bytes(np.random.default_rng(2).bytes(1201 * 1201 * 2))
    assert "no ground lies there" in refused(path)


def test_longitude_counted_to_360_is_the_same_place(tmp_path):
    lat, lon = np.meshgrid(51 - (np.arange(60) + 0.5) / 30, 355 + (np.arange(60) + 0.5) / 30, indexing="ij")
    path = write_raster(tmp_path / "a.tif", hills(lat, lon - 360).astype("float32"), 355, 51, 1 / 30)
    frame = frame_for(2000.0, (-4.5, 49.5, -3.5, 50.5))
    lat_deg, lon_deg = (np.degrees(a) for a in frame.at(*np.indices(frame.shape)))
    np.testing.assert_allclose(read(frame, path).height_m, hills(lat_deg, lon_deg), atol=10)


def test_gdal_says_nothing_on_the_screen(tmp_path):
    values = np.random.default_rng(1).uniform(100, 400, (600, 600)).astype("float32")
    cut = write_raster(tmp_path / "cut.tif", values, 5, 51, 1 / 300, compress="deflate")
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 5])
    (tmp_path / "noise.tif").write_bytes(b"II*\0" + bytes(range(200)))
    (tmp_path / "N50E005.hgt").write_bytes(b"short")
    for path in tmp_path.iterdir():
        with pytest.raises(TerrainError):
            read(frame_for(2000.0), path)
        words = ["terrain", "show", "5.6,50.1,6.2,50.5", "--elevation", str(path), "--margin-km", "0"]
        code = f"import sys; sys.argv[1:] = {words!r}; from belfort.cli.main import main; main()"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.startswith("error: ")
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.outside
@pytest.mark.skipif(not BONN.exists(), reason=f"no {BONN} beside this checkout")
def test_gtopo30_shows_its_hills(tmp_path):
    """Heights read from the tile's own grid: Botrange 661, Vaalserberg 288, Kneiff 525, Arlon 400 m."""
    path = tmp_path / "bonn.tif"
    shutil.copy(BONN, path)
    with pytest.raises(TerrainError, match="rio edit-info --crs EPSG:4326"):
        elevation_files(path)
    path.chmod(0o644)
    with rasterio.open(path, "r+") as file:
        file.crs = "EPSG:4326"
    ground = terrain_for(region(5.4, 49.4, 6.6, 51.0), str(path), margin_m=20e3)
    for lat, lon, height_m in ((50.5017, 6.0930, 661), (50.7547, 6.0208, 288), (49.68, 5.81, 400)):
        assert ground.height_at(radians(lat), radians(lon)) == pytest.approx(height_m, abs=20)
    row, col = np.indices(ground.frame.shape)[:, ::7, ::7]
    lat, lon = (np.degrees(a) for a in ground.frame.at(row, col))
    np.testing.assert_allclose(ground.height_msl_m[::7, ::7], bilinear_of(path, lat, lon), atol=1.5)


@pytest.mark.outside
@pytest.mark.skipif(not AZORES.exists(), reason=f"no {AZORES} beside this checkout")
def test_srtm_zipped_and_unzipped_show_pico(tmp_path):
    """Pico's summit: 2351 m, 38.468 N 28.399 W; SRTM's 90 m cells shave the cone."""
    with zipfile.ZipFile(AZORES) as archive:
        archive.extractall(tmp_path)
    place = region(-28.6, 38.35, -28.2, 38.6)
    zipped, plain = (terrain_for(place, str(p), margin_m=0.0) for p in (AZORES, tmp_path / "N38W029.hgt"))
    np.testing.assert_array_equal(zipped.height_msl_m, plain.height_msl_m)
    top = np.unravel_index(zipped.height_msl_m.argmax(), zipped.frame.shape)
    lat, lon = (np.degrees(a) for a in zipped.frame.at(*top))
    assert zipped.height_msl_m[top] == pytest.approx(2351, abs=70)
    assert (lat, lon) == (pytest.approx(38.468, abs=0.002), pytest.approx(-28.399, abs=0.002))
    assert zipped.datum == "EGM96"

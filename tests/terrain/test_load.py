"""The verb: whole ground for a region, from each kind of data, and what is said about it."""

from math import radians

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.scenario import load_scenario
from belfort.scenario.compose import example_names
from belfort.terrain import TerrainError, terrain_for
from belfort.terrain import load as verb
from belfort.terrain.holes import fill_voids
from belfort.terrain.outline import is_land_on
from belfort.terrain.store import remember, sha256_of
from belfort.terrain.tiles import tile_folder
from tests.terrain.ground import hills, region, write_hills, write_raster, write_tile

INLAND = region(5.2, 50.2, 5.8, 50.8, "inland")
COAST = region(3.2, 51.2, 3.9, 51.6, "coast")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("BELFORT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def keep(tile, path):
    remember(path.parent, tile.name, {"bytes": path.stat().st_size, "sha256": sha256_of(path), "etag": ""})


def is_whole(ground):
    heights = ground.height_msl_m
    assert heights.shape == ground.is_land.shape == ground.frame.shape
    assert heights.dtype == np.float32
    assert heights.flags.c_contiguous
    assert not heights.flags.writeable
    assert not ground.is_land.flags.writeable
    assert np.isfinite(heights).all()
    assert heights[~ground.is_land].min(initial=0.0) >= 0.0
    assert ground.is_coarse == (ground.share_coarse > 0)


@pytest.mark.parametrize("name", example_names())
def test_every_shipped_scenario_has_coarse_ground(name):
    ground = terrain_for(load_scenario(name).region, "coarse")
    is_whole(ground)
    assert ground.frame.cell_m == 1000.0
    assert ground.share_coarse == 1.0
    assert ground.native_m > 9000
    assert "9 km" in ground.notes[0]
    assert "ETOPO5" in ground.sources[0]
    assert (ground.height_msl_m[~ground.is_land] == 0).all()
    assert 0.3 < ground.is_land.mean() <= 1.0
    assert ground.is_land.all() == (name == "switzerland-2021")  # the one without a coast


def test_coarse_says_where_it_ends():
    with pytest.raises(TerrainError, match="covers -12 to 43, 33 to 73 only"):
        terrain_for(region(-28, 38, -27, 39), "coarse")


def test_a_file_gives_its_own_cells_and_a_margin_from_the_coarse_grid(tmp_path):
    path = write_hills(tmp_path / "hills.tif", 5.1, 50.1, 5.9, 50.9, step=1 / 240)
    ground = terrain_for(INLAND, str(path), margin_m=30e3)
    is_whole(ground)
    assert ground.frame.cell_m == pytest.approx(ground.native_m, abs=0.1)
    assert 0.3 < ground.share_coarse < 0.8
    assert ground.is_coarse
    assert any("rest on the coarse grid" in note for note in ground.notes)
    assert any("mean sea level is assumed" in note for note in ground.notes)
    assert len(ground.sources) == 2
    row, col = ground.frame.row_col(*np.radians([[50.4, 50.6], [5.4, 5.6]]))
    found = ground.height_msl_m[np.round(row).astype(int), np.round(col).astype(int)]
    np.testing.assert_allclose(found, hills(np.array([50.4, 50.6]), np.array([5.4, 5.6])), atol=5)


def test_without_margin_nothing_is_coarse(tmp_path):
    path = write_hills(tmp_path / "hills.tif", 5.0, 50.0, 6.0, 51.0)
    ground = terrain_for(INLAND, str(path), margin_m=0.0, cell_m=400.0)
    is_whole(ground)
    assert not ground.is_coarse
    assert ground.share_coarse == 0.0
    assert any("show no more than the data" in note for note in ground.notes)


def test_cells_coarser_than_the_data_are_told(tmp_path):
    ground = terrain_for(
        INLAND, str(write_hills(tmp_path / "a.tif", 5, 50, 6, 51)), margin_m=0.0, cell_m=3000.0
    )
    assert any("crests between are lost" in note for note in ground.notes)


def test_a_grid_too_large_is_made_of_larger_cells_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(verb, "MOST_CELLS", 20_000)
    ground = terrain_for(
        INLAND, str(write_hills(tmp_path / "a.tif", 5, 50, 6, 51)), margin_m=10e3, cell_m=90.0
    )
    assert ground.height_msl_m.size <= 21_000
    assert "and not 90 m" in ground.notes[-1]


@pytest.mark.parametrize(
    ("edges", "side"),
    [((5.1, 50.1, 5.7, 50.9), "0.10 deg in the east"), ((5.1, 50.4, 5.9, 50.9), "0.20 deg in the south")],
)
def test_data_that_end_in_the_region_are_refused_by_side_and_share(tmp_path, edges, side):
    with pytest.raises(TerrainError) as error:
        terrain_for(INLAND, str(write_hills(tmp_path / "a.tif", *edges)), margin_m=10e3)
    assert side in str(error.value)
    assert "% of its land has no data" in str(error.value)
    assert "N50 E005" in str(error.value)


def test_a_gap_between_two_files_is_no_void(tmp_path):
    write_hills(tmp_path / "a.tif", 5.0, 50.0, 5.4, 51.0)
    write_hills(tmp_path / "b.tif", 5.6, 50.0, 6.0, 51.0)
    with pytest.raises(TerrainError, match="N50 E005"):
        terrain_for(INLAND, str(tmp_path), margin_m=0.0)


def test_small_voids_are_filled_counted_and_told(tmp_path):
    values = hills(
        *np.meshgrid(51 - (np.arange(240) + 0.5) / 240, 5 + (np.arange(240) + 0.5) / 240, indexing="ij")
    )
    holed = values.astype("float32")
    holed[100:105, 100:106] = np.nan
    path = write_raster(tmp_path / "a.tif", holed, 5, 51, 1 / 240)
    ground = terrain_for(INLAND, str(path), margin_m=0.0, cell_m=200.0)
    is_whole(ground)
    assert 50 < ground.n_void_filled < 400
    assert any("were voids" in note for note in ground.notes)
    lat, lon = (np.degrees(a) for a in ground.frame.at(*np.indices(ground.frame.shape)))
    inside = (lat > 50.2) & (lat < 50.8) & (lon > 5.2) & (lon < 5.8)
    assert np.abs(ground.height_msl_m - hills(lat, lon))[inside].max() < 15


@pytest.mark.parametrize(
    ("hole", "sentence"),
    [((60, 180, 60, 180), "% of the land under the files"), ((100, 124, 100, 124), "km from the nearest")],
)
def test_large_voids_are_refused_with_numbers(tmp_path, hole, sentence):
    values = (300 + np.arange(240 * 240).reshape(240, 240) % 7).astype("float32")
    values[hole[0] : hole[1], hole[2] : hole[3]] = np.nan
    path = write_raster(tmp_path / "a.tif", values, 5, 51, 1 / 240)
    with pytest.raises(TerrainError, match=sentence):
        terrain_for(INLAND, str(path), margin_m=0.0, cell_m=200.0)


def test_what_a_file_leaves_empty_at_sea_is_the_sea(tmp_path):
    """As national models do; and depths under it are the sea too."""
    lat = np.repeat(52 - (np.arange(240) + 0.5) / 240, 240).reshape(240, 240)
    for floor in (np.nan, -9999.0, -30.0):
        values = (20 + 5 * np.sin(50 * lat)).astype("float32")
        values[~is_land_on(values.shape, 3, 52, 1 / 240)] = floor
        more = {"nodata": -9999.0} if floor == -9999.0 else {}
        path = write_raster(tmp_path / "a.tif", values, 3, 52, 1 / 240, **more)
        ground = terrain_for(COAST, str(path), margin_m=0.0, cell_m=300.0)
        is_whole(ground)
        assert ground.height_msl_m[3, 3] == 0.0
        assert ground.share_coarse == 0.0


def test_land_below_the_sea_stays_below(tmp_path):
    values = (-4 + np.sin(np.arange(240.0 * 240)).reshape(240, 240)).astype("float32")
    ground = terrain_for(
        region(4.6, 52.2, 4.9, 52.5),
        str(write_raster(tmp_path / "a.tif", values, 4.3, 52.8, 1 / 240)),
        margin_m=0.0,
    )
    assert ground.height_msl_m[ground.is_land].max() < 0


def test_tiles_are_used_with_the_margin_from_the_coarse_grid():
    for lat in (49, 50):
        for lon in (5, 6, 7):
            keep(*write_tile(tile_folder(90), lat, lon))
    ground = terrain_for(region(5.0, 49.0, 7.0, 50.0), "glo-90", cell_m=500.0, margin_m=20e3)
    is_whole(ground)
    assert "GLO-90, EGM2008" in ground.sources[0]
    assert "DLR" in ground.sources[0]
    assert ground.datum == "EGM2008"
    assert 0 < ground.share_coarse < 0.4
    assert ground.n_void_filled < 0.02 * ground.height_msl_m.size
    assert any("tree tops" in note for note in ground.notes)


def test_missing_tiles_are_named_with_the_command_that_gets_them():
    keep(*write_tile(tile_folder(90), 50, 4))
    with pytest.raises(TerrainError) as error:
        terrain_for(region(4.2, 50.2, 5.5, 51.5, "box"), "glo-90")
    assert "N50 E005, N51 E004, N51 E005" in str(error.value)
    assert 'belfort terrain get "4.2,50.2,5.5,51.5" --resolution 90' in str(error.value)


def test_a_square_degree_of_sea_needs_no_tile():
    """N52 E003 holds no land; the archive has no tile of it."""
    for lon in (3, 4):
        keep(*write_tile(tile_folder(90), 51, lon))
    keep(*write_tile(tile_folder(90), 52, 4))
    ground = terrain_for(region(3.5, 51.3, 4.8, 52.8), "glo-90", cell_m=500.0, margin_m=0.0)
    is_whole(ground)
    assert ground.height_msl_m[5, 5] == 0.0
    assert not ground.is_coarse


def test_a_square_degree_that_the_archive_does_not_have_is_sea_whatever_the_land_layer_says():
    keep(*write_tile(tile_folder(90), 50, 4))
    remember(tile_folder(90), write_tile(tile_folder(30), 50, 5)[0].name.replace("COG_10", "COG_30"), None)
    ground = terrain_for(region(4.2, 50.2, 5.5, 50.8), "glo-90", cell_m=500.0, margin_m=0.0)
    assert ground.height_at(radians(50.5), radians(5.4)) == 0.0


def test_a_damaged_tile_is_named_not_used():
    tile, path = write_tile(tile_folder(90), 50, 5)
    keep(tile, path)
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(TerrainError, match="checksum differs"):
        terrain_for(INLAND, "glo-90", margin_m=0.0)


def test_progress_runs_from_nought_to_one(tmp_path):
    shares = []
    path = write_hills(tmp_path / "a.tif", 5, 50, 6, 51)
    terrain_for(INLAND, str(path), margin_m=0.0, progress=lambda _words, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 3


@pytest.mark.parametrize(
    ("cell_m", "margin_m"), [(0.0, 0.0), (1e6, 0.0), (100.0, -1.0), (100.0, 1e9), (float("nan"), 0.0)]
)
def test_nonsense_is_refused(cell_m, margin_m):
    with pytest.raises(TerrainError, match="measures"):
        terrain_for(INLAND, "coarse", cell_m=cell_m, margin_m=margin_m)


def test_a_path_that_is_nothing_is_refused():
    with pytest.raises(TerrainError, match="no such file or folder"):
        terrain_for(INLAND, "glo-9")


@settings(max_examples=25)
@given(
    st.floats(-9, 38),
    st.floats(36, 68),
    st.floats(0.05, 2),
    st.floats(0.05, 2),
    st.floats(200, 20_000),
    st.floats(0, 50e3),
)
def test_frames_of_every_size_are_whole_on_the_coarse_grid(west, south, width, height, cell_m, margin_m):
    is_whole(
        terrain_for(
            region(west, south, west + width, south + height), "coarse", cell_m=cell_m, margin_m=margin_m
        )
    )


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_a_filled_void_lies_between_its_neighbours_and_leaves_the_rest_alone(seed, n_holes):
    rng = np.random.default_rng(seed)
    before = rng.uniform(0, 500, (40, 50)).astype(np.float32)
    void = np.zeros(before.shape, bool)
    void.ravel()[rng.choice(void.size, n_holes, replace=False)] = True
    after = np.where(void, np.nan, before).astype(np.float32)
    assert fill_voids(after, void, void.size, 100.0) == n_holes
    np.testing.assert_array_equal(after[~void], before[~void])
    assert (after[void] >= before[~void].min()).all()
    assert (after[void] <= before[~void].max()).all()

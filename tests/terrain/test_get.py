"""Fetching tiles: planned, side by side, resumed, checked, and one sentence where it cannot be."""

import errno
import json
import threading
from pathlib import Path

import numpy as np
import pytest

from belfort.terrain import TerrainError, fetch, get, store, tiles
from belfort.terrain.fetch import StoppedError, Way
from belfort.terrain.get import get_list, get_tiles, plan_tiles
from belfort.terrain.store import kept_tiles, published_tiles, read_manifest, remember, sha256_of
from belfort.terrain.tiles import Tile, cache_folder, tile_folder, tile_of_name, tiles_in
from tests.terrain.archive import Archive

BOX = (4.2, 50.2, 5.8, 50.8)
QUICK = Way(tries=4, timeout_s=5.0, pause_s=0.001)
TILES = tiles_in(BOX, 90)


def path_of(tile):
    return f"/{tile.name}/{tile.name}.tif"


def content(tile, size=300_000):
    return np.random.default_rng(abs(hash((tile.lat_deg, tile.lon_deg)))).bytes(size)


@pytest.fixture
def archive(tmp_path, monkeypatch):
    server = Archive()
    monkeypatch.setenv("BELFORT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("BELFORT_TERRAIN_URL", server.url)
    monkeypatch.delenv("http_proxy", raising=False)
    for tile in TILES:
        server.put(path_of(tile), content(tile))
    server.put("/tileList.txt", "\n".join(t.name for t in TILES).encode())
    yield server
    server.close()


def fetched_well():
    for tile in TILES:
        path = tile_folder(90) / f"{tile.name}.tif"
        assert path.read_bytes() == content(tile)
        assert read_manifest(tile_folder(90))["tiles"][tile.name]["sha256"] == sha256_of(path)
    assert not list(tile_folder(90).glob("*.part*"))


def test_everything_comes_once_and_is_kept(archive):
    plan = plan_tiles(BOX, 90)
    assert plan.wanted == tuple(TILES)
    came = []
    got = get_tiles(plan, way=QUICK, step=lambda tile, n: came.append((tile, n)))
    assert got.fetched == tuple(TILES)
    assert got.n_bytes == sum(n for _, n in came) == 300_000 * len(TILES)
    assert [tile for tile, _ in came].count(None) == len(TILES)
    fetched_well()
    again = plan_tiles(BOX, 90)
    assert again.wanted == ()
    assert again.kept == tuple(TILES)
    get_tiles(again, way=QUICK)
    assert set(archive.asked.values()) == {1}


@pytest.mark.parametrize(
    "faults",
    [
        ["cut"],
        ["cut", "cut", "cut"],
        [500, 503],
        ["damaged"],
        ["long"],
        ["cut", "no range"],
        [429, "cut", "damaged"],
    ],
)
def test_faults_on_the_way_are_tried_again(archive, faults):
    for tile in TILES:
        archive.faults[path_of(tile)] = list(faults)
    came = []
    get_tiles(plan_tiles(BOX, 90), way=QUICK, step=lambda _tile, n: came.append(n))
    fetched_well()
    assert sum(came) == 300_000 * len(TILES)
    n_asked = len(faults) + 1 - faults.count("no range")
    assert all(archive.asked[path_of(tile)] == n_asked for tile in TILES)


def test_a_cut_is_gone_on_with_where_it_was_cut(archive):
    tile = TILES[0]
    archive.faults[path_of(tile)] = ["cut"]
    get_tiles(plan_tiles(BOX, 90), way=QUICK)
    assert archive.ranges == [(path_of(tile), 150_000, True)]


def test_a_later_run_goes_on_with_what_came(archive):
    tile = TILES[0]
    archive.faults[path_of(tile)] = ["cut"] * 2
    with pytest.raises(TerrainError, match="cut after 225000 of 300000 bytes"):
        get_tiles(plan_tiles(BOX, 90), jobs=1, way=Way(tries=2, pause_s=0.001))
    part = tile_folder(90) / f"{tile.name}.tif.part"
    assert part.stat().st_size == 225_000
    get_tiles(plan_tiles(BOX, 90), way=QUICK)
    fetched_well()
    assert (path_of(tile), 225_000, True) in archive.ranges


def test_a_file_that_changed_on_the_server_is_fetched_afresh(archive):
    tile = TILES[0]
    archive.faults[path_of(tile)] = ["cut"]
    with pytest.raises(TerrainError):
        get_tiles(plan_tiles(BOX, 90), jobs=1, way=Way(tries=1))
    archive.put(path_of(tile), b"new" * 1000)
    get_tiles(plan_tiles(BOX, 90), way=QUICK)
    assert (tile_folder(90) / f"{tile.name}.tif").read_bytes() == b"new" * 1000


def test_a_tag_that_is_no_checksum_is_not_taken_for_one(archive):
    for tile in TILES:
        archive.tags[path_of(tile)] = f'"{"a" * 32}-3"'
    get_tiles(plan_tiles(BOX, 90), way=QUICK)
    fetched_well()


def test_damage_at_every_try_is_refused_and_nothing_is_kept(archive):
    archive.faults[path_of(TILES[0])] = ["damaged"] * 9
    with pytest.raises(TerrainError, match="damaged on the way"):
        get_tiles(plan_tiles(BOX, 90), way=QUICK)
    assert not (tile_folder(90) / f"{TILES[0].name}.tif").exists()


def test_a_tile_that_is_not_there_is_sea_and_not_asked_for_again(archive):
    del archive.files[path_of(TILES[1])]
    got = get_tiles(plan_tiles(BOX, 90), way=QUICK)
    assert got.sea == (TILES[1],)
    assert TILES[1] in plan_tiles(BOX, 90).sea
    assert plan_tiles(BOX, 90).wanted == ()
    assert archive.asked[path_of(TILES[1])] == 1


def test_refusal_is_told_at_once_without_trying_again(archive):
    archive.faults[path_of(TILES[0])] = [403] * 9
    with pytest.raises(TerrainError, match="answers 403"):
        get_tiles(plan_tiles(BOX, 90), jobs=1, way=QUICK)
    assert archive.asked[path_of(TILES[0])] == 1


def test_a_server_that_stalls_is_given_up_in_time(archive):
    archive.faults[path_of(TILES[0])] = ["slow"] * 9
    with pytest.raises(TerrainError, match="no answer in time"):
        get_tiles(plan_tiles(BOX, 90), jobs=1, way=Way(tries=2, timeout_s=0.2, pause_s=0.001))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
def test_offline_is_one_sentence_at_once(archive, monkeypatch, address):
    monkeypatch.setenv("BELFORT_TERRAIN_URL", address)
    monkeypatch.setattr(
        fetch, "_waits", lambda *_: pytest.fail("it waited, and offline does not pass by waiting")
    )
    with pytest.raises(TerrainError) as error:
        get_list(90)
    assert "cannot be fetched" in str(error.value)
    assert "online" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("address", ["file:///etc", "ftp://host", "host"])
def test_an_address_that_is_none(archive, monkeypatch, address):
    monkeypatch.setenv("BELFORT_TERRAIN_URL", address)
    with pytest.raises(TerrainError, match="no http or https address"):
        get_list(90)


def test_the_list_says_what_there_is(archive):
    assert published_tiles(90) is None
    archive.put("/tileList.txt", f"{TILES[0].name}\r\nnonsense\n".encode())
    get_list(90)
    assert published_tiles(90) == {TILES[0]}
    plan = plan_tiles(BOX, 90)
    assert plan.is_listed
    assert plan.wanted == (TILES[0],)
    assert plan.sea == (TILES[1],)


def test_no_list_there_is_no_archive(archive):
    del archive.files["/tileList.txt"]
    with pytest.raises(TerrainError, match="not an archive"):
        get_list(90)


def test_a_full_disk_is_a_sentence(archive, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetch, "_pour", full)
    with pytest.raises(TerrainError, match="the disk is full"):
        get_tiles(plan_tiles(BOX, 90), way=QUICK)


def test_a_folder_that_cannot_be_made_is_a_sentence(archive, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BELFORT_CACHE", str(tmp_path / "file"))
    with pytest.raises(TerrainError, match="BELFORT_CACHE"):
        get_tiles(plan_tiles(BOX, 90), way=QUICK)


def test_an_interrupt_leaves_what_can_be_gone_on_with(archive, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    started = threading.Event()
    monkeypatch.setattr(get, "wait", lambda *_, **__: (started.wait(5), interrupted()))
    archive.faults[path_of(TILES[0])] = ["slow"]
    with pytest.raises(KeyboardInterrupt):
        get_tiles(plan_tiles(BOX, 90), jobs=1, way=QUICK, step=lambda *_: started.set())
    monkeypatch.undo()
    monkeypatch.setenv("BELFORT_CACHE", str(cache_folder()))


def test_to_stop_ends_a_fetch_and_keeps_what_came(archive, tmp_path):
    stop = threading.Event()
    target = tmp_path / "a.tif"
    with pytest.raises(StoppedError):
        fetch.fetch(archive.url + path_of(TILES[0]), target, Way(stop=stop), lambda _n: stop.set())
    size = (tmp_path / "a.tif.part").stat().st_size
    assert 0 < size < 300_000
    fetch.fetch(archive.url + path_of(TILES[0]), target, QUICK, lambda _n: None)
    assert target.read_bytes() == content(TILES[0])
    assert archive.ranges == [(path_of(TILES[0]), size, True)]


def test_a_tile_changed_on_the_disk_is_found_out(archive):
    get_tiles(plan_tiles(BOX, 90), way=QUICK)
    path = tile_folder(90) / f"{TILES[0].name}.tif"
    path.write_bytes(b"x" + path.read_bytes()[1:])
    with pytest.raises(TerrainError, match="checksum differs"):
        kept_tiles(TILES, 90)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"tiles": 3, "sea": []}', '{"tiles": {"a": {}}, "sea": null}']
)
def test_a_broken_manifest_is_an_empty_one(archive, text):
    tile_folder(90).mkdir(parents=True)
    (tile_folder(90) / store.MANIFEST).write_text(text)
    assert read_manifest(tile_folder(90)) == {"tiles": {}, "sea": []}
    remember(tile_folder(90), TILES[0].name, None)
    assert json.loads((tile_folder(90) / store.MANIFEST).read_text())["sea"] == [TILES[0].name]


def test_names_of_tiles_are_those_of_the_archive():
    assert Tile(50, 4, 90).name == "Copernicus_DSM_COG_30_N50_00_E004_00_DEM"
    assert Tile(-1, -12, 30).name == "Copernicus_DSM_COG_10_S01_00_W012_00_DEM"
    assert Tile(50, 4, 90).place == "N50 E004"
    for tile in tiles_in((-3.5, -2.5, 2.5, 1.5), 30):
        assert tile_of_name(tile.name) == tile
    assert tile_of_name("anything") is None


def test_tiles_of_a_box():
    assert tiles_in((4.0, 50.0, 5.0, 51.0), 90) == [Tile(50, 4, 90)]
    assert [t.lon_deg for t in tiles_in((-0.5, 50.1, 0.5, 50.2), 90)] == [-1, 0]
    with pytest.raises(TerrainError, match="30 and 90"):
        tiles_in(BOX, 60)
    with pytest.raises(TerrainError, match="between 1 and 2000"):
        plan_tiles((-180, -90, 180, 90), 90)


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "x"}, Path("x/belfort")),
        ("linux", {}, Path.home() / ".cache/belfort"),
        ("darwin", {}, Path.home() / "Library/Caches/belfort"),
        ("win32", {"LOCALAPPDATA": "y"}, Path("y/belfort/Cache")),
        ("win32", {"BELFORT_CACHE": "z"}, Path("z")),
    ],
)
def test_where_tiles_are_kept(monkeypatch, platform, environment, expected):
    for name in ("BELFORT_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tiles.sys, "platform", platform)
    assert cache_folder() == expected

"""The ground's verbs as a stranger types them."""

import json
from math import cos, radians

import pytest
from typer.testing import CliRunner

from belfort.cli.main import app
from belfort.terrain.tiles import tile_folder, tiles_in
from tests.terrain.archive import Archive
from tests.terrain.ground import write_hills, write_tile

RUN = CliRunner()


def belfort(*words):
    return RUN.invoke(app, ["terrain", *words], env={"COLUMNS": "100", "NO_COLOR": "1"})


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("BELFORT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("BELFORT_TERRAIN_URL", "http://127.0.0.1:9")


def test_show_tells_what_a_scenario_stands_on():
    done = belfort("show", "benelux")
    assert done.exit_code == 0, done.output
    for words in (
        "million",
        "ETOPO5",
        "public domain",
        "9 km",
        "100.0 % of the cells",
        "glo-90      0 tiles here, 26 not",
    ):
        assert words in done.stdout
    told = json.loads(belfort("show", "benelux", "--json").stdout)
    assert told["is_coarse"] is True
    assert told["rows"] * told["cell_m"] == pytest.approx(4.4 * 111_195 + 200_000, rel=0.02)
    assert told["columns"] * told["cell_m"] == pytest.approx(
        5 * 111_195 * cos(radians(49.3)) + 200_000, rel=0.02
    )


def test_show_takes_a_box_and_a_file(tmp_path):
    path = write_hills(tmp_path / "hills.tif", 5, 50, 6, 51)
    told = json.loads(
        belfort("show", "5.2,50.2,5.8,50.8", "--elevation", str(path), "--margin-km", "0", "--json").stdout
    )
    assert told["share_coarse"] == 0
    assert told["sources"] == ["elevation file, unknown (licence not said in the file): hills.tif"]
    assert 140 < told["lowest_m"] < told["highest_m"] < 460


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "5,50,4,51"), "the order is west,south,east,north"),
        (("show", "a,b,c,d"), "four numbers of degrees"),
        (("show", "nan,50,5,51"), "the order is"),
        (("show", "tiny", "--elevation", "gone.tif"), "no such file or folder"),
        (
            ("show", "tiny", "--elevation", "glo-90"),
            'belfort terrain get "3.5,50.8,5.5,51.6" --resolution 90',
        ),
        (("show", "-28,38,-27,39"), "covers -12 to 43"),
        (("get", "tiny", "--resolution", "60"), "Copernicus DEM comes in 30 and 90 m"),
        (("get", "tiny"), "Is this machine online"),
    ],
)
def test_what_cannot_be_is_one_sentence(words, sentence):
    done = belfort(words[0], "--", words[1]) if words[1].startswith("-") else belfort(*words)
    assert done.exit_code in (1, 2)
    assert sentence in done.stderr
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.output


def test_a_dry_run_asks_nobody():
    told = json.loads(belfort("get", "5.2,50.2,5.8,50.8", "--margin-km", "0", "--dry-run", "--json").stdout)
    assert told["wanted"] == ["Copernicus_DSM_COG_30_N50_00_E005_00_DEM"]
    assert told["fetched"] == []
    assert told["is_listed"] is False
    shown = belfort("get", "tiny", "--resolution", "30", "--dry-run").stdout
    assert "N50 E003" in shown
    assert "by the land layer" in shown


def test_get_then_show(tmp_path, monkeypatch):
    archive = Archive()
    try:
        monkeypatch.setenv("BELFORT_TERRAIN_URL", archive.url)
        names = []
        for tile in tiles_in((5.2, 49.7, 6.8, 50.8), 90):
            _, path = write_tile(tmp_path / "made", tile.lat_deg, tile.lon_deg)
            archive.put(f"/{tile.name}/{tile.name}.tif", path.read_bytes())
            names.append(tile.name)
        archive.put("/tileList.txt", "\n".join(names).encode())
        box = "5.2,49.7,6.8,50.8"
        done = belfort("get", box, "--margin-km", "0")
        assert done.exit_code == 0, done.output
        assert "4 tiles fetched" in done.stdout
        assert 'elevation = "glo-90"' in done.stdout
        assert sorted(p.stem for p in tile_folder(90).glob("*.tif")) == sorted(names)
        again = json.loads(belfort("get", box, "--margin-km", "0", "--json").stdout)
        assert again["wanted"] == []
        told = json.loads(
            belfort(
                "show", box, "--elevation", "glo-90", "--cell-m", "500", "--margin-km", "0", "--json"
            ).stdout
        )
        assert told["tiles"]["glo-90"] == {"kept": 4, "missing": 0}
        assert told["datum"] == "EGM2008"
    finally:
        archive.close()

"""The verb of coverage as a stranger types it."""

import json

import pytest
import rasterio
from typer.testing import CliRunner

from belfort.cli.main import app
from belfort.coverage.model import (
    CoverTable,
    FoundTable,
    LadderTable,
    LooksTable,
    LossTable,
    ReachTable,
    RungTable,
)
from belfort.report.coverage_files import TABLES
from belfort.scenario import load_scenario
from tests.report.test_page import Balanced

RUN = CliRunner()
SMALL = ("--cell", "4000", "--map-cell", "4000", "--margin-km", "20", "--azimuths", "8")
KINDS = {
    "cover": CoverTable,
    "found": FoundTable,
    "losses": LossTable,
    "reach": ReachTable,
    "ladders": LadderTable,
    "looks": LooksTable,
    "rungs": RungTable,
}


def belfort(*words):
    return RUN.invoke(app, ["coverage", *words], env={"COLUMNS": "160", "NO_COLOR": "1"})


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """One run with pictures; its folder and what it said."""
    folder = tmp_path_factory.mktemp("coverage") / "out"
    done = belfort("tiny", *SMALL, "--altitude", "50,300m", "--altitude", "50", "--out", str(folder))
    assert done.exit_code == 0, done.output
    return folder, done


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """One run without pictures, for machines."""
    folder = tmp_path_factory.mktemp("coverage") / "json"
    done = belfort("tiny", *SMALL, "--altitude", "50", "--no-pictures", "--json", "--out", str(folder))
    assert done.exit_code == 0, done.output
    return folder, json.loads(done.stdout)


def test_the_answer_comes_first_and_the_page_last(drawn):
    folder, done = drawn
    lines = done.stdout.strip().splitlines()
    assert lines[0] == "tiny"
    assert lines[1].startswith("Hardest to see is a Shahed-136: at 1")
    assert lines[-1] == f"open {folder / 'coverage.html'}"
    for words in ("most missed sensor: skyranger", "are guesses", "coarse grid", "Shahed-136"):
        assert words in done.stdout
    assert done.stderr == ""


def test_everything_promised_lies_there(drawn):
    folder, _ = drawn
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {f"{t}.parquet" for t in TABLES} <= names
    assert {"coverage.html", "coverage.gpkg", "gaps.geojson", "shahed-136.tif", "summary.json"} <= names
    assert {"warning.csv", "found.csv", "looks.csv", "losses.csv"} <= names
    for slug in (
        "gap-shahed-136",
        "bands-shahed-136",
        "depth-shahed-136",
        "warning-shahed-136",
        "losses-shahed-136",
    ):
        assert {f"pictures/{slug}.png", f"pictures/{slug}.svg"} <= names
    assert not [n for n in names if n.endswith(".part")]


def test_files_say_where_they_come_from(drawn):
    folder, _ = drawn
    scenario = load_scenario("tiny")
    for name, kind in KINDS.items():
        table, provenance = kind.from_parquet(folder / f"{name}.parquet")
        assert provenance.scenario_hash == scenario.hash
        assert provenance.seed == scenario.study.seed
        if name == "cover":
            assert sorted(set(table.height_agl_m)) == [50.0, 300.0, 1000.0]
    with rasterio.open(folder / "shahed-136.tif") as raster:
        assert raster.tags()["BELFORT_SCENARIO_HASH"] == scenario.hash
        assert raster.descriptions[:4] == (
            "lowest_covered_m_low", "lowest_covered_m_mode", "lowest_covered_m_high", "p_detect_1000m",
        )  # fmt: skip
    areas = json.loads((folder / "gaps.geojson").read_text("utf8"))
    assert areas["belfort"]["scenario_hash"] == scenario.hash
    assert {f["properties"]["case"] for f in areas["features"]} == {"low", "mode", "high"}
    first = (folder / "found.csv").read_text("utf8").splitlines()[0]
    assert json.loads(first.removeprefix("# "))["scenario_hash"] == scenario.hash
    written = json.loads((folder / "summary.json").read_text("utf8"))
    assert written["provenance"]["scenario_hash"] == scenario.hash


def test_the_page_holds_each_part(drawn):
    folder, _ = drawn
    html = (folder / "coverage.html").read_text("utf8")
    read = Balanced()
    read.feed(html.replace("<source ", "<meta "))
    assert read.open == []
    for part in (
        "What was found", "Coarse ground", "Threat by threat", "First seen, direction by direction",
        "What can be reached, and how often", "If one fails", "Beside this page", "What it rests on", "Sources",
        "How low a Shahed-136 is seen", "prefers-color-scheme: dark", "Swerling", load_scenario("tiny").hash,
        "42 of the 51 figures", 'href="gaps.geojson"', 'href="coverage.gpkg"', "<details",
    ):  # fmt: skip
        assert part in html, part
    linked = {part.split('"')[0] for part in html.split('href="')[1:]}
    beside = {a for a in linked if not a.startswith(("http", "data:", "#"))}
    assert beside
    assert not [a for a in beside if not (folder / a).is_file()]
    assert "/tmp" not in html.split("Command:")[0]


KEYS = {
    "schema", "scenario", "option", "scenario_hash", "catalogue_hash", "terrain", "n_sensors", "n_figures", "n_guesses",
    "valuable_assets", "threats", "civil", "findings", "notes", "page", "files",
}  # fmt: skip
OF_A_THREAT = {
    "threat", "name", "height_agl_m", "is_ballistic", "share_covered", "share_twice", "mean_depth",
    "lowest_height_over_90_percent_m", "cover_by_height", "warning_at_valuable_s", "share_unfound",
    "share_without_look", "n_looks", "share_reached", "most_missed_sensor", "most_missed_connection", "assets",
}  # fmt: skip


def test_machine_output_keeps_its_keys(told):
    folder, content = told
    assert set(content) == KEYS
    assert content["schema"] == 1
    assert set(content["threats"][0]) == OF_A_THREAT
    assert set(content["threats"][0]["share_covered"]) == {"low", "mode", "high"}
    assert content["page"] == str(folder / "coverage.html")
    assert all(name.startswith(str(folder)) for name in content["files"])
    assert not (folder / "pictures").exists()


def test_machine_output_is_what_the_tables_hold(told):
    folder, content = told
    cover, _ = CoverTable.from_parquet(folder / "cover.parquet")
    threat = content["threats"][0]
    own = (cover.height_agl_m == threat["height_agl_m"]) & (cover.case == "mode")
    assert threat["share_covered"]["mode"] == pytest.approx(cover.share_covered[own][0])
    assert [row["height_agl_m"] for row in threat["cover_by_height"]] == [50.0, 1000.0]
    low, mode, high = (threat["share_covered"][c] for c in ("low", "mode", "high"))
    assert low <= mode <= high


def test_a_second_run_replaces_only_its_own(told):
    folder, _ = told
    (folder / "mine.txt").write_text("kept")
    before = (folder / "cover.parquet").read_bytes()
    done = belfort("tiny", *SMALL, "--altitude", "400", "--no-pictures", "--json", "--out", str(folder))
    assert done.exit_code == 0
    assert (folder / "mine.txt").read_text() == "kept"
    assert (folder / "cover.parquet").read_bytes() != before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("tinny",), 1, "tinny"),
        (("tiny", "--option", "patriot"), 2, "tiny has no option 'patriot'"),
        (("tiny", "--threat", "shahed-13"), 1, "tiny has no threat 'shahed-13'. Did you mean 'shahed-136'?"),
        (("tiny", "--altitude", "low"), 2, "heights above ground in metres, like 50,300"),
        (("tiny", "--altitude", "-5"), 1, "a height of -5 m is not between 0 and"),
        (("tiny", "--terrain", "gone.tif"), 1, "gone.tif: no such file or folder"),
        (("tiny", "--terrain", "glo-90"), 1, "belfort terrain get"),
        (("tiny", "--azimuths", "3"), 2, "azimuths"),
        (("tiny", "--cell", "0.5"), 2, "--cell"),
    ],
)
def test_what_cannot_be_is_one_sentence(words, code, sentence, tmp_path, monkeypatch):
    monkeypatch.setenv("BELFORT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    done = belfort(*words)
    assert done.exit_code == code, done.output
    assert sentence in done.stderr.replace("\n", " ")
    assert done.stdout == ""
    assert "Traceback" not in done.output
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_place_that_cannot_be_written_is_said_before_the_work(tmp_path):
    (tmp_path / "file").write_text("x")
    done = belfort("tiny", "--out", str(tmp_path / "file" / "out"))
    assert done.exit_code == 1
    assert done.stderr.startswith("error: ")
    assert "Choose another place with --out." in done.stderr


def test_an_interrupt_is_quiet(tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("belfort.coverage.see.coverage_of", interrupted)
    done = belfort("tiny", "--out", str(tmp_path / "out"))
    assert done.exit_code == 130
    assert done.output == ""


def test_names_are_completed():
    from types import SimpleNamespace

    from belfort.cli.completion import option_names, raid_names, terrain_names, threat_names

    benelux = SimpleNamespace(params={"scenario": "benelux"})
    assert option_names(benelux, "p") == ["patriot"]
    assert threat_names(benelux, "k") == ["kalibr", "kh-101", "kinzhal"]
    assert raid_names(benelux, "ballistic-s") == ["ballistic-salvo"]
    assert terrain_names("glo") == ["glo-90", "glo-30"]
    assert threat_names(SimpleNamespace(params={"scenario": "nowhere"}), "") == []

"""`belfort site` as a stranger types it."""

import json

import pyarrow.csv
import pytest
from PIL import Image
from typer.testing import CliRunner

from belfort.cli.main import app
from belfort.scenario import load_scenario
from belfort.siting.situation.answer import CurveTable, SceneTable, SiteTable
from tests.siting.situations import places_csv, short

RUN = CliRunner()
QUICK = ("--cell-m", "2000", "--threads", "1", "--time-limit", "600")


def belfort(*words):
    return RUN.invoke(app, ["site", *map(str, words)], env={"COLUMNS": "100", "NO_COLOR": "1"})


@pytest.fixture
def asked(tmp_path):
    return short(tmp_path), *QUICK, "--candidates", places_csv(tmp_path)


PLACE = ("--place", "skyranger-30:2", "--loads", "mistral-3=2", "--threat", "shahed-136")


def test_an_answer_in_words(asked):
    done = belfort(*asked, *PLACE)
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    for part in (
        "2 skyranger-30: ",
        "raise the value of the assets that is covered from",
        "Proven: no other choice of these candidates does better.",
        "One more skyranger-30, the sixth, would add",
        "Covered: a threat at its own height over the point is in reach and in sight, at rest, of one unit.",
        "They cost 40 million EUR",
        "3 units that stand count too.",
        "The ground is the coarse grid of about 9 km",
        "new-skyranger-30-1",
        "Against shahed-136.",
    ):
        assert part in words, part
    assert "--out FOLDER writes" in done.stderr


def test_everything_is_written_and_the_option_loads(asked, tmp_path):
    out = tmp_path / "out"
    done = belfort(*asked, *PLACE, "--out", out)
    assert done.exit_code == 0, done.output
    names = {p.name for p in out.iterdir()}
    assert names == {
        "sited.toml", "site.html", "site.json", "candidates.geojson", "sites.geojson",
        *(f"{n}.{e}" for n in ("sites", "curve", "scenes") for e in ("csv", "parquet")),
        *(f"{n}{e}" for n in ("map", "curve") for e in (".png", ".svg", "-dark.svg", "-narrow.svg")),
    }  # fmt: skip
    assert all(name in done.stderr for name in ("sited.toml", "site.html", "map.png", "sites.geojson"))
    scenario = load_scenario(out / "sited.toml")
    assert len(scenario.options["sited"].units) == 5
    assert RUN.invoke(app, ["check", str(out / "sited.toml")]).exit_code == 0
    sites, provenance = SiteTable.from_parquet(out / "sites.parquet")
    assert sites.rank.tolist() == [1, 2]
    assert provenance.seed == 1
    assert provenance.scenario_hash == load_scenario(asked[0]).hash
    assert pyarrow.csv.read_csv(out / "sites.csv")["unit"].to_pylist() == sites.unit.tolist()
    curve, _ = CurveTable.from_parquet(out / "curve.parquet")
    assert curve.n_new.tolist() == [0, 1, 2, 3, 4, 5]
    scenes, _ = SceneTable.from_parquet(out / "scenes.parquet")
    assert scenes.after[0] == pytest.approx(curve.value[2])
    answer = json.loads((out / "site.json").read_text())["payload"]
    assert answer["value"] == pytest.approx(curve.value[2])
    assert [s["unit"] for s in answer["sites"]] == sites.unit.tolist()
    points = json.loads((out / "candidates.geojson").read_text())["features"]
    assert len(points) == answer["candidates"] == 7
    with Image.open(out / "map.png") as picture:
        assert picture.size[0] > 1000
    page = (out / "site.html").read_text()
    assert all(
        words in page for words in ("map.svg", "curve-dark.svg", "sites.csv", "Scene by scene", "guess")
    )


def test_an_answer_without_a_site_leaves_no_old_option_behind(asked, tmp_path):
    out = tmp_path / "out"
    assert belfort(*asked, *PLACE, "--out", out).exit_code == 0
    done = belfort(
        *asked,
        "--place",
        "skyranger-30:1",
        "--loads",
        "kce-30=1",
        "--threat",
        "shahed-136",
        "--k",
        9,
        "--out",
        out,
    )
    assert done.exit_code == 0, done.output
    assert "No new unit raises" in done.stdout
    assert not (out / "sited.toml").exists()
    assert (out / "site.html").exists()


def test_json_says_the_same_and_nothing_else(asked):
    done = belfort(*asked, *PLACE, "--axis", 80, "--cases", "low,mode", "--robust", "worst", "--json")
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert done.stderr == ""
    assert [s["scene"] for s in answer["scenes"]] == ["shahed-136 from 80°, low", "shahed-136 from 80°, mode"]
    assert answer["before"] <= answer["value"] <= answer["bound"] + 1e-9
    assert answer["is_proven"] is True


def test_moves_are_written_too(asked, tmp_path):
    out = tmp_path / "moved"
    done = belfort(
        *asked,
        "--move",
        "gun-*",
        "--hours",
        12,
        "--moves",
        2,
        "--threat",
        "shahed-136",
        "--axis",
        80,
        "--out",
        out,
    )
    assert done.exit_code == 0, done.output
    assert "Moving gun-" in done.stdout
    assert "are guesses" in " ".join(done.stdout.split())
    before, after = load_scenario(asked[0]), load_scenario(out / "sited.toml").options["sited"]
    pairs = zip(before.units, after.units, strict=True)
    assert 1 <= sum(a.position != b.position for a, b in pairs) <= 2


def test_every_fault_at_once(asked):
    done = belfort(
        *asked, "--place", "skyranger-30", "--place", "a b", "--loads", "x=1.5", "--by", "smell", "--cases", "mode,best",
        "--robust", "sometimes", "--k", 0, "--price", "patriot=cheap", "--price", "gm200=5",
    )  # fmt: skip
    assert done.exit_code == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert all(line.startswith("error: ") for line in lines)
    text = "\n".join(lines)
    for part in ("'a b' is no SYSTEM", "whole numbers", "'smell' is none of", "'best' is none of low", "'sometimes'", "--k 0",
                 "'patriot=cheap' is no NAME=NUMBER", "nothing of that name is placed", "how many skyranger-30?"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--place", "nasam:2"), "Did you mean"),
        (("--place", "skyranger-30", "--cover", 1), "the most that can be had is"),
        (("--place", "skyranger-30:2", "--demand", "no.tif"), "no.tif: not a raster"),
        (("--place", "skyranger-30:1", "--option", "ghost"), "has no option 'ghost'"),
        (("--place", "skyranger-30:1", "--exclude", "gone.geojson"), "do not go with it"),
        (("--place", "skyranger-30:1", "--out", "/proc/none/here"), "cannot be written"),
    ],
)
def test_one_sentence_and_no_map(asked, words, says):
    done = belfort(*asked, *words)
    assert done.exit_code in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.output


def test_faults_as_json(asked):
    done = belfort(*asked, "--place", "nasam:2", "--json")
    assert done.exit_code == 1
    assert len(json.loads(done.stdout)["faults"]) == 1

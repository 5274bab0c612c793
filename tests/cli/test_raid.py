"""`belfort raid` as a stranger types it."""

import json
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from belfort.cli.main import app

QUICK = ["--worlds", "2", "-n", "16", "--no-pictures", "--threads", "1"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def belfort(*words):
    return CliRunner().invoke(app, ["raid", *words], catch_exceptions=False)


def test_the_answer_comes_first_and_the_page_last(tmp_path):
    done = belfort("tiny", *QUICK)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].startswith("tiny: ")
    assert "why it leaked (base)" in done.stdout
    assert "are guesses" in done.stdout
    assert re.search(r"open belfort-out/tiny/raid/drone-night/raid\.html", done.stdout)
    folder = tmp_path / "belfort-out" / "tiny" / "raid" / "drone-night"
    assert (folder / "raid.html").exists()
    assert list((folder / "parts").rglob("*.npz"))


def test_json_is_all_there_is_and_numbers_are_those_of_the_table():
    done = belfort("tiny", *QUICK, "--json")
    assert done.exit_code == 0, done.output
    content = json.loads(done.stdout)
    assert content["page"].endswith("raid.html")
    again = json.loads(belfort("tiny", *QUICK, "--json").stdout)
    drop = ("page", "files", "provenance")
    assert {k: v for k, v in content.items() if k not in drop} == {
        k: v for k, v in again.items() if k not in drop
    }


def test_an_incursion_and_options_side_by_side():
    words = ("--raid", "quadcopters", "--option", "base", "--option", "both")
    done = belfort("drones", *words, *QUICK)
    assert done.exit_code == 0, done.output
    assert "unidentified" in done.stdout
    assert re.search(r"^base ", done.stdout, re.M)
    assert re.search(r"^both ", done.stdout, re.M)
    assert "other raids: silent-quadcopters, winged" in done.stdout


def test_it_goes_on_until_it_is_precise_enough():
    content = json.loads(belfort("tiny", *QUICK, "--precision", "0.3", "--json").stdout)
    assert content != {}
    done = belfort("tiny", *QUICK, "--precision", "0.3")
    n = int(re.search(r"([\d,]+) raids in 2 worlds", done.stdout)[1].replace(",", ""))
    assert n > 16
    done = belfort("tiny", "--worlds", "0", "-n", "64", "--no-pictures", "--precision", "0.3")
    assert "ask for one world or more" in done.output


def test_one_raid_is_written_for_replay(tmp_path):
    done = belfort("tiny", *QUICK, "--replay", "bad")
    assert done.exit_code == 0, done.output
    names = [p.suffix for p in (tmp_path / "belfort-out").rglob("replay/*")]
    assert {".parquet", ".czml", ".acmi"} <= set(names)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "there is no such file"),
        (["tiny", "--raid", "day"], "no raid or incursion 'day'; it has: drone-night"),
        (["tiny", "--option", "more"], "no option 'more'"),
        (["tiny", "--then", "soon"], "a night and an option"),
        (["tiny", "--then", "2=more", "--nights", "3"], "no option 'more'"),
        (["tiny", "--as-of", "tomorrow"], "a day like"),
        (["tiny", "--policy", "wish", *QUICK], "policy is one of"),
        (["tiny", "--worlds", "5000"], "worlds must be"),
        (["tiny", "--resupply", "3"], "resupply"),
        (["tiny", "--replay", "boring", *QUICK], "--replay boring"),
        (["tiny", "--terrain", "nothing-here.tif", *QUICK], "nothing-here.tif"),
    ],
)
def test_what_cannot_be_is_a_sentence(words, message):
    done = belfort(*words)
    assert done.exit_code in (1, 2)
    assert message in done.output
    assert "Traceback" not in done.output


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path):
    (tmp_path / "taken").write_text("a file")
    done = belfort("tiny", *QUICK, "--out", "taken/here")
    assert done.exit_code == 1
    assert "taken is a file" in done.output


def test_as_of_a_day_leaves_out_what_is_not_ready():
    from belfort.cli.raid import _ready
    from belfort.scenario import load_scenario

    base = load_scenario("benelux").options["patriot"]
    early, late = _ready(base, "2028-06-01"), _ready(base, "2035-01-01")
    names = {u.name for u in early.units}
    assert not any(n.startswith("long-range") for n in names)
    assert any(u.name.startswith("long-range") for u in late.units)
    assert all({li.sender, li.receiver} <= names for li in early.network.links)


def test_help_has_examples_and_starts_without_numba():
    done = belfort("--help")
    assert "Examples:" in done.stdout
    code = (
        "import sys\nfrom belfort.cli import main\n"
        "sys.argv = ['belfort', 'raid', '--help']\n"
        "try:\n    main.app()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('numba', 'numpy', 'matplotlib') if m in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip().splitlines()[-1] == "[]"

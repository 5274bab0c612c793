"""The scenario verbs as a stranger types them."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from belfort.cli.main import app
from belfort.scenario.cite import cite
from belfort.scenario.compose import example_names
from belfort.scenario.load import load_scenario, shipped_catalogue

RUN = CliRunner()


def belfort(*words, **environment):
    return RUN.invoke(app, list(words), env={"COLUMNS": "100", "NO_COLOR": "1", **environment})


@pytest.mark.parametrize("name", example_names())
def test_shipped_scenarios_have_no_fault(name):
    done = belfort("check", name)
    assert done.exit_code == 0
    assert "no fault" in done.stdout
    assert "guesses" in done.stdout


@pytest.mark.parametrize("name", example_names())
def test_explain_tells_every_unit_asset_raid_and_option(name):
    told = json.loads(belfort("explain", name, "--json").stdout)
    text = " ".join(s["text"] for part in told["sections"] for s in part["sentences"])
    resolved = json.loads(belfort("check", name, "--resolved").stdout)
    for asset in resolved["scenario"]["assets"]:
        assert asset["name"] in text
    for raid in [*resolved["scenario"]["raids"], *resolved["scenario"]["incursions"]]:
        assert raid["title"] in text
    for option in resolved["options"]:
        assert f"{option}:" in text


def test_explain_benelux_cites_every_number_of_the_news():
    told = json.loads(belfort("explain", "benelux", "--json").stdout)
    known = next(part for part in told["sections"] if part["title"] == "What is known")
    facts = [s for s in known["sentences"] if s["text"].startswith("- ")]
    assert len(facts) > 25
    assert all(s["citations"] for s in facts)
    text = " ".join(s["text"] for part in told["sections"] for s in part["sentences"])
    assert "9 x NASAMS battery" in text
    assert "20 x Skyranger 30" in text
    assert "systems total: 10" in text


def test_a_guess_is_called_a_guess():
    shown = belfort("explain", "tiny").stdout
    assert "[E guess]" in shown
    assert "[F guess" in shown


@pytest.mark.parametrize("columns", ["60", "80", "140"])
def test_explain_fits_the_terminal(columns):
    lines = belfort("explain", "benelux", COLUMNS=columns).stdout.splitlines()
    assert max(map(len, lines)) <= int(columns)


def test_explain_under_an_option_tells_what_stands_there():
    told = belfort("explain", "benelux", "--option", "sampt").stdout
    assert "2 x SAMP/T NG" in told
    wrong = belfort("explain", "benelux", "--option", "samptt")
    assert wrong.exit_code == 2
    assert "Did you mean 'sampt'?" in wrong.stderr


def test_faults_are_told_all_at_once_with_place_and_line(tmp_path):
    path = tmp_path / "bad.toml"
    text = Path("src/belfort/scenario/examples/tiny.toml").read_text("utf8")
    path.write_text(text.replace("skyranger-30", "skyrangr").replace("seed = 7", "sed = 7"), "utf8")
    done = belfort("check", str(path))
    assert done.exit_code == 1
    assert re.search(r"bad\.toml:\d+: units\[0\]\.system: unknown system 'skyrangr'", done.stderr)
    assert re.search(r"bad\.toml:\d+: study\.sed: unknown key 'sed'\. Did you mean 'seed'\?", done.stderr)
    assert "2 faults" in done.stderr
    faults = json.loads(belfort("check", str(path), "--json").stdout)["faults"]
    assert [f["place"] for f in faults] == ["units[0].system", "study.sed"]


def test_an_unknown_scenario_is_one_sentence():
    done = belfort("explain", "bneelux")
    assert done.exit_code == 1
    assert "Did you mean 'benelux'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_cite_names_the_sources_of_exactly_the_figures_used():
    sources = json.loads(belfort("cite", "tiny", "--json").stdout)["sources"]
    resolved = json.loads(belfort("check", "tiny", "--resolved").stdout)["scenario"]
    origins = set(re.findall(r"catalogue:(F\d{4})", json.dumps(resolved)))
    cited = {
        number for s in sources for what in s["supports"] for number in re.findall(r"\((F\d{4})\)", what)
    }
    assert cited == origins


def test_bibtex_is_well_formed():
    text = belfort("cite", "benelux", "--bibtex", "--background").stdout
    entries = re.findall(r"@misc\{([^,\s]+),", text)
    assert len(entries) == len(set(entries)) > 50
    body = re.sub(r"\\.", "", text)
    assert body.count("{") == body.count("}")
    assert "GK," not in text  # nobody is no source


def test_new_writes_a_scenario_that_holds_and_never_over_another(tmp_path):
    mine = tmp_path / "mine.toml"
    assert belfort("new", str(mine)).exit_code == 0
    assert belfort("check", str(mine)).exit_code == 0
    before = mine.read_bytes()
    again = belfort("new", str(mine))
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert mine.read_bytes() == before
    child = tmp_path / "child.toml"
    assert belfort("new", str(child), "--extend", "benelux").exit_code == 0
    assert tomllib.loads(child.read_text("utf8"))["extends"] == "benelux"
    same = [json.loads(belfort("check", name, "--json").stdout)["hash"] for name in (str(child), "benelux")]
    assert same[0] == same[1]
    schema = json.loads((tmp_path / "belfort.schema.json").read_text("utf8"))
    assert schema["title"] == "Belfort scenario"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["new", "mine.txt"], "not a .toml file"),
        (["new", "/nowhere/at/all/mine.toml"], "no folder"),
        (["new", "m.toml", "--copy", "tinny"], "Did you mean 'tiny'?"),
        (["new", "m.toml", "--copy", "tiny", "--extend", "tiny"], "exclude each other"),
        (["explain", "tiny", "--page", "page.pdf"], ".html"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = belfort(*words)
    assert done.exit_code == 2
    assert says in done.stderr


@pytest.mark.parametrize("verb", ["new", "check", "explain", "cite", "catalogue"])
def test_help_has_examples(verb):
    done = belfort(verb, "--help")
    assert done.exit_code == 0
    assert "belfort" in done.stdout
    assert "xamples" in done.stdout or verb == "catalogue"


def test_version():
    from belfort import __version__

    assert belfort("--version").stdout.strip() == f"belfort {__version__}"


@pytest.mark.parametrize("name", example_names())
def test_a_shipped_scenario_cites_only_sources_that_are_on_record(name):
    sources = json.loads(belfort("cite", name, "--json").stdout)["sources"]
    assert [s["key"] for s in sources if s["title"] == s["key"]] == []


def test_what_a_question_gives_is_cited_too():
    found = {c.key: c for c in cite(load_scenario("denmark-2025"), shipped_catalogue())}
    assert any("buy-and-operate" in what for what in found["ft-dk"].supports)
    assert any("delivery" in what for what in found["dn-ch-2026"].supports)

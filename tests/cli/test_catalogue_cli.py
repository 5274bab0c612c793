import csv
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from belfort.catalogue import Catalogue, load_catalogue
from belfort.catalogue.export import Row
from belfort.catalogue.load import DATA
from belfort.catalogue.model import ENTRY_TYPES
from belfort.cli import catalogue as verbs
from belfort.cli.look import range_bar, to_ascii
from belfort.records import read_json
from belfort.records.arrow import read_parquet

CATALOGUE: Catalogue = load_catalogue()
ESCAPE = "\x1b["


@pytest.fixture(scope="module", autouse=True)
def read_once():
    """Each command reads the same files; here that is done once. Commands run as processes of their own read too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("belfort.catalogue.load_catalogue", cache(load_catalogue))
        yield


def run(*arguments: str, width: int = 80, **environment: str) -> Result:
    return CliRunner(env={"COLUMNS": str(width), **environment}).invoke(verbs.app, list(arguments))


def shown(*arguments: str, width: int = 80) -> str:
    result = run(*arguments, width=width)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_show_every_entry_at_every_width(kind):
    names = [e.id for e in CATALOGUE.of_kind(kind)]
    assert names
    for width in (60, 80, 120):
        text = shown("show", *names, width=width)
        for entry in CATALOGUE.of_kind(kind):
            assert entry.id in text
        too_wide = [line for line in text.splitlines() if len(line) > width and "http" not in line]
        assert too_wide == []


def test_show_says_where_everything_comes_from():
    text = shown("show", "NASAMS Belgium plan", width=120)
    for words in (
        "missiles ready on a launcher (from nasams)",
        "reaction time, track to launch (prior)",
        "F guess",
        "prices of 2025, each, missiles out",
        "https://www.rtl.be/",
        "├──●────┤",
        "are guesses.",
    ):
        assert words in text


def test_every_figure_and_source_of_an_entry_is_on_its_page():
    text = shown("show", "patriot", width=120)
    for key in {key for c in CATALOGUE["patriot"].citations.values() for key in c.sources}:
        assert key in text
    for row in json.loads(shown("show", "patriot", "--json"))["entries"][0]["rows"]:
        assert row["label"].split(" (")[0][:20] in text


def test_guesses_are_marked_by_the_word():
    for line in shown("show", "gm400", width=120).splitlines():
        if re.search(r"[├●].*\b[EF] ", line):
            assert " guess " in line


def test_json_is_exact_and_alone():
    for arguments in (
        ("list",),
        ("list", "--guesses"),
        ("show", "pac-3-mse"),
        ("sources",),
        ("sources", "GK"),
        ("lint",),
    ):
        json.loads(shown(*arguments, "--json"))
    entry = json.loads(shown("show", "pac-3-mse", "--json"))["entries"][0]
    cost = next(row for row in entry["rows"] if row["id"] == "F0144")
    assert (cost["low"], cost["mode"], cost["high"]) == (3.9, 4.2, 5)
    assert entry["kind"] == "interceptor"
    assert {row["id"] for row in entry["rows"]} >= {"F0639"}  # from its prior


def test_list_by_kind_and_search():
    assert json.loads(shown("list", "gun", "--json"))["entries"][0]["id"] == "kce-30"
    assert "gerbera" in shown("list", "threat", "--search", "Reflector")
    total = json.loads(shown("list", "--json"))["entries"]
    assert {e["id"] for e in total} == set(CATALOGUE.entries)
    assert f"{len(total)} entries" in shown("list")


def test_list_guesses_lists_all_of_them():
    rows = json.loads(shown("list", "--guesses", "--json"))["guesses"]
    assert {row["id"] for row in rows} == {c.id for _, _, c in CATALOGUE.citations() if c.evidence.is_guess}
    assert "guesses in" in shown("list", "sensor", "--guesses")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "nasam"), 2, "unknown entry 'nasam'. Did you mean 'nasams'"),
        (("show", "qqqq"), 2, "belfort catalogue list --search qqqq"),
        (("list", "sensr"), 2, "Did you mean 'sensor'?"),
        (("list", "nasams"), 2, "belfort catalogue show nasams"),
        (("list", "--search", "qqqq"), 1, "no entry mentions 'qqqq'"),
        (("sources", "gk"), 2, "Did you mean 'GK'?"),
        (("export", "a.xls"), 2, "use .csv, .json, .parquet"),
        (("export", "/no/such/folder/a.csv"), 2, "cannot be written"),
        (("form", "sensor.nose"), 2, "unknown kind 'sensor.nose'"),
        (("lint", "/no/such/folder"), 2, "no such folder"),
    ],
)
def test_errors_say_what_and_what_to_do(arguments, code, words):
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    assert words in result.stderr
    assert result.stderr.startswith("error: ")


def test_lint_ends_with_one_where_a_fault_is_found(tmp_path):
    assert run("lint").exit_code == 0
    (tmp_path / "gun").mkdir()
    (tmp_path / "gun/broken.toml").write_text("name = ")
    result = run("lint", str(tmp_path))
    assert result.exit_code == 1
    assert "gun/broken.toml" in result.stdout
    assert json.loads(run("lint", str(tmp_path), "--json").stdout)["faults"][0]["level"] == "fault"


def test_sources_with_what_cites_them():
    assert "patriot" in shown("sources", "crs-patriot")
    assert f"{len(CATALOGUE.references)} sources" in shown("sources", width=60)


def test_export_to_each_kind_of_file(tmp_path):
    for suffix in ("csv", "json", "parquet"):
        assert run("export", str(tmp_path / f"a.{suffix}")).exit_code == 0
    with (tmp_path / "a.csv").open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    payload, provenance = read_json(tmp_path / "a.json")
    table, _ = read_parquet(tmp_path / "a.parquet")
    assert len(rows) == len(payload["rows"]) == table.num_rows == len(CATALOGUE.origins)
    assert table.column_names == list(Row._fields)
    assert provenance.catalogue_hash == CATALOGUE.hash
    assert table.to_pylist() == payload["rows"]


def test_export_of_one_kind(tmp_path):
    result = run("export", str(tmp_path / "a.parquet"), "--kind", "prior", "--json")
    assert json.loads(result.stdout)["rows"] == pq.read_metadata(tmp_path / "a.parquet").num_rows
    assert set(pq.read_table(tmp_path / "a.parquet")["kind"].to_pylist()) == {"prior"}


@pytest.mark.parametrize("arguments", [(), ("gun",), ("sensor.eo-ir",)])
def test_form(arguments):
    assert shown("form", *arguments).startswith("# ")
    assert "form" in json.loads(shown("form", *arguments, "--json"))


def test_every_verb_has_help_with_examples():
    for verb in ("list", "show", "sources", "lint", "export", "form"):
        assert "belfort catalogue" in re.sub(r"\s+", " ", shown(verb, "--help")).partition("Examples")[2]


@pytest.mark.parametrize(("forced", "has_colour"), [({}, False), ({"FORCE_COLOR": "1"}, True)])
def test_colour_only_where_it_is_wanted(forced, has_colour):
    assert (ESCAPE in run("show", "gm400", **forced).stdout) == has_colour
    assert not re.search(r"\x1b\[[\d;]*3\d", run("show", "gm400", NO_COLOR="1", **forced).stdout)


def test_only_what_is_meant_is_coloured():
    text = run("show", "gm400", FORCE_COLOR="1", width=120).stdout
    assert "\x1b[1m260\x1b[0m " in text  # bold ends with the number
    assert "\x1b[35mE guess\x1b[0m" in text
    assert not re.search(r"\x1b\[[\d;]*(33|37|93|97)m", text)


def test_completion():
    assert ("nasams", "NASAMS fire unit") in verbs._names("nasa")
    assert verbs._kinds("sens") == [("sensor", "Sensors")]
    assert ("GK", "General knowledge; no page opened") in verbs._keys("g")
    assert "figures.parquet" in verbs._data_files("figures")


def belfort(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    code = "from belfort.cli.catalogue import app; app()"
    env = {"PATH": "", "COLUMNS": "80", **environment}
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=True, env=env)


def test_a_terminal_without_utf8_gets_ascii():
    out = belfort("show", "quadcopter", PYTHONIOENCODING="ascii")
    assert b"|-o----|" in out.stdout
    assert out.stdout.isascii()
    out = belfort("show", "quadcopter", "--json", PYTHONIOENCODING="ascii")
    assert json.loads(out.stdout)["entries"][0]["id"] == "quadcopter"


def test_help_needs_none_of_the_rooms():
    rooms = ("pydantic", "numba", "rich.table", "belfort.catalogue")
    code = f"import sys, belfort.cli.catalogue; print([m for m in {rooms} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ((20, 40, 100), "  ├─●─────┤"),
        ((0, 50, 100), "├────●────┤"),
        ((-20, -10, 0), "├────●────┤"),
        ((-20, -10, -5), "├──────●──┤"),
        ((99, 100, 100), "          ●"),
        ((0, 0, 0), "●          "),
    ],
)
def test_range_bars(values, drawn):
    assert range_bar(*values) == drawn


def test_ascii_keeps_the_width():
    text = "├──●─┤ 5 m², Übung, élan – “yes” · ≥ 3"
    assert len(to_ascii(text)) == len(text)
    assert to_ascii(text).isascii()


def test_the_data_folder_is_a_catalogue_folder():
    assert "0 faults" in shown("lint", str(Path(DATA)))

"""`belfort study` and `belfort report` as a stranger types them; the raids are stood in for."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from belfort.cli.main import app
from belfort.study.book import Book
from belfort.study.tables import TABLES
from tests.study.conftest import stood_in
from tests.study.questions import HEAD, STUDY

QUICK = ["--setting", "quick", "--worlds", "2", "-n", "16", "--no-pictures", "--threads", "1"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("guns.toml").write_text(HEAD + STUDY, "utf8")


@pytest.fixture
def raids(monkeypatch):
    """Raids that are stood in for, and no page drawn: what is looked at is what is run."""
    from belfort.report import study_files

    def no_page(_book, folder, **_):
        return study_files.WrittenStudy(folder / study_files.PAGE, None, (), ())

    monkeypatch.setattr(study_files, "write_study", no_page)
    return stood_in(monkeypatch)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A finished study in a folder, and what was printed with --json."""
    place = tmp_path_factory.mktemp("finished")
    (place / "guns.toml").write_text(HEAD + STUDY, "utf8")
    with pytest.MonkeyPatch.context() as patch:
        stood_in(patch)
        patch.chdir(place)
        done = belfort("study", "guns.toml", *QUICK, "--json", "--out", "out")
    assert done.exit_code == 0, done.output
    return place, done.stdout


@pytest.fixture
def again(finished, tmp_path):
    """A copy of the finished study beside its scenario."""
    shutil.copytree(finished[0] / "out", tmp_path / "out")
    return tmp_path / "out"


def belfort(*words):
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def study(*words, size=QUICK):
    return belfort("study", "guns.toml", *size, *words)


def test_help_has_examples_and_starts_without_numba():
    for verb in ("study", "report"):
        done = belfort(verb, "--help")
        assert done.exit_code == 0
        assert "Examples:" in done.stdout
    code = (
        "import sys\nfrom belfort.cli import main\n"
        "sys.argv = ['belfort', 'study', '--help']\n"
        "try:\n    main.app()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('numba', 'numpy', 'matplotlib', 'pyarrow') if m in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip().splitlines()[-1] == "[]"


def test_the_question_comes_first_and_the_page_last(monkeypatch):
    raids = stood_in(monkeypatch)
    done = study()
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "A second gun?"
    last = done.output.splitlines()[-1]
    assert last == "belfort-out/guns/study/report.html: the report; open it in a browser"
    folder = Path("belfort-out/guns/study")
    assert (folder / "report.html").is_file()
    assert (folder / "study.json").is_file()
    assert (
        len(list((folder / "tables").glob("*.parquet")))
        == len(list((folder / "tables").glob("*.csv")))
        == len(TABLES)
    )
    assert list((folder / "parts").glob("*.npz"))
    assert raids.run


def test_json_is_all_there_is_and_its_numbers_are_the_tables(finished):
    place, printed = finished
    content = json.loads(printed)
    book = Book.load(place / "out")
    assert set(content["tables"]) == set(TABLES)
    n = 0
    for name, rows in content["tables"].items():
        table = book[name]
        assert len(rows) == len(table), name
        for column, values in table.columns().items():
            told = [row[column] for row in rows]
            if values.dtype.kind == "f":
                told = [np.nan if v is None else v for v in told]
                values = np.where(np.isfinite(values), values, np.nan)
                assert np.array_equal(np.array(told, float), values, equal_nan=True), (name, column)
            else:
                assert told == values.tolist(), (name, column)
            n += len(told)
    assert n > 1000
    assert content["about"] == book.about
    assert content["stale"] == []
    assert all((place / f).is_file() for f in content["files"])


def test_the_headline_is_that_of_the_tables(finished):
    place, printed = finished
    headline, book = json.loads(printed)["headline"], Book.load(place / "out")
    table = book["performance"]
    for option in ("as-is", "words", "second"):
        keep = (table.option == option) & (table.picture == "one") & (table.stress == "") & (table.year == 0)
        keep &= (table.measure == "n_leaked") & (table.key == "")
        assert headline[option]["n_leaked"]["one"]["mean"] == table.mean[keep].item()
    totals = book["cost_totals"]
    keep = (totals.option == "second") & (totals.what == "life cycle") & (totals.basis == "constant prices")
    assert headline["second"]["life_cycle_cost"]["p80"] == totals.p80[keep].item()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["guns.toml", "--option", "more"], "no option 'more'"),
        (["guns.toml", "--setting", "fast"], "--setting fast: one of quick, default, full"),
        (["guns.toml", "--out", "taken"], "taken is a file"),
        (["guns.toml", "--out", "taken/here"], "taken is a file"),
        (["guns.toml", "--terrain", "nothing-here.tif"], "nothing-here.tif"),
        (["nowhere.toml"], "there is no such file"),
        (
            ["empty.toml"],
            "empty: nothing to study: write [[threats.raids]], or [[study.criteria]] with values",
        ),
        (["lost.toml"], "no measure 'n_lost'"),
        (["nights.toml"], "picture 'three' has several nights"),
        (["mixed.toml"], "buys one system; 'gun-*' names orcus and skyranger-30"),
        (["guns.toml", "--worlds", "5000"], "worlds must be"),
    ],
)
def test_what_cannot_be_is_a_sentence(raids, words, message, monkeypatch):
    Path("taken").write_text("a file")
    bare = re.sub(r"ready = .*", "", HEAD[: HEAD.index("[[threats.raids]]")])
    Path("empty.toml").write_text(bare, "utf8")
    Path("lost.toml").write_text(HEAD + STUDY.replace("performance.n_leaked", "performance.n_lost"), "utf8")
    late = STUDY.replace('picture = "one"', 'picture = "three"\nstress = "gone"')
    Path("nights.toml").write_text(HEAD + late, "utf8")
    other = HEAD.replace('name = "gun-b", system = "skyranger-30"', 'name = "gun-b", system = "orcus"')
    guns = '\n[[study.programmes]]\nname = "guns"\nunits = "gun-*"\n'
    Path("mixed.toml").write_text(other + STUDY + guns, "utf8")
    if "5000" in words:
        from belfort.raid import run
        from belfort.study.performance import runs

        monkeypatch.setattr(runs, "simulate_raid", run.simulate_raid)
    done = belfort("study", *words)
    assert done.exit_code in (1, 2), done.output
    assert message in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_one_option_alone(raids):
    done = study("--option", "second")
    assert done.exit_code == 0, done.output
    assert "One option alone was studied" in done.stdout
    assert {s.option for s, _, _ in raids.run} == {"second"}


def test_options_named_are_compared_in_that_order(raids):
    done = study("--option", "second", "--option", "base", "--option", "second", "--json")
    told = json.loads(done.stdout)["about"]["options"]
    assert [(o["name"], o["is_reference"]) for o in told] == [("second", True), ("base", False)]


def test_sizes_are_as_asked(raids):
    study("--json")
    whole = next(q for _, q, _ in raids.run if q.n_nights == 1)
    assert (whole.n_worlds, whole.n_replicates, whole.n_threads) == (2, 16, 1)
    assert all(q.n_replicates <= 16 for _, q, _ in raids.run)


def test_a_second_study_runs_nothing_again_and_fresh_all(raids):
    one = json.loads(study("--json").stdout)
    n = len(raids.run)
    two = json.loads(study("--json").stdout)
    assert len(raids.run) == n
    assert one["tables"] == two["tables"]
    three = json.loads(study("--json", "--fresh").stdout)
    assert len(raids.run) == 2 * n
    assert one["tables"] == three["tables"]


def test_a_study_that_was_killed_goes_on_where_it_was(raids, monkeypatch):
    def stop(n):
        if n == 3:
            raise KeyboardInterrupt

    raids.before = stop
    done = study()
    assert done.exit_code == 130
    assert "Traceback" not in done.output
    assert len(raids.run) == 3
    assert not Path("belfort-out/guns/study/study.json").exists()
    raids.before = lambda _n: None
    assert study().exit_code == 0
    ran = [(s.hash, q.n_nights, q.n_worlds) for s, q, _ in raids.run]
    assert len(ran) == len(set(ran)), "no cell is run twice"


def test_a_full_disk_is_a_sentence(raids, monkeypatch):
    from belfort.raid.parts import Parts

    def full(*_):
        raise OSError(28, "No space left on device", "parts/x.npz")

    monkeypatch.setattr(Parts, "save", full)
    done = study()
    assert done.exit_code == 1
    assert "No space left on device" in " ".join(done.output.split())


def test_a_report_is_written_again_without_running(again, monkeypatch):
    raids = stood_in(monkeypatch)
    (again / "report.html").unlink()
    done = belfort("report", "out", "--no-pictures")
    assert done.exit_code == 0, done.output
    assert (again / "report.html").is_file()
    assert raids.run == []
    assert "stale" not in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("swing = 100", "swing = 50", ["the question: what is compared, and by what"]),
        ("2 km N of EBAW", "3 km N of EBAW", ["option 'second'"]),
        ('title = "A second gun"', 'title = "Gun two"', []),
    ],
)
def test_a_report_says_what_has_changed_since(again, old, new, stale):
    text = HEAD + STUDY
    assert old in text
    Path("guns.toml").write_text(text.replace(old, new), "utf8")
    done = belfort("report", "out", "--no-pictures", "--json")
    assert json.loads(done.stdout)["stale"] == stale
    page = (again / "report.html").read_text("utf8")
    assert all(words.replace("'", "&#39;") in page or words in page for words in stale)


def test_a_report_whose_scenario_is_gone_says_so(again):
    Path("guns.toml").unlink()
    done = belfort("report", "out", "--no-pictures", "--json")
    assert json.loads(done.stdout)["stale"] == ["the scenario: guns.toml cannot be read any more"]


def test_a_report_of_another_version_says_so(again, monkeypatch):
    import belfort

    monkeypatch.setattr(belfort, "__version__", "99.0")
    done = globals()["belfort"]("report", "out", "--no-pictures", "--json")
    (stale,) = json.loads(done.stdout)["stale"]
    assert stale.startswith("the program: ")
    assert stale.endswith("now 99.0")


def test_options_chosen_by_hand_are_no_change_of_the_question(raids):
    assert study("--option", "second", "--option", "base").exit_code == 0
    done = belfort("report", "belfort-out/guns/study", "--no-pictures", "--json")
    assert json.loads(done.stdout)["stale"] == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda out: shutil.rmtree(out), "no study here (study.json is missing); run `belfort study` first"),
        (lambda out: (out / "study.json").write_text("{"), "not a readable JSON file"),
        (lambda out: (out / "study.json").write_text("{}"), "carries no provenance"),
        (lambda out: (out / "tables/ranks.parquet").unlink(), "ranks.parquet"),
        (lambda out: (out / "tables/ranks.parquet").write_bytes(b"no"), "ranks.parquet"),
    ],
    ids=["gone", "broken", "bare", "a table gone", "a table broken"],
)
def test_a_folder_that_is_no_study_is_a_sentence(again, spoil, message):
    spoil(again)
    done = belfort("report", "out")
    assert done.exit_code == 1
    assert message in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_a_pdf_without_typst_is_a_note_and_no_failure(again, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    done = belfort("report", "out", "--no-pictures", "--pdf")
    assert done.exit_code == 0, done.output
    assert "pip install 'belfort[pdf]'" in " ".join(done.output.split())
    assert not (again / "report.pdf").exists()
    assert (again / "report.html").is_file()

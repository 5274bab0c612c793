"""A small study from a file to its report, as a stranger's shell runs it."""

import csv
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.study.questions import HEAD, STUDY

pytestmark = pytest.mark.slow

STRANGERS = (
    STUDY
    + """
[[study.programmes]]
name = "guns"
title = "The second gun"
units = "gun-b"
contract_on = 2028-01-01
"""
)


RUN = "from belfort.cli.main import app; app()"
WITHOUT_RAIDS = f"from belfort.study.performance import runs; runs.simulate_raid = None; {RUN}"


def belfort(place: Path, *words: str, code: str = RUN) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code, *words], cwd=place, capture_output=True, text=True, check=False
    )


STUDY_WORDS = (
    "study",
    "guns.toml",
    "--setting",
    "quick",
    "--worlds",
    "2",
    "-n",
    "16",
    "--threads",
    "1",
    "--out",
    "out",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a finished study; its kernels are in the cache by then."""
    place = tmp_path_factory.mktemp("stranger")
    (place / "guns.toml").write_text(HEAD + STRANGERS, "utf8")
    done = belfort(place, *STUDY_WORDS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("A second gun?")
    assert "out/report.html: the report" in done.stderr
    return place


def table(place: Path, name: str) -> list[dict]:
    """Read a table by pyarrow alone."""
    return pq.read_table(place / "out" / "tables" / f"{name}.parquet").to_pylist()


class Page(HTMLParser):
    """What a page asks to be fetched, and what it says."""

    def __init__(self, text: str):
        super().__init__()
        self.fetched, self.words, self._silent = [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self._silent += tag in ("style", "script")
        for name, value in attrs:
            if name in ("src", "srcset", "data", "poster") or (
                name == "href" and tag in ("link", "use", "image")
            ):
                self.fetched.append(value or "")

    def handle_endtag(self, tag):
        self._silent -= tag in ("style", "script")

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_the_page_fetches_nothing(place):
    text = (place / "out" / "report.html").read_text("utf8")
    outside = [f for f in Page(text).fetched if not f.startswith(("data:", "#"))]
    assert outside == []
    assert not re.search(r"@import|url\((?!['\"]?(data:|#))", text)
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|importScripts)\b", text)


def test_the_headline_is_what_the_raids_say(place):
    """Leakers of each option on the first page, from the kept raids by a road of its own."""
    page = Page((place / "out" / "report.html").read_text("utf8")).text
    rows = [
        r for r in table(place, "performance")
        if (r["measure"], r["key"], r["stress"], r["year"], r["picture"]) == ("n_leaked", "", "", 0, "one")
    ]  # fmt: skip
    means = {r["option"]: r["mean"] for r in rows}
    assert set(means) == {"as-is", "words", "second"}
    assert means["as-is"] == means["words"] > means["second"], "a second gun stops drones"
    for r in rows:
        assert 0.0 <= r["low90"] <= r["mean"] <= r["high90"] <= 4.0 * 1.5
        told = f"{r['mean']:.2g} ({r['low90']:.2g} to {r['high90']:.2g})"
        assert told in page, told
    differences = {
        (r["option"], r["other"]): r["mean"] for r in table(place, "differences")
        if (r["measure"], r["key"], r["picture"]) == ("n_leaked", "", "one")
    }  # fmt: skip
    assert differences["words", "as-is"] == 0.0
    assert differences["second", "as-is"] == pytest.approx(means["second"] - means["as-is"], abs=1e-9)


def test_money_dates_and_rank_on_the_page_are_those_of_the_tables(place):
    page = Page((place / "out" / "report.html").read_text("utf8")).text
    (life,) = [
        r for r in table(place, "cost_totals")
        if (r["option"], r["what"], r["basis"]) == ("second", "life cycle", "constant prices")
    ]  # fmt: skip
    assert f"{life['p50']:.3g} / {life['p80']:.3g} million EUR" in page
    items = sum(r["mean"] for r in table(place, "cost_items") if r["option"] == "second")
    assert life["mean"] == pytest.approx(items, rel=1e-6)
    (first,) = [r for r in table(place, "milestones") if r["milestone"] == "first unit"]
    assert str(int(first["p50"])) in page
    ranking = {r["option"]: r["p_first"] for r in table(place, "ranking") if r["weights"] == "stated"}
    best = max(ranking, key=ranking.__getitem__)
    ranks = [
        r for r in table(place, "ranks") if (r["option"], r["weights"], r["rank"]) == (best, "stated", 1)
    ]
    assert ranks[0]["p"] == pytest.approx(ranking[best])


def test_what_is_missing_or_unlike_is_said(place):
    page = Page((place / "out" / "report.html").read_text("utf8")).text
    notes = json.loads((place / "out" / "study.json").read_text("utf8"))["payload"]["notes"]
    assert any("'words' is the same force as 'as-is'" in n for n in notes)
    assert any("not against 'three'" in n for n in notes)
    assert sum(n in page for n in notes) == len(notes)
    assert "guess" in page


def content(place: Path) -> dict[str, bytes]:
    """Every table as it stands on disk, without the line that says when it was written."""
    files = sorted((place / "out" / "tables").glob("*.csv"))
    return {f.name: f.read_bytes().split(b"\n", 1)[1] for f in files}


def test_csv_and_parquet_hold_the_same(place):
    rows = table(place, "performance")
    with (place / "out" / "tables" / "performance.csv").open(newline="") as file:
        next(file)
        told = list(csv.DictReader(file))
    assert len(told) == len(rows) > 100
    assert [float(r["mean"]) for r in told] == [r["mean"] for r in rows]


def test_a_second_run_needs_no_raid_and_is_the_same_to_the_byte(place):
    one = content(place)
    parts = {f: f.stat().st_mtime_ns for f in (place / "out" / "parts").glob("*.npz")}
    assert len(parts) >= 6
    done = belfort(place, *STUDY_WORDS, code=WITHOUT_RAIDS)
    assert done.returncode == 0, done.stderr
    assert content(place) == one
    assert {f: f.stat().st_mtime_ns for f in (place / "out" / "parts").glob("*.npz")} == parts
    assert belfort(place, *STUDY_WORDS, "--fresh", code=WITHOUT_RAIDS).returncode != 0, "fresh runs them all"
    done = belfort(place, *STUDY_WORDS, "--fresh")
    assert done.returncode == 0, done.stderr
    assert content(place) == one, "run again, everything comes out the same"

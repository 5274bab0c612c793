"""The page of findings: complete, safe, and a function of what it is given."""

import subprocess
import sys
from math import inf

import pytest

from belfort.report.coverage_page import (
    Assumption,
    Page,
    PageImage,
    PageTable,
    cell_text,
    coverage_page,
    data_uri,
    safe_address,
    write_coverage_page,
)
from tests.report.synthetic import provenance
from tests.report.test_page import Balanced

NASTY = '"><script>alert(1)</script>&'


def page(text="Half is blind", **more):
    values = {
        "summary": text,
        "warning": text,
        "images": (
            PageImage(
                text, text, "gap.svg", "gap-dark.svg", "gap-n.svg", "gap-nd.svg", text, ((text, "a.geojson"),)
            ),
            PageImage("second", "alt", data_uri("<svg/>")),
        ),
        "tables": (
            PageTable(text, ("asset", "minutes"), ((text, 4.25), ("b", inf)), text, (("csv", "t.csv"),)),
        ),
        "assumptions": (Assumption(text, "F", True), Assumption("known", "B", False)),
        "sources": ((text, "https://example.org/x"), ("law", "")),
    } | more
    return Page(text, (text, "second finding"), provenance(), **values)


@pytest.mark.parametrize("text", ["Half is blind", NASTY])
def test_the_page_is_well_formed_complete_and_safe(text):
    html = coverage_page(page(text))
    read = Balanced()
    read.feed(html.replace("<source ", "<meta "))
    assert read.open == []
    assert "<script" not in html
    assert html.count("<img ") == 2
    assert html.count("alt=") == 2
    for piece in (
        "gap-dark.svg",
        "gap-n.svg",
        "gap-nd.svg",
        "a.geojson",
        "t.csv",
        "https://example.org/x",
        "4.25",
    ):
        assert piece in html
    for piece in (
        provenance().scenario_hash,
        provenance().catalogue_hash,
        "2026-03-01 00:00 UTC",
        "second finding",
    ):
        assert piece in html
    assert coverage_page(page(text)) == html


def test_an_empty_page_is_a_page():
    html = coverage_page(Page("Title", (), provenance()))
    assert "<h2>" not in html
    assert html.rstrip().endswith("</html>")


def test_the_narrowest_condition_comes_first_and_print_takes_the_light_one():
    media = [m for m, _ in page().images[0].looks()]
    assert media[0].count("and") == 2
    assert all(m.startswith("screen") for m in media)
    assert page().images[1].looks() == []
    wide = PageImage("t", "a", "l.svg", "d.svg")
    assert [a for _, a in wide.looks()] == ["d.svg"]


@pytest.mark.parametrize(
    ("address", "is_kept"),
    [
        ("a/b.tif", True), ("https://x.org/a:b", True), ("data:image/svg+xml;base64,AA", True), ("", True), ("a?b=c:d", True),
        ("javascript:alert(1)", False), ("JaVaScript:x", False), ("data:text/html,x", False), ("vbscript:x", False),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_file_or_the_web(address, is_kept):
    assert (safe_address(address) == address) == is_kept


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345, "12 345"),
        (7, "7"),
        (0.12345, "0.123"),
        (1234.5, "1 234"),
        (inf, "–"),
        (float("nan"), "–"),
        ("x", "x"),
    ],
)
def test_cells(value, text):
    assert cell_text(value) == text


def test_rows_of_another_length_are_refused():
    with pytest.raises(ValueError, match=r"2 columns, other numbers of cells in rows \[1\]"):
        PageTable("t", ("a", "b"), ((1, 2), (1,)))


def test_numbers_stand_to_the_right():
    assert page().tables[0].is_number == [False, True]


def test_it_is_written_whole(tmp_path):
    write_coverage_page(tmp_path / "p.html", page())
    assert (tmp_path / "p.html").read_text("utf8") == coverage_page(page())
    with pytest.raises(OSError, match="No such file"):
        write_coverage_page(tmp_path / "no" / "p.html", page())


@pytest.mark.parametrize("module", ["belfort.report", "belfort.report.coverage_page"])
def test_pages_do_not_wait_for_the_drawing_library(module):
    code = f"import sys, {module}; print(*[m for m in ('matplotlib', 'contourpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_no_state_of_pyplot_is_touched():
    code = "import sys, belfort.report.picture, belfort.report.charts, belfort.report.siting_map, belfort.report.saving;"
    code += "print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

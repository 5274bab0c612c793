"""A study on paper: every file, its numbers those of the Parquet, and nothing half done."""

import csv
import json
import sys
from itertools import islice

import numpy as np
import pytest

from belfort.report.study_files import write_study
from belfort.report.study_json import plain
from belfort.report.study_pdf import NO_TYPST
from belfort.study.book import Book
from belfort.study.tables import TABLES
from tests.report import books


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("study")
    books.full().save(place)
    return place


@pytest.fixture(scope="module")
def written(folder):
    told = []
    done = write_study(Book.load(folder), folder, progress=lambda words, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    return done


def _rows(path):
    with path.open(encoding="utf8", newline="") as file:
        comment = next(iter(islice(file, 1)))
        return comment, list(csv.DictReader(file))


def test_every_file_that_is_named_is_there(written):
    assert all(path.is_file() and path.stat().st_size for path in written.files)
    assert written.page.name == "report.html"
    assert written.pdf is None
    assert {p.suffix for p in written.pictures} == {".svg", ".csv"}
    assert {p.stem for p in written.tables} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_csv_holds_what_its_parquet_holds(name, written, folder):
    table = TABLES[name].from_parquet(folder / "tables" / f"{name}.parquet")[0]
    _, rows = _rows(folder / "tables" / f"{name}.csv")
    assert len(rows) == len(table) > 0
    for column, values in table.columns().items():
        told = [row[column] for row in rows]
        if values.dtype.kind == "f":
            found = np.array([float(t) if t else np.nan for t in told])
            assert np.array_equal(found, values, equal_nan=True)
        else:
            assert told == [str(v) for v in values.tolist()]


def test_a_csv_says_where_it_comes_from(written):
    for path in (*written.tables, *(p for p in written.pictures if p.suffix == ".csv")):
        comment, rows = _rows(path)
        assert json.loads(comment.removeprefix("# "))["seed"] == 7
        assert rows


def test_links_of_the_page_lead_to_files(written, folder):
    page = written.page.read_text("utf8")
    for part in page.split('href="')[1:]:
        address = part.split('"', 1)[0]
        if not address.startswith(("#", "http")):
            assert (folder / address).is_file(), address


def test_pictures_are_left_out_when_not_asked(tmp_path):
    done = write_study(books.full(), tmp_path, has_pictures=False)
    assert done.pictures == ()
    assert "<svg" not in done.page.read_text("utf8")
    assert not (tmp_path / "pictures").exists()


def test_the_same_study_makes_the_same_files(tmp_path):
    one, two = (write_study(books.full(), tmp_path / name) for name in ("one", "two"))
    assert [p.read_bytes() for p in one.files] == [p.read_bytes() for p in two.files]


@pytest.mark.parametrize("make", [books.full, books.alone, books.bare, books.nothing])
def test_a_pdf_is_set_from_the_same_words(make, tmp_path):
    pytest.importorskip("typst")
    done = write_study(make(), tmp_path, is_pdf=True, stale=["delta.toml"])
    assert done.notes == ()
    assert done.pdf.read_bytes().startswith(b"%PDF")


def test_without_typst_a_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    done = write_study(books.bare(), tmp_path, is_pdf=True)
    assert done.pdf is None
    assert done.notes == (NO_TYPST,)
    assert not (tmp_path / "report.pdf").exists()


def test_plain_values_are_json_and_those_of_the_tables():
    book = books.full()
    found = json.loads(json.dumps(plain(book), allow_nan=False))
    assert set(found["tables"]) == set(TABLES)
    assert [r["p80"] for r in found["tables"]["cost_totals"]] == book["cost_totals"].p80.tolist()
    assert found["tables"]["ranking"][0]["cost_p50"] is None
    assert found["headline"]["missiles"]["n_leaked"]["ballistic"]["mean"] == 3.1
    assert found["answer"][0].startswith("There is no clear winner")
    json.dumps(plain(books.nothing()), allow_nan=False)

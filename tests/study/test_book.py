"""A finished study on disk."""

import json
import shutil

import pytest

from belfort.records import ProvenanceError, RecordsError
from belfort.study.book import ABOUT, KEYS, Book
from belfort.study.tables import TABLES
from tests.report.books import full


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    book = full()
    return book, folder, book.save(folder)


def test_what_is_saved_is_what_is_loaded(saved):
    book, folder, paths = saved
    found = Book.load(folder)
    assert found.about == json.loads(json.dumps(book.about))
    assert found.provenance == book.provenance
    assert set(found.tables) == set(TABLES)
    assert all(found[name].equals(book[name]) for name in TABLES)
    assert sum(len(t) > 0 for t in found.tables.values()) > 10
    assert {p.name for p in paths} == {ABOUT, *(f"{name}.parquet" for name in TABLES)}
    assert all(p.is_file() for p in paths)


@pytest.fixture
def copy(saved, tmp_path):
    return shutil.copytree(saved[1], tmp_path / "copy")


def test_no_folder_and_an_empty_one_are_told_what_to_do(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(RecordsError, match=r"no study here .* run `belfort study` first"):
            Book.load(folder)


def test_a_missing_and_a_broken_table_are_named(copy):
    (copy / "tables" / "regret.parquet").unlink()
    with pytest.raises(RecordsError, match=r"regret\.parquet"):
        Book.load(copy)
    (copy / "tables" / "regret.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(RecordsError, match=r"regret\.parquet"):
        Book.load(copy)


def test_a_table_of_another_kind_is_refused(copy):
    shutil.copy(copy / "tables" / "ranks.parquet", copy / "tables" / "regret.parquet")
    with pytest.raises(RecordsError, match=r"regret\.parquet.*missing"):
        Book.load(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"payload": {}}', "null"])
def test_a_broken_file_is_a_sentence(copy, content):
    (copy / ABOUT).write_text(content)
    with pytest.raises((RecordsError, ProvenanceError), match=ABOUT.replace(".", r"\.")):
        Book.load(copy)


@pytest.mark.parametrize("key", KEYS)
def test_a_study_of_another_version_is_told_apart(copy, key):
    content = json.loads((copy / ABOUT).read_text("utf8"))
    del content["payload"][key]
    (copy / ABOUT).write_text(json.dumps(content))
    with pytest.raises(RecordsError, match=f"it lacks {key}; written by .*run `belfort study` again"):
        Book.load(copy)


def test_what_is_about_is_not_even_a_mapping(copy):
    content = json.loads((copy / ABOUT).read_text("utf8")) | {"payload": [1]}
    (copy / ABOUT).write_text(json.dumps(content))
    with pytest.raises(RecordsError, match="it lacks name, title"):
        Book.load(copy)

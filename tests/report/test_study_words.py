"""The words of the report: complete, all used, and numbers as they are read."""

import re
import tomllib
from pathlib import Path

import pytest

import belfort.report
from belfort.report.study_facts import Facts
from belfort.report.study_findings import answer, flips_from
from belfort.report.study_page import study_page
from belfort.report.study_words import Words, WordsError, words_in
from tests.report import books
from tests.report.test_study_findings import WAYS

ROOM = Path(belfort.report.__file__).parent
SOURCES = [p.read_text("utf8") for p in (*ROOM.glob("study_*.py"), ROOM / "templates" / "study.html")]
CONTENT = tomllib.loads((ROOM / "templates" / "words" / "en.toml").read_text("utf8"))
MARKS = ("decimal", "thousands", "months")
KEYS = {
    f"{s}.{k}" for s, inner in CONTENT.items() if isinstance(inner, dict) and s != "names" for k in inner
} - {f"numbers.{k}" for k in MARKS}


class Listening(Words):
    """Words that keep what was asked for."""

    def __init__(self, content):
        super().__init__(content)
        self.asked = set()

    def __call__(self, key, **values):
        self.asked.add(key)
        return super().__call__(key, **values)


def _written():
    return {key for text in SOURCES for key in re.findall(r"[\"']([a-z_]+\.[a-z_0-9]+)[\"']", text)}


def test_every_word_that_is_asked_for_exists():
    asked = {
        key for text in SOURCES for key in re.findall(r"\b(?:w|words)\([\"']([a-z_]+\.[a-z_0-9]+)[\"']", text)
    }
    assert len(asked) > 100
    assert asked - KEYS == set()


def test_every_word_is_used():
    words = Listening(CONTENT)
    for make in (books.full, books.alone, books.bare, books.nothing, lambda: books.book({}, {})):
        study_page(make(), words=words, stale=["x"])
    for make in WAYS:
        facts = Facts(make(), words)
        assert answer(facts)
        assert flips_from(facts)
    assert KEYS - words.asked - _written() == set()


def test_every_group_of_names_is_used():
    groups = {g for text in SOURCES for g in re.findall(r"\.name\([\"']([a-z_]+)[\"']", text)} | {"columns"}
    assert set(CONTENT["names"]) == groups


def test_every_head_of_a_column_is_named():
    asked = {
        key
        for text in SOURCES
        for keys in re.findall(r"(?:keys = |heads\(\s*facts,\s*)\(([^)]*)\)", text)
        for key in re.findall(r'"(\w+)"', keys)
    }
    assert len(asked) > 40
    assert asked == set(CONTENT["names"]["columns"])


def test_a_word_that_is_missing_is_refused():
    with pytest.raises(WordsError, match=r"page\.nothing"):
        words_in()("page.nothing")
    with pytest.raises(WordsError, match="xx"):
        words_in("xx")
    with pytest.raises(KeyError):
        words_in()("answer.years", first="2027")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (5.12, "5.1"),
        (14.24, "14.2"),
        (1234.5, "1\u202f230"),
        (-3.31, "−3.3"),
        (0.0004, "<0.001"),
        (float("nan"), "–"),
        (9.97, "10"),
        (999.7, "1\u202f000"),
    ],
)
def test_numbers_have_three_figures_at_most(value, said):
    assert words_in().number(value) == said


def test_shares_are_never_rounded_to_all_or_nothing():
    words = words_in()
    shares = (0.0, 0.0001, 0.47, 0.9999, 1.0)
    assert [words.percent(s).replace("\u00a0", " ") for s in shares] == [
        "0 %",
        "<1 %",
        "47 %",
        ">99 %",
        "100 %",
    ]


def test_money_and_dates():
    words = words_in()
    assert words.money(640.0, "EUR") == "640 million EUR"
    assert words.money(1894.0, "EUR") == "1.89 billion EUR"
    assert words.money(-1894.0, "USD") == "−1.89 billion USD"
    assert words.money_pair(1857.0, 2150.0, "EUR") == "1.86 / 2.15 billion EUR"
    assert words.money_pair(900.0, 1100.0, "EUR") == "900 million EUR / 1.1 billion EUR"
    dates = [2031.0, 2031 + 1 / 12, 2031.5, 2027 + 181 / 365, 2031.999]
    assert [words.date(y).replace("\u00a0", " ") for y in dates] == [
        "Jan 2031",
        "Feb 2031",
        "Jul 2031",
        "Jul 2027",
        "Dec 2031",
    ]


def test_another_language_writes_numbers_its_own_way():
    numbers = {**CONTENT["numbers"], "decimal": ",", "thousands": "."}
    other = Words({**CONTENT, "language": "nl", "numbers": numbers})
    assert other.number(14.24) == "14,2"
    assert other.number(1234.5) == "1.230"
    assert '<html lang="nl">' in study_page(books.bare(), words=other)

"""The report of a study as a page: well-formed, escaped, its numbers those of the tables."""

import re
import time
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from belfort.report.study_chapters import pictures_of
from belfort.report.study_facts import Facts
from belfort.report.study_page import study_page
from tests.report import books

VOID = {"meta", "link", "br", "img", "hr", "input", "source", "col"}
BOOKS = {"full": books.full, "alone": books.alone, "bare": books.bare, "nothing": books.nothing}


class Outline(HTMLParser):
    """What a page is made of, checked while it is read."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.tags, self.faults = [], [], [], []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


class Tables(HTMLParser):
    """Every table of a page: caption to rows of words."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.found, self.at, self.depth = {}, None, 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "caption":
            self.name, self.at = "", "caption"
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self.at = "cell"
        elif tag == "table":
            self.rows = []

    def handle_endtag(self, tag):
        if tag == "table":
            self.found[self.name] = self.rows
        if tag in ("caption", "th", "td"):
            self.at = None

    def handle_data(self, words):
        if self.at == "caption":
            self.name += words
        elif self.at == "cell":
            self.rows[-1][-1] += words


@pytest.fixture(scope="module", params=BOOKS)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def pages():
    return {name: study_page(make()) for name, make in BOOKS.items()}


def test_a_page_is_well_formed_and_its_names_are_its_own(name, pages):
    outline = Outline(pages[name])
    assert outline.faults == []
    assert len(outline.ids) == len(set(outline.ids))
    inner = {a["href"][1:] for a in outline.all("a") if a["href"].startswith("#")}
    named = {i for _, attrs in outline.tags for i in attrs.get("aria-labelledby", "").split()}
    assert inner | named <= set(outline.ids)


def test_a_page_can_be_read_aloud(name, pages):
    outline = Outline(pages[name])
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1 or levels[0] == 2
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert outline.all("html")[0]["lang"] == "en"
    assert len(outline.all("main")) == len(outline.all("header")) == len(outline.all("nav")) == 1
    assert all(th.get("scope") in ("row", "col") for th in outline.all("th"))
    assert len(outline.all("caption")) == len(outline.all("table"))
    pictures = outline.all("svg")
    assert all(svg["role"] == "img" and svg["aria-labelledby"] for svg in pictures)
    assert len(outline.all("desc")) == len(pictures)


def test_nothing_is_loaded_and_nothing_runs(name, pages):
    outline = Outline(pages[name])
    assert not outline.all("script")
    assert not outline.all("link")
    assert not outline.all("img")
    assert not [a for _, attrs in outline.tags for a in attrs if a.startswith("on")]
    assert not [a for a in outline.all("a") if a["href"].lower().startswith(("javascript:", "data:"))]
    assert "@import" not in pages[name]


def test_a_title_that_holds_markup_is_shown_as_it_is(pages):
    assert "<script" not in pages["bare"]
    assert "&lt;script&gt;" in pages["bare"]


def test_the_headline_says_what_the_tables_hold(pages):
    facts = Facts(books.full())
    headline = Tables(pages["full"]).found["The options in numbers"]
    columns = headline[0][1:]
    assert columns == [o.title for o in facts.options]
    for picture, title in facts.pictures.items():
        row = next(r for r in headline if r[0].startswith(f"Leakers, {title}"))
        for option, cell in zip(facts.options, row[1:], strict=True):
            r = facts.leakers(option.name, picture)
            told = [float(n) for n in re.findall(r"[\d.]+", cell)]
            assert told == pytest.approx([r.mean, r.low90, r.high90], rel=0.05)
    cost = next(r for r in headline if r[0].startswith("Life-cycle"))
    total = facts.cost("missiles")
    assert [1000 * float(n) for n in re.findall(r"[\d.]+", cost[3])] == pytest.approx(
        [total.p50, total.p80], rel=0.01
    )
    first = next(r for r in headline if r[0].startswith("Ranks first"))
    assert [int(re.match(r"\d+", cell)[0]) for cell in first[1:]] == [1, 44, 55]


def test_the_tables_of_the_chapters_say_what_the_tables_hold(pages):
    book, found = books.full(), Tables(pages["full"]).found
    totals = found["Cost in all, in millions of EUR"]
    assert len(totals) == len(book["cost_totals"]) + 1
    p80 = [float(re.sub(r"\s", "", r[totals[0].index("P80")])) for r in totals[1:]]
    assert p80 == pytest.approx(book["cost_totals"].p80.tolist(), rel=0.006)
    differences = found["Differences in leakers a raid"]
    means = [float(re.match(r"[+−]?[\d.]+", r[2])[0].replace("−", "-")) for r in differences[1:]]
    assert means == pytest.approx(book["differences"].mean.tolist(), rel=0.05, abs=0.01)
    values = found["Values and assumptions"]
    assert len(values) == len(book["figures"]) + 1


def test_a_guess_is_called_a_guess_and_a_hole_a_hole(pages):
    found = Tables(pages["full"]).found
    values = {row[0]: row for row in found["Values and assumptions"]}
    assert "guess" in values["gun-1.p_kill_drone"][-2]
    assert "guess" not in values["missile-1.reaction_s"][-2]
    items = found["Items of the life-cycle cost, in millions of EUR, all years together"]
    assert sum("upper limit" in " ".join(row) for row in items) == 2
    assert any("guess" in " ".join(row) for row in items)
    allies = {row[0]: row for row in found["Compatibility with allies"]}
    assert allies["neighbours that use it"][3] == "not known"
    matrix = {row[0]: row for row in found[next(k for k in found if k.startswith("Performance matrix"))]}
    assert matrix["Users in the alliance"][4] == "not known"


def test_every_picture_and_table_links_to_its_numbers(pages):
    outline = Outline(pages["full"])
    links = {a["href"] for a in outline.all("a")}
    for picture in pictures_of(Facts(books.full())):
        assert f"pictures/{picture.slug}.csv" in links
        assert f"pictures/{picture.slug}.svg" in links
    assert {"tables/cost_totals.csv", "tables/allies.csv", "tables/matrix.csv", "tables/figures.csv"} <= links


def test_inputs_that_changed_are_told_first():
    fresh, stale = study_page(books.bare(), ()), study_page(books.bare(), (), stale=["delta.toml <changed>"])
    assert "Out of date" not in fresh
    assert stale.index("Out of date") < stale.index("The question")
    assert "delta.toml &lt;changed&gt;" in stale


def test_a_chapter_without_numbers_falls_away_with_a_sentence(pages):
    ids = {name: set(Outline(page).ids) for name, page in pages.items()}
    assert {"cost", "time", "decision", "allies", "force", "map", "drivers", "values", "sources"} <= ids[
        "full"
    ]
    assert "dropped" not in ids["full"]
    assert not {"cost", "time", "decision", "allies", "force", "map"} & ids["bare"]
    assert "Cost: the study buys nothing" in pages["bare"]
    assert "nothing to choose between" in pages["alone"]


def test_the_origin_is_told(pages):
    origin = dict(Tables(pages["full"]).found["Versions, hashes, seed and date"])
    assert origin["Hash of the scenario"] == "5" * 64
    assert origin["Seed"] == "7"
    assert origin["Made"] == "2026-03-04 05:06 UTC"


def test_a_source_without_an_address_of_the_web_is_no_link(pages):
    assert "javascript:alert(1)</li>" in pages["full"]
    assert 'href="https://example.org/rate"' in pages["full"]


def test_the_ground_is_called_coarse_where_it_is():
    book = books.bare()
    settings = {**book.about["settings"], "is_coarse": True}
    coarse = books.book({**book.about, "settings": settings}, {"performance": books.performance_rows()})
    assert "coarse grid" in study_page(coarse, ())
    assert "coarse grid" not in study_page(book, ())


def test_a_page_is_made_quickly_and_stays_small():
    start = time.process_time()
    page = study_page(books.full())
    assert time.process_time() - start < 5.0
    assert len(page.encode()) < 3_000_000

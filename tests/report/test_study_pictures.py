"""Pictures of a study: valid SVG, nothing over the edge, the same in grey, the numbers of the tables."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from belfort.report.study_chapters import pictures_of
from belfort.report.study_charts import NARROW, WIDE
from belfort.report.study_decision_pictures import corners
from belfort.report.study_facts import Facts
from belfort.report.svg import Canvas, bounds, resolved, text_width, ticks, wrapped
from tests.report import books

SVG = "{http://www.w3.org/2000/svg}"


def _with_long_titles():
    book = books.full()
    long = " that has a title of the length that ministries like to give"
    options = [{**o, "title": o["title"] + long} for o in book.about["options"]]
    pictures = [{**p, "title": p["title"] + long} for p in book.about["pictures"]]
    return type(book)({**book.about, "options": options, "pictures": pictures}, book.tables, book.provenance)


@pytest.fixture(scope="module")
def pictures():
    return {p.slug: p for p in pictures_of(Facts(books.full()))}


@pytest.fixture(scope="module")
def long_pictures():
    return pictures_of(Facts(_with_long_titles()))


def _texts(svg):
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, x = float(text.get("font-size")), float(text.get("x"))
        width = text_width(text.text, size)
        left = x - {"middle": 0.5, "end": 1.0}.get(text.get("text-anchor"), 0.0) * width
        yield text.text, left, left + width, float(text.get("y")), size


def test_every_chapter_has_its_pictures(pictures):
    assert set(pictures) == {
        *(
            "benefit",
            "coverage",
            "leakers",
            "differences",
            "protection",
            "stresses",
            "years",
            "ready",
            "breakdown",
            "curve",
        ),
        *("budget", "milestones", "activities", "ranks", "weights", "triangle", "map", "drivers"),
    }


def test_a_picture_has_a_name_and_its_numbers_in_words(pictures):
    for picture in pictures.values():
        for svg in (picture.wide, picture.narrow):
            root = ElementTree.fromstring(svg)
            assert root.find(f"{SVG}title").text == picture.title
            assert root.find(f"{SVG}desc").text == picture.alt
            assert root.get("aria-labelledby").split() == [
                root.find(f"{SVG}{t}").get("id") for t in ("title", "desc")
            ]
        assert len(picture.alt) > len(picture.title) + 10
    assert "14.2 (5.7 to 24.4)" in pictures["leakers"].alt


def test_no_words_run_over_the_edge(pictures, long_pictures):
    for picture in (*pictures.values(), *long_pictures):
        for svg, width in ((picture.wide, WIDE), (picture.narrow, NARROW)):
            height = float(ElementTree.fromstring(svg).get("viewBox").split()[3])
            for words, left, right, y, size in _texts(svg):
                assert left > -8.0, (picture.slug, words)
                assert right < width + 8.0, (picture.slug, words)
                assert size < y + 4.0 < height + 4.0, (picture.slug, words)


def test_no_words_stand_on_words(pictures, long_pictures):
    for picture in (*pictures.values(), *long_pictures):
        for svg in (picture.wide, picture.narrow):
            placed = list(_texts(svg))
            for i, (a, left, right, y, size) in enumerate(placed):
                for b, left2, right2, y2, size2 in placed[i + 1 :]:
                    is_apart = (
                        right <= left2 + 3 or right2 <= left + 3 or abs(y - y2) >= 0.8 * min(size, size2)
                    )
                    assert is_apart, (picture.slug, a, b)


def test_options_differ_without_colour(pictures):
    """Each option has a mark of its own: a circle, a square, a triangle."""
    root = ElementTree.fromstring(pictures["benefit"].wide)
    marks = {
        (e.tag, len(re.findall("L", e.get("d", ""))), e.get("fill"))
        for e in root.iter()
        if e.get("stroke") == "var(--paper)"
    }
    assert len({(tag, corners_of) for tag, corners_of, _ in marks}) == len({fill for *_, fill in marks}) == 3


def test_stacked_parts_differ_without_colour(pictures):
    root = ElementTree.fromstring(pictures["breakdown"].wide)
    looks = [
        (p.find(f"{SVG}path").get("d"), p.find(f"{SVG}rect").get("fill")) for p in root.iter(f"{SVG}pattern")
    ]
    assert len(looks) == len(set(looks)) == 6


def test_a_band_is_drawn_where_its_numbers_say(pictures):
    """The widest band of the first row, by the ticks under it."""
    root = ElementTree.fromstring(pictures["leakers"].wide)
    scale = {}
    for text in root.iter(f"{SVG}text"):
        if text.get("text-anchor") == "middle" and re.fullmatch(r"[\d.]+", text.text):
            scale[float(text.text)] = float(text.get("x"))
    (v0, x0), (v1, x1) = sorted(scale.items())[0], sorted(scale.items())[-1]
    band = next(
        e
        for e in root.iter(f"{SVG}path")
        if e.get("stroke") == "var(--blue)" and e.get("stroke-width") == "2"
    )
    ends = [float(x) for x in re.findall(r"[ML]([\d.]+) ", band.get("d"))]
    values = [v0 + (x - x0) * (v1 - v0) / (x1 - x0) for x in ends]
    r = Facts(books.full()).leakers("base", "drones")
    assert values == pytest.approx([r.low90, r.high90], abs=0.05)


def test_the_numbers_behind_a_picture_are_those_of_the_table(pictures):
    book = books.full()
    for slug, table in {
        "milestones": "milestones",
        "curve": "cost_curve",
        "ready": "ready",
        "triangle": "region",
    }.items():
        picture = pictures[slug]
        for i, column in enumerate(picture.columns):
            assert [row[i] for row in picture.rows] == getattr(book[table], column).tolist()


def test_pictures_that_stand_alone_need_no_page(pictures):
    for picture in pictures.values():
        alone = resolved(picture.wide)
        ElementTree.fromstring(alone)
        assert "var(" not in alone
        assert "system-ui" not in alone


def test_a_title_with_markup_stays_words():
    for picture in pictures_of(Facts(_hostile())):
        assert "<script" not in picture.wide
        ElementTree.fromstring(picture.wide)


def _hostile():
    book = books.full()
    options = [{**o, "title": books.HOSTILE} for o in book.about["options"]]
    return type(book)({**book.about, "options": options}, book.tables, book.provenance)


def test_a_study_without_tables_has_no_pictures_but_the_map():
    assert [p.slug for p in pictures_of(Facts(books.nothing()))] == ["map"]
    assert [p.slug for p in pictures_of(Facts(books.bare()))] == ["leakers"]


def test_pictures_of_unlike_size_have_scales_of_their_own():
    """Five nights of many leakers must not hide a raid with few."""
    book = books.full()
    rows = [
        {**r, **{k: 20 * v for k, v in r.items() if isinstance(v, float)}} if r["picture"] == "mixed" else r
        for r in books.performance_rows()
    ]
    many = type(book)(
        book.about, {**book.tables, "performance": books.table("performance", rows)}, book.provenance
    )
    found = {p.slug: p for p in pictures_of(Facts(many))}
    alike = {p.slug: p for p in pictures_of(Facts(book))}
    for slug in ("leakers", "stresses", "years"):
        assert "a scale of its own" in found[slug].caption
        assert "a scale of its own" not in alike[slug].caption
    assert found["leakers"].wide.count(">leakers a raid<") == 3
    assert alike["leakers"].wide.count(">leakers a raid<") == 1


def test_corners_are_named_by_the_study_or_by_its_groups():
    book = books.full()
    assert corners(Facts(book)) == ("performance", "allies", "time")
    told = type(book)({**book.about, "region": ["a", "b", "c"]}, book.tables, book.provenance)
    assert corners(Facts(told)) == ("a", "b", "c")
    none = type(book)({**book.about, "criteria": []}, book.tables, book.provenance)
    assert len(set(corners(Facts(none)))) == 3


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1e-6), (-3.0, 2.0), (0.0, 24.4), (2027.2, 2046.9), (-1e7, 3e9)]
)
def test_ticks_are_round_and_within(low, high):
    found = ticks(low, high)
    assert 2 <= len(found) <= 8
    assert low - 1e-9 <= found[0]
    assert found[-1] <= high * (1 + 1e-9) + 1e-9
    steps = [b - a for a, b in pairwise(found)]
    assert steps == pytest.approx([steps[0]] * len(steps))


def test_an_axis_always_has_a_length():
    for values in ([], [float("nan")], [0.0], [5.0], [2031.5, 2031.5], [-1.0, -1.0]):
        for has_zero in (True, False):
            low, high = bounds(values, has_zero=has_zero)
            assert low < high


def test_lines_of_text_fit():
    lines = wrapped("a threat that comes at night over the water", 100.0)
    assert all(text_width(line) <= 100.0 for line in lines)
    assert " ".join(lines) == "a threat that comes at night over the water"


def test_a_name_under_the_pointer_is_words():
    canvas = Canvas(100.0, "x")
    with canvas.named("<b>"):
        canvas.mark(1.0, 1.0, "circle", "ink")
    assert "&lt;b&gt;" in canvas.svg(10.0, "t", "d")

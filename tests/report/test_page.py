"""The page of a situation: complete, safe, readable."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.report import situation_map, situation_page, write_situation_page
from belfort.report.map import standalone_map
from belfort.scenario import load_scenario, parse_scenario
from belfort.scenario.compose import EXAMPLES, example_names
from belfort.terrain.outline import countries_in, cut_ring

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Balanced(HTMLParser):
    """Fails on a tag that is not closed."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.ids = []
        self.links = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if values.get("href", "").startswith("#") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", example_names())
def test_page_is_well_formed_and_complete(name):
    scenario = load_scenario(name)
    text = situation_page(scenario, now=NOW)
    page = Balanced()
    page.feed(text)
    assert page.open == []
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert scenario.hash in text
    assert scenario.catalogue_hash in text
    assert "2026-01-02 03:04 UTC" in text
    assert "{{" not in text
    assert "http-equiv" not in text
    assert "<script" not in text


@pytest.mark.parametrize("name", example_names())
def test_map_is_well_formed_and_shows_every_unit_and_asset(name):
    scenario = load_scenario(name)
    for option in (None, *scenario.options.values()):
        root = ElementTree.fromstring(situation_map(scenario, option))
        titles = [t.text for t in root.iter("{http://www.w3.org/2000/svg}title")]
        units = (option or scenario).units
        assert len(titles) == len(units) + len(scenario.assets)
        for unit in units:
            assert any(t.startswith(f"{unit.name}: ") for t in titles)


def test_words_of_a_scenario_cannot_break_out_of_the_page():
    text = (EXAMPLES / "tiny.toml").read_text("utf8")
    nasty = text.replace('title = "One', "title = '<script>alert(1)</script>\"& One", 1).replace(
        'twelve drones in the night"', "x'", 1
    )
    page = situation_page(parse_scenario(nasty), now=NOW)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_standalone_map_carries_its_colours():
    svg = standalone_map(load_scenario("tiny"))
    ElementTree.fromstring(svg)
    assert "prefers-color-scheme: dark" in svg


def test_a_page_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "page.html"
    write_situation_page(target, load_scenario("tiny"))
    assert target.read_text("utf8").rstrip().endswith("</html>")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]
    with pytest.raises(OSError, match="No such file"):
        write_situation_page(tmp_path / "no" / "page.html", load_scenario("tiny"))


points = st.tuples(st.floats(-10, 10), st.floats(-10, 10))


@given(st.lists(points, min_size=3, max_size=12))
def test_a_cut_ring_lies_in_its_box(ring):
    box = (-3.0, -2.0, 4.0, 5.0)
    for x, y in cut_ring(ring, box):
        assert box[0] - 1e-9 <= x <= box[2] + 1e-9
        assert box[1] - 1e-9 <= y <= box[3] + 1e-9


def test_a_ring_inside_the_box_is_left_alone():
    ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    assert sorted(cut_ring(ring, (-1, -1, 2, 2))) == sorted(ring)


def test_the_low_countries_are_on_the_map_of_the_low_countries():
    found = {iso for iso, _ in countries_in((2.3, 49.3, 7.3, 53.7))}
    assert {"BE", "NL", "LU", "DE", "FR"} <= found
    assert "PL" not in found


def test_the_outline_has_its_source_beside_it():
    folder = Path("src/belfort/terrain")
    assert "Natural Earth" in (folder / "europe.md").read_text("utf8")

"""Pictures as files: the same bytes, their origin inside, safe to stand in a page."""

import re
from xml.etree import ElementTree

import pytest
from matplotlib.image import imread

from belfort.report import scales
from belfort.report.charts import Rung, draw_ladder
from belfort.report.picture import Ground, draw_classes
from belfort.report.saving import alt_text, save, to_svg_text
from tests.report.synthetic import frame, height, scenario, words


def ladder():
    return draw_ladder([Rung("u", 90, 70, (60,), (30,))], words())


def gap():
    return draw_classes(Ground(scenario()), frame(), height(), scales.lowest_height(), words())


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_the_same_picture_is_the_same_file(tmp_path, kind):
    one, two = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    save(gap(), one, words())
    save(gap(), two, words())
    assert one.read_bytes() == two.read_bytes()
    assert len(list(tmp_path.iterdir())) == 2
    assert b"$5" in one.read_bytes()


def test_png_is_of_print_quality_and_says_where_it_comes_from(tmp_path):
    path = tmp_path / "a.png"
    save(ladder(), path, words())
    assert imread(path).shape[1] == 1800
    data = path.read_bytes()
    assert scenario().hash.encode() in data
    assert words().warning.encode() in data


def test_svg_is_a_picture_with_a_name_and_ids_of_its_own():
    one, two = to_svg_text(ladder(), words()), to_svg_text(gap(), words())
    ids = []
    for text in (one, two):
        root = ElementTree.fromstring(text)
        assert root.get("role") == "img"
        assert root.get("aria-label") == alt_text(words())
        found = {e.get("id") for e in root.iter() if e.get("id")}
        used = re.findall(r'url\(#([^)]+)\)|xlink:href="#([^"]+)"', text)
        assert {a or b for a, b in used} <= found
        assert len(used) > 5
        assert "<script" not in text
        ids.append(found)
    assert not ids[0] & ids[1]
    assert scenario().hash in one


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"ends in .png, .svg, .pdf, found '.gif'"):
        save(ladder(), tmp_path / "a.gif", words())
    assert list(tmp_path.iterdir()) == []

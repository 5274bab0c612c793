"""Circles and bars: words stay on the sheet, series where the numbers are."""

import numpy as np
import pytest

from belfort.report.bars import Bar, draw_bars
from belfort.report.polars import Polar, draw_polars
from belfort.report.scales import LOOKS
from tests.report.synthetic import words

BEARING = np.arange(0.0, 360.0, 45.0)


def polar(name, top):
    mode = np.linspace(0.2, 1.0, 8) * top
    return Polar(name, BEARING, 0.5 * mode, mode, 1.5 * mode)


def texts_off_the_sheet(figure):
    figure.canvas.draw()
    bounds = figure.bbox
    found = []
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            if text.get_text() and not (
                box.x0 >= -1 and box.y0 >= -1 and box.x1 <= bounds.x1 + 1 and box.y1 <= bounds.y1 + 1
            ):
                found.append(text.get_text())
    return found


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_circles_hold_their_band(look):
    panels = [polar("port-of-rotterdam", 10.0), polar("b", 20.0), polar("c", 5.0)]
    figure = draw_polars(panels, words(), look, title="To go", unit="km")
    circles = [axes for axes in figure.axes if axes.name == "polar"]
    assert len(circles) == 3
    assert len({axes.get_ylim() for axes in circles}) == 1
    assert circles[0].get_ylim()[1] == pytest.approx(1.05 * 30.0)
    drawn = circles[0].lines[-1].get_ydata()
    assert drawn[:-1] == pytest.approx(np.linspace(2.0, 10.0, 8))
    assert drawn[-1] == drawn[0]
    assert texts_off_the_sheet(figure) == []


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_bars_are_as_long_as_their_figures(look):
    rows = [
        Bar("aocs-nieuw-milligen - crc-beauvechain", 30.6, "connection", "Netherlands"),
        Bar("radar-herwijnen", 2.39, "sensor", "Belgium"),
    ]
    figure = draw_bars(rows, words(), look, title="What fails", unit="% of the land")
    bars = [p.get_width() for p in figure.axes[-1].patches]
    assert bars == pytest.approx([30.6, 2.39])
    said = {t.get_text() for axes in figure.axes for t in axes.texts}
    assert {"30.6, Netherlands", "radar-herwijnen"} <= said
    assert texts_off_the_sheet(figure) == []


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="none given"):
        draw_polars([], words(), title="x")
    with pytest.raises(ValueError, match="one or more"):
        draw_bars([], words(), title="x", unit="y")

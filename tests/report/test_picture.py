"""Pictures: every look draws without a warning, words and symbols lie apart, data lies where it belongs."""

from itertools import combinations
from math import nan, radians

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from belfort.report import scales
from belfort.report.basemap import fitted, region_bounds_m
from belfort.report.charts import Rung, draw_first_detection, draw_ladder, draw_value_curve
from belfort.report.picture import Ground, draw_bands, draw_classes, draw_share, draw_warning
from belfort.report.placing import Box
from belfort.report.scales import LOOKS, Look
from belfort.report.sheet import text_width, wrapped
from belfort.report.siting_map import Siting, draw_siting
from belfort.report.symbols import MEANING, symbol_of
from tests.report.synthetic import frame, height, scenario, words

BEARING = np.arange(0, 360, 10)


def gap(look, **more):
    option = scenario().options["patriot"]
    return draw_classes(
        Ground(option, scenario(), **more), frame(), height(), scales.lowest_height(), words(), look
    )


def warning(look):
    minutes = {a.name: (1.0, 3.0 + i, 44.0) for i, a in enumerate(scenario().assets)} | {
        "schiphol": (nan, nan, nan)
    }
    return draw_warning(
        Ground(scenario(), has_units=False),
        frame(),
        minutes,
        scales.warning_minutes(),
        words(is_coarse=False),
        look,
    )


def siting(look):
    lat, lon = (np.radians(np.linspace(a, b, 40)) for a, b in ((49.6, 53.4), (2.8, 6.9)))
    chosen = [(lat[i], lon[i]) for i in (3, 4, 20)]
    found = Siting(lat, lon, chosen, [(chosen[0], chosen[2])])
    return draw_siting(Ground(scenario()), frame(), found, words(), look)


RUNGS = [Rung("nasams-be-2", 180, 150, (140, 70), (95, 40)), Rung("a unit of a long name", 90, 70)]
PICTURES = {
    "classes": gap,
    "share": lambda look: draw_share(
        Ground(scenario()), frame(), 1 / (1 + height()), "Probability", words(), look
    ),
    "bands": lambda look: draw_bands(
        Ground(scenario()),
        frame(),
        {k: -f * height() for k, f in (("low", 2.0), ("mode", 1.0), ("high", 0.5))},
        -300,
        words(),
        look,
    ),
    "warning": warning,
    "siting": siting,
    "polar": lambda look: draw_first_detection(
        BEARING, BEARING / 9, BEARING / 6, BEARING / 4 + 1, words(), look
    ),
    "ladder": lambda look: draw_ladder(RUNGS, words(), look),
    "value": lambda look: draw_value_curve([0, 50, 70, 71], [0, 50, 75, 80], words(), look),
}


def drawn(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return canvas


def texts(figure, canvas):
    found = []
    for axes in figure.axes:
        ticks = [
            t.label1 for axis in (axes.xaxis, axes.yaxis) for t in axis._update_ticks() if is_shown(axis, t)
        ]
        labels = [axes.xaxis.label, axes.title, axes._left_title, *ticks]
        for text in [*axes.texts, *(labels if axes is not figure.axes[0] else [])]:
            if text.get_text().strip() and text.get_visible():
                found.append((text.get_text(), text.get_window_extent(canvas.get_renderer())))
    return found


def is_shown(axis, tick):
    low, high = sorted(axis.get_view_interval())
    return low <= tick.get_loc() <= high


def ground_of(figure):
    """Return the rectangle of the sea, which is the map's."""
    (patch,) = [
        p for p in figure.axes[0].patches if to_rgb(p.get_facecolor()) in SEAS and p.get_zorder() == 1
    ]
    return patch


SEAS = [to_rgb(p.sea) for p in (scales.LIGHT, scales.DARK)]


def overlap(one, two):
    width = min(one.x1, two.x1) - max(one.x0, two.x0)
    height_ = min(one.y1, two.y1) - max(one.y0, two.y0)
    return min(width, height_)


@pytest.mark.parametrize("look", ["light", "narrow-dark"])
@pytest.mark.parametrize("name", PICTURES)
def test_words_lie_apart_and_on_the_sheet(name, look):
    figure = PICTURES[name](LOOKS[look])
    canvas = drawn(figure)
    found = texts(figure, canvas)
    assert len(found) > 4
    for (one, a), (two, b) in combinations(found, 2):
        assert overlap(a, b) < 1.5, f"{one!r} and {two!r}"
    width, tall = canvas.get_width_height()
    for text, box in found:
        assert box.x0 >= 0 and box.x1 <= width + 1 and box.y0 >= 0 and box.y1 <= tall, text  # noqa: PT018
    assert width == (400 if "narrow" in look else 900)


@pytest.mark.parametrize("look", ["light", "narrow-dark"])
def test_symbols_lie_apart_and_off_the_names(look):
    figure = gap(LOOKS[look])
    canvas = drawn(figure)
    land = ground_of(figure).get_window_extent(canvas.get_renderer())
    inside = lambda b: b.x0 >= land.x0 - 1 and b.x1 <= land.x1 + 1 and b.y0 >= land.y0 - 1  # noqa: E731
    units = [
        p.get_window_extent(canvas.get_renderer()) for p in figure.axes[0].patches if p.get_label() == "unit"
    ]
    units = [u for u in units if inside(u)]
    names = [(t, b) for t, b in texts(figure, canvas) if inside(b)]
    assert len(units) == len(scenario().options["patriot"].units)
    assert len(names) >= 5
    for one, two in combinations(units, 2):
        assert overlap(one, two) < 0.5
    for unit in units:
        for name, box in names:
            assert overlap(unit, box) < 1.5, name


def test_a_view_fills_its_body_with_the_region():
    bounds_m = region_bounds_m(scenario(), frame())
    view = fitted(bounds_m, frame(), Box(300, 400, 200, 350))
    x, y = view.on_sheet(bounds_m[0::2], bounds_m[1::2])
    assert x == pytest.approx([100, 500])
    assert y[1] == pytest.approx(750)
    assert view.body.y - view.body.half_h == pytest.approx(y[0])
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(
        (bounds_m[3] - bounds_m[1]) / (bounds_m[2] - bounds_m[0])
    )
    region = scenario().region
    east, north = (float(v) for v in view.at(region.north_rad, region.east_rad))
    assert 460 < east <= 500
    assert 700 < north <= 750


def test_data_lies_where_it_belongs():
    """The colour at a place is that of the class of its cell, and the land's where there is no value."""
    figure = draw_classes(
        Ground(scenario(), has_units=False, n_cities=0),
        frame(),
        height(),
        scales.lowest_height(),
        words(),
        Look(),
    )
    canvas = drawn(figure)
    pixels = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    patch = ground_of(figure).get_path().get_extents()
    body = Box((patch.x0 + patch.x1) / 2, (patch.y0 + patch.y1) / 2, patch.width / 2, patch.height / 2)
    view = fitted(region_bounds_m(scenario(), frame()), frame(), body)
    classes, hits, rng = scales.lowest_height(), 0, np.random.default_rng(1)
    for lat_deg, lon_deg in zip(rng.uniform(49.4, 53.6, 400), rng.uniform(2.5, 7.2, 400), strict=True):
        cell = frame().cell_of(radians(lat_deg), radians(lon_deg))
        x, y = view.at(radians(lat_deg), radians(lon_deg))
        seen = pixels[round(pixels.shape[0] - float(y) * 100 / 72), round(float(x) * 100 / 72)]
        kind = int(classes.of(height()[cell]))
        expected = [classes.colours[kind]] if kind >= 0 else [scales.LIGHT.land, scales.LIGHT.sea]
        hits += any(np.abs(seen - to_rgb(c)).max() < 0.02 for c in expected)
    assert hits > 0.85 * 400  # the rest lies on borders, degrees, the scale bar and edges of cells


def test_the_coarse_ground_is_said_and_the_share_of_guesses():
    said = words().source
    found = [e for _, e in scenario().estimates()]
    assert f"{sum(e.is_guess for e in found) / len(found):.0%} of {len(found)} figures are guesses" in said
    assert scenario().hash[:10] in said
    assert "A grid (its licence)" in said
    assert words().warning.startswith("Coarse terrain")
    assert words(is_coarse=False).warning == ""
    titles = [t.get_text() for t in gap(Look()).axes[0].texts]
    assert any("Coarse terrain" in t for t in titles)


def test_every_kind_of_unit_has_its_symbol():
    option = scenario().options["patriot"]
    found = {u.name: symbol_of(u, option, scenario()) for u in option.units}
    assert {s.kind for s in found.values()} <= MEANING.keys()
    assert found["nasams-be-1"].kind == "sam-medium"
    assert found["patriot-nl-1"].kind == "sam-long"
    assert found["skyranger-be-1"].kind == "gun"
    assert found["crc-beauvechain"].kind == "c2"
    assert found["radar-wier"].kind == "radar"
    assert found["benelux-alert"].kind == "fighter"
    assert found["long-range-1"].is_new
    assert not found["radar-wier"].is_notional
    assert not found["nasams-be-1"].is_new


def test_lines_fit_and_keep_every_letter():
    for text in ("a few short words and averyveryverylongwordthatfitsnoline at all", "", "one"):
        lines = wrapped(text, 60.0, 9.0)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(text_width(line, 9.0) <= 60.0 for line in lines)


def test_what_cannot_be_drawn_is_said():
    ground = Ground(scenario())
    with pytest.raises(ValueError, match="array: shape must be"):
        draw_classes(ground, frame(), np.zeros((2, 2)), scales.depth(), words())
    with pytest.raises(ValueError, match="low, mode and high are needed, found low"):
        draw_bands(ground, frame(), {"low": height()}, 1.0, words())
    with pytest.raises(ValueError, match="no such asset: nowhere"):
        draw_warning(ground, frame(), {"nowhere": (1, 2, 3)}, scales.warning_minutes(), words())
    with pytest.raises(ValueError, match="none under it"):
        draw_value_curve([0, 2], [0, 1], words())

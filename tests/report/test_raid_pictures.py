"""Pictures of a raid: each is drawn in every look, words lie apart, numbers stand where they belong."""

from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from belfort.raid.layout import CAUSES
from belfort.report.picture import Ground
from belfort.report.raid_charts import Curve, Panel, Spread, draw_histograms, draw_panels, draw_spreads
from belfort.report.raid_content import RaidReport
from belfort.report.raid_files import write_raid
from belfort.report.raid_map import draw_leakers
from belfort.report.raid_pictures import CAUSE_FILLS, histograms, pictures_of
from belfort.report.raid_stacks import Stack, draw_stacks, fitted, mixed
from belfort.report.raid_summary import digest_of
from belfort.report.scales import LOOKS
from belfort.report.sheet import text_width
from belfort.scenario import load_scenario
from tests.report.raid_outcomes import made_up
from tests.report.synthetic import frame, provenance, scenario, words
from tests.report.test_picture import drawn, overlap, texts


@lru_cache(maxsize=1)
def report():
    base = load_scenario("tiny")
    titled = replace(base, option_titles={"more": ("Two Skyrangers more, one at the port and one $ <b>", "")})
    outcomes = (
        made_up(titled, n_nights=2, effectors=(("kce-30", "gun"), ("jammer", "soft-kill"))),
        made_up(
            titled,
            n_nights=2,
            option="more",
            p_leak=0.2,
            effectors=(("kce-30", "gun"), ("jammer", "soft-kill")),
        ),
    )
    return RaidReport(titled, "drone-night", "", outcomes, provenance=provenance())


@lru_cache(maxsize=1)
def digest():
    return digest_of(report().scenario, "drone-night", "", report().outcomes)


STACKS = [
    Stack("As it stands", tuple((c, 0.3 * i) for i, c in enumerate(CAUSES))),
    Stack(
        "An option with a name that is longer than any phone is wide, and says what it is",
        ((CAUSES[0], 2.0),),
    ),
]
SPREADS = [
    Spread("One", -3.6, 0.2, ((-8.0, 0.0), (-5.0, -2.0)), "−3.6 (−8 to 0), ±0.2"),
    Spread("Two", 0.1, 0.2, ((-1.0, 1.0),), "0.1"),
]
PANELS = [
    Panel(
        name,
        tuple(
            Curve(f"curve {i}", np.linspace(0, 90, 40), np.linspace(0, 100 - 10 * i, 40)) for i in range(6)
        ),
    )
    for name in ("Iskander-M", "Kinzhal", "Shahed-136")
]
CHARTS = {
    "stacks": lambda look: draw_stacks(STACKS, CAUSE_FILLS, words(), look, unit="leakers"),
    "spreads": lambda look: draw_spreads(
        SPREADS, words(), look, unit="leakers", keys=("a", "b"), has_zero=True
    ),
    "histograms": lambda look: draw_histograms(histograms(digest()), words(), look, unit="number"),
    "panels": lambda look: draw_panels(
        PANELS, words(), look, title="Step", x_unit="minutes", y_unit="%", y_most=104.0
    ),
    "map": lambda look: draw_leakers(
        Ground(scenario()), frame(), {"brussels": 2.3, "antwerp": 0.4, "doel": 0.001}, words(), look
    ),
}


@pytest.mark.parametrize("look", ["light", "narrow-dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_words_lie_apart_and_on_the_sheet(name, look):
    figure = CHARTS[name](LOOKS[look])
    canvas = drawn(figure)
    found = texts(figure, canvas)
    assert len(found) > 4
    for (one, a), (two, b) in combinations(found, 2):
        assert overlap(a, b) < 2.0, f"{one!r} and {two!r}"
    width, tall = canvas.get_width_height()
    for text, box in found:
        assert box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= 0 and box.y1 <= tall, text  # noqa: PT018


def test_every_picture_is_drawn_and_not_empty():
    made = pictures_of(report(), digest())
    slugs = [p.slug for p in made]
    assert len(set(slugs)) == len(slugs)
    assert slugs[0] == "causes"
    assert {
        "leakers",
        "nights",
        "differences",
        "map-1",
        "layers",
        "magazines",
        "magazines-nights",
        "exchange",
        "moments-1",
        "warning",
    } <= set(slugs)
    for picture in made:
        if picture.slug.endswith("-2"):
            continue
        pixels = np.asarray(drawn(picture.draw(words(), LOOKS["light"])).buffer_rgba())[..., :3]
        paper = np.array([0xFD, 0xFC, 0xF9])
        assert (np.abs(pixels.astype(int) - paper).max(axis=2) > 12).mean() > 0.02, picture.slug
        assert picture.data, picture.slug


def test_the_bars_of_causes_are_as_long_as_their_numbers():
    figure = draw_stacks(STACKS, CAUSE_FILLS, words(), LOOKS["light"], unit="leakers")
    bars = [p for p in figure.axes[0].patches if p.get_facecolor()[3] == 0.0]
    longest = [b for b in bars if b.get_width() > 1.0]
    first = [b.get_width() for b in longest if abs(b.get_y() - max(x.get_y() for x in longest)) < 1.0]
    values = [v for _, v in STACKS[0].parts if v > 0.0]
    assert np.array(first) / first[0] == pytest.approx(np.array(values) / values[0])


def test_a_histogram_holds_all_raids():
    for row, option in zip(histograms(digest()), digest().options, strict=True):
        assert row.shares.sum() == pytest.approx(1.0)
        middle = 0.5 * (row.edges[:-1] + row.edges[1:])
        assert (middle * row.shares).sum() == pytest.approx(option.of("n_leaked").mean)
        assert row.bands[0] == (option.of("n_leaked").low90, option.of("n_leaked").high90)


def test_every_cause_has_a_fill_of_its_own():
    looks = [LOOKS["light"], LOOKS["dark"]]
    assert list(CAUSE_FILLS) == list(CAUSES)
    for look in looks:
        assert len({(f.colour(look), f.hatch) for f in CAUSE_FILLS.values()}) == len(CAUSES)


def test_words_are_cut_to_fit():
    assert fitted("short", 200.0, 9.0) == "short"
    cut = fitted("a name that goes on and on and on", 80.0, 9.0)
    assert cut.endswith("…")
    assert text_width(cut, 9.0) <= 80.0
    assert mixed("#ff0000", "#0000ff", 1.0) == "#ff0000"


def test_an_unknown_asset_is_refused():
    with pytest.raises(ValueError, match="no such asset: nowhere"):
        draw_leakers(Ground(scenario()), frame(), {"nowhere": 1.0}, words())


def test_nothing_to_draw_is_refused():
    for draw in (draw_stacks, draw_spreads, draw_histograms, draw_panels):
        with pytest.raises((ValueError, TypeError)):
            draw([], words())
    with pytest.raises(ValueError, match="none given"):
        draw_histograms([], words(), unit="x")


def test_where_nothing_flies_nothing_is_drawn():
    base = load_scenario("tiny")
    empty = RaidReport(
        base, "drone-night", "", (made_up(n_armed=0, kinds=(), effectors=(("none", "none"),)),)
    )
    assert pictures_of(empty, digest_of(base, "drone-night", "", empty.outcomes)) == ()


@pytest.mark.slow
def test_pictures_stand_in_the_page_and_beside_it(tmp_path):
    done = write_raid(report(), tmp_path)
    html = done.page.read_text("utf8")
    made = [p for p in pictures_of(report(), done.digest) if p.is_on_page]
    assert html.count("<img ") == len(made)
    assert html.count("data:image/png;base64") >= 4 * len(made)
    for picture in made:
        for ending in (".png", "-dark.png"):
            image = Image.open(tmp_path / "pictures" / f"{picture.slug}{ending}")
            assert image.size[0] == 1800
            assert len(image.convert("L").getcolors(1 << 24)) > 20
        assert f'href="pictures/{picture.slug}.svg"' in html
        assert all((tmp_path / name).is_file() for name in picture.data)

from math import asin, inf, log, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from belfort.catalogue import load_catalogue
from belfort.catalogue.figure import Figure
from belfort.catalogue.shapes import physical_range, quantile
from belfort.catalogue.world import World, cause_of, draw_world, family_of

N_WORLDS = 2000
SEED = 20260101


def figure(low: float, mode: float, high: float, shape: str, unit: str = "km") -> Figure:
    band = "p10-p90" if shape == "two-piece-normal" else "bounds"
    return Figure.model_validate(
        {
            **{
                "id": "F9999",
                "low": low,
                "mode": mode,
                "high": high,
                "unit": unit,
                "shape": shape,
                "band": band,
            },
            **{"sources": ["GK"], "evidence": "general_knowledge", "as_of": "2026"},
        }
    )


def lognormal_cdf(x, low, mode, high):
    """Two halves of a normal of log x, cut at their 5 % and 95 % points and weighed to meet at one height."""
    z95 = stats.norm.ppf(0.95)
    spread_low, spread_high = log(mode / low) / z95, log(high / mode) / z95
    weight = spread_low / (spread_low + spread_high)
    y = np.log(np.asarray(x) / mode)
    below = stats.truncnorm.cdf(y / spread_low, -z95, 0.0) if spread_low else 0.0 * y
    above = stats.truncnorm.cdf(y / spread_high, 0.0, z95) if spread_high else 0.0 * y
    return weight * below + (1 - weight) * above


def two_piece_cdf(x, low, mode, high):
    z90 = stats.norm.ppf(0.9)
    x = np.asarray(x)
    return np.where(
        x < mode, stats.norm.cdf(x, mode, (mode - low) / z90), stats.norm.cdf(x, mode, (high - mode) / z90)
    )


def reference_cdf(f: Figure):
    """Return the distribution of a figure, worked out by SciPy."""
    low, mode, high, width = f.low, f.mode, f.high, f.high - f.low
    a = 1 + 4 * (mode - low) / width if width else 0
    return {
        "triangular": lambda x: stats.triang.cdf(x, (mode - low) / width, low, width),
        "pert": lambda x: stats.beta.cdf((np.asarray(x) - low) / width, a, 6 - a),
        "lognormal": lambda x: lognormal_cdf(x, low, mode, high),
        "two-piece-normal": lambda x: two_piece_cdf(x, low, mode, high),
    }[f.shape]


@pytest.fixture(scope="module")
def worlds(catalogue):
    return [draw_world(catalogue, SEED, world) for world in range(N_WORLDS)]


def draws(worlds, entry: str, parameter: str) -> np.ndarray:
    return np.array([world.value(entry, parameter) for world in worlds])


@pytest.mark.parametrize(
    ("entry", "parameter", "shape"),
    [
        ("gm200-mmc", "reference_range", "triangular"),
        ("pac-3-mse", "p_kill_ballistic", "pert"),
        ("shahed-136", "unit_cost", "lognormal"),
        ("raid-structure", "shahed_launched_per_window_2025", "two-piece-normal"),
        ("quadcopter", "rcs", "triangular"),
    ],
)
def test_marginals_are_the_shapes(catalogue, worlds, entry, parameter, shape):
    f = catalogue.complete(entry)[parameter]
    assert f.shape == shape
    values = draws(worlds, entry, parameter)
    least, most = physical_range(f)
    inside = values[(values > least) & (values < most)]  # what is cut off piles up at the end
    cdf, floor = reference_cdf(f), 0.0
    if least > -inf and shape == "two-piece-normal":
        floor = float(cdf(least))
        assert np.mean(values == least) == pytest.approx(floor, abs=4 * np.sqrt(floor / N_WORLDS) + 1e-9)
    assert stats.kstest(inside, lambda x: (cdf(x) - floor) / (1 - floor)).pvalue > 1e-3


@pytest.mark.parametrize(
    ("one", "other", "r"),
    [
        (("pac-3-mse", "p_kill_ballistic"), ("pac-3-mse", "p_kill_fighter"), 0.7),
        (("pac-3-mse", "p_kill_ballistic"), ("gem-t", "p_kill_ballistic"), 0.3),
        (("gm200-mmc", "reference_range"), ("gm200-mmc", "small_uav_detection_range"), 0.6),
        (("gm200-mmc", "reference_range"), ("gm200-mmc", "update_interval"), -0.6),
        (("gm200-mmc", "reference_range"), ("trml-4d", "reference_range"), 0.1),
        (("patriot", "reaction_time"), ("patriot", "emplacement_time"), 0.7),
        (("gm200-mmc", "reference_range"), ("patriot", "reaction_time"), 0.0),
        (("gm200-mmc", "reference_range"), ("gm200-mmc", "antenna_height"), 0.0),
    ],
)
def test_ranks_correlate_as_declared(worlds, one, other, r):
    found = stats.spearmanr(draws(worlds, *one), draws(worlds, *other)).statistic
    assert found == pytest.approx(6 / pi * asin(r / 2), abs=4 / np.sqrt(N_WORLDS))


def test_normals_behind_the_draws_are_standard(catalogue, worlds):
    f = catalogue["gm200-mmc"].figures["reference_range"]
    assert stats.kstest([world.place(f) for world in worlds], "norm").pvalue > 1e-3


def test_an_optimist_is_optimistic_everywhere(catalogue):
    assert cause_of(catalogue, "reference_range") == ("performance", 1)
    assert cause_of(catalogue, "update_interval") == ("performance", -1)
    assert cause_of(catalogue, "p_kill_owa_drone") == ("kill", 1)
    assert cause_of(catalogue, "p_effect_autonomous") == ("kill", 1)
    assert cause_of(catalogue, "wingspan") == ("", 1)


def test_the_same_seed_and_number_are_the_same_world(catalogue):
    first, second = draw_world(catalogue, 7, 3), draw_world(load_catalogue(), 7, 3)
    cited = [c for _, _, c in catalogue.citations() if isinstance(c, Figure)]
    assert [first.of(f) for f in cited] == [second.of(f) for f in reversed(cited)][::-1]
    assert first.value("patriot", "unit_cost") != draw_world(catalogue, 7, 4).value("patriot", "unit_cost")
    assert first.value("patriot", "unit_cost") != draw_world(catalogue, 8, 3).value("patriot", "unit_cost")


def test_families(catalogue):
    assert family_of(catalogue, "patriot") == "patriot"
    assert family_of(catalogue, "patriot-timing") == "patriot"
    assert family_of(catalogue, "nasams-belgium") == "nasams"
    assert family_of(catalogue, "nasams-timing") == "nasams-timing"  # also about another family
    assert family_of(catalogue, "availability") == "availability"


def test_an_entry_more_or_less_moves_no_other_draw(catalogue, copy):
    (copy / "sensor/gm400.toml").unlink()
    source = (copy / "sensor/giraffe-1x.toml").read_text()
    (copy / "sensor/a-new-radar.toml").write_text(
        source.replace('id = "F0', 'id = "F9').replace('id = "F1', 'id = "F8')
    )
    other = load_catalogue(copy, strict=False)
    here, there = draw_world(catalogue, 7, 3), draw_world(other, 7, 3)
    assert "a-new-radar" in other.entries
    for entry, name, cited in catalogue.citations():
        if isinstance(cited, Figure) and entry.id != "gm400":
            assert here.value(entry, name) == there.value(entry.id, name)


def test_every_draw_is_possible_and_fixed_figures_never_move(catalogue, worlds):
    for _, _, cited in catalogue.citations():
        if isinstance(cited, Figure):
            for world in worlds[:5]:
                value = world.of(cited)
                least, most = physical_range(cited)
                assert least <= value <= most
                assert cited.shape == "two-piece-normal" or cited.low <= value <= cited.high
                assert cited.shape != "fixed" or value == cited.mode


def test_a_figure_taken_from_another_entry_is_one_draw(worlds):
    world = worlds[0]
    assert world.value("nasams-belgium", "emplacement_time") == world.value("nasams", "emplacement_time")


def test_modes_and_si(catalogue, worlds):
    mode = World.mode(catalogue)
    assert mode.value("patriot", "unit_cost") == catalogue["patriot"].figures["unit_cost"].mode
    assert mode.si("gm200-mmc", "reference_range") == 75e3
    assert worlds[1].si("quadcopter", "rcs") == pytest.approx(
        10 ** (worlds[1].value("quadcopter", "rcs") / 10)
    )


def test_what_cannot_be_drawn_is_said(catalogue):
    with pytest.raises(KeyError, match="has no figure 'wings'"):
        draw_world(catalogue, 1, 0).value("patriot", "wings")
    with pytest.raises(KeyError):
        draw_world(catalogue, 1, 0).value("nobody", "unit_cost")
    with pytest.raises(ValueError, match="a world is"):
        draw_world(catalogue, 1, -1)
    with pytest.raises(ValueError, match="seed"):
        draw_world(catalogue, -1, 0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile(catalogue["patriot"].figures["unit_cost"], 1.5)


LADDER = st.lists(st.floats(0.001, 1e6), min_size=3, max_size=3).map(sorted).filter(lambda v: v[0] < v[2])


@given(
    values=LADDER,
    shape=st.sampled_from(["triangular", "pert", "lognormal", "two-piece-normal"]),
    p=st.floats(0, 1),
    q=st.floats(0, 1),
)
def test_quantiles_rise_and_stay_in_bounds(values, shape, p, q):
    f = figure(*values, shape)
    less, more = quantile(f, min(p, q)), quantile(f, max(p, q))
    assert less <= more * (1 + 1e-9)
    if shape == "two-piece-normal":
        assert less >= 0
    else:
        assert f.low <= less <= more * (1 + 1e-9) <= f.high * (1 + 2e-9)


def test_measured_quantiles_come_out():
    f = figure(20, 50, 120, "two-piece-normal", "count")
    assert [quantile(f, p) for p in (0.1, 0.5, 0.9)] == pytest.approx([20, 50, 120])
    share = figure(0.5, 0.9, 0.98, "two-piece-normal", "fraction")
    assert quantile(share, 0.9999) == 1.0
    assert quantile(figure(50, 90, 98, "two-piece-normal", "percent"), 0.9999) == 100.0


@pytest.mark.parametrize(
    ("values", "at_half"), [((10, 10, 100), None), ((10, 100, 100), None), ((10, 31.6228, 100), 31.6228)]
)
def test_lognormal_reaches_its_ends(values, at_half):
    f = figure(*values, "lognormal")
    assert (quantile(f, 0), quantile(f, 1)) == pytest.approx((10, 100))
    if at_half:
        assert quantile(f, 0.5) == pytest.approx(at_half, rel=1e-4)

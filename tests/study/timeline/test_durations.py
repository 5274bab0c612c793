import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.catalogue.figure import Figure
from belfort.catalogue.shapes import quantile
from belfort.study.timeline.durations import SHAPES, Duration, exactly, faults_of, quantiles

P = np.linspace(0.005, 0.995, 41)


def figure(low, mode, high, shape):
    band = "p10-p90" if shape == "two-piece-normal" else "bounds"
    return Figure(
        id="F9999",
        low=low,
        mode=mode,
        high=high,
        unit="months",
        shape=shape,
        band=band,
        sources=("GK",),
        evidence="general_knowledge",
        as_of="2026",
    )


@pytest.mark.parametrize("shape", ["triangular", "pert", "lognormal", "two-piece-normal"])
@pytest.mark.parametrize("numbers", [(3.0, 8.0, 20.0), (5.0, 5.0, 9.0), (5.0, 9.0, 9.0), (1.0, 30.0, 31.0)])
def test_as_the_catalogue_reads_it(shape, numbers):
    ours = quantiles(Duration(*numbers, shape), P)
    twin = [quantile(figure(*numbers, shape), p) for p in P]
    np.testing.assert_allclose(ours, twin, rtol=1e-9)


def test_uniform_exponential_and_fixed():
    np.testing.assert_allclose(quantiles(Duration(2, 3, 6, "uniform"), P), 2 + 4 * P)
    np.testing.assert_allclose(quantiles(Duration(1, 1, 5, "exponential"), P), 1 - 4 * np.log(1 - P))
    assert (quantiles(exactly(7.0), P) == 7.0).all()


def test_cases_are_met_at_their_plotting_positions():
    cases = Duration(0.0, 10.0, 60.0, "cases", points=(6.0, 10.0, 50.0))
    np.testing.assert_allclose(quantiles(cases, np.array([1 / 6, 0.5, 5 / 6])), [6.0, 10.0, 50.0])
    assert quantiles(cases, np.array([1e-9]))[0] < 0.01
    assert quantiles(cases, np.array([1 - 1e-9]))[0] > 59.9


@given(
    st.sampled_from([s for s in SHAPES if s not in ("fixed", "cases", "exponential")]),
    st.lists(st.floats(0.5, 200), min_size=3, max_size=3),
)
def test_it_rises_and_stays_inside(shape, numbers):
    low, mode, high = sorted(numbers)
    values = quantiles(Duration(low, mode, high, shape), P)
    assert (np.diff(values) >= -1e-9).all()
    if shape != "two-piece-normal":
        assert values.min() >= low - 1e-9
        assert values.max() <= high + 1e-9


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (Duration(5, 3, 9), "runs backwards"),
        (Duration(3, 9, 5), "runs backwards"),
        (Duration(-1, 0, 2), "must be at least 0"),
        (Duration(0, 1, float("inf")), "finite"),
        (Duration(0, 1, 2, "bell"), "no shape 'bell'"),
        (Duration(0, 1, 2, "lognormal"), "low > 0"),
        (Duration(0, 1, 2, "fixed"), "'fixed'"),
        (Duration(0, 1, 2, "exponential"), "exponential"),
        (Duration(0, 1, 2, "cases", points=(3.0,)), "rise"),
        (Duration(0, 1, 2, "cases"), "rise"),
    ],
)
def test_faults(duration, words):
    assert words in " ".join(faults_of(duration))


def test_times_keeps_shape_and_origin():
    twice = Duration(1, 2, 3, "pert", "catalogue:F0001", True).times(2.0)
    assert (twice.low, twice.mode, twice.high, twice.shape) == (2, 4, 6, "pert")
    assert twice.is_guess
    assert Duration(1, 2, 3).times(0.0).is_fixed
    assert Duration(0, 1, 4, "cases", points=(1.0, 2.0)).times(2.0).points == (2.0, 4.0)

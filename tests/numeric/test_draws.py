"""Every distribution: closed-form moments, a Kolmogorov-Smirnov test that would notice, and the checks."""

import numpy as np
import pytest
from scipy import special

from belfort.numeric import draws, philox
from belfort.numeric.streams import purpose_code
from tests.numeric.cases import DRAWS, any_stream

N_CHEAP, N_DEAR = 1_000_000, 200_000  # a beta costs far more than a normal


def pert_shapes(low, mode, high):
    a = 1.0 + 4.0 * (mode - low) / (high - low)
    return a, 6.0 - a


def triangular_cdf(x, low, mode, high):
    rising = (x - low) ** 2 / ((high - low) * (mode - low))
    return np.where(x <= mode, rising, 1.0 - (high - x) ** 2 / ((high - low) * (high - mode)))


def pert_cdf(x, low, mode, high):
    return special.betainc(*pert_shapes(low, mode, high), (x - low) / (high - low))


def pert_moments(low, mode, high):
    mean = (low + 4 * mode + high) / 6
    return mean, (mean - low) * (high - mean) / 7


LAWS = {  # distribution function; mean and variance; the same law a little wrong
    "fill_uniform": (
        lambda x, low, high: (x - low) / (high - low),
        lambda low, high: ((low + high) / 2, (high - low) ** 2 / 12),
        (-2.0, 5.02),
    ),
    "fill_normal": (
        lambda x, mean, sd: special.ndtr((x - mean) / sd),
        lambda mean, sd: (mean, sd**2),
        (3.0, 2.03),
    ),
    "fill_lognormal": (
        lambda x, median, sd_log: special.ndtr(np.log(x / median) / sd_log),
        lambda m, s: (m * np.exp(s * s / 2), m * m * np.exp(s * s) * np.expm1(s * s)),
        (8.0, 0.406),
    ),
    "fill_exponential": (
        lambda x, mean: -np.expm1(-x / mean),
        lambda mean: (mean, mean**2),
        (7.06,),
    ),
    "fill_triangular": (
        triangular_cdf,
        lambda a, c, b: ((a + b + c) / 3, (a * a + b * b + c * c - a * b - a * c - b * c) / 18),
        (1.0, 2.02, 6.0),
    ),
    "fill_pert": (pert_cdf, pert_moments, (1.0, 2.04, 6.0)),
    "fill_beta": (
        lambda x, a, b: special.betainc(a, b, x),
        lambda a, b: (a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))),
        (3.04, 4.5),
    ),
}


def ks_p_value(sorted_sample, cdf):
    """P-value of the two-sided Kolmogorov-Smirnov test, asymptotic."""
    n = len(sorted_sample)
    p = cdf(sorted_sample)
    steps = np.arange(n + 1) / n
    distance = max((steps[1:] - p).max(), (p - steps[:-1]).max())
    return special.kolmogorov(np.sqrt(n) * distance)


@pytest.fixture(scope="module")
def samples():
    """One sorted sample of each distribution."""
    return {
        name: np.sort(
            draws.sample(
                getattr(draws, name),
                any_stream()._replace(purpose=purpose_code(name)),
                N_DEAR if name in dear else N_CHEAP,
                *DRAWS[name],
            )
        )
        for dear in [("fill_pert", "fill_beta")]
        for name in LAWS
    }


@pytest.mark.parametrize("name", LAWS)
def test_distribution(samples, name):
    cdf, _, _ = LAWS[name]
    assert ks_p_value(samples[name], lambda x: cdf(x, *DRAWS[name])) > 0.001


@pytest.mark.parametrize("name", LAWS)
def test_the_distribution_test_notices_a_slightly_wrong_parameter(samples, name):
    cdf, _, wrong = LAWS[name]
    with np.errstate(all="ignore"):
        assert ks_p_value(samples[name], lambda x: cdf(x, *wrong)) < 1e-6


@pytest.mark.parametrize("name", LAWS)
def test_moments(samples, name):
    """Mean within four standard errors; variance within 1 %."""
    sample, (mean, variance) = samples[name], LAWS[name][1](*DRAWS[name])
    assert abs(sample.mean() - mean) < 4 * np.sqrt(variance / len(sample))
    assert sample.var() == pytest.approx(variance, rel=0.01)


@pytest.mark.parametrize("name", DRAWS)
def test_a_draw_rises_with_its_uniform(name):
    uniforms, values = np.empty(3000), np.empty(3000)
    philox.fill_unit(uniforms, any_stream(), 0)
    getattr(draws, name)(values, any_stream(), 0, *DRAWS[name])
    assert (np.diff(values[np.argsort(uniforms)]) > 0).all()


def test_common_random_numbers_keep_their_rank():
    """The same draw under two sets of parameters is equally lucky."""
    near = draws.sample(draws.fill_pert, any_stream(), 500, 1.0, 2.0, 6.0)
    far = draws.sample(draws.fill_pert, any_stream(), 500, 10.0, 30.0, 60.0)
    assert (np.argsort(near) == np.argsort(far)).all()


def test_sample_starts_where_it_is_told():
    whole = draws.sample(draws.fill_normal, any_stream(), 10, 0.0, 1.0)
    assert (draws.sample(draws.fill_normal, any_stream(), 4, 0.0, 1.0, first=6) == whole[6:]).all()


@pytest.mark.parametrize(
    ("fill", "parameters"),
    [
        (draws.fill_triangular, (5.0, 4.0, 9.0)),
        (draws.fill_pert, (1.0, 7.0, 6.0)),
        (draws.fill_beta, (0.0, 2.0)),
        (draws.fill_uniform, (2.0, 1.0)),
        (draws.fill_exponential, (-1.0,)),
        (draws.fill_lognormal, (-3.0, 0.2)),
        (draws.fill_normal, (float("nan"), 1.0)),
        (draws.fill_normal, (0.0, -1.0)),
    ],
)
def test_parameters_that_make_no_sense_are_refused(fill, parameters):
    with pytest.raises(ValueError, match=r"does not exist for the parameters"):
        draws.sample(fill, any_stream(), 3, *parameters)


@pytest.mark.parametrize(("n_draws", "first"), [(-1, 0), (1, -1), (2, 2**33 - 1)])
def test_draws_a_stream_does_not_hold_are_refused(n_draws, first):
    with pytest.raises(ValueError, match=r"a stream holds draws 0 to 2\*\*33 - 1"):
        draws.sample(draws.fill_uniform, any_stream(), n_draws, 0.0, 1.0, first=first)

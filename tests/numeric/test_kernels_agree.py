"""Every kernel agrees with its slow twin."""

import numpy as np
import pytest

from belfort.numeric import draws, kernels, philox
from tests.numeric.cases import DRAWS, GEODESY, any_stream
from tests.reference import numeric as twin

# 1e-9 rad of bearing is 0.5 mm at 500 km; positions and lengths to 10 micrometres.
TOLERANCE = {"rad": 1e-9, "m": 1e-5}


@pytest.mark.parametrize("name", GEODESY)
@pytest.mark.parametrize("n", [0, 1, 12])
def test_geodesy_kernel_agrees_with_its_twin(name, n):
    fast_in, fast_out = GEODESY[name](n, np.random.default_rng(n))
    slow_in, slow_out = GEODESY[name](n, np.random.default_rng(n))
    getattr(kernels, name)(*fast_in, *fast_out)
    getattr(twin, name)(*slow_in, *slow_out)
    for fast, slow in zip(fast_out, slow_out, strict=True):
        is_angle = bool(n) and np.abs(slow).max() < 7.0
        np.testing.assert_allclose(fast, slow, rtol=0, atol=TOLERANCE["rad" if is_angle else "m"])


def test_every_rows_kernel_has_a_case():
    assert {name for name in dir(kernels) if name.endswith("_rows")} == set(GEODESY)


def test_every_filler_has_a_case():
    assert {name for name in dir(draws) if name.startswith("fill_")} == set(DRAWS) | {"fill_unit"}


@pytest.mark.parametrize("name", ["fill_uniform", "fill_normal", "fill_lognormal", "fill_exponential"])
@pytest.mark.parametrize(("first", "n"), [(0, 40), (7, 33), (5, 1), (4, 0)])
def test_filler_agrees_with_its_twin(name, first, n):
    fast, slow = np.empty(n), np.empty(n)
    getattr(draws, name)(fast, any_stream(), first, *DRAWS[name])
    getattr(twin, name)(slow, any_stream(), first, *DRAWS[name])
    np.testing.assert_allclose(fast, slow, rtol=1e-13, atol=1e-14)


def test_triangular_filler_agrees_with_its_twin():
    fast, slow = np.empty(40), np.empty(40)
    draws.fill_triangular(fast, any_stream(), 1, *DRAWS["fill_triangular"])
    twin.fill_triangular(slow, any_stream(), 1, *DRAWS["fill_triangular"])
    np.testing.assert_allclose(fast, slow, rtol=1e-14)


@pytest.mark.parametrize("shapes", [(3.0, 3.0), (3.0, 4.5), (8.0, 3.5)])
def test_beta_quantile_inverts_the_integral_of_the_density(shapes):
    for p in (0.001, 0.1, 0.5, 0.93, 0.9999):
        assert twin.beta_cdf(draws.beta_quantile(p, *shapes), *shapes) == pytest.approx(p, rel=1e-9)


def test_philox_words_agree_with_whole_numbers():
    for words in np.random.default_rng(5).integers(0, 2**32, (50, 6)).tolist():
        assert tuple(int(word) for word in philox.philox4x32(*words)) == twin.philox4x32(*words)


@pytest.mark.parametrize("name", [name for name in DRAWS if name != "fill_uniform"])
def test_filler_writes_the_same_bits_as_the_single_draw(name):
    filled = np.empty(7)
    getattr(draws, name)(filled, any_stream(), 3, *DRAWS[name])
    one = getattr(draws, name.removeprefix("fill_"))
    assert [one(any_stream(), 3 + i, *DRAWS[name]) for i in range(7)] == filled.tolist()

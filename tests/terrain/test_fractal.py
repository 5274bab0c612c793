"""The benchmark landscape: the same everywhere, shaped as said."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from belfort.terrain.fractal import fractal_heights

RECIPE = Path(__file__).resolve().parents[2].parent / "shared/research/proto/coverage/mkdem.py"


def test_the_same_on_every_run_and_as_it_ever_was():
    heights = fractal_heights(64)
    assert heights.dtype == np.float32
    assert heights.shape == (64, 64)
    np.testing.assert_array_equal(heights, fractal_heights(64))
    known = {(0, 0): 10.2073, (10, 50): 80.4495, (40, 40): 251.0580, (63, 63): 452.8529}
    for place, height_m in known.items():
        assert heights[place] == pytest.approx(height_m, abs=2e-3)


def test_flat_in_the_north_west_and_hilly_in_the_south_east():
    heights = fractal_heights(1200)
    low, high = heights[:400, :400], heights[800:, 800:]
    assert low.std() < 10 < 60 < high.std()
    assert heights.min() >= -6.0
    assert heights.max() < 700.0
    steps = np.diff(high, axis=1).std()
    assert 7.0 < steps < 11.0


def test_another_seed_is_another_land():
    assert np.abs(fractal_heights(32) - fractal_heights(32, seed=8)).max() > 1.0


@pytest.mark.parametrize("n", [2, 3, 17])
def test_any_size(n):
    assert np.isfinite(fractal_heights(n)).all()


def test_no_land_without_cells():
    with pytest.raises(ValueError, match="2 cells a side"):
        fractal_heights(1)


@pytest.mark.outside
@pytest.mark.skipif(not RECIPE.exists(), reason=f"no {RECIPE} beside this checkout")
@pytest.mark.parametrize("n", [101, 1200])
def test_it_is_the_ground_the_published_accuracy_was_measured_on(n):
    spec = importlib.util.spec_from_file_location("recipe", RECIPE)
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    np.testing.assert_allclose(fractal_heights(n), recipe.make(n), atol=1e-3)

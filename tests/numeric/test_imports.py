"""The plain modules stay plain: no numba, no NumPy, so they are quick to import."""

import subprocess
import sys

import pytest

HEAVY = {"numba", "numpy", "scipy", "llvmlite"}


@pytest.mark.parametrize("module", ["constants", "ellipsoid", "geodesic", "quantiles", "streams"])
def test_plain_modules_import_neither_numba_nor_numpy(module):
    code = f"import sys, belfort.numeric.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert not HEAVY & set(loaded.split())

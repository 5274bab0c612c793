"""The plain modules stay plain: no numba, no NumPy, quick to import."""

import subprocess
import sys

import pytest

HEAVY = {"numba", "numpy", "scipy", "llvmlite"}


@pytest.mark.parametrize("module", ["constants", "ellipsoid", "geodesic", "quantiles", "streams"])
def test_plain_modules_import_neither_numba_nor_numpy(module):
    code = f"import sys, belfort.numeric.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert not HEAVY & set(loaded.split())


def test_quantiles_import_in_five_milliseconds():
    code = (
        "import time; t = time.perf_counter(); import belfort.numeric.quantiles; t = time.perf_counter() - t"
    )
    best_s = min(
        float(
            subprocess.run(
                [sys.executable, "-c", f"{code}; print(t)"], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(5)
    )
    assert best_s < 0.005

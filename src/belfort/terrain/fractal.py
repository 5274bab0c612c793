"""A landscape that never was: spectral fractal heights, flat in the north-west and hilly in the south-east.

For tests and benchmarks where no elevation of 90 m may be shipped. It is shaped after the Low Countries, -6 to
about 700 m, and the same on every machine to rounding. It is no place on earth, and says nothing of any.
"""

import numpy as np

from belfort.terrain.model import Heights

EXPONENT = -1.35
"""Of the amplitude over the wave number. Beside GTOPO30 in 49-52 N, 5-9 E, whose neighbours 30 arc-seconds apart
differ by 24.5 m (standard deviation), the hilly quarter has 18 to 23 m."""
LOWEST_M = -6.0
CELL_M = 90.0


def fractal_heights(n: int, seed: int = 7) -> Heights:
    """Return (n, n) heights in m, cells of 90 m, north up.

    Parameters
    ----------
    n
        Cells a side, 2 or more.
    seed
        Another landscape each.

    Raises
    ------
    ValueError
        `n` is smaller than 2.

    Notes
    -----
    White noise from one thread's generator is filtered by k^-1.35 in numpy's Fourier transform, which has no
    threads; the result is scaled to unit variance and laid on a ramp from 10 m in the north-west to 430 m in
    the south-east, with 3 to 78 m of relief. O(n^2 log n).
    """
    if n < 2:
        raise ValueError(f"a landscape has 2 cells a side or more, not {n}")
    noise = np.random.default_rng(seed).standard_normal((n, n))
    spectrum = np.fft.rfft2(noise)
    wave = np.hypot(np.fft.fftfreq(n)[:, None], np.fft.rfftfreq(n)[None, :])
    wave[0, 0] = 1.0
    spectrum *= wave**EXPONENT
    spectrum[0, 0] = 0.0
    relief = np.fft.irfft2(spectrum, s=(n, n))
    relief = (relief - relief.mean()) / relief.std()
    south, east = (np.arange(n) / n)[:, None], (np.arange(n) / n)[None, :]
    ramp = np.clip((0.7 * east + 0.9 * south - 0.45) / 0.9, 0.0, 1.0)
    height_m = 10.0 + 420.0 * ramp**1.3 + relief * (3.0 + 75.0 * ramp)
    return np.maximum(height_m, LOWEST_M).astype(np.float32)

"""Arithmetic for every other room: what comes in are numbers, what goes out are numbers.

Plain Python, `math` only, importable in milliseconds: `constants` (physical constants with units and
source), `ellipsoid` (scalar geodesy), `quantiles` (inverse distribution functions), `streams` (the key of
a random stream). Compiled from those same sources, with numba: `jit` (the one `kernel` decorator),
`kernels` (scalar and array geodesy), `philox` (the generator) and `draws` (random draws). Checked verbs on
arrays: `geodesy`; arrays that nobody writes to: `readonly`. Nothing is imported here, so that the plain modules
stay free of numba and NumPy.
"""

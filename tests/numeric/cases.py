"""One table for two readers: the twin tests run every kernel small, the benchmark runs it large.

Each case makes (inputs, outputs) of a kernel for n rows. Angles rad, lengths m.
"""

import numpy as np

from belfort.numeric.streams import Stream, purpose_code, random_key, stream

ORIGIN = (0.9, 0.08, 40.0)


def any_stream(seed: int = 2024) -> Stream:
    return stream(random_key(seed), replicate=3, entity=17, purpose=purpose_code("detection"))


def _points(n, rng):
    return rng.uniform(-1.57, 1.57, n), rng.uniform(-3.14, 3.14, n), rng.uniform(-400.0, 60e3, n)


def _outputs(n, count=3):
    return tuple(np.full(n, np.nan) for _ in range(count))


def _geodetic(n, rng):
    return _points(n, rng), _outputs(n)


def _ecef(n, rng):
    direction = rng.normal(size=(3, n))
    return tuple(direction / np.linalg.norm(direction, axis=0) * rng.uniform(6.3e6, 8e6, n)), _outputs(n)


def _around(n, rng):
    return (*_points(n, rng), ORIGIN), _outputs(n)


def _enu(n, rng):
    return (*(rng.uniform(-3e5, 3e5, n) for _ in range(3)), ORIGIN), _outputs(n)


def _pairs(n, rng):
    """Pairs up to some 500 km apart, at every latitude."""
    lat_rad, lon_rad, _ = _points(n, rng)
    north_rad, east_rad = rng.uniform(-0.05, 0.05, (2, n))
    lat2_rad = np.clip(lat_rad + north_rad, -1.57, 1.57)
    return (lat_rad, lon_rad, lat2_rad, lon_rad + east_rad), _outputs(n)


def _lines(n, rng):
    lat_rad, lon_rad, _ = _points(n, rng)
    return (lat_rad, lon_rad, rng.uniform(0.0, 2 * np.pi, n), rng.uniform(0.0, 5e5, n)), _outputs(n)


def _distances(n, rng):
    return (rng.uniform(0.0, 5e5, n), 4.0 / 3.0), _outputs(n, 1)


GEODESY = {
    "geodetic_to_ecef_rows": _geodetic,
    "ecef_to_geodetic_rows": _ecef,
    "geodetic_to_enu_rows": _around,
    "enu_to_geodetic_rows": _enu,
    "geodesic_inverse_rows": _pairs,
    "geodesic_direct_rows": _lines,
    "earth_drop_rows": _distances,
}

DRAWS = {  # parameters of each filler
    "fill_uniform": (-2.0, 5.0),
    "fill_normal": (3.0, 2.0),
    "fill_lognormal": (8.0, 0.4),
    "fill_exponential": (7.0,),
    "fill_triangular": (1.0, 2.0, 6.0),
    "fill_pert": (1.0, 2.0, 6.0),
    "fill_beta": (3.0, 4.5),
}

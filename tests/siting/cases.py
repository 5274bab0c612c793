"""Random small questions, and larger ones for twins and benchmarks alike."""

import numpy as np

from belfort.siting import CoverBuilder


def small(rng, n_demands=None, n_sites=None, density=None, whole=True):
    """A matrix of demands by sites, and weights."""
    n_demands = n_demands or int(rng.integers(1, 14))
    n_sites = n_sites or int(rng.integers(1, 9))
    matrix = rng.random((n_demands, n_sites)) < (density or rng.uniform(0.1, 0.6))
    weight = rng.integers(0, 20, n_demands).astype(float) if whole else rng.uniform(0.0, 3.0, n_demands)
    return matrix, weight


def plane(n_demands, n_sites, seed=11):
    """Demands over 400 by 400 km with weights like people's, candidates anywhere: places and weights."""
    rng = np.random.default_rng(seed)
    demand = rng.uniform(0, 400, (n_demands, 2))
    towns = rng.uniform(0, 400, (25, 2))
    near = np.exp(-((demand[:, None] - towns[None]) ** 2).sum(2) / (2 * 25**2)).sum(1) + 0.02
    weight = np.round(1000 * near * rng.lognormal(0, 0.6, n_demands)) + 1.0
    return demand, rng.uniform(10, 390, (n_sites, 2)), weight


def discs(n_demands, n_sites, radius_km=45.0, seed=11):
    """Cover within a radius."""
    demand, sites, weight = plane(n_demands, n_sites, seed)
    builder = CoverBuilder(n_demands)
    for site in sites:
        builder.add(np.hypot(*(demand - site).T) <= radius_km)
    return builder.cover(), weight


def blocked_sectors(n_demands, n_sites, radius_km=70.0, seed=11, n_waves=6):
    """Cover within 70 km cut by a horizon that differs from bearing to bearing, as hills cut it."""
    demand, sites, weight = plane(n_demands, n_sites, seed)
    rng = np.random.default_rng(seed + 1)
    builder = CoverBuilder(n_demands)
    for site in sites:
        east, north = (demand - site).T
        bearing = np.arctan2(east, north)
        waves = np.arange(1, n_waves + 1)
        phase, height = rng.uniform(0, 2 * np.pi, n_waves), rng.normal(0, 1, n_waves) / waves
        horizon = (height * np.cos(waves * bearing[:, None] + phase)).sum(1)
        builder.add(np.hypot(east, north) <= radius_km * np.clip(0.6 + 0.3 * horizon, 0.15, 1.0))
    return builder.cover(), weight

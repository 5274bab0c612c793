"""Slow, obvious twins of sensing: integrals, roots of a cubic, and every sequence of hits and misses."""

import math
from itertools import pairwise, product

import numpy as np
from scipy import integrate, special


def marcum_q(snr, threshold):
    """The tail of Rice's distribution of power, integrated: noise power 1, signal power `snr`."""

    def density(power):
        root = 2.0 * math.sqrt(snr * power)
        return math.exp(-power - snr + root) * special.i0e(root)

    top = (math.sqrt(snr) + math.sqrt(threshold) + 10.0) ** 2
    middle = min(max(snr, threshold), top)
    parts = sorted({threshold, max(middle, threshold), top})
    return sum(integrate.quad(density, a, b, limit=400)[0] for a, b in pairwise(parts))


def p_swerling(snr, threshold, case):
    """Average of the steady target's probability over the distribution of its echo."""
    if case == 0:
        return marcum_q(snr, threshold)
    shape = {1: 1, 3: 2}[case]

    def weighted(x):
        return marcum_q(snr * x, threshold) * x ** (shape - 1) * math.exp(-shape * x) * shape**shape

    return sum(integrate.quad(weighted, a, b, limit=200)[0] for a, b in ((0, 0.1), (0.1, 1), (1, 5), (5, 40)))


def p_swerling_drawn(snr, threshold, case, n, seed):
    """Share of drawn looks over the threshold: complex noise, an echo of drawn strength and phase."""
    rng = np.random.default_rng(seed)
    power = {0: np.ones(n), 1: rng.exponential(1.0, n), 3: rng.gamma(2.0, 0.5, n)}[case] * snr
    echo = np.sqrt(power) * np.exp(2j * np.pi * rng.uniform(size=n))
    noise = (rng.standard_normal(n) + 1j * rng.standard_normal(n)) / math.sqrt(2.0)
    return float(np.mean(np.abs(echo + noise) ** 2 > threshold))


def mirror_path_m(antenna_m, target_m, ground_m, earth_radius_m):
    """Path difference with the mirror point from the roots of the cubic (tangent-plane heights)."""
    roots = np.roots(
        [
            2.0,
            -3.0 * ground_m,
            ground_m**2 - 2.0 * earth_radius_m * (antenna_m + target_m),
            2.0 * earth_radius_m * antenna_m * ground_m,
        ]
    )
    real = sorted(r.real for r in roots if abs(r.imag) < 1e-3 and -1e-6 <= r.real <= ground_m + 1e-6)
    near_m = real[0]
    above_m = antenna_m - near_m**2 / (2 * earth_radius_m)
    above_target_m = target_m - (ground_m - near_m) ** 2 / (2 * earth_radius_m)
    return 2.0 * max(above_m, 0.0) * max(above_target_m, 0.0) / ground_m


def mirror_path_on_a_sphere_m(antenna_m, target_m, ground_m, earth_radius_m):
    """The shortest way from one point to another by way of the sphere's surface, less the straight way."""

    def at(angle, height):
        r = earth_radius_m + height
        return np.array([r * np.sin(angle), r * np.cos(angle)])

    one, other = at(0.0, antenna_m), at(ground_m / earth_radius_m, target_m)

    def way(angle):
        point = at(angle, 0.0)
        return np.linalg.norm(point - one) + np.linalg.norm(other - point)

    low, high = 0.0, ground_m / earth_radius_m
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if way(a) < way(b) else (a, high)
    return way(0.5 * (low + high)) - np.linalg.norm(other - one)


def radar_p(radar, slant_m, height_m, antenna_m, speed_mps, noise):
    """One look of a radar, in decibels from end to end."""
    if not radar.min_range_m <= slant_m <= radar.max_range_m:
        return 0.0
    level_db = 10 * math.log10(radar.snr_m4) - 40 * math.log10(slant_m)
    level_db -= radar.slow_loss_db * max(0.0, 1 - abs(speed_mps) / radar.least_speed_mps)
    if radar.rain_db_per_m:
        steps = np.linspace(antenna_m, height_m, 200_001)
        wet_km = slant_m / 1e3 * np.mean(steps <= radar.rain_top_m)
        cell_km = radar.rain_cell_m / 1e3
        level_db -= 2 * radar.rain_db_per_m * 1e3 * wet_km / (1 + wet_km / cell_km)
    if radar.reflection:
        ground_m = math.sqrt(max(slant_m**2 - (height_m - antenna_m) ** 2, 1.0))
        path_m = mirror_path_m(antenna_m, height_m, ground_m, radar.earth_radius_m)
        phase = 2 * math.pi * path_m / radar.wavelength_m
        if phase < math.pi / 2:
            mirrors = np.linspace(0.0, radar.reflection, 20_001)
            level_db += 40 * math.log10(np.min(np.abs(1 - mirrors * np.exp(1j * phase))) or 1e-300)
    level_db -= 10 * math.log10(1 + noise + radar.carried_noise_m2 / slant_m**2)
    return p_swerling(10 ** (level_db / 10), radar.threshold, radar.swerling)


def p_confirmed(p_look, m, n):
    """Sum over every sequence of hits and misses that meets m of n at some look up to each."""
    total = [0.0] * len(p_look)
    for hits in product((0, 1), repeat=len(p_look)):
        weight = math.prod(p if h else 1 - p for p, h in zip(p_look, hits, strict=True))
        met = next((i for i in range(len(hits)) if sum(hits[max(0, i - n + 1) : i + 1]) >= m), None)
        if met is not None:
            for i in range(met, len(hits)):
                total[i] += weight
    return total

"""Compiled loops of sensing: detection in noise, a radar's looks, confirmation. Twins: `tests/reference/sensing.py`."""

from math import asin, cos, exp, isnan, pi, sin, sqrt
from typing import NamedTuple

import numpy as np

from belfort.numeric.jit import kernel


class RadarPhysics(NamedTuple):
    """One radar against one target, as the kernels take it. SI, ratios of powers unless said."""

    snr_m4: float
    """Mean signal-to-noise ratio in free space times the fourth power of the range."""
    threshold: float
    """-ln of the false-alarm probability."""
    swerling: int
    min_range_m: float
    max_range_m: float
    rain_db_per_m: float
    """One way."""
    rain_cell_m: float
    rain_top_m: float
    wavelength_m: float
    reflection: float
    """Share of amplitude that the ground mirrors; 0 switches reflections off."""
    earth_radius_m: float
    """Effective radius."""
    slow_loss_db: float
    least_speed_mps: float
    carried_noise_m2: float
    """Noise of a jammer on the target over the radar's own, times the range squared."""


@kernel
def marcum_q(snr, threshold):
    """Return Marcum's Q: the steady target's probability of passing a threshold of received over mean noise power.

    The sum over k of Poisson(k; snr) times the chance that a Poisson count of mean `threshold` is at most k; every
    term is positive. Nine standard deviations above the threshold it is 1 to rounding.
    """
    root = sqrt(threshold) + 6.5
    if snr > root * root:
        return 1.0
    weight, term = exp(-snr), exp(-threshold)
    below, mass, total = term, weight, weight * term
    k = 0
    while mass < 1.0 - 1e-16 and k < 5000:
        k += 1
        weight *= snr / k
        term *= threshold / k
        below += term
        mass += weight
        total += weight * below
        if k > snr and weight < 1e-18:
            break
    return min(total, 1.0)


@kernel
def p_swerling(snr, threshold, case):
    """Return the probability that one look passes the threshold, for Swerling's case 0, 1 or 3."""
    if case == 1:
        return exp(-threshold / (1.0 + snr))
    if case == 3:
        spread = 1.0 + 0.5 * snr
        return exp(-threshold / spread) * (1.0 + 0.5 * snr * threshold / (spread * spread))
    return marcum_q(snr, threshold)


@kernel
def p_swerling_rows(snr, threshold, case, out):
    """Write the probability of n looks."""
    for i in range(snr.shape[0]):
        out[i] = p_swerling(snr[i], threshold, case)


@kernel
def mirror_path_m(antenna_m, target_m, ground_m, earth_radius_m):
    """Return how much longer the mirrored path over a round earth is than the direct one; 0 beyond the horizon."""
    p = 2.0 / sqrt(3.0) * sqrt(earth_radius_m * (antenna_m + target_m) + 0.25 * ground_m * ground_m)
    if p == 0.0:
        return 0.0
    ratio = 2.0 * earth_radius_m * ground_m * (target_m - antenna_m) / (p * p * p)
    near_m = 0.5 * ground_m - p * sin(asin(max(-1.0, min(1.0, ratio))) / 3.0)
    far_m = ground_m - near_m
    above_antenna_m = antenna_m - near_m * near_m / (2.0 * earth_radius_m)
    above_target_m = target_m - far_m * far_m / (2.0 * earth_radius_m)
    if above_antenna_m <= 0.0 or above_target_m <= 0.0:
        return 0.0
    return 2.0 * above_antenna_m * above_target_m / ground_m


@kernel
def lobing_f4(path_m, wavelength_m, reflection):
    """Return F^4, the share of the echo that reflections leave, at most 1."""
    phase_rad = 2.0 * pi * path_m / wavelength_m
    if phase_rad >= 0.5 * pi:
        return 1.0
    mirrored = min(reflection, cos(phase_rad))
    f2 = 1.0 + mirrored * mirrored - 2.0 * mirrored * cos(phase_rad)
    return f2 * f2


@kernel
def slow_loss_db(radial_speed_mps, least_speed_mps, most_loss_db):
    """Return what a slow target loses in the moving-target filter, in dB, 0 from the least speed on."""
    return most_loss_db * max(0.0, 1.0 - abs(radial_speed_mps) / least_speed_mps)


@kernel
def rain_path_m(slant_m, antenna_m, target_m, top_m, cell_m):
    """Return the length in rain of a straight path between two heights, reduced by the size of rain cells."""
    low_m, high_m = min(antenna_m, target_m), max(antenna_m, target_m)
    share = 1.0 if high_m <= top_m else max(0.0, (top_m - low_m) / (high_m - low_m))
    inside_m = slant_m * share
    return inside_m / (1.0 + inside_m / cell_m)


@kernel
def ground_share(radar, slant_m, height_m, antenna_m):
    """Return the share of the echo that the ground leaves to a target at a height above it."""
    if radar.reflection == 0.0 or isnan(height_m):
        return 1.0
    target_m = min(max(height_m, 0.0), 1e5)
    over_m2 = slant_m * slant_m - (target_m - antenna_m) ** 2
    path_m = mirror_path_m(antenna_m, target_m, sqrt(max(over_m2, 1.0)), radar.earth_radius_m)
    return lobing_f4(path_m, radar.wavelength_m, radar.reflection)


@kernel
def radar_snr(radar, slant_m, height_m, antenna_m, speed_mps, noise):
    """Return the mean signal-to-noise ratio of one look. A height of NaN: no ground effect, all in rain."""
    loss_db = slow_loss_db(speed_mps, radar.least_speed_mps, radar.slow_loss_db)
    if radar.rain_db_per_m > 0.0:
        target_m = 0.0 if isnan(height_m) else height_m
        near_m = 0.0 if isnan(height_m) else antenna_m
        wet_m = rain_path_m(slant_m, near_m, target_m, radar.rain_top_m, radar.rain_cell_m)
        loss_db += 2.0 * radar.rain_db_per_m * wet_m
    r2 = slant_m * slant_m
    share = ground_share(radar, slant_m, height_m, antenna_m) * 10.0 ** (-0.1 * loss_db)
    return radar.snr_m4 / (r2 * r2) * share / (1.0 + noise + radar.carried_noise_m2 / r2)


@kernel
def radar_rows(radar, slant_range_m, height_agl_m, antenna_m, speed_mps, noise, out_p):
    """Write the probability of n looks; 0 outside the radar's range window. All arrays (n,)."""
    for i in range(slant_range_m.shape[0]):
        slant_m = slant_range_m[i]
        if slant_m < radar.min_range_m or slant_m > radar.max_range_m:
            out_p[i] = 0.0
            continue
        snr = radar_snr(radar, slant_m, height_agl_m[i], antenna_m[i], speed_mps[i], noise[i])
        out_p[i] = p_swerling(snr, radar.threshold, radar.swerling)


@kernel
def confirm_rows(p_look, m, n, out):
    """Write the probability that m of the last n looks were hits at some look up to each. Arrays (rows, looks).

    A state is a pattern of the last n - 1 looks with fewer than m hits, the last look in the lowest bit; what
    reaches m hits leaves the chain for good.
    """
    n_states = 1 << (n - 1)
    hits = np.zeros(n_states, np.int64)
    for state in range(1, n_states):
        hits[state] = hits[state >> 1] + (state & 1)
    now, following = np.zeros(n_states), np.zeros(n_states)
    for row in range(p_look.shape[0]):
        now[:] = 0.0
        now[0] = 1.0
        done = 0.0
        for look in range(p_look.shape[1]):
            p = p_look[row, look]
            following[:] = 0.0
            for state in range(n_states):
                if now[state] == 0.0:
                    continue
                shifted = (state << 1) & (n_states - 1)
                following[shifted] += now[state] * (1.0 - p)
                if hits[state] + 1 >= m:
                    done += now[state] * p
                else:
                    following[(shifted | 1) & (n_states - 1)] += now[state] * p
            now, following = following, now
            out[row, look] = min(done, 1.0)

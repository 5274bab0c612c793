"""Rain between a radar and its target: specific attenuation and how much of the path it fills.

Source: Recommendation ITU-R P.838-3 (2005), equations (1) to (5) and tables 1 to 4, 1 to 1000 GHz. The path that
rain of one rate fills is reduced as in Recommendation ITU-R P.530-12 (2007), section 2.4.1: d / (1 + d / d0) with
d0 = 35 exp(-0.015 R) km. That factor was made for links of some tens of kilometres and for the rate exceeded
0.01 % of the time; here it stands for the size of rain cells, and beyond 60 km it is an extrapolation. Echoes
from the rain itself are not counted: a radar with Doppler filters sees them less than a weather picture does.
"""

from math import cos, exp, log10, radians

_K_H = ((-5.33980, -0.10008, 1.13098), (-0.35351, 1.26970, 0.45400), (-0.23789, 0.86036, 0.15354),
        (-0.94158, 0.64552, 0.16817))  # fmt: skip
_K_V = ((-3.80595, 0.56934, 0.81061), (-3.44965, -0.22911, 0.51059), (-0.39902, 0.73042, 0.11899),
        (0.50167, 1.07319, 0.27195))  # fmt: skip
_ALPHA_H = ((-0.14318, 1.82442, -0.55187), (0.29591, 0.77564, 0.19822), (0.32177, 0.63773, 0.13164),
            (-5.37610, -0.96230, 1.47828), (16.1721, -3.29980, 3.43990))  # fmt: skip
_ALPHA_V = ((-0.07771, 2.33840, -0.76284), (0.56727, 0.95545, 0.54039), (-0.20238, 1.14520, 0.26809),
            (-48.2991, 0.791669, 0.116226), (48.5833, 0.791459, 0.116479))  # fmt: skip
_LINES = {
    "kH": (_K_H, -0.18961, 0.71147),
    "kV": (_K_V, -0.16398, 0.63297),
    "alphaH": (_ALPHA_H, 0.67849, -1.95537),
    "alphaV": (_ALPHA_V, -0.053739, 0.83433),
}


def rain_coefficients(frequency_hz: float) -> tuple[float, float, float, float]:
    """Return kH, alphaH, kV and alphaV of P.838-3; k for dB/km with rain in mm/h.

    Raises
    ------
    ValueError
        The frequency is outside 1 to 1000 GHz.
    """
    ghz = frequency_hz / 1e9
    if not 1.0 <= ghz <= 1000.0:
        raise ValueError(f"P.838-3 holds from 1 to 1000 GHz, found {ghz:g} GHz")
    x = log10(ghz)
    sums = {
        name: sum(a * exp(-(((x - b) / c) ** 2)) for a, b, c in bells) + slope * x + level
        for name, (bells, slope, level) in _LINES.items()
    }
    return 10.0 ** sums["kH"], sums["alphaH"], 10.0 ** sums["kV"], sums["alphaV"]


def rain_db_per_km(
    rain_rate_mm_per_h: float, frequency_hz: float, *, elevation_rad: float = 0.0, tilt_rad: float = 0.0
) -> float:
    """Return the specific attenuation of rain, one way, in dB/km.

    Parameters
    ----------
    rain_rate_mm_per_h
        Not negative.
    frequency_hz
        1 to 1000 GHz.
    elevation_rad
        Of the path.
    tilt_rad
        Of the polarisation from the horizontal: 0 horizontal (the most attenuated, and what is used here), a
        quarter turn vertical, an eighth circular.

    Raises
    ------
    ValueError
        Rate or frequency is out of range.
    """
    if not rain_rate_mm_per_h >= 0.0:
        raise ValueError(f"a rain rate is at least 0, found {rain_rate_mm_per_h}")
    k_h, alpha_h, k_v, alpha_v = rain_coefficients(frequency_hz)
    mix = cos(elevation_rad) ** 2 * cos(2.0 * tilt_rad)
    k = 0.5 * (k_h + k_v + (k_h - k_v) * mix)
    alpha = (k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * mix) / (2.0 * k)
    return k * rain_rate_mm_per_h**alpha


def rain_cell_m(rain_rate_mm_per_h: float) -> float:
    """Return d0 of P.530-12: an endless path in rain of this rate counts as this length. Rates over 100 count as 100."""
    return 35e3 * exp(-0.015 * min(rain_rate_mm_per_h, 100.0))


CIRCULAR_RAD = radians(45.0)
"""Tilt that stands for circular polarisation."""

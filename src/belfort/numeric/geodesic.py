"""Shortest lines on the WGS 84 ellipsoid: the scalar formulas, in plain Python with `math` only.

Vincenty, Survey Review 23 (1975) 88, whose series are good to 0.2 mm on any line. His inverse iteration does
not converge for points nearly opposite each other; there the bearing is found by bisection instead, which
always ends (the hybrid problem of Karney, Journal of Geodesy 87 (2013) 43, section 4, in Vincenty's series).
"""

import math

from belfort.numeric.constants import WGS84_B_M, WGS84_EP2, WGS84_F

_TURN = 2.0 * math.pi


def wrap_lon_rad(lon_rad: float) -> float:
    """Return the same longitude in [-pi, pi]; one already there is returned bit for bit."""
    if -math.pi <= lon_rad <= math.pi:
        return lon_rad
    wrapped = lon_rad % _TURN
    return max(wrapped - _TURN, -math.pi) if wrapped > math.pi else wrapped


def wrap_bearing_rad(bearing_rad: float) -> float:
    """Return the same bearing in [0, 2 pi)."""
    wrapped = bearing_rad - _TURN * math.floor(bearing_rad / _TURN)
    return wrapped if 0.0 <= wrapped < _TURN else 0.0


def _reduced(lat_rad: float) -> tuple[float, float]:
    """Return sine and cosine of the reduced latitude."""
    sin_u, cos_u = (1.0 - WGS84_F) * math.sin(lat_rad), math.cos(lat_rad)
    norm = math.hypot(sin_u, cos_u)
    return sin_u / norm, cos_u / norm


def _arc_scale(sin_alpha: float) -> tuple[float, float]:
    """Return Vincenty's A and B of the line that crosses the equator at bearing alpha."""
    u2 = (1.0 - sin_alpha * sin_alpha) * WGS84_EP2
    a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)))
    b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)))
    return a, b


def _arc_shift(b: float, sigma_rad: float, cos_2m: float) -> float:
    """Return Vincenty's delta sigma: arc on the sphere less scaled length on the ellipsoid."""
    sin_sigma, cos_sigma = math.sin(sigma_rad), math.cos(sigma_rad)
    cubic = b / 6.0 * cos_2m * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos_2m * cos_2m - 3.0)
    return b * sin_sigma * (cos_2m + b / 4.0 * (cos_sigma * (2.0 * cos_2m * cos_2m - 1.0) - cubic))


def _lon_shift(sin_alpha: float, sigma_rad: float, cos_2m: float) -> float:
    """Return the longitude on the sphere less that on the ellipsoid."""
    cos2_alpha = 1.0 - sin_alpha * sin_alpha
    c = WGS84_F / 16.0 * cos2_alpha * (4.0 + WGS84_F * (4.0 - 3.0 * cos2_alpha))
    inner = cos_2m + c * math.cos(sigma_rad) * (2.0 * cos_2m * cos_2m - 1.0)
    return (1.0 - c) * WGS84_F * sin_alpha * (sigma_rad + c * math.sin(sigma_rad) * inner)


def geodesic_inverse(
    lat1_rad: float, lon1_rad: float, lat2_rad: float, lon2_rad: float
) -> tuple[float, float, float]:
    """Return the length of the shortest line (m), its bearing at the start and at the end (rad).

    Both bearings point onward along the line. For coincident points: 0, 0, 0. At a pole a bearing is
    counted from the meridian of the longitude given.
    Within 0.2 mm of GeographicLib at any distance; a few rounds of the iteration.
    """
    sin_u1, cos_u1 = _reduced(lat1_rad)
    sin_u2, cos_u2 = _reduced(lat2_rad)
    dlon_rad = wrap_lon_rad(wrap_lon_rad(lon2_rad) - wrap_lon_rad(lon1_rad))
    lam_rad, sin_sigma, sigma_rad = dlon_rad, 0.0, 0.0
    for _ in range(20):
        sin_lam, cos_lam = math.sin(lam_rad), math.cos(lam_rad)
        east, north = cos_u2 * sin_lam, cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_lam
        sin_sigma = math.hypot(east, north)
        sigma_rad = math.atan2(sin_sigma, sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_lam)
        if sin_sigma == 0.0:
            break
        sin_alpha = cos_u1 * east / sin_sigma
        cos2_alpha = 1.0 - sin_alpha * sin_alpha
        cos_2m = math.cos(sigma_rad) - 2.0 * sin_u1 * sin_u2 / cos2_alpha if cos2_alpha > 1e-12 else 0.0
        cos_2m = min(max(cos_2m, -1.0), 1.0)
        before_rad, lam_rad = lam_rad, dlon_rad + _lon_shift(sin_alpha, sigma_rad, cos_2m)
        if abs(lam_rad) > math.pi:
            break
        if abs(lam_rad - before_rad) < 1e-12:
            a, b = _arc_scale(sin_alpha)
            end_rad = math.atan2(cos_u1 * sin_lam, cos_u1 * sin_u2 * cos_lam - sin_u1 * cos_u2)
            distance_m = WGS84_B_M * a * (sigma_rad - _arc_shift(b, sigma_rad, cos_2m))
            return distance_m, wrap_bearing_rad(math.atan2(east, north)), wrap_bearing_rad(end_rad)
    if sin_sigma == 0.0 and sigma_rad == 0.0:
        return 0.0, 0.0, 0.0
    return _inverse_opposite(sin_u1, cos_u1, sin_u2, cos_u2, dlon_rad)


def _inverse_opposite(
    sin_u1: float, cos_u1: float, sin_u2: float, cos_u2: float, dlon_rad: float
) -> tuple[float, float, float]:
    """`geodesic_inverse` by bisection on the bearing at the start, for points nearly opposite each other.

    The start is made the point nearer a pole, and that pole the southern one; then the longitude gained on
    the way to the other parallel rises with the bearing, from 0 at north to pi at south.
    """
    is_swapped = abs(sin_u1) < abs(sin_u2)
    if is_swapped:
        sin_u1, cos_u1, sin_u2, cos_u2 = sin_u2, cos_u2, sin_u1, cos_u1
    is_flipped = sin_u1 > 0.0
    if is_flipped:
        sin_u1, sin_u2 = -sin_u1, -sin_u2
    sin_u1 = min(sin_u1, -1e-300)  # on the equator the signs of zero decide which way a line leaves
    low_rad, high_rad = 0.0, math.pi
    for _ in range(60):
        middle_rad = 0.5 * (low_rad + high_rad)
        gained_rad, _, _ = _reach(middle_rad, sin_u1, cos_u1, sin_u2, cos_u2)
        if gained_rad < abs(dlon_rad):
            low_rad = middle_rad
        else:
            high_rad = middle_rad
    start_rad = 0.5 * (low_rad + high_rad)
    _, distance_m, end_rad = _reach(start_rad, sin_u1, cos_u1, sin_u2, cos_u2)
    if is_flipped:
        start_rad, end_rad = math.pi - start_rad, math.pi - end_rad
    if is_swapped:
        start_rad, end_rad = math.pi - end_rad, math.pi - start_rad
    side = math.copysign(1.0, dlon_rad)
    return distance_m, wrap_bearing_rad(side * start_rad), wrap_bearing_rad(side * end_rad)


def _reach(
    start_rad: float, sin_u1: float, cos_u1: float, sin_u2: float, cos_u2: float
) -> tuple[float, float, float]:
    """Follow a line from one parallel up to another: longitude gained, length, bearing at the end."""
    sin_alpha = math.sin(start_rad) * cos_u1
    cos_start = math.cos(start_rad) * cos_u1
    cos_end = math.sqrt(max(cos_start * cos_start + (cos_u2 - cos_u1) * (cos_u2 + cos_u1), 0.0))
    sigma1_rad, sigma2_rad = math.atan2(sin_u1, cos_start), math.atan2(sin_u2, cos_end)
    sigma_rad, cos_2m = sigma2_rad - sigma1_rad, math.cos(sigma1_rad + sigma2_rad)
    omega1_rad = math.atan2(sin_alpha * math.sin(sigma1_rad), math.cos(sigma1_rad))
    omega2_rad = math.atan2(sin_alpha * math.sin(sigma2_rad), math.cos(sigma2_rad))
    gained_rad = omega2_rad - omega1_rad - _lon_shift(sin_alpha, sigma_rad, cos_2m)
    a, b = _arc_scale(sin_alpha)
    distance_m = WGS84_B_M * a * (sigma_rad - _arc_shift(b, sigma_rad, cos_2m))
    return gained_rad, distance_m, math.atan2(sin_alpha, cos_end)


def geodesic_direct(
    lat_rad: float, lon_rad: float, bearing_rad: float, distance_m: float
) -> tuple[float, float, float]:
    """Return latitude, longitude and onward bearing (rad) at the end of a line.

    A negative distance runs the line backward. Within 0.2 mm of GeographicLib; a few rounds of the iteration.
    """
    sin_u1, cos_u1 = _reduced(lat_rad)
    sin_start, cos_start = math.sin(bearing_rad), math.cos(bearing_rad)
    sin_alpha = cos_u1 * sin_start
    sigma1_rad = math.atan2(sin_u1, cos_u1 * cos_start)
    a, b = _arc_scale(sin_alpha)
    sigma_rad = distance_m / (WGS84_B_M * a)
    cos_2m = math.cos(2.0 * sigma1_rad + sigma_rad)
    for _ in range(20):
        before_rad = sigma_rad
        sigma_rad = distance_m / (WGS84_B_M * a) + _arc_shift(b, sigma_rad, cos_2m)
        cos_2m = math.cos(2.0 * sigma1_rad + sigma_rad)
        if abs(sigma_rad - before_rad) < 1e-14:
            break
    sin_sigma, cos_sigma = math.sin(sigma_rad), math.cos(sigma_rad)
    onward = cos_u1 * cos_sigma * cos_start - sin_u1 * sin_sigma
    sin_u2 = sin_u1 * cos_sigma + cos_u1 * sin_sigma * cos_start
    lat2_rad = math.atan2(sin_u2, (1.0 - WGS84_F) * math.hypot(sin_alpha, onward))
    lam_rad = math.atan2(sin_sigma * sin_start, cos_u1 * cos_sigma - sin_u1 * sin_sigma * cos_start)
    lon2_rad = wrap_lon_rad(lon_rad + lam_rad - _lon_shift(sin_alpha, sigma_rad, cos_2m))
    return lat2_rad, lon2_rad, wrap_bearing_rad(math.atan2(sin_alpha, onward))

"""Slow, obvious twins of the numeric kernels: whole numbers, bisection and numerical integration."""

import math

A_M, F = 6378137.0, 1 / 298.257223563
B_M = A_M * (1 - F)


# Random numbers -------------------------------------------------------------------------------------------


def philox4x32(c0, c1, c2, c3, k0, k1):
    """The paper's definition, with Python's whole numbers."""
    for round_number in range(10):
        key0 = (k0 + round_number * 0x9E3779B9) % 2**32
        key1 = (k1 + round_number * 0xBB67AE85) % 2**32
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ key0, low1, high0 ^ c3 ^ key1, low0
    return c0, c1, c2, c3


def unit_draw(stream, draw):
    block, half = divmod(draw, 2)
    words = philox4x32(
        block, stream.replicate, stream.entity, stream.purpose, stream.key_low, stream.key_high
    )
    bits = (words[2 * half] * 2**32 + words[2 * half + 1]) // 2**12
    return (2 * bits + 1) / 2**53


def fill_unit(out, stream, first):
    for i in range(len(out)):
        out[i] = unit_draw(stream, first + i)


def _fill(quantile):
    def fill(out, stream, first, *parameters):
        for i in range(len(out)):
            out[i] = quantile(unit_draw(stream, first + i), *parameters)

    return fill


# Quantiles: bisection on the distribution function --------------------------------------------------------


def _bisect(cdf, p, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return (low + high) / 2


def normal_cdf(x):
    return math.erfc(-x / math.sqrt(2)) / 2


def uniform_cdf(x, low, high):
    return min(max((x - low) / (high - low), 0.0), 1.0)


def exponential_cdf(x, mean):
    return -math.expm1(-x / mean)


def lognormal_cdf(x, median, sd_log):
    return normal_cdf(math.log(x / median) / sd_log)


def triangular_cdf(x, low, mode, high):
    if x <= low or x >= high:
        return float(x >= high)
    if x <= mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1 - (high - x) ** 2 / ((high - low) * (high - mode))


def beta_cdf(x, a, b, n=2000):
    """Simpson's rule on the density; for shapes of at least 3, where the density is smooth enough."""
    scale = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))
    step = x / n
    weights = [1, *([4, 2] * (n // 2))[: n - 1], 1]
    points = [i * step for i in range(n + 1)]
    return (
        scale
        * step
        / 3
        * sum(w * t ** (a - 1) * (1 - t) ** (b - 1) for w, t in zip(weights, points, strict=True))
    )


def pert_cdf(x, low, mode, high):
    a = 1 + 4 * (mode - low) / (high - low)
    return beta_cdf((x - low) / (high - low), a, 6 - a)


def normal_quantile(p):
    return _bisect(normal_cdf, p, -40, 40)


def lognormal_quantile(p, median, sd_log):
    return median * math.exp(sd_log * normal_quantile(p))


def uniform_quantile(p, low, high):
    return low + p * (high - low)


def exponential_quantile(p, mean):
    return _bisect(lambda x: exponential_cdf(x, mean), p, 0, 40 * mean)


def triangular_quantile(p, low, mode, high):
    return _bisect(lambda x: triangular_cdf(x, low, mode, high), p, low, high)


fill_uniform = _fill(uniform_quantile)
fill_normal = _fill(lambda p, mean, sd: mean + sd * normal_quantile(p))
fill_lognormal = _fill(lognormal_quantile)
fill_exponential = _fill(exponential_quantile)
fill_triangular = _fill(triangular_quantile)


# Geodesy: the surface as a constraint, geodesics by Runge and Kutta ---------------------------------------


def geodetic_to_ecef(lat_rad, lon_rad, height_m):
    """From the reduced latitude on the ellipse, then along the normal."""
    reduced_rad = math.atan2(B_M * math.sin(lat_rad), A_M * math.cos(lat_rad))
    across_m = A_M * math.cos(reduced_rad) + height_m * math.cos(lat_rad)
    z_m = B_M * math.sin(reduced_rad) + height_m * math.sin(lat_rad)
    return across_m * math.cos(lon_rad), across_m * math.sin(lon_rad), z_m


def ecef_to_geodetic(x_m, y_m, z_m):
    """Bisect the latitude until the normal through the surface passes through the point."""
    across_m, lon_rad = math.hypot(x_m, y_m), math.atan2(y_m, x_m)

    def sideways_m(lat_rad):
        surface_m, _, up_m = geodetic_to_ecef(lat_rad, 0.0, 0.0)
        return (z_m - up_m) * math.cos(lat_rad) - (across_m - surface_m) * math.sin(lat_rad)

    lat_rad = _bisect(lambda lat: -sideways_m(lat), 0.0, -math.pi / 2, math.pi / 2)
    surface_m, _, up_m = geodetic_to_ecef(lat_rad, 0.0, 0.0)
    height_m = (across_m - surface_m) * math.cos(lat_rad) + (z_m - up_m) * math.sin(lat_rad)
    return lat_rad, lon_rad, height_m


def _axes(lat_rad, lon_rad):
    east = (-math.sin(lon_rad), math.cos(lon_rad), 0.0)
    up = (math.cos(lat_rad) * math.cos(lon_rad), math.cos(lat_rad) * math.sin(lon_rad), math.sin(lat_rad))
    north = tuple(up[i - 2] * east[i - 1] - up[i - 1] * east[i - 2] for i in range(3))
    return east, north, up


def geodetic_to_enu(lat_rad, lon_rad, height_m, lat0_rad, lon0_rad, height0_m):
    point, origin = (
        geodetic_to_ecef(lat_rad, lon_rad, height_m),
        geodetic_to_ecef(lat0_rad, lon0_rad, height0_m),
    )
    offset = [p - o for p, o in zip(point, origin, strict=True)]
    return tuple(sum(a * d for a, d in zip(axis, offset, strict=True)) for axis in _axes(lat0_rad, lon0_rad))


def enu_to_geodetic(east_m, north_m, up_m, lat0_rad, lon0_rad, height0_m):
    axes = _axes(lat0_rad, lon0_rad)
    origin = geodetic_to_ecef(lat0_rad, lon0_rad, height0_m)
    return ecef_to_geodetic(
        *(o + east_m * e + north_m * n + up_m * u for o, e, n, u in zip(origin, *axes, strict=True))
    )


def geodesic_direct(lat_rad, lon_rad, bearing_rad, distance_m, n_steps=200):
    """A free particle held on the surface: the acceleration is along the normal. Runge-Kutta 4 in space."""
    east, north, _ = _axes(lat_rad, lon_rad)
    speed = [math.sin(bearing_rad) * e + math.cos(bearing_rad) * n for e, n in zip(east, north, strict=True)]
    state = [*geodetic_to_ecef(lat_rad, lon_rad, 0.0), *speed]
    metric = (1 / A_M**2, 1 / A_M**2, 1 / B_M**2)

    def slope(s):
        normal = [m * x for m, x in zip(metric, s[:3], strict=True)]
        push = -sum(m * v * v for m, v in zip(metric, s[3:], strict=True)) / sum(n * n for n in normal)
        return [*s[3:], *(push * n for n in normal)]

    h = distance_m / n_steps
    for _ in range(n_steps):
        k1 = slope(state)
        k2 = slope([s + h / 2 * k for s, k in zip(state, k1, strict=True)])
        k3 = slope([s + h / 2 * k for s, k in zip(state, k2, strict=True)])
        k4 = slope([s + h * k for s, k in zip(state, k3, strict=True)])
        state = [
            s + h / 6 * (a + 2 * b + 2 * c + d) for s, a, b, c, d in zip(state, k1, k2, k3, k4, strict=True)
        ]
    lat2_rad, lon2_rad, _ = ecef_to_geodetic(*state[:3])
    east, north, _ = _axes(lat2_rad, lon2_rad)
    onward = [sum(v * a for v, a in zip(state[3:], axis, strict=True)) for axis in (east, north)]
    return lat2_rad, lon2_rad, math.atan2(*onward) % (2 * math.pi)


def geodesic_inverse(lat1_rad, lon1_rad, lat2_rad, lon2_rad):
    """Shoot: aim along the chord, see by how much the line misses, aim again."""
    east_m, north_m, _ = geodetic_to_enu(lat2_rad, lon2_rad, 0.0, lat1_rad, lon1_rad, 0.0)
    bearing_rad, distance_m, end_rad = math.atan2(east_m, north_m), math.hypot(east_m, north_m), 0.0
    for _ in range(7 if distance_m > 0 else 0):
        lat_rad, lon_rad, end_rad = geodesic_direct(lat1_rad, lon1_rad, bearing_rad, distance_m)
        east_m, north_m, _ = geodetic_to_enu(lat2_rad, lon2_rad, 0.0, lat_rad, lon_rad, 0.0)
        ahead_m = east_m * math.sin(end_rad) + north_m * math.cos(end_rad)
        right_m = east_m * math.cos(end_rad) - north_m * math.sin(end_rad)
        distance_m, bearing_rad = distance_m + ahead_m, bearing_rad + right_m / distance_m
    return distance_m, bearing_rad % (2 * math.pi) if distance_m > 0 else 0.0, end_rad


def _rows(function):
    def rows(*arguments):
        arguments, out = arguments[:-3], arguments[-3:]
        origin = arguments[-1] if isinstance(arguments[-1], tuple) else ()
        columns = arguments[:-1] if origin else arguments
        for i, point in enumerate(zip(*columns, strict=True)):
            out[0][i], out[1][i], out[2][i] = function(*(float(x) for x in point), *origin)

    return rows


geodetic_to_ecef_rows = _rows(geodetic_to_ecef)
ecef_to_geodetic_rows = _rows(ecef_to_geodetic)
geodetic_to_enu_rows = _rows(geodetic_to_enu)
enu_to_geodetic_rows = _rows(enu_to_geodetic)
geodesic_inverse_rows = _rows(geodesic_inverse)
geodesic_direct_rows = _rows(geodesic_direct)


def earth_drop_rows(distance_m, k_factor, out_drop_m):
    """The tangent line in the plane, and the circle under it."""
    radius_m = k_factor * (2 * A_M + B_M) / 3
    for i, d in enumerate(distance_m):
        angle_rad = d / radius_m
        along_m = radius_m * math.tan(angle_rad)
        out_drop_m[i] = math.hypot(radius_m, along_m) - radius_m

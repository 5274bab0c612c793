"""Compiled geodesy. Same names as in `ellipsoid`: one point, numbers in, numbers out. With `_rows`: arrays.

Every `_rows` kernel takes (n,) float64 arrays, C order, with the units of the scalar formula, and overwrites
the (n,) arrays named `out_...`. Nothing is checked here: `geodesy` does that. Angles rad, lengths m.
Twins: `tests/reference/numeric.py`.
"""

from belfort.numeric import ellipsoid, geodesic
from belfort.numeric.jit import compile_plain, kernel

(wrap_lon_rad, wrap_bearing_rad, _, _, _, _, _, _, geodesic_inverse, geodesic_direct) = compile_plain(
    geodesic.wrap_lon_rad,
    geodesic.wrap_bearing_rad,
    geodesic._reduced,
    geodesic._arc_scale,
    geodesic._arc_shift,
    geodesic._lon_shift,
    geodesic._reach,
    geodesic._inverse_opposite,
    geodesic.geodesic_inverse,
    geodesic.geodesic_direct,
)
(
    geodetic_to_ecef,
    ecef_to_geodetic,
    ecef_to_enu,
    enu_to_ecef,
    geodetic_to_enu,
    enu_to_geodetic,
    earth_drop_m,
    radio_horizon_m,
) = compile_plain(
    ellipsoid.geodetic_to_ecef,
    ellipsoid.ecef_to_geodetic,
    ellipsoid.ecef_to_enu,
    ellipsoid.enu_to_ecef,
    ellipsoid.geodetic_to_enu,
    ellipsoid.enu_to_geodetic,
    ellipsoid.earth_drop_m,
    ellipsoid.radio_horizon_m,
)


@kernel
def geodetic_to_ecef_rows(lat_rad, lon_rad, alt_hae_m, out_x_m, out_y_m, out_z_m):
    """Write earth-centred coordinates of n points."""
    for i in range(lat_rad.shape[0]):
        out_x_m[i], out_y_m[i], out_z_m[i] = geodetic_to_ecef(lat_rad[i], lon_rad[i], alt_hae_m[i])


@kernel
def ecef_to_geodetic_rows(x_m, y_m, z_m, out_lat_rad, out_lon_rad, out_alt_hae_m):
    """Write latitude, longitude and height of n points."""
    for i in range(x_m.shape[0]):
        out_lat_rad[i], out_lon_rad[i], out_alt_hae_m[i] = ecef_to_geodetic(x_m[i], y_m[i], z_m[i])


@kernel
def geodetic_to_enu_rows(lat_rad, lon_rad, alt_hae_m, origin, out_east_m, out_north_m, out_up_m):
    """Write east, north, up of n points around `origin`, a tuple (lat_rad, lon_rad, alt_hae_m)."""
    lat0_rad, lon0_rad, height0_hae_m = origin
    for i in range(lat_rad.shape[0]):
        out_east_m[i], out_north_m[i], out_up_m[i] = geodetic_to_enu(
            lat_rad[i], lon_rad[i], alt_hae_m[i], lat0_rad, lon0_rad, height0_hae_m
        )


@kernel
def enu_to_geodetic_rows(east_m, north_m, up_m, origin, out_lat_rad, out_lon_rad, out_alt_hae_m):
    """Write latitude, longitude and height of n points around `origin` (lat_rad, lon_rad, alt_hae_m)."""
    lat0_rad, lon0_rad, height0_hae_m = origin
    for i in range(east_m.shape[0]):
        out_lat_rad[i], out_lon_rad[i], out_alt_hae_m[i] = enu_to_geodetic(
            east_m[i], north_m[i], up_m[i], lat0_rad, lon0_rad, height0_hae_m
        )


@kernel
def geodesic_inverse_rows(
    lat1_rad, lon1_rad, lat2_rad, lon2_rad, out_distance_m, out_initial_rad, out_final_rad
):
    """Write length and both bearings of n shortest lines."""
    for i in range(lat1_rad.shape[0]):
        out_distance_m[i], out_initial_rad[i], out_final_rad[i] = geodesic_inverse(
            lat1_rad[i], lon1_rad[i], lat2_rad[i], lon2_rad[i]
        )


@kernel
def geodesic_direct_rows(lat_rad, lon_rad, bearing_rad, distance_m, out_lat_rad, out_lon_rad, out_final_rad):
    """Write the end point and end bearing of n lines."""
    for i in range(lat_rad.shape[0]):
        out_lat_rad[i], out_lon_rad[i], out_final_rad[i] = geodesic_direct(
            lat_rad[i], lon_rad[i], bearing_rad[i], distance_m[i]
        )


@kernel
def earth_drop_rows(distance_m, k_factor, out_drop_m):
    """Write the earth's drop below the horizontal at n distances."""
    for i in range(distance_m.shape[0]):
        out_drop_m[i] = earth_drop_m(distance_m[i], k_factor)

"""Geodesy on arrays: check, call the kernel, return arrays.

Every verb takes numbers or arrays that broadcast together and returns float64 arrays of the common shape.
Units, methods and accuracy: the scalar formula of the same name in `ellipsoid`. On its first use a kernel is
compiled, once a machine.

Every verb raises ValueError where a value is not finite, a latitude lies beyond a pole (degrees given for
radians?), or the shapes do not go together; the message names the argument, the place and the value.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from belfort.numeric import kernels
from belfort.numeric.constants import STANDARD_K_FACTOR
from belfort.numeric.readonly import locked

Floats = NDArray[np.float64]
Three = tuple[Floats, Floats, Floats]
_POLE_RAD = 0.5 * np.pi


def geodetic_to_ecef(lat_rad: ArrayLike, lon_rad: ArrayLike, alt_hae_m: ArrayLike) -> Three:
    """Return earth-centred, earth-fixed x, y, z in m."""
    return _rows(
        kernels.geodetic_to_ecef_rows, {"lat_rad": lat_rad, "lon_rad": lon_rad, "alt_hae_m": alt_hae_m}
    )


def ecef_to_geodetic(x_m: ArrayLike, y_m: ArrayLike, z_m: ArrayLike) -> Three:
    """Return latitude, longitude (rad) and height above the ellipsoid (m)."""
    return _rows(kernels.ecef_to_geodetic_rows, {"x_m": x_m, "y_m": y_m, "z_m": z_m})


def geodetic_to_enu(
    lat_rad: ArrayLike, lon_rad: ArrayLike, alt_hae_m: ArrayLike, origin: tuple[float, float, float]
) -> Three:
    """Return east, north and up in m around `origin`, which is (lat_rad, lon_rad, alt_hae_m)."""
    columns = {"lat_rad": lat_rad, "lon_rad": lon_rad, "alt_hae_m": alt_hae_m}
    return _rows(kernels.geodetic_to_enu_rows, columns, _checked_origin(origin))


def enu_to_geodetic(
    east_m: ArrayLike, north_m: ArrayLike, up_m: ArrayLike, origin: tuple[float, float, float]
) -> Three:
    """Return latitude, longitude (rad) and height above the ellipsoid (m) of points around `origin`."""
    columns = {"east_m": east_m, "north_m": north_m, "up_m": up_m}
    return _rows(kernels.enu_to_geodetic_rows, columns, _checked_origin(origin))


def geodesic_inverse(
    lat1_rad: ArrayLike, lon1_rad: ArrayLike, lat2_rad: ArrayLike, lon2_rad: ArrayLike
) -> Three:
    """Return length (m), bearing at the start and onward bearing at the end (rad) of the shortest lines."""
    columns = {"lat1_rad": lat1_rad, "lon1_rad": lon1_rad, "lat2_rad": lat2_rad, "lon2_rad": lon2_rad}
    return _rows(kernels.geodesic_inverse_rows, columns)


def geodesic_direct(
    lat_rad: ArrayLike, lon_rad: ArrayLike, bearing_rad: ArrayLike, distance_m: ArrayLike
) -> Three:
    """Return latitude, longitude and onward bearing (rad) at the end of lines."""
    columns = {"lat_rad": lat_rad, "lon_rad": lon_rad, "bearing_rad": bearing_rad, "distance_m": distance_m}
    return _rows(kernels.geodesic_direct_rows, columns)


def earth_drop_m(distance_m: ArrayLike, k_factor: float = STANDARD_K_FACTOR) -> Floats:
    """Return the drop in m of a smooth earth below the horizontal, at distances along the ground."""
    if k_factor == 0.0 or np.isnan(k_factor):
        raise ValueError(f"k_factor must be a number other than zero, got {k_factor}")
    (distance,), shape = _checked({"distance_m": distance_m})
    out_m = np.empty(distance.shape)
    kernels.earth_drop_rows(distance, float(k_factor), out_m)
    return out_m.reshape(shape)


def _rows(kernel: Callable[..., None], columns: dict[str, ArrayLike], *constants: Any) -> Three:
    """Check the columns, run a kernel with three outputs over them, and give the outputs the common shape."""
    flat, shape = _checked(columns)
    out = tuple(np.empty(flat[0].shape) for _ in range(3))
    kernel(*flat, *constants, *out)
    first, second, third = (column.reshape(shape) for column in out)
    return first, second, third


def _checked(columns: dict[str, ArrayLike]) -> tuple[list[Floats], tuple[int, ...]]:
    """Return the columns flat, in float64 and C order, and their common shape."""
    arrays = [np.asarray(values, dtype=np.float64) for values in columns.values()]
    for name, array in zip(columns, arrays, strict=True):
        _refuse(name, array, ~np.isfinite(array), "is not finite")
        if name.startswith("lat"):
            _refuse(name, array, np.abs(array) > _POLE_RAD, "lies beyond a pole (degrees given for radians?)")
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(columns, arrays, strict=True))
        raise ValueError(f"shapes do not go together: {shapes}") from None
    return [
        locked(np.ascontiguousarray(np.broadcast_to(array, shape)).reshape(-1)) for array in arrays
    ], shape


def _checked_origin(origin: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return the origin as three floats, checked as a point is."""
    names = ("lat_rad of the origin", "lon_rad of the origin", "alt_hae_m of the origin")
    columns, _ = _checked(dict(zip(names, origin, strict=True)))
    lat_rad, lon_rad, alt_hae_m = (float(column[0]) for column in columns)
    return lat_rad, lon_rad, alt_hae_m


def _refuse(name: str, array: Floats, is_bad: NDArray[np.bool_], why: str) -> None:
    """Raise a ValueError that names the first bad value, its place, and how many there are."""
    if is_bad.any():
        where = np.argwhere(is_bad)[0].tolist()
        place = f"[{', '.join(map(str, where))}]" if where else ""
        raise ValueError(
            f"{name}{place} = {array[is_bad][0]} {why}; {int(is_bad.sum())} of {array.size} such"
        )

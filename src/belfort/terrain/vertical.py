"""What a height is counted from, and in which unit: read from a file's own words, or known by its kind."""

from typing import Any

from belfort.terrain.model import TerrainError

_METRES = {
    "": 1.0,
    "m": 1.0,
    "metre": 1.0,
    "meter": 1.0,
    "metres": 1.0,
    "meters": 1.0,
    "ft": 0.3048,
    "foot": 0.3048,
    "feet": 0.3048,
    "international foot": 0.3048,
    "us survey foot": 1200.0 / 3937.0,
    "ftus": 1200.0 / 3937.0,
    "us-ft": 1200.0 / 3937.0,
    "dm": 0.1,
    "decimetre": 0.1,
    "cm": 0.01,
    "centimetre": 0.01,
    "centimeter": 0.01,
    "mm": 0.001,
}
"""Metres in a unit, by the words GeoTIFF writers use; the foot is exact by definition."""
MSL_DATUMS = {"EGM2008 height": "EGM2008", "EGM96 height": "EGM96", "EGM84 height": "EGM84"}


def factor_of(name: str, unit: str | None, crs: Any) -> float:
    """Return metres in one unit of a file's heights; the band's own word goes before that of the map.

    Raises
    ------
    TerrainError
        The unit is no length: degrees or per cent of a slope, or a word nobody knows.
    """
    word = (unit or "").strip().lower()
    if word not in _METRES:
        raise TerrainError(f"{name}: its values are in '{unit}', which is no unit of height Belfort knows")
    vertical = _vertical(crs)
    if not word and vertical is not None:
        return float(vertical.axis_info[0].unit_conversion_factor)
    return _METRES[word]


def datum_of(name: str, crs: Any, by_kind: str) -> str:
    """Return what heights are counted from; ellipsoidal ones are refused.

    Raises
    ------
    TerrainError
        The file says that its heights stand on the ellipsoid: 40 to 50 m off in the Low Countries.
    """
    vertical = _vertical(crs)
    if vertical is not None and "ellipsoid" not in vertical.name.lower():
        return MSL_DATUMS.get(str(vertical.name), str(vertical.name))
    if vertical is not None or len(crs.axis_info) == 3:
        raise TerrainError(
            f"{name}: its heights are counted from the ellipsoid ('{crs.name}'), not from the sea: in western Europe "
            "that is 40 to 50 m too high. Change them first: gdalwarp -t_srs EPSG:4326+3855 IN OUT"
        )
    return by_kind


def _vertical(crs: Any) -> Any:
    if not crs.is_compound:
        return None
    return next((part for part in crs.sub_crs_list if part.is_vertical), None)

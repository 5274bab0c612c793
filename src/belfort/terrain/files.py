"""Elevation files: found, opened, and refused where they are no heights in metres at a known place.

Every file is looked at before any is used, and every fault is told at once. A wrong unit or a wrong map is
refused here from what a file says of itself; what only its heights can betray is in plausible.py.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any

from belfort.terrain.model import TerrainError
from belfort.terrain.outline import Box
from belfort.terrain.vertical import datum_of, factor_of
from belfort.terrain.warp import Six

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

ENDINGS = (".tif", ".tiff", ".hgt", ".zip")
MOST_TOLD = 8
"""Faults told in full; the rest is counted."""
_DEG_M = 111_195.0
_PICTURES = ("slope", "hillshade", "aspect", "roughness", "curvature", "shaded relief")


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of elevation files, known by its file names."""

    name: str
    pattern: str
    datum: str
    licence: str
    is_tiled: bool
    """One file a square degree, and none where there is only sea."""
    is_surface: bool
    """Tree tops and roofs, not the ground below them."""


_DLR = (
    "produced using Copernicus WorldDEM (c) DLR e.V. 2010-2014 and (c) Airbus Defence and Space GmbH 2014-2018, "
    "provided under COPERNICUS by the European Union and ESA; all rights reserved"
)
KINDS = (
    Kind("Copernicus DEM GLO-30", r"copernicus_dsm_(cog_)?10_.*", "EGM2008", _DLR, True, True),
    Kind("Copernicus DEM GLO-90", r"copernicus_dsm_(cog_)?30_.*", "EGM2008", _DLR, True, True),
    Kind("SRTM", r"[ns]\d\d[ew]\d\d\d.*\.hgt", "EGM96", "NASA/USGS, public domain", True, True),
    Kind("SRTM (CGIAR)", r"srtm_\d\d_\d\d.*", "EGM96", "CGIAR-CSI: see its terms", False, True),
    Kind("ASTER GDEM", r"astgtm.*", "EGM96", "NASA/METI: see its terms", True, True),
    Kind(
        "ALOS World 3D", r"(alpsmlc30|[ns]\d\d\d[ew]\d\d\d_ave).*", "EGM96", "JAXA: see its terms", True, True
    ),
)
OTHER = Kind("elevation file", r".*", "unknown", "licence not said in the file", False, False)


@dataclass(frozen=True, slots=True)
class ElevationFile:
    """A file of heights that was opened once and found in order."""

    name: str
    """As its owner calls it."""
    path: str
    """As GDAL opens it."""
    kind: Kind
    datum: str
    crs: str
    """The horizontal map, as WKT."""
    transform: Six
    shape: tuple[int, int]
    nodata: float | None
    scale: float
    """To metres, times this and plus `offset`."""
    offset: float
    has_mask: bool
    box: Box
    """Extent in degrees."""
    native_m: float
    """Spacing of its cells on the ground at its middle."""


@contextmanager
def quiet_gdal(what: str) -> Iterator[None]:
    """Run GDAL in rasterio's keeping, which prints none of its words.

    Whatever it cannot do becomes one `TerrainError` about `what`.
    """
    import warnings

    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    try:
        with warnings.catch_warnings(), rasterio.Env(GTIFF_REPORT_COMPD_CS=True, GDAL_CACHEMAX=128):
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            yield
    except (RasterioError, OSError, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise TerrainError(
            f"{what}: cannot be read: {why}. It is damaged, cut short or no elevation file: get it again."
        ) from None


def elevation_files(where: Path | Iterable[Path]) -> tuple[ElevationFile, ...]:
    """Return the elevation files of a folder, of a list, or the one named.

    Parameters
    ----------
    where
        A .tif, .tiff, .hgt or .zip file, a folder of them (looked through to the bottom), or several.

    Raises
    ------
    TerrainError
        Nothing is there, or a file is no elevation in metres at a known place: every fault with what to do.
    """
    found, faults = [], []
    for path in _paths([where] if isinstance(where, Path) else list(where)):
        try:
            with quiet_gdal(str(path)):
                found += [f for name, inside in _members(path) for f in _wrapped(_looked_at(name, inside))]
        except TerrainError as error:
            faults.append(str(error))
    tell(faults)
    return tuple(found)


def tell(faults: list[str]) -> None:
    """Raise all faults at once, if there is one."""
    if faults:
        more = [f"and {len(faults) - MOST_TOLD} more like these"] if len(faults) > MOST_TOLD else []
        raise TerrainError("\n".join([*faults[:MOST_TOLD], *more]))


def _paths(given: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            here = sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
            if not here:
                raise TerrainError(
                    f"{path}: no elevation file in this folder: none ends in {', '.join(ENDINGS)}"
                )
            found += here
        elif not path.is_file():
            raise TerrainError(f"{path}: no such file or folder")
        elif path.suffix.lower() not in ENDINGS:
            raise TerrainError(
                f"{path}: not an elevation file: its name ends in none of {', '.join(ENDINGS)}"
            )
        else:
            found.append(path)
    if not found:
        raise TerrainError("no elevation file was given")
    return list(dict.fromkeys(found))


def _members(path: Path) -> list[tuple[str, str]]:
    """Return (name, path for GDAL) of a file, or of every raster in a zip archive."""
    if path.suffix.lower() != ".zip":
        return [(str(path), str(path.absolute()))]
    with zipfile.ZipFile(path) as archive:
        inside = [n for n in archive.namelist() if Path(n).suffix.lower() in ENDINGS[:3]]
    if not inside:
        raise TerrainError(f"{path}: no .tif and no .hgt file in this archive")
    return [(f"{path}/{n}", f"/vsizip/{{{path.absolute()}}}/{n}") for n in inside]


def _wrapped(file: ElevationFile) -> list[ElevationFile]:
    """Return a file, and its twin one turn further west where it counts longitude to 360."""
    west, south, east, north = file.box
    if east <= 180.5:
        return [file]
    a, b, c, d, e, f = file.transform
    twin = replace(file, transform=(a, b, c - 360.0, d, e, f), box=(west - 360.0, south, east - 360.0, north))
    return [file, twin] if west < 180.0 else [twin]


def _looked_at(name: str, path: str) -> ElevationFile:
    import rasterio

    if path.lower().endswith(".hgt") and not re.fullmatch(r"(?i)[ns]\d\d[ew]\d\d\d.*", Path(path).name):
        raise TerrainError(
            f"{name}: an .hgt file is placed by its name, like N50E004.hgt: give it its name back"
        )
    driver = "SRTMHGT" if path.lower().endswith(".hgt") else "GTiff"
    with rasterio.open(path, driver=driver) as data:
        _is_one_band_of_heights(name, data)
        crs = _crs(name, data)
        box, native_m = _extent(name, data, crs)
        kind = next((k for k in KINDS if re.fullmatch(k.pattern, Path(path).name.lower())), OTHER)
        unit = factor_of(name, data.units[0], crs)
        declared = data.nodata
        return ElevationFile(
            name,
            path,
            kind,
            datum_of(name, crs, kind.datum),
            crs.to_2d().to_wkt() if not crs.is_compound else crs.sub_crs_list[0].to_wkt(),
            tuple(data.transform)[:6],  # pyright: ignore[reportArgumentType]
            data.shape,
            -32768.0 if declared is None else float(declared),
            data.scales[0] * unit,
            data.offsets[0] * unit,
            any(flag.name == "per_dataset" for flag in data.mask_flag_enums[0]),
            box,
            native_m,
        )


def _is_one_band_of_heights(name: str, data: "DatasetReader") -> None:
    if data.count != 1:
        raise TerrainError(f"{name}: {data.count} bands: a picture, not heights. Give a file with one band.")
    if data.dtypes[0] not in ("int16", "int32", "uint16", "uint32", "float32", "float64"):
        raise TerrainError(
            f"{name}: values of type {data.dtypes[0]}: a picture or a mask, not heights in metres"
        )
    words = " ".join([data.descriptions[0] or "", *map(str, data.tags(1).values())]).lower()
    for picture in _PICTURES:
        if re.search(rf"\b{picture}\b", words):
            raise TerrainError(f"{name}: says of itself that it is a {picture}, not heights")


def _crs(name: str, data: "DatasetReader") -> Any:
    """Return the map of a file, as pyproj knows it."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if data.crs is None or not data.crs.to_wkt():
        west, south, east, north = data.bounds
        looks = -180 <= west < east <= 360 and -90 <= south < north <= 90
        as_degrees = " Its edges look like degrees: if they are," if looks else " If you know it,"
        code = "4326" if looks else "CODE"
        raise TerrainError(
            f"{name}: does not say on which map it lies (no CRS).{as_degrees} say so in the file: "
            f"rio edit-info --crs EPSG:{code} FILE"
        )
    try:
        crs = CRS.from_wkt(data.crs.to_wkt())
    except CRSError:
        raise TerrainError(f"{name}: its map (CRS) cannot be understood: give it a known one") from None
    flat = crs.sub_crs_list[0] if crs.is_compound else crs
    if not (flat.is_geographic or flat.is_projected):
        raise TerrainError(f"{name}: its map (CRS) '{crs.name}' is tied to no place on earth")
    return crs


def _extent(name: str, data: "DatasetReader", crs: Any) -> tuple[Box, float]:
    """Return the extent in degrees and the spacing in metres; refuse degrees for metres and the reverse."""
    from rasterio.warp import transform_bounds

    t = data.transform
    step_x, step_y = hypot(t.a, t.d), hypot(t.b, t.e)
    west, south, east, north = data.bounds
    if crs.is_geographic or (crs.is_compound and crs.sub_crs_list[0].is_geographic):
        if not (-360 <= west < east <= 360 and -91 <= south < north <= 91):
            raise TerrainError(
                f"{name}: its map is in degrees, but its edges are {west:g} to {east:g} and {south:g} to {north:g}: "
                "metres taken for degrees. Set the right map: rio edit-info --crs EPSG:CODE FILE"
            )
        middle = cos(radians(0.5 * (south + north)))
        native_m = _DEG_M * (step_x * step_y * middle) ** 0.5
        box = (west, south, east, north)
    else:
        native_m = (step_x * step_y) ** 0.5 * crs.axis_info[0].unit_conversion_factor
        if native_m < 0.05:
            raise TerrainError(
                f"{name}: cells of {native_m:.2g} m on the map '{crs.name}': degrees taken for metres. "
                "Set the right map: rio edit-info --crs EPSG:4326 FILE"
            )
        box = transform_bounds(data.crs, "EPSG:4326", west, south, east, north)
    if not 0.05 <= native_m <= 20_000.0:
        raise TerrainError(f"{name}: cells of {native_m:g} m: no elevation model is like that")
    return box, native_m

"""Arrays on a frame as a Cloud-Optimised GeoTIFF, which any GIS opens and a browser reads in parts."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import ArrayLike, NDArray
from rasterio.crs import CRS
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from belfort.coverage.export.features import origin
from belfort.records import Provenance
from belfort.records.atomic import whole_file
from belfort.terrain import Frame, Terrain

TAG = "BELFORT"
_LAYOUT = {
    "BLOCKSIZE": 256,
    "COMPRESS": "DEFLATE",
    "LEVEL": 6,
    "PREDICTOR": "YES",
    "OVERVIEWS": "AUTO",
    "OVERVIEW_RESAMPLING": "NEAREST",
    "BIGTIFF": "IF_SAFER",
}
_WIDER = {np.dtype(np.bool_): np.dtype(np.uint8), np.dtype(np.float16): np.dtype(np.float32)}


def write_cog(
    path: Path,
    frame: Frame,
    bands: Mapping[str, ArrayLike],
    *,
    provenance: Provenance,
    nodata: float,
    units: str | Mapping[str, str],
    description: str,
    terrain: Terrain | None = None,
) -> None:
    """Write arrays on one frame as a Cloud-Optimised GeoTIFF, whole or not at all.

    Overviews take the nearest cell, so that every value in them is one that was computed.

    Parameters
    ----------
    path
        File to write; an older one is replaced.
    frame
        The grid; its cells are the file's pixels.
    bands
        Name to array of the frame's shape. Bands share the smallest type that holds them all.
    provenance
        Where the numbers come from; goes into the file's tags, each called `BELFORT_...`.
    nodata
        What stands for no value: NaN and infinity (beyond reach, not covered) are both written as this.
    units
        Unit of every band, or of each by its name.
    description
        What the file shows, in a sentence.
    terrain
        The ground it rests on: its licence lines, and whether it is coarse, go into the tags.

    Raises
    ------
    ValueError
        No band, an array of another shape or kind, a value that stands for no value among the true
        ones, `nodata` that the type cannot hold, or a unit missing: all named at once.
    OSError
        The file cannot be written.
    """
    arrays = {name: np.asarray(values) for name, values in bands.items()}
    _check(arrays, frame, units)
    dtype = np.result_type(*(_WIDER.get(a.dtype, a.dtype) for a in arrays.values()))
    dtype = _WIDER.get(dtype, dtype)
    cells = {name: _filled(name, values, dtype, nodata) for name, values in arrays.items()}
    profile = {
        "driver": "COG",
        "height": frame.n_rows,
        "width": frame.n_cols,
        "count": len(cells),
        "dtype": dtype.name,
        "crs": CRS.from_string(frame.crs),
        "transform": Affine(frame.cell_m, 0.0, frame.west_m, 0.0, -frame.cell_m, frame.north_m),
        "nodata": nodata,
    }
    with whole_file(path) as file, rasterio.Env(GDAL_NUM_THREADS=1), MemoryFile() as memory:
        with memory.open(**profile, **_LAYOUT) as target:
            for number, (name, values) in enumerate(cells.items(), start=1):
                target.write(values, number)
                target.set_band_description(number, name)
                target.set_band_unit(number, units if isinstance(units, str) else units[name])
            target.update_tags(TIFFTAG_IMAGEDESCRIPTION=description, **_tags(provenance, terrain))
        file.write(memory.getbuffer())


def _check(arrays: dict[str, NDArray], frame: Frame, units: str | Mapping[str, str]) -> None:
    faults = [] if arrays else ["bands: none given"]
    for name, values in arrays.items():
        if values.shape != frame.shape:
            faults.append(f"bands[{name!r}]: shape must be {frame.shape}, found {values.shape}")
        if values.dtype.kind not in "biuf":
            faults.append(f"bands[{name!r}]: must hold real numbers, found {values.dtype}")
        if not isinstance(units, str) and name not in units:
            faults.append(f"units: none for band {name!r}")
    if faults:
        raise ValueError("; ".join(faults))


def _filled(name: str, values: NDArray, dtype: np.dtype, nodata: float) -> NDArray:
    """Return the values in the file's type, with no value where none is finite."""
    if dtype.kind != "f" and (
        not np.isfinite(nodata) or not np.iinfo(dtype).min <= nodata <= np.iinfo(dtype).max or nodata % 1
    ):
        raise ValueError(f"nodata: {nodata!r} is no {dtype}, the type of the bands")
    finite = np.isfinite(values)
    marker = dtype.type(nodata)
    if np.any(values[finite] == marker):
        raise ValueError(f"bands[{name!r}]: {nodata!r} stands for no value and is also one of the values")
    return np.where(finite, values, marker).astype(dtype)


def _tags(provenance: Provenance, terrain: Terrain | None) -> dict[str, str]:
    said = origin(provenance, terrain)
    return {f"{TAG}_{name.upper()}": _text(value) for name, value in said.items()}


def _text(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)

"""Files of elevation onto a frame: joined, sampled, checked; holes stay NaN for whoever fills them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from belfort.terrain.coarse import coarse_heights
from belfort.terrain.files import ElevationFile, quiet_gdal, tell
from belfort.terrain.frame import Floats, Frame
from belfort.terrain.model import Heights, TerrainError
from belfort.terrain.mosaic import mosaics
from belfort.terrain.outline import Box, box_of, split
from belfort.terrain.plausible import listed, range_fault, shift_note, unit_fault
from belfort.terrain.warp import warp

Share = Callable[[float], None]
_WITNESS_CELLS = 500
"""The coarse grid is compared on at most this many cells a side."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What files hold of a frame."""

    height_m: Heights
    """NaN where no file has a height."""
    is_covered: NDArray[np.bool_]
    """Cells inside the edges of some file, with a height or without."""
    files: tuple[ElevationFile, ...]
    """Those that reach onto the frame."""
    notes: tuple[str, ...]


def read_onto(
    frame: Frame,
    files: Sequence[ElevationFile],
    is_land: NDArray[np.bool_],
    progress: Share | None = None,
) -> Reading:
    """Sample files at the middles of a frame's cells and check that what they hold is ground.

    Parameters
    ----------
    frame
        The target. Cells are sampled, never averaged (see `warp`).
    files
        Those off the frame are left out; of two that overlap the finer one is on top.
    is_land
        Of the frame: values at sea are not judged.
    progress
        Called with the share done.

    Raises
    ------
    TerrainError
        No file reaches onto the frame, one cannot be read to its end, or values cannot be heights in metres.
    """
    here = [file for file in files if meets(file.box, box_of(frame))]
    if not here:
        raise TerrainError(_nowhere_near(frame, files))
    groups = mosaics(here)
    height_m = np.full(frame.shape, np.nan, dtype=np.float32)
    is_covered = np.zeros(frame.shape, dtype=np.bool_)
    for i, (virtual, group) in enumerate(groups):

        def told(share: float, i: int = i) -> None:
            if progress:
                progress((i + share) / len(groups))

        _lay(virtual, group, frame, height_m, told)
        for file in group:
            window = window_of(frame, [file.box])
            is_covered[window] |= footprint(file, part_of(frame, window))
    faults, notes = _judged(here, frame, height_m, is_land)
    tell(faults)
    return Reading(height_m, is_covered, tuple(here), notes)


def meets(one: Box, other: Box) -> bool:
    """Return whether two boxes have ground in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _lay(virtual: str, group: Sequence[ElevationFile], frame: Frame, onto: Heights, told: Share) -> None:
    import rasterio

    window = window_of(frame, [file.box for file in group])
    part = part_of(frame, window)
    if 0 in part.shape:
        return
    names = listed([file.name for file in group], 3)
    with quiet_gdal(names), rasterio.open(virtual, driver="VRT") as data:
        found = warp(data, part, told)
    np.copyto(onto[window], found, where=~np.isnan(found))


def window_of(frame: Frame, boxes: Sequence[Box]) -> tuple[slice, slice]:
    """Return the rows and columns of a frame that hold boxes of degrees, a cell more on every side."""
    edge = np.linspace(0.0, 1.0, 33)
    rows, cols = [], []
    for west, south, east, north in boxes:
        lat, lon = np.meshgrid(south + (north - south) * edge, west + (east - west) * edge)
        row, col = frame.row_col(np.radians(lat), np.radians(lon))
        rows += [np.nanmin(row), np.nanmax(row)]
        cols += [np.nanmin(col), np.nanmax(col)]
    return tuple(  # pyright: ignore[reportReturnType]
        slice(min(n, max(0, floor(min(x)) - 1)), max(0, min(n, ceil(max(x)) + 2)))
        for x, n in ((rows, frame.n_rows), (cols, frame.n_cols))
    )


def part_of(frame: Frame, window: tuple[slice, slice]) -> Frame:
    """Return the frame of a window of a frame."""
    rows, cols = window
    return Frame(
        frame.crs,
        frame.west_m + cols.start * frame.cell_m,
        frame.north_m - rows.start * frame.cell_m,
        frame.cell_m,
        rows.stop - rows.start,
        cols.stop - cols.start,
    )


def footprint(file: ElevationFile, frame: Frame) -> NDArray[np.bool_]:
    """Return which cells of a frame have their middle inside a file's edges, or less than one of its cells off.

    Tiles end half a cell before or behind the degree they are named after.
    """
    from pyproj import Transformer

    rows, cols = file.shape
    a, b, c, d, e, f = file.transform
    u, v = _around(-1.0, cols + 1.0, -1.0, rows + 1.0)
    x, y = a * u + b * v + c, d * u + e * v + f
    onto = Transformer.from_crs(file.crs, frame.crs, always_xy=True)
    return filled_ring(frame, *onto.transform(x, y))


def _around(left: float, right: float, top: float, bottom: float) -> tuple[Floats, Floats]:
    """Return points along the edges of a rectangle, in order."""
    run = np.linspace(0.0, 1.0, 64, endpoint=False)
    x, y = left + (right - left) * run, top + (bottom - top) * run
    flat = np.full(64, 1.0)
    return (
        np.concatenate([x, flat * right, x[::-1], flat * left]),
        np.concatenate([flat * top, y, flat * bottom, y[::-1]]),
    )


def box_cells(frame: Frame, box: Box) -> NDArray[np.bool_]:
    """Return which cells of a frame have their middle in a box of degrees."""
    west, south, east, north = box
    lon_deg, lat_deg = np.array(split([(west, south), (east, south), (east, north), (west, north)])).T
    return filled_ring(frame, *frame.xy_m(np.radians(lat_deg), np.radians(lon_deg)))


def filled_ring(frame: Frame, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which cells of a frame have their middle inside a ring of map coordinates."""
    from affine import Affine
    from rasterio.features import rasterize

    points = [
        (float(x), float(y)) for x, y in zip(x_m, y_m, strict=True) if np.isfinite(x) and np.isfinite(y)
    ]
    if len(points) < 4 or 0 in frame.shape:
        return np.zeros(frame.shape, dtype=np.bool_)
    shape = {"type": "Polygon", "coordinates": [[*points, points[0]]]}
    at = Affine(frame.cell_m, 0.0, frame.west_m, 0.0, -frame.cell_m, frame.north_m)
    cells = np.zeros(frame.shape, dtype=np.uint8)
    rasterize([(shape, 1)], out=cells, transform=at)
    return cells.view(np.bool_)


def _judged(
    files: Sequence[ElevationFile], frame: Frame, height_m: Heights, is_land: NDArray[np.bool_]
) -> tuple[list[str], tuple[str, ...]]:
    """Return what is wrong with the values of each file, and what must be said of all of them."""
    faults: list[str] = []
    for file in files:
        window = window_of(frame, [file.box])
        mine, is_there = height_m[window], ~np.isnan(height_m[window])
        fault = range_fault(file.name, mine[is_there & is_land[window]], mine[is_there])
        faults += [fault] if fault else []
    stride = max(1, max(frame.shape) // _WITNESS_CELLS)
    thin = frame.every(stride)
    few = np.ascontiguousarray(height_m[::stride, ::stride])
    coarse = coarse_heights(thin)
    both = is_land[::stride, ::stride] & ~np.isnan(few) & ~np.isnan(coarse)
    if not both.any():
        return faults, ()
    name = listed([file.name for file in files], 3)
    fault = unit_fault(name, few[both], coarse[both], thin.cell_m)
    note = shift_note(few[both], coarse[both], thin.cell_m)
    return [*faults, *([fault] if fault and not faults else [])], (note,) if note else ()


def _nowhere_near(frame: Frame, files: Sequence[ElevationFile]) -> str:
    def spoken(box: Box) -> str:
        return f"longitude {box[0]:.2f} to {box[2]:.2f}, latitude {box[1]:.2f} to {box[3]:.2f}"

    said = [f"{file.name} covers {spoken(file.box)}" for file in files[:3]]
    return f"no file reaches the region ({spoken(box_of(frame))}): " + "; ".join(said)

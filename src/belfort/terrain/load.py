"""The ground of a region: from the embedded coarse grid, from Copernicus tiles, or from files of one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from math import degrees
from pathlib import Path

import numpy as np

from belfort.numeric.readonly import locked
from belfort.scenario.resolved import ResolvedRegion
from belfort.terrain import coarse
from belfort.terrain.files import ElevationFile, elevation_files
from belfort.terrain.frame import Frame, frame_of
from belfort.terrain.holes import Mask, fill_voids
from belfort.terrain.model import Heights, Terrain, TerrainError
from belfort.terrain.outline import Box, box_of, is_land, reaches_over
from belfort.terrain.plausible import listed
from belfort.terrain.read import Reading, box_cells, meets, read_onto
from belfort.terrain.store import kept_tiles, needed_tiles, no_such_tiles
from belfort.terrain.tiles import PRODUCTS, tiles_in

MOST_CELLS = 60_000_000
COARSE_CELL_M = 1000.0
Progress = Callable[[str, float], None]
"""Called with what is being done, in words, and the share done."""
_GRIDS = {name: resolution for resolution, name in PRODUCTS.items()}


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a region's ground is to be made from."""

    files: tuple[ElevationFile, ...]
    cell_m: float
    what: str
    absent: tuple[Box, ...] = ()
    """Degrees that are known to have no tile, because they are sea."""


def terrain_for(
    region: ResolvedRegion,
    elevation: str,
    *,
    cell_m: float | None = None,
    margin_m: float = 100e3,
    progress: Progress | None = None,
) -> Terrain:
    """Return the ground of a region and of a margin around it, without a hole.

    Parameters
    ----------
    region
        The box; the data must cover all its land.
    elevation
        'coarse' (the embedded grid), 'glo-30' or 'glo-90' (Copernicus tiles that `belfort terrain get`
        brought), or the path of a GeoTIFF, an .hgt file, a .zip of them, or a folder.
    cell_m
        Side of a cell; by default 1000 m for 'coarse', 30 and 90 m for the tiles, and the spacing of the files.
        Made larger where the grid would have more than 60 million cells, and that is said.
    margin_m
        Ground kept around the region, so that what stands outside can hide and be seen. Where the data end there,
        the coarse grid goes on; `share_coarse` and `notes` tell.
    progress
        Called with words and the share done.

    Raises
    ------
    TerrainError
        The ground cannot be had, does not cover the region, or is no elevation: what is wrong and what to do.
    """
    told = progress or (lambda _words, _share: None)
    box = box_of_region(region)
    if cell_m is not None and not 1.0 <= cell_m <= 50_000.0:
        raise TerrainError(f"cells of {cell_m:g} m: a cell measures 1 to 50000 m")
    if not 0.0 <= margin_m <= 1e6:
        raise TerrainError(f"a margin of {margin_m:g} m: it measures 0 to 1,000,000 m")
    if elevation == "coarse":
        return _from_coarse(region, cell_m, margin_m, told)
    told("looking at the files", 0.0)
    ground = _found(elevation, region, box, margin_m)
    frame, notes = _frame(region, cell_m or ground.cell_m, margin_m)
    return _from_files(ground, box, frame, notes, told)


def box_of_region(region: ResolvedRegion) -> Box:
    """Return a region's edges in degrees."""
    return (
        degrees(region.west_rad),
        degrees(region.south_rad),
        degrees(region.east_rad),
        degrees(region.north_rad),
    )


def box_with_margin(region: ResolvedRegion, margin_m: float) -> Box:
    """Return the box of degrees around a region with its margin, as `terrain_for` will want it."""
    return box_of(_frame(region, COARSE_CELL_M, margin_m)[0])


def _frame(region: ResolvedRegion, cell_m: float, margin_m: float) -> tuple[Frame, list[str]]:
    """Return the frame of a region, and what must be said of its cells."""
    edges = region.west_rad, region.south_rad, region.east_rad, region.north_rad
    try:
        rough = frame_of(*edges, max(cell_m, 1000.0), margin_m)
        n_cells = rough.n_rows * rough.n_cols * (rough.cell_m / cell_m) ** 2
        if n_cells <= MOST_CELLS:
            return frame_of(*edges, cell_m, margin_m), []
        wide_m = float(np.ceil(cell_m * (n_cells / MOST_CELLS) ** 0.5))
        note = (
            f"Cells measure {wide_m:g} m and not {cell_m:g} m: the region with its margin would have "
            f"{n_cells / 1e6:.0f} million of them, and {MOST_CELLS // 10**6} million is the limit."
        )
        return frame_of(*edges, wide_m, margin_m), [note]
    except ValueError as error:
        raise TerrainError(f"region '{region.name}': {error}") from None


def _from_coarse(region: ResolvedRegion, cell_m: float | None, margin_m: float, told: Progress) -> Terrain:
    frame, notes = _frame(region, cell_m or COARSE_CELL_M, margin_m)
    told("reading the coarse grid", 0.0)
    height_m = coarse.coarse_heights(frame)
    if np.isnan(height_m).any():
        raise TerrainError(_off_the_coarse_grid(frame, "the region with its margin"))
    land = _land(frame, height_m, notes)
    height_m[~land] = 0.0
    told("done", 1.0)
    return Terrain(
        frame=frame,
        height_msl_m=locked(height_m),
        is_land=locked(land),
        native_m=coarse.NATIVE_M,
        is_coarse=True,
        share_coarse=1.0,
        n_void_filled=0,
        datum=coarse.COARSE_DATUM,
        sources=(coarse.COARSE_SOURCE,),
        notes=(coarse.COARSE_NOTE, *notes),
    )


def _found(elevation: str, region: ResolvedRegion, box: Box, margin_m: float) -> _Ground:
    """Return the files to read; for Copernicus all tiles over land of the region must be there."""
    if elevation in _GRIDS:
        resolution = _GRIDS[elevation]
        wide = box_with_margin(region, margin_m)
        kept = kept_tiles(tiles_in(wide, resolution), resolution)
        missing = [t for t in needed_tiles(box, resolution) if t not in kept.paths and t not in kept.sea]
        if missing:
            raise TerrainError(no_such_tiles(missing, box, resolution))
        if not kept.paths:
            raise TerrainError(f"{elevation}: no land in the region and its margin: there is no tile to read")
        return _Ground(
            elevation_files(list(kept.paths.values())),
            float(resolution),
            elevation,
            tuple(t.box for t in kept.sea),
        )
    files = elevation_files(Path(elevation).expanduser())
    near = [file for file in files if meets(file.box, box)] or files
    return _Ground(files, float(np.round(min(file.native_m for file in near), 1)), elevation)


def _from_files(ground: _Ground, box: Box, frame: Frame, notes: list[str], told: Progress) -> Terrain:
    land = _land(frame, None, notes)
    reading = read_onto(frame, ground.files, land, lambda share: told("reading elevation", 0.8 * share))
    height_m = reading.height_m
    inside = box_cells(frame, box)
    for sea in ground.absent:
        land &= ~box_cells(frame, sea) | ~np.isnan(height_m)
    _region_is_covered(ground, reading, inside & land, frame, box)
    told("filling voids", 0.8)
    off = np.isnan(height_m) & land & ~reading.is_covered
    void = np.isnan(height_m) & land & reading.is_covered
    height_m[np.isnan(height_m) & ~land] = 0.0
    n_filled = fill_voids(height_m, void, int(np.count_nonzero(land & reading.is_covered)), frame.cell_m)
    share = _fill_margin(height_m, off, frame)
    if not reaches_over(box_of(frame)):
        land = is_land(frame) | (height_m > 0.0)
    height_m[~land & (height_m < 0.0)] = 0.0
    told("done", 1.0)
    return Terrain(
        frame=frame,
        height_msl_m=locked(height_m),
        is_land=locked(land),
        native_m=max(file.native_m for file in reading.files),
        is_coarse=share > 0.0,
        share_coarse=share,
        n_void_filled=n_filled,
        datum=" and ".join(sorted({file.datum for file in reading.files})),
        sources=_sources(reading, share),
        notes=(*_said(reading, n_filled, share, frame), *notes),
    )


def _land(frame: Frame, height_m: Heights | None, notes: list[str]) -> Mask:
    """Return which cells are land; off the layer all of them, or what stands above 0 where heights are known."""
    if reaches_over(box_of(frame)):
        return is_land(frame)
    notes.append("The region reaches off the land layer of Europe: there, land is what stands above 0 m.")
    if height_m is None:
        return np.ones(frame.shape, dtype=np.bool_)
    return is_land(frame) | (height_m > 0.0)


def _region_is_covered(ground: _Ground, reading: Reading, wanted: Mask, frame: Frame, box: Box) -> None:
    """Refuse data that end inside the region, naming the tiles or the sides."""
    bare = wanted & ~reading.is_covered & np.isnan(reading.height_m)
    n_bare = int(np.count_nonzero(bare))
    if n_bare == 0:
        return
    share = 100.0 * n_bare / max(1, int(np.count_nonzero(wanted)))
    rows, cols = np.nonzero(bare)
    lat, lon = (np.degrees(a) for a in frame.at(rows, cols))
    degrees_missing = sorted({(int(a), int(b)) for a, b in zip(np.floor(lat), np.floor(lon), strict=True)})
    places = [
        f"{'N' if a >= 0 else 'S'}{abs(a):02d} {'E' if b >= 0 else 'W'}{abs(b):03d}"
        for a, b in degrees_missing
    ]
    sides = [f"{gap:.2f} deg in the {side}" for side, gap in _gaps(reading.files, box) if gap > 0.0]
    where = f"missing: {', '.join(sides)}. " if sides else ""
    raise TerrainError(
        f"{ground.what} does not cover the region: {share:.1f} % of its land has no data. {where}"
        f"Square degrees (south-west corner) without: {listed(places, 12)}. Add files, or make the region smaller."
    )


def _gaps(files: tuple[ElevationFile, ...], box: Box) -> list[tuple[str, float]]:
    west, south = (min(file.box[i] for file in files) for i in (0, 1))
    east, north = (max(file.box[i] for file in files) for i in (2, 3))
    return [
        ("west", west - box[0]),
        ("south", south - box[1]),
        ("east", box[2] - east),
        ("north", box[3] - north),
    ]


def _fill_margin(height_m: Heights, off: Mask, frame: Frame) -> float:
    """Fill cells off the data from the coarse grid in place; return their share of the frame."""
    n_off = int(np.count_nonzero(off))
    if n_off == 0:
        return 0.0
    height_m[off] = coarse.coarse_heights(frame)[off]
    if np.isnan(height_m[off]).any():
        raise TerrainError(_off_the_coarse_grid(frame, "the margin around the region, where the data end,"))
    return n_off / height_m.size


def _off_the_coarse_grid(frame: Frame, what: str) -> str:
    west, south, east, north = box_of(frame)
    return (
        f"{what} reaches over longitude {west:.1f} to {east:.1f}, latitude {south:.1f} to {north:.1f}, and the coarse "
        f"grid covers {coarse.WEST_DEG} to {coarse.EAST_DEG}, {coarse.SOUTH_DEG} to {coarse.NORTH_DEG} only: give data "
        "that cover it, or a smaller margin"
    )


def _said(reading: Reading, n_filled: int, share: float, frame: Frame) -> list[str]:
    """Return what whoever reads a result must know."""
    notes = list(reading.notes)
    if any(file.kind.is_surface for file in reading.files):
        notes.append("The heights are of the surface: tree tops and roofs count as ground.")
    if any(file.datum == "unknown" for file in reading.files):
        notes.append("The files do not say what their heights are counted from; mean sea level is assumed.")
    if n_filled:
        notes.append(
            f"{n_filled} cells ({100 * n_filled / reading.height_m.size:.2g} %) were voids, filled from neighbours."
        )
    if share:
        notes.append(
            f"Where the data end in the margin, {100 * share:.1f} % of the cells rest on the coarse grid of about 9 km."
        )
    native_m = max(file.native_m for file in reading.files)
    if frame.cell_m > 1.5 * native_m:
        notes.append(
            f"Cells of {frame.cell_m:g} m are sampled from data every {native_m:.0f} m: crests between are lost."
        )
    if frame.cell_m < 0.75 * native_m:
        notes.append(
            f"Cells of {frame.cell_m:g} m show no more than the data, which stand every {native_m:.0f} m."
        )
    return notes


def _sources(reading: Reading, share: float) -> tuple[str, ...]:
    """Return one line for each kind of file, with its licence."""
    kinds: dict[str, list[ElevationFile]] = {}
    for file in reading.files:
        kinds.setdefault(f"{file.kind.name}, {file.datum}", []).append(file)
    lines = [
        f"{name} ({files[0].kind.licence}): {len(files)} files"
        if len(files) > 1
        else f"{name} ({files[0].kind.licence}): {Path(files[0].name).name}"
        for name, files in kinds.items()
    ]
    return (*lines, *([coarse.COARSE_SOURCE] if share else []))

"""The nouns of the ground: a terrain on its grid, and what one site sees of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.terrain.frame import Frame

Heights = NDArray[np.float32]


class TerrainError(Exception):
    """The ground cannot be had, or is not what it says it is; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """Heights of the ground on a metric grid, without a hole."""

    frame: Frame
    height_msl_m: Heights
    """(n_rows, n_cols), C order, read-only: ground above mean sea level at the middle of each cell; the sea is 0."""
    is_land: NDArray[np.bool_]
    """(n_rows, n_cols): land by the Natural Earth layer."""
    native_m: float
    """Spacing of the data the heights were made from: what is smaller than this is not in them."""
    is_coarse: bool
    """True where any of it rests on the embedded grid of about 9 km: every result then says so."""
    share_coarse: float
    """Share of the cells that rest on the embedded grid, 0 to 1."""
    n_void_filled: int
    """Cells that the data left empty and that were filled from their neighbours."""
    datum: str
    """Vertical datum, in the words of the source."""
    sources: tuple[str, ...]
    """What it was made from: one line each, with licence."""
    notes: tuple[str, ...] = ()
    """What whoever reads a result must know."""

    def height_at(self, lat_rad: float, lon_rad: float) -> float:
        """Return the ground's height in m MSL in the cell that holds a point.

        Raises
        ------
        TerrainError
            The grid does not reach there.
        """
        cell = self.frame.cell_of(lat_rad, lon_rad)
        if cell is None:
            lat_deg, lon_deg = np.degrees(lat_rad), np.degrees(lon_rad)
            raise TerrainError(f"{lat_deg:.4f}, {lon_deg:.4f} lies off the terrain's grid")
        return float(self.height_msl_m[cell])


@dataclass(frozen=True, slots=True)
class Window:
    """The lowest altitude in sight of one site, on the part of a grid around it."""

    frame: Frame
    """Of the product: every `stride`-th point of the terrain's grid."""
    row0: int
    col0: int
    """Row and column in `frame` of this window's first point."""
    height_agl_m: Heights
    """(rows, cols): lowest height above the ground in sight; infinite beyond reach or outside the sector."""

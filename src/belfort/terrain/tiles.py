"""The square-degree tiles of Copernicus DEM: their names, their boxes, and where this machine keeps them."""

import os
import re
import sys
from dataclasses import dataclass
from math import floor
from pathlib import Path

from belfort.terrain.model import TerrainError
from belfort.terrain.outline import Box

PRODUCTS = {30: "glo-30", 90: "glo-90"}
"""Folder of a resolution in m, and the word of a scenario's `elevation`."""
_ARC_TENTHS = {30: 10, 90: 30}
_NAME = re.compile(r"Copernicus_DSM_COG_(10|30)_([NS])(\d\d)_00_([EW])(\d\d\d)_00_DEM")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One square degree of one resolution."""

    lat_deg: int
    """Of its south edge."""
    lon_deg: int
    """Of its west edge."""
    resolution_m: int

    @property
    def name(self) -> str:
        """Name in the public archive, without ending."""
        north, east = "N" if self.lat_deg >= 0 else "S", "E" if self.lon_deg >= 0 else "W"
        return (
            f"Copernicus_DSM_COG_{_ARC_TENTHS[self.resolution_m]}_{north}{abs(self.lat_deg):02d}_00_"
            f"{east}{abs(self.lon_deg):03d}_00_DEM"
        )

    @property
    def box(self) -> Box:
        """West, south, east and north in degrees."""
        return self.lon_deg, self.lat_deg, self.lon_deg + 1, self.lat_deg + 1

    @property
    def place(self) -> str:
        """The degree in words: `N50 E004`."""
        return self.name[22:25] + " " + self.name[29:33]


def tile_of_name(name: str) -> Tile | None:
    """Return the tile a name stands for; None for any other text."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    tenths, ns, lat, ew, lon = match.groups()
    sign_lat, sign_lon = (1 if ns == "N" else -1), (1 if ew == "E" else -1)
    return Tile(sign_lat * int(lat), sign_lon * int(lon), 30 if tenths == "10" else 90)


def tiles_in(box: Box, resolution_m: int) -> list[Tile]:
    """Return the tiles that have ground in common with a box, from the south-west on.

    Raises
    ------
    TerrainError
        There is no such resolution.
    """
    if resolution_m not in PRODUCTS:
        raise TerrainError(f"no tiles of {resolution_m} m: Copernicus DEM comes in 30 and 90 m")
    west, south, east, north = box
    return [
        Tile(lat, (lon + 180) % 360 - 180, resolution_m)
        for lat in range(max(-90, floor(south)), min(90, -floor(-north)))
        for lon in range(floor(west), -floor(-east))
    ]


def cache_folder() -> Path:
    """Return where downloads are kept: BELFORT_CACHE, else the platform's folder for such files."""
    given = os.environ.get("BELFORT_CACHE")
    if given:
        return Path(given).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "belfort" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "belfort"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "belfort"


def tile_folder(resolution_m: int) -> Path:
    """Return where tiles of one resolution are kept."""
    return cache_folder() / "terrain" / PRODUCTS[resolution_m]

"""Tiles on this machine: which are kept, whether they are still what was fetched, and which are known to be sea."""

import hashlib
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from belfort.terrain.model import TerrainError
from belfort.terrain.outline import Box, may_hold_land
from belfort.terrain.plausible import listed
from belfort.terrain.tiles import Tile, tile_folder, tile_of_name, tiles_in

MANIFEST = "manifest.json"
TILE_LIST = "tileList.txt"
_CHUNK = 1 << 20
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """Tiles that need not be fetched."""

    paths: dict[Tile, Path]
    sea: tuple[Tile, ...]
    """The archive has none: only sea there."""


def needed_tiles(box: Box, resolution_m: int) -> list[Tile]:
    """Return the tiles of a box that hold land by the land layer, or lie off it."""
    return [tile for tile in tiles_in(box, resolution_m) if may_hold_land(tile.box)]


def kept_tiles(tiles: Iterable[Tile], resolution_m: int) -> Kept:
    """Return which of these tiles are kept, each checked against the checksum it was stored with.

    A tile that was laid into the folder by hand has no checksum and is taken as it is.

    Raises
    ------
    TerrainError
        Tiles are not what was stored: which, and how to get them again.
    """
    folder, manifest = tile_folder(resolution_m), read_manifest(tile_folder(resolution_m))
    paths, damaged = {}, []
    wanted = list(tiles)
    for tile in wanted:
        path = folder / f"{tile.name}.tif"
        if path.is_file():
            paths[tile] = path
            if not is_as_stored(path, manifest["tiles"].get(tile.name)):
                damaged.append(str(path))
    if damaged:
        raise TerrainError(
            f"{listed(damaged)}: damaged since the download (checksum differs). Delete and run 'belfort terrain get' again."
        )
    return Kept(paths, tuple(tile for tile in wanted if tile.name in manifest["sea"] and tile not in paths))


def no_such_tiles(missing: list[Tile], box: Box, resolution_m: int) -> str:
    """Return the sentence about tiles that are not on this machine, with the command that gets them."""
    west, south, east, north = box
    return (
        f"Copernicus DEM GLO-{resolution_m}: {len(missing)} of the tiles of the region are not on this machine: "
        f"{listed([tile.place for tile in missing])}. Get them: "
        f'belfort terrain get "{west:g},{south:g},{east:g},{north:g}" --resolution {resolution_m}'
    )


def is_as_stored(path: Path, entry: dict[str, Any] | None) -> bool:
    """Return whether a file still has the size and the SHA-256 of its entry; True without an entry."""
    if entry is None:
        return True
    return path.stat().st_size == entry["bytes"] and sha256_of(path) == entry["sha256"]


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a folder's manifest; an empty one where there is none, or none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf8"))
        tiles = {str(k): {"bytes": int(v["bytes"]), **v} for k, v in found["tiles"].items() if "sha256" in v}
        return {"tiles": tiles, "sea": [str(name) for name in found["sea"]]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"tiles": {}, "sea": []}


def remember(folder: Path, name: str, entry: dict[str, Any] | None) -> None:
    """Write one tile into the manifest: its entry, or None for one that the archive does not have."""
    with _LOCK:
        manifest = read_manifest(folder)
        if entry is None:
            manifest["sea"] = sorted({*manifest["sea"], name})
        else:
            manifest["tiles"][name] = entry
            manifest["sea"] = [n for n in manifest["sea"] if n != name]
        new = folder / f"{MANIFEST}.new"
        new.write_text(json.dumps(manifest, indent=1, sort_keys=True), "utf8")
        new.replace(folder / MANIFEST)


def published_tiles(resolution_m: int) -> frozenset[Tile] | None:
    """Return the tiles on the archive's list, where it was fetched before; else None."""
    try:
        lines = (tile_folder(resolution_m) / TILE_LIST).read_text("utf8").split()
    except (OSError, UnicodeDecodeError):
        return None
    return (
        frozenset(t for t in map(tile_of_name, lines) if t is not None and t.resolution_m == resolution_m)
        or None
    )

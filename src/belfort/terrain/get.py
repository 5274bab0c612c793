"""Copernicus DEM tiles from the public archive into this machine's cache: planned first, then fetched side by side.

Copernicus DEM GLO-30 and GLO-90 lie as open data in a public archive, a tile a square degree; a tile that is
not there is sea. BELFORT_TERRAIN_URL names another archive of the same layout, such as a mirror inside a
closed network ({resolution} stands for 30 or 90).
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from belfort.terrain.fetch import AbsentError, StoppedError, Way, fetch
from belfort.terrain.model import TerrainError
from belfort.terrain.outline import Box
from belfort.terrain.store import TILE_LIST, kept_tiles, needed_tiles, published_tiles, remember, sha256_of
from belfort.terrain.tiles import Tile, tile_folder, tiles_in

ARCHIVE = "https://copernicus-dem-{resolution}m.s3.amazonaws.com"
TYPICAL_MB = {30: 25.0, 90: 3.0}
"""Rough size of a tile on land in Europe, a guess to plan with."""
MOST_TILES = 2000
Step = Callable[[Tile | None, int], None]
"""Called with a tile and the bytes that came of it; None once for every tile that is done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What fetching a box would do."""

    box: Box
    resolution_m: int
    folder: Path
    wanted: tuple[Tile, ...]
    """Tiles to fetch."""
    kept: tuple[Tile, ...]
    """Already here and in order."""
    sea: tuple[Tile, ...]
    """No tile, because there is only sea."""
    is_listed: bool
    """By the archive's own list; otherwise by the land layer."""

    @property
    def typical_mb(self) -> float:
        """Rough size of what is to be fetched."""
        return len(self.wanted) * TYPICAL_MB[self.resolution_m]


@dataclass(frozen=True, slots=True)
class Got:
    """What fetching did."""

    fetched: tuple[Tile, ...]
    sea: tuple[Tile, ...]
    """Of the wanted ones, those that the archive does not have."""
    n_bytes: int


def plan_tiles(box: Box, resolution_m: int) -> Plan:
    """Return what is to be fetched for a box of degrees; nothing is asked of the network.

    Raises
    ------
    TerrainError
        The box is too large, there is no such resolution, or a kept tile is damaged.
    """
    everything = tiles_in(box, resolution_m)
    if not everything or len(everything) > MOST_TILES:
        raise TerrainError(
            f"{len(everything)} square degrees: between 1 and {MOST_TILES} are fetched at a time"
        )
    published = published_tiles(resolution_m)
    on_land = (
        needed_tiles(box, resolution_m) if published is None else [t for t in everything if t in published]
    )
    kept = kept_tiles(everything, resolution_m)
    known = {*kept.paths, *kept.sea}
    wanted = tuple(t for t in on_land if t not in known)
    sea = tuple(t for t in everything if t not in kept.paths and t not in wanted)
    return Plan(
        box, resolution_m, tile_folder(resolution_m), wanted, tuple(kept.paths), sea, published is not None
    )


def get_tiles(plan: Plan, *, jobs: int = 8, way: Way | None = None, step: Step | None = None) -> Got:
    """Fetch the tiles of a plan into the cache, some at a time.

    Parameters
    ----------
    plan
        From `plan_tiles`.
    jobs
        Tiles at a time.
    way
        Tries and waits.
    step
        Told of progress, from several threads.

    Raises
    ------
    TerrainError
        A tile cannot be had; the others that came are kept, and what came of this one too.
    """
    stop = threading.Event()
    way = Way(stop=stop) if way is None else Way(way.tries, way.timeout_s, way.pause_s, stop)
    told = step or (lambda _tile, _bytes: None)
    _make(plan.folder)
    pool = ThreadPoolExecutor(max(1, jobs), thread_name_prefix="tile")
    try:
        running = {pool.submit(_one, tile, plan.folder, way, told): tile for tile in plan.wanted}
        pending = set(running)
        while pending:
            done, pending = wait(pending, timeout=0.5, return_when=FIRST_EXCEPTION)
            if any(future.exception() for future in done):
                break
        sizes = _results(running)
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    fetched = tuple(sorted(t for t, n in sizes.items() if n is not None))
    return Got(
        fetched, tuple(sorted(t for t, n in sizes.items() if n is None)), sum(n or 0 for n in sizes.values())
    )


def get_list(resolution_m: int, *, way: Way | None = None) -> None:
    """Fetch the archive's list of tiles.

    Raises
    ------
    TerrainError
        It cannot be had.
    """
    folder = tile_folder(resolution_m)
    _make(folder)
    try:
        fetch(f"{archive(resolution_m)}/{TILE_LIST}", folder / TILE_LIST, way or Way(), lambda _n: None)
    except AbsentError:
        raise TerrainError(
            f"{archive(resolution_m)}: no {TILE_LIST} there: not an archive of Copernicus DEM tiles"
        ) from None


def archive(resolution_m: int) -> str:
    """Return the address of the archive.

    Raises
    ------
    TerrainError
        BELFORT_TERRAIN_URL is no address.
    """
    address = os.environ.get("BELFORT_TERRAIN_URL") or ARCHIVE
    if not address.startswith(("https://", "http://")):
        raise TerrainError(f"BELFORT_TERRAIN_URL: '{address}' is no http or https address")
    return address.replace("{resolution}", str(resolution_m)).rstrip("/")


def _results(running: dict) -> dict[Tile, int | None]:
    """Return bytes of each tile, None for sea; raise the first fault that is not another's echo."""
    faults = [f.exception() for f in running if f.done() and f.exception() is not None]
    for fault in sorted(faults, key=lambda e: isinstance(e, StoppedError)):
        raise fault  # pyright: ignore[reportGeneralTypeIssues]
    return {tile: future.result() for future, tile in running.items()}


def _one(tile: Tile, folder: Path, way: Way, told: Step) -> int | None:
    target = folder / f"{tile.name}.tif"
    try:
        url = f"{archive(tile.resolution_m)}/{tile.name}/{tile.name}.tif"
        tag = fetch(url, target, way, lambda n: told(tile, n))
    except AbsentError:
        remember(folder, tile.name, None)
        told(None, 0)
        return None
    size = target.stat().st_size
    remember(folder, tile.name, {"bytes": size, "sha256": sha256_of(target), "etag": tag})
    told(None, 0)
    return size


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TerrainError(
            f"{folder}: cannot be made: {error.strerror or error}. Set BELFORT_CACHE to a folder of yours."
        ) from None

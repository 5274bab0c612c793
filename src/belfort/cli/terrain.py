"""`belfort terrain show` and `get`: what the ground is made from, and how finer ground is had."""

from math import radians
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from belfort.cli.look import console, counted, fail, print_json
from belfort.cli.scenario import Json, scenario_names
from belfort.cli.scenario import load as load_named

if TYPE_CHECKING:
    from rich.progress import Progress

    from belfort.scenario.resolved import ResolvedRegion
    from belfort.terrain import Terrain
    from belfort.terrain.get import Got, Plan

app = typer.Typer(
    no_args_is_help=True,
    help="The ground: what it is made from, and how finer ground is had.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_SHOW = 'Examples:  belfort terrain show benelux   |   show "2.3,49.3,7.3,53.7" --elevation glo-90   |   show tiny --json'
_GET = 'Examples:  belfort terrain get benelux   |   get tiny --resolution 30   |   get "4,50,6,52" --margin-km 0 --dry-run'
Where = Annotated[
    str,
    typer.Argument(
        metavar="REGION",
        help="A shipped scenario, a scenario file, or 'west,south,east,north' in degrees.",
        autocompletion=scenario_names,
    ),
]
Margin = Annotated[float, typer.Option("--margin-km", min=0, max=1000, help="Ground around the region.")]


def _region(words: str, as_json: bool) -> "tuple[ResolvedRegion, str]":
    """Return the region and the elevation it asks for."""
    from belfort.scenario.resolved import ResolvedRegion

    if words.count(",") != 3:
        scenario = load_named(words, as_json=as_json)
        return scenario.region, scenario.terrain.elevation
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError:
        fail(f"'{words}': a box is four numbers of degrees, west,south,east,north, like 2.3,49.3,7.3,53.7")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        fail(
            f"'{words}': a box runs from west to east and from south to north in degrees, and not over the date line; "
            "the order is west,south,east,north"
        )
    return ResolvedRegion("box", *(radians(edge) for edge in (west, south, east, north))), "coarse"


@app.command(epilog=_SHOW, no_args_is_help=True)
def show(
    region: Where,
    elevation: Annotated[
        str | None,
        typer.Option(
            "--elevation", help="'coarse', 'glo-30', 'glo-90', or a file or folder, instead of its own."
        ),
    ] = None,
    margin_km: Margin = 100.0,
    cell_m: Annotated[float | None, typer.Option("--cell-m", help="Side of a cell.")] = None,
    as_json: Json = False,
) -> None:
    """Tell what the ground of a region is made from: cells, sources, datum, heights, voids, tiles kept here."""
    from belfort.terrain import TerrainError, terrain_for

    place, own = _region(region, as_json)
    try:
        with _bar() as bar:
            task = bar.add_task("ground", total=1.0)
            ground = terrain_for(
                place,
                elevation or own,
                cell_m=cell_m,
                margin_m=1000.0 * margin_km,
                progress=lambda words, share: bar.update(task, description=words, completed=share),
            )
        told = _told(place, elevation or own, ground)
    except TerrainError as error:
        fail(str(error), 1)
    if as_json:
        print_json(told)
    else:
        _print_ground(told)


def _told(place: "ResolvedRegion", elevation: str, ground: "Terrain") -> dict[str, Any]:
    heights = ground.height_msl_m
    return {
        "region": place.name,
        "elevation": elevation,
        "rows": ground.frame.n_rows,
        "columns": ground.frame.n_cols,
        "cell_m": ground.frame.cell_m,
        "native_m": ground.native_m,
        "map": ground.frame.crs,
        "lowest_m": float(heights.min()),
        "highest_m": float(heights.max()),
        "share_land": float(ground.is_land.mean()),
        "datum": ground.datum,
        "is_coarse": ground.is_coarse,
        "share_coarse": ground.share_coarse,
        "n_void_filled": ground.n_void_filled,
        "sources": list(ground.sources),
        "notes": list(ground.notes),
        "tiles": _tiles_here(place),
    }


def _tiles_here(place: "ResolvedRegion") -> dict[str, dict[str, int]]:
    """Return how many tiles of the region, without margin, are kept here and how many are not."""
    from belfort.terrain.get import plan_tiles
    from belfort.terrain.load import box_of_region
    from belfort.terrain.tiles import PRODUCTS

    plans = {name: plan_tiles(box_of_region(place), n) for n, name in PRODUCTS.items()}
    return {name: {"kept": len(plan.kept), "missing": len(plan.wanted)} for name, plan in plans.items()}


def _print_ground(told: dict[str, Any]) -> None:
    screen = console()
    screen.print(f"{told['region']}: {told['elevation']}", style="bold", soft_wrap=True)
    n_cells = told["rows"] * told["columns"] / 1e6
    lines = {
        "cells": f"{told['rows']} x {told['columns']} of {told['cell_m']:g} m ({n_cells:.1f} million)",
        "data": f"every {told['native_m']:.0f} m" + (", coarse" if told["share_coarse"] == 1.0 else ""),
        "heights": f"{told['lowest_m']:.0f} to {told['highest_m']:.0f} m above {told['datum']}",
        "land": f"{100 * told['share_land']:.0f} % of the cells",
        "voids": f"{counted(told['n_void_filled'], 'cell')} filled from neighbours",
        "coarse grid": f"{100 * told['share_coarse']:.1f} % of the cells",
    }
    for name, tiles in told["tiles"].items():
        lines[name] = f"{counted(tiles['kept'], 'tile')} here, {tiles['missing']} not"
    for name, words in lines.items():
        screen.print(f"  {name:12}{words}", soft_wrap=True)
    for source in told["sources"]:
        screen.print(f"  source      {source}", soft_wrap=True)
    for note in told["notes"]:
        screen.print(f"  note        {note}", soft_wrap=True)


@app.command(epilog=_GET, no_args_is_help=True)
def get(
    region: Where,
    resolution: Annotated[int, typer.Option("--resolution", help="90 or 30 m.")] = 90,
    margin_km: Margin = 100.0,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=32, help="Tiles at a time.")] = 8,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be fetched.")] = False,
    as_json: Json = False,
) -> None:
    """Fetch Copernicus DEM tiles of a region into this machine's cache; run it again to go on after a cut."""
    from belfort.terrain import TerrainError
    from belfort.terrain.get import get_list, get_tiles

    place, _ = _region(region, as_json)
    try:
        plan = _plan(place, resolution, margin_km)
        if dry_run or not plan.wanted:
            _print_plan(plan, as_json)
            return
        if not plan.is_listed:
            get_list(resolution)
            plan = _plan(place, resolution, margin_km)
        with _bar() as bar:
            got = get_tiles(plan, jobs=jobs, step=_Steps(bar, plan))
    except TerrainError as error:
        fail(str(error), 1)
    _print_got(plan, got, as_json)


def _plan(place: "ResolvedRegion", resolution: int, margin_km: float) -> "Plan":
    from belfort.terrain.get import plan_tiles
    from belfort.terrain.load import box_with_margin

    return plan_tiles(box_with_margin(place, 1000.0 * margin_km), resolution)


class _Steps:
    """Shows tiles done and bytes come."""

    def __init__(self, bar: "Progress", plan: "Plan") -> None:
        self._bar, self._n_bytes, self._n_tiles = bar, 0, len(plan.wanted)
        self._task = bar.add_task("fetching", total=self._n_tiles)

    def __call__(self, tile: object, n_bytes: int) -> None:
        self._n_bytes += n_bytes
        words = f"fetching {self._n_tiles} tiles, {self._n_bytes / 1e6:.1f} MB"
        self._bar.update(self._task, description=words, advance=1 if tile is None else 0)


def _bar() -> "Progress":
    """Return a progress bar on standard error that leaves no trace; nothing is shown where that is no terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    screen = console(errors=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)


def _plain(plan: "Plan") -> dict[str, Any]:
    return {
        "resolution_m": plan.resolution_m,
        "box_deg": list(plan.box),
        "folder": str(plan.folder),
        "wanted": [tile.name for tile in plan.wanted],
        "kept": [tile.name for tile in plan.kept],
        "sea": [tile.name for tile in plan.sea],
        "is_listed": plan.is_listed,
        "typical_mb": plan.typical_mb,
    }


def _print_plan(plan: "Plan", as_json: bool) -> None:
    if as_json:
        print_json({**_plain(plan), "fetched": []})
        return
    screen = console()
    by = "the archive's list" if plan.is_listed else "the land layer; the archive's list was not fetched yet"
    screen.print(
        f"GLO-{plan.resolution_m}: {counted(len(plan.wanted), 'tile')} to fetch, about {plan.typical_mb:.0f} MB (a guess); "
        f"{len(plan.kept)} kept, {len(plan.sea)} sea, by {by}",
        soft_wrap=True,
    )
    for tile in plan.wanted:
        screen.print(f"  {tile.place}", soft_wrap=True)
    screen.print(f"kept in {Path(plan.folder)}", style="dim", soft_wrap=True)


def _print_got(plan: "Plan", got: "Got", as_json: bool) -> None:
    if as_json:
        fetched = [tile.name for tile in got.fetched]
        print_json(
            {**_plain(plan), "fetched": fetched, "n_bytes": got.n_bytes, "absent": [t.name for t in got.sea]}
        )
        return
    screen = console()
    screen.print(
        f"GLO-{plan.resolution_m}: {counted(len(got.fetched), 'tile')} fetched, {got.n_bytes / 1e6:.1f} MB; "
        f"{len(plan.kept)} were here, {len(got.sea)} not in the archive (sea)",
        soft_wrap=True,
    )
    screen.print(
        f'use it: [terrain] elevation = "glo-{plan.resolution_m}"   kept in {plan.folder}', soft_wrap=True
    )

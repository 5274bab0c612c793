"""`belfort site`: where units should stand, how good that is, and what one more would add."""

import re
import sys
from collections.abc import Sequence
from math import inf, radians
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from belfort.cli.look import console, print_json, saved
from belfort.cli.scenario import Json, Name, Option, load

if TYPE_CHECKING:
    from rich.progress import Progress

    from belfort.siting.situation.answer import Sited
    from belfort.siting.situation.question import Moving, Placing, SiteQuestion

EXAMPLE = (
    "Examples:  belfort site benelux --place nasams-belgium:2 --out sited   |   "
    "site benelux --place gm200-mmc:2 --by warning   |   site benelux --place skyranger-30 --cover 0.9 --demand population   |   "
    "site benelux --move 'nasams-be-*' --hours 12 --moves 3 --axis 90"
)
_PLACING = re.compile(r"([^:=\s]+)(?::(\d+))?")
Many = list[str] | None


def site(  # noqa: PLR0913 - each argument is a flag
    scenario: Name,
    place: Annotated[
        Many,
        typer.Option("--place", metavar="SYSTEM[:COUNT]", help="A kind of unit to place; again for another."),
    ] = None,
    loads: Annotated[
        Many,
        typer.Option(
            "--loads",
            metavar="MISSILE=N,...",
            help="Ready shots of the --place of the same rank; full launchers of the first kind unless said.",
        ),
    ] = None,
    radar: Annotated[Many, typer.Option("--radar", help="Radar of the --place of the same rank.")] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="reach (fire units), see (sensors) or warning (sensors, minutes)."),
    ] = None,
    cover: Annotated[
        float | None, typer.Option("--cover", help="The least that covers this share, 0 to 1.")
    ] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="EUR", help="The most this buys.")
    ] = None,
    price: Annotated[
        Many, typer.Option("--price", metavar="SYSTEM=EUR", help="Price of one, instead of the catalogue's.")
    ] = None,
    k: Annotated[int, typer.Option("--k", help="Units that must cover a point before it counts.")] = 1,
    move: Annotated[
        str | None,
        typer.Option("--move", metavar="PATTERN", help="Move units that stand, instead of placing new ones."),
    ] = None,
    hours: Annotated[float, typer.Option("--hours", help="Time there is to move.")] = 12.0,
    moves: Annotated[int, typer.Option("--moves", help="Most units that may move.")] = 3,
    road_kmh: Annotated[
        float, typer.Option("--road-kmh", help="Speed of a column on the road: a guess.")
    ] = 40.0,
    detour: Annotated[
        float, typer.Option("--detour", help="Way by road over the straight line: a guess.")
    ] = 1.3,
    nation: Annotated[str | None, typer.Option("--nation", help="Whose the new units are.")] = None,
    demand: Annotated[
        str,
        typer.Option(
            "--demand", help="assets (by value), population (of the assets), or a raster of people."
        ),
    ] = "assets",
    axis: Annotated[
        list[float] | None,
        typer.Option("--axis", metavar="DEG", help="True bearing the threat comes from; again for another."),
    ] = None,
    ahead_km: Annotated[
        float, typer.Option("--ahead-km", help="How far before the asset it is to be met, with --axis.")
    ] = 10.0,
    threat: Annotated[
        Many,
        typer.Option(
            "--threat", help="Against this threat; again for another. All hostile ones unless said."
        ),
    ] = None,
    altitude_m: Annotated[
        float | None,
        typer.Option("--altitude-m", help="Height above ground of the threats, instead of their own."),
    ] = None,
    cases: Annotated[
        str,
        typer.Option(
            "--cases", "--case", help="low, mode, high: of what is not known, from the defender's side."
        ),
    ] = "mode",
    robust: Annotated[
        str, typer.Option("--robust", help="expected, worst, or a number between 0 and 1 that blends them.")
    ] = "expected",
    spacing_km: Annotated[
        float | None,
        typer.Option("--spacing-km", help="Of the grid of candidates; some 1,000 remain unless said."),
    ] = None,
    apart_km: Annotated[float, typer.Option("--apart-km", help="Least distance between units.")] = 0.0,
    max_slope_deg: Annotated[
        float | None, typer.Option("--max-slope-deg", help="Steepest ground to stand on.")
    ] = None,
    exclude: Annotated[
        list[Path] | None, typer.Option("--exclude", help="GeoJSON of areas where nothing may stand.")
    ] = None,
    exclude_around_assets_km: Annotated[
        float, typer.Option("--exclude-around-assets-km", help="Keep away from assets.")
    ] = 0.0,
    within: Annotated[
        str | None,
        typer.Option(
            "--within",
            metavar="NATION",
            help="Only on this nation's land; 'anywhere' for all. The nations that take part unless said.",
        ),
    ] = None,
    candidates: Annotated[
        Path | None,
        typer.Option("--candidates", help="Your own places: .csv (lon_deg, lat_deg) or .geojson."),
    ] = None,
    option: Option = None,
    alone: Annotated[bool, typer.Option("--alone", help="Leave out the units that stand.")] = False,
    standing: Annotated[
        str,
        typer.Option("--standing", metavar="PATTERN", help="Count only units that stand with such names."),
    ] = "*",
    enough_min: Annotated[
        float | None,
        typer.Option("--enough-min", help="With --by warning: minutes beyond which more counts no more."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the option, tables, points, pictures and page.")
    ] = None,
    cell_m: Annotated[float | None, typer.Option("--cell-m", help="Side of a cell of the ground.")] = None,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64)] = 2,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1.0, help="Seconds for search and proof.")
    ] = 60.0,
    as_json: Json = False,
) -> None:
    """Say where units should stand: the most cover, the least number, the most warning, or who should move.

    Every answer carries a proven bound, what each site adds, and what one more would add.
    """
    from belfort.siting import Effort
    from belfort.siting.situation.question import SiteQuestion, Where

    faults: list[str] = []
    question = SiteQuestion(
        placings=_placings(place or [], loads or [], radar or [], price or [], faults),
        moving=_moving(move, hours, moves, road_kmh, detour),
        by=_one_of("--by", by, ("reach", "see", "warning"), faults),
        nation=nation,
        where=Where(
            None if spacing_km is None else 1e3 * spacing_km,
            1e3 * apart_km,
            inf if max_slope_deg is None else radians(max_slope_deg),
            tuple(exclude or ()),
            1e3 * exclude_around_assets_km,
            within,
            candidates,
        ),
        demand=demand,
        axes_rad=tuple(radians(a) for a in axis or ()),
        ahead_m=1e3 * ahead_km,
        threats=tuple(threat or ()),
        height_agl_m=altitude_m,
        cases=_cases(cases, faults),
        worst=_worst(robust, faults),
        cover_share=cover,
        budget_eur=budget,
        need=k,
        standing=None if alone else standing,
        enough_s=inf if enough_min is None else 60.0 * enough_min,
        cell_m=cell_m,
        n_threads=threads,
        effort=Effort(time_limit_s=time_limit, seed=seed),
    )
    _run(scenario, option, question, out, faults, as_json)


def _run(
    name: str,
    option: str | None,
    question: "SiteQuestion",
    out: Path | None,
    faults: list[str],
    as_json: bool,
) -> None:
    from belfort.cli.scenario import under
    from belfort.report.siting_files import answer_json
    from belfort.siting import SitingError
    from belfort.terrain import TerrainError

    situation = under(load(name, as_json=as_json), option)
    faults += [f for f in question.faults() if f not in faults]
    if faults:
        _fail(faults, as_json)
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)  # before the work: what cannot be written is said at once
        with _bar() as bar:
            sited = _asked(name, option, question, bar)
        written = _written(sited, name, out, situation, as_json) if out is not None else []
    except (SitingError, TerrainError) as error:
        _fail(str(error).splitlines(), as_json)
    except OSError as error:
        _fail([f"{out}: cannot be written: {error.strerror or error}. Choose another place."], as_json)
    if as_json:
        print_json({**answer_json(sited), "written": written})
    else:
        _print(sited, out)


def _asked(name: str, option: str | None, question: "SiteQuestion", bar: "Progress") -> "Sited":
    from belfort.siting.moving import move
    from belfort.siting.site import site as ask

    task = bar.add_task("starting", total=None, rate="")

    def tell(words: str, done: int, total: int) -> None:
        at = bar.tasks[0]
        if words != at.description:
            bar.reset(task, description=words, total=total or None)
        bar.update(task, completed=done, rate=f"{at.speed:,.0f}/s" if at.speed else "")

    verb = ask if question.moving is None else move
    return verb(name, question, option=option, tell=tell)


def _written(sited: "Sited", name: str, out: Path, situation: Any, as_json: bool) -> list[str]:
    from belfort.records import Provenance
    from belfort.report.siting_files import write_siting

    provenance = Provenance.now(
        scenario_hash=situation.hash,
        catalogue_hash=situation.catalogue_hash,
        seed=sited.question.effort.seed,
        command=" ".join(["belfort", *sys.argv[1:]]),
    )
    files: list[str] = []

    def told(path: Path, what: str) -> None:
        files.append(str(path))
        if not as_json:
            saved(path, what)

    write_siting(sited, name, out, provenance, told)
    return files


def _print(sited: "Sited", out: Path | None) -> None:
    from rich.table import Table

    from belfort.report.coverage_page import cell_text
    from belfort.report.siting_words import findings, tables

    screen = console()
    for i, sentence in enumerate(findings(sited)):
        screen.print(sentence, style="bold" if i == 0 else None)
    for found in tables(sited):
        grid = Table(title=found.caption, title_justify="left", box=None, pad_edge=False)
        for name, is_number in zip(found.columns, found.is_number, strict=True):
            grid.add_column(name, justify="right" if is_number else "left", overflow="fold")
        for row in found.rows:
            grid.add_row(*(cell_text(value) for value in row))
        screen.print()
        screen.print(grid)
    screen.print()
    for note in (*sited.notes, "How: " + "; ".join(sited.trail) + f"; {sited.seconds:.0f} s."):
        screen.print(note, style="dim")
    if out is None:
        console(errors=True).print("--out FOLDER writes the option, tables, map and page", soft_wrap=True)


def _bar() -> "Progress":
    """Return a progress bar on standard error with rate and time left; nothing where that is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    screen = console(errors=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)


def _fail(faults: Sequence[str], as_json: bool) -> NoReturn:
    """Print every fault as a sentence and end with 1."""
    if as_json:
        print_json({"faults": list(faults)})
    else:
        screen = console(errors=True)
        for fault in faults:
            screen.print(f"error: {fault}", soft_wrap=True)
    raise typer.Exit(1)


def _placings(
    place: list[str], loads: list[str], radar: list[str], price: list[str], faults: list[str]
) -> "tuple[Placing, ...]":
    from belfort.siting.situation.question import Placing

    prices = _pairs("--price", price, faults)
    found = []
    for i, words in enumerate(place):
        match = _PLACING.fullmatch(words)
        if match is None:
            faults.append(f"--place '{words}' is no SYSTEM or SYSTEM:COUNT, such as nasams-belgium:2")
            continue
        shots = _pairs("--loads", loads[i].split(","), faults) if i < len(loads) and loads[i] else {}
        if any(n != int(n) for n in shots.values()):
            faults.append(f"--loads '{loads[i]}': missiles are counted in whole numbers")
        count = int(match[2]) if match[2] else None
        whole = {name: int(n) for name, n in shots.items()}
        found.append(
            Placing(match[1], count, whole, radar[i] if i < len(radar) else None, prices.pop(match[1], None))
        )
    for words, given in (("--loads", loads), ("--radar", radar)):
        if len(given) > len(place):
            faults.append(
                f"{len(given)} times {words} for {len(place)} times --place: one for each, in their order"
            )
    faults += [f"--price {name}: nothing of that name is placed" for name in prices]
    return tuple(found)


def _pairs(flag: str, given: list[str], faults: list[str]) -> dict[str, float]:
    """Return NAME=NUMBER pairs; what is none, or below zero, is a fault."""
    found: dict[str, float] = {}
    for words in given:
        name, _, number = words.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not name.strip() or not 0.0 <= value < inf:
            faults.append(f"{flag} '{words}' is no NAME=NUMBER")
        else:
            found[name.strip()] = value
    return found


def _moving(pattern: str | None, hours: float, moves: int, road_kmh: float, detour: float) -> "Moving | None":
    from belfort.siting.situation.question import Moving

    return None if pattern is None else Moving(pattern, 3600.0 * hours, moves, road_kmh / 3.6, detour)


def _one_of(flag: str, given: str | None, known: tuple[str, ...], faults: list[str]) -> Any:
    if given is not None and given not in known:
        faults.append(f"{flag} '{given}' is none of {', '.join(known)}")
    return given


def _cases(given: str, faults: list[str]) -> Any:
    names = tuple(part.strip() for part in given.split(","))
    faults += [f"--cases '{n}' is none of low, mode, high" for n in names if n not in ("low", "mode", "high")]
    return names


def _worst(given: str, faults: list[str]) -> float:
    """Return the weight of the worst scene."""
    if given in ("expected", "worst"):
        return float(given == "worst")
    try:
        return float(given)
    except ValueError:
        faults.append(f"--robust '{given}' is none of expected, worst, or a number between 0 and 1")
        return 0.0

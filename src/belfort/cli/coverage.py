"""`belfort coverage`: what a situation sees, and what it can reach."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from belfort.cli.completion import option_names, threat_names
from belfort.cli.look import fail, print_json
from belfort.cli.progress import late_bar
from belfort.cli.running import Ground, Pictures, Threads, command_line, in_a_sentence, refuse_file
from belfort.cli.scenario import Json, Name, load, under

if TYPE_CHECKING:
    from belfort.coverage.model import Coverage, Question
    from belfort.report.coverage_files import Written
    from belfort.scenario import ResolvedScenario

EXAMPLES = (
    "Examples:  belfort coverage benelux   |   coverage tiny --altitude 50,300 --map-cell 2000   |   "
    "coverage benelux --option patriot --threat kh-101 --json"
)
COMPUTING = 0.45
"""Share of the bar for computing; the rest draws and writes."""


Km = typer.Option("--margin-km", min=0.0, max=1000.0, help="Ground kept around the region, in km.")


def coverage(  # noqa: PLR0913
    scenario: Name,
    option: Annotated[
        str | None,
        typer.Option("--option", help="Under one of its options.", autocompletion=option_names),
    ] = None,
    threat: Annotated[
        list[str] | None,
        typer.Option(
            "--threat", help="Against this threat only; repeat it for more.", autocompletion=threat_names
        ),
    ] = None,
    altitude: Annotated[
        list[str] | None,
        typer.Option(
            "--altitude",
            help="Heights above ground to map, in m: 50,300 or repeated. Each threat's own is always mapped.",
        ),
    ] = None,
    terrain: Ground = None,
    cell_m: Annotated[
        float | None, typer.Option("--cell", min=1.0, help="Side of a cell of the ground, in m.")
    ] = None,
    map_cell_m: Annotated[
        float | None, typer.Option("--map-cell", min=1.0, help="Least side of a cell of the maps, in m.")
    ] = None,
    margin_km: Annotated[float, Km] = 100.0,
    azimuths: Annotated[
        int, typer.Option("--azimuths", min=4, max=360, help="Directions that threats come from.")
    ] = 36,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder to write; belfort-out/<scenario>[-<option>]/coverage unless given."
        ),
    ] = None,
    has_pictures: Pictures = True,
    threads: Threads = 2,
    as_json: Json = False,
) -> None:
    """Tell what a situation sees and what it can reach, against each threat, at low, mode and high.

    Writes a page with maps and charts, and beside it tables (Parquet, CSV), rasters (GeoTIFF) and areas (GeoJSON,
    GeoPackage). Files of an earlier run are replaced.
    """
    base = load(scenario, as_json=as_json)
    found = under(base, option)
    asked = _question(threat, altitude, cell_m, map_cell_m, margin_km, azimuths, threads)
    folder = out or Path("belfort-out") / f"{base.name}{f'-{option}' if option else ''}" / "coverage"
    refuse_file(folder)
    from belfort.coverage.model import CoverageError

    with in_a_sentence(folder, CoverageError), late_bar() as told:
        result = _computed(found, terrain, asked, lambda words, share: told(words, COMPUTING * share))
        written = _written(
            result,
            folder,
            base if option else None,
            has_pictures,
            lambda words, share: told(words, COMPUTING + (1.0 - COMPUTING) * share),
        )
    if as_json:
        print_json(_plain(result, written))
        return
    from belfort.cli.coverage_telling import print_coverage

    print_coverage(result, written)


def _question(
    threats: list[str] | None,
    altitudes: list[str] | None,
    cell_m: float | None,
    map_cell_m: float | None,
    margin_km: float,
    azimuths: int,
    threads: int,
) -> "Question":
    from belfort.coverage.model import Question

    return Question(
        threats=tuple(threats or ()),
        cell_m=cell_m,
        map_cell_m=map_cell_m,
        margin_m=1000.0 * margin_km,
        n_azimuths=azimuths,
        n_threads=threads,
        heights_agl_m=_heights(altitudes) if altitudes else Question().heights_agl_m,
    )


def _heights(words: list[str]) -> tuple[float, ...]:
    """Return heights from `50,300`, `50m` and the like, each once and rising."""
    parts = [part.strip() for word in words for part in word.split(",")]
    try:
        found = [float(part.removesuffix("m").strip()) for part in parts]
    except ValueError:
        fail(f"--altitude {','.join(words)}: heights above ground in metres, like 50,300")
    return tuple(sorted(set(found)))


def _computed(found: "ResolvedScenario", elevation: str | None, asked: "Question", told: Any) -> "Coverage":
    from dataclasses import replace

    from belfort.coverage.see import coverage_of

    if elevation is not None:
        found = replace(found, terrain=replace(found.terrain, elevation=elevation))
    return coverage_of(found, asked, progress=told)


def _written(
    result: "Coverage", folder: Path, base: "ResolvedScenario | None", has_pictures: bool, told: Any
) -> "Written":
    from belfort.report.coverage_files import write_coverage

    return write_coverage(
        result, folder, command=command_line(), base=base, has_pictures=has_pictures, progress=told
    )


def _plain(result: "Coverage", written: "Written") -> dict[str, Any]:
    from belfort.report.coverage_json import summary_json

    return {
        **summary_json(result, written.summary),
        "page": str(written.page),
        "files": [str(path) for path in written.files],
    }

"""`belfort study` and `belfort report`: which option should we choose."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from belfort.cli.completion import option_names
from belfort.cli.look import fail, print_json, saved
from belfort.cli.progress import Told, late_bar
from belfort.cli.running import (
    Ground,
    Pictures,
    Threads,
    command_line,
    in_a_sentence,
    raid_ground,
    refuse_file,
)
from belfort.cli.scenario import Json, Name, load

if TYPE_CHECKING:
    from belfort.report.study_files import WrittenStudy
    from belfort.scenario import ResolvedScenario
    from belfort.study.book import Book

EXAMPLES = {
    "study": "Examples:  belfort study benelux   |   study benelux --setting quick   |   "
    "study mine.toml --option none --option patriot --setting full --pdf",
    "report": "Examples:  belfort report belfort-out/benelux/study   |   report belfort-out/benelux/study --pdf",
}
KEPT = "Finished raids are kept; choose another place with --out."
Pdf = Annotated[bool, typer.Option("--pdf", help="A PDF too; needs the extra 'pdf'.")]


def _settings(incomplete: str) -> list[str]:
    return [name for name in ("quick", "default", "full") if name.startswith(incomplete)]


def study(  # noqa: PLR0913
    scenario: Name,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option",
            help="Compare these, the first as the reference; the scenario's unless given. 'base': none of them.",
            autocompletion=option_names,
        ),
    ] = None,
    setting: Annotated[
        str,
        typer.Option(
            "--setting",
            help="quick (a look), default, or full (as many worlds and raids as the scenario says).",
            autocompletion=_settings,
        ),
    ] = "default",
    worlds: Annotated[
        int | None,
        typer.Option("--worlds", min=1, help="Draws of what is not known; the setting's unless given."),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            "-n", "--replicates", min=1, help="Raids of each option and picture, all worlds together."
        ),
    ] = None,
    terrain: Ground = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write; belfort-out/<scenario>/study unless given.")
    ] = None,
    has_pictures: Pictures = True,
    is_pdf: Pdf = False,
    is_fresh: Annotated[
        bool, typer.Option("--fresh", help="Run again what an earlier study has finished.")
    ] = False,
    threads: Threads = 2,
    as_json: Json = False,
) -> None:
    """Compare options: the same raids against each, the money, the allies, the dates, and what would decide.

    Writes a report, tables (Parquet, CSV) and pictures. What has been run is kept: a study that was killed goes on
    where it was, and a second one runs only what has changed.
    """
    from belfort.study.settings import NAMES, resized, setting_of

    base = _compared(load(scenario, as_json=as_json), option)
    if setting not in NAMES:
        fail(f"--setting {setting}: one of {', '.join(NAMES)}")
    size = resized(setting_of(setting, base.study), worlds, replicates)
    folder = out or Path("belfort-out") / base.name / "study"
    refuse_file(folder)
    with in_a_sentence(folder, *_faults(), advice=KEPT), late_bar() as told:
        from belfort.study.settings import Request
        from belfort.study.study import run_study

        parts = None if is_fresh else folder / "parts"
        ground = raid_ground(base, terrain, told)
        told("loading the kernels (they are compiled once, in about 20 s)", 0.01)
        # from the study's folder, so that the report finds it from anywhere and names no place of this machine
        file = os.path.relpath(scenario, folder) if Path(scenario).is_file() else scenario
        request = Request(size, parts, file, command_line(), threads)
        book = run_study(base, ground, request, lambda words, share: told(words, 0.02 + 0.88 * share))
        book.save(folder)
        written = _written(book, folder, (has_pictures, is_pdf), [], told)
    _print(book, written, as_json=as_json)


def report(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Of a study: where `study.json` lies.")],
    has_pictures: Pictures = True,
    is_pdf: Pdf = False,
    as_json: Json = False,
) -> None:
    """Write the report of a finished study again, without running it; says where its inputs have changed since."""
    with in_a_sentence(folder, *_faults()), late_bar() as told:
        from belfort.study.book import Book

        book = Book.load(folder)
        stale = _stale(book, folder)
        written = _written(book, folder, (has_pictures, is_pdf), stale, told)
    _print(book, written, stale=stale, as_json=as_json)


def _faults() -> tuple[type[Exception], ...]:
    from belfort.raid.compiling.stage import RaidError
    from belfort.records import ProvenanceError, RecordsError
    from belfort.study.cost import CostError
    from belfort.study.decision import DecisionError
    from belfort.study.judged import StudyError
    from belfort.study.timeline import TimelineError

    return RaidError, RecordsError, ProvenanceError, CostError, DecisionError, StudyError, TimelineError


def _compared(base: "ResolvedScenario", options: list[str] | None) -> "ResolvedScenario":
    """Return a scenario that compares the options named; criteria keep their scales."""
    from dataclasses import replace

    from belfort.cli.running import situations

    if not options:
        return base
    situations(base, options)  # ends with a sentence where one is not there
    return replace(base, asked=replace(base.asked, compare=tuple(dict.fromkeys(options))))


def _stale(book: "Book", folder: Path) -> list[str]:
    """Return what has changed since a study was made, in words; that its scenario is gone is one of them."""
    from belfort import __version__
    from belfort.scenario import ScenarioError, load_scenario
    from belfort.study.about import changed, inputs

    then = book.about["inputs"]
    versions = (book.provenance.version, __version__)
    file = Path(then["file"])
    try:
        scenario = load_scenario(str(folder / file) if file.suffix else then["file"])
    except ScenarioError:
        return [f"the scenario: {file.name} cannot be read any more"]
    now = inputs(scenario, then["file"], then["terrain"])
    compared = [o["name"] for o in book.about["options"]]
    if (
        tuple(compared) != scenario.asked.compare
    ):  # chosen on the command line: no change of the question by itself
        chosen = _compared(scenario, compared) if set(compared) <= {*scenario.options, "base"} else scenario
        now = inputs(chosen, then["file"], then["terrain"])
    return changed(then, now, versions)


def _written(
    book: "Book", folder: Path, wanted: tuple[bool, bool], stale: list[str], told: Told
) -> "WrittenStudy":
    from belfort.report.study_files import write_study

    return write_study(
        book,
        folder,
        has_pictures=wanted[0],
        is_pdf=wanted[1],
        stale=stale,
        progress=lambda words, share: told(words, 0.9 + 0.1 * share),
    )


def _print(book: "Book", written: "WrittenStudy", *, stale: Any = (), as_json: bool) -> None:
    if as_json:
        from belfort.report.study_json import plain

        print_json(plain(book) | {"stale": list(stale), "files": [str(p) for p in written.files]})
        return
    from belfort.cli.study_telling import print_study

    print_study(book, stale)
    for note in written.notes:
        saved(written.page.parent, note)
    saved(written.page, "the report; open it in a browser")

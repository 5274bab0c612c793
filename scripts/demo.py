"""The demonstration: check the catalogue and every shipped scenario, map the Benelux plan, and make its study."""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from belfort.catalogue import lint
from belfort.raid.compiling.stage import MARGIN_M
from belfort.report import study_findings, write_situation_page
from belfort.report.study_facts import Facts
from belfort.report.study_files import WrittenStudy, write_study
from belfort.scenario import ResolvedScenario, load_scenario
from belfort.scenario.compose import example_names
from belfort.scenario.load import shipped_catalogue
from belfort.study.book import Book
from belfort.study.settings import NAMES, Request, setting_of
from belfort.study.study import run_study
from belfort.terrain.load import terrain_for

OUT = Path("out")
SCENARIO = "benelux"
COLUMNS = ("{task.description}", "{task.completed:.0f} %")


def main(arguments: list[str]) -> int:
    """Run the steps with a progress bar and end with the path of the report to open."""
    screen = Console()
    size = arguments[0] if arguments else "default"
    if size not in NAMES or len(arguments) > 1:
        screen.print(f"usage: scripts/demo [{'|'.join(NAMES)}]")
        return 2
    OUT.mkdir(exist_ok=True)
    columns = (TextColumn(COLUMNS[0]), BarColumn(), TextColumn(COLUMNS[1]), TimeElapsedColumn())
    with Progress(*columns, console=screen) as progress:
        n_faults = look_over(progress)
        scenario = load_scenario(SCENARIO)
        page = OUT / f"{SCENARIO}.html"
        write_situation_page(page, scenario)
        book, written = study(scenario, size, progress)
    screen.print(f"[bold]{book.about['question']}[/bold]", soft_wrap=True)
    for sentence in study_findings.answer(Facts(book)):
        screen.print(sentence, soft_wrap=True, markup=False)
    screen.print(f"\nthe situation on a map: {page.resolve()}", soft_wrap=True)
    screen.print(f"open the report: {written.page.resolve()}", soft_wrap=True)
    return 1 if n_faults else 0


def look_over(progress: Progress) -> int:
    """Check the catalogue and every shipped scenario, and return the number of faults."""
    names = example_names()
    task = progress.add_task("reading the catalogue", total=100)
    catalogue = shipped_catalogue()
    faults = [f for f in lint(catalogue) if f.level == "fault"]
    for i, name in enumerate(names):
        progress.update(task, description=f"checking {name}", completed=100 * i / len(names))
        load_scenario(name)
    told = f"{len(catalogue.entries)} catalogue entries, {len(faults)} faults; {len(names)} scenarios"
    progress.update(task, description=told, completed=100)
    return len(faults)


def study(scenario: ResolvedScenario, size: str, progress: Progress) -> tuple[Book, WrittenStudy]:
    """Make the study, on the real ground where the user has it and on the coarse grid otherwise, and its report."""
    task = progress.add_task("loading the kernels (they are compiled once)", total=100)

    def told(words: str, share: float) -> None:
        progress.update(task, description=words, completed=100 * share)

    folder = OUT / SCENARIO / "study"
    ground = terrain_for(scenario.region, scenario.terrain.elevation, margin_m=MARGIN_M)
    request = Request(setting_of(size, scenario.study), folder / "parts", SCENARIO, f"scripts/demo {size}")
    book = run_study(scenario, ground, request, lambda words, share: told(words, 0.92 * share))
    book.save(folder)
    return book, write_study(book, folder, progress=lambda words, share: told(words, 0.92 + 0.08 * share))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The demonstration: check every shipped scenario, explain, cite and map the Benelux plan, tell what it sees, attack it."""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from belfort.catalogue import lint
from belfort.coverage.see import coverage_of
from belfort.raid.model import Outcome, Question
from belfort.raid.run import simulate_raid
from belfort.report import write_situation_page
from belfort.report.coverage_files import Written, write_coverage
from belfort.report.coverage_findings import hardest
from belfort.report.raid_content import RaidReport
from belfort.report.raid_files import Written as WrittenRaid
from belfort.report.raid_files import write_raid
from belfort.scenario import ResolvedScenario, load_scenario
from belfort.scenario.cite import cite, to_bibtex
from belfort.scenario.compose import example_names
from belfort.scenario.load import shipped_catalogue
from belfort.terrain.load import terrain_for

OUT = Path("out")
RAID = Question("ballistic-salvo", n_replicates=256, n_worlds=8)
OPTIONS = ("none", "patriot", "sampt")


def main() -> int:
    """Run the steps with a progress bar and end with the path of a page to open."""
    screen = Console()
    OUT.mkdir(exist_ok=True)
    page = OUT / "benelux.html"
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen) as progress:
        names = example_names()
        task = progress.add_task("reading the catalogue", total=len(names) + 4)
        catalogue = shipped_catalogue()
        progress.advance(task)
        progress.update(task, description="checking the catalogue")
        faults = [f for f in lint(catalogue) if f.level == "fault"]
        progress.advance(task)
        for name in names:
            progress.update(task, description=f"checking {name}")
            load_scenario(name)
            progress.advance(task)
        benelux = load_scenario("benelux")
        progress.update(task, description="writing the page")
        write_situation_page(page, benelux)
        progress.advance(task)
        progress.update(task, description="writing the sources")
        citations = cite(benelux, catalogue, background=True)
        (OUT / "benelux.bib").write_text(to_bibtex(citations), "utf8")
        progress.advance(task)
        progress.update(task, description="done")
        seen = coverage(benelux, progress)
        raided, outcomes = raid(benelux, progress)
    estimates = [e for _, e in benelux.estimates()]
    guesses = sum(e.is_guess for e in estimates)
    screen.print(
        f"{len(catalogue.entries)} catalogue entries, {len(faults)} faults; {len(names)} scenarios without fault"
    )
    screen.print(
        f"benelux rests on {len(estimates)} figures, {guesses} of them guesses, and cites {len(citations)} sources"
    )
    screen.print(next(hardest(t) for t in seen.summary.threats if not t.is_ballistic))
    screen.print(f"\nthe situation: {page.resolve()}", soft_wrap=True)
    for outcome in outcomes:
        drawn = outcome.rows[outcome.world >= 0]
        screen.print(
            f"{outcome.option}: {drawn[:, 1].mean():.1f} of {drawn[:, 0].mean():.1f} ballistic missiles leak on average"
        )
    screen.print(f"what it sees: {seen.page.resolve()}", soft_wrap=True)
    screen.print(f"open {raided.page.resolve()}", soft_wrap=True)
    return 1 if faults else 0


def coverage(scenario: ResolvedScenario, progress: Progress) -> Written:
    """Compute and write what a situation sees and reaches, with a bar that counts to a hundred."""
    task = progress.add_task("what it sees", total=100)

    def told(words: str, share: float) -> None:
        progress.update(task, description=words, completed=round(100 * share))

    found = coverage_of(scenario, progress=lambda words, share: told(words, 0.4 * share))
    return write_coverage(
        found,
        OUT / "benelux" / "coverage",
        command="scripts/demo",
        progress=lambda words, share: told(words, 0.4 + 0.6 * share),
    )


def raid(scenario: ResolvedScenario, progress: Progress) -> tuple[WrittenRaid, list[Outcome]]:
    """Simulate and write what a salvo of missiles does under three options, with a bar that counts to a hundred."""
    task = progress.add_task("what happens when attacked", total=100)

    def told(words: str, share: float) -> None:
        progress.update(task, description=words, completed=round(100 * share))

    told("loading the kernels (they are compiled once)", 0.0)
    ground = terrain_for(scenario.region, scenario.terrain.elevation)
    outcomes = []
    share = 0.7 / len(OPTIONS)
    for i, name in enumerate(OPTIONS):

        def one(words: str, done: float, i: int = i, name: str = name) -> None:
            told(f"{name}: {words}", share * (i + done))

        outcomes.append(simulate_raid(scenario.options[name], RAID, ground, progress=one))
    title = next(r.title for r in scenario.raids if r.name == RAID.raid)
    report = RaidReport(scenario, RAID.raid, title, tuple(outcomes), command="scripts/demo", terrain=ground)
    folder = OUT / "benelux" / "raid"
    return write_raid(report, folder, progress=lambda words, s: told(words, 0.7 + 0.3 * s)), outcomes


if __name__ == "__main__":
    sys.exit(main())

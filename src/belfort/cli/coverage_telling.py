"""A coverage on a terminal: the answer in a few lines, one table, and where the page is."""

from typing import TYPE_CHECKING

from belfort.cli.look import console, counted

if TYPE_CHECKING:
    from rich.console import Console

    from belfort.coverage.model import Coverage
    from belfort.report.coverage_files import Written
    from belfort.report.coverage_summary import Summary, ThreatSummary


def print_coverage(coverage: "Coverage", written: "Written") -> None:
    """Print what a planner reads first."""
    from belfort.report.coverage_findings import guesses, hardest

    screen, summary = console(), written.summary
    level = [t for t in summary.threats if not t.is_ballistic]
    scenario = coverage.scenario
    under = f", option {scenario.option}" if scenario.option else ""
    screen.print(f"{scenario.name}{under}", style="bold", soft_wrap=True)
    if level:
        screen.print(hardest(level[0]))
    screen.print()
    _print_threats(screen, summary)
    _print_missed(screen, summary)
    for threat in summary.threats:
        _print_blind(screen, threat)
    screen.print(guesses(summary))
    for note in coverage.notes:
        screen.print(f"note: {note}", style="magenta")
    n = len(written.files)
    screen.print(f"{counted(n, 'file')} in {written.page.parent}", style="dim", soft_wrap=True)
    screen.print(f"open {written.page}", soft_wrap=True)


def _print_threats(screen: "Console", summary: "Summary") -> None:
    from rich.table import Table

    from belfort.report.coverage_words import height_words, lowest_words, percent, share_words, time_words

    table = Table(
        box=None,
        pad_edge=False,
        caption="mode (low to high case); warning: median at the most valuable assets",
        caption_justify="left",
    )
    for name in ("threat", "at", "land covered", "90 % covered from", "warning", "no look from"):
        table.add_column(name, overflow="fold")
    for t in summary.threats:
        table.add_row(
            t.name,
            height_words(t.height_agl_m),
            share_words(t.share_covered),
            "–" if t.is_ballistic else lowest_words(t.lowest_m),
            time_words(t.warning_s) if summary.valuable else "–",
            percent(t.share_unmet.mode),
        )
    screen.print(table)
    screen.print()


def _print_missed(screen: "Console", summary: "Summary") -> None:
    from belfort.report.coverage_words import percent

    for kind in ("sensor", "connection"):
        lost = [(t, getattr(t, kind)) for t in summary.threats if getattr(t, kind) is not None]
        if not lost:
            continue
        threat, worst = max(lost, key=lambda pair: pair[1].share_lost)
        screen.print(
            f"most missed {kind}: {worst.name}; without it {worst.viewer} loses {percent(worst.share_lost)} of the land "
            f"against {threat.name}"
        )


def _print_blind(screen: "Console", threat: "ThreatSummary") -> None:
    from belfort.report.coverage_words import listed

    if threat.without_look:
        screen.print(f"no look at {threat.name}, from any direction: {listed(list(threat.without_look))}")
    partly = [f"{x.name} ({x.unmet})" for x in threat.assets if x.unmet and x.name not in threat.without_look]
    if partly:
        screen.print(f"no look at {threat.name} from some directions: {listed(partly, 3)}")

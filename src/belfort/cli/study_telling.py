"""A study on the terminal: the answer, one table, what would change it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from belfort.cli.look import console

if TYPE_CHECKING:
    from rich.console import Console

    from belfort.report.study_grid import Grid
    from belfort.study.book import Book

SHOWN_FLIPS = 4


def print_study(book: "Book", stale: Sequence[str] = ()) -> None:
    """Print the question, the answer with its doubt, one table, and what would change the answer."""
    from belfort.report import study_findings as findings
    from belfort.report.study_facts import Facts
    from belfort.report.study_tables import headline

    facts, screen = Facts(book), console()
    screen.print(book.about["question"], style="bold", soft_wrap=True)
    if stale:
        screen.print(f"stale: changed since: {'; '.join(stale)}", style="red", soft_wrap=True)
    for sentence in findings.answer(facts):
        screen.print(sentence, soft_wrap=True)
    screen.print()
    _print_table(screen, headline(facts))
    for sentence in findings.flips(facts)[:SHOWN_FLIPS]:
        screen.print(sentence, style="dim", soft_wrap=True)


def _print_table(screen: "Console", grid: "Grid") -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, caption=grid.caption, caption_justify="left")
    for head in grid.columns:
        table.add_column(head, overflow="fold")
    for row in grid.rows:
        table.add_row(*(cell.text for cell in row))
    screen.print(table)
    screen.print()

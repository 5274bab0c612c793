"""Lists of entries, guesses, sources and faults on the screen."""

from collections import Counter
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from belfort.catalogue.export import Row, flat_rows
from belfort.catalogue.load import Catalogue, Fault
from belfort.catalogue.model import Entry
from belfort.catalogue.wording import label_of, value_text
from belfort.cli.entry import print_source
from belfort.cli.look import counted, grade_text

_LEVEL_STYLES = {"fault": "red", "warning": "magenta", "note": "cyan"}


def own_guesses(entry: Entry) -> tuple[int, int]:
    """Return how many figures and statements an entry itself gives, and how many of them are guesses."""
    own = [cited for name, cited in entry.citations.items() if name not in entry.inherited]
    return len(own), sum(cited.evidence.is_guess for cited in own)


def entry_summaries(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return what `list --json` says of each entry."""
    told = []
    for entry in entries:
        figures, guesses = own_guesses(entry)
        told.append(
            {
                "id": entry.id,
                "kind": entry.kind,
                "name": entry.name,
                "summary": entry.summary,
                "aliases": list(entry.aliases),
                "simulated": entry.simulated,
                "figures": figures,
                "guesses": guesses,
            }
        )
    return told


def print_list(screen: Console, entries: list[Entry]) -> None:
    """Print entries by kind."""
    for kind in dict.fromkeys(entry.kind for entry in entries):
        group = [entry for entry in entries if entry.kind == kind]
        screen.print(Text.assemble((group[0].title, "bold"), (f"  {kind}", "cyan")))
        table = _table(screen)
        table.add_column("id", style="cyan", no_wrap=True)
        table.add_column("name", ratio=1)
        table.add_column("figures", justify="right", no_wrap=True)
        table.add_column("guesses", justify="right", no_wrap=True)
        table.add_column("simulated", no_wrap=True)
        for entry in group:
            figures, guesses = own_guesses(entry)
            table.add_row(entry.id, entry.name, str(figures), str(guesses), "yes" if entry.simulated else "")
        screen.print(table)
    totals = [own_guesses(entry) for entry in entries]
    figures, guesses = sum(t[0] for t in totals), sum(t[1] for t in totals)
    share = f" ({guesses / figures:.0%})" if figures else ""
    screen.print(
        f"{counted(len(entries), 'entry', 'entries')}, {counted(figures, 'figure')}, {guesses} guessed{share}"
    )


def print_guesses(screen: Console, catalogue: Catalogue, entries: list[Entry]) -> None:
    """Print every figure that is a guess, by entry."""
    n_guesses = 0
    for entry in entries:
        own = {n: c for n, c in entry.citations.items() if n not in entry.inherited and c.evidence.is_guess}
        if not own:
            continue
        n_guesses += len(own)
        screen.print(Text.assemble((entry.name, "bold"), (f"  {entry.id}", "cyan")))
        table = _table(screen, show_header=False)
        table.add_column(ratio=1)
        table.add_column(justify="right", overflow="fold")
        table.add_column(no_wrap=True)
        for name, cited in own.items():
            grade = grade_text(cited.evidence.letter, cited.evidence.is_guess)
            table.add_row(label_of(catalogue, name), value_text(cited), grade)
        screen.print(table)
    screen.print(f"{counted(n_guesses, 'guess', 'guesses')} in {counted(len(entries), 'entry', 'entries')}")


def print_sources(screen: Console, catalogue: Catalogue) -> None:
    """Print every source with how often it is cited."""
    cited = Counter(key for _, _, c in catalogue.citations() for key in c.sources)
    table = _table(screen)
    table.add_column("key", style="cyan", no_wrap=True)
    table.add_column("title", ratio=1)
    table.add_column("date", no_wrap=True)
    table.add_column("cited", justify="right", no_wrap=True)
    for key, source in catalogue.references.items():
        table.add_row(key, Text(source.title), source.date, str(cited[key]))
    screen.print(table)
    screen.print(
        f"{counted(len(catalogue.references), 'source')}; one with its address: belfort catalogue sources KEY"
    )


def citations_of(catalogue: Catalogue) -> dict[str, list[Row]]:
    """Return the rows that cite each source."""
    cited: dict[str, list[Row]] = {key: [] for key in catalogue.references}
    for row in flat_rows(catalogue):
        for key in row.sources.split(";"):
            cited.setdefault(key, []).append(row)
    return cited


def print_citing(screen: Console, catalogue: Catalogue, key: str) -> None:
    """Print one source and what cites it."""
    print_source(screen, catalogue.references[key])
    rows = citations_of(catalogue)[key]
    screen.print(Text(f"\nCited by {counted(len(rows), 'figure')}", style="bold"))
    table = _table(screen, show_header=False)
    table.add_column(style="cyan", overflow="fold")
    table.add_column(ratio=1)
    table.add_column(justify="right", overflow="fold")
    table.add_column(no_wrap=True)
    for row in rows:
        cited = catalogue[row.entry].citations[row.parameter]
        table.add_row(row.entry, row.label, value_text(cited), grade_text(row.grade, row.is_guess))
    screen.print(table)


def print_faults(screen: Console, faults: list[Fault]) -> None:
    """Print faults, warnings and notes, and how many of each."""
    for fault in faults:
        screen.print(Text.assemble((fault.level, _LEVEL_STYLES[fault.level]), f"  {fault}"), soft_wrap=True)
    counts = Counter(fault.level for fault in faults)
    words = [counted(counts[level], level) for level in _LEVEL_STYLES]
    screen.print(", ".join(words))


def _table(screen: Console, *, show_header: bool = True) -> Table:
    return Table(
        box=None if screen.width < 70 else box.SIMPLE, show_header=show_header, expand=True, pad_edge=True
    )

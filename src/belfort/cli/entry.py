"""One catalogue entry on the screen: who it is, its figures, who holds it, who speaks of it, its sources."""

from rich.console import Console
from rich.text import Text

from belfort.catalogue.figure import Cited, Evidence, Figure, Reference
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Entry
from belfort.catalogue.wording import (
    label_of,
    number_text,
    origin_of,
    remark_parts,
    spread_text,
    traits,
    unit_text,
    value_text,
)
from belfort.cli.figures import Line, lay_out
from belfort.cli.look import counted, grade_text

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Reach, height and speed", ("length", "area", "speed", "angle")),
    ("Numbers and rates", ("count", "rate", "mass", "ratio", "calendar year", "yes or no", "power")),
    ("Times", ("time",)),
    ("Probabilities and shares", ("probability", "fraction", "growth")),
)


def print_entry(screen: Console, catalogue: Catalogue, entry: Entry) -> None:
    """Print everything the catalogue knows about one entry."""
    whole: dict[str, Cited] = {**catalogue.complete(entry.id), **entry.statements}
    numbers = _numbered_sources(whole)
    _print_head(screen, entry)
    for title, names in _groups(whole):
        lines = [_line(catalogue, entry, name, whole[name], numbers) for name in names]
        screen.print(Text(f"\n{title}", style="bold"))
        for text in lay_out(lines, screen.width):
            screen.print(text, soft_wrap=True)
    _print_users(screen, catalogue, entry)
    _print_mentions(screen, catalogue, entry)
    _print_sources(screen, catalogue, numbers)
    if whole:
        _print_legend(screen, whole)


def _print_head(screen: Console, entry: Entry) -> None:
    screen.print(Text(entry.name, style="bold") + Text(f"  {entry.id}", style="cyan"))
    screen.print(entry.summary)
    facts = [("kind", entry.kind), *traits(entry)]
    facts += [("like", f"{entry.like}, where it has no figure of its own")] if entry.like else []
    facts += [("also", ", ".join(entry.aliases))] if entry.aliases else []
    facts += [("simulated", "yes: complete enough for a scenario")] if entry.simulated else []
    wide = max(len(name) for name, _ in facts)
    for name, words in facts:
        room = screen.width - wide - 4
        for i, part in enumerate(Text(words).wrap(screen, max(room, 20))):
            screen.print(Text(f"  {name if i == 0 else '':<{wide}}  ", style="dim") + part, soft_wrap=True)


def _groups(whole: dict[str, Cited]) -> list[tuple[str, list[str]]]:
    """Return titles with the names that stand under them; money last of the figures, words at the end."""
    title_of = {dimension: title for title, dimensions in _GROUPS for dimension in dimensions}
    groups: dict[str, list[str]] = {title: [] for title, _ in _GROUPS}
    groups |= {"Money": [], "In words": []}
    for name, cited in whole.items():
        if isinstance(cited, Figure):
            groups[title_of.get(cited.parsed_unit.dimension, "Money")].append(name)
        else:
            groups["In words"].append(name)
    return [(title, names) for title, names in groups.items() if names]


def _line(catalogue: Catalogue, entry: Entry, name: str, cited: Cited, numbers: dict[str, int]) -> Line:
    figure = cited if isinstance(cited, Figure) else None
    return Line(
        label=label_of(catalogue, name),
        grade=cited.evidence.letter,
        is_guess=cited.evidence.is_guess,
        sources="".join(f"[{numbers[key]}]" for key in cited.sources),
        origin=origin_of(catalogue, entry, cited),
        values=(figure.low, figure.mode, figure.high) if figure else None,
        mode=number_text(figure.mode, figure.unit) if figure else "",
        spread=spread_text(figure) if figure else "",
        unit=unit_text(figure.unit) if figure else "",
        words="" if figure else value_text(cited),
        remarks=("; ".join(parts),) if (parts := remark_parts(cited)) else (),
    )


def _print_users(screen: Console, catalogue: Catalogue, entry: Entry) -> None:
    users = catalogue.users_of(entry.id)
    if users:
        screen.print(Text("\nIn whose hands", style="bold"))
        words = ", ".join(f"{nation.name} ({held.status})" for nation, held in users)
        _print_indented(screen, words)


def _print_mentions(screen: Console, catalogue: Catalogue, entry: Entry) -> None:
    said = catalogue.said_of(entry.id)
    if not said:
        return
    screen.print(Text("\nWhat else speaks of it", style="bold"))
    for other, name, cited in said:
        words = f"{other.id}: {label_of(catalogue, name)}: {value_text(cited)} "
        line = Text(words) + grade_text(cited.evidence.letter, cited.evidence.is_guess)
        for i, part in enumerate(line.wrap(screen, screen.width - 4)):
            screen.print(Text("  " if i == 0 else "    ") + part, soft_wrap=True)


def _print_indented(screen: Console, words: str) -> None:
    for part in Text(words).wrap(screen, screen.width - 2):
        screen.print(Text("  ") + part, soft_wrap=True)


def _numbered_sources(whole: dict[str, Cited]) -> dict[str, int]:
    keys = dict.fromkeys(key for cited in whole.values() for key in cited.sources)
    return {key: number for number, key in enumerate(keys, 1)}


def _print_sources(screen: Console, catalogue: Catalogue, numbers: dict[str, int]) -> None:
    if not numbers:
        return
    screen.print(Text("\nSources", style="bold"))
    wide = len(str(len(numbers))) + 2
    for key, number in numbers.items():
        print_source(screen, catalogue.references[key], f"{f'[{number}]':>{wide}} ")


def print_source(screen: Console, source: Reference, lead: str = "") -> None:
    """Print one source: title, date and key, then its address on a line of its own."""
    title = Text(source.title) + Text(f"  {source.date or 'no date'}  {source.key}", style="dim")
    lines = list(title.wrap(screen, screen.width - 2 - len(lead)))
    for i, part in enumerate(lines):
        screen.print(Text("  " + (lead if i == 0 else " " * len(lead))) + part, soft_wrap=True)
    if source.url:
        screen.print(Text(" " * (2 + len(lead)) + source.url, style="blue"), soft_wrap=True)


def _print_legend(screen: Console, whole: dict[str, Cited]) -> None:
    screen.print(Text("\nGrades", style="bold"))
    used = {cited.evidence for cited in whole.values()}
    for evidence in Evidence:
        if evidence in used:
            line = (
                Text("  ") + grade_text(evidence.letter, evidence.is_guess) + Text(f"  {_meaning(evidence)}")
            )
            screen.print(line)
    guesses = sum(cited.evidence.is_guess for cited in whole.values())
    words = f"{guesses} of {counted(len(whole), 'figure')} here {'is a guess' if guesses == 1 else 'are guesses'}."
    screen.print(f"  {words} A bar runs from zero to the high end of its row; ● is the best single value.")


def _meaning(evidence: Evidence) -> str:
    return evidence.meaning.removeprefix("a guess: ")

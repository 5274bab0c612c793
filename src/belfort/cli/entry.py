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
from belfort.cli.figures import Line, lay_out, wrapped
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
    groups = _groups(whole)
    lines = [[_line(catalogue, entry, name, whole[name], numbers) for name in names] for _, names in groups]
    for (title, _), texts in zip(groups, lay_out(lines, screen.width), strict=True):
        screen.print(Text(f"\n{title}", style="bold"))
        _print_lines(screen, texts)
    _print_users(screen, catalogue, entry)
    _print_deals(screen, catalogue, entry)
    _print_mentions(screen, catalogue, entry)
    _print_sources(screen, catalogue, numbers)
    if whole:
        _print_legend(screen, whole)


def _print_head(screen: Console, entry: Entry) -> None:
    screen.print(Text.assemble((entry.name, "bold"), (f"  {entry.id}", "cyan")))
    _print_lines(screen, wrapped(Text(entry.summary), screen.width, 0))
    facts = [("kind", entry.kind), *traits(entry)]
    facts += [("like", f"{entry.like}, where it has no figure of its own")] if entry.like else []
    facts += [("also", ", ".join(entry.aliases))] if entry.aliases else []
    facts += [("simulated", "yes: complete enough for a scenario")] if entry.simulated else []
    wide = max(len(name) for name, _ in facts)
    for name, words in facts:
        for i, part in enumerate(wrapped(Text(words), screen.width - wide - 4, 0)):
            lead = f"  {name if i == 0 else '':<{wide}}  "
            screen.print(Text.assemble((lead, "dim"), part), soft_wrap=True)


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
        _print_lines(screen, wrapped(Text(words), screen.width, 2))


def _print_deals(screen: Console, catalogue: Catalogue, entry: Entry) -> None:
    deals = catalogue.deals_of(entry.id)
    if deals:
        screen.print(Text("\nDeals", style="bold"))
        for deal in deals:
            _print_lines(screen, wrapped(Text(f"{deal.id}: {deal.summary}"), screen.width, 2, 4))


def _print_mentions(screen: Console, catalogue: Catalogue, entry: Entry) -> None:
    held = {(nation.id, held.per) for nation, held in catalogue.users_of(entry.id)}
    said = [(e, name, cited) for e, name, cited in catalogue.said_of(entry.id) if (e.id, name) not in held]
    if not said:
        return
    screen.print(Text("\nWhat else speaks of it", style="bold"))
    for other, name, cited in said:
        grade = grade_text(cited.evidence.letter, cited.evidence.is_guess)
        grade.pad_right(9 - len(grade.plain))
        words = f" {other.id}: {label_of(catalogue, name)}: {value_text(cited)}"
        _print_lines(screen, wrapped(grade + Text(words.lstrip()), screen.width, 2, 11))


def _print_lines(screen: Console, lines: list[Text]) -> None:
    for line in lines:
        screen.print(line, soft_wrap=True)


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
    for i, part in enumerate(wrapped(title, screen.width - 2 - len(lead), 0)):
        screen.print(Text("  " + (lead if i == 0 else " " * len(lead))) + part, soft_wrap=True)
    if source.url:
        screen.print(Text(" " * (2 + len(lead)) + source.url, style="dim"), soft_wrap=True)


def _print_legend(screen: Console, whole: dict[str, Cited]) -> None:
    screen.print(Text("\nGrades", style="bold"))
    for evidence in Evidence:
        if any(cited.evidence is evidence for cited in whole.values()):
            grade = grade_text(evidence.letter, evidence.is_guess)
            grade.pad_right(9 - len(grade.plain))
            screen.print(Text("  ") + grade + Text(evidence.meaning.removeprefix("a guess: ")))
    guesses = sum(cited.evidence.is_guess for cited in whole.values())
    are = "is a guess" if guesses == 1 else "are guesses"
    words = f"{guesses} of {counted(len(whole), 'figure')} here {are}."
    bars = "A bar runs from zero to the high end of its row; ● is the best single value."
    _print_lines(screen, wrapped(Text(f"{words} {bars}"), screen.width, 2))

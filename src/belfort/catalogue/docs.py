"""The catalogue as a page to read, generated from the data so that it cannot drift from it."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from belfort.catalogue import shapes
from belfort.catalogue.figure import Cited, Evidence
from belfort.catalogue.load import DATA, Catalogue, load_catalogue
from belfort.catalogue.model import ENTRY_TYPES, Entry
from belfort.catalogue.request import ISSUE_FORM, issue_form, request_blank
from belfort.catalogue.units import known_units, parse_unit
from belfort.catalogue.wording import label_of, origin_of, remarks, value_text

PAGE = "docs/catalogue.md"
_READING = """\
A figure is never a bare number. `40 (30 to 60) km` says: 40 km is the best single value, 30 and 60 km are the
ends of what is plausible. Beside it stand the grade of its evidence (A to F), its sources, the date it speaks
for and a note. Grades E and F are **guesses**, marked as such wherever they appear. *from nasams* means the
figure is taken from the entry this one is like; *prior* means it comes from a modelling prior, kept apart
from facts. A sum of money names its currency, its price years and what it buys; two sums that differ in these
cannot be added."""
_CAUSES = """\
One cause drives several figures: a radar better than published sees further and looks more often. The shares
of variance below are guesses. Two figures of one entry that share a cause correlate by the sum of the first
two shares; figures of different entries by the first."""


def write(root: Path) -> dict[str, str]:
    """Return what this room generates for a checkout: path relative to `root`, and its text.

    The catalogue is the one in the checkout where there is one, else the installed one.
    """
    data = root / "src/belfort/catalogue/data"
    catalogue = load_catalogue(data if data.is_dir() else DATA)
    return {PAGE: catalogue_page(catalogue), ISSUE_FORM: issue_form()}


def catalogue_page(catalogue: Catalogue) -> str:
    """Return docs/catalogue.md: how to read a figure, the vocabulary, and every entry by kind."""
    sections: tuple[Callable[[Catalogue], list[str]], ...] = (
        _head,
        _grades,
        _shares,
        _units,
        _shapes,
        _kinds,
        _causes,
        _request,
        _entries,
        _sources,
    )
    return "\n".join(line for section in sections for line in section(catalogue)).rstrip() + "\n"


def guess_shares(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    """Return, by kind, how many figures and statements there are and how many of them are guesses."""
    counts = {kind: [0, 0] for kind in ENTRY_TYPES}
    for entry, _, cited in catalogue.citations():
        counts[entry.kind][0] += 1
        counts[entry.kind][1] += cited.evidence.is_guess
    return {kind: (total, guesses) for kind, (total, guesses) in counts.items()}


def _head(catalogue: Catalogue) -> list[str]:
    cited = list(catalogue.citations())
    return [
        "# The catalogue: what is known, and from whom",
        "",
        "<!-- Generated from src/belfort/catalogue/data. Change the data, not this page. -->",
        "",
        f"{len(catalogue.entries)} entries, {len(cited)} figures and statements, "
        f"{len(catalogue.references)} sources. Public sources only. "
        "On the command line: `belfort catalogue show NAME`, `list`, `sources`, `export`.",
        "",
        "## How to read a figure",
        "",
        _READING,
        "",
    ]


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""]


def _grades(catalogue: Catalogue) -> list[str]:
    counts = Counter(cited.evidence for _, _, cited in catalogue.citations())
    rows = [(e.letter, f"`{e}`", e.meaning, counts[e]) for e in Evidence]
    return ["## Grades of evidence", "", *_table(("grade", "name", "meaning", "figures"), rows)]


def _shares(catalogue: Catalogue) -> list[str]:
    shares = guess_shares(catalogue)
    rows = [(k, total, n, f"{n / total:.0%}" if total else "") for k, (total, n) in shares.items()]
    total, guesses = (sum(column) for column in zip(*shares.values(), strict=True))
    rows.append(("**all**", total, guesses, f"{guesses / total:.0%}" if total else ""))
    return ["## How much is guessed", "", *_table(("kind", "figures", "guesses", "share"), rows)]


def _units(_: Catalogue) -> list[str]:
    rows = []
    for name in known_units():
        unit = parse_unit(name)
        dimension = unit.dimension if unit else "money" if "thousand" in name else "exchange rate"
        factor = (
            ""
            if unit is None
            else f"{unit.factor:.10g} × 10^(x/10)"
            if unit.is_level
            else f"{unit.factor:.10g}"
        )
        rows.append((f"`{name}`".replace("|", "/"), dimension, factor))
    why = "A unit that is not in this table is refused. Mach is counted at 11 to 20 km height (295.07 m/s)."
    return ["## Units", "", why, "", *_table(("unit", "measures", "in SI"), rows)]


def _shapes(_: Catalogue) -> list[str]:
    text = (shapes.__doc__ or "").strip().splitlines()
    rows: list[tuple[str, str]] = []
    for line in text[2:]:
        if line.startswith("    "):
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.strip()}".strip())
        elif line:
            rows.append((line, ""))
    return [
        "## Shapes",
        "",
        "How a range is read as a distribution.",
        "",
        *_table(("shape", "meaning"), rows),
    ]


def _kinds(catalogue: Catalogue) -> list[str]:
    rows = []
    for kind, entry_type in ENTRY_TYPES.items():
        needs = {n: w for n, w in catalogue.needs.items() if n.partition(".")[0] == kind}
        words = [
            f"{n.partition('.')[2]}: {', '.join(w) or 'nothing'}".removeprefix(": ") for n, w in needs.items()
        ]
        doc = (entry_type.__doc__ or "").strip().splitlines()[0]
        rows.append(
            (f"`{kind}`", doc, len(catalogue.of_kind(kind)), "; ".join(words) or "not simulated itself")
        )
    head = ("kind", "what it is", "entries", "what simulation needs")
    return ["## Kinds of entry, and what simulation needs of each", "", *_table(head, rows)]


def _causes(catalogue: Catalogue) -> list[str]:
    rows = [
        (
            name,
            c.meaning,
            f"{c.everywhere:g}",
            f"{c.entry:g}",
            f"{1 - c.everywhere - c.entry:.2g}",
            c.evidence,
        )
        for name, c in catalogue.causes.items()
    ]
    head = ("cause", "meaning", "everywhere", "in one entry", "the figure's own", "evidence")
    return ["## Common causes", "", _CAUSES, "", *_table(head, rows)]


def _request(_: Catalogue) -> list[str]:
    return [
        "## Ask for a system to be added",
        "",
        "Use the form in the issue tracker, or fill this in (`belfort catalogue form` prints it; "
        "`belfort catalogue form KIND` prints a blank entry of a kind).",
        "",
        "```toml",
        *request_blank().splitlines(),
        "```",
        "",
    ]


def _entries(catalogue: Catalogue) -> list[str]:
    lines: list[str] = []
    for kind, entry_type in ENTRY_TYPES.items():
        lines += [f"## {entry_type.title}", ""]
        for entry in catalogue.of_kind(kind):
            lines += _entry(catalogue, entry)
    return lines


def _entry(catalogue: Catalogue, entry: Entry) -> list[str]:
    facts = [f"`{entry.id}`", *(["simulated"] if entry.simulated else [])]
    facts += [f"like `{entry.like}`"] if entry.like else []
    facts += [f"also called {', '.join(entry.aliases)}"] if entry.aliases else []
    lines = [f"### {entry.name}", "", entry.summary, "", "; ".join(facts) + ".", ""]
    whole: dict[str, Cited] = {**catalogue.complete(entry.id), **entry.statements}
    rows = [_row(catalogue, entry, name, cited) for name, cited in whole.items()]
    head = ("parameter", "value: mode (low to high) unit", "grade", "sources", "as of", "remarks")
    return [*lines, *_table(head, rows)] if rows else lines


def _row(catalogue: Catalogue, entry: Entry, name: str, cited: Cited) -> tuple[str, ...]:
    grade = f"{cited.evidence.letter} guess" if cited.evidence.is_guess else cited.evidence.letter
    said = [f"*{origin}*" if (origin := origin_of(catalogue, entry, cited)) else "", remarks(cited)]
    note = "; ".join(part for part in said if part)
    return label_of(catalogue, name), value_text(cited), grade, ", ".join(cited.sources), cited.as_of, note


def _sources(catalogue: Catalogue) -> list[str]:
    rows = []
    for key, source in sorted(catalogue.references.items()):
        is_link = source.url.startswith("http")
        rows.append(
            (key, f"[{source.title}]({source.url})" if is_link else source.title, source.date, source.kind)
        )
    return ["## Sources", "", *_table(("key", "title", "date", "kind"), rows)]

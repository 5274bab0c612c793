"""`belfort new`, `check`, `explain` and `cite`: what the situation is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from belfort.cli.look import GRADE_STYLES, console, counted, fail, print_json, saved

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from belfort.scenario import ResolvedScenario
    from belfort.scenario.cite import Citation


EXAMPLES = {
    "new": "Examples:  belfort new mine.toml   |   new mine.toml --extend benelux   |   new copy.toml --copy drones",
    "check": "Examples:  belfort check benelux   |   check mine.toml --json   |   check mine.toml --resolved > si.json",
    "explain": "Examples:  belfort explain benelux   |   explain benelux --option patriot   |   explain tiny --page tiny.html",
    "cite": "Examples:  belfort cite benelux   |   cite benelux --bibtex > benelux.bib   |   cite benelux --background",
}


def scenario_names(incomplete: str) -> list[str]:
    """Complete the shipped scenarios and the .toml files here."""
    from belfort.scenario.compose import example_names

    files = [str(p) for p in Path.cwd().glob("*.toml")]
    names = [*example_names(), *(Path(f).name for f in files)]
    return [n for n in names if n.startswith(incomplete)]


def _examples(incomplete: str) -> list[str]:
    from belfort.scenario.compose import example_names

    return [n for n in example_names() if n.startswith(incomplete)]


Json = Annotated[bool, typer.Option("--json", help="Machine output: exact numbers, nothing else.")]
Name = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A file, or a shipped scenario.", autocompletion=scenario_names),
]
Option = Annotated[str | None, typer.Option("--option", help="Under one of its options.")]


def load(name: str, *, as_json: bool = False) -> "ResolvedScenario":
    """Return a scenario, or print every fault and end with 1."""
    from belfort.scenario import ScenarioError, load_scenario

    try:
        return load_scenario(name)
    except ScenarioError as error:
        if as_json:
            keys = ("file", "line", "place", "message")
            print_json({"faults": [{k: getattr(f, k) for k in keys} for f in error.faults]})
            raise typer.Exit(1) from None
        screen = console(errors=True)
        for fault in error.faults:
            screen.print(str(fault), soft_wrap=True)
        screen.print(counted(len(error.faults), "fault") + "; nothing was computed", style="bold")
        raise typer.Exit(1) from None


def under(scenario: "ResolvedScenario", option: str | None) -> "ResolvedScenario":
    """Return a scenario under one of its options, or say that it has none of that name and end with 2."""
    from belfort.scenario.faults import did_you_mean, listing

    if option is not None and option not in scenario.options:
        known = did_you_mean(option, scenario.options) or f" It has {listing(scenario.options) or 'none'}."
        fail(f"{scenario.name} has no option '{option}'.{known}")
    return scenario.with_option(option)


def new(
    target: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The file to write.")],
    copy: Annotated[
        str | None, typer.Option("--copy", help="Copy this shipped scenario.", autocompletion=_examples)
    ] = None,
    extend: Annotated[
        str | None, typer.Option("--extend", help="Change and add to this one.", autocompletion=_examples)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Start a scenario: a file to change, and a schema beside it that lets an editor help."""
    from belfort.scenario.new import NewError, start_scenario

    if copy and extend:
        fail("--copy and --extend exclude each other: a copy stands alone, an extension follows its base")
    try:
        written = start_scenario(target, copy=copy, extend=extend, force=force)
    except NewError as error:
        fail(str(error))
    if as_json:
        print_json({"written": [str(p) for p in written]})
        return
    saved(written[0], "a scenario to change")
    saved(written[1], "the language, for your editor")
    console(errors=True).print(
        f"next:  belfort check {target}   |   belfort explain {target}", soft_wrap=True
    )


def check(
    scenario: Name,
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Print what machines read, as JSON: SI, every default filled.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check a scenario: every fault at once, each with its place. Ends with 1 where one is found."""
    found = load(scenario, as_json=as_json)
    if resolved:
        from belfort.scenario.resolved import plain

        print_json(
            {
                "hash": found.hash,
                "scenario": plain(found),
                "options": {k: plain(o) for k, o in found.options.items()},
            }
        )
        return
    summary = _summary(found)
    if as_json:
        print_json({"faults": [], **summary})
        return
    counts = ", ".join(
        counted(summary[key], one, many)
        for key, one, many in (
            ("units", "unit", ""),
            ("assets", "asset", ""),
            ("raids", "raid", ""),
            ("incursions", "incursion", ""),
            ("civil", "civil flow", ""),
            ("links", "directed link", ""),
        )
    )
    screen = console()
    screen.print(
        f"{found.name}: no fault. {counts}; {counted(len(found.options), 'option')}.", soft_wrap=True
    )
    guesses = summary["guesses"]
    share = 100 * guesses / max(1, summary["figures"])
    screen.print(
        f"It rests on {summary['figures']} figures; {guesses} of them ({share:.0f} %) are guesses.",
        soft_wrap=True,
    )
    screen.print(
        f"hash {found.hash[:16]}  catalogue {found.catalogue_hash[:16]}", style="dim", soft_wrap=True
    )


def _summary(scenario: "ResolvedScenario") -> dict[str, Any]:
    estimates = scenario.estimates()
    return {
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "catalogue_hash": scenario.catalogue_hash,
        "units": sum(u.count for u in scenario.units),
        "assets": len(scenario.assets),
        "raids": len(scenario.raids),
        "incursions": len(scenario.incursions),
        "civil": len(scenario.civil),
        "links": len(scenario.network.links),
        "options": {name: option.hash for name, option in scenario.options.items()},
        "figures": len(estimates),
        "guesses": sum(e.is_guess for _, e in estimates),
    }


def explain(
    scenario: Name,
    option: Option = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write a page with a map instead (.html, one file).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell a scenario in plain words: what, where, whose, against what, how sure, and who says so."""
    from belfort.scenario.explain import explain as tell
    from belfort.scenario.explain import opening
    from belfort.scenario.load import shipped_catalogue

    found = under(load(scenario, as_json=as_json), option)
    catalogue = shipped_catalogue()
    sections = tell(found, catalogue)
    if page is not None:
        _write_page(page, found, as_json)
    elif as_json:
        print_json(_explanation(found, opening(found), sections))
    else:
        from belfort.cli.telling import print_explanation

        print_explanation(console(), catalogue, found, opening(found), sections)


def _explanation(scenario: "ResolvedScenario", first: str, sections: list[Any]) -> dict[str, Any]:
    from belfort.scenario.phrases import MARK

    def told(sentence: str) -> dict[str, Any]:
        marks = [
            {"evidence": letter, "sources": [k for k in keys.split(";") if k]}
            for letter, keys in MARK.findall(sentence)
        ]
        return {"text": MARK.sub("", sentence), "citations": marks}

    return {
        **_summary(scenario),
        "opening": first,
        "sections": [{"title": s.title, "sentences": [told(x) for x in s.sentences]} for s in sections],
    }


def _write_page(page: Path, scenario: "ResolvedScenario", as_json: bool) -> None:
    from belfort.report import write_situation_page

    if page.suffix != ".html":
        fail(f"{page}: a page is an .html file")
    try:
        write_situation_page(page, scenario)
    except OSError as error:
        fail(f"{page}: cannot be written: {error.strerror or error}. Choose another place.")
    if as_json:
        print_json({"page": str(page)})
    else:
        saved(page, "open it in a browser")


def cite(
    scenario: Name,
    option: Option = None,
    background: Annotated[
        bool, typer.Option("--background", help="Also the sources of the news it is about.")
    ] = False,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="As BibTeX.")] = False,
    as_json: Json = False,
) -> None:
    """List the sources of exactly the figures a scenario uses, and what each supports."""
    from belfort.scenario.cite import cite as find
    from belfort.scenario.cite import to_bibtex
    from belfort.scenario.load import shipped_catalogue

    found = under(load(scenario, as_json=as_json), option)
    citations = find(found, shipped_catalogue(), background=background)
    if as_json:
        print_json({"sources": [_citation(c) for c in citations]})
    elif bibtex:
        typer.echo(to_bibtex(citations), nl=False)
    else:
        _print_citations(console(), citations)


def _citation(citation: "Citation") -> dict[str, Any]:
    reference = citation.reference
    return {
        "key": citation.key,
        "title": reference.title if reference else citation.words,
        "url": reference.url if reference else "",
        "date": reference.date if reference else "",
        "evidence": [e.letter for e in citation.grades],
        "supports": list(citation.supports),
    }


def _print_citations(screen: "Console", citations: "list[Citation]") -> None:
    for citation in citations:
        screen.print(_headline(citation), soft_wrap=True)
        for what in citation.supports[:12]:
            screen.print(f"    {what}", style="dim", soft_wrap=True)
        if len(citation.supports) > 12:
            screen.print(f"    and {len(citation.supports) - 12} more (--json lists all)", style="dim")


def _headline(citation: "Citation") -> "Text":
    from rich.text import Text

    line = Text()
    for grade in citation.grades:
        line.append(grade.letter, style=GRADE_STYLES[grade.letter])
    reference = citation.reference
    line.append(f" {citation.key}", style="bold")
    line.append(f"  {reference.title if reference else citation.words}")
    tail = (
        ", ".join(part for part in (reference.date, reference.url) if part)
        if reference
        else "the scenario's own source"
    )
    return line.append(f"  {tail}" if tail else "")

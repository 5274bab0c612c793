"""`belfort catalogue`: what is known, and from whom."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from belfort.cli.look import console, counted, fail, print_json, saved

if TYPE_CHECKING:
    from belfort.catalogue import Catalogue, Entry
    from belfort.catalogue.export import Row

app = typer.Typer(
    help="What is known, and from whom: every figure with its range, evidence and sources.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _catalogue(*, strict: bool = True, folder: Path | None = None) -> "Catalogue":
    from belfort.catalogue import CatalogueError, load_catalogue

    try:
        return load_catalogue(folder, strict=strict) if folder else load_catalogue(strict=strict)
    except CatalogueError as error:
        fail(str(error), code=1)


def _names(incomplete: str) -> list[tuple[str, str]]:
    """Complete the id of an entry."""
    entries = _catalogue(strict=False).entries.values()
    return [(e.id, e.name) for e in entries if e.id.startswith(incomplete.lower())]


def _kinds(incomplete: str) -> list[tuple[str, str]]:
    """Complete a kind of entry."""
    from belfort.catalogue.model import ENTRY_TYPES

    return [(kind, t.title) for kind, t in ENTRY_TYPES.items() if kind.startswith(incomplete.lower())]


def _keys(incomplete: str) -> list[tuple[str, str]]:
    """Complete the key of a source."""
    references = _catalogue(strict=False).references
    return [(key, r.title) for key, r in references.items() if key.lower().startswith(incomplete.lower())]


def _data_files(incomplete: str) -> list[str]:
    """Complete the name of a file to write."""
    stem = Path(incomplete).stem or "catalogue"
    return [f"{stem}{suffix}" for suffix in (".csv", ".json", ".parquet")]


Json = Annotated[bool, typer.Option("--json", help="Machine output: exact numbers, nothing else.")]
Kind = Annotated[
    str | None, typer.Argument(help="Only this kind, such as sensor or threat.", autocompletion=_kinds)
]


@app.command(
    "list",
    epilog="Examples:  belfort catalogue list sensor   |   list --search patriot   |   list threat --guesses",
)
def list_entries(
    kind: Kind = None,
    guesses: Annotated[bool, typer.Option("--guesses", help="List every guessed figure instead.")] = False,
    search: Annotated[
        str, typer.Option(help="Only entries in whose names, words or figures TEXT occurs.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List the entries, by kind, with how much of each is guessed."""
    from belfort.cli.listing import entry_summaries, print_guesses, print_list

    catalogue = _catalogue()
    entries = [e for e in _of_kind(catalogue, kind) if _matches(catalogue, e, search)]
    if as_json and guesses:
        rows = [row for entry in entries for row in _own_rows(catalogue, entry) if row.is_guess]
        print_json({"guesses": [row._asdict() for row in rows]})
    elif as_json:
        print_json({"entries": entry_summaries(entries)})
    elif not entries:
        fail(
            f"no {kind or 'entry'} mentions '{search}'; try a shorter text, or: belfort catalogue list",
            code=1,
        )
    elif guesses:
        print_guesses(console(), catalogue, entries)
    else:
        print_list(console(), entries)


@app.command(
    no_args_is_help=True,
    epilog="Examples:  belfort catalogue show nasams   |   show patriot samp-t   |   show gm200-mmc --json",
)
def show(
    names: Annotated[list[str], typer.Argument(help="Ids, names or aliases.", autocompletion=_names)],
    as_json: Json = False,
) -> None:
    """Show entries: every figure with its range, unit, evidence and sources; who holds it."""
    catalogue = _catalogue()
    entries = [_find(catalogue, name) for name in names]
    if as_json:
        print_json({"entries": [_entry_json(catalogue, entry) for entry in entries]})
        return
    from belfort.cli.entry import print_entry

    screen = console()
    for i, entry in enumerate(entries):
        if i:
            screen.print("\n" + "─" * screen.width + "\n", soft_wrap=True)
        print_entry(screen, catalogue, entry)


@app.command(epilog="Examples:  belfort catalogue sources   |   sources MODEL   |   sources --json")
def sources(
    key: Annotated[str | None, typer.Argument(help="One source.", autocompletion=_keys)] = None,
    as_json: Json = False,
) -> None:
    """List the sources, or show one with everything that cites it."""
    from belfort.cli.listing import citations_of, print_citing, print_sources

    catalogue = _catalogue()
    if key is not None and key not in catalogue.references:
        fail(
            f"unknown source '{key}'.{_near(key, list(catalogue.references))} List: belfort catalogue sources"
        )
    if as_json:
        wanted = [key] if key else list(catalogue.references)
        cited = {k: [row.id for row in rows] for k, rows in citations_of(catalogue).items()}
        print_json(
            {"sources": [{**catalogue.references[k].model_dump(), "cited_by": cited[k]} for k in wanted]}
        )
    elif key:
        print_citing(console(), catalogue, key)
    else:
        print_sources(console(), catalogue)


@app.command(epilog="Examples:  belfort catalogue lint   |   lint my/catalogue --json")
def lint(
    folder: Annotated[
        Path | None, typer.Argument(help="A catalogue folder; without it, the one in use.", file_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Find everything that is wrong with the catalogue, all at once. Ends with 1 where a fault is found."""
    from belfort.catalogue import lint as find_faults
    from belfort.cli.listing import print_faults

    if folder is not None and not folder.is_dir():
        fail(f"{folder}: no such folder; give the one that holds references.toml")
    faults = find_faults(_catalogue(strict=False, folder=folder), datetime.now(UTC).date())
    if as_json:
        keys = ("level", "file", "place", "message")
        print_json({"faults": [{key: getattr(fault, key) for key in keys} for fault in faults]})
    else:
        print_faults(console(), faults)
    if any(fault.level == "fault" for fault in faults):
        raise typer.Exit(1)


@app.command(
    no_args_is_help=True,
    epilog="Examples:  belfort catalogue export figures.csv   |   export figures.parquet --kind prior",
)
def export(
    file: Annotated[
        Path, typer.Argument(help="A .csv, .json or .parquet file to write.", autocompletion=_data_files)
    ],
    kind: Annotated[str | None, typer.Option(help="Only this kind.", autocompletion=_kinds)] = None,
    as_json: Json = False,
) -> None:
    """Write every figure and statement to a flat table, a row each, in its own unit and in SI."""
    from belfort.cli.export import WRITERS

    catalogue = _catalogue()
    if file.suffix not in WRITERS:
        fail(f"{file}: cannot write '{file.suffix or 'a file without suffix'}'; use {', '.join(WRITERS)}")
    rows = [row for entry in _of_kind(catalogue, kind) for row in _own_rows(catalogue, entry)]
    try:
        WRITERS[file.suffix](file, rows, catalogue)
    except OSError as error:
        fail(f"{file}: cannot be written: {error.strerror or error}. Choose another place.")
    if as_json:
        print_json({"file": str(file), "rows": len(rows), "catalogue_hash": catalogue.hash})
    else:
        saved(file, counted(len(rows), "row"))


@app.command(
    epilog="Examples:  belfort catalogue form > request.toml   |   form interceptor   |   form sensor.eo-ir"
)
def form(
    kind: Annotated[
        str | None, typer.Argument(help="Kind, or kind and variant.", autocompletion=_kinds)
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a blank to fill in: the request to add a system or, with KIND, a finished entry."""
    from belfort.catalogue.request import entry_blank, request_blank

    catalogue = _catalogue()
    try:
        text = entry_blank(catalogue, kind) if kind else request_blank()
    except KeyError:
        _unknown_kind(catalogue, kind or "", [*catalogue.needs])
    if as_json:
        print_json({"form": text})
    else:
        typer.echo(text, nl=False)


def _of_kind(catalogue: "Catalogue", kind: str | None) -> "list[Entry]":
    from belfort.catalogue.model import ENTRY_TYPES

    if kind is None:
        return [e for k in ENTRY_TYPES for e in catalogue.of_kind(k)]
    if kind not in ENTRY_TYPES:
        _unknown_kind(catalogue, kind)
    return catalogue.of_kind(kind)


def _unknown_kind(catalogue: "Catalogue", kind: str, more: list[str] | None = None) -> NoReturn:
    from belfort.catalogue.model import ENTRY_TYPES

    hint = _near(kind, [*ENTRY_TYPES, *(more or [])])
    found = catalogue.find(kind)
    hint = hint or (f" '{found.id}' is an entry: belfort catalogue show {found.id}." if found else "")
    fail(f"unknown kind '{kind}'.{hint} Kinds: {', '.join(ENTRY_TYPES)}")


def _near(name: str, among: list[str]) -> str:
    from difflib import get_close_matches

    folded = {known.lower(): known for known in among}
    near = get_close_matches(name.lower(), list(folded), n=2)
    return f" Did you mean {' or '.join(repr(folded[n]) for n in near)}?" if near else ""


def _find(catalogue: "Catalogue", name: str) -> "Entry":
    entry = catalogue.find(name)
    if entry is None:
        hint = catalogue.suggest(name) or f" Search: belfort catalogue list --search {name.split(' ')[0]}"
        fail(f"unknown entry '{name}'.{hint}")
    return entry


def _matches(catalogue: "Catalogue", entry: "Entry", search: str) -> bool:
    from belfort.catalogue.wording import label_of, value_text

    if not search:
        return True
    words = [entry.id, entry.name, entry.summary, *entry.aliases]
    for name, cited in entry.citations.items():
        words += [name, label_of(catalogue, name), cited.note]
        words += [] if name in entry.figures else [value_text(cited)]
    return any(search.casefold() in text.casefold() for text in words)


def _own_rows(catalogue: "Catalogue", entry: "Entry") -> "list[Row]":
    from belfort.catalogue.export import rows_of

    return [row for row in rows_of(catalogue, entry) if row.entry == entry.id]


def _entry_json(catalogue: "Catalogue", entry: "Entry") -> dict[str, Any]:
    from belfort.catalogue.export import rows_of

    rows = rows_of(catalogue, entry)
    keys = dict.fromkeys(key for row in rows for key in row.sources.split(";"))
    return {
        **entry.model_dump(mode="json", exclude={"figures", "statements", "inherited"}),
        "kind": entry.kind,
        "rows": [row._asdict() for row in rows],
        "users": [{"nation": n.id, "status": o.status} for n, o in catalogue.users_of(entry.id)],
        "deals": [deal.id for deal in catalogue.deals_of(entry.id)],
        "said_of": [
            {"entry": e.id, "parameter": name, "id": c.id} for e, name, c in catalogue.said_of(entry.id)
        ],
        "sources": [catalogue.references[key].model_dump() for key in keys],
    }

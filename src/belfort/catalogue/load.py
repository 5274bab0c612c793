"""Read the catalogue from its data files into one frozen whole."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from belfort.catalogue.figure import Cited, Figure, Record, Reference
from belfort.catalogue.model import ENTRY_TYPES, Deal, Entry, Nation, Operates, Prior

RowT = TypeVar("RowT", bound=BaseModel)

DATA = Path(__file__).parent / "data"
"""Where the shipped catalogue lies."""


class CatalogueError(ValueError):
    """A catalogue that cannot be used; the message lists every fault with its file and place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, doubtful or worth knowing in a catalogue file."""

    file: str
    """Path inside the catalogue folder."""
    place: str
    """Where in the file, dotted; empty for the whole file."""
    message: str
    """What is wrong, what was found and what to do."""
    level: Literal["fault", "warning", "note"] = "fault"
    """A fault must be mended; a warning should be; a note only says what the source left open."""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.message) if part)


class Parameter(Record):
    """What a parameter means wherever it stands."""

    label: str
    """In words."""
    dimension: str
    """What its unit must measure."""
    better: str = ""
    """'higher' or 'lower' for whoever owns the entry; empty where neither."""
    cause: str = ""
    """Which common cause moves it."""


class Cause(Record):
    """How strongly a common cause ties figures together."""

    meaning: str
    """In words."""
    everywhere: float
    """Share of variance common to all entries."""
    entry: float
    """Share of variance common to one entry."""
    evidence: str
    """Grade of these shares."""
    sources: tuple[str, ...]
    """Where they come from."""


@dataclass(frozen=True)
class Catalogue:
    """All entries, references and vocabulary, read once and never changed."""

    entries: Mapping[str, Entry]
    references: Mapping[str, Reference]
    parameters: Mapping[str, Parameter]
    causes: Mapping[str, Cause]
    needs: Mapping[str, tuple[str, ...]]
    hash: str
    """SHA-256 of all data files, names and bytes."""
    faults: tuple[Fault, ...] = field(default=(), repr=False)
    """What could not be read."""

    def __getitem__(self, entry_id: str) -> Entry:
        """Return an entry by its id."""
        return self.entries[entry_id]

    def of_kind(self, kind: str) -> list[Entry]:
        """Return the entries of one kind, by id."""
        return [e for e in self.entries.values() if e.kind == kind]

    def find(self, name: str) -> Entry | None:
        """Return the entry that `name` means: an id, a name or an alias, in any case."""
        return self.entries.get(name) or self.entries.get(self._names.get(fold(name), ""))

    def suggest(self, name: str, among: tuple[str, ...] = ()) -> str:
        """Return ' Did you mean ...?' for a name that is not there, or an empty text."""
        known = {k: v for k, v in self._names.items() if not among or self.entries[v].kind in among}
        near = get_close_matches(fold(name), list(known), n=3, cutoff=0.6)
        ids = list(dict.fromkeys(known[n] for n in near))
        return f" Did you mean {' or '.join(repr(i) for i in ids[:2])}?" if ids else ""

    def complete(self, entry_id: str) -> dict[str, Figure]:
        """Return the figures that hold for an entry: its own and those of the priors about it."""
        figures = dict(self.entries[entry_id].figures)
        for prior in self._priors.get(entry_id, ()):
            for name, figure in prior.figures.items():
                figures.setdefault(name, figure)
        return figures

    def priors_of(self, entry_id: str) -> tuple[Prior, ...]:
        """Return the prior entries that complete an entry."""
        return self._priors.get(entry_id, ())

    def users_of(self, system: str) -> list[tuple[Nation, Operates]]:
        """Return the nations that operate or bought a system."""
        nations = [e for e in self.entries.values() if isinstance(e, Nation)]
        return [(nation, held) for nation in nations for held in nation.operates if held.system == system]

    def deals_of(self, entry_id: str) -> list[Deal]:
        """Return the deals a nation made, or that are about a system."""
        deals = (d for d in self.of_kind("deal") if isinstance(d, Deal))
        return [d for d in deals if entry_id in d.buyers or entry_id == d.system]

    def said_of(self, entry_id: str) -> list[tuple[Entry, str, Cited]]:
        """Return what other entries say about one: entry, parameter, figure or statement."""
        return [
            (e, name, c)
            for e in self.entries.values()
            for name, c in e.citations.items()
            if entry_id in c.about
        ]

    def citations(self) -> Iterator[tuple[Entry, str, Cited]]:
        """Yield every figure and statement, once, where it was written."""
        for entry in self.entries.values():
            for name, cited in entry.citations.items():
                if name not in entry.inherited:
                    yield entry, name, cited

    @cached_property
    def origins(self) -> dict[str, tuple[str, str]]:
        """Number of a figure or statement to the entry it was written in and its name there."""
        return {cited.id: (entry.id, name) for entry, name, cited in self.citations()}

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for entry in self.entries.values():
            for name in (entry.id, entry.name, *entry.aliases):
                names.setdefault(fold(name), entry.id)
        return names

    @cached_property
    def _priors(self) -> dict[str, tuple[Prior, ...]]:
        by_entry: dict[str, tuple[Prior, ...]] = {}
        for entry in self.entries.values():
            if isinstance(entry, Prior):
                for target in entry.applies_to:
                    by_entry[target] = (*by_entry.get(target, ()), entry)
        return by_entry


def load_catalogue(folder: Path = DATA, *, strict: bool = True) -> Catalogue:
    """Return the catalogue in `folder`.

    Raises
    ------
    CatalogueError
        Names every file that cannot be read and every field that does not fit its model, all at once.
        With `strict` off the faults are kept in `Catalogue.faults` and the sound entries returned.
    """
    reader = _Reader(folder)
    catalogue = reader.read()
    if strict and catalogue.faults:
        raise CatalogueError(
            "\n".join([f"catalogue: {len(catalogue.faults)} fault(s)", *map(str, catalogue.faults)])
        )
    return catalogue


class _Reader:
    """Reads files one by one, collecting faults instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()

    def read(self) -> Catalogue:
        references = self._table("references.toml", Reference, key="key")
        parameters = self._table("parameters.toml", Parameter)
        causes = self._table("causes.toml", Cause)
        needs = {k: tuple(v) for k, v in (self._toml(self.folder / "needs.toml") or {}).items()}
        entries = self._entries()
        entries = {i: self._inherit(e, entries, needs) for i, e in entries.items()}
        return Catalogue(
            MappingProxyType(entries),
            MappingProxyType(references),
            MappingProxyType(parameters),
            MappingProxyType(causes),
            MappingProxyType(needs),
            self.digest.hexdigest(),
            tuple(self.faults),
        )

    def _entries(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for kind, entry_type in ENTRY_TYPES.items():
            for path in sorted((self.folder / kind).glob("*.toml")):
                file = f"{kind}/{path.name}"
                if (raw := self._toml(path)) is None:
                    continue
                entry = self._validate(file, entry_type, {**raw, "id": path.stem})
                if entry is not None and entry.id in entries:
                    message = f"the id '{entry.id}' is taken by {entries[entry.id].kind}/; rename the file"
                    self.faults.append(Fault(file, "", message))
                elif entry is not None:
                    entries[entry.id] = entry
        return entries

    def _toml(self, path: Path) -> dict[str, Any] | None:
        file = path.relative_to(self.folder).as_posix()
        try:
            raw = path.read_bytes()
            self.digest.update(f"{file}\0{len(raw)}\0".encode())
            self.digest.update(raw)
            return tomli.loads(raw.decode("utf8"))
        except (OSError, ValueError, RecursionError) as error:
            self.faults.append(Fault(file, "", str(error)))
            return None

    def _table(self, name: str, row_type: type[RowT], key: str | None = None) -> dict[str, RowT]:
        rows = {}
        for row, raw in (self._toml(self.folder / name) or {}).items():
            content = {key: row, **raw} if key and isinstance(raw, dict) else raw
            if found := self._validate(name, row_type, content, prefix=f"{row}."):
                rows[row] = found
        return rows

    def _validate(self, place: str, row_type: type[RowT], raw: Any, prefix: str = "") -> RowT | None:
        try:
            return row_type.model_validate(raw)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                at = prefix + ".".join(str(part) for part in fault["loc"])
                message = fault["msg"].removeprefix("Value error, ")
                self.faults.append(Fault(place, at.rstrip("."), message))
            return None

    def _inherit(self, entry: Entry, entries: dict[str, Entry], needs: dict[str, tuple[str, ...]]) -> Entry:
        """Return the entry with the needed figures it lacks taken from the one it is `like`."""
        if entry.like is None:
            return entry
        model = entries.get(entry.like)
        if model is None or model.kind != entry.kind or model.like is not None:
            message = f"'{entry.like}' must be another {entry.kind} entry that is not itself like a third"
            self.faults.append(Fault(f"{entry.kind}/{entry.id}.toml", "like", message))
            return entry
        wanted = {*needs.get(entry.variant(), ()), *(load.figure for load in getattr(entry, "loads", ()))}
        taken = {n: f for n, f in model.figures.items() if n in wanted and n not in entry.figures}
        return entry.model_copy(update={"figures": {**entry.figures, **taken}, "inherited": tuple(taken)})


def fold(name: str) -> str:
    """Return a name without case, spaces and punctuation, for comparison."""
    return "".join(c for c in name.casefold() if c.isalnum())

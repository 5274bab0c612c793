"""The catalogue as one flat table, a row a figure or statement, for spreadsheets and notebooks."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import NamedTuple

from belfort.catalogue.figure import Cited, Figure, Statement
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Entry
from belfort.catalogue.wording import label_of


class Row(NamedTuple):
    """One figure or statement where it was written; what a statement lacks is None."""

    kind: str
    """Folder of the entry."""
    entry: str
    """Id of the entry."""
    name: str
    """Name of the entry."""
    parameter: str
    """Name of the figure or topic of the statement."""
    label: str
    """The parameter in words."""
    text: str | None
    """A statement's words."""
    low: float | None
    """In `unit`, as the three that follow."""
    mode: float | None
    high: float | None
    unit: str | None
    low_si: float | None
    """In SI; money in whole units of its currency."""
    mode_si: float | None
    high_si: float | None
    dimension: str | None
    """What the unit measures."""
    shape: str | None
    """How the range is read as a distribution."""
    band: str | None
    """Whether low and high are bounds or quantiles."""
    evidence: str
    """How well it is supported."""
    grade: str
    """A (best) to F."""
    is_guess: bool
    """No published page was read."""
    sources: str
    """Keys, separated by semicolons."""
    as_of: str
    """Date it speaks for."""
    currency: str | None
    """ISO 4217, as the five that follow for money only."""
    year_from: int | None
    year_to: int | None
    basis: str | None
    """What the sum buys."""
    missiles: str | None
    """Whether interceptors are in it."""
    vat: str | None
    """Whether tax is in it."""
    note: str
    """How it was read, what conflicts."""
    id: str
    """Stable number."""


def flat_rows(catalogue: Catalogue) -> list[Row]:
    """Return every figure and statement once, in the order of the catalogue."""
    return [_row(catalogue, entry, name, cited) for entry, name, cited in catalogue.citations()]


def rows_of(catalogue: Catalogue, entry: Entry) -> list[Row]:
    """Return what holds for one entry: its own rows, and those it takes from its model and its priors."""
    whole = {**entry.statements, **catalogue.complete(entry.id)}
    rows = []
    for cited in whole.values():
        written_in, name = catalogue.origins[cited.id]
        rows.append(_row(catalogue, catalogue[written_in], name, cited))
    return rows


def to_csv(rows: Iterable[Row]) -> str:
    """Return rows as CSV with a header; numbers exact, None empty, true and false in small letters."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Row._fields)
    for row in rows:
        writer.writerow([str(v).lower() if isinstance(v, bool) else v for v in row])
    return out.getvalue()


def _row(catalogue: Catalogue, entry: Entry, name: str, cited: Cited) -> Row:
    figure = cited if isinstance(cited, Figure) else None
    price = figure.price if figure else None
    low_si, mode_si, high_si = figure.si() if figure else (None, None, None)
    return Row(
        kind=entry.kind,
        entry=entry.id,
        name=entry.name,
        parameter=name,
        label=label_of(catalogue, name),
        text=cited.text if isinstance(cited, Statement) else None,
        low=figure.low if figure else None,
        mode=figure.mode if figure else None,
        high=figure.high if figure else None,
        unit=figure.unit if figure else None,
        low_si=low_si,
        mode_si=mode_si,
        high_si=high_si,
        dimension=figure.parsed_unit.dimension if figure else None,
        shape=figure.shape if figure else None,
        band=figure.band if figure else None,
        evidence=str(cited.evidence),
        grade=cited.evidence.letter,
        is_guess=cited.evidence.is_guess,
        sources=";".join(cited.sources),
        as_of=cited.as_of,
        currency=price.currency if price else None,
        year_from=price.year_from if price else None,
        year_to=price.year_to if price else None,
        basis=price.basis if price else None,
        missiles=price.missiles if price else None,
        vat=price.vat if price else None,
        note=cited.note,
        id=cited.id,
    )

"""One HTML page of findings: sentences, pictures, tables, assumptions, sources and where it all comes from.

A pure function of what it is given: nothing is looked up and no clock is read.
"""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from belfort.records import Provenance
from belfort.records.atomic import whole_file
from belfort.report.templating import environment

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class PageImage:
    """One picture in the looks that a page switches between."""

    title: str
    alt: str
    """What is read aloud in its place."""
    light: str
    """Address of the file beside the page, or what `data_uri` returns."""
    dark: str = ""
    """By night; the light one where empty. It is never printed."""
    narrow_light: str = ""
    """On a phone; the wide one where empty."""
    narrow_dark: str = ""
    caption: str = ""
    files: tuple[tuple[str, str], ...] = ()
    """(words, address) of the data behind the picture."""

    def looks(self) -> list[tuple[str, str]]:
        """Return (media query, address) of every look but the light wide one, the narrowest condition first."""
        night, phone = "screen and (prefers-color-scheme: dark)", "screen and (max-width: 34rem)"
        dark_phone = f"{night} and (max-width: 34rem)"
        found = [(dark_phone, self.narrow_dark or (self.dark if self.narrow_light else ""))]
        found += [(phone + " and (prefers-color-scheme: light)", self.narrow_light), (night, self.dark)]
        return [(media, address) for media, address in found if address]


@dataclass(frozen=True, slots=True)
class PageTable:
    """Rows under a caption."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    files: tuple[tuple[str, str], ...] = ()
    is_folded: bool = False
    """Shown as its caption until it is opened."""

    def __post_init__(self) -> None:
        """Check that every row has a cell a column."""
        bad = [i for i, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if bad:
            raise ValueError(
                f"table {self.caption!r}: {len(self.columns)} columns, other numbers of cells in rows {bad}"
            )

    @property
    def is_number(self) -> list[bool]:
        """Return for each column whether it holds numbers only, which stand to the right."""
        return [
            bool(self.rows) and all(isinstance(row[i], (int, float)) for row in self.rows)
            for i in range(len(self.columns))
        ]


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken for true, and how well it is known."""

    text: str
    grade: str
    """Letter of the evidence, A to F."""
    is_guess: bool


@dataclass(frozen=True, slots=True)
class PageSection:
    """Pictures and tables that answer one question."""

    title: str
    lead: str = ""
    images: tuple[PageImage, ...] = ()
    tables: tuple[PageTable, ...] = ()
    is_folded: bool = False
    """Shown as its title and lead until it is opened."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on a page."""

    title: str
    findings: tuple[str, ...]
    """Sentences, the most important first."""
    provenance: Provenance
    eyebrow: str = "coverage"
    summary: str = ""
    warning: str = ""
    """What a reader must know before the findings, such as coarse terrain."""
    images: tuple[PageImage, ...] = ()
    sections: tuple[PageSection, ...] = ()
    """After the pictures that stand alone."""
    tables: tuple[PageTable, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    """(words, address or "")."""


def coverage_page(page: Page) -> str:
    """Return the page as HTML text that stands alone: no script, nothing loaded from elsewhere."""
    pages = environment(cell=cell_text, address=safe_address)
    made = f"{page.provenance.created_utc:%Y-%m-%d %H:%M} UTC"
    return pages.get_template("coverage.html").render(page=page, made=made)


def write_coverage_page(path: Path, page: Page) -> None:
    """Write the page, whole or not at all. Raises OSError."""
    content = coverage_page(page).encode()
    with whole_file(path) as file:
        file.write(content)


def data_uri(picture: str | bytes) -> str:
    """Return an SVG (text) or a PNG (bytes) as an address that holds it, for a page in one file."""
    kind, content = ("png", picture) if isinstance(picture, bytes) else ("svg+xml", picture.encode())
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


def cell_text(value: Cell) -> str:
    """Return a cell as it is read: whole numbers with thin spaces, others to three figures, none as a dash."""
    if isinstance(value, str):
        return value
    if value != value or value in (float("inf"), float("-inf")):
        return "–"
    if isinstance(value, int) or abs(value) >= 1000.0:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"


def safe_address(address: str) -> str:
    """Return an address that a link may have: a file beside the page, a picture in it or the web; else nothing."""
    head = address.split("/", 1)[0].split("?", 1)[0].lower()
    return address if ":" not in head or head in ("http:", "https:") or head.startswith("data:image") else ""

"""The report of a study as a PDF, set by Typst from the same words, tables and pictures as the page.

Typst is an extra: `pip install belfort[pdf]`. Everything a study says is handed over as data, never as markup.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from belfort.report.study_chapters import Chapter
from belfort.report.study_facts import Facts
from belfort.report.study_grid import Cell, Grid
from belfort.report.study_page import report_of
from belfort.report.study_pictures import StudyPicture
from belfort.report.study_words import Words
from belfort.report.svg import resolved
from belfort.study.book import Book

NO_TYPST = "No PDF was made: the package typst is not installed. Run: pip install 'belfort[pdf]'"


def pdf_of(
    book: Book, pictures: Sequence[StudyPicture], *, stale: Sequence[str] = ()
) -> tuple[bytes, tuple[str, ...]]:
    """Return the PDF and notes; no bytes and a note that says what to do where it could not be made."""
    try:
        import typst
    except ImportError:
        return b"", (NO_TYPST,)
    facts = Facts(book)
    content = _plain(facts.words, report_of(facts, pictures, stale))
    content["words"] = {key: facts.words(f"page.{key}") for key in _WORDS}
    content["language"] = facts.words.language
    with tempfile.TemporaryDirectory(prefix="belfort-") as name:
        folder = Path(name)
        for picture in pictures:
            (folder / f"{picture.slug}.svg").write_text(resolved(picture.wide), "utf8")
        (folder / "report.json").write_text(json.dumps(content), "utf8")
        template = (Path(__file__).parent / "templates" / "study.typ").read_text("utf8")
        (folder / "study.typ").write_text(template, "utf8")
        stamp = int(book.provenance.created_utc.timestamp())
        try:
            return typst.compile(str(folder / "study.typ"), format="pdf", timestamp=stamp), ()
        except RuntimeError as fault:
            return b"", (f"No PDF was made: Typst refused the report: {str(fault).splitlines()[0]}",)


_WORDS = (
    "eyebrow",
    "question",
    "answer",
    "in_numbers",
    "flips",
    "dropped",
    "stale",
    "stale_why",
    "coarse",
    "origin",
    "foot",
)


def _plain(words: Words, value: Any) -> Any:
    """Return a report as values that JSON holds; a picture is the name of its file and its words."""
    if isinstance(value, StudyPicture):
        return {"file": f"{value.slug}.svg", "title": value.title, "caption": value.caption, "alt": value.alt}
    if isinstance(value, Grid):
        rows = [[_cell(c) for c in row] for row in value.rows]
        made = {"caption": value.caption, "columns": list(value.columns), "note": value.note, "elsewhere": ""}
        if not value.is_long:
            return made | {"rows": rows}
        told = words("page.too_long", caption=value.caption, n=str(len(rows)), file=value.file)
        return made | {"rows": [], "elsewhere": told}
    if isinstance(value, Chapter):
        return {name: _plain(words, getattr(value, name)) for name in _PARTS}
    if isinstance(value, (list, tuple)):
        return [_plain(words, v) for v in value]
    return {str(k): _plain(words, v) for k, v in value.items()} if isinstance(value, dict) else value


_PARTS = ("title", "sentences", "points", "pictures", "grids", "sources")


def _cell(cell: Cell) -> dict[str, Any]:
    return {k: v for k, v in asdict(cell).items() if k != "kind"}

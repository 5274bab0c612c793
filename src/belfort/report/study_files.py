"""A study on paper: the report, its pictures and the numbers behind them, each file whole or not at all."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from belfort.records import Provenance
from belfort.records.atomic import whole_file
from belfort.report.study_chapters import pictures_of
from belfort.report.study_facts import Facts
from belfort.report.study_page import study_page
from belfort.report.study_pdf import pdf_of
from belfort.report.study_pictures import StudyPicture
from belfort.report.svg import resolved
from belfort.study.book import Book
from belfort.study.tables import TABLES

Progress = Callable[[str, float], None]
PAGE, PRINT = "report.html", "report.pdf"


@dataclass(frozen=True, slots=True)
class WrittenStudy:
    """What was written."""

    page: Path
    pdf: Path | None
    """None where it was not asked for, or could not be made."""
    pictures: tuple[Path, ...]
    """SVG, and the CSV beside each."""
    tables: tuple[Path, ...]
    """CSV."""
    notes: tuple[str, ...] = ()
    """Sentences: what could not be made, and what to do."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, the page first."""
        return (self.page, *((self.pdf,) if self.pdf else ()), *self.pictures, *self.tables)


def write_study(
    book: Book,
    folder: Path,
    *,
    has_pictures: bool = True,
    is_pdf: bool = False,
    stale: Sequence[str] = (),
    progress: Progress | None = None,
) -> WrittenStudy:
    """Write the report of a study into its folder: `report.html`, `pictures/`, `tables/*.csv`, and `report.pdf` where asked.

    Parameters
    ----------
    book
        The finished study; its Parquet tables are written by `Book.save`.
    folder
        Made where it is missing; files of the same names are replaced, others left alone.
    has_pictures
        False writes tables only, and a page without pictures.
    is_pdf
        Make a PDF too; without the package `typst` a note says how to get it.
    stale
        Inputs that changed since the study was made: the report says so at its head.
    progress
        Called with words and the share done.

    Raises
    ------
    OSError
        A file cannot be written; those written before stay, and no half file is left.
    """
    told = progress or (lambda _words, _share: None)
    folder.mkdir(parents=True, exist_ok=True)
    told("writing tables", 0.0)
    tables = _tables(book, folder)
    told("drawing", 0.2)
    pictures = pictures_of(Facts(book)) if has_pictures else ()
    drawn = [path for picture in pictures for path in _picture(picture, folder, book.provenance)]
    told("writing the page", 0.7)
    page = folder / PAGE
    _write(page, study_page(book, pictures, stale=stale))
    pdf, notes = None, ()
    if is_pdf:
        told("setting the PDF", 0.8)
        content, notes = pdf_of(book, pictures, stale=stale)
        pdf = _write_pdf(folder / PRINT, content)
    told("done", 1.0)
    return WrittenStudy(page, pdf, tuple(drawn), tables, notes)


def _write_pdf(path: Path, content: bytes) -> Path | None:
    if not content:
        return None
    with whole_file(path) as file:
        file.write(content)
    return path


def _tables(book: Book, folder: Path) -> tuple[Path, ...]:
    (folder / "tables").mkdir(exist_ok=True)
    paths = []
    for name in TABLES:
        columns = book[name].columns()
        path = folder / "tables" / f"{name}.csv"
        rows = zip(*(array.tolist() for array in columns.values()), strict=True)
        _write_csv(path, list(columns), rows, book.provenance)
        paths.append(path)
    return tuple(paths)


def _picture(picture: StudyPicture, folder: Path, provenance: Provenance) -> tuple[Path, Path]:
    """Write a picture as SVG with the colours of the light page, and what is behind it."""
    (folder / "pictures").mkdir(exist_ok=True)
    svg, numbers = (folder / "pictures" / f"{picture.slug}{ending}" for ending in (".svg", ".csv"))
    _write(svg, resolved(picture.wide))
    _write_csv(numbers, picture.columns, picture.rows, provenance)
    return svg, numbers


def _write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], provenance: Provenance
) -> None:
    """Write rows as CSV under one line of provenance that starts with #; NaN is an empty field."""
    text = io.StringIO()
    text.write(f"# {json.dumps(provenance.to_dict())}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if isinstance(v, float) and v != v else v for v in row] for row in rows)
    _write(path, text.getvalue())


def _write(path: Path, text: str) -> None:
    with whole_file(path) as file:
        file.write(text.encode())

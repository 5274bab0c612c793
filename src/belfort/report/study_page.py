"""The report of a study as one HTML page: an answer on page one, then every number it rests on.

A pure function of a finished study: nothing is run again, nothing is looked up and no clock is read.
"""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from belfort.report import study_findings as findings
from belfort.report.coverage_page import safe_address
from belfort.report.study_chapters import Chapter, chapters_of, pictures_of
from belfort.report.study_facts import Facts
from belfort.report.study_grid import Grid
from belfort.report.study_pictures import StudyPicture
from belfort.report.study_tables import headline
from belfort.report.study_words import Words
from belfort.report.templating import environment
from belfort.study.book import Book

MOST_FLIPS = 5
"""Sentences of what would change the answer, on page one."""


def study_page(
    book: Book,
    pictures: Sequence[StudyPicture] | None = None,
    *,
    stale: Sequence[str] = (),
    words: Words | None = None,
) -> str:
    """Return the report as HTML text that stands alone but for the links to its files.

    Parameters
    ----------
    book
        The finished study.
    pictures
        Its pictures; drawn here unless given, none where empty.
    stale
        Inputs that changed since the study was made: the page says so at its head.
    words
        Of another language; English unless given.
    """
    facts = Facts(book, words)
    shown = pictures_of(facts) if pictures is None else tuple(pictures)
    return (
        environment(address=_web_address, drawing=Markup)
        .get_template("study.html")
        .render(w=facts.words, **report_of(facts, shown, stale))
    )


def report_of(facts: Facts, pictures: Sequence[StudyPicture], stale: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a report says, in the order in which it says it; the page and the PDF are both made from it."""
    main = main_picture(pictures)
    chapters, dropped = chapters_of(facts, [p for p in pictures if p is not main])
    about, table = facts.about, headline(facts)
    return {
        "title": str(about.get("title") or about.get("name") or facts.words("page.untitled")),
        "question": str(about.get("question") or ""),
        "summary": str(about.get("summary") or ""),
        "is_coarse": bool((about.get("settings") or {}).get("is_coarse")),
        "stale": list(stale),
        "answer": findings.answer(facts),
        "headline": table if table.rows else None,
        "main": main,
        "flips": findings.flips(facts)[:MOST_FLIPS],
        "flips_from": findings.flips_from(facts),
        "chapters": chapters,
        "dropped": dropped,
        "origin": _origin(facts),
    }


def main_picture(pictures: Sequence[StudyPicture]) -> StudyPicture | None:
    """Return the picture of page one: benefit against cost, else leakers."""
    by_slug = {p.slug: p for p in pictures}
    return by_slug.get("benefit") or by_slug.get("leakers")


def _origin(facts: Facts) -> Grid:
    """Return where the report comes from: versions, hashes, seed, date."""
    from belfort.report.study_grid import heads, text

    words, p, inputs = facts.words, facts.book.provenance, facts.about.get("inputs") or {}
    settings = facts.about.get("settings") or {}
    terrain = inputs.get("terrain") or settings.get("terrain")
    pairs = [
        ("version", p.version),
        ("made", f"{p.created_utc:%Y-%m-%d %H:%M} UTC"),
        ("command", p.command),
        ("file", inputs.get("file")),
        ("scenario", inputs.get("scenario_hash") or p.scenario_hash),
        ("question", inputs.get("question_hash")),
        ("catalogue", inputs.get("catalogue_hash") or p.catalogue_hash),
        ("terrain", "; ".join(terrain) if isinstance(terrain, list) else terrain),
        ("seed", str(p.seed)),
        ("setting", settings.get("setting")),
    ]
    rows = [(words.name("origin", key), str(value)) for key, value in pairs if value]
    rows += [
        (words("origin.option", option=facts.title(o)), str(h))
        for o, h in (inputs.get("options") or {}).items()
    ]
    cells = tuple((text(a), text(b)) for a, b in rows)
    return Grid(words("origin.caption"), heads(facts, ("what", "value")), cells)


def _web_address(address: object) -> str:
    """Return an address of the web, or nothing: a reference may hold anything."""
    found = safe_address(str(address or ""))
    return found if found.startswith(("http://", "https://")) else ""


__all__ = ["Chapter", "main_picture", "report_of", "study_page"]

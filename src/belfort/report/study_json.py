"""The numbers of a study as plain values, for machines: None where there is none."""

from math import isfinite
from typing import Any

from belfort.report import study_findings as findings
from belfort.report.study_facts import Facts
from belfort.study.book import Book
from belfort.study.tables import TABLES

SCHEMA = 1
"""Rises when a key is taken away or changes its meaning."""


def plain(book: Book) -> dict[str, Any]:
    """Return what a study is about, its answer in sentences, its headline numbers and every table, row by row."""
    facts = Facts(book)
    return {
        "schema": SCHEMA,
        "about": dict(book.about),
        "provenance": book.provenance.to_dict(),
        "answer": findings.answer(facts),
        "flips": findings.flips(facts),
        "headline": _finite(findings.summary_rows(facts)),
        "tables": {name: [_finite(vars(row)) for row in facts.rows(name)] for name in TABLES},
    }


def _finite(value: Any) -> Any:
    """Return a value with None in the place of what JSON cannot hold."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return None if isinstance(value, float) and not isfinite(value) else value

"""The facts beside the checkout are all in the catalogue, unchanged, and nothing was lost."""

import csv
import re
from pathlib import Path

import pytest

from belfort.catalogue.figure import Figure

FACTS = Path(__file__).resolve().parents[2].parent / "shared/facts"
pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(not FACTS.is_dir(), reason=f"no {FACTS} beside this checkout"),
]
REWORDED = {
    "F0044": ("30x173", "30x173 mm"),
}
"""Statements that carry their unit in the text."""
UNITS = {
    "million": ("million XXX",),
    "billion": ("billion XXX", "billion EUR"),
    "billion EUR over four years": ("billion EUR",),
    "batteries/firing units": ("systems",),
    "drones": ("count",),
    "of 84 drones": ("count",),
    "percent of purchases": ("percent",),
    "percent of operations": ("percent",),
    "score or unit": ("boolean", "months", "km", "persons", "count"),
}
"""Units said more exactly, or with the rest of the words moved to the note."""
NOTES = (
    (
        'prior to be calibrated against group "effectiveness"',
        "Prior to be calibrated against measured effectiveness",
    ),
    ("four-city weather class of the repository", "weather class of four cities"),
    (" ; ", "; "),
    ("not extracted", "values not taken over"),
)
"""Notes in other words."""
OWN_WORDS = ("GK", "MODEL", "CALC")
"""Sources that are no page, whose title is the catalogue's own."""


def rows() -> list[dict[str, str]]:
    with (FACTS / "catalogue.csv").open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def carried(catalogue):
    return {cited.id: (entry, cited) for entry, _, cited in catalogue.citations()}


def test_no_row_is_lost(carried):
    wanted = {f"F{row['id']}" for row in rows()}
    assert len(wanted) == len(rows()) == 918
    assert wanted <= carried.keys()
    assert {i for i in carried if i < "F1000"} == wanted


def test_every_value_is_unchanged(carried):
    for row in rows():
        _, cited = carried[f"F{row['id']}"]
        if isinstance(cited, Figure):
            assert (cited.low, cited.mode, cited.high) == tuple(
                float(row[q]) for q in ("low", "mode", "high")
            ), row
            unit = re.sub(r" \(.*\)$", "", row["unit"])  # price years are in `price`
            assert cited.unit in UNITS.get(unit, (unit,)), row
        else:
            old, new = REWORDED.get(cited.id, ("", ""))
            assert cited.text == (new if row["mode"] == old else row["mode"])


def test_sources_evidence_and_notes_are_unchanged(carried):
    for row in rows():
        _, cited = carried[f"F{row['id']}"]
        assert cited.sources == tuple(row["source"].split(";")), row
        assert cited.evidence == row["evidence"], row
        assert cited.seen == (row["seen"] if row["evidence"] == "opened_in_part" else ""), row
        note = row["note"]
        for old, new in NOTES:
            note = note.replace(old, new)
        assert cited.note.startswith(note), row


def test_price_years_in_brackets_are_in_the_price(carried):
    for row in rows():
        years = re.search(r"\((20\d\d)(?:-(\d\d))?\)$", row["unit"])
        _, cited = carried[f"F{row['id']}"]
        if years and isinstance(cited, Figure) and cited.price:
            assert cited.price.year_from == int(years[1]), row
            assert cited.price.year_to == int(f"20{years[2] or years[1][2:]}"), row


def test_every_source_is_carried(catalogue):
    with (FACTS / "sources.csv").open(encoding="utf8", newline="") as file:
        sources = list(csv.reader(file))[1:]
    assert len(sources) == 228
    for key, title, *address, date, kind, _ in sources:
        reference = catalogue.references[key]
        assert (reference.url, reference.date, reference.kind) == (",".join(address), date, kind)
        assert key in OWN_WORDS or reference.title == title

"""The ways out on paper: the page, the request form, the blanks, the flat table."""

import csv
import io
import re
from pathlib import Path

import pytest
import tomli
from pydantic import ValidationError

from belfort.catalogue.docs import catalogue_page, guess_shares, write
from belfort.catalogue.export import Row, flat_rows, rows_of, to_csv
from belfort.catalogue.model import ENTRY_TYPES
from belfort.catalogue.request import SystemRequest, entry_blank, issue_form, request_blank
from belfort.catalogue.wording import number_text, range_text, unit_text

ROOT = Path(__file__).resolve().parents[2]
REQUEST = {
    "country": "Ruritania",
    "system": "Longbow",
    "service": "army",
    "level": "battery",
    "evidence": "opened",
    "sources": [{"title": "A page", "url": "https://example.org/page", "date": "2026-03"}],
}


@pytest.mark.parametrize("name", ["docs/catalogue.md", ".github/ISSUE_TEMPLATE/add-a-system.yml"])
def test_generated_files_are_up_to_date(name):
    assert (ROOT / name).read_text(encoding="utf8") == write(ROOT)[name]


def test_the_page_holds_every_entry_and_every_figure(catalogue):
    page = catalogue_page(catalogue)
    assert page == catalogue_page(catalogue)
    for entry in catalogue.entries.values():
        assert f"\n### {entry.name}\n" in page
    for _, _, cited in catalogue.citations():
        shown = range_text(cited) if hasattr(cited, "unit") else cited.text.replace("|", "\\|")
        assert f"| {shown} |" in page
    for key in catalogue.references:
        assert f"\n| {key} |" in page


def test_tables_of_the_page_have_one_width_each(catalogue):
    for table in re.findall(r"(?:^\|.*\n)+", catalogue_page(catalogue), re.M):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1, table[:300]


def test_guess_shares_add_up(catalogue):
    shares = guess_shares(catalogue)
    assert sum(total for total, _ in shares.values()) == len(catalogue.origins)
    assert shares["prior"][0] == shares["prior"][1]
    assert shares["effectiveness"][1] == 0


def test_the_issue_form_asks_for_every_field():
    form = issue_form()
    assert re.findall(r"^    id: (\w+)$", form, re.M) == list(SystemRequest.model_fields)
    required = re.findall(r"id: (\w+)\n(?:(?!  - type).*\n)*?      required: true", form)
    assert set(required) == {n for n, f in SystemRequest.model_fields.items() if f.is_required()}
    assert "\t" not in form


def test_a_request_needs_a_source():
    assert SystemRequest.model_validate(REQUEST).number is None
    with pytest.raises(ValidationError, match="sources"):
        SystemRequest.model_validate({**REQUEST, "sources": []})
    with pytest.raises(ValidationError, match="level"):
        SystemRequest.model_validate({**REQUEST, "level": "squadron"})


def test_a_filled_request_blank_is_a_request():
    text = request_blank()
    for name in ("country", "system", "service", "contents", "title"):
        text = text.replace(f'\n{name} = ""', f'\n{name} = "words"')
    for name, value in (("level", "battery"), ("evidence", "opened"), ("currency", "EUR"), ("date", "2026")):
        text = text.replace(f'\n{name} = ""', f'\n{name} = "{value}"')
    text = text.replace('url = ""', 'url = "https://example.org"')
    assert SystemRequest.model_validate(tomli.loads(text)).level == "battery"
    uncommented = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.M)
    assert tomli.loads(uncommented).keys() == SystemRequest.model_fields.keys()


def blanks(catalogue) -> list[str]:
    return [*ENTRY_TYPES, *(n for n in catalogue.needs if "." in n)]


def test_blanks_name_every_field_and_every_need(catalogue):
    for kind in blanks(catalogue):
        folder = kind.partition(".")[0]
        text = entry_blank(catalogue, kind)
        raw = tomli.loads(re.sub(r"^# (\w+ = )", r"\1", text.partition("# [statements")[0], flags=re.M))
        model = ENTRY_TYPES[folder].model_fields
        assert raw.keys() | {"id", "statements", "inherited"} == model.keys(), kind
        assert raw["figures"].keys() >= set(catalogue.needs.get(kind, ()))


def test_an_unfilled_blank_is_refused_for_its_values_only(catalogue):
    raw = tomli.loads(entry_blank(catalogue, "interceptor"))
    with pytest.raises(ValidationError) as caught:
        ENTRY_TYPES["interceptor"].model_validate({**raw, "id": "new"})
    assert not {e["type"] for e in caught.value.errors()} & {"missing", "extra_forbidden"}


def test_a_blank_starts_at_the_next_free_number(catalogue):
    free = 1 + max(int(i[1:]) for i in catalogue.origins)
    assert f'id = "F{free}"' in entry_blank(catalogue, "gun")
    with pytest.raises(KeyError):
        entry_blank(catalogue, "catapult")
    with pytest.raises(KeyError):
        entry_blank(catalogue, "sensor.nose")


def test_rows_say_everything_once(catalogue):
    rows = flat_rows(catalogue)
    assert [row.id for row in rows] == [c.id for _, _, c in catalogue.citations()]
    row = next(row for row in rows if row.id == "F0144")
    assert (row.entry, row.mode, row.unit, row.mode_si, row.currency) == (
        "pac-3-mse",
        4.2,
        "million USD",
        4.2e6,
        "USD",
    )
    assert (row.grade, row.is_guess, row.sources) == ("B", False, "crs-patriot;mse-98;trt-nl")


def test_rows_of_an_entry_include_what_it_takes_from_others(catalogue):
    rows = rows_of(catalogue, catalogue["nasams-belgium"])
    assert {row.entry for row in rows} >= {"nasams-belgium", "nasams", "nasams-timing"}


def test_csv_reads_back_exactly(catalogue):
    rows = flat_rows(catalogue)
    back = list(csv.DictReader(io.StringIO(to_csv(rows))))
    assert list(back[0]) == list(Row._fields)
    assert len(back) == len(rows)
    for row, read in zip(rows, back, strict=True):
        assert (float(read["mode"]) if read["mode"] else None) == row.mode
        assert read["note"] == row.note


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (54796, "count", "54,796"),
        (0.05, "", "0.05"),
        (2026, "year", "2026"),
        (0.1 + 0.2, "", "0.3"),
        (0, "boolean", "no"),
    ],
)
def test_numbers_in_words(value, unit, text):
    assert number_text(value, unit) == text


def test_units_in_words():
    assert unit_text("thousand EUR/h") == "k EUR/h"
    assert unit_text("percent") == "%"

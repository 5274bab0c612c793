"""The "add a system" request: what somebody who knows a system is asked for, and the forms made from it.

One model, two forms: a form for the issue tracker (`issue_form`) and a blank to fill in an editor
(`request_blank`). A blank for a finished catalogue entry comes from the entry's own model (`entry_blank`).
"""

import json
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import Field
from pydantic.fields import FieldInfo

from belfort.catalogue.figure import AsOf, Evidence, Record, Text
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import ENTRY_TYPES
from belfort.catalogue.units import CURRENCIES, known_units, parse_unit

ISSUE_FORM = ".github/ISSUE_TEMPLATE/add-a-system.yml"
"""Where the issue tracker looks for the form."""


class RequestedPrice(Record):
    """A price as published."""

    amount: float
    """The sum."""
    currency: Literal["EUR", "USD", "GBP", "CHF", "NOK", "DKK", "SEK", "PLN", "XXX"]
    """ISO 4217; XXX where the source does not say."""
    year: int | None = None
    """Price year, where the source says."""
    contents: Text
    """What the sum buys: one item, a package, missiles in or out, support, tax."""


class RequestedSource(Record):
    """A public page."""

    title: Text
    """Title as on the page."""
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    """Address."""
    date: AsOf
    """When it was published: YYYY, YYYY-MM or YYYY-MM-DD."""


class SystemRequest(Record):
    """What is asked of somebody who proposes a system for the catalogue. Public sources only."""

    country: Text
    """Who operates, ordered or planned it."""
    system: Text
    """Name in running text, with other names in brackets."""
    service: Text
    """Army, air force, navy, police, joint: who holds it."""
    in_service_from: AsOf | None = None
    """Year or date; leave empty where it is only planned, and say so in the notes."""
    number: Annotated[int, Field(ge=0)] | None = None
    """How many of them, counted at the level below."""
    level: Literal["battery", "fire unit", "launcher", "system"]
    """What the number counts. The press mixes these up: say which it is."""
    sensors: tuple[Text, ...] = ()
    """Radars and other sensors, one a line; ranges with the target they hold for."""
    launchers: tuple[Text, ...] = ()
    """Launchers of each unit, one kind a line, with how many."""
    magazines: tuple[Text, ...] = ()
    """Missiles or rounds ready on each launcher, and reloads, one kind a line."""
    effectors: tuple[Text, ...] = ()
    """Missiles, guns, jammers, drones, one a line; reach, height, what they cannot engage."""
    prices: tuple[RequestedPrice, ...] = ()
    """One a line: amount, currency, price year, and what the sum buys."""
    sources: Annotated[tuple[RequestedSource, ...], Field(min_length=1)]
    """At least one public page, one a line: title, address, date, and which number it supports."""
    evidence: Evidence
    """How well the numbers hold; 'general_knowledge' is welcome and is shown as a guess."""
    notes: str = ""
    """What conflicts, what is uncertain, what was left out."""


def issue_form() -> str:
    """Return the form for the issue tracker, as YAML (each text a JSON string, which YAML reads as is)."""
    lines = [
        "# Generated from belfort.catalogue.request; change the model, not this file.",
        'name: "Add a system"',
        'description: "Propose an air-defence system, radar, effector or threat for the catalogue"',
        'title: "Add: "',
        'labels: ["catalogue"]',
        "body:",
        "  - type: markdown",
        "    attributes:",
        f"      value: {json.dumps(_WELCOME)}",
    ]
    for name, field in SystemRequest.model_fields.items():
        lines += _issue_field(name, field)
    return "\n".join(lines) + "\n"


_WELCOME = (
    "Public sources only: nothing classified, restricted, leaked or received in confidence. Every number "
    "needs a page that anybody can open; a number without one is kept as a guess and shown as one."
)


def _issue_field(name: str, field: FieldInfo) -> list[str]:
    choices = _choices(field.annotation)
    is_long = _is_list(field.annotation) or name == "notes"
    lines = [
        f"  - type: {'dropdown' if choices else 'textarea' if is_long else 'input'}",
        f"    id: {name}",
        "    attributes:",
        f"      label: {json.dumps(name.replace('_', ' ').capitalize())}",
        f"      description: {json.dumps(field.description or '')}",
    ]
    lines += ["      options:", *(f"        - {json.dumps(c)}" for c in choices)] if choices else []
    return [*lines, "    validations:", f"      required: {str(field.is_required()).lower()}"]


def request_blank() -> str:
    """Return the request as a commented TOML file to fill in."""
    lines = [f"# {SystemRequest.__doc__}", "# Fill in what you know, delete the rest.", ""]
    tables: list[str] = []
    for name, field in SystemRequest.model_fields.items():
        row_type = next((a for a in get_args(field.annotation) if _is_record(a)), None)
        if row_type is None:
            lines += _blank_field(name, field)
        else:
            tables += ["", f"# {field.description}", f"[[{name}]]"]
            for part, part_field in row_type.model_fields.items():
                tables += _blank_field(part, part_field)
    return "\n".join([*lines, *tables]) + "\n"


def entry_blank(catalogue: Catalogue, kind: str) -> str:
    """Return a commented blank of a catalogue entry, with every figure that simulation asks of its kind.

    Parameters
    ----------
    catalogue
        Says what simulation needs.
    kind
        A kind such as 'interceptor', or a kind with its variant, such as 'sensor.acoustic'.

    Raises
    ------
    KeyError
        There is no such kind or variant.
    """
    folder, _, variant = kind.partition(".")
    variants = [n.partition(".")[2] for n in catalogue.needs if n.startswith(f"{folder}.")]
    if folder not in ENTRY_TYPES or (variant and variant not in variants):
        raise KeyError(kind)
    variant = variant or (variants[0] if variants else "")
    needs = catalogue.needs.get(f"{folder}.{variant}" if variant else folder, ())
    lines = _blank_head(folder, variant, variants)
    for name, field in ENTRY_TYPES[folder].model_fields.items():
        if name not in ("id", "figures", "statements", "inherited"):
            lines += _blank_field(name, field, variant if name in ("modality", "flight") else "")
    free = 1 + max((int(number[1:]) for number in catalogue.origins), default=0)
    for number, name in enumerate(needs or ("name_of_the_parameter",), free):
        lines += _blank_figure(catalogue, name, number)
    return "\n".join([*lines, *_BLANK_STATEMENT]) + "\n"


def _blank_head(folder: str, variant: str, variants: list[str]) -> list[str]:
    lines = [
        f"# A blank entry of kind '{folder}': {ENTRY_TYPES[folder].__doc__}",
        f"# Save it as {folder}/<id>.toml in the catalogue's data folder, then: belfort catalogue lint",
    ]
    if len(variants) > 1:
        lines.append(f"# The figures are those of '{folder}.{variant}'; other blanks: {', '.join(variants)}.")
    return lines


_BLANK_STATEMENT = (
    "",
    "# [statements.topic]",
    "# What the record says in words: a status, a date, a list.",
    '# id = "F0000"',
    '# text = ""',
    '# sources = [""]',
    '# evidence = "opened"',
    '# as_of = ""',
)


def _blank_figure(catalogue: Catalogue, name: str, number: int) -> list[str]:
    parameter = catalogue.parameters.get(name)
    units = _units_of(parameter.dimension) if parameter else known_units()
    money = parameter is not None and parameter.dimension == "money"
    price = 'price = { currency = "EUR", year_from = 2025, year_to = 2025, basis = "unit", missiles = "out" }'
    return [
        "",
        f"[figures.{name}]",
        *([f"# {parameter.label}"] if parameter else []),
        f'id = "F{number:04}"',
        "low = 0",
        "mode = 0",
        "high = 0",
        f'unit = ""  # {", ".join(units)}',
        'shape = "triangular"  # fixed, triangular, pert, lognormal; two-piece-normal for measured quantiles',
        *([f"{price}  # where known"] if money else []),
        'sources = [""]  # keys of references.toml',
        f'evidence = ""  # {", ".join(Evidence)}',
        'as_of = ""  # YYYY, YYYY-MM or YYYY-MM-DD',
        'note = ""  # how it was read, what it includes, what conflicts',
    ]


def _units_of(dimension: str) -> list[str]:
    if dimension == "money":
        return [f"million {currency}" for currency in sorted(CURRENCIES - {"XXX"})]
    return [u for u in known_units() if (unit := parse_unit(u)) and unit.dimension == dimension]


def _blank_field(name: str, field: FieldInfo, value: str = "") -> list[str]:
    choices = _choices(field.annotation)
    may = f" One of: {', '.join(choices)}." if choices else ""
    start = "" if field.is_required() else "# "
    return [f"# {field.description or ''}{may}", f"{start}{name} = {_blank_value(field, value)}"]


def _blank_value(field: FieldInfo, value: str) -> str:
    kinds = set(_leaves(field.annotation))
    if value:
        return json.dumps(value)
    if _is_list(field.annotation):
        record = next((a for a in get_args(field.annotation) if _is_record(a)), None)
        return "[{ " + ", ".join(f'{n} = ""' for n in record.model_fields) + " }]" if record else '[""]'
    return "false" if bool in kinds else "0" if kinds & {int, float} else '""'


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Record)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple


def _leaves(annotation: Any) -> Iterator[Any]:
    """Yield the plain types and choices inside unions, tuples and annotated types."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType, tuple):
        for part in get_args(annotation):
            yield from _leaves(part)
    elif origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin is Literal:
        yield from get_args(annotation)
    else:
        yield annotation


def _choices(annotation: Any) -> list[str]:
    leaves = list(_leaves(annotation))
    if Evidence in leaves:
        return [str(e) for e in Evidence]
    return [leaf for leaf in leaves if isinstance(leaf, str)]

"""The scenario language as a page, made from its own model: every table, key, default and meaning."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from belfort.catalogue.figure import Evidence
from belfort.catalogue.model import TargetClass
from belfort.scenario.written import Scenario
from belfort.scenario.written.terms import At, Near, Range

_HEAD = """# The scenario language

*Made from the language's own model by `scripts/docs`; the JSON Schema for editors is `spec/schema.json`.*

A scenario is one TOML file. `belfort new mine.toml` starts one, `belfort check mine.toml` names every fault at once
with its place, `belfort explain mine.toml` tells it in words, `belfort cite mine.toml` lists its sources.

- **A position** is a place of the gazetteer (`"Antwerp"`, `"EBBR"`), a bearing and distance (`"12 km NE of Antwerp"` or
  `{ from = "Antwerp", bearing_deg = 45, distance_km = 12 }`), or `[longitude, latitude]` in degrees.
- **A range** is a number, or `{ low, mode, high }` with `shape`, `source` and `evidence`. Without a source it counts as a guess.
- **The unit is the last word of a key**: `radius_km`, `delay_s`, `start_min`. Another unit is another key and is refused.
- **Composition**: `extends = "benelux"` (or a file) takes everything from there. Tables are merged key by key; assets, units,
  raids, incursions, civil flows, jammers and nations by name; `{ name = "x", remove = true }` takes one away; other lists
  replace.
- **Patterns**: `*` and `?` in `units`, `from` and `to` stand for any letters or one letter of unit names.
"""


def language_page() -> str:
    """Return the reference page as Markdown."""
    parts = [_HEAD]
    for path, model in _tables():
        parts.append(f"## {path}\n\n{_first(model.__doc__)}\n")
        parts.append("| key | takes | default | meaning |\n|---|---|---|---|")
        for name, info in model.model_fields.items():
            key = info.alias or name
            row = (
                f"`{key}`",
                _words(info.annotation, info),
                _default(info),
                (info.description or "").replace("\n", " "),
            )
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        parts.append("")
    classes = ", ".join(f"`{c}`" for c in get_args(TargetClass))
    grades = "\n".join(f"- `{e.value}` ({e.letter}): {e.meaning}" for e in Evidence)
    parts.append(f"## Target classes\n\n{classes}\n\n## Evidence\n\n{grades}\n")
    return "\n".join(parts)


def _tables() -> Iterator[tuple[str, type[BaseModel]]]:
    seen: set[type[BaseModel]] = set()
    waiting: list[tuple[str, type[BaseModel]]] = [("The file", Scenario)]
    while waiting:
        path, model = waiting.pop(0)
        if model in seen:
            continue
        seen.add(model)
        yield path, model
        below = "" if model is Scenario else f"{path}."
        waiting += [
            (f"{below}{info.alias or name}", inner)
            for name, info in model.model_fields.items()
            for inner in _models(info.annotation)
            if inner not in (Near, Range)
        ]
    yield "A range", Range
    yield "A position from another", Near


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for a in get_args(annotation) for m in _models(a)]


def _words(annotation: Any, info: FieldInfo | None = None) -> str:
    """Return what a key takes, in words."""
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation == get_args(At)[0] or annotation == At:
        return "position"
    if origin is Annotated:
        return _words(args[0])
    if origin in (Union, UnionType):
        kept = [a for a in args if a is not type(None)]
        if Near in _models(annotation):
            return "position"
        return " or ".join(dict.fromkeys(_words(a) for a in kept))
    if origin is Literal:
        return " \\| ".join(f"`{a}`" for a in args) if len(args) < 9 else "one of a list"
    if origin is tuple:
        return f"list of {_words(args[0])}"
    if origin is dict:
        return f"table of {_words(args[1])} by name"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "range" if annotation is Range else "table"
    names = {str: "text", float: "number", int: "whole number", bool: "true or false", Evidence: "grade"}
    return names.get(
        annotation,
        {"datetime": "date and time", "date": "date"}.get(getattr(annotation, "__name__", ""), "value"),
    )


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**needed**"
    value = info.default
    if value is None or value is PydanticUndefined or value in ((), {}, ""):
        return ""
    if isinstance(value, Range):
        return (
            f"{value.mode:.4g}"
            if value.low == value.high
            else f"{value.low:.4g}, {value.mode:.4g}, {value.high:.4g}"
        )
    if isinstance(value, BaseModel):
        return "as below"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return ", ".join(f"`{v}`" for v in value) if isinstance(value, tuple) else f"`{value}`"


def _first(doc: str | None) -> str:
    return " ".join((doc or "").split())

"""Structural faults in the author's own words: what was found, what is needed, what was perhaps meant."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from belfort.scenario.faults import Place, amount, did_you_mean, listing, shown
from belfort.scenario.written import Scenario

_LIMITS = {
    "greater_than": ("gt", "must be more than"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be less than"),
    "less_than_equal": ("le", "must be at most"),
}
_TYPES = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text in quotation marks",
    "bool_type": "true or false",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "tuple_type": "a list",
    "finite_number": "a finite number",
}


def worded(place: Place, error: Any) -> str:
    """Return what pydantic found wrong at a place in the author's own words."""
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "missing":
        return f"is missing: {_docstring(place) or 'needed here'}"
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return f"{words} {amount(context[name])}, found {shown(value)}"
    if kind == "float_type" and isinstance(value, int) and not isinstance(value, bool):
        return "is too large a number"
    if kind in _TYPES:
        return f"needs {_TYPES[kind]}, found {shown(value)}"
    if place == ("belfort",):
        return f"this program reads version 1 of the language, found {shown(value)}"
    if kind in ("literal_error", "enum"):
        known = _quoted(str(context["expected"]))
        return f"unknown value {shown(value)}.{did_you_mean(str(value), known)} One of: {', '.join(known)}."
    if kind == "string_pattern_mismatch":
        return f"{shown(value)} is not a name: lower-case letters, digits and single hyphens"
    if kind in _SIZES:
        return _size(kind, context)
    message = str(error["msg"]).removeprefix("Value error, ")
    found = message.startswith("needs ") and not isinstance(value, dict)
    return f"{message}, found {shown(value)}" if found or "in square brackets" in message else message


_SIZES = ("too_short", "too_long", "string_too_short", "string_too_long")


def _size(kind: str, context: dict[str, Any]) -> str:
    if kind in ("too_short", "too_long"):
        few = kind == "too_short"
        limit = context["min_length"] if few else context["max_length"]
        return f"needs at {'least' if few else 'most'} {limit}, found {context['actual_length']}"
    if kind == "string_too_short":
        return "must not be empty"
    return f"is longer than {context['max_length']} characters"


def _quoted(expected: str) -> list[str]:
    return expected.split("'")[1::2] or [expected]


def _unknown_key(place: Place) -> str:
    """Name the key, the nearest known one, and the unit this language takes when only that differs."""
    word = str(place[-1])
    known = _keys_at(place[:-1])
    stem, _, unit = word.rpartition("_")
    same_stem = [k for k in known if k != word and stem and k.rpartition("_")[0] == stem]
    if same_stem:
        ours = _UNITS.get(same_stem[0].rpartition("_")[2], "its own unit")
        return f"unknown key '{word}': this is given as '{same_stem[0]}', in {ours}, not in {_UNITS.get(unit, unit)}"
    bare = [k for k in known if k.rpartition("_")[0] == word and k.rpartition("_")[2] in _UNITS]
    if bare:
        return f"unknown key '{word}': say the unit: '{bare[0]}'"
    say = did_you_mean(word, known) or _belongs(place) or f" Known here: {listing(known, 30)}."
    return f"unknown key {shown(word)}.{say}"


def _belongs(place: Place) -> str:
    """Say where a key belongs that was written at the top of the file."""
    homes = [home for home in _TABLES if len(place) == 1 and place[0] in _keys_at((home,))]
    return f" It belongs in [{homes[0]}]." if homes else ""


_TABLES = ("terrain", "weather", "network", "rules", "threats", "study", "dates")
_UNITS = {
    "km": "kilometres",
    "m": "metres",
    "s": "seconds",
    "min": "minutes",
    "h": "hours",
    "deg": "degrees",
    "mps": "metres a second",
    "months": "months",
    "kmh": "kilometres an hour",
    "ft": "feet",
    "nm": "nautical miles",
    "nmi": "nautical miles",
    "mi": "miles",
    "kt": "knots",
    "kts": "knots",
    "rad": "radians",
    "ms": "milliseconds",
    "days": "days",
}


def _models_at(place: Place) -> Iterator[type[BaseModel]]:
    """Yield the tables of the language that may stand at a place."""
    found: list[Any] = [Scenario]
    for part in place:
        following: list[Any] = []
        for annotation in found:
            for model in _unwrapped(annotation):
                if isinstance(part, int):
                    following += [a for a in get_args(model) if a is not Ellipsis]
                elif isinstance(model, type) and issubclass(model, BaseModel):
                    following += [f.annotation for n, f in model.model_fields.items() if part in (n, f.alias)]
                elif get_origin(model) is dict:
                    following.append(get_args(model)[1])
        found = following
    for annotation in found:
        yield from (m for m in _unwrapped(annotation) if isinstance(m, type) and issubclass(m, BaseModel))


def _unwrapped(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrapped(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [m for a in get_args(annotation) for m in _unwrapped(a)]
    return [annotation]


def _keys_at(place: Place) -> list[str]:
    return [f.alias or n for model in _models_at(place) for n, f in model.model_fields.items()]


def _docstring(place: Place) -> str:
    for model in _models_at(place[:-1]):
        for name, info in model.model_fields.items():
            if place[-1] in (name, info.alias) and info.description:
                text = info.description.split(". ")[0].rstrip(".")
                return text[0].lower() + text[1:]
    return ""

"""From a tree of tables to the written model, with every structural fault in the author's own words."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from belfort.scenario.faults import MOST_FAULTS, Fault, Place, amount, did_you_mean, listing, shown
from belfort.scenario.read import Located, fault_at
from belfort.scenario.written import Scenario


def validate(tree: Located) -> tuple[Scenario | None, Located, list[Fault]]:
    """Return the written scenario, the tree it was made from, and the structural faults.

    A faulty item of a list (a unit, a raid, an option) is left out and the rest validated again, so
    that one slip does not hide the faults of other items. None when what is left still does not hold.
    """
    faults: list[Fault] = []
    remaining: Any = tree
    for _ in range(4):
        try:
            return Scenario.model_validate(remaining), remaining, faults
        except ValidationError as error:
            found = [e for e in error.errors(include_url=False) if not _by_leaving_out(e, tree, remaining)]
            places = [tuple(e["loc"]) for e in found]
            faults += _worded(tree if remaining is tree else remaining, found)
            remaining = _without(remaining, {_item(p) for p in places})
        if remaining is None:
            return None, tree, faults
    return None, tree, faults


def _by_leaving_out(error: Any, tree: Any, remaining: Any) -> bool:
    """Return whether an error stands only because faulty nations were left out."""
    return (
        error["loc"] == ("nations",)
        and error["type"] == "too_short"
        and remaining is not tree
        and bool(tree["nations"])
    )


def _worded(tree: Any, errors: list[Any]) -> list[Fault]:
    faults = []
    removals = {
        tuple(e["loc"][:-1])
        for e in errors
        if e["loc"][-1:] == ("remove",) and e["type"] == "extra_forbidden"
    }
    for item in removals:
        faults.append(fault_at(tree, *_no_removal(tree, item)))
    errors = [e for e in errors if tuple(e["loc"][:-1]) not in removals]
    for place, group in _by_place(errors).items():
        true_place = _true_place(tree, place)
        faults.append(fault_at(tree, true_place, _message(true_place, group)))
    if len(faults) > MOST_FAULTS:
        rest = len(faults) - MOST_FAULTS
        faults = [*faults[:MOST_FAULTS], fault_at(tree, (), f"and {rest} more faults of this kind")]
    return faults


def _no_removal(tree: Any, item: Place) -> tuple[Place, str]:
    """Return the place and message for a `remove` that took nothing away."""
    row: Any = tree
    for part in item:
        row = row[part]
    if len(row) > 2:
        return (*item, "remove"), "unknown key 'remove': `remove = true` stands alone beside the name"
    name = next((v for k, v in row.items() if k != "remove"), "")
    return item, f"there is nothing called {shown(name)} to remove"


def _by_place(errors: list[Any]) -> dict[Place, list[Any]]:
    groups: dict[Place, list[Any]] = {}
    for error in errors:
        groups.setdefault(tuple(error["loc"]), []).append(error)
    return groups


def _true_place(tree: Any, loc: Place) -> Place:
    """Drop from a pydantic location what is not in the file: the tags of unions and `[key]`."""
    place: list[str | int] = []
    node = tree
    for i, part in enumerate(loc):
        if (isinstance(node, dict) and part in node) or (isinstance(node, list) and part in range(len(node))):
            node = node[part]
        elif isinstance(node, dict) and i == len(loc) - 1 and part not in _NOT_IN_FILE:  # a missing key
            node = None
        else:
            continue
        place.append(part)
    return tuple(place)


_NOT_IN_FILE = {"as-name", "as-point", "as-near", "[key]"}


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


def _message(place: Place, errors: list[Any]) -> str:
    error = errors[0]
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
    if kind in ("too_short", "too_long"):
        few = kind == "too_short"
        limit = context["min_length"] if few else context["max_length"]
        return f"needs at {'least' if few else 'most'} {limit}, found {context['actual_length']}"
    if kind == "string_too_short":
        return "must not be empty"
    if kind == "string_too_long":
        return f"is longer than {context['max_length']} characters"
    message = str(error["msg"]).removeprefix("Value error, ")
    found = message.startswith("needs ") and not isinstance(value, dict)
    return f"{message}, found {shown(value)}" if found or "in square brackets" in message else message


def _quoted(expected: str) -> list[str]:
    return expected.split("'")[1::2] or [expected]


def _unknown_key(place: Place) -> str:
    """Name the key, the nearest known one, and the unit this language takes when only that differs."""
    word = str(place[-1])
    known = _keys_at(place[:-1])
    stem, _, unit = word.rpartition("_")
    same_stem = [k for k in known if k != word and stem and k.rpartition("_")[0] == stem]
    if same_stem:
        return f"unknown key '{word}': this is given as '{same_stem[0]}', in {_UNITS.get(same_stem[0].rpartition('_')[2], 'its own unit')}, not in {_UNITS.get(unit, unit)}"
    bare = [k for k in known if k.rpartition("_")[0] == word and k.rpartition("_")[2] in _UNITS]
    if bare:
        return f"unknown key '{word}': say the unit: '{bare[0]}'"
    say = did_you_mean(word, known) or _belongs(place) or f" Known here: {listing(known, 30)}."
    return f"unknown key {shown(word)}.{say}"


def _belongs(place: Place) -> str:
    """Say where a key belongs that was written at the top of the file."""
    homes = [home for home in _DROPPABLE if len(place) == 1 and place[0] in _keys_at((home,))]
    return f" It belongs in [{homes[0]}]." if homes else ""


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


_LISTS = {"assets", "units", "nations", "raids", "incursions", "civil", "links", "tracks", "fire", "ready"}
_DROPPABLE = ("terrain", "network", "rules", "threats", "study", "dates")


def _item(place: Place) -> Place:
    """Return the smallest part of the file that can be left out with this fault in it."""
    for i in range(len(place) - 1):
        if place[i] in _LISTS and isinstance(place[i + 1], int):
            return place[: i + 2]
    if place and place[0] == "options" and len(place) > 1:
        return place[:2]
    return place[:1]


def _without(tree: Any, items: set[Place]) -> Located | None:
    """Return a copy of the tree without some items; None when a required part would go."""
    if any(len(i) == 1 and i[0] in ("region", "dates", "nations") for i in items) or () in items:
        return None
    copy = _copied(tree)
    stand_ins: dict[Place, Any] = {("belfort",): 1, ("title",): "untitled"}
    for item in items & set(stand_ins):
        copy[item[0]] = stand_ins[item]
    items = items - set(stand_ins)
    for item in sorted(items, key=lambda p: tuple(-q if isinstance(q, int) else 0 for q in p)):
        node: Any = copy
        for part in item[:-1]:
            node = (
                node.get(part) if isinstance(node, dict) else node[part] if isinstance(node, list) else None
            )
            if node is None:
                break
        if isinstance(node, dict):
            node.pop(item[-1], None)
        elif isinstance(node, list) and isinstance(item[-1], int) and item[-1] < len(node):
            node[item[-1]] = _GONE
    return _swept(copy)


_GONE = object()


def _copied(value: Any) -> Any:
    if isinstance(value, Located):
        return Located({k: _copied(v) for k, v in value.items()}, value.source, value.place)
    return [_copied(v) for v in value] if isinstance(value, list) else value


def _swept(value: Any) -> Any:
    if isinstance(value, Located):
        return Located({k: _swept(v) for k, v in value.items()}, value.source, value.place)
    return [_swept(v) for v in value if v is not _GONE] if isinstance(value, list) else value

"""From a tree of tables to the written model, with every structural fault in the author's own words."""

from typing import Any

from pydantic import ValidationError

from belfort.scenario.complaints import worded
from belfort.scenario.faults import MOST_FAULTS, Fault, Place, shown
from belfort.scenario.read import Located, fault_at, within
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
        faults.append(fault_at(tree, true_place, worded(true_place, group[0])))
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
    node: Any = tree
    for i, part in enumerate(loc):
        if (isinstance(node, dict) and part in node) or (isinstance(node, list) and part in range(len(node))):
            node = within(node, part)
        elif isinstance(node, dict) and i == len(loc) - 1 and part not in _NOT_IN_FILE:  # a missing key
            node = None
        else:
            continue
        place.append(part)
    return tuple(place)


_NOT_IN_FILE = {"as-name", "as-point", "as-near", "[key]"}


_LISTS = {"assets", "units", "nations", "raids", "incursions", "civil", "links", "tracks", "fire", "ready"}


def _item(place: Place) -> Place:
    """Return the smallest part of the file that can be left out with this fault in it."""
    for i in range(len(place) - 1):
        if place[i] in _LISTS and isinstance(place[i + 1], int):
            return place[: i + 2]
    if place and place[0] == "options" and len(place) > 1:
        return place[:2]
    return place[:1]


def _inside(node: Any, part: str | int) -> Any:
    if isinstance(node, dict):
        return node.get(part)
    return node[part] if isinstance(node, list) and isinstance(part, int) else None


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
            node = _inside(node, part)
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

"""One scenario on top of another: what `extends` means.

Tables are merged key by key. Lists of named things (assets, units, raids, ...) are merged by name: a
thing of the same name changes the one below, a new name is added, and `remove = true` takes it away.
Other lists and values replace what was below.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from belfort.scenario.faults import ScenarioError, did_you_mean, listing
from belfort.scenario.read import Located, fault_at, read_tree

NAMED_LISTS = {
    "assets": "name",
    "units": "name",
    "raids": "name",
    "incursions": "name",
    "civil": "name",
    "jammers": "name",
    "nations": "nation",
}
"""Lists merged by the value of a key."""
MOST_LAYERS = 10
EXAMPLES = Path(__file__).parent / "examples"
"""Where the shipped scenarios lie."""


def example_names() -> list[str]:
    """Return the names of the shipped scenarios."""
    return sorted(p.stem for p in EXAMPLES.glob("*.toml"))


def find_file(name: str, beside: Path | None = None) -> Path | None:
    """Return the file that `name` means: a path (from `beside` when relative) or a shipped example."""
    path = Path(name)
    try:
        there = beside / path if beside else path
        return there if there.is_file() else find_example(name)
    except (OSError, ValueError):
        return None


def find_example(name: str) -> Path | None:
    """Return the file of a shipped example, or None."""
    return EXAMPLES / f"{name}.toml" if name in example_names() else None


def compose(tree: Located, folder: Path | None, read: Callable[[Path], Located] = read_tree) -> Located:
    """Return `tree` merged onto all that it extends, found in `folder`; without one, shipped examples only.

    Raises
    ------
    ScenarioError
        When a base is missing, broken, or extends itself.
    """
    return _compose(tree, folder, read, ())


def _compose(
    tree: Located, folder: Path | None, read: Callable[[Path], Located], above: tuple[Path, ...]
) -> Located:
    name = tree.get("extends")
    if not isinstance(name, str):
        return tree
    path = find_file(name, folder) if folder else find_example(name)
    if path is None:
        names = example_names()
        message = f"there is no scenario '{name[:80]}'.{did_you_mean(name, names) or ' Shipped: ' + listing(names) + '.'}"
        raise ScenarioError([fault_at(tree, ("extends",), message)])
    path = path.resolve()
    if len(above) >= MOST_LAYERS and path not in above:
        message = f"more than {MOST_LAYERS} files on top of each other"
        raise ScenarioError([fault_at(tree, ("extends",), message)])
    if path in above:
        chain = " -> ".join([*(p.stem for p in above), path.stem])
        raise ScenarioError([fault_at(tree, ("extends",), f"goes round in a circle: {chain}")])
    base = _compose(read(path), path.parent, read, (*above, path))
    return merge(base, tree)


def merge(below: Located, above: Located) -> Located:
    """Return two tables merged, `above` winning; every table still knows where it came from."""
    merged = Located(dict(below), above.source, above.place)
    for key, value in above.items():
        old = below.get(key)
        if isinstance(old, Located) and isinstance(value, Located):
            merged[key] = merge(old, value)
        elif key in NAMED_LISTS and isinstance(old, list) and isinstance(value, list):
            merged[key] = _merge_named(old, value, NAMED_LISTS[key])
        else:
            merged[key] = value
    return merged


def _merge_named(below: list[Any], above: list[Any], key: str) -> list[Any]:
    rows = {row[key]: row for row in below if isinstance(row, Located) and isinstance(row.get(key), str)}
    if len(rows) != len(below):  # nameless or doubled rows below: left for the checks to name
        return [*below, *above]
    extra: list[Any] = []
    changed: set[str] = set()
    for row in above:
        name = row.get(key) if isinstance(row, Located) else None
        if not isinstance(name, str) or name not in rows:
            extra.append(row)
        elif name in changed:  # named twice: both stay, for the checks to name
            extra.append(merge(rows[name], row))
        elif row.get("remove") is True and len(row) == 2:
            del rows[name]
        else:
            rows[name] = _replace_place(merge(rows[name], row), row)
            changed.add(name)
    return [*rows.values(), *extra]


def _replace_place(merged: Located, row: Located) -> Located:
    """Return the row with a new place of either kind displacing the old one of the other kind."""
    for one, other in (("at", "sites"), ("sites", "at"), ("at", "area"), ("area", "at")):
        if one in row and other not in row:
            merged.pop(other, None)
    return merged

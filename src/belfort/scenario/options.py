"""Named sets of changes: which units stand there under each option."""

from fnmatch import fnmatchcase
from typing import Any

from belfort.scenario.faults import Place, did_you_mean
from belfort.scenario.force import Written, units_of
from belfort.scenario.resolve import Context
from belfort.scenario.written.force import Link
from belfort.scenario.written.options import Option


def chain_of(context: Context, name: str) -> list[str]:
    """Return an option and those it is based on, the deepest first; a circle is a fault."""
    chain: list[str] = []
    current: str | None = name
    while current is not None:
        place: Place = ("options", chain[-1] if chain else name, "based_on")
        if current in chain:
            context.fault(place, f"goes round in a circle: {' -> '.join([*chain, current])}")
            return []
        if current not in context.written.options:
            if current not in context.known["options"]:
                context.fault(
                    place, f"there is no option '{current}'.{did_you_mean(current, context.written.options)}"
                )
            return []
        chain.append(current)
        current = context.written.options[current].based_on
    return chain[::-1]


def apply(context: Context, units: list[Written], name: str) -> list[Written]:
    """Return the units under one option."""
    for step in chain_of(context, name):
        units = _apply(context, units, context.written.options[step], ("options", step))
    return units


def added_links(context: Context, name: str) -> list[tuple[Link, Place]]:
    """Return the links an option adds, with their places."""
    return [
        (link, ("options", step, "links", i))
        for step in chain_of(context, name)
        for i, link in enumerate(context.written.options[step].links)
    ]


def _apply(context: Context, units: list[Written], option: Option, place: Place) -> list[Written]:
    for i, change in enumerate(option.remove):
        gone = {id(u) for u in _named(context, units, change.units, (*place, "remove", i, "units"))}
        units = [u for u in units if id(u) not in gone]
    for i, change in enumerate(option.replace):
        here: Place = (*place, "replace", i)
        new: dict[str, Any] = {"system": change.system, "loads": change.loads, "radar": None, "figures": {}}
        units = _changed(units, _named(context, units, change.units, (*here, "units")), new, here)
    for i, change in enumerate(option.move):
        here = (*place, "move", i)
        units = _changed(units, _named(context, units, change.unit, (*here, "unit")), {"at": change.at}, here)
    for i, change in enumerate(option.re_equip):
        here = (*place, "re_equip", i)
        new = {k: getattr(change, k) for k in change.model_fields_set - {"units"}}
        units = _changed(units, _named(context, units, change.units, (*here, "units")), new, here)
    return [*units, *units_of(context, option.add, (*place, "add"))]


def _named(context: Context, units: list[Written], pattern: str, place: Place) -> list[Written]:
    found = [w for w in units if fnmatchcase(w.unit.name, pattern)]
    if not found and not any(fnmatchcase(n, pattern) for n in context.known["units"]):
        near = did_you_mean(pattern, [w.unit.name for w in units])
        context.fault(place, f"no unit is called '{pattern}'.{near}")
    elif not found:
        context.fault(place, f"'{pattern}' is no longer there under this option")
    return found


def _changed(units: list[Written], chosen: list[Written], new: dict[str, Any], place: Place) -> list[Written]:
    """Return the units with the chosen ones changed; faults of the change are told at the change."""
    changed = {id(w) for w in chosen}
    return [Written(w.unit.model_copy(update=new), place) if id(w) in changed else w for w in units]

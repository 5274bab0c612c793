"""Rules about links: every entry that another names is there and is of the right kind."""

from collections.abc import Iterator

from belfort.catalogue.figure import Figure
from belfort.catalogue.load import Catalogue, Fault
from belfort.catalogue.model import (
    Aircraft,
    Alliance,
    Cost,
    Deal,
    Delivery,
    Effectiveness,
    Entry,
    FireUnit,
    Nation,
    Prior,
    Programme,
    Sensor,
    Threat,
)

EFFECTORS = ("interceptor", "gun", "soft-kill", "interceptor-drone")
SYSTEMS = ("fire-unit", "sensor", *EFFECTORS, "aircraft", "c2")
_RADARS = ("radar", "passive-radar")


def broken_links(catalogue: Catalogue) -> Iterator[Fault]:
    """Report a name of another entry that leads nowhere, or to the wrong kind."""
    for entry in catalogue.entries.values():
        file = f"{entry.kind}/{entry.id}.toml"
        for place, target, kinds in (*_links(entry), *_mentions(entry)):
            if message := _wrong(catalogue, target, kinds):
                yield Fault(file, place, message)
        for place, message in (*_wrong_sensors(catalogue, entry), *_wrong_names(catalogue, entry)):
            yield Fault(file, place, message)


def _wrong(catalogue: Catalogue, target: str, kinds: tuple[str, ...]) -> str:
    found = catalogue.entries.get(target)
    if found is None:
        return f"unknown entry '{target}'.{catalogue.suggest(target, kinds) or ' Add it or mend the name.'}"
    if kinds and found.kind not in kinds:
        return f"'{target}' is of kind {found.kind}; this needs {' or '.join(kinds)}"
    return ""


def _links(entry: Entry) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (place, target, allowed kinds) of an entry's own fields; no kinds: any."""
    nation = ("nation",)
    match entry:
        case FireUnit():
            sensors = [(f"radars[{i}]", r, ("sensor",)) for i, r in enumerate(entry.radars)]
            sensors += [(f"optics[{i}]", o, ("sensor",)) for i, o in enumerate(entry.optics)]
            return [*sensors, *_loads(entry), *([("c2", entry.c2, ("c2",))] if entry.c2 else [])]
        case Aircraft():
            return _loads(entry)
        case Threat():
            return [("decoy_of", entry.decoy_of, ("threat",))] if entry.decoy_of else []
        case Nation():
            return [(f"operates[{i}].system", o.system, SYSTEMS) for i, o in enumerate(entry.operates)]
        case Deal():
            bought = [("system", entry.system, SYSTEMS)] if entry.system else []
            return [*bought, *((f"buyers[{i}]", b, nation) for i, b in enumerate(entry.buyers))]
        case Cost() | Delivery() | Alliance():
            return [("system", entry.system, SYSTEMS)]
        case Programme():
            return [(f"members[{i}]", m, nation) for i, m in enumerate(entry.members)]
        case Effectiveness():
            return [(f"threats[{i}]", t, ("threat",)) for i, t in enumerate(entry.threats)]
        case Prior():
            return [(f"applies_to[{i}]", a, ()) for i, a in enumerate(entry.applies_to)]
        case _:
            return []


def _loads(entry: FireUnit | Aircraft) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(f"loads[{i}].effector", load.effector, EFFECTORS) for i, load in enumerate(entry.loads)]


def _mentions(entry: Entry) -> list[tuple[str, str, tuple[str, ...]]]:
    own = {n: c for n, c in entry.citations.items() if n not in entry.inherited}
    return [
        (f"{'figures' if isinstance(cited, Figure) else 'statements'}.{name}.about", target, ())
        for name, cited in own.items()
        for target in cited.about
    ]


def _wrong_sensors(catalogue: Catalogue, entry: Entry) -> Iterator[tuple[str, str]]:
    if not isinstance(entry, FireUnit):
        return
    for place, ids, wants_radar in (("radars", entry.radars, True), ("optics", entry.optics, False)):
        for i, sensor_id in enumerate(ids):
            sensor = catalogue.entries.get(sensor_id)
            if isinstance(sensor, Sensor) and (sensor.modality in _RADARS) != wants_radar:
                yield (
                    f"{place}[{i}]",
                    f"'{sensor_id}' senses by {sensor.modality}; it belongs to the other list",
                )


def _wrong_names(catalogue: Catalogue, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield names of figures and statements that the entry itself does not have."""
    if isinstance(entry, FireUnit | Aircraft):
        known = catalogue.complete(entry.id)
        for i, load in enumerate(entry.loads):
            if load.figure not in known:
                yield f"loads[{i}].figure", f"no figure '{load.figure}' in this entry says how many; add it"
    if isinstance(entry, Nation):
        for i, held in enumerate(entry.operates):
            if held.per not in entry.citations:
                yield f"operates[{i}].per", f"no figure or statement '{held.per}' in this entry; add it"

"""Units: the resolved order of battle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from math import radians

from belfort.catalogue.figure import Evidence
from belfort.catalogue.model import Aircraft, Command, Entry, FireUnit, Load, Sensor
from belfort.catalogue.units import parse_unit
from belfort.scenario.faults import Place, amount, did_you_mean, listing, shown, spell
from belfort.scenario.figures import from_override, product, si_name
from belfort.scenario.resolve import Context, a_kind
from belfort.scenario.resolved import (
    Estimate,
    ResolvedLoad,
    ResolvedNation,
    ResolvedRegion,
    ResolvedUnit,
    frozen,
)
from belfort.scenario.written.force import Unit
from belfort.scenario.written.ground import Ready

UNIT_KINDS = ("fire-unit", "sensor", "aircraft", "c2")
MONTH_S = 2_629_800.0


MOST_UNITS = 5_000


@dataclass(frozen=True, slots=True)
class Written:
    """One unit with the place it was written at: options move units between lists."""

    unit: Unit
    place: Place
    site: int | None = None
    """Which of several sites, for the place of a fault."""


def names_of(unit: Unit) -> list[str]:
    """Return the names a written unit expands to."""
    if unit.sites is None:
        return [unit.name]
    return [f"{unit.name}-{i + 1}" for i in range(len(unit.sites))]


def one_by_one(unit: Unit, place: Place) -> list[Written]:
    """Return a written unit as units of one site each."""
    if unit.sites is None:
        return [Written(unit, place)]
    names = names_of(unit)
    return [
        Written(unit.model_copy(update={"name": names[i], "at": at, "sites": None}), place, i)
        for i, at in enumerate(unit.sites)
    ]


def units_of(context: Context, written: Sequence[Unit], place: Place) -> list[Written]:
    """Return a list of written units as units of one site each; none, and a fault, where they are too many."""
    n_units = sum(len(u.sites or (u.at,)) for u in written)
    if n_units > MOST_UNITS:
        context.fault(place, f"makes {n_units:,} units with all its sites; at most {MOST_UNITS}")
        return []
    return [w for i, unit in enumerate(written) for w in one_by_one(unit, (*place, i))]


def resolve_units(context: Context, units: list[Written], region: ResolvedRegion) -> tuple[ResolvedUnit, ...]:
    """Return every unit resolved; one whose superior is not there in this situation has none."""
    found: dict[str, ResolvedUnit] = {}
    first: dict[str, Place] = {}
    for written in units:
        name = written.unit.name
        if name in first:
            message = f"the name '{name}' stands twice; first in {spell(first[name])}"
            context.fault((*written.place, "name"), message)
        elif unit := _resolved(context, written, region):
            found[name] = unit
        first.setdefault(name, written.place)
    _check_command(context, units, found)
    return tuple(u if u.c2 is None or u.c2 in found else replace(u, c2=None) for u in found.values())


def resolve_commanders(
    context: Context, nations: tuple[ResolvedNation, ...], units: tuple[ResolvedUnit, ...]
) -> tuple[ResolvedNation, ...]:
    """Return the nations with the command posts they have in this situation, or none."""
    found = {u.name: u for u in units}
    for i, here in enumerate(context.written.nations):
        if here.c2 is not None:
            is_superior(context, here.c2, found, ("nations", i, "c2"))
    return tuple(n if n.c2 is None or n.c2 in found else replace(n, c2=None) for n in nations)


def check_ready(context: Context) -> None:
    """Every rule on readiness names units that stand there, here or under an option, and a delay that is one."""
    for i, rule in enumerate(context.written.dates.ready):
        context.matching(rule.units, sorted(context.known["units"]), ("dates", "ready", i, "units"))
        if rule.slip_months.low < 0:
            message = f"must be at least 0, found {rule.slip_months.low:g}"
            context.fault(("dates", "ready", i, "slip_months"), message)


def _resolved(context: Context, written: Written, region: ResolvedRegion) -> ResolvedUnit | None:
    unit, place = written.unit, written.place
    entry = context.entry(unit.system, (*place, "system"), *UNIT_KINDS)
    nation = context.nation(unit.nation, (*place, "nation"))
    where: Place = (*place, "at") if written.site is None else (*place, "sites", written.site)
    spot = context.inside(unit.at, where, region)
    for i, asset in enumerate(unit.protects):
        context.reference(asset, "assets", (*place, "protects", i))
    if entry is None:
        return None
    if entry.kind != "c2" and not entry.simulated:
        context.fault((*place, "system"), f"'{entry.id}' is on record but not complete enough to simulate")
        return None
    if isinstance(entry, Command) and entry.role in ("data link", "standard"):
        context.fault(
            (*place, "system"), f"'{entry.id}' is a {entry.role}; use it as the medium of [[network.links]]"
        )
        return None
    _check_posture(context, unit, entry, place)
    sensors = _sensors(context, unit, entry, place)
    loads = _loads(context, unit, entry, place)
    figures = _figures(context, unit, entry, place)
    ready, slip = _readiness(context, unit)
    if spot is None or nation is None:
        return None
    return ResolvedUnit(
        unit.name,
        entry.id,
        entry.kind,
        nation,
        spot,
        unit.c2,
        unit.posture,
        unit.count,
        sensors,
        loads,
        unit.reloads,
        None if unit.facing_deg is None else radians(unit.facing_deg),
        unit.altitude_m,
        unit.protects,
        ready,
        slip,
        unit.notional,
        frozen(figures),
        unit.note,
    )


def _check_posture(context: Context, unit: Unit, entry: Entry, place: Place) -> None:
    flies = entry.kind == "aircraft" or entry.id == "aew-aircraft"
    if unit.posture in ("alert", "patrol") and not flies:
        context.fault(
            (*place, "posture"), f"'{unit.posture}' is for aircraft; '{entry.id}' stands on the ground"
        )
    if unit.posture == "patrol" and unit.altitude_m is None:
        context.fault((*place, "altitude_m"), "is missing: a patrol needs its height above mean sea level")
    if unit.altitude_m is not None and not flies:
        context.fault((*place, "altitude_m"), f"is for aircraft; '{entry.id}' stands on the ground")


def _sensors(context: Context, unit: Unit, entry: Entry, place: Place) -> tuple[str, ...]:
    """Return what a unit senses with: itself, or its radar and optics."""
    if isinstance(entry, Sensor):
        _check_facing(context, unit, entry, place)
        if unit.radar is not None:
            context.fault((*place, "radar"), f"'{entry.id}' is a sensor itself")
        return (entry.id,)
    radars = getattr(entry, "radars", ())
    chosen = radars[:1]
    if unit.radar is not None:
        radar = context.entry(unit.radar, (*place, "radar"), "sensor")
        if radar and radar.id not in radars:
            context.fault(
                (*place, "radar"),
                f"'{entry.id}' has no '{radar.id}'; it can have {listing(radars) or 'none'}",
            )
        chosen = (radar.id,) if radar else ()
    sensors = (*chosen, *getattr(entry, "optics", ()))
    for sensor in sensors:
        context.system(sensor)
    if chosen:
        _check_facing(context, unit, context.catalogue[chosen[0]], place)
    elif unit.facing_deg is not None:
        context.fault((*place, "facing_deg"), f"'{entry.id}' has no radar to turn")
    return sensors


def _check_facing(context: Context, unit: Unit, sensor: Entry, place: Place) -> None:
    if unit.facing_deg is not None and isinstance(sensor, Sensor) and sensor.coverage != "sector":
        context.fault(
            (*place, "facing_deg"), f"'{sensor.id}' looks all round; only a sector sensor has a facing"
        )


def _loads(context: Context, unit: Unit, entry: Entry, place: Place) -> tuple[ResolvedLoad, ...]:
    """Return the ready shots: as written, or full launchers of the entry's first load."""
    possible: tuple[Load, ...] = entry.loads if isinstance(entry, (FireUnit, Aircraft)) else ()
    for load in possible:
        context.system(load.effector)
    if unit.loads is None:
        return tuple(ResolvedLoad(load.effector, _full(context, entry, load)) for load in possible[:1])
    return _written_loads(context, unit, entry, place, possible)


def _written_loads(
    context: Context, unit: Unit, entry: Entry, place: Place, possible: tuple[Load, ...]
) -> tuple[ResolvedLoad, ...]:
    by_id = {load.effector: load for load in possible}
    loads, filled = [], 0.0
    for name, n_ready in (unit.loads or {}).items():
        here = (*place, "loads", name)
        effector = context.catalogue.find(name)
        if effector is None or effector.id not in by_id:
            known = list(by_id)
            say = did_you_mean(name, known) or f" It carries {listing(known) or 'nothing'}."
            context.fault(here, f"'{entry.id}' does not carry {shown(name)}.{say}")
            continue
        room = _full(context, entry, by_id[effector.id])
        if by_id[effector.id].per != "fire-unit":
            filled += n_ready / room.high
        elif n_ready > room.high:
            context.fault(
                here, f"more than one '{entry.id}' has: {n_ready}; at most {amount(room.high)} on record"
            )
        count = float(n_ready)
        origin = f"scenario:{unit.name}.loads.{effector.id}"
        loads.append(
            ResolvedLoad(
                effector.id, Estimate(count, count, count, "fixed", Evidence.MODELLING_PRIOR, origin)
            )
        )
    if filled > 1.0 + 1e-9:
        message = f"more than the launchers of '{entry.id}' hold: {100 * filled:.0f} % of the most there is on record"
        context.fault((*place, "loads"), message)
    return tuple(loads)


def _full(context: Context, entry: Entry, load: Load) -> Estimate:
    """Return how many one item of a unit holds of one load when it carries nothing else."""
    figures = context.system(entry.id).figures
    each = figures[load.figure]
    if load.per == "launcher":
        return product(figures["launchers_per_fire_unit"], each)
    return each


def _figures(context: Context, unit: Unit, entry: Entry, place: Place) -> dict[str, Estimate]:
    """Return the figures of this unit that differ from its system's."""
    figures: dict[str, Estimate] = {}
    on_record = context.catalogue.complete(entry.id)
    for name, written in unit.figures.items():
        here = (*place, "figures", name)
        if name not in on_record:
            near = did_you_mean(name, on_record)
            context.fault(here, f"'{entry.id}' has no figure {shown(name)}.{near}")
            continue
        unit_of = parse_unit(written.unit)
        dimension = on_record[name].parsed_unit.dimension
        if unit_of is None:
            context.fault(
                (*here, "unit"),
                f"unknown unit {shown(written.unit)}; the catalogue has {on_record[name].unit}",
            )
        elif unit_of.dimension != dimension:
            context.fault(
                (*here, "unit"), f"'{written.unit}' is {a_kind(unit_of.dimension)}; needed: {dimension}"
            )
        elif unit_of.to_si(written.low) < 0 and dimension not in ("angle",):
            context.fault((*here, "low"), f"must be at least 0, found {written.low:g}")
        else:
            figures[si_name(name, on_record[name])] = from_override(written, f"scenario:{unit.name}.{name}")
    if unit.mast_m is not None:
        height = float(unit.mast_m)
        figures["antenna_height_m"] = Estimate(
            height, height, height, "fixed", Evidence.MODELLING_PRIOR, f"scenario:{unit.name}.mast_m", ()
        )
    return figures


def _readiness(context: Context, unit: Unit) -> tuple[date | None, Estimate | None]:
    """Return the last rule that names a unit: first day, and slip in seconds."""
    rule: Ready | None = None
    for ready in context.written.dates.ready:
        if fnmatchcase(unit.name, ready.units):
            rule = ready
    if rule is None:
        return None, None
    said = "slip_months" in rule.model_fields_set
    slip = context.estimate(rule.slip_months, f"dates.ready.{rule.units}", MONTH_S, said=said)
    return rule.from_, slip


def _check_command(context: Context, units: list[Written], found: dict[str, ResolvedUnit]) -> None:
    """Every superior exists, is a command post, and nobody commands himself in the end."""
    for written in units:
        name = written.unit.c2
        if name is None:
            continue
        place = (*written.place, "c2")
        if is_superior(context, name, found, place) and (chain := _circle(written.unit.name, name, found)):
            context.fault(place, f"the chain of command goes round: {' -> '.join(chain)}")


def is_superior(context: Context, name: str, found: Mapping[str, ResolvedUnit], place: Place) -> bool:
    """Return whether a name is that of a command post here, or note a fault where it cannot become one."""
    if name in found and found[name].kind != "c2":
        context.fault(place, f"'{name}' is {a_kind(found[name].kind)}; a superior is a c2 unit")
    elif name not in found:
        context.reference(name, "units", place)
    return name in found and found[name].kind == "c2"


def _circle(start: str, superior: str, found: dict[str, ResolvedUnit]) -> list[str]:
    chain = {start: None}
    above: str | None = superior
    while above is not None and above in found:
        if above == start:
            return [*chain, start]
        if above in chain:
            return []  # a circle further up; it is named there
        chain[above] = None
        above = found[above].c2
    return []

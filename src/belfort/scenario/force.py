"""Units and how they are connected: the resolved order of battle."""

from collections.abc import Iterable, Mapping, Sequence
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
    ResolvedLink,
    ResolvedLoad,
    ResolvedNation,
    ResolvedNetwork,
    ResolvedRegion,
    ResolvedSharing,
    ResolvedUnit,
    frozen,
)
from belfort.scenario.written.force import Link, Unit
from belfort.scenario.written.ground import Ready

UNIT_KINDS = ("fire-unit", "sensor", "aircraft", "c2")
MONTH_S = 2_629_800.0
MOST_LINKS = 20_000


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
        _matching(context, rule.units, sorted(context.known["units"]), ("dates", "ready", i, "units"))
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


_COMMAND = Link.model_construct(from_="x", to="x", both_ways=False)
"""How a unit and its superior are linked where no written link carries tracks and orders between them."""


def resolve_network(
    context: Context, units: tuple[ResolvedUnit, ...], links: Iterable[tuple[Link, Place]]
) -> ResolvedNetwork:
    """Return links expanded by name, the command chain included, and who may see and fire on what."""
    written = context.written.network
    pairs: dict[tuple[str, str, tuple[str, ...]], ResolvedLink] = {}
    names = [u.name for u in units]
    n_made = 0
    for link, place in links:
        made = _links(context, link, place, names)
        n_made += len(made)
        pairs |= {(one.sender, one.receiver, one.carries): one for one in made}
        if n_made > MOST_LINKS:
            context.fault(place, f"makes more than {MOST_LINKS:,} links; name fewer units")
            break
    connected = {(s, r, what) for s, r, carries in pairs for what in carries}
    for unit in units:
        for s, r in ((unit.name, unit.c2), (unit.c2, unit.name)) if unit.c2 else ():
            missing = tuple(what for what in ("tracks", "orders") if (s, r, what) not in connected)
            link = _COMMAND.model_copy(update={"carries": missing})
            for one in _between(context, link, s, r, ("network",)) if missing else ():
                pairs[(one.sender, one.receiver, one.carries)] = one
    tracks = _sharing(context)
    fire = _authority(context, {(t.viewer, t.owner) for t in tracks})
    return ResolvedNetwork(written.control, written.fallback, tuple(pairs.values()), tracks, fire)


def _links(context: Context, link: Link, place: Place, names: list[str]) -> list[ResolvedLink]:
    senders = _matching(context, link.from_, names, (*place, "from"))
    receivers = _matching(context, link.to, names, (*place, "to"))
    if senders == receivers and len(senders) == 1:
        context.fault(place, f"links '{senders[0]}' to itself")
        return []
    if len(senders) * len(receivers) > MOST_LINKS:
        context.fault(place, f"makes {len(senders) * len(receivers):,} links; at most {MOST_LINKS:,}")
        return []
    return [one for s in senders for r in receivers if s != r for one in _between(context, link, s, r, place)]


def _matching(context: Context, pattern: str, names: list[str], place: Place) -> list[str]:
    found = [n for n in names if fnmatchcase(n, pattern)]
    if not found and not any(fnmatchcase(n, pattern) for n in context.known["units"]):
        context.fault(place, f"no unit is called '{pattern}'.{did_you_mean(pattern, names)}")
    return found


def _between(context: Context, link: Link, sender: str, receiver: str, place: Place) -> list[ResolvedLink]:
    medium = context.entry(link.medium, (*place, "medium"), "c2")
    if medium is None:
        return []
    figures = context.systems[medium.id].figures
    voice = medium.id == "voice-net" and "voice_delay_s" in figures
    if "link_delay_s" not in figures:
        context.fault((*place, "medium"), f"'{medium.id}' is no data link")
        return []
    where = f"{sender}->{receiver}"
    delay = (
        context.estimate(link.delay_s, f"{where}.delay_s")
        if link.delay_s
        else figures["voice_delay_s" if voice else "link_delay_s"]
    )
    if link.delay_s and link.delay_s.low < 0:
        context.fault((*place, "delay_s"), f"must be at least 0, found {link.delay_s.low:g}")
    if link.availability and not (link.availability.low >= 0 and link.availability.high <= 1):
        found = f"found {link.availability.low:g} to {link.availability.high:g}"
        context.fault((*place, "availability"), f"lies between 0 and 1, {found}")
    works = figures["link_availability_share"]
    if link.availability:
        works = context.estimate(link.availability, f"{where}.availability")
    forth = ResolvedLink(sender, receiver, medium.id, link.carries, delay, works)
    back = ResolvedLink(receiver, sender, medium.id, link.carries, delay, works)
    return [forth, back] if link.both_ways else [forth]


def _sharing(context: Context) -> tuple[ResolvedSharing, ...]:
    shared = []
    for i, rule in enumerate(context.written.network.tracks):
        place: Place = ("network", "tracks", i)
        owner = context.nation(rule.of, (*place, "of"))
        delay = context.estimate(rule.delay_s, f"tracks.{rule.of}") if rule.delay_s else _no_delay(rule.of)
        if delay.low < 0:
            context.fault((*place, "delay_s"), f"must be at least 0, found {delay.low:g}")
        for j, name in enumerate(rule.to):
            viewer = context.nation(name, (*place, "to", j))
            if owner and viewer:
                shared.append(ResolvedSharing(owner, viewer, delay))
    return tuple(shared)


def _no_delay(owner: str) -> Estimate:
    return Estimate(0.0, 0.0, 0.0, "fixed", Evidence.MODELLING_PRIOR, f"default:tracks.{owner}.delay_s", ())


def _authority(context: Context, seen: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    own = {(n, n) for n in context.known["nations"]}
    granted: set[tuple[str, str]] = set()
    for i, rule in enumerate(context.written.network.fire):
        place: Place = ("network", "fire", i)
        shooter = context.nation(rule.shooter, (*place, "shooter"))
        for j, name in enumerate(rule.on_tracks_of):
            owner = context.nation(name, (*place, "on_tracks_of", j))
            if shooter and owner:
                granted.add((shooter, owner))
                here = {shooter, owner} <= context.known["nations"]
                if here and shooter != owner and (shooter, owner) not in seen:
                    message = f"'{shooter}' may not see the tracks of '{owner}'; add it to [[network.tracks]]"
                    context.fault((*place, "on_tracks_of", j), message)
    return tuple(sorted(own | granted))

"""What flies: resolved raids, incursions and civil traffic; and who jams."""

from collections.abc import Iterable
from itertools import pairwise

from belfort.catalogue.model import Threat
from belfort.numeric.geodesic import geodesic_inverse
from belfort.scenario.faults import Place, amount
from belfort.scenario.figures import from_figure
from belfort.scenario.places import Position
from belfort.scenario.resolve import Context
from belfort.scenario.resolved import (
    Estimate,
    ResolvedAsset,
    ResolvedCivil,
    ResolvedGroup,
    ResolvedIncursion,
    ResolvedJammer,
    ResolvedRaid,
    ResolvedWaypoint,
)
from belfort.scenario.written.terms import Range
from belfort.scenario.written.threats import CivilTraffic, Group, Incursion, Jammer, Raid, Waypoint

MOST_THREATS = 100_000
"""Most in one group; larger raids are several groups."""


def _threat(context: Context, name: str, place: Place, stances: Iterable[str]) -> Threat | None:
    """Return a threat entry of one of some stances, complete enough to simulate."""
    entry = context.entry(name, place, "threat")
    if not isinstance(entry, Threat):
        return None
    if entry.stance != "decoy" and stances == ("decoy",):
        context.fault(place, f"'{entry.id}' is no decoy but {entry.stance}")
        return None
    if entry.stance not in stances:
        room = "threats.civil" if entry.stance == "civil" else "a raid or an incursion"
        context.fault(place, f"'{entry.id}' is {entry.stance}; it belongs in {room}")
        return None
    if not entry.simulated:
        context.fault(place, f"'{entry.id}' is on record but not complete enough to simulate")
        return None
    return entry


def _count(context: Context, written: Range, place: Place, *, said: bool = True) -> Estimate:
    if written.low < 0 or written.mode < 1:
        context.fault(place, f"must be at least 1, found {written.mode:g}")
    elif written.high > MOST_THREATS:
        context.fault(place, f"must be at most {amount(MOST_THREATS)}, found {amount(written.high)}")
    elif broken := [v for v in (written.low, written.mode, written.high) if v != round(v)]:
        context.fault(place, f"must be whole numbers, found {broken[0]:g}")
    return context.estimate(written, ".".join(map(str, place)), said=said)


def _or_figure(
    context: Context,
    written: Range | None,
    threat: Threat,
    parameter: str,
    place: Place,
    limits: tuple[float, float],
) -> Estimate:
    """Return a written range checked against limits, or the catalogue's figure."""
    if written is None:
        return from_figure(context.catalogue.complete(threat.id)[parameter])
    low, high = limits
    if written.low < low or written.high > high:
        limits_in_words = f"{amount(low)} and {amount(high)}"
        found = f"{amount(written.low)} to {amount(written.high)}"
        context.fault(place, f"lies between {limits_in_words}, found {found}")
    return context.estimate(written, ".".join(map(str, place)))


def resolve_raids(context: Context, assets: tuple[ResolvedAsset, ...]) -> tuple[ResolvedRaid, ...]:
    """Return the attacks."""
    raids = context.written.threats.raids
    context.unique([r.name for r in raids], "threats.raids")
    by_name = {a.name: a for a in assets}
    return tuple(_raid(context, raid, ("threats", "raids", i), by_name) for i, raid in enumerate(raids))


def _raid(context: Context, raid: Raid, place: Place, assets: dict[str, ResolvedAsset]) -> ResolvedRaid:
    groups = [_group(context, g, (*place, "groups", i), assets) for i, g in enumerate(raid.groups)]
    return ResolvedRaid(
        raid.name,
        raid.title,
        60 * raid.start_min,
        raid.waves,
        60 * raid.wave_interval_min,
        raid.nights,
        tuple(g for g in groups if g),
    )


def _group(
    context: Context, group: Group, place: Place, assets: dict[str, ResolvedAsset]
) -> ResolvedGroup | None:
    threat = _threat(context, group.threat, (*place, "threat"), ("hostile", "decoy", "unknown"))
    count = _count(context, group.count, (*place, "count"))
    decoy, share = _decoys(context, group, place)
    origins = [context.position(at, (*place, "origins", i)) for i, at in enumerate(group.origins)]
    route = [_waypoint(context, w, (*place, "route", i)) for i, w in enumerate(group.route)]
    _check_times(context, group, place)
    for i, target in enumerate(group.targets):
        context.reference(target, "assets", (*place, "targets", i))
    if threat is None:
        return None
    ballistic = threat.flight == "ballistic"
    height, pace = ("apogee", "peak_speed") if ballistic else ("cruise_altitude", "cruise_speed")
    altitude = _or_figure(context, group.altitude_m, threat, height, (*place, "altitude_m"), (0, 120_000))
    speed = _or_figure(context, group.speed_mps, threat, pace, (*place, "speed_mps"), (1, 5_000))
    found = tuple(o for o in origins if o)
    _check_reach(context, group, threat, found, assets, place)
    return ResolvedGroup(
        threat.id,
        count,
        decoy,
        share,
        found,
        tuple(w for w in route if w),
        group.targets,
        altitude,
        group.altitude_over,
        speed,
        60 * group.start_min,
        60 * group.spread_min,
        1e3 * group.jitter_km,
    )


def _decoys(context: Context, group: Group, place: Place) -> tuple[str | None, Estimate | None]:
    if group.decoys is None:
        return None, None
    decoy = _threat(context, group.decoys.threat, (*place, "decoys", "threat"), ("decoy",))
    said = "share" in group.decoys.model_fields_set
    where = ".".join(map(str, (*place, "decoys", "share")))
    return decoy.id if decoy else None, context.estimate(group.decoys.share, where, said=said)


def _waypoint(context: Context, waypoint: Waypoint, place: Place) -> ResolvedWaypoint | None:
    position = context.position(waypoint.at, (*place, "at"))
    after_s = None if waypoint.after_min is None else 60 * waypoint.after_min
    return ResolvedWaypoint(position, waypoint.altitude_m, after_s) if position else None


def _check_times(context: Context, group: Group, place: Place) -> None:
    times = [(i, w.after_min) for i, w in enumerate(group.route) if w.after_min is not None]
    for (_, before), (i, after) in pairwise(times):
        if after <= before:
            context.fault((*place, "route", i, "after_min"), f"must come after {before:g}, found {after:g}")


def _check_reach(
    context: Context,
    group: Group,
    threat: Threat,
    origins: tuple[Position, ...],
    assets: dict[str, ResolvedAsset],
    place: Place,
) -> None:
    """Note a fault where no target is within the longest range on record, or where one starts inside it."""
    figures = context.catalogue.complete(threat.id)
    reach = figures.get("range") or figures.get("radius_of_action")
    targets = [assets[t] for t in group.targets if t in assets]
    if reach is None or not targets:
        return
    for i, origin in enumerate(origins):
        far = {a.name: _distance_m(origin, a.position) for a in targets}
        name, nearest_m = min(far.items(), key=lambda item: item[1])
        most_m = reach.si()[2]
        if nearest_m > most_m:
            message = f"is {nearest_m / 1e3:,.0f} km from {name}; '{threat.id}' reaches {most_m / 1e3:,.0f} km at most"
            context.fault((*place, "origins", i), message)
        elif nearest_m <= assets[name].radius_m or nearest_m < 1.0:
            context.fault((*place, "origins", i), f"lies inside its target {name}")


def _distance_m(one: Position, other: Position) -> float:
    return geodesic_inverse(one.lat_rad, one.lon_rad, other.lat_rad, other.lon_rad)[0]


def resolve_incursions(context: Context) -> tuple[ResolvedIncursion, ...]:
    """Return the incursions."""
    written = context.written.threats.incursions
    context.unique([i.name for i in written], "threats.incursions")
    found = [_incursion(context, one, ("threats", "incursions", i)) for i, one in enumerate(written)]
    return tuple(f for f in found if f)


def _incursion(context: Context, one: Incursion, place: Place) -> ResolvedIncursion | None:
    threat = _threat(context, one.threat, (*place, "threat"), ("hostile", "decoy", "unknown"))
    count = _count(context, one.count, (*place, "count"), said="count" in one.model_fields_set)
    for i, asset in enumerate(one.over):
        context.reference(asset, "assets", (*place, "over", i))
    origin = context.position(one.origin, (*place, "origin")) if one.origin is not None else None
    if threat is None:
        return None
    if threat.flight == "ballistic":
        context.fault((*place, "threat"), f"'{threat.id}' flies a ballistic arc; it cannot loiter")
        return None
    height = _or_figure(
        context, one.altitude_m, threat, "cruise_altitude", (*place, "altitude_m"), (0, 25_000)
    )
    return ResolvedIncursion(
        one.name,
        one.title,
        threat.id,
        count,
        one.over,
        origin,
        1e3 * one.radius_km,
        height,
        60 * one.start_min,
        60 * one.duration_min,
        bool(threat.emits) if one.emits is None else one.emits,
    )


def resolve_civil(context: Context) -> tuple[ResolvedCivil, ...]:
    """Return the civil traffic."""
    written = context.written.threats.civil
    context.unique([c.name for c in written], "threats.civil")
    found = [_civil(context, one, ("threats", "civil", i)) for i, one in enumerate(written)]
    return tuple(f for f in found if f)


def _civil(context: Context, one: CivilTraffic, place: Place) -> ResolvedCivil | None:
    threat = _threat(context, one.threat, (*place, "threat"), ("civil",))
    routes = [
        tuple(context.position(at, (*place, "routes", i, j)) for j, at in enumerate(route))
        for i, route in enumerate(one.routes)
    ]
    if threat is None or any(p is None for route in routes for p in route):
        return None
    height = _or_figure(
        context, one.altitude_m, threat, "cruise_altitude", (*place, "altitude_m"), (0, 25_000)
    )
    flown = tuple(tuple(p for p in route if p) for route in routes)
    return ResolvedCivil(
        one.name, threat.id, one.per_hour, flown, height, one.transponder_share, one.flight_plan_share
    )


def resolve_jammers(context: Context) -> tuple[ResolvedJammer, ...]:
    """Return the jammers; they may stand outside the region."""
    written = context.written.threats.jammers
    context.unique([j.name for j in written], "threats.jammers")
    found = [_jammer(context, one, ("threats", "jammers", i)) for i, one in enumerate(written)]
    return tuple(f for f in found if f)


def _jammer(context: Context, one: Jammer, place: Place) -> ResolvedJammer | None:
    position = context.position(one.at, (*place, "at"))
    power = _level(context, one, "jam_to_noise_db", place, (-30, 90))
    side_lobe = _level(context, one, "side_lobe_db", place, (-80, 0))
    if position is None:
        return None
    return ResolvedJammer(one.name, position, one.altitude_m, power, 1e3 * one.reference_km, side_lobe)


def _level(context: Context, one: Jammer, key: str, place: Place, limits: tuple[float, float]) -> Estimate:
    """Return a level in decibels within limits."""
    written = getattr(one, key)
    if written.low < limits[0] or written.high > limits[1]:
        message = f"lies between {limits[0]} and {limits[1]} dB, found {written.low:g} to {written.high:g}"
        context.fault((*place, key), message)
    said = key in one.model_fields_set
    return context.estimate(written, ".".join(map(str, (*place, key))), said=said)

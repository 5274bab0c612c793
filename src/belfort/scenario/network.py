"""How units are connected: links, who may see whose tracks, and who may fire on them."""

from collections.abc import Iterable

from belfort.catalogue.figure import Evidence
from belfort.scenario.faults import Place
from belfort.scenario.resolve import Context
from belfort.scenario.resolved import (
    Estimate,
    ResolvedLink,
    ResolvedNetwork,
    ResolvedSharing,
    ResolvedUnit,
)
from belfort.scenario.written.force import Link

MOST_LINKS = 20_000
"""Directed links of one situation; a pattern that makes more is refused."""
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
    senders = context.matching(link.from_, names, (*place, "from"))
    receivers = context.matching(link.to, names, (*place, "to"))
    if senders == receivers and len(senders) == 1:
        context.fault(place, f"links '{senders[0]}' to itself")
        return []
    if len(senders) * len(receivers) > MOST_LINKS:
        context.fault(place, f"makes {len(senders) * len(receivers):,} links; at most {MOST_LINKS:,}")
        return []
    return [one for s in senders for r in receivers if s != r for one in _between(context, link, s, r, place)]


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
    usual = figures["voice_delay_s" if voice else "link_delay_s"]
    delay = context.estimate(link.delay_s, f"{where}.delay_s") if link.delay_s else usual
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
        named = owner or rule.of
        delay = context.estimate(rule.delay_s, f"tracks.{named}") if rule.delay_s else _no_delay(named)
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

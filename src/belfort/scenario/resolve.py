"""From the written scenario to the resolved one: follow references, fill defaults, convert to SI.

Nothing here raises on a bad scenario: each part notes its faults and goes on, so that the author
sees them all at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from math import degrees, radians
from typing import Any

from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Entry, Nation
from belfort.scenario.faults import MOST_FAULTS, Fault, Place, ScenarioError, did_you_mean, listing, shown
from belfort.scenario.figures import from_range, resolved_system
from belfort.scenario.places import Position, UnknownPlaceError, from_degrees, look_up, offset
from belfort.scenario.read import Located, fault_at
from belfort.scenario.resolved import (
    Estimate,
    ResolvedAsset,
    ResolvedNation,
    ResolvedRegion,
    ResolvedSystem,
    ResolvedTerrain,
    ResolvedWeather,
)
from belfort.scenario.written import Scenario
from belfort.scenario.written.ground import Asset, Region
from belfort.scenario.written.terms import Near, Range


@dataclass
class Context:
    """What every part of resolving needs: the file, the catalogue, and where faults are noted."""

    written: Scenario
    tree: Located
    catalogue: Catalogue
    faults: list[Fault] = field(default_factory=list)
    systems: dict[str, ResolvedSystem] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)
    """Names of units and assets as written, sound or not: a reference to a faulty thing is no second fault."""
    suggested: dict[str, str] = field(default_factory=dict)
    """What was suggested for unknown catalogue names: a unit of many sites asks many times."""

    def fault(self, place: Place, message: str) -> None:
        """Note what is wrong at a place of the file; raises ScenarioError when there are too many to go on."""
        fault = fault_at(self.tree, place, message)
        if fault not in self.faults and not (_is_change(place, self.tree) and self._told(message)):
            self.faults.append(fault)
        if len(self.faults) > MOST_FAULTS:
            raise ScenarioError([*self.faults, fault_at(self.tree, (), "has more faults; these come first")])

    def _told(self, message: str) -> bool:
        """Return whether a fault was told before an option changed the unit in another way."""
        return any(f.message == message for f in self.faults)

    def entry(self, name: str, place: Place, *kinds: str) -> Entry | None:
        """Return the catalogue entry that `name` means, of one of some kinds, or note a fault."""
        found = self.catalogue.find(name)
        words = " or ".join(k.replace("-", " ") for k in kinds)
        if found is None:
            if name not in self.suggested:
                self.suggested[name] = self.catalogue.suggest(name, tuple(kinds))
            say = self.suggested[name] or f" See `belfort catalogue list {kinds[0]}`."
            self.fault(place, f"unknown {_NOUN.get(kinds[0], 'system')} {shown(name)}.{say}")
            return None
        if found.kind not in kinds:
            self.fault(place, f"'{found.id}' is {a_kind(found.kind)} entry; needed here: {words}")
            return None
        self.system(found.id)
        return found

    def system(self, entry_id: str) -> ResolvedSystem:
        """Return an entry in SI, resolved once."""
        if entry_id not in self.systems:
            self.systems[entry_id] = resolved_system(self.catalogue, self.catalogue[entry_id])
        return self.systems[entry_id]

    def nation(self, name: str, place: Place) -> str | None:
        """Return the id of a nation that takes part, or note a fault."""
        entry = self.catalogue.find(name) if len(name) != 2 else None
        nations = self.catalogue.of_kind("nation")
        if entry is None:
            entry = next((n for n in nations if isinstance(n, Nation) and n.iso == name.upper()), None)
        if not isinstance(entry, Nation):
            say = did_you_mean(name, [n.id for n in nations]) or " See `belfort catalogue list nation`."
            self.fault(place, f"unknown nation {shown(name)}.{say}")
            return None
        if entry.id not in self.known["nations"]:
            self.fault(place, f"'{entry.id}' does not take part; add it to [[nations]]")
        return entry.id

    def position(self, at: Any, place: Place) -> Position | None:
        """Return where a written position is, or note a fault."""
        try:
            if isinstance(at, Near):
                return offset(look_up(at.from_), at.bearing_deg, at.distance_km)
            if isinstance(at, str):
                return look_up(at)
            return from_degrees(*at)
        except UnknownPlaceError as error:
            self.fault(place, str(error))
            return None

    def inside(self, at: Any, place: Place, region: ResolvedRegion) -> Position | None:
        """Return a position that must lie in the region."""
        position = self.position(at, place)
        if position and not region.holds(position):
            swapped = Position(position.lon_rad, position.lat_rad, "")
            hint = " Longitude comes first, then latitude." if region.holds(swapped) else ""
            lat, lon = position.lat_deg, position.lon_deg
            self.fault(
                place, f"lies outside the region ({lat:.3f} N, {lon:.3f} E is not in {region.name}).{hint}"
            )
        return position

    def estimate(self, written: Range, place: str, factor: float = 1.0, *, said: bool = True) -> Estimate:
        """Return a written range in SI, marked as the scenario's own or as a default of the language."""
        return from_range(written, f"{'scenario' if said else 'default'}:{place}", factor)

    def reference(self, name: str, kind: str, place: Place) -> bool:
        """Return whether a named asset or unit exists, or note a fault."""
        if name in self.known[kind]:
            return True
        noun = kind.rstrip("s")
        near = (
            did_you_mean(name, self.known[kind]) or f" Known: {listing(sorted(self.known[kind])) or 'none'}."
        )
        self.fault(place, f"there is no {noun} '{name}'.{near}")
        return False

    def matching(self, pattern: str, names: list[str], place: Place) -> list[str]:
        """Return the names a pattern fits, or note a fault where it fits none."""
        found = [n for n in names if fnmatchcase(n, pattern)]
        if not found and not any(fnmatchcase(n, pattern) for n in self.known["units"]):
            self.fault(place, f"no unit is called '{pattern}'.{did_you_mean(pattern, names)}")
        return found

    def unique(self, names: Sequence[str | None], kind: str, key: str = "name") -> None:
        """Note a fault for each name that stands twice in a list; None is no name."""
        seen: dict[str, int] = {}
        for i, name in enumerate(names):
            if name is None:
                continue
            if name in seen:
                self.fault(
                    (*_path(kind), i, key), f"the name '{name}' stands twice; first in {kind}[{seen[name]}]"
                )
            seen.setdefault(name, i)


_NOUN = {
    "threat": "threat",
    "fire-unit": "system",
    "sensor": "sensor",
    "interceptor": "effector",
    "c2": "data link",
}
_CHANGES = ("replace", "move", "re_equip")


def a_kind(kind: str) -> str:
    """Return a kind of catalogue entry with its article: 'an interceptor', 'a fire unit'."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind.replace('-', ' ')}"


def _is_change(place: Place, tree: Any) -> bool:
    """Return whether a place names what an option's change left as it was."""
    if len(place) < 4 or place[0] != "options" or place[2] not in _CHANGES:
        return False
    for part in place:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return True
    return False


def _path(kind: str) -> Place:
    return tuple(kind.split("."))


def resolve_region(written: Region) -> ResolvedRegion:
    """Return the region in radians."""
    edges = (written.west_deg, written.south_deg, written.east_deg, written.north_deg)
    return ResolvedRegion(written.name, *(radians(e) for e in edges))


GRIDS = ("coarse", "glo-30", "glo-90")
GRID_FILES = (".tif", ".tiff", ".hgt", ".zip", "/")


def resolve_terrain(context: Context) -> ResolvedTerrain:
    """Return the terrain; an effective-earth factor must be a plausible one."""
    terrain = context.written.terrain
    k = terrain.k_factor
    if not (k.low >= 0.3 and k.high <= 20):
        context.fault(("terrain", "k_factor"), f"lies between 0.3 and 20, found {k.low:g} to {k.high:g}")
    if terrain.elevation not in GRIDS and not terrain.elevation.lower().endswith(GRID_FILES):
        near = did_you_mean(terrain.elevation, GRIDS)
        say = (
            near
            or f" One of {listing(GRIDS)}, or the path of a .tif, .hgt or .zip file, or of a folder, which ends in /."
        )
        context.fault(("terrain", "elevation"), f"unknown elevation {shown(terrain.elevation)}.{say}")
    said = "k_factor" in terrain.model_fields_set
    return ResolvedTerrain(terrain.elevation, context.estimate(k, "terrain.k_factor", said=said))


def resolve_weather(context: Context) -> ResolvedWeather:
    """Return the weather in SI; rain in the millimetres an hour that every rain model takes."""
    weather = context.written.weather
    return ResolvedWeather(weather.rain_mm_h, 1e3 * weather.visibility_km, weather.night, weather.wind_mps)


def resolve_nations(context: Context) -> tuple[ResolvedNation, ...]:
    """Return the nations that take part."""
    found = []
    ids: list[str | None] = []
    for i, here in enumerate(context.written.nations):
        place: Place = ("nations", i)
        entry_id = context.nation(here.nation, (*place, "nation"))
        ids.append(entry_id)
        if entry_id:
            found.append(ResolvedNation(entry_id, context.catalogue[entry_id].name, here.c2, here.role))
    context.unique(ids, "nations", "nation")
    return tuple(found)


def resolve_assets(context: Context, region: ResolvedRegion) -> tuple[ResolvedAsset, ...]:
    """Return what is to be defended."""
    context.unique([a.name for a in context.written.assets], "assets")
    found = [_asset(context, i, asset, region) for i, asset in enumerate(context.written.assets)]
    return tuple(a for a in found if a)


def _asset(context: Context, i: int, asset: Asset, region: ResolvedRegion) -> ResolvedAsset | None:
    place: Place = ("assets", i)
    nation = context.nation(asset.nation, (*place, "nation")) if asset.nation else None
    corners: tuple[Position, ...] = ()
    if asset.area is not None:
        points = [context.inside(at, (*place, "area", j), region) for j, at in enumerate(asset.area)]
        corners = tuple(p for p in points if p)
        if len(corners) < len(points):
            return None
        if abs(_signed_area(corners)) < 1e-12:
            context.fault((*place, "area"), "has no area: its corners lie on one line or its edges cross")
        middle = Position(
            sum(p.lat_rad for p in corners) / len(corners),
            sum(p.lon_rad for p in corners) / len(corners),
            asset.name,
        )
    else:
        position = context.inside(asset.at, (*place, "at"), region)
        if position is None:
            return None
        middle = position
    if asset.radius_km > 200:
        context.fault((*place, "radius_km"), f"must be at most 200, found {asset.radius_km:g}")
    return ResolvedAsset(
        asset.name,
        asset.kind,
        middle,
        corners,
        1e3 * asset.radius_km,
        asset.value,
        asset.population,
        nation,
        asset.note,
    )


def _signed_area(corners: tuple[Position, ...]) -> float:
    """Return twice the area of a polygon in radians squared (shoelace)."""
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return sum(a.lon_rad * b.lat_rad - b.lon_rad * a.lat_rad for a, b in pairs)


def degrees_text(position: Position) -> str:
    """Return a position for a message."""
    return f"{degrees(position.lat_rad):.3f} N, {degrees(position.lon_rad):.3f} E"

"""Places where units could stand: a grid over the region by the rules, or a list of one's own."""

from collections.abc import Sequence
from dataclasses import fields, replace
from math import degrees, sqrt

import numpy as np
from numpy.typing import NDArray

from belfort.scenario.resolved import ResolvedRegion, ResolvedScenario
from belfort.siting.candidates import Candidates, Ring, SiteRules, candidate_sites
from belfort.siting.model import SitingError
from belfort.siting.situation.files import Spot, listed_faults, read_areas, read_spots
from belfort.siting.situation.kinds import nation_named
from belfort.siting.situation.question import ANYWHERE, Where
from belfort.terrain import Terrain
from belfort.terrain.outline import is_land

AIM = 1_000
"""How many places a grid without a spacing is to leave."""
MOST = 50_000
_EDGE = 32
Own = tuple[NDArray[np.bool_], str]
"""Which cells are land of the right nations, and what to say of the others."""


def places_of(scenario: ResolvedScenario, terrain: Terrain, where: Where) -> Candidates:
    """Return the places where a unit could stand.

    Raises
    ------
    SitingError
        No place is left, too many are, or one of one's own list is in the sea, off the map or there twice.
    """
    if where.candidates is not None:
        return _own(scenario.region, terrain, read_spots(where.candidates))
    rules = _rules(scenario, where)
    assets = [[getattr(a.position, k) for a in scenario.assets] for k in ("lat_rad", "lon_rad")]
    own = _own_land(scenario, terrain, where)
    if where.spacing_m is not None:
        found = _checked(_grid(terrain, rules, assets, own), where.spacing_m)
    else:
        found = _about(terrain, rules, assets, own)
    if len(found) > MOST:
        raise SitingError(f"{len(found)} candidates are more than {MOST}: make --spacing-km larger")
    return found


def _rules(scenario: ResolvedScenario, where: Where) -> SiteRules:
    areas = [ring for path in where.exclude for ring in read_areas(path)]
    return SiteRules(
        spacing_m=where.spacing_m or 0.0,
        within=box_ring(scenario.region),
        exclusions=tuple(areas),
        steepest_rad=where.steepest_rad,
        least_from_assets_m=where.least_from_assets_m,
    )


def box_ring(region: ResolvedRegion) -> Ring:
    """Return a region's edge as a ring with points close enough to keep its course on the map."""
    t = np.linspace(0.0, 1.0, _EDGE, endpoint=False)
    south, north, west, east = region.south_rad, region.north_rad, region.west_rad, region.east_rad
    lat = np.concatenate(
        [0 * t + south, south + t * (north - south), 0 * t + north, north + t * (south - north)]
    )
    lon = np.concatenate([west + t * (east - west), 0 * t + east, east + t * (west - east), 0 * t + west])
    return [(float(a), float(b)) for a, b in zip(lat, lon, strict=True)]


def _own_land(scenario: ResolvedScenario, terrain: Terrain, where: Where) -> Own | None:
    """Return where the right nations' land is, and what to say of the rest; None where any land will do."""
    if where.within == ANYWHERE:
        return None
    if where.within is not None:
        nation = nation_named(where.within)
        return is_land(terrain.frame, [nation.iso]), f"not on the land of {nation.name}"
    nations = [nation_named(n.id) for n in scenario.nations if n.role != "adversary"]
    land = is_land(terrain.frame, [n.iso for n in nations])
    return (land, "not on the land of the nations that take part") if land.any() else None


def _about(terrain: Terrain, rules: SiteRules, assets, own: Own | None) -> Candidates:
    """Return a grid that leaves some thousand places: a first spacing by area, then two corrections."""
    cell_m = terrain.frame.cell_m
    spacing_m = max(cell_m, sqrt(terrain.height_msl_m.size * cell_m**2 / (8 * AIM)))
    found: Candidates | None = None
    for _ in range(4):
        try:
            found = _grid(terrain, replace(rules, spacing_m=spacing_m), assets, own)
        except SitingError:
            if spacing_m == cell_m:
                raise
            found = None
        n = 0 if found is None else len(found)
        if found is not None and (0.8 * AIM <= n <= 1.25 * AIM or (spacing_m == cell_m and n <= AIM)):
            break
        spacing_m = max(cell_m, spacing_m * (sqrt(n / AIM) if n else 0.25))
    return (
        _checked(found, None)
        if found is not None
        else _grid(terrain, replace(rules, spacing_m=cell_m), assets, own)
    )


def _grid(terrain: Terrain, rules: SiteRules, assets, own: Own | None) -> Candidates:
    found = candidate_sites(terrain, rules, *assets)
    if own is None:
        return found
    row, col = (np.rint(a).astype(int) for a in terrain.frame.row_col(found.lat_rad, found.lon_rad))
    return without(found, ~own[0][row, col], own[1])


def without(places: Candidates, is_out: NDArray[np.bool_], words: str) -> Candidates:
    """Return the places less some, which are counted under these words."""
    columns = {f.name: getattr(places, f.name)[~is_out] for f in fields(places) if f.name != "excluded"}
    return Candidates(**columns, excluded={**places.excluded, words: int(is_out.sum())})


def _checked(places: Candidates, spacing_m: float | None) -> Candidates:
    if not len(places):
        took = ", ".join(f"{n} {words}" for words, n in places.excluded.items() if n)
        spacing = f"{spacing_m / 1e3:g} km apart " if spacing_m else ""
        raise SitingError(f"no candidate is left of the points {spacing}in the region: {took}. Loosen a rule")
    return places


def _own(region: ResolvedRegion, terrain: Terrain, spots: Sequence[Spot]) -> Candidates:
    """Return one's own places; each in the sea, off the map or there twice is named."""
    lon_rad, lat_rad = np.radians([s[1] for s in spots]), np.radians([s[2] for s in spots])
    row, col = (np.rint(a) for a in terrain.frame.row_col(lat_rad, lon_rad))
    seen: dict[tuple[float, float], str] = {}
    faults: list[str] = []
    for i, (words, lon, lat) in enumerate(spots):
        inside = (
            region.south_rad <= lat_rad[i] <= region.north_rad
            and region.west_rad <= lon_rad[i] <= region.east_rad
        )
        at = f"{words}: {lat:.4f} N {lon:.4f} E"
        if not inside:
            faults.append(f"{at} is off the map: {_box_words(region)}")
        elif not terrain.is_land[int(row[i]), int(col[i])]:
            faults.append(f"{at} is in the sea by the land layer")
        if (lon, lat) in seen:
            faults.append(f"{at} is there twice, first as {seen[lon, lat]}")
        seen.setdefault((lon, lat), words)
    if faults:
        raise SitingError(listed_faults(faults))
    x_m, y_m = terrain.frame.xy_m(lat_rad, lon_rad)
    ground_m = terrain.height_msl_m[row.astype(int), col.astype(int)].astype(float)
    return Candidates(lat_rad, lon_rad, np.asarray(x_m), np.asarray(y_m), ground_m, {})


def _box_words(region: ResolvedRegion) -> str:
    south, north, west, east = (
        degrees(v) for v in (region.south_rad, region.north_rad, region.west_rad, region.east_rad)
    )
    return f"{region.name} reaches from {south:g} to {north:g} N and from {west:g} to {east:g} E"

"""Places in words: how far and which way from the nearest town."""

from functools import lru_cache
from math import degrees, radians

from belfort.numeric.geodesic import geodesic_inverse
from belfort.scenario.places import COMPASS, Place, gazetteer

LEAST_PEOPLE = 20_000
"""Of a town that a place is told from."""
_NEAR_DEG = 1.5


@lru_cache(maxsize=1)
def _towns() -> tuple[Place, ...]:
    found = {id(p): p for p in gazetteer().values() if p.kind == "city" and p.population >= LEAST_PEOPLE}
    return tuple(found.values())


def near_words(lat_rad: float, lon_rad: float) -> str:
    """Return a place as "12 km NE of Ghent"; its degrees where no town is within some 100 km."""
    lat, lon = degrees(lat_rad), degrees(lon_rad)
    best: tuple[float, float, str] | None = None
    for town in _towns():
        if abs(town.lat_deg - lat) > _NEAR_DEG or abs(town.lon_deg - lon) > 2.0 * _NEAR_DEG:
            continue
        start = radians(town.lat_deg), radians(town.lon_deg)
        distance_m, bearing_rad, _ = geodesic_inverse(*start, lat_rad, lon_rad)
        if best is None or distance_m < best[0]:
            best = distance_m, bearing_rad, town.name
    if best is None or best[0] > 100e3:
        return f"{lat:.3f} N {lon:.3f} E"
    if best[0] < 1500.0:
        return f"at {best[2]}"
    return f"{best[0] / 1e3:.0f} km {COMPASS[round(degrees(best[1]) / 22.5) % 16]} of {best[2]}"

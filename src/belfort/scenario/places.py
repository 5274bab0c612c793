"""Where things are: positions as written, a gazetteer of cities, airports, ports, bases and sites."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from math import degrees, radians
from pathlib import Path

from belfort.numeric.geodesic import geodesic_direct
from belfort.scenario.faults import amount, did_you_mean, shown

GAZETTEER = Path(__file__).parent / "gazetteer.csv"
MOST_KM = 20_000
"""Half way round the earth."""
COMPASS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_OFFSET = re.compile(
    r"(\d+(?:\.\d+)?) ?km ([NESW]{1,3}|\d+(?:\.\d+)?°|\d+(?:\.\d+)? ?deg) (?:of|from) (.+)", re.I
)


@dataclass(frozen=True, slots=True)
class Place:
    """A named point of the gazetteer."""

    name: str
    kind: str
    country: str
    code: str
    lat_deg: float
    lon_deg: float
    population: int
    source: str


@dataclass(frozen=True, slots=True)
class Position:
    """A point on the ellipsoid and the words it was given in."""

    lat_rad: float
    lon_rad: float
    label: str

    @property
    def lat_deg(self) -> float:
        """Latitude in degrees, for screens and files."""
        return degrees(self.lat_rad)

    @property
    def lon_deg(self) -> float:
        """Longitude in degrees, for screens and files."""
        return degrees(self.lon_rad)


class UnknownPlaceError(ValueError):
    """A position that cannot be found; the message says what to do."""


def fold(name: str) -> str:
    """Return a name without accents, case and punctuation, as it is looked up."""
    plain = unicodedata.normalize(
        "NFKD", name.translate({0xDF: "ss", 0xF8: "o", 0xD8: "o", 0x142: "l", 0x141: "l"})
    )
    return "".join(c for c in plain.casefold() if c.isalnum())


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, Place]:
    """Return the places by folded name, alias and code; where a name is shared, the larger place has it."""
    found: dict[str, Place] = {}
    with GAZETTEER.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            place = Place(
                row["name"],
                row["kind"],
                row["country"],
                row["code"],
                float(row["lat_deg"]),
                float(row["lon_deg"]),
                int(row["population"] or 0),
                row["source"],
            )
            for name in (place.name, place.code, *row["aliases"].split("|")):
                if name:
                    found.setdefault(fold(name), place)
    return found


def from_degrees(lon_deg: float, lat_deg: float, label: str = "") -> Position:
    """Return a position given as longitude and latitude in degrees."""
    return Position(radians(lat_deg), radians(lon_deg), label or f"{lat_deg:.3f} N {lon_deg:.3f} E")


def look_up(text: str) -> Position:
    """Return the position of "Antwerp", "EBBR" or "12 km NE of Antwerp".

    Raises
    ------
    UnknownPlaceError
        When the gazetteer has no such place, with the nearest name it has.
    """
    if match := _OFFSET.fullmatch(text.strip()):
        distance_km, direction, origin = match.groups()
        bearing = direction.upper()
        if float(distance_km) > MOST_KM:
            raise UnknownPlaceError(
                f"a distance is at most {amount(MOST_KM)} km, found {amount(float(distance_km))}"
            )
        if bearing in COMPASS:
            bearing_deg = 22.5 * COMPASS.index(bearing)
        elif bearing[0].isdigit():
            bearing_deg = float(re.match(r"[\d.]+", bearing)[0])  # type: ignore[index]
        else:
            raise UnknownPlaceError(
                f"unknown direction '{direction}'; one of {', '.join(COMPASS)} or degrees"
            )
        if bearing_deg > 360:
            raise UnknownPlaceError(f"a bearing lies between 0 and 360 degrees, found {bearing_deg:g}")
        return offset(look_up(origin), bearing_deg, float(distance_km), text)
    place = gazetteer().get(fold(text))
    if place is None:
        raise UnknownPlaceError(f"unknown place {shown(text)}.{_advice(text)}")
    return from_degrees(place.lon_deg, place.lat_deg, place.name)


@lru_cache(maxsize=1000)
def _advice(text: str) -> str:
    """Return what to write in the place of an unknown place."""
    if re.match(r"\s*\d", text) and re.search(r" (of|from) ", text):
        return " A place from another is written as '12 km NE of Antwerp'."
    near = did_you_mean(text, (p.name for p in gazetteer().values()))
    return near or " Give [longitude, latitude] in degrees instead."


def offset(start: Position, bearing_deg: float, distance_km: float, label: str = "") -> Position:
    """Return the point at a bearing and distance from another, along the geodesic."""
    lat_rad, lon_rad, _ = geodesic_direct(
        start.lat_rad, start.lon_rad, radians(bearing_deg), 1e3 * distance_km
    )
    nearest = COMPASS[round(bearing_deg / 22.5) % 16]
    return Position(lat_rad, lon_rad, label or f"{distance_km:g} km {nearest} of {start.label}")

"""Units of the catalogue: what a figure may be written in, and how it becomes SI.

The table is small on purpose: a unit that is not in it is refused, so a slip of the pen never
becomes a number. Its factors are held against pint in the tests.
"""

import re
from dataclasses import dataclass
from math import log10, pi

MACH_MPS = 295.07
"""One Mach in m/s at 11 to 20 km in the International Standard Atmosphere (ICAO Doc 7488)."""

_LINEAR: dict[str, tuple[str, float]] = {
    # length, area, speed
    "mm": ("length", 1e-3),
    "m": ("length", 1.0),
    "km": ("length", 1e3),
    "km2": ("area", 1e6),
    "m/s": ("speed", 1.0),
    "km/h": ("speed", 1 / 3.6),
    "Mach": ("speed", MACH_MPS),
    # time: a month is a twelfth of a Julian year, as a delivery date is counted
    "s": ("time", 1.0),
    "min": ("time", 60.0),
    "h": ("time", 3600.0),
    "days": ("time", 86_400.0),
    "weeks": ("time", 604_800.0),
    "months": ("time", 2_629_800.0),
    "years": ("time", 31_557_600.0),
    # mass, angle
    "kg": ("mass", 1.0),
    "t": ("mass", 1e3),
    "deg": ("angle", pi / 180),
    # shares
    "probability": ("probability", 1.0),
    "fraction": ("fraction", 1.0),
    "percent": ("fraction", 1e-2),
    "ratio": ("ratio", 1.0),
    # rates
    "per hour": ("rate", 1 / 3600.0),
    "per month": ("rate", 1 / 2_629_800.0),
    "per year": ("rate", 1 / 31_557_600.0),
    "rounds/min": ("rate", 1 / 60.0),
    "percent/year": ("growth", 1e-2),
    # things that are counted: the unit says what
    **dict.fromkeys(
        (
            *("count", "aircraft", "launchers", "missiles", "persons", "radars"),
            *("rounds", "systems", "targets", "tracks", "turrets", "vehicles"),
        ),
        ("count", 1.0),
    ),
    # no dimension at all
    "year": ("calendar year", 1.0),
    "boolean": ("yes or no", 1.0),
}
_LEVELS = {"dBsm": ("area", 1.0), "dBm": ("power", 1e-3)}
_MONEY = re.compile(r"(?:(thousand|million|billion|trillion) )?([A-Z]{3})(?:/(year|month|h))?")
_RATE = re.compile(r"([A-Z]{3}) per ([A-Z]{3})")
_SCALE = {None: 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
CURRENCIES = frozenset({"EUR", "USD", "GBP", "CHF", "NOK", "DKK", "SEK", "PLN", "XXX"})
"""ISO 4217; XXX is its code for 'no currency stated'."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures and how to take a number in it to SI."""

    name: str
    dimension: str
    factor: float
    is_level: bool = False
    currency: str | None = None

    def to_si(self, value: float) -> float:
        """Return `value` in SI (money: in whole units of its own currency)."""
        return self.factor * 10 ** (value / 10) if self.is_level else self.factor * value

    def from_si(self, value: float) -> float:
        """Return an SI number in this unit; the inverse of `to_si`."""
        return 10 * log10(value / self.factor) if self.is_level else value / self.factor


def parse_unit(name: str) -> Unit | None:
    """Return the unit called `name`, or None when there is none."""
    if name in _LINEAR:
        dimension, factor = _LINEAR[name]
        return Unit(name, dimension, factor)
    if name in _LEVELS:
        dimension, factor = _LEVELS[name]
        return Unit(name, dimension, factor, is_level=True)
    if match := _MONEY.fullmatch(name):
        scale, currency, per = match.groups()
        if currency in CURRENCIES:
            return Unit(name, f"money per {per}" if per else "money", _SCALE[scale], currency=currency)
    if (match := _RATE.fullmatch(name)) and set(match.groups()) <= CURRENCIES:
        return Unit(name, "exchange rate", 1.0)
    return None


def known_units() -> list[str]:
    """Return the names a figure may use, money by its pattern."""
    return [*_LINEAR, *_LEVELS, "[thousand|million|billion|trillion] CUR[/year|/month|/h]", "CUR per CUR"]

"""Numbers as they are read: three figures at most, with their unit and their low to high case."""

from math import isfinite, isnan

from belfort.report.coverage_summary import Band


def figure(value: float) -> str:
    """Return a number to two or three figures, thousands with a thin space.

    >>> figure(0.0412), figure(41.26), figure(4126.0), figure(0.0)
    ('0.041', '41', '4 130', '0')
    """
    if value == 0.0 or not isfinite(value):
        return "0" if value == 0.0 else "–"
    if abs(value) >= 1000.0:
        return f"{float(f'{value:.3g}'):,.0f}".replace(",", "\u202f")
    return f"{float(f'{value:.2g}'):g}" if abs(value) < 100.0 else f"{value:.0f}"


def percent(share: float) -> str:
    """Return a share in per cent, never rounded to all or to nothing.

    >>> percent(0.4803), percent(0.9972), percent(0.0004), percent(1.0)
    ('48 %', 'over 99 %', 'under 1 %', '100 %')
    """
    if isnan(share):
        return "–"
    if 0.0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1.0:
        return "over 99 %"
    return f"{100.0 * share:.0f} %"


def share_words(band: Band) -> str:
    """Return a share with its band: `48 % (2 % to 77 %)`."""
    return f"{percent(band.mode)} ({percent(band.low)} to {percent(band.high)})"


def height_words(height_m: float) -> str:
    """Return a height above ground: `70 m`, `1 km`, `50 km`, or none."""
    if not isfinite(height_m):
        return "none"
    if height_m >= 10_000.0:
        return f"{figure(height_m / 1000.0)} km"
    return f"{figure(height_m)} m"


def lowest_words(band: Band) -> str:
    """Return a lowest height with its band; the low case is the highest."""
    return f"{height_words(band.mode)} ({height_words(band.low)} to {height_words(band.high)})"


def minutes_words(seconds: float) -> str:
    """Return a time as it is said: seconds under two minutes, then minutes, hours from three on."""
    if isnan(seconds):
        return "–"
    if seconds < 120.0:
        return f"{seconds:.0f} s"
    return f"{figure(seconds / 60.0)} min" if seconds < 10_800.0 else f"{figure(seconds / 3600.0)} h"


def time_words(band: Band) -> str:
    """Return a time with its band: `7 min (0 s to 11 min)`."""
    return f"{minutes_words(band.mode)} ({minutes_words(band.low)} to {minutes_words(band.high)})"


def count_words(band: Band) -> str:
    """Return a count with its band: `12 (0 to 36)`."""
    return f"{figure(band.mode)} ({figure(band.low)} to {figure(band.high)})"


def listed(names: tuple[str, ...] | list[str], most: int = 6) -> str:
    """Return names in a row, the last after an "and"; the rest counted where there are many.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('a, b and c', 'a, b and 1 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)

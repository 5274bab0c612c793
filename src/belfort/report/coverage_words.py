"""Numbers as they are read: three figures at most, with their unit and their low to high case.

A number and its unit are held together by a space that does not break.
"""

from math import isfinite, isnan

from belfort.report.coverage_summary import Band

HARD = "\u00a0"
"""A space at which no line is broken."""


def figure(value: float) -> str:
    """Return a number to two or three figures, thousands with a thin space.

    >>> figure(0.0412), figure(41.26), figure(4126.0), figure(0.0)
    ('0.041', '41', '4\u202f130', '0')
    """
    if value == 0.0 or not isfinite(value):
        return "0" if value == 0.0 else "–"
    if abs(value) >= 1000.0:
        return f"{float(f'{value:.3g}'):,.0f}".replace(",", "\u202f")
    return f"{float(f'{value:.2g}'):g}" if abs(value) < 100.0 else f"{value:.0f}"


def percent(share: float) -> str:
    """Return a share in per cent, never rounded to all or to nothing.

    >>> [words.replace(HARD, " ") for words in map(percent, (0.4803, 0.9972, 0.0004, 1.0))]
    ['48 %', '>99 %', '0.04 %', '100 %']
    """
    if isnan(share):
        return "–"
    if 0.0 < share < 0.01:
        return f"{100.0 * share:.1g}{HARD}%" if share >= 1e-4 else f"<0.01{HARD}%"
    return f">99{HARD}%" if 0.99 < share < 1.0 else f"{100.0 * share:.0f}{HARD}%"


def height_words(height_m: float) -> str:
    """Return a height above ground: `70 m`, `50 km`, or none."""
    if not isfinite(height_m):
        return "none"
    if height_m >= 10_000.0:
        return f"{figure(height_m / 1000.0)}{HARD}km"
    return f"{figure(height_m)}{HARD}m"


def minutes_words(seconds: float) -> str:
    """Return a time as it is said: seconds under two minutes, then minutes, hours from three on."""
    if isnan(seconds):
        return "–"
    if seconds < 120.0:
        return f"{seconds:.0f}{HARD}s"
    return (
        f"{figure(seconds / 60.0)}{HARD}min" if seconds < 10_800.0 else f"{figure(seconds / 3600.0)}{HARD}h"
    )


def in_band(mode: str, low: str, high: str) -> str:
    """Return three told numbers as one, the unit of the low case dropped where the high case has the same.

    >>> in_band("48 %", "2 %", "77 %"), in_band("7 min", "0 s", "11 min"), in_band("12", "0", "36")
    ('48 % (2–77 %)', '7 min (0 s to 11 min)', '12 (0–36)')
    """
    number, _, unit = low.replace(" ", HARD).partition(HARD)
    _, _, other = high.replace(" ", HARD).partition(HARD)
    return f"{mode} ({number}–{high})" if unit == other else f"{mode} ({low} to {high})"


def share_words(band: Band) -> str:
    """Return a share with its band: `48 % (2–77 %)`."""
    return in_band(percent(band.mode), percent(band.low), percent(band.high))


def lowest_words(band: Band) -> str:
    """Return a lowest height with its band; the low case is the highest."""
    return in_band(height_words(band.mode), height_words(band.low), height_words(band.high))


def time_words(band: Band) -> str:
    """Return a time with its band: `7 min (0 s to 11 min)`."""
    return in_band(minutes_words(band.mode), minutes_words(band.low), minutes_words(band.high))


def count_words(band: Band) -> str:
    """Return a count with its band: `12 (0–36)`."""
    return in_band(figure(band.mode), figure(band.low), figure(band.high))


def listed(names: tuple[str, ...] | list[str], most: int = 6) -> str:
    """Return names in a row, the last after an "and"; the rest counted where there are many.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('a, b and c', 'a, b and 1 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def a(name: str) -> str:
    """Return a name with its article.

    >>> a("Kh-101"), a("Iskander-M")
    ('a Kh-101', 'an Iskander-M')
    """
    return f"{'an' if name[:1] in 'AEIOUaeio' else 'a'} {name}"

"""Numbers of a raid as they are read: three figures at most, with their unit and their bands."""

from math import isfinite

from belfort.report.coverage_words import HARD, listed, percent
from belfort.report.raid_summary import AS_IT_STANDS, Digest, OptionDigest, Reading

MINUS = "\u2212"
TIED = "\u2060–\u2060"
"""A dash at which no line is broken."""


def count(value: float) -> str:
    """Return a number: two figures below ten, three above, thousands with a thin space.

    >>> count(6.876), count(13.25), count(0.04883), count(4126.0), count(-3.31), count(0.0), count(2e-5)
    ('6.9', '13.2', '0.049', '4\u202f130', '\u22123.3', '0', '<0.001')
    """
    if not isfinite(value):
        return "–"
    size, sign = abs(value), MINUS if value < 0.0 else ""
    if size < 1e-9:
        return "0"
    if size < 1e-3:
        return "<0.001" if not sign else "about 0"
    if size >= 1000.0:
        return sign + f"{float(f'{size:.3g}'):,.0f}".replace(",", "\u202f")
    return sign + f"{float(f'{size:.2g}' if size < 9.95 else f'{size:.3g}'):g}"


def span(low: float, high: float) -> str:
    """Return a band: `1 to 13`."""
    return f"{count(low)} to {count(high)}"


def short(reading: Reading) -> str:
    """Return a mean with its 90 % band together, `6.9 (1–13)`; without it where both ends are the same."""
    low, high = count(reading.low90), count(reading.high90)
    if low == high:
        return count(reading.mean)
    joint = " to " if MINUS in low + high else TIED
    return f"{count(reading.mean)} ({low}{joint}{high})"


def drawn(words: str) -> str:
    """Return words for a picture, whose typeface has no marks that tie letters."""
    return words.replace("\u2060", "")


def full(reading: Reading, option: OptionDigest) -> str:
    """Return a mean with its three bands: together, chance alone, not knowing alone."""
    if option.n_worlds == 0:
        return (
            f"{count(reading.mean)} (90{HARD}% band {span(reading.low90, reading.high90)}, of chance alone)"
        )
    parts = [
        f"90{HARD}% band {span(reading.low90, reading.high90)}",
        f"chance alone {span(reading.chance_low90, reading.chance_high90)} about {count(reading.at_mode)}",
    ]
    if option.n_worlds > 1:
        parts.append(f"not knowing alone {span(reading.unknown_low90, reading.unknown_high90)}")
    return f"{count(reading.mean)} ({'; '.join(parts)})"


def is_told(change: Reading) -> bool:
    """Return whether a difference is told from its Monte Carlo error."""
    return abs(change.mean) > change.error


def change_words(change: Reading) -> str:
    """Return a difference with its band and its error: `+3.3 (0 to 8), ±0.2`."""
    if change.mean == change.low90 == change.high90 == 0.0:
        return "0"
    sign = "+" if change.mean > 0.0 else ""
    is_wide = count(change.low90) != count(change.high90)
    band = f" ({span(change.low90, change.high90)})" if is_wide else ""
    error = f", ±{count(change.error)}" if change.error > 0.0 else ""
    told = "" if is_told(change) else ": not told from 0"
    return f"{sign}{count(change.mean)}{band}{error}{told}"


def shares(reading: Reading) -> str:
    """Return a share of all raids in per cent, with its band of not knowing where that says something."""
    low, high = percent(reading.unknown_low90), percent(reading.unknown_high90)
    return percent(reading.mean) if low == high else f"{percent(reading.mean)} ({low} to {high})"


def spread_shares(reading: Reading) -> str:
    """Return a share that differs from raid to raid, with its 90 % band together."""
    return f"{percent(reading.mean)} ({percent(reading.low90)} to {percent(reading.high90)})"


def money(eur: float) -> str:
    """Return euro in words.

    >>> money(5.968e7).replace(HARD, " "), money(58740.0).replace(HARD, " "), money(0.0)
    ('59.7 million EUR', '58\u202f700 EUR', '0')
    """
    if eur == 0.0 or not isfinite(eur):
        return "0" if eur == 0.0 else "–"
    for size, name in ((1e9, "billion EUR"), (1e6, "million EUR")):
        if abs(eur) >= size:
            return f"{count(eur / size)}{HARD}{name}"
    return f"{count(eur)}{HARD}EUR"


def money_short(reading: Reading) -> str:
    """Return a cost with its 90 % band together, in one unit."""
    unit, name = _unit_of(abs(reading.mean) or abs(reading.high90))
    shrunk = Reading(*(getattr(reading, n) / unit for n in Reading.__slots__))  # type: ignore[attr-defined]
    return f"{short(shrunk)}{HARD}{name}" if reading.mean or reading.high90 else "0"


def money_change(reading: Reading) -> str:
    """Return a difference of costs with its band and error, in one unit."""
    unit, name = _unit_of(abs(reading.mean) or abs(reading.high90))
    shrunk = Reading(*(getattr(reading, n) / unit for n in Reading.__slots__))  # type: ignore[attr-defined]
    words = change_words(shrunk)
    return words if words == "0" else f"{words} ({name})"


def _unit_of(eur: float) -> tuple[float, str]:
    return next(((s, n) for s, n in ((1e9, "billion EUR"), (1e6, "million EUR")) if eur >= s), (1.0, "EUR"))


def said(option: OptionDigest) -> str:
    """Return an option's title as it begins a sentence: `As it stands`, `“One Patriot”`."""
    return option.title if option.title == AS_IT_STANDS else f"“{option.title}”"


def under(option: OptionDigest) -> str:
    """Return where a number holds: `as it stands`, `with “One Patriot”`."""
    return "as it stands" if option.title == AS_IT_STANDS else f"with “{option.title}”"


def sentence(words: str) -> str:
    """Return words that end like a sentence.

    >>> sentence("What for?"), sentence("A raid")
    ('What for?', 'A raid.')
    """
    return words if words.endswith((".", "?", "!")) else f"{words}."


def listed_options(digest: Digest) -> str:
    """Return the options' titles in a row."""
    return listed([said(o) for o in digest.options], 8)


def threat_words(digest: Digest) -> str:
    """Return what flies, in brackets; nothing where nothing does."""
    return f" ({listed(list(digest.threats.values()))})" if digest.threats else ""

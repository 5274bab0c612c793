"""Figures in words: how numbers, units, money and sources are written wherever a person reads them."""

from belfort.catalogue.figure import Cited, Figure, Price, Statement
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Entry, Load, Operates

_UNIT_TEXT = {
    "km2": "km²",
    "percent": "%",
    "percent/year": "%/year",
    "count": "",
    "ratio": "",
    "probability": "",
    "fraction": "",
    "year": "",
    "boolean": "",
}
_PROPER_WORDS = """
Albania Australia Austria Belgian Belgium Canada Danish Denmark Dutch Estonia Europe Finland Finnish
France Germany Greece Hungary Italy Kyiv Latvia Lithuania Luxembourg Nordic Baltic Netherlands Norway
Norwegian Poland Portugal Romania Russia Russian Shahed Spain Sweden Switzerland Swiss Ukraine Ukrainian
NASAMS Patriot Skyranger Aster Eurofighter AIM C2 CSIS DSCA EO EU EUR FDC FMS FPV GBAD GEM IR IRIS LCC
MANPADS MSE NATO PAC RCS SAFE SAMP SAN UAS UAV UK US USD ESSI NASC Kalibr Iskander Kinzhal Kongsberg
Gerbera Brussels Typhoon Rafale Arabel AMRAAM AAM CRI MIDS DKK NOK Benelux DefendAir Polish Nov Dec
"""
_COMPOUNDS = (
    ("GEM t ", "GEM-T "),
    ("PAC 3 ", "PAC-3 "),
    ("pac3 ", "PAC-3 "),
    ("SAMP t ", "SAMP/T "),
    ("AIM 9x ", "AIM-9X "),
    ("Iskander m ", "Iskander-M "),
    ("european", "European"),
    ("non US", "non-US"),
    ("mpq65", "MPQ-65"),
    (" 24 7", " around the clock"),
    ("x band", "X-band"),
    ("om share", "O&M share"),
)
_PROPER = {word.lower(): word for word in _PROPER_WORDS.split()}
"""Words of a parameter's name that are written otherwise in running text."""


def number_text(value: float, unit: str = "") -> str:
    """Return a number as a person writes it, without losing a digit.

    >>> number_text(5662.0), number_text(0.05), number_text(2026.0, "year"), number_text(1.0, "boolean")
    ('5,662', '0.05', '2026', 'yes')
    """
    if unit == "boolean":
        return {0.0: "no", 1.0: "yes"}.get(value, str(value))
    if unit == "year" or abs(value) < 1:
        return f"{value:.15g}"
    return f"{value:,.15g}"


def unit_text(unit: str) -> str:
    """Return a unit as written behind a number; empty where the label says it all.

    >>> unit_text("million EUR/year"), unit_text("km2"), unit_text("billion XXX")
    ('m EUR/year', 'km²', 'bn XXX')
    """
    text = _UNIT_TEXT.get(unit, unit)
    for word, short in (("thousand ", "k "), ("million ", "m "), ("billion ", "bn "), ("trillion ", "trn ")):
        text = text.replace(word, short)
    return text


def range_text(figure: Figure) -> str:
    """Return low, mode and high in one line: '40 (30 to 60) km'."""
    spread = f" ({spread_text(figure)})" if spread_text(figure) else ""
    return f"{number_text(figure.mode, figure.unit)}{spread} {unit_text(figure.unit)}".rstrip()


def price_text(price: Price) -> str:
    """Return what a sum is, in words: its price years, what it buys, whether missiles and tax are in."""
    years = str(price.year_from or "year not stated")
    if price.year_to and price.year_to != price.year_from:
        years += f"-{price.year_to}"
    parts = [f"prices of {years}" if price.year_from else years]
    parts += [f"a {price.basis}" if price.basis != "unit" else "each"]
    parts += ["currency not stated"] if price.currency == "XXX" else []
    parts += [f"missiles {price.missiles}"] if price.missiles in ("in", "out") else []
    parts += [f"tax {price.vat}"] if price.vat != "unstated" else []
    return ", ".join([*parts, *(["a ceiling, not a price"] if price.is_ceiling else [])])


def label_of(catalogue: Catalogue, name: str) -> str:
    """Return a parameter or a statement's topic in words."""
    known = catalogue.parameters.get(name)
    if known:
        return known.label
    for start, words in (("p_kill_", "kill probability, "), ("p_effect_", "effect probability, ")):
        if name.startswith(start):
            return words + name.removeprefix(start).replace("_", "-")
    return words_of(name)


def words_of(name: str) -> str:
    """Return the name of a parameter as words.

    >>> words_of("gem_t_per_launcher"), words_of("fdc_per_fire_unit")
    ('GEM-T per launcher', 'FDC per fire unit')
    """
    text = " ".join(_PROPER.get(word, word) for word in name.split("_"))
    for loose, proper in _COMPOUNDS:
        text = text.replace(loose, proper)
    return text


def remarks(cited: Cited) -> str:
    """Return everything to be said beside a figure: price, band, what was seen, the note; one line."""
    return "; ".join(remark_parts(cited))


def remark_parts(cited: Cited) -> list[str]:
    """Return what `remarks` says, part by part: price, band, what was seen, the note."""
    parts = [price_text(cited.price)] if isinstance(cited, Figure) and cited.price else []
    if isinstance(cited, Figure) and cited.band == "p10-p90" and "quantile" not in cited.note:
        parts.append("low and high are the 10 % and 90 % quantiles")
    if cited.seen:
        words = {"L": "low", "M": "mode", "H": "high"}
        parts.append("read on a page: " + ", ".join(words[c] for c in cited.seen))
    return [*parts, *([cited.note] if cited.note else [])]


def origin_of(catalogue: Catalogue, entry: Entry, cited: Cited) -> str:
    """Return where a figure of an entry was written: '' for itself, 'from nasams', 'prior'."""
    written_in = catalogue.origins[cited.id][0]
    if written_in == entry.id:
        return ""
    return "prior" if catalogue[written_in].kind == "prior" else f"from {written_in}"


def value_text(cited: Cited) -> str:
    """Return a figure's range or a statement's words."""
    if isinstance(cited, Figure):
        return range_text(cited)
    return cited.text if isinstance(cited, Statement) else ""


def spread_text(figure: Figure) -> str:
    """Return 'low to high', or an empty text for a single value."""
    if figure.shape == "fixed":
        return ""
    return f"{number_text(figure.low, figure.unit)} to {number_text(figure.high, figure.unit)}"


def traits(entry: Entry) -> list[tuple[str, str]]:
    """Return what an entry of its kind says beyond figures: (what, words), such as ('c2', 'nasams-fdc')."""
    told = []
    for name in type(entry).model_fields.keys() - Entry.model_fields.keys():
        value = getattr(entry, name)
        if isinstance(value, tuple):
            words = ", ".join(dict.fromkeys(_link_text(part) for part in value))
        else:
            words = "" if value is None else str(value)
        told += [(name.replace("_", " "), words)] if words else []
    order = [name.replace("_", " ") for name in type(entry).model_fields]
    return sorted(told, key=lambda trait: order.index(trait[0]))


def _link_text(part: object) -> str:
    if isinstance(part, Load):
        return f"{part.effector} (on each {part.per}: {words_of(part.figure)})"
    return f"{part.system} ({part.status})" if isinstance(part, Operates) else str(part)

"""The phrases an explanation is made of: figures in words, each with the mark of its evidence and sources."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from belfort.catalogue.figure import Cited, Evidence, Figure
from belfort.catalogue.load import Catalogue
from belfort.catalogue.wording import label_of, number_text, price_text, range_text, value_text
from belfort.scenario.resolved import Estimate, ResolvedScenario

T = TypeVar("T")
MARK = re.compile(r" ?\{\{([A-F])\|([^}]*)\}\}")
"""A citation inside a text: evidence letter, source keys."""


def mark(evidence: Evidence, sources: Iterable[str]) -> str:
    """Return the citation mark of a figure."""
    return f" {{{{{evidence.letter}|{';'.join(dict.fromkeys(sources))}}}}}"


class Phrases:
    """Puts the figures of one scenario into words with the catalogue's own units."""

    def __init__(self, scenario: ResolvedScenario, catalogue: Catalogue) -> None:
        self.scenario = scenario
        self.catalogue = catalogue

    def cited(self, cited: Cited) -> str:
        """Return a figure or statement with its mark."""
        text = value_text(cited)
        if isinstance(cited, Figure) and cited.parsed_unit.dimension == "count":  # the label says what
            text = text.removesuffix(f" {cited.unit}")
        return f"{text}{mark(cited.evidence, cited.sources)}"

    def figure(self, entry_id: str, parameter: str) -> str:
        """Return a figure of an entry with its mark, or an empty text."""
        figure = self.catalogue.complete(entry_id).get(parameter)
        return self.cited(figure) if figure else ""

    def estimate(self, value: Estimate, unit: str, factor: float = 1.0) -> str:
        """Return an estimate in a unit for people; a catalogue figure in its own."""
        low, mode, high = (float(f"{v / factor:.4g}") for v in (value.low, value.mode, value.high))
        spread = f" ({number_text(low)} to {number_text(high)})" if low != high else ""
        return f"{number_text(mode)}{spread} {unit}".rstrip() + mark(value.evidence, value.sources)

    def fact(self, name: str, cited: Cited) -> str:
        """Return what an entry says under one name, with its price words and mark."""
        label = label_of(self.catalogue, name)
        price = f" ({price_text(cited.price)})" if isinstance(cited, Figure) and cited.price else ""
        return f"{label}: {value_text(cited)}{price}{mark(cited.evidence, cited.sources)}"

    def native(self, value: Estimate, unit: str) -> str:
        """Return a catalogue figure in the unit its source gives, anything else in SI."""
        number = value.origin.removeprefix("catalogue:")
        for threat in self.scenario.systems.values():
            if threat.kind == "threat" and value in threat.figures.values():
                for figure in self.catalogue[threat.id].figures.values():
                    if figure.id == number:
                        return range_text(figure) + mark(figure.evidence, figure.sources)
        return self.estimate(value, unit)


def grouped(items: Iterable[T], key: Callable[[T], Any]) -> list[tuple[Any, list[T]]]:
    """Return (key, items) in order of first appearance."""
    groups: dict[Any, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.items())


def sentence(parts: list[str]) -> str:
    """Return parts as one sentence."""
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def plural(kind: str, n: int) -> str:
    """Return a kind in words, for one or for many."""
    words = kind.replace("-", " ")
    if n == 1 or words == "headquarters":
        return words
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"

"""From catalogue figures and written ranges to estimates in SI."""

from typing import Any

from belfort.catalogue.figure import Figure
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Entry
from belfort.catalogue.units import parse_unit
from belfort.scenario.resolved import Estimate, ResolvedSystem, frozen
from belfort.scenario.written.force import Override
from belfort.scenario.written.terms import Range

SUFFIX = {
    "length": "m",
    "area": "m2",
    "speed": "mps",
    "time": "s",
    "mass": "kg",
    "angle": "rad",
    "rate": "hz",
    "power": "w",
    "growth": "per_year",
    "fraction": "share",
    "ratio": "ratio",
}
"""SI suffix of a figure's name, by dimension; probabilities, counts and years need none."""
_TRAITS = (
    "modality",
    "coverage",
    "level",
    "cannot_engage",
    "target_class",
    "stance",
    "flight",
    "hears",
    "emits",
    "sound",
    "decoy_of",
    "role",
)


def si_name(parameter: str, figure: Figure) -> str:
    """Return a parameter's name with the unit as its last word: `reference_range_m`."""
    unit = figure.parsed_unit
    if unit.currency:
        return f"{parameter}_{unit.currency.lower()}"
    suffix = SUFFIX.get(unit.dimension)
    return f"{parameter}_{suffix}" if suffix and not parameter.endswith(f"_{suffix}") else parameter


def from_figure(figure: Figure) -> Estimate:
    """Return a catalogue figure in SI."""
    low, mode, high = figure.si()
    return Estimate(low, mode, high, figure.shape, figure.evidence, f"catalogue:{figure.id}", figure.sources)


def from_range(written: Range, origin: str, factor: float = 1.0) -> Estimate:
    """Return a written range times a unit factor."""
    low, mode, high = (factor * v for v in (written.low, written.mode, written.high))
    shape = "fixed" if low == high else written.shape or "triangular"
    sources = (written.source,) if written.source else ()
    return Estimate(low, mode, high, shape, written.evidence, origin, sources)


def from_override(written: Override, origin: str) -> Estimate:
    """Return an overridden figure in SI; its unit was checked before."""
    unit = parse_unit(written.unit)
    assert unit is not None
    low, mode, high = (unit.to_si(v) for v in (written.low, written.mode, written.high))
    sources = (written.source,) if written.source else ()
    return Estimate(
        low, mode, high, "fixed" if low == high else "triangular", written.evidence, origin, sources
    )


def worst(*estimates: Estimate) -> Any:
    """Return the weakest evidence among estimates: a product is as good as its poorest factor."""
    return max((e.evidence for e in estimates), key=lambda e: e.letter)


def product(one: Estimate, other: Estimate) -> Estimate:
    """Return the product of two positive estimates; bounds multiply, evidence is the weaker."""
    low, mode, high = one.low * other.low, one.mode * other.mode, one.high * other.high
    shape = "fixed" if low == high else "triangular"
    origin = f"{one.origin} x {other.origin}"
    return Estimate(low, mode, high, shape, worst(one, other), origin, (*one.sources, *other.sources))


def resolved_system(catalogue: Catalogue, entry: Entry) -> ResolvedSystem:
    """Return an entry with the figures that a simulation may read, priors included, in SI.

    What is on record beside them (orders, production, history) is for readers and stays in the catalogue.
    """
    own = {load.figure for load in getattr(entry, "loads", ())} | set(catalogue.parameters)
    figures: dict[str, Estimate] = {}
    for name, figure in catalogue.complete(entry.id).items():
        if name in own or name not in entry.figures:  # not its own: of a prior about it
            figures[si_name(name, figure)] = from_figure(figure)
    traits = {t: getattr(entry, t) for t in _TRAITS if hasattr(entry, t)}
    return ResolvedSystem(entry.id, entry.kind, entry.name, frozen(figures), frozen(traits))

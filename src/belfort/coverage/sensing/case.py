"""A world: which number stands for each thing that is not known exactly.

Either a case, the word "low", "mode" or "high", or a mapping from an estimate's origin to its value in SI. In the
low case every estimate stands at once at the end that is bad for the defender, in the high case at the good
end: an outer band with no probability attached, wider than nearly every world. A threat's figures belong to the
attacker, so what is better for their owner in the catalogue is worse here.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from belfort.catalogue.shapes import quantile
from belfort.catalogue.world import World as CatalogueWorld
from belfort.coverage.case import Better, Case
from belfort.coverage.case import value_of as value_in_case
from belfort.numeric.philox import unit_draw
from belfort.numeric.streams import purpose_code, random_key, stream
from belfort.scenario.resolved import Estimate, ResolvedSystem

World = Case | Mapping[str, float]
_FROM_CATALOGUE = "catalogue:"


def value_of(estimate: Estimate, world: World, better: Better | None) -> float:
    """Return an estimate's number in SI in a world.

    Parameters
    ----------
    estimate
        What is not known exactly.
    world
        A case, or drawn values by origin; an origin that is not drawn stands at its mode.
    better
        Which way is good for the defender. None where it cuts both ways: it then stays at its mode in every
        case, and only a drawn world moves it.

    Raises
    ------
    ValueError
        The case is none of low, mode and high.
    """
    if isinstance(world, str):
        return value_in_case(
            estimate, "mode" if better is None and world != "mode" else world, better or "higher"
        )
    return world.get(estimate.origin, estimate.mode)


def drawn_figures(world: CatalogueWorld, systems: Iterable[ResolvedSystem]) -> dict[str, float]:
    """Return the catalogue's figures of some systems in one drawn world of the catalogue, in SI, by origin."""
    figures = {f.id: f for entry in world.catalogue.entries.values() for f in entry.figures.values()}
    drawn = {}
    for system in systems:
        for estimate in system.figures.values():
            figure = figures.get(estimate.origin.removeprefix(_FROM_CATALOGUE))
            if figure is not None:
                drawn[estimate.origin] = figure.parsed_unit.to_si(world.of(figure))
    return drawn


def drawn_estimates(estimates: Iterable[Estimate], seed: int, world: int) -> dict[str, float]:
    """Return one independent draw of each estimate in its own shape, by origin.

    For what the catalogue does not hold: figures that a scenario sets, and the priors of this room. Keyed by
    (seed, world, origin), so that one more estimate moves no other draw.

    Raises
    ------
    ValueError
        Seed or world is out of range.
    """
    key = random_key(seed)
    drawn = {}
    for estimate in estimates:
        own = stream(
            key, replicate=world, entity=purpose_code(estimate.origin), purpose=purpose_code("estimate")
        )
        # an estimate has the low, mode, high and shape that the catalogue's quantile function reads
        drawn[estimate.origin] = quantile(cast(Any, estimate), unit_draw(own, 0))
    return drawn

"""Every shipped sensor against every shipped threat, for the tests of this room."""

from functools import cache

from belfort.catalogue.figure import Evidence
from belfort.scenario.figures import resolved_system
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import Estimate, ResolvedSystem


@cache
def system(name: str) -> ResolvedSystem:
    catalogue = shipped_catalogue()
    return resolved_system(catalogue, catalogue[name])


@cache
def simulated(kind: str) -> tuple[ResolvedSystem, ...]:
    return tuple(system(e.id) for e in shipped_catalogue().of_kind(kind) if e.simulated)


def fixed(value: float, origin: str = "scenario:test") -> Estimate:
    return Estimate(value, value, value, "fixed", Evidence.MODELLING_PRIOR, origin)

"""The door: a sensor and a target of the resolved scenario, and what one can do against the other."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from belfort.coverage.sensing import acoustic, emitters, human, optics, radar
from belfort.coverage.sensing.case import World
from belfort.coverage.sensing.conditions import Conditions
from belfort.coverage.sensing.model import Detector
from belfort.coverage.sensing.pair import Pair
from belfort.scenario.resolved import Estimate, ResolvedSystem

_KINDS: dict[str, tuple[Callable[[Pair], str | None], Callable[[Pair], Detector]]] = {
    "radar": (radar.why_blind, radar.radar),
    "passive-radar": (radar.why_blind_passive, radar.passive_radar),
    "eo-ir": (optics.why_blind, optics.optics),
    "acoustic": (acoustic.why_blind, acoustic.acoustic),
    "passive-rf": (emitters.why_blind, emitters.listener),
    "cooperative": (emitters.why_blind, emitters.listener),
    "human": (human.why_blind, human.human),
}
_NO_FIGURES: Mapping[str, Estimate] = MappingProxyType({})
_CLEAR = Conditions()


def detector_for(
    sensor: ResolvedSystem,
    target: ResolvedSystem,
    *,
    case: World = "mode",
    conditions: Conditions = _CLEAR,
    overrides: Mapping[str, Estimate] = _NO_FIGURES,
) -> Detector | None:
    """Return how well a sensor sees a target, or None where it never can (`why_blind` says why).

    Parameters
    ----------
    sensor, target
        Systems of a resolved scenario: a sensor, and a threat or civil aircraft.
    case
        "low", "mode" or "high" (from the defender's side, every figure at once), or drawn values by origin.
    conditions
        Weather, ground and jamming; a clear, calm day over land unless given.
    overrides
        Figures of the unit that differ from those of its system: `unit.figures`.

    Raises
    ------
    ValueError
        The first system is no sensor, the second no threat, or the case is unknown.
    """
    pair = _pair(sensor, target, case, conditions, overrides)
    if _reason(pair) is not None:
        return None
    return _KINDS[str(sensor.traits["modality"])][1](pair)


def why_blind(
    sensor: ResolvedSystem,
    target: ResolvedSystem,
    *,
    conditions: Conditions = _CLEAR,
    overrides: Mapping[str, Estimate] = _NO_FIGURES,
) -> str | None:
    """Return in words why a sensor can never see a target, or None where it can.

    Raises
    ------
    ValueError
        The first system is no sensor or the second no threat.
    """
    return _reason(_pair(sensor, target, "mode", conditions, overrides))


def _pair(
    sensor: ResolvedSystem,
    target: ResolvedSystem,
    world: World,
    conditions: Conditions,
    overrides: Mapping[str, Estimate],
) -> Pair:
    if sensor.kind != "sensor" or target.kind != "threat":
        raise ValueError(
            f"needs a sensor and a threat, found {sensor.id} ({sensor.kind}) and {target.id} ({target.kind})"
        )
    return Pair(sensor, target, world, conditions, overrides)


def _reason(pair: Pair) -> str | None:
    modality = str(pair.sensor.traits.get("modality"))
    if modality not in _KINDS:
        return f"{pair.sensor.id} is a {modality} of sensors and senses nothing itself"
    return _KINDS[modality][0](pair)

"""What a raid needs and nobody published: guesses, each with its range and its reason."""

from dataclasses import dataclass

from belfort.catalogue.figure import Evidence
from belfort.scenario.estimate import Estimate
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem


@dataclass(frozen=True, slots=True)
class Prior:
    """A guessed quantity and what it means."""

    estimate: Estimate
    text: str


def _prior(name: str, low: float, mode: float, high: float, text: str) -> Prior:
    evidence = Evidence.MODELLING_PRIOR
    return Prior(
        Estimate(low, mode, high, "triangular", evidence, f"default:raid.{name}", ("MODEL",)),
        text,
    )


NODE_AVAILABILITY = _prior(
    "node_availability", 0.95, 0.98, 0.995, "Chance that a command post works all night"
)
RELOAD_TIME_S = _prior(
    "reload_time_s", 600.0, 1800.0, 3600.0, "Time to reload launchers for which no time is on record"
)
HIT_CHANCE = _prior(
    "hit_chance", 0.005, 0.03, 0.1, "Chance that a leaker puts a given unit beside its target out of action"
)
HIT_RADIUS_M = 1_000.0
"""How far beyond its target's edge a leaker may hit a unit; a guess."""
SELF_DEFENCE_M = 2_000.0
"""A unit on hold fires at what comes to an asset whose edge is this near; a guess."""
REPAIR_NIGHTS = _prior("repair_nights", 1.0, 3.0, 14.0, "Nights until a unit that was hit fights again")

FRIEND = "friend"
"""Own aircraft in the air, as own sensors and fire units see them: no entry of the catalogue says how."""
_FRIEND_FIGURES = {
    "rcs_m2": _prior("friend_rcs_m2", 0.5, 3.0, 10.0, "Radar cross-section of an own fighter"),
    "cruise_speed_mps": _prior("friend_speed_mps", 200.0, 250.0, 300.0, "Speed of an own fighter on its way"),
}
PRIORS = (NODE_AVAILABILITY, RELOAD_TIME_S, HIT_CHANCE, REPAIR_NIGHTS, *_FRIEND_FIGURES.values())


def system_of(scenario: ResolvedScenario, name: str) -> ResolvedSystem:
    """Return a system of the scenario, or what stands for own aircraft."""
    if name != FRIEND:
        return scenario.systems[name]
    figures = {n: prior.estimate for n, prior in _FRIEND_FIGURES.items()}
    traits = {"target_class": "fighter", "flight": "level", "emits": (), "sound": "jet", "stance": "friend"}
    return ResolvedSystem(FRIEND, "threat", "own aircraft", figures, traits)

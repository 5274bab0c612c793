"""Which weapon is preferred against which class, how many shots and looks, and what is kept back."""

from dataclasses import dataclass
from math import ceil

from belfort.coverage.case import World, value_of
from belfort.raid.compiling.money import cost_eur
from belfort.scenario.resolved import ResolvedEngagement, ResolvedScenario, ResolvedSystem

FAMILY_OF = {
    "small-uas": 0,
    "fpv": 0,
    "fixed-wing-uas": 0,
    "owa-drone": 0,
    "jet-owa-drone": 0,
    "cruise-subsonic": 1,
    "cruise-supersonic": 1,
    "ballistic": 2,
    "aeroballistic": 2,
    "fighter": 3,
    "bomber": 3,
    "helicopter": 3,
    "airliner": 3,
    "light-aircraft": 3,
}
"""Family of the night's factor by target class: drone, cruise, ballistic, aircraft."""
TAKEN_FOR = {"airliner": "bomber", "light-aircraft": "helicopter", "friend": "fighter"}
"""What a civil aircraft or a friend is engaged as, once it is taken for hostile."""
DEFAULT = ResolvedEngagement("", (), "cheapest-capable-first", 1, 2)


@dataclass(frozen=True, slots=True)
class Doctrine:
    """How one class is engaged."""

    target_class: str
    engagement: ResolvedEngagement
    tiers: dict[str, int]
    """Place of each effector that may be used; less is preferred. Ordered by reach, all alike."""

    @property
    def waits(self) -> bool:
        """Return whether a dear weapon lets a cheap one try first where that costs nothing."""
        return self.engagement.order == "cheapest-capable-first"


def doctrine_for(scenario: ResolvedScenario, target_class: str, world: World) -> Doctrine:
    """Return the doctrine against a class in a world: its own, or two looks of one shot, the cheapest first."""
    own = next((e for e in scenario.rules.engagement if e.target_class == target_class), DEFAULT)
    carried = sorted({load.effector for u in scenario.units for load in u.loads})
    usable = [e for e in own.effectors if e in carried] if own.effectors else carried
    worth = {e: _worth(scenario.systems[e], own, target_class, world) for e in usable}
    if own.order == "listed" and own.effectors:
        return Doctrine(target_class, own, {e: i for i, e in enumerate(usable)})
    places = {value: i for i, value in enumerate(sorted(set(worth.values())))}
    return Doctrine(target_class, own, {e: places[worth[e]] for e in usable})


def _worth(effector: ResolvedSystem, own: ResolvedEngagement, target_class: str, world: World) -> float:
    """Return what effectors are ordered by, least first."""
    if own.order == "best-kill-first":
        return -p_kill_of(effector, target_class, world)
    if own.order == "nearest-first":
        return 0.0
    return cost_eur(effector, "mode")


def p_kill_of(effector: ResolvedSystem, target_class: str, world: World, *, is_silent: bool = False) -> float:
    """Return the kill probability of one shot, burst or try; 0 where none is on record.

    A jammer against what does not listen works as against what flies by itself.
    """
    figures = effector.figures
    name = f"p_kill_{target_class.replace('-', '_')}"
    if is_silent and effector.kind == "soft-kill" and "p_kill_autonomous_uas" in figures and name in figures:
        name = "p_kill_autonomous_uas"
    return value_of(figures[name], world) if name in figures else 0.0


def kept_back(scenario: ResolvedScenario, effector: str, target_class: str, n_ready: int) -> int:
    """Return how many ready shots are left for other classes."""
    shares = [
        r.share for r in scenario.rules.reserves if r.effector == effector and target_class not in r.keep_for
    ]
    return min(n_ready, ceil(max(shares, default=0.0) * n_ready - 1e-9))

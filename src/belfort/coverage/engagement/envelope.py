"""What one effector can reach of one target class: ranges, heights, and how long the way out takes.

Fly-out: time = slant range / mean speed to longest reach. A missile burns, then coasts and slows, so over a
shorter way its mean speed is higher than that and our time too long; the first seconds, while it gathers
speed, pull the other way. Against a missile that burns for 3 s to 1.4 times its mean speed and then slows by
drag, ours are between 1.7 s too long and 1.1 s too short out to 25 km (`verification/engagement.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from belfort.catalogue.figure import Evidence
from belfort.coverage.case import Better, World, value_of
from belfort.scenario.resolved import Estimate, ResolvedSystem

BALLISTIC = ("ballistic", "aeroballistic")
CIVIL = ("airliner", "light-aircraft")
GUN_SPEED = Estimate(
    600.0, 800.0, 950.0, "triangular", Evidence.GENERAL_KNOWLEDGE, "default:coverage.gun_speed_mps"
)
"""Mean speed of a 30 to 35 mm round over its effective range; the catalogue holds none: a guess."""
NOTHING = Estimate(0.0, 0.0, 0.0, "fixed", Evidence.DERIVED, "default:coverage.nothing")
_MEANING: Mapping[str, Better] = {
    "min_range_m": "lower",
    "max_range_m": "higher",
    "min_height_agl_m": "lower",
    "max_height_m": "higher",
    "speed_mps": "higher",
    "dwell_s": "lower",
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """One effector against one target class at one case of the defender."""

    effector: str
    kind: str
    target_class: str
    case: World
    min_range_m: float
    """Slant range."""
    max_range_m: float
    """Slant range; for what reaches a fixed radius over the ground the same number."""
    min_height_agl_m: float
    """Above the ground under the target."""
    max_height_m: float
    """Above the unit: the catalogue's highest reach does not say over what."""
    speed_mps: float
    """Mean speed of the way out; infinite for a jammer."""
    dwell_s: float
    """How long the target must be in reach and in sight: a burst, or the work of a jammer."""
    p_kill: float | None
    """Of one shot, burst or try; None where the catalogue holds none."""
    basis: Mapping[str, Estimate]
    """Where each number comes from, by the name it has here."""

    def flight_time_s(self, range_m: float) -> float:
        """Return the time of the way out to a slant range."""
        return range_m / self.speed_mps


@dataclass(frozen=True, slots=True)
class CannotEngage:
    """Why there is no envelope."""

    effector: str
    target_class: str
    reason: str


def envelope_of(
    system: ResolvedSystem,
    target_class: str,
    case: World = "mode",
    weapon: ResolvedSystem | None = None,
) -> Envelope | CannotEngage:
    """Return what an effector, or an aircraft with its weapon, reaches of a target class.

    Parameters
    ----------
    system
        An interceptor, gun, soft-kill, interceptor-drone or aircraft.
    target_class
        As in the catalogue.
    case
        The defender's.
    weapon
        For an aircraft: what it fires. Without one it goes and looks, at civil aircraft too.

    Raises
    ------
    ValueError
        The system is nothing that engages.
    """
    if system.kind not in _BASES:
        kinds = ", ".join(_BASES)
        raise ValueError(f"'{system.id}' is a {system.kind}; an envelope needs one of {kinds}")
    reason = _why_not(system, target_class, weapon)
    if reason is None:
        basis = _BASES[system.kind](system, target_class)
        numbers = {name: value_of(basis[name], case, _MEANING[name]) for name in _MEANING if name in basis}
        reason = _emptiness(numbers)
        if reason is None:
            numbers = {
                "min_height_agl_m": 0.0,
                "max_height_m": inf,
                "speed_mps": inf,
                "dwell_s": 0.0,
            } | numbers
            hit = (weapon or system).figures.get(f"p_kill_{target_class.replace('-', '_')}")
            p_kill = None if hit is None else value_of(hit, case)
            if p_kill == 0.0:  # a reach that kills nothing protects nothing
                reason = f"{(weapon or system).name} kills no {target_class}: probability 0 at this case"
                return CannotEngage(system.id, target_class, reason)
            return Envelope(system.id, system.kind, target_class, case, **numbers, p_kill=p_kill, basis=basis)
    return CannotEngage(system.id, target_class, reason)


def _why_not(system: ResolvedSystem, target_class: str, weapon: ResolvedSystem | None) -> str | None:
    if target_class in CIVIL:
        return (
            None
            if system.kind == "aircraft" and weapon is None
            else f"{target_class} is civil, never engaged"
        )
    fired = weapon or system
    if target_class in (fired.traits.get("cannot_engage") or ()):
        return f"{fired.name} cannot engage {target_class}, by the catalogue"
    ballistic = target_class in BALLISTIC
    if system.kind == "interceptor" and ballistic and "max_range_ballistic_m" not in system.figures:
        return f"{system.name} has no reach against ballistic missiles on record"
    return None


def _emptiness(numbers: Mapping[str, float]) -> str | None:
    low_m, high_m = numbers["min_range_m"], numbers["max_range_m"]
    if low_m >= high_m:
        return f"shortest reach {low_m:g} m is not below longest reach {high_m:g} m at this case"
    return None


def _interceptor(system: ResolvedSystem, target_class: str) -> dict[str, Estimate]:
    figures = system.figures
    reach = "max_range_ballistic_m" if target_class in BALLISTIC else "max_range_aircraft_m"
    return {
        "min_range_m": figures["min_range_m"],
        "max_range_m": figures[reach],
        "min_height_agl_m": figures["min_altitude_m"],
        "max_height_m": figures["max_altitude_m"],
        "speed_mps": figures["average_speed_to_max_range_mps"],
    }


def _gun(system: ResolvedSystem, target_class: str) -> dict[str, Estimate]:
    figures = system.figures
    return {
        "min_range_m": figures["min_range_m"],
        "max_range_m": figures["effective_range_m"],
        "max_height_m": figures["max_altitude_m"],
        "speed_mps": GUN_SPEED,
        "dwell_s": figures["burst_time_s"],
    }


def _soft_kill(system: ResolvedSystem, target_class: str) -> dict[str, Estimate]:
    figures = system.figures
    return {
        "min_range_m": NOTHING,
        "max_range_m": figures["range_m"],
        "dwell_s": figures["engagement_time_s"],
    }


def _interceptor_drone(system: ResolvedSystem, target_class: str) -> dict[str, Estimate]:
    figures = system.figures
    return {
        "min_range_m": NOTHING,
        "max_range_m": figures["radius_of_action_m"],
        "max_height_m": figures["max_altitude_m"],
        "speed_mps": figures["max_speed_mps"],
    }


def _aircraft(system: ResolvedSystem, target_class: str) -> dict[str, Estimate]:
    figures = system.figures
    return {
        "min_range_m": NOTHING,
        "max_range_m": figures["combat_radius_m"],
        "speed_mps": figures["cruise_speed_to_intercept_mps"],
    }


_BASES = {
    "interceptor": _interceptor,
    "gun": _gun,
    "soft-kill": _soft_kill,
    "interceptor-drone": _interceptor_drone,
    "aircraft": _aircraft,
}

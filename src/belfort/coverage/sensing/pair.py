"""One sensor and one target in one world, with the figures that both have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from belfort.coverage.case import Better
from belfort.coverage.sensing.case import World, value_of
from belfort.coverage.sensing.conditions import Conditions
from belfort.coverage.sensing.model import NEVER_SLOW_MPS
from belfort.scenario.resolved import Estimate, ResolvedSystem

_SPEEDS = ("cruise_speed_mps", "terminal_speed_mps", "peak_speed_mps")


@dataclass(frozen=True, slots=True)
class Pair:
    """What every kind of sensor is built from."""

    sensor: ResolvedSystem
    target: ResolvedSystem
    world: World
    conditions: Conditions
    overrides: Mapping[str, Estimate]
    """Figures of the unit that differ from those of its system."""

    def has(self, name: str) -> bool:
        """Return whether the sensor has a figure."""
        return name in self.overrides or name in self.sensor.figures

    def value(self, name: str, better: Better | None = "higher", world: World | None = None) -> float:
        """Return a figure of the sensor in this world, or in another."""
        estimate = self.overrides.get(name) or self.sensor.figures[name]
        return value_of(estimate, self.world if world is None else world, better)

    def target_value(self, name: str, better: Better | None) -> float:
        """Return a figure of the target in this world; `better` for the defender."""
        return value_of(self.target.figures[name], self.world, better)

    def missing(self, *names: str) -> str | None:
        """Return what the sensor lacks, as a reason why it is blind."""
        absent = [n for n in names if not self.has(n)]
        return f"{self.sensor.id} has no figure for {', '.join(absent)}" if absent else None

    @property
    def target_class(self) -> str:
        """Return how sensors see the target."""
        return str(self.target.traits.get("target_class"))

    @property
    def emits(self) -> tuple[str, ...]:
        """Return what the target sends here and now."""
        return () if self.conditions.is_silent else self.trait("emits", ())

    def trait(self, name: str, otherwise: Any) -> Any:
        """Return a trait of the target."""
        return self.target.traits.get(name) or otherwise

    @property
    def speed_mps(self) -> float:
        """Return the target's speed; slower is worse to see for a filter that looks for motion."""
        known = next((s for s in _SPEEDS if s in self.target.figures), None)
        return self.target_value(known, "higher") if known else NEVER_SLOW_MPS

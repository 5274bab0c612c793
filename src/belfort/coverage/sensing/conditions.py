"""What holds while a sensor looks: weather, ground, jamming, and which effects are counted."""

from dataclasses import dataclass
from typing import Literal

from belfort.coverage.sensing.case import World
from belfort.coverage.sensing.jamming import CarriedJammer, Jamming, jamming_at
from belfort.numeric.constants import STANDARD_K_FACTOR
from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedScenario

CLEAR_VISIBILITY_M = 23_000.0
"""Visibility of clear air: what "clear" means where a range is told for it."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Clear, calm day over land without jamming unless said."""

    rain_rate_mm_per_h: float = 0.0
    """The same along the whole path but for the path reduction of the rain model."""
    visibility_m: float | None = CLEAR_VISIBILITY_M
    """None where the weather is not known: a camera then sees for its share of the time (`p_available`)."""
    is_night: bool = False
    wind_mps: float = 0.0
    surface: Literal["land", "sea"] = "land"
    """What mirrors the waves of a radar that looks low."""
    is_built_up: bool = False
    """Whether radio receivers stand among buildings."""
    k_factor: float = STANDARD_K_FACTOR
    """Effective-earth factor, for the reflection from the ground."""
    jammers: tuple[Jamming, ...] = ()
    """Jammers in sight of this sensor, as it meets them."""
    carried: CarriedJammer | None = None
    """A jammer that the target carries."""
    is_silent: bool = False
    """The target sends nothing, whatever its kind usually does."""
    counts_ground: bool = True
    """Whether reflections from the ground take signal from low targets."""
    counts_slow: bool = True
    """Whether the moving-target filter takes signal from slow ones."""
    swerling: Literal[0, 1, 3] = 1
    """How the target's echo fluctuates; 1 unless a study asks otherwise."""

    def __post_init__(self) -> None:
        """Refuse weather that cannot be; raises ValueError."""
        faults = []
        if not 0.0 <= self.rain_rate_mm_per_h <= 300.0:
            faults.append(f"rain_rate_mm_per_h lies between 0 and 300, found {self.rain_rate_mm_per_h}")
        if self.visibility_m is not None and not self.visibility_m > 0.0:
            faults.append(f"visibility_m must be more than 0, found {self.visibility_m}")
        if not 0.0 <= self.wind_mps <= 100.0:
            faults.append(f"wind_mps lies between 0 and 100, found {self.wind_mps}")
        if not self.k_factor > 0.0:
            faults.append(f"k_factor must be more than 0, found {self.k_factor}")
        if self.swerling not in (0, 1, 3):
            faults.append(f"swerling is 0, 1 or 3, found {self.swerling}")
        if self.surface not in ("land", "sea"):
            faults.append(f"surface is 'land' or 'sea', found {self.surface!r}")
        if faults:
            raise ValueError("; ".join(faults))


def conditions_at(
    scenario: ResolvedScenario,
    position: Position,
    antenna_msl_m: float,
    *,
    case: World = "mode",
    surface: Literal["land", "sea"] = "land",
) -> Conditions:
    """Return what a scenario's weather and jammers are at one place.

    Parameters
    ----------
    scenario
        Its weather, its jammers and its effective-earth factor are read.
    position, antenna_msl_m
        Where the sensor's antenna is.
    case
        A case or drawn values: how strong the jammers are.
    surface
        What is round the sensor.
    """
    weather, k_factor = scenario.weather, scenario.terrain.k_factor.mode
    return Conditions(
        rain_rate_mm_per_h=weather.rain_rate_mm_per_h,
        visibility_m=weather.visibility_m,
        is_night=weather.is_night,
        wind_mps=weather.wind_mps,
        surface=surface,
        k_factor=k_factor,
        jammers=jamming_at(scenario.jammers, position, antenna_msl_m, k_factor, case),
    )

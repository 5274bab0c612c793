"""What nobody published: the guesses that sensing rests on, each with its range, its reason and its effect."""

from dataclasses import dataclass
from math import radians

from belfort.catalogue.figure import Evidence
from belfort.coverage.case import Better
from belfort.coverage.sensing.case import World, value_of
from belfort.scenario.resolved import Estimate


@dataclass(frozen=True, slots=True)
class Assumption:
    """A sentence that a result rests on, and how well it is supported."""

    text: str
    evidence: Evidence = Evidence.MODELLING_PRIOR

    def __str__(self) -> str:
        """`Text. [F]` with the letter of the evidence."""
        return f"{self.text} [{self.evidence.letter}]"


@dataclass(frozen=True, slots=True)
class Prior:
    """A guessed quantity."""

    estimate: Estimate
    better: Better | None
    """Which way is good for the defender; None where it cuts both ways."""
    text: str
    """What it is and why, without its numbers."""
    per_unit: float = 1.0
    """SI value of one `unit`."""
    unit: str = ""
    """Unit shown."""

    def at(self, world: World) -> float:
        """Return its value in a world."""
        return value_of(self.estimate, world, self.better)

    def assumption(self) -> Assumption:
        """Return it as a sentence with its range."""
        e = self.estimate
        low, mode, high = (f"{v / self.per_unit:.4g}" for v in (e.low, e.mode, e.high))
        return Assumption(f"{self.text}: {mode} ({low} to {high}) {self.unit}".rstrip() + ".", e.evidence)


def _prior(
    name: str,
    ends: tuple[float, float, float],
    better: Better | None,
    text: str,
    unit: str = "",
    si: float = 1.0,
) -> Prior:
    low, mode, high = (si * v for v in ends)
    estimate = Estimate(
        low, mode, high, "triangular", Evidence.MODELLING_PRIOR, f"sensing:{name}", ("MODEL",)
    )
    return Prior(estimate, better, text, si, unit)


SHORT_RANGE_HZ = _prior(
    "frequency_short_range_hz",
    (8.0, 9.5, 17.0),
    None,
    "A radar of up to 100 km instrumented range works in X band, small ones up to Ku",
    "GHz",
    1e9,
)
MEDIUM_RANGE_HZ = _prior(
    "frequency_medium_range_hz",
    (2.9, 5.5, 10.0),
    None,
    "A radar of 100 to 300 km instrumented range works in C band, some in S or X",
    "GHz",
    1e9,
)
LONG_RANGE_HZ = _prior(
    "frequency_long_range_hz",
    (1.2, 3.0, 3.5),
    None,
    "A radar of over 300 km instrumented range works in S band, some in L",
    "GHz",
    1e9,
)
LAND_REFLECTION = _prior(
    "reflection_land_ratio",
    (0.2, 0.5, 0.9),
    "lower",
    "Land mirrors this much of a radar's amplitude at grazing incidence; rough and wooded ground little, wet fields much",
)
SEA_REFLECTION = _prior(
    "reflection_sea_ratio",
    (0.7, 0.9, 1.0),
    "lower",
    "Sea mirrors this much of a radar's amplitude at grazing incidence; a calm sea nearly all",
)
LEAST_SPEED_MPS = _prior(
    "least_radial_speed_mps",
    (8.0, 10.0, 15.0),
    "lower",
    "Below this radial speed a target begins to drown in clutter and in the filter against birds",
    "m/s",
)
SLOW_LOSS_DB = _prior(
    "slow_target_loss_db",
    (6.0, 15.0, 30.0),
    "lower",
    "Signal lost in that filter by a target that does not move towards the radar at all",
    "dB",
)
RADAR_MIN_RANGE_M = _prior(
    "radar_min_range_m",
    (50.0, 150.0, 500.0),
    "lower",
    "A radar is blind while its own pulse goes out: half the pulse length, some microseconds at most",
    "m",
)
RAIN_TOP_M = _prior(
    "rain_top_m",
    (2_000.0, 3_000.0, 4_500.0),
    "lower",
    "Rain reaches up to the melting layer; lower in winter, higher in a summer storm",
    "m",
)
MAIN_LOBE_RAD = _prior(
    "main_lobe_width_rad",
    (radians(1.0), radians(2.0), radians(4.0)),
    "lower",
    "Width of the sector round a jammer in which it comes in through the main lobe",
    "rad",
)
GLIMPSE_S = _prior(
    "optics_glimpse_s",
    (0.5, 1.0, 3.0),
    "lower",
    "Frames of a camera within this time show the same thing and count as one look",
    "s",
)
OPTICS_NIGHT_RATIO = _prior(
    "optics_night_ratio",
    (0.5, 0.8, 1.0),
    "higher",
    "Range of a camera at night, on its thermal channel, over that by day",
)
EYE_GLIMPSE_S = _prior(
    "eye_glimpse_s",
    (5.0, 10.0, 30.0),
    "lower",
    "An observer sweeps his sky once in this time",
    "s",
)
EYE_NIGHT_RATIO = _prior(
    "eye_night_ratio",
    (0.1, 0.3, 0.6),
    "higher",
    "Range of an observer at night, mostly by ear, over that by day",
)
FADING_DB = _prior(
    "fading_db",
    (4.0, 6.0, 8.0),
    None,
    "Received level scatters by this much (standard deviation) round the law of the inverse square",
    "dB",
)
JET_SOUND_RATIO = _prior(
    "jet_sound_ratio",
    (1.0, 1.5, 2.5),
    "higher",
    "A jet is heard this much further than a piston engine",
)
ROTOR_SOUND_RATIO = _prior(
    "rotor_sound_ratio",
    (1.0, 2.0, 4.0),
    "higher",
    "A helicopter is heard this much further than a small piston engine",
)
HALVING_WIND_MPS = _prior(
    "halving_wind_mps",
    (4.0, 6.0, 10.0),
    "higher",
    "Wind at a microphone that halves the range at which an engine is heard",
    "m/s",
)
BUILT_UP_RATIO = _prior(
    "built_up_ratio",
    (0.1, 0.3, 0.6),
    "higher",
    "Range of a radio receiver among buildings over that in the open (the catalogue's figure F0290, itself a guess)",
)
PASSIVE_AIRCRAFT_M2 = _prior(
    "passive_radar_aircraft_m2",
    (5.0, 10.0, 20.0),
    "lower",
    "Radar cross-section of the aircraft that a passive radar's range against aircraft is told for",
    "m²",
)

PRIORS: tuple[Prior, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Prior))
"""All of them, for a Monte Carlo to draw and a report to list."""

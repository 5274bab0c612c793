"""What measured attacks say about the night's factor, and the estimates that a raid uses for it.

The nights are those of the Ukrainian Air Force's bulletins from September 2022 to December 2025: the defender's own
claims, nation-wide, undefended targets included. A night of that table mixes towns with and without defences, so its
correlation is an upper bound for one defended place; where that mixture is most of what is measured
(ballistic missiles) the estimate is a prior and says so.

The measured correlation is that of the fates of two threats. A raid applies it to shots. A threat that is shot at
twice hangs together somewhat more than its shots do: shots at 0.09 give threats 0.13, for kill
probabilities from 0.3 to 0.7.

Judged on nights that touched nothing, those of January and February 2026: drones were calmer than the
nights before (59 nights, the variance 0.51 of what was told one night ahead, all of them inside the 90 % band), so
the estimate for drones errs on the side of too much doubt; its low end is what those two months had.
"""

from dataclasses import dataclass

from belfort.catalogue.figure import Evidence
from belfort.raid.night.forecast import Form, NightModel
from belfort.scenario.estimate import Estimate


@dataclass(frozen=True, slots=True)
class NightPrior:
    """A quantity of the night's factor and what it means."""

    estimate: Estimate
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The night model of one class, as fitted to the nights of `since` to `until`."""

    threat_class: str
    """Name of the class in the table of nights."""
    since: str
    until: str
    n_nights: int
    form: Form
    model: NightModel
    rho_low: float
    """Lower end of the 95 % interval of `model.rho`, by profile likelihood."""
    rho_high: float


UNTIL = "2025-12-31"
MEASURED = {
    "drone": Measured(
        "one_way_attack_uas",
        "2025-07-01",
        UNTIL,
        184,
        Form(n_reference=100, has_groups=True, has_slope=True),
        NightModel(0.0156, 0.3095, 0.677, 0.412, 100),
        0.064,
        0.114,
    ),
    "cruise": Measured(
        "cruise_missile",
        "2022-09-01",
        UNTIL,
        185,
        Form(n_reference=20, has_groups=True),
        NightModel(0.0175, 0.667, 0.749, 0.0, 20),
        0.231,
        0.396,
    ),
    "ballistic": Measured(
        "ballistic_missile",
        "2025-01-01",
        UNTIL,
        139,
        Form(n_reference=3, has_groups=True, has_slope=True),
        NightModel(1.2e-5, 1.94, 1.0, 1.53, 3),
        0.646,
        0.889,
    ),
}
"""By family. The months and the effects were chosen by how well each night of 2025 was told from those before it (the
model fitted anew each quarter); the later nights have touched nothing."""


def _measured(name: str, low: float, mode: float, high: float, text: str) -> NightPrior:
    return NightPrior(
        Estimate(
            low, mode, high, "triangular", Evidence.COMPUTED, f"default:raid.night_{name}", ("ivaniuk",)
        ),
        text,
    )


def _guessed(name: str, low: float, mode: float, high: float, text: str) -> NightPrior:
    evidence = Evidence.MODELLING_PRIOR
    return NightPrior(
        Estimate(low, mode, high, "triangular", evidence, f"default:raid.night_{name}", ("MODEL",)), text
    )


RHO = {
    "drone": _measured(
        "correlation_drone",
        0.03,
        0.09,
        0.16,
        "Latent correlation of two shots at drones in one night. Low: what a raid of any size shares. Mode: a raid "
        "of 100, its size taken into account (95 % interval 0.064 to 0.114). High: its size not taken into account",
    ),
    "cruise": _measured(
        "correlation_cruise",
        0.1,
        0.31,
        0.4,
        "Latent correlation of two shots at cruise missiles in one night. Low: what a raid of any size shares. Mode: a "
        "raid of 20 (95 % interval 0.231 to 0.396)",
    ),
    "ballistic": _guessed(
        "correlation_ballistic",
        0.05,
        0.3,
        0.65,
        "Latent correlation of two shots at ballistic missiles in one night. Measured nation-wide it is 0.65 to 0.89, but "
        "mostly because some nights aim at towns with a defence against them and some at towns without; so the "
        "range ends where the measured one begins, and its mode is that of cruise missiles",
    ),
    "aircraft": _guessed(
        "correlation_aircraft",
        0.0,
        0.1,
        0.3,
        "Latent correlation of two shots at aircraft in one night. No table of nights has them",
    ),
}
"""By family."""
DETECTION = _guessed(
    "correlation_detection",
    0.0,
    0.1,
    0.3,
    "Latent correlation of how early two threats of one night are found. Bulletins tell of kills, not of detections",
)
SHARED = _measured(
    "shared",
    0.0,
    0.2,
    0.44,
    "Share of the night's variance that all families have in common, from nights with drones, cruise and "
    "ballistic missiles together. Low and high: 95 % interval; none at all cannot be excluded",
)
PRIORS = (*RHO.values(), DETECTION, SHARED)
"""All of them."""

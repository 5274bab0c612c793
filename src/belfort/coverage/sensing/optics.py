"""Cameras: cited ranges by size of target, the air between, night.

    N(R) = R_cited / R exp(-3.912 R (1 / V - 1 / V_clear)),  p = N^E / (1 + N^E),  E = 2.7 + 0.7 N

N is the number of resolved cycles over that needed for one half (Johnson's criterion; target transfer
function of the Static Performance Model, J. Ratches, Optical Engineering 15, 1976), taken to fall with the
contrast that Koschmieder's law leaves (H. Koschmieder, 1924: 2 % at the visibility V) below that of clear air. A
cited range is where a look in clear air, cued, is worth one half; a maker may mean less or more, which moves ranges
by a fifth. Thermal channels see through haze further than this and through rain and fog hardly.
"""

from dataclasses import dataclass

import numpy as np

from belfort.coverage.sensing import priors
from belfort.coverage.sensing.conditions import CLEAR_VISIBILITY_M
from belfort.coverage.sensing.model import ALL_ROUND_RAD, P_NEGLIGIBLE, ZENITH_RAD, Detector, Floats, Look
from belfort.coverage.sensing.pair import Pair
from belfort.coverage.sensing.priors import Assumption

KOSCHMIEDER = 3.912
"""-ln of the 2 % of contrast that are left at the visibility."""
_SMALL, _MIDDLE, _LARGE = (
    "small_uav_detection_range_m",
    "uav_200kg_detection_range_m",
    "aircraft_detection_range_m",
)
RANGE_OF_CLASS = {
    "small-uas": _SMALL,
    "fpv": _SMALL,
    "fixed-wing-uas": _SMALL,
    "owa-drone": _MIDDLE,
    "jet-owa-drone": _MIDDLE,
    "cruise-subsonic": _MIDDLE,
    "cruise-supersonic": _LARGE,
    "ballistic": _LARGE,
    "aeroballistic": _LARGE,
    "fighter": _LARGE,
    "bomber": _LARGE,
    "helicopter": _LARGE,
    "airliner": _LARGE,
    "light-aircraft": _LARGE,
}
"""Which cited range is taken for a target class: by size, missiles by size and heat. A judgement."""
_SIZES = Assumption(
    "A camera's range is the cited one of the nearest size: small drone, 200 kg drone (cruise missiles too) or aircraft "
    "(ballistic and supersonic missiles too, for their heat)."
)
_HALF = Assumption(
    "A cited optical range is where one cued look in clear air is worth one half; the cue is taken as given."
)
_AIR = Assumption(
    "Contrast falls by Koschmieder's law below that of clear air (23 km); rain only as far as the visibility says so."
)


@dataclass(frozen=True, slots=True)
class OpticsCurve:
    """Johnson's curve in air of one extinction."""

    range_m: float
    """Where a look in clear air is worth one half."""
    extinction_per_m: float
    """Beyond that of clear air."""

    def p_look(self, look: Look) -> Floats:
        """Return (n,) probabilities."""
        slant_m = np.maximum(look.slant_range_m, 1.0)
        log_cycles = np.log(self.range_m / slant_m) - self.extinction_per_m * slant_m
        steepness = 2.7 + 0.7 * np.exp(np.minimum(log_cycles, 5.0))
        return 1.0 / (1.0 + np.exp(np.clip(-steepness * log_cycles, -700.0, 700.0)))


def haze_per_m(visibility_m: float | None) -> float:
    """Return extinction beyond that of clear air; none where the visibility is not known or better."""
    if visibility_m is None:
        return 0.0
    return KOSCHMIEDER * max(0.0, 1.0 / visibility_m - 1.0 / CLEAR_VISIBILITY_M)


def reach_m(curve: OpticsCurve) -> float:
    """Return a range beyond which a look is worth less than next to nothing, in clear air."""
    return curve.range_m * (1.0 / P_NEGLIGIBLE - 1.0) ** (1.0 / 2.7)


def why_blind(pair: Pair) -> str | None:
    """Return why a camera can never see a target, or None."""
    name = RANGE_OF_CLASS.get(pair.target_class)
    if name is None:
        return f"nobody knows how far a camera sees a {pair.target_class}"
    return pair.missing(name, "availability_weather_share", "update_interval_s", "antenna_height_m")


def optics(pair: Pair) -> Detector:
    """Return what a camera can do against a target."""
    now, world = pair.conditions, pair.world
    range_m = pair.value(RANGE_OF_CLASS[pair.target_class])
    range_m *= priors.OPTICS_NIGHT_RATIO.at(world) if now.is_night else 1.0
    curve = OpticsCurve(range_m, haze_per_m(now.visibility_m))
    is_unknown = now.visibility_m is None
    night = (priors.OPTICS_NIGHT_RATIO.assumption(),) if now.is_night else ()
    return Detector(
        sensor=pair.sensor.id,
        target=pair.target.id,
        antenna_height_m=pair.value("antenna_height_m"),
        min_elevation_rad=-ZENITH_RAD,
        max_elevation_rad=ZENITH_RAD,
        azimuth_width_rad=ALL_ROUND_RAD,
        update_interval_s=max(pair.value("update_interval_s", "lower"), priors.GLIMPSE_S.at(world)),
        confirm_m=2,
        confirm_n=3,
        max_range_m=reach_m(curve),
        needs_line_of_sight=True,
        delay_s=0.0,
        p_available=pair.value("availability_weather_share") if is_unknown else 1.0,
        target_speed_mps=pair.speed_mps,
        curve=curve,
        assumptions=(_HALF, _SIZES, _AIR, priors.GLIMPSE_S.assumption(), *night),
    )

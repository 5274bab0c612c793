"""People: an observer or a citizen who sees or hears something and reports it."""

from belfort.coverage.sensing import priors
from belfort.coverage.sensing.model import ALL_ROUND_RAD, ZENITH_RAD, Detector
from belfort.coverage.sensing.optics import OpticsCurve, haze_per_m, reach_m
from belfort.coverage.sensing.pair import Pair
from belfort.coverage.sensing.priors import Assumption

_ONE_RANGE = Assumption(
    "An observer's range is one for every target, from a small drone to a low aircraft, and where one sweep of the sky is worth "
    "one half; the curve is a camera's. He reports at once and is believed: the report's delay is the catalogue's."
)


def why_blind(pair: Pair) -> str | None:
    """Return why a person can never see a target, or None."""
    return pair.missing("detection_range_m", "report_delay_s", "antenna_height_m")


def human(pair: Pair) -> Detector:
    """Return what an observer can do against a target."""
    now, world = pair.conditions, pair.world
    range_m = pair.value("detection_range_m") * (priors.EYE_NIGHT_RATIO.at(world) if now.is_night else 1.0)
    curve = OpticsCurve(range_m, haze_per_m(now.visibility_m))
    night = (priors.EYE_NIGHT_RATIO.assumption(),) if now.is_night else ()
    return Detector(
        sensor=pair.sensor.id,
        target=pair.target.id,
        antenna_height_m=pair.value("antenna_height_m"),
        min_elevation_rad=-ZENITH_RAD,
        max_elevation_rad=ZENITH_RAD,
        azimuth_width_rad=ALL_ROUND_RAD,
        update_interval_s=priors.EYE_GLIMPSE_S.at(world),
        confirm_m=1,
        confirm_n=1,
        max_range_m=reach_m(curve),
        needs_line_of_sight=True,
        delay_s=pair.value("report_delay_s", "lower"),
        p_available=1.0,
        target_speed_mps=pair.speed_mps,
        curve=curve,
        assumptions=(_ONE_RANGE, priors.EYE_GLIMPSE_S.assumption(), *night),
    )

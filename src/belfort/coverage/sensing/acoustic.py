"""Microphones: cited ranges against a piston engine and a quadcopter, other sounds scaled from them.

Wind at the microphone and what it drowns: the range is divided by 1 + (wind / halving wind)^2. Sound needs R / 340
m/s to arrive; the delay at the cited range is taken for all. Temperature layers that bend sound, traffic and crops are
left out: a range here is good to a factor of two.
"""

from belfort.coverage.sensing import priors
from belfort.coverage.sensing.fading import FadingCurve
from belfort.coverage.sensing.model import ALL_ROUND_RAD, ZENITH_RAD, Detector
from belfort.coverage.sensing.pair import Pair
from belfort.coverage.sensing.priors import Assumption, Prior

SPEED_OF_SOUND_MPS = 340.3  # at sea level; ISO 2533 (standard atmosphere)
OUTRUN_MPS = 0.9 * SPEED_OF_SOUND_MPS
"""From this speed on a target is there before its sound is recognised: an assumption."""
_PISTON, _QUADCOPTER = "detection_range_piston_uav_m", "detection_range_quadcopter_m"
_SOUND: dict[str, tuple[str, Prior | None]] = {
    "piston": (_PISTON, None),
    "electric": (_QUADCOPTER, None),
    "jet": (_PISTON, priors.JET_SOUND_RATIO),
    "rotor": (_PISTON, priors.ROTOR_SOUND_RATIO),
}
_HEARD = Assumption(
    "A cited acoustic range is where one look is worth one half in a quiet place; all piston engines are equally loud."
)


def why_blind(pair: Pair) -> str | None:
    """Return why a microphone can never hear a target in time, or None."""
    sound = pair.trait("sound", "quiet")
    if sound not in _SOUND:
        return f"{pair.target.id} makes no sound that a microphone is known to tell ({sound})"
    if pair.speed_mps >= OUTRUN_MPS:
        return f"{pair.target.id} outruns its sound"
    return pair.missing(_SOUND[sound][0], "update_interval_s", "antenna_height_m")


def acoustic(pair: Pair) -> Detector:
    """Return what a microphone can do against a target."""
    now, world = pair.conditions, pair.world
    name, louder = _SOUND[pair.trait("sound", "quiet")]
    drowned = 1.0 + (now.wind_mps / priors.HALVING_WIND_MPS.at(world)) ** 2
    range_m = pair.value(name) * (louder.at(world) if louder else 1.0) / drowned
    curve = FadingCurve(range_m, priors.FADING_DB.at(world))
    used = [p for p in (priors.FADING_DB, louder, priors.HALVING_WIND_MPS if now.wind_mps else None) if p]
    return Detector(
        sensor=pair.sensor.id,
        target=pair.target.id,
        antenna_height_m=pair.value("antenna_height_m"),
        min_elevation_rad=-ZENITH_RAD,
        max_elevation_rad=ZENITH_RAD,
        azimuth_width_rad=ALL_ROUND_RAD,
        update_interval_s=pair.value("update_interval_s", "lower"),
        confirm_m=2,
        confirm_n=3,
        max_range_m=curve.reach_m,
        needs_line_of_sight=False,
        delay_s=range_m / SPEED_OF_SOUND_MPS,
        p_available=1.0,
        target_speed_mps=pair.speed_mps,
        curve=curve,
        assumptions=(_HEARD, *(p.assumption() for p in used)),
    )

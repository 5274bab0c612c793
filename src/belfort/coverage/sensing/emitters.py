"""Listeners: what a target sends, voluntarily or not, and how far that is heard.

A radio drone detector hears control and video links, a Remote ID receiver what drones broadcast, an ADS-B receiver
and a secondary radar a working transponder (an interrogation is not modelled apart from its rate). Who sends nothing
is not there for them: a drone on a programmed course, one on a fibre, an aircraft with its transponder off.
"""

from belfort.coverage.sensing import priors
from belfort.coverage.sensing.fading import FadingCurve
from belfort.coverage.sensing.model import ALL_ROUND_RAD, ZENITH_RAD, Detector
from belfort.coverage.sensing.pair import Pair
from belfort.coverage.sensing.priors import Assumption

_FREE_FIELD, _COOPERATIVE = "detection_range_free_field_m", "detection_range_m"
_HEARD = Assumption(
    "A cited listening range is where one message is heard with probability one half; the sender is of the usual power."
)
_COMES_ROUND = Assumption(
    "Control links of a few gigahertz are heard without line of sight over the range told: kind behind hills."
)
_TRUSTED = Assumption("What is broadcast is taken as true: false positions and identities are left out.")


def _range_name(pair: Pair) -> str:
    return _FREE_FIELD if pair.sensor.traits.get("modality") == "passive-rf" else _COOPERATIVE


def why_blind(pair: Pair) -> str | None:
    """Return why a listener can never hear a target, or None."""
    hears = tuple(pair.sensor.traits.get("hears") or ())
    if not hears:
        return f"nothing is on record about what {pair.sensor.id} hears"
    if not set(hears) & set(pair.emits):
        silent = "is silent here" if pair.conditions.is_silent else f"sends no {' or '.join(hears)}"
        return f"{pair.target.id} {silent}"
    return pair.missing(_range_name(pair), "update_interval_s", "antenna_height_m")


def listener(pair: Pair) -> Detector:
    """Return what a listener can do against a target."""
    is_rf = _range_name(pair) == _FREE_FIELD
    is_shut_in = is_rf and pair.conditions.is_built_up
    range_m = pair.value(_range_name(pair)) * (priors.BUILT_UP_RATIO.at(pair.world) if is_shut_in else 1.0)
    curve = FadingCurve(range_m, priors.FADING_DB.at(pair.world))
    houses = (priors.BUILT_UP_RATIO.assumption(),) if is_shut_in else ()
    kind = (_COMES_ROUND, *houses) if is_rf else (_TRUSTED,)
    return Detector(
        sensor=pair.sensor.id,
        target=pair.target.id,
        antenna_height_m=pair.value("antenna_height_m"),
        min_elevation_rad=-ZENITH_RAD,
        max_elevation_rad=ZENITH_RAD,
        azimuth_width_rad=ALL_ROUND_RAD,
        update_interval_s=pair.value("update_interval_s", "lower"),
        confirm_m=2 if is_rf else 1,
        confirm_n=3 if is_rf else 1,
        max_range_m=curve.reach_m,
        needs_line_of_sight=not is_rf,
        delay_s=0.0,
        p_available=1.0,
        target_speed_mps=pair.speed_mps,
        curve=curve,
        assumptions=(_HEARD, *kind, priors.FADING_DB.assumption()),
    )

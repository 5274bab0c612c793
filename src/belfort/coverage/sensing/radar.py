"""Radars, airborne ones and passive ones: from a cited reference range to the probability of a look.

    SNR(R) = SNR_ref (R_ref / R)^4 rcs / 1 m2 x losses / (1 + jamming)

with SNR_ref the ratio that gives 0.9 at a false-alarm probability of 1e-6 for Swerling's case 1 (21.1 dB).
Free-space ranges therefore follow the fourth root of the radar cross-section. Losses: ground (`clutter`), rain
(`rain`), slow targets (`clutter`). The cited range is taken as a free-space range against a target clear of the
ground; a brochure may mean something kinder.
"""

from dataclasses import dataclass
from math import log, log10

import numpy as np

from belfort.coverage.sensing import kernels, priors
from belfort.coverage.sensing.jamming import Jamming, jam_to_noise
from belfort.coverage.sensing.model import (
    ALL_ROUND_RAD,
    P_NEGLIGIBLE,
    ZENITH_RAD,
    Detector,
    Floats,
    Look,
)
from belfort.coverage.sensing.pair import Pair
from belfort.coverage.sensing.priors import Assumption, Prior
from belfort.coverage.sensing.rain import rain_cell_m, rain_db_per_km
from belfort.coverage.sensing.swerling import P_FALSE_ALARM, P_REFERENCE, Swerling, snr_needed
from belfort.numeric.constants import EARTH_RADIUS_M, SPEED_OF_LIGHT_MPS

_NEEDS = (
    "reference_range_m",
    "instrumented_range_m",
    "update_interval_s",
    "antenna_height_m",
    "azimuth_coverage_rad",
    "min_elevation_rad",
    "max_elevation_rad",
)
_PASSIVE_NEEDS = (
    "detection_range_aircraft_m",
    "small_uav_detection_range_m",
    "update_interval_s",
    "antenna_height_m",
)
SMALL_UAV_M2 = 0.01
"""Radar cross-section for which the catalogue's ranges against a small drone are told."""
SHORT_RANGE_M, MEDIUM_RANGE_M = 100e3, 300e3
SLOW_SCAN_S = 4.0
"""From this interval on a radar confirms with 2 of 3 looks, faster ones with 3 of 5."""
REFERENCE = Assumption(
    f"The reference range means probability {P_REFERENCE} a look against 1 m2 in free space, Swerling case 1, "
    f"false-alarm probability {P_FALSE_ALARM:g}. "
    "A maker who meant a steady target, or probability 0.5, meant a radar of 0.6 times this range."
)
FLUCTUATION = Assumption(
    "Every target's echo fluctuates by Swerling's case 1, anew at each look; a target with one large reflector fluctuates less."
)
CONFIRMATION = Assumption(
    f"A track is confirmed by 3 of 5 looks, by 2 of 3 where looks are {SLOW_SCAN_S:g} s apart or more; looks are independent."
)


@dataclass(frozen=True, slots=True)
class RadarCurve:
    """The physics of a radar, with the jammers it meets."""

    physics: kernels.RadarPhysics
    jammers: tuple[Jamming, ...] = ()
    main_lobe_rad: float = 0.0

    def p_look(self, look: Look) -> Floats:
        """Return (n,) probabilities."""
        out = np.empty(look.slant_range_m.shape)
        noise = jam_to_noise(self.jammers, look.bearing_rad, self.main_lobe_rad, out.size)
        noise.flags.writeable = False
        kernels.radar_rows(
            self.physics,
            look.slant_range_m,
            look.height_agl_m,
            look.antenna_above_ground_m,
            look.radial_speed_mps,
            noise,
            out,
        )
        return out


def why_blind(pair: Pair) -> str | None:
    """Return why a radar can never see a target, or None."""
    return pair.missing(*_NEEDS) or _no_echo(pair)


def why_blind_passive(pair: Pair) -> str | None:
    """Return why a passive radar can never see a target, or None."""
    return pair.missing(*_PASSIVE_NEEDS) or _no_echo(pair)


def _no_echo(pair: Pair) -> str | None:
    return (
        None if "rcs_m2" in pair.target.figures else f"{pair.target.id} has no radar cross-section on record"
    )


def frequency_prior(instrumented_range_m: float) -> Prior:
    """Return the guess of a radar's frequency from its instrumented range: the catalogue has no bands."""
    if instrumented_range_m <= SHORT_RANGE_M:
        return priors.SHORT_RANGE_HZ
    return priors.MEDIUM_RANGE_HZ if instrumented_range_m <= MEDIUM_RANGE_M else priors.LONG_RANGE_HZ


def confirmation(update_interval_s: float) -> tuple[int, int]:
    """Return the rule m of n of a radar with an interval between looks."""
    return (2, 3) if update_interval_s >= SLOW_SCAN_S else (3, 5)


def _counts_slow(pair: Pair) -> bool:
    """Return whether the filter takes from slow targets; a range told for small drones already holds that."""
    return pair.conditions.counts_slow and not pair.has("small_uav_detection_range_m")


def radar(pair: Pair) -> Detector:
    """Return what a radar can do against a target."""
    physics, band = _physics(pair)
    interval_s = pair.value("update_interval_s", "lower")
    confirm_m, confirm_n = confirmation(interval_s)
    return Detector(
        sensor=pair.sensor.id,
        target=pair.target.id,
        antenna_height_m=pair.value("antenna_height_m"),
        min_elevation_rad=pair.value("min_elevation_rad", "lower"),
        max_elevation_rad=pair.value("max_elevation_rad"),
        azimuth_width_rad=pair.value("azimuth_coverage_rad"),
        update_interval_s=interval_s,
        confirm_m=confirm_m,
        confirm_n=confirm_n,
        max_range_m=physics.max_range_m,
        needs_line_of_sight=True,
        delay_s=0.0,
        p_available=1.0,
        target_speed_mps=pair.speed_mps,
        curve=RadarCurve(physics, pair.conditions.jammers, priors.MAIN_LOBE_RAD.at(pair.world)),
        assumptions=_assumptions(pair, band),
    )


def _physics(pair: Pair) -> tuple[kernels.RadarPhysics, Prior]:
    now, world = pair.conditions, pair.world
    band = frequency_prior(pair.value("instrumented_range_m", None, world="mode"))
    frequency_hz = band.at(world)
    snr_m4 = _snr_m4(pair.value("reference_range_m"), pair.target_value("rcs_m2", "higher"))
    ground = priors.LAND_REFLECTION if now.surface == "land" else priors.SEA_REFLECTION
    physics = kernels.RadarPhysics(
        snr_m4=snr_m4,
        threshold=-log(P_FALSE_ALARM),
        swerling=now.swerling,
        min_range_m=priors.RADAR_MIN_RANGE_M.at(world),
        max_range_m=min(pair.value("instrumented_range_m"), _reach_m(snr_m4, now.swerling)),
        rain_db_per_m=rain_db_per_km(now.rain_rate_mm_per_h, frequency_hz) / 1e3,
        rain_cell_m=rain_cell_m(now.rain_rate_mm_per_h),
        rain_top_m=priors.RAIN_TOP_M.at(world),
        wavelength_m=SPEED_OF_LIGHT_MPS / frequency_hz,
        reflection=ground.at(world) if now.counts_ground else 0.0,
        earth_radius_m=now.k_factor * EARTH_RADIUS_M,
        slow_loss_db=priors.SLOW_LOSS_DB.at(world) if _counts_slow(pair) else 0.0,
        least_speed_mps=priors.LEAST_SPEED_MPS.at(world),
        carried_noise_m2=now.carried.noise_m2 if now.carried else 0.0,
    )
    return physics, band


def _snr_m4(range_m: float, rcs_ratio: float) -> float:
    """Return SNR times R^4 for a radar of a reference range and a cross-section over that of the reference."""
    return snr_needed(P_REFERENCE) * range_m**4 * rcs_ratio


def _reach_m(snr_m4: float, swerling: Swerling) -> float:
    """Return the free-space range at which a look is worth next to nothing."""
    least = snr_needed(P_NEGLIGIBLE, swerling)
    return (snr_m4 / least) ** 0.25


def _assumptions(pair: Pair, band: Prior) -> tuple[Assumption, ...]:
    now = pair.conditions
    ground = priors.LAND_REFLECTION if now.surface == "land" else priors.SEA_REFLECTION
    said: list[Prior] = [priors.RADAR_MIN_RANGE_M, band]
    said += [ground] if now.counts_ground else []
    said += [priors.LEAST_SPEED_MPS, priors.SLOW_LOSS_DB] if _counts_slow(pair) else []
    said += [priors.RAIN_TOP_M] if now.rain_rate_mm_per_h else []
    said += [priors.MAIN_LOBE_RAD] if now.jammers else []
    return (REFERENCE, FLUCTUATION, CONFIRMATION, *(p.assumption() for p in said))


def passive_radar(pair: Pair) -> Detector:
    """Return what a radar that uses other people's transmitters can do against a target.

    Two cited ranges, against an aircraft and against a small drone, are joined by a power law in the
    cross-section (at low frequencies a small target loses more than the fourth root), the longer range not
    exceeded; the curve is a radar's. Transmitters are taken to stand all round; in truth cover changes with each of
    them, and low targets suffer from reflections that are left out here.
    """
    small_m, large_m = pair.value("small_uav_detection_range_m"), pair.value("detection_range_aircraft_m")
    large_m2 = priors.PASSIVE_AIRCRAFT_M2.at(pair.world)
    rcs_m2 = pair.target_value("rcs_m2", "higher")
    slope = log10(large_m / small_m) / log10(large_m2 / SMALL_UAV_M2)
    range_m = min(small_m * (rcs_m2 / SMALL_UAV_M2) ** slope, large_m)
    interval_s = pair.value("update_interval_s", "lower")
    confirm_m, confirm_n = confirmation(interval_s)
    snr_m4 = _snr_m4(range_m, 1.0)
    physics = kernels.RadarPhysics(
        snr_m4=snr_m4,
        threshold=-log(P_FALSE_ALARM),
        swerling=pair.conditions.swerling,
        min_range_m=1.0,
        max_range_m=_reach_m(snr_m4, pair.conditions.swerling),
        rain_db_per_m=0.0,
        rain_cell_m=1.0,
        rain_top_m=1.0,
        wavelength_m=1.0,
        reflection=0.0,
        earth_radius_m=EARTH_RADIUS_M,
        slow_loss_db=0.0,
        least_speed_mps=1.0,
        carried_noise_m2=0.0,
    )
    return Detector(
        sensor=pair.sensor.id,
        target=pair.target.id,
        antenna_height_m=pair.value("antenna_height_m"),
        min_elevation_rad=-ZENITH_RAD,
        max_elevation_rad=ZENITH_RAD,
        azimuth_width_rad=ALL_ROUND_RAD,
        update_interval_s=interval_s,
        confirm_m=confirm_m,
        confirm_n=confirm_n,
        max_range_m=physics.max_range_m,
        needs_line_of_sight=True,
        delay_s=0.0,
        p_available=1.0,
        target_speed_mps=pair.speed_mps,
        curve=RadarCurve(physics),
        assumptions=(FLUCTUATION, CONFIRMATION, PASSIVE, priors.PASSIVE_AIRCRAFT_M2.assumption()),
    )


PASSIVE = Assumption(
    "A passive radar's ranges mean probability 0.9 a look; between a small drone (0.01 m2) and an aircraft they follow a power "
    "law in the cross-section. Jamming, rain and reflections from the ground are left out: too kind against low targets."
)

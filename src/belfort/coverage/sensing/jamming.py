"""Noise from jammers at the level of a ratio to a radar's own noise, and the range at which a radar burns through.

A jammer is a ratio of its noise to the radar's in the middle of the beam at a reference distance, and the level of
the radar's side lobes; bandwidths, polarisation and what the radar does against it are inside these numbers.
A stand-off jammer adds noise that does not depend on the target's range: ranges shrink by the fourth root of
1 + J/N. One carried by the target falls with the square of the range while the echo falls with its fourth power, so
that there is a range inside which the echo wins.

Source: D. Adamy, EW 101, Artech House 2001, chapter 9 (jamming-to-signal ratio, burn-through range).
"""

from dataclasses import dataclass
from math import hypot, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.sensing.case import World, value_of
from belfort.numeric.ellipsoid import radio_horizon_m
from belfort.numeric.geodesic import geodesic_inverse
from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedJammer

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Jamming:
    """One stand-off jammer as one radar meets it."""

    bearing_rad: float
    jam_to_noise: float
    """Ratio of its noise to the radar's own in the middle of the beam."""
    side_lobe: float
    """Ratio of what comes in beside the beam to that, 0 to 1."""


@dataclass(frozen=True, slots=True)
class CarriedJammer:
    """A jammer that the target carries: its noise in the middle of the beam at a reference range."""

    jam_to_noise_db: float
    reference_range_m: float

    @property
    def noise_m2(self) -> float:
        """Ratio to the radar's noise times the range squared."""
        return from_db(self.jam_to_noise_db) * self.reference_range_m**2


def from_db(level_db: float) -> float:
    """Return a ratio of powers."""
    return 10.0 ** (level_db / 10.0)


def jamming_at(
    jammers: tuple[ResolvedJammer, ...],
    position: Position,
    antenna_msl_m: float,
    k_factor: float,
    world: World = "mode",
) -> tuple[Jamming, ...]:
    """Return the jammers that a radar at a place has over its horizon, as it meets them.

    The ratio falls with the square of the distance. The horizon is that of a smooth earth: hills shield a radar
    that this counts as jammed, and a hilltop radar may see further.
    """
    found = []
    for one in jammers:
        ground_m, bearing_rad, _ = geodesic_inverse(
            position.lat_rad, position.lon_rad, one.position.lat_rad, one.position.lon_rad
        )
        if ground_m > radio_horizon_m(antenna_msl_m, one.alt_msl_m, k_factor):
            continue
        distance_m = max(hypot(ground_m, one.alt_msl_m - antenna_msl_m), 1.0)
        at_reference = from_db(value_of(one.jam_to_noise_db, world, "lower"))
        side_lobe = from_db(value_of(one.side_lobe_db, world, "lower"))
        found.append(
            Jamming(bearing_rad, at_reference * (one.reference_range_m / distance_m) ** 2, side_lobe)
        )
    return tuple(found)


def jam_to_noise(
    jammers: tuple[Jamming, ...], bearing_rad: Floats | None, main_lobe_width_rad: float, n: int
) -> Floats:
    """Return the summed noise of stand-off jammers over a radar's own while it looks along some bearings.

    Parameters
    ----------
    jammers
        As the radar meets them.
    bearing_rad
        (n,) where it looks. None: away from every jammer.
    main_lobe_width_rad
        Full width of the sector in which a jammer comes in through the main lobe, a step at its edges.
    n
        How many bearings.
    """
    noise = np.zeros(n)
    for one in jammers:
        if bearing_rad is None:
            noise += one.jam_to_noise * one.side_lobe
            continue
        off_rad = np.abs(np.remainder(bearing_rad - one.bearing_rad + np.pi, 2.0 * np.pi) - np.pi)
        share = np.where(off_rad <= 0.5 * main_lobe_width_rad, 1.0, one.side_lobe)
        noise += one.jam_to_noise * share
    return noise


def burn_through_stand_off_m(range_free_m: float, jam_to_noise: float) -> float:
    """Return the range that is left of `range_free_m` under stand-off noise: times (1 + J/N) ** -1/4."""
    return range_free_m * (1.0 + jam_to_noise) ** -0.25


def burn_through_self_m(range_free_m: float, carried: CarriedJammer) -> float:
    """Return the range within which a radar sees a target that jams for itself as well as it did at `range_free_m`.

    Exact: echo over receiver noise and jamming, (Rf / R) ** 4 = 1 + (Rj / R) ** 2 with Rj the range at which jamming
    equals receiver noise, a quadratic in R squared. For strong jamming it becomes Rf ** 2 / Rj, the burn-through
    range of the textbooks.
    """
    noise_m2 = carried.noise_m2
    if noise_m2 == inf:
        return 0.0
    free_m4 = range_free_m**4
    # the root of x^2 + noise x - free = 0 without cancellation
    return sqrt(2.0 * free_m4 / (noise_m2 + sqrt(noise_m2**2 + 4.0 * free_m4)))

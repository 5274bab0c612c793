"""A made-up coverage over the Low Countries, for pictures."""

from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from belfort.records import Provenance
from belfort.report.sheet import Caption, caption
from belfort.scenario import load_scenario
from belfort.terrain import Terrain, frame_of


@lru_cache(maxsize=1)
def scenario():
    return load_scenario("benelux")


@lru_cache(maxsize=1)
def frame():
    region = scenario().region
    return frame_of(region.west_rad, region.south_rad, region.east_rad, region.north_rad, 10e3, 40e3)


@lru_cache(maxsize=1)
def height():
    """Return a lowest covered height: low around the middle, nowhere beyond 200 km, unknown in a corner."""
    rows, cols = np.mgrid[: frame().n_rows, : frame().n_cols]
    away_km = 10.0 * np.hypot(rows - 30, cols - 20)
    found = np.where(away_km < 200.0, away_km**2 / 17.0, np.inf)
    found[-8:, :8] = np.nan
    return found


def provenance():
    return Provenance(
        "0.1.0", scenario().hash, scenario().catalogue_hash, 1, datetime(2026, 3, 1, tzinfo=UTC), "x"
    )


def terrain(*, is_coarse):
    flat = np.zeros(frame().shape, np.float32)
    return Terrain(frame(), flat, flat > 0, 9e3, is_coarse, 1.0, 0, "EGM96", ("A grid (its licence)",))


def words(*, is_coarse=True) -> Caption:
    return caption(
        "Where a low flier is seen, and where it is not: $5 & <b>",
        "Option: none · cruise missile · 100 m · mode",
        scenario(),
        provenance(),
        terrain(is_coarse=is_coarse),
    )

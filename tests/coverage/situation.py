"""Made-up situations for the tests of coverage: on flat ground around 51 N 5 E, everything fixed that can be."""

from dataclasses import replace

from belfort.coverage.model import Question
from belfort.numeric.constants import EARTH_RADIUS_M, STANDARD_K_FACTOR
from belfort.scenario import load_scenario
from belfort.scenario.places import Position
from belfort.scenario.resolved import (
    ResolvedAsset,
    ResolvedLink,
    ResolvedNation,
    ResolvedNetwork,
    ResolvedScenario,
    ResolvedSharing,
    ResolvedSystem,
    ResolvedUnit,
)
from belfort.terrain import Terrain
from tests.coverage.ground import estimate, system, terrain_of

CELL_M = 1000.0
BENT_M = 2.0 * STANDARD_K_FACTOR * EARTH_RADIUS_M
GROUND = terrain_of(lambda x_m, y_m: 0.0 * x_m, 120e3, CELL_M)
HERE = (500.0, 500.0)
"""The middle of a cell."""
QUICK = Question(heights_agl_m=(50.0, 3000.0), map_cell_m=CELL_M, n_azimuths=8, n_threads=1)


def at(x_m: float, y_m: float) -> Position:
    lat_rad, lon_rad = GROUND.frame.lat_lon_rad(x_m, y_m)
    return Position(float(lat_rad), float(lon_rad), f"{x_m:g}, {y_m:g}")


def with_traits(made: ResolvedSystem, **traits) -> ResolvedSystem:
    return replace(made, traits={**made.traits, **traits})


def ears(range_m: float = 50e3, antenna_m: float = 15.0, name: str = "ears") -> ResolvedSystem:
    """Hears ADS-B: one half at its range, confirmed by one look."""
    made = system(
        name,
        "sensor",
        modality="cooperative",
        detection_range_m=range_m,
        update_interval_s=1.0,
        antenna_height_m=antenna_m,
    )
    return with_traits(made, hears=("ads-b",))


def radar(
    width_rad: float = 6.2831853, top_rad: float = 1.5707963, name: str = "radar", **figures
) -> ResolvedSystem:
    given = {
        "reference_range_m": 100e3,
        "instrumented_range_m": 60e3,
        "update_interval_s": 1.0,
        "antenna_height_m": 20.0,
        "azimuth_coverage_rad": width_rad,
        "min_elevation_rad": -0.5,
        "max_elevation_rad": top_rad,
        **figures,
    }
    return system(name, "sensor", modality="radar", **given)


def drone(height_m: float = 300.0, speed_mps: float = 50.0, name: str = "drone", **traits) -> ResolvedSystem:
    made = system(
        name,
        "threat",
        flight="level",
        target_class="owa-drone",
        sound="piston",
        cruise_speed_mps=speed_mps,
        cruise_altitude_m=height_m,
        rcs_m2=1.0,
    )
    return with_traits(made, emits=("ads-b",), **traits)


def unit(
    name: str, sensor: ResolvedSystem | None, place: tuple[float, float] = HERE, **given
) -> ResolvedUnit:
    position = at(*place)
    base = ResolvedUnit(
        name=name,
        system=sensor.id if sensor else "post",
        kind="sensor" if sensor else "c2",
        nation="belgium",
        position=position,
        c2=None,
        posture="deployed",
        count=1,
        sensors=(sensor.id,) if sensor else (),
        loads=(),
        reloads=0.0,
        facing_rad=None,
        altitude_msl_m=None,
        protects=(),
        ready_from=None,
        ready_slip_s=None,
        is_notional=False,
        figures={},
    )
    return replace(base, **given)


def asset(
    name: str = "town", place: tuple[float, float] = HERE, nation: str | None = "belgium"
) -> ResolvedAsset:
    return ResolvedAsset(name, "city", at(*place), (), 0.0, 1.0, 0, nation)


def link(
    sender: str, receiver: str, delay_s: float = 2.0, carries: tuple[str, ...] = ("tracks",)
) -> ResolvedLink:
    return ResolvedLink(sender, receiver, "fibre", carries, estimate(delay_s), estimate(1.0))


def shares(owner: str, viewer: str, delay_s: float = 0.0) -> ResolvedSharing:
    return ResolvedSharing(owner, viewer, estimate(delay_s))


def situation(
    units=(),
    systems=(),
    assets=(),
    links=(),
    tracks=(),
    posts: dict[str, str] | None = None,
    **changes,
) -> ResolvedScenario:
    """A scenario of these; `posts` is the command post of each nation. Its one threat comes with no raid."""
    base = load_scenario("tiny")
    held = {"post": system("post", "c2"), **{s.id: s for s in systems}}
    nations = {u.nation for u in units} | {a.nation for a in assets if a.nation} or {"belgium"}
    return replace(
        base,
        assets=tuple(assets),
        units=tuple(units),
        systems=held,
        nations=tuple(ResolvedNation(n, n, (posts or {}).get(n), "host") for n in sorted(nations)),
        network=ResolvedNetwork("decentralised", "autonomous", tuple(links), tuple(tracks), ()),
        terrain=replace(base.terrain, k_factor=estimate(STANDARD_K_FACTOR)),
        **{"raids": (), "incursions": (), "civil": (), "jammers": (), **changes},
    )


def about(threat: str = "drone", **changes) -> Question:
    return replace(QUICK, threats=(threat,), **changes)


def distances_m(terrain: Terrain = GROUND, place: tuple[float, float] = HERE):
    """Ground distance of every point of the terrain from a place, and its bearing on the grid."""
    import numpy as np

    row, col = np.indices(terrain.frame.shape)
    east_m = terrain.frame.west_m + (col + 0.5) * terrain.frame.cell_m - place[0]
    north_m = terrain.frame.north_m - (row + 0.5) * terrain.frame.cell_m - place[1]
    return np.hypot(east_m, north_m), np.arctan2(east_m, north_m)

"""Who looks: every sensor of a situation at its place, which way it faces, and whose picture it feeds."""

from dataclasses import dataclass, replace
from math import atan2, cos, pi, sin

from belfort.numeric.geodesic import geodesic_inverse
from belfort.scenario.places import Position
from belfort.scenario.resolved import Estimate, ResolvedScenario, ResolvedSystem, ResolvedUnit

ON_GROUND = ("alert",)
"""Postures in which an aircraft waits on the ground: its own radar looks at nothing."""


@dataclass(frozen=True, slots=True)
class Post:
    """One sensor at one unit."""

    name: str
    """The unit's, with the sensor's where the unit has several."""
    unit: ResolvedUnit
    sensor: ResolvedSystem
    facing_rad: float
    """True bearing of the middle of its sector; 0 where it looks all round."""
    width_rad: float
    """2 pi where it looks all round."""
    is_facing_assumed: bool
    """True where the scenario does not say which way a sector looks."""

    def figure(self, name: str) -> Estimate:
        """Return a figure of the sensor; what the scenario says of this unit goes before the catalogue."""
        return self.unit.figures.get(name) or self.sensor.figures[name]


def posts_of(scenario: ResolvedScenario) -> tuple[Post, ...]:
    """Return every sensor that looks, by name: of units that fight, and of aircraft in the air.

    Like items at one place (`count`) look as one: they would share sight, weather and jamming. The order does not
    depend on the file's, so that no sum or tie does either.

    A camera is turned at will and counts as looking all round. A radar with a sector and without `facing_deg`
    is turned towards where the raids of the scenario come from, or, without raids, away from the assets: an
    assumption, told as one.
    """
    posts = []
    for unit in scenario.units:
        waits = unit.kind == "aircraft" and unit.posture in ON_GROUND
        if not unit.fights or waits:
            continue
        for name in unit.sensors:
            post = _post(scenario, unit, scenario.systems[name])
            posts.append(post if len(unit.sensors) == 1 else replace(post, name=f"{unit.name}/{name}"))
    return tuple(sorted(posts, key=lambda post: post.name))


def _post(scenario: ResolvedScenario, unit: ResolvedUnit, sensor: ResolvedSystem) -> Post:
    given = unit.figures.get("azimuth_coverage_rad") or sensor.figures.get("azimuth_coverage_rad")
    width_rad = given.mode if given and sensor.traits.get("modality") != "eo-ir" else 2.0 * pi
    if width_rad >= 2.0 * pi - 1e-3:
        return Post(unit.name, unit, sensor, 0.0, 2.0 * pi, False)
    if unit.facing_rad is not None:
        return Post(unit.name, unit, sensor, unit.facing_rad, width_rad, False)
    return Post(unit.name, unit, sensor, threat_axis_rad(scenario, unit.position), width_rad, True)


def threat_axis_rad(scenario: ResolvedScenario, place: Position) -> float:
    """Return the mean true bearing from a place to where the raids come from, each group by its size."""
    pulls = [
        (origin, group.n_threats.mode / len(group.origins))
        for raid in scenario.raids
        for group in raid.groups
        for origin in group.origins
    ]
    turn = 0.0
    if not pulls:
        pulls, turn = [(asset.position, asset.value) for asset in scenario.assets], pi
    east = north = 0.0
    for towards, weight in pulls:
        distance_m, bearing_rad, _ = geodesic_inverse(
            place.lat_rad, place.lon_rad, towards.lat_rad, towards.lon_rad
        )
        if distance_m > 1.0:
            east, north = east + weight * sin(bearing_rad), north + weight * cos(bearing_rad)
    return (atan2(east, north) + turn) % (2.0 * pi)

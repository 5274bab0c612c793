"""Places where a unit could stand: a grid of points, less those that some rule excludes.

A grid over real ground is an illustration of what the rules leave, not a survey: nobody has been there, asked the
owner or looked for a road.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import degrees, inf

import numpy as np
from numpy.typing import NDArray

from belfort.siting.model import Floats, SitingError
from belfort.terrain.model import Terrain

Ring = Sequence[tuple[float, float]]
"""Corners (lat_rad, lon_rad); edges are straight on the terrain's map."""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Where a unit may stand."""

    spacing_m: float
    """Between points of the grid; also the least distance between two candidates."""
    within: Ring | None = None
    """Only inside this; the whole terrain where not given."""
    exclusions: tuple[Ring, ...] = ()
    """Not inside these."""
    steepest_rad: float = inf
    """Largest slope of the ground, over the terrain's cells: what is smaller than a cell is not seen."""
    is_land_only: bool = True
    least_from_assets_m: float = 0.0
    """From every asset."""
    most_from_assets_m: float = inf
    """From the nearest asset."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Points where a unit could stand, row by row from the north-west."""

    lat_rad: Floats
    lon_rad: Floats
    x_m: Floats
    """On the terrain's map."""
    y_m: Floats
    ground_msl_m: Floats
    excluded: dict[str, int]
    """How many points each rule took, in the order of the rules."""

    def __len__(self) -> int:
        """Return how many there are."""
        return self.lat_rad.size


def candidate_sites(
    terrain: Terrain,
    rules: SiteRules,
    asset_lat_rad: Sequence[float] = (),
    asset_lon_rad: Sequence[float] = (),
) -> Candidates:
    """Return the points of a grid where the rules let a unit stand.

    Parameters
    ----------
    terrain
        The ground; its grid bounds the region.
    rules
        Spacing, exclusions, slope, land, distances.
    asset_lat_rad, asset_lon_rad
        Where the assets are that distances are taken from.

    Raises
    ------
    SitingError
        The spacing is no distance, or no point is left: the message says what each rule took.

    Notes
    -----
    Distances are taken on the terrain's map, right to `Frame.scale_error`.
    """
    if not 0.0 < rules.spacing_m < inf:
        raise SitingError(f"the spacing of candidates must be above 0 m, got {rules.spacing_m}")
    frame = terrain.frame
    row, col = _grid(terrain, rules.spacing_m)
    lat_rad, lon_rad = frame.at(row, col)
    x_m, y_m = frame.xy_m(lat_rad, lon_rad)
    keep = np.ones(row.size, np.bool_)
    excluded: dict[str, int] = {}
    for words, is_out in _ruled_out(terrain, rules, (row, col), (x_m, y_m), (asset_lat_rad, asset_lon_rad)):
        excluded[words] = int((keep & is_out).sum())
        keep &= ~is_out
    if not keep.any():
        took = ", ".join(f"{n} {words}" for words, n in excluded.items() if n)
        raise SitingError(
            f"no candidate is left of {row.size} points {rules.spacing_m:g} m apart: {took}. "
            f"Loosen a rule, or make the spacing smaller"
        )
    ground_m = terrain.height_msl_m[row[keep], col[keep]].astype(float)
    return Candidates(lat_rad[keep], lon_rad[keep], x_m[keep], y_m[keep], ground_m, excluded)


def _grid(terrain: Terrain, spacing_m: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of cells at least `spacing_m` apart, the margin halved on both sides."""
    step = max(1, int(np.ceil(spacing_m / terrain.frame.cell_m - 1e-9)))
    axes = [np.arange(((n - 1) % step) // 2, n, step) for n in terrain.frame.shape]
    row, col = np.meshgrid(*axes, indexing="ij")
    return row.ravel(), col.ravel()


def _ruled_out(terrain: Terrain, rules: SiteRules, cells, points, assets):
    """Yield the words of each rule and the points it takes."""
    frame = terrain.frame
    if rules.within is not None:
        yield "outside the area", ~_inside(frame, rules.within, points)
    if rules.is_land_only:
        yield "at sea", ~terrain.is_land[cells]
    for i, ring in enumerate(rules.exclusions):
        yield f"in exclusion area {i + 1}", _inside(frame, ring, points)
    if rules.steepest_rad < inf:
        yield (
            f"steeper than {degrees(rules.steepest_rad):g} deg",
            _slope_rad(terrain)[cells] > rules.steepest_rad,
        )
    if rules.least_from_assets_m > 0.0 or rules.most_from_assets_m < inf:
        distance_m = _nearest_m(frame, points, assets)
        yield "too close to an asset", distance_m < rules.least_from_assets_m
        yield "too far from every asset", distance_m > rules.most_from_assets_m


def _inside(frame, ring: Ring, points) -> NDArray[np.bool_]:
    from shapely import contains_xy
    from shapely.geometry import Polygon

    if len(ring) < 3:
        raise SitingError(f"an area needs three corners or more, found {len(ring)}")
    lat_rad, lon_rad = np.array(ring, float).T
    polygon = Polygon(np.column_stack(frame.xy_m(lat_rad, lon_rad)))
    if not polygon.is_valid:
        raise SitingError("an area's edges cross each other; give its corners in order")
    return contains_xy(polygon, *points)


def _slope_rad(terrain: Terrain) -> Floats:
    south, east = np.gradient(terrain.height_msl_m.astype(float), terrain.frame.cell_m)
    return np.arctan(np.hypot(south, east))


def _nearest_m(frame, points, assets) -> Floats:
    from scipy.spatial import KDTree

    if not len(assets[0]):
        raise SitingError("a distance from assets was asked for, and there are no assets")
    there = np.column_stack(frame.xy_m(np.asarray(assets[0], float), np.asarray(assets[1], float)))
    return KDTree(there).query(np.column_stack(points))[0]

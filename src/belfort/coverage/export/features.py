"""What a file of areas holds, and what it says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from belfort.records import Provenance
from belfort.terrain import Terrain

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Feature:
    """A shape in longitude and latitude (degrees, WGS 84) and what is said of it."""

    geometry: BaseGeometry
    properties: Mapping[str, Value]


def origin(provenance: Provenance, terrain: Terrain | None) -> dict[str, Value]:
    """Return what every exported file says of itself, as plain values.

    Parameters
    ----------
    provenance
        Version, hashes, seed and time.
    terrain
        The ground it rests on; None where no ground was used.
    """
    said: dict[str, Value] = {**provenance.to_dict()}
    if terrain is not None:
        said["is_coarse_terrain"] = terrain.is_coarse
        said["share_coarse_terrain"] = round(float(terrain.share_coarse), 4)
        said["licence"] = "; ".join(terrain.sources)
    return said

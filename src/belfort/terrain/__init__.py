"""The ground: elevation on a metric grid, land and borders, and the lowest altitude in sight of a site.

In: a region, files of elevation or the embedded coarse grid. Out: a `Terrain` without holes, and `Window`s
of the lowest visible altitude.
"""

from belfort.terrain.frame import Frame, frame_of
from belfort.terrain.load import terrain_for
from belfort.terrain.model import Terrain, TerrainError, Window
from belfort.terrain.visibility import Lookout, Survey, lowest_of_all, lowest_visible

__all__ = [
    "Frame",
    "Lookout",
    "Survey",
    "Terrain",
    "TerrainError",
    "Window",
    "frame_of",
    "lowest_of_all",
    "lowest_visible",
    "terrain_for",
]

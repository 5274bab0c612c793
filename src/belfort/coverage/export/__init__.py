"""Coverage as others read it: rasters, areas and their attributes in open formats.

In: arrays on a `Frame`, areas with properties, and where they come from. Out: a Cloud-Optimised GeoTIFF, GeoJSON or a
GeoPackage, written whole or not at all, each with its provenance inside.
"""

from belfort.coverage.export.contours import Region, regions_above, regions_between
from belfort.coverage.export.features import Feature
from belfort.coverage.export.geojson import write_geojson
from belfort.coverage.export.geopackage import write_geopackage
from belfort.coverage.export.raster import write_cog

__all__ = [
    "Feature",
    "Region",
    "regions_above",
    "regions_between",
    "write_cog",
    "write_geojson",
    "write_geopackage",
]

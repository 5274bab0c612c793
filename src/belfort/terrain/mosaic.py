"""Many files as one raster: a GDAL virtual mosaic of those that share a grid, read in pieces.

Neighbouring tiles are joined before they are sampled, so that there is no seam between them.
"""

from collections import defaultdict
from collections.abc import Sequence
from xml.sax.saxutils import escape

from belfort.terrain.files import ElevationFile

_SAME_PLACE = 1e-3
"""Share of a cell by which the grids of two files may differ and still be one."""
Mosaic = tuple[str, tuple[ElevationFile, ...]]


def mosaics(files: Sequence[ElevationFile]) -> list[Mosaic]:
    """Return (virtual raster as XML, its files) for every grid, the coarsest first.

    Parameters
    ----------
    files
        In any order; of two files of one grid that overlap, the later one is on top.
    """
    groups: dict[object, list[ElevationFile]] = defaultdict(list)
    for file in files:
        groups[_grid_of(file)].append(file)
    ordered = sorted(groups.values(), key=lambda group: -group[0].native_m)
    return [(_virtual(group), tuple(group)) for group in ordered]


def _grid_of(file: ElevationFile) -> object:
    """Return what two files must share to be laid side by side without sampling either."""
    a, b, c, d, e, f = file.transform
    if b or d:
        return file.name
    phase = [
        round(1.0 / _SAME_PLACE * ((x / step) % 1.0)) % round(1.0 / _SAME_PLACE)
        for x, step in ((c, a), (f, e))
    ]
    return file.crs, f"{a:.10g} {e:.10g}", *phase


def _virtual(group: list[ElevationFile]) -> str:
    a, b, _, d, e, _ = group[0].transform
    west = min(file.transform[2] for file in group)
    north = (max if e < 0 else min)(file.transform[5] for file in group)
    places = [(round((g.transform[2] - west) / a), round((g.transform[5] - north) / e)) for g in group]
    width = max(x + g.shape[1] for (x, _), g in zip(places, group, strict=True))
    height = max(y + g.shape[0] for (_, y), g in zip(places, group, strict=True))
    sources = "".join(_source(g, *place) for g, place in zip(group, places, strict=True))
    return (
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>{escape(group[0].crs)}</SRS>'
        f"<GeoTransform>{west!r}, {a!r}, {b!r}, {north!r}, {d!r}, {e!r}</GeoTransform>"
        '<VRTRasterBand dataType="Float32" band="1"><NoDataValue>nan</NoDataValue>'
        f"{sources}</VRTRasterBand></VRTDataset>"
    )


def _source(file: ElevationFile, x: int, y: int) -> str:
    rows, cols = file.shape
    size = f'xSize="{cols}" ySize="{rows}"'
    void = "<UseMaskBand>true</UseMaskBand>" if file.has_mask else f"<NODATA>{file.nodata!r}</NODATA>"
    return (
        f'<ComplexSource><SourceFilename relativeToVRT="0">{escape(file.path)}</SourceFilename>'
        f'<SourceBand>1</SourceBand><SrcRect xOff="0" yOff="0" {size}/><DstRect xOff="{x}" yOff="{y}" {size}/>'
        f"<ScaleOffset>{file.offset!r}</ScaleOffset><ScaleRatio>{file.scale!r}</ScaleRatio>"
        f"{void}</ComplexSource>"
    )

"""Grids and provenance for the tests of this folder."""

from datetime import UTC, datetime
from math import radians

from belfort.records import Provenance
from belfort.terrain import Frame, frame_of

PROVENANCE = Provenance(
    "0.1.0", "a" * 64, "b" * 64, 7, datetime(2026, 3, 1, 12, tzinfo=UTC), "belfort coverage"
)


def benelux(cell_m: float = 5000.0) -> Frame:
    return frame_of(*(radians(v) for v in (2.3, 49.3, 7.3, 53.7)), cell_m)


def part(frame: Frame, rows: int, cols: int) -> Frame:
    """Return the upper left corner of a frame."""
    return Frame(frame.crs, frame.west_m, frame.north_m, frame.cell_m, rows, cols)

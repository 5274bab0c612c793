"""Land and borders for a background map, cut to a box."""

import json
from functools import lru_cache
from pathlib import Path

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@lru_cache(maxsize=1)
def _europe() -> list[tuple[str, list[list[Point]]]]:
    raw = json.loads((Path(__file__).parent / "europe.json").read_text("utf8"))
    return [(c["iso"], [[(x, y) for x, y in ring] for ring in c["rings"]]) for c in raw["countries"]]


def countries_in(box: Box) -> list[tuple[str, list[list[Point]]]]:
    """Return each country that reaches into the box: ISO code and rings cut to it."""
    found = []
    for iso, rings in _europe():
        cut = [part for part in (cut_ring(ring, box) for ring in rings) if len(part) > 2]
        if cut:
            found.append((iso, cut))
    return found


def cut_ring(ring: list[Point], box: Box) -> list[Point]:
    """Return a ring cut to a box, edge by edge (Sutherland and Hodgman 1974); along the box it runs on it."""
    west, south, east, north = box
    for axis, limit, keeps_less in ((0, west, False), (0, east, True), (1, south, False), (1, north, True)):
        ring = _cut(ring, axis, limit, keeps_less)
        if not ring:
            return []
    return ring


def _cut(ring: list[Point], axis: int, limit: float, keeps_less: bool) -> list[Point]:
    def inside(p: Point) -> bool:
        return p[axis] <= limit if keeps_less else p[axis] >= limit

    kept: list[Point] = []
    for i, after in enumerate(ring):
        before = ring[i - 1]
        if inside(after) != inside(before):
            share = (limit - before[axis]) / (after[axis] - before[axis])
            kept.append(
                (before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1]))
            )
        if inside(after):
            kept.append(after)
    return kept

"""Where labels and symbols go so that none lies on another: rectangles on a sheet, taken one after the other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import cos, pi, sin


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle and half sides, in points."""

    x: float
    y: float
    half_w: float
    half_h: float

    def meets(self, other: "Box") -> bool:
        """Return whether two rectangles overlap."""
        return (
            abs(self.x - other.x) < self.half_w + other.half_w
            and abs(self.y - other.y) < self.half_h + other.half_h
        )

    def within(self, other: "Box") -> bool:
        """Return whether this lies inside another."""
        return (
            abs(self.x - other.x) + self.half_w <= other.half_w
            and abs(self.y - other.y) + self.half_h <= other.half_h
        )

    def moved(self, x: float, y: float) -> "Box":
        """Return the same rectangle elsewhere."""
        return Box(x, y, self.half_w, self.half_h)


@dataclass(slots=True)
class Room:
    """A part of the sheet and what is taken of it."""

    bounds: Box
    taken: list[Box] = field(default_factory=list)

    def is_free(self, box: Box) -> bool:
        """Return whether a rectangle lies inside and meets nothing that is there."""
        return box.within(self.bounds) and not any(box.meets(t) for t in self.taken)

    def take(self, box: Box) -> Box:
        """Take a rectangle, free or not."""
        self.taken.append(box)
        return box

    def first_free(self, boxes: Iterable[Box]) -> Box | None:
        """Take the first rectangle that is free; None where there is none."""
        for box in boxes:
            if self.is_free(box):
                return self.take(box)
        return None


def around(box: Box, *, step: float, n_rings: int) -> Iterator[Box]:
    """Yield a rectangle at its own place, then on rings around it, near ones first."""
    yield box
    for ring in range(1, n_rings + 1):
        n = 8 + 4 * ring
        for i in range(n):
            angle = 2.0 * pi * (i + 0.5 * (ring % 2)) / n
            yield box.moved(box.x + ring * step * cos(angle), box.y + ring * step * sin(angle))


def beside(x: float, y: float, half_w: float, half_h: float, gap: float) -> Iterator[Box]:
    """Yield the places for a label beside a point: right, left, above, below, and the corners."""
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        slant = 0.75 if dx and dy else 1.0
        yield Box(x + dx * (half_w + slant * gap), y + dy * (half_h + slant * gap), half_w, half_h)

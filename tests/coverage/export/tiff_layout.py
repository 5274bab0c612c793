"""The order of things in a TIFF file, read from its bytes alone: an obvious check of "Cloud-Optimised"."""

import struct
from dataclasses import dataclass

WIDTH, TILE_OFFSETS, TILE_SIZES, TILE_WIDTH, SUBFILE = 256, 324, 325, 322, 254
_SIZE = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8}
_CODE = {1: "B", 3: "H", 4: "I", 16: "Q"}


@dataclass(frozen=True)
class Directory:
    """One image of the file."""

    at: int
    tags: dict[int, tuple[int, ...]]

    @property
    def tiles(self):
        return [o for o in self.tags[TILE_OFFSETS] if o]


def directories(data: bytes) -> list[Directory]:
    """Return the image directories in the order in which they are linked."""
    order = {b"II": "<", b"MM": ">"}[data[:2]]
    is_big = struct.unpack_from(order + "H", data, 2)[0] == 43
    word, width, head, entry = ("Q", 8, 8, 20) if is_big else ("I", 4, 2, 12)
    (at,) = struct.unpack_from(order + word, data, 8 if is_big else 4)
    found = []
    while at:
        (count,) = struct.unpack_from(order + ("Q" if is_big else "H"), data, at)
        tags = {}
        for i in range(count):
            place = at + head + i * entry
            tag, kind, n = struct.unpack_from(order + "HH" + word, data, place)
            where = place + 4 + width
            if _SIZE[kind] * n > width:
                (where,) = struct.unpack_from(order + word, data, where)
            if kind in _CODE:
                tags[tag] = struct.unpack_from(f"{order}{n}{_CODE[kind]}", data, where)
        found.append(Directory(at, tags))
        (at,) = struct.unpack_from(order + word, data, at + head + count * entry)
    return found


def faults(data: bytes) -> list[str]:
    """Return why a file is not cloud-optimised: nothing where it is."""
    images = directories(data)
    found = []
    if any(TILE_WIDTH not in d.tags for d in images):
        return ["an image is not tiled"]
    places = [d.at for d in images]
    if places != sorted(places):
        found.append("directories are not in order")
    if max(places) > min(min(d.tiles) for d in images):
        found.append("a directory lies behind pixels")
    widths = [d.tags[WIDTH][0] for d in images]
    if widths != sorted(widths, reverse=True):
        found.append("overviews do not get smaller")
    starts = [min(d.tiles) for d in images]
    if starts != sorted(starts, reverse=True):
        found.append("pixels of the overviews do not come first")
    return found

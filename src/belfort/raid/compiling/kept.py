"""What is worked out for one raid and holds in others: kept by its content, for as long as the ground lives.

Options of one base, blows to it and dates differ by few units, and their worlds by no value. What a key holds is all
that its result depends on, so what comes from here has the bits of what would be worked out anew.
"""

from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar
from weakref import finalize

import numpy as np

from belfort.terrain import Terrain

Result = TypeVar("Result")
MOST_KEPT_BYTES = 160 << 20
"""For one ground; what nobody asked for the longest goes first."""
OWN_BYTES = 1 << 10
"""What a key and its place take, about."""


class Kept:
    """Results by content; threads may share it, and work side by side."""

    def __init__(self, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._results: dict[Hashable, tuple[Any, int]] = {}
        self._lock, self._n_bytes, self._most_bytes = Lock(), 0, most_bytes

    def find(self, key: Hashable) -> Any | None:
        """Return what is kept under a key."""
        with self._lock:
            found = self._results.pop(key, None)
            if found is None:
                return None
            self._results[key] = found
            return found[0]

    def keep(self, key: Hashable, result: Any, n_bytes: int) -> None:
        """Keep a result, which is not None, and drop those out of use where that is too much."""
        with self._lock:
            if key in self._results or n_bytes > self._most_bytes:
                return
            self._results[key] = result, n_bytes
            self._n_bytes += n_bytes
            while self._n_bytes > self._most_bytes:
                self._n_bytes -= self._results.pop(next(iter(self._results)))[1]

    def made(self, key: Hashable, make: Callable[[], Result], size: Callable[[Result], int]) -> Result:
        """Return what is kept under a key, made now where there is nothing; `size` is that of its arrays in bytes."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found, OWN_BYTES + size(found))
        return found


_KEPT: dict[int, Kept] = {}


def kept_for(terrain: Terrain) -> Kept:
    """Return what is kept for a ground: it lives as long as the ground's heights, which nobody can change."""
    heights_m = terrain.height_msl_m
    if id(heights_m) not in _KEPT:
        _KEPT[id(heights_m)] = Kept()
        finalize(heights_m, _KEPT.pop, id(heights_m), None).atexit = False
    return _KEPT[id(heights_m)]


def content(*parts: Any) -> str:
    """Return a digest of arrays, and of the words of all else: a part that is no array holds none."""
    digest = sha256()
    for part in parts:
        is_array = isinstance(part, np.ndarray)
        words = (part.dtype.str, part.shape) if is_array else part
        digest.update(repr(words).encode())
        digest.update(np.ascontiguousarray(part).tobytes() if is_array else b"\0")
    return digest.hexdigest()

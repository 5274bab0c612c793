"""Luck by name: what is drawn for whom, in which replicate."""

import zlib
from functools import lru_cache

from tests.reference.numeric import philox4x32


class Luck:
    """Uniforms of one replicate of one night."""

    def __init__(self, seed, replicate, night):
        self.seed, self.replicate, self.night = seed, int(replicate), night

    def pair(self, what, entity, block):
        """Two uniforms in the open interval (0, 1)."""
        return _pair(self.seed, self.replicate, self.night, what, entity % 2**32, block % 2**32)

    def number(self, what, entity, n):
        """The n-th uniform of a stream."""
        return self.pair(what, entity, n // 2)[n % 2]


@lru_cache(maxsize=100_000)
def _pair(seed, replicate, night, what, entity, block):
    purpose = (zlib.crc32(f"raid {what}".encode()) + night) % 2**32
    words = philox4x32(block, replicate % 2**32, entity, purpose, *seed)
    return tuple((2 * ((words[i] * 2**32 + words[i + 1]) // 2**12) + 1) / 2**53 for i in (0, 2))

"""Draws of a raid: two uniforms a block of Philox, keyed by what they decide."""

import zlib

import numpy as np

from belfort.numeric.jit import inlined_kernel
from belfort.numeric.philox import open_unit, philox4x32

SCENE = zlib.crc32(b"raid scene")
CONFIRM = zlib.crc32(b"raid confirmation")
KILL = zlib.crc32(b"raid kill")
SENSOR = zlib.crc32(b"raid sensor")
LINK = zlib.crc32(b"raid link")
NODE = zlib.crc32(b"raid node")
UNIT = zlib.crc32(b"raid unit")
HIT = zlib.crc32(b"raid hit")
TILT = zlib.crc32(b"raid tilt")
"""Purposes; a night of a campaign adds its number, so that each has draws of its own."""
FINE = float(1 << 20)


@inlined_kernel
def both(key, purpose, entity, block):
    """Return the two uniforms of one block; `key` is (low, high, replicate, night)."""
    block, entity = np.int64(block), np.int64(entity)  # of one type, so that the generator is compiled once
    w0, w1, w2, w3 = philox4x32(block, key[2], entity, purpose + key[3], key[0], key[1])
    return open_unit(w0, w1), open_unit(w2, w3)


@inlined_kernel
def single(key, purpose, entity, draw):
    """Return draw number `draw` of a stream."""
    first, second = both(key, purpose, entity, draw >> 1)
    return second if draw & 1 else first

"""The random generator: Philox 4x32 with ten rounds, counter-based and without state.

A block of four 32-bit words is a pure function of a counter (draw block, replicate, entity, purpose) and a
key (the seed), and makes two uniforms: draw n of a stream uses half n & 1 of block n >> 1.
Different counters give different blocks, always: for a fixed key the map is one to one.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011), and the
known-answer vectors of the authors' Random123. NumPy's `Philox` is the 4x64 member of the family and
gives other numbers. Twin: `tests/reference/numeric.py`, with Python's whole numbers.
"""

import numpy as np

from belfort.numeric.jit import kernel

_MASK = np.uint64(0xFFFFFFFF)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)  # golden ratio
_WEYL_1 = np.uint64(0xBB67AE85)  # sqrt(3) - 1
_SHIFT_32 = np.uint64(32)
_SHIFT_12 = np.uint64(12)
_HALF_STEP = 2.0**-53


@kernel
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Return the four words of one block.

    Parameters
    ----------
    c0, c1, c2, c3 : integer
        Counter words; only the low 32 bits count.
    k0, k1 : integer
        Key words, likewise.

    Returns
    -------
    tuple of four uint64, each below 2**32.
    """
    c0, c1 = np.uint64(c0) & _MASK, np.uint64(c1) & _MASK
    c2, c3 = np.uint64(c2) & _MASK, np.uint64(c3) & _MASK
    k0, k1 = np.uint64(k0) & _MASK, np.uint64(k1) & _MASK
    for _ in range(10):
        even, odd = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
        c0, c2 = (odd >> _SHIFT_32) ^ c1 ^ k0, (even >> _SHIFT_32) ^ c3 ^ k1
        c1, c3 = odd & _MASK, even & _MASK
        k0, k1 = (k0 + _WEYL_0) & _MASK, (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@kernel
def open_unit(high, low):
    """Return the uniform of two 32-bit words: (2 m + 1) / 2**53, m their upper 52 bits.

    An odd multiple of 2**-53 is exact, is never 0 or 1, and its mirror 1 - u is one too. (With 53 random
    bits the largest value would round to 1.)
    """
    bits = ((high << _SHIFT_32) | low) >> _SHIFT_12
    return (2.0 * np.int64(bits) + 1.0) * _HALF_STEP


@kernel
def unit_draw(stream, draw):
    """Return draw number `draw` of a stream as a uniform in the open interval (0, 1).

    Parameters
    ----------
    stream : Stream
        From `belfort.numeric.streams`.
    draw : int
        From 0 to 2**33 - 1; beyond that the stream repeats.
    """
    w0, w1, w2, w3 = philox4x32(
        draw >> 1, stream.replicate, stream.entity, stream.purpose, stream.key_low, stream.key_high
    )
    return open_unit(w2, w3) if draw & 1 else open_unit(w0, w1)


@kernel
def fill_unit(out, stream, first):
    """Write draws first, first + 1, ... of a stream into `out`; each block is worked out once.

    Parameters
    ----------
    out : (n,) float64
        Overwritten, in the open interval (0, 1).
    stream : Stream
        From `belfort.numeric.streams`.
    first : int
        Number of the first draw.
    """
    n_out = out.shape[0]
    start = min(first & 1, n_out)
    if start == 1:
        out[0] = unit_draw(stream, first)
    block = (first + start) >> 1
    for pair in range((n_out - start) // 2):
        w0, w1, w2, w3 = philox4x32(
            block + pair, stream.replicate, stream.entity, stream.purpose, stream.key_low, stream.key_high
        )
        out[start + 2 * pair] = open_unit(w0, w1)
        out[start + 2 * pair + 1] = open_unit(w2, w3)
    if (n_out - start) & 1:
        out[n_out - 1] = unit_draw(stream, first + n_out - 1)

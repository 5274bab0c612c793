"""The key of a random stream: (seed, replicate, entity, purpose), in plain Python.

A stream has no state. Draw number n of a stream is a pure function of the four keys and n, so a result never
depends on threads, chunks or the order in which things happen, and two options that ask for the same
(replicate, entity, purpose, n) meet the same luck (common random numbers; L'Ecuyer 2015).

>>> from belfort.numeric import draws
>>> detection = stream(random_key(2024), replicate=7, entity=31, purpose=purpose_code("detection"))
>>> draws.normal(detection, 0, 0.0, 1.0) == draws.normal(detection, 0, 0.0, 1.0)
True

Inside a kernel, write `Stream(key.low, key.high, replicate, entity, purpose)` with a purpose code that
the caller worked out once.
"""

import zlib
from typing import NamedTuple

_WORD = 1 << 32


class RandomKey(NamedTuple):
    """A 64-bit seed as two 32-bit words; make it with `random_key`."""

    low: int
    high: int


class Stream(NamedTuple):
    """One random stream: five 32-bit words. A kernel takes it as it is; make it with `stream`."""

    key_low: int
    key_high: int
    replicate: int
    entity: int
    purpose: int


def random_key(seed: int) -> RandomKey:
    """Split a seed, 0 <= seed < 2**64, into the two key words of the generator.

    Raises
    ------
    ValueError
        The seed is out of range.
    """
    if not 0 <= seed < 1 << 64:
        raise ValueError(f"seed must be a whole number from 0 to 2**64 - 1, got {seed}")
    return RandomKey(int(seed) % _WORD, int(seed) // _WORD)


def purpose_code(purpose: str) -> int:
    """Return the 32-bit word of a purpose such as "detection": its CRC-32 over UTF-8.

    Stable over processes, machines and Python versions (unlike `hash`). Two of n purposes share a word with
    probability about n**2 / 2**33: 3e-7 for fifty.

    Raises
    ------
    ValueError
        The text is empty.
    """
    if not purpose:
        raise ValueError("a purpose needs a text, such as 'detection'")
    return zlib.crc32(purpose.encode())


def stream(key: RandomKey, *, replicate: int, entity: int, purpose: int) -> Stream:
    """Return the stream of one replicate, entity and purpose, each a whole number from 0 to 2**32 - 1.

    Raises
    ------
    ValueError
        A word is out of range. Every fault is named.
    """
    words = {"replicate": replicate, "entity": entity, "purpose": purpose}
    faults = [f"{name} is {word}" for name, word in words.items() if not 0 <= word < _WORD]
    if faults:
        raise ValueError(f"a stream's words run from 0 to 2**32 - 1: {', '.join(faults)}")
    return Stream(key.low, key.high, int(replicate), int(entity), int(purpose))

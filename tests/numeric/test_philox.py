"""The generator: published vectors, open interval, independence of order and chunks."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.numeric import philox
from belfort.numeric.streams import Stream, purpose_code, random_key, stream
from tests.numeric.cases import any_stream
from tests.reference import numeric as twin

ALL = 0xFFFFFFFF
KNOWN_ANSWERS = [  # Random123, tests/kat_vectors, philox4x32 10: counter, key, block
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL, ALL, ALL, ALL), (ALL, ALL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
WORDS = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(("counter", "key", "block"), KNOWN_ANSWERS)
def test_published_vectors(counter, key, block):
    assert philox.philox4x32(*counter, *key) == block
    assert twin.philox4x32(*counter, *key) == block


def test_a_uniform_never_reaches_zero_or_one():
    low, high = np.uint64(0), np.uint64(ALL)
    assert philox.open_unit(low, low) == 2.0**-53
    assert philox.open_unit(high, high) == 1.0 - 2.0**-53
    assert philox.open_unit(np.uint64(2**31), low) == 0.5 + 2.0**-53


@given(words=st.tuples(*[WORDS] * 5), draw=st.integers(0, 2**33 - 1))
def test_single_draw_agrees_with_its_twin(words, draw):
    assert philox.unit_draw(Stream(*words), draw) == twin.unit_draw(Stream(*words), draw)


@given(first=st.integers(0, 2**33 - 100), cuts=st.lists(st.integers(0, 60), max_size=4))
def test_chunks_do_not_matter(first, cuts):
    whole, pieces = np.empty(60), np.full(60, np.nan)
    philox.fill_unit(whole, any_stream(), first)
    edges = [0, *sorted(cuts), 60]
    for begin, end in reversed(list(pairwise(edges))):
        philox.fill_unit(pieces[begin:end], any_stream(), first + begin)
    assert pieces.tolist() == whole.tolist()


@pytest.mark.parametrize("field", Stream._fields)
def test_each_key_word_gives_another_stream(field):
    """Two thousand streams that differ in one word share no draw, and are not correlated."""
    first = np.empty((2000, 2))
    for i, row in enumerate(first):
        philox.fill_unit(row, any_stream()._replace(**{field: i}), 0)
    assert len(np.unique(first)) == first.size
    neighbours = np.corrcoef(first[:-1, 0], first[1:, 0])[0, 1]
    assert abs(neighbours) < 4 / np.sqrt(2000)


def test_bits_are_even():
    """Each of the 52 random bits is set half of the time, within five standard errors."""
    n = 100_000
    out = np.empty(n)
    philox.fill_unit(out, any_stream(), 0)
    numbers = ((out * 2.0**53).astype(np.uint64) - 1) // 2
    for bit in range(52):
        share = ((numbers >> np.uint64(bit)) & np.uint64(1)).mean()
        assert abs(share - 0.5) < 5 * 0.5 / np.sqrt(n), bit


def test_purposes_are_stable_words():
    assert purpose_code("123456789") == 0xCBF43926  # the check value of CRC-32 (ISO-HDLC)
    purposes = ["detection", "kill", "latency", "arrival", "route", "weather", "false alarm", "identity"]
    assert len({purpose_code(purpose) for purpose in purposes}) == len(purposes)


def test_seed_words():
    assert random_key(0x0123456789ABCDEF) == (0x89ABCDEF, 0x01234567)
    assert random_key(2**64 - 1) == (ALL, ALL)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match="seed must be"):
        random_key(seed)


def test_stream_words_out_of_range_are_refused_together():
    with pytest.raises(ValueError, match=r"replicate is -1, entity is 4294967296"):
        stream(random_key(1), replicate=-1, entity=2**32, purpose=5)


def test_an_empty_purpose_is_refused():
    with pytest.raises(ValueError, match="needs a text"):
        purpose_code("")

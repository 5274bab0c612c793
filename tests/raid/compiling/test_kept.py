"""What is kept by content: bounded, gone with its ground, and never taken for what it is not."""

import gc
from dataclasses import replace

import numpy as np
import pytest

from belfort.raid.compiling import kept as kept_module
from belfort.raid.compiling.kept import Kept, content, kept_for
from tests.raid.situations import ground


def test_no_more_is_kept_than_there_is_room_for_and_what_nobody_asks_for_goes_first():
    kept = Kept(most_bytes=100)
    kept.keep("a", 1, 40)
    kept.keep("a", 2, 40)  # counts once, and the first stays
    kept.keep("b", 3, 60)
    assert kept.find("a") == 1
    kept.keep("c", 4, 4)
    assert kept.find("b") is None
    assert (kept.find("a"), kept.find("c")) == (1, 4)
    kept.keep("d", 5, 101)  # larger than all there is room for: nothing goes for it
    assert (kept.find("a"), kept.find("d")) == (1, None)


def test_what_is_kept_is_made_once():
    kept, made = Kept(), []
    for _ in range(3):
        assert kept.made("a", lambda: made.append(1) or (), lambda found: len(found)) == ()
    assert made == [1]


def test_what_is_kept_goes_with_its_ground():
    terrain = replace(ground(), height_msl_m=ground().height_msl_m.copy())
    assert kept_for(terrain) is kept_for(replace(terrain, notes=("again",)))
    key = id(terrain.height_msl_m)
    assert key in kept_module._KEPT
    del terrain
    gc.collect()
    assert key not in kept_module._KEPT


@pytest.mark.parametrize(
    "other",
    [
        (np.array([1.0, 2.0]), np.zeros(0)),
        (np.array([1.0]), np.array([2.0]), ""),
        (np.array([[1.0], [2.0]]),),
        (np.array([1.0, 2.0], np.float32),),
        (np.array([1.0, np.nextafter(2.0, 3.0)]),),
        ("[1.0, 2.0]",),
    ],
)
def test_a_digest_knows_where_arrays_end_their_shape_and_their_kind(other):
    assert content(np.array([1.0, 2.0])) != content(*other)
    assert content(*other) == content(*other)

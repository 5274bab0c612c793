"""Nothing lies on anything else."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from belfort.report.placing import Box, Room, around, beside

numbers = st.floats(0, 100)
sizes = st.floats(0.5, 12)


@given(st.lists(st.tuples(numbers, numbers, sizes, sizes), max_size=30))
def test_what_is_taken_is_inside_and_apart(wanted):
    room = Room(Box(50, 50, 50, 50))
    for x, y, w, h in wanted:
        room.first_free(around(Box(x, y, w, h), step=3, n_rings=20))
    assert all(box.within(room.bounds) for box in room.taken)
    assert not any(one.meets(two) for one, two in combinations(room.taken, 2))


def test_an_own_place_that_is_free_is_kept():
    room = Room(Box(50, 50, 50, 50))
    start = Box(20, 20, 5, 5)
    assert room.first_free(around(start, step=3, n_rings=5)) == start
    second = room.first_free(around(start, step=3, n_rings=5))
    assert second is not None and 9 < abs(second.x - 20) + abs(second.y - 20) < 20  # noqa: PT018


def test_a_full_room_has_no_place():
    room = Room(Box(5, 5, 5, 5), [Box(5, 5, 5, 5)])
    assert room.first_free(around(Box(5, 5, 1, 1), step=1, n_rings=3)) is None


@given(numbers, numbers, sizes, sizes, st.floats(0.5, 5))
def test_a_label_beside_a_point_does_not_cover_it(x, y, w, h, gap):
    point = Box(x, y, 0.2 * gap, 0.2 * gap)
    assert not any(box.meets(point) for box in beside(x, y, w, h, gap))

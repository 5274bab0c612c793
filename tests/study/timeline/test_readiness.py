import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.readiness import (
    RepairQueue,
    availability,
    mtbf_of,
    p_at_least,
    p_training_unit_fights,
    sustained,
    units_needed,
)
from tests.reference.timeline import share_of_time_down


def test_availability_and_back():
    assert availability(300, 24) == pytest.approx(0.925926, abs=1e-6)
    assert mtbf_of(availability(300, 24), 24) == pytest.approx(300)


def test_ten_units_one_crew_and_two():
    share = availability(300, 24)
    assert p_at_least(9, 10, share) == pytest.approx(0.834, abs=5e-4)
    one, two = RepairQueue(10, 300, 24, 1), RepairQueue(10, 300, 24, 2)
    assert one.p_up(9) == pytest.approx(0.580, abs=5e-4)
    assert one.mean_up == pytest.approx(8.476, abs=5e-4)
    assert two.p_up(9) == pytest.approx(0.813, abs=5e-4)


@given(st.integers(1, 12), st.floats(10, 1000), st.floats(1, 100))
def test_a_crew_each_is_independence(n, mtbf, mttr):
    queue = RepairQueue(n, mtbf, mttr, n)
    share = availability(mtbf, mttr)
    assert queue.p_down.sum() == pytest.approx(1.0)
    assert queue.mean_up == pytest.approx(n * share)
    for k in range(n + 1):
        assert queue.p_up(k) == pytest.approx(p_at_least(k, n, share), abs=1e-9)


@given(st.integers(2, 10), st.integers(1, 5))
def test_more_crews_never_hurt(n, crews):
    few, many = RepairQueue(n, 100, 30, crews), RepairQueue(n, 100, 30, crews + 1)
    assert many.mean_up >= few.mean_up - 1e-12
    assert all(many.p_up(k) >= few.p_up(k) - 1e-12 for k in range(n + 1))


def test_as_the_twin_event_by_event():
    queue = RepairQueue(6, 100, 40, 2)
    twin = share_of_time_down(6, 100, 40, 2, 400_000, seed=1)
    np.testing.assert_allclose(queue.p_down, twin, atol=0.012)


def test_rotation():
    assert units_needed(3, 2) == 9
    assert sustained(10, 2) == 3
    assert sustained(10, 3) == 2
    assert sustained(9, 2) == 3
    assert units_needed(4, 0) == 4


def test_the_training_unit():
    assert p_training_unit_fights(0.9, 0.0) == 0.9
    assert p_training_unit_fights(0.9, 1.0) == 0.0
    assert p_training_unit_fights(0.9, 0.6, 0.5) == pytest.approx(0.63)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: availability(0, 1),
        lambda: mtbf_of(1.0, 2),
        lambda: mtbf_of(0.9, 0),
        lambda: p_at_least(1, 2, 1.2),
        lambda: RepairQueue(0, 0, 0, 0),
        lambda: units_needed(2, -1),
        lambda: sustained(2, -1),
        lambda: p_training_unit_fights(0.9, 1.1),
    ],
)
def test_nonsense_is_refused(ask):
    with pytest.raises(TimelineError):
        ask()


def test_every_fault_of_a_queue_is_told():
    with pytest.raises(TimelineError) as told:
        RepairQueue(0, 0, 0, 0)
    assert len(str(told.value).splitlines()) == 4

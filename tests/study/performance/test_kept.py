"""What is kept of a raid: means by world against slow loops."""

import numpy as np
import pytest

from belfort.study.performance.kept import Measured, measured
from tests.study.questions import measured as made

KEY = ("n_leaked", "")


def test_means_are_by_world_and_leave_the_mode_out():
    found = made([[1.0, 2.0, 6.0], [4.0, 4.0]])
    world = np.concatenate([[-1, -1], found.world]).astype(np.int32)
    mixed = Measured({KEY: np.concatenate([[50.0, 70.0], found.values[KEY]])}, world, {})
    slow = [np.mean([v for v, w in zip(mixed.values[KEY], world, strict=True) if w == k]) for k in (0, 1)]
    assert mixed.means(KEY).tolist() == slow == [3.0, 4.0]


def test_worlds_in_any_order_have_the_same_means():
    found = made([[1.0, 2.0, 6.0], [4.0, 5.0]])
    order = np.array([3, 0, 4, 2, 1])
    shuffled = Measured({KEY: found.values[KEY][order]}, found.world[order], {})
    assert shuffled.means(KEY) == pytest.approx(found.means(KEY))


def test_without_worlds_there_is_one_mean_at_the_mode():
    found = Measured({KEY: np.array([1.0, 4.0])}, np.array([-1, -1], np.int32), {})
    assert found.means(KEY).tolist() == [2.5]


def test_shots_left_are_shares_of_what_there_was(monkeypatch):
    """An effector that nobody has is left out, not divided by."""
    from types import SimpleNamespace

    from belfort.study.performance import kept

    monkeypatch.setattr(kept, "measures", lambda _o: {KEY: np.zeros(2)})
    monkeypatch.setattr(kept, "worlds_of", lambda _o: np.zeros(2, np.int32))
    left = np.array([[[40.0, 0.0], [30.0, 0.0]], [[35.0, 0.0], [10.0, 0.0]]])
    found = measured(SimpleNamespace(names=SimpleNamespace(effectors=("missile", "none")), left=left))
    assert found.left_share == {
        ("left_after_night_1", "missile"): 0.75,
        ("left_after_night_2", "missile"): 0.25,
    }

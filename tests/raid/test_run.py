"""Runs over worlds: resumed, repeated, threaded and refused."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.raid import parts as parts_room
from belfort.raid.compiling.stage import RaidError
from belfort.raid.model import Question
from belfort.raid.parts import Parts
from belfort.raid.run import simulate_raid
from belfort.raid.simulate import words_of
from tests.raid.situations import WHOLE, ground, scenario

ASKED = Question("night", n_replicates=32, n_worlds=3, n_threads=1)


def same(one, other):
    names = ("rows", "expected", "world", "replicate", "night", "left", "shot_eur", "attack_eur")
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in names)


@pytest.fixture(scope="module")
def usual():
    return simulate_raid(scenario(), ASKED, ground())


def test_worlds_and_replicates_are_counted(usual):
    assert np.unique(usual.world).tolist() == [-1, 0, 1, 2]
    assert [(usual.world == w).sum() for w in (-1, 0, 1, 2)] == [32, 11, 11, 11]
    assert usual.sums.leaks.sum() == usual.rows[usual.world >= 0, 1].sum()
    assert usual.mode_sums.leaks.sum() == usual.rows[usual.world < 0, 1].sum()
    assert len(usual.drawn) == 3


def test_threads_change_no_bit(usual):
    assert same(usual, simulate_raid(scenario(), replace(ASKED, n_threads=3), ground()))


def test_a_killed_run_goes_on_with_what_is_finished(usual, tmp_path, monkeypatch):
    kept, saved = Parts(tmp_path), []
    real = Parts.save

    def save(self, name, arrays):
        if len(saved) == 2:
            raise KeyboardInterrupt
        real(self, name, arrays)
        saved.append(name)

    monkeypatch.setattr(Parts, "save", save)
    with pytest.raises(KeyboardInterrupt):
        simulate_raid(scenario(), ASKED, ground(), parts=kept)
    finished = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.npz")}
    assert len(finished) == 2
    monkeypatch.setattr(Parts, "save", real)
    again = simulate_raid(scenario(), ASKED, ground(), parts=kept)
    assert same(usual, again)
    assert all(p.stat().st_mtime_ns == at for p, at in finished.items())
    assert len(list(tmp_path.rglob("*.npz"))) == 4
    assert not list(tmp_path.rglob("*.part"))


def test_a_full_disk_loses_nothing_that_was_finished(usual, tmp_path, monkeypatch):
    real, n = np.savez_compressed, []

    def full(file, **arrays):
        n.append(1)
        if len(n) > 2:
            file.write(b"half")
            raise OSError(28, "No space left on device")
        real(file, **arrays)

    monkeypatch.setattr(parts_room.np, "savez_compressed", full)
    with pytest.raises(OSError, match="No space left"):
        simulate_raid(scenario(), ASKED, ground(), parts=Parts(tmp_path))
    assert len(list(tmp_path.rglob("*.npz"))) == 2
    assert not list(tmp_path.rglob("*.part"))
    monkeypatch.setattr(parts_room.np, "savez_compressed", real)
    assert same(usual, simulate_raid(scenario(), ASKED, ground(), parts=Parts(tmp_path)))


def test_a_damaged_part_is_made_again(usual, tmp_path):
    simulate_raid(scenario(), ASKED, ground(), parts=Parts(tmp_path))
    one, two, *_ = sorted(tmp_path.rglob("*.npz"))
    one.write_bytes(one.read_bytes()[:100])
    two.write_bytes(b"")
    assert same(usual, simulate_raid(scenario(), ASKED, ground(), parts=Parts(tmp_path)))


def test_what_is_kept_is_never_taken_for_something_else(tmp_path):
    kept = Parts(tmp_path)
    simulate_raid(scenario(), ASKED, ground(), parts=kept)
    n = len(list(tmp_path.iterdir()))
    other = scenario(WHOLE.replace("seed = 3", "seed = 4"))
    found = simulate_raid(other, ASKED, ground(), parts=kept)
    assert len(list(tmp_path.iterdir())) == n + 1
    assert same(found, simulate_raid(other, ASKED, ground()))
    simulate_raid(scenario(), replace(ASKED, policy="greedy"), ground(), parts=kept)
    assert len(list(tmp_path.iterdir())) == n + 2


def test_the_same_worlds_meet_every_option():
    found = scenario(
        WHOLE + '\n[options.more]\ntitle = "More"\n[[options.more.remove]]\nunits = "skyranger"\n'
    )
    base, more = (simulate_raid(found.with_option(o), ASKED, ground()) for o in (None, "more"))
    for one, other in zip(base.drawn, more.drawn, strict=True):
        shared = one.keys() & other.keys()
        assert len(shared) > 100
        assert all(one[k] == other[k] for k in shared)
    assert np.array_equal(base.rows[:, 0], more.rows[:, 0])  # armed threats: the same raids
    assert base.rows[:, 1].mean() < more.rows[:, 1].mean()


def test_every_fault_of_a_question_is_named_at_once():
    asked = Question("day", 0, 5000, "wish", False, 400, 2.0, ((9, "nothing"),), 0)
    with pytest.raises(RaidError) as caught:
        simulate_raid(scenario(), asked, ground())
    for words in ("'day'", "replicates", "worlds", "nights", "resupply", "'wish'", "'nothing'", "threads"):
        assert words in str(caught.value)
    with pytest.raises(ValueError, match="at most"):
        words_of(0, 0, 1 << 23)


def test_progress_tells_rate_and_time_left():
    told = []
    simulate_raid(scenario(), ASKED, ground(), progress=lambda words, share: told.append((words, share)))
    assert any("raids/s" in words and "s left" in words for words, _ in told)
    assert told[-1][1] == pytest.approx(1.0)
    assert all(0.0 <= share <= 1.0 for _, share in told)

"""What stages have in common is looked over once, and comes out the same as looked over anew."""

import itertools
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from belfort.raid.compiling import sights
from belfort.raid.compiling.compile import compile_raid
from belfort.raid.compiling.sights import sights_of
from belfort.raid.compiling.stage import stage_of
from belfort.terrain import Lookout, Survey
from belfort.terrain.model import Window
from tests.raid.situations import ASSETS, C2, HEAD, NASAMS, RAID, TAIL, ground, scenario

FEWER, MORE = scenario(HEAD, ASSETS, C2, NASAMS, RAID, TAIL), scenario()


def fresh_ground():
    """The same ground as a new object, for which nothing is kept."""
    return replace(ground(), height_msl_m=ground().height_msl_m.copy())


def bytes_of(one) -> list[bytes]:
    """Every array within nested tuples and data classes."""
    if isinstance(one, np.ndarray):
        return [str((one.dtype, one.shape)).encode() + one.tobytes()]
    if is_dataclass(one):
        return [b for f in fields(one) for b in bytes_of(getattr(one, f.name))]
    return [b for x in one for b in bytes_of(x)] if isinstance(one, tuple) else []


@pytest.fixture
def looks(monkeypatch):
    """Names of the places that are looked over."""
    names, window = [], Survey.window
    monkeypatch.setattr(Survey, "window", lambda self, place: names.append(place.name) or window(self, place))
    return names


def test_a_stage_after_another_has_the_bytes_of_a_fresh_one_and_looks_only_from_new_places(looks):
    terrain = fresh_ground()
    first = stage_of(FEWER, "night", terrain, n_threads=1)
    n_first = len(looks)
    assert n_first == len(first.posts) + len(first.shooters)
    looks.clear()
    shared = stage_of(MORE, "night", terrain, n_threads=1)
    assert looks
    assert all(name.startswith("skyranger") for name in looks)
    looks.clear()
    fresh = stage_of(MORE, "night", fresh_ground(), n_threads=1)
    assert len(looks) > n_first
    assert bytes_of((shared.post_sight, shared.eye_sight)) == bytes_of((fresh.post_sight, fresh.eye_sight))
    plan = bytes_of(compile_raid(shared))
    assert len(plan) > 15
    assert plan == bytes_of(compile_raid(fresh))


def test_other_ways_refraction_and_places_are_looked_over_anew(looks):
    terrain = fresh_ground()
    stage = stage_of(FEWER, "night", terrain, n_threads=1)
    place = Lookout(stage.shooters[0].position.lat_rad, stage.shooters[0].position.lon_rad, 30e3, name="a")
    row, col = stage.columns[:2]
    looks.clear()
    for survey, one, ways, n in (
        (Survey(terrain), place, (row, col), 1),
        (Survey(terrain), replace(place, name="b"), (row, col), 1),  # a name hides nothing
        (Survey(terrain), replace(place, range_m=31e3), (row, col), 2),
        (Survey(terrain, 1.1), place, (row, col), 3),
        (Survey(terrain), place, (row + 1.0, col), 4),
        (Survey(fresh_ground()), place, (row, col), 5),
    ):
        sights_of(survey, [one], ways, stage.start)
        assert len(looks) == n


@pytest.mark.parametrize("seed", range(8))
def test_a_sight_holds_each_way_from_its_first_sample_in_reach_to_its_last(seed):
    rng = np.random.default_rng(seed)
    heights_m = rng.uniform(0.0, 500.0, (12, 9)).astype(np.float32)
    heights_m[rng.random(heights_m.shape) < 0.4] = np.inf
    window = Window(ground().frame, 5, 7, heights_m)
    start = np.concatenate([[0], np.cumsum(rng.integers(2, 40, 6))])
    cells = rng.integers(0, 22, start[-1]), rng.integers(0, 22, start[-1])
    for far in (slice(start[0], start[1]), slice(start[5], start[6]))[: seed % 3]:
        cells[0][far] = 40
    found = sights._sight(window, cells, start)
    inside = (cells[0] >= 5) & (cells[0] < 17) & (cells[1] >= 7) & (cells[1] < 16)
    for i, (a, b) in enumerate(itertools.pairwise(start)):
        hidden_m = [
            heights_m[r - 5, c - 7] if is_in else np.inf
            for r, c, is_in in zip(cells[0][a:b], cells[1][a:b], inside[a:b], strict=True)
        ]
        seen = [k for k, h in enumerate(hidden_m) if h < np.inf]
        low, high = (max(seen[0] - 1, 0), min(seen[-1] + 2, b - a)) if seen else (0, 0)
        own = found.hidden_m[found.begin[i] : found.begin[i + 1]]
        assert own.tolist() == hidden_m[low:high]
        assert found.first[i] == low

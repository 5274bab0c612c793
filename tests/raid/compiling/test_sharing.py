"""Each input of what is kept is part of its key: a change of any one, after the other, has the bits of a fresh start."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from belfort.raid.compiling import force, kernels, sensing
from belfort.raid.compiling.compile import compile_raid
from belfort.raid.compiling.kept import Kept
from belfort.raid.compiling.stage import stage_of
from belfort.raid.compiling.worlds import Reads, draws, estimates_of
from belfort.scenario.load import shipped_catalogue
from tests.raid.compiling.test_sights import bytes_of, fresh_ground
from tests.raid.situations import SKYRANGER, WHOLE, scenario

JAMMER = """
[[threats.jammers]]
name = "jammer"
at = { from = "Antwerp", bearing_deg = 60, distance_km = 90 }
altitude_m = 8000
jam_to_noise_db = 30
"""
WEATHER = "[weather]\nrain_mm_h = 20\nvisibility_km = 4\nnight = true\nwind_mps = 9\n"


def written(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new)


CHANGES = {
    "a threat": written('"kalibr"', '"kh-101"'),
    "a place": written("6 km N of EBAW", "7 km N of EBAW"),
    "a sensor": written('"gm200-mmc"', '"trml-4d"'),
    "a height": written("mode = 500", "mode = 600"),
    "a target": written('["antwerp-airport"]', '["ghent"]'),
    "a radius": written("radius_km = 2", "radius_km = 3"),
    "an origin": written("distance_km = 250", "distance_km = 240"),
    "jitter": written("jitter_km = 3", "jitter_km = 4"),
    "the seed": written("seed = 3", "seed = 4"),
    "a load": written("aim-120c-8 = 18", "amraam-er = 18"),
    "what is protected": written("reloads = 1", 'reloads = 1\nprotects = ["ghent"]'),
    "jammers": WHOLE + JAMMER,
    "weather": WHOLE + WEATHER,
}


def plan(found, terrain, world="mode", **how):
    return bytes_of(compile_raid(stage_of(found, "night", terrain, n_threads=1), world, **how))


@cache
def shared():
    """A ground on which the whole has been compiled, in the world of modes."""
    terrain = fresh_ground()
    return terrain, plan(scenario(), terrain)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_scenario_is_worked_out_anew(name):
    terrain, before = shared()
    changed = scenario(CHANGES[name])
    found = plan(changed, terrain)
    assert found == plan(changed, fresh_ground())
    assert found != before


@cache
def read():
    """The stage, its world of modes, and the origins of all that compiling it reads of a world."""
    stage = stage_of(scenario(), "night", shared()[0], n_threads=1)
    estimates = estimates_of(stage.scenario)
    modes = Reads({origin: e.mode for origin, e in estimates.items()})
    compile_raid(stage, modes)
    return stage, dict(modes.items()), {o: estimates[o] for o in modes.asked if o in estimates}


def compiled_anew(stage, world, monkeypatch):
    """A plan for which nothing that is kept is found."""
    empty = Kept()
    with monkeypatch.context() as patch:
        for room in (sensing, force):
            patch.setattr(room, "kept_for", lambda _terrain: empty)
        return bytes_of(compile_raid(stage, world))


def test_a_change_of_any_value_of_a_world_is_worked_out_anew(monkeypatch):
    stage, modes, estimates = read()
    assert len(estimates) > 50
    base, n_moved = bytes_of(compile_raid(stage, modes)), 0
    for n, (origin, estimate) in enumerate(estimates.items()):
        moved = estimate.high if n % 4 else np.nextafter(estimate.mode, np.inf)
        found = bytes_of(compile_raid(stage, modes | {origin: moved}))
        assert found == compiled_anew(stage, modes | {origin: moved}, monkeypatch), origin
        n_moved += found != base
    assert n_moved > 20


@pytest.mark.parametrize("case", ["low", "mode", "high"])
def test_cases_are_told_apart(case, monkeypatch):
    stage, *_ = read()
    assert bytes_of(compile_raid(stage, case)) == compiled_anew(stage, case, monkeypatch)


def test_what_is_found_counts_as_read():
    """Who asks what a raid reads of a world gets the same answer from what is kept."""
    stage, modes, _ = read()
    anew, again = Reads(modes | {"none": 1.0}), Reads(modes | {"none": 1.0})
    for reads, terrain in ((anew, fresh_ground()), (again, stage.terrain)):
        compile_raid(stage_of(stage.scenario, "night", terrain, n_threads=1), reads)
    assert again.asked == anew.asked
    assert "none" not in anew.asked


def test_threads_that_share_make_what_one_makes(monkeypatch):
    stage, *_ = read()
    worlds = draws(stage.scenario, shipped_catalogue(), range(6))
    alone = [compiled_anew(stage, world, monkeypatch) for world in worlds]
    fresh = stage_of(scenario(), "night", fresh_ground(), n_threads=1)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda n: bytes_of(compile_raid(fresh, worlds[n % 6])), range(18)))
    assert found == alone * 3


def test_stages_after_each_other_look_along_ways_once(monkeypatch):
    stage, modes, _ = read()
    compile_raid(stage, modes)
    calls = []
    for name in ("confirm_ways", "windows_on_ways"):
        kernel = getattr(kernels, name)
        monkeypatch.setattr(kernels, name, lambda *a, k=kernel: calls.append(1) or k(*a))
    fewer = scenario(WHOLE.replace(SKYRANGER, ""))
    compile_raid(stage_of(fewer, "night", stage.terrain, n_threads=1), modes)
    assert not calls
    compile_raid(stage, modes | {"scenario:terrain.k_factor": 1.2, "default:terrain.k_factor": 1.2})
    assert calls

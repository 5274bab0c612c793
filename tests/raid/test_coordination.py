"""One volley: who takes what, and what coordination saves."""

import numpy as np
import pytest

from belfort.raid.compiling.compile import compile_raid
from belfort.raid.compiling.stage import stage_of
from belfort.raid.coordination import value_of_coordination, volley
from belfort.raid.model import Question
from belfort.raid.replay import _play
from tests.raid.situations import WHOLE, ground, scenario

MANY = WHOLE.replace("count = 12", "count = 30")


@pytest.fixture(scope="module")
def compiled():
    return compile_raid(stage_of(scenario(MANY), "night", ground(), n_threads=1))


def test_the_volley_is_that_of_the_raid(compiled):
    problem = volley(compiled, 3, 5)
    assert problem.n_targets == 33
    assert problem.n_weapons == len(compiled.names.weapons)
    units, weapons = compiled.plan.force.units, compiled.plan.force.weapons
    assert np.all(problem.rounds <= units["n_channels"][weapons["unit"]])
    assert set(np.round(problem.values, 6).tolist()) <= {
        5.0,
        3.5,
        1.4,
    }  # of values 5 and 2, drones 70 % armed


def test_the_lanes_are_those_of_the_simulation(compiled):
    stage = stage_of(scenario(MANY), "night", ground(), n_threads=1)
    played = _play(stage, Question("night", 1, 0), (-1, 5), "mode")
    problem = volley(compiled, 3, 5)
    value = compiled.plan.scene.lanes["value"]
    flown = value[played.threats["lane"]]
    share = np.where(np.isclose(problem.values, flown), 1.0, 0.7)
    assert problem.values == pytest.approx(flown * share)


def test_who_coordinates_leaves_no_more(compiled):
    rows = {r.method: r for r in value_of_coordination(compiled, 3, n_replicates=2, seconds=2.0)}
    assert rows["best"].value_left <= rows["greedy"].value_left + 1e-9
    assert rows["greedy"].value_left <= rows["doctrine"].value_left + 1e-9
    assert rows["best"].share_of_least == pytest.approx(1.0)
    assert rows["doctrine"].share_of_least > 1.0
    assert rows["best"].lower <= rows["best"].value_left + 1e-9

"""Which replicate is looked at, and why."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.raid.model import Question
from belfort.raid.replay_pick import pick
from belfort.raid.run import simulate_raid
from belfort.raid.summary import measures, worlds_of
from belfort.scenario import load_scenario
from belfort.terrain.load import terrain_for


def simulated(n_worlds=4, n_nights=1):
    scenario = load_scenario("tiny")
    ground = terrain_for(scenario.region, scenario.terrain.elevation, margin_m=100e3)
    question = Question("drone-night", 200, n_worlds, n_nights=n_nights, n_threads=1)
    return simulate_raid(scenario, question, ground)


@pytest.fixture(scope="module")
def outcome():
    return simulated()


def values_of(outcome, name):
    return measures(outcome)[name, ""]


def value_at(outcome, picked, name="n_leaked"):
    rows = (worlds_of(outcome) == picked.world) & (outcome.replicate[outcome.night == 0] == picked.replicate)
    assert rows.sum() == 1
    return float(values_of(outcome, name)[rows][0])


def test_a_typical_one_is_typical_in_leakers_and_in_cost(outcome):
    found = pick(outcome)
    drawn = worlds_of(outcome) >= 0
    leaked, cost_eur = values_of(outcome, "n_leaked")[drawn], values_of(outcome, "defence_eur")[drawn]
    assert found.world >= 0
    assert value_at(outcome, found) == found.n_leaked == np.quantile(leaked, 0.5, method="inverted_cdf")
    alike = cost_eur[leaked == found.n_leaked]
    gap = abs(value_at(outcome, found, "defence_eur") - np.median(alike))
    assert gap == np.abs(alike - np.median(alike)).min()
    assert f"{found.n_leaked} leakers: the median of 200 replicates" in found.why
    assert "euro" in found.why


def test_a_bad_one_is_exceeded_by_one_in_twenty_at_most(outcome):
    found = pick(outcome, "bad")
    leaked = values_of(outcome, "n_leaked")[worlds_of(outcome) >= 0]
    assert (leaked > found.n_leaked).mean() <= 0.05
    assert (leaked >= found.n_leaked).mean() > 0.05
    assert "95 of 100" in found.why


def test_the_worst_has_most_leakers_and_then_most_shots(outcome):
    found = pick(outcome, "worst")
    drawn = worlds_of(outcome) >= 0
    leaked, cost_eur = values_of(outcome, "n_leaked")[drawn], values_of(outcome, "defence_eur")[drawn]
    assert found.n_leaked == leaked.max() == value_at(outcome, found)
    assert value_at(outcome, found, "defence_eur") == cost_eur[leaked == leaked.max()].max()
    assert "the most of 200 replicates" in found.why


def test_by_number(outcome):
    n_mode = int((outcome.world < 0).sum())
    found = pick(outcome, 57)
    assert (found.world, found.replicate) == (outcome.world[n_mode + 57], outcome.replicate[n_mode + 57])
    assert found.n_leaked == values_of(outcome, "n_leaked")[n_mode + 57]
    assert pick(outcome, (1, 7)) == replace(pick(outcome, 57), why="replicate 7 of world 1, as asked")
    assert pick(outcome, (-1, 3)).world == -1


def test_what_there_is_not(outcome):
    for which, words in (
        (200, "numbered 0 to 199, found 200"),
        ((9, 0), "no replicate 0 of world 9"),
        ("best", "typical, bad, worst or a number, found 'best'"),
    ):
        with pytest.raises(ValueError, match=words):
            pick(outcome, which)


def test_everything_at_its_mode_where_no_world_is_drawn():
    found = pick(simulated(n_worlds=0), "bad")
    assert found.world == -1


def test_nights_of_a_campaign_count_together():
    outcome = simulated(n_worlds=2, n_nights=3)
    found = pick(outcome, "worst")
    leaked = values_of(outcome, "n_leaked")
    assert found.n_leaked == leaked[worlds_of(outcome) >= 0].max() > 12
    assert value_at(outcome, found) == found.n_leaked


def test_it_is_the_same_each_time(outcome):
    assert pick(outcome, "typical") == pick(outcome, "typical")
    assert "at its mode" in pick(simulated(n_worlds=0), 3).why

"""Which number stands for what is not known."""

import numpy as np
import pytest

from belfort.catalogue.world import World, draw_world
from belfort.coverage.sensing import detector_for, drawn_estimates, drawn_figures, value_of
from belfort.coverage.sensing.priors import PRIORS
from belfort.scenario.load import shipped_catalogue
from tests.coverage.sensing.systems import fixed, simulated, system

RANGE = system("gm200-mmc").figures["reference_range_m"]


def test_cases():
    assert [value_of(RANGE, c, "higher") for c in ("low", "mode", "high")] == [45e3, 75e3, 120e3]
    assert [value_of(RANGE, c, "lower") for c in ("low", "mode", "high")] == [120e3, 75e3, 45e3]
    assert [value_of(RANGE, c, None) for c in ("low", "mode", "high")] == [75e3] * 3


def test_drawn_values_go_by_origin():
    assert value_of(RANGE, {RANGE.origin: 1.0}, "lower") == 1.0
    assert value_of(RANGE, {"another": 1.0}, "lower") == RANGE.mode


def test_our_sense_of_better_is_the_catalogues_for_sensors_and_its_opposite_for_threats():
    """What the catalogue calls better for its owner; speed is apart: a slow target drowns in clutter."""
    better = {n: p.better for n, p in shipped_catalogue().parameters.items()}
    assert better["reference_range"] == better["antenna_height"] == better["max_elevation"] == "higher"
    assert better["update_interval"] == better["min_elevation"] == better["report_delay"] == "lower"
    assert (
        better["instrumented_range"]
        == better["azimuth_coverage"]
        == better["availability_weather"]
        == "higher"
    )
    assert better["rcs"] == "lower"


def test_mode_world_of_the_catalogue_is_the_mode():
    systems = [*simulated("sensor"), *simulated("threat")]
    drawn = drawn_figures(World.mode(shipped_catalogue()), systems)
    for one in systems:
        for estimate in one.figures.values():
            assert drawn[estimate.origin] == pytest.approx(estimate.mode, rel=1e-12)


def test_drawn_world_stays_in_its_ranges_and_makes_a_detector():
    radar, target = system("gm200-mmc"), system("shahed-136")
    catalogue = shipped_catalogue()
    ends = [detector_for(radar, target, case=c).range_at(0.5) for c in ("low", "high")]
    found = []
    for number in range(40):
        drawn = drawn_figures(draw_world(catalogue, 7, number), [radar, target])
        estimate = radar.figures["reference_range_m"]
        assert estimate.low <= drawn[estimate.origin] <= estimate.high
        found.append(detector_for(radar, target, case=drawn).range_at(0.5))
    assert ends[0] < min(found) < max(found) < ends[1]
    assert np.std(found) > 0.05 * np.mean(found)


def test_priors_are_drawn_in_their_ranges_each_apart():
    estimates = [p.estimate for p in PRIORS]
    worlds = [drawn_estimates(estimates, 11, w) for w in range(400)]
    for e in estimates:
        values = np.array([w[e.origin] for w in worlds])
        assert e.low <= values.min() < values.max() <= e.high
        mean = (e.low + e.mode + e.high) / 3
        assert values.mean() == pytest.approx(mean, abs=4.5 * values.std() / 20)
    places = np.array([[(w[e.origin] - e.low) / (e.high - e.low) for w in worlds] for e in estimates])
    correlation = np.corrcoef(places) - np.eye(len(estimates))
    assert np.max(np.abs(correlation)) < 0.25


def test_one_more_estimate_moves_no_other():
    one = drawn_estimates([PRIORS[0].estimate], 3, 5)
    assert one.items() <= drawn_estimates([p.estimate for p in PRIORS], 3, 5).items()
    assert drawn_estimates([fixed(4.0)], 3, 5) == {"scenario:test": 4.0}


def test_priors_are_guesses_with_distinct_origins_and_a_sentence():
    assert len(PRIORS) == len({p.estimate.origin for p in PRIORS}) == 20
    for prior in PRIORS:
        e = prior.estimate
        assert e.low < e.mode <= e.high or e.low <= e.mode < e.high
        assert e.is_guess
        assert prior.assumption().text.endswith(".")

"""How much of the civil traffic's way is watched."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from belfort.coverage.see import coverage_of
from belfort.scenario.resolved import ResolvedCivil
from tests.coverage.ground import estimate
from tests.coverage.situation import GROUND, HERE, about, at, drone, ears, radar, situation, unit

EAST_WEST = (at(-100e3, 500.0), at(100e3, 500.0))


def civil(units, p_transponder=1.0, alt_m=3000.0, routes=(EAST_WEST,)):
    flow = ResolvedCivil("flow", "plane", 10.0, routes, estimate(alt_m), p_transponder, 1.0)
    plane = replace(drone(name="plane"), traits={**drone().traits, "stance": "civil"})
    scenario = situation(units, [ears(), radar(), drone(), plane], civil=(flow,))
    table = coverage_of(scenario, about(), terrain=GROUND).civil
    return {
        (by, case): s for by, case, s in zip(table.by, table.case, table.share_watched, strict=True)
    }, table


def test_the_share_is_the_chord_over_the_way():
    shares, table = civil([unit("one", ears())])
    chord_m = 2.0 * sqrt(50e3**2 - 3000.0**2)
    assert shares["cooperative", "mode"] == pytest.approx(chord_m / 200e3, abs=0.015)
    assert shares["any", "mode"] == shares["cooperative", "mode"]
    assert shares["primary", "mode"] == 0.0
    assert set(table.height_agl_m) == {3000.0}
    assert np.all((table.share_watched >= 0.0) & (table.share_watched <= 1.0))


def test_without_transponders_only_the_radar_sees():
    shares, _ = civil([unit("one", ears()), unit("two", radar())], p_transponder=0.0)
    assert shares["cooperative", "mode"] == 0.0
    assert shares["any", "mode"] == shares["primary", "mode"] > 0.4


def test_sensors_together_see_no_less_than_each():
    shares, _ = civil([unit("one", ears(), (20e3, 500.0)), unit("two", radar(), (-40e3, 500.0))], 0.9)
    for case in ("low", "mode", "high"):
        assert shares["any", case] >= max(shares["primary", case], shares["cooperative", case]) > 0.0


def test_a_way_off_the_map_is_left_out_and_part_of_one_counts_inside():
    shares, table = civil([unit("one", ears())], routes=((at(300e3, 0.0), at(400e3, 0.0)),))
    assert shares == {}
    assert table.flow.size == 0
    half, _ = civil([unit("one", ears(), (119e3, 500.0))], routes=((at(100e3, 500.0), at(300e3, 500.0)),))
    assert half["any", "mode"] == 1.0  # what lies inside is near the sensor
    assert HERE == (500.0, 500.0)

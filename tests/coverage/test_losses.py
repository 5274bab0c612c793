"""What one failure takes."""

import numpy as np
import pytest

from belfort.coverage.see import coverage_of
from tests.coverage.situation import GROUND, about, asset, drone, ears, link, situation, unit


def losses(units, links=(), assets=None, posts=None):
    scenario = situation(
        units, [ears(), drone()], [asset()] if assets is None else assets, links=links, posts=posts
    )
    result = coverage_of(scenario, about(), terrain=GROUND)
    table = result.losses
    by_name = {
        (v, n): (table.share_lost[i], table.assets_worse[i], table.warning_lost_s[i])
        for i, (v, n) in enumerate(zip(table.viewer, table.name, strict=True))
    }
    return by_name, result


def test_the_only_sensor_takes_all():
    by_name, result = losses([unit("one", ears())])
    covered = result.cover.share_covered[
        (result.cover.height_agl_m == 300.0) & (result.cover.case == "mode")
    ][0]
    share, worse, lost_s = by_name["belgium", "one"]
    assert share == pytest.approx(covered)
    assert worse == 1
    mode = result.found.case == "mode"
    assert lost_s == pytest.approx(result.found.warning_s[mode].mean())


def test_one_of_two_at_one_place_takes_nothing():
    by_name, _ = losses([unit("one", ears()), unit("two", ears())])
    assert by_name == {}


def test_one_of_two_apart_takes_what_it_alone_covered():
    by_name, result = losses([unit("east", ears(), (30e3, 500.0)), unit("west", ears(), (-30e3, 500.0))])
    depth, land = result.maps["drone"].depth[0], result.land
    bits = [np.unpackbits(b, count=land.size).reshape(land.shape) for b in result.maps["drone"].seen]
    for name, own in zip(("east", "west"), bits, strict=True):
        assert by_name["belgium", name][0] == pytest.approx(((depth == 1) & (own == 1))[land].mean())
    assert by_name["belgium", "east"][2] > 0.0


def test_a_connection_takes_what_lies_behind_it_and_from_its_viewer_alone():
    units = [unit("one", ears(), c2="crc"), unit("crc", None), unit("nl", ears(), nation="netherlands")]
    by_name, _ = losses(
        units, [link("one", "crc")], [asset(), asset("port", nation="netherlands")], {"belgium": "crc"}
    )
    assert set(by_name) == {("belgium", "one"), ("belgium", "crc - one"), ("netherlands", "nl")}
    assert by_name["belgium", "crc - one"] == by_name["belgium", "one"]
    assert by_name["belgium", "one"][1] == 1  # its own town, not the neighbour's port


def test_without_assets_land_is_lost_and_no_warning():
    by_name, _ = losses([unit("one", ears())], assets=[])
    assert by_name["belgium", "one"][0] > 0.0
    assert by_name["belgium", "one"][1:] == (0, 0.0)

"""A scenario becomes a plan: what is in it, what changes nothing, and what cannot be."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.raid import columns
from belfort.raid.compiling.compile import compile_raid
from belfort.raid.compiling.stage import RaidError, packs_of, stage_of
from belfort.raid.compiling.ways import ways_of_group
from belfort.raid.layout import CAUSES
from belfort.scenario import load_scenario
from tests.raid.situations import (
    ASSETS,
    C2,
    HEAD,
    NASAMS,
    RAID,
    SKYRANGER,
    TAIL,
    WHOLE,
    ground,
    scenario,
    simulated,
)


@pytest.fixture(scope="module")
def usual():
    return simulated(scenario())


def same(one, other):
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.real, other.real)


def cause_shares(run, names):
    counts = run.rows[:, columns.leaked_by_cause(names)].sum(axis=0)
    return dict(zip(CAUSES, counts / max(counts.sum(), 1), strict=True))


def test_a_plan_holds_the_raid_and_the_defence(usual):
    compiled, run = usual
    names, plan = compiled.names, compiled.plan
    assert names.kinds == ("kalibr", "shahed-136")
    assert names.assets == ("antwerp-airport", "ghent")
    assert names.effectors == ("aim-120c-8", "kce-30")
    assert plan.scene.groups["n_threats"].sum() == 15
    assert np.all(columns.column(run.rows, "n_armed") <= 15)
    assert np.all(plan.force.slots["open_s"] < plan.force.slots["close_s"])
    assert np.all(np.diff(plan.senses.cdf) <= 1.0)
    shares = plan.scene.lane_share
    for group in plan.scene.groups:
        assert shares[group["lane1"] - 1] == pytest.approx(1.0)


def test_the_order_of_the_file_decides_nothing(usual):
    shuffled = HEAD + ASSETS + SKYRANGER + NASAMS + C2 + RAID + TAIL
    first, second = RAID.split("[[threats.raids.groups]]")[1:]
    turned = RAID.split("[[threats.raids.groups]]")[0]
    turned += "".join(f"[[threats.raids.groups]]{g}" for g in (second, first))
    assert same(usual[1], simulated(scenario(shuffled))[1])
    assert same(usual[1], simulated(scenario(HEAD, ASSETS, C2, NASAMS, SKYRANGER, turned, TAIL))[1])


def test_the_order_of_groups_decides_no_draw_of_worlds():
    from belfort.raid.compiling.worlds import draw
    from belfort.scenario.load import shipped_catalogue

    ranged = RAID.replace("count = 12", "count = { low = 5, mode = 12, high = 40 }")
    head, first, second = ranged.split("[[threats.raids.groups]]")
    turned = f"{head}[[threats.raids.groups]]{second}[[threats.raids.groups]]{first}"
    numbers = []
    for raid in (ranged, turned):
        found = scenario(HEAD, ASSETS, C2, NASAMS, RAID if raid is None else raid, TAIL)
        world = draw(found, shipped_catalogue(), 7)
        plan = compile_raid(stage_of(found, "night", ground(), n_threads=1), world).plan
        numbers.append(sorted(plan.scene.groups["n_threats"].tolist()))
    assert numbers[0] == numbers[1]
    assert numbers[0][-1] != 12


def test_an_option_that_changes_nothing_changes_no_bit(usual):
    found = scenario(WHOLE + '\n[options.same]\ntitle = "The same"\n').options["same"]
    assert same(usual[1], simulated(found)[1])


def test_a_unit_that_reaches_nothing_changes_nobodys_luck(usual):
    far = SKYRANGER.replace('name = "skyranger"', 'name = "aside"').replace(
        "1 km E of EBAW", "45 km S of Antwerp"
    )
    _, run = simulated(scenario(HEAD, ASSETS, C2, NASAMS, SKYRANGER, far, RAID, TAIL))
    assert np.array_equal(columns.column(run.rows, "n_armed"), columns.column(usual[1].rows, "n_armed"))
    assert np.array_equal(columns.column(run.rows, "n_leaked"), columns.column(usual[1].rows, "n_leaked"))


def test_more_defence_leaks_less_on_the_same_raids(usual):
    _, without = simulated(scenario(HEAD, ASSETS, C2, NASAMS, RAID, TAIL))
    _, alone = simulated(scenario(HEAD, ASSETS, C2, SKYRANGER, RAID, TAIL))
    leaked = columns.column(usual[1].rows, "n_leaked").mean()
    assert leaked < columns.column(without.rows, "n_leaked").mean()
    assert leaked < columns.column(alone.rows, "n_leaked").mean()


def test_without_units_everything_leaks_and_nobody_reaches_it():
    compiled, run = simulated(scenario(HEAD, ASSETS, RAID, TAIL))
    assert np.array_equal(columns.column(run.rows, "n_leaked"), columns.column(run.rows, "n_armed"))
    assert cause_shares(run, compiled.names)["no unit in reach"] == 1.0


def test_a_unit_without_a_sensor_or_a_picture_never_fires():
    blind = """
[[units]]
name = "team"
system = "manpads-team"
nation = "belgium"
at = "1 km E of EBAW"
"""
    compiled, run = simulated(scenario(HEAD, ASSETS, blind, RAID, TAIL))
    fires = run.rows[:, columns.shots(compiled.names)].sum()
    posts = [p for p in compiled.names.posts if p.startswith("team")]
    assert (fires > 0) == bool(posts)


@pytest.mark.parametrize(
    ("figures", "cause"),
    [
        ('simultaneous_engagements = { low = 0, mode = 0, high = 0, unit = "count" }', "channels busy"),
        ('technical_availability = { low = 0, mode = 0, high = 0, unit = "fraction" }', "unit down"),
    ],
)
def test_a_unit_without_channels_or_out_of_order_is_the_cause(figures, cause):
    unit = NASAMS + f"figures = {{ {figures} }}\n"
    compiled, run = simulated(scenario(HEAD, ASSETS, C2, unit, RAID, TAIL))
    assert run.rows[:, columns.shots(compiled.names)].sum() == 0
    assert cause_shares(run, compiled.names)[cause] > 0.5


def test_an_empty_magazine_is_the_cause():
    found = scenario(HEAD, ASSETS, C2, NASAMS, RAID, TAIL)
    nasams = next(u for u in found.units if u.name == "nasams")
    load = replace(nasams.loads[0], n_ready=replace(nasams.loads[0].n_ready, low=0, mode=0, high=0))
    others = tuple(u for u in found.units if u.name != "nasams")
    empty = replace(found, units=(*others, replace(nasams, loads=(load,), reloads=0.0)))
    compiled, run = simulated(empty)
    assert run.rows[:, columns.shots(compiled.names)].sum() == 0
    assert cause_shares(run, compiled.names)["magazine empty"] > 0.5


def test_fire_on_hold_is_not_released():
    held = '[rules]\nweapons_control = "hold"\n'
    unit = NASAMS.replace("6 km N of EBAW", "15 km N of EBAW")
    compiled, run = simulated(scenario(HEAD, ASSETS, C2, unit, held, RAID, TAIL))
    assert run.rows[:, columns.shots(compiled.names)].sum() == 0
    shares = cause_shares(run, compiled.names)
    assert shares["not released"] + shares["no unit in reach"] == 1.0
    assert shares["not released"] > 0.5


def test_slow_identification_and_taking_for_civil_are_told():
    slow = "[rules.identification]\ndelay_s = 20000\n"
    compiled, run = simulated(scenario(HEAD, ASSETS, C2, NASAMS, SKYRANGER, slow, RAID, TAIL))
    assert cause_shares(run, compiled.names)["not identified"] > 0.5
    wrong = "[rules.identification]\np_hostile_taken_civil = 1\n"
    compiled, run = simulated(scenario(HEAD, ASSETS, C2, NASAMS, SKYRANGER, wrong, RAID, TAIL))
    assert run.rows[:, columns.shots(compiled.names)].sum() == 0
    assert cause_shares(run, compiled.names)["not identified"] > 0.5


def test_civil_aircraft_taken_for_hostile_are_engaged_and_counted():
    civil = """
[[threats.civil]]
name = "airliners"
per_hour = 60
routes = [["Ghent", "EBAW"], ["EBAW", "Brussels"]]
altitude_m = 3000
"""
    wrong = "[rules.identification]\np_civil_taken_hostile = 1\n"
    _, run = simulated(scenario(HEAD, ASSETS, C2, NASAMS, wrong, RAID, civil, TAIL))
    assert columns.column(run.rows, "n_civil_engaged").mean() > 1.0
    _, run = simulated(scenario(HEAD, ASSETS, C2, NASAMS, RAID, civil, TAIL))
    assert columns.column(run.rows, "n_civil_engaged").mean() < 0.5


def test_reserves_are_kept_for_others():
    kept = '[[rules.reserves]]\neffector = "aim-120c-8"\nkeep_for = ["cruise-subsonic"]\nshare = 1.0\n'
    compiled, run = simulated(scenario(HEAD, ASSETS, C2, NASAMS, kept, RAID, TAIL))
    plan = compiled.plan
    lanes = np.repeat(np.arange(len(plan.scene.lanes)), plan.scene.lanes["slot1"] - plan.scene.lanes["slot0"])
    group = {int(g["kind"]): g for g in plan.scene.groups if g["role"] == 0}
    drones = group[compiled.names.kinds.index("shahed-136")]
    on_drones = (lanes >= drones["lane0"]) & (lanes < drones["lane1"])
    assert set(plan.force.slots["n_keep"][on_drones]) == {18}
    assert set(plan.force.slots["n_keep"][~on_drones & (lanes < drones["lane0"])]) <= {0}
    assert run.rows[:, columns.shots(compiled.names)].sum() > 0


def test_a_raid_of_a_hundred_thousand_runs():
    many = RAID.replace("count = 12", "count = 100000").replace("spread_min = 20", "spread_min = 600")
    _, run = simulated(scenario(HEAD, ASSETS, C2, NASAMS, many, TAIL), n=1)
    assert columns.column(run.rows, "n_leaked")[0] > 60_000


def test_a_world_without_threats_runs():
    found = scenario()
    stage = stage_of(found, "night", ground(), n_threads=1)
    values = {g.n_threats.origin: 0.0 for r in found.raids for g in r.groups}
    compiled = compile_raid(stage, values)
    from belfort.raid.simulate import run, words_of

    done = run(compiled, 3, words_of(0, 0, 8))
    assert done.rows[:, columns.SINGLE["n_armed"]].sum() == 0
    assert done.rows[:, columns.SINGLE["n_leaked"]].sum() == 0


def test_what_cannot_be_is_said():
    with pytest.raises(RaidError, match="no raid 'day'; it has: night"):
        packs_of(scenario(), "day", ground())
    stage = stage_of(scenario(), "night", ground(), n_threads=1)
    with pytest.raises(RaidError, match="unknown policy 'best-guess'"):
        compile_raid(stage, policy="best-guess")


def test_ways_lead_from_origin_to_target_at_their_height():
    found, terrain = scenario(), ground()
    group = next(g for g in found.raids[0].groups if g.threat == "shahed-136")
    ways = ways_of_group(found, terrain, group, "night/1", 2)
    assert sum(w.share for w in ways) == pytest.approx(1.0)
    to_airport = sum(w.share for w in ways if w.asset == "antwerp-airport")
    assert to_airport == pytest.approx(5 / 7)
    heights = []
    for way in ways:
        target = next(a for a in found.assets if a.name == way.asset)
        row, col = terrain.frame.row_col(target.position.lat_rad, target.position.lon_rad)
        off_m = np.hypot(way.row[-1] - row, way.col[-1] - col) * terrain.frame.cell_m
        assert off_m <= target.radius_m
        start, end = (np.array([way.row[i], way.col[i]]) for i in (0, -1))
        assert np.linalg.norm(end - start) * terrain.frame.cell_m == pytest.approx(way.along_m[-1], rel=0.01)
        heights.append(way.height_agl_m[0])
        assert np.ptp(way.height_agl_m) < 1.0
    assert 100.0 <= min(heights) < 500.0 < max(heights) <= 2000.0


def test_ballistic_ways_are_thrown_lower_and_slower_over_less_than_their_range():
    found = load_scenario("benelux")
    from belfort.raid.compiling.ways import arc_over

    group = next(g for r in found.raids for g in r.groups if g.threat == "iskander-m")
    threat = found.systems["iskander-m"]
    whole, half = (
        arc_over(threat, group, share * threat.figures["range_m"].mode, "mode") for share in (1.0, 0.5)
    )
    assert half.apogee_msl_m == pytest.approx(0.5 * whole.apogee_msl_m)
    assert half.peak_mps == pytest.approx(whole.peak_mps * 0.5**0.5)


def test_a_ballistic_track_is_its_own_identity_where_speed_or_altitude_are_looked_at():
    found = load_scenario("benelux")
    stage = stage_of(found, "ballistic-salvo", ground(), n_threads=1)
    for criteria, waits in ((found.rules.criteria, False), (("transponder",), True)):
        asked = replace(stage, scenario=replace(found, rules=replace(found.rules, criteria=criteria)))
        attack = compile_raid(asked).plan.scene.groups
        attack = attack[attack["role"] == 0]
        assert np.all((attack["identify_s"] > 0.0) == waits)
        assert np.all((attack["p_misread"] > 0.0) == waits)

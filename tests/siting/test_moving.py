"""Who should move: against every choice, with times by hand, and back as an option."""

from dataclasses import replace
from itertools import product
from math import radians

import numpy as np
import pytest
from pyproj import Geod

from belfort.scenario import load_scenario
from belfort.siting import Effort, SitingError
from belfort.siting.moving import GUESSED_S, move
from belfort.siting.situation.covering import covers_by_reach
from belfort.siting.situation.options import option_of
from belfort.siting.situation.question import Moving, Placing, SiteQuestion, Where
from belfort.siting.situation.scenes import demand_of, scenes_of
from belfort.terrain import terrain_for
from tests.siting.situations import PLACES, places_csv, short

ASK = SiteQuestion(
    moving=Moving("gun-*", 12 * 3600.0, 2),
    axes_rad=(radians(80.0),),
    ahead_m=3000.0,
    threats=("shahed-136",),
    n_threads=1,
    cell_m=2000.0,
    effort=Effort(time_limit_s=600.0),
)


@pytest.fixture
def folder(tmp_path):
    short(tmp_path)
    return tmp_path


def asked(folder, **more):
    return replace(ASK, where=replace(ASK.where, candidates=places_csv(folder)), **more)


def by_every_choice(folder, question, within_s, n_most, may=(0, 1, 2)):
    """The best value over all ways to put three guns on ten places, at most `n_most` moved, one a place."""
    scenario = load_scenario(folder / "short.toml")
    terrain = terrain_for(scenario.region, "coarse", cell_m=2000.0)
    scenes = scenes_of(demand_of(scenario, question), terrain, [scenario.systems["shahed-136"]], question)
    guns = scenario.units
    spots = [replace(guns[0].position, lat_rad=radians(lat), lon_rad=radians(lon)) for lon, lat in PLACES]
    units = [
        replace(guns[0], name=f"p{i}", position=at)
        for i, at in enumerate([*spots, *(g.position for g in guns)])
    ]
    covers = covers_by_reach(scenario, terrain, units, scenes)
    geod = Geod(ellps="WGS84")
    best = 0.0
    for state in product(range(10), repeat=3):
        moved = [g for g in range(3) if state[g] != 7 + g]
        if (
            not set(moved) <= set(may)
            or len(moved) > n_most
            or len(set(state)) < 3
            or any(state[g] >= 7 for g in moved)
        ):
            continue
        times = []
        for g in moved:
            lon, lat = PLACES[state[g]]
            at = guns[g].position
            times.append(240.0 + 1.3 * geod.inv(at.lon_deg, at.lat_deg, lon, lat)[2] / (40 / 3.6))
        if all(t <= within_s for t in times):
            scores = [s.points.weight @ (c.counts(state) > 0) for s, c in zip(scenes, covers, strict=True)]
            best = max(best, float(np.mean(scores)))
    return best


@pytest.mark.parametrize(("hours", "n_most"), [(12.0, 1), (12.0, 2), (12.0, 3), (0.6, 3), (0.05, 3)])
def test_the_best_moves_of_all(folder, hours, n_most):
    question = asked(folder, moving=Moving("gun-*", 3600.0 * hours, n_most))
    found = move(folder / "short.toml", question)
    assert found.value == pytest.approx(by_every_choice(folder, question, 3600.0 * hours, n_most))
    assert found.is_proven
    assert len(found.chosen) <= n_most
    assert all(c.time_s <= 3600.0 * hours for c in found.chosen)
    assert found.before + sum(c.gain for c in found.chosen) == pytest.approx(found.value)
    assert found.curve[0].value == pytest.approx(found.before)
    assert found.curve[-1].value == pytest.approx(found.value)
    assert [s.value for s in found.curve] == sorted(s.value for s in found.curve)
    if hours < 0.1:
        assert found.chosen == ()


def test_the_time_of_a_move_is_packing_road_and_building(folder):
    found = move(folder / "short.toml", asked(folder))
    assert found.chosen
    scenario = load_scenario(folder / "short.toml")
    figures = scenario.systems["skyranger-30"].figures
    still_s = figures["displacement_time_s"].mode + figures["emplacement_time_s"].mode
    geod = Geod(ellps="WGS84")
    for c in found.chosen:
        away_m = geod.inv(*np.degrees([c.was_lon_rad, c.was_lat_rad, c.lon_rad, c.lat_rad]))[2]
        assert c.time_s == pytest.approx(still_s + 1.3 * away_m * 3.6 / 40.0, rel=2e-3)
    faster = move(folder / "short.toml", asked(folder, moving=Moving("gun-*", 43200.0, 2, 20.0, 1.0)))
    assert faster.chosen[0].time_s < found.chosen[0].time_s


def test_those_that_stay_count_and_do_not_move(folder):
    one = move(folder / "short.toml", asked(folder, moving=Moving("gun-2", 43200.0, 3)))
    assert {c.name for c in one.chosen} <= {"gun-2"}
    for gun in range(3):
        question = asked(folder, moving=Moving(f"gun-{gun + 1}", 43200.0, 1))
        alone = move(folder / "short.toml", question)
        assert alone.value == pytest.approx(by_every_choice(folder, question, 43200.0, 1, (gun,)))
        assert alone.is_proven
    assert one.n_standing == 2
    assert [one.curve[0].value, one.curve[-1].value] == pytest.approx([one.before, one.value])
    assert one.before > 0.0
    everyone = move(folder / "short.toml", asked(folder, moving=Moving("gun-*", 43200.0, 3)))
    assert one.before == pytest.approx(everyone.before)
    assert one.value <= everyone.value


def test_the_option_moves_them(folder):
    found = move(folder / "short.toml", asked(folder))
    text = option_of(found, folder / "short.toml", folder, title="Moved", summary="")
    (folder / "sited.toml").write_text(text)
    units = {u.name: u for u in load_scenario(folder / "sited.toml").options["sited"].units}
    assert len(units) == 3
    for c in found.chosen:
        assert units[c.name].position.lat_rad == pytest.approx(c.lat_rad, abs=2e-6)
        assert units[c.name].position.lon_rad == pytest.approx(c.lon_rad, abs=2e-6)


def test_a_sensor_without_times_on_record_has_guessed_ones(folder):
    radar = '[[units]]\nname = "radar"\nsystem = "gm200-mmc"\nnation = "belgium"\nat = [4.2, 51.0]\n'
    text = f"{(folder / 'short.toml').read_text()}\n{radar}"
    (folder / "short.toml").write_text(text)
    found = move(folder / "short.toml", asked(folder, moving=Moving("radar", 43200.0, 1), height_agl_m=40.0))
    assert found.by == "see"
    assert any("a guess" in note and "gm200-mmc" in note for note in found.notes)
    assert all(c.time_s > 2 * GUESSED_S for c in found.chosen)


def test_new_places_keep_apart_while_old_ones_may_be_close(folder):
    near = Where(candidates=places_csv(folder), apart_m=500_000.0)
    stuck = move(folder / "short.toml", replace(ASK, where=near, moving=Moving("gun-*", 43200.0, 2)))
    assert stuck.chosen == ()
    assert stuck.value == pytest.approx(stuck.before)
    assert [step.value for step in stuck.curve] == pytest.approx([stuck.before] * 3)
    assert stuck.is_proven


@pytest.mark.parametrize(
    ("moving", "says"),
    [
        (Moving("gum-1", 3600.0, 1), r"no unit of short is called 'gum-1'"),
        (Moving("gun-*", 0.0, 1), "--hours above 0"),
        (Moving("gun-*", 3600.0, 0), "--moves 1 or more"),
        (Moving("gun-*", 3600.0, 1, 0.0), "faster than 0 km/h"),
        (Moving("gun-*", 3600.0, 1, 10.0, 0.5), "no road is shorter"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(folder, moving, says):
    with pytest.raises(SitingError, match=says):
        move(folder / "short.toml", asked(folder, moving=moving))


def test_k_and_worst_do_not_go_with_moving(folder):
    with pytest.raises(SitingError, match=r"--k does not go with --move\n--robust worst does not"):
        move(folder / "short.toml", asked(folder, need=2, worst=1.0))
    with pytest.raises(SitingError, match="two questions"):
        move(folder / "short.toml", asked(folder, placings=(Placing("skyranger-30", 1),)))

"""Every raid of a study: which are run, once each, and what makes them be run again."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.raid.parts import Parts
from belfort.study.performance import runs
from belfort.study.performance.kept import load, save
from belfort.study.performance.runs import Cell, mid_year, plans, run
from belfort.study.settings import Setting
from belfort.study.study import options_of
from belfort.study.timeline.force import as_it_stands
from tests.coverage.ground import flat, terrain_of
from tests.study.questions import scenario, stand_in

SMALL = Setting("own", 2, 8, 2, 100, 100, has_guesses=True)
GROUND = flat(half_m=50e3)
BASE = scenario()
OPTIONS = options_of(BASE)


def asked(setting=SMALL, base=BASE, dated=None):
    return plans(options_of(base), base.asked.pictures, base.asked.stresses, dated or {}, setting)


def quiet(_words, _share):
    pass


def finished(planned, folder=None, ground=GROUND):
    return dict(run(planned, ground, folder, quiet))


def test_cells_are_options_by_pictures_then_the_doubts():
    dated = {("second", 2031): as_it_stands(OPTIONS["second"], mid_year(2031))}
    cells = [p.cell for p in asked(dated=dated)]
    assert len(cells) == len(set(cells))
    whole = {c for c in cells if c == Cell(c.option, c.picture)}
    assert whole == {Cell(o, p) for o in OPTIONS for p in ("one", "three")}
    # doubts in single nights only
    assert {c for c in cells if c.is_without_guesses} == {
        Cell(o, "one", is_without_guesses=True) for o in OPTIONS
    }
    assert {c for c in cells if c.stress} == {Cell(o, "one", "gone") for o in OPTIONS}
    assert {c for c in cells if c.year} == {Cell("second", "one", year=2031)}


def test_sizes_are_those_of_the_setting_under_stress_too():
    for plan in asked():
        assert (plan.question.n_replicates, plan.question.n_worlds) == (8, 2)
        assert plan.question.n_nights == {"one": 1, "three": 3}[plan.cell.picture]


@pytest.mark.parametrize("setting", [replace(SMALL, has_guesses=False), replace(SMALL, n_worlds=1)])
def test_the_share_of_guesses_needs_worlds(setting):
    assert not any(p.cell.is_without_guesses for p in asked(setting))


def test_alike_are_run_once(raids):
    found = finished(asked())
    seen = [(s.hash, q.raid, q.n_nights, q.n_replicates, worlds is None) for s, q, worlds in raids.run]
    assert len(seen) == len(set(seen))
    # as-is and words are one force: of three options, two are run against each picture
    assert len(raids.run) == 2 * 2 + 2 + 2
    assert found[Cell("as-is", "one")] is found[Cell("words", "one")]
    assert found[Cell("as-is", "one")] is not found[Cell("second", "one")]


def test_the_force_at_a_date_is_that_of_an_option_until_its_units_come(raids):
    days = {
        ("second", 2029): as_it_stands(OPTIONS["second"], mid_year(2029)),
        ("second", 2040): as_it_stands(OPTIONS["second"], mid_year(2040)),
    }
    sizes = replace(SMALL, has_guesses=False)
    found = finished(plans(OPTIONS, BASE.asked.pictures[:1], (), days, sizes))
    assert found[Cell("second", "one", year=2029)] is found[Cell("as-is", "one")]
    assert found[Cell("second", "one", year=2040)] is found[Cell("second", "one")]
    assert len(raids.run) == 2


def test_guesses_are_at_their_modes_in_the_worlds_of_the_others(raids):
    finished(asked())
    from belfort.raid.compiling.worlds import draw
    from belfort.raid.sensitivity import guesses_of
    from belfort.scenario.load import shipped_catalogue

    given = [(s, worlds) for s, _, worlds in raids.run if worlds is not None]
    assert given
    for situation, worlds in given:
        guesses = guesses_of(situation)
        assert guesses
        for number, world in enumerate(worlds):
            every = draw(situation, shipped_catalogue(), number)
            assert {k: v for k, v in world.items() if k not in guesses} == {
                k: v for k, v in every.items() if k not in guesses
            }
            assert {k: world[k] for k in guesses} == guesses


def test_progress_never_goes_back_and_ends_at_one(raids):
    shares = []
    list(run(asked(), GROUND, None, lambda _w, share: shares.append(share)))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_what_is_kept_is_not_run_again(raids, tmp_path):
    first = finished(asked(), tmp_path)
    n = len(raids.run)
    second = finished(asked(), tmp_path)
    assert len(raids.run) == n
    for cell, one in first.items():
        two = second[cell]
        assert list(two.values) == list(one.values)
        assert all(np.array_equal(two.values[k], one.values[k]) for k in one.values)
        assert np.array_equal(two.world, one.world)
        assert two.left_share == one.left_share


def test_without_a_folder_nothing_is_kept(raids, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    finished(asked())
    n = len(raids.run)
    finished(asked())
    assert len(raids.run) == 2 * n
    assert list(tmp_path.iterdir()) == []


def smaller_nights(planned):
    return [replace(p, question=replace(p.question, resupply_share=0.5)) for p in planned]


@pytest.mark.parametrize(
    "again",
    [
        lambda: asked(replace(SMALL, n_replicates=10)),
        lambda: asked(replace(SMALL, n_worlds=4)),
        lambda: asked(base=scenario_with("count = 4", "count = 5")),
        lambda: asked(base=scenario_with("seed = 7", "seed = 8")),
        lambda: asked(base=scenario_with('at = "Antwerp"', 'at = "5 km N of Antwerp"')),
        lambda: smaller_nights(asked()),
    ],
    ids=["raids", "worlds", "threats", "seed", "a site", "resupply"],
)
def test_what_can_change_a_result_runs_all_of_it_again(raids, tmp_path, again):
    finished(asked(), tmp_path)
    n = len(raids.run)
    finished(again(), tmp_path)
    assert len(raids.run) == 2 * n


def scenario_with(old: str, new: str):
    from tests.study.questions import HEAD, STUDY

    text = HEAD + STUDY
    assert old in text
    return scenario(text.replace(old, new))


def test_another_ground_or_program_runs_again(raids, tmp_path, monkeypatch):
    finished(asked(), tmp_path)
    n = len(raids.run)
    finished(asked(), tmp_path, terrain_of(lambda x_m, _y_m: 10.0 + 0.0 * x_m, 50e3, 5000.0))
    assert len(raids.run) == 2 * n
    monkeypatch.setattr(runs, "source_digest", lambda _path: "another text")
    finished(asked(), tmp_path)
    assert len(raids.run) == 3 * n


def test_words_and_weights_and_threads_run_nothing_again(raids, tmp_path):
    finished(asked(), tmp_path)
    n = len(raids.run)
    base = scenario_with("swing = 100", "swing = 50")
    threads = plans(options_of(base), base.asked.pictures, base.asked.stresses, {}, SMALL, n_threads=1)
    finished(threads, tmp_path)
    finished(asked(base=scenario_with("Four propeller drones", "A night of four")), tmp_path)
    assert len(raids.run) == n


def test_one_option_changed_runs_that_option_again(raids, tmp_path):
    finished(asked(), tmp_path)
    n = len(raids.run)
    finished(asked(base=scenario_with("2 km N of EBAW", "3 km N of EBAW")), tmp_path)
    again = [s for s, _, _ in raids.run[n:]]
    assert len(again) == n // 2
    assert all("gun-b" in {u.name for u in s.units} for s in again)


@pytest.mark.parametrize("damage", ["cut short", "empty", "no numbers", "bytes turned"])
def test_a_damaged_result_is_run_again(raids, tmp_path, damage):
    finished(asked(), tmp_path)
    n = len(raids.run)
    files = sorted(tmp_path.glob("*.npz"))
    assert len(files) == n
    content = bytearray(files[0].read_bytes())
    middle = len(content) // 3
    content[middle : middle + 40] = bytes(b ^ 0x5A for b in content[middle : middle + 40])
    files[0].write_bytes(
        {
            "cut short": files[0].read_bytes()[:-100],
            "empty": b"",
            "no numbers": b"no archive at all",
            "bytes turned": bytes(content),
        }[damage]
    )
    finished(asked(), tmp_path)
    assert len(raids.run) == n + 1
    finished(asked(), tmp_path)
    assert len(raids.run) == n + 1


def test_a_result_that_lacks_something_is_none(tmp_path):
    parts = Parts(tmp_path)
    assert load(parts, "nothing") is None
    whole = stand_in(OPTIONS["second"], asked()[0].question, GROUND)
    save(parts, "whole", whole)
    assert load(parts, "whole") is not None
    kept = parts.load("whole")
    for key in kept:
        parts.save("less", {k: v for k, v in kept.items() if k != key})
        assert load(parts, "less") is None


def test_an_interrupted_run_goes_on_where_it_was(raids, tmp_path):
    def stop(n):
        if n == 3:
            raise KeyboardInterrupt

    raids.before = stop
    with pytest.raises(KeyboardInterrupt):
        finished(asked(), tmp_path)
    assert len(raids.run) == 3
    raids.before = lambda _n: None
    finished(asked(), tmp_path)
    hashes = [(s.hash, q.n_nights, q.n_replicates, w is None) for s, q, w in raids.run]
    assert len(hashes) == len(set(hashes)), "nothing is run twice"

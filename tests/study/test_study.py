"""The verb, its raids stood in for: tables that fit each other, and what a reader is told."""

import re
from dataclasses import replace

import numpy as np
import pytest

from belfort.study.judged import StudyError
from belfort.study.performance.runs import mid_year
from belfort.study.settings import Request, Setting
from belfort.study.study import options_of, run_study
from belfort.study.tables import TABLES
from belfort.study.timeline.force import as_it_stands
from tests.coverage.ground import flat
from tests.study.conftest import stood_in
from tests.study.questions import HEAD, STUDY, changed, known, scenario

GROUND = flat(half_m=50e3)
SMALL = Setting("own", 2, 16, 3, 200, 400, has_guesses=True)
BASE = scenario()


def study(base=BASE, setting=SMALL, folder=None, progress=None):
    return run_study(base, GROUND, Request(setting, folder, "guns.toml", "belfort study"), progress)


@pytest.fixture(scope="module")
def book():
    """The small study, run once."""
    with pytest.MonkeyPatch.context() as patch:
        stood_in(patch)
        yield study()


def of(table, **wanted):
    keep = np.all([table.columns()[k] == v for k, v in wanted.items()], axis=0)
    return table.take(np.flatnonzero(keep))


def test_every_table_is_there_and_every_option_in_it(book):
    assert set(book.tables) == set(TABLES)
    for name in ("performance", "regret", "protection", "effect", "matrix", "ranking", "ranks", "central"):
        assert set(book[name].option) == {"as-is", "words", "second"}, name
    assert set(book["cost_totals"].option) == {"second"}
    assert book.provenance.seed == 7
    assert book.provenance.scenario_hash == BASE.hash


def test_an_option_that_changes_nothing_differs_by_nothing_and_is_said_to(book):
    same = of(book["differences"], option="words", other="as-is")
    assert len(same) > 3
    for column in ("mean", "low90", "high90", "unknown_low90", "unknown_high90", "error"):
        assert not same.columns()[column].any(), column
    assert set(same.p_better) == {0.5}
    one, two = (of(book["regret"], option=o) for o in ("as-is", "words"))
    assert np.array_equal(one.regret, two.regret, equal_nan=True)
    assert any("'words' is the same force as 'as-is'" in note for note in book.about["notes"])
    assert not any("'second' is the same force" in note for note in book.about["notes"])
    leakers = of(book["matrix"], criterion="leakers")
    assert leakers.mode[0] == leakers.mode[1] > leakers.mode[2]


def test_the_best_has_no_regret_and_the_gun_pays(book):
    for picture in ("one", "three"):
        rows = of(book["regret"], picture=picture, measure="n_leaked")
        assert of(rows, option="second").regret.tolist() == [0.0]
        assert (of(rows, option="as-is").regret > 0.0).all()
    row = of(book["differences"], option="second", other="as-is", picture="one", measure="n_leaked", key="")
    assert row.mean[0] < 0.0
    assert row.p_better.tolist() == [1.0]


def test_the_matrix_says_what_the_performance_says(book):
    for option in ("as-is", "words", "second"):
        whole = of(book["performance"], option=option, picture="one", stress="", year=0, measure="n_leaked")
        cell = of(book["matrix"], option=option, criterion="leakers")
        assert cell.mode.tolist() == whole.mean.tolist()
        assert (cell.low[0], cell.high[0]) == (whole.unknown_low90[0], whole.unknown_high90[0])


def test_a_cell_nobody_filled_is_marked(book):
    jobs = of(book["matrix"], criterion="jobs")
    assert dict(zip(jobs.option, jobs.is_missing, strict=True)) == {
        "as-is": False,
        "words": True,
        "second": False,
    }
    assert np.isnan(of(jobs, option="words").mode).all()


def test_stresses_and_dates_are_there_and_campaigns_left_out_aloud(book):
    stressed = of(book["performance"], stress="gone", measure="n_leaked")
    assert sorted(zip(stressed.option, stressed.picture, strict=True)) == [
        ("as-is", "one"),
        ("second", "one"),
        ("words", "one"),
    ]
    assert set(book["performance"].year) == {0, 2029, 2031, 2040}
    assert any("not against 'three' of several" in note for note in book.about["notes"])


def test_the_force_at_a_date_is_the_one_that_stands(book):
    """Before its gun comes, an option performs as the reference; when it has come, as itself."""

    def mean(option, year):
        rows = of(book["performance"], option=option, year=year, picture="one", measure="n_leaked", stress="")
        return rows.mean

    assert mean("second", 2029).tolist() == mean("as-is", 2029).tolist() == mean("as-is", 0).tolist()
    assert mean("second", 2031).tolist() == mean("as-is", 0).tolist(), "October and a year late"
    assert mean("second", 2040).tolist() == mean("second", 0).tolist()
    late = as_it_stands(options_of(BASE)["second"], mid_year(2040))
    assert late.hash == options_of(BASE)["second"].hash


def test_guesses_have_a_share(book):
    shares = of(book["drivers"], measure="n_leaked")
    assert set(shares.option) == {"as-is", "words", "second"}
    assert ((shares.share >= 0.0) & (shares.share <= 1.0)).all()
    assert 0.0 < book.about["guess_share"]["by_figures"] < 1.0
    assert set(book["figures"].used_for) >= {"raid"}


def test_dates_and_money_of_what_is_bought(book):
    assert set(book["milestones"].option) == {"second"}
    first = of(book["milestones"], milestone="first unit")
    assert 2032.0 < first.p50[0] < 2033.5
    assert of(book["ready"], option="second", system="skyranger-30").n_mean.max() == 2.0


def test_a_second_study_is_the_first(raids, tmp_path):
    one, n = study(folder=tmp_path), len(raids.run)
    two = study(folder=tmp_path)
    assert len(raids.run) == n
    assert all(one[name].equals(two[name]) for name in TABLES)
    assert one.about == two.about


def test_progress_ends_where_it_should(raids):
    shares = []
    study(progress=lambda _w, share: shares.append(share))
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1.0


def test_a_question_without_raids_or_values_is_refused(raids):
    empty = changed(BASE, pictures=(), criteria=())
    with pytest.raises(StudyError, match=r"guns: nothing to study: write \[\[threats.raids\]\]"):
        study(empty)


def test_values_alone_are_a_study_without_raids(raids):
    base = changed(BASE, pictures=(), stresses=(), criteria=BASE.asked.criteria[1:])
    found = study(base)
    assert raids.run == []
    assert len(found["performance"]) == 0
    assert set(found["ranking"].option) == {"as-is", "words", "second"}


def test_a_measure_that_no_raid_has_is_refused_after_the_first(raids):
    wrong = replace(BASE.asked.criteria[0], measure="performance.n_lost")
    with pytest.raises(StudyError, match="no measure 'n_lost'"):
        study(changed(BASE, criteria=(wrong,)))
    assert len(raids.run) == 1


def test_a_stress_over_several_nights_is_refused_before_the_work(raids):
    wrong = replace(BASE.asked.criteria[0], picture="three", stress="gone")
    with pytest.raises(StudyError, match="'leakers': picture 'three' has several nights"):
        study(changed(BASE, criteria=(wrong,)))
    assert raids.run == []


def test_one_option_is_looked_at_and_nothing_decided(raids):
    found = study(changed(BASE, compare=("second",)))
    assert any("Only one option, 'second'" in note for note in found.about["notes"])
    assert len(found["differences"]) == len(found["ranking"]) == 0
    assert len(found["performance"]) > 0


def test_a_blow_that_changes_nothing_is_said_to(raids):
    blow = replace(BASE.asked.stresses[0], lose=("gun-b",))
    found = study(changed(BASE, stresses=(blow,)))
    assert any(n == "Stress 'gone' changes nothing under as-is, words." for n in found.about["notes"])


def test_the_order_of_options_changes_no_number(raids, book):
    other = study(changed(BASE, compare=("second", "as-is", "words")))
    for option in ("as-is", "second"):
        for name, keys in (("performance", {}), ("regret", {}), ("protection", {}), ("matrix", {})):
            assert of(other[name], option=option, **keys).equals(of(book[name], option=option, **keys)), name
    one, two = (of(b["ranking"], option="second", weights="stated") for b in (book, other))
    assert one.benefit.tolist() == pytest.approx(two.benefit.tolist())
    assert one.p_first.tolist() == pytest.approx(two.p_first.tolist())


def test_the_reference_pays_for_what_it_adds(raids, book):
    """An option is not free because it stands first."""
    found = study(changed(BASE, compare=("second", "as-is")))
    for table in ("cost_totals", "matrix"):
        one, two = (of(b[table], option="second") for b in (found, book))
        if table == "cost_totals":
            one, two = (of(t, what="life cycle", basis="constant prices") for t in (one, two))
            assert one.p50[0] == two.p50[0] > 0.0
        else:
            assert one.mode.tolist() == two.mode.tolist()


def test_a_question_that_gives_its_costs_prices_nothing_itself(raids):
    given = replace(
        BASE.asked.criteria[1],
        measure=None,
        unit="million EUR",
        values={"as-is": known(0.0), "second": known(80.0)},
    )
    found = study(changed(BASE, criteria=(BASE.asked.criteria[0], given)))
    assert len(found["cost_totals"]) == 0
    costs = dict(zip(found["ranking"].option, found["ranking"].cost_p50, strict=True))
    assert costs == pytest.approx({"as-is": 0.0, "words": float("nan"), "second": 80.0}, nan_ok=True)
    assert np.isnan(found["ranking"].p_on_front).all(), "what the third costs nobody said"


UNPRICED = HEAD.replace('name = "gun-b", system = "skyranger-30"', 'name = "gun-b", system = "orcus"') + STUDY


def test_what_nobody_could_cost_is_told_and_missing(raids):
    found = study(scenario(UNPRICED))
    assert any(n.startswith("second: not costed") for n in found.about["notes"])
    cell = of(found["matrix"], option="second", criterion="cost")
    assert cell.is_missing.tolist() == [True]
    assert of(found["matrix"], option="as-is", criterion="cost").mode.tolist() == [0.0]
    assert np.isnan(found["ranking"].cost_p50).all()


def test_the_rate_of_the_question_reaches_the_totals(raids):
    def present(rate):
        money = replace(BASE.asked.money, discount_percent=known(rate))
        totals = study(changed(BASE, money=money))["cost_totals"]
        return of(totals, what="life cycle", basis="present value").p50[0]

    assert present(0.0) > present(3.0) > present(6.0)


def test_two_worlds_of_names(book):
    """No table speaks of an option, picture or criterion that the study does not have."""
    names = {"option": {"as-is", "words", "second", ""}, "picture": {"one", "three", ""}}
    for name, table in book.tables.items():
        for column, allowed in names.items():
            assert set(table.columns().get(column, ())) <= allowed, (name, column)
    assert not re.search(r"nan|None", " ".join(book.about["notes"]))


def test_a_misspelt_figure_of_allies_is_refused_before_the_work(raids):
    wrong = replace(BASE.asked.criteria[0], measure="allies.n_usrs", picture=None, stress=None)
    with pytest.raises(StudyError, match=r"no system has a figure 'n_usrs'.*Did you mean 'n_users'"):
        study(changed(BASE, criteria=(wrong,)))
    assert raids.run == []


def test_what_the_question_gives_is_among_the_figures(book):
    places = set(book["figures"].place)
    assert {f"criterion {c.name}: points" for c in BASE.asked.criteria if c.group != "cost"} <= places
    assert any(used == "decision" for used in book["figures"].used_for)


def test_the_guesses_of_the_studys_own_models_are_among_the_figures(book):
    own = {
        p: g for p, g in zip(book["figures"].place, book["figures"].is_guess, strict=True) if "PROMETHEE" in p
    }
    assert len(own) == 2
    assert all(own.values())

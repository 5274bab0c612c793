"""What options score: given, simulated, missing; the same draws where options are alike."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.scenario.load import shipped_catalogue
from belfort.study.bought import holdings
from belfort.study.judged import Known, StudyError, check_measure, scores, years_of
from belfort.study.money import Money
from belfort.study.performance.runs import Cell
from belfort.study.performance.tell import Results
from belfort.study.study import options_of
from tests.study.questions import criterion, known, measured, results, scenario

N = 600


def found_out(results_=None, **more) -> Known:
    told = {"lives": {}, "cost_guesses": {}, "forces": {}, "bought": {}, "allies": lambda _o, _n: None}
    return Known(results_ or results({}), **(told | {"performance_guesses": {}} | more))


def of(c, options=("a", "b"), known_=None, n=N, seed=3):
    return scores([c], options, known_ or found_out(), n, seed)


def test_a_figure_that_is_certain_is_certain():
    score = of(criterion("c", {"a": known(4.0), "b": known(7.0)}))["a", "c"]
    assert (score.low, score.mode, score.high) == (4.0, 4.0, 4.0)
    assert set(score.draws) == {4.0}
    assert (score.evidence, score.guess_share, score.sources, score.is_missing) == (
        "opened",
        0.0,
        "MODEL",
        False,
    )


def test_a_range_is_drawn_between_its_ends():
    score = of(criterion("c", {"a": known(2.0, 3.0, 8.0, is_guess=True)}), n=20_000)["a", "c"]
    assert 2.0 <= score.draws.min() < 2.3
    assert 7.7 < score.draws.max() <= 8.0
    assert score.draws.mean() == pytest.approx((2.0 + 3.0 + 8.0) / 3.0, abs=0.03)
    assert score.guess_share == 1.0


def test_a_missing_cell_may_be_anything_on_the_scale_and_is_marked():
    c = criterion("c", {"a": known(4.0)}, worst=30.0, best=10.0)
    score = of(c, n=20_000)["b", "c"]
    assert score.is_missing
    assert np.isnan([score.low, score.mode, score.high]).all()
    assert score.guess_share == 1.0
    hist = np.histogram(score.draws, bins=10, range=(10.0, 30.0))[0]
    assert hist.sum() == 20_000, "none outside the scale"
    assert hist == pytest.approx(np.full(10, 2000), abs=5 * np.sqrt(2000))


def test_draws_do_not_depend_on_what_else_is_asked():
    one, two = criterion("one", {"a": known(1.0, 2.0, 9.0)}), criterion("two", {"a": known(1.0, 2.0, 9.0)})
    alone = of(one)["a", "one"].draws
    among = scores([two, one], ["b", "a"], found_out(), N, 3)
    assert np.array_equal(alone, among["a", "one"].draws)
    assert not np.array_equal(alone, among["a", "two"].draws)
    assert not np.array_equal(alone, of(one, seed=4)["a", "one"].draws)


NIGHT = criterion("leakers", group="performance", measure="performance.n_leaked", picture="night")


def test_what_is_simulated_takes_its_worlds_in_turn():
    a, b = measured([[1.0, 3.0], [4.0, 4.0], [0.0, 0.0]]), measured([[2.0, 4.0], [5.0, 5.0], [1.0, 1.0]])
    found = of(NIGHT, known_=found_out(results({("a", "night"): a, ("b", "night"): b})), n=7)
    assert found["a", "leakers"].draws.tolist() == [2, 4, 0, 2, 4, 0, 2]
    assert set(found["b", "leakers"].draws - found["a", "leakers"].draws) == {1.0}, "what they share cancels"
    assert found["a", "leakers"].mode == 2.0
    assert found["a", "leakers"].evidence == "simulated"
    assert np.isnan(found["a", "leakers"].guess_share)


def test_a_stress_reads_its_own_raids():
    whole, gone = measured([[1.0, 1.0]]), measured([[3.0, 3.0]])
    cells = Results({Cell("a", "night"): whole, Cell("a", "night", "gone"): gone})
    told = found_out(cells, performance_guesses={("a", "night"): 0.25})
    assert of(NIGHT, ("a",), told)["a", "leakers"].mode == 1.0
    assert of(replace(NIGHT, stress="gone"), ("a",), told)["a", "leakers"].mode == 3.0
    assert of(NIGHT, ("a",), told)["a", "leakers"].guess_share == 0.25


def test_what_was_not_simulated_is_a_sentence():
    told = found_out(results({("a", "night"): measured([[1.0]])}))
    with pytest.raises(StudyError, match="'leakers': picture 'night' was not simulated under 'gone'"):
        of(replace(NIGHT, stress="gone"), ("a",), told)
    with pytest.raises(StudyError, match="no measure 'n_lost'; it has: n_leaked"):
        of(replace(NIGHT, measure="performance.n_lost"), ("a",), told)
    check_measure(NIGHT, measured([[1.0]]))
    check_measure(criterion("c", {"a": known(1.0)}), measured([[1.0]]))


@pytest.fixture(scope="module")
def bought():
    """The small question's money and dates."""
    base = scenario()
    options, catalogue = options_of(base), shipped_catalogue()
    from belfort.study.bought import implied

    programmes = implied((), options.values(), base)
    held = {name: holdings(one, programmes, catalogue, N, 7) for name, one in options.items()}
    return base, held, Money.of(base.asked, held, catalogue, N, 7)


def money_known(bought, **more):
    _, held, money = bought
    return found_out(
        lives=money.lives,
        cost_guesses=money.guesses,
        forces={name: one.force for name, one in held.items()},
        bought={"as-is": frozenset(), "words": frozenset(), "second": frozenset({"gun-b"})},
        **more,
    )


def cost(what, **more):
    return criterion("cost", group="cost", measure=f"cost.{what}", **more)


def test_costs_are_those_of_the_life_in_millions(bought):
    options, life = ("as-is", "second"), bought[2].lives["second"]
    told = money_known(bought)
    whole = of(cost("life_cycle"), options, told)["second", "cost"]
    assert whole.draws == pytest.approx(life.constant.draws / 1e6)
    assert whole.mode == pytest.approx(np.median(life.constant.draws) / 1e6)
    assert whole.low < whole.mode < whole.high
    bought_for = of(cost("acquisition"), options, told)["second", "cost"]
    assert (bought_for.draws < whole.draws).all()
    now = of(cost("present_value"), options, told)["second", "cost"]
    assert now.draws == pytest.approx(life.present.draws / 1e6)
    per_year = of(cost("per_year"), options, told)["second", "cost"]
    assert per_year.draws * life.years.size == pytest.approx(whole.draws)
    assert whole.guess_share == bought[2].guesses["second"]


def test_who_buys_nothing_pays_nothing(bought):
    score = of(cost("life_cycle"), ("as-is", "second"), money_known(bought))["as-is", "cost"]
    assert (score.low, score.mode, score.high, set(score.draws)) == (0.0, 0.0, 0.0, {0.0})
    assert not score.is_missing


def test_what_nobody_could_cost_is_missing_and_not_nothing(bought):
    told = money_known(bought, uncosted=frozenset({"as-is"}))
    score = of(cost("life_cycle", worst=500.0, best=0.0), ("as-is", "second"), told)["as-is", "cost"]
    assert score.is_missing
    assert score.draws.std() > 100.0


def test_dates_are_those_of_what_is_bought(bought):
    told = money_known(bought)
    force = bought[1]["second"].force
    row = [u.name for u in force.scenario.units].index("gun-b")
    for what in ("first_unit", "all_units"):
        c = criterion("when", group="time", measure=f"time.{what}", worst=2040.0, best=2027.0)
        found = of(c, ("as-is", "second"), told)
        assert found["as-is", "when"].is_missing
        assert found["second", "when"].draws == pytest.approx(2027.0 + force.ready[row] / 12.0)
        assert 2031.7 < found["second", "when"].low < found["second", "when"].mode < 2033.8


def test_a_unit_that_is_always_there_is_not_waited_for(bought):
    told = replace(money_known(bought), bought={"second": frozenset({"gun-a", "gun-b"})})
    c = criterion("when", group="time", measure="time.first_unit", worst=2040.0, best=2027.0)
    score = of(c, ("second",), told)["second", "when"]
    assert np.isfinite(score.draws).all()
    assert score.draws.min() >= 2031.7
    always = replace(told, bought={"second": frozenset({"gun-a"})})
    assert of(c, ("second",), always)["second", "when"].is_missing


def test_the_first_unit_and_the_last(bought):
    force = bought[1]["second"].force
    ready = np.zeros_like(force.ready)
    names = [u.name for u in force.scenario.units]
    ready[names.index("gun-a")], ready[names.index("gun-b")] = 12.0, np.where(np.arange(N) % 2, 6.0, 24.0)
    told = found_out(
        forces={"second": replace(force, ready=ready)}, bought={"second": frozenset({"gun-a", "gun-b"})}
    )
    for what, even, odd in (("first_unit", 2028.0, 2027.5), ("all_units", 2029.0, 2028.0)):
        c = criterion("when", group="time", measure=f"time.{what}", worst=2040.0, best=2027.0)
        draws = of(c, ("second",), told)["second", "when"].draws
        assert (set(draws[::2]), set(draws[1::2])) == ({even}, {odd})


def test_months_as_years():
    assert years_of(np.array([0.0, 12.0, 57.0])).tolist() == [2027.0, 2028.0, 2031.75]


def test_allies_are_as_found_or_missing():
    c = criterion("users", group="allies", measure="allies.n_users")
    told = found_out(allies=lambda option, name: known(5.0) if (option, name) == ("a", "n_users") else None)
    found = of(c, known_=told)
    assert found["a", "users"].mode == 5.0
    assert found["b", "users"].is_missing

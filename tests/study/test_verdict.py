"""From scores to a decision: what must hold whatever the options."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.study.decision.weights import interval_weights
from belfort.study.judged import Known, scores
from belfort.study.performance.tell import Results
from belfort.study.verdict import VIEWS, decided, matrix, scale_of
from tests.study.questions import criterion, known

N = 1000
DRAWS = (N, 11)
OPTIONS = ("a", "b", "c")
CRITERIA = (
    criterion("reach", {"a": known(2, 3, 4), "b": known(5, 6, 7), "c": known(4, 5, 9)}, swing=known(60, 100, 100)),
    criterion("users", {"a": known(9), "b": known(3)}, swing=known(20, 50, 80), group="allies"),
    criterion(
        "wait", {"a": known(30, 40, 60), "b": known(20, 30, 50), "c": known(90)},
        worst=100.0, best=0.0, swing=known(10, 20, 40), group="time",
    ),
    criterion("price", {"a": known(1), "b": known(2), "c": known(3)}, group="cost", worst=10.0, best=0.0, swing=known(0)),
)  # fmt: skip


def scored(criteria=CRITERIA, options=OPTIONS):
    nothing = Known(Results({}), {}, {}, {}, {}, lambda _o, _n: None, {})
    return scores(criteria, options, nothing, N, 11)


def tables(criteria=CRITERIA, options=OPTIONS, costs=None, found=None):
    titles = {o: o.upper() for o in options}
    return decided(criteria, options, titles, found or scored(criteria, options), costs, DRAWS)


def of(table, **wanted):
    columns = table.columns()
    keep = np.all([columns[k] == v for k, v in wanted.items()], axis=0)
    return table.take(np.flatnonzero(keep))


def by_option(table, column, **wanted):
    rows = of(table, **wanted)
    return dict(zip(rows.option, rows.columns()[column], strict=True))


def test_the_benefit_is_the_weighted_worth_of_the_modes():
    points, worth = np.array([100.0, 50.0, 20.0]), {
        "a": [30.0, 90.0, 60.0], "b": [60.0, 30.0, 70.0], "c": [50.0, 50.0, 10.0],  # c's users are not known
    }  # fmt: skip
    benefit = by_option(tables()["ranking"], "benefit", weights="stated")
    assert benefit == pytest.approx({o: points @ w / points.sum() for o, w in worth.items()})
    assert dict(zip(*(tables()["weights"].columns()[c] for c in ("criterion", "weight")), strict=True)) == (
        pytest.approx({"reach": 100 / 170, "users": 50 / 170, "wait": 20 / 170})
    )


def test_cost_never_enters_the_benefit():
    dear = replace(CRITERIA[3], values={"a": known(10), "b": known(0), "c": known(0)}, swing=known(1000.0))
    one, two = tables(), tables((*CRITERIA[:3], dear))
    assert one.keys() == two.keys()
    assert all(one[name].equals(two[name]) for name in one)
    assert "price" not in set(one["weights"].criterion) | set(one["flips"].criterion) | set(
        one["central"].criterion
    )
    assert "price" in set(matrix(CRITERIA, OPTIONS, scored()).criterion), "it is shown all the same"


def test_only_costs_decide_nothing_and_one_option_neither():
    assert tables(CRITERIA[3:]) == {}
    assert tables(options=("a",)) == {}
    assert tables(()) == {}


@pytest.mark.parametrize("options", [("b", "c", "a"), ("c", "b", "a")])
def test_the_order_of_options_decides_nothing(options):
    one, two = tables(), tables(options=options)
    for column in ("benefit", "benefit_low90", "benefit_high90", "p_first", "confidence", "promethee"):
        for view in VIEWS:
            mine, theirs = (by_option(t["ranking"], column, weights=view) for t in (one, two))
            assert mine == pytest.approx(theirs, nan_ok=True), column


@pytest.mark.parametrize("order", [(1, 2, 0, 3), (3, 2, 1, 0)])
def test_the_order_of_criteria_decides_nothing(order):
    one, two = tables(), tables(tuple(CRITERIA[i] for i in order))
    for column in ("benefit", "promethee"):
        assert by_option(one["ranking"], column, weights="stated") == pytest.approx(
            by_option(two["ranking"], column, weights="stated")
        )
    for view in VIEWS:  # other draws of the same weights
        mine, theirs = (by_option(t["ranking"], "p_first", weights=view) for t in (one, two))
        assert mine == pytest.approx(theirs, abs=0.08)
        lows = [by_option(t["ranking"], "benefit_low90", weights=view) for t in (one, two)]
        assert lows[0] == pytest.approx(lows[1], abs=4.0)


def test_a_beaten_option_more_changes_no_winner():
    beaten = {"reach": known(1), "users": known(0), "wait": known(99)}
    more = tuple(
        replace(c, values={**c.values, "d": beaten.get(c.name, known(9))}) for c in CRITERIA
    )  # fmt: skip
    one, two = tables(), tables(more, (*OPTIONS, "d"))
    for view in VIEWS:
        mine, theirs = (by_option(t["ranking"], "p_first", weights=view) for t in (one, two))
        assert theirs.pop("d") == 0.0
        assert mine == theirs
        kept = {k: v for k, v in by_option(two["ranking"], "benefit", weights=view).items() if k != "d"}
        assert kept == pytest.approx(by_option(one["ranking"], "benefit", weights=view))


def test_twins_share_the_first_place():
    twins = tuple(replace(c, values=dict.fromkeys(("a", "b"), c.values["a"])) for c in CRITERIA[1:3])
    certain = tuple(replace(c, values={o: known(e.mode) for o, e in c.values.items()}) for c in twins)
    found = tables(certain, ("a", "b"))
    for view in VIEWS:
        assert by_option(found["ranking"], "p_first", weights=view) == {"a": 1.0, "b": 1.0}
    assert len(set(by_option(found["ranking"], "benefit", weights="stated").values())) == 1


def test_an_order_of_weights_favours_who_is_best_at_what_counts_most():
    """Each of two is all the other is not: only the order of the weights tells them apart."""
    most = criterion("most", {"a": known(10), "b": known(0)}, swing=known(60, 100, 100))
    least = criterion("least", {"a": known(0), "b": known(10)}, swing=known(10, 20, 30))
    first = by_option(tables((least, most), ("a", "b"))["ranking"], "p_first", weights="ordinal")
    assert first == {"a": 1.0, "b": 0.0}
    anyhow = by_option(tables((least, most), ("a", "b"))["ranking"], "p_first", weights="unknown")
    assert anyhow["a"] == pytest.approx(0.5, abs=0.08)


def test_ranks_are_shares():
    found = tables()["ranks"]
    for view in VIEWS:
        for rank in (1, 2, 3):
            assert of(found, weights=view, rank=rank).p.sum() == pytest.approx(1.0)
        for option in OPTIONS:
            assert of(found, weights=view, option=option).p.sum() == pytest.approx(1.0)


COSTS = np.array([100.0, 200.0, 300.0])


def test_the_front_by_a_slow_loop():
    found = scored()
    drawn = COSTS + np.random.default_rng(2).uniform(0.0, 150.0, (N, 3))
    ranking = tables(found=found, costs=(COSTS, drawn))["ranking"]
    assert by_option(ranking, "cost_p50", weights="stated") == dict(zip(OPTIONS, COSTS, strict=True))
    points = [(c.swing.low, c.swing.mode, c.swing.high) for c in CRITERIA[:3]]
    weights = interval_weights(points, *DRAWS)
    on_front = dict.fromkeys(OPTIONS, 0)
    for i in range(N):
        worth = {
            o: sum(
                w * np.clip((found[o, c.name].draws[i] - c.worst) / (c.best - c.worst), 0.0, 1.0)
                for w, c in zip(weights[i], CRITERIA, strict=False)
            )
            for o in OPTIONS
        }
        price = dict(zip(OPTIONS, drawn[i], strict=True))
        for o in OPTIONS:
            beaten = any(worth[p] > worth[o] and price[p] < price[o] for p in OPTIONS)
            on_front[o] += not beaten
    shares = {o: n / N for o, n in on_front.items()}
    assert by_option(ranking, "p_on_front", weights="stated") == pytest.approx(shares)
    assert 0.02 < min(shares.values()) < max(shares.values()), "or the loop shows nothing"
    free = tables(found=found, costs=(np.zeros(3), np.zeros((N, 3))))["ranking"]
    first = by_option(free, "p_first", weights="stated")
    assert by_option(free, "p_on_front", weights="stated") == pytest.approx(first), (
        "without cost only the best is left"
    )


def test_beside_an_unknown_cost_nobody_is_known_to_be_on_the_front():
    drawn = np.tile(COSTS, (N, 1))
    medians = COSTS.copy()
    medians[2] = drawn[:, 2] = np.nan
    ranking = tables(costs=(medians, drawn))["ranking"]
    assert by_option(ranking, "cost_p50", weights="stated") == pytest.approx(
        {"a": 100.0, "b": 200.0, "c": float("nan")}, nan_ok=True
    )
    assert np.isnan(ranking.p_on_front).all()
    assert by_option(ranking, "p_first", weights="stated") == by_option(
        tables()["ranking"], "p_first", weights="stated"
    )


def test_the_matrix_marks_what_is_missing_and_what_is_off_the_scale():
    c = criterion("reach", {"a": known(-5.0, 5.0, 15.0), "b": known(4.0)})
    table = matrix((c,), OPTIONS, scored((c,)))
    assert table.is_missing.tolist() == [False, False, True]
    assert np.isnan(table.mode[2])
    assert np.isnan(table.value[2])
    assert table.value[:2].tolist() == [50.0, 40.0]
    # a triangle from -5 to 15 around 5: an eighth below 0 and an eighth above 10
    assert table.p_outside[0] == pytest.approx(0.25, abs=0.06)
    assert table.p_outside[1:].tolist() == [0.0, 0.0]


def test_a_scale_goes_from_nothing_to_all_over_its_curve():
    straight = scale_of(criterion("c", worst=10.0, best=0.0))
    assert [float(straight.value_of(v)) for v in (10.0, 5.0, 0.0, -3.0, 12.0)] == [
        0.0,
        50.0,
        100.0,
        100.0,
        0.0,
    ]
    bent = scale_of(criterion("c", worst=10.0, best=0.0, curve=((5.0, 30.0), (2.0, 80.0))))
    assert [float(bent.value_of(v)) for v in (10.0, 7.5, 5.0, 2.0, 0.0)] == pytest.approx(
        [0, 15, 30, 80, 100]
    )


def test_the_flip_of_a_weight_puts_both_level():
    """What the table says flips the choice is put in and looked at."""
    flips = tables()["flips"]
    some = [i for i in range(len(flips)) if flips.what[i] == "weight" and np.isfinite(flips.flips_at[i])]
    assert some
    modes = {"reach": {"a": 30.0, "b": 60.0, "c": 50.0}, "users": {"a": 90.0, "b": 30.0, "c": 50.0},
             "wait": {"a": 60.0, "b": 70.0, "c": 10.0}}  # fmt: skip
    stated = {"reach": 100 / 170, "users": 50 / 170, "wait": 20 / 170}
    for i in some:
        name, at = flips.criterion[i], flips.flips_at[i]
        assert flips.now[i] == pytest.approx(stated[name])
        rest = (1.0 - at) / (1.0 - stated[name])
        weights = {k: at if k == name else w * rest for k, w in stated.items()}
        one, two = (sum(weights[k] * modes[k][o] for k in modes) for o in (flips.option[i], flips.other[i]))
        assert one == pytest.approx(two)

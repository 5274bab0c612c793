"""Tables of performance: by hand, by slow loops, and what must hold of any of them."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.study.performance.kept import Measured
from belfort.study.performance.runs import Cell
from belfort.study.performance.tell import (
    Results,
    differences,
    performance,
    protection,
    regrets,
    unknown_band,
)
from tests.study.questions import measured, results, scenario

A = [[1.0, 3.0], [2.0, 6.0]]
B = [[0.0, 2.0], [5.0, 7.0]]


def both(one, two):
    """Measures with leakers and, as `value_hit`, twice as many."""
    twice = [[[2.0 * v for v in w] for w in worlds] for worlds in (one, two)]
    return measured(one, value_hit=twice[0]), measured(two, value_hit=twice[1])


def rows(table, **wanted):
    columns = table.columns()
    found = [dict(zip(columns, r, strict=True)) for r in zip(*columns.values(), strict=True)]
    return [r for r in found if all(r[k] == v for k, v in wanted.items())]


def test_a_difference_by_hand():
    one, two = both(A, B)
    table = differences(results({("a", "night"): one, ("b", "night"): two}))
    (row,) = rows(table, measure="n_leaked")
    assert (row["option"], row["other"], row["picture"], row["key"]) == ("b", "a", "night", "")
    # raid by raid: -1, -1, 3, 1; world by world: -1, 2
    assert row["mean"] == pytest.approx(0.5)
    assert row["p_better"] == 0.5
    assert row["low90"] == pytest.approx(np.quantile([-1, -1, 3, 1], 0.05))
    assert row["high90"] == pytest.approx(np.quantile([-1, -1, 3, 1], 0.95))


def test_alike_options_differ_by_exactly_nothing():
    one, _ = both(A, B)
    found = results({("a", "night"): one, ("b", "night"): one})
    for row in rows(differences(found)):
        ends = [row[k] for k in ("mean", "low90", "high90", "unknown_low90", "unknown_high90", "error")]
        assert ends == [0.0] * 6
        assert row["p_better"] == 0.5
    assert {r["regret"] for r in rows(regrets(found))} == {0.0}


WORLDS = st.lists(st.lists(st.integers(0, 9).map(float), min_size=3, max_size=3), min_size=2, max_size=4)


@settings(max_examples=25)
@given(st.lists(WORLDS.filter(lambda w: len(w) == 3), min_size=2, max_size=4))
def test_differences_and_regrets_against_slow_loops(given_worlds):
    options = {f"o{i}": both(w, w)[0] for i, w in enumerate(given_worlds)}
    worlds = {f"o{i}": np.array(w) for i, w in enumerate(given_worlds)}
    found = results({(o, "night"): m for o, m in options.items()})
    table = differences(found)
    assert [(r["option"], r["other"]) for r in rows(table, measure="n_leaked")] == [
        (b, a) for a, b in combinations(options, 2)
    ]
    for row in rows(table, measure="n_leaked"):
        one, two = worlds[row["option"]], worlds[row["other"]]
        apart = [[x - y for x, y in zip(u, v, strict=True)] for u, v in zip(one, two, strict=True)]
        means = [sum(w) / len(w) for w in apart]
        assert row["mean"] == pytest.approx(sum(means) / len(means))
        won = sum(1.0 if m < -1e-12 else 0.5 if abs(m) <= 1e-12 else 0.0 for m in means) / len(means)
        assert row["p_better"] == pytest.approx(won)
    means = {o: w.mean() for o, w in worlds.items()}
    for row in rows(regrets(found), measure="n_leaked", picture="night"):
        assert row["regret"] == pytest.approx(means[row["option"]] - min(means.values()))
        assert row["value"] == pytest.approx(means[row["option"]])
        leader = worlds[min(means, key=means.get)].mean(axis=1)
        apart = worlds[row["option"]].mean(axis=1) - leader
        assert (row["regret_low90"], row["regret_high90"]) == pytest.approx(np.quantile(apart, [0.05, 0.95]))
    told = rows(regrets(found), measure="n_leaked", picture="night")
    assert min(r["regret"] for r in told) == 0.0


def test_regret_over_all_pictures_is_the_worst_share_of_a_pictures_loss():
    cells = {
        ("a", "drones"): both([[10.0]], [[0.0]])[0],
        ("b", "drones"): both([[20.0]], [[0.0]])[0],
        ("a", "missiles"): both([[4.0]], [[0.0]])[0],
        ("b", "missiles"): both([[1.0]], [[0.0]])[0],
    }
    over = {r["option"]: r for r in rows(regrets(results(cells)), measure="n_leaked", picture="")}
    assert over["a"]["regret"] == pytest.approx(3.0 / 4.0)
    assert over["b"]["regret"] == pytest.approx(10.0 / 20.0)
    assert np.isnan(over["a"]["value"])


def test_regret_of_nothing_lost_is_nothing():
    nothing = both([[0.0]], [[0.0]])[0]
    found = results({("a", "night"): nothing, ("b", "night"): nothing})
    assert {r["regret"] for r in rows(regrets(found))} == {0.0}


def test_p_better_of_a_swap_is_the_rest():
    one, two = both(A, B)
    forth = rows(differences(results({("a", "n"): one, ("b", "n"): two})))
    back = rows(differences(results({("b", "n"): two, ("a", "n"): one})))
    for f, b in zip(forth, back, strict=True):
        assert f["p_better"] + b["p_better"] == pytest.approx(1.0)
        assert f["mean"] == pytest.approx(-b["mean"])
        assert (f["low90"], f["high90"]) == pytest.approx((-b["high90"], -b["low90"]))


def test_a_stress_and_a_year_tell_totals_only_and_guesses_are_no_row():
    whole = Measured(
        {("n_leaked", ""): np.ones(2), ("n_leaked", "drone"): np.ones(2)},
        np.arange(2, dtype=np.int32),
        {("left_after_night_1", "gun"): 0.5},
    )
    cells = {
        Cell("a", "night"): whole,
        Cell("a", "night", is_without_guesses=True): whole,
        Cell("a", "night", "gone"): whole,
        Cell("a", "night", "", 2031): whole,
    }
    table = performance(Results(cells))
    assert {(r["stress"], r["year"], r["measure"], r["key"]) for r in rows(table)} == {
        ("", 0, "n_leaked", ""),
        ("", 0, "n_leaked", "drone"),
        ("", 0, "left_after_night_1", "gun"),
        ("gone", 0, "n_leaked", ""),
        ("", 2031, "n_leaked", ""),
    }
    assert len(table) == 5
    (left,) = rows(table, measure="left_after_night_1")
    assert left["mean"] == 0.5
    assert np.isnan(left["low90"])


def test_a_row_of_performance_by_hand():
    values, world = np.array([100.0, 1.0, 3.0, 2.0, 6.0]), np.array([-1, 0, 0, 1, 1], np.int32)
    (row,) = rows(performance(results({("a", "night"): Measured({("n_leaked", ""): values}, world, {})})))
    assert row["mean"] == pytest.approx(3.0)
    assert row["median"] == pytest.approx(2.5)
    assert row["at_mode"] == 100.0
    assert row["low90"] <= row["low50"] <= row["median"] <= row["high50"] <= row["high90"] <= 6.0


def test_protection_by_hand():
    values, world = np.array([100.0, 0.0, 2.0, 0.0, 6.0]), np.array([-1, 0, 0, 1, 1], np.int32)
    leaked = {("n_leaked_at", "antwerp-airport"): values, ("n_leaked_at", "elsewhere"): values}
    table = protection(results({("a", "night"): Measured(leaked, world, {})}), scenario().assets)
    (row,) = rows(table)
    assert (row["asset"], row["value"]) == ("antwerp-airport", 5.0)
    assert row["n_leaked"] == pytest.approx(2.0)
    assert row["p_hit"] == 0.5


def test_the_band_of_not_knowing_is_nothing_where_worlds_agree():
    found = measured([[2.0] * 8, [2.0] * 8, [2.0] * 8])
    assert unknown_band(found, ("n_leaked", "")) == (2.0, 2.0, 2.0)
    apart = unknown_band(measured([[0.0] * 8, [2.0] * 8, [4.0] * 8]), ("n_leaked", ""))
    assert apart[0] < 1.0 < apart[1] == 2.0 < 3.0 < apart[2]
    at_mode = Measured({("n_leaked", ""): np.array([1.0, 3.0])}, np.array([-1, -1], np.int32), {})
    assert unknown_band(at_mode, ("n_leaked", "")) == (2.0, 2.0, 2.0)

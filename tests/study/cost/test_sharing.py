import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.study.cost.money import CostError
from belfort.study.cost.nucleolus import nucleolus_shares
from belfort.study.cost.sharing import (
    CostGame,
    all_rules,
    game_of,
    nucleolus,
    proportional,
    rules_in_doubt,
    scrb,
    shapley,
    stability,
)
from tests.reference import sharing as twin
from tests.study.cost.games import TVA, YOUNG, costs, estate, game


@st.composite
def games(draw, least=2, most=4):
    """Joint buys: a fixed cost once, a set-up each, units on a curve; cheaper together, so with a core."""
    n = draw(st.integers(least, most))
    units = draw(st.lists(st.integers(1, 20), min_size=n, max_size=n))
    fixed, set_up = draw(st.floats(0.0, 500.0)), draw(st.floats(0.0, 100.0))
    power = draw(st.floats(0.7, 1.0))
    names = [f"n{i}" for i in range(n)]

    def cost_of(members):
        return fixed + sum(set_up for _ in members) + 200.0 * sum(units[int(m[1:])] for m in members) ** power

    return game_of(names, cost_of)


@settings(max_examples=25)
@given(games())
def test_every_rule_shares_out_exactly_the_joint_cost(g):
    for shares in all_rules(g, {"by units": [1.0 + i for i in range(g.n)]}):
        assert shares.share.sum() == pytest.approx(g.joint), shares.rule


@settings(max_examples=25)
@given(games(), st.randoms())
def test_the_order_of_nations_does_not_matter(g, random):
    order = list(range(g.n))
    random.shuffle(order)
    moved = np.zeros_like(g.cost)
    for s in range(1 << g.n):
        moved[sum(1 << order.index(i) for i in range(g.n) if s >> i & 1)] = g.cost[s]
    other = CostGame(tuple(g.nations[i] for i in order), moved)
    for a, b in zip(all_rules(g), all_rules(other), strict=True):
        assert b.share == pytest.approx(a.share[order], abs=1e-6 * g.joint), a.rule


@settings(max_examples=25)
@given(games())
def test_the_nucleolus_is_that_of_the_slow_twin_and_in_the_core(g):
    ours = nucleolus(g)
    assert ours == pytest.approx(twin.nucleolus(g.cost, g.n), abs=1e-5 * g.joint)
    assert stability(g, ours).is_in_core


@settings(max_examples=25)
@given(games())
def test_nobody_minds_a_rule_that_asks_less_than_alone(g):
    for shares in (shapley(g), nucleolus(g), scrb(g)):
        assert np.all(shares <= g.alone * (1 + 1e-9) + 1e-6)
    assert g.saving >= -1e-9 * g.joint


def test_published_nucleoli():
    worth = costs(4, [0, 0, 0, 0, 5, 5, 8, 9, 10, 8, 13, 15, 16, 17, 21])
    assert -nucleolus_shares(-worth, 4) == pytest.approx([3.5, 4.5, 5.5, 7.5])
    worth = costs(3, [2, 6, 5, 15, 1, 18, 14])
    assert -nucleolus_shares(-worth, 3) == pytest.approx([2, 7, 5])
    assert -nucleolus_shares(-worth, 3, is_rational=False) == pytest.approx([-1, 13, 2])
    assert np.array([15, 20, 55]) - nucleolus_shares(YOUNG, 3, float) == pytest.approx([2 / 3, 7 / 6, 61 / 6])


@pytest.mark.parametrize(
    ("total", "shares"), [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])]
)
def test_the_talmud(total, shares):
    assert -nucleolus_shares(-estate(total, [100, 200, 300]), 3) == pytest.approx(shares)


def test_the_tennessee_valley():
    assert shapley(TVA) == pytest.approx([117829, 100756.5, 193998.5])
    assert nucleolus(TVA) == pytest.approx([116234, 93540, 202810])
    assert scrb(TVA) == pytest.approx([117475.54, 99157.29, 195951.16], abs=0.01)


def test_an_unstable_rule_names_who_would_leave():
    g = game(2, [10, 100, 105])
    found = stability(g, proportional(g, [1, 1]))
    assert not found.is_in_core
    assert found.coalition == ("a",)
    assert found.excess == pytest.approx(42.5)


def test_an_empty_core_shows():
    g = game(3, [1, 1, 1, 1, 1, 1, 2.0])  # any two are served by one, three need two
    assert all(not s.stability.is_in_core for s in all_rules(g))


def test_a_coalition_may_buy_in_groups():
    g = game_of("ab", lambda m: 10.0 if len(m) == 1 else 25.0)
    assert g.joint == 20.0
    assert game_of("ab", lambda m: 10.0 if len(m) == 1 else 25.0, may_split=False).joint == 25.0


def test_doubt_says_how_often_a_rule_is_stable():
    rows = rules_in_doubt([game(2, [10, 100, 105]), game(2, [60, 100, 105])])
    assert {r.rule: r.p_stable for r in rows}["equal"] == 0.5
    assert rows[0].share.shape == (2, 2)


def test_more_than_eight_nations_are_refused_with_a_sentence():
    with pytest.raises(CostError, match="1 to 8 nations, found 9: join some into one"):
        game_of("abcdefghi", lambda m: 1.0)


def test_nonsense_is_refused():
    with pytest.raises(CostError, match="named twice"):
        CostGame(("a", "a"), np.array([0, 1, 1, 2.0]))
    with pytest.raises(CostError, match="the empty one first"):
        CostGame(("a", "b"), np.ones(4))
    with pytest.raises(CostError, match="not all 0"):
        proportional(TVA, [0, 0, 0])
    with pytest.raises(CostError, match="add up to"):
        stability(TVA, np.zeros(3))
    with pytest.raises(CostError, match="above the sum of those"):
        nucleolus_shares(costs(2, [1, 1, 3]), 2)
    with pytest.raises(CostError, match="nobody gains"):
        scrb(game(2, [1, 1, 3]))


def test_one_nation_pays_all():
    g = game_of(["a"], lambda m: 7.0)
    assert [s.share.tolist() for s in all_rules(g)] == [[7.0]] * 5
    assert stability(g, np.array([7.0])).is_in_core

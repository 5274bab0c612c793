"""The tables say what the numbers say, and the sentences what the tables say."""

from dataclasses import replace

import numpy as np
import pytest

from belfort.study.decision import (
    DecisionError,
    acceptability,
    additive,
    appraise,
    front_share,
    interval_weights,
    linear_scale,
    swing_weights,
    tell,
    uniform_weights,
    valued,
    win_triangle,
)
from belfort.study.decision.flip import with_weight

NAMES = tell.Names(
    ("base", "more", "far"),
    ("leakers", "reach", "delay"),
    ("the base", "more of it", "the far one"),
    ("leakers", "reach", "delay"),
    ("", "km", "months"),
)
SCALES = [linear_scale("leakers", 20, 0), linear_scale("reach", 10, 60), linear_scale("delay", 48, 0)]
MEASURES = np.array([[12, 20, 0], [6, 25, 18], [4, 45, 40]], float)
POINTS = np.array([[100, 100, 100], [20, 50, 80], [10, 30, 60]], float)
VALUES = valued(SCALES, MEASURES).values
STATED = swing_weights(POINTS)


def test_flips_are_told_for_every_rival_and_criterion_and_hold():
    table = tell.flips(NAMES, SCALES, MEASURES, VALUES, STATED)
    total = additive(VALUES, STATED)
    first = int(total.argmax())
    assert set(table.option) == {NAMES.options[first]}
    assert len(table) == 2 * 3 * 3
    for i in range(len(table)):
        k, other = NAMES.criteria.index(table.criterion[i]), NAMES.options.index(table.other[i])
        at = table.flips_at[i]
        if np.isnan(at):
            assert table.words[i].startswith("No ")
            continue
        if table.what[i] == "weight":
            assert table.now[i] == STATED[k]
            level = additive(VALUES, with_weight(STATED, k, at))
        else:
            mover = NAMES.options.index(table.what[i].removeprefix("value of "))
            assert table.now[i] == MEASURES[mover, k]
            moved = MEASURES.copy()
            moved[mover, k] = at
            level = additive(valued(SCALES, moved).values, STATED)
        assert level[first] == pytest.approx(level[other])
        assert ("or less" if at < table.now[i] else "or more") in table.words[i]
        assert NAMES.option_titles[other][1:] in table.words[i]
    assert 0 < np.isnan(table.flips_at).sum() < len(table)


def test_a_sentence_reads_as_one():
    table = tell.flips(NAMES, SCALES, MEASURES, VALUES, STATED)
    words = dict(zip(zip(table.other, table.criterion, table.what, strict=True), table.words, strict=True))
    weight = words["more", "delay", "weight"]
    assert weight == "“more of it” comes before “the far one” where delay counts 30% or more (17% as stated)."
    value = words["more", "leakers", "value of more"]
    assert (
        value
        == "“more of it” comes before “the far one” where leakers of “more of it” is 2.75 or less (6 as told)."
    )


def test_ranking_ranks_weights_central_and_region_are_told():
    n = 2000
    draws = np.random.default_rng(1).normal(VALUES, 8, (n, 3, 3))
    w = interval_weights(POINTS, n, 2)
    found, appraisal = acceptability(draws, w), appraise(VALUES, STATED, draws, w)
    fronts = (np.array([1.0, 2, 3]), front_share(additive(draws, w), [1.0, 2, 3]))
    table = tell.ranking(NAMES, "stated", appraisal, found, fronts=fronts)
    assert table.p_first == pytest.approx(found.first)
    assert table.p_first_error[0] == pytest.approx(
        1.96 * np.sqrt(found.first[0] * (1 - found.first[0]) / n), rel=1e-3
    )
    assert table.benefit == pytest.approx(additive(VALUES, STATED))
    assert (table.benefit_low90 < table.benefit_high90).all()
    assert np.isnan(table.promethee).all()
    assert table.p_on_front == pytest.approx(fronts[1].on_front)
    bare = tell.ranking(NAMES, "stated", appraisal, found, net=np.array([0.1, 0.2, -0.3]))
    assert np.isnan(bare.p_on_front).all()
    assert bare.promethee.tolist() == [0.1, 0.2, -0.3]
    with pytest.raises(DecisionError, match="90 % bands"):
        tell.ranking(NAMES, "stated", replace(appraisal, level=0.8), found)
    ranks = tell.ranks(NAMES, "stated", found)
    assert ranks.rank.tolist() == [1, 2, 3] * 3
    assert ranks.p[ranks.option == "far"] == pytest.approx(found.rank[2])
    weights = tell.weights(NAMES, POINTS, STATED, w)
    assert weights.swing_high.tolist() == [100, 80, 60]
    inside = (w >= weights.weight_low90) & (w <= weights.weight_high90)
    assert inside.mean(0) == pytest.approx(0.9, abs=0.002)
    central = tell.central(NAMES, acceptability(VALUES, uniform_weights(3, n, 3)).central_weight)
    assert len(central) == 9
    assert central.criterion[:3].tolist() == list(NAMES.criteria)
    triangle = win_triangle(VALUES, 10, draws)
    region = tell.region(NAMES, triangle)
    assert len(region) == 66
    assert (region.first + region.second + region.third) == pytest.approx(1.0)
    assert region.option.tolist() == [NAMES.options[o] for o in triangle.winner]

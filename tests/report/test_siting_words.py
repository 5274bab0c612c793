"""What a siting says, sentence by sentence."""

import doctest
from dataclasses import replace

import pytest

from belfort.report import siting_words as words
from belfort.siting import Effort
from belfort.siting.site import site
from belfort.siting.situation.answer import Step
from belfort.siting.situation.question import Moving, Placing, SiteQuestion, Where
from tests.siting.situations import places_csv, short


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("siting")
    question = SiteQuestion(
        placings=(Placing("skyranger-30", 2, {"mistral-3": 2}),),
        threats=("shahed-136",),
        where=Where(candidates=places_csv(folder)),
        n_threads=1,
        cell_m=2000.0,
        effort=Effort(time_limit_s=600.0),
    )
    return site(short(folder), question)


def test_words_of_order():
    assert doctest.testmod(words).failed == 0
    assert [words.ordinal(n) for n in (1, 12, 13, 22, 23, 111)] == [
        "first",
        "twelfth",
        "13th",
        "22nd",
        "23rd",
        "111th",
    ]


def test_the_headline_has_the_numbers(found):
    said = words.headline(found)
    assert f"from {100 * found.before / found.total:.1f} % to {100 * found.value / found.total:.1f} %" in said
    assert all(c.near in said for c in found.chosen)


def test_an_unproven_answer_does_not_call_itself_proven(found):
    open_ = replace(found, bound=1.07 * found.value)
    assert (
        words.proof_words(open_) == "no other choice of these candidates does more than 7 % better (proven)"
    )
    assert "does better" not in " ".join(words.findings(open_)).replace("% better", "")


def test_what_one_more_adds_alone_and_anew(found):
    more = replace(found.further[0], gain=0.01 * found.total)
    curve = (*found.curve[:3], Step(3, found.curve[2].value + 0.03 * found.total, found.total))
    said = " ".join(words.findings(replace(found, further=(more,), curve=curve)))
    assert "the sixth, would add 1.0 points" in said
    assert "3.0 points if all new ones are placed anew" in said
    nothing = words.findings(replace(found, further=(replace(more, gain=0.0),)))
    assert any("would add nothing from any candidate" in s for s in nothing)


def test_where_all_is_covered_already_the_next_question_is_named(found):
    full = replace(found, before=found.total, value=found.total, bound=found.total, chosen=())
    said = words.findings(full)
    assert said[0].startswith("No new unit raises")
    assert any("--k 2" in s and "--axis" in s for s in said)


def test_twice_covered_says_so(found):
    twice = replace(found, question=replace(found.question, need=2))
    assert "covered twice" in words.headline(twice)
    assert "2 units or more" in words.meaning(twice)


@pytest.mark.parametrize(
    ("worst", "says"),
    [
        (0.0, "the mean of 2 scenes"),
        (1.0, "the worst of 2 scenes"),
        (0.25, "0.75 of the mean and 0.25 of the worst"),
    ],
)
def test_scenes_say_how_they_are_weighed(found, worst, says):
    scenes = (("a", 1.0, 2.0, 4.0), ("b", 1.0, 3.0, 4.0))
    blended = replace(found, question=replace(found.question, worst=worst), scenes=scenes)
    assert any(says in s and "against b (50.0 points)" in s for s in words.findings(blended))


def test_warning_is_told_in_minutes(found):
    scenes = (("slow, mode", 600.0, 1800.0, 1.0), ("fast, mode", 60.0, 90.0, 1.0))
    warned = replace(found, by="warning", before=330.0, value=945.0, bound=945.0, total=1.0, scenes=scenes)
    said = " ".join(words.findings(warned))
    assert "mean warning from 5.5 min to 15.8 min" in said
    assert "--enough-min 15" in said
    assert "most is gained against slow, mode (20.0 min), least against fast, mode (0.5 min)" in said
    assert any(a.text == words.ALONE_DELAY for a in words.assumptions(warned))


def test_moving_names_its_guesses(found):
    moved = replace(
        found, question=replace(found.question, placings=(), moving=Moving("gun-*", 3600.0, 2)), further=()
    )
    said = " ".join(words.findings(moved))
    assert "40 km/h and ways 1.3 times the straight line are guesses" in said


def test_tables_hold_what_was_found(found):
    sites, curve, scenes, places = words.tables(found)
    assert [row[1] for row in sites.rows] == [c.name for c in found.chosen]
    assert [row[0] for row in curve.rows] == [0, 1, 2, 3, 4, 5]
    assert scenes.rows[0][1] == pytest.approx(100 * found.before / found.total)
    assert places.rows[0] == ("candidates left", 7)


def test_guesses_come_first_and_are_marked(found):
    said = words.assumptions(found)
    marks = [a.is_guess for a in said[1:]]
    assert marks == sorted(marks, reverse=True)
    assert len(said) == 1 + len(found.figures)
    assert f"{sum(e.is_guess for e in found.figures.values())} of them guesses" in words.basis_words(found)

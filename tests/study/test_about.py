"""What a study is about, and whether it is stale."""

import json
from dataclasses import replace

import pytest

from belfort.scenario.load import shipped_catalogue
from belfort.study.about import about, changed, inputs, titles
from belfort.study.settings import QUICK, Request
from belfort.study.tables import TABLES, DriverTable, FigureTable
from tests.coverage.ground import flat
from tests.study.questions import HEAD, STUDY, known, scenario
from tests.study.questions import changed as asking

BASE = scenario()
NOW = ("1.0", "1.0")


def of(base, file="guns.toml", ground=("flat",)):
    return inputs(base, file, ground)


def since(base, **more) -> list[str]:
    return changed(of(BASE), of(base, **more), NOW)


def test_nothing_changed_is_fresh():
    assert since(scenario()) == []


def text(old: str, new: str):
    assert (HEAD + STUDY).count(old) == 1, old
    return scenario((HEAD + STUDY).replace(old, new))


QUESTION = "the question: what is compared, and by what"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("swing = 100", "swing = 90"),
        ("worst = 4", "worst = 5"),
        ('compare = ["as-is", "words", "second"]', 'compare = ["as-is", "second"]'),
        ("last_year = 2040", "last_year = 2041"),
        ("nights = 3", "nights = 2"),
        ('lose = ["gun-a"]', 'lose = ["post"]'),
        ("as-is = 0", "as-is = 10"),
    ],
    ids=["weight", "scale", "options", "years", "nights", "stress", "value"],
)
def test_another_question_is_the_question_alone(old, new):
    assert since(text(old, new)) == [QUESTION]


def test_a_unit_of_one_option_is_that_option_alone():
    assert since(text("2 km N of EBAW", "3 km N of EBAW")) == ["option 'second'"]


def test_a_unit_of_all_is_the_scenario_and_every_option():
    found = since(text("2 km E of EBAW", "3 km E of EBAW"))
    assert found == ["the scenario", "option 'as-is'", "option 'second'", "option 'words'"]


def test_an_option_that_came_or_went_is_named():
    more = text("[options.words]", '[options.new]\ntitle = "New"\n\n[options.words]')
    assert since(more) == ["option 'new'"]
    assert changed(of(more), of(BASE), NOW) == ["option 'new'"]


def test_words_are_no_change():
    assert since(text('title = "A second gun"', 'title = "Another gun"')) == []


def test_program_catalogue_and_ground():
    assert changed(of(BASE), of(BASE), ("1.0", "1.1")) == ["the program: 1.0, now 1.1"]
    assert since(BASE, ground=("hills",)) == ["the ground"]
    assert "the catalogue" in since(replace(BASE, catalogue_hash="0" * 64))


def told(base=BASE, **tables):
    every = {name: kind.empty() for name, kind in TABLES.items()} | tables
    request = Request(QUICK, None, "guns.toml", "belfort study guns.toml")
    return about(base, every, flat(half_m=20e3), request, shipped_catalogue(), ("a note",))


def test_it_is_plain_and_complete():
    found = told()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert [o["name"] for o in found["options"]] == ["as-is", "words", "second"]
    assert [o["is_reference"] for o in found["options"]] == [True, False, False]
    assert found["question"] == "A second gun?"
    assert found["notes"] == ["a note"]
    assert found["settings"]["setting"] == "quick"
    assert found["settings"]["years"] == [2029, 2031, 2040]
    assert found["names"]["skyranger-30"] == shipped_catalogue()["skyranger-30"].name


def test_the_map_has_shared_units_once_and_others_by_option():
    units = told()["map"]["units"]
    assert sorted((u["name"], u["option"]) for u in units) == [
        ("gun-a", ""),
        ("gun-b", "second"),
        ("post", ""),
    ]


def test_the_base_has_a_title_and_no_summary():
    base = asking(BASE, compare=("base", "second"))
    assert titles(base) == {"base": "As it stands", "second": "A second gun"}
    assert told(base)["options"][0]["summary"] == ""


def test_without_a_question_the_title_asks():
    assert told(asking(BASE, question=""))["question"] == BASE.title


def test_the_rate_is_the_questions_or_the_catalogues():
    figure = shipped_catalogue()["discount-rate"].figures["real"]
    assert told()["money"]["discount_percent"]["mode"] == figure.mode
    given = asking(BASE, money=replace(BASE.asked.money, discount_percent=known(1.0, 3.0, 5.0)))
    assert told(given)["money"]["discount_percent"] == {
        "low": 1.0,
        "mode": 3.0,
        "high": 5.0,
        "evidence": "opened",
        "sources": ["MODEL"],
    }


def test_shares_of_guesses_are_told_or_not_known():
    assert told()["guess_share"] == {"by_figures": None, "by_variance": None}
    place = ("", 1.0, 2.0, 3.0, "m", "opened")
    used = FigureTable.from_rows([("a", *place, True, "", "raid"), ("b", *place, False, "", "raid")] * 2)
    row = ("second", "", "one", "n_leaked", "all guesses", "all", 0.4, 0.3, 0.5, "guesses", True)
    costs = ("second", "", "", "life-cycle cost", "F0001", "x", 0.9, 0.8, 1.0, "opened", False)
    found = told(figures=used, drivers=DriverTable.from_rows([row, costs]))
    assert found["guess_share"] == {"by_figures": 0.5, "by_variance": 0.4}

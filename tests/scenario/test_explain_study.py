"""The question of a study in words: every part of it is told, and nothing that was not asked."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from belfort.catalogue import load_catalogue
from belfort.scenario import load_scenario
from belfort.scenario.asked import Asked, AskedMoney
from belfort.scenario.explain import explain
from belfort.scenario.explain_study import study_lines
from belfort.scenario.phrases import Phrases

VALID = Path(__file__).parents[2] / "spec" / "cases" / "valid"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def study():
    return load_scenario(VALID / "study.toml")


def told(scenario, catalogue):
    return study_lines(scenario, Phrases(scenario, catalogue))


@pytest.mark.parametrize(
    "words",
    [
        "A second battery, or a leased one first?",
        "20,000 raids an option and picture, 256 draws of what is not known (catalogue, terrain)",
        "base (the situation as it is), more (A second battery), leased (A leased battery first). The first is the reference.",
        "Threat picture one-night: A night (night), one night.",
        "(night), 7 nights in a row, 50 % of a full load brought each day.",
        "without battery*; no link between battery and crc; nobody else gets the picture of Netherlands.",
        "Money is in USD at prices of 2025, over 2026 to 2045, discounted by 2 (1 to 4) % a year {{A|ministry}}; "
        "paid by Belgium.",
        "Budget, in millions of USD: 250 in 2027, 300.5 in 2028.",
        "Programme second (The second battery) buys battery-two; contract on 1 January 2027; 1.5 delivered a year; "
        "crews train on leased* before.",
        "Programme lease leases leased; ready on the dates of the scenario, paid by then; until 2031.",
        "performance, computed as performance.n_leaked against one-night under blind; from 10 (worth nothing) to 0 "
        "(worth all), on a curve; 100 (80 to 100) points {{F|}}. Less is better.",
        "Price over the years: cost, computed as cost.life_cycle; from 2,000 (worth nothing) to 0 million (worth all); "
        "an axis of its own.",
        "Work at home: other, as given; from 0 (worth nothing) to 500 jobs (worth all); 20 points {{F|}}.",
        "Work at home, base: 0 jobs {{F|}}.",
        "Work at home, more: 200 (100 to 400) jobs {{A|ministry}}.",
    ],
)
def test_what_was_asked_is_told(study, catalogue, words):
    assert words in "\n".join(told(study, catalogue))


def test_every_part_of_the_question_changes_what_is_told(study, catalogue):
    """Take one part out at a time: a part that the telling forgets would leave the text as it was."""
    whole = told(study, catalogue)
    bare = Asked()
    for part in fields(Asked):
        without = replace(study, asked=replace(study.asked, **{part.name: getattr(bare, part.name)}))
        assert told(without, catalogue) != whole, part.name


def test_where_nothing_is_asked_only_the_computing_is_told(catalogue):
    (line,) = told(load_scenario(VALID / "smallest.toml"), catalogue)
    assert "draws of what is not known" in line


def test_default_money_is_told_where_something_is_judged(study, catalogue):
    plain = replace(study, asked=replace(study.asked, money=AskedMoney()))
    text = "\n".join(told(plain, catalogue))
    assert (
        "Money is in EUR at prices of 2026, over 2027 to 2056, at the catalogue's discount rate; paid by every nation."
        in text
    )
    assert "Budget" not in text


def test_what_counts_nothing_is_said_to_count_nothing(catalogue):
    text = "\n".join(told(load_scenario("switzerland-2021"), catalogue))
    assert "from 0 (worth nothing) to 1 yes or no (worth all); counts nothing. Not one of the four:" in text


def test_the_explanation_holds_it(study, catalogue):
    section = next(s for s in explain(study, catalogue) if s.title == "How it is computed")
    assert section.sentences == told(study, catalogue)

"""Every value a study used, once, and what it serves."""

from belfort.scenario.load import shipped_catalogue
from belfort.study import figures
from belfort.study.study import options_of
from belfort.study.tables import FigureTable
from tests.study.questions import scenario

CATALOGUE = shipped_catalogue()


def row(place, used_for, figure="", is_guess=False):
    return (place, figure, 1.0, 2.0, 3.0, "m", "opened", is_guess, "MODEL", used_for)


def test_a_figure_used_twice_is_one_row_that_says_both():
    one = FigureTable.from_rows([row("a", "raid"), row("b", "raid")])
    two = FigureTable.from_rows([row("a", "cost"), row("c", "cost")])
    found = figures.merged([one, two, two])
    assert found.place.tolist() == ["a", "b", "c"]
    assert found.used_for.tolist() == ["raid, cost", "raid", "cost"]


def test_one_use_is_not_hidden_in_the_name_of_another():
    tables = [FigureTable.from_rows([row("a", use)]) for use in ("costs", "cost", "costs")]
    assert figures.merged(tables).used_for.tolist() == ["costs, cost"]


def test_a_figure_of_the_catalogue_is_not_one_of_the_scenario_of_the_same_place():
    found = figures.merged([FigureTable.from_rows([row("a", "raid"), row("a", "raid", "F0001")])])
    assert len(found) == 2


def test_guess_share_counts_figures():
    assert figures.guess_share(FigureTable.empty()) == 0.0
    table = FigureTable.from_rows(
        [row("a", "raid", is_guess=True), row("b", "raid"), row("c", "raid"), row("d", "raid")]
    )
    assert figures.guess_share(table) == 0.25


def test_raids_tell_each_figure_once_in_its_own_unit():
    situations = list(options_of(scenario()).values())
    table = figures.raid_figures(situations, CATALOGUE)
    assert len(set(zip(table.place, table.figure, strict=True))) == len(table) > 50
    assert figures.raid_figures([*situations, *situations], CATALOGUE).equals(table)
    numbered = {f: i for i, f in enumerate(table.figure) if f}
    assert len(numbered) > 20
    for number, i in numbered.items():
        entry, parameter = CATALOGUE.origins[number]
        figure = CATALOGUE[entry].figures[parameter]
        assert table.place[i] == f"{entry}.{parameter}"
        assert (table.low[i], table.mode[i], table.high[i], table.unit[i]) == (
            *(figure.low, figure.mode, figure.high, figure.unit),
        )
        assert table.is_guess[i] == figure.evidence.is_guess
    assert {table.unit[i] for i, f in enumerate(table.figure) if not f} == {"SI"}


def test_what_is_cited_is_looked_up_and_words_are_not():
    key = next(iter(CATALOGUE.references))
    rows = [("a", "", 1.0, 2.0, 3.0, "m", "opened", False, f"{key} words", "raid")]
    found = figures.cited([FigureTable.from_rows(rows)], CATALOGUE)
    assert set(found) == {key}
    assert found[key]["title"] == CATALOGUE.references[key].title

"""The matrix of alliance compatibility: counted cells against known counts, and a hole is a hole."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from belfort.catalogue import load_catalogue
from belfort.catalogue.figure import Evidence
from belfort.catalogue.model import Nation
from belfort.scenario import load_scenario
from belfort.study.allies import CRITERIA, judged_systems, land_neighbours, matrix, measure
from belfort.study.allies.cell import family_of, neighbours, users

COUNTED = ("n_users", "n_neighbours", "n_units_nearby")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def benelux():
    return load_scenario("benelux")


def changed(catalogue, entry_id, **parts):
    """Return the catalogue with one entry changed."""
    entry = catalogue[entry_id].model_copy(update=parts)
    return replace(catalogue, entries={**catalogue.entries, entry_id: entry})


def with_option(scenario, name, units):
    return replace(scenario, options={**scenario.options, name: replace(scenario, units=tuple(units))})


def cell(table, name, system):
    title = next(c.title for c in CRITERIA if c.name == name)
    (row,) = np.flatnonzero((table.criterion == title) & (table.system == system))
    return table.take(slice(row, row + 1))


@pytest.mark.parametrize(
    ("nation", "near"),
    [
        ("belgium", {"germany", "france", "luxembourg", "netherlands"}),
        ("switzerland", {"austria", "germany", "france", "italy"}),
        ("denmark", {"germany"}),
        ("portugal", {"spain"}),
        ("norway", {"finland", "sweden"}),
        ("united-kingdom", set()),
        ("iceland", set()),
        ("japan", set()),
    ],
)
def test_neighbours_are_those_of_the_atlas(catalogue, nation, near):
    assert set(land_neighbours(catalogue, nation)) == near


def test_borders_have_two_sides(catalogue):
    nations = [n.id for n in catalogue.of_kind("nation")]
    pairs = {(a, b) for a in nations for b in land_neighbours(catalogue, a)}
    assert pairs == {(b, a) for a, b in pairs}
    assert all(a != b for a, b in pairs)


@pytest.mark.parametrize(("system", "name"), [("patriot", "user_nations"), ("nasams", "published_users")])
def test_users_counted_agree_with_users_published(catalogue, system, name):
    """Sources count 19 for Patriot and 13 for NASAMS: within the range of our own list of nations."""
    entry = catalogue["patriot"] if system == "patriot" else catalogue["nasams-allies"]
    published = entry.figures[name].mode
    low, mode, high = users(catalogue, system).number
    assert low <= published <= high
    assert low <= mode <= high


def test_neighbours_counted_agree_with_those_recorded(catalogue, benelux):
    """Belgium's entry says two neighbours have Patriot and one SAMP/T: F0805 and F0811."""
    belgium = catalogue["belgium"].figures
    assert (
        measure(benelux, "patriot", catalogue, "allies.n_neighbours")[1]
        == belgium["patriot_neighbour_operators"].mode
    )
    assert (
        measure(benelux, "sampt", catalogue, "allies.n_neighbours")[1]
        == belgium["samp_t_neighbour_operators"].mode
    )


def test_planned_counts_at_most_and_a_guess_not_at_least(catalogue):
    """Belgium and Luxembourg plan NASAMS, Kuwait may buy it; Qatar, Indonesia and Taiwan are general knowledge."""
    found = users(catalogue, "nasams-belgium")
    low, mode, high = found.number
    assert high - mode == 3
    assert mode - low == 3
    assert "Belgium (planned)" in found.words
    assert found.evidence is Evidence.GENERAL_KNOWLEDGE


def test_one_more_user_is_counted_once_for_the_whole_family(catalogue):
    before = users(catalogue, "samp-t-ng").number[1]
    spain = catalogue["spain"]
    assert isinstance(spain, Nation)
    like = spain.operates[0].model_copy(update={"system": "samp-t"})
    more = changed(
        catalogue, "spain", operates=(*spain.operates, like, like.model_copy(update={"system": "samp-t-ng"}))
    )
    assert users(more, "samp-t-ng").number[1] == before + 1
    assert family_of(catalogue, "samp-t-ng") == family_of(catalogue, "samp-t")
    retired = like.model_copy(update={"status": "retired"})
    assert users(changed(catalogue, "spain", operates=(retired,)), "samp-t").number[1] == before


def test_every_system_has_every_criterion_and_a_hole_is_a_row(catalogue, benelux):
    for option in ("base", *benelux.options):
        table = matrix(benelux, option, catalogue)
        systems = judged_systems(benelux, option)
        assert table.system.tolist() == [s for s in systems for _ in CRITERIA]
        assert table.criterion.tolist() == [c.title for _ in systems for c in CRITERIA]
        missing = table.take(~table.is_known)
        assert len(missing) > 0
        assert np.isnan(missing.value).all()
        assert set(missing.words) | set(missing.sources) | set(missing.evidence) == {""}
        known = table.take(table.is_known)
        assert all(known.sources)
        assert all(known.words)
        assert (
            known.is_guess == np.isin(known.evidence.astype(str), ["general knowledge", "modelling prior"])
        ).all()


def test_what_is_taken_out_of_the_catalogue_becomes_a_hole(catalogue, benelux):
    whole = cell(matrix(benelux, "patriot", catalogue), "shared_stock", "patriot")
    assert whole.is_known[0]
    assert "GEM-T" in whole.words[0]
    bare = changed(catalogue, "patriot-allies", statements={})
    assert not cell(matrix(benelux, "patriot", bare), "shared_stock", "patriot").is_known[0]


def test_the_alliance_entry_speaks_first_and_the_systems_own_second(catalogue, benelux):
    links = cell(matrix(benelux, "patriot", catalogue), "data_links", "patriot")
    assert links.sources[0] == "esut-ch"
    bare = changed(catalogue, "patriot-allies", statements={}, figures={})
    own = cell(matrix(benelux, "patriot", bare), "data_links", "patriot")
    assert own.words[0] == catalogue["patriot"].statements["data_links"].text
    assert own.is_guess[0]


def test_a_system_that_no_nation_names_has_unknown_users_not_none(catalogue, benelux):
    units = [replace(u, system="iris-t-slm") if u.kind == "fire-unit" else u for u in benelux.units]
    found = with_option(benelux, "iris", units)
    row = cell(matrix(found, "iris", catalogue), "n_users", "iris-t-slm")
    assert not row.is_known[0]
    assert isnan(row.value[0])
    assert measure(found, "iris", catalogue, "allies.n_users") is None


def test_nobody_near_is_a_known_zero(catalogue):
    """Where a system has users, but none of them here, the count is zero and known."""
    assert neighbours(catalogue, "samp-t-ng", ["luxembourg"]).number == (1.0, 1.0, 1.0)
    lonely = changed(catalogue, "france", operates=())
    assert neighbours(lonely, "samp-t-ng", ["luxembourg"]).number == (0.0, 0.0, 0.0)


def test_units_nearby_are_those_of_other_nations(catalogue, benelux):
    """The Dutch Patriots of the situation are near a Belgian one, and not near a Dutch one."""
    dutch = sum(u.count for u in benelux.units if u.system == "patriot" and u.nation == "netherlands")
    assert dutch > 0
    others = sum(u.count for u in benelux.units if u.system == "patriot" and u.nation != "belgium")
    assert measure(benelux, "patriot", catalogue, "allies.n_units_nearby")[1] == others
    option = benelux.options["patriot"]
    bought = {u.name for u in benelux.units}
    units = [u if u.name in bought else replace(u, nation="netherlands") for u in option.units]
    swapped = with_option(benelux, "patriot", units)
    assert measure(swapped, "patriot", catalogue, "allies.n_units_nearby")[1] == others - dutch


def test_an_option_is_as_good_as_its_least_system(catalogue, benelux):
    units = [*benelux.options["patriot"].units]
    new = next(u for u in units if u.name not in {b.name for b in benelux.units} and u.kind == "fire-unit")
    both = with_option(benelux, "both", [*units, replace(new, name="other", system="samp-t-ng")])
    one, other, together = (
        measure(benelux, "patriot", catalogue, "n_users"),
        measure(benelux, "sampt", catalogue, "n_users"),
        measure(both, "both", catalogue, "n_users"),
    )
    assert together[:3] == tuple(map(min, one[:3], other[:3]))
    assert set(together[4]) == {*one[4], *other[4]}
    assert measure(both, "both", catalogue, "n_stock_partners")[1] == 3
    half = with_option(benelux, "half", [*units, replace(new, name="other", system="skyranger-30")])
    assert measure(half, "half", catalogue, "n_stock_partners") is None


def test_the_reference_says_what_an_option_adds(catalogue, benelux):
    assert judged_systems(benelux, "patriot") == ("patriot",)
    other_way = replace(benelux, asked=replace(benelux.asked, compare=("patriot", "base")))
    assert judged_systems(other_way, "patriot") == ("patriot",)
    assert "nasams-belgium" in judged_systems(other_way, "none")
    assert judged_systems(benelux, "none") == judged_systems(benelux, "base")


def test_words_are_no_measure_and_a_figure_of_the_system_is(catalogue, benelux):
    assert measure(benelux, "patriot", catalogue, "allies.release_conditions") is None
    assert measure(benelux, "patriot", catalogue, "allies.european_operators")[1] == 9
    with pytest.raises(KeyError):
        measure(benelux, "patriots", catalogue, "allies.n_users")


def test_no_alliance_entry_says_what_no_criterion_asks(catalogue):
    """A slip of the pen in an entry would be a fact that no table shows."""
    asked = {c.name for c in CRITERIA}
    entries = catalogue.of_kind("alliance")
    assert {e.system for e in entries} == {"patriot", "samp-t-ng", "nasams", "skyranger-30", "iris-t-slm"}
    assert {n for e in entries for n in e.citations} <= asked - set(COUNTED)
    said = {n for e in catalogue.of_kind("fire-unit") for n in e.citations}
    assert {n for c in CRITERIA for n in c.other_names} <= said

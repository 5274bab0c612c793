"""The answer of a study: built from the numbers by rule, and never more than they hold."""

import pytest

from belfort.report.study_facts import Facts
from belfort.report.study_findings import answer, drops, flips, flips_from, summary_rows
from tests.report import books


def _with(**changes):
    """Return the full study with some tables changed: a list of rows, or a change of each row's columns."""
    book = books.full()
    tables = dict(book.tables)
    for name, change in changes.items():
        if name == "about":
            continue
        rows = [vars(r) for r in Facts(book).rows(name)]
        tables[name] = books.table(name, [] if change is None else [{**r, **change(r)} for r in rows])
    return type(book)({**book.about, **changes.get("about", {})}, tables, book.provenance)


def _first(missiles, guns, error=0.01):
    p = {"missiles": missiles, "guns": guns, "base": 1 - missiles - guns}
    return lambda r: {"p_first": p[r["option"]], "p_first_error": error}


def _alike(r):
    return {"benefit": 50.0, "p_first": 1 / 3, "mean": 0.0}


def _clear():
    return _with(ranking=_first(0.96, 0.03))


def _leads():
    return _with(ranking=_first(0.75, 0.2))


def _draw():
    return _with(ranking=_first(0.5, 0.49))


def _same():
    return _with(ranking=lambda r: {"benefit": 50.0}, differences=lambda r: {"mean": 0.0})


def _cheaper():
    return _with(ranking=_first(0.2, 0.7))


def _free():
    return _with(ranking=lambda r: {"p_first": 0.9 if r["option"] == "base" else 0.05})


def _only_first_unit():
    book = books.full()
    rows = [vars(r) for r in Facts(book).rows("milestones") if r.milestone != "all units"]
    return type(book)(
        book.about, {**book.tables, "milestones": books.table("milestones", rows)}, book.provenance
    )


def _only_all_units():
    book = books.full()
    rows = [vars(r) for r in Facts(book).rows("milestones") if r.milestone != "first unit"]
    return type(book)(
        book.about, {**book.tables, "milestones": books.table("milestones", rows)}, book.provenance
    )


def _one_ranked():
    book = books.full()
    rows = [vars(r) for r in Facts(book).rows("ranking", option="guns")]
    return type(book)(book.about, {**book.tables, "ranking": books.table("ranking", rows)}, book.provenance)


def _cost_of_first_alone():
    book = books.full()
    rows = [vars(r) for r in Facts(book).rows("cost_totals", option="missiles")]
    return type(book)(
        book.about, {**book.tables, "cost_totals": books.table("cost_totals", rows)}, book.provenance
    )


def _close():
    book = books.bare()
    rows = [{**vars(r), "mean": 5.0, "error": 0.2} for r in Facts(book).rows("performance")]
    return type(book)(
        book.about, {**book.tables, "performance": books.table("performance", rows)}, book.provenance
    )


def _never():
    return _with(flips=lambda r: {"flips_at": float("nan")})


def _no_option():
    return books.book({**books.about_of(()), "options": []}, {})


def _no_words():
    return books.book({}, {})


WAYS = (
    *(_clear, _leads, _draw, _same, _cheaper, _free, _only_first_unit, _only_all_units, _one_ranked),
    *(_cost_of_first_alone, _close, _no_option, _no_words, _never),
)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (books.full, "There is no clear winner"),
        (_clear, "ranks first with a probability of 96"),
        (_leads, "it leads, but not beyond doubt"),
        (_draw, "There is no winner"),
        (_same, "come out alike"),
        (_one_ranked, "Only “Four gun batteries” could be ranked"),
        (books.alone, "One option alone was studied, “As it stands”"),
        (books.bare, "it ranks nothing"),
        (_no_option, "compares nothing"),
        (_no_words, "compares nothing"),
    ],
)
def test_the_first_sentence_says_how_firmly_the_first_stands(make, said):
    assert said in answer(Facts(make()))[0]


def test_the_first_sentence_says_what_holds_where_less_is_known_of_the_weights():
    told = answer(Facts(books.full()))[0].replace("\u00a0", " ")
    assert told.endswith(
        "Its probability is 58 % where only the order of the weights is taken for known, and 58 % over all weights there can be."
    )


def test_a_clear_winner_needs_its_lowest_probability_to_be_clear():
    wide = _with(ranking=_first(0.92, 0.03, error=0.05))
    assert "not beyond doubt" in answer(Facts(wide))[0]
    assert "no clear winner" in answer(Facts(_with(ranking=_first(0.68, 0.2, error=0.03))))[0]


def test_cost_and_time_are_told_with_their_doubt():
    facts = Facts(books.full())
    sentence = answer(facts)[-2].replace("\u00a0", " ")
    mine, theirs = facts.cost("missiles"), facts.cost("guns")
    assert facts.money(mine.p50) in sentence
    assert facts.money(mine.p80) in sentence
    assert f"{facts.money(mine.p50 - theirs.p50)} more than that of “Four gun batteries”" in sentence
    assert "May 2031" in sentence
    assert "Oct 2033" in sentence
    assert "less than that of “One missile battery”" in answer(Facts(_cheaper()))[-2]
    assert "No cost was computed for “As it stands”" in answer(Facts(_free()))[-2]
    assert "than that of" not in answer(Facts(_cost_of_first_alone()))[-2]


def test_a_rank_by_weights_does_not_hide_who_lets_the_fewest_through():
    told = answer(Facts(books.full()))[1]
    assert "“Four gun batteries” against Drone night" in told
    assert "“One missile battery” against Mixed raid and Ballistic salvo" in told
    level = _with(performance=lambda r: {"mean": 5.0, "error": 0.5})
    assert "not told apart" in answer(Facts(level))[1]


def test_dates_are_of_what_an_option_adds():
    """A programme that the reference has too decides no date of an option."""
    facts = Facts(_with_shared_programme())
    assert facts.moment("guns", "first unit").programme == "guns"
    assert facts.moment("base", "first unit").programme == "radar"
    assert [r.programme for r in facts.milestones].count("radar") == 1
    assert facts.milestones[0].option == ""


def _with_shared_programme():
    book = books.full()
    rows = [vars(r) for r in Facts(book).rows("milestones")]
    early = {
        "programme": "radar",
        "milestone": "first unit",
        "p10": 2027.0,
        "p50": 2027.2,
        "p80": 2027.4,
        "p90": 2027.5,
    }
    rows += [{"option": o, **early} for o in books.OPTIONS]
    return type(book)(
        book.about, {**book.tables, "milestones": books.table("milestones", rows)}, book.provenance
    )


def test_ready_dates_are_told_as_far_as_they_are_known():
    assert "all units" not in answer(Facts(_only_first_unit()))[-2]
    assert "All of it is ready" in answer(Facts(_only_all_units()))[-2]


def test_guesses_are_told():
    told = answer(Facts(books.full()))[-1].replace("\u00a0", " ")
    assert "47 % of the variance" in told
    assert "31 % of the figures" in told
    assert "was not computed" in answer(Facts(books.bare()))[-1]


def test_without_ranks_the_fewest_leakers_are_told_where_they_are_told_apart():
    told = answer(Facts(books.bare()))
    assert any("Drone night: fewest get through with “Four gun batteries”, 5.1 on average" in s for s in told)
    assert sum("not told apart" in s for s in answer(Facts(_close()))) == 3


def test_flips_that_can_come_first_the_nearest_before_the_farther():
    def change(r):
        is_far = r["criterion"] == "drones"
        return {"flips_at": 0.99 if is_far else 0.2, "words": "far" if is_far else "near"}

    assert flips(Facts(_with(flips=change))) == ["near", "far"]
    assert "“One missile battery” has the most benefit. One change" in flips_from(Facts(books.full()))


def test_that_nothing_changes_the_answer_is_said_too():
    never = Facts(_never())
    assert flips(never) == []
    assert "no single weight" in flips_from(never)
    assert "did not ask" in flips_from(Facts(books.bare()))


def test_a_flip_of_a_value_is_as_near_as_its_scale_says():
    """Half a scale of 20 leakers is farther than a third of all weight, though ten is more than a third."""

    def change(r):
        is_value = r["criterion"] == "drones"
        what, now, at = ("value of guns", 5.0, 15.0) if is_value else ("weight", 0.1, 0.43)
        return {"what": what, "now": now, "flips_at": at, "words": what}

    assert flips(Facts(_with(flips=change))) == ["weight", "value of guns"]


def test_the_worst_of_each_stress_is_told():
    told = drops(Facts(books.full()))
    assert len(told) == 2
    assert "14.2 leakers a raid become 21.3" in told[0]
    milder = _with(performance=lambda r: {"mean": 1.0} if r["stress"] else {})
    assert all("no option is told to do worse" in s for s in drops(Facts(milder))[:2])


def test_headline_numbers_are_those_of_the_tables():
    facts = Facts(books.full())
    found = summary_rows(facts)
    assert found["guns"]["n_leaked"]["drones"]["mean"] == facts.leakers("guns", "drones").mean
    assert found["guns"]["life_cycle_cost"]["p80"] == facts.cost("guns").p80
    assert found["base"]["life_cycle_cost"] is None
    assert found["base"]["first_unit"] is None


def test_sums_that_the_question_gives_are_told_in_place_of_what_is_computed():
    full = books.full()
    given = {"name": "price", "group": "cost", "measure": "", "title": "price", "unit": "billion EUR"}
    criteria = [
        *(c for c in full.about["criteria"] if c["group"] != "cost"),
        {**full.about["criteria"][0], **given},
    ]
    costs = {"missiles": 4200.0, "guns": 900.0, "base": 10.0}
    said = " ".join(
        answer(Facts(_with(about={"criteria": criteria}, ranking=lambda r: {"cost_p50": costs[r["option"]]})))
    )
    assert "4.2 billion EUR" in said
    assert "900 million EUR" in said
    assert "over its life" not in said
    assert "over its life" in " ".join(answer(Facts(full)))

"""The chapters of a report: what stands in each, and which fall away for want of numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from belfort.report import study_cost_tables as money
from belfort.report import study_decision_tables as decision
from belfort.report import study_findings as findings
from belfort.report import study_money_pictures as money_pictures
from belfort.report import study_tables as tables
from belfort.report.study_decision_pictures import corners, maps
from belfort.report.study_decision_pictures import decision as decision_pictures
from belfort.report.study_decision_pictures import drivers as driver_pictures
from belfort.report.study_facts import Facts
from belfort.report.study_grid import Grid
from belfort.report.study_pictures import StudyPicture, benefit_and_cost
from belfort.report.study_pictures import coverage as coverage_pictures
from belfort.report.study_pictures import performance as performance_pictures


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sentences, pictures and tables that answer one question."""

    ident: str
    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    """A list under the sentences."""
    pictures: tuple[StudyPicture, ...] = ()
    grids: tuple[Grid, ...] = ()
    sources: tuple[dict[str, Any], ...] = field(default=())
    """References, with their number."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show but its title."""
        return not (self.points or self.pictures or self.grids or self.sources)


def pictures_of(facts: Facts) -> tuple[StudyPicture, ...]:
    """Return every picture of a study, drawn; those of one chapter together."""
    return (
        *benefit_and_cost(facts),
        *coverage_pictures(facts),
        *performance_pictures(facts),
        *money_pictures.force(facts),
        *money_pictures.cost(facts),
        *money_pictures.time(facts),
        *decision_pictures(facts),
        *maps(facts),
        *driver_pictures(facts),
    )


def chapters_of(facts: Facts, pictures: Sequence[StudyPicture]) -> tuple[list[Chapter], list[str]]:
    """Return the chapters that hold something, and a sentence for each that fell away."""
    kept, dropped = [], []
    for chapter in _all(facts, pictures):
        if chapter.is_empty:
            dropped.append(facts.words(f"empty.{chapter.ident}"))
        else:
            kept.append(chapter)
    return kept, dropped


def _all(facts: Facts, pictures: Sequence[StudyPicture]) -> Iterator[Chapter]:
    yield _chapter(facts, "options", [decision.options(facts)], pictures)
    yield _chapter(facts, "coverage", [tables.coverage(facts)], pictures)
    yield _chapter(facts, "performance", tables.performance(facts), pictures, findings.drops(facts))
    yield _chapter(facts, "force", [tables.years(facts)], pictures)
    yield _chapter(facts, "cost", money.cost(facts), pictures)
    yield _chapter(facts, "allies", [money.allies(facts)], pictures)
    yield _chapter(facts, "time", money.time(facts), pictures)
    yield _chapter(facts, "decision", decision.decision(facts), pictures)
    yield _chapter(facts, "map", [], pictures)
    yield _chapter(facts, "drivers", [decision.drivers(facts)], pictures)
    yield _chapter(facts, "values", [decision.figures(facts)], pictures)
    yield _methods(facts)
    yield _left_out(facts)
    yield _sources(facts)


def _chapter(
    facts: Facts,
    ident: str,
    grids: Iterator[Grid] | list[Grid],
    pictures: Sequence[StudyPicture],
    points: Sequence[str] = (),
) -> Chapter:
    words = facts.words
    shown = tuple(g for g in grids if g.rows)
    mine = tuple(p for p in pictures if p.chapter == ident)
    return Chapter(ident, words(f"chapters.{ident}"), _lead(facts, ident), tuple(points), mine, shown)


def _lead(facts: Facts, ident: str) -> tuple[str, ...]:
    words = facts.words
    if ident == "cost":
        return (words("leads.cost", **_money_values(facts)), words("leads.cost_ceiling"))
    if ident == "decision":
        one, two, three = corners(facts)
        triangle = words("leads.triangle", one=one, two=two, three=three) if facts.rows("region") else ""
        return tuple(s for s in (words("leads.decision"), triangle) if s)
    if ident == "drivers":
        return (words("leads.drivers"), findings.guesses(facts))
    return (words(f"leads.{ident}"),)


def _money_values(facts: Facts) -> dict[str, str]:
    words, told = facts.words, facts.about.get("money") or {}
    rate = told.get("discount_percent") or {}
    figures = [words.exact(float(rate[k])) for k in ("low", "mode", "high") if rate.get(k) is not None]
    payers = words.listed([str(p) for p in told.get("payers") or ()])
    return {
        "currency": facts.currency,
        "price_year": str(told.get("price_year", words("mark.none"))),
        "first": str(told.get("first_year", words("mark.none"))),
        "last": str(told.get("last_year", words("mark.none"))),
        "payers": payers or words("cost.all_payers"),
        "low": figures[0] if figures else words("mark.none"),
        "rate": figures[len(figures) // 2] if figures else words("mark.none"),
        "high": figures[-1] if figures else words("mark.none"),
        "evidence": str(rate.get("evidence") or words("mark.none")).replace("_", " "),
    }


def _methods(facts: Facts) -> Chapter:
    words, settings = facts.words, facts.about.get("settings") or {}
    values = {
        "replicates": words.number(float(settings.get("n_replicates") or 0)),
        "worlds": words.number(float(settings.get("n_worlds") or 0)),
        "seed": str(settings.get("seed", words("mark.none"))),
        "setting": str(settings.get("setting") or words("mark.none")),
        "terrain": str(settings.get("terrain") or words("mark.none")),
    }
    points = [
        words("methods.raid", **values),
        words("methods.pictures", told=_pictures_told(facts)),
        words("methods.bands"),
    ]
    used = {
        "cost_totals": "cost",
        "milestones": "time",
        "matrix": "decision",
        "regret": "regret",
        "drivers": "drivers",
    }
    points += [words(f"methods.{key}") for table, key in used.items() if facts.rows(table)]
    return Chapter("methods", words("chapters.methods"), (words("leads.methods"),), tuple(points))


def _pictures_told(facts: Facts) -> str:
    words, told = facts.words, []
    for p in facts.about.get("pictures") or ():
        title, nights = p.get("title") or p["name"], int(p.get("n_nights") or 1)
        resupply = words.percent(float(p.get("resupply_share") or 0.0))
        many = words("methods.nights", title=title, n=str(nights), resupply=resupply)
        told.append(many if nights > 1 else title)
    return words.listed(told) or words("mark.none")


def _left_out(facts: Facts) -> Chapter:
    words = facts.words
    points = [words(f"left_out.{key}") for key in ("targeting", "enemy", "crews", "politics", "public")]
    points += [str(note) for note in facts.about.get("notes") or ()]
    return Chapter("left_out", words("chapters.left_out"), (words("leads.left_out"),), tuple(points))


def _sources(facts: Facts) -> Chapter:
    references = facts.about.get("references") or {}
    sources = tuple({**references[key], "number": n, "key": key} for key, n in facts.numbers.items())
    return Chapter(
        "sources", facts.words("chapters.sources"), (facts.words("leads.sources"),), sources=sources
    )

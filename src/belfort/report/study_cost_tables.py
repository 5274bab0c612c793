"""Tables of the report: cost, what the money buys, allies, and time."""

from collections.abc import Iterator
from types import SimpleNamespace

from belfort.report.study_facts import Facts, ordered
from belfort.report.study_grid import Cell, Grid, cited, evidence, heads, missing, number, text
from belfort.report.study_tables import said_of


def cost(facts: Facts) -> Iterator[Grid]:
    """Yield the tables of cost that hold something."""
    yield _totals(facts)
    yield _items(facts)
    yield _budget(facts)
    yield _effect(facts)
    yield _who_pays(facts)


def _totals(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.title(r.option)),
            text(words.name("whats", r.what)),
            text(words.name("bases", r.basis)),
            *(number(words.number(v)) for v in (r.sum_of_modes, r.mean, r.p10, r.p50, r.p80, r.p90)),
            number(words.percent(r.p_sum_of_modes)),
            number(words.percent(r.guess_share)),
        )
        for r in facts.rows("cost_totals")
    ]
    keys = (
        "option",
        "what",
        "basis",
        "sum_of_modes",
        "mean",
        "p10",
        "p50",
        "p80",
        "p90",
        "p_sum",
        "guess_share",
    )
    return Grid(
        words("cost.totals", currency=facts.currency),
        heads(facts, keys),
        tuple(rows),
        words("cost.totals_note"),
        "cost_totals",
    )


def _items(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.title(r.option)),
            text(facts.programme(r.programme)),
            text(words.name("phases", r.phase)),
            text(r.item),
            number(words.number(r.n) if r.n == r.n else ""),
            number(words.between(words.number(r.low), words.number(r.high))),
            number(words.number(r.mode)),
            number(words.number(r.mean)),
            evidence(facts, r.evidence, is_guess=r.is_guess, is_ceiling=r.is_ceiling),
            cited(facts, r.sources),
            text(r.note),
        )
        for r in facts.rows("cost_items")
    ]
    keys = (
        "option",
        "programme",
        "phase",
        "item",
        "n",
        "range",
        "mode",
        "mean",
        "evidence",
        "sources",
        "note",
    )
    caption = words("cost.items", currency=facts.currency)
    return Grid(caption, heads(facts, keys), tuple(rows), words("cost.items_note"), "cost_items", True)


def _budget(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.title(r.option)),
            text(str(r.year)),
            *(number(words.number(v)) for v in (r.mean, r.p50, r.p80)),
            number(words.number(r.ceiling)) if r.ceiling == r.ceiling else text(words("cost.no_ceiling")),
            number(words.percent(r.p_over)),
        )
        for r in facts.rows("budget", phase="all")
    ]
    keys = ("option", "year", "mean", "p50", "p80", "ceiling", "p_over")
    caption = words("cost.budget", currency=facts.currency)
    return Grid(caption, heads(facts, keys), tuple(rows), "", "budget", True)


def _effect(facts: Facts) -> Grid:
    words, found = facts.words, facts.rows("effect")
    rows = []
    for picture, measure, unit in dict.fromkeys((r.picture, r.measure, r.unit) for r in found):
        cells = (
            facts.first("effect", option=o.name, picture=picture, measure=measure, unit=unit)
            for o in facts.options
        )
        shown = (
            number(words.banded(r.mean, r.low90, r.high90)) if r else text(words("headline.none"))
            for r in cells
        )
        told = facts.picture(picture) or words("cost.all_pictures")
        rows.append((text(told), text(words.name("measures", measure)), text(unit), *shown))
    columns = (*heads(facts, ("picture", "measure", "unit")), *(o.title for o in facts.options))
    return Grid(words("cost.effect"), columns, tuple(rows), words("cost.effect_note"), "effect")


def _who_pays(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.system(r.system)),
            text(words.name("rules", r.rule)),
            text(facts.system(r.nation)),
            number(words.number(r.n_units)),
            number(words.number(r.alone)),
            number(words.banded(r.share, r.low90, r.high90)),
            number(words.percent(r.p_stable)),
        )
        for r in facts.rows("shares")
    ]
    keys = ("system", "rule", "nation", "n_units", "alone", "pays", "p_stable")
    caption = words("cost.shares", currency=facts.currency)
    return Grid(caption, heads(facts, keys), tuple(rows), words("cost.shares_note"), "shares")


def allies(facts: Facts) -> Grid:
    """Return the matrix: a criterion a row, a system a column; a cell nobody could fill says so."""
    words, found = facts.words, facts.rows("allies")
    systems: dict[tuple[str, str], dict[tuple[str, str], SimpleNamespace]] = {}
    for r in found:
        systems.setdefault((r.system, r.option), {})[r.topic, r.criterion] = r
    criteria = [
        (t, c)
        for t in ordered([r.topic for r in found])
        for c in ordered([r.criterion for r in found if r.topic == t])
    ]
    rows = [
        (
            text(c),
            text(words.name("topics", t)),
            *(_ally(facts, known.get((t, c))) for known in systems.values()),
        )
        for t, c in criteria
    ]
    names = (
        words(
            "allies.of_option", system=facts.system(s), option=facts.title(o) if o else words("time.shared")
        )
        for s, o in systems
    )
    columns = (*heads(facts, ("criterion", "topic")), *names)
    return Grid(words("allies.matrix"), columns, tuple(rows), words("allies.note"), "allies", is_wordy=True)


def _ally(facts: Facts, row: SimpleNamespace | None) -> Cell:
    if row is None or not row.is_known:
        return missing(facts)
    base = cited(facts, row.sources)
    more = f" ({row.as_of})" if row.as_of else ""
    mark, kind = (facts.words("mark.guess"), "F") if row.is_guess else ("", "")
    shown = said_of(facts, row).removesuffix(f" ({facts.words('mark.guess')})")
    return Cell(f"{shown}{more}", mark, kind, base.sources)


def time(facts: Facts) -> Iterator[Grid]:
    """Yield the tables of time that hold something."""
    yield _milestones(facts)
    yield _activities(facts)


def _milestones(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.title(r.option) if r.option else words("time.shared")),
            text(facts.programme(r.programme)),
            text(words.name("milestones", r.milestone)),
            *(number(words.date(v)) for v in (r.planned, r.p10, r.p50, r.p80, r.p90, r.pert)),
        )
        for r in facts.milestones
    ]
    keys = ("option", "programme", "milestone", "planned", "p10", "p50", "p80", "p90", "pert")
    return Grid(
        words("time.milestones"), heads(facts, keys), tuple(rows), words("time.milestones_note"), "milestones"
    )


def _activities(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.title(r.option) if r.option else words("time.shared")),
            text(facts.programme(r.programme)),
            text(r.activity),
            number(words.between(words.number(r.low), words.number(r.high))),
            number(words.number(r.mode)),
            number(words.date(r.start_p50)),
            number(words.date(r.end_p50)),
            number(words.percent(r.p_critical)),
            number(words.number(r.cruciality)),
            evidence(facts, r.evidence, is_guess=r.is_guess),
            cited(facts, r.sources),
        )
        for r in facts.rows("activities")
    ]
    keys = (
        "option",
        "programme",
        "activity",
        "months",
        "mode",
        "start",
        "end",
        "critical",
        "cruciality",
        "evidence",
        "sources",
    )
    return Grid(
        words("time.activities"),
        heads(facts, keys),
        tuple(rows),
        words("time.activities_note"),
        "activities",
        True,
    )

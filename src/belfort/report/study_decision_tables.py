"""Tables of the report: the decision, what drives the difference, the values that were used, and the options."""

from collections.abc import Iterator
from math import isfinite
from types import SimpleNamespace

from belfort.report.study_facts import LEAKERS, STATED, Facts, ordered
from belfort.report.study_grid import Cell, Grid, cited, evidence, heads, missing, number, text

WEIGHTS = (STATED, "ordinal", "unknown")
MOST_DRIVERS = 10


def options(facts: Facts) -> Grid:
    """Return what each option is."""
    words = facts.words
    rows = [
        (text(o.title), text(o.summary), text(words("options.reference") if o.is_reference else ""))
        for o in facts.options
    ]
    return Grid(words("options.caption"), heads(facts, ("option", "summary", "role")), tuple(rows))


def decision(facts: Facts) -> Iterator[Grid]:
    """Yield the tables of the decision that hold something."""
    yield _matrix(facts)
    yield _weights(facts)
    yield _ranking(facts)
    yield _ranks(facts)
    yield _central(facts)
    yield _flips(facts)


def _matrix(facts: Facts) -> Grid:
    words, rows = facts.words, []
    for criterion in ordered([r.criterion for r in facts.rows("matrix")]):
        found = {r.option: r for r in facts.rows("matrix", criterion=criterion)}
        one = next(iter(found.values()))
        scale = words(
            "decision.scale", worst=_on_scale(facts, one, one.worst), best=_on_scale(facts, one, one.best)
        )
        cells = (_measured(facts, found.get(o.name)) for o in facts.options)
        rows.append(
            (
                text(one.title or criterion),
                text(words.name("groups", one.group)),
                text(one.unit),
                text(scale),
                *cells,
            )
        )
    columns = (*heads(facts, ("criterion", "group", "unit", "scale")), *(o.title for o in facts.options))
    return Grid(words("decision.matrix"), columns, tuple(rows), words("decision.matrix_note"), "matrix")


def _on_scale(facts: Facts, row: SimpleNamespace, value: float) -> str:
    """Return a value of a criterion in words; one that counts years stays a year."""
    return facts.words.date(value) if row.unit == "year" else facts.words.number(value)


def _measured(facts: Facts, row: SimpleNamespace | None) -> Cell:
    if row is None or row.is_missing:
        return missing(facts)
    words = facts.words
    has_band = isfinite(row.low) and isfinite(row.high) and row.low != row.high
    low, mode, high = (_on_scale(facts, row, v) for v in (row.low, row.mode, row.high))
    band = f" ({words.between(low, high)})" if has_band else ""
    shown = words(
        "decision.measured",
        value=f"{mode}{band}",
        worth=words.number(row.value),
        evidence=row.evidence.replace("_", " "),
    )
    mark = words("decision.guessed", share=words.percent(row.guess_share)) if row.guess_share > 0 else ""
    return Cell(shown, mark, "F" if mark else "", cited(facts, row.sources).sources)


def _weights(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.criterion(r.criterion)),
            number(words.number(r.swing_mode)),
            number(words.between(words.number(r.swing_low), words.number(r.swing_high))),
            number(words.percent(r.weight)),
            number(words.between(words.percent(r.weight_low90), words.percent(r.weight_high90))),
        )
        for r in facts.rows("weights")
    ]
    columns = heads(facts, ("criterion", "swing", "range", "weight", "band90"))
    return Grid(words("decision.weights"), columns, tuple(rows), words("decision.weights_note"), "weights")


def _ranking(facts: Facts) -> Grid:
    words, rows = facts.words, []
    for weights in WEIGHTS:
        for r in facts.ranked(weights):
            first = words.percent(r.p_first)
            error = words("numbers.give_or_take", value=first, error=words.percent(r.p_first_error))
            rows.append(
                (
                    text(facts.title(r.option)),
                    text(words.name("weights", weights)),
                    number(words.banded(r.benefit, r.benefit_low90, r.benefit_high90)),
                    number(error if r.p_first_error > 0 else first),
                    number(words.percent(r.confidence)),
                    number(words.signed(r.promethee)),
                    number(facts.money(r.cost_p50)),
                    number(words.percent(r.p_on_front)),
                )
            )
    columns = heads(
        facts,
        ("option", "weights", "benefit", "p_first", "confidence", "promethee", "cost_p50", "p_on_front"),
    )
    return Grid(words("decision.ranking"), columns, tuple(rows), words("decision.ranking_note"), "ranking")


def _ranks(facts: Facts) -> Grid:
    words, rows = facts.words, []
    places = sorted({r.rank for r in facts.rows("ranks")})
    for weights in WEIGHTS:
        for option in facts.options:
            found = {r.rank: r.p for r in facts.rows("ranks", option=option.name, weights=weights)}
            if found:
                cells = (number(words.percent(found.get(k, float("nan")))) for k in places)
                rows.append((text(option.title), text(words.name("weights", weights)), *cells))
    columns = (*heads(facts, ("option", "weights")), *(words("decision.rank", rank=str(k)) for k in places))
    return Grid(words("decision.ranks"), columns, tuple(rows), "", "ranks", True)


def _central(facts: Facts) -> Grid:
    words, rows = facts.words, []
    for criterion in ordered([r.criterion for r in facts.rows("central")]):
        found = {r.option: r.weight for r in facts.rows("central", criterion=criterion)}
        cells = (number(words.percent(found.get(o.name, float("nan")))) for o in facts.options)
        rows.append((text(facts.criterion(criterion)), *cells))
    columns = (*heads(facts, ("criterion",)), *(o.title for o in facts.options))
    return Grid(
        words("decision.central"), columns, tuple(rows), words("decision.central_note"), "central", True
    )


def _flips(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.title(r.other)),
            text(facts.criterion(r.criterion)),
            text(r.what),
            *(
                number(words.percent(v) if r.what == "weight" else words.number(v))
                for v in (r.now, r.flips_at)
            ),
            text(r.words),
        )
        for r in facts.rows("flips")
    ]
    columns = heads(facts, ("instead", "criterion", "changes", "now", "flips_at", "words"))
    return Grid(words("decision.flips"), columns, tuple(rows), words("decision.flips_note"), "flips", True)


def drivers(facts: Facts) -> Grid:
    """Return what drives the differences, the strongest first, each picture on its own."""
    words, rows = facts.words, []
    for r in drivers_shown(facts):
        less = words("performance.less", option=facts.title(r.option), other=facts.title(r.other))
        rows.append(
            (
                text(r.label or r.figure),
                text(less if r.other else facts.title(r.option)),
                text(facts.picture(r.picture) or words("drivers.cost")),
                text(words.name("measures", r.measure)),
                number(words.percent(r.share)),
                number(words.between(words.percent(r.low), words.percent(r.high))),
                evidence(facts, r.evidence, is_guess=r.is_guess),
            )
        )
    columns = heads(facts, ("figure", "options", "picture", "measure", "share", "band90", "evidence"))
    return Grid(words("drivers.caption"), columns, tuple(rows), words("drivers.note"), "drivers", True)


def drivers_shown(facts: Facts) -> list[SimpleNamespace]:
    """Return the strongest drivers of each difference."""
    found: dict[tuple[str, ...], list[SimpleNamespace]] = {}
    for r in facts.rows("drivers"):
        if r.measure == LEAKERS or not r.picture:
            found.setdefault((r.option, r.other, r.picture, r.measure), []).append(r)
    return [r for rows in found.values() for r in sorted(rows, key=lambda r: -r.share)[:MOST_DRIVERS]]


def figures(facts: Facts) -> Grid:
    """Return the catalogue values and assumptions that were used, guesses first within what they were used for."""
    words = facts.words
    rows = [
        (
            text(r.place),
            text(words.name("used_for", r.used_for)),
            number(words.exact(r.mode)),
            number(words.between(words.exact(r.low), words.exact(r.high))),
            text(r.unit or words("mark.no_unit")),
            evidence(facts, r.evidence, is_guess=r.is_guess),
            cited(facts, r.sources),
        )
        for r in sorted(facts.rows("figures"), key=lambda r: (r.used_for, not r.is_guess, r.place))
    ]
    columns = heads(facts, ("place", "used_for", "mode", "range", "unit", "evidence", "sources"))
    return Grid(words("values.caption"), columns, tuple(rows), words("values.note"), "figures", True)

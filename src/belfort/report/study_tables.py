"""Tables of the report: the headline, performance by picture, and the force by year."""

from collections.abc import Iterator
from math import isfinite
from types import SimpleNamespace

from belfort.report.study_facts import LEAKERS, STATED, Facts, Option
from belfort.report.study_grid import Cell, Grid, heads, missing, number, text

MEASURES = (LEAKERS, "leaked_share", "is_no_leaker", "n_units_lost", "n_civil_engaged", "n_friends_engaged")
"""Shown a picture; all others are in the file."""
MOST_SYSTEMS = 2
"""Told on page one; the matrix of allies has all."""
SHARES = ("leaked_share", "is_no_leaker")


def headline(facts: Facts) -> Grid:
    """Return the table of page one: an option a column, a headline number a row."""
    words = facts.words
    rows = [
        _row(facts, words("headline.leakers", picture=t), lambda o, p=p: _leakers(facts, o, p))
        for p, t in facts.pictures.items()
    ]
    if facts.rows("cost_totals"):
        rows.append(_row(facts, words("headline.cost"), lambda o: _cost(facts, o)))
    for milestone in ("first unit", "all units"):
        if facts.rows("milestones", milestone=milestone):
            title = words("headline.ready", milestone=words.name("milestones", milestone))
            rows.append(_row(facts, title, lambda o, m=milestone: _ready(facts, o, m)))
    for topic in ("users", "neighbours"):
        if facts.rows("allies", topic=topic):
            rows.append(_row(facts, words.name("topics", topic), lambda o, t=topic: _allies(facts, o, t)))
    if facts.rows("ranking", weights=STATED):
        rows.append(_row(facts, words("headline.first"), lambda o: _first(facts, o)))
    columns = (words("headline.what"), *(o.title for o in facts.options))
    has_p50 = bool(facts.rows("cost_totals") or facts.rows("milestones"))
    note = (
        " ".join((words("headline.note"), words("headline.note_p50"))) if has_p50 else words("headline.note")
    )
    return Grid(words("headline.caption"), columns, tuple(rows), note)


def _row(facts: Facts, title: str, cell) -> tuple[Cell, ...]:
    return (text(title), *(cell(option) for option in facts.options))


def _leakers(facts: Facts, option: Option, picture: str) -> Cell:
    r = facts.leakers(option.name, picture)
    return number(facts.words.banded(r.mean, r.low90, r.high90)) if r else missing(facts)


def _cost(facts: Facts, option: Option) -> Cell:
    given, r = facts.given_cost(option.name), facts.cost(option.name)
    if given is not None:
        return number(facts.words("headline.given", sum=facts.money(given)))
    if r is None or r.p50 != r.p50:
        return text(facts.words("headline.none"))
    return number(facts.words.money_pair(r.p50, r.p80, facts.currency))


def _ready(facts: Facts, option: Option, milestone: str) -> Cell:
    r = facts.moment(option.name, milestone)
    if r is None:
        return text(facts.words("headline.none"))
    return number(facts.words("headline.p50_p80", p50=facts.words.date(r.p50), p80=facts.words.date(r.p80)))


def _allies(facts: Facts, option: Option, topic: str) -> Cell:
    found = facts.rows("allies", option=option.name, topic=topic)
    if not found:
        return text(facts.words("headline.none"))
    parts, systems = [], list(dict.fromkeys(r.system for r in found))
    for system in systems[:MOST_SYSTEMS]:
        told = next((r for r in found if r.system == system and r.is_known), None)
        parts.append(f"{facts.system(system)}: {_counted(facts, told)}")
    more = len(systems) - len(parts)
    parts += [facts.words("headline.more", n=str(more))] if more else []
    return text("; ".join(parts))


def _said(facts: Facts, row: SimpleNamespace) -> str:
    value = (
        f"{facts.words.number(row.value)} {facts.words.name('units', row.unit)}".strip()
        if row.value == row.value
        else ""
    )
    joined = row.words or value
    return f"{joined} ({facts.words('mark.guess')})" if row.is_guess else joined


def _counted(facts: Facts, row: SimpleNamespace | None) -> str:
    """Return the number in a cell, or its words where it holds none; a guess is called one."""
    words = facts.words
    if row is None:
        return words("mark.missing")
    guess = f" ({words('mark.guess')})" if row.is_guess else ""
    return f"{words.number(row.value)}{guess}" if row.value == row.value else _said(facts, row)


def said_of(facts: Facts, row: SimpleNamespace) -> str:
    """Return what a cell of the matrix of allies says."""
    return _said(facts, row)


def _first(facts: Facts, option: Option) -> Cell:
    r = facts.first("ranking", option=option.name, weights=STATED)
    return number(_share_with_error(facts, r.p_first, r.p_first_error)) if r else missing(facts)


def _share_with_error(facts: Facts, share: float, error: float) -> str:
    words = facts.words
    return (
        words("numbers.give_or_take", value=words.percent(share), error=words.percent(error))
        if error > 0
        else words.percent(share)
    )


def coverage(facts: Facts) -> Grid:
    """Return what each option sees and reaches, by threat."""
    words, rows = facts.words, []
    for threat, measure, unit in dict.fromkeys((r.threat, r.measure, r.unit) for r in facts.rows("coverage")):
        say = words.percent if unit == "share" else words.number
        found = (
            facts.first("coverage", option=o.name, threat=threat, measure=measure, unit=unit)
            for o in facts.options
        )
        cells = (
            _ends(facts, [say(v) for v in (r.low, r.mode, r.high)]) if r else missing(facts) for r in found
        )
        told = "" if unit == "share" else unit
        rows.append((text(facts.system(threat)), text(words.name("measures", measure)), text(told), *cells))
    columns = (*heads(facts, ("threat", "measure", "unit")), *(o.title for o in facts.options))
    return Grid(words("coverage.caption"), columns, tuple(rows), words("coverage.note"), "coverage")


def _ends(facts: Facts, said: list[str]) -> Cell:
    """Return a value with its worse and better end."""
    low, mode, high = said
    return number(mode if low == mode == high else f"{mode} ({facts.words.between(low, high)})")


def performance(facts: Facts) -> Iterator[Grid]:
    """Yield the tables of performance that hold something."""
    yield _measures(facts)
    yield _differences(facts)
    yield _protection(facts)
    yield _stresses(facts)
    yield _regret(facts)


def _measures(facts: Facts) -> Grid:
    words, rows = facts.words, []
    for picture, title in facts.pictures.items():
        for measure in MEASURES:
            for option in facts.options:
                r = facts.first(
                    "performance",
                    option=option.name,
                    picture=picture,
                    stress="",
                    year=0,
                    measure=measure,
                    key="",
                )
                if r:
                    rows.append(
                        (
                            text(title),
                            text(option.title),
                            text(words.name("measures", measure)),
                            *_numbers(facts, r),
                        )
                    )
    columns = heads(
        facts, ("picture", "option", "measure", "mean", "band90", "unknown90", "at_mode", "error")
    )
    return Grid(
        words("performance.measures"),
        columns,
        tuple(rows),
        words("performance.measures_note"),
        "performance",
        True,
    )


def _numbers(facts: Facts, r: SimpleNamespace) -> tuple[Cell, ...]:
    words = facts.words
    say = words.percent if r.measure in SHARES else words.number
    return tuple(
        number(s)
        for s in (
            say(r.mean),
            words.between(say(r.low90), say(r.high90)),
            words.between(say(r.unknown_low90), say(r.unknown_high90)),
            say(r.at_mode),
            say(r.error),
        )
    )


def _differences(facts: Facts) -> Grid:
    words = facts.words
    rows = [
        (
            text(facts.picture(r.picture)),
            text(words("performance.less", option=facts.title(r.option), other=facts.title(r.other))),
            number(f"{words.signed(r.mean)}{'' if abs(r.mean) > r.error else words('performance.not_told')}"),
            number(words.between(words.signed(r.low90), words.signed(r.high90))),
            number(words.between(words.signed(r.unknown_low90), words.signed(r.unknown_high90))),
            number(words.number(r.error)),
            number(words.percent(r.p_better)),
        )
        for r in facts.rows("differences", measure=LEAKERS, key="")
    ]
    columns = heads(facts, ("picture", "options", "leakers", "band90", "unknown90", "error", "p_better"))
    return Grid(
        words("performance.differences"),
        columns,
        tuple(rows),
        words("performance.differences_note"),
        "differences",
    )


def _protection(facts: Facts) -> Grid:
    words, rows = facts.words, []
    found = sorted(facts.rows("protection"), key=lambda r: (-r.value, r.asset))
    for asset, picture in dict.fromkeys((r.asset, r.picture) for r in found):
        cells = [
            facts.first("protection", option=o.name, asset=asset, picture=picture) for o in facts.options
        ]
        told = next(r for r in cells if r)
        if any(r and r.n_leaked > 0.0 for r in cells):
            shown = (_protected(facts, r) for r in cells)
            about = (text(asset), text(told.nation or words("mark.none")), number(words.number(told.value)))
            rows.append((*about, text(facts.picture(picture)), *shown))
    columns = (*heads(facts, ("asset", "nation", "value", "picture")), *(o.title for o in facts.options))
    note = words("performance.protection_note")
    return Grid(words("performance.protection"), columns, tuple(rows), note, "protection", True)


def _protected(facts: Facts, r: SimpleNamespace | None) -> Cell:
    if r is None:
        return missing(facts)
    n = facts.words.banded(r.n_leaked, r.n_leaked_low90, r.n_leaked_high90)
    return number(facts.words("performance.protected", n=n, p=facts.words.percent(r.p_hit)))


def _stresses(facts: Facts) -> Grid:
    words, rows = facts.words, []
    for picture, title in facts.pictures.items():
        for stress, name in (("", words("performance.no_stress")), *facts.stresses.items()):
            cells = [facts.leakers(o.name, picture, stress=stress) for o in facts.options]
            if facts.stresses and any(cells):
                shown = (
                    number(words.banded(r.mean, r.low90, r.high90)) if r else missing(facts) for r in cells
                )
                rows.append((text(title), text(name), *shown))
    columns = (*heads(facts, ("picture", "stress")), *(o.title for o in facts.options))
    return Grid(
        words("performance.stresses"), columns, tuple(rows), words("performance.stresses_note"), "performance"
    )


def _regret(facts: Facts) -> Grid:
    words, rows = facts.words, []
    for picture, title in (*facts.pictures.items(), ("", words("performance.worst"))):
        cells = [
            facts.first("regret", option=o.name, picture=picture, measure=LEAKERS) for o in facts.options
        ]
        if any(cells):
            rows.append((text(title), *(_regretted(facts, r) if r else missing(facts) for r in cells)))
    columns = (*heads(facts, ("picture",)), *(o.title for o in facts.options))
    return Grid(words("performance.regret"), columns, tuple(rows), words("performance.regret_note"), "regret")


def _regretted(facts: Facts, r: SimpleNamespace) -> Cell:
    say = facts.words.number if r.picture else facts.words.percent
    value, band = say(r.regret), facts.words.between(say(r.regret_low90), say(r.regret_high90))
    has_band = isfinite(r.regret_low90) and isfinite(r.regret_high90) and band != value
    return number(f"{value} ({band})" if has_band else value)


def years(facts: Facts) -> Grid:
    """Return leakers by year of the force."""
    words, rows = facts.words, []
    for picture, title in facts.pictures.items():
        for option in facts.options:
            found = {
                r.year: r
                for r in facts.rows(
                    "performance", option=option.name, picture=picture, stress="", measure=LEAKERS, key=""
                )
            }
            if set(found) - {0}:
                cells = (found.get(y) for y in _years(facts))
                shown = (
                    number(words.banded(r.mean, r.low90, r.high90)) if r else missing(facts) for r in cells
                )
                rows.append((text(title), text(option.title), *shown))
    columns = (*heads(facts, ("picture", "option")), *(str(y) for y in _years(facts)))
    return Grid(words("force.years"), columns, tuple(rows), words("force.years_note"), "performance")


def _years(facts: Facts) -> list[int]:
    return sorted({r.year for r in facts.rows("performance") if r.year})

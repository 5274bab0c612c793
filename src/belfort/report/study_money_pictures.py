"""Pictures of cost, of the force by year, and of time."""

from collections.abc import Iterator, Sequence
from math import floor
from types import SimpleNamespace

from belfort.report.study_charts import Axis, LegendKey, Row, Rows, are_apart, draw_rows, draw_stacks
from belfort.report.study_facts import LEAKERS, Facts, ordered
from belfort.report.study_lines import Line, Panel, draw_panels, panel_heights
from belfort.report.study_pictures import StudyPicture, made, option_keys, values_of
from belfort.report.svg import TONES


def force(facts: Facts) -> Iterator[StudyPicture]:
    """Yield leakers by year of the force, and units ready by month."""
    yield from _years(facts)
    yield from _ready(facts)


def _years(facts: Facts) -> Iterator[StudyPicture]:
    words, panels, used, told = facts.words, [], [], []
    for picture, title in facts.pictures.items():
        lines = []
        for o in facts.options:
            found = [
                r
                for r in facts.rows(
                    "performance", option=o.name, picture=picture, stress="", measure=LEAKERS, key=""
                )
                if r.year
            ]
            found.sort(key=lambda r: r.year)
            used += found
            if found:
                lines.append(_line(o.index, found, ("year", "mean", "low90", "high90")))
                end = found[-1]
                told.append(
                    f"{title}, {o.title}, {end.year}: {words.banded(end.mean, end.low90, end.high90)}"
                )
        panels += [Panel(title, tuple(lines))] if lines else []
    if panels:
        years = Axis(words("axes.year"), _year, has_zero=False, is_whole=True)
        axes = (years, Axis(words("axes.leakers"), words.number))
        yield made(
            facts,
            "years",
            "force",
            lambda w, i: draw_panels(panels, axes, option_keys(facts), w, i),
            values_of(used, ("option", "picture", "year", "mean", "low90", "high90")),
            told,
            is_apart=are_apart([panel_heights(p) for p in panels]),
        )


def _line(index: int, rows: Sequence[SimpleNamespace], columns: tuple[str, str, str, str]) -> Line:
    """Return a line through rows: along it, best, low and high."""
    x, y, low, high = (tuple(float(getattr(r, c)) for r in rows) for c in columns)
    return Line(index, x, y, low, high)


def _year(value: float) -> str:
    return str(floor(value + 1e-9))


def _ready(facts: Facts) -> Iterator[StudyPicture]:
    words, panels, told = facts.words, [], []
    used = facts.rows("ready")
    for system in ordered([r.system for r in used]):
        lines = []
        for o in facts.options:
            found = [r for r in used if r.system == system and r.option == o.name]
            if found:
                lines.append(_line(o.index, found, ("month", "n_mean", "n_p10", "n_p90")))
                end = found[-1]
                told.append(
                    f"{facts.system(system)}, {o.title}, {words.date(end.month)}: {words.number(end.n_mean)}"
                )
        panels.append(Panel(facts.system(system), tuple(lines)))
    if panels:
        axes = (
            Axis(words("axes.year"), _year, has_zero=False, is_whole=True),
            Axis(words("axes.units"), words.number, is_whole=True),
        )
        yield made(
            facts,
            "ready",
            "force",
            lambda w, i: draw_panels(panels, axes, option_keys(facts), w, i),
            values_of(used, ("option", "system", "month", "n_mean", "n_p10", "n_p90")),
            told,
            is_apart=are_apart([panel_heights(p) for p in panels]),
        )


def cost(facts: Facts) -> Iterator[StudyPicture]:
    """Yield the breakdown, the S-curve, the budget by year and what the money buys."""
    yield from _breakdown(facts)
    yield from _curve(facts)
    yield from _budget(facts)


def _breakdown(facts: Facts) -> Iterator[StudyPicture]:
    words = facts.words
    used = facts.rows("cost_items")
    names = {(r.phase, r.item): _item_words(facts, r.phase, r.item) for r in used}
    stacks, told = [], []
    for o in facts.options:
        parts = [(names[r.phase, r.item], r.mean) for r in used if r.option == o.name]
        if parts:
            total = facts.money(sum(v for _, v in parts))
            stacks.append((o.title, parts, words("cost.mean", value=total)))
            told.append(f"{o.title}: {total}")
    if stacks:
        fills = _fills(names)
        axis = Axis(words("axes.cost_mean", currency=facts.currency), words.number)
        columns = (
            "option",
            "programme",
            "phase",
            "item",
            "low",
            "mode",
            "high",
            "mean",
            "is_guess",
            "is_ceiling",
        )
        yield made(
            facts,
            "breakdown",
            "cost",
            lambda w, i: draw_stacks(stacks, fills, axis, w, i),
            values_of(used, columns),
            told,
        )


def _item_words(facts: Facts, phase: str, item: str) -> str:
    """Return an item with its phase; a guess under any option is called one, an upper limit too."""
    words, found = facts.words, facts.rows("cost_items", phase=phase, item=item)
    marks = [words("mark.guess")] if any(r.is_guess for r in found) else []
    marks += [words("mark.ceiling")] if any(r.is_ceiling for r in found) else []
    more = f" ({', '.join(marks)})" if marks else ""
    return f"{words.name('phases', phase)}: {item}{more}"


def _fills(names: dict[tuple[str, str], str]) -> list[tuple[str, str, int]]:
    """Return a tone for each phase and a hatching for each item in it, the phases one after the other."""
    fills = []
    for turn, phase in enumerate(ordered([p for p, _ in names])):
        items = [words for (p, _), words in names.items() if p == phase]
        fills += [(words, TONES[(turn + 3 * (k // 6)) % len(TONES)], k % 6) for k, words in enumerate(items)]
    return fills


def _curve(facts: Facts) -> Iterator[StudyPicture]:
    words, panels, told = facts.words, [], []
    used = facts.rows("cost_curve")
    for what in ordered([r.what for r in used]):
        lines, marks = [], []
        for o in facts.options:
            found = [r for r in used if r.what == what and r.option == o.name]
            total = facts.first("cost_totals", option=o.name, what=what, basis="constant prices")
            if found:
                lines.append(Line(o.index, tuple(r.cost for r in found), tuple(100 * r.p for r in found)))
            if found and total:
                marks += [(total.p50, 50.0, "square", o.index), (total.p80, 80.0, "diamond", o.index)]
                marks.append((total.sum_of_modes, 100 * total.p_sum_of_modes, "down", -1))
                p50, p80 = facts.money(total.p50), facts.money(total.p80)
                told.append(
                    f"{words.name('whats', what)}, {o.title}: {words('headline.p50_p80', p50=p50, p80=p80)}"
                )
        panels.append(Panel(words.name("whats", what), tuple(lines), tuple(marks)))
    if panels:
        keys = [*option_keys(facts), LegendKey(words("legend.sum_of_modes"), "down")]
        axes = (
            Axis(words("axes.cost", currency=facts.currency), words.number),
            Axis(words("axes.p"), words.number, low=0.0, high=100.0),
        )
        yield made(
            facts,
            "curve",
            "cost",
            lambda w, i: draw_panels(panels, axes, keys, w, i),
            values_of(used, ("option", "what", "p", "cost")),
            told,
        )


def _budget(facts: Facts) -> Iterator[StudyPicture]:
    words, panels, told = facts.words, [], []
    used = facts.rows("budget", phase="all")
    for o in facts.options:
        found = sorted((r for r in used if r.option == o.name), key=lambda r: r.year)
        if not found:
            continue
        years = tuple(float(r.year) for r in found)
        p50, p80 = tuple(r.p50 for r in found), tuple(r.p80 for r in found)
        lines = [Line(o.index, years, p50, p50, p80, is_step=True)]
        if any(r.ceiling == r.ceiling for r in found):
            lines.append(Line(-1, years, tuple(r.ceiling for r in found), is_step=True, is_limit=True))
        panels.append(Panel(o.title, tuple(lines)))
        most = max(found, key=lambda r: r.p50)
        told.append(f"{o.title}: {words('cost.most', year=str(most.year), p50=facts.money(most.p50))}")
    if panels:
        keys = [LegendKey(words("legend.p50_to_p80"), "thick"), LegendKey(words("legend.ceiling"), "dashed")]
        axes = (
            Axis(words("axes.year"), _year, has_zero=False, is_whole=True),
            Axis(words("axes.cost", currency=facts.currency), words.number),
        )
        yield made(
            facts,
            "budget",
            "cost",
            lambda w, i: draw_panels(panels, axes, keys, w, i),
            values_of(used, ("option", "year", "phase", "mean", "p50", "p80", "ceiling", "p_over")),
            told,
        )


def time(facts: Facts) -> Iterator[StudyPicture]:
    """Yield milestones with their bands, and activities with how often they decide."""
    yield from _milestones(facts)
    yield from _activities(facts)


def _milestones(facts: Facts) -> Iterator[StudyPicture]:
    words, groups, told = facts.words, [], []
    used = facts.milestones
    for option, programme in dict.fromkeys((r.option, r.programme) for r in used):
        rows = []
        for r in used:
            if (r.option, r.programme) != (option, programme):
                continue
            note = words("headline.p50_p80", p50=words.date(r.p50), p80=words.date(r.p80))
            label = words.name("milestones", r.milestone)
            told.append(f"{facts.title(option) or words('time.shared')}, {label}: {note}")
            marks = ((r.planned, "tick"), (r.pert, "down"), (r.p80, "diamond"))
            rows.append(Row(label, note, facts.index(option), r.p50, ((r.p10, r.p90),), marks))
        groups.append(Rows(_programme(facts, option, programme), tuple(rows)))
    if groups:
        keys = [
            LegendKey(words("legend.p50"), "circle"),
            LegendKey(words("legend.p80"), "diamond"),
            LegendKey(words("legend.p10_to_p90"), "thin"),
            LegendKey(words("legend.planned"), "tick"),
            LegendKey(words("legend.pert"), "down"),
        ]
        axis = Axis(words("axes.year"), _year, has_zero=False, is_whole=True)
        columns = ("option", "programme", "milestone", "planned", "pert", "p10", "p50", "p80", "p90")
        yield made(
            facts,
            "milestones",
            "time",
            lambda w, i: draw_rows(groups, axis, w, i, keys=keys),
            values_of(used, columns),
            told,
        )


def _programme(facts: Facts, option: str, programme: str) -> str:
    title = facts.title(option) if option else facts.words("time.shared")
    return title if programme in ("", option) else f"{title}: {facts.programme(programme)}"


def _activities(facts: Facts) -> Iterator[StudyPicture]:
    words = facts.words
    used = facts.rows("activities")
    pairs: Sequence[tuple[str, str]] = list(dict.fromkeys((r.option, r.programme) for r in used))
    groups, told = [], []
    for option, programme in pairs:
        rows = []
        for r in (r for r in used if (r.option, r.programme) == (option, programme)):
            note = words("time.critical", p=words.percent(r.p_critical))
            label = words("time.guessed", activity=r.activity) if r.is_guess else r.activity
            told.append(f"{facts.title(option)}, {r.activity}: {note}")
            span = ((r.start_p50, r.end_p50),)
            index = facts.index(option)
            rows.append(Row(label, note, index, float("nan"), span, is_bar=True, is_guess=r.is_guess))
        groups.append(Rows(_programme(facts, option, programme), tuple(rows)))
    if groups:
        axis = Axis(words("axes.year"), _year, has_zero=False, is_whole=True)
        columns = (
            "option",
            "programme",
            "activity",
            "low",
            "mode",
            "high",
            "start_p50",
            "end_p50",
            "p_critical",
        )
        yield made(
            facts,
            "activities",
            "time",
            lambda w, i: draw_rows(groups, axis, w, i),
            values_of(used, columns),
            told,
        )

"""Which pictures a study is shown with, each with its words and the numbers behind it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from types import SimpleNamespace

from belfort.report.study_charts import (
    NARROW,
    WIDE,
    Axis,
    Drawing,
    LegendKey,
    Row,
    Rows,
    Spot,
    draw_rows,
    draw_spots,
    rows_apart,
)
from belfort.report.study_facts import LEAKERS, STATED, Facts, Option

Value = str | float | int
Data = tuple[tuple[str, ...], list[tuple[Value, ...]]]
"""Columns and rows of the numbers behind a picture."""


@dataclass(frozen=True, slots=True)
class StudyPicture:
    """A picture for a page and for a phone, and what is behind it."""

    slug: str
    """Name of its files."""
    chapter: str
    """Chapter in which it stands."""
    title: str
    caption: str
    alt: str
    """What is read aloud in its place: the numbers in a sentence or two."""
    wide: str
    """SVG with the colours of the page."""
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def made(
    facts: Facts,
    slug: str,
    chapter: str,
    draw: Callable[[float, str], Drawing],
    data: Data,
    told: Sequence[str],
    *,
    is_apart: bool = False,
) -> StudyPicture:
    """Return a picture drawn for a page and for a phone; its title and caption are words of its slug."""
    words = facts.words
    title, caption = words(f"pictures.{slug}"), words(f"pictures.{slug}_caption")
    caption = f"{caption} {words('pictures.apart')}" if is_apart else caption
    alt = words("pictures.alt", title=title, told="; ".join(told))
    svgs = []
    for width, ident in ((WIDE, f"{slug}-w"), (NARROW, f"{slug}-n")):
        canvas, height = draw(width, ident)
        svgs.append(canvas.svg(height, title, alt))
    return StudyPicture(slug, chapter, title, caption, alt, svgs[0], svgs[1], data[0], tuple(data[1]))


def values_of(rows: Sequence[SimpleNamespace], columns: Sequence[str]) -> Data:
    """Return some columns of rows of a table."""
    return tuple(columns), [tuple(getattr(r, c) for c in columns) for r in rows]


def option_keys(facts: Facts) -> list[LegendKey]:
    """Return the legend of the options: mark and line."""
    return [LegendKey(o.title, "line", o.index) for o in facts.options]


def coverage(facts: Facts) -> Iterator[StudyPicture]:
    """Yield the shares of land and of value that each option sees and reaches, by threat."""
    words, groups, told = facts.words, [], []
    used = facts.rows("coverage", unit="share")
    for threat, measure in dict.fromkeys((r.threat, r.measure) for r in used):
        heading = words(
            "coverage.against", measure=words.name("measures", measure), threat=facts.system(threat)
        )
        rows = []
        for r in (r for r in used if (r.threat, r.measure) == (threat, measure)):
            note = f"{words.percent(r.mode)} ({words.between(words.percent(r.low), words.percent(r.high))})"
            told.append(f"{heading}, {facts.title(r.option)}: {note}")
            band = ((100 * r.low, 100 * r.high),)
            rows.append(Row(facts.title(r.option), note, facts.index(r.option), 100 * r.mode, band))
        groups.append(Rows(heading, tuple(rows)))
    if groups:
        keys = [LegendKey(words("coverage.mode"), "circle"), LegendKey(words("coverage.ends"), "thin")]
        axis = Axis(words("axes.covered"), words.number, low=0.0, high=104.0)
        yield made(
            facts,
            "coverage",
            "coverage",
            lambda w, i: draw_rows(groups, axis, w, i, keys=keys),
            values_of(used, ("option", "threat", "measure", "unit", "low", "mode", "high")),
            told,
        )


def performance(facts: Facts) -> Iterator[StudyPicture]:
    """Yield leakers by picture and option, differences, stresses, protection and drivers."""
    yield from _leakers(facts)
    yield from _differences(facts)
    yield from _protection(facts)
    yield from _stresses(facts)


MOST_ASSETS, HARDLY = 12, 0.01
"""Assets in the picture: the most, and how often one is hit at least; the table has all."""
_BANDS = ("mean", "low50", "high50", "low90", "high90", "unknown_low90", "unknown_high90")


def _leakers(facts: Facts) -> Iterator[StudyPicture]:
    words, groups, used, told = facts.words, [], [], []
    for picture, title in facts.pictures.items():
        rows = []
        for option in facts.options:
            r = facts.leakers(option.name, picture)
            if r is None:
                continue
            used.append(r)
            note = words.banded(r.mean, r.low90, r.high90)
            told.append(f"{title}, {option.title}: {note}")
            rows.append(
                Row(option.title, note, option.index, r.mean, ((r.low90, r.high90), (r.low50, r.high50)))
            )
        if rows:
            groups.append(Rows(title, tuple(rows)))
    apart = rows_apart(groups)
    if groups:
        axis = Axis(words("axes.leakers"), words.number)
        yield made(
            facts,
            "leakers",
            "performance",
            lambda w, i: draw_rows(groups, axis, w, i, keys=_band_keys(facts), is_apart=apart),
            values_of(used, ("option", "picture", *_BANDS)),
            told,
            is_apart=apart,
        )


def _band_keys(facts: Facts) -> list[LegendKey]:
    words = facts.words
    return [
        LegendKey(words("legend.mean"), "circle"),
        LegendKey(words("legend.band50"), "thick"),
        LegendKey(words("legend.band90"), "thin"),
    ]


def _differences(facts: Facts) -> Iterator[StudyPicture]:
    words, groups, told = facts.words, [], []
    used = facts.rows("differences", measure=LEAKERS, key="")
    for picture, title in facts.pictures.items():
        rows = []
        for r in (r for r in used if r.picture == picture):
            label = words("performance.less", option=facts.title(r.option), other=facts.title(r.other))
            sure = "" if abs(r.mean) > r.error else words("performance.not_told")
            note = f"{words.signed(r.mean)}{sure} ({words.between(words.signed(r.low90), words.signed(r.high90))})"
            told.append(f"{title}, {label}: {note}")
            bands = ((r.low90, r.high90), (r.unknown_low90, r.unknown_high90))
            rows.append(Row(label, note, facts.index(r.option), r.mean, bands))
        groups += [Rows(title, tuple(rows))] if rows else []
    apart = rows_apart(groups)
    if groups:
        keys = [
            LegendKey(words("legend.mean"), "circle"),
            LegendKey(words("legend.unknown90"), "thick"),
            LegendKey(words("legend.band90"), "thin"),
        ]
        axis = Axis(words("axes.difference"), words.signed)
        columns = (
            "option",
            "other",
            "picture",
            "mean",
            "low90",
            "high90",
            "unknown_low90",
            "unknown_high90",
            "error",
        )
        yield made(
            facts,
            "differences",
            "performance",
            lambda w, i: draw_rows(groups, axis, w, i, keys=keys, is_apart=apart),
            values_of(used, columns),
            told,
            is_apart=apart,
        )


def _protection(facts: Facts) -> Iterator[StudyPicture]:
    words = facts.words
    used = facts.rows("protection")
    by_asset: dict[str, list[SimpleNamespace]] = {}
    for r in sorted(used, key=lambda r: (-r.value, r.asset)):
        by_asset.setdefault(r.asset, []).append(r)
    groups, told = [], []
    hit = {asset: found for asset, found in by_asset.items() if max(r.p_hit for r in found) >= HARDLY}
    for asset, found in list(hit.items())[:MOST_ASSETS]:
        rows = []
        for option in facts.options:
            mine = [r for r in found if r.option == option.name]
            if mine:
                worst = max(mine, key=lambda r: r.p_hit)
                against = facts.picture(worst.picture)
                note = words("performance.hit", p=words.percent(worst.p_hit), picture=against)
                others = tuple((r.p_hit * 100, "tick") for r in mine if r is not worst)
                told.append(f"{asset}, {option.title}: {note}")
                rows.append(Row(option.title, note, option.index, 100 * worst.p_hit, (), others))
        groups.append(
            Rows(words("performance.asset", asset=asset, value=words.number(found[0].value)), tuple(rows))
        )
    if groups:
        keys = [
            LegendKey(words("legend.worst_picture"), "circle"),
            LegendKey(words("legend.other_pictures"), "tick"),
        ]
        axis = Axis(words("axes.p_hit"), words.number, low=0.0, high=104.0)
        columns = (
            "option",
            "picture",
            "asset",
            "value",
            "n_leaked",
            "n_leaked_low90",
            "n_leaked_high90",
            "p_hit",
        )
        yield made(
            facts,
            "protection",
            "performance",
            lambda w, i: draw_rows(groups, axis, w, i, keys=keys),
            values_of(used, columns),
            told,
        )


def _stresses(facts: Facts) -> Iterator[StudyPicture]:
    words, groups, used, told = facts.words, [], [], []
    shapes = ("cross", "tick", "down", "up")
    for picture, title in facts.pictures.items():
        rows = []
        for option in facts.options:
            calm = facts.leakers(option.name, picture)
            hit = [(s, facts.leakers(option.name, picture, stress=s)) for s in facts.stresses]
            found = [(s, r) for s, r in hit if r is not None]
            if calm is None or not found:
                continue
            used += [calm, *(r for _, r in found)]
            worst = max(found, key=lambda pair: pair[1].mean)
            note = words(
                "performance.at_worst", calm=words.number(calm.mean), hit=words.number(worst[1].mean)
            )
            told.append(f"{title}, {option.title}: {note}")
            marks = tuple((r.mean, shapes[list(facts.stresses).index(s) % 4]) for s, r in found)
            band = ((calm.mean, worst[1].mean),) if worst[1].mean >= calm.mean else ()
            rows.append(Row(option.title, note, option.index, calm.mean, band, marks))
        groups += [Rows(title, tuple(rows))] if rows else []
    apart = rows_apart(groups)
    if groups:
        keys = [LegendKey(words("performance.no_stress"), "circle")]
        keys += [LegendKey(t, shapes[k % 4]) for k, t in enumerate(facts.stresses.values())]
        axis = Axis(words("axes.leakers"), words.number)
        yield made(
            facts,
            "stresses",
            "performance",
            lambda w, i: draw_rows(groups, axis, w, i, keys=keys, is_apart=apart),
            values_of(used, ("option", "picture", "stress", "mean", "low90", "high90")),
            told,
            is_apart=apart,
        )


def _cost_ends(facts: Facts, option: Option) -> tuple[float, float, float] | None:
    """Return the cost of an option with its band, or the sum given for it; the reference costs nothing where none is counted."""
    given, cost = facts.given_cost(option.name), facts.cost(option.name)
    if given is not None:
        return given, given, given
    if cost is not None:
        return cost.p10, cost.p50, cost.p90
    return (0.0, 0.0, 0.0) if option.is_reference else None


def benefit_and_cost(facts: Facts) -> Iterator[StudyPicture]:
    """Yield the options by benefit and cost, with the front; none without both."""
    words = facts.words
    spots, used, told = [], [], []
    for option in facts.options:
        rank = facts.first("ranking", option=option.name, weights=STATED)
        if rank is None or not any(r.cost_p50 == r.cost_p50 for r in facts.rows("ranking")):
            continue
        x = _cost_ends(facts, option)
        if x is None or not isfinite(x[1]):
            continue
        spots.append(
            Spot(option.title, option.index, x, (rank.benefit_low90, rank.benefit, rank.benefit_high90))
        )
        used.append((option.name, *x, rank.benefit, rank.benefit_low90, rank.benefit_high90, rank.p_on_front))
        benefit = words.banded(rank.benefit, rank.benefit_low90, rank.benefit_high90)
        told.append(
            f"{option.title}: {words('pictures.benefit_at', benefit=benefit, cost=facts.money(x[1]))}"
        )
    if len(spots) > 1:
        axes = (
            Axis(words("axes.cost", currency=facts.currency), words.number),
            Axis(words("axes.benefit"), words.number),
        )
        columns = (
            "option",
            "cost_p10",
            "cost_p50",
            "cost_p90",
            "benefit",
            "benefit_low90",
            "benefit_high90",
            "p_on_front",
        )
        yield made(
            facts,
            "benefit",
            "decision",
            lambda w, i: draw_spots(spots, _front(spots), axes, words("legend.front"), w, i),
            (columns, used),
            told,
        )


def _front(spots: Sequence[Spot]) -> list[int]:
    """Return the spots that no other beats: at least as good and as cheap, and one of them better."""

    def beats(a: Spot, b: Spot) -> bool:
        ahead, level = (a.y[1], -a.x[1]), (b.y[1], -b.x[1])
        return ahead != level and ahead[0] >= level[0] and ahead[1] >= level[1]

    return [i for i, b in enumerate(spots) if not any(beats(a, b) for a in spots)]

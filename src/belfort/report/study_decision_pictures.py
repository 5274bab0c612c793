"""Pictures of the decision, of what drives the difference, and the map of a study."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from belfort.report.study_charts import Axis, LegendKey, Row, Rows, draw_rows, draw_stacks, tone_of
from belfort.report.study_decision_tables import drivers_shown
from belfort.report.study_facts import Facts, ordered
from belfort.report.study_lines import Cell, draw_triangle
from belfort.report.study_map import Site, draw_map
from belfort.report.study_pictures import StudyPicture, made, values_of


def decision(facts: Facts) -> Iterator[StudyPicture]:
    """Yield rank acceptabilities, weights and the triangle of weights."""
    yield from _ranks(facts)
    yield from _weights(facts)
    yield from _triangle(facts)


def _ranks(facts: Facts) -> Iterator[StudyPicture]:
    words = facts.words
    used = facts.rows("ranks")
    stacks, told = [], []
    for weights, o in product(ordered([r.weights for r in used]), facts.options):
        parts = [
            (words("decision.rank", rank=str(r.rank)), 100 * r.p)
            for r in used
            if (r.option, r.weights) == (o.name, weights)
        ]
        first = facts.first("ranks", option=o.name, weights=weights, rank=1)
        if parts and first:
            note = words("decision.first", p=words.percent(first.p))
            label = words("decision.under", option=o.title, weights=words.name("weights_short", weights))
            stacks.append((label, parts, note))
            told.append(f"{label}: {note}")
    places = sorted({r.rank for r in used})
    if stacks:
        fills = [(words("decision.rank", rank=str(k)), tone_of(i), i % 6) for i, k in enumerate(places)]
        axis = Axis(words("axes.draws"), words.number, low=0.0, high=100.0)
        yield made(
            facts,
            "ranks",
            "decision",
            lambda w, i: draw_stacks(stacks, fills, axis, w, i),
            values_of(used, ("option", "weights", "rank", "p")),
            told,
        )


def _weights(facts: Facts) -> Iterator[StudyPicture]:
    words = facts.words
    used = facts.rows("weights")
    rows, told = [], []
    for r in used:
        band = words.between(words.percent(r.weight_low90), words.percent(r.weight_high90))
        note = f"{words.percent(r.weight)} ({band})"
        title = facts.criterion(r.criterion)
        told.append(f"{title}: {note}")
        rows.append(Row(title, note, 0, 100 * r.weight, ((100 * r.weight_low90, 100 * r.weight_high90),)))
    if rows:
        keys = [LegendKey(words("legend.weight"), "mark", 0), LegendKey(words("legend.weight90"), "thin", 0)]
        axis = Axis(words("axes.weight"), words.number)
        yield made(
            facts,
            "weights",
            "decision",
            lambda w, i: draw_rows([Rows("", tuple(rows))], axis, w, i, keys=keys),
            values_of(
                used,
                (
                    "criterion",
                    "swing_low",
                    "swing_mode",
                    "swing_high",
                    "weight",
                    "weight_low90",
                    "weight_high90",
                ),
            ),
            told,
        )


def _triangle(facts: Facts) -> Iterator[StudyPicture]:
    words = facts.words
    used = facts.rows("region")
    if not used:
        return
    cells = [Cell((r.first, r.second, r.third), facts.index(r.option), r.p_first) for r in used]
    winners = [o for o in facts.options if any(r.option == o.name for r in used)]
    shares = {o.name: sum(r.option == o.name for r in used) / len(used) for o in winners}
    told = [
        f"{o.title}: {words('decision.of_triangle', share=words.percent(shares[o.name]))}" for o in winners
    ]
    keys = [LegendKey(o.title, "mark", o.index) for o in winners]
    yield made(
        facts,
        "triangle",
        "decision",
        lambda w, i: draw_triangle(cells, corners(facts), keys, w, i),
        values_of(used, ("option", "first", "second", "third", "lead", "p_first")),
        told,
    )


def corners(facts: Facts) -> tuple[str, str, str]:
    """Return what the three weights of the triangle are of: as the study says, else its three criteria or groups."""
    words = facts.words
    told = [str(t) for t in facts.about.get("region") or ()]
    criteria = [c for c in facts.about.get("criteria") or () if c.get("group") != "cost"]
    groups = [words.name("groups", g) for g in ordered([c["group"] for c in criteria])]
    titles = [c.get("title") or c["name"] for c in criteria]
    found = next((t for t in (told, titles, groups) if len(t) == 3), None)
    one, two, three = found or [words("decision.corner", n=str(n)) for n in (1, 2, 3)]
    return one, two, three


def drivers(facts: Facts) -> Iterator[StudyPicture]:
    """Yield what drives the differences: a group a difference, guesses hatched."""
    words = facts.words
    used = drivers_shown(facts)
    groups: dict[str, list[Row]] = {}
    told = []
    for r in used:
        less = (
            words("performance.less", option=facts.title(r.option), other=facts.title(r.other))
            if r.other
            else facts.title(r.option)
        )
        where = facts.picture(r.picture) or words("drivers.cost")
        label = words("time.guessed", activity=r.label or r.figure) if r.is_guess else r.label or r.figure
        note = f"{words.percent(r.share)} ({words.between(words.percent(r.low), words.percent(r.high))})"
        bands = ((0.0, 100 * r.share), (100 * r.low, 100 * r.high))
        row = Row(label, note, 1 if r.is_guess else 0, float("nan"), bands, is_bar=True, is_guess=r.is_guess)
        groups.setdefault(f"{where}: {less}", []).append(row)
        told.append(f"{where}, {label}: {note}")
    if groups:
        made_rows = [Rows(title, tuple(rows)) for title, rows in groups.items()]
        axis = Axis(words("axes.share"), words.number)
        columns = (
            "option",
            "other",
            "picture",
            "measure",
            "figure",
            "label",
            "share",
            "low",
            "high",
            "is_guess",
        )
        yield made(
            facts,
            "drivers",
            "drivers",
            lambda w, i: draw_rows(made_rows, axis, w, i),
            values_of(used, columns),
            told,
        )


def maps(facts: Facts) -> Iterator[StudyPicture]:
    """Yield the map: what is defended, what every option has, and what each adds."""
    words = facts.words
    told_map: dict[str, Any] = dict(facts.about.get("map") or {})
    units, assets = told_map.get("units") or [], told_map.get("assets") or []
    if not units and not assets:
        return
    sites = [
        Site(
            facts.index(u["option"]) if u["option"] else -1,
            u["kind"],
            u["lon_deg"],
            u["lat_deg"],
            bool(u["is_notional"]),
            _tip(facts, u),
        )
        for u in units
    ]
    defended = [Site(-1, "asset", a["lon_deg"], a["lat_deg"], False, str(a["name"])) for a in assets]
    box = tuple(float(told_map[k]) for k in ("west_deg", "south_deg", "east_deg", "north_deg"))
    keys = _map_keys(facts, sites)
    rows = [
        (
            u["option"],
            u["name"],
            u["system"],
            u["kind"],
            u["nation"],
            u["lat_deg"],
            u["lon_deg"],
            int(u["is_notional"]),
        )
        for u in units
    ]
    rows += [
        ("", a["name"], "", "asset", a.get("nation") or "", a["lat_deg"], a["lon_deg"], 0) for a in assets
    ]
    n_notional = sum(s.is_notional for s in sites)
    told = [words("map.told", n=str(len(sites)), notional=str(n_notional), assets=str(len(assets)))]
    columns = ("option", "name", "system", "kind", "nation", "lat_deg", "lon_deg", "is_notional")
    yield made(
        facts, "map", "map", lambda w, i: draw_map(sites, defended, box, keys, w, i), (columns, rows), told
    )


def _tip(facts: Facts, unit: dict[str, Any]) -> str:
    key = "map.notional" if unit["is_notional"] else "map.public"
    return f"{unit['name']}: {facts.system(unit['system'])}, {unit['nation']}, {facts.words(key)}"


def _map_keys(facts: Facts, sites: list[Site]) -> list[LegendKey]:
    words = facts.words
    added = [
        LegendKey(words("map.adds", option=o.title), "mark", o.index)
        for o in facts.options
        if any(s.index == o.index for s in sites)
    ]
    keys = [LegendKey(words("map.shared"), "plus")] if any(s.index < 0 for s in sites) else []
    if any(s.is_notional for s in sites):
        keys.append(LegendKey(words("map.hollow"), "up"))
    return [*added, *keys, LegendKey(words("map.asset"), "asset")]

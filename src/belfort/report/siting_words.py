"""A siting in sentences and tables: what was found, how sure, what one more would add, what it rests on."""

from collections.abc import Sequence
from math import degrees

from belfort.report.coverage_page import Assumption, PageTable
from belfort.siting.situation.answer import Chosen, Sited, Step

_ORDINALS = [
    "no",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
AT_REST = (
    "Reach is at rest: whether there is time to find, order and fire is not in it. Ask `belfort coverage` of the "
    "option that was written."
)
ALONE_DELAY = "Warning counts each sensor by itself, its own delay over and those of links left out."
GRID = "Candidates are points of a grid: nobody has looked for a road, asked the owner or seen the ground."


def ordinal(n: int) -> str:
    """Return a number as a word of order.

    >>> ordinal(11), ordinal(21), ordinal(113)
    ('eleventh', '21st', '113th')
    """
    if n < len(_ORDINALS):
        return _ORDINALS[n]
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def what_of(sited: Sited) -> str:
    """Return what is covered, in words."""
    demand = sited.question.demand
    return {"assets": "value of the assets", "population": "people of the assets"}.get(
        demand, "people of the raster"
    )


def amount(sited: Sited, value: float, *, is_gain: bool = False) -> str:
    """Return a value in per cent of all, or in minutes of warning."""
    if sited.is_warning:
        return f"{value / 60.0:.1f} min"
    words = f"{100.0 * value / sited.total:.1f} %"
    return words.replace(" %", " points") if is_gain else words


def proof_words(sited: Sited) -> str:
    """Return how good the answer is, in words."""
    if sited.required is not None:
        return next((t for t in sited.trail[::-1] if "proven" in t), "")
    if sited.is_proven:
        return "proven: no other choice of these candidates does better"
    return f"no other choice of these candidates does more than {100.0 * sited.gap:.2g} % better (proven)"


def headline(sited: Sited) -> str:
    """Return the finding in one sentence."""
    moves = sited.question.moving is not None
    times = {1: "covered", 2: "covered twice"}.get(
        sited.question.need, f"covered {sited.question.need} times"
    )
    what = "mean warning" if sited.is_warning else f"{what_of(sited)} that is {times}"
    if not sited.chosen:
        done = "No move" if moves else "No new unit"
        return f"{done} raises the {what}: it stays at {amount(sited, sited.before)}. Proof: {proof_words(sited)}."
    names = _listed([f"{c.name} to {c.near}" if moves else c.near for c in sited.chosen])
    n = len(sited.chosen)
    kinds = ", ".join(
        f"{sum(c.system == s for c in sited.chosen)} {s}"
        for s in dict.fromkeys(c.system for c in sited.chosen)
    )
    who = f"Moving {names}" if moves else f"{kinds}: {names}"
    verb = "raises" if moves or n == 1 else "raise"
    return f"{who} {verb} the {what} from {amount(sited, sited.before)} to {amount(sited, sited.value)}."


def meaning(sited: Sited) -> str:
    """Return what it means here that something is covered, or warned of."""
    question = sited.question
    if sited.is_warning:
        upto = "" if question.enough_s == float("inf") else f", at most {question.enough_s / 60.0:g} min"
        return (
            f"Warning: the time from the first confirmed track (probability {question.p_enough:g}, the sensor's delay "
            f"over) to the arrival at the asset{upto}, mean over threats, assets by value and "
            f"{'the sides asked for' if question.axes_rad else f'{question.n_azimuths} sides'}."
        )
    height = (
        "its own height" if question.height_agl_m is None else f"{question.height_agl_m:g} m above ground"
    )
    sides = " or ".join(f"{degrees(a) % 360.0:.0f}°" for a in question.axes_rad)
    where = f"{question.ahead_m / 1e3:g} km before the asset, from {sides}" if sides else "over the point"
    how = "in reach and in sight, at rest" if sited.by == "reach" else "more likely confirmed than not"
    n = "one unit" if question.need == 1 else f"{question.need} units or more"
    return (
        f"Covered: a threat at {height} {where} is {how}, of {n}."
        if sited.by == "reach"
        else (f"Covered: a threat at {height} {where} is {how} by {n}.")
    )


def findings(sited: Sited) -> tuple[str, ...]:
    """Return what was found, the most important first."""
    found = [headline(sited)]
    if sited.chosen:
        proof = proof_words(sited)
        found.append(f"{proof[:1].upper()}{proof[1:]}.")
    found.append(meaning(sited))
    if len(sited.scenes) > 1:
        found += [_scenes_words(sited), *_one_sided(sited)]
    found += [_further_words(sited, c) for c in sited.further]
    if sited.question.moving is not None:
        found += _moving_words(sited)
    if sited.cost_eur is not None and sited.cost_eur > 0.0:
        found.append(_price_words(sited))
    found += _standing_words(sited)
    found.append(basis_words(sited))
    return tuple(found)


def _standing_words(sited: Sited) -> list[str]:
    """Return what stands and counts, and what to ask where it leaves nothing to do."""
    n = sited.n_standing
    if sited.question.moving is not None:
        words = [f"{n} units that stay where they are count too." if n else "No other units count."]
    else:
        words = [f"{n} units that stand count too." if n else "Units that stand do not count."]
    if not sited.is_warning and n and sited.before >= 0.995 * sited.total:
        words.append(
            "They cover nearly all of it as it is: ask for a second cover (--k 2), for cover before the assets "
            "(--axis), or count only some of them (--standing)."
        )
    return words


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _further_words(sited: Sited, more: Chosen) -> str:
    unit = next(k.unit for k in sited.kinds if k.unit.system == more.system)
    n_there = sum(u.count for u in sited.situation.units if u.system == unit.system and u.fights)
    n_new = sum(c.system == unit.system for c in sited.chosen)
    which = ordinal((0 if sited.question.standing is None else n_there) + n_new + 1)
    if more.gain <= 1e-9 * max(1.0, sited.value):
        return f"One more {unit.system}, the {which}, would add nothing from any candidate."
    first = f"One more {unit.system}, the {which}, would add {amount(sited, more.gain, is_gain=True)} ({more.near})"
    anew = _anew(sited.curve, len(sited.chosen)) if sited.required is None else None
    if anew is not None and anew > more.gain * (1.0 + 1e-6):
        return f"{first}; {amount(sited, anew, is_gain=True)} if all new ones are placed anew."
    return f"{first}."


def _anew(curve: Sequence[Step], n: int) -> float | None:
    """Return what one more adds where all are placed anew."""
    by_n = {s.n: s.value for s in curve}
    return by_n[n + 1] - by_n[n] if n + 1 in by_n else None


def _scenes_words(sited: Sited) -> str:
    gains = [(after / total - before / total, name) for name, before, after, total in sited.scenes]
    (most, best), (least, worst) = max(gains), min(gains)

    def told(gain: float) -> str:
        return f"{gain / 60.0:.1f} min" if sited.is_warning else f"{100.0 * gain:.1f} points"

    n, worst_share = len(sited.scenes), sited.question.worst
    counted = {0.0: f"the mean of {n} scenes", 1.0: f"the worst of {n} scenes"}.get(
        worst_share, f"{1.0 - worst_share:g} of the mean and {worst_share:g} of the worst of {n} scenes"
    )
    return f"That is {counted}; most is gained against {best} ({told(most)}), least against {worst} ({told(least)})."


def _one_sided(sited: Sited) -> list[str]:
    """Return a sentence where nearly all warning that is gained is against one slow threat."""
    gains = {name: after - before for name, before, after, _ in sited.scenes}
    name, most = max(gains.items(), key=lambda item: item[1])
    if not sited.is_warning or len(gains) == 1 or most <= 0.7 * sum(gains.values()) or most < 60.0:
        return []
    return [
        f"Most minutes are gained against {name}, which is slow: --enough-min 15 counts no more than 15 minutes of "
        "any warning, and so gives weight to what is fast."
    ]


def _moving_words(sited: Sited) -> list[str]:
    moving = sited.question.moving
    assert moving is not None
    return [
        f"A move takes displacement, road and emplacement; on the road {3.6 * moving.road_mps:g} km/h and ways "
        f"{moving.detour:g} times the straight line are guesses."
    ]


def _price_words(sited: Sited) -> str:
    parts = "; ".join(f"{k.unit.system} {k.price_words}" for k in sited.kinds)
    return f"They cost {(sited.cost_eur or 0.0) / 1e6:.4g} million EUR ({parts})."


def basis_words(sited: Sited) -> str:
    """Return how much of it rests on guesses and on coarse ground."""
    n = len(sited.figures)
    guesses = sum(e.is_guess for e in sited.figures.values())
    ground = (
        " The ground is the coarse grid of about 9 km, which hides hills." if sited.terrain.is_coarse else ""
    )
    return f"Who covers what rests on {n} figures, {guesses} of them guesses.{ground}"


def tables(sited: Sited) -> tuple[PageTable, ...]:
    """Return the tables of the page."""
    found = [_site_table(sited)] if sited.chosen else []
    if sited.curve:
        found.append(_curve_table(sited))
    found.append(_scene_table(sited))
    took = [(words, n) for words, n in sited.places.excluded.items() if n]
    left = "candidates left" + ("" if sited.question.moving is None else ", with the places units stand on")
    rows = ((left, len(sited.places)), *took)
    found.append(PageTable("Where units could stand", ("points", "number"), tuple(rows), GRID))
    return tuple(found)


def _files(name: str) -> tuple[tuple[str, str], ...]:
    return (("Parquet", f"{name}.parquet"), ("CSV", f"{name}.csv"))


def _site_table(sited: Sited) -> PageTable:
    unit = "min" if sited.is_warning else "%"
    rows = tuple(
        (
            rank,
            c.name,
            c.near,
            _plain(sited, c.gain),
            _plain(sited, c.loss),
            ", ".join(c.covers) or "–",
            *_move(sited, c),
        )
        for rank, c in enumerate(sited.chosen, 1)
    )
    last = "betters most the warning of" if sited.is_warning else "covers"
    columns = ("rank", "unit", "where", f"adds, {unit}", f"goes without it, {unit}", last)
    extra = ("from", "ready after, h") if sited.question.moving is not None else ()
    note = "What a site adds counts those above it; what goes without it counts all others."
    return PageTable(
        "The sites", (*columns, *extra), rows, note, (*_files("sites"), ("GeoJSON", "sites.geojson"))
    )


def _move(sited: Sited, chosen: Chosen) -> tuple[str | float, ...]:
    return () if sited.question.moving is None else (chosen.was_near, chosen.time_s / 3600.0)


def _plain(sited: Sited, value: float) -> float:
    return value / 60.0 if sited.is_warning else 100.0 * value / sited.total


def _curve_table(sited: Sited) -> PageTable:
    steps = sited.curve
    before = (steps[0], *steps[:-1])
    rows = tuple(
        (s.n, _plain(sited, s.value), _plain(sited, s.value - b.value), _plain(sited, s.bound))
        for s, b in zip(steps, before, strict=True)
    )
    unit = "min" if sited.is_warning else "%"
    what = "moves" if sited.question.moving is not None else "new units"
    columns = (what, f"value, {unit}", f"more than with one less, {unit}", f"no choice passes, {unit}")
    return PageTable("What a number is worth, each placed anew", columns, rows, "", _files("curve"))


def _scene_table(sited: Sited) -> PageTable:
    factor = 1.0 / 60.0 if sited.is_warning else 100.0
    rows = tuple((name, factor * a / total, factor * b / total) for name, a, b, total in sited.scenes)
    unit = "min of warning" if sited.is_warning else "% covered"
    return PageTable(
        "Scene by scene",
        ("threat, side, case", f"before, {unit}", f"after, {unit}"),
        rows,
        "",
        _files("scenes"),
    )


def assumptions(sited: Sited) -> tuple[Assumption, ...]:
    """Return what it rests on, the guesses first."""
    found = [Assumption(AT_REST, "E", True)] if sited.by == "reach" else []
    if sited.is_warning:
        found = [Assumption(ALONE_DELAY, "E", True)]
    for words, figure in sorted(sited.figures.items(), key=lambda item: (not item[1].is_guess, item[0])):
        spread = "" if figure.low == figure.high else f" ({figure.low:g} to {figure.high:g})"
        found.append(Assumption(f"{words}: {figure.mode:g}{spread}", figure.evidence.letter, figure.is_guess))
    found += [Assumption(a.text, a.evidence.letter, a.evidence.is_guess) for a in sited.assumptions]
    return tuple(found)

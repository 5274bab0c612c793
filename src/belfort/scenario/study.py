"""The question of a study: every name it uses is there, and every figure is an estimate."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from types import MappingProxyType

from belfort.catalogue.units import CURRENCIES
from belfort.scenario.asked import (
    BASE,
    Asked,
    AskedCriterion,
    AskedMoney,
    AskedPicture,
    AskedProgramme,
    AskedStress,
)
from belfort.scenario.estimate import Estimate
from belfort.scenario.faults import Place, did_you_mean, listing, shown
from belfort.scenario.resolve import Context
from belfort.scenario.resolved import ResolvedIncursion, ResolvedRaid, frozen
from belfort.scenario.written.study import Criterion, Money, Picture, Programme, Stress
from belfort.scenario.written.terms import Range

MEASURES = {
    "performance": "of a raid",
    "cost": "acquisition, life_cycle, present_value, per_year",
    "time": "first_unit, all_units",
    "allies": "n_users, n_neighbours or a figure of the system's entry",
}
"""What a study computes, by its first word."""
FIXED_MEASURES = {
    "cost": ("acquisition", "life_cycle", "present_value", "per_year"),
    "time": ("first_unit", "all_units"),
}
UNITS = {
    "cost.acquisition": "million",
    "cost.life_cycle": "million",
    "cost.present_value": "million",
    "cost.per_year": "million",
    "time.first_unit": "year",
    "time.all_units": "year",
}
"""Unit of a measure; money in millions of the study's currency."""

Attack = ResolvedRaid | ResolvedIncursion


def resolve_question(context: Context, attacks: Sequence[Attack]) -> Asked:
    """Return the question of a study; every fault is noted at its place."""
    study = context.written.study
    pictures = _pictures(context, study.pictures, attacks)
    _no_twins(context, "stresses", [s.name for s in study.stresses])
    _no_twins(context, "programmes", [p.name for p in study.programmes])
    _no_twins(context, "criteria", [c.name for c in study.criteria])
    compare = _compared(context, study.compare)
    _check_weights(context, study.criteria)
    return Asked(
        study.question or "",
        compare,
        pictures,
        tuple(_stress(context, s, i) for i, s in enumerate(study.stresses)),
        _money(context, study.money),
        tuple(_programme(context, p, i) for i, p in enumerate(study.programmes)),
        tuple(_criterion(context, c, i, compare, pictures) for i, c in enumerate(study.criteria)),
    )


def _check_weights(context: Context, criteria: Sequence[Criterion]) -> None:
    """Note a fault where nothing counts, or where weights as published do not add up."""
    judged = [(i, c) for i, c in enumerate(criteria) if c.group != "cost"]
    percent = [(i, c) for i, c in judged if c.weight_percent is not None]
    if percent and len(percent) < len(judged):
        other = next(i for i, c in judged if c.weight_percent is None)
        context.fault(
            ("study", "criteria", other, "swing"),
            "the other criteria give weight_percent: give it here too, or swing everywhere",
        )
    elif percent:
        total = sum(c.weight_percent or 0.0 for _, c in percent)
        if abs(total - 100.0) > 0.5:
            place: Place = ("study", "criteria", percent[-1][0], "weight_percent")
            context.fault(place, f"the weights add up to {total:g} %, and must to 100 %")
    elif judged and not any(c.swing.high for _, c in judged if c.swing is not None):
        message = "all swing points are zero; the criterion whose swing matters most has 100"
        context.fault(("study", "criteria", judged[0][0], "swing"), message)


def _points(context: Context, criterion: Criterion, where: str) -> Estimate:
    """Return what a criterion counts: its points, or its weight as published."""
    if criterion.weight_percent is not None:
        w = criterion.weight_percent
        return context.estimate(Range(low=w, mode=w, high=w), f"{where}.weight_percent")
    return context.estimate(criterion.swing or Range(low=0, mode=0, high=0), f"{where}.swing")


def _no_twins(context: Context, part: str, names: Sequence[str]) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            first = names.index(name)
            message = f"the name '{name}' stands twice; first in {part}[{first}]"
            context.fault(("study", part, i, "name"), message)


def _among(context: Context, name: str, known: Iterable[str], noun: str, place: Place) -> bool:
    names = list(known)
    if name in names:
        return True
    near = did_you_mean(name, names) or f" Known: {listing(sorted(names)) or 'none'}."
    context.fault(place, f"there is no {noun} {shown(name)}.{near}")
    return False


def _compared(context: Context, names: Sequence[str]) -> tuple[str, ...]:
    known = [BASE, *context.written.options, *context.known["options"]]
    if not names:
        return tuple(context.written.options) or (BASE,)
    for i, name in enumerate(names):
        _among(context, name, known, "option", ("study", "compare", i))
        if name in names[:i]:
            context.fault(("study", "compare", i), f"'{name}' stands twice")
    return tuple(dict.fromkeys(names))


def _pictures(
    context: Context, written: Sequence[Picture], attacks: Sequence[Attack]
) -> tuple[AskedPicture, ...]:
    by_name = {a.name: a for a in attacks}
    if not written:
        return tuple(AskedPicture(a.name, a.name, a.title, _nights(a), 0.0) for a in attacks)
    _no_twins(context, "pictures", [p.name for p in written])
    found = []
    for i, picture in enumerate(written):
        if not _among(context, picture.raid, by_name, "raid or incursion", ("study", "pictures", i, "raid")):
            continue
        attack = by_name[picture.raid]
        nights = picture.nights or _nights(attack)
        found.append(
            AskedPicture(picture.name, attack.name, picture.title or attack.title, nights, picture.resupply)
        )
    return tuple(found)


def _nights(attack: Attack) -> int:
    return attack.n_nights if isinstance(attack, ResolvedRaid) else 1


def _stress(context: Context, stress: Stress, i: int) -> AskedStress:
    place: Place = ("study", "stresses", i)
    units = sorted(context.known["units"])
    for k, pattern in enumerate(stress.lose):
        context.matching(pattern, units, (*place, "lose", k))
    for k, pair in enumerate(stress.cut):
        for m, name in enumerate(pair):
            context.reference(name, "units", (*place, "cut", k, m))
    nations = [context.nation(n, (*place, "no_tracks_of", k)) for k, n in enumerate(stress.no_tracks_of)]
    cut = tuple((a, b) for a, b in stress.cut)
    return AskedStress(stress.name, stress.title, stress.lose, cut, tuple(n for n in nations if n))


def _money(context: Context, money: Money) -> AskedMoney:
    place: Place = ("study", "money")
    payers = [context.nation(n, (*place, "payers", k)) for k, n in enumerate(money.payers)]
    rate = money.discount_percent
    if money.currency not in CURRENCIES:
        known = ", ".join(sorted(CURRENCIES))
        context.fault((*place, "currency"), f"unknown currency '{money.currency}'; known: {known}")
    if rate is not None and not -20 < rate.low <= rate.high < 50:
        context.fault(
            (*place, "discount_percent"), f"a rate in percent a year, found {rate.low:g} to {rate.high:g}"
        )
    return AskedMoney(
        money.currency,
        money.price_year,
        money.first_year,
        money.last_year,
        context.estimate(rate, "study.money.discount_percent") if rate is not None else None,
        tuple(p for p in payers if p),
        MappingProxyType({int(year): value for year, value in sorted(money.ceiling_million.items())}),
    )


def _programme(context: Context, programme: Programme, i: int) -> AskedProgramme:
    place: Place = ("study", "programmes", i)
    units = sorted(context.known["units"])
    context.matching(programme.units, units, (*place, "units"))
    if programme.trained_on is not None:
        context.matching(programme.trained_on, units, (*place, "trained_on"))
    return AskedProgramme(
        programme.name,
        programme.title or programme.name,
        programme.units,
        programme.contract_on,
        programme.per_year,
        programme.leased,
        programme.until,
        programme.trained_on,
    )


def _criterion(
    context: Context,
    criterion: Criterion,
    i: int,
    compare: Sequence[str],
    pictures: Sequence[AskedPicture],
) -> AskedCriterion:
    place: Place = ("study", "criteria", i)
    if criterion.measure is not None:
        _check_measure(context, criterion, criterion.measure, place)
    if criterion.picture is not None:
        _among(context, criterion.picture, [p.name for p in pictures], "picture", (*place, "picture"))
    if criterion.stress is not None:
        known = [s.name for s in context.written.study.stresses]
        _among(context, criterion.stress, known, "stress", (*place, "stress"))
    for name in criterion.values:
        _among(context, name, compare, "compared option", (*place, "values", name))
    _check_curve(context, criterion, place)
    where = f"study.criteria[{i}]"
    return AskedCriterion(
        criterion.name,
        criterion.title,
        criterion.group,
        criterion.measure,
        criterion.picture,
        criterion.stress,
        frozen({k: context.estimate(v, f"{where}.values.{k}") for k, v in criterion.values.items()}),
        criterion.unit or UNITS.get(criterion.measure or "", ""),
        criterion.worst,
        criterion.best,
        tuple((a, b) for a, b in criterion.curve),
        _points(context, criterion, where),
        criterion.note,
    )


def _check_measure(context: Context, criterion: Criterion, measure: str, place: Place) -> None:
    first, _, rest = measure.partition(".")
    known = FIXED_MEASURES.get(first)
    if first not in MEASURES or not rest or (known is not None and rest not in known):
        told = "; ".join(f"{k}.<{v}>" for k, v in MEASURES.items())
        context.fault((*place, "measure"), f"unknown measure {shown(measure)}. Measures: {told}")
    if first == "performance" and criterion.picture is None:
        context.fault((*place, "measure"), "a measure of performance needs a picture")
    may_be_other = first != "cost"  # a cost is an axis of its own, by whatever name
    if first in MEASURES and criterion.group != first and not (may_be_other and criterion.group == "other"):
        context.fault((*place, "group"), f"'{measure}' is of group {first}, found {criterion.group}")


def _check_curve(context: Context, criterion: Criterion, place: Place) -> None:
    """Note a fault where a value function turns back between worst (0) and best (100)."""
    if not criterion.curve:
        return
    sign = 1.0 if criterion.best > criterion.worst else -1.0
    points = [(criterion.worst, 0.0), *criterion.curve, (criterion.best, 100.0)]
    for (x0, y0), (x1, y1) in pairwise(points):
        if sign * (x1 - x0) <= 0.0 or y1 < y0:
            context.fault((*place, "curve"), "goes from worst (worth 0) to best (100) without turning back")
            return

"""Under which rules is fired: identification, weapons control, doctrine and reserves, class by class."""

from typing import get_args

from belfort.catalogue.model import Effector, TargetClass
from belfort.scenario.faults import Place
from belfort.scenario.figures import from_figure
from belfort.scenario.resolve import Context
from belfort.scenario.resolved import Estimate, ResolvedEngagement, ResolvedReserve, ResolvedRules, frozen
from belfort.scenario.written.rules import Engagement
from belfort.scenario.written.terms import Range

CLASSES: tuple[str, ...] = get_args(TargetClass)
CIVIL = ("airliner", "light-aircraft")
EFFECTORS = ("interceptor", "gun", "soft-kill", "interceptor-drone")


def resolve_rules(context: Context, carried: set[str]) -> ResolvedRules:
    """Return the rules for every target class; `carried` is what any unit in any option can fire."""
    rules = context.written.rules
    identification = rules.identification
    status = _status(context)
    said = identification.model_fields_set
    return ResolvedRules(
        rules.footing,
        identification.criteria,
        _delay(context),
        _chance(context, identification.p_civil_taken_hostile, "p_civil_taken_hostile", said),
        _chance(context, identification.p_hostile_taken_civil, "p_hostile_taken_civil", said),
        frozen(status),
        _engagement(context, carried),
        _reserves(context, carried),
    )


def _status(context: Context) -> dict[str, str]:
    """Return the weapons-control status by class; against civil aircraft 'free' is never more than 'tight'."""
    rules = context.written.rules
    status: dict[str, str] = dict.fromkeys(CLASSES, rules.weapons_control)
    if rules.weapons_control == "free":
        status |= dict.fromkeys(CIVIL, "tight")
    seen: set[str] = set()
    for i, exception in enumerate(rules.exceptions):
        place: Place = ("rules", "exceptions", i)
        for target_class in exception.against:
            if target_class in seen:
                context.fault((*place, "against"), f"'{target_class}' has a status already")
            if target_class in CIVIL and exception.status == "free":
                context.fault((*place, "status"), f"'{target_class}' is civil and is never free to fire on")
            status[target_class] = exception.status
            seen.add(target_class)
    return status


def _no_civil(context: Context, classes: tuple[str, ...], place: Place) -> None:
    for target_class in classes:
        if target_class in CIVIL:
            context.fault(place, f"'{target_class}' is civil; nothing is fired at it")


def _delay(context: Context) -> Estimate:
    written = context.written.rules.identification.delay_s
    if written is not None:
        if written.low < 0:
            context.fault(
                ("rules", "identification", "delay_s"), f"must be at least 0, found {written.low:g}"
            )
        return context.estimate(written, "rules.identification.delay_s")
    war = context.written.rules.footing == "wartime"
    parameter = f"identification_{'wartime' if war else 'peacetime'}_delay"
    return from_figure(context.catalogue["c2-delays"].figures[parameter])


def _chance(context: Context, written: Range, name: str, said: set[str]) -> Estimate:
    if not 0 <= written.low <= written.high <= 1:
        message = f"lies between 0 and 1, found {written.low:g} to {written.high:g}"
        context.fault(("rules", "identification", name), message)
    return context.estimate(written, f"rules.identification.{name}", said=name in said)


def _effector(context: Context, name: str, place: Place, carried: set[str]) -> Effector | None:
    entry = context.entry(name, place, *EFFECTORS)
    if isinstance(entry, Effector):
        if entry.id not in carried:
            context.fault(place, f"no unit of any option can carry '{entry.id}'")
        return entry
    return None


def _engagement(context: Context, carried: set[str]) -> tuple[ResolvedEngagement, ...]:
    found: dict[str, ResolvedEngagement] = {}
    for i, rule in enumerate(context.written.rules.engagement):
        place: Place = ("rules", "engagement", i)
        used = [_effector(context, n, (*place, "use", j), carried) for j, n in enumerate(rule.use)]
        _no_civil(context, rule.against, (*place, "against"))
        for target_class in rule.against:
            if target_class in found:
                context.fault((*place, "against"), f"'{target_class}' has a doctrine already")
            for j, effector in enumerate(used):
                if effector and target_class in effector.cannot_engage:
                    context.fault((*place, "use", j), f"'{effector.id}' cannot engage {target_class}")
            found[target_class] = _doctrine(rule, target_class, tuple(e.id for e in used if e))
    plain = Engagement.model_validate({"against": ["fighter"]})
    return tuple(found.get(c) or _doctrine(plain, c, ()) for c in CLASSES if c not in CIVIL)


def _doctrine(rule: Engagement, target_class: str, effectors: tuple[str, ...]) -> ResolvedEngagement:
    return ResolvedEngagement(target_class, effectors, rule.order, rule.salvo, rule.looks)


def _reserves(context: Context, carried: set[str]) -> tuple[ResolvedReserve, ...]:
    found = []
    for i, reserve in enumerate(context.written.rules.reserves):
        place: Place = ("rules", "reserves", i)
        effector = _effector(context, reserve.effector, (*place, "effector"), carried)
        _no_civil(context, reserve.keep_for, (*place, "keep_for"))
        for target_class in reserve.keep_for:
            if effector and target_class in effector.cannot_engage:
                context.fault((*place, "keep_for"), f"'{effector.id}' cannot engage {target_class}")
        if effector:
            found.append(ResolvedReserve(effector.id, reserve.keep_for, reserve.share))
    return tuple(found)

"""The question of a study in plain words: what is compared, bought, paid and judged, and by whose word."""

from belfort.scenario.asked import BASE, AskedCriterion, AskedMoney, AskedPicture, AskedProgramme, AskedStress
from belfort.scenario.phrases import Phrases
from belfort.scenario.resolved import Estimate, ResolvedScenario


def study_lines(scenario: ResolvedScenario, phrases: Phrases) -> tuple[str, ...]:
    """Return how a study is computed and what it asks, one sentence a line; what is not asked is not told."""
    asked = scenario.asked
    return (
        *([asked.question] if asked.question else []),
        _computed(scenario, phrases),
        *_compared(scenario),
        *(_picture(p) for p in asked.pictures if p.name != p.raid or p.n_nights > 1),
        *(_stress(s, phrases) for s in asked.stresses),
        *_money(asked.money, phrases, is_asked=bool(asked.programmes or asked.criteria)),
        *(_programme(p) for p in asked.programmes),
        *_criteria(asked.criteria, phrases),
    )


def _computed(scenario: ResolvedScenario, phrases: Phrases) -> str:
    study = scenario.study
    drawn = ", ".join(study.uncertain) or "nothing"
    return (
        f"{study.replications:,} raids an option and picture, {study.worlds:,} draws of what is not known ({drawn}), "
        f"seed {study.seed}. Terrain: {scenario.terrain.elevation}, effective-earth factor "
        f"{phrases.estimate(scenario.terrain.k_factor, '')}."
    )


def _compared(scenario: ResolvedScenario) -> tuple[str, ...]:
    names = scenario.asked.compare
    if len(names) < 2:
        return ()
    titles = {BASE: "the situation as it is"} | {n: t for n, (t, _) in scenario.option_titles.items()}
    told = ", ".join(f"{n} ({titles.get(n, n)})" for n in names)
    return (f"Compared side by side: {told}. The first is the reference.",)


def _picture(picture: AskedPicture) -> str:
    nights = f"{picture.n_nights} nights in a row" if picture.n_nights > 1 else "one night"
    supply = ""
    if picture.n_nights > 1:
        supply = f", {100 * picture.resupply_share:g} % of a full load brought each day"
    return f"Threat picture {picture.name}: {picture.title} ({picture.raid}), {nights}{supply}."


def _stress(stress: AskedStress, phrases: Phrases) -> str:
    nations = ", ".join(phrases.catalogue[n].name for n in stress.no_tracks_of)
    cut = ", ".join(f"between {a} and {b}" for a, b in stress.cut)
    parts = [
        *([f"without {', '.join(stress.lose)}"] if stress.lose else []),
        *([f"no link {cut}"] if cut else []),
        *([f"nobody else gets the picture of {nations}"] if nations else []),
    ]
    return f"Stress {stress.name}: {stress.title}: {'; '.join(parts)}."


def _money(money: AskedMoney, phrases: Phrases, *, is_asked: bool) -> tuple[str, ...]:
    if money == AskedMoney() and not is_asked:
        return ()
    payers = ", ".join(phrases.catalogue[n].name for n in money.payers) or "every nation"
    rate = "at the catalogue's discount rate"
    if money.discount_percent is not None:
        rate = f"discounted by {phrases.estimate(money.discount_percent, '% a year')}"
    lines = [
        f"Money is in {money.currency} at prices of {money.price_year}, over {money.first_year} to {money.last_year}, "
        f"{rate}; paid by {payers}."
    ]
    if money.ceiling_million:
        years = ", ".join(f"{value:,g} in {year}" for year, value in money.ceiling_million.items())
        lines.append(f"Budget, in millions of {money.currency}: {years}.")
    return tuple(lines)


def _programme(programme: AskedProgramme) -> str:
    how = "leases" if programme.is_leased else "buys"
    title = f" ({programme.title})" if programme.title != programme.name else ""
    day = programme.contract_on
    when = f"contract on {day.day} {day:%B %Y}" if day else "ready on the dates of the scenario, paid by then"
    terms = [
        when,
        *([f"{programme.per_year:g} delivered a year"] if programme.per_year is not None else []),
        *([f"until {programme.until}"] if programme.until is not None else []),
        *([f"crews train on {programme.trained_on} before"] if programme.trained_on else []),
    ]
    return f"Programme {programme.name}{title} {how} {programme.units}; {'; '.join(terms)}."


def _criteria(criteria: tuple[AskedCriterion, ...], phrases: Phrases) -> tuple[str, ...]:
    if not criteria:
        return ()
    first = (
        "Judged by, with points for going from the worst value to the best, which are the scenario's own unless a "
        "source is named:"
    )
    return (first, *(f"- {line}" for criterion in criteria for line in _criterion(criterion, phrases)))


def _criterion(criterion: AskedCriterion, phrases: Phrases) -> tuple[str, ...]:
    unit = f" {criterion.unit}" if criterion.unit else ""
    where = f" against {criterion.picture}" if criterion.picture else ""
    under = f" under {criterion.stress}" if criterion.stress else ""
    how = f"computed as {criterion.measure}{where}{under}" if criterion.measure else "as given"
    bent = ", on a curve" if criterion.curve else ""
    note = f" {' '.join(criterion.note.split())}" if criterion.note else ""
    line = (
        f"{criterion.title}: {criterion.group}, {how}; from {criterion.worst:,g} (worth nothing) to {criterion.best:,g}"
        f"{unit} (worth all){bent}; {_counts(criterion, phrases)}.{note}"
    )
    return (line, *(_value(n, v, criterion, phrases) for n, v in criterion.values.items()))


def _counts(criterion: AskedCriterion, phrases: Phrases) -> str:
    if criterion.group == "cost":
        return "an axis of its own"
    if criterion.swing.high == 0.0:
        return "counts nothing"
    return phrases.estimate(criterion.swing, "points")


def _value(option: str, value: Estimate, criterion: AskedCriterion, phrases: Phrases) -> str:
    return f"{criterion.title}, {option}: {phrases.estimate(value, criterion.unit)}."

"""The answer of a study in sentences, built from its numbers by rule: never more than the tables hold."""

from math import isfinite
from types import SimpleNamespace

from belfort.report.study_facts import LEAKERS, STATED, Facts, Option

SURE, LIKELY = 0.9, 2.0 / 3.0
"""From these probabilities on an option that ranks first is called clear, or leading; under them there is no clear winner."""


def answer(facts: Facts) -> list[str]:
    """Return the answer: who, at what cost and when, and on what it rests, a sentence or two each."""
    return [
        s
        for s in (_who(facts), *_fewest(facts), _by_leakers(facts), _cost_and_time(facts), guesses(facts))
        if s
    ]


def _who(facts: Facts) -> str:
    words = facts.words
    if not facts.options:
        return words("answer.no_option")
    if facts.is_one_option:
        return words("answer.one_option", option=words.quoted(facts.options[0].title))
    ranked = facts.ranked()
    if not ranked:
        return words("answer.no_ranking")
    if len(ranked) < 2:
        return words("answer.one_ranked", option=words.quoted(facts.title(ranked[0].option)))
    if is_alike(facts):
        return words("answer.alike")
    top, next_one = ranked[0], ranked[1]
    values = {
        "option": words.quoted(facts.title(top.option)),
        "p": words.percent(top.p_first),
        "other": words.quoted(facts.title(next_one.option)),
        "other_p": words.percent(next_one.p_first),
    }
    return f"{words(f'answer.{_how_sure(top, next_one)}', **values)} {_in_other_views(facts, top.option)}".strip()


def _in_other_views(facts: Facts, option: str) -> str:
    """Return how often the first stays first where less is taken for known of the weights."""
    found = {view: facts.first("ranking", option=option, weights=view) for view in ("ordinal", "unknown")}
    shares = {view: facts.words.percent(r.p_first) for view, r in found.items() if r is not None}
    return facts.words("answer.views", **shares) if len(shares) == len(found) else ""


def _how_sure(top: SimpleNamespace, other: SimpleNamespace) -> str:
    """Return how firmly the first stands: a draw within the error, unclear, leading, or clear."""
    if top.p_first - other.p_first <= max(0.0, top.p_first_error) + max(0.0, other.p_first_error):
        return "draw"
    lowest = top.p_first - max(0.0, top.p_first_error)
    return "clear" if lowest >= SURE else "leads" if lowest >= LIKELY else "unclear"


def is_alike(facts: Facts) -> bool:
    """Return whether no option differs from the reference in anything that was measured or ranked."""
    ranked = facts.ranked()
    same = all(abs(r.benefit - ranked[0].benefit) < 1e-9 for r in ranked)
    told = any(abs(r.mean) > r.error for r in facts.rows("differences"))
    return same and not told


def _best(facts: Facts, picture: str) -> tuple[Option, SimpleNamespace, bool] | None:
    """Return who lets the fewest through, with its row, and whether that is told from the next; None for one alone."""
    found = [(o, r) for o in facts.options if (r := facts.leakers(o.name, picture)) is not None]
    if len(found) < 2:
        return None
    (best, a), (_, b) = sorted(found, key=lambda pair: pair[1].mean)[:2]
    return best, a, b.mean - a.mean > a.error + b.error


def _fewest(facts: Facts) -> list[str]:
    """Return, where nothing is ranked, who lets the fewest through by picture, if that is told from the next."""
    words, told = facts.words, []
    for picture, title in facts.pictures.items():
        best = None if facts.is_one_option or facts.ranked() else _best(facts, picture)
        if best is None:
            continue
        option, r, is_told = best
        if is_told:
            values = {"mean": words.number(r.mean), "band": words.span(r.low90, r.high90)}
            told.append(words("answer.fewest", picture=title, option=words.quoted(option.title), **values))
        else:
            told.append(words("answer.no_fewest", picture=title))
    return told


def _by_leakers(facts: Facts) -> str:
    """Return, beside a ranking, who lets the fewest through: a rank by weights must not hide it."""
    if len(facts.ranked()) < 2 or is_alike(facts):
        return ""
    words, by_option = facts.words, {}
    for picture, title in facts.pictures.items():
        best = _best(facts, picture)
        if best is not None and best[2]:
            by_option.setdefault(best[0].title, []).append(title)
    parts = [
        words("answer.by_leakers_part", option=words.quoted(o), pictures=words.listed(titles))
        for o, titles in by_option.items()
    ]
    if not facts.rows("performance"):
        return ""
    return words("answer.by_leakers", parts="; ".join(parts)) if parts else words("answer.by_leakers_none")


def _cost_and_time(facts: Facts) -> str:
    ranked = facts.ranked()
    if facts.is_one_option or len(ranked) < 2 or is_alike(facts):
        return " ".join(
            _cost_of(facts, o.name, "") + _time_of(facts, o.name) for o in facts.options[:1]
        ).strip()
    top, other = ranked[0].option, ranked[1].option
    return (_cost_of(facts, top, other) + _time_of(facts, top)).strip()


def _cost_of(facts: Facts, option: str, other: str) -> str:
    words, mine, theirs = facts.words, facts.cost(option), facts.cost(other)
    if facts.has_given_costs:
        return _cost_given(facts, option, other) + " "
    if mine is None or not isfinite(mine.p50):
        if not facts.rows("cost_totals"):
            return words("answer.no_cost_at_all") + " "
        return words("answer.no_cost", option=words.quoted(facts.title(option))) + " "
    values = {
        "option": words.quoted(facts.title(option)),
        "p50": facts.money(mine.p50),
        "p80": facts.money(mine.p80),
        "years": _years(facts),
    }
    if theirs is None or not isfinite(theirs.p50):
        return words("answer.cost", **values) + " "
    gap = mine.p50 - theirs.p50
    more = "more" if gap >= 0 else "less"
    values |= {"gap": facts.money(abs(gap)), "other": words.quoted(facts.title(other))}
    return words(f"answer.cost_{more}", **values) + " "


def _cost_given(facts: Facts, option: str, other: str) -> str:
    """Return the sums that the question gives: they are its cost axis, whatever is computed beside them."""
    words, mine = facts.words, facts.given_cost(option)
    if mine is None:
        return words("answer.no_cost_at_all")
    values = {"option": words.quoted(facts.title(option)), "p50": facts.money(mine)}
    theirs = facts.given_cost(other)
    if theirs is None:
        return words("answer.cost_given", **values)
    values |= {"other": words.quoted(facts.title(other)), "other_p50": facts.money(theirs)}
    return words("answer.cost_given_beside", **values)


def _years(facts: Facts) -> str:
    money = facts.about.get("money") or {}
    return facts.words(
        "answer.years", first=str(money.get("first_year", "")), last=str(money.get("last_year", ""))
    )


def _time_of(facts: Facts, option: str) -> str:
    words = facts.words
    first, last = facts.moment(option, "first unit"), facts.moment(option, "all units")
    if first is None and last is None:
        return words("answer.no_time") if facts.rows("milestones") else ""
    row = last or first
    assert row is not None
    key = "answer.all_ready" if last else "answer.first_ready"
    found = {"p50": words.date(row.p50), "p80": words.date(row.p80)}
    if last and first:
        return words("answer.both_ready", first=words.date(first.p50), first80=words.date(first.p80), **found)
    return words(key, **found)


def guesses(facts: Facts) -> str:
    """Return what share of the answer rests on guesses."""
    words, share = facts.words, facts.about.get("guess_share") or {}
    figures, variance = share.get("by_figures"), share.get("by_variance")
    parts = []
    if variance is not None:
        parts.append(words("answer.guess_variance", share=words.percent(variance)))
    if figures is not None:
        parts.append(words("answer.guess_figures", share=words.percent(figures)))
    return " ".join(parts) or words("answer.guess_unknown")


def flips(facts: Facts) -> list[str]:
    """Return what would change the answer, the nearest first, as far as anything on its scale does."""
    can = [r for r in facts.rows("flips") if isfinite(r.flips_at) and r.words]
    return [r.words for r in sorted(can, key=lambda r: _distance(facts, r))]


def _distance(facts: Facts, flip: SimpleNamespace) -> float:
    """Return how far a weight or a value must go, as a share of all weight or of its scale."""
    gap = abs(flip.flips_at - flip.now)
    row = None if flip.what == "weight" else facts.first("matrix", criterion=flip.criterion)
    return gap if row is None else gap / abs(row.worst - row.best)


def flips_from(facts: Facts) -> str:
    """Return from where the answer would change, or that nothing looked at changes it; nothing where it was not asked."""
    words, found = facts.words, facts.rows("flips")
    if not found:
        return words("page.no_flips")
    key = "page.flips_from" if flips(facts) else "page.never_flips"
    return words(key, option=words.quoted(facts.title(found[0].option)))


def drops(facts: Facts) -> list[str]:
    """Return how hard each stress hits where it hits hardest, in a sentence; a gap within the error is not told."""
    words, told = facts.words, []
    for stress, title in facts.stresses.items():
        pairs = [
            (o, p, facts.leakers(o.name, p), facts.leakers(o.name, p, stress=stress))
            for o in facts.options
            for p in facts.pictures
        ]
        run = [(o, p, calm, hit) for o, p, calm, hit in pairs if calm is not None and hit is not None]
        worse = [
            (o, p, calm, hit) for o, p, calm, hit in run if hit.mean - calm.mean > calm.error + hit.error
        ]
        if worse:
            option, picture, calm, hit = max(worse, key=lambda found: found[3].mean - found[2].mean)
            values = {"option": words.quoted(option.title), "picture": facts.picture(picture)}
            numbers = {"calm": words.number(calm.mean), "hit": words.number(hit.mean)}
            told.append(words("performance.drop", stress=title, **values, **numbers))
        elif run:
            told.append(words("performance.no_drop", stress=title))
    return told


def summary_rows(facts: Facts) -> dict[str, object]:
    """Return the headline numbers as plain values: leakers, cost, time and rank of each option."""
    return {o.name: _headline(facts, o.name) for o in facts.options}


def _headline(facts: Facts, option: str) -> dict[str, object]:
    cost, rank = facts.cost(option), facts.first("ranking", option=option, weights=STATED)
    moments = {m: facts.moment(option, m) for m in ("first unit", "all units")}
    return {
        LEAKERS: {
            p: {"mean": r.mean, "low90": r.low90, "high90": r.high90}
            for p in facts.pictures
            if (r := facts.leakers(option, p)) is not None
        },
        "life_cycle_cost": {"p50": cost.p50, "p80": cost.p80} if cost else None,
        **{m.replace(" ", "_"): {"p50": r.p50, "p80": r.p80} if r else None for m, r in moments.items()},
        "p_first": rank.p_first if rank else None,
    }

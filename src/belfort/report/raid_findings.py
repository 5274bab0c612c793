"""What a raid says, in sentences: an answer an option with its doubt, each number one of the tables'."""

from math import isfinite

import numpy as np

from belfort.raid.layout import CAUSES
from belfort.report.coverage_words import HARD, listed, percent
from belfort.report.raid_basis import guess_words, price_words
from belfort.report.raid_summary import Digest, OptionDigest
from belfort.report.raid_words import (
    change_words,
    count,
    full,
    is_told,
    money,
    said,
    short,
    span,
    threat_words,
    under,
)

NEARLY_DRY, DRY = 0.1, 0.02
"""Shares of the shots at the start from which on a magazine is told to be nearly dry, and dry."""


def findings_of(digest: Digest) -> tuple[str, ...]:
    """Return the findings: the headline, a paragraph an option, and how much of it is guessed."""
    if digest.is_empty:
        what = (
            "Nothing flies in this incursion" if digest.is_incursion else "Nothing armed flies in this raid"
        )
        return (f"{what}: there is nothing to stop and nothing to tell.", guess_words(digest))
    return (headline(digest), *(answer(digest, o) for o in digest.options), guess_words(digest))


def headline(digest: Digest) -> str:
    """Return the answer of every option in one sentence; of many options the first, the best and the worst."""
    what, verb = ("aircraft", "stay unidentified") if digest.is_incursion else ("armed threats", "leak")
    measure = "n_unidentified" if digest.is_incursion else "n_leaked"
    told = digest.options
    if len(told) > 4:
        ordered = sorted(told[1:], key=lambda o: o.of("n_leaked").mean)
        told = (told[0], ordered[0], ordered[-1])
    parts = [_headline_part(digest, o, measure) for o in told]
    if digest.is_incursion:
        parts = [
            "; ".join(
                (
                    parts[0].replace(" and", f" {verb} and", 1).replace(" as", " leave unstopped as", 1),
                    *parts[1:],
                )
            )
        ]
    else:
        parts[0] = parts[0].replace(" ", f" {verb} ", 1)
    of_all = (
        f" (of {len(digest.options)} options the first, the best and the worst)"
        if told != digest.options
        else ""
    )
    return f"Of {count(digest.first.of('n_armed').mean)} {what} {listed(parts)}{of_all}."


def _headline_part(digest: Digest, option: OptionDigest, measure: str) -> str:
    unstopped = f" and {count(option.of('n_leaked').mean)}" if digest.is_incursion else ""
    return f"{count(option.of(measure).mean)}{unstopped} {under(option)}"


def answer(digest: Digest, option: OptionDigest) -> str:
    """Return one option's answer in plain words, with its doubt."""
    parts = [
        _fate(digest, option),
        _none(digest, option),
        _main_causes(digest, option),
        against_first(digest, option),
    ]
    return " ".join(p for p in parts if p)


def _fate(digest: Digest, option: OptionDigest) -> str:
    n, leaked = count(option.of("n_armed").mean), full(option.of("n_leaked"), option)
    flies = threat_words(digest) if option is digest.first else ""
    if not digest.is_incursion:
        return f"{said(option)}: of {n} armed threats{flies} {leaked} leak."
    return (
        f"{said(option)}: of {n} aircraft{flies} {count(option.of('n_known').mean)} are detected and "
        f"{count(option.of('n_identified').mean)} identified; {full(option.of('n_unidentified'), option)} stay "
        f"unidentified, in {percent(option.any_unidentified)} of incursions at least one; {leaked} leave without having been "
        f"stopped.{_timeline(digest, option)}"
    )


def _timeline(digest: Digest, option: OptionDigest) -> str:
    parts = []
    for kind, name in digest.threats.items():
        told = Times(option, kind)
        steps = [
            f"{what} {minutes(told.quantile_s(w, 0.5))}" for w, what in _STEPS.items() if told.share(w) > 0.0
        ]
        if steps:
            parts.append(f"{name}: {', '.join(steps)}")
    return f" Median time since they appear, of those that come so far: {'; '.join(parts)}." if parts else ""


_STEPS = {
    "detected": "detected",
    "identified": "identified",
    "fired on": "fired on or jammed",
    "killed": "stopped",
}


def _none(digest: Digest, option: OptionDigest) -> str:
    share = percent(option.of("is_no_leaker").mean)
    if digest.is_incursion:
        return (
            f"All are stopped in {share} of incursions." if share != f"0{HARD}%" else "Never are all stopped."
        )
    if option.of("is_no_leaker").mean == 0.0:
        return f"Every {digest.whole} has a leaker."
    return f"No leaker in {share} of {digest.whole}s."


def _main_causes(digest: Digest, option: OptionDigest) -> str:
    leaked = option.of("n_leaked").mean
    ranked = sorted(((option.of("n_leaked_for", c).mean, c) for c in CAUSES), key=lambda x: -x[0])
    told = [(n, c) for n, c in ranked[:3] if n > 0.0 and n >= 0.05 * leaked]
    if not told:
        return ""
    parts = [f"{cause} ({count(n)}, {percent(n / leaked)})" for n, cause in told]
    return f"Why: {listed(parts)}."


def against_first(digest: Digest, option: OptionDigest) -> str:
    """Return what an option changes against the first, and whether it is told from the Monte Carlo error."""
    change = option.changes.get(("n_leaked", ""))
    if change is None:
        return ""
    first = under(digest.first)
    if not is_told(change):
        return (
            f"The difference to {said(digest.first)} of {count(change.mean)} is not told from its Monte Carlo error of "
            f"{count(change.error)}."
        )
    more = "fewer" if change.mean < 0.0 else "more"
    where = f", fewer in {option.n_better} of {option.n_worlds} worlds" if option.n_worlds > 1 else ""
    gets = " that are not stopped" if digest.is_incursion else ""
    return (
        f"That is {count(abs(change.mean))} {more}{gets} than {first} (Monte Carlo error {count(change.error)}; 90{HARD}% "
        f"band of the difference {span(change.low90, change.high90)}){where}."
    )


def magazine_words(digest: Digest) -> str:
    """Return which magazines run dry on average, and when."""
    parts = []
    for option in digest.options:
        told = [
            words for words in (_runs_dry(option, e) for e in sorted(set(option.magazines.effector))) if words
        ]
        if told:
            parts.append(f"{said(option)}: {listed(told, 8)}.")
    empty = [(o.of("n_leaked_for", "magazine empty").mean, o) for o in digest.options]
    cost = [f"{count(n)} {under(o)}" for n, o in empty if n > 0.0]
    lead = " ".join(parts) or (f"On average no magazine falls under {percent(NEARLY_DRY)} of its shots.")
    lost = f" Threats that leak because magazines are empty: {listed(cost, 8)}." if cost else ""
    uneven = " One unit can be empty while others are not: the mean is over all units." if cost else ""
    return f"Mean shots ready and in stock. {lead}{lost}{uneven} Jammers have no magazine."


def _runs_dry(option: OptionDigest, effector: str) -> str:
    own = option.magazines.take(option.magazines.effector == effector)
    start = float(own.n_left[0]) if len(own) else 0.0
    low = np.flatnonzero(own.n_left < NEARLY_DRY * start)
    if start <= 0.0 or not low.size:
        return ""
    least = max(0.0, float(own.n_left.min()))
    night = int(own.night[low[0]])
    when = (
        f"from minute {count(float(own.time_s[low[0]]) / 60.0)} on"
        if night == 1
        else f"by the end of night {night}"
    )
    words = "runs dry" if least < DRY * start else "is nearly dry"
    return f"{effector} {words} ({count(least)} of {count(start)} left; under {percent(NEARLY_DRY)} {when})"


def balance_words(digest: Digest) -> str:
    """Return what the defence fires against what the attacker launches, in euro."""
    parts = []
    for o in digest.options:
        fired, sent, ratio = o.of("defence_eur"), o.of("attack_eur"), o.of("exchange_ratio")
        words = f"{said(o)}: {money(fired.mean)} is fired"
        if sent.mean > 0.0 and not digest.is_incursion:
            words += f" at what costs {money(sent.mean)}, {short(ratio)} euro fired for one launched"
        parts.append(f"{words}.")
    return f"{' '.join(parts)} {price_words(digest)}"


def time_line_words(digest: Digest) -> str:
    """Return the warning that each threat gives under the first option."""
    parts = []
    for kind, name in digest.threats.items():
        told = Times(digest.first, kind)
        if told.n_armed > 0.0 and isfinite(told.quantile_s("warning", 0.5)):
            parts.append(f"{name} {minutes(told.quantile_s('warning', 0.5))}")
    warned = f" Median warning before arrival, {under(digest.first)}: {'; '.join(parts)}." if parts else ""
    return f"Times are since a threat sets off, over all raids and worlds together.{warned} What is never found is in no median."


def minutes(seconds: float) -> str:
    """Return a time as it is said: seconds under two minutes, then minutes, hours from three on."""
    if not isfinite(seconds):
        return "–"
    if seconds < 120.0:
        return f"{count(round(seconds))}{HARD}s"
    unit, name = (60.0, "min") if seconds < 10_800.0 else (3600.0, "h")
    return f"{count(seconds / unit)}{HARD}{name}"


class Times:
    """When it happens to one threat under one option: shares of the armed, and quantiles."""

    def __init__(self, option: OptionDigest, kind: str) -> None:
        """Take the rows of one threat."""
        self._table = option.moments.take(option.moments.threat == kind)
        cross = option.cross
        leaked = float(cross.n_leaked[(cross.threat == kind) & (cross.by == "cause")].sum())
        self.n_armed = leaked + self._n("killed")
        """Mean number a night that carries something."""
        kinds = option.outcome.names.kinds
        self.bin_s = float(option.outcome.bin_s[kinds.index(kind)]) if kind in kinds else 1.0

    def _n(self, what: str) -> float:
        return float(self._table.n[self._table.what == what].sum())

    def share(self, what: str) -> float:
        """Return the share of the armed to which it happens at all."""
        return self._n(what) / self.n_armed if self.n_armed > 0.0 else 0.0

    def curve(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Return times and the share of the armed to which it has happened by then; from 0, at ends of bins."""
        own = self._table.what == what
        place = np.rint(self._table.time_s[own] / self.bin_s - 0.5).astype(np.int64)
        n = np.bincount(place, self._table.n[own]) if place.size else np.zeros(0)
        shares = np.cumsum(n) / max(self.n_armed, 1e-300)
        return self.bin_s * np.arange(len(n) + 1), np.r_[0.0, shares]

    def quantile_s(self, what: str, share: float) -> float:
        """Return the time by which it has happened to a share of those to which it happens; NaN where to none."""
        time_s, shares = self.curve(what)
        if shares[-1] <= 0.0:
            return np.nan
        wanted = share * shares[-1]
        k = max(1, int(np.searchsorted(shares, wanted)))
        low, high = shares[k - 1], shares[k]
        return float(time_s[k - 1] + (wanted - low) / (high - low) * self.bin_s)


def own_side_words(digest: Digest) -> str:
    """Return what the defence does to itself and what it loses, in a sentence."""
    first = digest.first
    busy, lost = count(first.of("saturated_min").mean), count(first.of("n_units_lost").mean)
    civil, friends = count(first.of("n_civil_engaged").mean), count(first.of("n_friends_engaged").mean)
    at = under(first)
    return (
        f"In {_article(digest.whole)}, {at}: {busy} minutes in which a unit has no channel free, units added up; {lost} units "
        f"put out of action; {civil} civil aircraft and {friends} own aircraft fired at."
    )


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def sure_words(digest: Digest) -> str:
    """Return what the bands are, and how far each number could still move."""
    first = digest.first
    if first.n_worlds == 0:
        return (
            "No world was drawn: everything that is not known stands at its mode, so that every band is of chance alone. How "
            "far not knowing moves the answer was not asked."
        )
    what = "aircraft that are not stopped" if digest.is_incursion else "leakers"
    chance = first.share_of_chance
    drawn = f"{first.n_worlds} {'world was' if first.n_worlds == 1 else 'worlds were'} drawn"
    other = (
        f"{drawn}; with others the mean would move by about ±{count(first.world_error)}"
        if isfinite(first.world_error)
        else f"{drawn}: too few to tell how far not knowing moves the answer"
    )
    return (
        f"“Together” is over all {digest.whole}s of all worlds; “not knowing alone” is over the means of worlds, the scatter "
        "of chance taken out; “chance alone” is over those with everything at its mode, and lies about the mean at the "
        f"mode, not about that of all worlds. Of the variance of the {what} {under(first)} {percent(chance)} is chance, the "
        f"rest not knowing. More {digest.whole}s in the same worlds would move the mean by about "
        f"±{count(first.of('n_leaked').error)} (Monte Carlo error, 95{HARD}%). {other}."
    )


def change_line(option: OptionDigest, measure: str, key: str = "") -> str:
    """Return a difference to the first option as it stands in a table."""
    change = option.changes.get((measure, key))
    return "–" if change is None else change_words(change)

"""What a coverage says, in sentences: each true to the tables, with its band, the most important first."""

from math import isfinite

from belfort.coverage.model import Coverage
from belfort.report.coverage_summary import Summary, ThreatSummary
from belfort.report.coverage_words import (
    a,
    count_words,
    height_words,
    listed,
    lowest_words,
    percent,
    share_words,
    time_words,
)


def findings_of(coverage: Coverage, summary: Summary) -> tuple[str, ...]:
    """Return the findings."""
    level = [t for t in summary.threats if not t.is_ballistic]
    arcs = [t for t in summary.threats if t.is_ballistic]
    found = [hardest(level[0])] if level else []
    found += [_lowest(level), _warning(summary)] if level else [_warning(summary)]
    found += [s for t in summary.threats for s in _blind(t)]
    found += [_missed(t) for t in (level or arcs)[:1]]
    found += _looks(summary)
    found += [_reached(level)] if level else []
    found += _civil(coverage)
    return (*(s for s in found if s), guesses(summary))


def hardest(threat: ThreatSummary) -> str:
    """Return the headline: the threat that is seen over least of the land."""
    return (
        f"Hardest to see is {a(threat.name)}: at {height_words(threat.height_agl_m)} above ground it is more likely "
        f"confirmed than not over {share_words(threat.share_covered)} of the land, over {percent(threat.share_twice)} "
        "by two sensors or more."
    )


def _lowest(level: list[ThreatSummary]) -> str:
    parts = [f"{t.name} {lowest_words(t.lowest_m)}" for t in level]
    return (
        "The height above ground from which on nine tenths of the land are covered, low to high case in brackets: "
        f"{'; '.join(parts)}."
    )


def _warning(summary: Summary) -> str:
    if not summary.valuable:
        return ""
    parts = [f"{t.name} {time_words(t.warning_s)}" for t in summary.threats]
    return f"Median warning at {listed(summary.valuable)}, over all directions: {'; '.join(parts)}."


def _blind(threat: ThreatSummary) -> list[str]:
    if not threat.share_unfound.mode > 0.0:
        return []
    worst = [f"{x.name} (from {x.unfound})" for x in threat.assets if x.unfound]
    return [
        f"From {percent(threat.share_unfound.mode)} of all directions at all assets {a(threat.name)} is not found "
        f"before it arrives (low case {percent(threat.share_unfound.low)}, high case "
        f"{percent(threat.share_unfound.high)}): {listed(worst, 4)}."
    ]


def _missed(threat: ThreatSummary) -> str:
    parts = []
    for kind, lost in (("connection", threat.connection), ("sensor", threat.sensor)):
        if lost is not None:
            n = lost.assets_worse
            later = (
                f", and {n} {'asset is' if n == 1 else 'assets are'} warned a tenth or more later"
                if n
                else ""
            )
            parts.append(
                f"{kind} {lost.name}, without which {percent(lost.share_lost)} of the land is lost to the picture of "
                f"{lost.viewer}{later}"
            )
    if not parts:
        return ""
    return f"Missed the most when it fails alone, against {a(threat.name)}: {'; '.join(parts)}."


def _looks(summary: Summary) -> list[str]:
    told = [t for t in summary.threats if isfinite(t.share_unmet.mode)]
    if not told:
        return []
    shares = "; ".join(f"{t.name} {share_words(t.share_unmet)}" for t in told)
    counts = "; ".join(f"{t.name} {count_words(t.n_looks)}" for t in told)
    return [
        f"Of all directions at all assets, those from which no unit has a look before it arrives: {shares}.",
        f"The median number of looks, each a chance of one unit to fire at one threat that comes alone: {counts}.",
        *(
            f"No unit has a look at {a(t.name)} from any direction at {listed(list(t.without_look))}."
            for t in told
            if t.without_look
        ),
    ]


def _reached(level: list[ThreatSummary]) -> str:
    parts = [
        f"{t.name} at {height_words(t.height_agl_m)} over {share_words(t.reach['any'])}"
        for t in level
        if "any" in t.reach
    ]
    return (
        f"Some unit reaches, whatever the time line says, of the land: {'; '.join(parts)}." if parts else ""
    )


def _civil(coverage: Coverage) -> list[str]:
    civil, parts = coverage.civil, []
    for flow in dict.fromkeys(civil.flow):
        share = {
            (str(w), str(c)): float(v)
            for f, w, c, v in zip(civil.flow, civil.by, civil.case, civil.share_watched, strict=True)
            if f == flow
        }
        parts.append(
            f"{flow} {percent(share['any', 'mode'])} (low case {percent(share['any', 'low'])}), of it without the "
            f"aircraft's help {percent(share['primary', 'mode'])}"
        )
    return [f"The network watches the civil routes too: {'; '.join(parts)}."] if parts else []


def guesses(summary: Summary) -> str:
    """Return how much of it rests on guesses."""
    share = percent(summary.n_guesses / max(1, summary.n_figures))
    return (
        f"{summary.n_guesses} of the {summary.n_figures} figures it rests on ({share}) "
        "are guesses. The low and the high case take all figures at their worse and at their better end at once, so that "
        "they enclose nearly every world and have no probability."
    )

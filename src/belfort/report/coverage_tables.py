"""The tables of a coverage as a page shows them: words with their bands, the long ones folded."""

from collections.abc import Iterator

import numpy as np

from belfort.coverage.case import CASES
from belfort.coverage.engagement.layers import LAYERS
from belfort.coverage.model import Coverage
from belfort.report.coverage_page import Cell, PageTable
from belfort.report.coverage_summary import Band, Summary, ThreatSummary, nation_name, ranked_losses
from belfort.report.coverage_words import (
    count_words,
    figure,
    height_words,
    lowest_words,
    minutes_words,
    percent,
    share_words,
    time_words,
)

MOST_ROWS = 60
N_LOSSES = 8


def by_threat(summary: Summary) -> PageTable:
    """Return the overview: a row a threat."""
    rows = tuple(
        (
            t.name,
            height_words(t.height_agl_m),
            share_words(t.share_covered),
            percent(t.share_twice),
            "–" if t.is_ballistic else lowest_words(t.lowest_m),
            time_words(t.warning_s),
            share_words(t.share_unmet),
            "–" if t.is_ballistic or "any" not in t.reach else share_words(t.reach["any"]),
        )
        for t in summary.threats
    )
    return PageTable(
        "Each threat in one row: mode (low to high case)",
        (
            "threat",
            "height above ground",
            "land covered",
            "by two or more",
            "90 % covered from",
            "warning at the most valuable",
            "directions without a look",
            "land reached",
        ),
        rows,
        note="A ballistic missile is told at the top of its arc; how low it is seen and where it is reached at that "
        "height say little, its warning and its looks do."
        if any(t.is_ballistic for t in summary.threats)
        else "",
        files=(("cover.parquet", "cover.parquet"), ("found.parquet", "found.parquet")),
    )


def by_height(coverage: Coverage, summary: Summary) -> PageTable:
    """Return the share of land covered, threat by threat and height by height."""
    cover = coverage.cover
    rows: list[tuple[Cell, ...]] = []
    for t in summary.threats:
        heights = dict.fromkeys(float(h) for h in cover.height_agl_m[cover.threat == t.threat])
        for height_m in sorted(heights):
            here = (cover.threat == t.threat) & (cover.height_agl_m == height_m)
            share = Band(*(float(cover.share_covered[here & (cover.case == c)][0]) for c in CASES))
            mode = np.flatnonzero(here & (cover.case == "mode"))[0]
            rows.append(
                (
                    t.name,
                    height_words(height_m),
                    share_words(share),
                    percent(float(cover.share_twice[mode])),
                    float(f"{cover.mean_depth[mode]:.2g}"),
                )
            )
    return PageTable(
        "Land covered, height by height",
        ("threat", "height above ground", "land covered", "by two or more", "sensors, mean"),
        tuple(rows),
        files=(("cover.parquet", "cover.parquet"),),
        is_folded=True,
    )


def at_assets(threat: ThreatSummary) -> PageTable:
    """Return warning and looks asset by asset."""
    rows = tuple(
        (
            x.name,
            time_words(x.warning_s) + (", at least" if x.is_at_edge else ""),
            minutes_words(x.least_warning_s),
            x.unfound or "none",
            count_words(x.n_looks),
            x.unmet or "none",
        )
        for x in threat.assets
    )
    return PageTable(
        f"Warning and looks at each asset: {threat.name}",
        (
            "asset",
            "warning, median over directions",
            "from the worst",
            "not found from",
            "looks, median",
            "no look from",
        ),
        rows,
        note="“at least”: from most directions it is found as far as the map reaches; a wider margin may find it earlier.",
        files=(("found.parquet", "found.parquet"), ("looks.parquet", "looks.parquet")),
        is_folded=len(rows) > 8,
    )


def losses(coverage: Coverage, summary: Summary) -> PageTable:
    """Return what is missed the most, threat by threat."""
    table, rows = coverage.losses, []
    for t in summary.threats:
        for kind in ("connection", "sensor"):
            for i in ranked_losses(table, coverage.scenario, t.threat, kind)[:N_LOSSES]:
                rows.append(
                    (
                        t.name,
                        kind,
                        str(table.name[i]),
                        nation_name(coverage.scenario, str(table.viewer[i])),
                        percent(float(table.share_lost[i])),
                        minutes_words(float(table.warning_lost_s[i])),
                        int(table.assets_worse[i]),
                    )
                )
    return PageTable(
        "What is missed the most when it fails alone, at the mode and the threat's own height",
        (
            "threat",
            "what fails",
            "name",
            "picture of",
            "land lost",
            "warning lost, mean",
            "assets warned later",
        ),
        tuple(rows),
        note="“Warned later”: the mean over directions falls by a tenth or more.",
        files=(("losses.parquet", "losses.parquet"),),
        is_folded=len(rows) > 10,
    )


def civil(coverage: Coverage) -> PageTable:
    """Return how much of the civil routes is watched."""
    table, rows = coverage.civil, []
    for flow, way in dict.fromkeys(zip(table.flow, table.by, strict=True)):
        here = (table.flow == flow) & (table.by == way)
        share = Band(*(float(table.share_watched[here & (table.case == c)][0]) for c in CASES))
        rows.append(
            (str(flow), height_words(float(table.height_agl_m[here][0])), _WAYS[str(way)], share_words(share))
        )
    return PageTable(
        "Civil traffic that the network watches anyway",
        ("flow", "height above ground", "by", "length of its routes watched"),
        tuple(rows),
        note="Watched means more likely confirmed than not: a flow of which fewer than half carry a transponder is not "
        "watched by transponder at all.",
        files=(("civil.parquet", "civil.parquet"),),
    )


_WAYS = {
    "any": "any sensor",
    "cooperative": "its transponder",
    "primary": "radar, ear or eye, without its help",
}


def reach(summary: Summary) -> PageTable:
    """Return the share of land that each layer reaches."""
    rows = [
        (t.name, height_words(t.height_agl_m), layer, share_words(band))
        for t in summary.threats
        for layer, band in sorted(t.reach.items(), key=lambda kv: ["any", *LAYERS].index(kv[0]))
        if not t.is_ballistic
    ]
    return PageTable(
        "Land that units reach, layer by layer",
        ("threat", "height above ground", "layer", "land reached"),
        tuple(rows),
        note="By the longest reach against aircraft: very short to 10 km, short to 20, medium to 50, long beyond; guns and "
        "jammers are layers of their own.",
        files=(("reach.parquet", "reach.parquet"),),
        is_folded=len(rows) > 8,
    )


def ladders(coverage: Coverage, summary: Summary) -> Iterator[PageTable]:
    """Yield who can try at the hardest threat with any look, at the most valuable assets."""
    table = coverage.ladders
    useful = (table.case == "mode") & (table.share_of_azimuths > 0.0)
    threat = next((t for t in summary.threats if (useful & (table.threat == t.threat)).any()), None)
    if threat is None:
        return
    rows = [
        (
            str(table.asset[i]),
            str(table.unit[i]),
            str(table.effector[i]),
            str(table.layer[i]),
            percent(float(table.share_of_azimuths[i])),
            f"{table.looks_least[i]} / {table.looks_median[i]} / {table.looks_most[i]}",
            f"{figure(float(table.first_meeting_to_go_m[i]) / 1000.0)} km",
            minutes_words(float(table.first_launch_to_go_s[i])),
            percent(float(table.p_stopped_alone[i])),
        )
        for name in summary.valuable
        for i in np.flatnonzero(useful & (table.threat == threat.threat) & (table.asset == name))
    ]
    yield PageTable(
        f"Who can try at {threat.name} on its way to the most valuable assets, at the mode",
        (
            "asset",
            "unit",
            "weapon",
            "layer",
            "directions with a look",
            "looks least / median / most",
            "first meeting, to go",
            "first launch, before it arrives",
            "stops one that comes alone",
        ),
        tuple(rows[:MOST_ROWS]),
        note=f"{len(rows) - MOST_ROWS} more rows are in the file." if len(rows) > MOST_ROWS else "",
        files=(("ladders.parquet", "ladders.parquet"), ("rungs.parquet", "rungs.parquet")),
        is_folded=True,
    )


def timelines(coverage: Coverage) -> PageTable:
    """Return how long each unit needs, step by step."""
    return PageTable(
        "How long each unit needs, step by step",
        ("from a find to an order, and to the next",),
        tuple((line,) for line in coverage.timelines),
        is_folded=True,
    )

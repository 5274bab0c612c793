"""Which pictures a raid is shown with, and their words: causes first, then how many, where, who, stores, money, when."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from belfort.coverage.engagement.layers import LAYERS
from belfort.raid.layout import CAUSES
from belfort.report import raid_charts as charts
from belfort.report import raid_curves as curves
from belfort.report.coverage_pictures import Picture
from belfort.report.picture import Ground
from belfort.report.raid_charts import Histogram, Spread
from belfort.report.raid_map import LEAST, draw_leakers
from belfort.report.raid_stacks import Fill, Stack, draw_stacks
from belfort.report.raid_summary import Digest, OptionDigest
from belfort.report.raid_tables import layer_name
from belfort.report.raid_words import change_words, count, drawn, short
from belfort.terrain import Frame, frame_of

if TYPE_CHECKING:
    from belfort.report.raid_content import RaidReport

MOST_BINS = 40
_GROUPS = (
    ("Not seen in time", CAUSES[0:2]),
    ("Not allowed to fire", CAUSES[2:4]),
    ("No unit to fire", CAUSES[4:7]),
    ("None free to fire", CAUSES[7:9]),
    ("Fired at, not stopped", CAUSES[9:11]),
)
CAUSE_FILLS = {
    cause: Fill(tone, paleness, heading)
    for tone, (heading, causes) in enumerate(_GROUPS)
    for paleness, cause in enumerate(causes, 1 if tone == len(_GROUPS) - 1 else 0)
}
_LAYER_TONES = {
    "gun": (4, 0),
    "soft-kill": (3, 2),
    "very-short": (2, 1),
    "short": (2, 0),
    "medium": (0, 0),
    "long": (1, 1),
}
LAYER_FILLS = {
    layer_name(layer): Fill(*_LAYER_TONES[layer], "Soft kill" if layer == "soft-kill" else "Hard kill")
    for layer in sorted(LAYERS, key=lambda name: name == "soft-kill")
}


def pictures_of(report: "RaidReport", digest: Digest) -> tuple[Picture, ...]:
    """Return every picture of a raid, those of one section together."""
    if digest.is_empty:
        return ()
    return (
        *_causes(digest),
        _leakers(digest),
        *curves.nights(digest),
        *_changes(digest),
        *_maps(report, digest),
        *_layers(digest),
        *curves.stores(digest),
        *_money(digest),
        *curves.moments(digest),
        *_drivers(report),
    )


def _subtitle(digest: Digest, more: str = "") -> str:
    nights = f" · {digest.n_nights} nights added up" if digest.n_nights > 1 else ""
    return f"{digest.title}{nights}{f' · {more}' if more else ''}"


def _causes(digest: Digest) -> Iterator[Picture]:
    stacks = [
        Stack(o.title, tuple((c, o.of("n_leaked_for", c).mean) for c in CAUSES)) for o in digest.options
    ]
    if any(v > 0.0 for s in stacks for _, v in s.parts):
        noun = "not stopped" if digest.is_incursion else "leakers"
        yield Picture(
            "causes",
            "why",
            "Why it was not stopped" if digest.is_incursion else "Why it leaked",
            _subtitle(digest, "mean number by cause"),
            "Every threat that gets through has one cause: what stood first against stopping it.",
            lambda w, k: draw_stacks(stacks, CAUSE_FILLS, w, k, unit=noun),
            ("summary.parquet", "summary.csv"),
            is_map=False,
        )


def _leakers(digest: Digest) -> Picture:
    rows = histograms(digest)
    noun = "aircraft that are not stopped" if digest.is_incursion else "leakers"
    return Picture(
        "leakers",
        "leakers",
        "How many are not stopped" if digest.is_incursion else "How many leak",
        _subtitle(digest, f"share of {digest.whole}s by number"),
        f"The bars hold all {digest.whole}s of all worlds. Under them not knowing and chance are told apart; chance lies about "
        "the mean with everything at its mode.",
        lambda w, k: charts.draw_histograms(rows, w, k, unit=f"number of {noun}"),
        ("replicates.parquet", "summary.csv"),
        is_map=False,
    )


def histograms(digest: Digest) -> list[Histogram]:
    """Return the distribution of leakers under each option, on one scale."""
    most = int(max(o.leaked.max(initial=0.0) for o in digest.options))
    width = next(w for w in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if most < MOST_BINS * w)
    edges = np.arange(-0.5, most + width + 0.5, width)
    return [_histogram(o, edges) for o in digest.options]


def _histogram(option: OptionDigest, edges: np.ndarray) -> Histogram:
    shares = np.histogram(option.leaked, edges)[0] / max(1, len(option.leaked))
    r = option.of("n_leaked")
    bands = (
        (r.low90, r.high90),
        (r.unknown_low90, r.unknown_high90) if option.n_worlds > 1 else None,
        (r.chance_low90, r.chance_high90) if option.n_worlds > 0 else None,
    )
    return Histogram(option.title, edges, shares, r.mean, bands, f"mean {drawn(short(r))}")


def _changes(digest: Digest) -> Iterator[Picture]:
    rows = []
    for option in digest.options[1:]:
        r = option.changes["n_leaked", ""]
        bands = [(r.low90, r.high90)]
        bands += [(r.unknown_low90, r.unknown_high90)] if option.n_worlds > 1 else []
        rows.append(Spread(option.title, r.mean, r.error, tuple(bands), change_words(r)))
    if rows:
        noun = "aircraft that are not stopped" if digest.is_incursion else "leakers"
        yield Picture(
            "differences",
            "change",
            f"What each option changes against “{digest.first.title}”",
            _subtitle(digest, f"{noun} more (+) or fewer (\u2212)"),
            "One by one, on the same threats and the same luck.",
            lambda w, k: charts.draw_spreads(
                rows,
                w,
                k,
                unit=f"difference in {noun}",
                keys=("90 % band, together", "90 % band, not knowing alone"),
                has_zero=True,
            ),
            ("differences.parquet", "differences.csv"),
            is_map=False,
        )


def _maps(report: "RaidReport", digest: Digest) -> Iterator[Picture]:
    """Yield a map an option; on the page stand the first and the one with the fewest leakers."""
    frame = report.terrain.frame if report.terrain is not None else _frame(report)
    by_option = [_at_assets(option) for option in digest.options]
    most = max((n for found in by_option for n in found.values()), default=0.0)
    if most < LEAST:
        return
    fewest = min(range(len(by_option)), key=lambda i: digest.options[i].of("n_leaked").mean)
    noun = "not stopped" if digest.is_incursion else "leakers"
    for i, (option, found) in enumerate(zip(digest.options, by_option, strict=True)):
        ground = Ground(option.outcome.scenario, digest.scenario if option.name else None)
        yield Picture(
            f"map-{i + 1}",
            "where",
            f"Where it is not stopped: {option.title}"
            if digest.is_incursion
            else f"Where it leaks: {option.title}",
            _subtitle(digest, "mean number at each asset"),
            "The areas of circles can be compared between the maps of all options.",
            lambda w, k, ground=ground, found=found: draw_leakers(
                ground, frame, found, w, k, most=most, noun=noun
            ),
            ("summary.parquet", "summary.csv"),
            is_on_page=i in (0, fewest),
        )


def _frame(report: "RaidReport") -> Frame:
    r = report.scenario.region
    return frame_of(r.west_rad, r.south_rad, r.east_rad, r.north_rad, 10e3, 40e3)


def _at_assets(option: OptionDigest) -> dict[str, float]:
    known = {a.name for a in option.outcome.scenario.assets}
    return {k: r.mean for (m, k), r in option.readings.items() if m == "n_leaked_at" and k in known}


def _layers(digest: Digest) -> Iterator[Picture]:
    shown = [x for x in LAYERS if x != "soft-kill"] + ["soft-kill"]
    stacks = [
        Stack(o.title, tuple((layer_name(x), o.of("n_kills_in_layer", x).mean) for x in shown))
        for o in digest.options
    ]
    if any(v > 0.0 for s in stacks for _, v in s.parts):
        yield Picture(
            "layers",
            "who",
            "Which layer stops how many",
            _subtitle(digest, "mean kills by layer, decoys included"),
            "Soft kills by jammers stand last, hatched.",
            lambda w, k: draw_stacks(stacks, LAYER_FILLS, w, k, unit="kills"),
            ("summary.parquet", "summary.csv"),
            is_map=False,
        )


def _money(digest: Digest) -> Iterator[Picture]:
    rows = []
    for option in digest.options:
        told = [("the defence fires", "defence_eur")]
        told += [] if digest.is_incursion else [("the attacker launches", "attack_eur")]
        for words, measure in told:
            r = option.of(measure)
            m = replace(r, **{n: getattr(r, n) / 1e6 for n in type(r).__slots__})  # type: ignore[attr-defined]
            bands = [(m.low90, m.high90)]
            bands += [(m.unknown_low90, m.unknown_high90)] if option.n_worlds > 1 else []
            rows.append(Spread(f"{option.title}: {words}", m.mean, m.error, tuple(bands), drawn(short(m))))
    if any(r.mean > 0.0 for r in rows):
        yield Picture(
            "exchange",
            "money",
            "What is fired" if digest.is_incursion else "What is fired, and at what",
            _subtitle(digest, "million EUR"),
            "Shots of the defence only, and what the attacker launches with decoys; prices are of different years.",
            lambda w, k: charts.draw_spreads(
                rows,
                w,
                k,
                unit="million EUR",
                keys=("90 % band, together", "90 % band, not knowing alone"),
                has_zero=True,
            ),
            ("summary.parquet", "summary.csv"),
            is_map=False,
        )


def _drivers(report: "RaidReport") -> Iterator[Picture]:
    if report.drivers is None or not report.drivers.rows:
        return
    ranked = sorted(report.drivers.rows, key=lambda d: -d.total)[:10]
    rows = [
        Spread(d.cause, d.total, 0.0, ((d.low, d.high),), f"{count(d.total)}, alone {count(d.first_order)}")
        for d in ranked
    ]
    yield Picture(
        "drivers",
        "sure",
        "What the doubt comes from",
        "Share of the variance of the leakers that stays when all else is known",
        "Behind it, alone: the share that goes when this cause alone is known. Shares overlap and need not add up to one.",
        lambda w, k: charts.draw_spreads(
            rows, w, k, unit="share of the variance", keys=("90 % band",), has_zero=True
        ),
        ("drivers.csv",),
        is_map=False,
    )

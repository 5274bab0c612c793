"""Which pictures a coverage is shown with, and their words: maps threat by threat, then circles, ladders and bars."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.figure import Figure

from belfort.coverage.model import Coverage
from belfort.report.bars import Bar, draw_bars
from belfort.report.charts import Rung, draw_ladder
from belfort.report.coverage_summary import Band, Summary, ThreatSummary, nation_name, ranked_losses
from belfort.report.coverage_words import a, height_words, share_words
from belfort.report.picture import Ground, draw_bands, draw_classes, draw_share, draw_warning
from belfort.report.polars import Polar, draw_polars
from belfort.report.scales import Classes, Look, depth, lowest_height, warning_minutes
from belfort.report.sheet import Caption
from belfort.scenario import ResolvedScenario

Draw = Callable[[Caption, Look], Figure]
SOFT = 0.15
"""Share of the land on which cover is neither sure nor absent, from which on a map of the probability is worth it."""
MOST_RUNGS, MOST_BARS = 12, 10
_PLAIN = str.maketrans("/ ", "--")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture and its words."""

    slug: str
    """Name of its files, without ending."""
    section: str
    """The threat it is about, or `reach`, `found`, `losses`."""
    title: str
    subtitle: str
    caption: str
    """Stands under it on the page: how to read it."""
    draw: Draw
    data: tuple[str, ...]
    """Files that hold just what it shows."""
    is_map: bool = True
    is_on_page: bool = True
    has_narrow: bool = True
    """Whether a phone gets a picture of its own; one that is folded away shows the wide one."""


def pictures_of(
    coverage: Coverage, summary: Summary, base: ResolvedScenario | None = None
) -> tuple[Picture, ...]:
    """Return every picture of a coverage; `base` is the situation that an option departs from."""
    ground = Ground(coverage.scenario, base)
    found = [
        replace(picture, has_narrow=threat in chosen(summary))
        for threat in summary.threats
        for picture in _of_threat(coverage, ground, threat)
    ]
    for threat in chosen(summary):
        found += [*_circles(coverage, summary, threat), *_reached(coverage, ground, threat)]
        found += _bars(coverage, threat)
    return (*found, *_ladders(coverage, summary))


def chosen(summary: Summary) -> tuple[ThreatSummary, ...]:
    """Return the threats that stand open on the page, with charts: the hardest and the easiest to see that fly level."""
    level = [t for t in summary.threats if not t.is_ballistic] or list(summary.threats)
    return (level[0],) if len(level) == 1 else (level[0], level[-1])


def _of_threat(coverage: Coverage, ground: Ground, threat: ThreatSummary) -> Iterator[Picture]:
    maps, frame = coverage.maps[threat.threat], coverage.frame
    tif, at = f"{threat.threat}.tif", f"{threat.name} at {height_words(threat.height_agl_m)}"
    if not threat.is_ballistic:
        yield Picture(
            f"gap-{threat.threat}",
            threat.threat,
            f"How low {a(threat.name)} is seen",
            "Mode",
            "Bright is covered from low down, dark is blind below 3000 m. A place is covered where one sensor more "
            "likely confirms the target than not.",
            lambda w, k: draw_classes(ground, frame, maps.lowest_covered_m["mode"], lowest_height(), w, k),
            (tif, "gaps.geojson"),
        )
        yield Picture(
            f"bands-{threat.threat}",
            threat.threat,
            f"Seen over {share_words(threat.share_covered)} of the land",
            f"{at} · low, mode and high case",
            "The low and high case take every uncertain figure at its worse and its better end at once: nearly every "
            "world lies between, and no probability belongs to the band.",
            lambda w, k: draw_bands(
                ground,
                frame,
                {c: -np.asarray(g, float) for c, g in maps.lowest_covered_m.items()},
                -threat.height_agl_m,
                w,
                k,
            ),
            (tif, "gaps.geojson"),
        )
    yield Picture(
        f"depth-{threat.threat}",
        threat.threat,
        f"How many sensors see {a(threat.name)}",
        f"{at} · mode",
        "A radar and a camera on one vehicle count as two sensors and fail together.",
        lambda w, k: draw_classes(ground, frame, maps.depth[0], depth(), w, k),
        (tif,),
    )
    yield from _softness(coverage, ground, threat)
    yield _warnings(coverage, ground, threat, at)


def _softness(coverage: Coverage, ground: Ground, threat: ThreatSummary) -> Iterator[Picture]:
    p = coverage.maps[threat.threat].p_detect[0]
    on_land = p[coverage.land]
    if on_land.size and float(((on_land > 0.1) & (on_land < 0.9)).mean()) > SOFT:
        yield Picture(
            f"probability-{threat.threat}",
            threat.threat,
            f"How surely {a(threat.name)} is confirmed",
            f"At {height_words(threat.height_agl_m)} · mode",
            "Probability that some sensor confirms a target which stays a window of looks.",
            lambda w, k: draw_share(
                ground,
                coverage.frame,
                np.where(p > 0.01, p, np.nan),
                "Probability of a confirmed track",
                w,
                k,
            ),
            (f"{threat.threat}.tif",),
            is_on_page=False,
        )


def _warnings(coverage: Coverage, ground: Ground, threat: ThreatSummary, at: str) -> Picture:
    minutes = {a.name: _minutes(a.warning_s) for a in threat.assets}
    return Picture(
        f"warning-{threat.threat}",
        threat.threat,
        f"How long before {a(threat.name)} arrives it is known",
        f"{at} · median over the directions it can come from",
        "From the time the track is in the defender's picture to the arrival at the asset's edge; “none” where from "
        "most directions it is not found before it arrives.",
        lambda w, k: draw_warning(ground, coverage.frame, minutes, _warning_classes(threat), w, k),
        ("found.parquet", "warning.csv"),
    )


def _minutes(band: Band) -> tuple[float, float, float]:
    """Return low, mode and high in minutes; a mode of no warning as NaN."""
    low, mode, high = (v / 60.0 for v in (band.low, band.mode, band.high))
    return low, mode if mode > 0.0 else np.nan, high


def _warning_classes(threat: ThreatSummary) -> Classes:
    middle_s = float(np.median([a.warning_s.mode for a in threat.assets] or [0.0]))
    if threat.is_ballistic:
        return warning_minutes((1.0, 2.0, 3.0, 5.0))
    return warning_minutes((10.0, 30.0, 60.0, 120.0) if middle_s > 1500.0 else (2.0, 5.0, 10.0, 20.0))


def _circles(coverage: Coverage, summary: Summary, threat: ThreatSummary) -> Iterator[Picture]:
    found, looks = coverage.found, coverage.looks
    mine = found.threat == threat.threat
    at = f"{threat.name} at {height_words(threat.height_agl_m)}"
    if not summary.valuable:
        return
    seen = [
        _polar(
            name, found.azimuth_rad, found.found_to_go_m / 1000.0, mine & (found.asset == name), found.case
        )
        for name in summary.valuable
    ]
    yield Picture(
        f"found-{threat.threat}",
        "found",
        f"Where {a(threat.name)} on its way to the most valuable assets is first seen",
        f"{at} · distance still to go, by the direction it comes from",
        "Nothing is seen earlier than the map reaches.",
        lambda w, k: draw_polars(seen, w, k, title="First seen, to go", unit="km"),
        ("found.parquet", "found.csv"),
        is_map=False,
    )
    own = looks.threat == threat.threat
    tries = [
        _polar(name, looks.azimuth_rad, looks.n_looks.astype(float), own & (looks.asset == name), looks.case)
        for name in summary.valuable
    ]
    if any(np.any(np.asarray(t.high) > 0.0) for t in tries):
        yield Picture(
            f"looks-{threat.threat}",
            "reach",
            f"How often units can try at {a(threat.name)} before it arrives",
            f"{at} · looks of all units together, by the direction it comes from",
            "A look is a chance to fire at one threat that comes alone, at most eight a unit and weapon: it counts no "
            "magazine and no second threat.",
            lambda w, k: draw_polars(tries, w, k, title="Looks before it arrives"),
            ("looks.parquet", "looks.csv"),
            is_map=False,
        )


def _polar(name: str, azimuth_rad, values, rows, cases) -> Polar:
    low, mode, high = (values[rows & (cases == case)] for case in ("low", "mode", "high"))
    return Polar(name, np.degrees(azimuth_rad[rows & (cases == "mode")]), low, mode, high)


def _reached(coverage: Coverage, ground: Ground, threat: ThreatSummary) -> Iterator[Picture]:
    layers = {k: v for k, v in coverage.reach_maps.get(threat.threat, {}).items() if k != "any"}
    if not any(v.any() for v in layers.values()):
        return
    count = sum(
        ((v > 0).astype(np.uint16) for v in layers.values()), np.zeros(coverage.frame.shape, np.uint16)
    )
    yield Picture(
        f"layers-{threat.threat}",
        "reach",
        f"Where the layers of the defence overlap against {a(threat.name)}",
        f"{threat.name} at {height_words(threat.height_agl_m)} · mode · layers: {', '.join(layers)}",
        "A layer counts where one of its units has the target in reach and in sight, whether or not there is time to "
        "fire.",
        lambda w, k: draw_classes(ground, coverage.frame, count, depth("layer"), w, k),
        (f"{threat.threat}.tif", "reach.parquet"),
    )


def _bars(coverage: Coverage, threat: ThreatSummary) -> Iterator[Picture]:
    losses = coverage.losses
    rows = [
        i
        for kind in ("sensor", "connection")
        for i in ranked_losses(losses, coverage.scenario, threat.threat, kind)
        if losses.share_lost[i] >= 0.0005
    ]
    rows = sorted(rows, key=lambda i: -losses.share_lost[i])[:MOST_BARS]
    if not rows:
        return
    bars = [
        Bar(
            str(losses.name[i]),
            100.0 * float(losses.share_lost[i]),
            str(losses.kind[i]),
            nation_name(coverage.scenario, str(losses.viewer[i])),
        )
        for i in rows
    ]
    yield Picture(
        f"losses-{threat.threat}",
        "losses",
        "What is missed the most when it fails alone",
        f"Against {a(threat.name)} at {height_words(threat.height_agl_m)} · mode",
        "Behind each figure: the nation whose picture loses that much.",
        lambda w, k: draw_bars(bars, w, k, title="What fails", unit="% of the land no longer covered"),
        ("losses.parquet", "losses.csv"),
        is_map=False,
    )


def _ladders(coverage: Coverage, summary: Summary) -> Iterator[Picture]:
    """Yield the ladder at the most valuable asset that can be helped, and at that with the fewest looks of them."""
    rungs = coverage.rungs
    threat = next((t for t in summary.threats if t.threat in rungs.threat), None)
    if threat is None:
        return
    met = [x for x in threat.assets if ((rungs.threat == threat.threat) & (rungs.asset == x.name)).any()]
    fewest = min(met, key=lambda x: (x.n_looks.mode, -x.value, x.name))
    for asset, is_fewest in ({fewest: True} | {met[0]: False}).items():
        rows = np.flatnonzero((rungs.threat == threat.threat) & (rungs.asset == asset.name))
        n_looks = rungs.n_looks[rows]
        azimuth_rad = float(rungs.azimuth_rad[rows[n_looks.argmin() if is_fewest else n_looks.argmax()]])
        many = _rungs(coverage, threat, asset.name, azimuth_rad)
        who = "with the fewest looks" if is_fewest else "of the highest value"
        how = (
            "with the fewest looks of those with any" if is_fewest else "in the middle by its number of looks"
        )
        yield Picture(
            f"ladder-{threat.threat}-{asset.name.translate(_PLAIN)}",
            "reach",
            f"Who can try, and when, at {a(threat.name)} on its way to {asset.name}",
            f"From {np.degrees(azimuth_rad):03.0f}°, the direction {how} · mode",
            f"Of the assets that some unit can help, {asset.name} is the one {who}. A unit may fire from the black mark on, "
            "and does so when the meeting lies in its reach.",
            lambda w, k, many=many: draw_ladder(many, w, k),
            ("rungs.parquet", "ladders.parquet"),
            is_map=False,
        )


def _rungs(coverage: Coverage, threat: ThreatSummary, asset: str, azimuth_rad: float) -> list[Rung]:
    """Return a row a unit and weapon, the earliest launch first."""
    rungs, found = coverage.rungs, coverage.found
    mine = (rungs.threat == threat.threat) & (rungs.asset == asset)
    rows = np.flatnonzero(mine & (np.abs(rungs.azimuth_rad - azimuth_rad) < 1e-9))
    here = (found.threat == threat.threat) & (found.asset == asset) & (found.case == "mode")
    here &= np.abs(found.azimuth_rad - azimuth_rad) < 1e-9
    known_s = float(found.warning_s[here][0])
    many: dict[tuple[str, str], list[int]] = {}
    for i in rows:
        many.setdefault((str(rungs.unit[i]), str(rungs.effector[i])), []).append(int(i))
    made = [
        Rung(
            f"{unit}\n{effector}",
            max(known_s, float(rungs.ready_to_go_s[at[0]])),
            float(rungs.ready_to_go_s[at[0]]),
            tuple(float(rungs.launch_to_go_s[i]) for i in at),
            tuple(float(rungs.meeting_to_go_s[i]) for i in at),
        )
        for (unit, effector), at in many.items()
    ]
    return sorted(made, key=lambda r: -r.launches_s[0])[:MOST_RUNGS]

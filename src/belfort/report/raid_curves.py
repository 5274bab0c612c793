"""Curves over time: how long the magazines last, when threats are seen and stopped, how much warning there is."""

from collections.abc import Iterator, Sequence

import numpy as np

from belfort.report import raid_charts as charts
from belfort.report.coverage_pictures import Picture
from belfort.report.raid_charts import Curve, Panel
from belfort.report.raid_findings import Times
from belfort.report.raid_summary import Digest, OptionDigest

MOST_PANELS, MOST_CURVES = 6, 6


def nights(digest: Digest) -> Iterator[Picture]:
    """Yield the leakers night by night; nothing for a single night."""
    if digest.n_nights < 2:
        return
    curves = []
    for option in digest.options[:MOST_CURVES]:
        own = option.nights.take(option.nights.measure == "n_leaked")
        curves.append(Curve(option.title, own.night.astype(float), own.mean))
    panel = Panel("Mean number of leakers in a night", tuple(curves))
    yield Picture(
        "nights",
        "leakers",
        "How it goes on, night by night",
        digest.title,
        "The attacker comes alike each night; what is fired and hit is missing on the next, but for what is brought and "
        "repaired by day.",
        lambda w, k: charts.draw_panels([panel], w, k, title="Options", x_unit="night", y_unit="leakers"),
        ("nights.parquet", "nights.csv"),
        is_map=False,
    )


def stores(digest: Digest) -> Iterator[Picture]:
    """Yield how the magazines empty over the first night, and what is left after each."""
    options = digest.options[:MOST_PANELS]
    names = _most_used(options)
    if not names:
        return
    panels = [
        Panel(o.title, tuple(_left_over_night(o, e) for e in names if _start(o, e) > 0.0)) for o in options
    ]
    yield Picture(
        "magazines",
        "stores",
        "How long the magazines last",
        f"{digest.title} · {'first night · ' if digest.n_nights > 1 else ''}mean share of shots left",
        "Those effectors of which the largest share is fired. Zero is when the scenario starts.",
        lambda w, k: charts.draw_panels(
            panels, w, k, title="Effector", x_unit="minutes", y_unit="% of shots left", y_most=104.0
        ),
        ("magazines.parquet", "magazines.csv"),
        is_map=False,
    )
    if digest.n_nights > 1:
        nightly = [
            Panel(o.title, tuple(_left_by_night(o, e) for e in names if _start(o, e) > 0.0)) for o in options
        ]
        yield Picture(
            "magazines-nights",
            "stores",
            "What is left after each night",
            f"{digest.title} · mean share of the first night's shots",
            "At the end of the night, before anything is brought.",
            lambda w, k: charts.draw_panels(
                nightly, w, k, title="Effector", x_unit="night", y_unit="% of shots left", y_most=104.0
            ),
            ("magazines.parquet", "magazines.csv"),
            is_map=False,
        )


def _start(option: OptionDigest, effector: str) -> float:
    own = option.magazines.n_left[option.magazines.effector == effector]
    return float(own[0]) if own.size else 0.0


def _most_used(options: Sequence[OptionDigest]) -> list[str]:
    """Return the effectors of which the largest share is fired under some option, in the order of that share."""
    used: dict[str, float] = {}
    for option in options:
        for effector in dict.fromkeys(option.magazines.effector):
            start = _start(option, str(effector))
            if start > 0.0:
                share = 1.0 - min(_left_over_night(option, str(effector)).y[-1], 100.0) / 100.0
                used[str(effector)] = max(used.get(str(effector), 0.0), share)
    ranked = sorted((e for e in used if used[e] > 0.005), key=lambda e: (-used[e], e))
    return ranked[:MOST_CURVES]


def _left_over_night(option: OptionDigest, effector: str) -> Curve:
    own = option.magazines.take((option.magazines.effector == effector) & (option.magazines.night == 1))
    left = 100.0 * np.maximum(own.n_left, 0.0) / max(float(own.n_left[0]), 1e-9)
    return Curve(effector, own.time_s / 60.0, left)


def _left_by_night(option: OptionDigest, effector: str) -> Curve:
    own = option.magazines.take(option.magazines.effector == effector)
    night, start = np.unique(own.night), max(float(own.n_left[0]), 1e-9)
    ends = [max(0.0, float(own.n_left[own.night == n][-1])) for n in night]
    return Curve(effector, night.astype(float), 100.0 * np.array(ends) / start)


_STEPS = ("detected", "identified", "fired on", "killed")


def moments(digest: Digest) -> Iterator[Picture]:
    """Yield the steps of each threat an option, and the warning of all options a threat."""
    fewest = min(range(len(digest.options)), key=lambda i: digest.options[i].of("n_leaked").mean)
    for i, option in enumerate(digest.options):
        panels = [
            _steps_panel(option, kind, name) for kind, name in list(digest.threats.items())[:MOST_PANELS]
        ]
        panels = [p for p in panels if p is not None]
        if panels:
            yield Picture(
                f"moments-{i + 1}",
                "when",
                f"When it is detected, identified, fired on and killed: {option.title}",
                _subtitle_of_one(digest, "share of the armed, since they set off"),
                "Where a curve stays under 100 %, the rest never come to the step.",
                lambda w, k, panels=panels: charts.draw_panels(
                    panels, w, k, title="Step", x_unit="minutes", y_unit="% of the armed", y_most=104.0
                ),
                ("moments.parquet", "moments.csv"),
                is_map=False,
                is_on_page=i in (0, fewest),
            )
    warned = [_warning_panel(digest, kind, name) for kind, name in list(digest.threats.items())[:MOST_PANELS]]
    warned = [p for p in warned if p is not None]
    if warned:
        yield Picture(
            "warning",
            "when",
            "How much warning there is",
            _subtitle_of_one(digest, "share of the armed of which there is at least so much warning"),
            "Warning runs from the first find in the picture to the arrival.",
            lambda w, k: charts.draw_panels(
                warned,
                w,
                k,
                title="Options",
                x_unit="minutes of warning",
                y_unit="% of the armed",
                y_most=104.0,
            ),
            ("moments.parquet", "moments.csv"),
            is_map=False,
        )


def _subtitle_of_one(digest: Digest, more: str) -> str:
    return f"{digest.title}{' · all nights' if digest.n_nights > 1 else ''} · {more}"


def _steps_panel(option: OptionDigest, kind: str, name: str) -> Panel | None:
    told = Times(option, kind)
    if told.n_armed <= 0.0:
        return None
    end = 0.0
    curves = []
    for what in _STEPS:
        time_s, shares = told.curve(what)
        end = max(end, float(time_s[-1]))
        curves.append((what, time_s, shares))
    drawn = tuple(
        Curve(w, np.r_[t, max(end, t[-1])] / 60.0, 100.0 * np.r_[s, s[-1]])
        for w, t, s in curves
        if s[-1] > 0.0
    )
    return Panel(name, drawn) if drawn else None


def _warning_panel(digest: Digest, kind: str, name: str) -> Panel | None:
    curves = []
    for option in digest.options[:MOST_CURVES]:
        told = Times(option, kind)
        time_s, shares = told.curve("warning")
        if shares[-1] > 0.0:
            curves.append(Curve(option.title, time_s / 60.0, 100.0 * (shares[-1] - shares)))
    return Panel(name, tuple(curves)) if curves else None

"""The tables of a raid as a page shows them: a row a thing, a column an option, numbers with their bands."""

from collections.abc import Callable, Sequence

from belfort.coverage.engagement.layers import LAYERS
from belfort.raid.layout import CAUSES
from belfort.report.coverage_page import PageTable
from belfort.report.coverage_words import percent
from belfort.report.raid_findings import Times, change_line, minutes
from belfort.report.raid_summary import Digest, OptionDigest, Reading
from belfort.report.raid_words import (
    TIED,
    count,
    money_change,
    money_short,
    shares,
    short,
    span,
    spread_shares,
)

MOST_ROWS = 60
LEAST = 5e-4
"""Means under which a row is left out."""
FIRED_LEAST = 0.02
"""Shots under which an effector or a layer is left out."""
BAND_NOTE = (
    "The mean, and in brackets the 90 % band together, of chance and of not knowing: nine of ten lie in it. No bracket: in nine "
    "of ten it is the same."
)
_SUMMARY = (("summary.parquet", "summary.parquet"), ("summary.csv", "summary.csv"))
_Row = tuple[str, Callable[[OptionDigest], str]]

MEANINGS = PageTable(
    "What each cause says",
    ("cause", "meaning"),
    (
        ("never detected", "no sensor of the network confirmed it before it arrived"),
        ("detected too late", "it was found, but no unit could act before it arrived"),
        ("not identified", "it was not known to be hostile in time, or was taken for civil"),
        ("not released", "the rules, or a track that was not released, kept units from firing"),
        ("no unit in reach", "no unit could have met it anywhere on its way"),
        ("unit down", "those that could have met it were out of order, or out of action"),
        ("link down", "its track, or the order, did not get through"),
        ("channels busy", "those that could have fired had no channel free"),
        ("magazine empty", "those that could have fired had nothing left"),
        ("missed", "it was fired on, and every shot missed"),
        ("soft kill failed", "it was jammed only, and flew on"),
    ),
    is_folded=True,
)


def _matrix(
    digest: Digest,
    caption: str,
    head: str,
    rows: Sequence[_Row],
    note: str = BAND_NOTE,
    files: tuple[tuple[str, str], ...] = _SUMMARY,
    *,
    skips_first: bool = False,
    is_folded: bool = False,
) -> PageTable:
    """Return a table with a column an option."""
    options = digest.options[1:] if skips_first else digest.options
    made = tuple((words, *(tell(o) for o in options)) for words, tell in rows)
    columns = (head, *(o.title for o in options))
    return PageTable(caption, columns, made if options else (), note, files, is_folded)


def _of(measure: str, key: str = "", told: Callable[[Reading], str] = short) -> Callable[[OptionDigest], str]:
    return lambda option: told(option.of(measure, key))


def causes(digest: Digest) -> PageTable:
    """Return leakers by cause."""
    happens = set(digest.keys("n_leaked_for", least=LEAST))
    rows = [(cause, _of("n_leaked_for", cause)) for cause in CAUSES if cause in happens]
    if rows:
        rows.append(("all", _of("n_leaked")))
    return _matrix(
        digest, "Not stopped, by cause" if digest.is_incursion else "Leakers by cause", "cause", rows
    )


def steps(digest: Digest) -> PageTable:
    """Return how many come to each step of an incursion; nothing for an attack."""
    rows = [
        ("fly", _of("n_armed")),
        ("are detected", _of("n_known")),
        ("are identified", _of("n_identified")),
        ("stay unidentified", _of("n_unidentified")),
        ("are fired on or jammed", _fired_on),
        ("are stopped", lambda o: count(o.of("n_armed").mean - o.of("n_leaked").mean)),
        ("of them softly, by jamming", _of("n_soft_killed")),
        ("are not stopped", _of("n_leaked")),
    ]
    return _matrix(digest, "Step by step", "aircraft that", rows if digest.is_incursion else ())


def _fired_on(option: OptionDigest) -> str:
    own = option.moments.n[option.moments.what == "fired on"]
    return count(float(own.sum()) * option.outcome.question.n_nights)


def leakers(digest: Digest) -> PageTable:
    """Return the number of leakers with all its bands."""

    def band(low: str, high: str) -> Callable[[OptionDigest], str]:
        return lambda o: span(getattr(o.of("n_leaked"), low), getattr(o.of("n_leaked"), high))

    leak, no_leak = ("not stopped", "all stopped in") if digest.is_incursion else ("leakers", "no leaker in")
    armed = "aircraft" if digest.is_incursion else "armed threats"
    rows: list[_Row] = [
        (armed, _of("n_armed")),
        (f"{leak}, mean", lambda o: count(o.of("n_leaked").mean)),
        ("Monte Carlo error of the mean, ±", lambda o: count(o.of("n_leaked").error)),
        ("median", lambda o: count(o.of("n_leaked").median)),
        ("50 % band, together", band("low50", "high50")),
        ("90 % band, together", band("low90", "high90")),
        ("90 % band, not knowing alone", _unknown),
        ("90 % band, chance alone", band("chance_low90", "chance_high90")),
        ("mean with everything at its mode", lambda o: count(o.of("n_leaked").at_mode)),
        ("share of them, mean (90 % band)", _of("leaked_share", told=spread_shares)),
        (f"{no_leak}, of all {digest.whole}s (not knowing alone)", _of("is_no_leaker", told=shares)),
    ]
    if _has_decoys(digest):
        rows.insert(1, ("decoys that get through", _of("n_decoys_leaked")))
    if digest.n_nights > 1:
        rows.insert(0, ("nights, added up", lambda _: str(digest.n_nights)))
    return _matrix(digest, "The bands, kept apart", leak, () if digest.is_empty else rows, "")


def _has_decoys(digest: Digest) -> bool:
    return any(o.of("n_decoys_leaked").mean + o.of("n_decoys_killed").mean > 0.0 for o in digest.options)


def _unknown(option: OptionDigest) -> str:
    reading = option.of("n_leaked")
    return span(reading.unknown_low90, reading.unknown_high90) if option.n_worlds > 1 else "not asked"


def nights(digest: Digest) -> PageTable:
    """Return leakers and units lost night by night of a campaign."""
    rows = []
    words = {"n_armed": "armed threats", "n_leaked": "leakers", "n_units_lost": "units lost"}
    for measure, name in words.items():
        for night in range(1, digest.n_nights + 1 if digest.n_nights > 1 else 1):
            rows.append((f"{name}, night {night}", _nightly(measure, night)))
    files = (("nights.parquet", "nights.parquet"), ("nights.csv", "nights.csv"))
    return _matrix(digest, "Night by night", "in a night", rows, BAND_NOTE, files)


def _nightly(measure: str, night: int) -> Callable[[OptionDigest], str]:
    def told(option: OptionDigest) -> str:
        table = option.nights
        (i,) = ((table.measure == measure) & (table.night == night)).nonzero()[0]
        low, high = count(float(table.low90[i])), count(float(table.high90[i]))
        mean = count(float(table.mean[i]))
        return mean if low == high else f"{mean} ({low}{TIED}{high})"

    return told


_CHANGED = (
    ("stay unidentified", "n_unidentified"),
    ("value hit", "value_hit"),
    ("decoys killed", "n_decoys_killed"),
    ("units put out of action", "n_units_lost"),
    ("minutes without a free channel", "saturated_min"),
    ("civil aircraft fired at", "n_civil_engaged"),
    ("own aircraft fired at", "n_friends_engaged"),
)


def differences(digest: Digest) -> PageTable:
    """Return what each option changes against the first, on the same raids and the same luck."""
    what = "not stopped" if digest.is_incursion else "leakers"
    rows: list[_Row] = [(what, _change("n_leaked"))]
    all_stopped = "all stopped" if digest.is_incursion else "no leaker"
    rows.append((f"{digest.whole}s with {all_stopped}, percentage points", _points))
    rows += [(words, _change(m)) for words, m in _CHANGED if _changes_at_all(digest, m)]
    rows.append(("cost of what is fired", _cost_change))
    causes_too = [
        (f"{what}: {c}", _change("n_leaked_for", c)) for c in digest.keys("n_leaked_for", least=0.02)
    ]
    note = (
        "The mean difference, its 90 % band together, and its Monte Carlo error (95 %). “Not told from 0”: the mean "
        "lies within that error."
    )
    files = (("differences.parquet", "differences.parquet"), ("differences.csv", "differences.csv"))
    caption = f"Difference to “{digest.first.title}”"
    return _matrix(digest, caption, "difference in", [*rows, *causes_too], note, files, skips_first=True)


def _changes_at_all(digest: Digest, measure: str) -> bool:
    if measure == "n_unidentified" and not digest.is_incursion:
        return False
    return any(o.of(measure).high90 > 0.0 or o.of(measure).mean > LEAST for o in digest.options)


def _change(measure: str, key: str = "") -> Callable[[OptionDigest], str]:
    return lambda option: change_line(option, measure, key)


def _points(option: OptionDigest) -> str:
    change = option.changes.get(("is_no_leaker", ""))
    if change is None:
        return "–"
    told = "" if abs(change.mean) > change.error else ": not told from 0"
    sign = "+" if change.mean > 0.0 else ""
    return f"{sign}{count(100.0 * change.mean)}, ±{count(100.0 * change.error)}{told}"


def _cost_change(option: OptionDigest) -> str:
    change = option.changes.get(("defence_eur", ""))
    return "–" if change is None else money_change(change)


def by_asset(digest: Digest) -> PageTable:
    """Return leakers asset by asset, with what each is worth."""
    value = {a.name: a.value for a in digest.scenario.assets}
    keys = digest.keys("n_leaked_at", least=LEAST)
    rows = [(f"{key} (value {count(value.get(key, 0.0))})", _of("n_leaked_at", key)) for key in keys]
    if rows:
        rows.append(("value hit, all together", _of("value_hit")))
    what = "Not stopped, by the asset it flies to" if digest.is_incursion else "Leakers by asset"
    n_free = sum(a.name not in keys for a in digest.scenario.assets)
    free = f" {n_free} assets that nothing gets through to are left out." if n_free else ""
    return _matrix(digest, what, "asset", rows, BAND_NOTE + free, is_folded=len(rows) > 12)


def by_threat(digest: Digest) -> PageTable:
    """Return how many fly and how many leak, threat by threat."""
    rows = []
    for kind, name in digest.threats.items():
        rows.append((f"{name}: fly", lambda o, k=kind: count(Times(o, k).n_armed * digest.n_nights)))
        rows.append((f"{name}: {'not stopped' if digest.is_incursion else 'leak'}", _of("n_leaked", kind)))
    return _matrix(digest, "By threat", "threat", rows)


def crossed(digest: Digest) -> PageTable:
    """Return leakers by threat and asset, the most first."""
    rows = []
    for option in digest.options:
        table = option.cross.take(option.cross.by == "asset")
        order = (-table.n_leaked).argsort(kind="stable")
        rows += [
            (
                option.title,
                digest.threats.get(str(table.threat[i]), str(table.threat[i])),
                str(table.key[i]),
                count(float(table.n_leaked[i])),
            )
            for i in order
        ]
    return PageTable(
        "Leakers by threat and asset, a night on average",
        ("option", "threat", "asset", "leakers"),
        tuple(rows[:MOST_ROWS]),
        f"{len(rows) - MOST_ROWS} more rows are in the file." if len(rows) > MOST_ROWS else "",
        (("crossings.parquet", "crossings.parquet"), ("crossings.csv", "crossings.csv")),
        is_folded=True,
    )


def layer_name(layer: str) -> str:
    """Return a layer as it is read."""
    names = {"gun": "guns", "soft-kill": "jammers (soft kill)", "very-short": "very short range"}
    return names.get(layer, f"{layer} range")


def layers(digest: Digest) -> PageTable:
    """Return kills and shots layer by layer, hard and soft apart."""
    fired = [x for x in LAYERS if x in digest.keys("n_shots_in_layer", least=FIRED_LEAST)]
    rows: list[_Row] = []
    for layer in fired:
        rows.append((f"{layer_name(layer)}: kills", _of("n_kills_in_layer", layer)))
        rows.append((f"{layer_name(layer)}: shots", _of("n_shots_in_layer", layer)))
    if rows:
        rows.append(("all layers: soft kills", _of("n_soft_killed")))
        rows.append(("all layers: hard kills", _hard))
    note = f"{BAND_NOTE} Kills are of armed threats and decoys; the rows of soft and hard kills add up to all kills."
    return _matrix(digest, "Kills and shots by layer", "layer", rows, note)


def _hard(option: OptionDigest) -> str:
    kills = sum(r.mean for (m, _), r in option.readings.items() if m == "n_kills_in_layer")
    return count(max(0.0, kills - option.of("n_soft_killed").mean))


def effectors(digest: Digest) -> PageTable:
    """Return shots and kills effector by effector."""

    def told(key: str) -> Callable[[OptionDigest], str]:
        def words(option: OptionDigest) -> str:
            shots, kills = option.of("n_shots", key), option.of("n_kills", key)
            if shots.mean == 0.0:
                return "–"
            each = f"; {count(shots.mean / kills.mean)} a kill" if kills.mean > FIRED_LEAST else ""
            return f"{short(shots)} shots, {short(kills)} kills{each}"

        return words

    rows = [(key, told(key)) for key in digest.keys("n_shots", least=FIRED_LEAST)]
    note = f"{BAND_NOTE} What fires fewer than {count(FIRED_LEAST)} shots is in the file only."
    return _matrix(digest, "Shots and kills by effector", "effector", rows, note, is_folded=len(rows) > 8)


def stores(digest: Digest) -> PageTable:
    """Return shots at the start and what is left at the end, effector by effector."""
    rows = []
    for option in digest.options:
        table = option.magazines
        for effector in dict.fromkeys(table.effector):
            own = table.take(table.effector == effector)
            start, end = float(own.n_left[0]), max(0.0, float(own.n_left[-1]))
            if start > 0.0:
                first_end = max(0.0, float(own.n_left[own.night == 1][-1]))
                used = percent(max(0.0, 1.0 - first_end / start))
                rows.append((option.title, str(effector), count(start), count(first_end), used, count(end)))
    columns = (
        "option",
        "effector",
        "shots at the start",
        "left after the first night",
        "of them fired",
        "left at the end",
    )
    cut = len(columns) if digest.n_nights > 1 else len(columns) - 1
    return PageTable(
        "Shots ready and in stock, on average",
        columns[:cut],
        tuple(row[:cut] for row in rows),
        "What is lost with a unit counts at the end of a later night, not over the first."
        if digest.n_nights > 1
        else "",
        (("magazines.parquet", "magazines.parquet"), ("magazines.csv", "magazines.csv")),
        is_folded=len(rows) > 10,
    )


def money(digest: Digest) -> PageTable:
    """Return the cost of what is fired and launched."""
    rows: list[_Row] = [("what the defence fires", _of("defence_eur", told=money_short))]
    if not digest.is_incursion:
        rows.append(("what the attacker launches, decoys too", _of("attack_eur", told=money_short)))
        rows.append(("euro fired for one euro launched", _of("exchange_ratio")))
    return _matrix(digest, "Cost", "cost", () if digest.is_empty else rows)


def times(digest: Digest) -> PageTable:
    """Return when each threat is detected, identified, fired on and killed, and the warning it gives."""
    rows = []
    for kind, name in digest.threats.items():
        for option in digest.options:
            told = Times(option, kind)
            if told.n_armed <= 0.0:
                continue
            rows.append((name, option.title, *(_moment(told, what) for what in _STEPS), _warning(told)))
    return PageTable(
        "Share of the armed that come to each step, and the median time since they set off",
        ("threat", "option", *_STEPS, "warning, median (90 % of threats)"),
        tuple(rows),
        "Medians are over those that come to the step.",
        (("moments.parquet", "moments.parquet"), ("moments.csv", "moments.csv")),
        is_folded=len(rows) > 12,
    )


_STEPS = ("detected", "identified", "fired on", "killed")


def _moment(told: Times, what: str) -> str:
    share = told.share(what)
    return f"{percent(min(1.0, share))}, {minutes(told.quantile_s(what, 0.5))}" if share > 0.0 else "none"


def _warning(told: Times) -> str:
    low, middle, high = (told.quantile_s("warning", q) for q in (0.05, 0.5, 0.95))
    return f"{minutes(middle)} ({minutes(low)} to {minutes(high)})" if told.share("warning") > 0.0 else "none"


def own_side(digest: Digest) -> PageTable:
    """Return saturation, losses, and who was fired at that should not be."""
    rows: list[_Row] = [
        ("minutes in which a unit has no channel free", _of("saturated_min")),
        ("units put out of action", _of("n_units_lost")),
        ("civil aircraft taken for hostile", _of("n_civil_misread")),
        ("civil aircraft fired at", _of("n_civil_engaged")),
        ("own aircraft fired at", _of("n_friends_engaged")),
    ]
    if _has_decoys(digest):
        rows += [
            ("decoys killed", _of("n_decoys_killed")),
            ("decoys that get through", _of("n_decoys_leaked")),
        ]
    return _matrix(digest, "Own side", f"in one {digest.whole}", rows)


def sureness(digest: Digest) -> PageTable:
    """Return how far the mean number of leakers could still move, and what its variance is made of."""
    rows: list[_Row] = [
        ("worlds drawn", lambda o: str(o.n_worlds)),
        (f"{digest.whole}s in them", lambda o: count(o.n_drawn)),
        (
            "share of the variance that is chance",
            lambda o: percent(o.share_of_chance) if o.n_worlds else "all",
        ),
        ("Monte Carlo error of the mean, ±", lambda o: count(o.of("n_leaked").error)),
        ("error from the worlds drawn, ±", lambda o: count(o.world_error)),
    ]
    return _matrix(
        digest,
        "How far the mean could still move",
        "leakers",
        rows,
        "Both errors are half-widths of 95 % intervals.",
    )

"""What a run says: every measure with its bands, and which of them is chance and which is not knowing.

Three bands, kept apart. *Together*: over all replicates of all worlds. *Not knowing*: over worlds, of each world's
mean, the scatter of finite replicates taken out. *Chance*: over replicates with everything at its mode. The Monte
Carlo error of a mean is told beside: what more replicates in the same worlds would still move.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.raid import columns
from belfort.raid.layout import CAUSES
from belfort.raid.model import Outcome
from belfort.records import Table
from belfort.records.columns import F64, I64, Text, text_column

Floats = NDArray[np.float64]
CONFIDENCE = 1.959963984540054


@dataclass(frozen=True, slots=True)
class SummaryTable(Table):
    """A measure a row, over all nights of a raid unless it says which."""

    option: Text
    """Name of the option; empty for the base."""
    raid: Text
    """Name of the raid or incursion."""
    measure: Text
    """What is measured."""
    key: Text
    """Of which threat, asset, cause, effector or layer; empty for all."""
    mean: F64
    """Over all replicates of all worlds."""
    median: F64
    """The same."""
    low50: F64
    """Lower end of the central 50 % band, together."""
    high50: F64
    """Upper end of it."""
    low90: F64
    """Lower end of the central 90 % band, together."""
    high90: F64
    """Upper end of it."""
    unknown_low90: F64
    """Lower end of the 90 % band of not knowing alone."""
    unknown_high90: F64
    """Upper end of it."""
    chance_low90: F64
    """Lower end of the 90 % band of chance alone."""
    chance_high90: F64
    """Upper end of it."""
    at_mode: F64
    """Mean with everything at its mode."""
    error: F64
    """Half-width of the 95 % Monte Carlo interval of the mean."""


@dataclass(frozen=True, slots=True)
class CrossTable(Table):
    """Leakers by threat and asset, and by threat and cause, a night on average."""

    option: Text
    """Name of the option; empty for the base."""
    threat: Text
    """Catalogue name of the threat."""
    by: Text
    """asset or cause."""
    key: Text
    """Name of the asset, or the cause."""
    n_leaked: F64
    """Mean number."""


@dataclass(frozen=True, slots=True)
class MomentTable(Table):
    """When it happens: how many threats a night in each bin of time."""

    option: Text
    """Name of the option; empty for the base."""
    threat: Text
    """Catalogue name of the threat."""
    what: Text
    """warning (before arrival), detected, identified, fired on, killed (each since its start)."""
    time_s: F64
    """Middle of the bin."""
    n: F64
    """Mean number."""


@dataclass(frozen=True, slots=True)
class MagazineTable(Table):
    """Shots left by time of the first night, and at the ends of every night."""

    option: Text
    """Name of the option; empty for the base."""
    effector: Text
    """Catalogue name."""
    night: I64
    """From 1."""
    time_s: F64
    """Since the scenario's start; the night's end for later nights."""
    n_left: F64
    """Mean number ready and in stock."""


MOMENTS = ("warning", "detected", "identified", "fired on", "killed")


def measures(outcome: Outcome) -> dict[tuple[str, str], Floats]:
    """Return every measure by (name, key): (replicates,) values, nights of a campaign added up."""
    found: dict[tuple[str, str], Floats] = {}
    names, n_nights = outcome.names, outcome.question.n_nights
    rows = _added(outcome.rows.astype(np.float64), outcome)
    for name in columns.SINGLE:
        found[name, ""] = columns.column(rows, name)  # type: ignore[arg-type]  # of any number type
    found["n_expected", ""] = _added(outcome.expected[:, None], outcome)[:, 0]
    found["is_no_leaker", ""] = (found["n_leaked", ""] == 0.0).astype(np.float64)
    armed = np.maximum(found["n_armed", ""], 1.0)
    found["leaked_share", ""] = np.where(found["n_armed", ""] > 0, found["n_leaked", ""] / armed, 0.0)
    found["saturated_min", ""] = found.pop(("saturated_ms", "")) / 60e3
    found["n_unidentified", ""] = found["n_armed", ""] - found["n_identified", ""]
    _put(found, rows, "n_leaked", names.kinds, columns.leaked_by_kind(names))
    _put(found, rows, "n_leaked_at", names.assets, columns.leaked_by_asset(names))
    _put(found, rows, "n_leaked_for", CAUSES, columns.leaked_by_cause(names))
    _put(found, rows, "n_shots", names.effectors, columns.shots(names))
    _put(found, rows, "n_kills", names.effectors, columns.kills(names))
    _layers(found, outcome, rows)
    _money(found, outcome, rows, n_nights)
    return found


def worlds_of(outcome: Outcome) -> NDArray[np.int32]:
    """Return the world of each value of a measure."""
    return outcome.world[outcome.night == 0]


def _added(values: Floats, outcome: Outcome) -> Floats:
    """Return (replicates, columns): values of all nights of each replicate added up."""
    first = outcome.night == 0
    if outcome.question.n_nights == 1:
        return values
    order = np.lexsort((outcome.night, outcome.replicate, outcome.world))
    n = outcome.question.n_nights
    total = values[order].reshape(-1, n, values.shape[1]).sum(axis=1)
    # replicates of a world lie in order already; sorting put them into the order of `first`
    return total[np.argsort(np.argsort(np.flatnonzero(first)))]


def _put(found: dict, rows: Floats, name: str, keys: tuple[str, ...], where: slice) -> None:
    for i, key in enumerate(keys):
        found[name, key] = rows[:, where.start + i]


def _layers(found: dict, outcome: Outcome, rows: Floats) -> None:
    """Add kills and shots by layer."""
    names = outcome.names
    for layer in dict.fromkeys(names.layers):
        some = [i for i, name in enumerate(names.layers) if name == layer]
        for measure, where in (
            ("n_kills_in_layer", columns.kills(names)),
            ("n_shots_in_layer", columns.shots(names)),
        ):
            found[measure, layer] = rows[:, [where.start + i for i in some]].sum(axis=1)


def _money(found: dict, outcome: Outcome, rows: Floats, n_nights: int) -> None:
    """Add what the defence fires and the attacker launches, in euro, and the value of what is hit."""
    world = worlds_of(outcome)
    shots = rows[:, columns.shots(outcome.names)]
    found["defence_eur", ""] = (shots * outcome.shot_eur[world]).sum(axis=1)
    found["attack_eur", ""] = n_nights * outcome.attack_eur[world]
    found["exchange_ratio", ""] = found["defence_eur", ""] / np.maximum(found["attack_eur", ""], 1.0)
    value = {a.name: a.value for a in outcome.scenario.assets}
    weights = np.array([value.get(name, 0.0) for name in outcome.names.assets])
    found["value_hit", ""] = rows[:, columns.leaked_by_asset(outcome.names)] @ weights


def summary(outcome: Outcome) -> SummaryTable:
    """Return every measure with its bands."""
    return _table(outcome, measures(outcome))


def difference(one: Outcome, other: Outcome) -> SummaryTable:
    """Return each measure of one option less that of another, replicate by replicate on the same raid and luck.

    Raises
    ------
    ValueError
        The two were not run over the same worlds and replicates.
    """
    alike = np.array_equal(one.world, other.world) and np.array_equal(one.replicate, other.replicate)
    if not (alike and one.question.raid == other.question.raid):
        raise ValueError("a difference needs two options of one raid over the same worlds and replicates")
    a, b = measures(one), measures(other)
    return _table(one, {key: a[key] - b[key] for key in a if key in b})


def _table(outcome: Outcome, found: dict[tuple[str, str], Floats]) -> SummaryTable:
    world = worlds_of(outcome)
    rows = [(*key, *bands(values, world)) for key, values in found.items()]
    keys, names = [r[1] for r in rows], [r[0] for r in rows]
    numbers = np.array([r[2:] for r in rows], np.float64).reshape(len(rows), 12)
    n = len(rows)
    return SummaryTable(
        text_column([outcome.option or ""] * n),
        text_column([outcome.question.raid] * n),
        text_column(names),
        text_column(keys),
        *(np.ascontiguousarray(numbers[:, i]) for i in range(12)),
    )


def bands(values: Floats, world: NDArray[np.int32]) -> tuple[float, ...]:
    """Return the twelve numbers of a row of `SummaryTable`, from `mean` on."""
    at_mode = values[world < 0]
    drawn = values[world >= 0] if (world >= 0).any() else at_mode
    of = world[world >= 0] if (world >= 0).any() else world[world < 0]
    low90, low50, median, high50, high90 = np.quantile(drawn, [0.05, 0.25, 0.5, 0.75, 0.95])
    chance = np.quantile(at_mode, [0.05, 0.95]) if at_mode.size else (np.nan, np.nan)
    unknown, error = spread_of_worlds(drawn, of)
    mode = float(at_mode.mean()) if at_mode.size else np.nan
    return (float(drawn.mean()), median, low50, high50, low90, high90, *unknown, *chance, mode, error)


def spread_of_worlds(values: Floats, world: NDArray[np.int32]) -> tuple[tuple[float, float], float]:
    """Return the 90 % band of the worlds' means without the scatter of chance, and the error of the mean.

    A world's mean scatters by chance too, by its variance over its replicates. The band is that of the means drawn
    together by the share of their variance that is not chance (analysis of variance).
    """
    numbers = np.unique(world)
    means = np.array([values[world == w].mean() for w in numbers])
    sizes = np.array([(world == w).sum() for w in numbers])
    inside = np.array(
        [values[world == w].var(ddof=1) if s > 1 else 0.0 for w, s in zip(numbers, sizes, strict=True)]
    )
    error = CONFIDENCE * float(np.sqrt((inside / sizes).sum())) / len(numbers)
    between = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    true_share = max(0.0, 1.0 - float((inside / sizes).mean()) / between) if between > 0.0 else 0.0
    drawn_in = means.mean() + np.sqrt(true_share) * (means - means.mean())
    low, high = np.quantile(drawn_in, [0.05, 0.95])
    return (float(low), float(high)), error


def share_of_chance(values: Floats, world: NDArray[np.int32]) -> float:
    """Return the share of the variance that is chance within worlds; the rest is not knowing."""
    some = world >= 0
    values, world = values[some], world[some]
    total = float(values.var()) if values.size else 0.0
    if total == 0.0:
        return 1.0
    inside = np.mean([values[world == w].var(ddof=1) for w in np.unique(world)])
    return float(min(1.0, inside / total))


def crossings(outcome: Outcome) -> CrossTable:
    """Return leakers by threat and asset, and by threat and cause."""
    n = _n_counted(outcome)
    rows = list(_cross(outcome, outcome.sums.leaks, "asset", outcome.names.assets, n))
    rows += _cross(outcome, outcome.sums.causes, "cause", CAUSES, n)
    option, threat, by, key, n_leaked = list(zip(*rows, strict=True)) if rows else [()] * 5
    return CrossTable(
        text_column(option),
        text_column(threat),
        text_column(by),
        text_column(key),
        np.array(n_leaked, np.float64),
    )


def _cross(outcome: Outcome, counts: NDArray, by: str, keys: tuple[str, ...], n: int) -> Iterator[tuple]:
    for k, kind in enumerate(outcome.names.kinds):
        for i, key in enumerate(keys):
            if counts[k, i]:
                yield outcome.option or "", kind, by, key, counts[k, i] / n


def _n_counted(outcome: Outcome) -> int:
    """Return how many replicates and nights the sums are over."""
    return max(1, int((outcome.world >= 0).sum()) or len(outcome.world))


def moments(outcome: Outcome) -> MomentTable:
    """Return when threats are detected, identified, fired on and killed, and the warning they give."""
    times = outcome.sums.times
    k, what, i = np.nonzero(times)
    n = len(k)
    return MomentTable(
        text_column([outcome.option or ""] * n),
        text_column([outcome.names.kinds[x] for x in k]),
        text_column([MOMENTS[x] for x in what]),
        (i + 0.5) * outcome.bin_s[k],
        times[k, what, i] / _n_counted(outcome),
    )


def magazines(outcome: Outcome) -> MagazineTable:
    """Return shots left over the first night, and at the end of each later one."""
    names, used = outcome.names, outcome.sums.used
    per_night = used / _n_counted(outcome)
    width_s = outcome.bin_s[-1]
    rows = []
    for e, effector in enumerate(names.effectors):
        begin = outcome.left[0, 0, e]
        if begin == 0.0:  # jammers, which do not run dry
            continue
        spent = np.cumsum(per_night[e])
        rows += [(effector, 1, 0.0, begin)]
        rows += [(effector, 1, (i + 1) * width_s, begin - spent[i]) for i in range(used.shape[1])]
        rows += [
            (effector, n + 1, outcome.at_mode.end_s, outcome.left[n, 1, e])
            for n in range(1, len(outcome.left))
        ]
    effectors, night, time_s, left = zip(*rows, strict=True) if rows else [()] * 4
    return MagazineTable(
        text_column([outcome.option or ""] * len(rows)),
        text_column(effectors),
        np.array(night, np.int64),
        np.array(time_s, np.float64),
        np.array(left, np.float64),
    )

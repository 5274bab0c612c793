"""The common cause of a night against measured attacks: fitted to 2025 and before, judged on January and February 2026.

    python -m verification.ukraine [later-nights.csv]

prints every class beside two baselines; a later table with the same columns is judged in the same way. The source is
P. Ivaniuk, "Massive Missile Attacks on Ukraine" (Ukrainian Air Force bulletins), of which only the table of nights is
read and only aggregates are told. Rules that were fixed before the judged nights were looked at:

- stopped = destroyed + not reached, never more than launched;
- a prediction is one night ahead: it knows the nights before, and parameters from the last year and before. Beside it
  stands the same model that has known nothing since the last night of training;
- share in the 90 % band: goal 0.90, agrees within two standard errors of it; dispersion: goal 1, agrees within a
  quarter; continuous ranked probability score: agrees where it is below both baselines';
- fewer than `FEW` nights are told and not judged.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from belfort.raid.night.counts import (
    beta_binomial_pmf,
    binomial_pmf,
    moment_correlation,
    pearson_dispersion,
)
from belfort.raid.night.fit import Fit, fit_beta_binomial, fit_nights, rho_interval, shared_interval
from belfort.raid.night.forecast import NightModel, Nights, distributions, expect
from belfort.raid.night.measured import MEASURED, SHARED, UNTIL, Measured
from belfort.raid.night.score import Judgement, crps, judge
from verification.row import row

DATA = Path(__file__).parents[2] / "shared" / "validation" / "ukraine_nights_2022-09_to_2026-02.csv"
SOURCE = "Ivaniuk, Ukrainian Air Force bulletins"
FEW = 20
LAST = date.fromisoformat(UNTIL).toordinal()
STRETCHES = (
    ("August 2024 to July 2025", "2024-08-01", "2025-08-01"),
    ("since August 2025", "2025-08-01", "9999-12-31"),
    ("since August 2024", "2024-08-01", "9999-12-31"),
)
"""The change in August 2025 is one of counting: drones that did not reach their target became destroyed ones."""
OURS, FROZEN, MONTH, BETA = "ours", "ours, frozen", "last month, independent", "beta-binomial"


def table(path: Path) -> list[dict]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def nights_of(rows_read: Sequence[dict], threat_class: str) -> Nights:
    """Return the nights of one class; what is counted as stopped is at most what was launched."""
    found: dict[int, tuple[int, int]] = {}
    for night in rows_read:
        launched = int(night["n_launched"])
        if night["threat_class"] == threat_class and launched > 0:
            stopped = min(launched, int(night["n_destroyed"]) + int(night["n_not_reached"]))
            found[date.fromisoformat(night["date_end"]).toordinal()] = (launched, stopped)
    days = np.array(sorted(found), np.int64)
    counts = np.array([found[day] for day in days], np.int64).reshape(-1, 2)
    return Nights(days, counts[:, 0], counts[:, 1])


def training(rows_read: Sequence[dict], measured: Measured) -> Nights:
    nights = nights_of(rows_read, measured.threat_class)
    first = date.fromisoformat(measured.since).toordinal()
    return nights.where((nights.day >= first) & (nights.day <= LAST))


@dataclass(frozen=True)
class Judged:
    """A class judged on some nights, by each way of predicting."""

    family: str
    by_way: dict[str, Judgement]
    crps_by_way: dict[str, np.ndarray]
    """(nights,) each."""

    @property
    def n_nights(self) -> int:
        return self.by_way[OURS].n_nights


def judged(family: str, rows_read: Sequence[dict], model: NightModel, days: set[int]) -> Judged | None:
    """Judge the nights of `days`; None where the class did not fly in them."""
    measured = MEASURED[family]
    every = nights_of(rows_read, measured.threat_class)
    every = every.where(every.day >= date.fromisoformat(measured.since).toordinal())
    is_judged = np.isin(every.day, sorted(days)) & (every.day > LAST)
    if not is_judged.any():
        return None
    nights, ways = every.where(is_judged), predictions(every, is_judged, model)
    observed = nights.n_stopped.tolist()
    scores = {
        way: np.array([crps(p, k) for p, k in zip(pmfs, observed, strict=True)]) for way, pmfs in ways.items()
    }
    return Judged(family, {way: judge(pmfs, observed) for way, pmfs in ways.items()}, scores)


def predictions(every: Nights, is_judged: np.ndarray, model: NightModel) -> dict[str, Sequence]:
    """Return the distribution that each way tells of each judged night."""
    trained, nights = every.where(every.day <= LAST), every.where(is_judged)
    p, correlation = fit_beta_binomial(trained.n_launched, trained.n_stopped)
    ahead = expect(model, every).where(is_judged)
    frozen = expect(model, every, every.day <= LAST).where(is_judged)
    launched = nights.n_launched.tolist()
    rates = [rate(every, i) for i in np.flatnonzero(is_judged)]
    return {
        OURS: distributions(ahead, nights),
        FROZEN: distributions(frozen, nights),
        MONTH: [binomial_pmf(n, month) for n, month in zip(launched, rates, strict=True)],
        BETA: [beta_binomial_pmf(n, p, correlation) for n in launched],
    }


def rate(nights: Nights, i: int) -> float:
    """Return the stopped share of the calendar month before night i, or of the last earlier month with nights."""
    months = np.array([d.year * 12 + d.month for d in map(date.fromordinal, nights.day.tolist())])
    before = months[months < months[i]].max()
    kept = months == before
    return float((nights.n_stopped[kept].sum() + 0.5) / (nights.n_launched[kept].sum() + 1.0))


# Rows -----------------------------------------------------------------------------------------------------


def verdict(is_good: bool, n_nights: int = FEW) -> str:
    if n_nights < FEW:
        return "stated"
    return "agrees" if is_good else "DIFFERS"


def rows() -> Iterator[dict]:
    if not DATA.exists():
        yield row(
            "measured nights", "-", "-", "-", "not compared: the table is not beside the checkout", "stated"
        )
        return
    rows_read = table(DATA)
    yield from statistics(rows_read)
    fits = {family: fit_nights(training(rows_read, m), m.form) for family, m in MEASURED.items()}
    yield from fitted(rows_read, fits)
    days = {date.fromisoformat(r["date_end"]).toordinal() for r in rows_read}
    for family, fit in fits.items():
        result = judged(family, rows_read, fit.model, days)
        if result is not None:
            yield from judgement_rows(result)
            yield from afterwards(family, rows_read)


def afterwards(family: str, rows_read: Sequence[dict]) -> Iterator[dict]:
    """Say what the judged nights themselves would give: seen afterwards, used for nothing."""
    measured = MEASURED[family]
    nights = nights_of(rows_read, measured.threat_class)
    nights = nights.where(nights.day > LAST)
    if len(nights) >= 2 * FEW:
        fit = fit_nights(nights, measured.form)
        low, high = rho_interval(nights, measured.form, fit)
        yield row(
            f"{family}: latent correlation of the judged nights themselves",
            f"{measured.rho_low:g} to {measured.rho_high:g}",
            f"nights until {UNTIL}",
            f"{fit.model.rho:.3f} ({low:.3f} to {high:.3f})",
            f"seen afterwards, used for nothing; {len(nights)} nights",
            "stated",
        )


def statistics(rows_read: Sequence[dict]) -> Iterator[dict]:
    """The three facts about the table that were published with it."""
    drones = nights_of(rows_read, MEASURED["drone"].threat_class)
    for name, first, last in STRETCHES:
        ends = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
        part = drones.where((drones.day >= ends[0]) & (drones.day < ends[1]))
        times = pearson_dispersion(part.n_launched, part.n_stopped)
        correlation = moment_correlation(part.n_launched, part.n_stopped)
        name = f"{name}, {len(part)} nights"
        yield near(f"drones stopped a night over independent shots, {name}", (11.0, 14.0), times, 0)
        yield near(f"correlation within a night by moments, {name}", (0.07, 0.09), correlation, 2)
    yield from armed_share(rows_read)


def near(name: str, span: tuple[float, float], ours: float, digits: int) -> dict:
    """Compare with a published span, at the digits it was published with."""
    low, high = span
    beyond = min(0.0, ours - low) + max(0.0, ours - high)
    is_good = low <= round(ours, digits) <= high
    return row(name, f"{low:g} to {high:g}", SOURCE, round(ours, 3), round(beyond, 3), verdict(is_good))


def armed_share(rows_read: Sequence[dict]) -> Iterator[dict]:
    told = [
        (int(r["n_armed_shahed_reported"]), int(r["n_launched"]))
        for r in rows_read
        if r["threat_class"] == MEASURED["drone"].threat_class
        and r["date_end"] >= "2025-07-01"
        and int(r["n_armed_shahed_reported"]) > 0
    ]
    armed, launched = np.array(told).T
    share, sd = float(armed.sum() / launched.sum()), float(np.std(armed / launched, ddof=1))
    held = f"{len(told)} nights in the table, 239 in the source"
    for name, published, ours, chance in (
        ("pooled", 0.617, share, sd / len(told) ** 0.5),
        ("standard deviation of nights", 0.073, sd, sd / (2.0 * len(told)) ** 0.5),
    ):
        words = f"{ours - published:+.4f}, chance ±{chance:.4f}; {held}"
        yield row(
            f"armed share of drones, {name}",
            published,
            SOURCE,
            ours,
            words,
            verdict(abs(ours - published) <= 2 * chance),
        )


def fitted(rows_read: Sequence[dict], fits: dict[str, Fit]) -> Iterator[dict]:
    """What the product holds as measured, against a fit made now."""
    expected = []
    for family, fit in fits.items():
        held, nights = MEASURED[family], training(rows_read, MEASURED[family])
        expected.append((nights, expect(fit.model, nights)))
        difference = fit.model.rho - held.model.rho
        words = f"{fit.model.rho:.3f}; of a raid of any size {fit.model.rho_of_night:.3f}"
        name = f"{family}: latent correlation in a night of {held.form.n_reference}, {len(nights)} nights"
        is_good = abs(difference) < 2e-3 and len(nights) == held.n_nights
        yield row(name, held.model.rho, "held by the product", words, difference, verdict(is_good))
        low, high = rho_interval(nights, held.form, fit)
        off = max(abs(low - held.rho_low), abs(high - held.rho_high))
        yield row(
            f"{family}: its 95 % interval",
            f"{held.rho_low:g} to {held.rho_high:g}",
            "held by the product",
            f"{low:.3f} to {high:.3f}",
            off,
            verdict(off < 5e-3),
        )
    low, mode, high = shared_interval([tuple(expected)])
    e = SHARED.estimate
    off = max(abs(low - e.low), abs(mode - e.mode), abs(high - e.high))
    yield row(
        "share of the night that families have in common",
        f"{e.low:g}, {e.mode:g}, {e.high:g}",
        "held by the product",
        f"{low:g}, {mode:g}, {high:g}",
        off,
        verdict(off <= 0.03),
    )


def judgement_rows(result: Judged) -> Iterator[dict]:
    """Three rows a way of ours: band, dispersion, score."""
    n, when = result.n_nights, f"{result.n_nights} nights after {UNTIL}"
    few = "; too few nights to judge" if n < FEW else ""
    for way in (OURS, FROZEN):
        j = result.by_way[way]
        name = f"{result.family}, {'one night ahead' if way == OURS else 'known until ' + UNTIL}"
        off = j.share_in_band - 0.9
        yield row(
            f"{name}: share in the 90 % band",
            "0.90",
            when,
            round(j.share_in_band, 3),
            f"{off:+.3f}, chance ±{j.share_in_band_sd:.3f}{few}",
            verdict(abs(off) <= 2.0 * j.share_in_band_sd, n),
        )
        yield row(
            f"{name}: dispersion over predicted",
            "1 ± 0.25",
            when,
            round(j.dispersion, 3),
            f"{j.dispersion - 1.0:+.3f}, chance ±{j.dispersion_sd:.2f}{few}",
            verdict(abs(j.dispersion - 1.0) <= 0.25, n),
        )
        others = {w: result.by_way[w].crps for w in (MONTH, BETA)}
        yield row(
            f"{name}: CRPS in threats",
            "; ".join(f"{w} {c:.3f}" for w, c in others.items()),
            when,
            round(j.crps, 3),
            f"{gap(result, way)}{few}",
            verdict(j.crps < min(others.values()), n),
        )


def gap(result: Judged, way: str) -> str:
    """Say how far a way's score is from the better baseline's, with the standard error of the paired difference."""
    best = min((MONTH, BETA), key=lambda w: result.by_way[w].crps)
    apart = result.crps_by_way[way] - result.crps_by_way[best]
    chance = np.std(apart, ddof=1) / len(apart) ** 0.5 if len(apart) > 1 else np.inf
    return f"{apart.mean():+.3f} ±{chance:.3f} to the better, {apart.mean() / result.by_way[best].crps:+.0%}"


# The table ------------------------------------------------------------------------------------------------


def print_table(results: Sequence[Judged]) -> None:
    head = ("class", "prediction", "nights", "in band", "dispersion", "bias", "CRPS", "log score")
    print(
        f"{head[0]:10} {head[1]:24} {head[2]:>6} {head[3]:>15} {head[4]:>14} {head[5]:>6} {head[6]:>8} {head[7]:>9}"
    )
    for result in results:
        for way, j in result.by_way.items():
            band = f"{j.share_in_band:.3f} ±{j.share_in_band_sd:.3f}"
            spread = f"{j.dispersion:.2f} ±{j.dispersion_sd:.2f}"
            print(
                f"{result.family:10} {way:24} {j.n_nights:6} {band:>15} {spread:>14} "
                f"{j.bias:+6.2f} {j.crps:8.3f} {j.log_score:9.3f}"
            )


def said(result: Judged) -> str:
    """Say in a sentence what holds and what does not."""
    faults = [fault for way in (OURS, FROZEN) for fault in faults_of(result, way)]
    words = f"wrong: {'; '.join(faults)}" if faults else "nothing is wrong that can be seen"
    sample = f" Only {result.n_nights} nights: too few to judge." if result.n_nights < FEW else ""
    return f"{result.family}: {words}.{sample}"


def faults_of(result: Judged, way: str) -> list[str]:
    j, n = result.by_way[way], result.n_nights
    faults = []
    if abs(j.share_in_band - 0.9) > 2.0 * j.share_in_band_sd:
        faults.append(f"{j.share_in_band:.0%} of the nights lie in the 90 % band")
    if abs(j.dispersion - 1.0) > 0.25:
        much = "more" if j.dispersion > 1.0 else "less"
        faults.append(f"nights spread {much} than told, {j.dispersion:.2f} times the variance")
    if abs(j.bias) > 2.0 / np.sqrt(n):
        faults.append(
            f"{'more' if j.bias > 0 else 'less'} was stopped than told, by {abs(j.bias):.2f} sd a night"
        )
    if min(result.by_way[w].crps for w in (MONTH, BETA)) <= j.crps:
        faults.append(f"a baseline has the lower CRPS ({gap(result, way)})")
    return [f"{way}: {fault}" for fault in faults]


def main(paths: Sequence[str]) -> int:
    if not DATA.exists():
        print(f"no table of nights at {DATA}")
        return 1
    base = table(DATA)
    judged_rows = table(Path(paths[0])) if paths else base
    days = {date.fromisoformat(r["date_end"]).toordinal() for r in judged_rows}
    rows_read = base if not paths else merged(base, judged_rows)
    results = []
    for family, measured in MEASURED.items():
        fit = fit_nights(training(base, measured), measured.form)
        result = judged(family, rows_read, fit.model, days)
        if result is not None:
            results.append(result)
    print(
        f"Fitted to nights until {UNTIL}, judged on later ones. Chance: one standard error if all is right.\n"
    )
    print_table(results)
    print("\n" + "\n".join(said(result) for result in results))
    return 0


def merged(base: Sequence[dict], later: Sequence[dict]) -> list[dict]:
    """Return both tables; where both have a night of a class the later one holds."""
    found = {(r["date_end"], r["threat_class"]): r for r in [*base, *later]}
    return list(found.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Dates: PERT and Monte Carlo on published networks, closed forms, and the repair queue; NumPy and SimPy beside."""

from collections.abc import Iterator
from datetime import date
from math import comb, exp, sqrt

import numpy as np

from belfort.catalogue.load import load_catalogue
from belfort.study.timeline.delivery import FIRST, Programme, forecast
from belfort.study.timeline.durations import Duration, exactly
from belfort.study.timeline.montecarlo import Timeline, simulate
from belfort.study.timeline.network import Activity, Network
from belfort.study.timeline.pert import pert
from belfort.study.timeline.readiness import RepairQueue, availability, p_at_least
from belfort.study.timeline.slips import slips
from tests.study.timeline.cases import RELIABLE
from verification.row import row, skipped

N = 200_000
HILLIER = (
    "Hillier and Lieberman, Introduction to Operations Research, Reliable Construction; inputs from memory"
)
WIZEDU = "wizedu.com question 717873"
PUBLIC = {
    "A": (5, 5, 7, ""),
    "B": (1, 2, 5, ""),
    "C": (5, 5, 5, "A"),
    "D": (4, 8, 13, "A"),
    "E": (1, 10, 17, "BC"),
    "F": (1, 5, 7, "D"),
    "G": (2, 6, 9, "D"),
    "H": (4, 4, 6, "EF"),
    "I": (2, 7, 10, "GH"),
    "J": (2, 4, 7, "I"),
    "K": (6, 10, 13, "I"),
    "L": (2, 6, 6, "J"),
    "M": (2, 2, 3, "K"),
    "N": (7, 7, 12, "LM"),
}


def network(table: dict, shape: str) -> Network:
    return Network(
        tuple(
            Activity(name, Duration(low, mode, high, "fixed" if low == high else shape), tuple(after))
            for name, (low, mode, high, after) in table.items()
        )
    )


def numpy_ends(table: dict, shape: str, share: float) -> np.ndarray:
    """Return the ends of a network by NumPy's own generator, written without any of ours."""
    from scipy.stats import beta, norm, triang

    luck = np.random.default_rng(7)
    common = luck.standard_normal(N)
    finish: dict[str, np.ndarray] = {}
    for name, (low, mode, high, after) in table.items():
        u = norm.cdf(sqrt(share) * common + sqrt(1 - share) * luck.standard_normal(N))
        width = high - low
        if width == 0:
            drawn = np.full(N, float(low))
        elif shape == "triangular":
            drawn = triang.ppf(u, (mode - low) / width, low, width)
        else:
            drawn = beta.ppf(u, 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)
        finish[name] = drawn + np.max([finish[b] for b in after], axis=0) if after else drawn
    return np.max(list(finish.values()), axis=0)


def close(name: str, published: float, source: str, ours: float, tolerance: float, digits: int = 3) -> dict:
    off = ours - published
    return row(name, published, source, round(ours, digits), round(off, digits + 1), abs(off) <= tolerance)


def pert_as_published() -> Iterator[dict]:
    one = pert(network(RELIABLE, "triangular"))
    yield close("Reliable Construction, PERT: mean, weeks", 44.0, HILLIER, one.mean, 1e-9)
    yield close("Reliable Construction, PERT: variance", 9.0, HILLIER, one.variance, 1e-9)
    yield close("Reliable Construction, PERT: P(T <= 47)", 0.841, HILLIER, one.p_by(47), 5e-4)
    other = pert(network(PUBLIC, "triangular"))
    yield close("a public network, PERT: mean", 50.83, WIZEDU, other.mean, 5e-3, 2)
    yield close("a public network, PERT: variance", 11.19, WIZEDU, other.variance, 5e-3, 2)


def simulated() -> Iterator[dict]:
    drawn = simulate(network(RELIABLE, "triangular"), N)
    p = drawn.p_by(47)[0]
    source = f"{HILLIER}; a simulation of 1,000 runs, from memory"
    yield close("Reliable Construction, Monte Carlo: P(T <= 47)", 0.588, source, p, 4 * sqrt(0.25 / 1000))
    cases = [
        ("Reliable Construction", RELIABLE, 47, "triangular", 0.0),
        ("Reliable Construction", RELIABLE, 47, "pert", 0.0),
        ("Reliable Construction, share .4 in common", RELIABLE, 47, "triangular", 0.4),
        ("a public network", PUBLIC, 55, "triangular", 0.0),
    ]
    for name, table, due, shape, share in cases:
        ours = simulate(network(table, shape), N, correlation=share)
        yield from beside_numpy(f"{name}, {shape}", ours, numpy_ends(table, shape, share), due)


def beside_numpy(name: str, ours: Timeline, theirs: np.ndarray, due: float) -> Iterator[dict]:
    source = "SciPy's quantiles and NumPy's generator, 200,000 draws"
    p = float(np.mean(theirs <= due))
    error = 4 * sqrt(2 * p * (1 - p) / N)
    yield close(f"{name}: P(T <= {due})", round(p, 4), source, ours.p_by(due)[0], error, 4)
    mean, spread = float(theirs.mean()), float(theirs.std())
    yield close(
        f"{name}: mean", round(mean, 2), source, float(ours.end.mean()), 6 * spread / sqrt(N) + 0.005, 2
    )
    p80 = float(np.quantile(theirs, 0.8))
    yield close(f"{name}: P80", round(p80, 2), source, ours.quantile(0.8), 0.02 * spread + 0.005, 2)


def flattery() -> Iterator[dict]:
    """How much the single path flatters."""
    for name, table, due in (("Reliable Construction", RELIABLE, 47), ("a public network", PUBLIC, 55)):
        net = network(table, "triangular")
        told, p = pert(net).p_by(due), simulate(net, N).p_by(due)[0]
        yield row(
            f"{name}: P(T <= {due}) by PERT less Monte Carlo",
            "above 0",
            "MacCrimmon and Ryavec 1964: PERT is too early",
            f"{told:.3f} less {p:.3f}",
            round(told - p, 3),
            told > p,
        )


def closed_forms() -> Iterator[dict]:
    row_of_three = Network(
        tuple(
            Activity(f"a{i}", Duration(0, 0, 4, "exponential"), (f"a{i - 1}",) if i else ()) for i in range(3)
        )
    )
    drawn = simulate(row_of_three, N)
    erlang = 1 - exp(-3) * (1 + 3 + 4.5)
    yield close(
        "three exponentials in a row: P(T <= mean)", round(erlang, 4), "Erlang", drawn.p_by(12)[0], 0.005, 4
    )
    abreast = tuple(Activity(f"a{i}", Duration(0, 0, 6, "exponential")) for i in range(4))
    end = Activity("end", exactly(0.0), tuple(a.name for a in abreast))
    mean = 6 * (1 + 1 / 2 + 1 / 3 + 1 / 4)
    ours = float(simulate(Network((*abreast, end)), N).end.mean())
    yield close(
        "four exponentials abreast: mean", round(mean, 2), "mean times 1 + 1/2 + 1/3 + 1/4", ours, 0.07, 2
    )
    abreast = tuple(Activity(f"a{i}", Duration(0, 0.5, 1, "uniform")) for i in range(5))
    end = Activity("end", exactly(0.0), tuple(a.name for a in abreast))
    drawn = simulate(Network((*abreast, end)), N)
    yield close(
        "five uniforms abreast: mean", round(5 / 6, 4), "n over n + 1", float(drawn.end.mean()), 0.0015, 4
    )
    shares = drawn.criticality()
    worst = max(abs(shares[a.name] - 0.2) for a in abreast)
    yield row(
        "five uniforms abreast: criticality",
        0.2,
        "by symmetry",
        f"off by at most {worst:.4f}",
        round(worst, 4),
        worst < 0.004,
    )
    row_of_three = Network(
        tuple(
            Activity(f"a{i}", Duration(0, 0.5, 1, "uniform"), (f"a{i - 1}",) if i else ()) for i in range(3)
        )
    )
    p = simulate(row_of_three, N).p_by(1.0)[0]
    yield close("three uniforms in a row: P(T <= 1)", round(1 / 6, 4), "Irwin-Hall", p, 0.0034, 4)


def repair() -> Iterator[dict]:
    """Ten units, 300 h between failures, 24 h of repair."""
    share = availability(300, 24)
    binomial = sum(comb(10, i) * share**i * (1 - share) ** (10 - i) for i in (9, 10))
    yield close(
        "P(9 or more of 10 up), a crew each",
        round(binomial, 4),
        "binomial",
        p_at_least(9, 10, share),
        5e-5,
        4,
    )
    for crews in (1, 2):
        p_down = stationary(10, 300, 24, crews)
        ours = RepairQueue(10, 300, 24, crews)
        source = "the generator matrix, solved by NumPy"
        name = f"{crews} crew{'s' if crews > 1 else ''}"
        yield close(
            f"P(9 or more of 10 up), {name}", round(p_down[:2].sum(), 4), source, ours.p_up(9), 5e-5, 4
        )
        up = 10 - float(np.arange(11) @ p_down)
        yield close(f"mean up of 10, {name}", round(up, 3), source, ours.mean_up, 5e-4)
    yield from by_simpy()


def stationary(n: int, mtbf: float, mttr: float, crews: int) -> np.ndarray:
    """Return the probabilities of 0 to n down, from the balance of all states at once."""
    rates = np.zeros((n + 1, n + 1))
    for j in range(n):
        rates[j, j + 1] = (n - j) / mtbf
        rates[j + 1, j] = min(j + 1, crews) / mttr
    rates -= np.diag(rates.sum(axis=1))
    system = np.vstack([rates.T, np.ones(n + 1)])
    return np.linalg.lstsq(system, np.r_[np.zeros(n + 1), 1.0], rcond=None)[0]


def by_simpy() -> Iterator[dict]:
    name = "mean up of 10, one crew, event by event"
    try:
        import random

        import simpy
    except ImportError:
        yield skipped(name, "not compared: SimPy is not installed")
        return
    luck, env, hours = random.Random(1), simpy.Environment(), 400_000
    crew = simpy.Resource(env, 1)
    down_h = 0.0

    def unit():
        nonlocal down_h
        while True:
            yield env.timeout(luck.expovariate(1 / 300))
            failed = env.now
            with crew.request() as free:
                yield free
                yield env.timeout(luck.expovariate(1 / 24))
            down_h += env.now - failed

    for _ in range(10):
        env.process(unit())
    env.run(hours)
    theirs = 10 - down_h / hours
    yield close(name, round(theirs, 3), "SimPy, 400,000 h", RepairQueue(10, 300, 24, 1).mean_up, 0.06)


def against_deals() -> Iterator[dict]:
    """Where real deliveries fall in what we would say of them; they helped to make it, so this is no proof."""
    catalogue = load_catalogue()
    found = slips(catalogue)
    yield row(
        "promises on record",
        "-",
        "deals of the catalogue",
        f"{found.n_late} of {found.n} late",
        found.words,
        "stated",
    )
    cases = [
        ("Sweden, Patriot: first unit handed over", "patriot", 39.0, "unit 1"),
        ("Romania, Patriot: first system received", "patriot", 34.0, "unit 1"),
        ("Hungary, NASAMS: inaugurated", "nasams", 35.0, "unit 1"),
        ("Lithuania, NASAMS: handed over", "nasams", 36.0, "unit 1"),
        ("Germany, IRIS-T SLM: put into service", "iris-t-slm", 14.7, "unit 1"),
        ("Poland, Patriot: initial capability", "patriot", 80.7, FIRST),
    ]
    for name, system, months, milestone in cases:
        drawn = forecast(Programme(system, system, 2, date(2026, 1, 1)), catalogue).timeline
        p = drawn.p_by(months, milestone)[0]
        p10, p50, p90 = (drawn.quantile(q, milestone) for q in (0.1, 0.5, 0.9))
        words = f"P10 {p10:.0f}, P50 {p50:.0f}, P90 {p90:.0f} months"
        yield row(
            name, f"{months:g} months", "deal of the catalogue", words, f"at our P{100 * p:.0f}", "stated"
        )


def rows() -> Iterator[dict]:
    yield from pert_as_published()
    yield from simulated()
    yield from flattery()
    yield from closed_forms()
    yield from repair()
    yield from against_deals()

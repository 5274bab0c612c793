"""Raids whose outcome is known on paper: the plan, what it must come to, and how far a sample may be from it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from scipy import stats

from belfort.raid import closed_forms as cf
from belfort.raid.kernels.tables import Counts, Plan
from tests.raid.plans import chance_of, changed, column, counted, plan_of

CYCLE_S = 8.0
"""From order to assessment in `plan_of`: 2 s to react, 5 s of flight, 1 s to assess."""
LONG_S = 1e5


class Mean(NamedTuple):
    """One number of a raid."""

    name: str
    expected: float
    sample: Callable[[Counts], np.ndarray]
    """By replicate."""


class Case(NamedTuple):
    name: str
    plan: Plan
    means: tuple[Mean, ...]
    odds: np.ndarray | None = None
    """Of 0, 1, ... leakers."""


class Finding(NamedTuple):
    """A number of a sample beside the expected one."""

    name: str
    expected: float
    found: float
    off: float
    """Standard errors for a mean; for `odds`, the p-value of a chi-square."""
    is_odds: bool

    @property
    def is_good(self):
        return self.off > 1e-5 if self.is_odds else abs(self.off) < 4.5


def leaked(counts):
    return column(counts, "N_LEAKED")


def shots(counts):
    return column(counts, "shots")


def none_leaks(counts):
    return leaked(counts) == 0


def window(n_looks, cycle_s=CYCLE_S):
    """Just long enough for so many shots, one after the other."""
    return 10.0, 10.0 + cycle_s * (n_looks - 1) + 0.5 * cycle_s


def cases() -> Iterator[Case]:
    yield from single_targets()
    yield from salvoes()
    yield from magazines()
    yield from networks()
    yield from queues()


def single_targets():
    for n in (1, 2, 3, 5):
        killed, n_shots = cf.shoot_look_shoot(0.7, n)
        plan = plan_of([(0, 0, *window(n))], 1, 1, n_ready=50)
        yield Case(f"shoot-look-shoot, {n} looks, p .7", plan, (
            Mean("P kill", killed, none_leaks), Mean("E shots", n_shots, shots),
        ))  # fmt: skip
    for name, salvo in (("S-S-L-S", (2, 1)), ("SS-L-SS", (2, 2))):
        killed, n_shots = cf.salvo_doctrine(0.7, salvo)
        pairs = [(0, 0, 10, 11), (0, 0, 30, 31)]
        plan = plan_of(pairs, 1, 1, n_ready=50, n_salvo=salvo, n_looks=[1, 2])
        yield Case(f"salvo doctrine {name}, p .7", plan, (
            Mean("P kill", killed, none_leaks), Mean("E shots", n_shots, shots),
        ))  # fmt: skip
    plan = changed(plan_of([(0, 0, 10, 11)], 1, 1), "segments", n_looks=1)
    plan = plan._replace(senses=plan.senses._replace(cdf=np.array([0.4])))
    plan.senses.cdf.setflags(write=False)
    yield Case("found with .4, then one shot, p .7", plan, (Mean("P kill", 0.28, none_leaks),))


def salvoes():
    leak = cf.barrage(10, 2, 0.8)
    plan = plan_of(
        [(0, j, 10, 11) for j in range(10)], 10, 1, n_channels=10, n_ready=20, n_salvo=2, p_kill=0.8
    )
    yield Case("barrage, 10 targets, 2 shots each, p .8", plan, (
        Mean("E leak", leak.mean, leaked), Mean("P none", leak.p_none, none_leaks),
    ))  # fmt: skip
    leak = cf.even_split(20, 48, 0.7)
    plan = plan_of([(0, j, 10, 11) for j in range(20)], 20, 1, n_channels=20, n_ready=48,
                   n_salvo=[3] * 8 + [2] * 12, p_kill=0.7)  # fmt: skip
    yield Case("even split, 48 on 20, p .7", plan, (
        Mean("E leak", leak.mean, leaked), Mean("P none", leak.p_none, none_leaks),
    ))  # fmt: skip
    odds = cf.through_layers(100, (0.5, 0.6, 0.7))
    pairs = [(b, j, 10 + 20 * b, 11 + 20 * b) for j in range(100) for b in range(3)]
    plan = plan_of(pairs, 100, 3, n_channels=100, n_ready=100, p_kill=[0.5, 0.6, 0.7] * 100)
    yield Case("three layers .5 .6 .7 against 100", plan, (Mean("E leak", 6.0, leaked),), odds)


def magazines():
    for n, m, n_looks, p in ((10, 12, 2, 0.7), (20, 16, 3, 0.6)):
        expected = cf.shared_magazine(n, m, n_looks, p)
        pairs = [(0, j, *window(n_looks)) for j in range(n)]
        plan = plan_of(pairs, n, 1, n_ready=m, p_kill=p, starts_s=np.arange(n) * 1000.0)
        yield Case(f"shared magazine, {n} targets, {m} missiles, {n_looks} looks, p {p}", plan, (
            Mean("E leak", expected, leaked),
        ))  # fmt: skip
    n, p = 12, 0.65
    for m, more in ((10, {}), (20, {"n_stock": 10, "reload_s": 100.0})):
        plan = plan_of(
            [(0, j, 10, LONG_S) for j in range(n)], n, 1, n_ready=10, p_kill=p, duration_s=2 * LONG_S, **more
        )
        used = sum(stats.binom.cdf(n - 1, k, p) for k in range(m))
        words = "10 missiles" if m == 10 else "10 missiles and a reload of 10"
        yield Case(f"truncated binomial, 12 targets, {words}, p .65", plan, (Mean("E shots", used, shots),),
                   cf.truncated_magazine(n, m, p))  # fmt: skip


def networks():
    pairs, q = [(0, 0, 10, 18.9), (1, 0, 10, 18.9)], 0.4
    for name, nodes, n_shots in (("one node", 1, 1 + q), ("two nodes that do not hear each other", 2, 2.0)):
        plan = plan_of(pairs, 1, 2, p_kill=1 - q, n_nodes=nodes, node_of=[0, nodes - 1], n_looks=1)
        yield Case(f"two units, {name}, p .6", plan, (
            Mean("E shots", n_shots, shots), Mean("E leak", q * q, leaked),
        ))  # fmt: skip
    plan = changed(plan_of([(0, 0, 10, 11)], 1, 1, p_node=0.25), "units", holds_alone=1)
    yield Case("a command post up a quarter of the nights, then one shot, p .7", plan, (
        Mean("E leak", 1 - 0.25 * 0.7, leaked),
    ))  # fmt: skip
    plan = changed(
        plan_of([(0, 0, 10, 11)], 1, 1, n_channels=3, n_ready=1, p_unit=0.5, n_salvo=3), "units", n_items=3
    )
    mean = sum(stats.binom.pmf(k, 3, 0.5) * 0.3**k for k in range(4))
    yield Case(
        "three launchers in order half the nights, a salvo of all, p .7",
        plan,
        (Mean("E leak", mean, leaked),),
    )


def queues():
    for c in (1, 3, 6):
        plan = plan_of([(0, j, 10, 60) for j in range(40)], 40, 1, n_channels=c, n_ready=999, p_kill=1.0)
        n = cf.saturated(40, 50.0, CYCLE_S, c)
        yield Case(f"saturated D/D/{c}: 40 at once, 50 s, cycles of 8 s", plan, (Mean("leak", n, leaked),))
    n = 20_000
    for c, load in ((1, 0.7), (3, 3.0), (6, 4.0)):
        spread_s = n * CYCLE_S / load
        plan = plan_of([(0, 0, 10, 10 + 1e-6)], 1, 1, n_channels=c, n_ready=10**8, p_kill=1.0, n_each=n,
                       spread_s=spread_s, duration_s=60.0, bin_s=spread_s)  # fmt: skip
        yield Case(f"Erlang loss, {c} channels, load {load}", plan, (
            Mean("P lost", cf.erlang_loss(c, load), lambda counts: leaked(counts) / n),
        ))  # fmt: skip


def n_flying(case):
    return int(case.plan.scene.groups["n_threats"].sum())


def findings(case: Case, n: int, seed=(5, 8)) -> Iterator[Finding]:
    """Run n replicates and hold them against what is known."""
    counts = counted(case.plan, chance_of(case.plan, n), seed=seed, keeps_left=False)
    for mean in case.means:
        sample = mean.sample(counts).astype(float)
        error = sample.std(ddof=1) / n**0.5
        gap = sample.mean() - mean.expected
        off = gap / error if error > 0 else 0.0 if gap == 0 else np.inf
        yield Finding(mean.name, mean.expected, float(sample.mean()), float(off), False)
    if case.odds is not None:
        seen = np.bincount(leaked(counts), minlength=len(case.odds))
        expected = case.odds * n
        kept = expected > 5
        seen, expected = np.r_[seen[kept], seen[~kept].sum()], np.r_[expected[kept], expected[~kept].sum()]
        some = expected > 1e-9
        if seen[~some].sum():
            yield Finding("chi-square", 0.0, np.inf, 0.0, True)
            return
        chi2 = float(((seen[some] - expected[some]) ** 2 / expected[some]).sum())
        df = int(some.sum()) - 1
        yield Finding(
            f"chi-square of leakers, {df} degrees", float(df), chi2, float(stats.chi2.sf(chi2, df)), True
        )

"""How likely leakers are that are rare: importance sampling, inside strata of what is down and of the night's state.

Three things make a leak happen that nearly never happens, and each has its remedy. *Something is down* that is
nearly always up: nodes, links, sensors and single units that matter are taken as strata, by the first of them that is
down, so that each stratum is one plan and its probability a product. *The night is bad*: within a stratum,
replicates are picked by the state of one family in bands, more of them where more of the answer is. *Every shot at a
threat misses*: one threat's kill probabilities are made smaller by a tilt, but for a tenth of the replicates, so that
no weight exceeds ten. How much of each is settled on pilots, and a pilot that sees nothing to gain leaves plain
sampling.

Even strata of the night (`night.states.stratified_states`) are not used: of an event of probability p they take
less than p squared off a variance of p, and families share only a part of the night.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.streams import random_key
from belfort.raid import columns
from belfort.raid.compiling.compile import Compiled
from belfort.raid.compiling.sensing import code_of
from belfort.raid.compiling.stage import RaidError
from belfort.raid.compiling.worlds import MODE
from belfort.raid.kernels.tables import N_LEAKED, Plan
from belfort.raid.night.states import N_STATES, draw_states
from belfort.raid.simulate import MOST_REPLICATES, Manner, run, words_of

Floats = NDArray[np.float64]
AS_IT_IS = 0.1
"""Share of a tilted run that is not tilted."""
TILTS = (0.0, 0.5, 0.8, 0.95, 0.99)
N_BANDS = 8
LEAST = 64
"""Replicates of a pilot or a stratum at least."""
MOST_PARTS, MOST_DOWN = 96, 12
"""Parts that are tried, and that become strata."""
ENOUGH_HITS = 10
OFTEN = 0.05
"""An event this likely is not rare."""
MOST_POOL = 8
CONFIDENCE = 1.959963984540054


class Stratum(NamedTuple):
    """One part of the answer."""

    down: str
    """The part that is down, those of the strata before it being up; empty: all of them up."""
    p: float
    """Probability of the stratum."""
    p_event: float
    """Of the event within it."""
    tilt: float
    n: int
    """Replicates, without pilots."""


@dataclass(frozen=True)
class Rare:
    """Probability of an event, and what it took."""

    p: float
    error: float
    """Standard error."""
    low: float
    """Ends of the 95 % interval."""
    high: float
    n: int
    """Replicates, pilots included."""
    n_hits: int
    """Replicates with the event, behind the estimate."""
    n_effective: float
    """Plain replicates with the same error."""
    gain: float
    """How many times the CPU time plain sampling takes for the same error; below 1: it would have been better."""
    strata: tuple[Stratum, ...]
    note: str

    @property
    def is_settled(self) -> bool:
        """Return whether enough was seen to trust the error."""
        return self.n_hits >= ENOUGH_HITS


@dataclass(frozen=True, slots=True)
class _Part:
    """Something that is up or down for a whole night."""

    name: str
    p_up: float
    fields: tuple[tuple[str, str, str, tuple[int, ...]], ...]
    """Bundle, table, field and rows that hold its chance of being up."""


class _Drawn(NamedTuple):
    """Replicates of one plan."""

    is_hit: NDArray[np.bool_]
    weight: Floats
    band: NDArray[np.int64]
    """(n, families + 1)."""

    @property
    def square(self) -> Floats:
        """Return the squared weight where the event is, 0 elsewhere."""
        return np.where(self.is_hit, self.weight**2, 0.0)


class _Design(NamedTuple):
    """How one stratum is sampled."""

    plan: Plan
    down: str
    p: float
    tilt: float
    column: int
    share: Floats
    """(bands,): of the replicates."""
    spread: float
    """What a replicate's weighted event scatters by, so sampled."""


def p_rare(
    compiled: Compiled,
    seed: int,
    n: int,
    *,
    at_least: int = 1,
    asset: str | None = None,
    world: int = MODE,
    n_threads: int = 1,
) -> Rare:
    """Return the probability that threats leak, where it is small.

    Parameters
    ----------
    compiled
        The plan.
    seed
        Of the scenario.
    n
        Replicates altogether; about a quarter of them are pilots. At least 1,000.
    at_least
        Leakers that make the event. More than one at a time are tilted one by one, which gains less.
    asset
        Only those at this asset; at any unless given.
    world
        Whose words are used.
    n_threads
        Of the kernel.

    Returns
    -------
    The estimate has no bias: pilots decide only how samples are drawn, and share no words with them.

    Raises
    ------
    RaidError
        An unknown asset, too few or too many replicates.

    Notes
    -----
    p is the sum over strata and bands of their probability times the mean weighted event; the error adds up variances
    within them. Source of the tilt: Owen and Zhou, "Safe and effective importance sampling", JASA 95 (2000) 135,
    whose defensive mixture it is.
    """
    _check(compiled, n, at_least, asset)
    sampler = _Sampler(compiled, seed, (at_least, asset), world, n_threads)
    sampler.draw(compiled.plan, 0.0, 1)  # compiles the kernel
    start_s, first = time.process_time(), sampler.n
    plain = sampler.draw(compiled.plan, 0.0, max(LEAST, n // 16))
    plain_s = max(time.process_time() - start_s, 1e-9) / len(plain.weight)
    p_any = float(plain.is_hit.mean())
    if p_any < OFTEN:
        strata = _strata(sampler, n, p_any)
        designs = [_designed(sampler, s, max(LEAST, n // (8 * len(TILTS) * len(strata)))) for s in strata]
    else:
        designs = [_Design(compiled.plan, "", 1.0, 0.0, 0, np.full(N_BANDS, 1.0 / N_BANDS), 1.0)]
    left = max(n - (sampler.n - first), LEAST * len(designs))
    weights = np.array([d.p * d.spread for d in designs])
    many = np.maximum(LEAST, (left * weights / weights.sum()).astype(np.int64))
    found = [_estimated(sampler, d, int(k)) for d, k in zip(designs, many, strict=True)]
    spent_s = max(time.process_time() - start_s, 1e-9)
    return _told(designs, found, sampler.n - first, spent_s / plain_s)


def _check(compiled: Compiled, n: int, at_least: int, asset: str | None) -> None:
    faults = []
    if asset is not None and asset not in compiled.names.assets:
        faults.append(f"no asset '{asset}'; there are {', '.join(compiled.names.assets)}")
    if not 1000 <= n <= MOST_REPLICATES // 4:
        faults.append(f"replicates must be 1,000 to {MOST_REPLICATES // 4:,}, found {n:,}")
    if at_least < 1:
        faults.append(f"at least 1 leaker, found {at_least}")
    if faults:
        raise RaidError("; ".join(faults))


class _Sampler:
    """Runs replicates that no other part of the estimate has, and counts them."""

    def __init__(
        self, compiled: Compiled, seed: int, event: tuple[int, str | None], world: int, n_threads: int
    ) -> None:
        self.compiled, self.seed, self.event, self.n_threads = compiled, seed, event, n_threads
        self.n = 0
        self._words = words_of(world, 0, MOST_REPLICATES)
        self._taken = 0

    def draw(self, plan: Plan, tilt: float, n: int) -> _Drawn:
        """Return n replicates, nights as they come."""
        words = self._take(n)
        return self._run(plan, tilt, words, self._bands(words))

    def picked(self, design: _Design, n: int) -> _Drawn:
        """Return about n replicates, so many from each band of nights as the design says."""
        widest = max(1.0, float((design.share * N_BANDS).max()))
        words = self._take(int(np.ceil(n * min(MOST_POOL, 1.3 * widest))))
        bands = self._bands(words)
        of = bands[:, design.column]
        quota = np.maximum(8, np.round(n * design.share)).astype(np.int64)
        rank = np.empty(len(of), np.int64)
        for band in range(N_BANDS):
            here = of == band
            rank[here] = np.arange(here.sum())
        kept = rank < quota[of]
        return self._run(design.plan, design.tilt, words[kept], bands[kept])

    def _take(self, n: int) -> NDArray[np.int64]:
        n = min(n, len(self._words) - self._taken)
        self._taken += n
        return self._words[self._taken - n : self._taken]

    def _bands(self, words: NDArray[np.int64]) -> NDArray[np.int64]:
        states = draw_states(random_key(self.seed), words, np.array(self.compiled.shared))
        return states // (N_STATES // N_BANDS)

    def _run(self, plan: Plan, tilt: float, words: NDArray[np.int64], bands: NDArray[np.int64]) -> _Drawn:
        manner = Manner(tilt=(tilt, AS_IT_IS if tilt else 1.0), n_threads=self.n_threads)
        done = run(replace(self.compiled, plan=plan), self.seed, words, manner)
        at_least, asset = self.event
        column = N_LEAKED
        if asset is not None:
            names = self.compiled.names
            column = columns.leaked_by_asset(names).start + names.assets.index(asset)
        self.n += len(words)
        weight = done.real[:, 1]
        # a weight of 0: a miss that only the tilt allows
        return _Drawn((done.rows[:, column] >= at_least) & (weight > 0.0), weight, bands)


def _weak_parts(compiled: Compiled) -> list[_Part]:
    """Return what is up on some nights and down on others: nodes and links first, on which most hangs."""
    plan, names = compiled.plan, compiled.names
    known = {code_of(name): name for name in (*names.posts, *names.units)}
    parts = []
    for i, node in enumerate(plan.net.nodes):
        name = f"node {known.get(int(node['code']), i + 1)}"
        parts.append(_Part(name, float(node["p_up"]), (("net", "nodes", "p_up", (i,)),)))
    parts += _links(plan, known)
    for i, sensor in enumerate(plan.senses.sensors):
        name = f"sensor {known.get(int(sensor['code']), i + 1)}"
        parts.append(_Part(name, float(sensor["p_sees"]), (("senses", "sensors", "p_sees", (i,)),)))
    for i, unit in enumerate(plan.force.units):
        if unit["n_items"] == 1:
            name = f"unit {known.get(int(unit['code']), i + 1)}"
            parts.append(_Part(name, float(unit["p_ready"]), (("force", "units", "p_ready", (i,)),)))
    return [p for p in parts if 0.0 < p.p_up < 1.0]


def _links(plan: Plan, known: dict[int, str]) -> list[_Part]:
    """Return links by their word: whoever shares it fails together. Where chances differ it stays as it is."""
    tables = (
        ("net", "links", "code", "p_up"),
        ("senses", "sensors", "link", "p_link"),
        ("force", "units", "link", "p_link"),
    )
    found: dict[int, list[tuple[float, str, str, str, int]]] = {}
    for bundle, table, code, field in tables:
        for i, row in enumerate(getattr(getattr(plan, bundle), table)):
            if row[field] < 1.0:
                found.setdefault(int(row[code]), []).append((float(row[field]), bundle, table, field, i))
    parts = []
    for k, (code, uses) in enumerate(found.items()):
        if len({use[0] for use in uses}) == 1:
            name = f"link {known.get(code, k + 1)}"
            fields = tuple((b, t, f, (i,)) for _, b, t, f, i in uses)
            parts.append(_Part(name, uses[0][0], fields))
    return parts


def _with(plan: Plan, part: _Part, p_up: float) -> Plan:
    """Return a plan in which a part is always up, or never."""
    for bundle, table, field, rows in part.fields:
        old = getattr(plan, bundle)
        records = getattr(old, table).copy()
        records[field][list(rows)] = p_up
        records.setflags(write=False)
        plan = plan._replace(**{bundle: old._replace(**{table: records})})
    return plan


def _strata(sampler: _Sampler, n: int, p_any: float) -> list[tuple[Plan, str, float]]:
    """Return plans that part all nights: by the first of the parts that matter that is down, or none of them.

    A part matters by how often it is down, times how much likelier than `p_any` the event then is.
    """
    plan = sampler.compiled.plan
    parts = _weak_parts(sampler.compiled)[: min(MOST_PARTS, n // (2 * LEAST))]
    n_each = max(LEAST // 2, n // (16 * max(1, len(parts))))
    downs = [sampler.draw(_with(plan, p, 0.0), 0.0, n_each).is_hit.mean() for p in parts]
    worth = [(1.0 - p.p_up) * max(0.0, d - p_any) for p, d in zip(parts, downs, strict=True)]
    order = np.argsort(-np.array(worth), kind="stable")[:MOST_DOWN]
    strata, p_so_far = [], 1.0
    for i in order.tolist():
        if worth[i] > 0.02 * max(worth):
            part = parts[i]
            strata.append((_with(plan, part, 0.0), part.name, p_so_far * (1.0 - part.p_up)))
            plan, p_so_far = _with(plan, part, 1.0), p_so_far * part.p_up
    return [*strata, (plan, "", p_so_far)]


def _designed(sampler: _Sampler, stratum: tuple[Plan, str, float], n_each: int) -> _Design:
    """Return how a stratum is sampled best, as far as pilots with each tilt show."""
    plan, down, p = stratum
    pilots = [sampler.draw(plan, tilt, n_each) for tilt in TILTS]
    best = _best_tilt(pilots)
    pilot = pilots[best]
    even = np.full(N_BANDS, 1.0 / N_BANDS)
    if pilot.is_hit.sum() < ENOUGH_HITS:
        spread = np.sqrt(pilot.square.mean() + 0.25 / n_each)
        return _Design(plan, down, p, TILTS[best], 0, even, float(spread))
    tried = [_shared_out(pilot, c) for c in range(pilot.band.shape[1])]
    spreads = [spread for _, spread in tried]
    column = int(np.argmin(spreads))
    return _Design(plan, down, p, TILTS[best], column, tried[column][0], spreads[column])


def _best_tilt(pilots: Sequence[_Drawn]) -> int:
    """Return the tilt with the least variance; without one the variance is known from p, however few hits it has."""
    hits = np.array([pilot.is_hit.sum() for pilot in pilots])
    squares = np.array([pilot.square.mean() for pilot in pilots])
    means = np.array([(pilot.is_hit * pilot.weight).mean() for pilot in pilots])
    errors = np.sqrt(np.maximum(squares - means**2, 0.0)) / np.where(means > 0.0, means, np.nan)
    if hits.max() < ENOUGH_HITS:
        return int(np.argmax(hits))
    surest = int(np.nanargmin(np.where(hits >= ENOUGH_HITS, errors, np.nan)))
    squares[0] = means[surest] if hits[0] < ENOUGH_HITS else squares[0]
    usable = (hits >= ENOUGH_HITS) | (np.arange(len(pilots)) == 0)
    return int(np.argmin(np.where(usable, squares, np.inf)))


def _shared_out(pilot: _Drawn, column: int) -> tuple[Floats, float]:
    """Return the share of replicates for each band of one family's nights, and what then is scattered by."""
    band, square = pilot.band[:, column], pilot.square
    many = np.bincount(band, minlength=N_BANDS)
    sums = np.bincount(band, square, minlength=N_BANDS)
    steady = (sums + 4.0 * square.mean()) / (many + 4.0)
    share = np.sqrt(steady) / np.sqrt(steady).sum()
    share = 0.8 * share + 0.2 / N_BANDS
    return share, float(np.sqrt((steady / share).sum()) / N_BANDS)


class _Estimate(NamedTuple):
    p: float
    variance: float
    n_hits: int
    n: int
    least: float
    """Probability of a band over its replicates, at most: what one unseen hit would count."""


def _estimated(sampler: _Sampler, design: _Design, n: int) -> _Estimate:
    """Return the probability of the event within a stratum."""
    drawn = sampler.picked(design, n)
    value = np.where(drawn.is_hit, drawn.weight, 0.0)
    p = variance = least = 0.0
    for band in range(N_BANDS):
        some = value[drawn.band[:, design.column] == band]
        if len(some) < 2:
            continue
        p += float(some.mean()) / N_BANDS
        variance += float(some.var(ddof=1)) / len(some) / N_BANDS**2
        least = max(least, 1.0 / N_BANDS / len(some) / (AS_IT_IS if design.tilt else 1.0))
    return _Estimate(p, variance, int(drawn.is_hit.sum()), len(value), least)


def _told(designs: Sequence[_Design], found: Sequence[_Estimate], n: int, plain_n: float) -> Rare:
    """Put strata together; `plain_n` is how many plain replicates the same time would have bought."""
    p = sum(d.p * f.p for d, f in zip(designs, found, strict=True))
    error = float(np.sqrt(sum(d.p**2 * f.variance for d, f in zip(designs, found, strict=True))))
    n_hits = sum(f.n_hits for f in found)
    strata = tuple(Stratum(d.down, d.p, f.p, d.tilt, f.n) for d, f in zip(designs, found, strict=True))
    if n_hits == 0:
        most = 3.0 * max(d.p * f.least for d, f in zip(designs, found, strict=True))
        return Rare(
            0.0, 0.0, 0.0, min(1.0, most), n, 0, 0.0, 0.0, strata, "never seen: only a bound is known"
        )
    n_effective = p * (1.0 - p) / error**2 if error > 0.0 else float(n)
    gain = n_effective / plain_n
    if n_hits < ENOUGH_HITS:
        note = f"seen {n_hits} times only: the error is not to be trusted"
    elif gain < 1.5:
        note = "plain sampling is as good"
    else:
        note = f"plain sampling would take {gain:,.3g} times as long"
    low, high = float(max(0.0, p - CONFIDENCE * error)), float(min(1.0, p + CONFIDENCE * error))
    return Rare(float(p), error, low, high, n, n_hits, float(n_effective), float(gain), strata, note)

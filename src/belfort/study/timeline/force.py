"""The force as it stands: which units of a scenario are ready on a day, and how likely that is.

A unit bought in a programme is ready when its forecast says; any other when its own day, plus the delay the
scenario gives it, has come; one without a day always. Delays of one origin are one draw, so units under one rule
are late together, as in a raid's worlds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from belfort.catalogue.load import Catalogue
from belfort.scenario.asked import AskedProgramme
from belfort.scenario.estimate import Estimate
from belfort.scenario.resolved import ResolvedScenario, ResolvedUnit
from belfort.study.timeline.delivery import Forecast, Programme
from belfort.study.timeline.durations import MONTH_DAYS, MONTH_S, Duration, Reals, quantiles
from belfort.study.timeline.faults import TimelineError, refuse
from belfort.study.timeline.luck import common, places
from belfort.study.timeline.network import months_between

EPOCH = date(2027, 1, 1)
"""Months of a force are counted from here."""
LAST_YEAR = 2045


def as_it_stands(
    scenario: ResolvedScenario,
    day: date,
    at: str | float | Mapping[str, float] = "mode",
    ready: Mapping[str, date] | None = None,
) -> ResolvedScenario:
    """Return a situation with the units that are ready on a day, and its options likewise.

    Parameters
    ----------
    scenario
        A situation, with an option applied or not.
    day
        The day.
    at
        Where in its range each delay lies: 'low', 'mode', 'high', a probability (0.8: as late as in the worst fifth),
        or drawn seconds by origin, as the raid's worlds have them; an origin not named is at its mode.
    ready
        Days of units that are known better, as from one draw of `ready_force`.

    Raises
    ------
    TimelineError
        `at` is none of these.

    Notes
    -----
    As under an option that takes units away: the links of a missing unit go with it, and units and nations
    whose command post is missing have none and fall back on the rules of the network.
    """
    known = ready or {}
    names = {u.name for u in scenario.units if (known[u.name] if u.name in known else _day_of(u, at)) <= day}
    found = standing(scenario, names)
    options = {name: as_it_stands(one, day, at, ready) for name, one in scenario.options.items()}
    return replace(found, options=MappingProxyType(options))


def standing(scenario: ResolvedScenario, names: Iterable[str]) -> ResolvedScenario:
    """Return a situation with only the units named; links and chains of command follow."""
    kept = set(names)
    units = tuple(
        u if u.c2 is None or u.c2 in kept else replace(u, c2=None) for u in scenario.units if u.name in kept
    )
    nations = tuple(n if n.c2 is None or n.c2 in kept else replace(n, c2=None) for n in scenario.nations)
    links = tuple(li for li in scenario.network.links if {li.sender, li.receiver} <= kept)
    network = replace(scenario.network, links=links)
    gone = _used(scenario.units) - _used(
        units
    )  # so that two forces alike are one situation, whatever is to come
    systems = MappingProxyType({i: s for i, s in scenario.systems.items() if i not in gone})
    return replace(scenario, units=units, nations=nations, network=network, systems=systems)


def _used(units: Iterable[ResolvedUnit]) -> set[str]:
    """Return the catalogue entries that units are, sense with and fire."""
    return {i for u in units for i in (u.system, *u.sensors, *(load.effector for load in u.loads))}


def _day_of(unit: ResolvedUnit, at: str | float | Mapping[str, float]) -> date:
    """Return the first day of a unit with its delay at a place of its range; the first day there is for none."""
    if unit.ready_from is None:
        return date.min
    return unit.ready_from + timedelta(seconds=_slip_s(unit.ready_slip_s, at))


def _slip_s(slip: Estimate | None, at: str | float | Mapping[str, float]) -> float:
    if slip is None:
        return 0.0
    if isinstance(at, Mapping):
        return at.get(slip.origin, slip.mode)
    if isinstance(at, str):
        refuse([] if at in ("low", "mode", "high") else [f"a delay is at low, mode or high, found '{at}'"])
        return float(getattr(slip, at))
    refuse([] if 0.0 <= at <= 1.0 else [f"a place in a range is a probability, 0 to 1, found {at:g}"])
    if at in (0.0, 1.0):
        return slip.low if at == 0.0 else slip.high
    return float(quantiles(_duration(slip), np.array([at]))[0]) * MONTH_S


def _duration(slip: Estimate) -> Duration:
    low, mode, high = (v / MONTH_S for v in (slip.low, slip.mode, slip.high))
    return Duration(low, mode, high, "fixed" if low == high else slip.shape, slip.origin, slip.is_guess)


@dataclass(frozen=True)
class Delivered:
    """Units of a scenario that come through a programme, the first delivered first."""

    units: tuple[str, ...]
    forecast: Forecast


@dataclass(frozen=True)
class ReadyForce:
    """When every unit of a situation is ready, draw by draw."""

    scenario: ResolvedScenario
    ready: Reals
    """Months from `EPOCH`, in the order of the scenario's units; minus infinity: always; (units, n)."""

    @property
    def n(self) -> int:
        """Number of draws."""
        return self.ready.shape[1]

    @cached_property
    def months(self) -> Reals:
        """First of every month from 2027 to the end of 2045, in months from `EPOCH`."""
        days = [date(y, m, 1) for y in range(EPOCH.year, LAST_YEAR + 1) for m in range(1, 13)]
        return np.array([months_between(EPOCH, d) for d in days])

    def p_ready(self, day: date) -> dict[str, float]:
        """Return for each unit the probability that it is ready on a day."""
        shares = np.mean(self.ready <= months_between(EPOCH, day) + 1e-9, axis=1)
        return {u.name: float(p) for u, p in zip(self.scenario.units, shares, strict=True)}

    def p_by_month(self) -> Reals:
        """Return the probability that a unit is ready, unit by month, (units, months)."""
        order = np.sort(self.ready, axis=1)
        late = [np.searchsorted(row, self.months + 1e-9, side="right") for row in order]
        return np.array(late, dtype=np.float64).reshape(len(order), self.months.size) / self.n

    def number(self, system: str, *, fighting: bool = False) -> NDArray[np.int16]:
        """Return how many items of a system are ready, month by draw, (months, n).

        Parameters
        ----------
        system
            Catalogue entry.
        fighting
            Leave out units in reserve or kept for training.
        """
        counts = np.zeros((self.months.size, self.n), dtype=np.int16)
        for unit, ready in zip(self.scenario.units, self.ready, strict=True):
            if unit.system == system and (unit.fights or not fighting):
                counts += np.int16(unit.count) * (ready[None, :] <= self.months[:, None] + 1e-9)
        return counts

    def days(self, draw: int) -> dict[str, date]:
        """Return the day on which each unit is ready in one draw, for `as_it_stands`."""
        return {u.name: _from_epoch(m) for u, m in zip(self.scenario.units, self.ready[:, draw], strict=True)}

    def as_it_stands(self, day: date, draw: int) -> ResolvedScenario:
        """Return the situation with the units ready on a day in one draw."""
        return as_it_stands(self.scenario, day, ready=self.days(draw))


def _from_epoch(months: float) -> date:
    """Return the day some months after `EPOCH`, the first of all days for minus infinity."""
    return (
        EPOCH + timedelta(days=float(np.ceil(months * MONTH_DAYS - 1e-6)))
        if np.isfinite(months)
        else date.min
    )


def ready_force(
    scenario: ResolvedScenario,
    catalogue: Catalogue,
    delivered: Sequence[Delivered] = (),
    *,
    n: int,
    seed: int = 0,
) -> ReadyForce:
    """Return when every unit of a situation is ready.

    Parameters
    ----------
    scenario
        A situation, with an option applied or not.
    catalogue
        For how delays go together: its cause "industry".
    delivered
        Units that come through programmes; their forecasts have `n` draws.
    n, seed
        Draws, and the root of their streams.

    Raises
    ------
    TimelineError
        A unit that is not there or comes twice, more units than a programme delivers, or other draws.
    """
    _check(scenario, delivered, n)
    bought = {
        name: d.forecast.ready[i] + months_between(EPOCH, d.forecast.programme.contract)
        for d in delivered
        for i, name in enumerate(d.units)
    }
    rows = [bought[u.name] if u.name in bought else _own(u, catalogue, n, seed) for u in scenario.units]
    return ReadyForce(scenario, np.array(rows).reshape(len(rows), n))


def _own(unit: ResolvedUnit, catalogue: Catalogue, n: int, seed: int) -> Reals:
    if unit.ready_from is None:
        return np.full(n, -np.inf)
    start = np.full(n, months_between(EPOCH, unit.ready_from))
    slip = unit.ready_slip_s
    if slip is None or slip.low == slip.high:
        return start + (slip.mode / MONTH_S if slip else 0.0)
    shares = {"industry": catalogue.causes["industry"].everywhere}
    at = places(seed, f"slip {slip.origin}", shares, common(seed, shares, n))
    return start + quantiles(_duration(slip), at)


def _check(scenario: ResolvedScenario, delivered: Sequence[Delivered], n: int) -> None:
    known = {u.name for u in scenario.units}
    named = [name for d in delivered for name in d.units]
    faults = [f"there is no unit '{name}'" for name in named if name not in known]
    faults += [f"unit '{name}' comes twice" for name in dict.fromkeys(named) if named.count(name) > 1]
    for d in delivered:
        programme = d.forecast.programme
        if len(d.units) > programme.n_units:
            faults.append(f"{programme.name}: delivers {programme.n_units} units, found {len(d.units)} names")
        if d.forecast.timeline.n != n:
            faults.append(f"{programme.name}: has {d.forecast.timeline.n} draws; needed: {n}")
    refuse(faults)


def programme_of(
    asked: AskedProgramme, scenario: ResolvedScenario
) -> tuple[Programme, tuple[str, ...]] | None:
    """Return a programme that a study names, and the units it brings; none where it buys nothing here.

    It buys nothing under an option without its units, and has no timeline of its own without a day of contract: then the
    units are ready as [dates] says.

    Raises
    ------
    TimelineError
        Its units are of more than one system.
    """
    units = [u for u in scenario.units if fnmatchcase(u.name, asked.units)]
    if not units or asked.contract_on is None:
        return None
    systems = sorted({u.system for u in units})
    if len(systems) > 1:
        raise TimelineError(f"{asked.name}: buys one system; '{asked.units}' names {' and '.join(systems)}")
    programme = Programme(
        asked.name,
        systems[0],
        len(units),
        asked.contract_on,
        per_year=asked.per_year,
        leased_ready=_trained_from(asked, scenario),
    )
    return programme, tuple(u.name for u in units)


def _trained_from(asked: AskedProgramme, scenario: ResolvedScenario) -> date | None:
    """Return from when crews can train on another unit: its day with its delay at the mode; none without one."""
    if asked.trained_on is None:
        return None
    days = [_day_of(u, "mode") for u in scenario.units if fnmatchcase(u.name, asked.trained_on)]
    return min(days, default=None)

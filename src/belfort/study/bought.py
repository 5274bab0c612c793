"""What an option buys: programmes with their units, dates, and what they take in money."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from belfort.catalogue.load import Catalogue
from belfort.scenario.asked import AskedMoney, AskedProgramme
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.study.cost.programme import Programme as CostProgramme
from belfort.study.cost.programme import Stock
from belfort.study.timeline.delivery import ALL, Forecast, forecast
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.force import EPOCH, Delivered, ReadyForce, programme_of, ready_force
from belfort.study.timeline.slips import slips

YEARS_TO_PAY = 3
"""From contract to service, where a unit's day is given and its contract is not: a prior."""


@dataclass(frozen=True)
class Bought:
    """One programme of one option."""

    asked: AskedProgramme
    units: tuple[ResolvedUnit, ...]
    forecast: Forecast | None
    """None: ready as the scenario says."""

    @property
    def system(self) -> str:
        """Return the catalogue entry of what is bought."""
        return self.units[0].system

    @property
    def n_items(self) -> int:
        """Return how many fire units."""
        return sum(u.count for u in self.units)


@dataclass(frozen=True)
class Holdings:
    """What an option buys, and when its units are ready."""

    bought: tuple[Bought, ...]
    force: ReadyForce


def holdings(
    scenario: ResolvedScenario,
    programmes: Sequence[AskedProgramme],
    catalogue: Catalogue,
    n_draws: int,
    seed: int,
) -> Holdings:
    """Return what a situation buys, with draws of when each unit is ready.

    Raises
    ------
    TimelineError
        A programme has no delivery figures, or its units are of more than one system.
    """
    learned = slips(catalogue)
    bought: list[Bought] = []
    delivered: list[Delivered] = []
    for asked in programmes:
        units = tuple(u for u in scenario.units if fnmatchcase(u.name, asked.units))
        if not units:
            continue
        _one_system(asked, units)
        found = programme_of(asked, scenario)
        told = None
        if found is not None:
            told = forecast(found[0], catalogue, n=n_draws, seed=seed, learned=learned)
            delivered.append(Delivered(found[1], told))
        bought.append(Bought(asked, units, told))
    return Holdings(tuple(bought), ready_force(scenario, catalogue, delivered, n=n_draws, seed=seed))


def _one_system(asked: AskedProgramme, units: Sequence[ResolvedUnit]) -> None:
    systems = sorted({u.system for u in units})
    if len(systems) > 1:
        raise TimelineError(f"{asked.name}: buys one system; '{asked.units}' names {' and '.join(systems)}")


def implied(
    programmes: Sequence[AskedProgramme], options: Iterable[ResolvedScenario], base: ResolvedScenario
) -> tuple[AskedProgramme, ...]:
    """Return the programmes asked for, and one a system for units that an option adds and none of them covers.

    What an option adds is what the situation without any has not: the reference pays for its own as the others do.
    Units numbered on from each other are one programme, unless their common pattern names a unit of that situation
    or of another system too.
    """
    there = {u.name for u in base.units}
    every = [u for one in options for u in one.units]
    found = list(programmes)
    for unit in every:
        is_new = unit.name not in there and unit.kind == "fire-unit"
        if is_new and not any(fnmatchcase(unit.name, p.units) for p in found):
            pattern = _pattern(unit, there, every)
            found.append(AskedProgramme(pattern.strip("-*"), pattern, pattern, None, None, False, None, None))
    return tuple(found)


def _pattern(unit: ResolvedUnit, there: Collection[str], every: Iterable[ResolvedUnit]) -> str:
    if not unit.name[-1].isdigit():
        return unit.name
    pattern = unit.name.rstrip("0123456789") + "*"
    alike = [u for u in every if fnmatchcase(u.name, pattern)]
    is_own = all(u.system == unit.system and u.name not in there for u in alike)
    return pattern if is_own else unit.name


STOCKED = ("interceptor", "interceptor-drone")
"""Kinds of effectors bought as a stock; ammunition of guns is in what a unit costs to run."""


def costed(holding: Holdings, money: AskedMoney) -> tuple[CostProgramme, ...]:
    """Return the programmes of a situation as they are costed: those of the payers, within the years that count."""
    systems = holding.force.scenario.systems
    found = []
    for one in holding.bought:
        units = [u for u in one.units if not money.payers or u.nation in money.payers]
        if units:
            stocks = () if one.asked.is_leased else _stocks(units, systems)
            found.append(_costed(one, units, money, stocks, holding.force))
    return tuple(found)


def _costed(
    one: Bought,
    units: Sequence[ResolvedUnit],
    money: AskedMoney,
    stocks: tuple[Stock, ...],
    force: ReadyForce,
) -> CostProgramme:
    contract, service = _years(one, units, money, force)
    last = min(one.asked.until or money.last_year, money.last_year)
    return CostProgramme(
        one.asked.name,
        one.system,
        sum(u.count for u in units),
        contract,
        service,
        max(1, last - service + 1),
        stocks=stocks,
        is_leased=one.asked.is_leased,
    )


def _years(
    one: Bought, units: Sequence[ResolvedUnit], money: AskedMoney, force: ReadyForce
) -> tuple[int, int]:
    """Return the year of the first payment and the first of service, at the median of the dates."""
    if one.forecast is not None:
        contract = one.forecast.programme.contract.year
        return contract, max(contract, one.forecast.day(ALL, 0.5).year)
    service = max(_last_year(units, force) or money.first_year, money.first_year)
    if one.asked.is_leased:
        return service, service
    return max(money.first_year, service - YEARS_TO_PAY) if service > money.first_year else service, service


def _last_year(units: Sequence[ResolvedUnit], force: ReadyForce) -> int | None:
    """Return the year in which the last of some units is ready, delays included, at the median; None without a day."""
    names = {u.name for u in units if u.ready_from is not None}
    rows = [i for i, u in enumerate(force.scenario.units) if u.name in names]
    if not rows:
        return None
    months = float(np.median(force.ready[rows].max(axis=0)))
    return EPOCH.year + int(np.floor(months / 12.0 + 1e-9))


def _stocks(units: Sequence[ResolvedUnit], systems: Mapping[str, ResolvedSystem]) -> tuple[Stock, ...]:
    """Return the interceptors bought with units: what is ready, and the reloads."""
    ready: dict[str, float] = {}
    stored: dict[str, float] = {}
    for unit in units:
        for load in unit.loads:
            if systems[load.effector].kind not in STOCKED:
                continue
            n = load.n_ready.mode * unit.count
            ready[load.effector] = ready.get(load.effector, 0.0) + n
            stored[load.effector] = stored.get(load.effector, 0.0) + n * unit.reloads
    return tuple(
        Stock(effector, round(n), stored[effector] / n if n else 0.0) for effector, n in ready.items()
    )

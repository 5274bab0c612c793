"""What the options of a study cost, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from belfort.catalogue.load import Catalogue
from belfort.records import Table
from belfort.scenario.asked import Asked, AskedMoney
from belfort.study.bought import Holdings, costed
from belfort.study.cost import CostError, LifeCycle, Terms, Worlds, drivers, life_cycle
from belfort.study.cost import tell as cost_tell
from belfort.study.cost.discount import RealRate
from belfort.study.cost.drivers import guess_share
from belfort.study.cost.programme import Programme
from belfort.study.given import drawn, stream
from belfort.study.tables import (
    BudgetTable,
    CostCurveTable,
    CostItemTable,
    CostTotalTable,
    DriverTable,
    FigureTable,
)

MILLION = 1e6


@dataclass(frozen=True)
class Money:
    """What the options cost."""

    lives: Mapping[str, LifeCycle]
    guesses: Mapping[str, float]
    worlds: Worlds
    drivers: DriverTable
    figures: FigureTable
    notes: tuple[str, ...]
    uncosted: frozenset[str] = frozenset()
    """Options that buy something without a price: what they cost is not known."""

    @classmethod
    def of(
        cls,
        asked: Asked,
        held: Mapping[str, Holdings],
        catalogue: Catalogue,
        n_draws: int,
        seed: int,
    ) -> "Money":
        """Cost every option; what cannot be costed is a note, not an end."""
        money = asked.money
        worlds = Worlds(catalogue, seed, n_draws)
        terms = Terms(price_year=money.price_year, base_year=money.first_year, currency=money.currency)
        lives, guesses, tables, notes, used, uncosted = {}, {}, [], [], {}, set()
        for name, one in held.items():
            bought = costed(one, money)
            if not bought:
                continue
            try:
                life = _at_rate(life_cycle(bought, worlds, terms), money, n_draws, seed)
            except CostError as error:
                uncosted.add(name)
                notes.append(f"{name}: not costed: {error}")
                continue
            lives[name] = life
            found = drivers(life.constant.draws, life.used, worlds)
            guesses[name] = guess_share(found)
            tables.append(cost_tell.driver_rows(name, "", "life-cycle cost", found[:12], worlds))
            used |= {(u.entry, u.parameter): u for u in life.used}
        notes += list(dict.fromkeys(a for life in lives.values() for a in life.assumptions))
        return cls(
            lives,
            guesses,
            worlds,
            DriverTable.concat(tables),
            cost_tell.figure_rows(used.values(), worlds),
            tuple(notes),
            frozenset(uncosted),
        )

    def tables(self, reference: str, asked: Asked) -> dict[str, Table]:
        """Return the tables of cost."""
        items, totals, curves, budgets = [], [], [], []
        ceilings = {year: MILLION * value for year, value in asked.money.ceiling_million.items()}
        for name, life in self.lives.items():
            items.append(cost_tell.cost_items(name, life))
            added = self._added(name, reference)
            totals.append(cost_tell.cost_totals(name, life, self.guesses[name], added))
            curves.append(cost_tell.cost_curve(name, life))
            budgets.append(cost_tell.budget_rows(name, life, ceilings))
        return {
            "cost_items": CostItemTable.concat(items),
            "cost_totals": CostTotalTable.concat(totals),
            "cost_curve": CostCurveTable.concat(curves),
            "budget": BudgetTable.concat(budgets),
        }

    def _added(self, name: str, reference: str) -> LifeCycle | None:
        """Return the life of what an option has and the reference has not; None for nothing, or where that is not known."""
        if name == reference or reference in self.uncosted:
            return None
        mine = self.lives[name]
        known = {p.name: p for p in self.lives[reference].programmes} if reference in self.lives else {}
        beyond = (_beyond(p, known.get(p.name)) for p in mine.programmes)
        new = [p for p in beyond if p is not None]
        if not new:
            return None
        found = life_cycle(new, self.worlds, mine.terms)
        return replace(found, discount=mine.discount, point_rates=mine.point_rates)

    def axis(self, names: Sequence[str], n: int) -> tuple[NDArray, NDArray] | None:
        """Return (options,) medians and (n, options) draws of life-cycle cost in millions; None of none.

        NaN for an option that could not be costed; one that buys nothing costs nothing.
        """
        if not self.lives:
            return None
        columns = [self._draws(o) for o in names]
        drawn = np.stack([c[np.arange(n) % c.size] for c in columns], axis=1)
        return np.median(drawn, axis=0), drawn

    def _draws(self, option: str) -> NDArray:
        if option in self.lives:
            return self.lives[option].constant.draws / MILLION
        return np.array([np.nan if option in self.uncosted else 0.0])


def _at_rate(life: LifeCycle, money: AskedMoney, n: int, seed: int) -> LifeCycle:
    """Return a life discounted at the rate that the question gives, the same draws for every option."""
    rate = money.discount_percent
    if rate is None:
        return life
    draws = drawn(rate, n, stream(seed, "study.money.discount_percent"))
    best = RealRate(np.array([rate.mode / 100.0]))
    return replace(life, discount=RealRate(draws / 100.0), point_rates=(life.point_rates[0], best))


def _beyond(one: Programme, reference: Programme | None) -> Programme | None:
    """Return what a programme brings beyond one of its name in the reference; None for nothing."""
    if reference is None:
        return one
    n = one.n_fire_units - reference.n_fire_units
    if n <= 0:
        return None
    had = {s.effector: s.n_ready for s in reference.stocks}
    more = [(s, s.n_ready - had.get(s.effector, 0)) for s in one.stocks]
    return replace(one, n_fire_units=n, stocks=tuple(replace(s, n_ready=m) for s, m in more if m > 0))

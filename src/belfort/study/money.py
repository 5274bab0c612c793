"""What the options of a study cost, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.catalogue.load import Catalogue
from belfort.records import Table
from belfort.scenario.asked import Asked
from belfort.study.bought import Holdings, costed
from belfort.study.cost import CostError, LifeCycle, Terms, Worlds, drivers, life_cycle
from belfort.study.cost import tell as cost_tell
from belfort.study.cost.drivers import guess_share
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
        lives, guesses, tables, notes, used = {}, {}, [], [], {}
        for name, one in held.items():
            bought = costed(one, money)
            if not bought:
                continue
            try:
                life = life_cycle(bought, worlds, terms)
            except CostError as error:
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
        """Return the life of what an option has and the reference has not."""
        if name == reference:
            return None
        known = {p.name for p in self.lives[reference].programmes} if reference in self.lives else set()
        new = [p for p in self.lives[name].programmes if p.name not in known]
        return life_cycle(new, self.worlds, self.lives[name].terms) if new else None

    def axis(self, names: Sequence[str], n: int) -> tuple[NDArray, NDArray] | None:
        """Return (options,) medians and (n, options) draws of life-cycle cost in millions; None of none."""
        if not self.lives:
            return None
        columns = [self.lives[o].constant.draws / MILLION if o in self.lives else np.zeros(1) for o in names]
        drawn = np.stack([c[np.arange(n) % c.size] for c in columns], axis=1)
        return np.median(drawn, axis=0), drawn

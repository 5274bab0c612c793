"""Who pays for what nations buy together: a cost game a system, every rule with its stability.

A coalition costs what its own order would: fire units of its members alone, with learning over fewer of them and the costs
that a programme has once, whatever its size. What allies save is what these do not double.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from belfort.scenario.asked import AskedMoney
from belfort.study.bought import Holdings, costed
from belfort.study.cost import CostError, Terms, Worlds, life_cycle
from belfort.study.cost.programme import Programme
from belfort.study.cost.sharing import MOST_NATIONS, game_of, rules_in_doubt
from belfort.study.tables import ShareTable

MILLION = 1e6
MOST_DRAWS = 200
"""Games that are solved: each rule is a small programme a draw."""
BY_UNITS = "by units"


def share_rows(
    held: Mapping[str, Holdings], money: AskedMoney, worlds: Worlds, names: Sequence[str]
) -> tuple[ShareTable, tuple[str, ...]]:
    """Return who pays for each system that several nations buy, and what could not be shared, in sentences.

    Parameters
    ----------
    held
        What each option buys.
    money
        Years and currency; every nation counts here, payer or not.
    worlds
        Draws of the catalogue.
    names
        Options that are told: what the reference buys too is told once, for the reference.
    """
    told: set[tuple[str, ...]] = set()
    rows: list[tuple] = []
    notes: list[str] = []
    for option in names:
        for system, parts in _joint(held[option], money).items():
            mark = (system, *(f"{nation} {p.n_fire_units}" for nation, p in parts.items()))
            if mark in told:
                continue
            told.add(mark)
            try:
                rows += [(option, system, *row) for row in _shares(parts, worlds, money)]
            except CostError as error:
                notes.append(f"{option}: {system}: not shared: {error}")
    return ShareTable.from_rows(rows), tuple(notes)


def _joint(held: Holdings, money: AskedMoney) -> dict[str, dict[str, Programme]]:
    """Return the systems that several nations buy: by nation, all its programmes of it as one."""
    nations = sorted({u.nation for b in held.bought for u in b.units})
    found: dict[str, dict[str, Programme]] = {}
    for nation in nations:
        for one in costed(held, replace(money, payers=(nation,))):
            if one.is_leased:
                continue
            mine = found.setdefault(one.system, {})
            mine[nation] = _together([mine[nation], one]) if nation in mine else one
    return {system: parts for system, parts in found.items() if 1 < len(parts) <= MOST_NATIONS}


def _together(parts: Sequence[Programme]) -> Programme:
    """Return one order of several: the first contract, the first service, the longest life, all units and missiles."""
    service = min(p.in_service_year for p in parts)
    end = max(p.end_year for p in parts)
    return replace(
        parts[0],
        name=parts[0].system,
        n_fire_units=sum(p.n_fire_units for p in parts),
        contract_year=min(p.contract_year for p in parts),
        in_service_year=service,
        years_of_service=end - service,
        stocks=tuple(s for p in parts for s in p.stocks),
    )


def _shares(parts: Mapping[str, Programme], worlds: Worlds, money: AskedMoney) -> list[tuple]:
    nations = tuple(parts)
    terms = Terms(price_year=money.price_year, base_year=money.first_year, currency=money.currency)
    every = range(1, 1 << len(nations))
    members = [tuple(n for i, n in enumerate(nations) if c >> i & 1) for c in every]
    # every coalition over the same years and draws, so that a saving is not a change of calendar
    cost = {
        m: _cost(_together([parts[n] for n in m]), _together(list(parts.values())), worlds, terms)
        for m in members
    }
    n = min(MOST_DRAWS, worlds.n)
    games = [game_of(nations, lambda m, i=i: float(cost[m][i])) for i in range(n)]
    units = [float(parts[nation].n_fire_units) for nation in nations]
    rows = []
    for found in rules_in_doubt(games, {BY_UNITS: units}):
        for i, nation in enumerate(nations):
            share = found.share[:, i]
            low, high = np.quantile(share, [0.05, 0.95]) if len(share) else (np.nan, np.nan)
            mean = float(share.mean()) if len(share) else np.nan
            alone = float(np.mean(cost[nation,][:n]))
            rows.append((nation, found.rule, units[i], alone, mean, float(low), float(high), found.p_stable))
    return rows


def _cost(one: Programme, whole: Programme, worlds: Worlds, terms: Terms) -> np.ndarray:
    """Return (n,) the life-cycle cost of an order in millions, over the years of the whole."""
    same = replace(
        one,
        contract_year=whole.contract_year,
        in_service_year=whole.in_service_year,
        years_of_service=whole.years_of_service,
    )
    return life_cycle([same], worlds, terms).constant.draws / MILLION

"""What the money buys: performance over cost, world by world."""

from collections.abc import Mapping

import numpy as np

from belfort.study.cost.exchange import Ratio, cost_per_asset_year, cost_per_kill, exchange, ratio
from belfort.study.cost.lifecycle import LifeCycle
from belfort.study.cost.tell import effect_rows
from belfort.study.performance.kept import Measured
from belfort.study.performance.tell import Results
from belfort.study.tables import EffectTable

MILLION = 1e6


def effects(results: Results, lives: Mapping[str, LifeCycle], currency: str) -> EffectTable:
    """Return cost a kill, a raid and an asset-year, and the exchange with the attacker, by option and picture.

    Shots are in euro at their catalogue prices; a life is in the study's currency.
    """
    tables = []
    for option in results.options:
        for picture in results.pictures:
            found = results.at(option, picture)
            ratios = _of_shots(found)
            life = lives.get(option)
            if life is not None:
                protected = n_protected(found)
                cost = life.constant.draws / MILLION
                protected = protected[np.arange(cost.size) % protected.size]  # the worlds of a raid in turn
                years = float(life.years.size)
                unit = f"million {currency} an asset and year not hit"
                ratios["life-cycle cost an asset-year protected", unit] = cost_per_asset_year(
                    cost, protected, years
                )
            tables.append(effect_rows(option, picture, ratios))
    return EffectTable.concat(tables)


def _of_shots(found: Measured) -> dict[tuple[str, str], Ratio]:
    fired = found.means(("defence_eur", "")) / MILLION
    launched = found.means(("attack_eur", "")) / MILLION
    kills = sum((found.means(key) for key in found.values if key[0] == "n_kills"), np.zeros_like(fired))
    ratios = {
        ("fired in a raid", "million EUR"): ratio(fired, 1.0),
        ("fired for one kill", "million EUR"): cost_per_kill(fired, kills),
    }
    if launched.any():
        ratios["defender's shots for the attacker's threats", "ratio"] = exchange(fired, launched)
    return ratios


def n_protected(found: Measured) -> np.ndarray:
    """Return (worlds,) how many of the assets that are attacked are not hit, on average."""
    hits = [
        _share_hit(found, values) for (measure, _), values in found.values.items() if measure == "n_leaked_at"
    ]
    n_worlds = max(1, int(found.world.max()) + 1)
    return len(hits) - np.sum(hits, axis=0) if hits else np.zeros(n_worlds)


def _share_hit(found: Measured, values: np.ndarray) -> np.ndarray:
    drawn = found.world >= 0
    if not drawn.any():
        return np.array([float(np.mean(values > 0.0))])
    world = found.world[drawn]
    return np.bincount(world, values[drawn] > 0.0) / np.bincount(world)

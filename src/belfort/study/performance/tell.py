"""The tables of a study that say how each option performs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belfort.raid.summary import bands, spread_of_worlds
from belfort.scenario.resolved import ResolvedAsset
from belfort.study.performance.kept import Key, Measured
from belfort.study.performance.runs import Cell
from belfort.study.tables import DifferenceTable, PerformanceTable, ProtectionTable, RegretTable

Floats = NDArray[np.float64]
REGRETTED = ("n_leaked", "value_hit")
"""Measures whose regret is told; less is better."""


@dataclass(frozen=True)
class Results:
    """Every run of a study by its cell."""

    by_cell: Mapping[Cell, Measured]

    def at(self, option: str, picture: str, **more: Any) -> Measured:
        """Return the measures of one cell."""
        return self.by_cell[Cell(option, picture, **more)]

    @property
    def options(self) -> list[str]:
        """Return the options, in order."""
        return list(dict.fromkeys(c.option for c in self.by_cell))

    @property
    def pictures(self) -> list[str]:
        """Return the pictures, in order."""
        return list(dict.fromkeys(c.picture for c in self.by_cell))


def performance(results: Results) -> PerformanceTable:
    """Return every measure of every run, with its bands; a year's force and a stress tell the totals only."""
    rows: list[tuple] = []
    for cell, found in results.by_cell.items():
        if cell.is_without_guesses:
            continue
        place = (cell.option, cell.picture, cell.stress, cell.year)
        is_whole = not cell.stress and not cell.year
        for key, values in found.values.items():
            if key[1] == "" or is_whole:
                rows.append((*place, *key, *_numbers(bands(values, found.world))))
        if is_whole:
            rows += [(*place, *key, *_mean_only(share)) for key, share in found.left_share.items()]
    return PerformanceTable.from_rows(rows)


def _numbers(of: Sequence[float]) -> tuple[float, ...]:
    """Return the numbers of a row from those of a raid's summary: without the bands of chance alone."""
    mean, median, low50, high50, low90, high90, unknown_low, unknown_high, _, _, at_mode, error = of
    return mean, median, low50, high50, low90, high90, unknown_low, unknown_high, at_mode, error


def _mean_only(share: float) -> tuple[float, ...]:
    return (share, *(np.nan,) * 9)


def differences(results: Results) -> DifferenceTable:
    """Return each measure of one option less that of another, for every pair, on the same raids and luck."""
    rows: list[tuple] = []
    for picture in results.pictures:
        for other, option in combinations(results.options, 2):
            one, two = results.at(option, picture), results.at(other, picture)
            rows += [
                (option, other, picture, *key, *_difference(one, two, key))
                for key in one.values
                if key in two.values and (key[1] == "" or key[0] in ("n_leaked", "n_leaked_at"))
            ]
    return DifferenceTable.from_rows(rows)


def _difference(one: Measured, two: Measured, key: Key) -> tuple[float, ...]:
    apart = one.values[key] - two.values[key]
    mean, _, _, _, low90, high90, unknown_low, unknown_high, _, _, _, error = bands(apart, one.world)
    by_world = one.means(key) - two.means(key)
    p_less = float(np.mean(by_world < 0.0) + 0.5 * np.mean(by_world == 0.0))
    return mean, low90, high90, unknown_low, unknown_high, error, p_less


def regrets(results: Results) -> RegretTable:
    """Return how much worse each option is than the best one, picture by picture, and at worst over all of them.

    The best is the one with the least mean: its band over worlds is nil, and that of another may begin below nil, where
    some worlds turn the two about. Over all pictures a regret is a share of what that picture's worst option loses:
    leakers of a night of drones and of a salvo of ballistic missiles are no common money.
    """
    rows: list[tuple] = []
    for measure in REGRETTED:
        shares = {option: [] for option in results.options}
        for picture in results.pictures:
            means = {o: results.at(o, picture).means((measure, "")) for o in results.options}
            leader = min(means.values(), key=lambda m: m.mean())
            best, worst = float(leader.mean()), max(m.mean() for m in means.values())
            for option, mean in means.items():
                value = float(mean.mean())
                low, high = np.quantile(mean - leader, [0.05, 0.95])
                rows.append((option, picture, measure, value, best, value - best, float(low), float(high)))
                shares[option].append((value - best) / worst if worst > 0.0 else 0.0)
        for option, found in shares.items():
            rows.append((option, "", measure, np.nan, np.nan, max(found), np.nan, np.nan))
    return RegretTable.from_rows(rows)


def protection(results: Results, assets: Iterable[ResolvedAsset]) -> ProtectionTable:
    """Return leakers at each defended asset, and how often it is hit at all."""
    by_name = {a.name: a for a in assets}
    rows: list[tuple] = []
    for picture in results.pictures:
        for option in results.options:
            found = results.at(option, picture)
            for (measure, name), values in found.values.items():
                if measure == "n_leaked_at" and name in by_name:
                    asset = by_name[name]
                    rows.append(
                        (option, picture, name, asset.value, asset.nation or "", *_hits(found, values))
                    )
    return ProtectionTable.from_rows(rows)


def _hits(found: Measured, values: Floats) -> tuple[float, float, float, float]:
    drawn = values[found.world >= 0] if (found.world >= 0).any() else values
    low, high = np.quantile(drawn, [0.05, 0.95])
    return float(drawn.mean()), float(low), float(high), float(np.mean(drawn > 0.0))


def unknown_band(found: Measured, key: Key) -> tuple[float, float, float]:
    """Return the mean of a measure and its 90 % band of not knowing alone."""
    drawn = found.world >= 0
    if not drawn.any():
        mean = float(found.values[key].mean())
        return mean, mean, mean
    (low, high), _ = spread_of_worlds(found.values[key][drawn], found.world[drawn])
    return low, float(found.values[key][drawn].mean()), high

"""How much of what is not known of a raid's leakers rests on guesses."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from belfort.raid.indices import guess_share
from belfort.study.performance.runs import Cell
from belfort.study.performance.tell import Results
from belfort.study.tables import DriverTable

LEAKERS = ("n_leaked", "")
GUESSES = "all guesses"
Ends = tuple[float, float, float]


def performance_guesses(results: Results) -> dict[tuple[str, str], Ends]:
    """Return by option and picture the share of the variance over worlds that rests on guesses, with its 90 % band.

    Each world is run again with every guess at its mode: what is then left of the variance rests on published figures.
    """
    found: dict[tuple[str, str], Ends] = {}
    for cell, known in results.by_cell.items():
        if cell.is_without_guesses:
            every = results.by_cell[Cell(cell.option, cell.picture)]
            of_all, of_known = (_by_world(m.values[LEAKERS], m.world) for m in (every, known))
            share = guess_share(of_all, of_known)
            if np.isfinite(share.value):
                value, low, high = (float(np.clip(v, 0.0, 1.0)) for v in (share.value, share.low, share.high))
                found[cell.option, cell.picture] = (value, low, high)
    return found


def _by_world(values: NDArray[np.float64], world: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return (worlds, replicates)."""
    drawn = world >= 0
    n_worlds = int(world.max()) + 1
    return values[drawn][np.argsort(world[drawn], kind="stable")].reshape(n_worlds, -1)


def guess_rows(guesses: Mapping[tuple[str, str], Ends]) -> DriverTable:
    """Return the shares as rows of drivers: all guesses together."""
    rows = [
        (option, "", picture, LEAKERS[0], GUESSES, "all guesses together", *share, "guesses", True)
        for (option, picture), share in guesses.items()
    ]
    return DriverTable.from_rows(rows)

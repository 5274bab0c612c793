"""What the ground hides along ways: looked over once, kept for other stages on the same ground.

Options of one base differ by few units. Whoever stands in both at the same place sees the same along the same ways, so
a look is kept by its content: the ground, refraction, the place with its reach and beam, and the ways.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.readonly import locked
from belfort.raid.compiling.kept import OWN_BYTES, content, kept_for
from belfort.terrain import Lookout, Survey, Window

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sight:
    """What the ground hides from one place along every way of a stage."""

    first: NDArray[np.int64]
    """(n_ways,): first sample that its window reaches."""
    begin: NDArray[np.int64]
    """(n_ways + 1,): where its heights begin."""
    hidden_m: NDArray[np.float32]
    """Lowest height above ground in sight."""

    @cached_property
    def content(self) -> str:
        """A digest of it all."""
        return content(self.first, self.begin, self.hidden_m)


def sights_of(
    survey: Survey,
    lookouts: Sequence[Lookout],
    columns: Sequence[Floats],
    start: NDArray[np.int64],
    n_threads: int = 1,
    told: Callable[[int], None] = lambda _n: None,
) -> list[Sight]:
    """Return what the ground hides from each place along ways.

    Parameters
    ----------
    survey
        The ground.
    lookouts
        The places.
    columns
        Rows and columns of the ways' samples on the ground's frame, flat.
    start
        (n_ways + 1,): where each way begins in them.
    n_threads
        That look over the ground.
    told
        Called with how many places are done.
    """
    kept = kept_for(survey.terrain)
    about = ("sight", survey.terrain.frame, survey.k_factor, content(*columns, start))
    keys = [(*about, replace(one, name="")) for one in lookouts]
    found = {key: sight for key in keys if (sight := kept.find(key)) is not None}
    missing = {key: one for key, one in zip(keys, lookouts, strict=True) if key not in found}
    cells = (np.floor(columns[0] + 0.5).astype(np.intp), np.floor(columns[1] + 0.5).astype(np.intp))
    windows = survey.windows(missing.values(), n_threads)
    for n, (key, window) in enumerate(zip(missing, windows, strict=True), len(found) + 1):
        found[key] = _sight(window, cells, start)
        kept.keep(key, found[key], OWN_BYTES + found[key].hidden_m.nbytes)
        told(n)
    return [found[key] for key in keys]


def part_of(sight: Sight, ways: slice) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return what a kernel reads of some ways in a row: first samples, where heights begin, heights."""
    begin = sight.begin[ways.start : ways.stop + 1]
    hidden_m = sight.hidden_m[begin[0] : begin[-1]]
    return locked(sight.first[ways]), locked(begin - begin[0]), locked(hidden_m)


def without_ground(sight: Sight) -> Sight:
    """Return the same place with nothing hidden within its reach: for what needs no line of sight."""
    hidden_m = np.where(np.isfinite(sight.hidden_m), np.float32(0.0), sight.hidden_m)
    return replace(sight, hidden_m=locked(hidden_m))


def _sight(
    window: Window, cells: tuple[NDArray[np.intp], NDArray[np.intp]], start: NDArray[np.int64]
) -> Sight:
    """Return what a window hides along every way, from the first sample in its reach to the last.

    `cells` are the rows and columns of the cells that hold the samples, `start` where each way begins in them.
    """
    n_rows, n_cols = window.height_agl_m.shape
    r, c = cells[0] - window.row0, cells[1] - window.col0
    inside = np.flatnonzero((r >= 0) & (r < n_rows) & (c >= 0) & (c < n_cols))
    hidden_m = np.full(r.shape, np.inf, np.float32)
    hidden_m[inside] = window.height_agl_m[r[inside], c[inside]]
    reached = np.flatnonzero(np.isfinite(hidden_m))
    at = np.searchsorted(reached, start)
    is_reached = at[:-1] < at[1:]
    ends = np.append(reached, 0)  # a way out of reach at the very end looks here, and takes nothing of it
    low = np.where(is_reached, np.maximum(ends[at[:-1]] - 1, start[:-1]), start[:-1])
    high = np.where(is_reached, np.minimum(ends[at[1:] - 1] + 2, start[1:]), low)
    begin = np.concatenate([[0], np.cumsum(high - low)]).astype(np.int64)
    picked = np.arange(begin[-1]) + np.repeat(low - begin[:-1], high - low)
    first = np.where(is_reached, low - start[:-1], 0).astype(np.int64)
    return Sight(locked(first), locked(begin), locked(hidden_m[picked]))

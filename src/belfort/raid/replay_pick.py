"""Which replicate to look at: one by its number, a typical one, a bad one, the worst; and why it is the one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.raid.model import Outcome
from belfort.raid.summary import measures, worlds_of

Floats = NDArray[np.float64]
KINDS = ("typical", "bad", "worst")
BAD = 0.95
"""Share of replicates with as many leakers or fewer than the bad one has."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A replicate to look at."""

    world: int
    """From 0; -1 for everything at its mode."""
    replicate: int
    """Within its world, from 0."""
    n_leaked: int
    """Over all its nights."""
    why: str
    """In words."""


def pick(outcome: Outcome, which: str | int | tuple[int, int] = "typical") -> Picked:
    """Return one replicate of an outcome.

    Parameters
    ----------
    outcome
        Of a raid under one option.
    which
        `typical`: leakers nearest the median, and among those what the defence fires nearest its median, in euro;
        `bad`: the same at the point that 95 of 100 replicates stay below; `worst`: most leakers, then the most
        fired. Or a number, counted from 0 through the drawn worlds in turn, or (world, replicate). What is equal
        otherwise goes by the lowest number.

    Returns
    -------
    Replicates of drawn worlds only, unless there are none or (-1, replicate) is asked for.

    Raises
    ------
    ValueError
        There is no such replicate, or no such word.
    """
    first = outcome.night == 0
    world, replicate = worlds_of(outcome), outcome.replicate[first]
    drawn = np.flatnonzero(world >= 0) if (world >= 0).any() else np.arange(len(world))
    found = measures(outcome)
    leaked, cost_eur = found["n_leaked", ""], found["defence_eur", ""]
    if isinstance(which, str):
        at, why = _by_word(which, leaked[drawn], cost_eur[drawn])
        row = int(drawn[at])
    else:
        row, why = _by_number(which, world, replicate, drawn)
    return Picked(int(world[row]), int(replicate[row]), int(leaked[row]), why)


def _by_number(
    which: int | tuple[int, int],
    world: NDArray[np.int32],
    replicate: NDArray[np.int32],
    drawn: NDArray[np.intp],
) -> tuple[int, str]:
    if isinstance(which, tuple):
        rows = np.flatnonzero((world == which[0]) & (replicate == which[1]))
        if not rows.size:
            raise ValueError(f"there is no replicate {which[1]} of world {which[0]}")
        return int(rows[0]), f"replicate {which[1]} of {_named(which[0])}, as asked"
    if not 0 <= which < len(drawn):
        raise ValueError(f"replicates are numbered 0 to {len(drawn) - 1:,}, found {which:,}")
    row = int(drawn[which])
    return row, f"number {which:,} of {len(drawn):,}: replicate {replicate[row]} of {_named(int(world[row]))}"


def _named(world: int) -> str:
    return f"world {world}" if world >= 0 else "the world in which everything stands at its mode"


def _by_word(which: str, leaked: Floats, cost_eur: Floats) -> tuple[int, str]:
    """Return the place of a replicate among those given, and why."""
    n = len(leaked)
    if which == "worst":
        at = int(np.lexsort((np.arange(n), -cost_eur, -leaked))[0])
        n_alike = int((leaked == leaked[at]).sum())
        why = f"{leaked[at]:g} leakers, the most of {n:,} replicates"
        return at, why + (f"; of {n_alike:,} with as many, the most was fired" if n_alike > 1 else "")
    if which not in KINDS:
        raise ValueError(f"a replicate is {', '.join(KINDS)} or a number, found '{which}'")
    share, words = (0.5, "the median") if which == "typical" else (BAD, "what 95 of 100 stay at or below")
    wanted = float(np.quantile(leaked, share, method="inverted_cdf"))
    at, usual_eur = _nearest(leaked, cost_eur, wanted)
    why = f"{leaked[at]:g} leakers: {words} of {n:,} replicates"
    return at, f"{why}; among those its shots cost nearest the median, {_money(usual_eur)}"


def _nearest(leaked: Floats, cost_eur: Floats, wanted: float) -> tuple[int, float]:
    """Return the place nearest to the leakers wanted and, among those, to their median cost; and that median."""
    alike = np.flatnonzero(np.abs(leaked - wanted) == np.abs(leaked - wanted).min())
    usual_eur = float(np.median(cost_eur[alike]))
    return int(alike[np.argmin(np.abs(cost_eur[alike] - usual_eur))]), usual_eur


def _money(eur: float) -> str:
    return f"{eur / 1e6:,.2f} million euro" if eur >= 1e6 else f"{eur:,.0f} euro"

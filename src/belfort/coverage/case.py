"""Which end of a range is meant: the low case is bad for the defender, the high case good.

One number an estimate, so that low, mode and high of a result enclose it: every estimate is taken at its
unfavourable end at once, then at its favourable end. That is wider than any one world is likely to be.
"""

from typing import Literal

from belfort.scenario.resolved import Estimate

Case = Literal["low", "mode", "high"]
CASES: tuple[Case, ...] = ("low", "mode", "high")
Better = Literal["higher", "lower"]
"""Which way is good for the defender."""


def value_of(estimate: Estimate, case: Case, better: Better = "higher") -> float:
    """Return an estimate's number in SI at a case of the defender.

    Raises
    ------
    ValueError
        The case is none of `CASES`.
    """
    if case not in CASES:
        raise ValueError(f"a case is one of {', '.join(CASES)}, found {case!r}")
    if case == "mode":
        return estimate.mode
    return estimate.high if (case == "high") == (better == "higher") else estimate.low

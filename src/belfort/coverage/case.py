"""Which number stands for each thing not known exactly: a case of the defender, or one drawn world.

The low case is bad for the defender, the high case good: every estimate stands at its unfavourable end at
once, then at its favourable end, so that low and high enclose a result. That is wider than nearly every world.
"""

from collections.abc import Mapping
from typing import Literal

from belfort.scenario.resolved import Estimate

Case = Literal["low", "mode", "high"]
CASES: tuple[Case, ...] = ("low", "mode", "high")
World = Case | Mapping[str, float]
"""A case, or drawn values in SI by an estimate's origin; an origin that is not drawn stands at its mode."""
Better = Literal["higher", "lower"]
"""Which way is good for the defender."""


def value_of(estimate: Estimate, case: World, better: Better | None = "higher") -> float:
    """Return an estimate's number in SI at a case of the defender or in a drawn world.

    `better` is None where a number cuts both ways: it then stands at its mode in every case.

    Raises
    ------
    ValueError
        The case is none of `CASES`.
    """
    if not isinstance(case, str):
        return case.get(estimate.origin, estimate.mode)
    if case not in CASES:
        raise ValueError(f"a case is one of {', '.join(CASES)}, found {case!r}")
    if case == "mode" or better is None:
        return estimate.mode
    return estimate.high if (case == "high") == (better == "higher") else estimate.low

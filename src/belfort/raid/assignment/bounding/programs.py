"""Linear and whole-number programs, solved by HiGHS through SciPy.

HiGHS cannot be interrupted from Python; it runs in a thread of its own, so that Ctrl-C ends the wait at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belfort.raid.assignment.model import Floats


def waited_for(run: Callable[[], Any]) -> Any:
    """Return what `run` returns, from a thread of its own.

    Raises
    ------
    KeyboardInterrupt
        As it comes; the thread ends at its own time limit. What `run` raises is raised here.
    """
    found: dict[str, Any] = {}

    def work() -> None:
        try:
            found["result"] = run()
        except Exception as error:  # told where it is waited for
            found["error"] = error

    worker = Thread(target=work, daemon=True, name="highs")
    worker.start()
    while worker.is_alive():
        worker.join(0.1)
    if "error" in found:
        raise found["error"]
    return found["result"]


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The optimum of a linear program."""

    value: float
    use: Floats
    """Of each variable."""
    most_price: Floats
    """Of each row with a most: what one more would save, not below zero."""
    equal_price: Floats
    """Of each row with a right number: what one more costs."""


def relaxed(cost: Floats, most: tuple, equal: tuple, unit: float, seconds: float) -> Relaxed | None:
    """Return min cost x, x >= 0, with (matrix, right side) for `most` and for `equal`; None where time ran out.

    The cost is solved in `unit`, for HiGHS's tolerances are absolute.
    """
    from scipy.optimize import linprog

    result = waited_for(
        lambda: linprog(
            cost / unit,
            A_ub=most[0],
            b_ub=most[1],
            A_eq=equal[0],
            b_eq=equal[1],
            method="highs",
            options={"time_limit": seconds},
        )
    )
    if result.status != 0:
        return None
    prices = np.maximum(-unit * result.ineqlin.marginals, 0.0)
    return Relaxed(unit * float(result.fun), result.x, prices, unit * result.eqlin.marginals)


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """What HiGHS says of a whole-number program that is minimised."""

    use: Floats | None
    """Of each variable, of the best found."""
    bound: float
    """Proven; infinite where nothing satisfies the program, minus infinity where it cannot tell."""


def whole(cost: Floats, rows: tuple, upper: Floats, is_whole: NDArray, seconds: float) -> Whole:
    """Return min cost x, 0 <= x <= upper, with (matrix, low, high), some of x whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    limits: Any = (np.zeros(upper.size), upper)
    result = waited_for(
        lambda: milp(
            cost,
            constraints=LinearConstraint(*rows),
            bounds=Bounds(*limits),
            integrality=is_whole,
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
    )
    if result.status == 2:
        return Whole(None, np.inf)
    bound = getattr(result, "mip_dual_bound", None)
    return Whole(result.x, -np.inf if bound is None else float(bound))

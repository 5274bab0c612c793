"""Learning curves: how the cost of a unit falls with the number made.

Two conventions, never to be mixed: in Crawford's the *unit* with twice the number costs `rate` times as much
(J. R. Crawford, 1944), in Wright's the *average* of all so far does (T. P. Wright, J. Aeronautical Sciences 3,
1936). A rate of 1 is flat. The first unit has number 1.
"""

from math import log2

import numpy as np

from belfort.study.cost.money import CostError


def _exponent(rate: float) -> float:
    if not 0.0 < rate <= 1.0:
        raise CostError(f"a learning rate lies above 0 and up to 1, found {rate:g}")
    return log2(rate)


def _check_units(*numbers: int) -> None:
    if min(numbers) < 1:
        raise CostError(f"units are numbered from 1, found {min(numbers)}")


def crawford_unit(cost: float, n: int, rate: float, reference: int = 1) -> float:
    """Return what unit `n` costs when unit `reference` costs `cost`.

    >>> [round(crawford_unit(100.0, n, 0.8), 1) for n in (1, 2, 4, 8)]
    [100.0, 80.0, 64.0, 51.2]
    """
    _check_units(n, reference)
    return cost * (n / reference) ** _exponent(rate)


def crawford_lot(cost: float, first: int, last: int, rate: float, reference: int = 1) -> float:
    """Return what the units `first` to `last` cost together, each summed, not approximated."""
    _check_units(first, last, reference)
    if last < first:
        raise CostError(f"a lot runs forward, found units {first} to {last}")
    units = np.arange(first, last + 1) / reference
    return float(cost * (units ** _exponent(rate)).sum())


def wright_average(cost: float, n: int, rate: float) -> float:
    """Return the average cost of units 1 to `n` when the first costs `cost`."""
    _check_units(n)
    return cost * n ** _exponent(rate)


def wright_lot(cost: float, first: int, last: int, rate: float) -> float:
    """Return what the units `first` to `last` cost together when the first unit of all costs `cost`."""
    _check_units(first, last)
    if last < first:
        raise CostError(f"a lot runs forward, found units {first} to {last}")
    power = 1.0 + _exponent(rate)
    if power <= 0.0:
        raise CostError(f"at Wright's rate {rate:g} more units would cost no more in all; it lies above 0.5")
    return cost * (last**power - (first - 1) ** power)


def wright_unit(cost: float, n: int, rate: float, reference: int = 1) -> float:
    """Return what unit `n` alone costs when unit `reference` costs `cost`."""
    return cost * wright_lot(1.0, n, n, rate) / wright_lot(1.0, reference, reference, rate)


def quantity_factor(n: int, reference: int, rate: np.ndarray) -> np.ndarray:
    """Return how a unit price changes with the size of an order, by Crawford's curve.

    Parameters
    ----------
    n
        Units ordered.
    reference
        Units of the order that the price was quoted for.
    rate
        (draws,) learning rates, 0 to 1.

    Returns
    -------
    (draws,)
        Average over units 1 to n, over the average of units 1 to `reference`: 1 at n = reference or rate 1.
    """
    _check_units(n, reference)
    power = np.log2(np.atleast_1d(np.asarray(rate, dtype=float)))
    return _mean_of_units(n, power) / _mean_of_units(reference, power)


def _mean_of_units(n: int, power: np.ndarray) -> np.ndarray:
    return np.mean([k**power for k in range(1, n + 1)], axis=0)

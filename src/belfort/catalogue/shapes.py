"""How a range is read as a distribution: the quantile function of each shape.

fixed
    Always the mode.
triangular, pert
    From low to high with its peak at the mode.
lognormal
    On a logarithmic scale: two half normals that meet at the mode with one height, low and high their 5 % and
    95 % quantiles, cut off there. On that scale the mode is the most likely, and nothing leaves the range.
two-piece-normal
    For what was measured: low, mode and high are the 10 % quantile, the median (or pooled value) and the 90 %
    quantile, and come out as such; each half has its own spread. Cut off at what is physically possible.
"""

from math import exp, inf, log

from belfort.catalogue.figure import Figure
from belfort.numeric.quantiles import normal_quantile, pert_quantile, triangular_quantile

_Z90 = 1.2815515655446004
_Z95 = 1.6448536269514722
_UNLIMITED = frozenset({"angle", "growth", "calendar year"})


def quantile(figure: Figure, p: float) -> float:
    """Return the value of `figure`, in its own unit, below which a share `p` of its distribution lies.

    Parameters
    ----------
    figure
        Any figure of the catalogue.
    p
        Probability, 0 to 1; 0 and 1 give the ends of the range.

    Raises
    ------
    ValueError
        The probability is outside [0, 1].
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"a probability lies between 0 and 1, found {p}")
    low, mode, high = figure.low, figure.mode, figure.high
    match figure.shape:
        case "fixed":
            return mode
        case "triangular":
            return triangular_quantile(p, low, mode, high)
        case "pert":
            return pert_quantile(p, low, mode, high)
        case "lognormal":
            return _lognormal(p, low, mode, high)
        case "two-piece-normal":
            return _clipped(figure, _measured(p, low, mode, high))


def physical_range(figure: Figure) -> tuple[float, float]:
    """Return what is physically possible, in the unit of the figure.

    Shares and probabilities lie in [0, 1]; an angle, a growth rate or a level in decibels may have any sign;
    everything else is at least 0 unless the figure itself goes below.
    """
    unit = figure.parsed_unit
    if unit.dimension in ("probability", "fraction"):
        return 0.0, unit.from_si(1.0)
    if unit.is_level or unit.dimension in _UNLIMITED or figure.low < 0:
        return -inf, inf
    return 0.0, inf


def _clipped(figure: Figure, value: float) -> float:
    least, most = physical_range(figure)
    return min(max(value, least), most)


def _lognormal(p: float, low: float, mode: float, high: float) -> float:
    below, above = log(mode / low), log(high / mode)
    share_below = below / (below + above)  # what makes the two halves meet at one height
    if p < share_below:
        z = normal_quantile(0.05 + 0.45 * p / share_below)
        return max(low, mode * exp(below * z / _Z95))
    z = normal_quantile(0.5 + 0.45 * (p - share_below) / (1.0 - share_below)) if share_below < 1.0 else 0.0
    return min(high, mode * exp(above * z / _Z95))


def _measured(p: float, low: float, mode: float, high: float) -> float:
    z = normal_quantile(p)
    spread = (mode - low if z < 0 else high - mode) / _Z90
    return mode + spread * z if spread else mode

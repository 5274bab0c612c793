"""How well one sensor sees one target: probability of a look, reach, confirmation, with every assumption named.

In: a sensor and a target of the resolved scenario, a case or a drawn world, and the conditions. Out: a `Detector` that
gives the probability of a look at any range and height, or the reason why there is nothing to be seen. The ground in
between (line of sight, elevation) is for whoever knows it.
"""

from belfort.coverage.sensing.case import drawn_estimates, drawn_figures, value_of
from belfort.coverage.sensing.conditions import Conditions, conditions_at
from belfort.coverage.sensing.confirm import p_confirmed
from belfort.coverage.sensing.detector import detector_for, why_blind
from belfort.coverage.sensing.model import Detector
from belfort.coverage.sensing.priors import Assumption

__all__ = [
    "Assumption",
    "Conditions",
    "Detector",
    "conditions_at",
    "detector_for",
    "drawn_estimates",
    "drawn_figures",
    "p_confirmed",
    "value_of",
    "why_blind",
]

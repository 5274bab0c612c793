"""Which option should be chosen: values, weights, and how much of what may be believed speaks for each option.

In: measures of options by criterion (with draws where they are uncertain), fixed value scales, and swing points. Out: additive
values and where they come from, what is dominated with cost as its own axis, rank acceptabilities, what one would have to
believe to choose the other, who wins where in the room of weights, regrets, and PROMETHEE as a second opinion. No single
verdict: there is no score here that mixes benefit with cost.
"""

from belfort.study.decision.dominance import efficient_frontier, front, front_share
from belfort.study.decision.flip import flip_weights, leader_flips, least_change, nearest_weights, value_flips
from belfort.study.decision.mavt import additive, appraise
from belfort.study.decision.model import DecisionError
from belfort.study.decision.promethee import Flows, Preference, Shape, flows
from belfort.study.decision.region import grouped, win_regions, win_triangle
from belfort.study.decision.regret import regret, worst_regret_draws
from belfort.study.decision.smaa import Acceptability, acceptability
from belfort.study.decision.values import Scale, linear_scale, piecewise_scale, valued
from belfort.study.decision.weights import (
    given_weights,
    interval_weights,
    ordinal_weights,
    swing_weights,
    uniform_weights,
)

__all__ = [
    "Acceptability",
    "DecisionError",
    "Flows",
    "Preference",
    "Scale",
    "Shape",
    "acceptability",
    "additive",
    "appraise",
    "efficient_frontier",
    "flip_weights",
    "flows",
    "front",
    "front_share",
    "given_weights",
    "grouped",
    "interval_weights",
    "leader_flips",
    "least_change",
    "linear_scale",
    "nearest_weights",
    "ordinal_weights",
    "piecewise_scale",
    "regret",
    "swing_weights",
    "uniform_weights",
    "value_flips",
    "valued",
    "win_regions",
    "win_triangle",
    "worst_regret_draws",
]

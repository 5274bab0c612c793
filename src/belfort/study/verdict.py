"""From scores to what they decide: the matrix, ranks under three views of the weights, and what would flip them.

Cost criteria are an axis of their own: they never enter the benefit. Missing cells count as the middle of their
scale at the modes, and as anything in the draws.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from belfort.records import Table
from belfort.scenario.asked import AskedCriterion
from belfort.study.decision import tell
from belfort.study.decision.dominance import FrontShare, front_share
from belfort.study.decision.mavt import additive, appraise
from belfort.study.decision.promethee import Preference, Shape, flows
from belfort.study.decision.region import grouped, win_triangle
from belfort.study.decision.smaa import acceptability
from belfort.study.decision.values import Scale, linear_scale, piecewise_scale, valued
from belfort.study.decision.weights import interval_weights, ordinal_weights, swing_weights, uniform_weights
from belfort.study.judged import Score
from belfort.study.tables import MatrixTable, RankingTable, RankTable

Floats = NDArray[np.float64]
Scores = Mapping[tuple[str, str], Score]
COST = "cost"
VIEWS = ("stated", "ordinal", "unknown")
"""The weights as stated with their doubt, only their order, and any weights at all."""
INDIFFERENCE, PREFERENCE = 0.05, 0.3
"""PROMETHEE's thresholds as shares of a scale: priors."""
TRIANGLE_DRAWS = 2000
AMOUNTS = {"thousand": 1e-3, "million": 1.0, "billion": 1e3}
"""In millions."""
DECISION_TABLES = ("matrix", "weights", "ranking", "ranks", "central", "flips", "region")


def matrix(criteria: Sequence[AskedCriterion], options: Sequence[str], scores: Scores) -> MatrixTable:
    """Return each option on each criterion, costs among them."""
    rows = []
    for c in criteria:
        scale = scale_of(c)
        for option in options:
            s = scores[option, c.name]
            worth = float("nan") if s.is_missing else float(scale.value_of(s.mode))
            low, high = min(c.worst, c.best), max(c.worst, c.best)
            outside = 0.0 if s.is_missing else float(np.mean((s.draws < low) | (s.draws > high)))
            rows.append(
                (
                    *(
                        option,
                        c.name,
                        c.title,
                        c.group,
                        c.unit,
                        s.low,
                        s.mode,
                        s.high,
                        c.worst,
                        c.best,
                        worth,
                    ),
                    *(s.is_missing, outside, s.evidence, s.guess_share, s.sources),
                )
            )
    return MatrixTable.from_rows(rows)


def scale_of(c: AskedCriterion) -> Scale:
    """Return the value scale of a criterion."""
    if not c.curve:
        return linear_scale(c.name, c.worst, c.best)
    return piecewise_scale(c.name, ((c.worst, 0.0), *c.curve, (c.best, 100.0)))


def decided(
    criteria: Sequence[AskedCriterion],
    options: Sequence[str],
    titles: Mapping[str, str],
    scores: Scores,
    costs: tuple[Floats, Floats] | None,
    draws: tuple[int, int],
) -> dict[str, Table]:
    """Return the tables of the decision.

    Parameters
    ----------
    criteria
        All of them; those of cost are left to `costs`.
    options, titles
        Names, and what they are called in running text.
    scores
        (option, criterion) to its score, with as many draws each as `draws` says.
    costs
        (options,) medians and (draws, options) of life-cycle cost, NaN where not known; None where there is none.
    draws
        How many, and the seed.
    """
    judged = [c for c in criteria if c.group != COST]
    if not judged or len(options) < 2:
        return {}
    modes, drawn = _measures(judged, options, scores)
    scales = [scale_of(c) for c in judged]
    values, value_draws = valued(scales, modes).values, valued(scales, drawn).values
    points = np.array([(c.swing.low, c.swing.mode, c.swing.high) for c in judged])
    names = tell.Names(
        tuple(options),
        tuple(c.name for c in judged),
        tuple(titles[o] for o in options),
        tuple(c.title for c in judged),
        tuple(c.unit for c in judged),
    )
    stated, views = _views(points, draws)
    return {
        "weights": tell.weights(names, points, stated, views["stated"]),
        **_rankings(names, (values, value_draws), stated, views, (modes, judged), costs),
        "flips": tell.flips(names, scales, modes, values, stated),
        **_regions(names, judged, values, value_draws, stated),
    }


def given_costs(
    criteria: Sequence[AskedCriterion], options: Sequence[str], scores: Scores, currency: str
) -> tuple[Floats, Floats] | None:
    """Return (options,) medians and (draws, options) of the first cost that a question gives, in millions of its currency.

    For a study that prices no programme: the sums a country published are its cost axis. None where there are none, or
    where the unit is no amount of the study's currency.
    """
    for c in criteria:
        scale, _, rest = c.unit.partition(" ")
        if c.group == COST and c.values and scale in AMOUNTS and rest.split(" ")[0] == currency:
            missing = [scores[o, c.name].is_missing for o in options]
            drawn = AMOUNTS[scale] * np.stack([scores[o, c.name].draws for o in options], axis=1)
            drawn[:, missing] = np.nan
            return np.median(drawn, axis=0), drawn
    return None


def _measures(
    judged: Sequence[AskedCriterion], options: Sequence[str], scores: Scores
) -> tuple[Floats, Floats]:
    modes = np.array([[_mode(scores[o, c.name], c) for c in judged] for o in options])
    draws = np.array([[scores[o, c.name].draws for c in judged] for o in options])
    return modes, np.ascontiguousarray(draws.transpose(2, 0, 1))


def _mode(score: Score, c: AskedCriterion) -> float:
    return 0.5 * (c.worst + c.best) if score.is_missing else score.mode


def _views(points: Floats, draws: tuple[int, int]) -> tuple[Floats, dict[str, Floats]]:
    n, seed = draws
    order = np.unique(-points[:, 1], return_inverse=True)[1] + 1
    views = {
        "stated": interval_weights(points, n, seed),
        "ordinal": ordinal_weights(order.tolist(), n, seed + 1),
        "unknown": uniform_weights(len(points), n, seed + 2),
    }
    return swing_weights(points[:, 1]), views


def _rankings(
    names: tell.Names,
    values: tuple[Floats, Floats],
    stated: Floats,
    views: Mapping[str, Floats],
    measured: tuple[Floats, Sequence[AskedCriterion]],
    costs: tuple[Floats, Floats] | None,
) -> dict[str, Table]:
    at_mode, drawn = values
    net = flows(measured[0], stated, [_preference(c) for c in measured[1]]).net
    rankings, ranks, central = [], [], np.full(at_mode.shape, np.nan)
    for view in VIEWS:
        weights = views[view]
        found = acceptability(drawn, weights)
        appraisal = appraise(at_mode, stated, drawn, weights)
        fronts = None
        if costs is not None:
            fronts = (costs[0], _front(additive(drawn, weights), costs[1]))
        rankings.append(
            tell.ranking(names, view, appraisal, found, net if view == VIEWS[0] else None, fronts)
        )
        ranks.append(tell.ranks(names, view, found))
        central = found.central_weight  # of the last view: any weights
    return {
        "ranking": RankingTable.concat(rankings),
        "ranks": RankTable.concat(ranks),
        "central": tell.central(names, central),
    }


def _front(benefit: Floats, costs: Floats) -> FrontShare:
    """Return how often each option is on the front; NaN where a cost is not known: that option might beat any."""
    if np.isfinite(costs).all():
        return front_share(benefit, costs)
    n = costs.shape[1]
    nothing, nobody = np.full(n, np.nan), np.full((n, n), np.nan)
    return FrontShare(nobody, nobody, nothing, nothing, 0)


def _preference(c: AskedCriterion) -> Preference:
    span = abs(c.best - c.worst)
    return Preference(Shape.LINEAR, INDIFFERENCE * span, PREFERENCE * span, is_rising=c.best > c.worst)


def _regions(
    names: tell.Names,
    judged: Sequence[AskedCriterion],
    values: Floats,
    value_draws: Floats,
    stated: Floats,
) -> dict[str, Table]:
    """Return who wins over three weights: of three criteria, or of the groups where there are three."""
    numbers = list(dict.fromkeys(c.group for c in judged))
    if len(judged) == 3:
        at_mode, drawn = values, value_draws[:TRIANGLE_DRAWS]
    elif len(numbers) == 3:
        group = [numbers.index(c.group) for c in judged]
        at_mode, _ = grouped(values, stated, group)
        drawn = np.array([grouped(v, stated, group)[0] for v in value_draws[:TRIANGLE_DRAWS]])
    else:
        return {}
    return {"region": tell.region(names, win_triangle(at_mode, value_draws=drawn))}

"""The tables of a study that say how the options come out, and what one would have to believe to choose another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from belfort.study.decision.dominance import FrontShare
from belfort.study.decision.flip import ValueFlip, flip_weights, value_flip
from belfort.study.decision.mavt import Appraisal
from belfort.study.decision.model import DecisionError, Floats, checked_values, checked_weights
from belfort.study.decision.region import Triangle
from belfort.study.decision.smaa import Acceptability
from belfort.study.decision.values import Scale
from belfort.study.tables import CentralTable, FlipTable, RankingTable, RankTable, RegionTable, WeightTable

Z95 = 1.959963984540054
"""Half-width of a 95 % interval in standard errors."""


@dataclass(frozen=True, slots=True)
class Names:
    """What options and criteria are called, by their number."""

    options: tuple[str, ...]
    criteria: tuple[str, ...]
    option_titles: tuple[str, ...]
    """In running text."""
    criterion_titles: tuple[str, ...]
    units: tuple[str, ...]
    """Of each criterion's measure; empty for none."""


def weights(names: Names, points: ArrayLike, stated: Floats, draws: Floats) -> WeightTable:
    """Return what each criterion counts.

    Parameters
    ----------
    names
        What the criteria are called.
    points
        (criteria, 3) swing points: low, mode, high.
    stated
        (criteria,) weights at the modes.
    draws
        (draws, criteria) weights drawn from the points.
    """
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    columns = (*np.asarray(points, np.float64).T, stated, low, high)
    return WeightTable.from_rows(list(zip(names.criteria, *columns, strict=True)))


def ranking(
    names: Names,
    kind: str,
    appraisal: Appraisal,
    found: Acceptability,
    net: Floats | None = None,
    fronts: tuple[Floats, FrontShare] | None = None,
) -> RankingTable:
    """Return how the options come out under one assumption about the weights.

    Parameters
    ----------
    names, kind
        What the options are called; and the assumption: stated, ordinal or unknown.
    appraisal
        Benefits; its level must be 0.9.
    found
        Acceptabilities under the same weights.
    net
        (options,) net flows of PROMETHEE II, where asked.
    fronts
        (options,) median cost, and how often each option is on the front of benefit and cost.

    Raises
    ------
    DecisionError
        The range of the benefits is not a 90 % band.
    """
    if abs(appraisal.level - 0.9) > 1e-9:
        raise DecisionError(f"the ranking tells 90 % bands; these hold {appraisal.level:g}")
    nothing = np.full(len(names.options), np.nan)
    columns = (
        appraisal.total,
        appraisal.total_low,
        appraisal.total_high,
        found.first,
        Z95 * found.rank_sd[:, 0],
        found.confidence,
        nothing if net is None else net,
        nothing if fronts is None else fronts[0],
        nothing if fronts is None else fronts[1].on_front,
    )
    rows = zip(names.options, *columns, strict=True)
    return RankingTable.from_rows([(option, kind, *row) for option, *row in rows])


def ranks(names: Names, kind: str, found: Acceptability) -> RankTable:
    """Return the rank acceptabilities under one assumption about the weights."""
    rows = [
        (o, kind, r + 1, found.rank[i, r])
        for i, o in enumerate(names.options)
        for r in range(len(found.rank))
    ]
    return RankTable.from_rows(rows)


def central(names: Names, central_weight: Floats) -> CentralTable:
    """Return the weights that, on average, make each option the first: (options, criteria), NaN where none do."""
    pairs = zip(names.options, central_weight, strict=True)
    return CentralTable.from_rows(
        [(o, c, w) for o, row in pairs for c, w in zip(names.criteria, row, strict=True)]
    )


def region(names: Names, triangle: Triangle) -> RegionTable:
    """Return who wins over the triangle of three weights."""
    winners = [names.options[o] for o in triangle.winner]
    rows = zip(winners, *triangle.weight.T, triangle.lead, triangle.p_first, strict=True)
    return RegionTable.from_rows(list(rows))


def flips(
    names: Names, scales: Sequence[Scale], measures: ArrayLike, values: ArrayLike, stated: ArrayLike
) -> FlipTable:
    """Return what one would have to believe to choose each other option rather than the first.

    A row for every other option and criterion with the weight at which the two swap, one with the measure of the
    other, and one with the measure of the first, in the criterion's unit. Where nothing does, that is a row too.

    Parameters
    ----------
    names, scales
        What options and criteria are called, and the scale of each criterion.
    measures, values
        (options, criteria) at the modes: in the criterion's unit, and what it is worth.
    stated
        (criteria,) weights at the modes.

    Raises
    ------
    DecisionError
        Shapes or numbers do not fit.
    """
    measured, v = checked_values(measures, (2,)), checked_values(values, (2,))
    w = checked_weights(stated, v.shape[1], (1,))
    first = int((v @ w).argmax())
    at = flip_weights(v, w)[first]
    rows: list[tuple] = []
    for other in (o for o in range(len(v)) if o != first):
        for k, criterion in enumerate(names.criteria):
            swap = (names.options[first], names.options[other], criterion)
            rows.append(
                (
                    *swap,
                    "weight",
                    w[k],
                    at[other, k],
                    _of_weight(names, (first, other), k, w[k], at[other, k]),
                )
            )
            for mover, rival in ((other, first), (first, other)):
                flip = value_flip(v, w, mover, rival, k, scales[k])
                what = f"value of {names.options[mover]}"
                words = _of_value(names, (first, other), flip, measured[mover, k])
                rows.append((*swap, what, measured[mover, k], flip.measure_flips_at, words))
    return FlipTable.from_rows(rows)


def _of_weight(names: Names, pair: tuple[int, int], k: int, now: float, at: float) -> str:
    first, other = (_quoted(names.option_titles[o]) for o in pair)
    title = names.criterion_titles[k]
    if np.isnan(at):
        return f"No weight of {title} alone puts {other} before {first}."
    way = "less" if at < now else "more"
    return _begun(
        f"{other} comes before {first} where {title} counts {at:.0%} or {way} ({now:.0%} as stated)."
    )


def _of_value(names: Names, pair: tuple[int, int], flip: ValueFlip, now: float) -> str:
    first, other = (_quoted(names.option_titles[o]) for o in pair)
    mover, title = _quoted(names.option_titles[flip.option]), names.criterion_titles[flip.criterion]
    if np.isnan(flip.measure_flips_at):
        return f"No {title} of {mover} on the scale puts {other} before {first}."
    unit = f" {names.units[flip.criterion]}" if names.units[flip.criterion] else ""
    way = "less" if flip.measure_flips_at < now else "more"
    at = f"{flip.measure_flips_at:.3g}{unit} or {way} ({now:.3g}{unit} as told)"
    return _begun(f"{other} comes before {first} where {title} of {mover} is {at}.")


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _quoted(title: str) -> str:
    """Return a title in quotation marks: in a sentence it could be taken for part of it."""
    return f"\u201c{title}\u201d"

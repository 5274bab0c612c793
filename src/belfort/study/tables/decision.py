"""How options come out."""

from dataclasses import dataclass

from belfort.records import Table
from belfort.records.columns import F64, I64, Bool, Text


@dataclass(frozen=True, slots=True)
class MatrixTable(Table):
    """The performance matrix: each option on each criterion."""

    option: Text
    """Option."""
    criterion: Text
    """Name of the criterion."""
    title: Text
    """In words."""
    group: Text
    """performance, cost, allies, time or other."""
    unit: Text
    """Unit of the figures."""
    low: F64
    """Lower end of its 90 % range, or the lowest plausible where it was given; NaN where missing."""
    mode: F64
    """Best single value, or the mean of what was simulated."""
    high: F64
    """Upper end."""
    worst: F64
    """Value worth nothing, on the fixed scale."""
    best: F64
    """Value worth all."""
    value: F64
    """Worth on that scale, 0 to 100, at the mode."""
    is_missing: Bool
    """True where nothing is known: it may then be worth anything."""
    p_outside: F64
    """Share of draws outside the scale, counted as its ends."""
    evidence: Text
    """Where it comes from: simulated, or the evidence of the figure."""
    guess_share: F64
    """Share of it that rests on guesses, 0 to 1."""
    sources: Text
    """Keys of the references or words."""


@dataclass(frozen=True, slots=True)
class WeightTable(Table):
    """What each criterion counts."""

    criterion: Text
    """Name of the criterion."""
    swing_low: F64
    """Points for its swing: lowest."""
    swing_mode: F64
    """Best single value."""
    swing_high: F64
    """Highest."""
    weight: F64
    """Share of all points, at the modes."""
    weight_low90: F64
    """Lower end of the 90 % band of the weights drawn."""
    weight_high90: F64
    """Upper end of it."""


@dataclass(frozen=True, slots=True)
class RankingTable(Table):
    """How the options come out, under what is assumed of the weights."""

    option: Text
    """Option."""
    weights: Text
    """stated (swing points with their doubt), ordinal (only their order), or unknown (any weights)."""
    benefit: F64
    """Additive value, 0 to 100, at the modes."""
    benefit_low90: F64
    """Lower end of the 90 % band over measurements and weights."""
    benefit_high90: F64
    """Upper end of it."""
    p_first: F64
    """Share of draws in which it ranks first, or ties for it."""
    p_first_error: F64
    """Half-width of the 95 % Monte Carlo interval of that."""
    confidence: F64
    """Share in which it ranks first with its central weights; NaN if it never does."""
    promethee: F64
    """Net flow of PROMETHEE II, a second opinion, -1 to 1; NaN where not asked."""
    cost_p50: F64
    """Life-cycle cost, constant prices; NaN for none."""
    p_on_front: F64
    """Share of draws in which no other option is both better and cheaper."""


@dataclass(frozen=True, slots=True)
class RankTable(Table):
    """Rank acceptabilities."""

    option: Text
    """Option."""
    weights: Text
    """As in the ranking."""
    rank: I64
    """From 1."""
    p: F64
    """Share of draws."""


@dataclass(frozen=True, slots=True)
class CentralTable(Table):
    """The weights that, on average, make an option the first: what its friends believe."""

    option: Text
    """Option."""
    criterion: Text
    """Name of the criterion."""
    weight: F64
    """Mean over any weights under which it ranks first; NaN if none."""


@dataclass(frozen=True, slots=True)
class FlipTable(Table):
    """What one would have to believe to choose the other."""

    option: Text
    """First at the stated weights and modes."""
    other: Text
    """The one that would take its place."""
    criterion: Text
    """The criterion whose weight, or value, must change."""
    what: Text
    """weight, or value of the named option."""
    now: F64
    """As stated."""
    flips_at: F64
    """Where they swap; NaN where nothing on the scale does."""
    words: Text
    """In a sentence."""


@dataclass(frozen=True, slots=True)
class RegionTable(Table):
    """Who wins over the triangle of three weights, cell by cell."""

    option: Text
    """Winner at the modes."""
    first: F64
    """Weight of the first group or criterion."""
    second: F64
    """Weight of the second."""
    third: F64
    """Weight of the third."""
    lead: F64
    """Lead over the next, in points of value."""
    p_first: F64
    """Share of draws of the measurements in which it wins there."""

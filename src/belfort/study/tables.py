"""What a study says, as tables: the only thing a report reads.

Money is in millions of the study's currency at its price year unless a column says otherwise. An option is named as
in the scenario; "base" is the situation without any.
"""

from dataclasses import dataclass

from belfort.records import Table
from belfort.records.columns import F64, I64, Bool, Text


@dataclass(frozen=True, slots=True)
class PerformanceTable(Table):
    """A measure of a raid a row; see the raid's summary for what each is."""

    option: Text
    """Option."""
    picture: Text
    """Threat picture."""
    stress: Text
    """Stress; empty for none."""
    year: I64
    """The force as it stands on 1 July of this year; 0 for the whole force."""
    measure: Text
    """What is measured."""
    key: Text
    """Of which threat, asset, cause, effector or layer; empty for all."""
    mean: F64
    """Over all replicates of all worlds."""
    median: F64
    """The same."""
    low50: F64
    """Lower end of the central 50 % band, chance and not knowing together."""
    high50: F64
    """Upper end of it."""
    low90: F64
    """Lower end of the central 90 % band."""
    high90: F64
    """Upper end of it."""
    unknown_low90: F64
    """Lower end of the 90 % band of not knowing alone."""
    unknown_high90: F64
    """Upper end of it."""
    at_mode: F64
    """Mean with everything at its mode."""
    error: F64
    """Half-width of the 95 % Monte Carlo interval of the mean."""


@dataclass(frozen=True, slots=True)
class DifferenceTable(Table):
    """A measure of one option less that of another, on the same raids and the same luck."""

    option: Text
    """Option."""
    other: Text
    """Option taken off."""
    picture: Text
    """Threat picture."""
    measure: Text
    """What is measured."""
    key: Text
    """Of which threat, asset, cause, effector or layer; empty for all."""
    mean: F64
    """Difference of the means."""
    low90: F64
    """Lower end of the 90 % band of the difference, raid by raid."""
    high90: F64
    """Upper end of it."""
    unknown_low90: F64
    """Lower end of the 90 % band of not knowing alone: of the worlds' mean differences."""
    unknown_high90: F64
    """Upper end of it."""
    error: F64
    """Half-width of the 95 % Monte Carlo interval of the mean."""
    p_better: F64
    """Share of worlds whose mean is lower under `option`."""


@dataclass(frozen=True, slots=True)
class RegretTable(Table):
    """How much worse an option is than the best one against each picture; no single score."""

    option: Text
    """Option."""
    picture: Text
    """Threat picture; empty for the worst over all of them, each as a share of that picture's worst option."""
    measure: Text
    """What is measured; less is better."""
    value: F64
    """Mean of the option."""
    best: F64
    """Mean of the best option."""
    regret: F64
    """The one less the other."""
    regret_low90: F64
    """Lower end of the 90 % band over worlds."""
    regret_high90: F64
    """Upper end of it."""


@dataclass(frozen=True, slots=True)
class ProtectionTable(Table):
    """What is protected and what is not."""

    option: Text
    """Option."""
    picture: Text
    """Threat picture."""
    asset: Text
    """Defended asset."""
    value: F64
    """Its value, by judgement."""
    nation: Text
    """Its nation; empty for none."""
    n_leaked: F64
    """Leakers at it a raid, mean."""
    n_leaked_low90: F64
    """Lower end of the 90 % band."""
    n_leaked_high90: F64
    """Upper end of it."""
    p_hit: F64
    """Share of raids in which it is hit at all."""


@dataclass(frozen=True, slots=True)
class CostItemTable(Table):
    """One item of the life-cycle cost of an option."""

    option: Text
    """Option."""
    programme: Text
    """What is bought."""
    phase: Text
    """acquisition, operation or disposal."""
    item: Text
    """launchers, radars, interceptor stock, ... ; NATO's generic cost breakdown."""
    n: F64
    """How many, where it is counted."""
    low: F64
    """Lowest plausible total over the years, in millions."""
    mode: F64
    """Best single value."""
    high: F64
    """Highest plausible."""
    mean: F64
    """Over the draws."""
    evidence: Text
    """Weakest evidence under it."""
    is_guess: Bool
    """Whether nobody was asked."""
    is_ceiling: Bool
    """Whether it rests on a foreign-sale notice: an upper limit, not a price."""
    sources: Text
    """Keys of the references, space-separated."""
    note: Text
    """How it was made."""


@dataclass(frozen=True, slots=True)
class CostTotalTable(Table):
    """The cost of an option on one basis."""

    option: Text
    """Option."""
    what: Text
    """acquisition, life cycle, or life cycle of what the option adds to the reference."""
    basis: Text
    """constant prices, present value, or nominal."""
    sum_of_modes: F64
    """What a table of best single values adds up to: not the estimate."""
    p_sum_of_modes: F64
    """Where that falls: probability of not exceeding it."""
    mean: F64
    """Over the draws."""
    p10: F64
    """Not exceeded in one of ten draws."""
    p50: F64
    """Median."""
    p80: F64
    """Not exceeded in eight of ten draws."""
    p90: F64
    """Not exceeded in nine of ten draws."""
    guess_share: F64
    """Share of the variance that rests on guesses."""


@dataclass(frozen=True, slots=True)
class CostCurveTable(Table):
    """The S-curve: life-cycle cost in constant prices that is not exceeded with a probability."""

    option: Text
    """Option."""
    what: Text
    """acquisition or life cycle."""
    p: F64
    """Probability."""
    cost: F64
    """Millions."""


@dataclass(frozen=True, slots=True)
class BudgetTable(Table):
    """Money by year, in constant prices."""

    option: Text
    """Option."""
    year: I64
    """Calendar year."""
    phase: Text
    """acquisition, operation, disposal, or all."""
    mean: F64
    """Millions."""
    p50: F64
    """Median."""
    p80: F64
    """Not exceeded in eight of ten draws."""
    ceiling: F64
    """Budget of the year; NaN for none."""
    p_over: F64
    """Probability of going over it; NaN for none."""


@dataclass(frozen=True, slots=True)
class EffectTable(Table):
    """What the money buys: cost a kill, a raid, an asset-year; exchange with the attacker."""

    option: Text
    """Option."""
    picture: Text
    """Threat picture; empty for none."""
    measure: Text
    """What is measured."""
    unit: Text
    """Its unit."""
    mean: F64
    """Over worlds."""
    low90: F64
    """Lower end of the 90 % band."""
    high90: F64
    """Upper end of it."""


@dataclass(frozen=True, slots=True)
class AlliesTable(Table):
    """One cell of the matrix of alliance compatibility. A cell that nobody could fill is a row too."""

    option: Text
    """Option."""
    system: Text
    """Catalogue entry that is judged."""
    topic: Text
    """users, neighbours, data links, C2 standards, shared stocks, spares, training, maintenance, units nearby, release."""
    criterion: Text
    """What exactly."""
    is_known: Bool
    """False: nothing was found; the cell is shown as missing, never as zero."""
    words: Text
    """What is known, in words."""
    value: F64
    """Number, where it is one; NaN for none."""
    unit: Text
    """Its unit."""
    evidence: Text
    """Its evidence."""
    is_guess: Bool
    """Whether nobody was asked."""
    sources: Text
    """Keys of the references, space-separated."""
    as_of: Text
    """Date it speaks for."""


@dataclass(frozen=True, slots=True)
class MilestoneTable(Table):
    """When something is ready. Dates as years with a fraction: 2031.5 is mid-2031."""

    option: Text
    """Option; empty for what all of them share."""
    programme: Text
    """What is bought."""
    milestone: Text
    """contract, first unit, all units."""
    planned: F64
    """As announced, or every duration at its mode; NaN for none."""
    pert: F64
    """What PERT's single path says: it flatters; NaN for none."""
    p10: F64
    """As early in one of ten draws."""
    p50: F64
    """Median."""
    p80: F64
    """By then in eight of ten draws."""
    p90: F64
    """By then in nine of ten draws."""


@dataclass(frozen=True, slots=True)
class ActivityTable(Table):
    """One step on the way, and how often it decides the date."""

    option: Text
    """Option."""
    programme: Text
    """What is bought."""
    activity: Text
    """Step."""
    low: F64
    """Shortest plausible, in months."""
    mode: F64
    """Best single value."""
    high: F64
    """Longest plausible."""
    start_p50: F64
    """Median start, as a year with a fraction."""
    end_p50: F64
    """Median end."""
    p_critical: F64
    """Share of draws in which it lies on the longest path."""
    cruciality: F64
    """Rank correlation of its duration with the end."""
    evidence: Text
    """Its evidence."""
    is_guess: Bool
    """Whether nobody was asked."""
    sources: Text
    """Keys of the references, space-separated."""


@dataclass(frozen=True, slots=True)
class ReadyTable(Table):
    """How many units stand there, month by month."""

    option: Text
    """Option."""
    system: Text
    """Catalogue entry."""
    month: F64
    """First of the month, as a year with a fraction."""
    n_mean: F64
    """Expected number of units ready."""
    n_p10: F64
    """Not fewer in nine of ten draws."""
    n_p90: F64
    """Not more in nine of ten draws."""


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
    """Lower end of its 90 % range; NaN where missing."""
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
    """Share of draws in which it ranks first."""
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


@dataclass(frozen=True, slots=True)
class DriverTable(Table):
    """Which uncertain values drive a difference between two options, and which of them are guesses."""

    option: Text
    """Option."""
    other: Text
    """Option taken off; empty for the option alone."""
    picture: Text
    """Threat picture; empty for cost."""
    measure: Text
    """What is measured."""
    figure: Text
    """Where the value comes from."""
    label: Text
    """In words."""
    share: F64
    """Share of the variance over worlds, by squared rank correlation, of those told here."""
    low: F64
    """Lower end of its 90 % interval."""
    high: F64
    """Upper end of it."""
    evidence: Text
    """Its evidence."""
    is_guess: Bool
    """Whether nobody was asked."""


@dataclass(frozen=True, slots=True)
class FigureTable(Table):
    """A catalogue value or assumption that the study used."""

    place: Text
    """Catalogue entry and parameter, or place in the scenario."""
    figure: Text
    """Its stable number; empty for the scenario's own."""
    low: F64
    """In `unit`."""
    mode: F64
    """Best single value."""
    high: F64
    """Highest plausible."""
    unit: Text
    """Unit."""
    evidence: Text
    """Grade in words."""
    is_guess: Bool
    """Whether nobody was asked."""
    sources: Text
    """Keys of the references, space-separated."""
    used_for: Text
    """raid, cost, time or allies."""


TABLES: dict[str, type[Table]] = {
    "performance": PerformanceTable,
    "differences": DifferenceTable,
    "regret": RegretTable,
    "protection": ProtectionTable,
    "cost_items": CostItemTable,
    "cost_totals": CostTotalTable,
    "cost_curve": CostCurveTable,
    "budget": BudgetTable,
    "effect": EffectTable,
    "allies": AlliesTable,
    "milestones": MilestoneTable,
    "activities": ActivityTable,
    "ready": ReadyTable,
    "matrix": MatrixTable,
    "weights": WeightTable,
    "ranking": RankingTable,
    "ranks": RankTable,
    "central": CentralTable,
    "flips": FlipTable,
    "region": RegionTable,
    "drivers": DriverTable,
    "figures": FigureTable,
}
"""Name of a table, and of its file, to its type."""

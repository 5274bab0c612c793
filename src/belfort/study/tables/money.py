"""What options cost."""

from dataclasses import dataclass

from belfort.records import Table
from belfort.records.columns import F64, I64, Bool, Text


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
class ShareTable(Table):
    """Who pays for what nations buy together, by one rule: no rule is fair by itself, so each has its stability beside it."""

    option: Text
    """Option."""
    system: Text
    """Catalogue entry of what several nations buy."""
    nation: Text
    """Nation."""
    rule: Text
    """by units, by cost alone, separable costs, Shapley, nucleolus, ..."""
    n_units: F64
    """Fire units of the nation."""
    alone: F64
    """Life-cycle cost of buying alone, millions, mean over the draws."""
    share: F64
    """What it pays by the rule, millions, mean."""
    low90: F64
    """Lower end of the 90 % band."""
    high90: F64
    """Upper end of it."""
    p_stable: F64
    """Share of draws in which no nation or group would do better alone."""

"""Allies and time."""

from dataclasses import dataclass

from belfort.records import Table
from belfort.records.columns import F64, Bool, Text


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

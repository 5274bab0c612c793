"""What a study rests on."""

from dataclasses import dataclass

from belfort.records import Table
from belfort.records.columns import F64, Bool, Text


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

"""How options perform."""

from dataclasses import dataclass

from belfort.records import Table
from belfort.records.columns import F64, I64, Text


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
    """Share of worlds whose mean is lower under `option`, those alike counted half."""


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
    """Lower end of the 90 % band of that over worlds; below nil where some worlds turn the two about."""
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
class CoverageTable(Table):
    """What an option sees and reaches, raid or no raid. Low and high take every uncertain figure at its worse and better end."""

    option: Text
    """Option."""
    threat: Text
    """Catalogue name of the threat."""
    measure: Text
    """land seen, land reached, value engaged from every side, or warning."""
    unit: Text
    """share or minutes."""
    low: F64
    """With everything at the end that is worse for the defender."""
    mode: F64
    """Best single value."""
    high: F64
    """With everything at the better end."""

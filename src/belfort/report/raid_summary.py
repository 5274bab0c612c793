"""A raid's outcomes in the numbers that a planner asks for: option by option, the three bands kept apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from belfort.raid.model import Outcome
from belfort.raid.summary import (
    CONFIDENCE,
    CrossTable,
    MagazineTable,
    MomentTable,
    SummaryTable,
    crossings,
    difference,
    magazines,
    measures,
    moments,
    share_of_chance,
    summary,
    worlds_of,
)
from belfort.records import Table
from belfort.records.columns import F64, I64, Text, text_column
from belfort.report.coverage_summary import short_name
from belfort.scenario import ResolvedScenario

AS_IT_STANDS = "As it stands"


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure of one option: the numbers of a row of `SummaryTable`."""

    mean: float
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    unknown_low90: float
    unknown_high90: float
    chance_low90: float
    chance_high90: float
    at_mode: float
    error: float


NONE = Reading(*(0.0,) * 12)
"""Of what does not happen under an option."""
_NUMBERS = tuple(f.name for f in fields(Reading))


@dataclass(frozen=True, slots=True)
class NightTable(Table):
    """What happens night by night of a campaign."""

    option: Text
    """Name of the option; empty for the base."""
    measure: Text
    """What is measured."""
    night: I64
    """From 1."""
    mean: F64
    """Over all replicates of all worlds."""
    low90: F64
    """Lower end of the central 90 % band, together."""
    high90: F64
    """Upper end of it."""


@dataclass(frozen=True)
class OptionDigest:
    """One option in numbers."""

    name: str
    """Empty for the base."""
    title: str
    outcome: Outcome = field(repr=False)
    table: SummaryTable = field(repr=False)
    readings: Mapping[tuple[str, str], Reading] = field(repr=False)
    differences: SummaryTable = field(repr=False)
    """Less the first option; empty for the first."""
    changes: Mapping[tuple[str, str], Reading] = field(repr=False)
    cross: CrossTable = field(repr=False)
    moments: MomentTable = field(repr=False)
    magazines: MagazineTable = field(repr=False)
    nights: NightTable = field(repr=False)
    leaked: NDArray[np.float64] = field(repr=False)
    """Leakers of every replicate of the drawn worlds; of those at the mode where no world was drawn."""
    n_worlds: int
    share_of_chance: float
    """Of the variance of the leakers; 1 where no world was drawn."""
    world_error: float
    """Half-width of the 95 % interval of the mean of the leakers over other draws of worlds; NaN for fewer than two."""
    n_better: int
    """Worlds in which fewer leak on average than under the first option."""
    any_unidentified: float
    """Share of the replicates in which at least one stays unidentified."""

    @property
    def n_drawn(self) -> int:
        """Return the number of replicates that the means are over."""
        return len(self.leaked)

    @property
    def n_each(self) -> int:
        """Return the number of replicates a world."""
        return self.n_drawn // max(1, self.n_worlds)

    def of(self, measure: str, key: str = "") -> Reading:
        """Return a measure; nothing where it does not happen under this option."""
        return self.readings.get((measure, key), NONE)


@dataclass(frozen=True)
class Digest:
    """All options of one raid in numbers."""

    raid: str
    title: str
    is_incursion: bool
    n_nights: int
    options: tuple[OptionDigest, ...]
    threats: Mapping[str, str]
    """Short name of each threat that is counted."""
    scenario: ResolvedScenario = field(repr=False)
    """The base."""

    @property
    def whole(self) -> str:
        """Return what one replicate is called: raid, campaign or incursion."""
        return "incursion" if self.is_incursion else "campaign" if self.n_nights > 1 else "raid"

    @property
    def is_empty(self) -> bool:
        """Return whether nothing flies under any option."""
        return not any(o.of("n_armed").mean for o in self.options)

    @property
    def first(self) -> OptionDigest:
        """Return what the others are compared with."""
        return self.options[0]

    def keys(self, measure: str, *, least: float = 0.0) -> list[str]:
        """Return the keys of a measure whose mean is above `least` under some option, the largest at first first."""
        found: dict[str, float] = {}
        for option in self.options:
            for (name, key), reading in option.readings.items():
                if name == measure and key:
                    found[key] = max(found.get(key, 0.0), reading.mean)
        wanted = [key for key, mean in found.items() if mean > least]
        return sorted(wanted, key=lambda k: (-self.first.of(measure, k).mean, -found[k], k))


def digest_of(scenario: ResolvedScenario, raid: str, title: str, outcomes: Sequence[Outcome]) -> Digest:
    """Return outcomes of one raid in numbers; `scenario` is the base.

    Raises
    ------
    ValueError
        They were not run over the same worlds and replicates.
    """
    named = next((x.title for x in (*scenario.raids, *scenario.incursions) if x.name == raid), "")
    first = measures(outcomes[0])["n_leaked", ""]
    options = tuple(_option(scenario, outcome, outcomes[0], first) for outcome in outcomes)
    kinds = dict.fromkeys(kind for o in outcomes for kind in o.names.kinds)
    return Digest(
        raid,
        title or named or raid,
        any(i.name == raid for i in scenario.incursions),
        outcomes[0].question.n_nights,
        options,
        {kind: _threat_name(outcomes, kind) for kind in kinds},
        scenario,
    )


def _threat_name(outcomes: Sequence[Outcome], kind: str) -> str:
    found = (o.scenario.systems[kind].name for o in outcomes if kind in o.scenario.systems)
    return short_name(next(found, kind))


def _option(
    scenario: ResolvedScenario, outcome: Outcome, first: Outcome, first_leaked: NDArray[np.float64]
) -> OptionDigest:
    table, world = summary(outcome), worlds_of(outcome)
    found = measures(outcome)
    leaked, unidentified = found["n_leaked", ""], found["n_unidentified", ""]
    is_first = outcome is first
    changes = SummaryTable.empty() if is_first else difference(outcome, first)
    some = world >= 0 if (world >= 0).any() else world < 0
    means = _means(leaked, world)
    less = _means(leaked - first_leaked, world)
    return OptionDigest(
        outcome.option or "",
        _title(scenario, outcome),
        outcome,
        table,
        readings_of(table),
        changes,
        readings_of(changes),
        crossings(outcome),
        moments(outcome),
        magazines(outcome),
        _nights(outcome),
        leaked[some],
        len(means),
        share_of_chance(leaked, world),
        CONFIDENCE * float(means.std(ddof=1)) / len(means) ** 0.5 if len(means) > 1 else np.nan,
        int((less < 0.0).sum()),
        float((unidentified[some] > 0.0).mean()),
    )


def _title(scenario: ResolvedScenario, outcome: Outcome) -> str:
    name = outcome.option or ""
    title = scenario.option_titles.get(name, ("",))[0] or name or AS_IT_STANDS
    later = [f"from night {night + 1} “{option}”" for night, option in outcome.question.later]
    return ", ".join([title, *later])


def readings_of(table: SummaryTable) -> dict[tuple[str, str], Reading]:
    """Return the rows of a summary by measure and key."""
    rows = zip(*(getattr(table, name).tolist() for name in _NUMBERS), strict=True)
    return {(str(m), str(k)): Reading(*row) for m, k, row in zip(table.measure, table.key, rows, strict=True)}


def _means(values: NDArray[np.float64], world: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the mean of every drawn world."""
    return np.array([values[world == w].mean() for w in np.unique(world[world >= 0])], np.float64)


NIGHTLY = ("n_armed", "n_leaked", "n_units_lost")


def _nights(outcome: Outcome) -> NightTable:
    """Return the campaign night by night; nothing for a single night."""
    from belfort.raid import columns

    rows = []
    drawn = outcome.world >= 0 if (outcome.world >= 0).any() else outcome.world < 0
    for night in range(outcome.question.n_nights if outcome.question.n_nights > 1 else 0):
        own = outcome.rows[drawn & (outcome.night == night)]
        for name in NIGHTLY:
            values = columns.column(own, name)
            rows.append((name, night + 1, values.mean(), *np.quantile(values, [0.05, 0.95])))
    if not rows:
        return NightTable.empty()
    name, number, *numbers = zip(*rows, strict=True)
    texts = (text_column([outcome.option or ""] * len(rows)), text_column(name))
    return NightTable(*texts, np.array(number, np.int64), *(np.array(n, np.float64) for n in numbers))

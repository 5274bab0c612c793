"""The answer to a question about a situation: sites, what they are worth, what no choice can beat, and the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from belfort.coverage.sensing import Assumption
from belfort.records import Table
from belfort.records.columns import F64, I64, Text, text_column
from belfort.scenario.resolved import Estimate, ResolvedScenario
from belfort.siting.candidates import Candidates
from belfort.siting.situation.kinds import Kind
from belfort.siting.situation.question import By, SiteQuestion
from belfort.terrain import Terrain


@dataclass(frozen=True, slots=True)
class Chosen:
    """One new site, or the new place of a unit that moves."""

    name: str
    """Of the unit: as the option will call it, or as it is called."""
    system: str
    lat_rad: float
    lon_rad: float
    ground_msl_m: float
    near: str
    gain: float
    """What it adds to those before it."""
    loss: float
    """What goes if it alone goes."""
    covers: tuple[str, ...]
    """Whose points it covers and how much of them; or whose warning it betters most."""
    was_lat_rad: float | None = None
    was_lon_rad: float | None = None
    was_near: str = ""
    time_s: float = 0.0
    """Of the move."""


@dataclass(frozen=True, slots=True)
class Step:
    """The best found with a number of new sites, or of moves."""

    n: int
    value: float
    bound: float


@dataclass(frozen=True)
class Sited:
    """Where units should stand."""

    situation: ResolvedScenario
    question: SiteQuestion
    by: By
    terrain: Terrain
    kinds: tuple[Kind, ...]
    places: Candidates
    n_standing: int
    """Units that stand and count."""
    chosen: tuple[Chosen, ...]
    """The most useful first."""
    further: tuple[Chosen, ...]
    """One more of each kind, one at a time, the chosen ones standing."""
    before: float
    value: float
    bound: float
    total: float
    """What all of it would be; 1 for warning."""
    curve: tuple[Step, ...]
    """0, 1, ... new sites or moves, each number placed anew; none where there are several kinds."""
    scenes: tuple[tuple[str, float, float, float], ...]
    """(name, before, after, total)."""
    trail: tuple[str, ...]
    seconds: float
    notes: tuple[str, ...]
    option_name: str
    cost_eur: float | None = None
    required: float | None = None
    """The share that was asked for."""
    figures: Mapping[str, Estimate] = field(default_factory=dict)
    """What the covers rest on, by words."""
    assumptions: tuple[Assumption, ...] = ()

    @property
    def is_warning(self) -> bool:
        """Return whether values are seconds and not weights."""
        return self.by == "warning"

    @property
    def gap(self) -> float:
        """Return how far the best choice may still lie above this one, relative to this one."""
        return max(0.0, self.bound - self.value) / self.value if self.value > 0.0 else 0.0

    @property
    def is_proven(self) -> bool:
        """Return whether no better choice exists, to one part in a million."""
        return self.gap <= 1e-6

    def share(self, value: float) -> float:
        """Return a value as a share of all; a warning stays seconds."""
        return value if self.is_warning else value / self.total

    def site_table(self) -> "SiteTable":
        """Return the chosen sites as a table."""
        rows = self.chosen
        return SiteTable(
            rank=np.arange(1, len(rows) + 1),
            unit=text_column(c.name for c in rows),
            system=text_column(c.system for c in rows),
            near=text_column(c.near for c in rows),
            lat_rad=np.array([c.lat_rad for c in rows], float),
            lon_rad=np.array([c.lon_rad for c in rows], float),
            ground_msl_m=np.array([c.ground_msl_m for c in rows], float),
            gain=np.array([self.share(c.gain) for c in rows], float),
            loss=np.array([self.share(c.loss) for c in rows], float),
            covers=text_column("; ".join(c.covers) for c in rows),
            move_time_s=np.array([c.time_s for c in rows], float),
        )

    def curve_table(self) -> "CurveTable":
        """Return the value curve as a table."""
        values = np.array([self.share(s.value) for s in self.curve], float)
        return CurveTable(
            n_new=np.array([s.n for s in self.curve], np.int64),
            value=values,
            bound=np.array([self.share(s.bound) for s in self.curve], float),
            gain=np.diff(values, prepend=values[:1]),
        )

    def scene_table(self) -> "SceneTable":
        """Return the scenes as a table: shares of each one's own weight, or seconds."""
        return SceneTable(
            scene=text_column(s[0] for s in self.scenes),
            before=np.array([s[1] / s[3] for s in self.scenes], float),
            after=np.array([s[2] / s[3] for s in self.scenes], float),
        )


@dataclass(frozen=True, slots=True)
class SiteTable(Table):
    """Where new units should stand."""

    rank: I64
    """1 is the most useful."""
    unit: Text
    """Name under the option."""
    system: Text
    """Catalogue name."""
    near: Text
    """Place in words."""
    lat_rad: F64
    """WGS 84."""
    lon_rad: F64
    """WGS 84."""
    ground_msl_m: F64
    """Height of the ground."""
    gain: F64
    """What it adds to those before it: share of the weight, or seconds of warning."""
    loss: F64
    """What goes if it alone goes, in the same unit."""
    covers: Text
    """Whose points it covers."""
    move_time_s: F64
    """For a unit that moves: until it is ready there."""


@dataclass(frozen=True, slots=True)
class CurveTable(Table):
    """What a number of new sites is worth, each number placed anew."""

    n_new: I64
    """New sites, or moves."""
    value: F64
    """Share of the weight covered, or seconds of warning."""
    bound: F64
    """Proven: no choice of that number is worth more."""
    gain: F64
    """More than with one less."""


@dataclass(frozen=True, slots=True)
class SceneTable(Table):
    """How the sites do in each scene."""

    scene: Text
    """Threat, axis and case."""
    before: F64
    """Share of the weight covered by the units that stand, or seconds of warning."""
    after: F64
    """The same with the new sites."""

"""What is asked: which units, for what, against what, where they may stand, and how hard to search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Literal

from belfort.coverage.case import Case
from belfort.siting.model import Effort

By = Literal["reach", "see", "warning"]
ANYWHERE = "anywhere"
HIGHEST_M = 40_000.0
ROAD_MPS = 40.0 / 3.6
"""Mean speed of a column on the road, stops included: a guess."""
DETOUR = 1.3
"""Length of a way by road over the straight line: a guess; 1.2 to 1.4 is usual between towns of Europe."""


@dataclass(frozen=True, slots=True)
class Placing:
    """One kind of unit to place."""

    system: str
    n_most: int | None = None
    """How many; None: as many as the goal needs or the budget pays."""
    loads: Mapping[str, int] = field(default_factory=dict)
    radar: str | None = None
    price_eur: float | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Where a unit may stand."""

    spacing_m: float | None = None
    """Of the grid; None: so that some 1,000 places are left."""
    apart_m: float = 0.0
    """Least distance between two new units, and between a new one and one of the same system that stands."""
    steepest_rad: float = inf
    exclude: tuple[Path, ...] = ()
    """GeoJSON files of areas."""
    least_from_assets_m: float = 0.0
    within: str | None = None
    """Nation on whose land they must stand; None: any that takes part; ANYWHERE: all land."""
    candidates: Path | None = None
    """A list of places of one's own, instead of a grid."""


@dataclass(frozen=True, slots=True)
class Moving:
    """Which units may move, and how fast."""

    pattern: str
    """Names of units, with * and ?."""
    within_s: float
    n_most: int
    road_mps: float = ROAD_MPS
    detour: float = DETOUR


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """Where units should stand, and what for."""

    placings: tuple[Placing, ...] = ()
    moving: Moving | None = None
    by: By | None = None
    """None: reach for fire units, see for sensors."""
    nation: str | None = None
    """Whose the new units are."""
    where: Where = Where()
    demand: str = "assets"
    """'assets' by value, 'population' of the assets, or the path of a raster of people."""
    axes_rad: tuple[float, ...] = ()
    """True bearings the threats come from; none: they are met over the assets themselves."""
    ahead_m: float = 10_000.0
    """How far before the asset a threat is to be met, where there are axes."""
    threats: tuple[str, ...] = ()
    height_agl_m: float | None = None
    """Of the threats; None: each at its own."""
    cases: tuple[Case, ...] = ("mode",)
    worst: float = 0.0
    """0: the expected scene counts, 1: the worst one."""
    cover_share: float | None = None
    """Required share of the weight."""
    budget_eur: float | None = None
    need: int = 1
    """How many units must cover a point before it counts."""
    standing: str | None = "*"
    """Names, with * and ?, of the units that stand and count; None: none of them."""
    n_azimuths: int = 12
    """For warning, where no axes are given."""
    p_enough: float = 0.9
    """For warning: probability of a confirmed track at which a threat counts as found."""
    enough_s: float = inf
    """Warning beyond this counts no more."""
    cell_m: float | None = None
    n_threads: int = 2
    effort: Effort = field(default_factory=Effort)

    def faults(self) -> list[str]:
        """Return everything that makes no sense by itself, one sentence each."""
        return [*self._goal_faults(), *self._number_faults(), *self._place_faults(), *self._warning_faults()]

    def _goal_faults(self) -> list[str]:
        found = []
        if not self.placings and self.moving is None:
            found.append(
                "nothing to place: name a kind of unit with --place SYSTEM:COUNT, or units with --move"
            )
        if self.placings and self.moving is not None:
            found.append("--place and --move are two questions: ask them one after the other")
        if self.cover_share is not None and self.budget_eur is not None:
            found.append("--cover asks for the least, --budget for the most: give one of them")
        twice = {p.system for p in self.placings if [q.system for q in self.placings].count(p.system) > 1}
        found += [f"'{name}' is placed twice: give one count for it" for name in sorted(twice)]
        found += [
            f"--place {p.system}:{p.n_most}: a count is 1 to 500"
            for p in self.placings
            if p.n_most is not None and not 1 <= p.n_most <= 500
        ]
        open_ended = [p.system for p in self.placings if p.n_most is None]
        if open_ended and self.cover_share is None and self.budget_eur is None:
            words = ", ".join(open_ended)
            found.append(f"how many {words}? Give a count (--place {open_ended[0]}:3), --cover or --budget")
        return found

    def _number_faults(self) -> list[str]:
        moving = self.moving
        height_m, ahead_km = self.height_agl_m, self.ahead_m / 1e3
        checks = (
            (
                self.cover_share is None or 0.0 < self.cover_share <= 1.0,
                f"--cover {self.cover_share} is no share: above 0, at most 1",
            ),
            (
                self.budget_eur is None or self.budget_eur > 0.0,
                f"a budget of {self.budget_eur} EUR buys nothing",
            ),
            (1 <= self.need <= 10, f"--k {self.need}: 1 to 10 units can be asked for at a point"),
            (
                0.0 <= self.worst <= 1.0,
                f"--robust {self.worst} is not between 0 (expected) and 1 (worst)",
            ),
            (0.0 <= ahead_km <= 90.0, f"--ahead-km {ahead_km:g}: 0 to 90 km can be asked for"),
            (
                height_m is None or 0.0 < height_m <= HIGHEST_M,
                f"a height of {height_m} m is not between 0 and {HIGHEST_M:g} m above ground",
            ),
            (
                bool(self.cases) and len(set(self.cases)) == len(self.cases),
                "--cases names each of low, mode, high at most once, and one at least",
            ),
            (4 <= self.n_azimuths <= 360, f"{self.n_azimuths} azimuths: 4 to 360 can be asked for"),
            (
                moving is None or (moving.within_s > 0.0 and moving.n_most >= 1),
                "--move needs --hours above 0 and --moves 1 or more",
            ),
            (
                moving is None or (moving.road_mps > 0.0 and moving.detour >= 1.0),
                "units move faster than 0 km/h, and no road is shorter than the straight line (--detour 1 or more)",
            ),
            (self.enough_s > 0.0, "--enough-min counts warning up to some minutes above 0"),
            (moving is None or self.need == 1, "--k does not go with --move"),
            (
                moving is None or self.worst == 0.0,
                "--robust worst does not go with --move: the expected scene counts",
            ),
        )
        return [words for is_fine, words in checks if not is_fine]

    def _place_faults(self) -> list[str]:
        where = self.where
        found = []
        if where.spacing_m is not None and not 0.0 < where.spacing_m < inf:
            found.append(f"a grid of candidates {where.spacing_m / 1e3:g} km apart is none")
        if not 0.0 <= where.apart_m < inf or not 0.0 <= where.least_from_assets_m < inf:
            found.append("distances between units and from assets are 0 km or more")
        if not where.steepest_rad > 0.0:
            found.append("--max-slope-deg 0 leaves nothing but a table")
        if where.candidates is not None and (
            where.spacing_m
            or where.exclude
            or where.within
            or where.least_from_assets_m
            or where.steepest_rad < inf
        ):
            found.append(
                "--candidates is your own list: the rules of the grid (--spacing-km, --exclude, --within, ...) "
                "do not go with it"
            )
        return found  # fmt: skip

    def _warning_faults(self) -> list[str]:
        if self.by != "warning":
            return []
        found = []
        if self.cover_share is not None or self.budget_eur is not None or self.need != 1 or self.worst > 0.0:
            found.append(
                "warning is a mean of times: --cover, --budget, --k and --robust do not go with --by warning"
            )
        if self.moving is not None:
            found.append("--move asks what is covered: it does not go with --by warning")
        if self.demand != "assets":
            found.append("warning is told for assets: --demand does not go with --by warning")
        if self.height_agl_m is not None:
            found.append(
                "warning follows each threat on its own way: --altitude-m does not go with --by warning"
            )
        if len(self.placings) > 1:
            found.append("warning takes one kind of sensor at a time")
        return found  # fmt: skip

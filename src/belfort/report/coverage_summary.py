"""A coverage in the numbers that a planner asks for: per threat, per asset, each with its low, mode and high."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import CASES
from belfort.coverage.model import Coverage, LossTable
from belfort.scenario import ResolvedScenario
from belfort.scenario.resolved import ResolvedAsset

MOST_OF = 0.9
"""Share of the land meant by "most of the land"."""
N_VALUABLE = 4


@dataclass(frozen=True, slots=True)
class Band:
    """One number at the defender's low case, the mode and the high case."""

    low: float
    mode: float
    high: float


NOTHING = Band(nan, nan, nan)


@dataclass(frozen=True, slots=True)
class Missed:
    """One sensor or connection, and what is lost when it fails."""

    name: str
    viewer: str
    """Nation that loses the most."""
    share_lost: float
    warning_lost_s: float
    assets_worse: int


@dataclass(frozen=True, slots=True)
class AssetSummary:
    """One asset against one threat; medians over the directions the threat can come from."""

    name: str
    value: float
    warning_s: Band
    least_warning_s: float
    """At the mode, from the worst direction."""
    is_at_edge: bool
    """Half of the directions or more are found as far as the map reaches: it may be seen earlier."""
    n_looks: Band
    unfound: str
    """Directions from which it is never found in time, at the mode; "" for none."""
    unmet: str
    """Directions from which no unit has a look, at the mode; "" for none."""


@dataclass(frozen=True, slots=True)
class ThreatSummary:
    """One threat against the whole situation."""

    threat: str
    name: str
    height_agl_m: float
    is_ballistic: bool
    share_covered: Band
    """Of the land, at the threat's own height."""
    share_twice: float
    mean_depth: float
    lowest_m: Band
    """Lowest height from which on `MOST_OF` of the land is covered; infinite where there is none."""
    warning_s: Band
    """Median over the most valuable assets and all directions."""
    share_unfound: Band
    """Of all directions at all assets: never found before it arrives."""
    share_unmet: Band
    """Of all directions at all assets: no unit has a look."""
    n_looks: Band
    """Median over all directions at all assets."""
    reach: dict[str, Band]
    """Share of the land over which a unit of a layer, or any, reaches it at its own height."""
    sensor: Missed | None
    connection: Missed | None
    assets: tuple[AssetSummary, ...]
    """The most valuable first."""

    @property
    def without_look(self) -> tuple[str, ...]:
        """Return the assets at which no unit has a look from any direction, at the mode."""
        return tuple(a.name for a in self.assets if a.unmet == ALL_ROUND)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a coverage says, in numbers."""

    threats: tuple[ThreatSummary, ...]
    """The hardest to see first."""
    valuable: tuple[str, ...]
    """Names of the most valuable assets."""
    n_figures: int
    n_guesses: int


ALL_ROUND = "all round"


def summary_of(coverage: Coverage) -> Summary:
    """Return a coverage in numbers."""
    estimates = [e for _, e in coverage.scenario.estimates()]
    threats = [_threat(coverage, threat) for threat in coverage.maps]
    ordered = sorted(threats, key=lambda t: (t.is_ballistic, t.share_covered.mode, t.threat))
    names = tuple(a.name for a in by_value(coverage.scenario)[:N_VALUABLE])
    return Summary(tuple(ordered), names, len(estimates), sum(e.is_guess for e in estimates))


def by_value(scenario: ResolvedScenario) -> list[ResolvedAsset]:
    """Return the assets, the most valuable first, then by name."""
    return sorted(scenario.assets, key=lambda a: (-a.value, a.name))


def sectors(is_in: NDArray[np.bool_]) -> str:
    """Return the directions that are in, evenly spaced from north, as words.

    >>> sectors(np.array([True, True, False, False, False, False, True, True]))
    '248–068°'
    """
    n = len(is_in)
    if is_in.all():
        return ALL_ROUND if n else ""
    half = 180.0 / n
    parts = []
    for first in np.flatnonzero(is_in & ~np.roll(is_in, 1)):
        last = first
        while is_in[(last + 1) % n]:
            last += 1
        ends = ((first * 2 - 1) * half % 360.0, (last * 2 + 1) * half % 360.0)
        parts.append("–".join(f"{end + 1e-9:03.0f}" for end in ends) + "°")
    return ", ".join(parts)


def lowest_over(lowest_m: NDArray[np.floating], share: float = MOST_OF) -> float:
    """Return the height from which on a share of cells is covered; infinite where there is none."""
    ordered = np.sort(lowest_m, axis=None)
    return float(ordered[int(np.ceil(share * ordered.size)) - 1]) if ordered.size else inf


def short_name(name: str) -> str:
    """Return a threat's name without its kin.

    >>> short_name("Shahed-136 / Geran-2"), short_name("Attack helicopter, Ka-52/Mi-28")
    ('Shahed-136', 'Attack helicopter')
    """
    return name.split(" / ")[0].split(", ")[0]


def _threat(coverage: Coverage, threat: str) -> ThreatSummary:
    system, maps = coverage.scenario.systems[threat], coverage.maps[threat]
    cover, own_m = coverage.cover, maps.heights_agl_m[0]
    own = (cover.threat == threat) & (cover.height_agl_m == own_m)
    at_mode = int(np.flatnonzero(own & (cover.case == "mode"))[0])
    found, looks = coverage.found, coverage.looks
    top = {a.name for a in by_value(coverage.scenario)[:N_VALUABLE]}
    is_top = np.array([a in top for a in found.asset], bool)
    lowest = [lowest_over(maps.lowest_covered_m[c][coverage.land]) for c in CASES]
    return ThreatSummary(
        threat,
        short_name(system.name),
        own_m,
        system.traits.get("flight") == "ballistic",
        _band(cover.share_covered, own, cover.case, np.mean),
        float(cover.share_twice[at_mode]),
        float(cover.mean_depth[at_mode]),
        Band(*lowest),
        _band(found.warning_s, (found.threat == threat) & is_top, found.case, np.median),
        _band(found.found_to_go_m <= 0.0, found.threat == threat, found.case, np.mean),
        _band(looks.n_looks == 0, looks.threat == threat, looks.case, np.mean),
        _band(looks.n_looks, looks.threat == threat, looks.case, np.median),
        _reach(coverage, threat),
        most_missed(coverage.losses, coverage.scenario, threat, "sensor"),
        most_missed(coverage.losses, coverage.scenario, threat, "connection"),
        tuple(_asset(coverage, threat, a) for a in by_value(coverage.scenario)),
    )


def _band(values: NDArray, rows: NDArray[np.bool_], cases: NDArray, fold) -> Band:
    """Return one number a case, folded from the rows of it; NaN where there are none."""
    picked = [values[rows & (cases == case)] for case in CASES]
    return Band(*(float(fold(v)) if v.size else nan for v in picked))


def _reach(coverage: Coverage, threat: str) -> dict[str, Band]:
    """Return the shares by layer; a layer without a row in a case reaches nothing in it."""
    reach = coverage.reach
    own = reach.threat == threat
    bands = {}
    for layer in dict.fromkeys(reach.layer[own]):
        band = _band(reach.share_reached, own & (reach.layer == layer), reach.case, np.mean)
        bands[str(layer)] = Band(*(0.0 if v != v else v for v in (band.low, band.mode, band.high)))
    return bands


def ranked_losses(losses: LossTable, scenario: ResolvedScenario, threat: str, kind: str) -> list[int]:
    """Return rows of what fails, that which costs most first, each name once: at the nation that loses most.

    Nations without an asset of their own are left out: their picture warns nobody here.
    """
    owners = {a.nation for a in scenario.assets if a.nation} or set(losses.viewer)
    rows = [
        int(i)
        for i in np.flatnonzero((losses.threat == threat) & (losses.kind == kind))
        if losses.viewer[i] in owners
    ]
    rows.sort(key=lambda i: (-losses.share_lost[i], -losses.warning_lost_s[i], losses.name[i]))
    first: dict[str, int] = {}
    for i in rows:
        first.setdefault(str(losses.name[i]), i)
    return list(first.values())


def most_missed(losses: LossTable, scenario: ResolvedScenario, threat: str, kind: str) -> Missed | None:
    """Return what costs most when it fails alone; None where nothing does."""
    rows: Sequence[int] = ranked_losses(losses, scenario, threat, kind)
    if not rows:
        return None
    i = rows[0]
    return Missed(
        str(losses.name[i]),
        nation_name(scenario, str(losses.viewer[i])),
        float(losses.share_lost[i]),
        float(losses.warning_lost_s[i]),
        int(losses.assets_worse[i]),
    )


def nation_name(scenario: ResolvedScenario, nation: str) -> str:
    """Return what a nation is called; its identifier where it does not take part by name."""
    return next((n.name for n in scenario.nations if n.id == nation), nation)


def _asset(coverage: Coverage, threat: str, asset: ResolvedAsset) -> AssetSummary:
    found, looks = coverage.found, coverage.looks
    mine = (found.threat == threat) & (found.asset == asset.name)
    met = (looks.threat == threat) & (looks.asset == asset.name)
    mode, met_mode = mine & (found.case == "mode"), met & (looks.case == "mode")
    return AssetSummary(
        asset.name,
        asset.value,
        _band(found.warning_s, mine, found.case, np.median),
        float(found.warning_s[mode].min(initial=inf)),
        bool(found.is_at_edge[mode].mean() >= 0.5) if mode.any() else False,
        _band(looks.n_looks, met, looks.case, np.median),
        sectors(found.found_to_go_m[mode] <= 0.0),
        sectors(looks.n_looks[met_mode] == 0),
    )

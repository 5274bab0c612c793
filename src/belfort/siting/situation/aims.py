"""What is maximised: covered weight over scenes, or mean warning; and what one site more or less is worth.

Both aims answer the same questions, so that the verb need not know which it has: `value`, `by_scene`, `gains`, `best`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from belfort.siting.maximal import maximal_cover
from belfort.siting.model import Cover, Effort, Floats, Limits, stacked, sums
from belfort.siting.nearest import best_warning
from belfort.siting.robust import Scenarios, robust_cover
from belfort.siting.situation.scenes import Scene
from belfort.siting.situation.warnings import Warnings


@dataclass(frozen=True, slots=True)
class Best:
    """The best found, and what no choice can beat."""

    sites: tuple[int, ...]
    value: float
    bound: float
    trail: tuple[str, ...]

    @property
    def gap(self) -> float:
        """Return how far above this the best choice may lie, relative to this."""
        return max(0.0, self.bound - self.value) / self.value if self.value > 0.0 else 0.0


class Aim(Protocol):
    """What is maximised."""

    @property
    def total(self) -> float:
        """What could be had at most if sites were free; 1 for a mean of times, which has no such end."""
        ...

    def value(self, sites: Sequence[int]) -> float:
        """Return what a choice is worth; the standing units belong to the choice."""
        ...

    def by_scene(self, sites: Sequence[int]) -> Floats:
        """Return the same scene by scene."""
        ...

    def gains(self, sites: Sequence[int]) -> Floats:
        """Return what each site would add to a choice."""
        ...

    def best(self, limits: Limits, effort: Effort) -> Best:
        """Return the best choice within limits."""
        ...

    def covered_by(self, site: int, others: Sequence[int]) -> tuple[str, ...]:
        """Return whom a site serves, in the words of the demand; `others` are chosen or stand too."""
        ...


@dataclass(frozen=True)
class CoverAim:
    """Covered weight: its mean over the scenes, its worst, or a blend."""

    scenes: tuple[Scene, ...]
    covers: tuple[Cover, ...]
    worst: float = 0.0
    need: int = 1

    @property
    def total(self) -> float:
        """Weight of all points."""
        return self._blend(np.array([scene.points.weight.sum() for scene in self.scenes]))

    def by_scene(self, sites: Sequence[int]) -> Floats:
        """Return covered weight in each scene."""
        pairs = zip(self.scenes, self.covers, strict=True)
        return np.array([float(s.points.weight @ (c.counts(sites) >= self.need)) for s, c in pairs])

    def value(self, sites: Sequence[int]) -> float:
        """Return the blend of mean and worst scene."""
        return self._blend(self.by_scene(sites))

    def _blend(self, scenes: Floats) -> float:
        return float((1.0 - self.worst) * scenes.mean() + self.worst * scenes.min())

    def gains(self, sites: Sequence[int]) -> Floats:
        """Return what each site would add, (n_sites,)."""
        added = []
        for scene, cover in zip(self.scenes, self.covers, strict=True):
            waits = scene.points.weight * (cover.counts(sites) == self.need - 1)
            owner = np.repeat(np.arange(cover.n_sites), np.diff(cover.site_start))
            added.append(sums(owner, waits[cover.site_demand], cover.n_sites))
        after = self.by_scene(sites)[:, None] + np.array(added)
        after[:, list(sites)] = self.by_scene(sites)[:, None]
        return (1.0 - self.worst) * after.mean(0) + self.worst * after.min(0) - self.value(sites)

    def best(self, limits: Limits, effort: Effort) -> Best:
        """Return the most that can be covered within limits."""
        weights = tuple(scene.points.weight for scene in self.scenes)
        if len(self.scenes) == 1:
            found = maximal_cover(self.covers[0], limits, weights[0], need=self.need, effort=effort)
        else:
            names = tuple(scene.name for scene in self.scenes)
            asked = Scenarios(names, self.covers, weights=weights)
            found = robust_cover(asked, limits, worst=self.worst, need=self.need, effort=effort)
        return Best(found.sites, found.value, found.bound, found.trail)

    def covered_by(self, site: int, others: Sequence[int]) -> tuple[str, ...]:
        """Return whose points a site covers and how much of each one's weight over all scenes, at most six."""
        held: dict[str, float] = {}
        whole: dict[str, float] = {}
        for scene, cover in zip(self.scenes, self.covers, strict=True):
            is_covered = cover.counts([site]) > 0
            rows = zip(scene.points.owner, scene.points.weight.tolist(), is_covered.tolist(), strict=True)
            for name, weight, is_in in rows:
                held[name] = held.get(name, 0.0) + weight * is_in
                whole[name] = whole.get(name, 0.0) + weight
        most = sorted((name for name in held if held[name] > 0.0), key=lambda name: -held[name])[:6]
        return tuple(_part_of(name, held[name] / whole[name]) for name in most)

    def expected(self) -> tuple[Cover, Floats]:
        """Return all scenes as one cover, and the weights that make its value their mean."""
        weight = np.concatenate([scene.points.weight for scene in self.scenes]) / len(self.scenes)
        return stacked(self.covers), weight


@dataclass(frozen=True)
class WarningAim:
    """Mean warning in s over threats, assets and sides, each at the best sensor for it."""

    warnings: Warnings

    @property
    def total(self) -> float:
        """A mean of times has no end that could be had."""
        return 1.0

    def _each(self, sites: Sequence[int]) -> Floats:
        return self.warnings.time_s[:, list(sites)].max(1, initial=0.0)

    def by_scene(self, sites: Sequence[int]) -> Floats:
        """Return the weighted mean warning of each threat and case."""
        w, n = self.warnings, len(self.warnings.scene_names)
        return sums(w.scene, w.weight * self._each(sites), n) / sums(w.scene, w.weight, n)

    def value(self, sites: Sequence[int]) -> float:
        """Return the weighted mean warning."""
        return float(self.warnings.weight @ self._each(sites) / self.warnings.weight.sum())

    def gains(self, sites: Sequence[int]) -> Floats:
        """Return what each site would add to the mean, (n_sites,)."""
        w = self.warnings
        more = np.maximum(w.time_s - self._each(sites)[:, None], 0.0)
        return (w.weight / w.weight.sum()) @ more

    def best(self, limits: Limits, effort: Effort) -> Best:
        """Return the sites of most mean warning."""
        w = self.warnings
        n_new = limits.n_new if limits.n_new is not None else 0
        found = best_warning(
            w.time_s, n_new, w.weight, fixed=limits.fixed, effort=replace(effort, tells=None)
        )
        return Best(found.sites, found.value, found.bound, found.trail)

    def covered_by(self, site: int, others: Sequence[int]) -> tuple[str, ...]:
        """Return the assets whose warning a site betters most, the most first, at most five."""
        w = self.warnings
        more = w.weight * np.maximum(w.time_s[:, site] - self._each(others), 0.0)
        gained: dict[str, float] = {}
        for name, gain in zip(w.owner, more.tolist(), strict=True):
            gained[name] = gained.get(name, 0.0) + gain
        best = sorted(gained, key=lambda name: -gained[name])[:5]
        return tuple(name for name in best if gained[name] > 0.0)


def _part_of(name: str, share: float) -> str:
    """Return a name with the share of it that is meant, where that is not all."""
    return name if share > 0.995 else f"{name} {max(1.0, 100.0 * share):.0f} %"

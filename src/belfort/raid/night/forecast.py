"""Measured nights, the model of how their stopped share behaves, and what it expects of the next night.

On the probit scale the stopped share of night i is

    x_i = level_i + size_slope log(n_i / n_reference) + spread_i z_i,  z_i standard normal,
    spread_i**2 = spread**2 (1 - group_share + group_share n_reference / n_i),

where the level takes a normal step of standard deviation `drift` a day. The part of the spread that shrinks with
the raid belongs to groups that share a fate within it (a route, a town); the rest is the whole
night's. Given the level, a night is the one-factor model of `states` with
rho = spread_i**2 / (1 + spread_i**2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, ndtr

from belfort.raid.night import kernels
from belfort.raid.night.counts import night_pmf

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Nights:
    """Measured nights of one class of threat, oldest first: equally long read-only columns."""

    day: Ints
    """Days since the first of January of year 1 (`date.toordinal`), rising."""
    n_launched: Ints
    """At least 1."""
    n_stopped: Ints
    """Destroyed, jammed or lost."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            column = np.ascontiguousarray(getattr(self, name), np.int64)
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        if not self.day.shape == self.n_launched.shape == self.n_stopped.shape or self.day.ndim != 1:
            raise ValueError("the columns of nights differ in length")
        if np.any(np.diff(self.day) <= 0):
            raise ValueError("days must rise: one row a night, oldest first")
        if np.any(self.n_launched < 1) or np.any((self.n_stopped < 0) | (self.n_stopped > self.n_launched)):
            raise ValueError("each night needs 0 <= stopped <= launched and at least one launched")

    def __len__(self) -> int:
        return len(self.day)

    def where(self, is_kept: Flags) -> "Nights":
        """Return the nights of a (nights,) mask."""
        return Nights(self.day[is_kept], self.n_launched[is_kept], self.n_stopped[is_kept])


@dataclass(frozen=True, slots=True)
class NightModel:
    """How the stopped share of nights behaves; all on the probit scale."""

    drift: float
    """Standard deviation of the level's step over one day."""
    spread: float
    """Standard deviation of a night of `n_reference` about the level."""
    group_share: float = 0.0
    """Share of that variance that belongs to groups, and shrinks as the raid grows; 0 to 1."""
    size_slope: float = 0.0
    """Rise of the share when the raid is e times as large: mix, not physics."""
    n_reference: int = 1
    """Size of raid at which `spread` holds and the size has no effect."""

    def spread_of(self, n_launched: ArrayLike) -> Floats:
        """Return the spread of nights of some size."""
        ratio = self.n_reference / np.asarray(n_launched, np.float64)
        return self.spread * np.sqrt(1.0 - self.group_share + self.group_share * ratio)

    def shift_of(self, n_launched: ArrayLike) -> Floats:
        """Return what the size of a raid adds to the level."""
        return self.size_slope * np.log(np.asarray(n_launched, np.float64) / self.n_reference)

    def rho_of(self, n_launched: ArrayLike) -> Floats:
        """Return the latent correlation within nights of some size."""
        return latent(self.spread_of(n_launched))

    @property
    def rho(self) -> float:
        """Latent correlation of two threats of one night of `n_reference`."""
        return float(latent(self.spread))

    @property
    def rho_of_night(self) -> float:
        """The part of it that is left in a raid of any size: what the whole night shares."""
        return float(latent(self.spread * np.sqrt(1.0 - self.group_share)))


@dataclass(frozen=True, slots=True)
class Form:
    """Which effects a model has, and the size of raid it is told for."""

    n_reference: int
    has_groups: bool = False
    has_slope: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What a model expected of each night before it happened: (nights,) columns."""

    level: Floats
    """Mean of the level, probit scale."""
    level_variance: Floats
    shift: Floats
    spread: Floats
    log_score: Floats
    """Logarithm of the probability that was given to what happened."""

    def where(self, is_kept: Flags) -> "Expected":
        """Return the nights of a (nights,) mask."""
        return Expected(*(getattr(self, name)[is_kept] for name in self.__slots__))

    @property
    def p(self) -> Floats:
        """Expected stopped share."""
        return ndtr((self.level + self.shift) / np.sqrt(1.0 + self.level_variance + self.spread**2))

    @property
    def rho(self) -> Floats:
        """Latent correlation of the prediction: the night's own and the doubt about the level."""
        variance = self.level_variance + self.spread**2
        return variance / (1.0 + variance)


def latent(spread: ArrayLike) -> Floats:
    """Return the latent correlation that a standard deviation on the probit scale amounts to."""
    square = np.asarray(spread, np.float64) ** 2
    return square / (1.0 + square)


def expect(model: NightModel, nights: Nights, is_known: ArrayLike | None = None) -> Expected:
    """Return what a model expects of each night from the known ones before it.

    Parameters
    ----------
    model
        How shares behave.
    nights
        What was launched and stopped.
    is_known
        (nights,) nights whose outcome may be learned from; all where absent, which makes every prediction one
        night ahead. A night's own outcome never touches its prediction.
    """
    known = np.ones(len(nights), bool) if is_known is None else np.array(is_known, bool)
    levels = np.empty((len(nights), 3))
    spread, shift = model.spread_of(nights.n_launched), model.shift_of(nights.n_launched)
    columns = (_rows(nights), _choose(nights), known, spread, shift)
    for column in columns:
        column.flags.writeable = False
    kernels.filter_nights(levels, *columns, float(model.drift))
    return Expected(levels[:, 0], levels[:, 1], shift, spread, levels[:, 2])


def distributions(expected: Expected, nights: Nights) -> Sequence[Floats]:
    """Return the expected distribution of the number stopped of each night: (launched + 1,) each."""
    table = zip(nights.n_launched, expected.p, expected.rho, strict=True)
    return [night_pmf(int(n), float(p), float(rho)) for n, p, rho in table]


def _rows(nights: Nights) -> Ints:
    return np.ascontiguousarray(np.column_stack([nights.day, nights.n_launched, nights.n_stopped]))


def _choose(nights: Nights) -> Floats:
    n, k = nights.n_launched, nights.n_stopped
    return gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)

"""The night model fitted to measured nights by maximum likelihood, with the interval that the nights allow.

The likelihood is that of the nights one after the other, each predicted from those before it, so a drift that
would follow noise costs as much as one that follows nothing. Nothing later than the last night given is
looked at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import betaln, expit, log_ndtr, logit

from belfort.raid.night.counts import beta_shapes
from belfort.raid.night.forecast import Expected, Form, NightModel, Nights, expect, latent

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
N_BURN = 10
"""Nights that only teach the level, and do not count in the likelihood."""
_CHI2_95 = 3.841458820694124
_N_HALVINGS = 6
_BOX = 12.0  # how far a place of the search may lie from nought


@dataclass(frozen=True, slots=True)
class Fit:
    """A model and how well nights hold it."""

    model: NightModel
    log_likelihood: float
    n_nights: int
    """Nights that counted."""
    n_parameters: int

    @property
    def bic(self) -> float:
        """Schwarz's criterion: the lower of two forms is the better, fitted to the same nights."""
        return self.n_parameters * float(np.log(self.n_nights)) - 2.0 * self.log_likelihood


def fit_nights(nights: Nights, form: Form) -> Fit:
    """Return the likeliest model of a form.

    Parameters
    ----------
    nights
        More than `N_BURN`.
    form
        Which effects it has.

    Raises
    ------
    ValueError
        There are too few nights.

    Notes
    -----
    Nelder-Mead from one start; a tenth of a second a hundred nights.
    """
    if len(nights) <= N_BURN + 5:
        raise ValueError(f"need more than {N_BURN + 5} nights to fit, found {len(nights)}")
    place, surprise = _search(nights, form, _start(form), fixed=None)
    return Fit(_model(place, form), -surprise, len(nights) - N_BURN, len(place))


def rho_interval(nights: Nights, form: Form, fit: Fit) -> tuple[float, float]:
    """Return the 95 % interval of `rho` at the size of reference, by its profile likelihood.

    Every other parameter is fitted anew at each value; the interval ends where twice the loss of log likelihood
    reaches the quantile of chi-square with one degree of freedom.
    """
    place = _place(fit.model, form)

    def loss(log_spread: float) -> float:
        _, surprise = _search(nights, form, place, fixed=log_spread)
        return 2.0 * (surprise + fit.log_likelihood) - _CHI2_95

    centre = float(np.log(fit.model.spread))
    low, high = (float(latent(np.exp(_crossing(loss, centre, step)))) for step in (-0.15, 0.15))
    return low, high


def shared_interval(pairs: Sequence[tuple[tuple[Nights, Expected], ...]]) -> tuple[float, float, float]:
    """Return the share of the night's variance that families have in common: 95 % low, likeliest, 95 % high.

    Parameters
    ----------
    pairs
        Groups of families, each as its nights and what was expected of them; nights of the same day are
        taken to share G. One factor share holds for all.
    """

    def surprise(shared: float) -> float:
        return -sum(_joint(group, shared) for group in pairs)

    best: Any = minimize_scalar(surprise, bounds=(0.0, 1.0), method="bounded", options={"xatol": 5e-3})
    mode, least = min(((float(best.x), float(best.fun)), (0.0, surprise(0.0))), key=lambda pair: pair[1])

    def loss(shared: float) -> float:
        return 2.0 * (surprise(shared) - least) - _CHI2_95

    return _end(loss, mode, 0.0), mode, _end(loss, mode, 1.0)


def fit_beta_binomial(n_launched: Ints, n_stopped: Ints) -> tuple[float, float]:
    """Return share stopped and correlation within a night of the likeliest beta-binomial.

    Parameters
    ----------
    n_launched, n_stopped
        (nights,) counts.
    """

    def surprise(place: Floats) -> float:
        a, b = beta_shapes(expit(place[0]), expit(place[1]))
        return -float(np.sum(betaln(a + n_stopped, b + n_launched - n_stopped) - betaln(a, b)))

    start = np.array([np.log((n_stopped.sum() + 0.5) / ((n_launched - n_stopped).sum() + 0.5)), -2.0])
    best = minimize(surprise, start, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-7})
    return float(expit(best.x[0])), float(expit(best.x[1]))


def _joint(families: tuple[tuple[Nights, Expected], ...], shared: float) -> float:
    """Return the log likelihood of all nights that two or more families share."""
    node, weight = np.polynomial.hermite_e.hermegauss(31)
    weight = weight / weight.sum()
    total: dict[int, Floats] = {}
    n_families: dict[int, int] = {}
    for nights, expected in families:
        table = _given_night(nights, expected, shared, node)
        for day, row in zip(nights.day[N_BURN:], table, strict=True):
            total[int(day)] = total.get(int(day), 0.0) + row
            n_families[int(day)] = n_families.get(int(day), 0) + 1
    rows = np.array([total[day] for day in total if n_families[day] > 1])
    return float(_log_sum(rows + np.log(weight)).sum()) if rows.size else 0.0


def _given_night(nights: Nights, expected: Expected, shared: float, night_z: Floats) -> Floats:
    """Return (nights after the first few, nodes): log probability of what happened, given G."""
    kept = slice(N_BURN, None)
    n, k = nights.n_launched[kept, None, None], nights.n_stopped[kept, None, None]
    spread, variance = expected.spread[kept, None], expected.level_variance[kept, None]
    mean = (expected.level + expected.shift)[kept, None] + spread * np.sqrt(shared) * night_z
    own = np.linspace(-6.0, 6.0, 73)
    x = mean[..., None] + np.sqrt(variance + spread**2 * (1.0 - shared))[..., None] * own
    terms = k * log_ndtr(x) + (n - k) * log_ndtr(-x) - 0.5 * own**2
    return _log_sum(terms)


def _log_sum(terms: Floats) -> Floats:
    """Return log(sum(exp(terms))) over the last axis."""
    highest = terms.max(axis=-1)
    return highest + np.log(np.exp(terms - highest[..., None]).sum(axis=-1))


def _search(nights: Nights, form: Form, start: Floats, fixed: float | None) -> tuple[Floats, float]:
    """Return the likeliest place and its surprise; `fixed` holds the log spread where it is given."""
    free = np.arange(len(start)) != (1 if fixed is not None else -1)

    def surprise(part: Floats) -> float:
        place = start.copy()
        place[free] = part
        if fixed is not None:
            place[1] = fixed
        if np.any(np.abs(place) > _BOX):
            return 1e12
        return -float(expect(_model(place, form), nights).log_score[N_BURN:].sum())

    corners = np.vstack([np.zeros(free.sum()), 0.4 * np.eye(free.sum())]) + start[free]
    options = {"xatol": 5e-3, "fatol": 5e-4, "maxiter": 2000, "initial_simplex": corners}
    best = minimize(surprise, start[free], method="Nelder-Mead", options=options)
    place = start.copy()
    place[free] = best.x
    return place, float(best.fun)


def _start(form: Form) -> Floats:
    return np.array([-3.0, -1.0] + [0.0] * form.has_groups + [0.05] * form.has_slope)


def _model(place: Floats, form: Form) -> NightModel:
    """Return the model at a place of the search: log drift, log spread, logit group share, slope."""
    group = float(expit(place[2])) if form.has_groups else 0.0
    slope = float(place[-1]) if form.has_slope else 0.0
    return NightModel(float(np.exp(place[0])), float(np.exp(place[1])), group, slope, form.n_reference)


def _place(model: NightModel, form: Form) -> Floats:
    parts = [np.log(model.drift), np.log(model.spread)]
    parts += [np.clip(logit(model.group_share), -_BOX, _BOX)] if form.has_groups else []
    parts += [model.size_slope] if form.has_slope else []
    return np.array(parts, np.float64)


def _crossing(loss: Callable[[float], float], centre: float, step: float) -> float:
    """Return where the loss crosses nought, going out from the centre in steps; the last one where it never does."""
    inner, outer = centre, centre + step
    for _ in range(12):
        if loss(outer) > 0.0:
            return _halved(loss, inner, outer)
        inner, outer = outer, outer + step
    return inner


def _end(loss: Callable[[float], float], inner: float, outer: float) -> float:
    """Return where the loss crosses nought between two places, or the outer one where it does not."""
    return outer if loss(outer) <= 0.0 else _halved(loss, inner, outer)


def _halved(loss: Callable[[float], float], inner: float, outer: float) -> float:
    for _ in range(_N_HALVINGS):
        middle = 0.5 * (inner + outer)
        inner, outer = (inner, middle) if loss(middle) > 0.0 else (middle, outer)
    return 0.5 * (inner + outer)

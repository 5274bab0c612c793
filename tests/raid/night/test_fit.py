"""The night model: what it expects, against exact filtering, and whether a fit finds what was planted."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from belfort.raid.night import kernels
from belfort.raid.night.counts import night_pmf
from belfort.raid.night.fit import (
    N_BURN,
    fit_beta_binomial,
    fit_nights,
    rho_interval,
    shared_interval,
)
from belfort.raid.night.forecast import (
    Form,
    NightModel,
    Nights,
    _choose,
    _rows,
    distributions,
    expect,
)
from belfort.raid.night.measured import DETECTION, MEASURED, PRIORS, RHO, SHARED
from belfort.raid.night.states import FAMILIES
from tests.reference import night as twin

PLAIN = NightModel(drift=0.02, spread=0.35, n_reference=60)


def planted(seed, n_nights, model, low=20, high=200, factor=None):
    """Return nights drawn from the model, beginning at a share of 0.84."""
    rng = np.random.default_rng(seed)
    day = np.cumsum(rng.integers(1, 3, n_nights))
    launched = rng.integers(low, high, n_nights)
    level = 1.0 + np.cumsum(
        model.drift * np.sqrt(np.diff(day, prepend=day[0])) * rng.standard_normal(n_nights)
    )
    z = rng.standard_normal(n_nights) if factor is None else factor
    x = level + model.shift_of(launched) + model.spread_of(launched) * z
    return Nights(day, launched, rng.binomial(launched, ndtr(x)))


def test_the_filter_agrees_with_its_twin():
    nights = planted(1, 12, PLAIN)
    model = replace(PLAIN, group_share=0.4, size_slope=0.3)
    known = np.arange(12) < 9
    expected = expect(model, nights, known)
    levels = np.empty((12, 3))
    twin.filter_nights(
        levels, _rows(nights), _choose(nights), known, expected.spread, expected.shift, model.drift
    )
    assert expected.level == pytest.approx(levels[:, 0], abs=1e-8)
    assert expected.level_variance == pytest.approx(levels[:, 1], abs=1e-8)
    assert expected.log_score == pytest.approx(levels[:, 2], abs=1e-8)


@pytest.mark.parametrize(("low", "high", "most"), [(20, 200, 0.005), (1, 6, 0.05)])
def test_keeping_the_level_as_a_normal_costs_next_to_nothing(low, high, most):
    """Against the whole distribution on a grid: log scores of each night, large raids and raids of a few."""
    model = NightModel(drift=0.03, spread=0.35 if low > 1 else 1.2, size_slope=0.2, n_reference=low)
    nights = planted(2, 60, model, low, high)
    expected = expect(model, nights)
    exact = twin.exact_log_scores(_rows(nights), expected.spread, expected.shift, model.drift)
    assert np.abs(expected.log_score - exact)[5:].max() < most
    assert abs((expected.log_score - exact).mean()) < 0.1 * most + 0.001


def test_a_prediction_is_what_was_scored_and_never_knows_its_own_night():
    nights = planted(3, 30, PLAIN)
    expected = expect(PLAIN, nights)
    pmfs = distributions(expected, nights)
    told = [np.log(pmf[k]) for pmf, k in zip(pmfs, nights.n_stopped, strict=True)]
    assert told[1:] == pytest.approx(expected.log_score[1:], abs=1e-6)
    assert told[0] == pytest.approx(expected.log_score[0], abs=1e-3)  # before anything is known
    stopped = nights.n_stopped.copy()
    stopped[20] = 0
    other = expect(PLAIN, Nights(nights.day, nights.n_launched, stopped))
    assert other.p[20] == expected.p[20]
    assert other.p[21] < expected.p[21]


def test_what_is_not_known_is_not_learned_from_and_doubt_grows():
    nights = planted(4, 30, PLAIN)
    known = np.arange(30) < 20
    expected = expect(PLAIN, nights, known)
    stopped = np.where(known, nights.n_stopped, 0)
    blind = expect(PLAIN, Nights(nights.day, nights.n_launched, stopped), known)
    assert np.array_equal(expected.p, blind.p)
    steps = np.diff(expected.level_variance[20:])
    assert steps == pytest.approx(PLAIN.drift**2 * np.diff(nights.day[20:]), abs=1e-12)


def test_a_night_of_the_model_is_the_one_factor_night_of_a_raid():
    """With a level that is known, the prediction is `night_pmf` at the model's own correlation."""
    model = replace(PLAIN, drift=1e-6, group_share=0.5, n_reference=50)
    nights = planted(5, 400, model, 50, 51)
    expected = expect(model, nights)
    assert expected.rho[-1] == pytest.approx(model.rho, abs=2e-3)
    assert distributions(expected, nights)[-1] == pytest.approx(
        night_pmf(50, float(expected.p[-1]), model.rho), abs=1e-3
    )


def test_groups_matter_less_in_a_larger_raid():
    model = NightModel(0.01, 0.4, group_share=0.75, n_reference=100)
    assert model.rho_of([100])[0] == pytest.approx(model.rho)
    assert model.rho_of([10])[0] > model.rho > model.rho_of([1000])[0] > model.rho_of_night
    assert model.rho_of_night == pytest.approx(0.04 / 1.04)
    assert NightModel(0.01, 0.4, n_reference=100).rho_of([1, 1000]) == pytest.approx([0.16 / 1.16] * 2)


def test_a_fit_finds_a_planted_correlation():
    """200 nights, planted 0.109; the interval holds it and is as wide as the nights warrant."""
    nights = planted(6, 200, PLAIN)
    fit = fit_nights(nights, Form(60))
    low, high = rho_interval(nights, Form(60), fit)
    assert low < PLAIN.rho < high
    assert low < fit.model.rho < high
    assert 0.02 < high - low < 0.08
    assert fit.n_nights == 200 - N_BURN
    assert fit.log_likelihood >= expect(PLAIN, nights).log_score[N_BURN:].sum() - 1e-3


def test_an_interval_ends_where_the_profile_has_lost_its_share():
    nights = planted(7, 120, PLAIN)
    fit = fit_nights(nights, Form(60))
    low, _ = rho_interval(nights, Form(60), fit)
    spread = np.sqrt(low / (1.0 - low))
    best = max(
        float(expect(NightModel(drift, spread, n_reference=60), nights).log_score[N_BURN:].sum())
        for drift in np.geomspace(1e-3, 0.3, 60)
    )
    assert 2.0 * (fit.log_likelihood - best) == pytest.approx(3.84, abs=0.35)


def test_effects_of_size_are_told_from_none():
    truth = NightModel(0.02, 0.35, group_share=0.7, size_slope=0.4, n_reference=60)
    nights = planted(8, 200, truth, 5, 400)
    full, plain = (fit_nights(nights, form) for form in (Form(60, True, True), Form(60)))
    assert full.bic < plain.bic - 20
    assert full.model.size_slope == pytest.approx(0.4, abs=0.12)
    assert full.model.group_share == pytest.approx(0.7, abs=0.25)
    assert full.model.rho == pytest.approx(truth.rho, abs=0.04)
    still = planted(9, 200, PLAIN, 5, 400)
    assert fit_nights(still, Form(60)).bic < fit_nights(still, Form(60, True, True)).bic


def test_independent_shots_leave_no_correlation_to_be_found():
    nights = planted(10, 150, NightModel(1e-4, 1e-4, n_reference=60))
    assert fit_nights(nights, Form(60)).model.rho < 0.006


def test_a_fit_does_not_see_what_comes_later():
    nights = planted(12, 80, PLAIN)
    early = nights.where(np.arange(80) < 50)
    stopped = np.where(np.arange(80) < 50, nights.n_stopped, 0)
    spoiled = Nights(nights.day, nights.n_launched, stopped).where(np.arange(80) < 50)
    assert fit_nights(early, Form(60)) == fit_nights(spoiled, Form(60))


@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_the_planted_share_that_two_families_have_in_common_is_found(shared):
    rng = np.random.default_rng(13)
    night, own = rng.standard_normal(120), rng.standard_normal((2, 120))
    families = []
    for f in range(2):
        z = np.sqrt(shared) * night + np.sqrt(1 - shared) * own[f]
        drawn = planted(14, 120, PLAIN, factor=z)
        nights = Nights(np.arange(120) * 2 + 1, drawn.n_launched, drawn.n_stopped)
        families.append((nights, expect(PLAIN, nights)))
    low, mode, high = shared_interval([tuple(families)])
    assert low <= shared <= high
    assert mode == pytest.approx(shared, abs=0.2)
    assert high - low < 0.5


def test_the_beta_binomial_fit_finds_what_was_planted():
    rng = np.random.default_rng(15)
    launched = rng.integers(10, 100, 1500)
    stopped = rng.binomial(launched, rng.beta(0.8 * 9, 0.2 * 9, 1500))
    assert fit_beta_binomial(launched, stopped) == pytest.approx((0.8, 0.1), abs=0.015)


def test_nights_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="days must rise"):
        Nights(np.array([2, 2]), np.array([1, 1]), np.array([0, 0]))
    with pytest.raises(ValueError, match="stopped <= launched"):
        Nights(np.array([1, 2]), np.array([1, 1]), np.array([0, 2]))
    with pytest.raises(ValueError, match="differ in length"):
        Nights(np.array([1, 2]), np.array([1]), np.array([0, 1]))
    with pytest.raises(ValueError, match="need more than"):
        fit_nights(planted(1, 8, PLAIN), Form(60))


def test_every_family_has_an_estimate_in_range():
    assert tuple(RHO) == FAMILIES
    assert {*RHO.values(), DETECTION, SHARED} == set(PRIORS)
    for prior in PRIORS:
        e = prior.estimate
        assert 0.0 <= e.low <= e.mode <= e.high < 1.0
        assert e.origin.startswith("default:raid.night_")
        assert e.sources
        assert e.is_guess == (e.sources == ("MODEL",))
        assert prior.text
    assert len({p.estimate.origin for p in PRIORS}) == len(PRIORS)


def test_estimates_say_what_was_fitted():
    for family in ("drone", "cruise"):
        held, e = MEASURED[family], RHO[family].estimate
        assert e.mode == pytest.approx(held.model.rho, abs=0.005)
        assert e.low == pytest.approx(held.model.rho_of_night, abs=0.005)
        assert e.high >= held.rho_high - 0.005
        assert f"{held.rho_low:g} to {held.rho_high:g}" in RHO[family].text
    assert RHO["ballistic"].estimate.high == pytest.approx(MEASURED["ballistic"].rho_low, abs=0.005)


def test_a_raids_shots_give_threats_the_correlation_that_is_said():
    z = np.linspace(-7.0, 7.0, 4001)
    weight = np.exp(-0.5 * z * z)
    weight /= weight.sum()
    for p in (0.3, 0.5, 0.7):
        x = twin.norm.ppf(1.0 - (1.0 - twin.kill_probability(p, 0.09, z)) ** 2)
        variance = weight @ (x - weight @ x) ** 2
        assert variance / (1.0 + variance) == pytest.approx(0.13, abs=0.012)


def test_state_of_counts_edges():
    edges = np.array([-1.0, 0.0, 1.0])
    edges.flags.writeable = False
    for z in (-2.0, -1.0, -0.5, 0.0, 0.99, 1.0, 5.0):
        assert kernels.state_of(z, edges) == twin.state_of(z, edges)

"""What one sensor sees: its antenna, its beam and its tables."""

from math import comb, inf, tan

import numpy as np
import pytest

from belfort.coverage.posts import posts_of
from belfort.coverage.sensing import detector_for
from belfort.coverage.view import LEVELS_M, RANGE_STEPS, antenna_msl_m, confirm_table, look_table, views
from belfort.scenario.resolved import ResolvedJammer
from belfort.terrain import Survey
from tests.coverage.ground import estimate
from tests.coverage.situation import GROUND, at, drone, ears, radar, situation, unit

LEVELS = np.array([0.0, 50.0, 300.0])


def view_of(one, systems, **more):
    scenario = situation([one], [*systems, drone()], **more)
    return next(
        views(
            scenario, posts_of(scenario), Survey(GROUND), [scenario.systems["drone"]], [300.0, 77.0], "mode"
        )
    )


def test_an_antenna_stands_on_its_mast_or_flies_and_never_under_the_ground():
    case = "mode"
    on_mast, own, flying, low = (
        posts_of(situation([u], [radar()]))[0]
        for u in (
            unit("a", radar()),
            unit("b", radar(), figures={"antenna_height_m": estimate(70.0)}),
            unit("c", radar(), altitude_msl_m=5000.0),
            unit("d", radar(), altitude_msl_m=10.0),
        )
    )
    heights_m = [antenna_msl_m(post, 100.0, case) for post in (on_mast, own, flying, low)]
    assert heights_m == [120.0, 170.0, 5000.0, 100.0]


def test_levels_hold_what_was_asked_and_tables_end_at_the_reach():
    view = view_of(unit("one", ears()), [ears()])
    p, step_m, heights_m = view.looks["drone"]
    assert set(heights_m) == {*LEVELS_M, 77.0, 300.0}
    assert p.shape == (1, len(heights_m), RANGE_STEPS + 1)
    assert step_m * RANGE_STEPS == pytest.approx(view.detectors["drone"].max_range_m)
    assert p.dtype == np.float32
    assert not p.flags.writeable
    assert np.all((p >= 0.0) & (p <= 1.0))


def test_a_beam_to_the_zenith_has_no_steepest_and_another_has_its_tangent():
    assert view_of(unit("one", ears()), [ears()]).scales[2] == inf
    assert view_of(unit("one", radar(top_rad=0.7)), [radar(top_rad=0.7)]).scales[2] == pytest.approx(tan(0.7))


def test_confirmation_is_m_or_more_of_n_times_seeing_at_all():
    detector = detector_for(radar(), drone())
    assert detector is not None
    looks = look_table(detector, LEVELS, None)
    p, q = looks[0].astype(float), confirm_table(looks, detector)[0]
    m, n = detector.confirm_m, detector.confirm_n
    assert (m, n) == (3, 5)
    expected = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(m, n + 1))
    assert q == pytest.approx(detector.p_available * expected, abs=1e-6)


def test_a_table_by_bearing_is_weakest_towards_the_jammer():
    jammer = ResolvedJammer("jammer", at(60e3, 500.0), 3000.0, estimate(40.0), 60e3, estimate(-30.0))
    view = view_of(unit("one", radar()), [radar()], jammers=(jammer,))
    p, step_m, heights_m = view.looks["drone"]
    level, far = int(np.searchsorted(heights_m, 300.0)), int(40e3 / step_m)
    turn = p[:, level, far]
    weakest = (np.argmin(turn) + 0.5) * 360.0 / len(turn)
    assert weakest == pytest.approx(90.0, abs=4.0)
    assert turn.min() < 0.5 * turn.max()


def test_an_antenna_aloft_meets_the_ground_s_reflection_at_its_own_height():
    low, high = (view_of(unit("one", radar(), altitude_msl_m=a), [radar()]) for a in (20.0, 2000.0))
    same = view_of(unit("one", radar()), [radar()])
    assert np.array_equal(low.looks["drone"][0], same.looks["drone"][0])
    assert not np.array_equal(high.looks["drone"][0], same.looks["drone"][0])


def test_who_sees_none_of_the_targets_is_left_out():
    scenario = situation([unit("one", ears()), unit("two", radar())], [ears(), radar(), drone()])
    deaf = drone(name="deaf")
    deaf = type(deaf)(deaf.id, deaf.kind, deaf.name, deaf.figures, {**deaf.traits, "emits": ()})
    kept = list(views(scenario, posts_of(scenario), Survey(GROUND), [deaf], [300.0], "mode"))
    assert [view.post.name for view in kept] == ["two"]

"""Along ways: confirmations and launch windows beside their twins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.coverage.engagement.kernels import Paths, Reach
from belfort.coverage.kernels import hits_of
from belfort.coverage.sensing.confirm import p_confirmed
from belfort.raid.compiling import kernels
from tests.reference.raid_compiling import meeting_s, p_confirmed_by

INTERVAL_S = 10.0


def locked(values, dtype=np.float64):
    array = np.ascontiguousarray(values, dtype=dtype)
    array.setflags(write=False)
    return array


def confirm(p, m, n, step_s=INTERVAL_S, n_segments=8, n_cdf=4096):
    """Samples one look apart, the chance of a look at its middle being that of the sample pair's mean."""
    p, time_s = locked(p), locked(np.arange(len(p)) * step_s)
    segments, cdf = np.zeros((n_segments, 6)), np.zeros(n_cdf)
    counts = np.zeros(1, np.int64), np.zeros(1, np.int64)
    chain = (np.zeros(1 << (n - 1)), np.zeros(1 << (n - 1)), hits_of(1 << (n - 1)))
    out = (segments, counts[0], cdf, counts[1])
    fits = kernels.confirm_way(3, p, time_s, (INTERVAL_S, m, n), chain, out)
    return fits, segments[: counts[0][0]], cdf[: counts[1][0]]


@given(st.lists(st.floats(0.02, 1.0), min_size=3, max_size=9), st.integers(1, 3), st.integers(0, 2))
def test_the_distribution_is_that_of_every_sequence_of_hits_and_misses(p, m, more):
    n = m + more
    fits, segments, cdf = confirm(p, m, n)
    middles = (np.array(p[1:]) + np.array(p[:-1])) / 2
    exact = p_confirmed_by(middles, m, n)
    assert fits
    found = np.zeros(len(middles))
    if len(segments):
        skipped = round(segments[0, 1] / INTERVAL_S)
        found[skipped : skipped + len(cdf)] = cdf
        found[skipped + len(cdf) :] = cdf[-1]
    assert found == pytest.approx(exact, abs=2e-9)


def test_it_is_the_chain_of_coverage_too():
    p = np.linspace(0.05, 0.9, 60)
    _, segments, cdf = confirm(p, 3, 5)
    middles = (p[1:] + p[:-1]) / 2
    skipped = round(segments[0, 1] / INTERVAL_S)
    exact = p_confirmed(middles, 3, 5)
    assert cdf == pytest.approx(exact[skipped : skipped + len(cdf)], abs=1e-12)


def test_a_track_that_is_not_seen_for_long_is_lost_and_found_anew():
    p = [0.9] * 10 + [0.0] * 20 + [0.9] * 10
    _, segments, _ = confirm(p, 2, 3)
    assert len(segments) == 2
    first, second = segments
    assert first[2] == pytest.approx(10 * INTERVAL_S + 3 * INTERVAL_S)
    assert second[1] >= 29 * INTERVAL_S
    p = [0.9] * 10 + [0.0] * 4 + [0.9] * 10  # shorter than the coasting of 2 n looks
    assert len(confirm(p, 2, 3)[1]) == 1


def test_long_distributions_are_thinned_and_keep_their_shape():
    p = np.full(3000, 0.03)
    _, segments, cdf = confirm(p, 2, 3)
    exact = p_confirmed(p[1:], 2, 3)
    every = round(segments[0, 5] / INTERVAL_S)
    skipped = round(segments[0, 1] / INTERVAL_S)
    assert len(cdf) <= kernels.MOST_LOOKS
    assert every > 1
    last = np.minimum(skipped + every * (np.arange(len(cdf)) + 1) - 1, len(exact) - 1)
    assert cdf == pytest.approx(exact[last], abs=1e-9)


def test_too_little_room_is_told():
    assert not confirm([0.05] * 40, 2, 3, n_cdf=4)[0]
    assert not confirm([0.9] * 9 + [0.0] * 20 + [0.9] * 9, 2, 3, n_segments=1)[0]


def straight(speed_mps=200.0, off_m=0.0, half_m=60e3, height_m=3000.0):
    x_m = np.linspace(-half_m, half_m, 241)
    along_m = x_m + half_m
    columns = (x_m, np.full_like(x_m, off_m), np.full_like(x_m, height_m), np.full_like(x_m, height_m))
    return Paths(*(locked(c[None, :]) for c in columns), locked(along_m[::-1]), locked(along_m / speed_mps))


def windows(reach, paths, visible=None, most=6):
    n = paths.time_s.size
    seen = locked(np.ones(n, bool) if visible is None else visible, bool)
    out, knots = np.zeros((most, 2)), np.zeros((most, 17))
    found = kernels.launch_windows(reach, paths, seen, 0.1, out, knots)
    return out[:found], knots[:found]


def position(paths):
    return lambda t: np.array(
        [np.interp(t, paths.time_s, c[0]) for c in (paths.x_m, paths.y_m, paths.alt_msl_m)]
    )


@pytest.mark.parametrize("off_m", [0.0, 10e3])
def test_launches_meet_the_target_where_the_table_says(off_m):
    paths = straight(off_m=off_m)
    reach = Reach(0.0, 0.0, 0.0, 0.0, 25e3, 0.0, 15e3, 800.0, 0.0, 0.0)
    found, knots = windows(reach, paths)
    assert len(found) == 1
    for share in (0.0, 0.3, 0.7, 1.0):
        launch_s = found[0, 0] + share * (found[0, 1] - found[0, 0])
        exact_s = meeting_s(position(paths), np.zeros(3), 800.0, launch_s)
        told_s = launch_s + np.interp(share, np.linspace(0, 1, 17), knots[0])
        assert told_s == pytest.approx(exact_s, abs=0.15)


def test_the_first_launch_meets_at_the_edge_of_reach():
    paths, reach_m = straight(), 25e3
    found, knots = windows(Reach(0.0, 0.0, 0.0, 0.0, reach_m, 0.0, 15e3, 800.0, 0.0, 0.0), paths)
    at_m = np.linalg.norm(position(paths)(found[0, 0] + knots[0, 0]))
    assert at_m == pytest.approx(reach_m, rel=1e-3)


def test_a_dead_zone_or_a_hill_makes_two_windows():
    paths = straight()
    assert len(windows(Reach(0.0, 0.0, 0.0, 5e3, 25e3, 0.0, 15e3, 800.0, 0.0, 0.0), paths)[0]) == 2
    seen = np.ones(241, bool)
    seen[115:125] = False
    assert len(windows(Reach(0.0, 0.0, 0.0, 0.0, 25e3, 0.0, 15e3, 800.0, 0.0, 0.0), paths, seen)[0]) == 2


def test_what_flies_too_high_or_cannot_be_caught_has_no_window():
    paths = straight(height_m=3000.0)
    assert len(windows(Reach(0.0, 0.0, 0.0, 0.0, 25e3, 0.0, 2000.0, 800.0, 0.0, 0.0), paths)[0]) == 0
    behind = straight(speed_mps=400.0)  # flies past a slow interceptor drone: only the way in counts
    found, _ = windows(Reach(0.0, 0.0, 0.0, 0.0, 25e3, 0.0, 15e3, 100.0, 0.0, 0.0), behind)
    assert all(a < b for a, b in found)


def test_a_burst_needs_its_time_in_reach():
    paths = straight(speed_mps=200.0)
    quick = Reach(0.0, 0.0, 0.0, 0.0, 4e3, 0.0, 15e3, 800.0, 0.0, 0.0)
    slow = quick._replace(dwell_s=5.0)
    (a, _), (b, _) = windows(quick, paths), windows(slow, paths)
    enters_s = (60e3 - np.sqrt(4e3**2 - 3e3**2)) / 200.0
    at_m = np.linalg.norm(position(paths)(enters_s + 5.0))
    assert b[0, 0] == pytest.approx(enters_s - at_m / 800.0, abs=0.05)  # 5 s of work from the entry on
    assert b[0, 1] == pytest.approx(a[0, 1] - 5.0, abs=0.2)
    long = quick._replace(dwell_s=1000.0)
    assert len(windows(long, paths)[0]) == 0


def test_windows_on_several_ways_are_those_on_each():
    ways = [straight(off_m=off_m) for off_m in (0.0, 90e3, 10e3)]
    n = ways[0].time_s.size
    reach = Reach(0.0, 0.0, 0.0, 0.0, 25e3, 0.0, 15e3, 800.0, 0.0, 0.0)
    flown = tuple(
        locked(np.concatenate([np.ravel(c) for c in columns])) for columns in zip(*ways, strict=True)
    )
    hidden_m = np.full(3 * n, -np.inf)
    hidden_m[2 * n + 110 : 2 * n + 120] = np.inf
    sight = locked(np.zeros(3), np.int64), locked(np.arange(4) * n, np.int64), locked(hidden_m, np.float32)
    out = np.empty(18, np.int64), np.empty((18, 2)), np.empty((18, 17))
    found = kernels.windows_on_ways(reach, flown, sight[1], sight, locked([0, 1, 2], np.int64), 0.1, out)
    alone = [windows(reach, w, hidden_m[i * n : (i + 1) * n] < 0.0) for i, w in enumerate(ways)]
    assert out[0][:found].tolist() == [0, 2, 2]
    assert np.array_equal(out[1][:found], np.concatenate([a[0] for a in alone]))
    assert np.array_equal(out[2][:found], np.concatenate([a[1] for a in alone]))

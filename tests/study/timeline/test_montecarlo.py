from datetime import date
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.study.timeline.durations import Duration, exactly
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.montecarlo import simulate
from belfort.study.timeline.network import Activity, Network, Risk
from belfort.study.timeline.pert import pert
from tests.reference.timeline import finish_times, is_critical
from tests.study.timeline.cases import RELIABLE, abreast, chain, network


@st.composite
def networks(draw):
    n = draw(st.integers(1, 7))
    acts = []
    for i in range(n):
        low, mode, high = sorted(draw(st.lists(st.floats(0, 30), min_size=3, max_size=3)))
        after = draw(st.sets(st.integers(0, i - 1), max_size=3)) if i else set()
        shape = "fixed" if low == high else draw(st.sampled_from(["triangular", "uniform"]))
        acts.append(
            Activity(f"a{i}", Duration(low, mode, high, shape), tuple(f"a{k}" for k in sorted(after)))
        )
    return Network(tuple(acts))


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_the_list_changes_nothing(net, luck):
    shuffled = list(net.activities)
    luck.shuffle(shuffled)
    one = simulate(net, 50, correlation=0.3)
    other = simulate(Network(tuple(shuffled)), 50, correlation=0.3)
    assert np.array_equal(one.end, other.end)
    assert one.criticality() == other.criticality()


@given(networks(), st.data())
@settings(max_examples=40)
def test_one_more_predecessor_never_makes_it_earlier(net, data):
    if len(net.activities) < 2:
        return
    j = data.draw(st.integers(1, len(net.activities) - 1))
    i = data.draw(st.integers(0, j - 1))
    acts = list(net.activities)
    acts[j] = Activity(acts[j].name, acts[j].duration, tuple({*acts[j].after, f"a{i}"}))
    more = Network(tuple(acts))
    assert (simulate(more, 50).end >= simulate(net, 50).end).all()


@given(networks())
@settings(max_examples=40)
def test_as_the_twin_draw_by_draw(net):
    drawn = simulate(net, 8, seed=3)
    after = {a.name: a.after for a in net.activities}
    critical = drawn.criticality()
    shares = dict.fromkeys(after, 0)
    for i in range(8):
        duration = {name: float(values[i]) for name, values in drawn.duration.items()}
        finish = finish_times(after, duration)
        assert max(finish.values()) == pytest.approx(drawn.end[i])
        for name in after:
            assert finish[name] == pytest.approx(drawn.finish[name][i])
            shares[name] += is_critical(after, duration, name)
    for name in after:
        # slack between 1e-9 and the twin's step is critical to the twin alone
        assert critical[name] <= shares[name] / 8 + 1e-12


def test_criticality_of_reliable_construction_as_the_twin():
    net = network(RELIABLE)
    drawn = simulate(net, 200, seed=5)
    after = {a.name: a.after for a in net.activities}
    for name, share in drawn.criticality().items():
        durations = [{k: float(v[i]) for k, v in drawn.duration.items()} for i in range(200)]
        assert share == pytest.approx(np.mean([is_critical(after, d, name) for d in durations]), abs=0.011)


@given(st.lists(st.floats(1, 20), min_size=1, max_size=6))
@settings(max_examples=20)
def test_all_of_a_single_path_is_critical(modes):
    drawn = simulate(chain(*(Duration(0.5 * m, m, 3 * m) for m in modes)), 30)
    assert set(drawn.criticality().values()) == {1.0}


def test_serial_exponentials_make_an_erlang():
    drawn = simulate(chain(*[Duration(0, 0, 4, "exponential")] * 3), 40_000, seed=1)
    assert drawn.end.mean() == pytest.approx(12.0, abs=4 * 4 * 3**0.5 / 200)
    p, error = drawn.p_by(12.0)
    x = 3.0
    assert p == pytest.approx(1 - exp(-x) * (1 + x + x * x / 2), abs=4 * error)


def test_parallel_exponentials_make_a_harmonic_sum():
    drawn = simulate(abreast(*[Duration(0, 0, 6, "exponential")] * 4), 40_000, seed=2)
    assert drawn.end.mean() == pytest.approx(6 * (1 + 1 / 2 + 1 / 3 + 1 / 4), abs=0.15)
    p, error = drawn.p_by(10.0)
    assert p == pytest.approx((1 - exp(-10 / 6)) ** 4, abs=4 * error)
    for name, share in drawn.criticality().items():
        assert share == pytest.approx(1.0 if name == "end" else 0.25, abs=0.01)


def test_parallel_and_serial_uniforms():
    side = simulate(abreast(*[Duration(0, 0.5, 1, "uniform")] * 5), 40_000, seed=3)
    assert side.end.mean() == pytest.approx(5 / 6, abs=0.003)
    assert side.quantile(0.5) == pytest.approx(0.5 ** (1 / 5), abs=0.004)
    row = simulate(chain(*[Duration(0, 0.5, 1, "uniform")] * 3), 40_000, seed=3)
    p, error = row.p_by(1.0)
    assert p == pytest.approx(1 / 6, abs=4 * error)  # Irwin-Hall
    for share in row.cruciality().values():
        assert share == pytest.approx((1 / 3) ** 0.5, abs=0.02)


def test_delays_of_one_cause_go_together():
    one = Duration(0, 5, 10)
    apart, tied = simulate(abreast(one, one), 20_000), simulate(abreast(one, one), 20_000, correlation=1.0)
    assert np.array_equal(tied.duration["a0"], tied.duration["a1"])
    assert tied.end.mean() == pytest.approx(5.0, abs=0.06)
    assert apart.end.mean() > 5.8
    half = simulate(chain(one, one), 20_000, correlation=0.5)
    found = np.corrcoef(half.duration["a0"], half.duration["a1"])[0, 1]
    assert found == pytest.approx(0.5, abs=0.03)
    np.testing.assert_allclose(np.quantile(half.duration["a0"], [0.5, 0.9]), [5.0, 7.76], atol=0.12)


def test_two_networks_share_the_luck_of_a_factor_they_both_name():
    one = Network((Activity("a", Duration(0, 5, 10)),), name="one")
    two = Network((Activity("a", Duration(0, 5, 10)),), name="two")
    apart = np.corrcoef(simulate(one).end, simulate(two).end)[0, 1]
    tied = np.corrcoef(
        simulate(one, correlation={"industry": 0.6}).end, simulate(two, correlation={"industry": 0.6}).end
    )[0, 1]
    assert abs(apart) < 0.03
    assert tied == pytest.approx(0.6, abs=0.03)


def test_an_activity_added_moves_no_other_draw():
    net = network(RELIABLE)
    more = Network((*net.activities, Activity("Z", Duration(1, 2, 3), ("A",))))
    one, other = simulate(net, 100), simulate(more, 100)
    assert all(np.array_equal(one.duration[n], other.duration[n]) for n in net.order)


def test_a_risk_happens_as_often_as_it_should_and_delays_as_much():
    acts = (Activity("a", exactly(10.0)), Activity("b", exactly(1.0), ("a",)))
    risk = Risk("strike", ("a", "b"), 0.3, Duration(2, 4, 6))
    drawn = simulate(Network(acts, (risk,)), 20_000, seed=4)
    assert np.mean(drawn.happened["strike"]) == pytest.approx(0.3, abs=0.013)
    assert drawn.p_by(11.0)[0] == pytest.approx(0.7, abs=0.013)
    np.testing.assert_allclose(drawn.duration["a"] - 10.0, drawn.duration["b"] - 1.0, atol=1e-9)
    late = drawn.end[drawn.happened["strike"]] - 11.0
    assert late.mean() == pytest.approx(2 * 4.0, abs=0.1)


def test_a_day_on_the_calendar_holds_back_and_frees_what_came_before():
    acts = (
        Activity("early", Duration(1, 2, 3)),
        Activity("late", Duration(1, 2, 3), ("early",), date(2031, 1, 1)),
    )
    drawn = simulate(Network(acts, start=date(2030, 1, 1)), 2_000)
    assert drawn.criticality() == {"early": 0.0, "late": 1.0}
    assert abs(drawn.day(0.5) - date(2031, 3, 3)).days <= 2
    assert drawn.cruciality()["early"] == pytest.approx(0.0, abs=0.08)


def test_critical_for_one_milestone_is_not_for_another():
    drawn = simulate(network(RELIABLE), 2_000)
    for_m = drawn.criticality("M")
    assert for_m["H"] == for_m["M"] == 1.0
    assert for_m["N"] == for_m["J"] == 0.0
    assert drawn.quantile(0.5, "M") < drawn.quantile(0.5)


def test_pert_flatters():
    net = network(RELIABLE)
    drawn = simulate(net, 20_000)
    assert drawn.end.mean() > pert(net).mean + 1.5
    assert drawn.p_by(47.0)[0] < pert(net).p_by(47.0) - 0.2


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"n": 0}, "one draw or more"),
        ({"seed": -1}, "0 to 2\\*\\*64"),
        ({"correlation": 1.2}, "share of variance"),
        ({"correlation": {"a": 0.7, "b": 0.7}}, "share of variance"),
    ],
)
def test_what_makes_no_sense_is_refused(kwargs, words):
    with pytest.raises(TimelineError, match=words):
        simulate(chain(exactly(1.0)), **kwargs)

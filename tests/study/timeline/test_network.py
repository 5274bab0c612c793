from datetime import date

import pytest

from belfort.study.timeline.durations import Duration, exactly
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.network import Activity, Network, Risk
from belfort.study.timeline.pert import pert
from tests.study.timeline.cases import RELIABLE, abreast, chain, network


def test_every_fault_is_told_at_once():
    with pytest.raises(TimelineError) as told:
        Network(
            (
                Activity("contract", Duration(5, 3, 9)),
                Activity("production", exactly(1.0), ("contrct",)),
                Activity("production", exactly(1.0)),
                Activity("late", exactly(1.0), (), date(2030, 1, 1)),
            ),
            (
                Risk("strike", ("produktion",), 1.5, exactly(2.0)),
                Risk("strike", (), 0.5, Duration(2, 1, 3)),
            ),
            name="nasams",
        )
    lines = str(told.value).splitlines()
    expected = [
        "'contrct', which is not there. Did you mean 'contract'?",
        "the name 'production' stands twice",
        "late: not before 2030-01-01, yet the network has no start day",
        "contract: its duration runs backwards",
        "a probability lies between 0 and 1, found 1.5",
        "'produktion', which is not there. Did you mean 'production'?",
        "strike: its delay runs backwards",
        "strike: delays nothing",
        "the risk 'strike' stands twice",
    ]
    assert all(line.startswith("nasams: ") for line in lines)
    for words in expected:
        assert sum(words in line for line in lines) == 1, words
    assert len(lines) == len(expected)


def test_a_circle_is_named_as_a_path():
    with pytest.raises(TimelineError, match="a waits for b waits for c waits for a"):
        Network(
            (
                Activity("a", exactly(1), ("b",)),
                Activity("b", exactly(1), ("c",)),
                Activity("c", exactly(1), ("a",)),
                Activity("free", exactly(1)),
                Activity("behind", exactly(1), ("a", "free")),
            )
        )
    with pytest.raises(TimelineError, match="a waits for a"):
        Network((Activity("a", exactly(1), ("a",)),))


def test_no_activities_is_a_fault():
    with pytest.raises(TimelineError, match="has no activities"):
        Network(())


def test_order_and_what_lies_before():
    net = network(RELIABLE)
    for name in net.order:
        assert all(net.order.index(b) < net.order.index(name) for b in net[name].after)
    assert net.before("E") == {"A", "B", "C", "E"}
    assert net.followers["C"] == ("D", "E", "I")


def test_days():
    net = Network((Activity("a", exactly(12.0), (), date(2031, 1, 1)),), start=date(2030, 1, 1))
    assert net.earliest(net["a"]) == pytest.approx(12.0, abs=0.02)
    assert net.day(12.0) == date(2031, 1, 1)
    with pytest.raises(TimelineError, match="no start day"):
        chain(exactly(1.0)).day(2.0)


def test_pert_of_reliable_construction():
    found = pert(network(RELIABLE))
    assert found.mean == pytest.approx(44.0)
    assert found.variance == pytest.approx(9.0)
    assert "".join(found.path) == "ABCEFJLN"
    assert found.p_by(47) == pytest.approx(0.8413, abs=1e-4)
    assert "".join(pert(network(RELIABLE), "M").path) == "ABCDGHM"


def test_pert_ignores_the_other_path():
    one = Duration(0, 5, 10)
    assert pert(abreast(one, one)).mean == pert(chain(one)).mean
    assert pert(chain(exactly(3.0))).p_by(2.9) == 0.0
    assert pert(chain(exactly(3.0))).p_by(3.0) == 1.0


def test_pert_waits_for_the_calendar():
    net = Network((Activity("a", exactly(1.0), (), date(2031, 1, 1)),), start=date(2030, 1, 1))
    assert pert(net).mean == pytest.approx(13.0, abs=0.02)

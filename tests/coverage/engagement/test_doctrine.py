"""What looks are worth: published values, and every outcome counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.coverage.engagement.doctrine import expected_shots, p_kill_of_salvos, p_kill_of_shots, salvos_of
from tests.reference.engagement import outcomes


@pytest.mark.parametrize(
    ("salvos", "p_kill", "shots"),
    [((1, 1, 1), 0.973, 1.39), ((2, 1), 0.973, 2.09), ((2, 2), 0.9919, 2.18)],
    ids=["S-L-S-L-S", "SS-L-S", "SS-L-SS"],
)
def test_published_doctrines_at_p_07(salvos, p_kill, shots):
    """Shoot-look-shoot, Pk = 1 - q^n and E[shots] = (1 - q^n) / p; values to the last digit printed."""
    assert p_kill_of_salvos(0.7, salvos) == pytest.approx(p_kill, abs=5e-5)
    assert expected_shots(0.7, salvos) == pytest.approx(shots, abs=5e-3)
    assert p_kill_of_shots(0.7, sum(salvos)) == pytest.approx(p_kill, abs=5e-5)


@given(st.floats(0.0, 1.0), st.lists(st.integers(1, 3), max_size=4))
def test_they_agree_with_every_outcome_counted(p, salvos):
    p_kill, shots = outcomes(p, salvos)
    assert p_kill_of_salvos(p, salvos) == pytest.approx(p_kill, abs=1e-12)
    assert expected_shots(p, salvos) == pytest.approx(shots, abs=1e-12)


@given(st.floats(0.01, 1.0), st.integers(0, 12))
def test_single_shots_are_the_geometric_sum(p, n):
    assert expected_shots(p, (1,) * n) == pytest.approx((1 - (1 - p) ** n) / p)


def test_a_ladder_allows_no_more_salvos_than_the_doctrine():
    assert salvos_of(5, 2, 3) == (2, 2, 2)
    assert salvos_of(1, 2, 3) == (2,)
    assert salvos_of(0, 2, 3) == ()
    assert p_kill_of_salvos(0.7, ()) == 0.0


def test_misuse_says_what_is_wrong():
    with pytest.raises(ValueError, match=r"p lies between 0 and 1, found 1\.2"):
        p_kill_of_salvos(1.2, (1,))
    with pytest.raises(ValueError, match="at least 0"):
        expected_shots(0.5, (1, -1))

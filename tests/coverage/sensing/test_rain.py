"""Rain against the table of the recommendation and against another program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.coverage.sensing.rain import CIRCULAR_RAD, rain_cell_m, rain_coefficients, rain_db_per_km

TABLE_5 = {  # ITU-R P.838-3, table 5: GHz -> kH, alphaH, kV, alphaV
    1: (0.0000259, 0.9691, 0.0000308, 0.8592),
    2: (0.0000847, 1.0664, 0.0000998, 0.9490),
    3: (0.0001390, 1.2322, 0.0001942, 1.0688),
    5.5: (0.0003909, 1.6499, 0.0003115, 1.5882),
    6: (0.0007056, 1.5900, 0.0004878, 1.5728),
    10: (0.01217, 1.2571, 0.01129, 1.2156),
    15: (0.04481, 1.1233, 0.05008, 1.0440),
    20: (0.09164, 1.0568, 0.09611, 0.9847),
    35: (0.3374, 0.9047, 0.3224, 0.8761),
    94: (1.3179, 0.6888, 1.3175, 0.6828),  # not a row of the table: itur 0.4.0
}
ITUR_CIRCULAR_25 = {3: 0.006471779, 5.5: 0.06513975, 10: 0.6291151, 15: 1.5417056, 35: 5.801984}
"""dB/km at 25 mm/h, tilt 45 degrees, level path, by itur 0.4.0."""


@pytest.mark.parametrize("ghz", TABLE_5)
def test_coefficients_are_those_of_the_recommendation(ghz):
    assert rain_coefficients(1e9 * ghz) == pytest.approx(TABLE_5[ghz], rel=6e-4)


@pytest.mark.parametrize("ghz", ITUR_CIRCULAR_25)
def test_attenuation_is_that_of_another_program(ghz):
    ours = rain_db_per_km(25.0, 1e9 * ghz, tilt_rad=CIRCULAR_RAD)
    assert ours == pytest.approx(ITUR_CIRCULAR_25[ghz], rel=1e-6)


def test_horizontal_is_attenuated_more_than_circular_and_that_more_than_vertical():
    by_tilt = [rain_db_per_km(25.0, 10e9, tilt_rad=t) for t in (0.0, CIRCULAR_RAD, 2 * CIRCULAR_RAD)]
    assert by_tilt == sorted(by_tilt, reverse=True)
    k_h, alpha_h, k_v, alpha_v = rain_coefficients(10e9)
    assert by_tilt[0] == pytest.approx(k_h * 25.0**alpha_h)
    assert by_tilt[2] == pytest.approx(k_v * 25.0**alpha_v)


@given(st.floats(0, 150), st.floats(0, 150), st.floats(1.2, 17))
def test_more_rain_takes_more(one, other, ghz):
    less, more = sorted((one, other))
    assert rain_db_per_km(less, 1e9 * ghz) <= rain_db_per_km(more, 1e9 * ghz)


def test_no_rain_takes_nothing():
    assert rain_db_per_km(0.0, 10e9) == 0.0


def test_cells_shrink_with_the_rate_up_to_a_hundred():
    """P.530-12: d0 = 35 exp(-0.015 R) km, R at most 100 mm/h."""
    assert rain_cell_m(0.0) == 35e3
    assert rain_cell_m(42.0) == pytest.approx(18.64e3, rel=1e-3)
    assert rain_cell_m(100.0) == rain_cell_m(250.0)


@pytest.mark.parametrize(("rate", "hertz"), [(-1.0, 10e9), (float("nan"), 10e9), (1.0, 0.5e9), (1.0, 2e12)])
def test_what_makes_no_sense_is_refused(rate, hertz):
    with pytest.raises(ValueError, match=r"rain rate|GHz"):
        rain_db_per_km(rate, hertz)

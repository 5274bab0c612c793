import math

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.catalogue.units import _LEVELS, _LINEAR, CURRENCIES, MACH_MPS, known_units, parse_unit

PINT = pint.UnitRegistry()
IN_PINT = {
    "km2": "km**2",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "years": "year",
    "per hour": "1/hour",
    "per month": "1/month",
    "per year": "1/year",
    "rounds/min": "1/minute",
    "deg": "degree",
    "percent/year": "percent",
    "t": "metric_ton",
}
"""Names that pint writes otherwise."""
NOT_IN_PINT = {"Mach", "year", "boolean", "probability", "fraction", "ratio"}
COUNTED = {name for name, (dimension, _) in _LINEAR.items() if dimension == "count"}


@pytest.mark.parametrize("name", sorted(_LINEAR.keys() - NOT_IN_PINT - COUNTED))
def test_linear_factors_agree_with_pint(name):
    theirs = PINT.Quantity(1.0, IN_PINT.get(name, name)).to_base_units()
    assert _LINEAR[name][1] == pytest.approx(theirs.magnitude, rel=1e-12)


def test_what_pint_does_not_know_is_one():
    assert all(_LINEAR[name][1] == 1.0 for name in (NOT_IN_PINT | COUNTED) - {"Mach"})


def test_mach_is_the_speed_of_sound_in_the_lower_stratosphere():
    # ICAO standard atmosphere, 11 to 20 km: T = 216.65 K, kappa = 1.4, R = 287.05287 J/(kg K)
    assert pytest.approx(math.sqrt(1.4 * 287.05287 * 216.65), abs=0.005) == MACH_MPS


@pytest.mark.parametrize(("name", "value", "si"), [("dBsm", -20, 0.01), ("dBsm", 0, 1.0), ("dBm", 30, 1.0)])
def test_levels(name, value, si):
    unit = parse_unit(name)
    assert unit is not None
    assert unit.to_si(value) == pytest.approx(si, rel=1e-12)


@pytest.mark.parametrize("name", _LEVELS)
def test_levels_agree_with_pint(name):
    unit = parse_unit(name)
    assert unit is not None
    ratio = PINT.Quantity(10.0, "decibel").to("dimensionless").magnitude
    assert unit.to_si(10.0) / unit.to_si(0.0) == pytest.approx(ratio, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "dimension", "factor", "currency"),
    [
        ("EUR", "money", 1.0, "EUR"),
        ("thousand USD", "money", 1e3, "USD"),
        ("million EUR/year", "money per year", 1e6, "EUR"),
        ("billion USD/month", "money per month", 1e9, "USD"),
        ("EUR per USD", "exchange rate", 1.0, None),
    ],
)
def test_money(name, dimension, factor, currency):
    unit = parse_unit(name)
    assert unit is not None
    assert (unit.dimension, unit.factor, unit.currency) == (dimension, factor, currency)


@pytest.mark.parametrize(
    "name", ["", "nmi", "KM", "million", "million ABC", "EUR per ABC", "EUR/week", "km "]
)
def test_other_units_are_refused(name):
    assert parse_unit(name) is None


UNITS = [*_LINEAR, *_LEVELS, *(f"million {c}" for c in sorted(CURRENCIES)), "USD/h"]


@given(name=st.sampled_from(UNITS), value=st.floats(-150, 150))
def test_to_si_and_back(name, value):
    unit = parse_unit(name)
    assert unit is not None
    assert unit.from_si(unit.to_si(value)) == pytest.approx(value, rel=1e-12, abs=1e-9)


def test_every_unit_in_use_is_known(catalogue):
    for _, _, cited in catalogue.citations():
        if hasattr(cited, "unit"):
            assert parse_unit(cited.unit)
    assert len(known_units()) == len(_LINEAR) + len(_LEVELS) + 2

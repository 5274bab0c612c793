import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.catalogue import load_catalogue
from belfort.study.cost.money import Amount, Basis, CostError, Prices, basis_of, prices_of

PRICES = Prices(
    {("USD", 2020): 1.2, ("USD", 2025): 1.1, ("CHF", 2021): 1.08, ("CHF", 2025): 0.94},
    {
        ("EUR", 2020): 82.0,
        ("EUR", 2021): 84.0,
        ("EUR", 2025): 100.0,
        ("USD", 2020): 80.0,
        ("USD", 2021): 84.0,
        ("USD", 2025): 100.0,
        ("CHF", 2021): 94.0,
        ("CHF", 2025): 100.0,
    },
)
EUR25 = Basis("EUR", 2025)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def test_amounts_of_one_basis_add():
    assert (Amount(2.0, EUR25) + Amount(3.0, EUR25)).value == 5.0
    assert (2 * Amount(3.0, EUR25)).value == 6.0


@pytest.mark.parametrize(
    "other",
    [Basis("USD", 2025), Basis("EUR", 2024), Basis("EUR", 2025, vat="in"), Basis("EUR", 2025, missiles="in")],
)
def test_amounts_of_two_bases_are_refused_with_a_sentence(other):
    with pytest.raises(CostError, match="cannot add"):
        Amount(1.0, EUR25) + Amount(1.0, other)


def test_an_unknown_currency_is_refused_with_a_sentence():
    with pytest.raises(CostError, match=r"unknown currency 'EURO'; known: .*EUR"):
        Basis("EURO", 2025)


def test_a_price_moves_by_its_own_index_then_by_the_rate_of_that_year():
    got = PRICES.convert(Amount(80.0, Basis("USD", 2020)), "EUR", 2025)
    assert got.value == pytest.approx(80.0 / 1.2 * 100 / 82)  # changed in 2020, then euro prices
    assert got.basis == EUR25
    assert PRICES.convert(Amount(80.0, Basis("USD", 2020)), "USD", 2025).value == pytest.approx(100.0)


def test_two_currencies_meet_where_both_have_a_rate():
    got = PRICES.convert(Amount(100.0, Basis("CHF", 2025)), "USD", 2025)
    assert got.value == pytest.approx(100 / 0.94 * 1.1)


def test_what_is_not_known_is_refused():
    with pytest.raises(CostError, match="no year has a rate"):
        PRICES.convert(Amount(1.0, Basis("NOK", 2025)), "EUR", 2025)
    with pytest.raises(CostError, match="no price index of EUR for 1999; known years: 2020"):
        PRICES.convert(Amount(1.0, Basis("EUR", 1999)), "EUR", 2025)
    with pytest.raises(CostError, match="states no currency"):
        PRICES.convert(Amount(1.0, Basis("XXX", 2025)), "EUR", 2025)


@given(st.floats(1.0, 1e12), st.sampled_from(["EUR", "USD", "CHF"]), st.sampled_from(["EUR", "USD", "CHF"]))
def test_there_and_back_is_the_same_money(value, a, b):
    there = PRICES.convert(Amount(value, Basis(a, 2025)), b, 2025)
    assert PRICES.convert(there, a, 2025).value == pytest.approx(value)


def test_the_catalogue_knows_the_currencies_of_its_own_prices(catalogue):
    prices = prices_of(catalogue)
    bad = []
    for entry, name, figure in catalogue.citations():
        price = getattr(figure, "price", None)
        if price is None or price.currency == "XXX" or price.is_ceiling:
            continue
        try:
            prices.convert(Amount(1.0, basis_of(figure)), "EUR", 2025)
        except CostError as error:
            bad.append(f"{entry.id}.{name}: {error}")
    assert not bad


def test_a_foreign_sale_notice_is_never_a_cost(catalogue):
    with pytest.raises(CostError, match="upper limit, never used as a cost"):
        basis_of(catalogue["kuwait-nasams"].figures["value"])
    with pytest.raises(CostError, match="no sum of money"):
        basis_of(catalogue["nasams"].figures["missiles_per_launcher"])


def test_indices_of_the_catalogue_end_at_100_and_rise_over_ten_years(catalogue):
    prices = prices_of(catalogue)
    assert all(v == 100.0 for (c, y), v in prices.indices.items() if y == 2025)
    assert prices.growth("USD", 2012, 2025) == pytest.approx(322 / 229.594, rel=0.01)

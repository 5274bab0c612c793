"""Cost against textbook numbers, other programs and published sums, with the difference shown."""

from collections.abc import Iterator

import numpy as np

from belfort.catalogue import load_catalogue
from belfort.study.cost import Basis, Programme, Stock, Terms, Worlds, life_cycle
from belfort.study.cost.breakdown import Element, Phase
from belfort.study.cost.discount import (
    Inflation,
    RealFlow,
    RealRate,
    in_money_of_the_year,
    nominal_rate,
    present_value,
)
from belfort.study.cost.learning import crawford_lot, crawford_unit, wright_unit
from belfort.study.cost.lifecycle import LifeCycle
from belfort.study.cost.money import Amount, CostError, basis_of
from belfort.study.cost.money import Basis as MoneyBasis
from belfort.study.cost.risk import CostItem, curve_of, moments, sample, share_below
from verification.row import row

BY_R = "R package learningCurve (AFIT)"
N_DRAWS = 10_000


def near(name: str, published: float, source: str, ours: float, within: float) -> dict:
    return row(name, published, source, ours, ours - published, abs(ours - published) <= within)


def learning() -> Iterator[dict]:
    yield near(
        "Crawford, first 100, 85 %: units 1 to 125", 5201.085, BY_R, crawford_lot(100, 1, 125, 0.85), 5e-4
    )
    yield near(
        "Wright, first 110, 88.5 %: unit 2200 alone", 23.34001, BY_R, wright_unit(110, 2200, 0.885), 5e-6
    )
    for n, published in ((1, 100.0), (2, 80.0), (4, 64.0), (8, 51.2)):
        ours = crawford_unit(100.0, n, 0.8)
        yield near(f"80 % curve, unit {n}", published, "textbook: 0.8 at each doubling", ours, 1e-9)


def present_values() -> Iterator[dict]:
    years = np.arange(2025, 2046)
    flow = RealFlow(years, np.array([500.0] + [60.0] * 20), 2025)
    real, inflation = RealRate(0.03), Inflation(0.02)
    nominal = nominal_rate(real, inflation)
    closed = 500 + 60 * (1 - 1.03**-20) / 0.03
    annuity = "annuity in closed form"
    ours = float(present_value(flow, real, 2025))
    yield near("500 and 20 times 60: real at 3 % real", closed, annuity, ours, 1e-9)
    ours = float(present_value(in_money_of_the_year(flow, inflation), nominal, 2025))
    yield near("the same, nominal at 5.06 % nominal", closed, annuity, ours, 1e-9)
    rate = 1.03 * 1.02 - 1
    wrong = 500 + 60 * (1 - (1 + rate) ** -20) / rate
    try:
        present_value(flow, nominal, 2025)  # type: ignore[call-overload]
        words, is_good = "accepted", False
    except CostError:
        words, is_good = "refused", True
    name = f"real at a nominal rate, which would give {wrong:.3f}"
    yield row(name, "an error", "Fisher's identity", words, closed - wrong, is_good)


def risk() -> Iterator[dict]:
    ranges = ((80, 100, 160), (40, 50, 90), (20, 30, 70), (150, 200, 300), (30, 40, 80))
    items = [CostItem(f"item {i}", *limits) for i, limits in enumerate(ranges)]
    source = "prototype in NumPy, 400,000 draws"
    for rho, p_modes, p80 in ((0.0, 6, 515), (0.2, 12, 524), (0.5, 18, 536)):
        total = sample(items, 200_000, 1, rho).sum(axis=1)
        exact = moments(items, rho)
        at = 100 * share_below(total, 420.0)
        what = f"five triangular costs, correlation {rho:g}"
        yield near(f"{what}: the sum of modes, 420, is at P", p_modes, source, at, 0.75)
        yield near(f"{what}: P80", p80, source, curve_of(total).p80, 1.0)
        yield near(
            f"{what}: mean over closed form",
            1.0,
            "Johnson, Kotz 1995",
            float(total.mean()) / exact.mean,
            5e-3,
        )
        yield near(
            f"{what}: spread over closed form",
            1.0,
            "Johnson, Kotz 1995",
            float(total.std()) / exact.sd,
            5.5e-3,
        )


def stated(name: str, published: str, source: str, ours: float, of: float, words: str = "") -> dict:
    """Return a row that shows how far off a published sum is, without calling it right or wrong."""
    text = f"{ours:.4g}{words}"
    return row(name, published, source, text, f"{100 * (ours / of - 1):+.0f} %", "stated")


def _life(catalogue, programmes: list[Programme], terms: Terms) -> LifeCycle:
    return life_cycle(programmes, Worlds(catalogue, 2026, N_DRAWS), terms)


def _band(total) -> str:
    return f" (P10 to P90 {total.curve.p10 / 1e9:.3g} to {total.curve.p90 / 1e9:.3g})"


def swiss_patriot(catalogue) -> Iterator[dict]:
    plan = Programme(
        "Patriot", "patriot", 5, 2021, 2026, 30, (Stock("gem-t", 70),), launchers_per_fire_unit=3.4
    )
    life = _life(catalogue, [plan], Terms(2021, 2021, "CHF", has_real_growth=False))
    bought = life.total(Basis.CONSTANT, [Phase.ACQUISITION])
    source = "Swiss government 2021, by cash.ch; figures F0114, F0115"
    yield stated(
        "Swiss Patriot, 5 fire units: to buy, billion CHF of 2021",
        "1.97 (1.97 to 3 by 2026)",
        source,
        bought.curve.p50 / 1e9,
        1.97,
        _band(bought),
    )
    run = sum(
        life.of_element(e)
        for e in (Element.PERSONNEL, Element.UNIT_OPERATION, Element.MAINTENANCE, Element.SUSTAINMENT)
    )
    like = bought.draws + run
    yield stated(
        "Swiss Patriot: to buy and operate 30 years, upgrades and missiles renewed left out",
        "3.6",
        source,
        float(np.median(like)) / 1e9,
        3.6,
        f" (P10 to P90 {np.quantile(like, 0.1) / 1e9:.3g} to {np.quantile(like, 0.9) / 1e9:.3g})",
    )
    whole = life.constant
    yield stated(
        "Swiss Patriot: the same with upgrades, missiles renewed, disposal",
        "3.6 (scope not published)",
        source,
        whole.curve.p50 / 1e9,
        3.6,
        _band(whole),
    )
    year = run / 5 / 30
    for published, name, currency, price_year in (
        (10.9, "Swiss, F0118", "CHF", 2021),
        (12.5, "US Army, Lexington Institute, F0121", "USD", 2012),
    ):
        prices = Worlds.mode(catalogue).prices
        amount = Amount(published * 1e6, MoneyBasis(currency, price_year))
        there = float(prices.convert(amount, "CHF", 2021).value) / 1e6
        yield stated(
            "Patriot, a fire unit's year, million CHF of 2021",
            f"{there:.3g} (as published {published} {currency} of {price_year})",
            name,
            float(np.median(year)) / 1e6,
            there,
        )


def other_sums(catalogue) -> Iterator[dict]:
    flat = Terms(2025, 2025, "EUR", has_real_growth=False)
    equipment = (Element.LAUNCHERS, Element.RADARS, Element.COMMAND)
    for system, n, published, source in (
        ("nasams-belgium", 10, 250.0, "2.5 billion for ten, VRT, L'Echo; F0667"),
        ("skyranger-30", 20, 30.0, "(3.1 - 2.5 billion) over 20, Reuters 2026; F0062"),
    ):
        life = _life(catalogue, [Programme("x", system, n, 2025, 2029, 30)], flat)
        each = sum(life.of_element(e) for e in equipment) / n / 1e6
        name = f"{system}: a unit without missiles, million EUR of 2025"
        yield stated(name, f"{published:g}", source, float(np.median(each)), published)
    for n_long in (2, 4):
        force = [
            Programme(
                "long", "samp-t-ng", n_long, 2025, 2029, 30, (Stock("aster-30-b1nt", 32 * n_long, 0.5),)
            ),
            Programme(
                "medium",
                "iris-t-slm",
                8 - n_long,
                2025,
                2028,
                30,
                (Stock("iris-t-slm-missile", 24 * (8 - n_long), 0.5),),
            ),
        ]
        total = _life(catalogue, force, Terms(2025, 2025, "DKK", has_real_growth=False)).constant
        yield stated(
            f"Denmark: {n_long} long-range and {8 - n_long} medium-range systems, 30 years, billion DKK of 2025",
            "58 (years, stocks and split not published)",
            "FT, Defense News 2025; F0706",
            total.curve.p50 / 1e9,
            58.0,
            _band(total),
        )


def ceilings(catalogue) -> Iterator[dict]:
    try:
        basis_of(catalogue["kuwait-nasams"].figures["value"])
        words, is_good = "accepted", False
    except CostError:
        words, is_good = "refused", True
    yield row(
        "a foreign-sale notice as a cost (Denmark's Patriot notice fell from 8.5 to 3.2 billion USD in two weeks)",
        "an upper limit",
        "DSCA notices; GAO",
        words,
        "-",
        is_good,
    )


def rows() -> Iterator[dict]:
    yield from learning()
    yield from present_values()
    yield from risk()
    catalogue = load_catalogue()
    yield from swiss_patriot(catalogue)
    yield from other_sums(catalogue)
    yield from ceilings(catalogue)

"""Tables of a study from life-cycle costs: items, totals, S-curve, budget, effect, drivers, figures.

Money in millions of the terms' currency, constant prices unless a column says otherwise. Each function takes
one option; the tables of several are joined by who makes the book.
"""

from collections.abc import Iterable, Mapping
from math import nan
from typing import Any

import numpy as np

from belfort.records import Table
from belfort.records.columns import columns_of
from belfort.study.cost.account import UsedFigure
from belfort.study.cost.breakdown import Element, Phase
from belfort.study.cost.drivers import Driver
from belfort.study.cost.exchange import Ratio
from belfort.study.cost.lifecycle import Basis, LifeCycle, Line, budget
from belfort.study.cost.programme import Programme
from belfort.study.cost.risk import s_curve
from belfort.study.cost.worlds import Worlds
from belfort.study.tables import (
    BudgetTable,
    CostCurveTable,
    CostItemTable,
    CostTotalTable,
    DriverTable,
    EffectTable,
    FigureTable,
)

MILLION = 1e6
_BOUGHT = (Phase.ACQUISITION,)


def cost_items(option: str, life: LifeCycle) -> CostItemTable:
    """Return the items of an option: low and high are the 5 % and 95 % quantiles of the draws."""
    programmes = {p.name: p for p in life.programmes}
    rows = [_item(option, line, programmes[line.programme]) for line in life.lines]
    return _table(CostItemTable, rows)


def _item(option: str, line: Line, programme: Programme) -> dict[str, Any]:
    low, high = np.quantile(line.total, (0.05, 0.95)) / MILLION
    weakest = max((f.evidence for f in line.figures), key=lambda e: e.letter)
    main = line.figures[0] if line.figures else None
    words = f"low and high: 5 % and 95 % of draws; first figure {main.id}, {main.evidence}" if main else ""
    return {
        "option": option,
        "programme": line.programme,
        "phase": str(line.element.phase),
        "item": str(line.element),
        "n": _count(line.element, programme),
        "low": float(low),
        "mode": float(line.point.sum()) / MILLION,
        "high": float(high),
        "mean": float(line.total.mean()) / MILLION,
        "evidence": str(weakest),
        "is_guess": weakest.is_guess,
        "is_ceiling": False,  # a foreign-sale notice is refused as a cost
        "sources": " ".join(sorted({s for f in line.figures for s in f.sources})),
        "note": words,
    }


def _count(element: Element, programme: Programme) -> float:
    if element is Element.INTERCEPTORS:
        return float(sum(s.n_bought for s in programme.stocks))
    if element in (Element.INTEGRATION, Element.MANAGEMENT, Element.SUSTAINMENT):
        return 1.0
    if element is Element.INFRASTRUCTURE and programme.n_sites is not None:
        return float(programme.n_sites)
    return nan if element is Element.MUNITIONS else float(programme.n_fire_units)


def cost_totals(
    option: str, life: LifeCycle, guess_share: float, added: LifeCycle | None = None
) -> CostTotalTable:
    """Return the totals of an option on each basis.

    Parameters
    ----------
    option
        Its name.
    life
        Its life-cycle cost.
    guess_share
        Share of the variance that rests on guesses (`drivers.guess_share`).
    added
        The life-cycle cost of what it adds to the reference, where there is one.
    """
    rows = [_total(option, "acquisition", life, b, _BOUGHT, guess_share) for b in Basis]
    rows += [_total(option, "life cycle", life, b, tuple(Phase), guess_share) for b in Basis]
    if added is not None:
        what = "life cycle of what the option adds to the reference"
        rows += [_total(option, what, added, b, tuple(Phase), guess_share) for b in Basis]
    return _table(CostTotalTable, rows)


def _total(option: str, what: str, life: LifeCycle, basis: Basis, phases, guess_share: float) -> dict:
    total = life.total(basis, phases)
    curve = total.curve
    return {
        "option": option,
        "what": what,
        "basis": str(basis),
        "sum_of_modes": total.point / MILLION,
        "p_sum_of_modes": total.p_point,
        "mean": curve.mean / MILLION,
        "p10": curve.p10 / MILLION,
        "p50": curve.p50 / MILLION,
        "p80": curve.p80 / MILLION,
        "p90": curve.p90 / MILLION,
        "guess_share": guess_share,
    }


def cost_curve(option: str, life: LifeCycle, n_points: int = 101) -> CostCurveTable:
    """Return the S-curves of acquisition and of the life, constant prices."""
    rows = []
    for what, phases in (("acquisition", _BOUGHT), ("life cycle", tuple(Phase))):
        cost, share = s_curve(life.total(Basis.CONSTANT, phases).draws, n_points)
        rows += [
            {"option": option, "what": what, "p": float(p), "cost": float(c) / MILLION}
            for c, p in zip(cost, share, strict=True)
        ]
    return _table(CostCurveTable, rows)


def budget_rows(option: str, life: LifeCycle, ceilings: Mapping[int, float] | None = None) -> BudgetTable:
    """Return money by year and phase, constant prices; the ceilings (whole currency units) hold for all phases."""
    parts: list[tuple[str, tuple[Phase, ...], Mapping[int, float]]] = [
        (str(phase), (phase,), {}) for phase in Phase if life.by_phase[phase].any()
    ]
    parts.append(("all", tuple(Phase), ceilings or {}))
    rows = []
    for name, phases, ceiling in parts:
        for year in budget(life, ceiling, Basis.CONSTANT, phases):
            rows.append(
                {
                    "option": option,
                    "year": year.year,
                    "phase": name,
                    "mean": year.mean / MILLION,
                    "p50": year.p50 / MILLION,
                    "p80": year.p80 / MILLION,
                    "ceiling": nan if year.ceiling is None else year.ceiling / MILLION,
                    "p_over": nan if year.p_over is None else year.p_over,
                }
            )
    return _table(BudgetTable, rows)


def effect_rows(option: str, picture: str, ratios: Mapping[tuple[str, str], Ratio]) -> EffectTable:
    """Return what the money buys, from ratios by measure and unit; `mean` is the ratio of the means."""
    rows = [
        {
            "option": option,
            "picture": picture,
            "measure": measure,
            "unit": unit,
            "mean": r.value,
            "low90": r.low90,
            "high90": r.high90,
        }
        for (measure, unit), r in ratios.items()
    ]
    return _table(EffectTable, rows)


def driver_rows(
    option: str, other: str, measure: str, found: Iterable[Driver], worlds: Worlds
) -> DriverTable:
    """Return which figures drive the cost of an option, or its difference from another."""
    rows = [
        {
            "option": option,
            "other": other,
            "picture": "",
            "measure": measure,
            "figure": d.figure.id,
            "label": f"{d.figure.entry}: {_label(d.figure, worlds)}",
            "share": d.share,
            "low": d.low,
            "high": d.high,
            "evidence": str(d.figure.evidence),
            "is_guess": d.figure.is_guess,
        }
        for d in found
    ]
    return _table(DriverTable, rows)


def figure_rows(used: Iterable[UsedFigure], worlds: Worlds) -> FigureTable:
    """Return the figures that a cost was made from."""
    rows = []
    for u in used:
        figure = worlds.figure(u.entry, u.parameter)
        rows.append(
            {
                "place": f"{u.entry}.{u.parameter}",
                "figure": u.id,
                "low": figure.low,
                "mode": figure.mode,
                "high": figure.high,
                "unit": figure.unit,
                "evidence": str(u.evidence),
                "is_guess": u.is_guess,
                "sources": " ".join(u.sources),
                "used_for": "cost",
            }
        )
    return _table(FigureTable, rows)


def _label(figure: UsedFigure, worlds: Worlds) -> str:
    known = worlds.catalogue.parameters.get(figure.parameter)
    return known.label if known else figure.parameter.replace("_", " ")


def _table(kind: type[Table], rows: list[dict[str, Any]]) -> Any:
    columns = columns_of(kind)
    return kind(**{c.name: np.array([row[c.name] for row in rows], dtype=c.dtype) for c in columns})

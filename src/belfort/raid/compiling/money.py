"""What a shot costs, in euro."""

from belfort.coverage.case import World, value_of
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import ResolvedSystem

NAMES = ("unit_cost", "cost_per_burst")
CURRENCIES = {"eur": None, "usd": "eur_usd_2025", "nok": "eur_nok_2024", "dkk": "eur_dkk"}
"""Rate of the catalogue's entry `exchange-rates`, units of the currency to the euro."""


def cost_eur(system: ResolvedSystem, world: World) -> float:
    """Return the cost of one shot, burst or threat in euro of its own price year; 0 where none is on record.

    Price years differ between figures and are not brought to one year here.
    """
    for name in NAMES:
        for currency, rate in CURRENCIES.items():
            figure = system.figures.get(f"{name}_{currency}")
            if figure is not None and system.kind != "soft-kill":
                return value_of(figure, world, "lower") / _rate(rate)
    return 0.0


def _rate(name: str | None) -> float:
    if name is None:
        return 1.0
    return shipped_catalogue()["exchange-rates"].figures[name].mode

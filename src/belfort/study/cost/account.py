"""The account of one programme: what each element costs in each year, in every world."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from belfort.catalogue import Evidence
from belfort.study.cost.breakdown import Element
from belfort.study.cost.learning import quantity_factor
from belfort.study.cost.money import CostError
from belfort.study.cost.programme import Programme, Terms, cost_entry
from belfort.study.cost.worlds import Worlds

Array = NDArray[np.float64]
LEAST_YEARS_LEFT = 5
"""With fewer years of service left, missiles are not renewed and systems not upgraded: an assumption."""


_PRICE = ("acquisition_per_fire_unit_without_missiles", "learning_rate", "share_launchers", "share_radars")
READS: dict[Element, tuple[str, ...]] = {
    Element.LAUNCHERS: (*_PRICE[:3], "reference_launchers"),
    Element.RADARS: (*_PRICE[:2], "share_radars"),
    Element.COMMAND: _PRICE,
    Element.INTERCEPTORS: ("unit_cost",),
    Element.INFRASTRUCTURE: ("infrastructure_per_site",),
    Element.TRAINING: ("training_initial",),
    Element.INTEGRATION: ("integration",),
    Element.MANAGEMENT: (*_PRICE[:2], "project_management_share"),
    Element.LEASE: ("lease_per_fire_unit_year",),
    Element.PERSONNEL: ("personnel_per_fire_unit", "cost_per_soldier_year"),
    Element.UNIT_OPERATION: ("unit_operation_per_fire_unit_year",),
    Element.MAINTENANCE: ("om_per_fire_unit_year",),
    Element.MUNITIONS: ("unit_cost", "annual_training_shots_share", "shelf_life", "missile_renewal_share"),
    Element.SUSTAINMENT: ("sustainment_per_year",),
    Element.UPGRADES: (*_PRICE[:2], "mid_life_upgrade_share", "mid_life_after"),
    Element.DISPOSAL: (*_PRICE[:2], "disposal_share"),
}
"""Which parameters each element stands on; equipment stands on the growth of its prices too."""
_GROWTH = ("defence_equipment_nominal", "expected_inflation")


@dataclass(frozen=True, slots=True)
class UsedFigure:
    """A figure that an account reads."""

    id: str
    """Its number."""
    entry: str
    """Where it stands."""
    parameter: str
    """What it is."""
    evidence: Evidence
    """How well it is supported."""
    sources: tuple[str, ...]
    """Keys of the references."""

    @property
    def is_guess(self) -> bool:
        """Whether it is general knowledge or a prior."""
        return self.evidence.is_guess


@dataclass
class Account:
    """Reads figures for one programme and lays payments out over the years."""

    programme: Programme
    worlds: Worlds
    terms: Terms
    years: NDArray[np.int64]
    """(n_years,) of the whole plan."""
    used: dict[str, UsedFigure] = field(default_factory=dict)
    """By number."""
    assumptions: dict[str, None] = field(default_factory=dict)
    """Sentences, in order, each once."""

    def __post_init__(self) -> None:
        self.entry = cost_entry(self.worlds.catalogue, self.programme).id
        self._growth = _equipment_growth(self)

    def number(self, parameter: str, entry: str = "") -> Array:
        """Return (n,) values of a figure without currency."""
        self._note(entry or self.entry, parameter)
        return self.worlds.number(entry or self.entry, parameter)

    def money(self, parameter: str, entry: str = "") -> Array:
        """Return (n,) values of a sum, in the money of the terms.

        Raises
        ------
        CostError
            Missiles are in it: they are counted apart, and would be counted twice.
        """
        entry = entry or self.entry
        self._note(entry, parameter)
        amount = self.worlds.money(entry, parameter, self.terms.currency, self.terms.price_year)
        if amount.basis.missiles == "in":
            raise CostError(f"'{entry}' {parameter} has missiles in it; they would be counted twice")
        if amount.basis.missiles == "unstated" and parameter.startswith("acquisition"):
            self.assumptions[
                f"{entry}: the sources do not say whether missiles are in the price; taken as out"
            ] = None
        return np.asarray(amount.value)

    def lay_out(self, element: Element, total: Array, years: range) -> Array:
        """Return (n, n_years): a total spread evenly over some years, with the growth of its prices."""
        out = np.zeros((self.worlds.n, self.years.size))
        columns = np.asarray(years) - self.years[0]
        out[:, columns] = total[:, None] / len(years)
        return self._grown(element, out)

    def each_year(self, element: Element, yearly: Array) -> Array:
        """Return (n, n_years): a sum paid in every year of service."""
        return self.lay_out(element, yearly * len(self.programme.service_years), self.programme.service_years)

    def once(self, element: Element, sum_: Array, after_years: Array) -> Array:
        """Return (n, n_years): a sum paid some years into service, where enough years are left."""
        out = np.zeros((self.worlds.n, self.years.size))
        after = np.floor(after_years).astype(int)
        is_worth_it = after + LEAST_YEARS_LEFT <= self.programme.years_of_service
        column = self.programme.in_service_year + after - self.years[0]
        rows = np.flatnonzero(is_worth_it)
        out[rows, column[rows]] = sum_[rows]
        return self._grown(element, out)

    def figures_of(self, element: Element) -> tuple[UsedFigure, ...]:
        """Return the figures that an element stands on, of those read so far."""
        wanted = {*READS[element], *(_GROWTH if element.is_equipment else ())}
        return tuple(f for f in self.used.values() if f.parameter in wanted)

    def _grown(self, element: Element, out: Array) -> Array:
        return out * self._growth if element.is_equipment else out

    def _note(self, entry: str, parameter: str) -> None:
        figure = self.worlds.figure(entry, parameter)
        where = self.worlds.catalogue.origins[figure.id][0]
        self.used.setdefault(
            figure.id, UsedFigure(figure.id, where, parameter, figure.evidence, figure.sources)
        )


def _equipment_growth(account: Account) -> Array:
    """Return (n, n_years): how much dearer than general prices equipment has become since the price year.

    The growth is one of arms orders over a few years; it holds until the programme is in service, not for life.
    """
    if not account.terms.has_real_growth:
        return np.ones((account.worlds.n, account.years.size))
    nominal = account.number("defence_equipment_nominal", "price-growth")
    general = account.number("expected_inflation", "deflators")
    real = (1.0 + nominal) / (1.0 + general)
    account.assumptions[
        "equipment grows dearer than general prices until its programme is in service, and with them after"
    ] = None
    until = np.minimum(account.years, account.programme.in_service_year) - account.terms.price_year
    return real[:, None] ** until[None, :].astype(float)


def items(account: Account) -> Iterator[tuple[Element, Array]]:
    """Yield each element of a programme's life with (n, n_years) of what it costs."""
    programme = account.programme
    owned = np.zeros(account.worlds.n)
    if programme.is_leased:
        lease = account.money("lease_per_fire_unit_year") * programme.n_fire_units
        yield Element.LEASE, account.each_year(Element.LEASE, lease)
    else:
        for element, cost in _equipment(account):
            owned += cost
            yield element, account.lay_out(element, cost, programme.payment_years)
        yield from _of_the_owner(account, owned)
    yield from _first_costs(account)
    yield from _people_and_upkeep(account)
    yield from _interceptors(account)


def _equipment(account: Account) -> Iterator[tuple[Element, Array]]:
    """Yield what the fire units cost, by kind of equipment, at the prices of the price year."""
    n = account.programme.n_fire_units
    reference = round(account.worlds.figure(account.entry, "reference_quantity").mode)
    factor = quantity_factor(n, reference, account.number("learning_rate"))
    total = account.money("acquisition_per_fire_unit_without_missiles") * n * factor
    launchers, radars = account.number("share_launchers"), account.number("share_radars")
    more = 1.0
    if account.programme.launchers_per_fire_unit is not None:
        more = account.programme.launchers_per_fire_unit / account.number("reference_launchers")
    yield Element.LAUNCHERS, total * launchers * more
    yield Element.RADARS, total * radars
    yield Element.COMMAND, total * np.maximum(0.0, 1.0 - launchers - radars)


def _of_the_owner(account: Account, owned: Array) -> Iterator[tuple[Element, Array]]:
    """Yield what follows from owning the equipment: management, upkeep, the upgrade and the end."""
    programme = account.programme
    management = owned * account.number("project_management_share")
    yield Element.MANAGEMENT, account.lay_out(Element.MANAGEMENT, management, programme.payment_years)
    upkeep = account.money("om_per_fire_unit_year") * programme.n_fire_units
    yield Element.MAINTENANCE, account.each_year(Element.MAINTENANCE, upkeep)
    upgrade = owned * account.number("mid_life_upgrade_share")
    yield Element.UPGRADES, account.once(Element.UPGRADES, upgrade, account.number("mid_life_after"))
    end = range(programme.end_year, programme.end_year + 1)
    yield Element.DISPOSAL, account.lay_out(Element.DISPOSAL, owned * account.number("disposal_share"), end)


def _first_costs(account: Account) -> Iterator[tuple[Element, Array]]:
    programme = account.programme
    n_sites = programme.n_fire_units if programme.n_sites is None else programme.n_sites
    for element, cost in (
        (Element.INFRASTRUCTURE, account.money("infrastructure_per_site") * n_sites),
        (Element.TRAINING, account.money("training_initial") * programme.n_fire_units),
        (Element.INTEGRATION, account.money("integration")),
    ):
        yield element, account.lay_out(element, cost, programme.payment_years)


def _people_and_upkeep(account: Account) -> Iterator[tuple[Element, Array]]:
    n = account.programme.n_fire_units
    people = account.number("personnel_per_fire_unit") * account.money("cost_per_soldier_year", "personnel")
    yield Element.PERSONNEL, account.each_year(Element.PERSONNEL, people * n)
    running = account.money("unit_operation_per_fire_unit_year") * n
    yield Element.UNIT_OPERATION, account.each_year(Element.UNIT_OPERATION, running)
    yield Element.SUSTAINMENT, account.each_year(Element.SUSTAINMENT, account.money("sustainment_per_year"))


def _interceptors(account: Account) -> Iterator[tuple[Element, Array]]:
    """Yield the stock bought, the shots fired in training and the renewal as shelf lives end."""
    programme = account.programme
    if not programme.stocks:
        return
    stock = sum((account.money("unit_cost", s.effector) * s.n_bought for s in programme.stocks), np.zeros(1))
    yield Element.INTERCEPTORS, account.lay_out(Element.INTERCEPTORS, stock, programme.payment_years)
    shots = account.number("annual_training_shots_share", "missile") * stock
    spent = account.each_year(Element.MUNITIONS, shots)
    life = account.number("shelf_life", "missile")
    renewal = stock * account.number("missile_renewal_share")
    for n_lives in range(1, 1 + int(programme.years_of_service / max(1.0, float(life.min())))):
        spent = spent + account.once(Element.MUNITIONS, renewal, n_lives * life)
    yield Element.MUNITIONS, spent

"""What is bought or leased, when, and in which money it is counted."""

from dataclasses import dataclass

from belfort.catalogue import Catalogue
from belfort.catalogue.model import Cost
from belfort.study.cost.money import CostError


@dataclass(frozen=True, slots=True)
class Stock:
    """Interceptors of one kind bought with a programme."""

    effector: str
    """Catalogue entry with a unit cost."""
    n_ready: int
    """Loaded on launchers, over all fire units."""
    reload_share: float = 0.0
    """In store, as a share of those ready: 1 is one full reload."""

    def __post_init__(self) -> None:
        if self.n_ready < 0 or self.reload_share < 0.0:
            raise CostError(f"a stock of '{self.effector}' cannot be negative")

    @property
    def n_bought(self) -> int:
        """Ready and in store, rounded to whole interceptors."""
        return round(self.n_ready * (1.0 + self.reload_share))


@dataclass(frozen=True, slots=True)
class Programme:
    """Fire units of one system that are bought or leased together."""

    name: str
    """How tables call it."""
    system: str
    """Fire unit or sensor entry; a cost entry of the catalogue is about it."""
    n_fire_units: int
    """How many."""
    contract_year: int
    """First payment."""
    in_service_year: int
    """First year of operation; the whole programme stands from then on."""
    years_of_service: int
    """Years of operation; the year after them disposes."""
    stocks: tuple[Stock, ...] = ()
    """Interceptors bought with it."""
    is_leased: bool = False
    """Whether the units are leased: paid a year at a time, never owned, upgraded or disposed of."""
    n_sites: int | None = None
    """Sites with infrastructure; none: one a fire unit."""
    launchers_per_fire_unit: float | None = None
    """Launchers of a fire unit; none: as many as the quoted price was for."""

    def __post_init__(self) -> None:
        faults = []
        if self.n_fire_units < 1:
            faults.append(f"needs at least one fire unit, has {self.n_fire_units}")
        if self.in_service_year < self.contract_year:
            faults.append(
                f"is in service in {self.in_service_year}, before its contract {self.contract_year}"
            )
        if self.years_of_service < 1:
            faults.append(f"serves {self.years_of_service} years, needs at least 1")
        if faults:
            raise CostError(f"programme '{self.name}' " + "; ".join(faults))

    @property
    def payment_years(self) -> range:
        """Years in which the acquisition is paid: from the contract to the year before service."""
        return range(self.contract_year, max(self.contract_year + 1, self.in_service_year))

    @property
    def service_years(self) -> range:
        """Years of operation."""
        return range(self.in_service_year, self.end_year)

    @property
    def end_year(self) -> int:
        """The year after the last of service, in which the programme is disposed of."""
        return self.in_service_year + self.years_of_service


@dataclass(frozen=True, slots=True)
class Terms:
    """In which money a life-cycle cost is told."""

    price_year: int = 2025
    """Whose prices constant costs are in."""
    base_year: int = 2025
    """Year that present values are of."""
    currency: str = "EUR"
    """Currency."""
    has_real_growth: bool = True
    """Whether defence equipment grows dearer than general prices, as the catalogue expects."""


def cost_entry(catalogue: Catalogue, programme: Programme) -> Cost:
    """Return the catalogue entry that prices a programme.

    Raises
    ------
    CostError
        There is none, or a lease would be priced as owned or an owned unit as leased.
    """
    entries = [e for e in catalogue.of_kind("cost") if isinstance(e, Cost) and e.system == programme.system]
    if not entries:
        have = sorted(e.system for e in catalogue.of_kind("cost") if isinstance(e, Cost))
        raise CostError(
            f"programme '{programme.name}': no cost entry about '{programme.system}'; there are {', '.join(have)}"
        )
    entry = entries[0]
    has_lease = "lease_per_fire_unit_year" in entry.figures
    if has_lease != programme.is_leased:
        asked, found = ("leased", "owned") if programme.is_leased else ("owned", "leased")
        raise CostError(
            f"programme '{programme.name}' is {asked}, but '{entry.id}' prices a {found} unit: "
            "a lease is never priced as owned, nor the other way round"
        )
    return entry

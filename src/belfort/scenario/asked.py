"""The question of a study, resolved: what is compared, against which pictures, in which money, by which criteria.

It changes no raid, so it is no part of the scenario's hash: a weight changed does not make a simulation stale.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from belfort.scenario.estimate import Estimate


@dataclass(frozen=True, slots=True)
class AskedPicture:
    """A threat picture: one raid, once or several nights in a row."""

    name: str
    raid: str
    title: str
    n_nights: int
    resupply_share: float


@dataclass(frozen=True, slots=True)
class AskedStress:
    """A blow to the defence."""

    name: str
    title: str
    lose: tuple[str, ...]
    """Patterns of unit names."""
    cut: tuple[tuple[str, str], ...]
    no_tracks_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedMoney:
    """In which money, over which years."""

    currency: str = "EUR"
    price_year: int = 2026
    first_year: int = 2027
    last_year: int = 2056
    discount_percent: Estimate | None = None
    """None: the catalogue's."""
    payers: tuple[str, ...] = ()
    """Empty: every nation."""
    ceiling_million: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskedProgramme:
    """Something that is bought."""

    name: str
    title: str
    units: str
    """Pattern of unit names."""
    contract_on: date | None
    per_year: float | None
    is_leased: bool
    until: int | None
    trained_on: str | None


@dataclass(frozen=True, slots=True)
class AskedCriterion:
    """By what the options are judged."""

    name: str
    title: str
    group: str
    measure: str | None
    picture: str | None
    stress: str | None
    values: Mapping[str, Estimate]
    unit: str
    worst: float
    best: float
    curve: tuple[tuple[float, float], ...]
    swing: Estimate
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a study."""

    question: str = ""
    compare: tuple[str, ...] = ()
    """Options, the first as the reference; "base" is the situation without any."""
    pictures: tuple[AskedPicture, ...] = ()
    stresses: tuple[AskedStress, ...] = ()
    money: AskedMoney = AskedMoney()
    programmes: tuple[AskedProgramme, ...] = ()
    criteria: tuple[AskedCriterion, ...] = ()


BASE = "base"
"""What the situation without any option is called."""

"""How late deliveries came: what was promised beside what came, from the deals of the catalogue.

The cases are few, and they are not a sample: a delay is news, a kept promise seldom is, so they say
rather too much lateness than too little. A promise counts as kept when the thing came by the end of the time promised
("in 2023" until its last day), so what is said of the size errs the other way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from belfort.catalogue.figure import Figure
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Deal
from belfort.study.timeline.durations import MONTH_S, Duration
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.network import Risk

ON_TIME_MONTHS = 1.0
"""A delay up to this counts as on time: promises are known to the month at best."""
BORROWED = 2.0
"""How many cases of its own the experience with all other systems is worth to a system: a guess."""
PROMISED, CAME, REVISED, SLIP = (
    "contract_to_promised_delivery",
    "contract_to_actual_delivery",
    "contract_to_revised_delivery",
    "delivery_slip",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One promise and what became of it, in months."""

    deal: str
    system: str
    low: float
    """Least delay that the sources allow, at least 0."""
    mode: float
    """Best single value."""
    high: float
    """Most."""
    is_over: bool
    """False while the delay is only announced and may still grow."""
    figures: tuple[str, ...]
    """Numbers of the figures it rests on."""

    @property
    def is_late(self) -> bool:
        """True where it came, or is to come, more than a month after the time promised."""
        return self.mode > ON_TIME_MONTHS


@dataclass(frozen=True, slots=True)
class Slips:
    """What the cases say of the next promise."""

    cases: tuple[Case, ...]
    p: float
    """Probability of a delay: mean of the posterior (k + 1/2, n - k + 1/2) after Jeffreys."""
    p_low90: float
    """Lower end of its central 90 % interval."""
    p_high90: float
    """Upper end of it."""
    delay: Duration
    """Size of a delay: the late cases themselves, with straight lines between them; `mode` is their median."""

    @property
    def n(self) -> int:
        """Number of cases."""
        return len(self.cases)

    @property
    def n_late(self) -> int:
        """Number of cases that came, or are to come, late."""
        return sum(case.is_late for case in self.cases)

    @property
    def n_over(self) -> int:
        """Number of cases that are over: the others may still grow."""
        return sum(case.is_over for case in self.cases)

    @property
    def words(self) -> str:
        """What it rests on, in a sentence."""
        low, mode, high = self.delay.low, self.delay.mode, self.delay.high
        return (
            f"{self.n_late} of {self.n} promises on record broken by {low:.0f} to {high:.0f} months (median {mode:.0f}); "
            f"{self.n - self.n_over} of the {self.n} not over yet. Few cases, and delays are likelier to be reported."
        )

    def p_of(self, system: str) -> float:
        """Return the probability of a delay for one system: its own cases, and all cases worth two of its own.

        (k + 2 p) / (n + 2), with k of its own n cases late. The 2 is a guess.
        """
        own = [case for case in self.cases if case.system == system]
        return (sum(case.is_late for case in own) + BORROWED * self.p) / (len(own) + BORROWED)

    def risk(self, name: str, activities: tuple[str, ...], system: str = "") -> Risk:
        """Return the delay as a risk to activities of a network, as likely as for a system."""
        return Risk(name, activities, self.p_of(system), self.delay)


def cases_of(catalogue: Catalogue, systems: Sequence[str] = ()) -> tuple[Case, ...]:
    """Return every deal that says what was promised and what came, by id; of some systems only where named."""
    found = []
    for deal in catalogue.of_kind("deal"):
        if isinstance(deal, Deal) and (not systems or deal.system in systems) and (case := _case(deal)):
            found.append(case)
    return tuple(found)


def slips(catalogue: Catalogue, systems: Sequence[str] = ()) -> Slips:
    """Return how likely and how large a delay is, from the deals of the catalogue.

    Parameters
    ----------
    catalogue
        What is known.
    systems
        Only deals about these systems; all of them unless given, which is what a study uses: the cases of one
        system are too few.

    Raises
    ------
    TimelineError
        No case is on record.
    """
    cases = cases_of(catalogue, systems)
    if not cases:
        raise TimelineError(
            f"no deal says what was promised and what came, for {', '.join(systems) or 'any'}"
        )
    return _fitted(cases)


def _fitted(cases: tuple[Case, ...]) -> Slips:
    from scipy.special import betaincinv

    late = [case for case in cases if case.is_late]
    a, b = len(late) + 0.5, len(cases) - len(late) + 0.5
    low, high = (float(betaincinv(a, b, p)) for p in (0.05, 0.95))
    origin = "slips of " + ", ".join(case.deal for case in late)
    if not late:
        return Slips(cases, a / (a + b), low, high, Duration(0.0, 0.0, 0.0, "fixed", origin))
    modes = tuple(sorted(case.mode for case in late))
    ends = min(case.low for case in late), median(modes), max(case.high for case in late)
    return Slips(cases, a / (a + b), low, high, Duration(*ends, "cases", origin, False, modes))


def _case(deal: Deal) -> Case | None:
    figures = deal.figures
    if SLIP in figures:
        low, mode, high = _months(figures[SLIP])
        return _made(deal, (low, mode, high), False, (figures[SLIP],))
    came = figures.get(CAME) or figures.get(REVISED)
    if PROMISED not in figures or came is None:
        return None
    last = _months(figures[PROMISED])[2]
    low, mode, high = (v - last for v in _months(came))
    return _made(deal, (low, mode, high), CAME in figures, (figures[PROMISED], came))


def _made(deal: Deal, size: tuple[float, float, float], is_over: bool, figures: tuple[Figure, ...]) -> Case:
    low, mode, high = (max(0.0, v) for v in size)
    return Case(deal.id, deal.system or "", low, mode, high, is_over, tuple(f.id for f in figures))


def _months(figure: Figure) -> tuple[float, float, float]:
    low, mode, high = (v / MONTH_S for v in figure.si())
    return low, mode, high


def months_of(figure: Figure) -> Duration:
    """Return a figure that measures time as a duration in months."""
    low, mode, high = _months(figure)
    return Duration(low, mode, high, figure.shape, f"catalogue:{figure.id}", figure.evidence.is_guess)

"""From a contract to units that can fight: the network of a programme, built from the catalogue, and its dates.

    negotiation -> approval -> [contract] -> slot -> production -> transport -> (unit 1)
    contract -> infrastructure;  unit 1 -> crew training, C2 integration;  all of them -> certification -> first unit ready
    unit 1 -> unit 2 -> ... by the interval between deliveries;  unit k and first ready -> work-up -> unit k ready

A delay as measured on other deals may hit the production. Crews do a share of their training before their own
unit comes, and more of it where they have a leased unit to train on: both shares are guesses, nobody published them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from belfort.catalogue.figure import Figure
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Delivery, FireUnit
from belfort.study.timeline.durations import Duration, Reals, exactly
from belfort.study.timeline.faults import TimelineError, refuse
from belfort.study.timeline.montecarlo import N_DRAWS, Timeline, simulate
from belfort.study.timeline.network import Activity, Network
from belfort.study.timeline.pert import pert
from belfort.study.timeline.slips import Slips, months_of, slips

CONTRACT, FIRST, ALL = "contract", "first unit", "all units"
"""The milestones of a programme."""
_TITLES = {
    "negotiation": "negotiation of the contract",
    "approval": "approval of the contract",
    "contract": "contract signed",
    "slot": "wait for a slot in production",
    "production": "production of the first unit",
    "unit 1": "transport and acceptance of the first unit",
    "infrastructure": "infrastructure",
    "courses": "training before the own unit comes",
    "training": "crew training on the own unit",
    "integration": "integration with national command",
    "certification": "certification",
    "first unit": "initial capability",
    "all units": "full capability",
}
_STEPS = (
    ("slot", "slot_wait", ("contract",)),
    ("production", "production_time", ("slot",)),
    ("unit 1", "transport_and_acceptance", ("production",)),
    ("infrastructure", "infrastructure_time", ("contract",)),
    ("integration", "c2_integration", ("unit 1",)),
    ("certification", "certification_time", ("training", "integration", "infrastructure")),
)


@dataclass(frozen=True, slots=True)
class Programme:
    """Something that is bought."""

    name: str
    """Name; the same name meets the same luck under every option."""
    system: str
    """Catalogue entry of the fire unit."""
    n_units: int
    contract: date
    """Day of the contract; with `is_signed` off, the day on which negotiation begins."""
    is_signed: bool = True
    per_year: float | None = None
    """Units delivered a year after the first; the catalogue's interval unless given."""
    leased_ready: date | None = None
    """From when the crews can train on a leased unit; none: they cannot."""


@dataclass(frozen=True)
class Forecast:
    """When the units of a programme are ready."""

    programme: Programme
    timeline: Timeline
    slips: Slips
    evidence: Mapping[str, Figure]
    """Figure under each activity that rests on one, and the share of training done before delivery."""

    @property
    def ready(self) -> Reals:
        """Months from the programme's day to each unit being ready, (n_units, n)."""
        return np.stack([self.timeline.done(_ready(k)) for k in range(1, self.programme.n_units + 1)])

    def day(self, milestone: str, p: float) -> date:
        """Return the day by which a milestone is passed in a share `p` of the draws."""
        return self.timeline.day(p, milestone)

    def days(self, milestone: str) -> tuple[date, date, date, date]:
        """Return the days at P10, P50, P80 and P90."""
        p10, p50, p80, p90 = (self.day(milestone, p) for p in (0.1, 0.5, 0.8, 0.9))
        return p10, p50, p80, p90

    def planned(self, milestone: str) -> date:
        """Return the day with every duration at its mode and no delay: what a plan would say."""
        network = self.timeline.network
        at_mode = tuple(
            Activity(a.name, exactly(a.duration.mode), a.after, a.not_before) for a in network.activities
        )
        return network.day(pert(Network(at_mode, (), network.start, network.name), milestone).mean)

    def by_pert(self, milestone: str) -> date:
        """Return the day that PERT's single path gives: it flatters."""
        return self.timeline.network.day(pert(self.timeline.network, milestone).mean)


def forecast(
    programme: Programme,
    catalogue: Catalogue,
    *,
    n: int = N_DRAWS,
    seed: int = 0,
    learned: Slips | None = None,
) -> Forecast:
    """Return when the units of a programme are ready.

    Parameters
    ----------
    programme
        What is bought.
    catalogue
        Delivery figures of the system, or of the one it is like; causes; deals.
    n
        Draws.
    seed
        0 to 2**64 - 1.
    learned
        How late deliveries come; from the deals of the catalogue unless given.

    Raises
    ------
    TimelineError
        The system has no delivery figures, or a number of the programme makes no sense.

    Notes
    -----
    Durations go together by the cause "industry" of the catalogue: a share common to all programmes and one
    common to a system's. Those shares are modelling priors.
    """
    known = learned or slips(catalogue)
    network = network_of(programme, catalogue, known)
    industry = catalogue.causes["industry"]
    shares = {
        "industry": industry.everywhere,
        f"industry of {_family(catalogue, programme.system)}": industry.entry,
    }
    timeline = simulate(network, n, seed=seed, correlation=shares)
    return Forecast(programme, timeline, known, _evidence(catalogue, programme))


def network_of(programme: Programme, catalogue: Catalogue, learned: Slips) -> Network:
    """Return the network of a programme. Raises as `forecast`."""
    refuse(_faults(programme))
    figures = catalogue.complete(delivery_of(catalogue, programme.system).id)
    activities = [*_until_contract(programme, figures), *_training(programme, figures)]
    for name, parameter, after in _STEPS:
        activities.append(_activity(name, _months(figures, parameter, programme.system), after))
    activities.append(_activity(FIRST, exactly(0.0), ("certification",)))
    activities += _further_units(programme, figures)
    last = tuple(_ready(k) for k in range(1, programme.n_units + 1))
    activities.append(_activity(ALL, exactly(0.0), last))
    risk = learned.risk("delay as on other deals", ("production",), _family(catalogue, programme.system))
    return Network(tuple(activities), (risk,), programme.contract, programme.name)


def delivery_of(catalogue: Catalogue, system: str) -> Delivery:
    """Return the delivery entry of a system, or of the one it is like.

    Raises
    ------
    TimelineError
        There is none.
    """
    entries = {e.system: e for e in catalogue.of_kind("delivery") if isinstance(e, Delivery)}
    found = entries.get(system) or entries.get(_family(catalogue, system))
    if found is None:
        known = ", ".join(sorted(entries)) or "none"
        raise TimelineError(f"'{system}' has no entry of kind delivery; known for {known}")
    return found


def _family(catalogue: Catalogue, system: str) -> str:
    entry = catalogue.entries.get(system)
    return entry.like or system if isinstance(entry, FireUnit) else system


def _faults(programme: Programme) -> list[str]:
    faults = []
    if programme.n_units < 1:
        faults.append(f"{programme.name}: needs one unit or more, found {programme.n_units}")
    if programme.per_year is not None and programme.per_year <= 0:
        faults.append(f"{programme.name}: units a year must be above 0, found {programme.per_year:g}")
    return faults


def _until_contract(programme: Programme, figures: Mapping[str, Figure]) -> list[Activity]:
    if programme.is_signed:
        return [_activity(CONTRACT, exactly(0.0), ())]
    return [
        _activity("negotiation", _months(figures, "negotiation", programme.system), ()),
        _activity("approval", _months(figures, "approval", programme.system), ("negotiation",)),
        _activity(CONTRACT, exactly(0.0), ("approval",)),
    ]


def _training(programme: Programme, figures: Mapping[str, Figure]) -> list[Activity]:
    """Return the training before and after the own unit comes; a leased unit moves more of it before."""
    parameter = _training_share(programme)
    if parameter not in figures:
        raise TimelineError(f"'{programme.system}' lacks the figure '{parameter}'")
    whole = _months(figures, "crew_training", programme.system)
    before, after = shared_training(whole, figures[parameter].si())
    day = max(programme.leased_ready, programme.contract) if programme.leased_ready else None
    return [
        Activity("courses", before, (CONTRACT,), day, _TITLES["courses"]),
        _activity("training", after, ("unit 1", "courses")),
    ]


def _training_share(programme: Programme) -> str:
    is_alone = programme.leased_ready is None
    return "training_done_before_delivery" if is_alone else "training_done_on_leased_unit"


def shared_training(whole: Duration, share: tuple[float, float, float]) -> tuple[Duration, Duration]:
    """Return the training done before the own unit comes and what is left for after.

    Bounds multiply: the most is left where the training is longest and the share smallest. Always a guess, for the
    share is one.
    """
    low, mode, high = share
    before = (whole.low * low, whole.mode * mode, whole.high * high)
    left = (whole.low * (1.0 - high), whole.mode * (1.0 - mode), whole.high * (1.0 - low))
    made = [
        Duration(*v, "fixed" if v[0] == v[2] else "triangular", whole.origin, True) for v in (before, left)
    ]
    return made[0], made[1]


def _further_units(programme: Programme, figures: Mapping[str, Figure]) -> list[Activity]:
    if programme.n_units == 1:
        return []
    if programme.per_year is None:
        interval = _months(figures, "delivery_interval", programme.system)
    else:
        interval = exactly(12.0 / programme.per_year, f"programme {programme.name}")
    work_up = _months(figures, "work_up", programme.system)
    found = []
    for k in range(2, programme.n_units + 1):
        found.append(Activity(f"unit {k}", interval, (f"unit {k - 1}",), None, f"delivery of unit {k}"))
        title = f"work-up of unit {k}"
        found.append(Activity(_ready(k), work_up, (f"unit {k}", FIRST), None, title))
    return found


def _ready(k: int) -> str:
    return FIRST if k == 1 else f"unit {k} ready"


def _activity(name: str, duration: Duration, after: tuple[str, ...]) -> Activity:
    return Activity(name, duration, after, None, _TITLES[name])


def _months(figures: Mapping[str, Figure], parameter: str, system: str) -> Duration:
    if parameter not in figures:
        raise TimelineError(
            f"'{system}' lacks the figure '{parameter}'; give it in its entry of kind delivery"
        )
    return months_of(figures[parameter])


def _evidence(catalogue: Catalogue, programme: Programme) -> dict[str, Figure]:
    figures = catalogue.complete(delivery_of(catalogue, programme.system).id)
    under = {name: parameter for name, parameter, _ in _STEPS}
    under |= {"negotiation": "negotiation", "approval": "approval", "training": "crew_training"}
    under |= {"courses": "crew_training", "share of training": _training_share(programme)}
    for k in range(2, programme.n_units + 1):
        under[_ready(k)] = "work_up"
        if programme.per_year is None:
            under[f"unit {k}"] = "delivery_interval"
    return {name: figures[parameter] for name, parameter in under.items() if parameter in figures}


def as_year(day: date) -> float:
    """Return a day as a year with a fraction: 2031.5 is mid-2031."""
    first = date(day.year, 1, 1)
    return day.year + (day - first) / (date(day.year + 1, 1, 1) - first)

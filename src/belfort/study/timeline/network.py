"""A project as a network: what has to happen, after what, how long it takes, and what may go wrong.

An activity starts when all before it are done, and not before its day on the calendar. A risk is something that may
happen once and then makes each of its activities longer. Times are months from the network's start (or any
other unit, where there is no start day).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property

from belfort.study.timeline.durations import MONTH_DAYS, Duration, faults_of
from belfort.study.timeline.faults import refuse


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that takes time."""

    name: str
    duration: Duration
    after: tuple[str, ...] = ()
    """What must be done before it starts."""
    not_before: date | None = None
    """A day before which it cannot start; needs a network with a start day."""
    title: str = ""
    """In words; the name where empty."""


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that may happen, and makes activities longer when it does."""

    name: str
    activities: tuple[str, ...]
    """What it delays; each by the same draw."""
    p: float
    """Probability that it happens."""
    delay: Duration
    """By how much."""
    is_guess: bool = False
    """True where nobody was asked for the probability."""


@dataclass(frozen=True)
class Network:
    """Activities and risks, checked on making: no circle, no unknown name, no duration that runs backwards.

    Raises
    ------
    TimelineError
        Names every fault, a line each.
    """

    activities: tuple[Activity, ...]
    risks: tuple[Risk, ...] = ()
    start: date | None = None
    name: str = "network"
    """Whose luck it is: the same name, activity and seed meet the same draws."""
    _by_name: Mapping[str, Activity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {a.name: a for a in self.activities})
        faults = [*_names(self), *_durations(self), *_risks(self)]
        refuse([f"{self.name}: {fault}" for fault in faults or _circles(self)])

    def __getitem__(self, name: str) -> Activity:
        """Return an activity by its name."""
        return self._by_name[name]

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Names, each after all that come before it; ties by name, so the order of the list does not count."""
        return tuple(_sorted(self.activities)[0])

    @cached_property
    def followers(self) -> dict[str, tuple[str, ...]]:
        """What waits for each activity."""
        found: dict[str, list[str]] = {name: [] for name in self.order}
        for name in self.order:
            for before in self[name].after:
                found[before].append(name)
        return {name: tuple(others) for name, others in found.items()}

    def earliest(self, activity: Activity) -> float:
        """Return months from the start before which an activity cannot start: its day, or 0."""
        if activity.not_before is None or self.start is None:
            return 0.0
        return max(0.0, (activity.not_before - self.start).days / MONTH_DAYS)

    def day(self, months: float) -> date:
        """Return the day that lies some months after the start."""
        if self.start is None:
            refuse([f"{self.name}: has no start day, so no calendar"])
            raise AssertionError
        return self.start + timedelta(days=round(months * MONTH_DAYS))

    def before(self, end: str) -> set[str]:
        """Return an activity and all that it waits for, however far back."""
        found, waiting = set(), [end]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self[name].after
        return found


def months_between(first: date, second: date) -> float:
    """Return the months from one day to another."""
    return (second - first).days / MONTH_DAYS


def _names(network: Network) -> Iterable[str]:
    if not network.activities:
        yield "has no activities"
    seen: set[str] = set()
    for activity in network.activities:
        if activity.name in seen:
            yield f"the name '{activity.name}' stands twice"
        seen.add(activity.name)
        for before in activity.after:
            if before not in network._by_name:
                yield f"{activity.name}: waits for {_unknown(before, network)}"
        if activity.not_before is not None and network.start is None:
            yield f"{activity.name}: not before {activity.not_before}, yet the network has no start day"


def _durations(network: Network) -> Iterable[str]:
    for activity in network.activities:
        for fault in faults_of(activity.duration):
            yield f"{activity.name}: its duration {fault}"


def _risks(network: Network) -> Iterable[str]:
    for risk in network.risks:
        if not 0.0 <= risk.p <= 1.0:
            yield f"{risk.name}: a probability lies between 0 and 1, found {risk.p:g}"
        for fault in faults_of(risk.delay):
            yield f"{risk.name}: its delay {fault}"
        if not risk.activities:
            yield f"{risk.name}: delays nothing"
        for name in risk.activities:
            if name not in network._by_name:
                yield f"{risk.name}: delays {_unknown(name, network)}"
    names = [r.name for r in network.risks]
    yield from (f"the risk '{n}' stands twice" for n in dict.fromkeys(names) if names.count(n) > 1)


def _unknown(name: str, network: Network) -> str:
    near = get_close_matches(name, list(network._by_name), n=1)
    return f"'{name}', which is not there." + (f" Did you mean '{near[0]}'?" if near else "")


def _circles(network: Network) -> list[str]:
    _, stuck = _sorted(network.activities)
    if not stuck:
        return []
    name = min(stuck)
    path: list[str] = []
    while name not in path:
        path.append(name)
        name = min(b for b in stuck[name].after if b in stuck)
    circle = [*path[path.index(name) :], name]
    return [f"goes round in a circle: {' waits for '.join(circle)}"]


def _sorted(activities: Iterable[Activity]) -> tuple[list[str], dict[str, Activity]]:
    """Return names in order, and what never gets its turn."""
    left = {a.name: a for a in sorted(activities, key=lambda a: a.name)}
    order: list[str] = []
    done: set[str] = set()
    while ready := [n for n, a in left.items() if done.issuperset(a.after)]:
        order += ready
        done.update(ready)
        for name in ready:
            del left[name]
    return order, left

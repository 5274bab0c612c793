"""How long a unit needs from a find to its first order, and from one look to the next, step by step.

    find -> report and confirm -> tracks to whoever assigns targets -> identify -> order -> react -> launch
    work done -> assess -> react -> launch

The find is the unit's own sensor's or that of a unit elsewhere. Who assigns targets follows the network's control:
`centralised` the top of the chain of command, `decentralised` the unit's own command post, `autonomous` the unit
itself. Steps follow one another; in truth some overlap (identification begins on a tentative track), which
makes our first order late by as much. The second order takes the full reaction time again, which is late too.
Links are taken by the quickest way at the mode; how often that way is up is told beside (`p_available`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from math import prod

from belfort.catalogue.figure import Evidence
from belfort.coverage.case import World, value_of
from belfort.scenario.resolved import Estimate, ResolvedLink, ResolvedScenario, ResolvedSystem, ResolvedUnit

KILL_ASSESSMENT = Estimate(
    5.0, 15.0, 30.0, "triangular", Evidence.MODELLING_PRIOR, "default:coverage.kill_assessment_delay_s"
)
"""For a unit without a command post: a guess, the same as the catalogue's prior for those that have one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One delay: what is done, and how long it takes."""

    name: str
    """report, confirm, send, picture, release, identify, order, react, launch or assess."""
    what: str
    """Who or which way, in plain words; may be empty."""
    estimate: Estimate
    n_times: int = 1

    def seconds(self, case: World) -> float:
        """Return the delay in s: the longest at the low case."""
        return self.n_times * value_of(self.estimate, case, "lower")

    def told(self, case: World = "mode") -> str:
        """Return the step in plain words: `identify 45 s (F guess, catalogue:F0656)`."""
        grade = f"{self.estimate.evidence.letter}{' guess' if self.estimate.is_guess else ''}"
        what = f" {self.what}" if self.what else ""
        return f"{self.name}{what} {self.seconds(case):g} s ({grade}, {self.estimate.origin})"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The delays of one unit with one effector on the finds of one sensor."""

    unit: str
    effector: str
    finder: str
    """The unit whose sensor found the threat: itself, or another."""
    first: tuple[Step, ...]
    """From the find to the first order."""
    again: tuple[Step, ...]
    """From the end of one look to the next order."""
    links: tuple[ResolvedLink, ...]
    """What the first order depends on."""

    def first_s(self, case: World = "mode") -> float:
        """Return the time from the find to the first order in s."""
        return sum(step.seconds(case) for step in self.first)

    def again_s(self, case: World = "mode") -> float:
        """Return the time from the end of one look to the next order in s."""
        return sum(step.seconds(case) for step in self.again)

    def p_available(self, case: World = "mode") -> float:
        """Return the chance that all its links are up, taken as independent."""
        return prod(value_of(link.p_available, case) for link in self.links)

    def told(self, case: World = "mode") -> str:
        """Return both ways in one sentence each."""
        first, again = (
            ", ".join(s.told(case) for s in steps) or "at once" for steps in (self.first, self.again)
        )
        return (
            f"{self.unit} orders {self.effector} {self.first_s(case):g} s after {self.finder} has found: {first}; "
            f"and again {self.again_s(case):g} s after each try: {again}."
        )


@dataclass(frozen=True, slots=True)
class NoTimeline:
    """Why a unit never fires on the finds of a sensor."""

    unit: str
    finder: str
    reason: str


def timeline_of(
    scenario: ResolvedScenario,
    unit: ResolvedUnit,
    effector: ResolvedSystem,
    finder: ResolvedUnit | None = None,
    sensor: ResolvedSystem | None = None,
    n_confirm: int = 0,
    control: str | None = None,
) -> Timeline | NoTimeline:
    """Return the delays of a unit with an effector on its own finds, or on those of another unit.

    Parameters
    ----------
    scenario
        The situation: network, rules, command posts.
    unit
        Who fires.
    effector
        What it fires; for an alert aircraft the aircraft itself.
    finder
        Whose sensor finds the threat; None: its own.
    sensor
        Which of the finder's sensors; None: its first.
    n_confirm
        Further looks of that sensor until the find is believed; 0 where the find is a confirmed one already.
    control
        In place of the network's: `autonomous` for a unit that has lost its command post.
    """
    source = finder or unit
    sensor = sensor or (scenario.systems[source.sensors[0]] if source.sensors else None)
    if sensor is None:
        return NoTimeline(unit.name, source.name, f"'{source.name}' has no sensor")
    release = _release(scenario, unit, source)
    if isinstance(release, str):
        return NoTimeline(unit.name, source.name, release)
    boss = commander(scenario, unit, control)
    way = _track_way(scenario, source.name, (boss or unit).name)
    back = quickest_way(scenario, boss.name, unit.name, "orders") if boss else ()
    if way is None or back is None:
        missing = f"tracks from '{source.name}' to '{(boss or unit).name}'"
        missing = missing if way is None else f"orders from '{boss.name if boss else ''}' to '{unit.name}'"
        return NoTimeline(unit.name, source.name, f"no link carries {missing}")
    first = (
        *_sensing(sensor, n_confirm),
        *_sending(scenario, way),
        *release,
        Step("identify", "", scenario.rules.identification_delay_s),
        *(Step("order", f"over {link.medium}", link.delay_s) for link in back),
        *_reaction(scenario, unit, effector),
    )
    again = (_assessment(scenario, unit), *_reaction(scenario, unit, effector))
    return Timeline(unit.name, effector.id, source.name, first, again, (*way, *back))


def commander(
    scenario: ResolvedScenario, unit: ResolvedUnit, control: str | None = None
) -> ResolvedUnit | None:
    """Return who assigns a unit its targets under the network's control, or another; None: itself."""
    found = {u.name: u for u in scenario.units}
    control = control or scenario.network.control
    if control == "autonomous" or unit.c2 is None:
        return None
    boss, seen = found[unit.c2], {unit.name}
    while control == "centralised" and boss.c2 is not None and boss.name not in seen:
        seen.add(boss.name)
        boss = found[boss.c2]
    return boss


def quickest_way(
    scenario: ResolvedScenario, sender: str, receiver: str, what: str
) -> tuple[ResolvedLink, ...] | None:
    """Return the links that carry something between two units soonest, at the mode; None where none does."""
    return _quickest(
        scenario, sender, receiver, lambda link: what in link.carries, lambda link: link.delay_s.mode
    )


def _track_way(scenario: ResolvedScenario, sender: str, receiver: str) -> tuple[ResolvedLink, ...] | None:
    """Tracks wait at each command post until they are part of its picture."""

    def cost_s(link: ResolvedLink) -> float:
        picture = _picture(scenario, link.receiver)
        return link.delay_s.mode + (picture.mode if picture else 0.0)

    return _quickest(scenario, sender, receiver, lambda link: "tracks" in link.carries, cost_s)


def _quickest(
    scenario: ResolvedScenario,
    sender: str,
    receiver: str,
    may_use: Callable[[ResolvedLink], bool],
    cost_s: Callable[[ResolvedLink], float],
) -> tuple[ResolvedLink, ...] | None:
    """Dijkstra's algorithm over the links."""
    leaving: dict[str, list[ResolvedLink]] = {}
    for link in filter(may_use, scenario.network.links):
        leaving.setdefault(link.sender, []).append(link)
    waiting: list[tuple[float, int, str, tuple[ResolvedLink, ...]]] = [(0.0, 0, sender, ())]
    done: set[str] = set()
    n = 0
    while waiting:
        spent_s, _, here, way = heappop(waiting)
        if here == receiver:
            return way
        if here in done:
            continue
        done.add(here)
        for link in leaving.get(here, ()):
            n += 1  # equal delays are taken in the order of the file, and ways are never compared
            heappush(waiting, (spent_s + cost_s(link), n, link.receiver, (*way, link)))
    return None


def _release(scenario: ResolvedScenario, unit: ResolvedUnit, source: ResolvedUnit) -> tuple[Step, ...] | str:
    """Return what releasing another nation's tracks costs, or why the unit may not fire on them."""
    if unit.nation == source.nation:
        return ()
    if (unit.nation, source.nation) not in scenario.network.fire:
        return f"{unit.nation} may not fire on tracks of {source.nation}"
    for sharing in scenario.network.tracks:
        if (sharing.owner, sharing.viewer) == (source.nation, unit.nation):
            return (Step("release", f"from {source.nation} to {unit.nation}", sharing.delay_s),)
    return f"{unit.nation} may not see the tracks of {source.nation}"


def _sensing(sensor: ResolvedSystem, n_confirm: int) -> tuple[Step, ...]:
    figures = sensor.figures
    steps = []
    if n_confirm and "update_interval_s" in figures:
        steps.append(
            Step("confirm", f"{n_confirm} looks of {sensor.id}", figures["update_interval_s"], n_confirm)
        )
    if "report_delay_s" in figures:
        steps.append(Step("report", f"by {sensor.id}", figures["report_delay_s"]))
    return tuple(steps)


def _sending(scenario: ResolvedScenario, way: tuple[ResolvedLink, ...]) -> tuple[Step, ...]:
    steps = []
    for link in way:
        steps.append(Step("send", f"over {link.medium} to {link.receiver}", link.delay_s))
        picture = _picture(scenario, link.receiver)
        if picture:
            steps.append(Step("picture", f"at {link.receiver}", picture))
    return tuple(steps)


def _picture(scenario: ResolvedScenario, name: str) -> Estimate | None:
    unit = next((u for u in scenario.units if u.name == name), None)
    return _figures_of(scenario, unit).get("local_air_picture_delay_s") if unit else None


def _reaction(scenario: ResolvedScenario, unit: ResolvedUnit, effector: ResolvedSystem) -> tuple[Step, ...]:
    own = {**effector.figures, **_figures_of(scenario, unit)}
    named = (
        ("react", "reaction_time_s"),
        ("launch", "launch_time_s"),
        ("launch", "readiness_to_takeoff_s"),
    )
    if unit.posture == "patrol":  # in the air already
        own.pop("readiness_to_takeoff_s", None)
    return tuple(Step(name, "", own[figure]) for name, figure in named if figure in own)


def _assessment(scenario: ResolvedScenario, unit: ResolvedUnit) -> Step:
    boss = next((u for u in scenario.units if u.name == unit.c2), None)
    figures = _figures_of(scenario, boss) if boss else {}
    return Step("assess", "", figures.get("kill_assessment_delay_s", KILL_ASSESSMENT))


def _figures_of(scenario: ResolvedScenario, unit: ResolvedUnit) -> Mapping[str, Estimate]:
    return {**scenario.systems[unit.system].figures, **unit.figures}

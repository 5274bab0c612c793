"""Alert fighters: from the find of a threat to where they meet it.

The same time line and the same meeting as for a missile, with the time to take-off before the launch, the
aircraft's speed to the intercept and its combat radius. One meeting is told: what comes after it is a fight.
The fighters fly straight from their base at one speed; climb and turns are left out (a minute or so late in
truth), and they come up to the threat itself: to look, as peacetime asks. With missiles they are done
earlier by up to the missile's reach.
"""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from belfort.coverage.case import World
from belfort.coverage.engagement.envelope import CannotEngage, Envelope, envelope_of
from belfort.coverage.engagement.kernels import Paths
from belfort.coverage.engagement.ladder import Ladder, Site, ladder, reach_of
from belfort.coverage.engagement.timeline import NoTimeline, Timeline, timeline_of
from belfort.scenario.resolved import ResolvedScenario, ResolvedUnit


@dataclass(frozen=True, slots=True)
class Scramble:
    """Where alert fighters meet a threat on each approach: one look a path."""

    timeline: Timeline
    envelope: Envelope
    meeting: Ladder


def scramble(
    scenario: ResolvedScenario,
    unit: ResolvedUnit,
    site: Site,
    finder: ResolvedUnit,
    target_class: str,
    paths: Paths,
    found_to_go_s: ArrayLike,
    case: World = "mode",
) -> Scramble | NoTimeline | CannotEngage:
    """Return where alert fighters meet a threat that another unit has found, or why they do not.

    Parameters
    ----------
    scenario, unit, site
        The situation, the fighters in it, and their base or patrol.
    finder
        Who finds the threat and orders them up through the network.
    target_class, paths, found_to_go_s
        The threat: its class, its approaches, and the time to impact at which it is found, (n_paths,).
    case
        The defender's.
    """
    system = scenario.systems[unit.system]
    weapon = scenario.systems[unit.loads[0].effector] if unit.loads else None
    envelope = envelope_of(system, target_class, case, weapon)
    if isinstance(envelope, CannotEngage):
        return envelope
    timeline = timeline_of(scenario, unit, system, finder)
    if isinstance(timeline, NoTimeline):
        return timeline
    met = ladder(
        reach_of(site, envelope),
        paths,
        timeline.first_s(case),
        timeline.again_s(case),
        found_to_go_s,
        most_looks=1,
    )
    return Scramble(timeline, envelope, met)

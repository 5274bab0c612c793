"""A blow to the defence: units lost, links cut, a picture no longer shared."""

from dataclasses import replace
from fnmatch import fnmatchcase

from belfort.scenario.asked import AskedStress
from belfort.scenario.resolved import ResolvedScenario
from belfort.study.timeline.force import standing


def under_stress(scenario: ResolvedScenario, stress: AskedStress) -> ResolvedScenario:
    """Return a situation after a blow: what is lost takes its links along, what is cut falls back on the rules."""
    names = [
        u.name for u in scenario.units if not any(fnmatchcase(u.name, pattern) for pattern in stress.lose)
    ]
    left = standing(scenario, names)
    cut = {frozenset(pair) for pair in stress.cut}
    network = left.network
    links = tuple(li for li in network.links if frozenset((li.sender, li.receiver)) not in cut)
    tracks = tuple(t for t in network.tracks if t.owner not in stress.no_tracks_of)
    return replace(left, network=replace(network, links=links, tracks=tracks))


def changes_nothing(scenario: ResolvedScenario, stress: AskedStress) -> bool:
    """Return whether a blow leaves a situation as it was."""
    return under_stress(scenario, stress).hash == scenario.hash

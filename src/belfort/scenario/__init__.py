"""The situation: one TOML file that people write, resolved once into what machines read.

In: a file, or the name of a shipped example, and the catalogue. Out: a frozen `ResolvedScenario` in SI
with every default filled and every reference followed, or a `ScenarioError` that names every fault.
"""

from belfort.scenario.faults import Fault, ScenarioError
from belfort.scenario.load import load_scenario, parse_scenario
from belfort.scenario.resolved import Estimate, ResolvedScenario, ResolvedUnit

__all__ = [
    "Estimate",
    "Fault",
    "ResolvedScenario",
    "ResolvedUnit",
    "ScenarioError",
    "load_scenario",
    "parse_scenario",
]

"""What the shell completes after a scenario is typed: its options, threats and raids, and kinds of ground."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from belfort.scenario import ResolvedScenario


def option_names(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the options of the scenario."""
    scenario = _typed(context)
    return [name for name in (scenario.options if scenario else ()) if name.startswith(incomplete)]


def threat_names(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the threats of the scenario."""
    scenario = _typed(context)
    systems = scenario.systems.items() if scenario else ()
    return [name for name, system in systems if system.kind == "threat" and name.startswith(incomplete)]


def raid_names(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the raids and incursions of the scenario."""
    scenario = _typed(context)
    named = [*scenario.raids, *scenario.incursions] if scenario else []
    return [one.name for one in named if one.name.startswith(incomplete)]


def terrain_names(incomplete: str) -> list[str]:
    """Complete the kinds of ground that have a name."""
    return [name for name in ("coarse", "glo-90", "glo-30") if name.startswith(incomplete)]


def _typed(context: typer.Context) -> "ResolvedScenario | None":
    """Return the scenario already typed; None where there is none or it has faults."""
    from belfort.scenario import ScenarioError, load_scenario

    try:
        return load_scenario(context.params.get("scenario") or "")
    except (ScenarioError, OSError):
        return None

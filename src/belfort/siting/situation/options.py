"""The answer as an option of the scenario, checked before it is written: it must load and resolve."""

import os
from pathlib import Path

from belfort.scenario import ScenarioError, parse_scenario
from belfort.scenario.resolved import ResolvedScenario
from belfort.siting.model import SitingError
from belfort.siting.option import MovedUnit, NewUnits, option_text
from belfort.siting.situation.answer import Sited
from belfort.siting.situation.kinds import source_of


def option_of(sited: Sited, name: str | Path, folder: Path, *, title: str, summary: str) -> str:
    """Return a scenario file with the answer as an option, fit to lie in a folder.

    Parameters
    ----------
    sited
        The answer.
    name
        The scenario it was asked of: a file or a shipped name.
    folder
        Where the file will lie; the other file is named from there.
    title, summary
        Of the option.

    Raises
    ------
    SitingError
        There is nothing to write, or the file would not resolve, with every reason.
    """
    source = source_of(name)
    if Path(source).is_absolute():
        source = Path(os.path.relpath(source, folder.resolve())).as_posix()
    text = option_text(
        source,
        title=title,
        summary=summary,
        name=sited.option_name,
        units=_added(sited),
        moved=[MovedUnit(c.name, c.lat_rad, c.lon_rad) for c in sited.chosen if c.was_lat_rad is not None],
        based_on=sited.situation.option,
    )
    _check(text, sited, folder)
    return text


def _added(sited: Sited) -> list[NewUnits]:
    """Return the new units, kind by kind."""
    found = []
    for kind in sited.kinds:
        sites = [c for c in sited.chosen if c.was_lat_rad is None and c.system == kind.unit.system]
        if not sites:
            continue
        unit, placing = kind.unit, kind.placing
        found.append(
            NewUnits(
                sites[0].name.rsplit("-", 1)[0],
                unit.system,
                unit.nation,
                [c.lat_rad for c in sites],
                [c.lon_rad for c in sites],
                c2=unit.c2,
                radar=placing.radar,
                loads=placing.loads,
                note="Sites by `belfort site`: points of a grid, an illustration and not a survey.",
            )
        )
    return found


def _check(text: str, sited: Sited, folder: Path) -> None:
    """Resolve the file before it is written; every unit of the answer must stand there under its name."""
    try:
        resolved = parse_scenario(text, "sited.toml", folder=folder).options[sited.option_name]
    except ScenarioError as error:
        raise SitingError("\n".join(str(f) for f in error.faults)) from None
    missing = _missing(resolved, sited)
    if missing:
        raise SitingError(f"the option would lack {', '.join(missing)}: nothing was written")


def _missing(resolved: ResolvedScenario, sited: Sited) -> list[str]:
    there = {u.name: u for u in resolved.units}
    return [c.name for c in sited.chosen if c.name not in there or there[c.name].system != c.system]

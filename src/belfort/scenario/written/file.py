"""The whole file."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from belfort.scenario.written.force import NationHere, Network, Unit
from belfort.scenario.written.ground import Asset, Dates, Region, Terrain, Weather
from belfort.scenario.written.options import Option
from belfort.scenario.written.rules import Rules
from belfort.scenario.written.study import Study
from belfort.scenario.written.terms import IN_BRACKETS, Name, Table, Words
from belfort.scenario.written.threats import Threats


def _version(value: Any) -> Any:
    """Let 1 pass, not what only equals it: true or 1.0."""
    if type(value) is not int:
        raise ValueError("needs a whole number")
    return value


class Scenario(Table):
    """A whole scenario file."""

    belfort: Annotated[Literal[1], BeforeValidator(_version)]
    """Version of this language: write `belfort = 1`."""
    title: Words
    """One line."""
    summary: str = ""
    """What it is about, for readers."""
    about: Annotated[tuple[Words, ...], IN_BRACKETS] = ()
    """Catalogue entries that explain it: deals, programmes, incidents. `belfort explain` tells them."""
    extends: Words | None = None
    """A shipped example or a file whose content this one changes and adds to."""
    region: Region
    """Where."""
    terrain: Terrain = Terrain()
    """On which ground."""
    dates: Dates
    """When."""
    weather: Weather = Weather()
    """In which weather."""
    assets: Annotated[tuple[Asset, ...], IN_BRACKETS, Field(max_length=5000)] = ()
    """What to defend."""
    nations: Annotated[tuple[NationHere, ...], IN_BRACKETS, Field(min_length=1, max_length=60)]
    """Who takes part."""
    units: Annotated[tuple[Unit, ...], IN_BRACKETS, Field(max_length=5000)] = ()
    """With what."""
    network: Network = Network()
    """Connected how."""
    rules: Rules = Rules()
    """Under which rules."""
    threats: Threats = Threats()
    """Against what."""
    options: dict[Name, Option] = {}
    """Compared with what."""
    study: Study = Study()
    """Computed how."""
    sources: dict[Words, Words] = {}
    """The author's own sources: key and description, cited by `source`."""

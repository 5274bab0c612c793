"""Where and when: region, terrain, dates, weather, and what is to be defended."""

from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from belfort.catalogue.figure import Evidence
from belfort.scenario.written.terms import (
    IN_BRACKETS,
    At,
    Day,
    Flag,
    Latitude,
    Longitude,
    Moment,
    Name,
    NotNegative,
    Pattern,
    Positive,
    Range,
    Table,
    Uncertain,
    Words,
)


class Region(Table):
    """The box the scenario is about. Assets and units stand inside it; threats may come from outside."""

    name: Words
    """In words."""
    west_deg: Longitude
    """Western edge."""
    south_deg: Latitude
    """Southern edge."""
    east_deg: Longitude
    """Eastern edge."""
    north_deg: Latitude
    """Northern edge."""

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if self.south_deg >= self.north_deg:
            raise ValueError(f"south_deg {self.south_deg:g} is not south of north_deg {self.north_deg:g}")
        if self.west_deg >= self.east_deg:
            raise ValueError(
                f"west_deg {self.west_deg:g} is not west of east_deg {self.east_deg:g}; "
                "a region over the date line is not supported"
            )
        return self


class Terrain(Table):
    """The ground under the radio waves."""

    elevation: Words = "coarse"
    """'coarse' (the shipped grid), 'glo-30', 'glo-90', or the path of a GeoTIFF, .hgt or .zip file or of a folder (ends in /)."""
    k_factor: Uncertain = Range(
        low=1.2, mode=4 / 3, high=1.6, source="GK", evidence=Evidence.GENERAL_KNOWLEDGE
    )
    """Effective earth radius over the true one; 4/3 in the median atmosphere."""


class Ready(Table):
    """When units can first be used."""

    units: Pattern
    """Names of units, with * and ?."""
    from_: Annotated[Day, Field(alias="from")]
    """First day."""
    slip_months: Uncertain = Range(low=0, mode=0, high=0)
    """How many months later it may become."""


class Dates(Table):
    """When the scenario plays and who is ready by then."""

    start: Moment
    """First moment of the scenario, with its zone."""
    ready: Annotated[tuple[Ready, ...], IN_BRACKETS] = ()
    """Units not named here are ready from the start."""


class Weather(Table):
    """What the air is like while it plays. A circumstance that the author sets, not an estimate of the climate."""

    rain_mm_h: Annotated[float, Strict(), Field(ge=0, le=300)] = 0.0
    """Rain over the whole region: 1 is drizzle, 5 steady rain, 25 a downpour."""
    visibility_km: Annotated[float, Strict(), Field(gt=0, le=300)] = 23.0
    """Meteorological visibility; 23 is clear air, under 1 is fog."""
    night: Flag = False
    """Whether it is dark."""
    wind_mps: Annotated[float, Strict(), Field(ge=0, le=75)] = 0.0
    """Wind near the ground: it drowns sounds."""


AssetKind = Literal[
    "airport",
    "air-base",
    "port",
    "city",
    "power-plant",
    "headquarters",
    "base",
    "radar-site",
    "industry",
    "bridge",
    "hospital",
    "other",
]


class Asset(Table):
    """Something to defend: a point, a circle or an area."""

    name: Name
    """Short name, used in tables and on the map."""
    kind: AssetKind
    """What it is."""
    at: At | None = None
    """Where it is (its middle)."""
    area: Annotated[tuple[At, ...], IN_BRACKETS, Field(min_length=3, max_length=500)] | None = None
    """Corners of an area, instead of `at`."""
    radius_km: NotNegative = 0.0
    """Size of a circle around `at`."""
    value: Positive = 1.0
    """Weight beside the other assets; any scale, the same for all."""
    population: Annotated[int, Strict(), Field(ge=0, le=100_000_000)] = 0
    """People living there."""
    nation: Words | None = None
    """Whose it is."""
    note: str = ""
    """For readers."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.at is None) == (self.area is None):
            raise ValueError(f"needs either 'at' or 'area', found {'both' if self.at else 'neither'}")
        if self.area is not None and self.radius_km:
            raise ValueError("'radius_km' goes with 'at', not with 'area'")
        return self

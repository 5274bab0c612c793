"""The terms of the language: words, numbers, ranges, positions, and the base of every table."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    model_validator,
)

from belfort.catalogue.figure import Evidence, Shape


def _a_list(value: Any) -> Any:
    """Take a list as a tuple, and say plainly when it is not a list."""
    if not isinstance(value, (list, tuple)):
        raise ValueError("needs a list in square brackets")
    return tuple(value)


def _aware(value: Any) -> Any:
    if not isinstance(value, datetime):
        raise ValueError("needs a date and time with its zone, as 2030-03-01T22:00:00Z (no quotation marks)")
    if value.tzinfo is None:
        raise ValueError("the time has no zone; write 2030-03-01T22:00:00Z for UTC")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("is too early or too late a time") from None


def _a_day(value: Any) -> Any:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("needs a date, as 2029-06-01 (no quotation marks)")
    return value


def _a_position(value: Any) -> Any:
    """Sort the three ways to give a position before they are checked."""
    if isinstance(value, str):
        if not value.strip():
            raise ValueError(
                "needs a place name, [longitude, latitude] or { from, bearing_deg, distance_km }"
            )
        return value
    if isinstance(value, (list, tuple)):
        numbers = [v for v in value if isinstance(v, (int, float)) and not isinstance(v, bool)]
        if len(value) != 2 or len(numbers) != 2:
            raise ValueError("needs two numbers: [longitude, latitude] in degrees")
        lon_deg, lat_deg = value
        if not (-180 <= lon_deg <= 180 and -90 <= lat_deg <= 90):
            swapped = " Latitude comes second." if -90 <= lon_deg <= 90 and -180 <= lat_deg <= 180 else ""
            raise ValueError(f"[{lon_deg}, {lat_deg}] is no longitude and latitude in degrees.{swapped}")
        return (float(lon_deg), float(lat_deg))
    if isinstance(value, dict):
        return value
    raise ValueError("needs a place name, [longitude, latitude] or { from, bearing_deg, distance_km }")


def _a_range(value: Any) -> Any:
    """Take a bare number as a range of one value."""
    if isinstance(value, bool) or not isinstance(value, (int, float, dict)):
        raise ValueError("needs a number or { low, mode, high }")
    if isinstance(value, dict):
        return value
    return {"low": value, "mode": value, "high": value}


IN_BRACKETS = BeforeValidator(_a_list)
"""Marks a list: TOML's brackets are required, and what is read is a tuple."""
Words = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=4000)]
Name = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Pattern = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9*?-]+$", max_length=80)]
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Positive = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Strict(), Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Moment = Annotated[datetime, BeforeValidator(_aware)]
Day = Annotated[date, BeforeValidator(_a_day)]
Latitude = Annotated[float, Strict(), Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Strict(), Field(ge=-180, le=180, allow_inf_nan=False)]


class Table(BaseModel):
    """Base of every table: unknown keys refused, values frozen, documented by their docstrings."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False, defer_build=True
    )


class Range(Table):
    """A number that is not known exactly. A bare number is a range of one value."""

    low: Real
    """Lowest plausible value."""
    mode: Real
    """Best single value."""
    high: Real
    """Highest plausible value."""
    shape: Shape | None = None
    """How it is drawn; triangular unless said."""
    source: Words | None = None
    """Where it comes from. Without one it counts as an assumption of the scenario: a guess."""
    evidence: Evidence = Evidence.MODELLING_PRIOR
    """How well it is supported."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"need low <= mode <= high, found {self.low:g}, {self.mode:g}, {self.high:g}")
        if not self.evidence.is_guess and self.source is None:
            raise ValueError(f"evidence '{self.evidence}' needs a source")
        if self.shape == "lognormal" and self.low <= 0:
            raise ValueError(f"a lognormal range needs low > 0, found {self.low:g}")
        if self.shape == "two-piece-normal":
            raise ValueError("shape 'two-piece-normal' is for measured quantiles in the catalogue")
        return self


Uncertain = Annotated[Range, BeforeValidator(_a_range)]


class Near(Table):
    """A position given from another."""

    from_: Annotated[Words, Field(alias="from")]
    """Place name."""
    bearing_deg: Annotated[float, Strict(), Field(ge=0, le=360)]
    """True bearing, clockwise from north."""
    distance_km: Annotated[float, Strict(), Field(ge=0, le=20_000)]
    """Distance along the ground."""


def _way_of_giving(value: Any) -> str:
    return "as-name" if isinstance(value, str) else "as-point" if isinstance(value, tuple) else "as-near"


At = Annotated[
    Annotated[Words, Tag("as-name")]
    | Annotated[tuple[Longitude, Latitude], Tag("as-point")]
    | Annotated[Near, Tag("as-near")],
    Discriminator(_way_of_giving),
    BeforeValidator(_a_position),
]
"""A place name ("Antwerp", "EBBR", "12 km NE of Antwerp"), [longitude, latitude], or a `Near` table."""

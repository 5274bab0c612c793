"""Compared with what: options."""

from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from belfort.scenario.written.force import Link, Unit
from belfort.scenario.written.terms import IN_BRACKETS, At, Name, Pattern, Table, Words


class Remove(Table):
    """Take units away."""

    units: Pattern
    """Unit names, with * and ?."""


class Move(Table):
    """Put a unit elsewhere."""

    unit: Name
    """Unit name."""
    at: At
    """New position."""


class Replace(Table):
    """Give units another system."""

    units: Pattern
    """Unit names, with * and ?."""
    system: Words
    """Catalogue entry."""
    loads: dict[Words, Annotated[int, Strict(), Field(ge=0, le=100_000)]] | None = None
    """New loads."""


class ReEquip(Table):
    """Change what units carry or how they are held."""

    units: Pattern
    """Unit names, with * and ?."""
    radar: Words | None = None
    """Another of the system's radars."""
    loads: dict[Words, Annotated[int, Strict(), Field(ge=0, le=100_000)]] | None = None
    """Other ready missiles."""
    reloads: Annotated[float, Strict(), Field(ge=0, le=100)] | None = None
    """Further full loads."""
    posture: Literal["deployed", "alert", "patrol", "mobile", "reserve", "training"] | None = None
    """Another posture."""
    c2: Name | None = None
    """Another command post."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.model_fields_set - {"units"}):
            raise ValueError("changes nothing; give radar, loads, reloads, posture or c2")
        return self


class Option(Table):
    """A named set of changes, to be compared with the others. Changes apply in the order of these keys."""

    title: Words
    """In words."""
    summary: str = ""
    """What it means and where it comes from."""
    about: Annotated[tuple[Words, ...], IN_BRACKETS] = ()
    """Catalogue entries that explain it."""
    based_on: Name | None = None
    """Another option whose changes come first."""
    remove: Annotated[tuple[Remove, ...], IN_BRACKETS] = ()
    """Units that go."""
    replace: Annotated[tuple[Replace, ...], IN_BRACKETS] = ()
    """Units that become another system."""
    move: Annotated[tuple[Move, ...], IN_BRACKETS] = ()
    """Units that go elsewhere."""
    re_equip: Annotated[tuple[ReEquip, ...], IN_BRACKETS] = ()
    """Units that carry something else."""
    add: Annotated[tuple[Unit, ...], IN_BRACKETS] = ()
    """Units that come."""
    links: Annotated[tuple[Link, ...], IN_BRACKETS] = ()
    """Links that come."""
